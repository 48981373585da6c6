//! The types of what debuggers show, under the Register machine's names for them: a pretty printer is registered for a name.
use crate::debug::Unit;
use gimli::write::AttributeValue;
use gimli::{DW_AT_byte_size, DW_AT_encoding, DW_ATE_float, DW_ATE_signed, DW_ATE_unsigned, DW_TAG_base_type};

/// An entry for each type.
pub(crate) fn types(unit: &mut Unit<'_>) {
    for (name, encoding) in [("value", DW_ATE_unsigned), ("word", DW_ATE_signed), ("float", DW_ATE_float)] {
        let root = unit.dwarf.unit.root();
        let entry = unit.dwarf.unit.add(root, DW_TAG_base_type);
        unit.set_name(entry, name);
        unit.set(entry, DW_AT_encoding, AttributeValue::Encoding(encoding));
        unit.set(entry, DW_AT_byte_size, AttributeValue::Udata(8));
    }
}
