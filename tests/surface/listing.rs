//! The public surface of `salama`, read from the sources: every name that a crate outside can reach without `#[doc(hidden)]`,
//! a line each.
//!
//! ```text
//! salama::Pass::after: fn(self, name: &str, reason: &str) -> Pass
//! salama::register::Datum: enum Datum { Word(u64), Bytes(Vec<u8>), Address(SymbolId, i64), Zeros(u64) }
//! ```
//!
//! The sources are parsed, not compiled: no toolchain but the one at hand is asked for, and none of its formats can change.
//! What a macro of tables makes is listed by its rows.
use crate::print::{self, Docs, attributes, method, tokens};
use crate::scope::{Crates, Found, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use syn::{Item, Visibility};

/// The lines of the surface, each name with its documentation.
pub struct Surface {
    crates: Crates,
    lines: BTreeSet<String>,
    /// Functions: do their own documentation and that of their type have examples?
    examples: BTreeMap<String, bool>,
    /// What is reached, each with all names by which it is.
    reached: BTreeMap<Place, (Found, BTreeSet<String>)>,
    /// Modules, with their examples.
    modules: BTreeMap<String, String>,
}

impl Surface {
    /// Reads the sources under a folder.
    pub fn read(root: &Path) -> Surface {
        let folders = [
            ("salama", "src"),
            ("base", "base/src"),
            ("parfait", "parfait/src"),
            ("virtual_machine", "virtual/src"),
            ("register", "register/src"),
        ];
        let crates = Crates::read(root, &folders);
        let mut surface = Surface {
            crates,
            lines: BTreeSet::new(),
            examples: BTreeMap::new(),
            reached: BTreeMap::new(),
            modules: BTreeMap::new(),
        };
        surface.module(&Place::root("salama"), "salama");
        for (found, names) in std::mem::take(&mut surface.reached).into_values() {
            let short = names.iter().min_by_key(|name| name.matches("::").count()).expect("it was reached").clone();
            let others = names.iter().filter(|name| **name != short);
            surface.lines.extend(others.map(|other| format!("{other}: {short}")));
            surface.found(&found, &short);
        }
        surface
    }

    /// All lines, sorted.
    pub fn listing(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Functions without an example.
    pub fn without_example(&self) -> Vec<String> {
        self.examples.iter().filter(|(_, shown)| !**shown).map(|(name, _)| name.clone()).collect()
    }

    /// What a module shows, under the name by which it is reached.
    fn module(&mut self, place: &Place, name: &str) {
        if self.modules.insert(name.to_string(), self.crates.example(place)).is_some() {
            return;
        }
        for (as_name, found) in self.crates.public(place) {
            let name = format!("{name}::{as_name}");
            match &found {
                Found::Module(inner) => self.module(inner, &name),
                Found::Item(at, _) | Found::Made { place: at, .. } => {
                    let entry = self.reached.entry(at.clone()).or_insert_with(|| (found.clone(), BTreeSet::new()));
                    entry.1.insert(name);
                }
            }
        }
    }

    fn found(&mut self, found: &Found, name: &str) {
        match found {
            Found::Module(_) => {}
            Found::Item(place, item) => self.item(place, item, name),
            Found::Made { place, rows, functions } => {
                self.lines.extend(rows.iter().map(|line| format!("{name}: {line}")));
                self.lines.extend(functions.iter().map(|line| format!("{name}::{line}")));
                self.implemented(place, name, &[], false);
            }
        }
    }

    fn item(&mut self, place: &Place, item: &Item, name: &str) {
        let head = print::item(item);
        // the example of the module counts where it is about this
        let (module, own) = name.rsplit_once("::").expect("it is in a module");
        let of_module = self.modules.get(module).is_some_and(|example| example.contains(own));
        let shown = of_module || Docs::of(attributes(item)).has_example();
        match item {
            Item::Fn(function) => {
                self.lines.insert(format!("{name}: {}", method(&function.sig)));
                self.examples.insert(name.to_string(), shown);
            }
            Item::Struct(_) | Item::Enum(_) => {
                self.lines.insert(format!("{name}: {head}"));
                self.implemented(place, name, &print::derives(attributes(item)), shown);
            }
            Item::Trait(it) => {
                self.lines.insert(format!("{name}: {head}"));
                for inner in &it.items {
                    let (inner_name, line) = print::trait_item(inner);
                    self.lines.insert(format!("{name}::{inner_name}: {line}"));
                    if matches!(inner, syn::TraitItem::Fn(_)) {
                        self.examples.insert(format!("{name}::{inner_name}"), shown);
                    }
                }
            }
            _ => {
                self.lines.insert(format!("{name}: {head}"));
            }
        }
    }

    /// What is implemented for a type, anywhere in its crate.
    fn implemented(&mut self, place: &Place, name: &str, derived: &[String], type_shown: bool) {
        let mut traits: BTreeSet<String> = derived.iter().cloned().collect();
        for found in self.crates.implementations(place) {
            if let Some((of, _)) = &found.trait_ {
                traits.insert(tokens(of));
                continue;
            }
            for inner in &found.items {
                match inner {
                    syn::ImplItem::Fn(it) if matches!(it.vis, Visibility::Public(_)) => {
                        let method_name = format!("{name}::{}", it.sig.ident);
                        self.lines.insert(format!("{method_name}: {}", method(&it.sig)));
                        let shown = type_shown || Docs::of(&it.attrs).has_example();
                        self.examples.insert(method_name, shown);
                    }
                    syn::ImplItem::Const(it) if matches!(it.vis, Visibility::Public(_)) => {
                        self.lines.insert(format!("{name}::{}: const {}", it.ident, tokens(&it.ty)));
                    }
                    _ => {}
                }
            }
        }
        if !traits.is_empty() {
            self.lines.insert(format!("{name}: implements {}", Vec::from_iter(traits).join(", ")));
        }
    }
}
