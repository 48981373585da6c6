//! Variables: types under the Register machine's names for them (a pretty printer is registered for a name), arguments and
//! locals with the places where they are known to be.
//!
//! ```text
//! 0 .. 5      prologue              an argument is in its register at entry
//! 5 .. 24     homes are filled      not known
//! 24 ..                             in its home, from the caller's stack pointer; or on a path from there
//! ```
//!
//! In optimised code there are no homes: from where the frame stands a variable is where its value is kept, as long as it is.
use crate::CodeObject;
use crate::debug::{Unit, standing};
use gimli::write::{Address, AttributeValue, Expression, Location, LocationList, UnitEntryId};
use gimli::{DW_AT_byte_size, DW_AT_encoding, DW_AT_location, DW_AT_type, DW_TAG_base_type, DW_TAG_formal_parameter};
use gimli::{DW_ATE_float, DW_ATE_signed, DW_ATE_unsigned, DW_OP_deref, DW_TAG_variable};
use register::Type;
use register::object::{Home, Place, Variable};

/// The entry of each type.
pub(crate) struct Types {
    value: UnitEntryId,
    word: UnitEntryId,
    float: UnitEntryId,
}

impl Types {
    pub(crate) fn new(unit: &mut Unit<'_>) -> Types {
        let mut base = |ty: Type, encoding| {
            let root = unit.dwarf.unit.root();
            let entry = unit.dwarf.unit.add(root, DW_TAG_base_type);
            unit.set_name(entry, ty.name());
            unit.set(entry, DW_AT_encoding, AttributeValue::Encoding(encoding));
            unit.set(entry, DW_AT_byte_size, AttributeValue::Udata(8));
            entry
        };
        Types {
            value: base(Type::Value, DW_ATE_unsigned),
            word: base(Type::Word, DW_ATE_signed),
            float: base(Type::Float, DW_ATE_float),
        }
    }
}

/// Adds the variables of one function, whose own entry is `entry`.
pub(crate) fn add(unit: &mut Unit<'_>, types: &Types, entry: UnitEntryId, code: &CodeObject, address: u64) {
    for variable in &code.variables {
        let tag = if variable.argument { DW_TAG_formal_parameter } else { DW_TAG_variable };
        let row = unit.dwarf.unit.add(entry, tag);
        unit.set_name(row, &variable.name);
        let ty = match variable.ty {
            Type::Value => types.value,
            Type::Word | Type::Address => types.word,
            Type::Float => types.float,
        };
        unit.set(row, DW_AT_type, AttributeValue::UnitRef(ty));
        let places = places(variable, code, address);
        if !places.is_empty() {
            let list = unit.dwarf.unit.locations.add(LocationList(places));
            unit.set(row, DW_AT_location, AttributeValue::LocationListRef(list));
        }
    }
}

fn places(variable: &Variable, code: &CodeObject, address: u64) -> Vec<Location> {
    let mut places = Vec::new();
    let mut place = |begin: u32, end: u32, data| {
        let [begin, end] = [begin, end].map(|offset| Address::Constant(address + u64::from(offset)));
        places.push(Location::StartEnd { begin, end, data });
    };
    if let Some(register) = variable.at_entry {
        let mut data = Expression::new();
        data.op_reg(gimli::Register(register));
        // where the frame stands nothing has been moved yet
        place(0, standing(code) + 1, data);
    }
    for known in variable.known.iter().filter(|known| known.end > standing(code) + 1) {
        let mut data = Expression::new();
        match known.place {
            Place::Register(register) => data.op_reg(gimli::Register(register)),
            Place::Frame(offset) => data.op_fbreg(offset),
        }
        place(known.begin.max(standing(code) + 1), known.end, data);
    }
    if let Some(home) = &variable.home {
        place(code.entered, code.bytes.len() as u32, expression(home));
    }
    places
}

fn expression(home: &Home) -> Expression {
    let mut data = Expression::new();
    data.op_fbreg(home.offset);
    for step in &home.path {
        data.op(DW_OP_deref);
        data.op_plus_uconst(*step);
    }
    data
}
