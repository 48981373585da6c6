//! What lowering says of its work: variables on the heap, tests of what a value is.
use super::body::Body;
use parfait::CoreClass;
use virtual_machine::{ClassId, Operand, Program, Type};

impl Body<'_, '_> {
    /// A block is not inlined here: what it shares with this activation is in a Frame.
    pub fn say_shared(&self) {
        let message = || {
            let captured = self.facts.captured.iter().filter_map(|slot| self.method.slots.get(*slot));
            let names: Vec<String> = captured.map(|slot| format!("`{}`", slot.name)).collect();
            match &names[..] {
                [] => "a block that is not inlined becomes a Proc".to_string(),
                names => format!("a block that is not inlined becomes a Proc, and a Frame has {}", names.join(", ")),
            }
        };
        self.world.out.missed("allocated", self.position, message);
    }

    /// A value is asked for its class in the runtime's text: what is in the program's own is as it was written, or was said
    /// where its sends were resolved.
    pub fn say_tested(&self, object: Operand, class: ClassId) {
        let program = self.world.program;
        let runtime = self.span.is_some_and(|span| program.sources.file(span.file).runtime);
        if !runtime || !self.world.out.remarks.are_kept() {
            return;
        }
        let booleans = [CoreClass::TrueClass, CoreClass::FalseClass].map(Program::core);
        let names = match self.type_of(object) {
            Type::Classes(classes) if classes.iter().all(|class| booleans.contains(class)) => return,
            Type::Classes(classes) if classes.len() > 1 => names(program, &classes),
            Type::Mystery => vec!["anything".to_string()],
            Type::Classes(_) | Type::Word => return,
        };
        let message = || match &names[..] {
            [integer] if class == Program::core(CoreClass::Small) && integer == "Integer" => {
                "is the Integer a small one? its bounds are not known".to_string()
            }
            [first @ .., last] => {
                let all = if first.is_empty() { last.clone() } else { format!("{} or {last}", first.join(", ")) };
                format!("is it {}? a value may be {all}", names_of(program, class))
            }
            [] => String::new(),
        };
        self.world.out.missed("checked", self.position, message);
    }
}

/// What instances of a class are called: those of hidden ones that have no name in Ruby, by what they are for.
pub fn class_name(program: &Program, class: ClassId) -> String {
    match CoreClass::ALL.get(class.0 as usize) {
        Some(CoreClass::Storage) => "the elements of an Array or Hash".to_string(),
        Some(CoreClass::Bytes) => "the bytes of a String".to_string(),
        Some(CoreClass::Frame) => "a Frame, for variables that a block shares".to_string(),
        _ => program.classes[program.visible(class)].name.clone(),
    }
}

/// As the program calls a class.
fn names_of(program: &Program, class: ClassId) -> String {
    match program.visible(class) {
        class if class == Program::core(CoreClass::NilClass) => "nil".to_string(),
        class if class == Program::core(CoreClass::TrueClass) => "true".to_string(),
        class if class == Program::core(CoreClass::FalseClass) => "false".to_string(),
        class => program.classes[class].name.clone(),
    }
}

fn names(program: &Program, classes: &[ClassId]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for class in classes {
        let name = names_of(program, *class);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
