//! The pass `unite`: versions of a method that came out the same become one.
//!
//! ```text
//! call Array#length'1(a), call Array#length'2(b)      becomes      call Array#length'1(a), call Array#length'1(b)
//! ```
//!
//! Inference makes a version for each kind of container, so that elements have types; most of them compile to the same
//! code. Two methods are the same if their bodies are, up to calls of methods that are the same: all are taken to be the same
//! at first, and are told apart by what they say and by what they call, until nothing changes (partition refinement,
//! Hopcroft 1971), so that recursive methods unite too.
use crate::instruction::*;
use crate::program::*;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

pub const PASS: base::Pass<Program> =
    base::Pass { name: "unite", about: "make one of the versions of a method that came out the same", run };

/// Runs the pass.
///
/// # Errors
/// None.
pub fn run(program: &mut Program) -> base::Result<()> {
    let methods = reached(program);
    let shapes: Vec<Shape> = methods.iter().map(|method| Shape::new(program, *method)).collect();
    let place: HashMap<MethodId, usize> = methods.iter().enumerate().map(|(at, method)| (*method, at)).collect();
    let mut classes: Vec<u64> = shapes.iter().map(|shape| shape.own).collect();
    let mut count = distinct(&classes);
    loop {
        let class = |method: &MethodId| place.get(method).map_or(u64::from(method.0), |at| classes[*at]);
        let next: Vec<u64> = shapes.iter().map(|shape| shape.told_apart(class)).collect();
        let refined = distinct(&next);
        classes = next;
        if refined == count {
            break;
        }
        count = refined;
    }
    // the first of a class stands for it
    let mut first: HashMap<u64, MethodId> = HashMap::new();
    let mut stands_for: HashMap<MethodId, MethodId> = HashMap::new();
    for (method, class) in methods.iter().zip(&classes) {
        stands_for.insert(*method, *first.entry(*class).or_insert(*method));
    }
    rename(program, &stands_for);
    Ok(())
}

fn distinct(classes: &[u64]) -> usize {
    classes.iter().collect::<std::collections::HashSet<_>>().len()
}

/// Methods that have code or say what a closure captures, in order of id.
fn reached(program: &Program) -> Vec<MethodId> {
    let mut seen = vec![false; program.methods.len()];
    let mut work: Vec<MethodId> = program.roots.iter().map(|(_, method)| *method).collect();
    work.extend(program.classes.values().flat_map(|class| &class.methods).filter_map(|(_, entry)| entry.method));
    while let Some(method) = work.pop() {
        if std::mem::replace(&mut seen[method.0 as usize], true) {
            continue;
        }
        work.extend(program.methods[method].parent);
        work.extend(program.adapters.get(&method));
        for instruction in program.methods[method].blocks.values().flat_map(|block| &block.instructions) {
            work.extend(mentioned(&instruction.op));
        }
    }
    program.methods.ids().filter(|method| seen[method.0 as usize]).collect()
}

/// Methods that an instruction names.
fn mentioned(op: &Op) -> Vec<MethodId> {
    let mut found = Vec::new();
    op.fields(&mut |field| match field.view() {
        View::Method(method) => found.push(method),
        View::BlockArgument(BlockArgument::Literal(method)) => found.push(*method),
        View::Message(NewMessage { block: BlockArgument::Literal(method), .. }) => found.push(*method),
        _ => {}
    });
    found
}

/// What tells a method from others: what it says itself, and which others it names, in order.
struct Shape {
    own: u64,
    others: Vec<MethodId>,
}

impl Shape {
    fn new(program: &Program, id: MethodId) -> Shape {
        let method = &program.methods[id];
        let mut hasher = DefaultHasher::new();
        let mut others = Vec::new();
        (method.version_of.unwrap_or(id), method.name, method.owner, method.machine, method.slots.len()).hash(&mut hasher);
        (&method.self_type, &method.return_type, method.blocks.len(), program.adapters.contains_key(&id)).hash(&mut hasher);
        for slot in method.slots.values() {
            (slot.kind as u8, &slot.type_).hash(&mut hasher);
        }
        for block in method.blocks.values() {
            (block.rescue, block.instructions.len()).hash(&mut hasher);
            for instruction in &block.instructions {
                let position = program.positions[instruction.position];
                (instruction.result, position, instruction.op.mnemonic()).hash(&mut hasher);
                instruction.op.fields(&mut |field| hash_field(field, &mut hasher, &mut others));
            }
        }
        others.extend(method.parent);
        others.extend(program.adapters.get(&id).filter(|adapter| **adapter != id));
        Shape { own: hasher.finish(), others }
    }

    fn told_apart(&self, class: impl Fn(&MethodId) -> u64) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.own.hash(&mut hasher);
        for other in &self.others {
            class(other).hash(&mut hasher);
        }
        hasher.finish()
    }
}

fn hash_field(field: &dyn Field, hasher: &mut DefaultHasher, others: &mut Vec<MethodId>) {
    match field.view() {
        View::Operand(operand) => hash_operand(operand, hasher),
        View::Operands(operands) => {
            operands.len().hash(hasher);
            operands.iter().for_each(|operand| hash_operand(operand, hasher));
        }
        View::Arguments(arguments) => hash_arguments(arguments, hasher),
        View::BlockArgument(block) => hash_block(block, hasher, others),
        View::Message(message) => {
            hash_operand(&message.receiver, hasher);
            hash_arguments(&message.arguments, hasher);
            hash_block(&message.block, hasher, others);
            (message.self_call, message.variable_call).hash(hasher);
        }
        View::Method(method) => others.push(method),
        View::Symbol(symbol) => symbol.hash(hasher),
        View::Slot(slot) => slot.hash(hasher),
        View::Cell(cell) => cell.hash(hasher),
        View::Class(class) => class.hash(hasher),
        View::String(string) => string.hash(hasher),
        View::Block(block) => block.hash(hasher),
        View::Number(number) => number.hash(hasher),
        View::Primitive(primitive) => primitive.hash(hasher),
        View::OptionalSymbol(symbol) => symbol.hash(hasher),
    }
}

fn hash_arguments(arguments: &[Argument], hasher: &mut DefaultHasher) {
    arguments.len().hash(hasher);
    for argument in arguments {
        std::mem::discriminant(argument).hash(hasher);
        if let Argument::Keyword(name, _) = argument {
            name.hash(hasher);
        }
        hash_operand(argument.operand(), hasher);
    }
}

fn hash_block(block: &BlockArgument, hasher: &mut DefaultHasher, others: &mut Vec<MethodId>) {
    std::mem::discriminant(block).hash(hasher);
    match block {
        BlockArgument::None => {}
        BlockArgument::Pass(operand) => hash_operand(operand, hasher),
        BlockArgument::Literal(method) => others.push(*method),
    }
}

fn hash_operand(operand: &Operand, hasher: &mut DefaultHasher) {
    std::mem::discriminant(operand).hash(hasher);
    match operand {
        Operand::Slot(slot) => slot.hash(hasher),
        Operand::Constant(constant) => {
            std::mem::discriminant(constant).hash(hasher);
            match constant {
                Constant::Nil | Constant::True | Constant::False | Constant::Undefined => {}
                Constant::Small(number) => number.hash(hasher),
                Constant::Big(digits) => digits.hash(hasher),
                Constant::Float(float) => float.to_bits().hash(hasher),
                Constant::Symbol(symbol) => symbol.hash(hasher),
                Constant::Class(class) => class.hash(hasher),
                Constant::FrozenString(string) => string.hash(hasher),
            }
        }
    }
}

/// Everything names the method that stands for its class; the others are empty.
fn rename(program: &mut Program, stands_for: &HashMap<MethodId, MethodId>) {
    let new = |method: &mut MethodId| {
        if let Some(other) = stands_for.get(method) {
            *method = *other;
        }
    };
    program.roots.iter_mut().for_each(|(_, method)| new(method));
    for (_, class) in program.classes.iter_mut() {
        class.methods.iter_mut().filter_map(|(_, entry)| entry.method.as_mut()).for_each(new);
    }
    program.adapters.retain(|method, _| stands_for.get(method).is_none_or(|other| other == method));
    program.adapters.values_mut().for_each(new);
    for (id, method) in program.methods.iter_mut() {
        if stands_for.get(&id).is_some_and(|other| *other != id) {
            method.clear();
            continue;
        }
        method.parent.iter_mut().for_each(new);
        for instruction in method.blocks.iter_mut().flat_map(|(_, block)| &mut block.instructions) {
            match &mut instruction.op {
                Op::Call { method, block, .. } => {
                    new(method);
                    if let BlockArgument::Literal(body) = block {
                        new(body);
                    }
                }
                Op::CallBlock { method, .. } | Op::Block { method } => new(method),
                Op::Send { message, .. } | Op::Super { message } => {
                    if let BlockArgument::Literal(body) = &mut message.block {
                        new(body);
                    }
                }
                _ => {}
            }
        }
    }
}
