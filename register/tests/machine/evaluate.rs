//! A small evaluator of functions on words and floats, by other means than the code that it is compared with.
use super::random::SLOTS;
use register::{Condition, Function, Instruction, Opcode, Program};

/// What a function returns; none when it runs out of fuel.
pub fn evaluate(program: &Program, function: &Function, arguments: &[u64], area: &mut [u8], fuel: &mut u32) -> Option<u64> {
    let mut values = vec![0u64; function.values.len()];
    let mut slots = [0u64; SLOTS];
    let mut block = &function.blocks[register::ENTRY];
    for (parameter, argument) in block.parameters.iter().zip(arguments) {
        values[parameter.0 as usize] = *argument;
    }
    loop {
        *fuel = fuel.checked_sub(1)?;
        let mut go = None;
        for instruction in &block.instructions {
            let v = |at: usize| values[instruction.operands[at].0 as usize];
            let result = match instruction.opcode {
                Opcode::SpillStore => {
                    slots[instruction.immediate as usize] = v(0);
                    None
                }
                Opcode::SpillLoad => Some(slots[instruction.immediate as usize]),
                Opcode::Call => {
                    let name = instruction.symbol;
                    let callee = program.functions.values().find(|function| Some(function.symbol) == name)?;
                    let arguments: Vec<u64> = (0..instruction.operands.len()).map(v).collect();
                    Some(evaluate(program, callee, &arguments, area, fuel)?)
                }
                Opcode::Return => return Some(v(0)),
                Opcode::Jump => {
                    go = Some(0);
                    None
                }
                Opcode::Branch => {
                    go = Some(usize::from(v(0) == 0));
                    None
                }
                Opcode::BranchBits => {
                    go = Some(usize::from(v(0) & instruction.immediate as u64 == 0));
                    None
                }
                Opcode::BranchCompare => {
                    go = Some(usize::from(!compare(instruction, v(0), v(1))));
                    None
                }
                Opcode::BranchFloat => {
                    go = Some(usize::from(!compare_float(instruction, v(0), v(1))));
                    None
                }
                Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => {
                    let (a, b) = (v(0) as i64, v(1) as i64);
                    let result = match instruction.opcode {
                        Opcode::AddSmallChecked => a.checked_add(b),
                        Opcode::SubSmallChecked => a.checked_sub(b),
                        _ => (a >> 1).checked_mul(b),
                    };
                    go = Some(usize::from(result.is_none()));
                    result.map(|result| result as u64)
                }
                _ => simple(instruction, v, area),
            };
            if let (Some(value), Some(result)) = (instruction.result, result) {
                values[value.0 as usize] = result;
            }
        }
        let target = &block.instructions.last()?.targets[go?];
        block = &function.blocks[target.block];
        let passed: Vec<u64> = target.arguments.iter().map(|argument| values[argument.0 as usize]).collect();
        for (parameter, value) in block.parameters.iter().zip(passed) {
            values[parameter.0 as usize] = value;
        }
    }
}

fn compare(instruction: &Instruction, a: u64, b: u64) -> bool {
    let (x, y) = (a as i64, b as i64);
    match instruction.condition.expect("compares have one") {
        Condition::Equal => x == y,
        Condition::NotEqual => x != y,
        Condition::Less => x < y,
        Condition::LessEqual => x <= y,
        Condition::Greater => x > y,
        Condition::GreaterEqual => x >= y,
        Condition::Below => a < b,
        Condition::BelowEqual => a <= b,
        Condition::Above => a > b,
        Condition::AboveEqual => a >= b,
    }
}

fn compare_float(instruction: &Instruction, a: u64, b: u64) -> bool {
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    match instruction.condition.expect("compares have one") {
        Condition::Equal => x == y,
        Condition::NotEqual => x != y,
        Condition::Less => x < y,
        Condition::LessEqual => x <= y,
        Condition::Greater => x > y,
        _ => x >= y,
    }
}

fn simple(instruction: &Instruction, v: impl Fn(usize) -> u64, area: &mut [u8]) -> Option<u64> {
    let f = |at: usize| f64::from_bits(v(at));
    let place = |index: u64| (v(0).wrapping_add(index * 8) as i64 + instruction.immediate) as usize;
    let read = |at: usize, size: usize| {
        let mut bytes = [0; 8];
        bytes[..size].copy_from_slice(&area[at..at + size]);
        u64::from_le_bytes(bytes)
    };
    Some(match instruction.opcode {
        Opcode::Word | Opcode::Constant | Opcode::FloatConstant => instruction.immediate as u64,
        Opcode::AddressOf => 0,
        Opcode::Bits | Opcode::ValueOf => v(0),
        Opcode::Add => v(0).wrapping_add(v(1)),
        Opcode::Sub => v(0).wrapping_sub(v(1)),
        Opcode::Mul => v(0).wrapping_mul(v(1)),
        Opcode::Div => (v(0) as i64 / v(1) as i64) as u64,
        Opcode::Rem => (v(0) as i64 % v(1) as i64) as u64,
        Opcode::UnsignedDiv => v(0) / v(1),
        Opcode::UnsignedRem => v(0) % v(1),
        Opcode::UnsignedMulHigh => ((u128::from(v(0)) * u128::from(v(1))) >> 64) as u64,
        Opcode::And => v(0) & v(1),
        Opcode::Or => v(0) | v(1),
        Opcode::Xor => v(0) ^ v(1),
        Opcode::ShiftLeft => v(0) << v(1),
        Opcode::ShiftRight => v(0) >> v(1),
        Opcode::ShiftRightSigned => (v(0) as i64 >> v(1)) as u64,
        Opcode::LeadingZeros => v(0).leading_zeros().into(),
        Opcode::TrailingZeros => v(0).trailing_zeros().into(),
        Opcode::Compare => compare(instruction, v(0), v(1)).into(),
        Opcode::CompareFloat => compare_float(instruction, v(0), v(1)).into(),
        Opcode::Select => v(if v(0) == 0 { 2 } else { 1 }),
        Opcode::FloatAdd => (f(0) + f(1)).to_bits(),
        Opcode::FloatSub => (f(0) - f(1)).to_bits(),
        Opcode::FloatMul => (f(0) * f(1)).to_bits(),
        Opcode::FloatDiv => (f(0) / f(1)).to_bits(),
        Opcode::FloatNeg => (-f(0)).to_bits(),
        Opcode::FloatAbs => f(0).abs().to_bits(),
        Opcode::FloatSqrt => f(0).sqrt().to_bits(),
        Opcode::FloatFloor => f(0).floor().to_bits(),
        Opcode::FloatCeil => f(0).ceil().to_bits(),
        Opcode::FloatTrunc => f(0).trunc().to_bits(),
        Opcode::FloatFromWord => (v(0) as i64 as f64).to_bits(),
        Opcode::FloatBits => v(0),
        Opcode::Load => read(place(0), 8),
        Opcode::LoadIndexed => read(place(v(1)), 8),
        Opcode::Load8 => read(place(0), 1),
        Opcode::Load16 => read(place(0), 2),
        Opcode::Load32 => read(place(0), 4),
        Opcode::Store | Opcode::Store8 | Opcode::Store16 | Opcode::Store32 | Opcode::StoreIndexed => {
            let (at, value) = match instruction.opcode {
                Opcode::StoreIndexed => (place(v(1)), v(2)),
                _ => (place(0), v(1)),
            };
            let size = match instruction.opcode {
                Opcode::Store8 => 1,
                Opcode::Store16 => 2,
                Opcode::Store32 => 4,
                _ => 8,
            };
            area[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
            return None;
        }
        other => unreachable!("the generator makes no {other:?}"),
    })
}
