//! Division by a constant becomes multiplication by its reciprocal, which takes a tenth of the time.
//!
//! ```text
//!   v2: word = word 10                     v3: word = word 0xcccccccccccccccd
//!   v4: word = udiv v1, v2                 v5: word = umulh v1, v3
//!                                          v6: word = word 3
//!                                          v4: word = shr v5, v6
//! ```
//!
//! With `s` the divisor's highest bit, the reciprocal is 2^(64 + s) / divisor, rounded up: it has 64 bits, and what it is
//! too large makes no difference for a dividend of 63 bits (Granlund and Montgomery, "Division by invariant integers using
//! multiplication", 1994). Where a negative dividend is taken as unsigned, the product is too large by the reciprocal.
use super::simplify::Nodes;
use crate::function::{Function, Program, ValueId};
use crate::instruction::{Instruction, Opcode, Type};
use crate::remark::Speaker;
use base::Pass;
use base::remark::Kind;

pub const PASS: Pass<Program> = Pass {
    name: "divide",
    about: "multiply by the reciprocals of constant divisors",
    run: |it| super::each_speaking(it, divide),
};

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    divide(function, Speaker::silent());
}

fn divide(function: &mut Function, speaker: Speaker<'_>) {
    let divides = |instruction: &Instruction| {
        matches!(instruction.opcode, Opcode::Div | Opcode::Rem | Opcode::UnsignedDiv | Opcode::UnsignedRem)
    };
    let with: Vec<_> =
        function.layout.iter().copied().filter(|block| function.blocks[*block].instructions.iter().any(divides)).collect();
    if with.is_empty() {
        return;
    }
    let nodes = Nodes::new(function);
    for block in with {
        let old = std::mem::take(&mut function.blocks[block].instructions);
        let mut new = Vec::with_capacity(old.len() + 8);
        for instruction in old {
            let divisor = instruction.operands.get(1).filter(|_| divides(&instruction)).and_then(|divisor| nodes.bits(*divisor));
            let mut expansion = Expansion { function, instructions: &mut new, like: &instruction };
            let expanded = divisor.is_some_and(|divisor| expansion.expand(&nodes, divisor).is_some());
            if divides(&instruction) {
                say(speaker, &instruction, divisor.filter(|_| expanded));
            }
            if !expanded {
                new.push(instruction);
            }
        }
        function.blocks[block].instructions = new;
    }
}

fn say(speaker: Speaker<'_>, division: &Instruction, by: Option<u64>) {
    match by {
        Some(by) => speaker.say(Kind::Done, "divided", division.position, || {
            let how = if by.is_power_of_two() { "a shift" } else { "a multiplication" };
            format!("division by {by} is {how}")
        }),
        None => speaker.say(Kind::Missed, "divided", division.position, || {
            "this divides, which takes ten times as long as a multiplication: the divisor is not known when compiling".to_string()
        }),
    }
}

struct Expansion<'a> {
    function: &'a mut Function,
    instructions: &'a mut Vec<Instruction>,
    /// The division.
    like: &'a Instruction,
}

impl Expansion<'_> {
    /// Nothing, where the division stays.
    fn expand(&mut self, nodes: &Nodes, divisor: u64) -> Option<()> {
        let dividend = *self.like.operands.first()?;
        let known = nodes.known_bits(dividend);
        let positive = (known.mask & !known.bits) >> 63 == 1;
        let signed = matches!(self.like.opcode, Opcode::Div | Opcode::Rem);
        if divisor < 2 || divisor > i64::MAX as u64 || !signed && !positive && !divisor.is_power_of_two() {
            return None;
        }
        let is_rem = matches!(self.like.opcode, Opcode::Rem | Opcode::UnsignedRem);
        let last = if is_rem { None } else { self.like.result };
        let log = i64::from(divisor.ilog2());
        let quotient = match (divisor.is_power_of_two(), signed && !positive) {
            (true, false) => self.shift(Opcode::ShiftRight, dividend, log, last),
            (true, true) => {
                let sign = self.shift(Opcode::ShiftRightSigned, dividend, 63, None);
                let rounding = self.shift(Opcode::ShiftRight, sign, 64 - log, None);
                let sum = self.make(Opcode::Add, &[dividend, rounding], None);
                self.shift(Opcode::ShiftRightSigned, sum, log, last)
            }
            (false, negative) => {
                let reciprocal = ((1u128 << (64 + log)).div_ceil(u128::from(divisor))) as u64;
                let factor = self.word(reciprocal as i64);
                let high = self.make(Opcode::UnsignedMulHigh, &[dividend, factor], None);
                if negative {
                    let sign = self.shift(Opcode::ShiftRightSigned, dividend, 63, None);
                    let excess = self.make(Opcode::And, &[sign, factor], None);
                    let product = self.make(Opcode::Sub, &[high, excess], None);
                    let floor = self.shift(Opcode::ShiftRightSigned, product, log, None);
                    self.make(Opcode::Sub, &[floor, sign], last)
                } else {
                    self.shift(Opcode::ShiftRight, high, log, last)
                }
            }
        };
        if is_rem {
            let product = match divisor.is_power_of_two() {
                true => self.shift(Opcode::ShiftLeft, quotient, log, None),
                false => self.make(Opcode::Mul, &[quotient, self.like.operands[1]], None),
            };
            self.make(Opcode::Sub, &[dividend, product], self.like.result);
        }
        Some(())
    }
    fn word(&mut self, number: i64) -> ValueId {
        let result = self.function.values.push(Type::Word);
        let position = self.like.position;
        self.instructions.push(Instruction {
            result: Some(result),
            immediate: number,
            position,
            ..Instruction::new(Opcode::Word)
        });
        result
    }
    fn shift(&mut self, opcode: Opcode, word: ValueId, count: i64, result: Option<ValueId>) -> ValueId {
        let count = self.word(count);
        self.make(opcode, &[word, count], result)
    }
    fn make(&mut self, opcode: Opcode, operands: &[ValueId], result: Option<ValueId>) -> ValueId {
        let result = result.unwrap_or_else(|| self.function.values.push(Type::Word));
        let operands = operands.iter().copied().collect();
        let position = self.like.position;
        self.instructions.push(Instruction { result: Some(result), operands, position, ..Instruction::new(opcode) });
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::FunctionBuilder;
    use crate::evaluate;
    use std::collections::HashMap;

    /// The function that divides its argument, shifted right by `shift` first, by a constant.
    fn division(opcode: Opcode, divisor: u64, shift: i64) -> Function {
        let mut build = FunctionBuilder::new("f", crate::function::SymbolId(0), &[Type::Word], Some(Type::Word));
        let argument = build.parameters()[0];
        let count = build.word(shift);
        let dividend = build.op(Opcode::ShiftRight, &[argument, count]);
        let divisor = build.word(divisor as i64);
        let result = build.op(opcode, &[dividend, divisor]);
        build.give_back(Some(result));
        build.finish()
    }

    fn evaluate(function: &Function, argument: u64) -> u64 {
        let block = &function.blocks[function.layout[0]];
        let mut known = HashMap::from([(block.parameters[0], argument)]);
        for instruction in block.body() {
            let operands: Vec<u64> = instruction.operands.iter().map(|operand| known[operand]).collect();
            let bits = match instruction.opcode {
                Opcode::Word => instruction.immediate as u64,
                opcode => evaluate::pure(opcode, None, 0, &operands).expect("words have results"),
            };
            known.insert(instruction.result.expect("all have results"), bits);
        }
        known[&function.terminator(function.layout[0]).operands[0]]
    }

    #[test]
    fn the_results_are_those_of_division() {
        let mut numbers = vec![0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 13, 60, 100, 641, 1000, 1_000_003, 1_000_000_007];
        for log in 1..64 {
            let power = 1u64 << log;
            numbers.extend([power - 1, power, power + 1, power + power / 3, power.wrapping_neg(), power.wrapping_neg() - 1]);
        }
        for opcode in [Opcode::Div, Opcode::Rem, Opcode::UnsignedDiv, Opcode::UnsignedRem] {
            for divisor in numbers.iter().copied().filter(|divisor| *divisor != 0) {
                for shift in [0, 1] {
                    let before = division(opcode, divisor, shift);
                    let mut after = before.clone();
                    run(&mut after);
                    for dividend in &numbers {
                        let expected = evaluate(&before, *dividend);
                        assert_eq!(evaluate(&after, *dividend), expected, "{opcode:?} {dividend} >> {shift} by {divisor}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_division_is_left() {
        for opcode in [Opcode::Div, Opcode::Rem, Opcode::UnsignedDiv, Opcode::UnsignedRem] {
            let mut function = division(opcode, 10, 1);
            run(&mut function);
            assert!(function.blocks[function.layout[0]].instructions.iter().all(|instruction| instruction.opcode != opcode));
        }
    }
}
