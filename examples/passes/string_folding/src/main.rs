//! The salama compiler with one more pass on the Virtual machine: literals that are only added up are one literal.
//!
//! ```text
//! set frame.t0 = string "Hello, "
//! set frame.t1 = send :+ new(frame.t0, "world")          set frame.t1 = string "Hello, world"
//! ```
//!
//! This is right only as long as nobody gives `String` another `+`; the whole program is known, so the pass looks.
use salama::parfait::CoreClass;
use salama::virtual_machine::analysis::Uses;
use salama::virtual_machine::{
    Argument, BlockArgument, Constant, Instruction, Op, Operand, Program, SlotId, SlotKind, StringId, SymbolId,
};
use salama::{Pass, Pipeline, main_with};
use std::process::ExitCode;

fn main() -> ExitCode {
    main_with(|level| Pipeline::standard(level).insert_before("infer", pass()))
}

fn pass() -> Pass {
    Pass::on_virtual("string_folding", "make one literal of literals that are added up", |program| {
        if let Some(plus) = program.symbols.find("+").filter(|plus| is_the_runtimes(program, *plus)) {
            fold(program, plus);
        }
        Ok(())
    })
    .because("additions are still sends, and easy to see")
}

/// Is `+` of a String the runtime's method of that name?
fn is_the_runtimes(program: &Program, plus: SymbolId) -> bool {
    let found = program.find_method(Program::core(CoreClass::String), plus);
    found.is_some_and(|found| program.is_runtime(found.method) && program.methods[found.method].name == plus)
}

fn fold(program: &mut Program, plus: SymbolId) {
    let Program { methods, strings, .. } = program;
    let mut folded = Vec::new();
    for (_, method) in methods.iter_mut() {
        let uses = Uses::new(method);
        for (_, block) in method.blocks.iter_mut() {
            let mut at = 1;
            while at < block.instructions.len() {
                let (literal, sum) = (literal(&block.instructions[at - 1]), addition(&block.instructions[at], plus));
                match (literal, sum) {
                    (Some((slot, left)), Some((receiver, right)))
                        if slot == receiver && method.slots[slot].kind == SlotKind::Temporary && uses.reads(slot).len() == 1 =>
                    {
                        let string = strings.push([strings[left].as_slice(), &strings[right]].concat());
                        block.instructions[at].op = Op::String { string };
                        folded.push((block.instructions[at].position, string));
                        // the sum may be the start of another
                        block.instructions.remove(at - 1);
                    }
                    _ => at += 1,
                }
            }
        }
    }
    for (position, string) in folded {
        let text = String::from_utf8_lossy(&program.strings[string]);
        program.remark("folded", position, || format!("the sum is the literal {text:?}"));
    }
}

/// `set SLOT = string LITERAL`
fn literal(instruction: &Instruction) -> Option<(SlotId, StringId)> {
    match instruction.op {
        Op::String { string } => Some((instruction.result?, string)),
        _ => None,
    }
}

/// `send :+ new(SLOT, "LITERAL")`
fn addition(instruction: &Instruction, plus: SymbolId) -> Option<(SlotId, StringId)> {
    let Op::Send { name, message } = &instruction.op else { return None };
    match (message.receiver, &message.arguments[..], &message.block) {
        (Operand::Slot(left), [Argument::Positional(Operand::Constant(Constant::FrozenString(right)))], BlockArgument::None)
            if *name == plus =>
        {
            Some((left, *right))
        }
        _ => None,
    }
}
