//! Where everything is: data objects and tables in memory, and even addresses for code that nobody can read.
//!
//! The tables are those that the linker makes (see its README), so that the runtime's own unwinder and collector work:
//! each call has a return address, each landing block an address, each frame its size and stack map.
use super::Trap;
use super::decode::Code;
use super::memory::{BASE, Memory};
use crate::function::{DataObject, Datum, Program, SymbolId};
use crate::object::Section;
use parfait::tables::{Frames, NONE, Place, Positions, Shows, words};
use std::collections::HashMap;
use virtual_machine::PositionId;

/// Where code starts: there is no memory.
pub const CODE: u64 = 0x7000_0000;
/// Bytes of stack.
const STACK: u64 = 64 << 20;
/// The stack limit leaves that much for what handles its overflow.
pub const RESERVE: u64 = 256 << 10;

/// The address of each symbol, by name.
#[derive(Default)]
pub struct Addresses(HashMap<String, u64>);

impl Addresses {
    pub fn set(&mut self, name: &str, address: u64) {
        self.0.insert(name.to_string(), address);
    }
    pub fn get(&self, name: &str) -> Option<u64> {
        self.0.get(name).copied()
    }
    pub fn symbol(&self, program: &Program, symbol: SymbolId) -> Result<u64, Trap> {
        let name = program.symbols.name(symbol);
        self.get(name).ok_or_else(|| Trap::Fault(format!("nothing is called `{name}`")))
    }
}

/// Gives each data object and each table an address; the end of them.
pub fn place(program: &Program, code: &Code, tables: &Tables, addresses: &mut Addresses) -> u64 {
    let mut at = BASE;
    let sections = [
        (Section::Boot, "boot_objects"),
        (Section::Writable, "writable_data"),
        (Section::Zeroed, "zeroed_data"),
        (Section::ReadOnly, "read_only"),
    ];
    addresses.set("writable", at);
    for (section, name) in sections {
        addresses.set(name, at);
        for data in program.data.iter().filter(|data| data.section == section) {
            addresses.set(program.symbols.name(data.symbol), at);
            at += size(data);
        }
        addresses.set(&format!("{name}_end"), at);
        if section == Section::Zeroed {
            addresses.set("writable_end", at);
        }
    }
    for (name, bytes) in tables.all() {
        addresses.set(name, at);
        addresses.set(&format!("{name}_end"), at + bytes.len() as u64);
        at += (bytes.len() as u64).next_multiple_of(8);
    }
    addresses.set("text", CODE);
    addresses.set("text_end", CODE + 2 * code.places.len() as u64);
    at
}

fn size(data: &DataObject) -> u64 {
    let sizes = data.contents.iter().map(|datum| match datum {
        Datum::Word(_) | Datum::Address(..) => 8,
        Datum::Bytes(bytes) => bytes.len() as u64,
        Datum::Zeros(count) => *count,
    });
    sizes.sum::<u64>().next_multiple_of(8)
}

/// Memory with data, tables, and the stack as a program finds it; and the address of `argc`.
pub fn fill(
    program: &Program,
    tables: &Tables,
    addresses: &Addresses,
    end: u64,
    strings: &Strings,
) -> Result<(Memory, u64), Trap> {
    let top = (end + STACK).next_multiple_of(4096);
    let mut memory = Memory::new(top);
    for data in &program.data {
        let mut at = addresses.symbol(program, data.symbol)?;
        for datum in &data.contents {
            at += match datum {
                Datum::Word(word) => memory.store(at, *word).map(|()| 8)?,
                Datum::Address(symbol, offset) => {
                    let address = addresses.symbol(program, *symbol)?.wrapping_add_signed(*offset);
                    memory.store(at, address).map(|()| 8)?
                }
                Datum::Bytes(bytes) => {
                    memory.bytes_mut(at, bytes.len() as u64)?.copy_from_slice(bytes);
                    bytes.len() as u64
                }
                Datum::Zeros(count) => *count,
            };
        }
    }
    for (name, bytes) in tables.all() {
        let at = addresses.get(name).unwrap_or(BASE);
        memory.bytes_mut(at, bytes.len() as u64)?.copy_from_slice(bytes);
    }
    if let (Some(context), Some(field)) = (addresses.get("context"), parfait::context_offset("stack_limit")) {
        memory.store(context + u64::from(field), end + RESERVE)?;
    }
    let stack = strings.store(&mut memory, top)?;
    Ok((memory, stack))
}

/// What a program is started with.
pub struct Strings {
    pub arguments: Vec<String>,
    pub environment: Vec<String>,
}

impl Strings {
    /// Stores them at the top of the stack: count, addresses, 0, addresses, 0; the address of the count.
    fn store(&self, memory: &mut Memory, top: u64) -> Result<u64, Trap> {
        let mut at = top;
        let mut put = |text: &String, memory: &mut Memory| {
            at -= text.len() as u64 + 1;
            memory.bytes_mut(at, text.len() as u64)?.copy_from_slice(text.as_bytes());
            Ok(at)
        };
        let arguments: Vec<u64> = self.arguments.iter().map(|text| put(text, memory)).collect::<Result<_, Trap>>()?;
        let environment: Vec<u64> = self.environment.iter().map(|text| put(text, memory)).collect::<Result<_, Trap>>()?;
        let mut words = vec![arguments.len() as u64];
        words.extend(&arguments);
        words.push(0);
        words.extend(&environment);
        words.extend([0, 0, 0]);
        let stack = (at - 8 * words.len() as u64) & !15;
        for (index, word) in words.iter().enumerate() {
            memory.store(stack + 8 * index as u64, *word)?;
        }
        Ok(stack)
    }
}

/// The tables of [`parfait::tables`], as bytes.
#[derive(Default)]
pub struct Tables {
    call_sites: Vec<u8>,
    frames: Vec<u8>,
    call_positions: Vec<u8>,
    positions: Positions,
}

impl Tables {
    pub fn new(program: &Program, code: &Code) -> Result<Tables, Trap> {
        let mut tables = Tables::default();
        let mut frames = Frames::default();
        let mut rows = HashMap::new();
        for site in &code.sites {
            let slots = site.live.iter().map(|slot| *slot as u16).collect();
            let landing = Some(site.landing as u32).filter(|landing| *landing != 0);
            let frame = frames.add(landing, site.frame_size, slots);
            let frame = frame.ok_or_else(|| Trap::Fault(format!("a frame of {} bytes is too large", site.frame_size)))?;
            words(&mut tables.call_sites, &[site.address as u32, frame]);
            let position = site.position.map_or(NONE, |position| tables.position(program, &mut rows, position));
            if position != NONE {
                words(&mut tables.call_positions, &[site.address as u32, position]);
            }
        }
        tables.frames = frames.bytes(|landing| landing);
        Ok(tables)
    }
    fn all(&self) -> [(&'static str, &[u8]); 5] {
        [
            ("call_sites", &self.call_sites),
            ("frames", &self.frames),
            ("call_positions", &self.call_positions),
            ("positions", &self.positions.rows),
            ("position_strings", &self.positions.strings),
        ]
    }
    fn position(&mut self, program: &Program, rows: &mut HashMap<PositionId, u32>, id: PositionId) -> u32 {
        if let Some(row) = rows.get(&id) {
            return *row;
        }
        let Some(position) = program.positions.get(id) else { return NONE };
        let parent = position.parent.map(|parent| self.position(program, rows, parent));
        let file = program.sources.file(position.span.file);
        let function = program.method_names.get(position.method.0 as usize).map_or("", String::as_str);
        let shows = Shows::new(function, file.runtime || crate::image::is_own(function));
        let place = Place { function, file: &file.name, line: program.sources.line_column(position.span).0, shows };
        let row = self.positions.add(place, parent);
        rows.insert(id, row);
        row
    }
}
