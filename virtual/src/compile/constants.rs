//! What names of constants mean: by scope and ancestors, and what only the runtime can name.
use super::names;
use super::space::{Compiler, LexicalScope, ScopeId};
use crate::program::*;
use parfait::CoreClass;

impl<'a> Compiler<'a> {
    /// Programs may use the names of what only the runtime has, such as its `Formatter`, for classes of their own.
    pub fn keep_runtime_constants(&mut self) {
        let object = Program::core(CoreClass::Object);
        self.info(object).constants.clear();
        for (name, entry) in std::mem::take(&mut self.program.classes[object].constants) {
            if names::is_core_constant(self.symbol_name(name)) {
                self.set_constant(object, name, entry);
            } else {
                self.runtime_constants.insert(name, entry);
            }
        }
    }

    /// In code of the runtime: what only it can name, hidden classes and constants of its own.
    fn runtime_constant(&self, name: SymbolId) -> Option<ConstantEntry> {
        if !self.in_runtime && !self.frames.last().is_some_and(|frame| frame.runtime) {
            return None;
        }
        let hidden = self.hidden_class(self.program.symbols.name(name)).map(ConstantEntry::Class);
        hidden.or_else(|| self.runtime_constants.get(&name).copied())
    }

    /// `def Owner.__initial_NAME` makes the constant `Owner::NAME`, so that a program that does not read it does not carry it.
    pub fn declare_lazy_constants(&mut self) {
        for class in self.program.classes.ids() {
            let Some(owner) = self.class(class).attached else { continue };
            for at in 0..self.info(class).entries.len() {
                let reader = self.info(class).entries[at].name;
                let Some(name) = self.symbol_name(reader).strip_prefix("__initial_").map(str::to_string) else { continue };
                let cell = self.cell(&format!("{} {name}", owner.0), true);
                let symbol = self.symbol(&name);
                self.set_constant(owner, symbol, ConstantEntry::Cell(cell));
                self.lazy_constants.insert(cell, (owner, reader));
            }
        }
    }

    /// A constant as a bare name sees it.
    pub fn lexical_constant(&self, scope: ScopeId, name: SymbolId) -> Option<(ClassId, ConstantEntry)> {
        self.lexical_constants(scope, name).first().copied()
    }
    /// What a bare name may mean, nearest first: a cell that is not assigned yet gives way to the next. Ends with a class.
    pub fn lexical_constants(&self, scope: ScopeId, name: SymbolId) -> Vec<(ClassId, ConstantEntry)> {
        if let Some(entry) = self.runtime_constant(name) {
            return vec![(Program::core(CoreClass::Object), entry)];
        }
        let mut places = Vec::new();
        let mut at = Some(scope);
        while let Some(place) = at {
            let LexicalScope { class, outer } = self.scopes[place];
            if outer.is_some() {
                places.push(class);
            }
            at = outer;
        }
        let class = self.scopes[scope].class;
        let class = self.class(class).attached.unwrap_or(class);
        places.extend(self.ancestors(class));
        places.push(Program::core(CoreClass::Object));
        let mut found: Vec<(ClassId, ConstantEntry)> = Vec::new();
        for place in places {
            if let Some(entry) = self.own_constant(place, name)
                && !found.iter().any(|(known, _)| *known == place)
            {
                found.push((place, entry));
                if matches!(entry, ConstantEntry::Class(_)) {
                    break;
                }
            }
        }
        found
    }
    /// A class of the runtime that programs cannot name, for machine Ruby.
    pub fn hidden_class(&self, name: &str) -> Option<ClassId> {
        let hidden = |core: &&CoreClass| !core.layout().visible && core.layout().name == name;
        CoreClass::ALL.iter().find(hidden).map(|core| Program::core(*core))
    }
}
