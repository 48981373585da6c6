//! Selection of float instructions. Products and sums are not fused: Ruby rounds each.
use crate::Arm;
use crate::instruction::{FloatOperation, FloatUnary, Instruction as Machine};
use crate::select::{binary, unary};
use regalloc2::Operand;
use register::machine::Selection;
use register::{Instruction, Opcode};

/// Selects an instruction on floats.
pub fn select(s: &mut Selection<Arm>, instruction: &Instruction) {
    match instruction.opcode {
        Opcode::FloatConstant => {
            let d = s.result(instruction);
            s.emit(Machine::FloatNumber(instruction.immediate as u64), &[Operand::reg_def(d)]);
        }
        Opcode::FloatAdd => binary(s, Machine::Float(FloatOperation::Add), instruction),
        Opcode::FloatSub => binary(s, Machine::Float(FloatOperation::Subtract), instruction),
        Opcode::FloatMul => binary(s, Machine::Float(FloatOperation::Multiply), instruction),
        Opcode::FloatDiv => binary(s, Machine::Float(FloatOperation::Divide), instruction),
        Opcode::FloatNeg => of_one(s, FloatUnary::Negate, instruction),
        Opcode::FloatAbs => of_one(s, FloatUnary::Absolute, instruction),
        Opcode::FloatSqrt => of_one(s, FloatUnary::SquareRoot, instruction),
        Opcode::FloatFloor => of_one(s, FloatUnary::Floor, instruction),
        Opcode::FloatCeil => of_one(s, FloatUnary::Ceiling, instruction),
        Opcode::FloatTrunc => of_one(s, FloatUnary::Truncate, instruction),
        Opcode::FloatFromWord => unary(s, Machine::FloatFromWord, instruction, instruction.operands[0]),
        Opcode::FloatToWord => unary(s, Machine::FloatToWord, instruction, instruction.operands[0]),
        Opcode::FloatBits | Opcode::Bits => unary(s, Machine::FloatBits, instruction, instruction.operands[0]),
        Opcode::FloatFromBits | Opcode::ValueOf => unary(s, Machine::FloatFromBits, instruction, instruction.operands[0]),
        _ => unreachable!("not an instruction on floats"),
    }
}

fn of_one(s: &mut Selection<Arm>, operation: FloatUnary, instruction: &Instruction) {
    unary(s, Machine::FloatUnary(operation), instruction, instruction.operands[0]);
}
