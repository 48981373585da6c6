//! From boot objects and machine code to one static executable: every object that the entry reaches gets a position,
//! relocations are written, run-time tables and DWARF are made, and all of it becomes one ELF file.
//!
//! The steps, in order: `reach` (what is in the binary, and why), `tables` (call sites, frames, positions),
//! `layout` (addresses), `patch` (relocations), `debug` and `elf` (the file). What differs between CPUs is
//! data: a [`Machine`].
mod debug;
mod elf;
mod frames;
mod inlined;
mod layout;
mod patch;
mod reach;
mod tables;
mod variables;

pub use reach::{Reference, references};
pub use register::object::{
    CallSite, CodeObject, DataObject, FrameStep, LineRow, Machine, Position, Relocation, RelocationKind, Section, Shows,
    no_specific_patch,
};

/// All that may come into the executable. What the entry and the roots do not reach is left out.
#[derive(Clone, Debug, Default)]
pub struct Image {
    /// Functions, in the order that they are to have.
    pub code: Vec<CodeObject>,
    /// Boot objects and other data, in the order that they are to have.
    pub data: Vec<DataObject>,
    /// The source positions that code and call sites name by index.
    pub positions: Vec<Position>,
    /// The source files that positions name by index, as the user gave their names.
    pub files: Vec<String>,
    /// The symbol where the program starts.
    pub entry: String,
    /// Further symbols to keep.
    pub roots: Vec<String>,
    /// Further sections for debuggers, by name: with [`Debug::Full`] they come into the file as they are.
    pub debug_sections: Vec<(&'static str, Vec<u8>)>,
}

/// What is wanted besides the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Debug {
    /// Nothing: the smallest file.
    Stripped,
    /// Symbol table, lines, functions, unwinding.
    #[default]
    Lines,
    /// In addition, inlined functions as frames of their own.
    Full,
}

/// How to link.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    pub debug: Debug,
}

/// Where one object came to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    pub symbol: String,
    /// The Ruby name for code, the symbol for data.
    pub name: String,
    /// `code`, `table` for those of the linker's, or what the data object is.
    pub about: String,
    /// The section's name in the file: `.text`, `.rodata`, `.data`, `.bss`.
    pub section: &'static str,
    pub address: u64,
    /// Bytes in memory; those of `.bss` are not in the file.
    pub size: u64,
}

impl Placed {
    /// The first word of what it is: `code`, `class`, `table`.
    pub fn kind(&self) -> &str {
        self.about.split(' ').next().unwrap_or_default()
    }
}

/// Bytes of the file that are no object: headers, symbols, what debuggers read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extra {
    /// `headers`, or the section's name: `.debug_line`.
    pub name: &'static str,
    pub size: u64,
}

/// The executable and its map.
#[derive(Clone, Debug)]
pub struct Linked {
    pub bytes: Vec<u8>,
    /// In ascending order of address.
    pub positions: Vec<Placed>,
    /// In the order of the file. What neither these nor positions take is alignment.
    pub extras: Vec<Extra>,
}

/// Links an image to a static executable.
///
/// # Errors
/// A message that names what is wrong: an undefined or doubled symbol, a place out of an instruction's reach, a
/// malformed table. They are faults of the compiler, not of the program being compiled.
pub fn link(image: &Image, machine: &Machine, options: &Options) -> Result<Linked, String> {
    let reached = reach::reach(image)?;
    let tables = tables::Tables::build(image, &reached)?;
    let shown = options.debug != Debug::Stripped;
    let mut layout = layout::Layout::new(image, machine, &reached, &tables, shown)?;
    let mut content = patch::content(image, machine, &reached, &tables, &layout)?;
    let mut sections = Vec::new();
    let mut unwinding = None;
    if shown {
        sections = debug::sections(image, machine, &reached, &layout, options.debug == Debug::Full)?;
        let made = frames::sections(image, machine, &reached, &layout, layout.unwinding.address)?;
        layout.unwinding.size = (made.header.len() + made.frames.len()) as u64;
        content.resize(layout.unwinding.offset as usize, 0);
        content.extend(made.header.iter().chain(&made.frames));
        unwinding = Some(made.header.len() as u64);
    }
    let positions = layout::positions(image, &reached, &tables, &layout);
    let (bytes, extras) = elf::write(machine, &layout, content, &positions, &sections, unwinding)?;
    Ok(Linked { bytes, positions, extras })
}
