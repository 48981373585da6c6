//! The salama compiler with a pass of its own on the Register machine, in place of `divide`: division by constants
//! without the slow instruction for it.
//!
//! ```text
//! v2 = word 10                          v2 = word 0xcccccccccccccccd      # 2^67 / 10, rounded up
//! v3 = div v1, v2                       v3 = umulh v1, v2, less v2 if v1 < 0; shifted right by 3; plus 1 if v1 < 0
//! ```
//!
//! The numbers are those of Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994).
use salama::register::{Function, FunctionBuilder, Instruction, Opcode, ValueId};
use salama::{Optimisation, Pass, Pipeline, main_with};
use std::collections::HashMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    main_with(|level| {
        let standard = Pipeline::standard(level);
        // -O0 has no `divide`, the compiler's own pass for that
        if level == Optimisation::None { Ok(standard) } else { standard.replace("divide", pass()) }
    })
}

fn pass() -> Pass {
    Pass::on_register("strength_reduction", "divide by constants without the slow instruction", |program| {
        program.functions.iter_mut().for_each(|(_, function)| reduce(function));
        Ok(())
    })
    .because("constants are known; numbering and hoisting see what comes of it")
    .after("simplify", "only then constants are where they are used")
}

fn reduce(function: &mut Function) {
    let all = function.layout.iter().flat_map(|block| &function.blocks[*block].instructions);
    let words = all.filter(|it| it.opcode == Opcode::Word).filter_map(|it| Some((it.result?, it.immediate)));
    let constants: HashMap<ValueId, i64> = words.collect();
    let layout = function.layout.clone();
    FunctionBuilder::edit(function, |build| {
        for block in layout {
            build.rewrite(block, |build, instruction| {
                let divisor = instruction.operands.get(1).and_then(|right| constants.get(right)).copied();
                match (instruction.opcode, instruction.result, divisor) {
                    (Opcode::Div | Opcode::Rem, Some(result), Some(divisor)) if divisor > 1 => {
                        divide(build, &instruction, divisor, result);
                    }
                    _ => build.emit(instruction),
                }
            });
        }
    });
}

fn divide(build: &mut FunctionBuilder, instruction: &Instruction, divisor: i64, result: ValueId) {
    let number = instruction.operands[0];
    let width = build.word(63);
    let sign = build.op(Opcode::ShiftRightSigned, &[number, width]);
    // rounded down, but for the sign
    let (start, by) = match magic(divisor) {
        None => {
            let less = build.word(divisor - 1);
            let bias = build.op(Opcode::And, &[sign, less]);
            (build.op(Opcode::Add, &[number, bias]), divisor.trailing_zeros())
        }
        Some((factor, by)) => {
            let factor = build.word(factor as i64);
            let high = build.op(Opcode::UnsignedMulHigh, &[number, factor]);
            let excess = build.op(Opcode::And, &[sign, factor]);
            (build.op(Opcode::Sub, &[high, excess]), by)
        }
    };
    let by = build.word(by.into());
    let mut last = (Opcode::ShiftRightSigned, [start, by]);
    if magic(divisor).is_some() {
        // towards zero
        last = (Opcode::Sub, [build.op(Opcode::ShiftRightSigned, &[start, by]), sign]);
    }
    if instruction.opcode == Opcode::Rem {
        let quotient = build.op(last.0, &last.1);
        last = (Opcode::Sub, [number, build.op(Opcode::Mul, &[quotient, instruction.operands[1]])]);
    }
    build.op_as(result, last.0, &last.1);
}

/// For a divisor that is no power of two: 2^(64 + shift) / divisor, rounded up, and the shift.
fn magic(divisor: i64) -> Option<(u64, u32)> {
    let shift = divisor.ilog2();
    let factor = (1u128 << (64 + shift)) / divisor as u128 + 1;
    (divisor.count_ones() > 1).then_some((factor as u64, shift))
}

#[test]
fn quotients_are_those_of_division() {
    for divisor in [3, 5, 6, 7, 10, 641, 1_000_000_007, i64::MAX] {
        let (factor, shift) = magic(divisor).expect("no power of two");
        for number in [0, 1, -1, 9, -10, divisor - 1, divisor, -divisor, i64::MAX, i64::MIN, i64::MIN + 1] {
            let sign = number >> 63;
            let high = ((number as u64 as u128 * factor as u128) >> 64) as i64;
            let quotient = (high.wrapping_sub(sign & factor as i64) >> shift).wrapping_sub(sign);
            assert_eq!(quotient, number / divisor, "{number} / {divisor}");
        }
    }
}
