//! The salama compiler with a pass of its own: `n * 2` is `n + n`, which processors add up in one step.
use salama::register::{Function, Opcode, ValueId};
use salama::{Pass, Pipeline, main_with};
use std::collections::HashSet;
use std::process::ExitCode;

fn main() -> ExitCode {
    main_with(|level| Pipeline::standard(level).insert_before("allocate", pass()))
}

fn pass() -> Pass {
    Pass::on_register("doubling", "add a number to itself instead of multiplying it by two", |program| {
        for (_, function) in program.functions.iter_mut() {
            double(function);
        }
        Ok(())
    })
    .because("constants are in their places, and what is an object stays one")
}

fn double(function: &mut Function) {
    let two = salama::parfait::value::small(2).map(|bits| bits as i64);
    let instructions = function.blocks.values().flat_map(|block| &block.instructions);
    let twos = instructions.filter(|it| it.opcode == Opcode::Constant && Some(it.immediate) == two);
    let twos: HashSet<ValueId> = twos.filter_map(|it| it.result).collect();
    for (_, block) in function.blocks.iter_mut() {
        for instruction in &mut block.instructions {
            if instruction.opcode == Opcode::MulSmallChecked && twos.contains(&instruction.operands[1]) {
                // both go to the second target where the result is too large for a small integer
                instruction.opcode = Opcode::AddSmallChecked;
                instruction.operands[1] = instruction.operands[0];
            }
        }
    }
}
