//! Addresses: every section, and every object in it, in the order given.
//!
//! The file has no padding but alignment: a segment's address goes on where its file offset is within a page, so
//! neighbouring segments share a page of the file, never one of memory. Headers are in the first segment.
//!
//! ```text
//! .text     headers, code                     read, execute      0x400000
//! .rodata   read-only objects, tables         read
//! .data     boot objects, writable data       read, write
//! .bss      zeroed data                       read, write, not in the file
//! .eh_frame how to unwind, unless stripped    read
//! ```
use crate::reach::{Boundary, Meaning, Node, Reached};
use crate::tables::Tables;
use crate::{DataObject, Image, Machine, Placed, Section};
use std::collections::HashMap;

const BASE: u64 = 0x40_0000;
const LIMIT: u64 = 0x8000_0000;
const FILE_HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;
const TABLE_ALIGNMENT: u64 = 4;

/// A part of the file that is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Text,
    ReadOnly,
    Writable,
    Unwinding,
}

impl Part {
    pub(crate) const ALL: [Part; 4] = [Part::Text, Part::ReadOnly, Part::Writable, Part::Unwinding];
}

/// A run of addresses and its place in the file.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Extent {
    pub(crate) address: u64,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl Extent {
    pub(crate) fn end(&self) -> u64 {
        self.address + self.size
    }
}

/// Where everything is.
pub(crate) struct Layout {
    pub(crate) text: Extent,
    pub(crate) read_only: Extent,
    /// Boot objects, then other writable data.
    pub(crate) writable: Extent,
    /// Of `writable`, the part that is boot objects.
    pub(crate) boot_size: u64,
    /// Behind `writable` in memory, not in the file.
    pub(crate) zeroed: Extent,
    /// The last part: its size is known when the others have their addresses.
    pub(crate) unwinding: Extent,
    pub(crate) entry: u64,
    /// Size of all that is loaded, from the file's start, but for what is about unwinding.
    pub(crate) file_size: u64,
    code: Vec<u64>,
    data: Vec<u64>,
    tables: HashMap<Node, (u64, u64)>,
}

impl Layout {
    /// Gives every reached object its address.
    pub(crate) fn new(
        image: &Image,
        machine: &Machine,
        reached: &Reached<'_>,
        tables: &Tables,
        unwinding: bool,
    ) -> Result<Layout, String> {
        let mut layout = Layout {
            text: Extent::default(),
            read_only: Extent::default(),
            writable: Extent::default(),
            boot_size: 0,
            zeroed: Extent::default(),
            unwinding: Extent::default(),
            entry: 0,
            file_size: 0,
            code: vec![0; image.code.len()],
            data: vec![0; image.data.len()],
            tables: HashMap::new(),
        };
        let of = |section: Section| reached.data.iter().copied().filter(move |&index| image.data[index].section == section);
        let has = |section: Section| of(section).next().is_some();
        let has_read_only = has(Section::ReadOnly) || !reached.tables.is_empty();
        let has_writable = has(Section::Boot) || has(Section::Writable) || has(Section::Zeroed);
        // One for the text, one for the stack's permissions; unwinding has one that loads it and one by which it is found.
        let others = u64::from(has_read_only) + u64::from(has_writable) + 2 * u64::from(unwinding);
        let headers = FILE_HEADER + PROGRAM_HEADER * (2 + others);

        let mut at = BASE + headers;
        let code_alignment = u64::from(machine.code_alignment);
        at = at.next_multiple_of(code_alignment);
        layout.text = Extent { address: at, offset: at - BASE, size: 0 };
        for &index in &reached.code {
            at = at.next_multiple_of(code_alignment);
            layout.code[index] = at;
            at += image.code[index].bytes.len() as u64;
        }
        layout.text.size = at - layout.text.address;
        layout.file_size = at - BASE;

        if has_read_only {
            let widest = alignment(image, of(Section::ReadOnly), machine)?;
            let start = next_segment(&mut layout.file_size, at, widest, machine);
            at = layout.place(image, of(Section::ReadOnly), start.address);
            for &table in &reached.tables {
                at = at.next_multiple_of(TABLE_ALIGNMENT);
                let size = tables.size(table) as u64;
                layout.tables.insert(Node::Table(table), (at, size));
                at += size;
            }
            layout.read_only = Extent { size: at - start.address, ..start };
            layout.file_size += layout.read_only.size;
        }
        if has_writable {
            let all = of(Section::Boot).chain(of(Section::Writable)).chain(of(Section::Zeroed));
            let widest = alignment(image, all, machine)?;
            let start = next_segment(&mut layout.file_size, at, widest, machine);
            at = layout.place(image, of(Section::Boot), start.address);
            layout.boot_size = at - start.address;
            at = layout.place(image, of(Section::Writable), at);
            layout.writable = Extent { size: at - start.address, ..start };
            layout.file_size += layout.writable.size;
            let zeroed = at.next_multiple_of(widest);
            at = layout.place(image, of(Section::Zeroed), zeroed);
            layout.zeroed = Extent { address: zeroed, offset: layout.file_size, size: at - zeroed };
        }
        if unwinding {
            layout.unwinding = next_segment(&mut layout.file_size, at, 8, machine);
        }
        if at > LIMIT {
            return Err(format!("the program takes {} bytes; there is room for 2 GiB", at - BASE));
        }
        layout.entry = layout.address(reached.meaning(&image.entry, "the linker")?, image);
        Ok(layout)
    }

    pub(crate) fn code_address(&self, index: usize) -> u64 {
        self.code[index]
    }
    pub(crate) fn data_address(&self, index: usize) -> u64 {
        self.data[index]
    }
    pub(crate) fn table_address(&self, node: Node) -> u64 {
        self.tables.get(&node).map_or(0, |(address, _)| *address)
    }

    /// The address that a symbol means.
    pub(crate) fn address(&self, meaning: Meaning, image: &Image) -> u64 {
        match meaning {
            Meaning::Start(Node::Code(index)) => self.code[index],
            Meaning::Start(Node::Data(index)) => self.data[index],
            Meaning::Start(table @ Node::Table(_)) => self.table_address(table),
            Meaning::End(Node::Code(index)) => self.code[index] + image.code[index].bytes.len() as u64,
            Meaning::End(Node::Data(index)) => self.data[index] + size(&image.data[index]),
            Meaning::End(table @ Node::Table(_)) => self.tables.get(&table).map_or(0, |(address, size)| address + size),
            Meaning::Boundary(Boundary::TextStart) => self.text.address,
            Meaning::Boundary(Boundary::TextEnd) => self.text.end(),
            Meaning::Boundary(Boundary::ReadOnlyStart) => self.read_only.address,
            Meaning::Boundary(Boundary::ReadOnlyEnd) => self.read_only.end(),
            Meaning::Boundary(Boundary::BootStart) => self.writable.address,
            Meaning::Boundary(Boundary::BootEnd) => self.writable.address + self.boot_size,
            Meaning::Boundary(Boundary::WritableStart) => self.writable.address,
            Meaning::Boundary(Boundary::WritableEnd) => self.writable.end().max(self.zeroed.end()),
        }
    }

    /// A part's place in the file, and the first loaded address of it.
    pub(crate) fn extent(&self, part: Part) -> Extent {
        match part {
            Part::Text => Extent { address: BASE, offset: 0, size: self.text.end() - BASE },
            Part::ReadOnly => self.read_only,
            Part::Writable => self.writable,
            Part::Unwinding => self.unwinding,
        }
    }

    /// The offset in the file of a loaded address.
    pub(crate) fn offset(&self, address: u64) -> usize {
        let holds = |extent: &Extent| (extent.address..extent.end()).contains(&address);
        let extent = Part::ALL.into_iter().map(|part| self.extent(part)).find(holds).unwrap_or(self.extent(Part::Text));
        (address - extent.address + extent.offset) as usize
    }

    fn place(&mut self, image: &Image, objects: impl Iterator<Item = usize>, start: u64) -> u64 {
        let mut at = start;
        for index in objects {
            let object = &image.data[index];
            at = at.next_multiple_of(u64::from(object.alignment.max(1)));
            self.data[index] = at;
            at += size(object);
        }
        at
    }
}

/// The map of the executable, in ascending order of address.
pub(crate) fn positions(image: &Image, reached: &Reached<'_>, tables: &Tables, layout: &Layout) -> Vec<Placed> {
    let code = reached.code.iter().map(|&index| Node::Code(index));
    let data = reached.data.iter().map(|&index| Node::Data(index));
    let made = reached.tables.iter().map(|&table| Node::Table(table));
    let mut nodes: Vec<(u64, Node)> =
        code.chain(data).chain(made).map(|node| (layout.address(Meaning::Start(node), image), node)).collect();
    nodes.sort();
    let placed = |&(address, node): &(u64, Node)| {
        let (symbol, name, about, section, size) = match node {
            Node::Code(index) => {
                let code = &image.code[index];
                (code.symbol.as_str(), code.name.as_str(), "code", ".text", code.bytes.len() as u64)
            }
            Node::Data(index) => {
                let data = &image.data[index];
                (data.symbol.as_str(), data.symbol.as_str(), data.about.as_str(), section_name(data.section), size(data))
            }
            Node::Table(table) => (table.symbol(), table.symbol(), "table", ".rodata", tables.size(table) as u64),
        };
        Placed { symbol: symbol.into(), name: name.into(), about: about.into(), section, address, size }
    };
    nodes.iter().map(placed).collect()
}

fn section_name(section: Section) -> &'static str {
    match section {
        Section::ReadOnly => ".rodata",
        Section::Boot | Section::Writable => ".data",
        Section::Zeroed => ".bss",
    }
}

/// Bytes in memory.
pub(crate) fn size(object: &DataObject) -> u64 {
    match object.section {
        Section::Zeroed => u64::from(object.zeroed),
        Section::ReadOnly | Section::Boot | Section::Writable => object.bytes.len() as u64,
    }
}

/// The strictest alignment of some objects, at least that of the tables.
fn alignment(image: &Image, objects: impl Iterator<Item = usize>, machine: &Machine) -> Result<u64, String> {
    let mut widest = TABLE_ALIGNMENT;
    for index in objects {
        let object = &image.data[index];
        let alignment = u64::from(object.alignment.max(1));
        if !alignment.is_power_of_two() || alignment > machine.page_size {
            return Err(format!("`{}` cannot be aligned to {alignment} bytes", object.symbol));
        }
        widest = widest.max(alignment);
    }
    Ok(widest)
}

/// The start of a segment behind `end`: aligned in the file, on a fresh page in memory, the two in step.
fn next_segment(file_size: &mut u64, end: u64, alignment: u64, machine: &Machine) -> Extent {
    *file_size = file_size.next_multiple_of(alignment);
    let address = end.next_multiple_of(machine.page_size) + *file_size % machine.page_size;
    Extent { address, offset: *file_size, size: 0 }
}
