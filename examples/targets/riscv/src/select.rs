//! Selection: which machine instructions an instruction of the Register machine becomes.
use crate::Riscv;
use crate::address::{Operands, of_access};
use crate::encode::is_short_number;
use crate::instruction::{Alu, FloatOperation, FloatUnary, Instruction as Machine, Width};
use crate::registers::{A0, A1, A2, CONVENTION, SYSTEM_ARGUMENTS};
use crate::select_condition as condition;
use regalloc2::{Operand, RegClass, VReg};
use salama::base;
use salama::register::machine::{Calls, Known, Selection, Target, generic_system_call};
use salama::register::{Condition, Instruction, Opcode, ValueId};

type S<'a> = Selection<'a, Riscv>;

/// Selects one instruction.
pub fn select(s: &mut S, instruction: &Instruction) -> base::Result<()> {
    let operands = &instruction.operands;
    match instruction.opcode {
        Opcode::Jump => unreachable!("jumps are selected by the walk"),
        // made where they are used
        Opcode::Word | Opcode::Constant | Opcode::Object | Opcode::AddressOf => {}
        Opcode::Add | Opcode::AddSmall => commutative(s, Alu::Add, instruction),
        Opcode::Sub | Opcode::SubSmall => sub(s, instruction),
        Opcode::Mul => multiply(s, instruction),
        Opcode::Div => binary(s, Machine::Alu(Alu::Divide), instruction),
        Opcode::UnsignedDiv => binary(s, Machine::Alu(Alu::DivideUnsigned), instruction),
        Opcode::Rem => binary(s, Machine::Alu(Alu::Remainder), instruction),
        Opcode::UnsignedRem => binary(s, Machine::Alu(Alu::RemainderUnsigned), instruction),
        Opcode::UnsignedMulHigh => binary(s, Machine::Alu(Alu::MultiplyHighUnsigned), instruction),
        Opcode::And => and(s, instruction),
        Opcode::Or => commutative(s, Alu::Or, instruction),
        Opcode::Xor => commutative(s, Alu::Xor, instruction),
        Opcode::ShiftLeft => shift(s, Alu::ShiftLeft, instruction),
        Opcode::ShiftRight => shift(s, Alu::ShiftRight, instruction),
        Opcode::ShiftRightSigned => shift(s, Alu::ShiftRightSigned, instruction),
        Opcode::LeadingZeros => unary(s, Machine::LeadingZeros, instruction),
        Opcode::TrailingZeros => unary(s, Machine::TrailingZeros, instruction),
        Opcode::Compare => condition::set(s, instruction),
        Opcode::CompareFloat => condition::set_float(s, instruction),
        Opcode::Select => choose(s, instruction),
        Opcode::FloatConstant => {
            let d = s.result(instruction);
            s.emit(Machine::FloatNumber(instruction.immediate as u64), &[Operand::reg_def(d)]);
        }
        Opcode::FloatAdd => binary(s, Machine::Float(FloatOperation::Add), instruction),
        Opcode::FloatSub => binary(s, Machine::Float(FloatOperation::Subtract), instruction),
        Opcode::FloatMul => binary(s, Machine::Float(FloatOperation::Multiply), instruction),
        Opcode::FloatDiv => binary(s, Machine::Float(FloatOperation::Divide), instruction),
        Opcode::FloatNeg => unary(s, Machine::FloatUnary(FloatUnary::Negate), instruction),
        Opcode::FloatAbs => unary(s, Machine::FloatUnary(FloatUnary::Absolute), instruction),
        Opcode::FloatSqrt => unary(s, Machine::FloatUnary(FloatUnary::SquareRoot), instruction),
        Opcode::FloatFloor => unary(s, Machine::FloatUnary(FloatUnary::Floor), instruction),
        Opcode::FloatCeil => unary(s, Machine::FloatUnary(FloatUnary::Ceiling), instruction),
        Opcode::FloatTrunc => unary(s, Machine::FloatUnary(FloatUnary::Truncate), instruction),
        Opcode::FloatFromWord => unary(s, Machine::FloatFromWord, instruction),
        Opcode::FloatToWord => unary(s, Machine::FloatToWord, instruction),
        Opcode::FloatBits | Opcode::Bits => unary(s, Machine::FloatBits, instruction),
        Opcode::FloatFromBits | Opcode::ValueOf => unary(s, Machine::FloatFromBits, instruction),
        Opcode::ToAddress => add_number(s, instruction, operands[0], instruction.immediate - 1),
        Opcode::Load | Opcode::LoadIndexed | Opcode::LoadContext | Opcode::SpillLoad => load(s, Width::Full, instruction),
        Opcode::Load8 => load(s, Width::Byte, instruction),
        Opcode::Load16 => load(s, Width::Half, instruction),
        Opcode::Load32 => load(s, Width::Word, instruction),
        Opcode::Store | Opcode::StoreIndexed | Opcode::StoreContext | Opcode::SpillStore => {
            store(s, Width::Full, instruction);
        }
        Opcode::Store8 => store(s, Width::Byte, instruction),
        Opcode::Store16 => store(s, Width::Half, instruction),
        Opcode::Store32 => store(s, Width::Word, instruction),
        Opcode::CopyMemory => helper(s, Machine::CopyMemory, instruction),
        Opcode::FillMemory => helper(s, Machine::FillMemory, instruction),
        Opcode::Call | Opcode::CallIndirect | Opcode::CallLeaf => s.call(instruction, false, Machine::Call)?,
        Opcode::CallLanding | Opcode::CallIndirectLanding => s.call(instruction, true, Machine::Call)?,
        Opcode::Allocate => return Err(s.refuse("`allocate`: the pass `allocate` has not run")),
        Opcode::SystemCall => s.system_call(instruction, "RISC-V", generic_system_call, (A0, &SYSTEM_ARGUMENTS), Machine::SystemCall)?,
        Opcode::FrameAddress => {
            // the return address is to be in the frame, not in its register
            s.calls(Calls::Leaf);
            let d = s.result(instruction);
            s.emit(Machine::FrameAddress, &[Operand::reg_def(d)]);
        }
        Opcode::Branch | Opcode::BranchCompare | Opcode::BranchFloat | Opcode::BranchBits => condition::branch(s, instruction),
        Opcode::AddSmallChecked => add_checked(s, instruction),
        Opcode::SubSmallChecked => sub_checked(s, instruction),
        Opcode::MulSmallChecked => multiply_checked(s, instruction),
        Opcode::Return => {
            let place = |float| if float { CONVENTION.float_result } else { CONVENTION.integer_result };
            let value = operands.first().map(|value| (s.register(*value), s.is_float(*value)));
            let operands: Operands =
                value.map(|(register, float)| Operand::reg_fixed_use(register, place(float))).into_iter().collect();
            s.emit(Machine::Return, &operands);
        }
        Opcode::UnwindTo => {
            let [code, stack] = [s.register(operands[0]), s.register(operands[1])];
            s.emit(Machine::UnwindTo, &[Operand::reg_use(code), Operand::reg_use(stack)]);
        }
        Opcode::Unreachable => s.emit(Machine::Unreachable, &[]),
    }
    Ok(())
}

/// `d, a` in a new register.
pub fn two(s: &mut S, machine: Machine, a: VReg) -> VReg {
    let d = s.temporary(RegClass::Int);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a)]);
    d
}

/// `d, a, b` in a new register.
pub fn three(s: &mut S, machine: Machine, a: VReg, b: VReg) -> VReg {
    let d = s.temporary(RegClass::Int);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(b)]);
    d
}

/// `d, a`, where d is the result.
pub fn finish(s: &mut S, machine: Machine, instruction: &Instruction, a: VReg) {
    let d = s.result(instruction);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a)]);
}

fn unary(s: &mut S, machine: Machine, instruction: &Instruction) {
    let a = s.register(instruction.operands[0]);
    finish(s, machine, instruction, a);
}

fn binary(s: &mut S, machine: Machine, instruction: &Instruction) {
    let [a, b] = [s.register(instruction.operands[0]), s.register(instruction.operands[1])];
    let d = s.result(instruction);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(b)]);
}

/// Operands of a commutative operation: a constant second.
fn ordered(s: &S, instruction: &Instruction) -> (ValueId, ValueId) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    if s.known(a).is_some() && s.known(b).is_none() { (b, a) } else { (a, b) }
}

/// An operation with a number, which may need a register of its own.
fn with_number(s: &mut S, alu: Alu, instruction: &Instruction, a: ValueId, number: i64) {
    let a = s.register(a);
    if is_short_number(number) {
        return finish(s, Machine::AluNumber(alu, number as i32), instruction, a);
    }
    let number = Riscv::materialise(s, Known::Number(number));
    let d = s.result(instruction);
    s.emit(Machine::Alu(alu), &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(number)]);
}

fn commutative(s: &mut S, alu: Alu, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    match s.number(b) {
        Some(number) => with_number(s, alu, instruction, a, number),
        None => binary(s, Machine::Alu(alu), instruction),
    }
}

fn add_number(s: &mut S, instruction: &Instruction, a: ValueId, number: i64) {
    with_number(s, Alu::Add, instruction, a, number);
}

fn sub(s: &mut S, instruction: &Instruction) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    match (s.number(a), s.number(b)) {
        (_, Some(number)) => add_number(s, instruction, a, number.wrapping_neg()),
        (Some(0), _) => {
            let b = s.register(b);
            finish(s, Machine::FromZero(Alu::Sub), instruction, b);
        }
        _ => binary(s, Machine::Alu(Alu::Sub), instruction),
    }
}

/// By a power of two, or one more: by shifting.
fn multiply(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let power = |number: i64| (number > 0 && number.count_ones() == 1).then(|| number.trailing_zeros() as i32);
    let Some(number) = s.number(b) else { return binary(s, Machine::Alu(Alu::Multiply), instruction) };
    if let Some(count) = power(number) {
        let a = s.register(a);
        return finish(s, Machine::AluNumber(Alu::ShiftLeft, count), instruction, a);
    }
    if let Some(count) = number.checked_sub(1).and_then(power) {
        let a = s.register(a);
        let shifted = two(s, Machine::AluNumber(Alu::ShiftLeft, count), a);
        let d = s.result(instruction);
        return s.emit(Machine::Alu(Alu::Add), &[Operand::reg_def(d), Operand::reg_use(shifted), Operand::reg_use(a)]);
    }
    binary(s, Machine::Alu(Alu::Multiply), instruction);
}

/// With a mask of low ones that is too long for the instruction: shifted up and down again. What is shifted down before starts there.
fn and(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let ones = |mask: &i64| !is_short_number(*mask) && *mask > 0 && mask.wrapping_add(1).count_ones() == 1;
    let Some(mask) = s.number(b).filter(ones) else { return commutative(s, Alu::And, instruction) };
    let width = mask.trailing_ones() as i32;
    let shift = s.defined_by(a, Opcode::ShiftRight).filter(|_| s.used_once(a));
    let lowest = shift.and_then(|shift| s.number(shift.operands[1])).filter(|count| (1..=64 - i64::from(width)).contains(count));
    let (a, lowest) = match (shift, lowest) {
        (Some(shift), Some(lowest)) => (shift.operands[0], lowest as i32),
        _ => (a, 0),
    };
    let a = s.register(a);
    let up = match 64 - width - lowest {
        0 => a,
        count => two(s, Machine::AluNumber(Alu::ShiftLeft, count), a),
    };
    finish(s, Machine::AluNumber(Alu::ShiftRight, 64 - width), instruction, up);
}

fn shift(s: &mut S, alu: Alu, instruction: &Instruction) {
    match s.number(instruction.operands[1]) {
        Some(count) => {
            let a = s.register(instruction.operands[0]);
            finish(s, Machine::AluNumber(alu, count as i32 & 63), instruction, a);
        }
        None => binary(s, Machine::Alu(alu), instruction),
    }
}

fn choose(s: &mut S, instruction: &Instruction) {
    let [word, then, otherwise] = [instruction.operands[0], instruction.operands[1], instruction.operands[2]];
    let float = instruction.result.is_some_and(|result| s.is_float(result));
    let [then, otherwise, d] = [s.register(then), s.register(otherwise), s.result(instruction)];
    let test = condition::of_word(s, word);
    let mut operands = Operands::from_slice(&[Operand::reg_reuse_def(d, 1), Operand::reg_use(otherwise), Operand::reg_use(then)]);
    operands.extend(test.operands());
    s.emit(if float { Machine::SelectFloat(test.condition) } else { Machine::Select(test.condition) }, &operands);
}

/// The width of what an instruction moves: that of its value, if it is one of 8 bytes.
fn width(s: &S, width: Width, value: Option<ValueId>) -> Width {
    if value.is_some_and(|value| s.is_float(value)) { Width::Float } else { width }
}

fn load(s: &mut S, whole: Width, instruction: &Instruction) {
    let (address, mut operands) = of_access(s, instruction);
    operands.insert(0, Operand::reg_def(s.result(instruction)));
    s.emit(Machine::Load(width(s, whole, instruction.result), address), &operands);
}

fn store(s: &mut S, whole: Width, instruction: &Instruction) {
    let (address, mut operands) = of_access(s, instruction);
    let value = *instruction.operands.last().expect("a store has a value");
    if s.number(value) != Some(0) {
        operands.push(Operand::reg_use(s.register(value)));
    }
    s.emit(Machine::Store(width(s, whole, Some(value)), address), &operands);
}

fn fits(s: &mut S, condition: Condition, a: VReg, b: VReg) {
    s.emit(Machine::Branch(condition), &[Operand::reg_use(a), Operand::reg_use(b)]);
}

/// The sum is not less than what a positive number was added to, and not greater than what a negative one was.
fn add_number_checked(s: &mut S, instruction: &Instruction, a: ValueId, number: i64) {
    with_number(s, Alu::Add, instruction, a, number);
    let [a, d] = [s.register(a), s.result(instruction)];
    fits(s, if number < 0 { Condition::LessEqual } else { Condition::GreaterEqual }, d, a);
}

fn add_checked(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    if let Some(number) = s.number(b) {
        return add_number_checked(s, instruction, a, number);
    }
    binary(s, Machine::Alu(Alu::Add), instruction);
    let [a, b, d] = [s.register(a), s.register(b), s.result(instruction)];
    let less = three(s, Machine::Alu(Alu::SetLess), d, a);
    let negative = two(s, Machine::AluNumber(Alu::SetLess, 0), b);
    fits(s, Condition::Equal, less, negative);
}

fn sub_checked(s: &mut S, instruction: &Instruction) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    if let Some(number) = s.number(b).and_then(i64::checked_neg) {
        return add_number_checked(s, instruction, a, number);
    }
    binary(s, Machine::Alu(Alu::Sub), instruction);
    let [a, b, d] = [s.register(a), s.register(b), s.result(instruction)];
    let less = three(s, Machine::Alu(Alu::SetLess), d, a);
    let positive = two(s, Machine::FromZero(Alu::SetLess), b);
    fits(s, Condition::Equal, less, positive);
}

/// One operand is untagged first: `(2x >> 1) * 2y = 2xy`. It fits if the upper half is nothing but the lower's sign.
fn multiply_checked(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let a = s.register(a);
    let half = match s.number(b) {
        Some(number) => Riscv::materialise(s, Known::Number(number >> 1)),
        None => {
            let b = s.register(b);
            two(s, Machine::AluNumber(Alu::ShiftRightSigned, 1), b)
        }
    };
    let d = s.result(instruction);
    s.emit(Machine::Alu(Alu::Multiply), &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(half)]);
    let upper = three(s, Machine::Alu(Alu::MultiplyHigh), a, half);
    let sign = two(s, Machine::AluNumber(Alu::ShiftRightSigned, 63), d);
    fits(s, Condition::Equal, upper, sign);
}

fn helper(s: &mut S, machine: Machine, instruction: &Instruction) {
    s.calls(Calls::Leaf);
    let operands = s.fixed(instruction, &[A0, A1, A2]);
    s.emit(machine, &operands);
}
