//! Encoding of what is one of several instructions, or several: operations that have short forms of 16 bits, constants, memory.
use crate::Riscv;
use crate::instruction::{Address, Alu, Base, Width};
use crate::registers::{CONTEXT, SCRATCH, SP, ZERO, is_short};
use crate::relocation;
use dynasmrt::DynasmApi;
use regalloc2::Allocation;
use salama::register::SymbolId;
use salama::register::machine::Emission;
use salama::register::object::RelocationKind;

type E<'a> = Emission<'a, Riscv>;

/// The number of a register.
pub fn number(place: Allocation) -> u8 {
    place.as_reg().expect("allocation gives every operand a register").hw_enc() as u8
}

/// Does it fit so many bits, with its sign?
pub fn fits(value: i64, bits: u32) -> bool {
    let limit = 1 << (bits - 1);
    (-limit..limit).contains(&value)
}

/// Is it part of an instruction?
pub fn is_short_number(value: i64) -> bool {
    fits(value, 12)
}

/// The low 12 bits with their sign, which what is above must make up for.
fn low(value: i64) -> i64 {
    value << 52 >> 52
}

/// `to = from`.
pub fn copy(e: &mut E, to: u8, from: u8) {
    if to != ZERO && from != ZERO {
        asm!(e.ops; c.mv X(to), X(from));
    } else {
        asm!(e.ops; mv X(to), X(from));
    }
}

/// `to = a op b`.
pub fn alu(e: &mut E, alu: Alu, to: u8, a: u8, b: u8) {
    let short = is_short(to) && is_short(b) && to == a;
    match alu {
        Alu::Add if to == a && to != ZERO && b != ZERO => asm!(e.ops; c.add X(to), X(b)),
        Alu::Add if to == b && to != ZERO && a != ZERO => asm!(e.ops; c.add X(to), X(a)),
        Alu::Sub if short => asm!(e.ops; c.sub X(to), X(b)),
        Alu::And if short => asm!(e.ops; c.and X(to), X(b)),
        Alu::Or if short => asm!(e.ops; c.or X(to), X(b)),
        Alu::Xor if short => asm!(e.ops; c.xor X(to), X(b)),
        Alu::Add => asm!(e.ops; add X(to), X(a), X(b)),
        Alu::Sub => asm!(e.ops; sub X(to), X(a), X(b)),
        Alu::And => asm!(e.ops; and X(to), X(a), X(b)),
        Alu::Or => asm!(e.ops; or X(to), X(a), X(b)),
        Alu::Xor => asm!(e.ops; xor X(to), X(a), X(b)),
        Alu::ShiftLeft => asm!(e.ops; sll X(to), X(a), X(b)),
        Alu::ShiftRight => asm!(e.ops; srl X(to), X(a), X(b)),
        Alu::ShiftRightSigned => asm!(e.ops; sra X(to), X(a), X(b)),
        Alu::SetLess => asm!(e.ops; slt X(to), X(a), X(b)),
        Alu::SetBelow => asm!(e.ops; sltu X(to), X(a), X(b)),
        Alu::Multiply => asm!(e.ops; mul X(to), X(a), X(b)),
        Alu::MultiplyHigh => asm!(e.ops; mulh X(to), X(a), X(b)),
        Alu::MultiplyHighUnsigned => asm!(e.ops; mulhu X(to), X(a), X(b)),
        Alu::Divide => asm!(e.ops; div X(to), X(a), X(b)),
        Alu::DivideUnsigned => asm!(e.ops; divu X(to), X(a), X(b)),
        Alu::Remainder => asm!(e.ops; rem X(to), X(a), X(b)),
        Alu::RemainderUnsigned => asm!(e.ops; remu X(to), X(a), X(b)),
    }
}

/// `to = a op value`; the value has 12 bits, or counts a shift.
pub fn alu_number(e: &mut E, alu: Alu, to: u8, a: u8, value: i32) {
    let (same, short, count) = (to == a && to != ZERO, is_short(to) && to == a, value as u32);
    match alu {
        Alu::Add if a == ZERO && to != ZERO && fits(value.into(), 6) => asm!(e.ops; c.li X(to), value),
        Alu::Add if value == 0 => copy(e, to, a),
        Alu::Add if same && fits(value.into(), 6) => asm!(e.ops; c.addi X(to), value),
        Alu::Add if same && to == SP && fits(value.into(), 10) && value % 16 == 0 => {
            asm!(e.ops; c.addi16sp x2, value);
        }
        Alu::And if short && fits(value.into(), 6) => asm!(e.ops; c.andi X(to), value),
        Alu::ShiftLeft if same && value != 0 => asm!(e.ops; c.slli X(to), count),
        Alu::ShiftRight if short && value != 0 => asm!(e.ops; c.srli X(to), count),
        Alu::ShiftRightSigned if short && value != 0 => asm!(e.ops; c.srai X(to), count),
        Alu::Add => asm!(e.ops; addi X(to), X(a), value),
        Alu::And => asm!(e.ops; andi X(to), X(a), value),
        Alu::Or => asm!(e.ops; ori X(to), X(a), value),
        Alu::Xor => asm!(e.ops; xori X(to), X(a), value),
        Alu::ShiftLeft => asm!(e.ops; slli X(to), X(a), count),
        Alu::ShiftRight => asm!(e.ops; srli X(to), X(a), count),
        Alu::ShiftRightSigned => asm!(e.ops; srai X(to), X(a), count),
        Alu::SetLess => asm!(e.ops; slti X(to), X(a), value),
        Alu::SetBelow => asm!(e.ops; sltiu X(to), X(a), value),
        _ => unreachable!("selection gives no number to this operation"),
    }
}

/// Loads a constant: 12 bits; up to 32 by `lui` and an addition; more as a shorter one, shifted, and 12 bits added.
pub fn load_number(e: &mut E, to: u8, value: i64) {
    let rest = value.wrapping_sub(low(value));
    if is_short_number(value) {
        alu_number(e, Alu::Add, to, ZERO, value as i32);
    } else if fits(value, 32) {
        let [high, low] = [rest as i32, low(value) as i32];
        if high != 0 && fits(high.into(), 18) && to != SP {
            asm!(e.ops; c.lui X(to), high);
        } else {
            asm!(e.ops; lui X(to), high);
        }
        match low {
            0 => {}
            _ if fits(low.into(), 6) => asm!(e.ops; c.addiw X(to), low),
            _ => asm!(e.ops; addiw X(to), X(to), low),
        }
    } else {
        let count = rest.trailing_zeros();
        load_number(e, to, rest >> count);
        alu_number(e, Alu::ShiftLeft, to, to, count as i32);
        if low(value) != 0 {
            alu_number(e, Alu::Add, to, to, low(value) as i32);
        }
    }
}

/// Loads a symbol's address plus a number.
pub fn load_symbol(e: &mut E, to: u8, symbol: SymbolId, addend: i64) {
    load_high(e, to, symbol, addend);
    let at = e.offset();
    asm!(e.ops; addi X(to), X(to), 0);
    e.relocate(at, RelocationKind::Specific(relocation::LOW), symbol, addend);
}

fn load_high(e: &mut E, to: u8, symbol: SymbolId, addend: i64) {
    let at = e.offset();
    asm!(e.ops; lui X(to), 0);
    e.relocate(at, RelocationKind::Specific(relocation::HIGH), symbol, addend);
}

/// `to = from + value`. May use the scratch register.
pub fn add_number(e: &mut E, to: u8, from: u8, value: i64) {
    if is_short_number(value) {
        return alu_number(e, Alu::Add, to, from, value as i32);
    }
    load_number(e, SCRATCH, value);
    alu(e, Alu::Add, to, from, SCRATCH);
}

/// A load or store at a register plus 12 bits.
type Access = fn(&mut E, Width, u8, u8, i32);

/// Reads memory.
pub fn load(e: &mut E, width: Width, to: u8, address: &Address, places: &[Allocation]) {
    access(e, load_at, relocation::LOW, width, to, address, places);
}

/// Writes memory.
pub fn store(e: &mut E, width: Width, from: u8, address: &Address, places: &[Allocation]) {
    access(e, store_at, relocation::LOW_STORE, width, from, address, places);
}

fn access(e: &mut E, access: Access, low: u8, width: Width, register: u8, address: &Address, places: &[Allocation]) {
    let (base, offset) = match address.base {
        Base::Register => (number(places[0]), address.offset),
        Base::Context => (CONTEXT, address.offset),
        Base::Slot(slot) => (SP, e.slot_offset(slot) + address.offset),
        Base::Symbol(symbol) => {
            let addend = i64::from(address.offset);
            load_high(e, SCRATCH, symbol, addend);
            let at = e.offset();
            access(e, width, register, SCRATCH, 0);
            return e.relocate(at, RelocationKind::Specific(low), symbol, addend);
        }
    };
    far(e, access, width, register, base, offset);
}

/// A load or store at a register plus any offset, by way of the scratch register if it does not fit 12 bits.
fn far(e: &mut E, access: Access, width: Width, register: u8, base: u8, offset: i32) {
    if is_short_number(offset.into()) {
        return access(e, width, register, base, offset);
    }
    let low = low(offset.into()) as i32;
    load_number(e, SCRATCH, i64::from(offset - low));
    alu(e, Alu::Add, SCRATCH, SCRATCH, base);
    access(e, width, register, SCRATCH, low);
}

/// Reads what lies at an offset from a register.
pub fn load_offset(e: &mut E, width: Width, to: u8, base: u8, offset: i32) {
    far(e, load_at, width, to, base, offset);
}

/// Writes what lies at an offset from a register.
pub fn store_offset(e: &mut E, width: Width, from: u8, base: u8, offset: i32) {
    far(e, store_at, width, from, base, offset);
}

/// Has a load or store of 8 bytes a short form: with the stack pointer, or with one of eight registers?
fn short_forms(width: Width, register: u8, base: u8, offset: i32) -> (bool, bool) {
    let (full, aligned) = (width == Width::Full || width == Width::Float, offset >= 0 && offset % 8 == 0);
    let stack = full && aligned && base == SP && offset < 512;
    (stack, full && aligned && is_short(base) && is_short(register) && offset < 256)
}

fn load_at(e: &mut E, width: Width, to: u8, base: u8, offset: i32) {
    let small = offset as u32;
    match (width, short_forms(width, to, base, offset)) {
        (Width::Full, (true, _)) if to != ZERO => asm!(e.ops; c.ldsp X(to), [x2, small]),
        (Width::Full, (_, true)) => asm!(e.ops; c.ld X(to), [X(base), small]),
        (Width::Float, (true, _)) => asm!(e.ops; c.fldsp F(to), [x2, small]),
        (Width::Float, (_, true)) => asm!(e.ops; c.fld F(to), [X(base), small]),
        (Width::Byte, _) => asm!(e.ops; lbu X(to), [X(base), offset]),
        (Width::Half, _) => asm!(e.ops; lhu X(to), [X(base), offset]),
        (Width::Word, _) => asm!(e.ops; lwu X(to), [X(base), offset]),
        (Width::Full, _) => asm!(e.ops; ld X(to), [X(base), offset]),
        (Width::Float, _) => asm!(e.ops; fld F(to), [X(base), offset]),
    }
}

fn store_at(e: &mut E, width: Width, from: u8, base: u8, offset: i32) {
    let small = offset as u32;
    match (width, short_forms(width, from, base, offset)) {
        (Width::Full, (true, _)) => asm!(e.ops; c.sdsp X(from), [x2, small]),
        (Width::Full, (_, true)) => asm!(e.ops; c.sd X(from), [X(base), small]),
        (Width::Float, (true, _)) => asm!(e.ops; c.fsdsp F(from), [x2, small]),
        (Width::Float, (_, true)) => asm!(e.ops; c.fsd F(from), [X(base), small]),
        (Width::Byte, _) => asm!(e.ops; sb X(from), [X(base), offset]),
        (Width::Half, _) => asm!(e.ops; sh X(from), [X(base), offset]),
        (Width::Word, _) => asm!(e.ops; sw X(from), [X(base), offset]),
        (Width::Full, _) => asm!(e.ops; sd X(from), [X(base), offset]),
        (Width::Float, _) => asm!(e.ops; fsd F(from), [X(base), offset]),
    }
}
