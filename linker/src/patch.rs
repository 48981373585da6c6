//! The content of the file with every relocation written: what a place holds, from its own address and its target's.
use crate::layout::{Layout, Part};
use crate::reach::{Node, Reached};
use crate::tables::Tables;
use crate::{Image, Machine, Relocation, RelocationKind, Section};

/// The loaded part of the file: headers' room, code, data and tables, relocated.
pub(crate) fn content(
    image: &Image,
    machine: &Machine,
    reached: &Reached<'_>,
    tables: &Tables,
    layout: &Layout,
) -> Result<Vec<u8>, String> {
    let end = |part| {
        let extent = layout.extent(part);
        extent.offset + extent.size
    };
    let size = Part::ALL.into_iter().map(end).max().unwrap_or(0);
    let mut content = vec![0; size as usize];
    let linking = Linking { image, machine, reached, layout };
    for &index in &reached.code {
        let code = &image.code[index];
        linking.write(&mut content, layout.code_address(index), &code.bytes, &code.relocations, &code.symbol)?;
    }
    for &index in &reached.data {
        let data = &image.data[index];
        match data.section {
            Section::Zeroed if data.bytes.is_empty() && data.relocations.is_empty() => {}
            Section::Zeroed => return Err(format!("`{}` is zeroed data and has content", data.symbol)),
            Section::ReadOnly | Section::Boot | Section::Writable => {
                linking.write(&mut content, layout.data_address(index), &data.bytes, &data.relocations, &data.symbol)?;
            }
        }
    }
    for &table in &reached.tables {
        let bytes = tables.bytes(table, layout);
        linking.write(&mut content, layout.table_address(Node::Table(table)), &bytes, &[], table.symbol())?;
    }
    Ok(content)
}

struct Linking<'a> {
    image: &'a Image,
    machine: &'a Machine,
    reached: &'a Reached<'a>,
    layout: &'a Layout,
}

impl Linking<'_> {
    fn write(&self, content: &mut [u8], address: u64, bytes: &[u8], relocations: &[Relocation], by: &str) -> Result<(), String> {
        if bytes.is_empty() {
            return Ok(());
        }
        let start = self.layout.offset(address);
        let content = &mut content[start..start + bytes.len()];
        content.copy_from_slice(bytes);
        for relocation in relocations {
            let target = self.layout.address(self.reached.meaning(&relocation.target, by)?, self.image);
            let target = target.wrapping_add_signed(relocation.addend);
            let place = address + u64::from(relocation.offset);
            let at = content.get_mut(relocation.offset as usize..).unwrap_or_default();
            patch(relocation.kind, at, place, target, self.machine)
                .map_err(|what| format!("`{by}` at {} to `{}`: {what}", relocation.offset, relocation.target))?;
        }
        Ok(())
    }
}

/// Writes one relocation into the bytes at its place.
pub(crate) fn patch(kind: RelocationKind, bytes: &mut [u8], place: u64, target: u64, machine: &Machine) -> Result<(), String> {
    let distance = target.wrapping_sub(place) as i64;
    match kind {
        RelocationKind::Absolute64 => put(bytes, &target.to_le_bytes()),
        RelocationKind::Absolute32 => {
            let target = u32::try_from(target).map_err(|_| format!("the address {target:#x} has more than 32 bits"))?;
            put(bytes, &target.to_le_bytes())
        }
        RelocationKind::Relative32 => put(bytes, &(signed(distance, 32)? as i32).to_le_bytes()),
        RelocationKind::Branch26 => {
            let words = signed(exact(distance, 2)?, 26)?;
            modify(bytes, 0x03ff_ffff, words as u32)
        }
        RelocationKind::Page21 => {
            let pages = ((target & !0xfff).wrapping_sub(place & !0xfff) as i64) >> 12;
            split21(bytes, signed(pages, 21)?)
        }
        RelocationKind::Near21 => split21(bytes, signed(distance, 21)?),
        RelocationKind::Low12 => modify(bytes, 0xfff << 10, (target as u32 & 0xfff) << 10),
        RelocationKind::ScaledLow12(scale) => {
            let low = exact(target as i64 & 0xfff, scale)?;
            modify(bytes, 0xfff << 10, (low as u32) << 10)
        }
        RelocationKind::Specific(kind) => (machine.patch)(kind, bytes, place, target),
    }
}

/// The field of `adr` and `adrp`: two low bits at 29, the other 19 at 5.
fn split21(bytes: &mut [u8], value: i64) -> Result<(), String> {
    let value = value as u32;
    modify(bytes, 0x60ff_ffe0, (value & 3) << 29 | (value >> 2 & 0x7_ffff) << 5)
}

fn signed(value: i64, bits: u32) -> Result<i64, String> {
    let limit = 1 << (bits - 1);
    if (-limit..limit).contains(&value) { Ok(value) } else { Err(format!("a distance of {value} does not fit {bits} bits")) }
}

/// `value` divided by a power of two that must divide it.
fn exact(value: i64, power: u8) -> Result<i64, String> {
    let unit = 1 << power;
    if value % unit == 0 { Ok(value >> power) } else { Err(format!("{value} is not a multiple of {unit}")) }
}

/// Sets some bits of an instruction word.
fn modify(bytes: &mut [u8], mask: u32, value: u32) -> Result<(), String> {
    let word = bytes.first_chunk_mut::<4>().ok_or_else(outside)?;
    *word = (u32::from_le_bytes(*word) & !mask | value & mask).to_le_bytes();
    Ok(())
}

fn put(bytes: &mut [u8], value: &[u8]) -> Result<(), String> {
    bytes.get_mut(..value.len()).ok_or_else(outside)?.copy_from_slice(value);
    Ok(())
}

fn outside() -> String {
    "the place is outside of the object".to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: Machine = Machine {
        name: "test",
        elf_machine: 0,
        elf_flags: 0,
        page_size: 0x1000,
        code_alignment: 16,
        minimum_instruction_length: 1,
        stack_pointer: 0,
        return_address: 0,
        entry_frame: 0,
        patch: |kind, bytes, place, target| {
            bytes[0] = kind + (target - place) as u8;
            Ok(())
        },
    };

    fn word(kind: RelocationKind, word: u32, place: u64, target: u64) -> Result<u32, String> {
        let mut bytes = word.to_le_bytes();
        patch(kind, &mut bytes, place, target, &MACHINE).map(|()| u32::from_le_bytes(bytes))
    }

    /// What `adr` and `adrp` would compute.
    fn field21(word: u32) -> i64 {
        let field = (word >> 5 & 0x7_ffff) << 2 | word >> 29 & 3;
        i64::from((field << 11) as i32 >> 11)
    }

    #[test]
    fn pages_are_right_wherever_place_and_target_are() {
        for place in [0x40_0000, 0x40_0ffc, 0x40_1004, 0x7fff_fffc] {
            for target in [0x40_0000, 0x40_0008, 0x40_0ff8, 0x40_1000, 0x123_4568, 0x7fff_fff8] {
                let page = word(RelocationKind::Page21, 0x9000_0001, place, target).expect("it reaches");
                let low = word(RelocationKind::Low12, 0x9100_0021, place, target).expect("it fits");
                let load = word(RelocationKind::ScaledLow12(3), 0xf940_0021, place, target).expect("it fits");
                let base = (place & !0xfff).wrapping_add_signed(field21(page) << 12);
                assert_eq!(base + u64::from(low >> 10 & 0xfff), target);
                assert_eq!(base + u64::from(load >> 10 & 0xfff) * 8, target);
                assert_eq!((page & 0x9f00_001f, low & 0xffc0_03ff, load & 0xffc0_03ff), (0x9000_0001, 0x9100_0021, 0xf940_0021));
            }
        }
    }

    #[test]
    fn branches_and_near_addresses_go_both_ways() {
        assert_eq!(word(RelocationKind::Branch26, 0x9400_0000, 0x40_0000, 0x40_0010), Ok(0x9400_0004));
        assert_eq!(word(RelocationKind::Branch26, 0x9400_0000, 0x40_0010, 0x40_0000), Ok(0x97ff_fffc));
        assert_eq!(word(RelocationKind::Branch26, 0, 0, 2), Err("2 is not a multiple of 4".into()));
        assert_eq!(word(RelocationKind::Branch26, 0, 0, 1 << 27), Err("a distance of 33554432 does not fit 26 bits".into()));
        for target in [0x40_0000 - (1 << 20), 0x40_0001, 0x40_0000 + (1 << 20) - 1_u64] {
            let near = word(RelocationKind::Near21, 0x1000_0003, 0x40_0000, target).expect("it reaches");
            assert_eq!(0x40_0000_u64.wrapping_add_signed(field21(near)), target);
        }
        assert!(word(RelocationKind::Near21, 0, 0x40_0000, 0x50_0000).is_err());
    }

    #[test]
    fn plain_words_hold_addresses_and_distances() {
        assert_eq!(word(RelocationKind::Absolute32, 9, 0, 0x1234_5678), Ok(0x1234_5678));
        assert!(word(RelocationKind::Absolute32, 0, 0, 1 << 32).is_err());
        assert_eq!(word(RelocationKind::Relative32, 9, 0x40_0010, 0x40_0000), Ok(-16_i32 as u32));
        assert!(word(RelocationKind::Relative32, 0, 0, 1 << 31).is_err());
        let mut bytes = [0; 8];
        assert_eq!(patch(RelocationKind::Absolute64, &mut bytes, 0, 0x1122, &MACHINE), Ok(()));
        assert_eq!(bytes, [0x22, 0x11, 0, 0, 0, 0, 0, 0]);
        assert!(word(RelocationKind::Absolute64, 0, 0, 0).is_err(), "8 bytes do not fit 4");
        assert_eq!(word(RelocationKind::ScaledLow12(4), 0, 0, 8), Err("8 is not a multiple of 16".into()));
        assert_eq!(word(RelocationKind::Specific(7), 0, 100, 103), Ok(10));
    }
}
