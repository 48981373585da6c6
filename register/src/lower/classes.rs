//! Numbers, fields and layouts of classes. Numbers are in preorder over the tree of superclasses, so that
//! "is it an instance of Foo or a subclass" is one range test. A class that can have no instances has none.
use parfait::{CoreClass, Layout};
use std::collections::BTreeSet;
use virtual_machine::{ClassId, Constant, Program, SymbolId, Type};

/// The classes of class objects that have none of their own.
pub const METACLASSES: [CoreClass; 2] = [CoreClass::Class, CoreClass::Module];

/// The final numbering.
pub struct Classes {
    /// By class id.
    index: Vec<Option<u32>>,
    /// By number.
    order: Vec<ClassId>,
    /// By class id: how many classes of its subtree have numbers.
    sizes: Vec<u32>,
    /// All fields of an instance, superclass's first.
    fields: Vec<Vec<SymbolId>>,
    layouts: Vec<Layout>,
}

impl Classes {
    pub fn new(program: &Program, numbered: &BTreeSet<ClassId>) -> Classes {
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
            index: vec![None; count],
            order: Vec::with_capacity(numbered.len()),
            sizes: program.classes.ids().map(|id| numbered.contains(&id).into()).collect(),
            fields: vec![Vec::new(); count],
            layouts: vec![Layout::Plain; count],
        };
        let mut stack: Vec<ClassId> = roots.into_iter().rev().collect();
        while let Some(id) = stack.pop() {
            if numbered.contains(&id) {
                classes.number(id);
            }
            classes.enter(program, id);
            stack.extend(children[id.0 as usize].iter().rev());
        }
        for id in classes.order.clone().into_iter().rev() {
            if let Some(superclass) = program.classes[id].superclass.filter(|_| !program.classes[id].is_module) {
                classes.sizes[superclass.0 as usize] += classes.sizes[id.0 as usize];
            }
        }
        // superclasses in a ring (only a broken text has them): numbered last
        for id in numbered {
            if classes.find_index(*id).is_none() {
                classes.number(*id);
            }
        }
        classes
    }
    fn number(&mut self, id: ClassId) {
        self.index[id.0 as usize] = Some(self.order.len() as u32);
        self.order.push(id);
    }
    fn enter(&mut self, program: &Program, id: ClassId) {
        let at = id.0 as usize;
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
    /// The number of a class that has instances, or a subclass that has.
    pub fn index(&self, class: ClassId) -> u32 {
        self.find_index(class).expect("a class whose objects are made is present")
    }
    pub fn find_index(&self, class: ClassId) -> Option<u32> {
        self.index[class.0 as usize]
    }
    /// The numbers of a class and its subclasses.
    pub fn subtree(&self, class: ClassId) -> std::ops::Range<u32> {
        let first = self.find_index(class).unwrap_or(0);
        first..first + self.sizes[class.0 as usize]
    }
    pub fn core_index(&self, class: CoreClass) -> u32 {
        self.index(Program::core(class))
    }
    /// The classes by number.
    pub fn order(&self) -> &[ClassId] {
        &self.order
    }
    pub fn by_index(&self, index: u32) -> ClassId {
        self.order[index as usize]
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
    /// All that have numbers, in their order.
    pub fn numbered(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.order.iter().copied()
    }
    /// Classes whose instances are objects in memory (a float may be one).
    pub fn on_heap(&self) -> impl Iterator<Item = ClassId> + '_ {
        self.numbered().filter(|class| self.layout(*class) != Layout::Immediate)
    }
}

/// What a name is, if the program has it.
pub fn find(program: &Program, name: &str) -> Option<SymbolId> {
    program.symbols.find(name)
}

/// The type of a constant.
pub fn constant_type(program: &Program, constant: Constant) -> Type {
    let core = match constant {
        Constant::Nil => CoreClass::NilClass,
        Constant::True => CoreClass::TrueClass,
        Constant::False => CoreClass::FalseClass,
        Constant::Undefined => return Type::Mystery,
        Constant::Small(_) => CoreClass::Small,
        Constant::Big(_) => CoreClass::Big,
        Constant::Float(_) => CoreClass::Float,
        Constant::Symbol(_) => CoreClass::Symbol,
        Constant::Class(class) => return Type::exactly(program.class_of_class(class)),
        Constant::FrozenString(_) => CoreClass::String,
    };
    Type::exactly(Program::core(core))
}

/// The class that all values of a type have, if it is one and known; class objects may have one of their own.
pub fn one_class(ty: &Type) -> Option<ClassId> {
    match ty {
        Type::Classes(classes) => match classes[..] {
            [class] if !METACLASSES.map(Program::core).contains(&class) => Some(class),
            _ => None,
        },
        Type::Word => Some(Program::core(CoreClass::Small)),
        Type::Mystery => None,
    }
}

/// Is the type exactly Float: held raw?
pub fn is_float(ty: &Type) -> bool {
    ty.is_exactly(Program::core(CoreClass::Float))
}

/// Is the type exactly Small: needs no checks?
pub fn is_small(ty: &Type) -> bool {
    ty.is_exactly(Program::core(CoreClass::Small))
}
