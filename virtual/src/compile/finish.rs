//! The end of compilation: the fields of each class, the method tables, and what is left to say to the user.
use super::space::Compiler;
use crate::program::*;
use parfait::CoreClass;

impl<'a> Compiler<'a> {
    /// Gives the program, or everything that was wrong.
    pub fn finish(mut self) -> base::Result<Program> {
        if !self.diagnostics.is_empty() {
            self.diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span));
            self.diagnostics.dedup();
            return Err(self.diagnostics);
        }
        self.lay_out_fields();
        for class in self.program.classes.ids() {
            let entries = std::mem::take(&mut self.info(class).entries);
            let rows = entries.into_iter().map(|entry| {
                let method = entry.method.and_then(|declared| self.declared[declared].method);
                (entry.name, MethodEntry { method, visibility: entry.visibility })
            });
            self.program.classes[class].methods = rows.collect();
        }
        Ok(self.program)
    }

    /// Own fields of each class: those of its methods and of its modules, without the superclass's.
    fn lay_out_fields(&mut self) {
        let object = Program::core(CoreClass::Object);
        let everywhere: Vec<ClassId> = self.ancestors(object);
        let wide: Vec<SymbolId> = everywhere.iter().flat_map(|class| self.info(*class).fields.clone()).collect();
        let mut done = vec![false; self.program.classes.len()];
        for class in self.program.classes.ids() {
            self.lay_out_class(class, &everywhere, &wide, &mut done);
        }
    }

    fn lay_out_class(&mut self, class: ClassId, everywhere: &[ClassId], wide: &[SymbolId], done: &mut [bool]) {
        if std::mem::replace(&mut done[class.0 as usize], true) {
            return;
        }
        let superclass = self.class(class).superclass;
        if let Some(superclass) = superclass {
            self.lay_out_class(superclass, everywhere, wide, done);
        }
        if everywhere.contains(&class) || self.class(class).is_module {
            return;
        }
        let mut inherited = Vec::new();
        let mut above = superclass;
        while let Some(place) = above {
            inherited.extend_from_slice(&self.class(place).fields);
            above = self.class(place).superclass;
        }
        let boot = self.class(class);
        let mut fields = boot.fields.clone();
        let mut places: Vec<ClassId> = vec![class];
        places.extend(boot.prepends.iter().chain(&boot.includes));
        fields.extend(places.iter().flat_map(|place| self.info[place.0 as usize].fields.iter().copied()));
        let user = self.info[class.0 as usize].user && self.class(class).attached.is_none();
        if user && superclass.is_none_or(|superclass| !self.info[superclass.0 as usize].user) {
            fields.extend_from_slice(wide);
        }
        let mut own: Vec<SymbolId> = Vec::new();
        for field in fields {
            if !inherited.contains(&field) && !own.contains(&field) {
                own.push(field);
            }
        }
        self.program.classes[class].fields = own;
    }

    /// Notes that code whose self is an instance of `class` uses a field.
    pub fn note_field(&mut self, class: ClassId, field: SymbolId) {
        let fields = &mut self.info(class).fields;
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
}
