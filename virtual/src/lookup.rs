//! What the BootSpace means: ancestors, method lookup, fields and layouts, names for backtraces.
//!
//! One place, used by `compile`, `infer`, the interpreter and the lowering, so that they cannot disagree.
#![deny(missing_docs)]

use crate::program::*;
use parfait::{CoreClass, Layout};
use std::collections::{HashMap, HashSet};

/// The result of a method lookup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The class or module whose table has the entry.
    pub owner: ClassId,
    /// What the entry says.
    pub method: MethodId,
    /// Who may call it.
    pub visibility: Visibility,
}

impl Program {
    /// A program of the core classes alone, each with its singleton class.
    pub fn with_core_classes() -> Program {
        let mut program = Program::default();
        for core in CoreClass::ALL {
            let layout = core.layout();
            let superclass = CoreClass::ALL.iter().find(|other| other.layout().name == layout.superclass);
            let fields = layout.fields.iter().map(|field| program.symbols.intern(field.trim_start_matches('@'))).collect();
            program.classes.push(BootClass {
                superclass: superclass.map(|class| Program::core(*class)),
                fields,
                layout: Some(layout.layout),
                hidden: !layout.visible,
                ..BootClass::named(layout.name)
            });
        }
        for core in CoreClass::ALL {
            let class = Program::core(*core);
            let superclass = program.classes[class].superclass.and_then(|superclass| program.classes[superclass].singleton);
            let singleton = program.classes.push(BootClass {
                superclass: Some(superclass.unwrap_or(Program::core(CoreClass::Class))),
                attached: Some(class),
                hidden: true,
                ..BootClass::named(&format!("#<Class:{}>", core.layout().name))
            });
            program.classes[class].singleton = Some(singleton);
        }
        program
    }

    /// The class, its modules and its superclasses in the order in which methods are looked up.
    pub fn ancestors(&self, class: ClassId) -> Vec<ClassId> {
        let mut chain = Vec::new();
        let mut next = Some(class);
        while let Some(class) = next {
            chain.push(class);
            next = self.classes[class].superclass;
        }
        // From the root down: a module that a superclass has is not included again.
        let mut ancestors: Vec<ClassId> = Vec::new();
        for class in chain.into_iter().rev() {
            let mut own = Vec::new();
            self.linearise(class, &ancestors, &mut own);
            own.extend(ancestors);
            ancestors = own;
        }
        ancestors
    }

    fn linearise(&self, class: ClassId, inherited: &[ClassId], out: &mut Vec<ClassId>) {
        if out.contains(&class) || inherited.contains(&class) {
            return;
        }
        for module in &self.classes[class].prepends {
            self.linearise(*module, inherited, out);
        }
        out.push(class);
        for module in &self.classes[class].includes {
            self.linearise(*module, inherited, out);
        }
    }

    /// The method that `name` means for an instance of `class`.
    pub fn find_method(&self, class: ClassId, name: SymbolId) -> Option<Found> {
        self.find_in(&self.ancestors(class), name)
    }

    /// The method that `super` means in a method of `owner` called `name`, for an instance of `class`.
    pub fn find_super(&self, class: ClassId, owner: ClassId, name: SymbolId) -> Option<Found> {
        let ancestors = self.ancestors(class);
        let at = ancestors.iter().position(|ancestor| *ancestor == owner)?;
        self.find_in(&ancestors[at + 1..], name)
    }

    /// The first entry for `name` in a list of classes; `None` also where it is undefined on purpose.
    pub fn find_in(&self, ancestors: &[ClassId], name: SymbolId) -> Option<Found> {
        let (owner, entry) = ancestors.iter().find_map(|owner| Some((*owner, self.classes[*owner].entry(name)?)))?;
        Some(Found { owner, method: entry.method?, visibility: entry.visibility })
    }

    /// Is `class` the other class, below it, or does it include it?
    pub fn inherits(&self, class: ClassId, from: ClassId) -> bool {
        class == from || self.ancestors(class).contains(&from)
    }

    /// The method that the program wrote for `name`, for `respond_to?`: also after `infer`, when it may have no code.
    pub fn find_declared(&self, ancestors: &[ClassId], name: SymbolId) -> Option<Found> {
        let (owner, entry) = ancestors.iter().find_map(|owner| Some((*owner, self.classes[*owner].declared_entry(name)?)))?;
        Some(Found { owner, method: entry.method?, visibility: entry.visibility })
    }

    /// All instance variables of an instance, the superclass's first: field `i` is slot `i` of a Plain object.
    pub fn fields(&self, class: ClassId) -> Vec<SymbolId> {
        let mut fields = self.classes[class].superclass.map_or(Vec::new(), |superclass| self.fields(superclass));
        for field in &self.classes[class].fields {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        fields
    }

    /// The slot of an instance variable.
    pub fn field_index(&self, class: ClassId, field: SymbolId) -> Option<usize> {
        self.fields(class).iter().position(|other| *other == field)
    }

    /// How instances lie in memory.
    pub fn layout(&self, class: ClassId) -> Layout {
        if let Some(core) = CoreClass::ALL.get(class.0 as usize) {
            return core.layout().layout;
        }
        self.classes[class].superclass.map_or(Layout::Plain, |superclass| self.layout(superclass))
    }

    /// The class of a class object: its singleton class, or Class, or Module.
    pub fn class_of_class(&self, class: ClassId) -> ClassId {
        let metaclass = if self.classes[class].is_module { CoreClass::Module } else { CoreClass::Class };
        self.classes[class].singleton.unwrap_or(Program::core(metaclass))
    }

    /// The class that a program sees: hidden ones show as their superclass.
    pub fn visible(&self, class: ClassId) -> ClassId {
        match &self.classes[class] {
            BootClass { hidden: true, superclass: Some(superclass), .. } => self.visible(*superclass),
            _ => class,
        }
    }

    /// The method (or lambda's method) that a block stands in; a method itself.
    pub fn home(&self, method: MethodId) -> MethodId {
        match self.methods[method].parent {
            Some(parent) => self.home(parent),
            None => method,
        }
    }

    /// As a backtrace names it: `Foo#bar`, `Foo.bar`, `block in Foo#bar`, `<main>`, `<class:Foo>`.
    pub fn label(&self, id: MethodId) -> String {
        let mut levels = 0;
        let mut home = id;
        while let (MethodKind::Block { .. }, Some(parent)) = (self.methods[home].kind, self.methods[home].parent) {
            levels += 1;
            home = parent;
        }
        let method = &self.methods[home];
        let owner = &self.classes[method.owner];
        let name = self.symbols.name(method.name);
        let of_home = match method.kind {
            MethodKind::Body if name.starts_with('<') => name.to_string(),
            MethodKind::Body if self.main == Some(method.version_of.unwrap_or(home)) => "<main>".to_string(),
            MethodKind::Body if owner.attached.is_some() => "singleton class".to_string(),
            MethodKind::Body if owner.is_module => format!("<module:{}>", last_part(&owner.name)),
            MethodKind::Body => format!("<class:{}>", last_part(&owner.name)),
            MethodKind::Method | MethodKind::Block { .. } => match owner.attached {
                Some(attached) => format!("{}.{name}", self.classes[attached].name),
                None => format!("{}#{name}", self.classes[self.visible(method.owner)].name),
            },
        };
        match levels {
            0 => of_home,
            1 => format!("block in {of_home}"),
            _ => format!("block ({levels} levels) in {of_home}"),
        }
    }

    /// A name for each method that no other has, in their order: the second `Foo#bar` is `Foo#bar#2`.
    pub fn unique_labels(&self) -> Vec<String> {
        unique(self.methods.ids().map(|id| self.label(id)))
    }

    /// Is the method part of the runtime's own sources?
    pub fn is_runtime(&self, method: MethodId) -> bool {
        self.sources.get(self.methods[method].span.file).is_some_and(|source| source.runtime)
    }
}

fn find_entry(table: &[(SymbolId, MethodEntry)], name: SymbolId) -> Option<MethodEntry> {
    table.iter().rev().find(|(other, _)| *other == name).map(|(_, entry)| *entry)
}

/// Makes names unique: the second `x` is `x#2`.
pub(crate) fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut counts: HashMap<String, u32> = HashMap::new();
    let mut out = Vec::new();
    for name in names {
        let count = counts.entry(name.clone()).or_insert(0);
        loop {
            *count += 1;
            let made = if *count == 1 { name.clone() } else { format!("{name}#{count}") };
            if taken.insert(made.clone()) {
                out.push(made);
                break;
            }
        }
    }
    out
}

fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

impl BootClass {
    /// A class of which nothing but the name is known.
    pub fn named(name: &str) -> BootClass {
        BootClass {
            name: name.to_string(),
            superclass: None,
            is_module: false,
            attached: None,
            singleton: None,
            includes: Vec::new(),
            prepends: Vec::new(),
            fields: Vec::new(),
            methods: Vec::new(),
            declared: Vec::new(),
            constants: Vec::new(),
            class_variables: Vec::new(),
            layout: None,
            hidden: false,
            span: None,
        }
    }
    /// The class's own entry for a name; the last definition counts.
    pub fn entry(&self, name: SymbolId) -> Option<MethodEntry> {
        find_entry(&self.methods, name)
    }
    /// The entry as the program wrote it.
    pub fn declared_entry(&self, name: SymbolId) -> Option<MethodEntry> {
        find_entry(self.written(), name)
    }
    /// The method table as the program wrote it.
    pub fn written(&self) -> &[(SymbolId, MethodEntry)] {
        if self.declared.is_empty() { &self.methods } else { &self.declared }
    }
}

impl Parameters {
    /// How few positional arguments a strict call may give.
    pub fn least(&self) -> usize {
        (self.required + self.post) as usize
    }
    /// How many it may give; `None`: any number.
    pub fn most(&self) -> Option<usize> {
        (!self.rest).then_some((self.required + self.optional + self.post) as usize)
    }
    /// Does it take keywords?
    pub fn takes_keywords(&self) -> bool {
        !self.keywords.is_empty() || self.keyword_rest
    }
    /// Only required arguments: a call with as many plain arguments needs no matching.
    pub fn is_simple(&self) -> bool {
        self.optional == 0 && !self.rest && self.post == 0 && !self.takes_keywords() && !self.no_keywords
    }
    /// A block of these parameters takes a lone Array apart.
    pub fn spreads_array(&self) -> bool {
        let positional = self.required + self.optional + self.post;
        self.lenient && (self.spreads || positional > 1 || (self.rest && positional > 0))
    }
    /// Kinds and names for `parameters` and `arity`: `req a,opt b,rest c,keyreq d,key e,keyrest f,block g`.
    pub fn description(&self, symbols: &Symbols) -> String {
        let positional = [("req", self.required), ("opt", self.optional), ("rest", self.rest.into()), ("req", self.post)];
        let positional = positional.into_iter().flat_map(|(kind, count)| std::iter::repeat_n(kind, count as usize));
        let keywords = self.keywords.iter().map(|keyword| if keyword.required { "keyreq" } else { "key" });
        let kinds = positional.chain(keywords).chain(self.keyword_rest.then_some("keyrest"));
        let names = self.names.iter().map(|name| symbols.name(*name)).chain(std::iter::repeat(""));
        let shown = |(kind, name): (&str, &str)| format!("{kind} {name}").trim_end().to_string();
        let mut all: Vec<String> = kinds.zip(names).map(shown).collect();
        all.extend(self.no_keywords.then(|| "nokey".to_string()));
        all.extend(self.names.get(self.formals()).map(|block| format!("block {}", symbols.name(*block))));
        all.join(",")
    }
}
