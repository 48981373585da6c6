//! Which classes may have instances, and which class objects there are. Only those have numbers: the tables by number are short,
//! whatever the runtime's sources declare.
//!
//! ```text
//! new Point              Point has instances, so it and its superclasses have numbers
//! Point (a constant)     there is a class object; it has a class, and may be told to make instances
//! class_of(x), x: Foo    there is the class object of Foo, if Foo has instances
//! ```
use super::classes::{METACLASSES, constant_type, one_class};
use super::facts::ops;
use parfait::{CoreClass, Primitive};
use std::collections::BTreeSet;
use virtual_machine::{ClassId, ConstantEntry, MethodId, Op, Operand, Program, Type};

/// What a program asks of class objects.
pub struct Asked {
    /// Objects of which classes are asked for their class, where it is not known.
    pub of: Type,
    /// The classes that are known.
    known: BTreeSet<ClassId>,
    /// Fields that are read: what stands behind the others is left out.
    pub fields: BTreeSet<String>,
    /// Are objects made by a class object?
    allocates: bool,
}

/// What there may be.
#[derive(Default)]
pub struct Present {
    /// Classes that have instances.
    pub instances: BTreeSet<ClassId>,
    /// Classes and modules that are objects.
    pub objects: BTreeSet<ClassId>,
}

impl Asked {
    pub fn new(program: &Program, reached: &BTreeSet<MethodId>) -> Asked {
        let mut asked = Asked {
            of: Type::NEVER,
            known: BTreeSet::new(),
            fields: super::facts::reflected(program, reached),
            allocates: false,
        };
        for method in reached.iter().map(|id| &program.methods[*id]) {
            for op in ops(method) {
                let Op::Primitive { primitive, arguments, .. } = op else { continue };
                asked.allocates |= *primitive == Primitive::allocate_object;
                if *primitive == Primitive::class_of {
                    let of = match arguments.first() {
                        Some(Operand::Slot(slot)) => method.slots.get(*slot).map_or(Type::Mystery, |slot| slot.type_.clone()),
                        Some(Operand::Constant(constant)) => constant_type(program, *constant),
                        None => Type::Mystery,
                    };
                    match one_class(&of) {
                        Some(class) => drop(asked.known.insert(class)),
                        None => asked.of = asked.of.join(&of),
                    }
                }
            }
        }
        asked
    }
    /// May an instance of this class be asked for it? Class objects may have a class that is not known any closer than Class.
    pub fn asks(&self, program: &Program, class: ClassId) -> bool {
        let Type::Classes(classes) = &self.of else { return true };
        let of_objects = METACLASSES.iter().any(|core| classes.contains(&Program::core(*core)));
        classes.contains(&class) || of_objects && is_metaclass(program, class)
    }
}

impl Present {
    /// What the code of some methods may make, before more is known of it.
    pub fn new(program: &Program, reached: &BTreeSet<MethodId>, asked: &Asked) -> Present {
        let mut present = Present::default();
        present.instances.extend(CoreClass::ALL.iter().map(|core| Program::core(*core)));
        present.instances.extend(main_class(program));
        present.objects.extend(&asked.known);
        for op in reached.iter().flat_map(|id| ops(&program.methods[*id])) {
            if let Op::New { class } = op {
                present.instances.insert(*class);
            }
            op.operands(&mut |operand| {
                if let Operand::Constant(virtual_machine::Constant::Class(class)) = operand {
                    present.objects.insert(class);
                }
            });
        }
        present.close(program, asked);
        present
    }
    /// Adds what follows: the classes of objects, the class objects that others refer to.
    pub fn close(&mut self, program: &Program, asked: &Asked) {
        let mut before = None;
        while before != Some((self.instances.len(), self.objects.len())) {
            before = Some((self.instances.len(), self.objects.len()));
            for object in self.objects.clone() {
                self.instances.insert(program.class_of_class(object));
                self.instances.extend(Some(object).filter(|class| asked.allocates && !program.classes[*class].is_module));
                self.objects.extend(referred(program, asked, object));
            }
            self.objects.extend(self.instances.iter().filter(|class| asked.asks(program, **class)));
        }
    }
    /// The classes that need a number: superclasses too, which dynamic sends go up to.
    pub fn numbered(&self, program: &Program) -> BTreeSet<ClassId> {
        let mut numbered: BTreeSet<ClassId> = self.instances.union(&self.objects).copied().collect();
        for class in numbered.clone() {
            let mut at = program.classes[class].superclass;
            while let Some(superclass) = at.filter(|superclass| numbered.insert(*superclass)) {
                at = program.classes[superclass].superclass;
            }
        }
        numbered
    }
}

/// The class of the object at the top level.
pub fn main_class(program: &Program) -> Option<ClassId> {
    program.classes.iter().find(|(_, class)| class.hidden && class.name == "main").map(|(id, _)| id)
}

/// Is it Class, Module, or the class of a class object?
fn is_metaclass(program: &Program, class: ClassId) -> bool {
    let above = std::iter::successors(Some(class), |class| program.classes.get(*class)?.superclass);
    above.take(program.classes.len()).any(|class| METACLASSES.map(Program::core).contains(&class))
}

/// The class objects in the fields of one.
fn referred(program: &Program, asked: &Asked, class: ClassId) -> Vec<ClassId> {
    let boot = &program.classes[class];
    let read = |field: &str| asked.fields.contains(field);
    let mut all = Vec::new();
    all.extend(boot.superclass.filter(|_| read("superclass")));
    all.extend(boot.attached.filter(|_| read("attached")));
    if read("ancestors") {
        all.extend(super::tables::ancestors(program, class));
    }
    if read("constants") {
        all.extend(boot.constants.iter().filter_map(|(_, entry)| match entry {
            ConstantEntry::Class(class) => Some(*class),
            ConstantEntry::Cell(_) => None,
        }));
    }
    all
}
