//! DWARF 5: one unit with a function per code object under its Ruby name, lines, and what [`crate::inlined`] and
//! [`crate::variables`] add. Names of files and folders are the user's own: the same program gives the same bytes anywhere.
use crate::elf::DebugSection;
use crate::layout::Layout;
use crate::reach::Reached;
use crate::{CodeObject, Image, Machine, Position, inlined, variables};
use gimli::write::{Address, AttributeValue, DwarfUnit, EndianVec, FileId, LineProgram, LineString, Sections, UnitEntryId};
use gimli::{DW_AT_decl_file, DW_AT_decl_line, DW_AT_external, DW_AT_frame_base, DW_AT_high_pc};
use gimli::{DW_AT_language, DW_AT_low_pc, DW_AT_name, DW_AT_producer, DW_AT_stmt_list, DW_TAG_subprogram};
use gimli::{DwLang, Encoding, Format, LineEncoding, LittleEndian, SectionId};
use std::collections::HashSet;

/// DWARF's number for Ruby (from the list of languages registered after version 5).
const RUBY: DwLang = DwLang(0x40);

/// A unit in the making.
pub(crate) struct Unit<'a> {
    pub(crate) image: &'a Image,
    pub(crate) dwarf: DwarfUnit,
    files: Vec<FileId>,
}

impl Unit<'_> {
    pub(crate) fn position(&self, index: Option<u32>) -> Option<&Position> {
        self.image.positions.get(index? as usize)
    }
    pub(crate) fn file(&self, position: &Position) -> FileId {
        self.files[(position.file as usize).min(self.files.len() - 1)]
    }
    pub(crate) fn set(&mut self, entry: UnitEntryId, name: gimli::DwAt, value: AttributeValue) {
        self.dwarf.unit.get_mut(entry).set(name, value);
    }
    pub(crate) fn set_name(&mut self, entry: UnitEntryId, name: &str) {
        let name = self.dwarf.strings.add(clean(name));
        self.set(entry, DW_AT_name, AttributeValue::StringRef(name));
    }
}

/// The debug sections that have content.
pub(crate) fn sections(
    image: &Image,
    machine: &Machine,
    reached: &Reached<'_>,
    layout: &Layout,
    full: bool,
) -> Result<Vec<DebugSection>, String> {
    let mut unit = start(image, machine, layout);
    let mut inlined = inlined::Inlined::new();
    let types = full.then(|| variables::Types::new(&mut unit));
    for &index in &reached.code {
        let code = &image.code[index];
        let entry = function(&mut unit, code, layout.code_address(index));
        lines(&mut unit, code, layout.code_address(index));
        if let Some(types) = &types {
            variables::add(&mut unit, types, entry, code, layout.code_address(index));
            inlined.add(&mut unit, entry, code, layout.code_address(index));
        }
    }
    let mut written = Sections::new(EndianVec::new(LittleEndian));
    unit.dwarf.write(&mut written).map_err(|error| format!("debug information cannot be written: {error}"))?;
    let mut sections: Vec<DebugSection> = Vec::new();
    let collected: Result<(), String> = written.for_each_mut(|id: SectionId, bytes| {
        if !bytes.slice().is_empty() {
            sections.push((id.name(), bytes.take()));
        }
        Ok(())
    });
    collected?;
    if full {
        sections.extend(image.debug_sections.iter().cloned());
    }
    Ok(sections)
}

fn start<'a>(image: &'a Image, machine: &Machine, layout: &Layout) -> Unit<'a> {
    let encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 8 };
    let mut dwarf = DwarfUnit::new(encoding);
    let first = clean(image.files.first().map_or("?", String::as_str));
    let line_encoding =
        LineEncoding { minimum_instruction_length: machine.minimum_instruction_length, ..LineEncoding::default() };
    let directory = LineString::new(*b".", encoding, &mut dwarf.line_strings);
    let source = LineString::new(first.clone(), encoding, &mut dwarf.line_strings);
    let mut program = LineProgram::new(encoding, line_encoding, directory, None, source, None);
    let files = image.files.iter().map(|name| {
        let name = LineString::new(clean(name), encoding, &mut dwarf.line_strings);
        program.add_file(name, program.default_directory(), None)
    });
    let mut files: Vec<FileId> = files.collect();
    if files.is_empty() {
        files.extend(program.files().map(|(id, ..)| id));
    }
    dwarf.unit.line_program = program;
    let mut unit = Unit { image, dwarf, files };
    let root = unit.dwarf.unit.root();
    let text = layout.text;
    unit.set(root, DW_AT_producer, AttributeValue::String(concat!("salama ", env!("CARGO_PKG_VERSION")).into()));
    unit.set(root, DW_AT_language, AttributeValue::Language(RUBY));
    unit.set(root, DW_AT_name, AttributeValue::String(first));
    unit.set(root, DW_AT_low_pc, AttributeValue::Address(Address::Constant(text.address)));
    unit.set(root, DW_AT_high_pc, AttributeValue::Udata(text.size));
    unit.set(root, DW_AT_stmt_list, AttributeValue::LineProgramRef);
    unit
}

/// The entry of a function: name, place in the text, place in the source.
fn function(unit: &mut Unit<'_>, code: &CodeObject, address: u64) -> UnitEntryId {
    let root = unit.dwarf.unit.root();
    let entry = unit.dwarf.unit.add(root, DW_TAG_subprogram);
    unit.set_name(entry, &code.name);
    unit.set(entry, DW_AT_external, AttributeValue::FlagPresent);
    unit.set(entry, DW_AT_low_pc, AttributeValue::Address(Address::Constant(address)));
    unit.set(entry, DW_AT_high_pc, AttributeValue::Udata(code.bytes.len() as u64));
    let mut base = gimli::write::Expression::new();
    base.op(gimli::DW_OP_call_frame_cfa);
    unit.set(entry, DW_AT_frame_base, AttributeValue::Exprloc(base));
    declare(unit, entry, code.position);
    entry
}

/// Where an entry is defined in the source.
pub(crate) fn declare(unit: &mut Unit<'_>, entry: UnitEntryId, position: Option<u32>) {
    let Some(place) = unit.position(position).map(|position| (unit.file(position), position.line)) else { return };
    unit.set(entry, DW_AT_decl_file, AttributeValue::FileIndex(Some(place.0)));
    unit.set(entry, DW_AT_decl_line, AttributeValue::Udata(place.1.into()));
}

/// A position and the ones that it is inlined at, outermost first.
pub(crate) fn chain(positions: &[Position], index: Option<u32>) -> Vec<(u32, &Position)> {
    let mut chain = Vec::new();
    let mut next = index;
    while let Some((index, position)) = next.and_then(|index| Some((index, positions.get(index as usize)?))) {
        chain.push((index, position));
        // A parent comes first in the table: a chain ends, whatever it is told.
        next = position.parent.filter(|parent| *parent < index);
    }
    chain.reverse();
    chain
}

/// A function's rows. A line of which nothing is left but inlined calls has one too, where the first of them begins: who asks for
/// a breakpoint there gets it.
fn rows(positions: &[Position], code: &CodeObject) -> Vec<(u32, Option<u32>)> {
    let first = code.lines.first().is_none_or(|first| first.offset > 0).then_some((0, code.position));
    let mut rows: Vec<_> = first.into_iter().collect();
    let mut shown = HashSet::new();
    for row in &code.lines {
        for (index, position) in chain(positions, row.position) {
            let is_new = shown.insert((position.parent, &position.function, position.file, position.line));
            if is_new && Some(index) != row.position {
                rows.push((row.offset, Some(index)));
            }
        }
        rows.push((row.offset, row.position));
    }
    rows
}

/// A function's lines. Its first row is the definition's, and the first of its body ends the prologue, so that a
/// breakpoint stops where the frame stands.
fn lines(unit: &mut Unit<'_>, code: &CodeObject, address: u64) {
    let row = |unit: &Unit<'_>, position: Option<u32>| unit.position(position).map(|it| (unit.file(it), u64::from(it.line)));
    let body = standing(code).max(code.entered);
    let rows: Vec<_> = rows(&unit.image.positions, code).into_iter().map(|(at, position)| (at, row(unit, position))).collect();
    let mut in_body = false;
    let mut before = None;
    let fallback = unit.files[0];
    let program = &mut unit.dwarf.unit.line_program;
    program.begin_sequence(Some(Address::Constant(address)));
    for (offset, place) in rows {
        let entering = !in_body && offset >= body && place.is_some() && offset > 0;
        if offset as usize >= code.bytes.len() || before == Some(place) && !entering {
            continue;
        }
        let (file, line) = place.unwrap_or((fallback, 0));
        in_body |= entering;
        before = Some(place);
        let next = program.row();
        (next.address_offset, next.file, next.line, next.prologue_end) = (offset.into(), file, line, entering);
        program.generate_row();
    }
    program.end_sequence(code.bytes.len() as u64);
}

/// Where the frame stands: after the prologue.
pub(crate) fn standing(code: &CodeObject) -> u32 {
    let largest = code.frame.iter().map(|step| step.size).max().unwrap_or(0);
    code.frame.iter().find(|step| step.size == largest).map_or(0, |step| step.offset)
}

/// Text as DWARF can hold it: no zero byte, and not empty.
fn clean(text: &str) -> Vec<u8> {
    let bytes: Vec<u8> = text.bytes().filter(|byte| *byte != 0).collect();
    if bytes.is_empty() { b"?".to_vec() } else { bytes }
}
