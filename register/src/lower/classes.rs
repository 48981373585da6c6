//! Numbers, fields and layouts of classes. Numbers are in preorder over the tree of superclasses, so that
//! "is it an instance of Foo or a subclass" is one range test.
use parfait::{CoreClass, Layout};
use virtual_machine::{ClassId, Program, SymbolId, Type};

/// The final numbering.
pub struct Classes {
    /// By class id.
    index: Vec<u32>,
    /// By number.
    order: Vec<ClassId>,
    /// By class id: how many classes are in its subtree.
    sizes: Vec<u32>,
    /// All fields of an instance, superclass's first.
    fields: Vec<Vec<SymbolId>>,
    layouts: Vec<Layout>,
}

impl Classes {
    pub fn new(program: &Program) -> Classes {
        let count = program.classes.len();
        let mut children: Vec<Vec<ClassId>> = vec![Vec::new(); count];
        let mut roots = Vec::new();
        for (id, class) in program.classes.iter() {
            match class.superclass {
                Some(superclass) if superclass.0 as usize >= count || class.is_module => roots.push(id),
                Some(superclass) => children[superclass.0 as usize].push(id),
                None => roots.push(id),
            }
        }
        roots.sort_by_key(|id| (program.classes[*id].is_module, *id));
        let mut classes = Classes {
            index: vec![u32::MAX; count],
            order: Vec::with_capacity(count),
            sizes: vec![1; count],
            fields: vec![Vec::new(); count],
            layouts: vec![Layout::Plain; count],
        };
        let mut stack: Vec<ClassId> = roots.into_iter().rev().collect();
        while let Some(id) = stack.pop() {
            classes.enter(program, id);
            stack.extend(children[id.0 as usize].iter().rev());
        }
        for id in classes.order.clone().into_iter().rev() {
            if let Some(superclass) = program.classes[id].superclass.filter(|_| !program.classes[id].is_module) {
                classes.sizes[superclass.0 as usize] += classes.sizes[id.0 as usize];
            }
        }
        // superclasses in a ring (only a broken text has them): numbered last
        for id in program.classes.ids() {
            if classes.index[id.0 as usize] == u32::MAX {
                classes.index[id.0 as usize] = classes.order.len() as u32;
                classes.order.push(id);
            }
        }
        classes
    }
    fn enter(&mut self, program: &Program, id: ClassId) {
        let at = id.0 as usize;
        self.index[at] = self.order.len() as u32;
        self.order.push(id);
        let boot = &program.classes[id];
        let (mut fields, inherited) = match boot.superclass {
            Some(superclass) if !boot.is_module => {
                (self.fields[superclass.0 as usize].clone(), self.layouts[superclass.0 as usize])
            }
            _ => (Vec::new(), Layout::Plain),
        };
        let core = CoreClass::ALL.get(at).map(|core| core.layout());
        self.layouts[at] = match (boot.layout, core) {
            (Some(layout), _) => layout,
            (None, Some(core)) => core.layout,
            (None, None) => inherited,
        };
        // the runtime's fields have names without the `@`
        let core_fields = core.map_or(&[][..], |core| core.fields);
        for field in core_fields.iter().filter_map(|name| find(program, &name[1..])).chain(boot.fields.iter().copied()) {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        self.fields[at] = fields;
    }
    pub fn count(&self) -> usize {
        self.order.len()
    }
    pub fn index(&self, class: ClassId) -> u32 {
        self.index[class.0 as usize]
    }
    /// The numbers of a class and its subclasses.
    pub fn subtree(&self, class: ClassId) -> std::ops::Range<u32> {
        let first = self.index(class);
        first..first + self.sizes[class.0 as usize]
    }
    pub fn core_index(&self, class: CoreClass) -> u32 {
        self.index(Program::core(class))
    }
    pub fn by_index(&self, index: usize) -> ClassId {
        self.order[index]
    }
    pub fn layout(&self, class: ClassId) -> Layout {
        self.layouts[class.0 as usize]
    }
    pub fn fields(&self, class: ClassId) -> &[SymbolId] {
        &self.fields[class.0 as usize]
    }
    /// The slot of a field in instances of a class.
    pub fn field(&self, class: ClassId, field: SymbolId) -> Option<usize> {
        if self.layout(class) != Layout::Plain {
            return None;
        }
        self.fields(class).iter().position(|name| *name == field)
    }
    /// Header and slots of an instance; an object is never empty of slots.
    pub fn bytes(&self, class: ClassId) -> u32 {
        8 + 8 * self.fields(class).len().max(1) as u32
    }
    /// The row of `layout_table`: 0 plain with the number of slots above bit 3, 1 values, 2 bytes, 3 raw.
    pub fn layout_word(&self, class: ClassId) -> u32 {
        match self.layout(class) {
            Layout::Plain => (self.bytes(class) / 8 - 1) << 3,
            Layout::Values => 1,
            Layout::Bytes => 2,
            Layout::Raw => 3,
            Layout::Immediate => 0,
        }
    }
    /// Is an instance of `class` one of `ancestor` (a class or a module)?
    pub fn descends(&self, program: &Program, class: ClassId, ancestor: ClassId) -> bool {
        let mut at = Some(class);
        for _ in 0..=program.classes.len() {
            let Some(boot) = at.and_then(|at| program.classes.get(at)) else { return false };
            if at == Some(ancestor) || boot.includes.contains(&ancestor) || boot.prepends.contains(&ancestor) {
                return true;
            }
            at = boot.superclass;
        }
        false
    }
    /// Classes whose instances are objects in memory (a float may be one).
    pub fn on_heap(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.order.iter().copied().filter(|class| self.layout(*class) != Layout::Immediate)
    }
}

/// What a name is, if the program has it.
pub fn find(program: &Program, name: &str) -> Option<SymbolId> {
    program.symbols.find(name)
}

/// Is the type exactly Float: held raw?
pub fn is_float(ty: &Type) -> bool {
    ty.is_exactly(Program::core(CoreClass::Float))
}

/// Is the type exactly Small: needs no checks?
pub fn is_small(ty: &Type) -> bool {
    ty.is_exactly(Program::core(CoreClass::Small))
}
