//! What code still costs when all else is done, as remarks: objects that are made, floats that become values, overflow that
//! is looked for. Said before allocation is expanded, where all of it is still to be seen.
use crate::analysis::{Dominators, Flow, Loops};
use crate::function::{BlockId, Function, Program, ValueId};
use crate::instruction::{Instruction, Opcode};
use base::remark::Kind;

/// Says what is left, if somebody wants to know.
pub fn say(program: &Program) {
    if !program.remarks.are_kept() {
        return;
    }
    for function in program.functions.values() {
        let flow = Flow::new(function);
        let dominators = Dominators::new(function, &flow);
        let loops = Loops::new(function, &flow, &dominators);
        for block in &function.layout {
            // what has no place is of the helpers that lowered code calls
            for instruction in function.blocks[*block].instructions.iter().filter(|it| it.position.is_some()) {
                if let Some((what, message)) = cost(program, function, *block, instruction) {
                    let turns = if loops.depth(*block) > 0 { ", in each turn of a loop" } else { "" };
                    let message = || format!("{message}{turns}");
                    program.speaker().say(Kind::Missed, what, instruction.position, message);
                }
            }
        }
    }
}

fn cost(program: &Program, function: &Function, block: BlockId, instruction: &Instruction) -> Option<(&'static str, String)> {
    let callee = instruction.symbol.map(|symbol| program.symbols.name(symbol));
    // the way for floats that do not fit is rare; that it is there says that one is packed
    if instruction.opcode == Opcode::Call && callee == Some("box_float") {
        let why = packed_for(program, function, block);
        return Some(("boxed", format!("a float becomes a value: {why}")));
    }
    if function.blocks[block].cold {
        return None;
    }
    let allocated = |what: &str| Some(("allocated", what.to_string()));
    match (instruction.opcode, callee) {
        (Opcode::Allocate, _) => {
            let header = instruction.operands.first().and_then(|header| word(function, *header));
            let class = header.and_then(|header| program.class_names.get((header as u32) as usize));
            let class = class.map_or("an object", String::as_str);
            Some(("allocated", format!("{class} ({} bytes)", instruction.immediate)))
        }
        (Opcode::Call, Some("allocate_storage")) => allocated("room for elements"),
        (Opcode::Call, Some("allocate_bytes")) => allocated("room for text"),
        (Opcode::Call, Some("allocate_object")) => allocated("an object"),
        (Opcode::AddSmallChecked, _) => checked("sum"),
        (Opcode::SubSmallChecked, _) => checked("difference"),
        (Opcode::MulSmallChecked, _) => checked("product"),
        _ => None,
    }
}

fn checked(result: &str) -> Option<(&'static str, String)> {
    Some(("checked", format!("does the {result} need a big Integer? its bounds are not known")))
}

/// The constant that a value is.
fn word(function: &Function, value: ValueId) -> Option<i64> {
    let mut all = function.layout.iter().flat_map(|block| &function.blocks[*block].instructions);
    let made = all.find(|instruction| instruction.result == Some(value))?;
    (made.opcode == Opcode::Word).then_some(made.immediate)
}

/// What the value that a block makes of a float is for.
fn packed_for(program: &Program, function: &Function, block: BlockId) -> String {
    let passed = function.terminator(block).targets.first().filter(|target| !target.arguments.is_empty());
    let Some(join) = passed.map(|target| target.block) else { return "it is used as one".to_string() };
    let parameters = &function.blocks[join].parameters;
    let uses = |instruction: &&Instruction| {
        let given = instruction.targets.iter().flat_map(|target| &target.arguments);
        instruction.operands.iter().chain(given).any(|operand| parameters.contains(operand))
    };
    let mut all = function.layout.iter().flat_map(|block| &function.blocks[*block].instructions);
    match all.find(uses) {
        Some(user) => match (user.opcode, user.symbol.map(|symbol| program.symbols.name(symbol))) {
            (Opcode::Store | Opcode::StoreIndexed, _) => "it is stored in an object".to_string(),
            (Opcode::Return, _) => "it is returned where other things may be, too".to_string(),
            (Opcode::Call | Opcode::CallLanding, Some(callee)) => {
                let ruby = callee.split_once('#').filter(|(class, _)| !class.is_empty());
                match ruby {
                    Some(_) => format!("it is passed to {callee}"),
                    None => "it is passed on".to_string(),
                }
            }
            (opcode, _) if opcode.effect() == crate::instruction::Effect::Terminates && !user.targets.is_empty() => {
                "the variable may hold other things, too".to_string()
            }
            _ => "it is used as one".to_string(),
        },
        None => "it is used as one".to_string(),
    }
}
