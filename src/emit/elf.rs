//! The level `elf`: what is in the executable, read from its bytes.
use super::{Graph, Level, Section, fields};
use crate::methods::Wanted;
use object::read::elf::{ElfFile64, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol, SymbolKind, elf};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write;

/// The parts of an executable.
#[derive(Serialize)]
pub struct Elf {
    size: usize,
    entry: u64,
    segments: Vec<Segment>,
    sections: Vec<OfSection>,
    /// By address.
    symbols: Vec<Symbol>,
}

#[derive(Serialize)]
struct Segment {
    kind: String,
    /// `r`, `w`, `x`, or `-` for each.
    flags: String,
    offset: u64,
    address: u64,
    /// In the file.
    size: u64,
    memory_size: u64,
}

#[derive(Serialize)]
struct OfSection {
    name: String,
    offset: u64,
    address: u64,
    size: u64,
    /// Is it there when the program runs?
    loaded: bool,
}

#[derive(Serialize)]
struct Symbol {
    name: String,
    kind: &'static str,
    section: Option<String>,
    address: u64,
    size: u64,
}

impl Elf {
    /// # Errors
    /// These are not the bytes of an executable.
    pub fn read(bytes: &[u8], wanted: &Wanted) -> Result<Elf, object::Error> {
        let file = ElfFile64::<Endianness>::parse(bytes)?;
        let end = file.endian();
        let segment = |header: &elf::ProgramHeader64<Endianness>| Segment {
            kind: kind(header.p_type(end)),
            flags: flags(header.p_flags(end)),
            offset: header.p_offset(end),
            address: header.p_vaddr(end),
            size: header.p_filesz(end),
            memory_size: header.p_memsz(end),
        };
        let section = |section: object::read::elf::ElfSection64<'_, '_, Endianness>| OfSection {
            name: section.name().unwrap_or_default().to_string(),
            offset: section.file_range().map_or(0, |(offset, _)| offset),
            address: section.address(),
            size: section.size(),
            loaded: section.address() != 0,
        };
        let sections: Vec<OfSection> = file.sections().map(section).collect();
        let mut symbols: Vec<Symbol> = Vec::new();
        for symbol in file.symbols() {
            let name = symbol.name().unwrap_or_default();
            let kind = match symbol.kind() {
                SymbolKind::Text => "code",
                SymbolKind::Data => "data",
                _ => "other",
            };
            let placed = symbol.section_index().and_then(|index| file.section_by_index(index).ok());
            let section = placed.and_then(|section| section.name().ok().map(String::from));
            if wanted.has_name(name, name) {
                symbols.push(Symbol { name: name.to_string(), kind, section, address: symbol.address(), size: symbol.size() });
            }
        }
        symbols.sort_by(|a, b| (a.address, &a.name).cmp(&(b.address, &b.name)));
        let segments = file.elf_program_headers().iter().map(segment).collect();
        Ok(Elf { size: bytes.len(), entry: file.entry(), segments, sections, symbols })
    }

    fn tables(&self) -> Vec<Section> {
        let hexadecimal = |number: u64| format!("{number:#x}");
        let segments = self.segments.iter().map(|it| {
            let sizes = [it.size.to_string(), it.memory_size.to_string()];
            let mut row = vec![it.kind.clone(), it.flags.clone(), hexadecimal(it.address), hexadecimal(it.offset)];
            row.extend(sizes);
            row
        });
        let sections = self.sections.iter().map(|it| {
            let loaded = if it.loaded { "loaded" } else { "" };
            vec![it.name.clone(), hexadecimal(it.address), hexadecimal(it.offset), it.size.to_string(), loaded.to_string()]
        });
        let symbols = self.symbols.iter().map(|it| {
            let section = it.section.clone().unwrap_or_default();
            vec![it.name.clone(), hexadecimal(it.address), it.size.to_string(), it.kind.to_string(), section]
        });
        let table = |title: &str, columns: &[&'static str], rows: Vec<Vec<String>>| Section {
            title: title.to_string(),
            columns: columns.to_vec(),
            rows,
        };
        vec![
            table("segments", &["kind", "flags", "address", "offset", "bytes in the file", "in memory"], segments.collect()),
            table("sections", &["section", "address", "offset", "bytes", ""], sections.collect()),
            table("symbols", &["symbol", "address", "bytes", "kind", "section"], symbols.collect()),
        ]
    }
}

fn kind(number: elf::ProgramType) -> String {
    match number {
        elf::PT_LOAD => "load".into(),
        elf::PT_GNU_STACK => "stack".into(),
        elf::PT_NOTE => "note".into(),
        other => format!("{:#x}", other.0),
    }
}

fn flags(bits: elf::ProgramFlags) -> String {
    let flag = |bit: elf::ProgramFlags, letter| if bits.0 & bit.0 == 0 { '-' } else { letter };
    [flag(elf::PF_R, 'r'), flag(elf::PF_W, 'w'), flag(elf::PF_X, 'x')].iter().collect()
}

impl Level for Elf {
    fn text(&self) -> String {
        let mut out = format!("{} bytes, begins at {:#x}\n", self.size, self.entry);
        for Section { title, columns, rows } in self.tables() {
            let _ = writeln!(out, "\n{title}");
            let all = || std::iter::once(columns.iter().map(ToString::to_string).collect()).chain(rows.iter().cloned());
            let width = |column: usize| all().map(|row: Vec<String>| row[column].chars().count()).max().unwrap_or(0);
            let widths: Vec<usize> = (0..columns.len()).map(width).collect();
            for row in all() {
                let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
                let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
            }
        }
        out
    }

    fn json(&self) -> Map<String, Value> {
        fields(self)
    }

    /// Segments, the sections in them, and in those what symbols name.
    fn graph(&self, graph: &mut Graph) {
        for section in &self.sections {
            graph.node(&section.name, &[&section.name, &format!("{} bytes", section.size)]);
        }
        for segment in self.segments.iter().filter(|segment| segment.memory_size > 0) {
            let id = format!("segment {:#x}", segment.address);
            graph.node(&id, &[&format!("{} {}", segment.kind, segment.flags), &format!("{} bytes", segment.memory_size)]);
            let range = segment.address..segment.address + segment.memory_size;
            let inside = self.sections.iter().filter(|section| section.loaded && range.contains(&section.address));
            inside.for_each(|section| graph.edge(&id, &section.name));
        }
        for symbol in &self.symbols {
            let Some(section) = &symbol.section else { continue };
            let id = format!("symbol {} {:#x}", symbol.name, symbol.address);
            graph.node(&id, &[&symbol.name, &format!("{} bytes", symbol.size)]);
            graph.edge(section, &id);
        }
    }

    fn page(&self) -> Vec<Section> {
        self.tables()
    }
}
