//! Selection: which machine instructions an instruction of the Register machine becomes.
use crate::Arm;
use crate::address::{Operands, of_access, shifted, source};
use crate::flags;
use crate::instruction::{Alu, Flag, Instruction as Machine, Shift, Source, Width};
use crate::registers::{CONVENTION, SYSTEM_ARGUMENTS, X0, X1, X2};
use crate::select_float;
use regalloc2::{Operand, RegClass, VReg};
use register::machine::{Calls, Selection, generic_system_call};
use register::{Instruction, Opcode, Type, ValueId};

type S<'a> = Selection<'a, Arm>;

/// Selects one instruction.
pub fn select(s: &mut S, instruction: &Instruction) -> base::Result<()> {
    let operands = &instruction.operands;
    match instruction.opcode {
        Opcode::Jump => unreachable!("jumps are selected by the walk"),
        // made where they are used; a use by the walk itself (an argument of a block) also makes them there
        Opcode::Word | Opcode::Constant | Opcode::Object | Opcode::AddressOf => {}
        Opcode::Add | Opcode::AddSmall => add(s, instruction),
        Opcode::Sub | Opcode::SubSmall => sub(s, instruction),
        Opcode::Mul => multiply(s, instruction),
        Opcode::Div => binary(s, Machine::Divide { signed: true }, instruction),
        Opcode::UnsignedDiv => binary(s, Machine::Divide { signed: false }, instruction),
        Opcode::Rem => remainder(s, true, instruction),
        Opcode::UnsignedRem => remainder(s, false, instruction),
        Opcode::UnsignedMulHigh => binary(s, Machine::MultiplyHigh { signed: false }, instruction),
        Opcode::And => and(s, instruction),
        Opcode::Or => or(s, instruction),
        Opcode::Xor => xor(s, instruction),
        Opcode::ShiftLeft => shift(s, Shift::Left, instruction),
        Opcode::ShiftRight => shift(s, Shift::Right, instruction),
        Opcode::ShiftRightSigned => shift(s, Shift::RightSigned, instruction),
        Opcode::LeadingZeros => unary(s, Machine::LeadingZeros, instruction, operands[0]),
        Opcode::TrailingZeros => unary(s, Machine::TrailingZeros, instruction, operands[0]),
        Opcode::Compare => {
            let flag = flags::compare(s, flags::condition(instruction), operands[0], operands[1]);
            set(s, flag, instruction);
        }
        Opcode::CompareFloat => {
            let flag = flags::compare_floats(s, flags::condition(instruction), operands[0], operands[1]);
            set(s, flag, instruction);
        }
        Opcode::Select => choose(s, instruction),
        Opcode::FloatConstant
        | Opcode::FloatAdd
        | Opcode::FloatSub
        | Opcode::FloatMul
        | Opcode::FloatDiv
        | Opcode::FloatNeg
        | Opcode::FloatAbs
        | Opcode::FloatSqrt
        | Opcode::FloatFloor
        | Opcode::FloatCeil
        | Opcode::FloatTrunc
        | Opcode::FloatFromWord
        | Opcode::FloatToWord
        | Opcode::FloatBits
        | Opcode::FloatFromBits
        | Opcode::Bits
        | Opcode::ValueOf => select_float::select(s, instruction),
        Opcode::ToAddress => number_added(s, instruction, operands[0], instruction.immediate - 1),
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
        Opcode::SystemCall => {
            s.system_call(instruction, "AArch64", generic_system_call, (X0, &SYSTEM_ARGUMENTS), Machine::SystemCall)?
        }
        Opcode::FrameAddress => {
            // the return address is to be in the frame, not in its register
            s.calls(Calls::Leaf);
            let d = s.result(instruction);
            s.emit(Machine::FrameAddress, &[Operand::reg_def(d)]);
        }
        Opcode::Branch => flags::branch_word(s, operands[0]),
        Opcode::BranchCompare => flags::branch(s, flags::condition(instruction), operands[0], operands[1]),
        Opcode::BranchFloat => {
            let flag = flags::compare_floats(s, flags::condition(instruction), operands[0], operands[1]);
            s.emit(Machine::JumpIf(flag), &[]);
        }
        Opcode::BranchBits => flags::branch_bits(s, operands[0], instruction.immediate),
        Opcode::AddSmallChecked => checked(s, Alu::AddFlags, instruction),
        Opcode::SubSmallChecked => checked(s, Alu::SubFlags, instruction),
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

/// `d, a`.
pub fn unary(s: &mut S, machine: Machine, instruction: &Instruction, operand: ValueId) {
    let [a, d] = [s.register(operand), s.result(instruction)];
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a)]);
}

/// `d, a, b`.
pub fn binary(s: &mut S, machine: Machine, instruction: &Instruction) {
    let [a, b, d] = [s.register(instruction.operands[0]), s.register(instruction.operands[1]), s.result(instruction)];
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(b)]);
}

/// A number in a new register.
pub fn number_register(s: &mut S, number: i64) -> VReg {
    let d = s.temporary(RegClass::Int);
    s.emit(Machine::Number(number), &[Operand::reg_def(d)]);
    d
}

fn helper(s: &mut S, machine: Machine, instruction: &Instruction) {
    s.calls(Calls::Leaf);
    let operands = s.fixed(instruction, &[X0, X1, X2]);
    s.emit(machine, &operands);
}

fn set(s: &mut S, flag: Flag, instruction: &Instruction) {
    let d = s.result(instruction);
    s.emit(Machine::SetFlag(flag), &[Operand::reg_def(d)]);
}

/// Operands of a commutative operation: a constant second, or else what is shifted.
fn ordered(s: &S, instruction: &Instruction) -> (ValueId, ValueId) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    let exchange = match (s.known(a).is_some(), s.known(b).is_some()) {
        (false, true) => false,
        (true, false) => true,
        _ => shifted(s, b).is_none() && shifted(s, a).is_some(),
    };
    if exchange { (b, a) } else { (a, b) }
}

fn alu(s: &mut S, operation: Alu, instruction: &Instruction, a: ValueId, b: ValueId) {
    let (second, rest) = source(s, operation, b);
    let [a, d] = [s.register(a), s.result(instruction)];
    let mut operands = Operands::from_slice(&[Operand::reg_def(d), Operand::reg_use(a)]);
    operands.extend(rest);
    s.emit(Machine::Alu(operation, second), &operands);
}

/// `0 op b`.
fn from_zero(s: &mut S, operation: Alu, instruction: &Instruction, b: ValueId) {
    let (second, mut operands) = match shifted(s, b) {
        Some((shift, below, count)) => {
            (Source::Shifted(shift, count), Operands::from_slice(&[Operand::reg_use(s.register(below))]))
        }
        None => (Source::Register, Operands::from_slice(&[Operand::reg_use(s.register(b))])),
    };
    operands.insert(0, Operand::reg_def(s.result(instruction)));
    s.emit(Machine::FromZero(operation, second), &operands);
}

fn add(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    if let Some(number) = s.number(b) {
        return number_added(s, instruction, a, number);
    }
    for (product, rest) in [(b, a), (a, b)] {
        if let Some([x, y]) = product_of(s, product) {
            return with_product(s, Machine::MultiplyAdd, instruction, [x, y, rest]);
        }
    }
    alu(s, Alu::Add, instruction, a, b);
}

/// If the value is a product that is not a shift, and nothing else needs it: its factors.
fn product_of(s: &S, value: ValueId) -> Option<[ValueId; 2]> {
    let product = s.defined_by(value, Opcode::Mul).filter(|_| s.used_once(value))?;
    let [x, y] = [product.operands[0], product.operands[1]];
    (s.known(x).is_none() && s.known(y).is_none()).then_some([x, y])
}

fn with_product(s: &mut S, machine: Machine, instruction: &Instruction, values: [ValueId; 3]) {
    let [x, y, rest] = values.map(|value| s.register(value));
    let d = s.result(instruction);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(x), Operand::reg_use(y), Operand::reg_use(rest)]);
}

fn number_added(s: &mut S, instruction: &Instruction, a: ValueId, number: i64) {
    let [a, d] = [s.register(a), s.result(instruction)];
    let [a, d] = [Operand::reg_use(a), Operand::reg_def(d)];
    if number.unsigned_abs() < 1 << 24 {
        return s.emit(Machine::AddNumber(number), &[d, a]);
    }
    let number = Operand::reg_use(number_register(s, number));
    s.emit(Machine::Alu(Alu::Add, Source::Register), &[d, a, number]);
}

fn sub(s: &mut S, instruction: &Instruction) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    match (s.number(a), s.number(b)) {
        (_, Some(number)) => number_added(s, instruction, a, number.wrapping_neg()),
        (Some(0), _) => from_zero(s, Alu::Sub, instruction, b),
        _ => match product_of(s, b) {
            Some([x, y]) => with_product(s, Machine::MultiplySubtract, instruction, [x, y, a]),
            None => alu(s, Alu::Sub, instruction, a, b),
        },
    }
}

fn multiply(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let power = |number: i64| (number > 0 && number.count_ones() == 1).then(|| number.trailing_zeros() as u8);
    let Some(number) = s.number(b) else { return binary(s, Machine::Multiply, instruction) };
    if let Some(count) = power(number) {
        return unary(s, Machine::ShiftNumber(Shift::Left, count), instruction, a);
    }
    if let Some(count) = number.checked_sub(1).and_then(power) {
        let [a, d] = [s.register(a), s.result(instruction)];
        let operands = [Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(a)];
        return s.emit(Machine::Alu(Alu::Add, Source::Shifted(Shift::Left, count)), &operands);
    }
    binary(s, Machine::Multiply, instruction);
}

/// `a - a / b * b`.
fn remainder(s: &mut S, signed: bool, instruction: &Instruction) {
    let [a, b] = [s.register(instruction.operands[0]), s.register(instruction.operands[1])];
    let [quotient, d] = [s.temporary(RegClass::Int), s.result(instruction)];
    let [a, b] = [a, b].map(Operand::reg_use);
    s.emit(Machine::Divide { signed }, &[Operand::reg_def(quotient), a, b]);
    s.emit(Machine::MultiplySubtract, &[Operand::reg_def(d), Operand::reg_use(quotient), b, a]);
}

/// The value that this one is the complement of, if nothing else needs it.
fn complement(s: &S, value: ValueId) -> Option<ValueId> {
    let xor = s.defined_by(value, Opcode::Xor).filter(|_| s.used_once(value))?;
    let [x, y] = [xor.operands[0], xor.operands[1]];
    match (s.number(x), s.number(y)) {
        (_, Some(-1)) => Some(x),
        (Some(-1), _) => Some(y),
        _ => None,
    }
}

/// `and (shr x, n), mask` is a field of bits.
fn and(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    if let Some(mask) = s.number(b) {
        let width = (mask as u64).trailing_ones() as u8;
        if let Some((Shift::Right, below, lowest)) = shifted(s, a)
            && mask >= 0
            && mask as u64 == (1u64 << width) - 1
            && (1..=64 - lowest).contains(&width)
        {
            return unary(s, Machine::BitField { lowest, width }, instruction, below);
        }
        return alu(s, Alu::And, instruction, a, b);
    }
    for (other, plain) in [(a, b), (b, a)] {
        if let Some(other) = complement(s, other) {
            return alu(s, Alu::AndNot, instruction, plain, other);
        }
    }
    alu(s, Alu::And, instruction, a, b);
}

/// `shr x, n | shl x, 64 - n` is a rotation.
fn or(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    for (left, right) in [(a, b), (b, a)] {
        if let (Some((Shift::Left, x, up)), Some((Shift::Right, y, down))) = (shifted(s, left), shifted(s, right))
            && s.same(x, y)
            && up + down == 64
        {
            return unary(s, Machine::ShiftNumber(Shift::RotateRight, down), instruction, x);
        }
        if let Some(other) = complement(s, left) {
            return alu(s, Alu::OrNot, instruction, right, other);
        }
    }
    alu(s, Alu::Or, instruction, a, b);
}

fn xor(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    match s.number(b) {
        Some(-1) => from_zero(s, Alu::OrNot, instruction, a),
        _ => alu(s, Alu::Xor, instruction, a, b),
    }
}

fn shift(s: &mut S, shift: Shift, instruction: &Instruction) {
    match s.number(instruction.operands[1]) {
        Some(count) => unary(s, Machine::ShiftNumber(shift, count as u8 & 63), instruction, instruction.operands[0]),
        None => binary(s, Machine::Shift(shift), instruction),
    }
}

fn choose(s: &mut S, instruction: &Instruction) {
    let [word, then, otherwise] = [instruction.operands[0], instruction.operands[1], instruction.operands[2]];
    let float = instruction.result.is_some_and(|result| s.is_float(result));
    let [then, otherwise, d] = [s.register(then), s.register(otherwise), s.result(instruction)];
    let flag = flags::of_word(s, word);
    let operands = [Operand::reg_def(d), Operand::reg_use(then), Operand::reg_use(otherwise)];
    s.emit(if float { Machine::SelectFloat(flag) } else { Machine::Select(flag) }, &operands);
}

fn load(s: &mut S, width: Width, instruction: &Instruction) {
    let (address, mut operands) = of_access(s, instruction);
    let float = instruction.result.is_some_and(|result| s.is_float(result));
    operands.insert(0, Operand::reg_def(s.result(instruction)));
    s.emit(if float { Machine::LoadFloat(address) } else { Machine::Load(width, address) }, &operands);
}

fn store(s: &mut S, width: Width, instruction: &Instruction) {
    let (address, mut operands) = of_access(s, instruction);
    let value = *instruction.operands.last().expect("a store has a value");
    if s.number(value) == Some(0) {
        return s.emit(Machine::StoreZero(width, address), &operands);
    }
    operands.push(Operand::reg_use(s.register(value)));
    let float = s.type_of(value) == Type::Float;
    s.emit(if float { Machine::StoreFloat(address) } else { Machine::Store(width, address) }, &operands);
}

fn checked(s: &mut S, operation: Alu, instruction: &Instruction) {
    let (a, b) = match operation {
        Alu::AddFlags => ordered(s, instruction),
        _ => (instruction.operands[0], instruction.operands[1]),
    };
    alu(s, operation, instruction, a, b);
    s.emit(Machine::JumpIf(Flag::NoOverflow), &[]);
}

/// One operand is untagged first: `(2x >> 1) * 2y = 2xy`. It fits if the upper half is nothing but the lower's sign.
fn multiply_checked(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let (tagged, half) = match s.number(b) {
        Some(number) => (s.register(a), number_register(s, number >> 1)),
        None => {
            let [a, half] = [s.register(a), s.temporary(RegClass::Int)];
            let b = s.register(b);
            s.emit(Machine::ShiftNumber(Shift::RightSigned, 1), &[Operand::reg_def(half), Operand::reg_use(a)]);
            (b, half)
        }
    };
    let [upper, d] = [s.temporary(RegClass::Int), s.result(instruction)];
    let [tagged, half] = [tagged, half].map(Operand::reg_use);
    s.emit(Machine::Multiply, &[Operand::reg_def(d), tagged, half]);
    s.emit(Machine::MultiplyHigh { signed: true }, &[Operand::reg_def(upper), tagged, half]);
    let operands = [upper, d].map(Operand::reg_use);
    s.emit(Machine::Compare(Source::Shifted(Shift::RightSigned, 63)), &operands);
    s.emit(Machine::JumpIf(Flag::Equal), &[]);
}
