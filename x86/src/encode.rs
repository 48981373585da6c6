//! Encoding of operands: prefixes, ModRM, SIB, displacement, each in its shortest form.
//!
//! The assembler writes instructions of a fixed shape. With registers known only now it takes the longest form of an
//! address (a SIB byte and 4 bytes of displacement, where 2 bytes less would do, for every access), so the family
//! `op r, r/m` is encoded here, from Intel's manual, volume 2, chapter 2.
use crate::X86;
use crate::instruction::{Address, Base};
use crate::registers::{CONTEXT, RSP};
use dynasmrt::DynasmApi;
use regalloc2::Allocation;
use register::SymbolId;
use register::machine::Emission;
use register::object::RelocationKind;

/// The operand that may be in memory, with real registers.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Register(u8),
    Memory { base: Option<u8>, index: Option<(u8, u8)>, offset: i32, symbol: Option<SymbolId> },
}

impl Place {
    /// Memory above the stack pointer.
    pub fn stack(offset: i32) -> Place {
        Place::Memory { base: Some(RSP), index: None, offset, symbol: None }
    }
    pub fn base(base: u8, offset: i32) -> Place {
        Place::Memory { base: Some(base), index: None, offset, symbol: None }
    }
    /// An address with the registers it was given.
    pub fn of(emission: &Emission<X86>, address: &Address, registers: &[Allocation]) -> Place {
        let index = |at: usize| address.index.map(|scale| (number(registers[at]), scale));
        let (base, index, offset, symbol) = match address.base {
            Base::Register => (Some(number(registers[0])), index(1), address.offset, None),
            Base::Context => (Some(CONTEXT), index(0), address.offset, None),
            Base::Symbol(symbol) => (None, index(0), address.offset, Some(symbol)),
            Base::Slot(slot) => (Some(RSP), None, emission.slot_offset(slot) + address.offset, None),
        };
        Place::Memory { base, index, offset, symbol }
    }
}

/// The number of an allocated register.
pub fn number(allocation: Allocation) -> u8 {
    allocation.as_reg().expect("operands are in registers").hw_enc() as u8
}

/// What stands around the opcode.
#[derive(Clone, Copy, Default)]
pub struct Form {
    /// `66`, `f2` or `f3`.
    pub prefix: Option<u8>,
    /// 64 bits.
    pub wide: bool,
    /// `reg` is a byte register: numbers 4 to 7 need a prefix.
    pub byte_register: bool,
    /// The operand in `place` is a byte register, if it is a register.
    pub byte_place: bool,
}

pub const PLAIN: Form = Form { prefix: None, wide: false, byte_register: false, byte_place: false };
pub const WIDE: Form = Form { wide: true, ..PLAIN };
/// `f2 0f ..`: scalar doubles.
pub const DOUBLE: Form = Form { prefix: Some(0xf2), ..PLAIN };
/// `66 0f ..`.
pub const PACKED: Form = Form { prefix: Some(0x66), ..PLAIN };

/// Writes `opcode reg, place`.
pub fn operation(emission: &mut Emission<X86>, form: Form, opcode: &[u8], reg: u8, place: Place) {
    let (index, base) = match place {
        Place::Register(register) => (0, register),
        Place::Memory { base, index, .. } => (index.map_or(0, |(index, _)| index), base.unwrap_or(0)),
    };
    if let Some(prefix) = form.prefix {
        emission.ops.push(prefix);
    }
    let byte = (form.byte_register && reg >= 4) || (form.byte_place && matches!(place, Place::Register(4..)));
    let rex = u8::from(form.wide) << 3 | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
    if rex != 0 || byte {
        emission.ops.push(0x40 | rex);
    }
    emission.ops.extend(opcode);
    let reg = (reg & 7) << 3;
    match place {
        Place::Register(register) => emission.ops.push(0xc0 | reg | register & 7),
        Place::Memory { base: None, index, offset, symbol } => {
            let (index, scale) = index.unwrap_or((4, 0));
            emission.ops.extend([reg | 4, scale << 6 | (index & 7) << 3 | 5]);
            let at = emission.offset();
            match symbol {
                Some(symbol) => {
                    emission.relocate(at, RelocationKind::Absolute32, symbol, i64::from(offset));
                    emission.ops.extend([0; 4]);
                }
                None => emission.ops.extend(offset.to_le_bytes()),
            }
        }
        Place::Memory { base: Some(base), index, offset, .. } => memory(emission, reg, base, index, offset),
    }
}

fn memory(emission: &mut Emission<X86>, reg: u8, base: u8, index: Option<(u8, u8)>, offset: i32) {
    let short = i8::try_from(offset);
    let mode = match short {
        Ok(0) if base & 7 != 5 => 0x00,
        Ok(_) => 0x40,
        Err(_) => 0x80,
    };
    if index.is_some() || base & 7 == 4 {
        let (index, scale) = index.unwrap_or((4, 0));
        emission.ops.extend([mode | reg | 4, scale << 6 | (index & 7) << 3 | base & 7]);
    } else {
        emission.ops.push(mode | reg | base & 7);
    }
    match (mode, short) {
        (0x00, _) => {}
        (_, Ok(short)) => emission.ops.push(short as u8),
        (_, Err(_)) => emission.ops.extend(offset.to_le_bytes()),
    }
}

/// Writes a group's operation on `place` with an immediate: `83 /group ib` or `81 /group id` for words, and the forms
/// for fewer bits.
pub fn group_immediate(emission: &mut Emission<X86>, form: Form, group: u8, place: Place, immediate: i32) {
    if form.byte_place {
        operation(emission, form, &[0x80], group, place);
        return emission.ops.push(immediate as u8);
    }
    if let Ok(short) = i8::try_from(immediate) {
        operation(emission, form, &[0x83], group, place);
        return emission.ops.push(short as u8);
    }
    operation(emission, form, &[0x81], group, place);
    immediate_bytes(emission, form, immediate);
}

/// The bytes of an immediate of an operation's full size: 2 with the prefix `66`, else 4.
pub fn immediate_bytes(emission: &mut Emission<X86>, form: Form, immediate: i32) {
    let bytes = immediate.to_le_bytes();
    if form.prefix == Some(0x66) {
        emission.ops.extend(&bytes[..2]);
    } else {
        emission.ops.extend(bytes);
    }
}

/// An immediate of 4 bytes that is a symbol's address.
pub fn immediate_symbol(emission: &mut Emission<X86>, symbol: SymbolId, addend: i64) {
    let at = emission.offset();
    emission.relocate(at, RelocationKind::Absolute32, symbol, addend);
    emission.ops.extend([0; 4]);
}

/// Loads a number, in the shortest way; may change flags.
pub fn load_number(emission: &mut Emission<X86>, to: u8, number: i64) {
    if number == 0 {
        operation(emission, PLAIN, &[0x31], to, Place::Register(to));
    } else if let Ok(word) = u32::try_from(number) {
        rex_opcode(emission, false, 0xb8, to);
        emission.ops.extend(word.to_le_bytes());
    } else if let Ok(signed) = i32::try_from(number) {
        operation(emission, WIDE, &[0xc7], 0, Place::Register(to));
        emission.ops.extend(signed.to_le_bytes());
    } else {
        rex_opcode(emission, true, 0xb8, to);
        emission.ops.extend(number.to_le_bytes());
    }
}

/// Loads a symbol's address.
pub fn load_symbol(emission: &mut Emission<X86>, to: u8, symbol: SymbolId, addend: i64) {
    rex_opcode(emission, false, 0xb8, to);
    immediate_symbol(emission, symbol, addend);
}

/// An opcode with the register in its low bits.
fn rex_opcode(emission: &mut Emission<X86>, wide: bool, opcode: u8, register: u8) {
    let rex = u8::from(wide) << 3 | register >> 3;
    if rex != 0 {
        emission.ops.push(0x40 | rex);
    }
    emission.ops.push(opcode | register & 7);
}
