//! Emission: each machine instruction as words of code.
use crate::Arm;
use crate::emit_control as control;
use crate::encode::{Access, access, access_offset, add_number, load_number, load_symbol, number};
use crate::instruction::{Alu, Flag, FloatOperation, FloatUnary, Instruction, Shift, Source, Width};
use crate::registers::{SCRATCH, SP, ZERO};
use dynasm::dynasm;
use dynasmrt::DynasmApi;
use dynasmrt::aarch64::encode_floating_point_immediate;
use regalloc2::{Allocation, RegClass};
use register::machine::{Emission, Flow};

type E<'a> = Emission<'a, Arm>;

/// Writes an instruction.
pub fn emit(e: &mut E, instruction: &Instruction, places: &[Allocation], flow: &Flow) {
    let r = |index: usize| number(places[index]);
    match instruction {
        Instruction::Arguments => {}
        Instruction::Number(value) => load_number(e, r(0), *value),
        Instruction::SymbolAddress(symbol, addend) => load_symbol(e, r(0), *symbol, *addend),
        Instruction::FloatNumber(bits) => float_number(e, r(0), *bits),
        Instruction::Load(width, address) => access(e, Access::Load(*width), r(0), address, &places[1..]),
        Instruction::LoadFloat(address) => access(e, Access::LoadFloat, r(0), address, &places[1..]),
        Instruction::Store(width, address) => access(e, Access::Store(*width), r(address.registers()), address, places),
        Instruction::StoreZero(width, address) => access(e, Access::Store(*width), ZERO, address, places),
        Instruction::StoreFloat(address) => access(e, Access::StoreFloat, r(address.registers()), address, places),
        Instruction::Alu(alu, source) => with_source(e, *alu, r(0), r(1), source, &places[2..]),
        Instruction::AddNumber(value) => add_number(e, r(0), r(1), *value),
        Instruction::FromZero(alu, source) => with_source(e, *alu, r(0), ZERO, source, &places[1..]),
        Instruction::Compare(source) => with_source(e, Alu::SubFlags, ZERO, r(0), source, &places[1..]),
        Instruction::Test(source) => with_source(e, Alu::AndFlags, ZERO, r(0), source, &places[1..]),
        Instruction::Multiply => dynasm!(e.ops; .arch aarch64; mul X(r(0)), X(r(1)), X(r(2))),
        Instruction::MultiplyAdd => dynasm!(e.ops; .arch aarch64; madd X(r(0)), X(r(1)), X(r(2)), X(r(3))),
        Instruction::MultiplySubtract => dynasm!(e.ops; .arch aarch64; msub X(r(0)), X(r(1)), X(r(2)), X(r(3))),
        Instruction::MultiplyHigh { signed: true } => dynasm!(e.ops; .arch aarch64; smulh X(r(0)), X(r(1)), X(r(2))),
        Instruction::MultiplyHigh { signed: false } => dynasm!(e.ops; .arch aarch64; umulh X(r(0)), X(r(1)), X(r(2))),
        Instruction::Divide { signed: true } => dynasm!(e.ops; .arch aarch64; sdiv X(r(0)), X(r(1)), X(r(2))),
        Instruction::Divide { signed: false } => dynasm!(e.ops; .arch aarch64; udiv X(r(0)), X(r(1)), X(r(2))),
        Instruction::ShiftNumber(shift, count) => shift_number(e, *shift, r(0), r(1), *count),
        Instruction::Shift(Shift::Left) => dynasm!(e.ops; .arch aarch64; lsl X(r(0)), X(r(1)), X(r(2))),
        Instruction::Shift(Shift::Right) => dynasm!(e.ops; .arch aarch64; lsr X(r(0)), X(r(1)), X(r(2))),
        Instruction::Shift(Shift::RightSigned) => dynasm!(e.ops; .arch aarch64; asr X(r(0)), X(r(1)), X(r(2))),
        Instruction::Shift(Shift::RotateRight) => dynasm!(e.ops; .arch aarch64; ror X(r(0)), X(r(1)), X(r(2))),
        Instruction::BitField { lowest, width } => {
            dynasm!(e.ops; .arch aarch64; ubfx X(r(0)), X(r(1)), u32::from(*lowest), u32::from(*width));
        }
        Instruction::LeadingZeros => dynasm!(e.ops; .arch aarch64; clz X(r(0)), X(r(1))),
        Instruction::TrailingZeros => dynasm!(e.ops; .arch aarch64; rbit X(r(0)), X(r(1)); clz X(r(0)), X(r(0))),
        Instruction::SetFlag(flag) => set_flag(e, *flag, r(0)),
        Instruction::Select(flag) => select(e, *flag, r(0), r(1), r(2)),
        Instruction::SelectFloat(flag) => select_float(e, *flag, r(0), r(1), r(2)),
        Instruction::CompareFloats => dynasm!(e.ops; .arch aarch64; fcmp D(r(0)), D(r(1))),
        Instruction::CompareFloatZero => dynasm!(e.ops; .arch aarch64; fcmp D(r(0)), 0.0),
        Instruction::Float(operation) => float(e, *operation, r(0), r(1), r(2)),
        Instruction::FloatUnary(operation) => float_unary(e, *operation, r(0), r(1)),
        Instruction::FloatFromWord => dynasm!(e.ops; .arch aarch64; scvtf D(r(0)), X(r(1))),
        Instruction::FloatToWord => dynasm!(e.ops; .arch aarch64; fcvtzs X(r(0)), D(r(1))),
        Instruction::FloatBits => dynasm!(e.ops; .arch aarch64; fmov X(r(0)), D(r(1))),
        Instruction::FloatFromBits => dynasm!(e.ops; .arch aarch64; fmov D(r(0)), X(r(1))),
        Instruction::Call(call) => control::call(e, call, places, flow),
        Instruction::CopyMemory => control::call_name(e, crate::helpers::COPY_MEMORY),
        Instruction::FillMemory => control::call_name(e, crate::helpers::FILL_MEMORY),
        Instruction::SystemCall(call) => {
            load_number(e, 8, i64::from(*call));
            dynasm!(e.ops; .arch aarch64; svc 0);
        }
        Instruction::FrameAddress => {
            let size = i64::from(e.frame_size);
            add_number(e, r(0), SP, size);
        }
        Instruction::Jump => control::jump(e, flow.targets[0], flow),
        Instruction::JumpIf(flag) => control::jump_if(e, control::Test::Flag(*flag), flow),
        Instruction::JumpZero { zero } => control::jump_if(e, control::Test::Zero { register: r(0), zero: *zero }, flow),
        Instruction::JumpBit { bit, set } => {
            control::jump_if(e, control::Test::Bit { register: r(0), bit: *bit, set: *set }, flow);
        }
        Instruction::Return => control::leave(e),
        Instruction::UnwindTo => dynasm!(e.ops; .arch aarch64; mov sp, XSP(r(1)); br X(r(0))),
        Instruction::Unreachable => dynasm!(e.ops; .arch aarch64; brk 0),
    }
}

/// Writes a move between two places.
pub fn emit_move(e: &mut E, from: Allocation, to: Allocation) {
    let float = |allocation: Allocation| allocation.as_reg().is_some_and(|register| register.class() == RegClass::Float);
    let stack =
        |e: &E, allocation: Allocation| e.spill_offset(allocation.as_stack().expect("a place is a register or a spill slot"));
    match (from.is_reg(), to.is_reg()) {
        (true, true) if float(from) => dynasm!(e.ops; .arch aarch64; fmov D(number(to)), D(number(from))),
        (true, true) => dynasm!(e.ops; .arch aarch64; mov X(number(to)), X(number(from))),
        (true, false) => {
            let offset = stack(e, to);
            let store = if float(from) { Access::StoreFloat } else { Access::Store(Width::Full) };
            access_offset(e, store, number(from), SP, offset);
        }
        (false, true) => {
            let offset = stack(e, from);
            let load = if float(to) { Access::LoadFloat } else { Access::Load(Width::Full) };
            access_offset(e, load, number(to), SP, offset);
        }
        (false, false) => unreachable!("allocation moves between stack slots through the scratch register"),
    }
}

fn float_number(e: &mut E, to: u8, bits: u64) {
    if bits == 0 {
        return dynasm!(e.ops; .arch aarch64; movi D(to), 0);
    }
    let single = f64::from_bits(bits) as f32;
    if f64::from(single).to_bits() == bits && encode_floating_point_immediate(single).is_some() {
        return dynasm!(e.ops; .arch aarch64; fmov D(to), single);
    }
    load_number(e, SCRATCH, bits as i64);
    dynasm!(e.ops; .arch aarch64; fmov D(to), X(SCRATCH));
}

/// `to = a op source`. A sum with a negative number is a difference.
fn with_source(e: &mut E, alu: Alu, to: u8, a: u8, source: &Source, places: &[Allocation]) {
    match source {
        Source::Register => with_register(e, alu, to, a, number(places[0]), Shift::Left, 0),
        Source::Shifted(shift, count) => with_register(e, alu, to, a, number(places[0]), *shift, u32::from(*count)),
        Source::Immediate(value) => with_immediate(e, alu, to, a, *value),
    }
}

macro_rules! shifted {
    ($e:ident, $name:ident, $to:ident, $a:ident, $b:ident, $shift:ident, $count:ident) => {
        match $shift {
            Shift::Left => dynasm!($e.ops; .arch aarch64; $name X($to), X($a), X($b), lsl $count),
            Shift::Right => dynasm!($e.ops; .arch aarch64; $name X($to), X($a), X($b), lsr $count),
            Shift::RightSigned => dynasm!($e.ops; .arch aarch64; $name X($to), X($a), X($b), asr $count),
            Shift::RotateRight => unreachable!("selection rotates by itself"),
        }
    };
}

fn with_register(e: &mut E, alu: Alu, to: u8, a: u8, b: u8, shift: Shift, count: u32) {
    match alu {
        Alu::Add => shifted!(e, add, to, a, b, shift, count),
        Alu::Sub => shifted!(e, sub, to, a, b, shift, count),
        Alu::AddFlags => shifted!(e, adds, to, a, b, shift, count),
        Alu::SubFlags => shifted!(e, subs, to, a, b, shift, count),
        Alu::And => shifted!(e, and, to, a, b, shift, count),
        Alu::AndFlags => shifted!(e, ands, to, a, b, shift, count),
        Alu::Or => shifted!(e, orr, to, a, b, shift, count),
        Alu::Xor => shifted!(e, eor, to, a, b, shift, count),
        Alu::AndNot => shifted!(e, bic, to, a, b, shift, count),
        Alu::OrNot => shifted!(e, orn, to, a, b, shift, count),
    }
}

fn with_immediate(e: &mut E, alu: Alu, to: u8, a: u8, value: i64) {
    let bits = value as u64;
    let (number, high) = match value.unsigned_abs() {
        size if size < 1 << 12 => (size as u32, 0u32),
        size => ((size >> 12) as u32, 12u32),
    };
    let alu = match alu {
        Alu::Add if value < 0 => Alu::Sub,
        Alu::Sub if value < 0 => Alu::Add,
        Alu::AddFlags if value < 0 => Alu::SubFlags,
        Alu::SubFlags if value < 0 => Alu::AddFlags,
        _ => alu,
    };
    match alu {
        Alu::Add => dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(a), number, lsl high),
        Alu::Sub => dynasm!(e.ops; .arch aarch64; sub XSP(to), XSP(a), number, lsl high),
        Alu::AddFlags => dynasm!(e.ops; .arch aarch64; adds X(to), XSP(a), number, lsl high),
        Alu::SubFlags => dynasm!(e.ops; .arch aarch64; subs X(to), XSP(a), number, lsl high),
        Alu::And => dynasm!(e.ops; .arch aarch64; and XSP(to), X(a), bits),
        Alu::AndFlags => dynasm!(e.ops; .arch aarch64; ands X(to), X(a), bits),
        Alu::Or => dynasm!(e.ops; .arch aarch64; orr XSP(to), X(a), bits),
        Alu::Xor => dynasm!(e.ops; .arch aarch64; eor XSP(to), X(a), bits),
        Alu::AndNot | Alu::OrNot => unreachable!("selection inverts the number"),
    }
}

fn shift_number(e: &mut E, shift: Shift, to: u8, from: u8, count: u8) {
    let count = u32::from(count);
    match shift {
        _ if count == 0 => dynasm!(e.ops; .arch aarch64; mov X(to), X(from)),
        Shift::Left => dynasm!(e.ops; .arch aarch64; lsl X(to), X(from), count),
        Shift::Right => dynasm!(e.ops; .arch aarch64; lsr X(to), X(from), count),
        Shift::RightSigned => dynasm!(e.ops; .arch aarch64; asr X(to), X(from), count),
        Shift::RotateRight => dynasm!(e.ops; .arch aarch64; ror X(to), X(from), count),
    }
}

/// One instruction per condition: the assembler takes conditions as words of its text only.
macro_rules! by_flag {
    ($e:ident, $flag:ident, $name:ident $(, $family:ident $register:ident)*) => {
        match $flag {
            Flag::Equal => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* eq),
            Flag::NotEqual => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* ne),
            Flag::AboveEqual => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* hs),
            Flag::Below => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* lo),
            Flag::Minus => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* mi),
            Flag::Plus => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* pl),
            Flag::Overflow => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* vs),
            Flag::NoOverflow => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* vc),
            Flag::Above => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* hi),
            Flag::BelowEqual => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* ls),
            Flag::GreaterEqual => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* ge),
            Flag::Less => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* lt),
            Flag::Greater => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* gt),
            Flag::LessEqual => dynasm!($e.ops; .arch aarch64; $name $($family($register),)* le),
        }
    };
}

fn set_flag(e: &mut E, flag: Flag, to: u8) {
    by_flag!(e, flag, cset, X to);
}

fn select(e: &mut E, flag: Flag, to: u8, then: u8, otherwise: u8) {
    by_flag!(e, flag, csel, X to, X then, X otherwise);
}

fn select_float(e: &mut E, flag: Flag, to: u8, then: u8, otherwise: u8) {
    by_flag!(e, flag, fcsel, D to, D then, D otherwise);
}

fn float(e: &mut E, operation: FloatOperation, to: u8, a: u8, b: u8) {
    match operation {
        FloatOperation::Add => dynasm!(e.ops; .arch aarch64; fadd D(to), D(a), D(b)),
        FloatOperation::Subtract => dynasm!(e.ops; .arch aarch64; fsub D(to), D(a), D(b)),
        FloatOperation::Multiply => dynasm!(e.ops; .arch aarch64; fmul D(to), D(a), D(b)),
        FloatOperation::Divide => dynasm!(e.ops; .arch aarch64; fdiv D(to), D(a), D(b)),
    }
}

fn float_unary(e: &mut E, operation: FloatUnary, to: u8, a: u8) {
    match operation {
        FloatUnary::Negate => dynasm!(e.ops; .arch aarch64; fneg D(to), D(a)),
        FloatUnary::Absolute => dynasm!(e.ops; .arch aarch64; fabs D(to), D(a)),
        FloatUnary::SquareRoot => dynasm!(e.ops; .arch aarch64; fsqrt D(to), D(a)),
        FloatUnary::Floor => dynasm!(e.ops; .arch aarch64; frintm D(to), D(a)),
        FloatUnary::Ceiling => dynasm!(e.ops; .arch aarch64; frintp D(to), D(a)),
        FloatUnary::Truncate => dynasm!(e.ops; .arch aarch64; frintz D(to), D(a)),
    }
}
