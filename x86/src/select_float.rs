//! Selection of float instructions: SSE2, and SSE4.1 for rounding.
use crate::X86;
use crate::address::{Operands, memory, reusing};
use crate::instruction::{FloatOperation, Instruction as Machine, Round};
use crate::select::{plain_unary, reusing_unary};
use regalloc2::Operand;
use register::machine::Selection;
use register::{Instruction, Opcode};

/// Selects an instruction on floats.
pub fn select(s: &mut Selection<X86>, instruction: &Instruction) {
    match instruction.opcode {
        Opcode::FloatConstant => {
            let d = s.result(instruction);
            s.emit(Machine::FloatNumber(instruction.immediate as u64), &[Operand::reg_def(d)]);
        }
        Opcode::FloatAdd => binary(s, FloatOperation::Add, instruction),
        Opcode::FloatSub => binary(s, FloatOperation::Subtract, instruction),
        Opcode::FloatMul => binary(s, FloatOperation::Multiply, instruction),
        Opcode::FloatDiv => binary(s, FloatOperation::Divide, instruction),
        Opcode::FloatNeg => reusing_unary(s, Machine::FloatNegate, instruction, instruction.operands[0]),
        Opcode::FloatAbs => reusing_unary(s, Machine::FloatAbsolute, instruction, instruction.operands[0]),
        Opcode::FloatSqrt => plain_unary(s, Machine::FloatSquareRoot, instruction),
        Opcode::FloatFloor => plain_unary(s, Machine::FloatRound(Round::Floor), instruction),
        Opcode::FloatCeil => plain_unary(s, Machine::FloatRound(Round::Ceiling), instruction),
        Opcode::FloatTrunc => plain_unary(s, Machine::FloatRound(Round::Truncate), instruction),
        Opcode::FloatFromWord => plain_unary(s, Machine::FloatFromWord, instruction),
        Opcode::FloatToWord => plain_unary(s, Machine::FloatToWord, instruction),
        Opcode::FloatBits | Opcode::Bits => plain_unary(s, Machine::FloatBits, instruction),
        Opcode::FloatFromBits | Opcode::ValueOf => plain_unary(s, Machine::FloatFromBits, instruction),
        _ => unreachable!("not an instruction on floats"),
    }
}

fn binary(s: &mut Selection<X86>, operation: FloatOperation, instruction: &Instruction) {
    let [mut a, mut b] = [instruction.operands[0], instruction.operands[1]];
    let commutes = matches!(operation, FloatOperation::Add | FloatOperation::Multiply);
    if commutes && s.used_once(b) && !s.used_once(a) && s.sinkable(b).is_none() {
        std::mem::swap(&mut a, &mut b);
    }
    if let Some((address, rest)) = memory(s, b) {
        let [a, d] = [s.register(a), s.result(instruction)];
        return s.emit(Machine::FloatMemory(operation, address), &reusing(d, a, rest));
    }
    let [a, b, d] = [s.register(a), s.register(b), s.result(instruction)];
    s.emit(Machine::Float(operation), &reusing(d, a, Operands::from_slice(&[Operand::reg_use(b)])));
}
