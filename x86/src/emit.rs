//! Emission: each machine instruction as bytes.
use crate::X86;
use crate::emit_control as control;
use crate::encode::{
    DOUBLE, Form, PACKED, PLAIN, Place, WIDE, group_immediate, immediate_bytes, immediate_symbol, load_number, load_symbol,
    number, operation,
};
use crate::instruction::{Address, Alu, Flag, Instruction, Source, Width};
use crate::registers::{SCRATCH, SCRATCH_FLOAT};
use dynasm::dynasm;
use dynasmrt::DynasmApi;
use regalloc2::Allocation;
use register::machine::{Emission, Flow};

type E<'a> = Emission<'a, X86>;

/// Writes an instruction.
pub fn emit(e: &mut E, instruction: &Instruction, places: &[Allocation], flow: &Flow) {
    let r = |index: usize| number(places[index]);
    match instruction {
        Instruction::Arguments => {}
        Instruction::Number(value) => load_number(e, r(0), *value),
        Instruction::SymbolAddress(symbol, addend) => load_symbol(e, r(0), *symbol, *addend),
        Instruction::FloatNumber(bits) => float_number(e, r(0), *bits),
        Instruction::Load(width, address) => {
            let place = Place::of(e, address, &places[1..]);
            load(e, *width, r(0), place);
        }
        Instruction::LoadFloat(address) => {
            let place = Place::of(e, address, &places[1..]);
            operation(e, DOUBLE, &[0x0f, 0x10], r(0), place);
        }
        Instruction::Lea(address) => {
            let place = Place::of(e, address, &places[1..]);
            operation(e, WIDE, &[0x8d], r(0), place);
        }
        Instruction::Store(width, address, source) => store(e, *width, address, source, places),
        Instruction::StoreFloat(address) => {
            let place = Place::of(e, address, places);
            operation(e, DOUBLE, &[0x0f, 0x11], r(address.registers()), place);
        }
        Instruction::Add => add(e, r(0), r(1), r(2)),
        Instruction::AddNumber(value) => add_number(e, r(0), r(1), *value),
        Instruction::Alu(alu, source) => alu_source(e, *alu, r(0), source, &places[2..]),
        Instruction::Mask(mask) => group_immediate(e, PLAIN, Alu::And as u8, Place::Register(r(0)), *mask),
        Instruction::Extend(width) => extend(e, *width, r(0), r(1)),
        Instruction::Negate => operation(e, WIDE, &[0xf7], 3, Place::Register(r(0))),
        Instruction::Not => operation(e, WIDE, &[0xf7], 2, Place::Register(r(0))),
        Instruction::Multiply(source) => {
            let place = source_place(e, source, &places[2..]);
            operation(e, WIDE, &[0x0f, 0xaf], r(0), place);
        }
        Instruction::MultiplyNumber(source, factor) => {
            let place = source_place(e, source, &places[1..]);
            match i8::try_from(*factor) {
                Ok(short) => {
                    operation(e, WIDE, &[0x6b], r(0), place);
                    e.ops.push(short as u8);
                }
                Err(_) => {
                    operation(e, WIDE, &[0x69], r(0), place);
                    e.ops.extend(factor.to_le_bytes());
                }
            }
        }
        Instruction::ShiftNumber(shift, 1) => operation(e, WIDE, &[0xd1], *shift as u8, Place::Register(r(0))),
        Instruction::ShiftNumber(shift, count) => {
            operation(e, WIDE, &[0xc1], *shift as u8, Place::Register(r(0)));
            e.ops.push(*count);
        }
        Instruction::Shift(shift) => operation(e, WIDE, &[0xd3], *shift as u8, Place::Register(r(0))),
        Instruction::Divide { signed, .. } => {
            if *signed {
                dynasm!(e.ops; .arch x64; cqo);
            } else {
                dynasm!(e.ops; .arch x64; xor edx, edx);
            }
            operation(e, WIDE, &[0xf7], if *signed { 7 } else { 6 }, Place::Register(r(2)));
        }
        Instruction::MultiplyHigh => operation(e, WIDE, &[0xf7], 4, Place::Register(r(2))),
        Instruction::LeadingZeros => {
            // bsr gives the number of the highest bit, or nothing for 0: 127 ^ 63 is 64
            operation(e, WIDE, &[0x0f, 0xbd], r(0), Place::Register(r(1)));
            instead_of_nothing(e, r(0), 127);
            group_immediate(e, WIDE, Alu::Xor as u8, Place::Register(r(0)), 63);
        }
        Instruction::TrailingZeros => {
            operation(e, WIDE, &[0x0f, 0xbc], r(0), Place::Register(r(1)));
            instead_of_nothing(e, r(0), 64);
        }
        Instruction::Compare(width, left, source) => compare(e, *width, left.as_ref(), source, places),
        Instruction::Test(width, left, mask) => test(e, *width, left.as_ref(), *mask, places),
        Instruction::TestRegisters => operation(e, WIDE, &[0x85], r(1), Place::Register(r(0))),
        Instruction::CompareFloats => operation(e, PACKED, &[0x0f, 0x2e], r(0), Place::Register(r(1))),
        Instruction::SetFlag(flag) => set_flag(e, *flag, r(0)),
        Instruction::Move(flag) => move_if(e, *flag, r(0), r(2)),
        Instruction::MoveFloat(flag) => move_float_if(e, *flag, r(0), r(2)),
        Instruction::Float(float) => operation(e, DOUBLE, &[0x0f, *float as u8], r(0), Place::Register(r(2))),
        Instruction::FloatMemory(float, address) => {
            let place = Place::of(e, address, &places[2..]);
            operation(e, DOUBLE, &[0x0f, *float as u8], r(0), place);
        }
        Instruction::FloatSquareRoot => operation(e, DOUBLE, &[0x0f, 0x51], r(0), Place::Register(r(1))),
        Instruction::FloatRound(round) => {
            operation(e, PACKED, &[0x0f, 0x3a, 0x0b], r(0), Place::Register(r(1)));
            e.ops.push(*round as u8);
        }
        Instruction::FloatNegate => {
            dynasm!(e.ops; .arch x64; pcmpeqd xmm15, xmm15; psllq xmm15, 63);
            operation(e, PLAIN, &[0x0f, 0x57], r(0), Place::Register(SCRATCH_FLOAT));
        }
        Instruction::FloatAbsolute => {
            dynasm!(e.ops; .arch x64; pcmpeqd xmm15, xmm15; psrlq xmm15, 1);
            operation(e, PLAIN, &[0x0f, 0x54], r(0), Place::Register(SCRATCH_FLOAT));
        }
        Instruction::FloatFromWord => {
            // it changes half of the register only, and would wait for what was there
            operation(e, PLAIN, &[0x0f, 0x57], r(0), Place::Register(r(0)));
            operation(e, Form { wide: true, ..DOUBLE }, &[0x0f, 0x2a], r(0), Place::Register(r(1)));
        }
        Instruction::FloatToWord => {
            operation(e, Form { wide: true, ..DOUBLE }, &[0x0f, 0x2c], r(0), Place::Register(r(1)));
        }
        Instruction::FloatBits => {
            operation(e, Form { wide: true, ..PACKED }, &[0x0f, 0x7e], r(1), Place::Register(r(0)));
        }
        Instruction::FloatFromBits => {
            operation(e, Form { wide: true, ..PACKED }, &[0x0f, 0x6e], r(0), Place::Register(r(1)));
        }
        Instruction::Call(call) => control::call(e, call, places, flow),
        Instruction::CopyMemory => control::call_name(e, crate::helpers::COPY_MEMORY),
        Instruction::FillMemory => dynasm!(e.ops; .arch x64; rep stosb),
        Instruction::SystemCall(call) => {
            load_number(e, 0, i64::from(*call));
            dynasm!(e.ops; .arch x64; syscall);
        }
        Instruction::FrameAddress => {
            let size = e.frame_size as i32;
            operation(e, WIDE, &[0x8d], r(0), Place::stack(size));
        }
        Instruction::Jump => control::jump(e, flow.targets[0], flow),
        Instruction::JumpIf(flag) => control::jump_if(e, *flag, flow),
        Instruction::Return => control::leave(e),
        Instruction::UnwindTo => {
            operation(e, WIDE, &[0x89], r(1), Place::Register(crate::registers::RSP));
            operation(e, PLAIN, &[0xff], 4, Place::Register(r(0)));
        }
        Instruction::Unreachable => dynasm!(e.ops; .arch x64; ud2),
    }
}

/// Writes a move between two places.
pub fn emit_move(e: &mut E, from: Allocation, to: Allocation) {
    let float = |allocation: Allocation| allocation.as_reg().is_some_and(|reg| reg.class() == regalloc2::RegClass::Float);
    let stack = |e: &E, allocation: Allocation| {
        Place::stack(e.spill_offset(allocation.as_stack().expect("a place is a register or a spill slot")))
    };
    match (from.is_reg(), to.is_reg()) {
        (true, true) if float(from) => operation(e, PLAIN, &[0x0f, 0x28], number(to), Place::Register(number(from))),
        (true, true) => operation(e, WIDE, &[0x89], number(from), Place::Register(number(to))),
        (true, false) => {
            let place = stack(e, to);
            let (form, opcode): (Form, &[u8]) = if float(from) { (DOUBLE, &[0x0f, 0x11]) } else { (WIDE, &[0x89]) };
            operation(e, form, opcode, number(from), place);
        }
        (false, true) => {
            let place = stack(e, from);
            let (form, opcode): (Form, &[u8]) = if float(to) { (DOUBLE, &[0x0f, 0x10]) } else { (WIDE, &[0x8b]) };
            operation(e, form, opcode, number(to), place);
        }
        (false, false) => unreachable!("allocation moves between stack slots through the scratch register"),
    }
}

fn float_number(e: &mut E, to: u8, bits: u64) {
    if bits == 0 {
        return operation(e, PLAIN, &[0x0f, 0x57], to, Place::Register(to));
    }
    load_number(e, SCRATCH, bits as i64);
    operation(e, Form { wide: true, ..PACKED }, &[0x0f, 0x6e], to, Place::Register(SCRATCH));
}

fn load(e: &mut E, width: Width, to: u8, place: Place) {
    match width {
        Width::Byte => operation(e, PLAIN, &[0x0f, 0xb6], to, place),
        Width::Half => operation(e, PLAIN, &[0x0f, 0xb7], to, place),
        Width::Word => operation(e, PLAIN, &[0x8b], to, place),
        Width::Full => operation(e, WIDE, &[0x8b], to, place),
    }
}

fn extend(e: &mut E, width: Width, to: u8, from: u8) {
    let place = Place::Register(from);
    match width {
        Width::Byte => operation(e, Form { byte_place: true, ..PLAIN }, &[0x0f, 0xb6], to, place),
        Width::Half => operation(e, PLAIN, &[0x0f, 0xb7], to, place),
        Width::Word | Width::Full => operation(e, PLAIN, &[0x8b], to, place),
    }
}

/// Prefixes of an operation on memory of that width.
fn form(width: Width) -> Form {
    match width {
        Width::Byte => Form { byte_register: true, byte_place: true, ..PLAIN },
        Width::Half => PACKED,
        Width::Word => PLAIN,
        Width::Full => WIDE,
    }
}

fn store(e: &mut E, width: Width, address: &Address, source: &Source, places: &[Allocation]) {
    let place = Place::of(e, address, places);
    let (form, byte) = (form(width), width == Width::Byte);
    match source {
        Source::Register => {
            let opcode = if byte { 0x88 } else { 0x89 };
            operation(e, form, &[opcode], number(places[address.registers()]), place);
        }
        Source::Immediate(value) if byte => {
            operation(e, form, &[0xc6], 0, place);
            e.ops.push(*value as u8);
        }
        Source::Immediate(value) => {
            operation(e, form, &[0xc7], 0, place);
            immediate_bytes(e, form, *value);
        }
        Source::Symbol(symbol, addend) => {
            operation(e, form, &[0xc7], 0, place);
            immediate_symbol(e, *symbol, *addend);
        }
        Source::Memory(_) => unreachable!("no instruction moves from memory to memory"),
    }
}

fn add(e: &mut E, to: u8, a: u8, b: u8) {
    if to == a {
        operation(e, WIDE, &[0x01], b, Place::Register(to));
    } else if to == b {
        operation(e, WIDE, &[0x01], a, Place::Register(to));
    } else {
        // without an offset, but rbp and r13 as a base cannot be said so
        let (base, index) = if a & 7 == 5 { (b, a) } else { (a, b) };
        operation(e, WIDE, &[0x8d], to, Place::Memory { base: Some(base), index: Some((index, 0)), offset: 0, symbol: None });
    }
}

fn add_number(e: &mut E, to: u8, from: u8, value: i32) {
    if to == from {
        match value {
            // its negation fits one byte
            128 => group_immediate(e, WIDE, Alu::Sub as u8, Place::Register(to), -128),
            _ => group_immediate(e, WIDE, Alu::Add as u8, Place::Register(to), value),
        }
    } else {
        operation(e, WIDE, &[0x8d], to, Place::base(from, value));
    }
}

fn source_place(e: &E, source: &Source, places: &[Allocation]) -> Place {
    match source {
        Source::Register => Place::Register(number(places[0])),
        Source::Memory(address) => Place::of(e, address, places),
        Source::Immediate(_) | Source::Symbol(..) => unreachable!("an immediate is no place"),
    }
}

fn alu_source(e: &mut E, alu: Alu, to: u8, source: &Source, places: &[Allocation]) {
    match source {
        Source::Register | Source::Memory(_) => {
            let place = source_place(e, source, places);
            operation(e, WIDE, &[alu as u8 * 8 + 3], to, place);
        }
        Source::Immediate(value) => group_immediate(e, WIDE, alu as u8, Place::Register(to), *value),
        Source::Symbol(symbol, addend) => {
            operation(e, WIDE, &[0x81], alu as u8, Place::Register(to));
            immediate_symbol(e, *symbol, *addend);
        }
    }
}

fn compare(e: &mut E, width: Width, left: Option<&Address>, source: &Source, places: &[Allocation]) {
    let compare = Alu::Compare as u8;
    let Some(address) = left else {
        let a = number(places[0]);
        return match source {
            Source::Immediate(0) => operation(e, WIDE, &[0x85], a, Place::Register(a)),
            _ => alu_source(e, Alu::Compare, a, source, &places[1..]),
        };
    };
    let place = Place::of(e, address, places);
    match source {
        Source::Register => operation(e, form(width), &[0x39], number(places[address.registers()]), place),
        Source::Immediate(value) => group_immediate(e, Form { byte_register: false, ..form(width) }, compare, place, *value),
        Source::Symbol(symbol, addend) => {
            operation(e, form(width), &[0x81], compare, place);
            immediate_symbol(e, *symbol, *addend);
        }
        Source::Memory(_) => unreachable!("no instruction compares memory with memory"),
    }
}

fn test(e: &mut E, width: Width, left: Option<&Address>, mask: i32, places: &[Allocation]) {
    let place = match left {
        Some(address) => Place::of(e, address, places),
        None => Place::Register(number(places[0])),
    };
    let form = Form { byte_register: false, ..form(width) };
    match (width, place) {
        (Width::Byte, Place::Register(0)) => e.ops.extend([0xa8, mask as u8]),
        (Width::Byte, _) => {
            operation(e, form, &[0xf6], 0, place);
            e.ops.push(mask as u8);
        }
        (Width::Half | Width::Word | Width::Full, _) => {
            operation(e, form, &[0xf7], 0, place);
            immediate_bytes(e, form, mask);
        }
    }
}

/// After bsr and bsf, which leave the zero flag and no result for 0.
fn instead_of_nothing(e: &mut E, to: u8, value: i64) {
    load_number(e, SCRATCH, value);
    operation(e, WIDE, &[0x0f, 0x44], to, Place::Register(SCRATCH));
}

fn set_byte(e: &mut E, flag: Flag, to: u8) {
    operation(e, Form { byte_place: true, ..PLAIN }, &[0x0f, 0x90 | flag as u8], 0, Place::Register(to));
}

fn set_flag(e: &mut E, flag: Flag, to: u8) {
    const PARITY: [u8; 2] = [0x0f, 0x9a];
    const NO_PARITY: [u8; 2] = [0x0f, 0x9b];
    let bytes = Form { byte_register: true, byte_place: true, ..PLAIN };
    match flag {
        Flag::FloatEqual => {
            set_byte(e, Flag::Equal, to);
            operation(e, bytes, &NO_PARITY, 0, Place::Register(SCRATCH));
            operation(e, bytes, &[0x20], SCRATCH, Place::Register(to));
        }
        Flag::FloatNotEqual => {
            set_byte(e, Flag::NotEqual, to);
            operation(e, bytes, &PARITY, 0, Place::Register(SCRATCH));
            operation(e, bytes, &[0x08], SCRATCH, Place::Register(to));
        }
        _ => set_byte(e, flag, to),
    }
    extend(e, Width::Byte, to, to);
}

fn move_if(e: &mut E, flag: Flag, to: u8, from: u8) {
    let place = Place::Register(from);
    match flag {
        Flag::FloatNotEqual => {
            operation(e, WIDE, &[0x0f, 0x45], to, place);
            operation(e, WIDE, &[0x0f, 0x4a], to, place);
        }
        Flag::FloatEqual => unreachable!("selection exchanges the operands"),
        _ => operation(e, WIDE, &[0x0f, 0x40 | flag as u8], to, place),
    }
}

/// There is no conditional move of floats: jump over a move.
fn move_float_if(e: &mut E, flag: Flag, to: u8, from: u8) {
    let jump = |flag: u8| 0x70 | flag;
    let length = 3 + u8::from(to >= 8 || from >= 8);
    match flag {
        Flag::FloatNotEqual => e.ops.extend([jump(Flag::NotEqual as u8), 2, jump(11), length]),
        Flag::FloatEqual => unreachable!("selection exchanges the operands"),
        _ => e.ops.extend([jump(flag as u8 ^ 1), length]),
    }
    operation(e, PLAIN, &[0x0f, 0x28], to, Place::Register(from));
}
