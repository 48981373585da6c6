//! Selection: which machine instructions an instruction of the Register machine becomes.
use crate::X86;
use crate::address::{Operands, immediate, memory, memory_or_register, of_access, plain, reusing, shifted, source};
use crate::flags;
use crate::instruction::{Alu, Flag, Instruction as Machine, Shift, Source, Width};
use crate::registers::{RAX, RCX, RDI, RDX, RSI, SYSTEM_ARGUMENTS};
use crate::select_float;
use regalloc2::{Operand, RegClass, VReg};
use register::machine::{Known, Selection};
use register::{Instruction, Opcode, Type, ValueId};

type S<'a> = Selection<'a, X86>;

/// Selects one instruction.
pub fn select(s: &mut S, instruction: &Instruction) -> base::Result<()> {
    let operands = &instruction.operands;
    match instruction.opcode {
        Opcode::Jump => unreachable!("jumps are selected by the walk"),
        // made where they are used; a use by the walk itself (an argument of a block) also makes them there
        Opcode::Word | Opcode::Constant | Opcode::Object | Opcode::AddressOf => {}
        Opcode::Add => add(s, instruction),
        Opcode::AddSmall => add(s, instruction),
        Opcode::Sub | Opcode::SubSmall => sub(s, instruction),
        Opcode::Mul => multiply(s, instruction),
        Opcode::Div | Opcode::Rem | Opcode::UnsignedDiv | Opcode::UnsignedRem => divide(s, instruction),
        Opcode::UnsignedMulHigh => {
            let [a, b, d] = [s.register(operands[0]), s.register(operands[1]), s.result(instruction)];
            let operands = [Operand::reg_fixed_def(d, RDX), Operand::reg_fixed_use(a, RAX), Operand::reg_use(b)];
            s.emit(Machine::MultiplyHigh, &operands);
        }
        Opcode::And => and(s, instruction),
        Opcode::Or => or(s, instruction),
        Opcode::Xor => xor(s, instruction),
        Opcode::ShiftLeft => shift(s, Shift::Left, instruction),
        Opcode::ShiftRight => shift(s, Shift::Right, instruction),
        Opcode::ShiftRightSigned => shift(s, Shift::RightSigned, instruction),
        Opcode::LeadingZeros => plain_unary(s, Machine::LeadingZeros, instruction),
        Opcode::TrailingZeros => plain_unary(s, Machine::TrailingZeros, instruction),
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
        Opcode::CopyMemory => {
            let [from, to, count] = [s.register(operands[0]), s.register(operands[1]), s.register(operands[2])];
            fixed(s, Machine::CopyMemory, &[(from, RSI), (to, RDI), (count, RCX)]);
        }
        Opcode::FillMemory => {
            let [to, byte, count] = [s.register(operands[0]), s.register(operands[1]), s.register(operands[2])];
            fixed(s, Machine::FillMemory, &[(to, RDI), (byte, RAX), (count, RCX)]);
        }
        Opcode::Call | Opcode::CallIndirect | Opcode::CallLeaf => s.call(instruction, false, Machine::Call)?,
        Opcode::CallLanding | Opcode::CallIndirectLanding => s.call(instruction, true, Machine::Call)?,
        Opcode::Allocate => return Err(s.refuse("`allocate`: the pass `allocate` has not run")),
        Opcode::SystemCall => {
            s.system_call(instruction, "x86-64", crate::system_call::number, (RAX, &SYSTEM_ARGUMENTS), Machine::SystemCall)?
        }
        Opcode::FrameAddress => {
            let d = s.result(instruction);
            s.emit(Machine::FrameAddress, &[Operand::reg_def(d)]);
        }
        Opcode::Branch => {
            let flag = flags::of_word(s, operands[0]);
            s.emit(Machine::JumpIf(flag), &[]);
        }
        Opcode::BranchCompare => {
            let flag = flags::compare(s, flags::condition(instruction), operands[0], operands[1]);
            s.emit(Machine::JumpIf(flag), &[]);
        }
        Opcode::BranchFloat => {
            let flag = flags::compare_floats(s, flags::condition(instruction), operands[0], operands[1]);
            s.emit(Machine::JumpIf(flag), &[]);
        }
        Opcode::BranchBits => {
            flags::test(s, operands[0], instruction.immediate);
            s.emit(Machine::JumpIf(Flag::NotEqual), &[]);
        }
        Opcode::AddSmallChecked => checked(s, Alu::Add, instruction),
        Opcode::SubSmallChecked => checked(s, Alu::Sub, instruction),
        Opcode::MulSmallChecked => multiply_checked(s, instruction),
        Opcode::Return => {
            let value = operands.first().map(|value| (s.register(*value), s.is_float(*value)));
            let place = |float| if float { crate::registers::CONVENTION.float_result } else { RAX };
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

/// `d, a`, in any registers.
pub fn plain_unary(s: &mut S, machine: Machine, instruction: &Instruction) {
    let [a, d] = [s.register(instruction.operands[0]), s.result(instruction)];
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a)]);
}

/// `d = a`.
pub fn reusing_unary(s: &mut S, machine: Machine, instruction: &Instruction, operand: ValueId) {
    let [a, d] = [s.register(operand), s.result(instruction)];
    s.emit(machine, &reusing(d, a, Operands::new()));
}

fn fixed(s: &mut S, machine: Machine, uses: &[(VReg, regalloc2::PReg)]) {
    let operands: Operands = uses.iter().map(|(register, place)| Operand::reg_fixed_use(*register, *place)).collect();
    s.emit(machine, &operands);
}

fn set(s: &mut S, flag: Flag, instruction: &Instruction) {
    let d = s.result(instruction);
    s.emit(Machine::SetFlag(flag), &[Operand::reg_def(d)]);
}

/// Operands of a commutative operation: a constant or memory second, else what dies first.
fn ordered(s: &S, instruction: &Instruction) -> (ValueId, ValueId) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    let exchange = match (s.known(a).is_some(), s.known(b).is_some()) {
        (false, true) => false,
        (true, false) => true,
        _ => s.sinkable(b).is_none() && (s.sinkable(a).is_some() || (s.used_once(b) && !s.used_once(a))),
    };
    if exchange { (b, a) } else { (a, b) }
}

fn alu(s: &mut S, operation: Alu, instruction: &Instruction, a: ValueId, b: ValueId) {
    let (second, rest) = source(s, b);
    let [a, d] = [s.register(a), s.result(instruction)];
    s.emit(Machine::Alu(operation, second), &reusing(d, a, rest));
}

/// Three operands by `lea`, unless the result may as well have the register of the first.
fn add(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    if let Some(number) = s.number(b) {
        return number_added(s, instruction, a, number);
    }
    if s.known(b).is_some() || shifted(s, a).1 > 0 || shifted(s, b).1 > 0 {
        return lea(s, instruction, a, b);
    }
    if let Some((address, rest)) = memory(s, b) {
        let [a, d] = [s.register(a), s.result(instruction)];
        return s.emit(Machine::Alu(Alu::Add, Source::Memory(address)), &reusing(d, a, rest));
    }
    let [a, b, d] = [s.register(a), s.register(b), s.result(instruction)];
    s.emit(Machine::Add, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(b)]);
}

/// A sum with a symbol or a shifted operand.
fn lea(s: &mut S, instruction: &Instruction, a: ValueId, b: ValueId) {
    use crate::instruction::{Address, Base};
    let (base, index) = if shifted(s, a).1 > 0 { (b, a) } else { (a, b) };
    let (index, base) = if let Some(Known::Symbol(..)) = s.known(index) { (base, index) } else { (index, base) };
    let (index, scale) = shifted(s, index);
    let (base, offset, mut operands) = match s.known(base) {
        Some(Known::Symbol(symbol, addend)) if i32::try_from(addend).is_ok() => {
            (Base::Symbol(symbol), addend as i32, Operands::new())
        }
        _ => {
            let base = Operand::reg_use(s.register(base));
            (Base::Register, 0, Operands::from_slice(&[base]))
        }
    };
    operands.push(Operand::reg_use(s.register(index)));
    operands.insert(0, Operand::reg_def(s.result(instruction)));
    s.emit(Machine::Lea(Address { base, index: Some(scale), offset }), &operands);
}

fn number_added(s: &mut S, instruction: &Instruction, a: ValueId, number: i64) {
    let sum = s.defined_by(a, Opcode::Add).is_some() && s.used_once(a);
    if let (Ok(_), true) = (i32::try_from(number), sum) {
        let (address, mut operands) = plain(s, a, number);
        operands.insert(0, Operand::reg_def(s.result(instruction)));
        return s.emit(Machine::Lea(address), &operands);
    }
    let [a, d] = [s.register(a), s.result(instruction)];
    match i32::try_from(number) {
        Ok(number) => s.emit(Machine::AddNumber(number), &[Operand::reg_def(d), Operand::reg_use(a)]),
        Err(_) => {
            let number = number_register(s, number);
            s.emit(Machine::Add, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(number)]);
        }
    }
}

/// A number in a new register.
pub fn number_register(s: &mut S, number: i64) -> VReg {
    let d = s.temporary(RegClass::Int);
    s.emit(Machine::Number(number), &[Operand::reg_def(d)]);
    d
}

fn sub(s: &mut S, instruction: &Instruction) {
    let [a, b] = [instruction.operands[0], instruction.operands[1]];
    match (s.number(a), s.number(b)) {
        (_, Some(number)) if number != i64::MIN => number_added(s, instruction, a, -number),
        (Some(0), _) => reusing_unary(s, Machine::Negate, instruction, b),
        _ => alu(s, Alu::Sub, instruction, a, b),
    }
}

fn multiply(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    let Some(number) = s.number(b).and_then(|number| i32::try_from(number).ok()) else {
        let (second, rest) = memory_or_register(s, b);
        let [a, d] = [s.register(a), s.result(instruction)];
        return s.emit(Machine::Multiply(second), &reusing(d, a, rest));
    };
    if number > 0 && number.count_ones() == 1 {
        let machine = Machine::ShiftNumber(Shift::Left, number.trailing_zeros() as u8);
        return reusing_unary(s, machine, instruction, a);
    }
    if let 3 | 5 | 9 = number {
        use crate::instruction::{Address, Base};
        let scale = (number - 1).trailing_zeros() as u8;
        let [a, d] = [s.register(a), s.result(instruction)];
        let address = Address { base: Base::Register, index: Some(scale), offset: 0 };
        return s.emit(Machine::Lea(address), &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(a)]);
    }
    multiply_number(s, instruction, a, number);
}

fn multiply_number(s: &mut S, instruction: &Instruction, a: ValueId, number: i32) {
    let (from, mut operands) = memory_or_register(s, a);
    operands.insert(0, Operand::reg_def(s.result(instruction)));
    s.emit(Machine::MultiplyNumber(from, number), &operands);
}

fn divide(s: &mut S, instruction: &Instruction) {
    let signed = matches!(instruction.opcode, Opcode::Div | Opcode::Rem);
    let remainder = matches!(instruction.opcode, Opcode::Rem | Opcode::UnsignedRem);
    let [a, b] = [s.register(instruction.operands[0]), s.register(instruction.operands[1])];
    let d = s.result(instruction);
    let place = if remainder { RDX } else { RAX };
    let operands = [Operand::reg_fixed_def(d, place), Operand::reg_fixed_use(a, RAX), Operand::reg_use_at_end(b)];
    s.emit(Machine::Divide { signed, remainder }, &operands);
}

fn and(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    match s.number(b) {
        Some(0xff) => extend(s, Width::Byte, instruction, a),
        Some(0xffff) => extend(s, Width::Half, instruction, a),
        Some(0xffff_ffff) => extend(s, Width::Word, instruction, a),
        Some(mask @ 0..=0x7fff_ffff) => reusing_unary(s, Machine::Mask(mask as i32), instruction, a),
        _ => alu(s, Alu::And, instruction, a, b),
    }
}

fn extend(s: &mut S, width: Width, instruction: &Instruction, a: ValueId) {
    let [a, d] = [s.register(a), s.result(instruction)];
    s.emit(Machine::Extend(width), &[Operand::reg_def(d), Operand::reg_use(a)]);
}

/// `shr x, n | shl x, 64 - n` is a rotation.
fn or(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    for (left, right) in [(a, b), (b, a)] {
        let part = |value, opcode| {
            let shift = s.defined_by(value, opcode).filter(|_| s.used_once(value))?;
            Some((shift.operands[0], s.number(shift.operands[1])?))
        };
        if let (Some((x, up)), Some((y, down))) = (part(left, Opcode::ShiftLeft), part(right, Opcode::ShiftRight))
            && s.same(x, y)
            && up + down == 64
            && (1..64).contains(&up)
        {
            return reusing_unary(s, Machine::ShiftNumber(Shift::RotateRight, down as u8), instruction, x);
        }
    }
    alu(s, Alu::Or, instruction, a, b);
}

fn xor(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    match s.number(b) {
        Some(-1) => reusing_unary(s, Machine::Not, instruction, a),
        _ => alu(s, Alu::Xor, instruction, a, b),
    }
}

fn shift(s: &mut S, shift: Shift, instruction: &Instruction) {
    let [a, count] = [instruction.operands[0], instruction.operands[1]];
    match s.number(count) {
        Some(1) if shift == Shift::Left => {
            let [a, d] = [s.register(a), s.result(instruction)];
            s.emit(Machine::Add, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(a)]);
        }
        Some(count) => reusing_unary(s, Machine::ShiftNumber(shift, count as u8 & 63), instruction, a),
        None => {
            let [a, count, d] = [s.register(a), s.register(count), s.result(instruction)];
            s.emit(Machine::Shift(shift), &reusing(d, a, Operands::from_slice(&[Operand::reg_fixed_use(count, RCX)])));
        }
    }
}

fn choose(s: &mut S, instruction: &Instruction) {
    let [word, then, otherwise] = [instruction.operands[0], instruction.operands[1], instruction.operands[2]];
    let float = instruction.result.is_some_and(|result| s.is_float(result));
    let [mut then, mut otherwise, d] = [s.register(then), s.register(otherwise), s.result(instruction)];
    let mut flag = flags::of_word(s, word);
    if flag == Flag::FloatEqual {
        std::mem::swap(&mut then, &mut otherwise);
        flag = Flag::FloatNotEqual;
    }
    let operands = reusing(d, otherwise, Operands::from_slice(&[Operand::reg_use(then)]));
    s.emit(if float { Machine::MoveFloat(flag) } else { Machine::Move(flag) }, &operands);
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
    if s.type_of(value) == Type::Float {
        operands.push(Operand::reg_use(s.register(value)));
        return s.emit(Machine::StoreFloat(address), &operands);
    }
    // only the low bits count in a narrow store
    let low = s.number(value).map(|number| match width {
        Width::Byte => i64::from(number as i8),
        Width::Half => i64::from(number as i16),
        Width::Word => i64::from(number as i32),
        Width::Full => number,
    });
    let (from, rest) = match low.and_then(|number| i32::try_from(number).ok()) {
        Some(number) => (Source::Immediate(number), Operands::new()),
        None if width == Width::Full => immediate(s, value),
        None => (Source::Register, Operands::from_slice(&[Operand::reg_use(s.register(value))])),
    };
    operands.extend(rest);
    s.emit(Machine::Store(width, address, from), &operands);
}

fn checked(s: &mut S, operation: Alu, instruction: &Instruction) {
    let (a, b) = match operation {
        Alu::Add => ordered(s, instruction),
        _ => (instruction.operands[0], instruction.operands[1]),
    };
    alu(s, operation, instruction, a, b);
    s.emit(Machine::JumpIf(Flag::NoOverflow), &[]);
}

/// One operand is untagged first: `(2x >> 1) * 2y = 2xy`.
fn multiply_checked(s: &mut S, instruction: &Instruction) {
    let (a, b) = ordered(s, instruction);
    match s.number(b).and_then(|number| i32::try_from(number >> 1).ok()) {
        Some(number) => multiply_number(s, instruction, a, number),
        None => {
            let (second, rest) = memory_or_register(s, b);
            let [a, half, d] = [s.register(a), s.temporary(RegClass::Int), s.result(instruction)];
            s.emit(Machine::ShiftNumber(Shift::RightSigned, 1), &reusing(half, a, Operands::new()));
            s.emit(Machine::Multiply(second), &reusing(d, half, rest));
        }
    }
    s.emit(Machine::JumpIf(Flag::NoOverflow), &[]);
}
