//! Encoding of what is several instructions, or one of several: constants, sums with constants, accesses to memory.
use crate::Arm;
use crate::instruction::{Address, Base, Width};
use crate::registers::{CONTEXT, SCRATCH, SECOND_SCRATCH, SP};
use dynasm::dynasm;
use dynasmrt::DynasmApi;
use dynasmrt::aarch64::encode_logical_immediate_64bit;
use regalloc2::Allocation;
use register::SymbolId;
use register::machine::Emission;
use register::object::RelocationKind;

type E<'a> = Emission<'a, Arm>;

/// The number of a register.
pub fn number(place: Allocation) -> u8 {
    place.as_reg().expect("allocation gives every operand a register").hw_enc() as u8
}

/// Can `add` or `sub` say it: 12 bits, or 12 bits shifted by 12, of either sign?
pub fn is_arithmetic(value: i64) -> bool {
    let size = value.unsigned_abs();
    size < 1 << 12 || (size < 1 << 24 && size & 0xfff == 0)
}

/// Can `and`, `orr` and `eor` say it: a run of ones, rotated, repeated?
pub fn is_logical(value: i64) -> bool {
    encode_logical_immediate_64bit(value as u64).is_some()
}

/// Loads a constant: `orr` of a pattern, or 16 bits at a time, starting from all zeros or all ones. Leaves flags alone.
pub fn load_number(e: &mut E, to: u8, value: i64) {
    let part = |at: u32| (value as u64 >> (16 * at)) as u16;
    let count = |plain: u16| (0..4).filter(|at| part(*at) != plain).count();
    let (zeros, ones) = (count(0), count(0xffff));
    if zeros.min(ones) > 1 && is_logical(value) {
        return dynasm!(e.ops; .arch aarch64; orr XSP(to), xzr, value as u64);
    }
    let plain = if ones < zeros { 0xffff } else { 0 };
    let mut first = true;
    for at in 0..4 {
        let bits = u32::from(part(at));
        if part(at) == plain && !(first && at == 3) {
            continue;
        }
        match (std::mem::take(&mut first), plain) {
            (true, 0) => dynasm!(e.ops; .arch aarch64; movz X(to), bits, lsl 16 * at),
            (true, _) => dynasm!(e.ops; .arch aarch64; movn X(to), bits ^ 0xffff, lsl 16 * at),
            (false, _) => dynasm!(e.ops; .arch aarch64; movk X(to), bits, lsl 16 * at),
        }
    }
}

/// Loads a symbol's address plus a number.
pub fn load_symbol(e: &mut E, to: u8, symbol: SymbolId, addend: i64) {
    load_page(e, to, symbol, addend);
    let at = e.offset();
    dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(to), 0);
    e.relocate(at, RelocationKind::Low12, symbol, addend);
}

fn load_page(e: &mut E, to: u8, symbol: SymbolId, addend: i64) {
    let at = e.offset();
    dynasm!(e.ops; .arch aarch64; adrp X(to), 0);
    e.relocate(at, RelocationKind::Page21, symbol, addend);
}

/// `to = from + value`; either may be the stack pointer. May use the scratch register. Leaves flags alone.
pub fn add_number(e: &mut E, to: u8, from: u8, value: i64) {
    let size = value.unsigned_abs();
    if size >= 1 << 24 {
        load_number(e, SCRATCH, value);
        return dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(from), X(SCRATCH));
    }
    let (low, high) = ((size & 0xfff) as u32, (size >> 12) as u32);
    let mut from = from;
    if high != 0 {
        match value > 0 {
            true => dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(from), high, lsl 12),
            false => dynasm!(e.ops; .arch aarch64; sub XSP(to), XSP(from), high, lsl 12),
        }
        from = to;
    }
    if low != 0 || from != to {
        match value >= 0 {
            true => dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(from), low),
            false => dynasm!(e.ops; .arch aarch64; sub XSP(to), XSP(from), low),
        }
    }
}

/// What is read or written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    Load(Width),
    Store(Width),
    LoadFloat,
    StoreFloat,
}

impl Access {
    /// The logarithm of the bytes.
    fn shift(self) -> u8 {
        match self {
            Access::Load(width) | Access::Store(width) => width as u8,
            Access::LoadFloat | Access::StoreFloat => 3,
        }
    }
}

/// What one instruction can address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// A multiple of the width, up to 4095 times.
    Scaled(u8, u32),
    /// -256 to 255.
    Unscaled(u8, i32),
    /// The index may be shifted by the width.
    Index(u8, u8, bool),
    /// In the page of the symbol, which the register holds.
    Page(u8, SymbolId, i64),
}

/// Reads or writes memory.
pub fn access(e: &mut E, access: Access, register: u8, address: &Address, places: &[Allocation]) {
    let place = resolve(e, access.shift(), address, places);
    write(e, access, register, place);
}

/// Reads or writes memory at a register, which may be the stack pointer, plus an offset.
pub fn access_offset(e: &mut E, access: Access, register: u8, base: u8, offset: i32) {
    let place = offset_place(e, access.shift(), base, offset);
    write(e, access, register, place);
}

/// Makes what one instruction cannot say in the scratch registers.
fn resolve(e: &mut E, shift: u8, address: &Address, places: &[Allocation]) -> Place {
    let index = address.index.map(|scale| (number(places[address.registers() - 1]), scale));
    let (base, offset) = match address.base {
        Base::Register => (number(places[0]), address.offset),
        Base::Context => (CONTEXT, address.offset),
        Base::Slot(slot) => (SP, e.slot_offset(slot) + address.offset),
        Base::Symbol(symbol) => {
            let addend = i64::from(address.offset);
            if index.is_none() && addend & ((1 << shift) - 1) == 0 {
                load_page(e, SCRATCH, symbol, addend);
                return Place::Page(SCRATCH, symbol, addend);
            }
            load_symbol(e, SCRATCH, symbol, addend);
            (SCRATCH, 0)
        }
    };
    match index {
        None => offset_place(e, shift, base, offset),
        Some((index, scale)) if offset == 0 && (scale == 0 || scale == shift) => Place::Index(base, index, scale != 0),
        Some((index, scale)) => {
            add_shifted(e, SCRATCH, base, index, scale);
            if is_direct(shift, offset) {
                return offset_place(e, shift, SCRATCH, offset);
            }
            load_number(e, SECOND_SCRATCH, i64::from(offset));
            Place::Index(SCRATCH, SECOND_SCRATCH, false)
        }
    }
}

/// Can an instruction say the offset?
fn is_direct(shift: u8, offset: i32) -> bool {
    (-256..256).contains(&offset) || (offset >= 0 && offset & ((1 << shift) - 1) == 0 && offset >> shift < 4096)
}

fn offset_place(e: &mut E, shift: u8, base: u8, offset: i32) -> Place {
    if offset >= 0 && offset & ((1 << shift) - 1) == 0 && offset >> shift < 4096 {
        return Place::Scaled(base, offset as u32);
    }
    if (-256..256).contains(&offset) {
        return Place::Unscaled(base, offset);
    }
    load_number(e, SCRATCH, i64::from(offset));
    Place::Index(base, SCRATCH, false)
}

/// `to = base + (index << scale)`.
fn add_shifted(e: &mut E, to: u8, base: u8, index: u8, scale: u8) {
    dynasm!(e.ops; .arch aarch64; add XSP(to), XSP(base), X(index), uxtx u32::from(scale));
}

macro_rules! access {
    ($e:ident, $place:ident, $register:ident, $family:ident, $scaled:ident, $unscaled:ident, $shift:literal) => {
        match $place {
            Place::Scaled(base, offset) => {
                dynasm!($e.ops; .arch aarch64; $scaled $family($register), [XSP(base), offset]);
            }
            Place::Unscaled(base, offset) => {
                dynasm!($e.ops; .arch aarch64; $unscaled $family($register), [XSP(base), offset]);
            }
            Place::Index(base, index, false) => {
                dynasm!($e.ops; .arch aarch64; $scaled $family($register), [XSP(base), X(index)]);
            }
            Place::Index(base, index, true) => {
                dynasm!($e.ops; .arch aarch64; $scaled $family($register), [XSP(base), X(index), lsl $shift]);
            }
            Place::Page(base, symbol, addend) => {
                let at = $e.offset();
                dynasm!($e.ops; .arch aarch64; $scaled $family($register), [XSP(base)]);
                let kind = if $shift == 0 { RelocationKind::Low12 } else { RelocationKind::ScaledLow12($shift) };
                $e.relocate(at, kind, symbol, addend);
            }
        }
    };
}

fn write(e: &mut E, access: Access, register: u8, place: Place) {
    match access {
        Access::Load(Width::Byte) => access!(e, place, register, W, ldrb, ldurb, 0),
        Access::Load(Width::Half) => access!(e, place, register, W, ldrh, ldurh, 1),
        Access::Load(Width::Word) => access!(e, place, register, W, ldr, ldur, 2),
        Access::Load(Width::Full) => access!(e, place, register, X, ldr, ldur, 3),
        Access::Store(Width::Byte) => access!(e, place, register, W, strb, sturb, 0),
        Access::Store(Width::Half) => access!(e, place, register, W, strh, sturh, 1),
        Access::Store(Width::Word) => access!(e, place, register, W, str, stur, 2),
        Access::Store(Width::Full) => access!(e, place, register, X, str, stur, 3),
        Access::LoadFloat => access!(e, place, register, D, ldr, ldur, 3),
        Access::StoreFloat => access!(e, place, register, D, str, stur, 3),
    }
}
