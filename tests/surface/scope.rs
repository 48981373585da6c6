//! Names and what they mean: modules of parsed crates, and what their `use` brings in.
use crate::print::{Docs, attributes, is_hidden, tokens};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::{Item, ItemImpl, UseTree, Visibility};

/// A module, or a name in one: crate and path.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    krate: String,
    path: Vec<String>,
}

impl Place {
    pub fn root(krate: &str) -> Place {
        Place { krate: krate.to_string(), path: Vec::new() }
    }
    fn inside(&self, name: &str) -> Place {
        Place { krate: self.krate.clone(), path: [self.path.as_slice(), &[name.to_string()]].concat() }
    }
    fn around(&self) -> Place {
        Place { krate: self.krate.clone(), path: self.path[..self.path.len().saturating_sub(1)].to_vec() }
    }
}

/// What a name is.
#[derive(Clone)]
pub enum Found {
    Module(Place),
    /// With its own place.
    Item(Place, Box<Item>),
    /// A type that a macro makes: its place, its rows, its functions (`name: fn(...)`).
    Made {
        place: Place,
        rows: Vec<String>,
        functions: Vec<String>,
    },
}

/// Parsed crates.
pub struct Crates {
    modules: BTreeMap<Place, Vec<Item>>,
    names: BTreeSet<String>,
    /// By module: the example of its documentation.
    examples: BTreeMap<Place, String>,
}

/// A leaf of a `use`: the name that it brings in (none: all), and where from.
struct Import {
    name: Option<String>,
    path: Vec<String>,
    is_public: bool,
}

impl Crates {
    pub fn read(root: &Path, folders: &[(&str, &str)]) -> Crates {
        let names = folders.iter().map(|(name, _)| (*name).to_string()).collect();
        let mut crates = Crates { modules: BTreeMap::new(), names, examples: BTreeMap::new() };
        for (name, folder) in folders {
            let folder = root.join(folder);
            crates.file(Place::root(name), &folder.join("lib.rs"), &folder);
        }
        crates
    }

    fn file(&mut self, place: Place, file: &Path, folder: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        *self.examples.entry(place.clone()).or_default() += &Docs::of(&parsed.attrs).example;
        self.items(place, parsed.items, folder);
    }

    fn items(&mut self, place: Place, items: Vec<Item>, folder: &Path) {
        let items: Vec<Item> = items.into_iter().filter(|item| !is_hidden(attributes(item)) || is_hidden_module(item)).collect();
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let (name, inside) = (module.ident.to_string(), folder.join(module.ident.to_string()));
            let inner = place.inside(&name);
            self.examples.insert(inner.clone(), Docs::of(&module.attrs).example);
            match &module.content {
                Some((_, items)) => self.items(inner, items.clone(), &inside),
                None => {
                    let file = folder.join(format!("{name}.rs"));
                    let file = if file.is_file() { file } else { inside.join("mod.rs") };
                    self.file(inner, &file, &inside);
                }
            }
        }
        self.modules.insert(place, items);
    }

    /// The example of a module's documentation; empty if it has none.
    pub fn example(&self, place: &Place) -> String {
        self.examples.get(place).cloned().unwrap_or_default()
    }

    /// What a module shows, by name.
    pub fn public(&self, place: &Place) -> Vec<(String, Found)> {
        let mut all = Vec::new();
        for item in self.modules.get(place).into_iter().flatten().filter(|item| !is_hidden(attributes(item))) {
            if let Item::Use(it) = item {
                for import in imports(it).into_iter().filter(|import| import.is_public) {
                    let Some(target) = self.target(place, &import.path) else { continue };
                    match import.name {
                        None => all.extend(self.public(&target)),
                        Some(name) => {
                            let last = import.path.last().expect("a path has a last name");
                            all.extend(self.find(&target, last, false).into_iter().map(|found| (name.clone(), found)));
                        }
                    }
                }
            } else if let Some(name) = public_name(item) {
                all.extend(self.own(place, item, &name).map(|found| (name, found)));
            }
            all.extend(made(place, item, self.modules.get(place).map_or(&[][..], Vec::as_slice)));
        }
        all
    }

    fn own(&self, place: &Place, item: &Item, name: &str) -> Option<Found> {
        Some(match item {
            Item::Mod(_) => Found::Module(place.inside(name)),
            item => Found::Item(place.inside(name), Box::new(item.clone())),
        })
    }

    /// What a name is in a module; with `inside` also where it is not public.
    fn find(&self, place: &Place, name: &str, inside: bool) -> Vec<Found> {
        let items = self.modules.get(place).map_or(&[][..], Vec::as_slice);
        let mut all = Vec::new();
        for item in items {
            if let Item::Use(it) = item {
                for import in imports(it).into_iter().filter(|import| import.is_public || inside) {
                    if import.name.as_deref().is_some_and(|brought| brought != name) {
                        continue;
                    }
                    let Some(target) = self.target(place, &import.path) else { continue };
                    let last = if import.name.is_some() { import.path.last().map_or(name, String::as_str) } else { name };
                    // a cycle of `use super::*` ends at what is public
                    all.extend(self.find(&target, last, false));
                }
            } else if own_name(item).is_some_and(|own| own == name) && (inside || public_name(item).is_some()) {
                all.extend(self.own(place, item, name));
            }
            all.extend(made(place, item, items).into_iter().filter(|(made, _)| made == name).map(|(_, found)| found));
        }
        all
    }

    /// The module that holds the last name of a path (for `a::*`, the module that the path is).
    fn target(&self, place: &Place, path: &[String]) -> Option<Place> {
        let (first, rest) = path[..path.len() - 1].split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let mut at = match first.map(String::as_str) {
            None => return self.names.contains(&path[0]).then(|| Place::root(&path[0])).or(Some(place.clone())),
            Some("crate") => Place::root(&place.krate),
            Some("self") => place.clone(),
            Some("super") => place.around(),
            Some(name) if self.modules.contains_key(&place.inside(name)) => place.inside(name),
            Some(name) if self.names.contains(name) => Place::root(name),
            Some(name) => self.brought_in(place, name)?,
        };
        for name in rest {
            at = match name.as_str() {
                "super" => at.around(),
                name => at.inside(name),
            };
        }
        self.modules.contains_key(&at).then_some(at)
    }

    /// The module that a `use` gives a name to.
    fn brought_in(&self, place: &Place, name: &str) -> Option<Place> {
        let uses = self.modules.get(place)?.iter().filter_map(|item| if let Item::Use(it) = item { Some(it) } else { None });
        let named = uses.flat_map(imports).filter(|import| import.name.as_deref() == Some(name) && import.path[0] != name);
        let modules = named.filter_map(|import| Some(self.target(place, &import.path)?.inside(import.path.last()?)));
        modules.into_iter().find(|module| self.modules.contains_key(module))
    }

    /// Implementations for the type of a place, anywhere in its crate.
    pub fn implementations(&self, place: &Place) -> Vec<&ItemImpl> {
        let name = place.path.last().expect("a type has a name");
        let mut all = Vec::new();
        for (module, items) in self.modules.iter().filter(|(module, _)| module.krate == place.krate) {
            for item in items {
                let Item::Impl(it) = item else { continue };
                let syn::Type::Path(path) = &*it.self_ty else { continue };
                let is_named = path.path.segments.last().is_some_and(|last| last.ident == name.as_str());
                let same = |found: &Found| match found {
                    Found::Item(at, _) | Found::Made { place: at, .. } => at == place,
                    Found::Module(_) => false,
                };
                if is_named && self.find(module, name, true).iter().any(same) {
                    all.push(it);
                }
            }
        }
        all
    }
}

/// Modules that are left out of the documentation are still there to import from.
fn is_hidden_module(item: &Item) -> bool {
    matches!(item, Item::Mod(module) if !module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")))
}

fn own_name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(it) => it.ident.to_string(),
        Item::Enum(it) => it.ident.to_string(),
        Item::Fn(it) => it.sig.ident.to_string(),
        Item::Mod(it) => it.ident.to_string(),
        Item::Static(it) => it.ident.to_string(),
        Item::Struct(it) => it.ident.to_string(),
        Item::Trait(it) => it.ident.to_string(),
        Item::Type(it) => it.ident.to_string(),
        _ => return None,
    })
}

fn public_name(item: &Item) -> Option<String> {
    let visibility = match item {
        Item::Const(it) => &it.vis,
        Item::Enum(it) => &it.vis,
        Item::Fn(it) => &it.vis,
        Item::Mod(it) => &it.vis,
        Item::Static(it) => &it.vis,
        Item::Struct(it) => &it.vis,
        Item::Trait(it) => &it.vis,
        Item::Type(it) => &it.vis,
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then(|| own_name(item)).flatten()
}

fn imports(item: &syn::ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    let is_public = matches!(item.vis, Visibility::Public(_));
    leaves(&item.tree, &mut Vec::new(), is_public, &mut found);
    found
}

fn leaves(tree: &UseTree, path: &mut Vec<String>, is_public: bool, found: &mut Vec<Import>) {
    let mut leaf = |name: Option<String>, last: &str| {
        let path = [path.as_slice(), &[last.to_string()]].concat();
        // `use a::{self}` brings in `a`
        match last {
            "self" => {
                found.push(Import { name: path.iter().rev().nth(1).cloned(), path: path[..path.len() - 1].to_vec(), is_public })
            }
            _ => found.push(Import { name, path, is_public }),
        }
    };
    match tree {
        UseTree::Name(it) => leaf(Some(it.ident.to_string()), &it.ident.to_string()),
        UseTree::Rename(it) => leaf(Some(it.rename.to_string()), &it.ident.to_string()),
        UseTree::Glob(_) => leaf(None, "*"),
        UseTree::Group(group) => group.items.iter().for_each(|inner| leaves(inner, path, is_public, found)),
        UseTree::Path(it) => {
            path.push(it.ident.to_string());
            leaves(&it.tree, path, is_public, found);
            path.pop();
        }
    }
}

/// What a call of a macro makes: ids, and the types of tables with their rows.
fn made(place: &Place, item: &Item, beside: &[Item]) -> Vec<(String, Found)> {
    let Item::Macro(call) = item else { return Vec::new() };
    let Some(name) = call.mac.path.segments.last().map(|last| last.ident.to_string()).filter(|name| name != "macro_rules") else {
        return Vec::new();
    };
    if name == "id" {
        let id = call.mac.tokens.clone().into_iter().find_map(|token| match token {
            TokenTree::Ident(id) => Some(id.to_string()),
            _ => None,
        });
        let id = id.expect("`id!` has a name");
        let rows = vec![format!("struct {id}(pub u32), an Id")];
        return vec![(id.clone(), Found::Made { place: place.inside(&id), rows, functions: Vec::new() })];
    }
    let maker = beside.iter().find_map(|item| match item {
        Item::Macro(it) if it.ident.as_ref().is_some_and(|ident| *ident == name) => Some(&it.mac.tokens),
        _ => None,
    });
    let Some((made, functions)) = maker.and_then(enumeration) else { return Vec::new() };
    vec![(made.clone(), Found::Made { place: place.inside(&made), rows: rows(call.mac.tokens.clone()), functions })]
}

/// The enum that a macro of rules makes, and its functions.
fn enumeration(rules: &TokenStream) -> Option<(String, Vec<String>)> {
    let text = tokens(rules);
    let (_, rest) = text.split_once("pub enum ")?;
    let name = rest.split(|it: char| !it.is_alphanumeric()).next()?.to_string();
    let functions = text.split("pub fn ").skip(1).map(|rest| {
        let head = rest.split(" {").next().unwrap_or_default();
        let (function, signature) = head.split_at(head.find(['(', '<']).unwrap_or(head.len()));
        format!("{function}: fn{signature}")
    });
    let constants = text.split("pub const ").skip(1).map(|rest| {
        let (constant, ty) = rest.split(" = ").next().and_then(|head| head.split_once(": ")).unwrap_or_default();
        format!("{constant}: const {ty}")
    });
    Some((name, functions.chain(constants).collect()))
}

/// The rows of a table, without their documentation: what has a blank within quotes, or is a text at the end.
fn rows(stream: TokenStream) -> Vec<String> {
    let mut rows = vec![TokenStream::new()];
    let mut tokens_left = stream.into_iter().peekable();
    while let Some(token) = tokens_left.next() {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => rows.push(TokenStream::new()),
            // `#[doc]`
            TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens_left.next()),
            TokenTree::Literal(literal) if literal.to_string().contains(' ') => {}
            _ => rows.last_mut().expect("there is a row").extend([token]),
        }
    }
    let rows = rows.iter().map(|row| {
        let row = tokens(row);
        let shown = if row.ends_with('"') { row.rsplit_once(", \"").map_or(row.as_str(), |(start, _)| start) } else { &row };
        shown.trim_end_matches(',').to_string()
    });
    rows.filter(|row| !row.is_empty()).collect()
}
