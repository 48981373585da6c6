//! What the backends hand to the linker: machine code with its relocations, call sites, line rows and frame, boot
//! objects as bytes, the table of source positions, and the [`Machine`], the little that the linker must know of a CPU.
//!
//! ```text
//! CodeObject Object#fib   55 48 89 e5 ...    relocation 12: Relative32 Object#fib - 4
//!                                            call site 16: frame of 24 bytes, live [8], position 3
//! DataObject String.class ... 24 bytes       relocation 0: Absolute64 Class.class + 0
//! ```
//!
//! Everything is fixed addresses below 4 GiB, so addresses fit 32 bits in tables and in code.

use crate::instruction::Type;
pub use parfait::tables::Shows;

/// What a relocation writes. `S` is the target's address, `A` the addend, `P` the place's address.
///
/// The kinds are named by what they write, not by a CPU; what no kind here can say is [`RelocationKind::Specific`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RelocationKind {
    /// 8 bytes: `S + A`.
    Absolute64,
    /// 4 bytes: `S + A`, as an unsigned number (all addresses are below 2 GiB: sign extension is harmless).
    Absolute32,
    /// 4 bytes: `S + A - P`. On x86-64 the addend of a call's or a `[rip + ...]`'s last 4 bytes is -4.
    Relative32,
    /// Low 26 bits of an instruction word: `(S + A - P) / 4` (AArch64 `b`, `bl`).
    Branch26,
    /// `immlo:immhi` of an instruction word: page of `S + A` minus page of `P` (AArch64 `adrp`).
    Page21,
    /// `immlo:immhi` of an instruction word: `S + A - P` (AArch64 `adr`).
    Near21,
    /// Bits 10..22 of an instruction word: low 12 bits of `S + A` (AArch64 `add`; loads and stores of bytes).
    Low12,
    /// As `Low12`, divided by the given power of two (AArch64 `ldr`/`str`: 1 for 2, 2 for 4, 3 for 8, 4 for 16 bytes).
    ScaledLow12(u8),
    /// A kind of the machine's own: [`Machine::patch`] writes it.
    Specific(u8),
}

/// A place in bytes that needs an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relocation {
    pub offset: u32,
    pub kind: RelocationKind,
    /// The symbol of a code or data object, or one that the linker makes (see the linker's README).
    pub target: String,
    pub addend: i64,
}

/// What the collector and the unwinder know of one return address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallSite {
    /// Offset in the code just after the call: the return address.
    pub return_offset: u32,
    /// Bytes from the stack pointer (after the return) to the caller's. The return address is the frame's last word.
    pub frame_size: u32,
    /// Offsets from the stack pointer of the slots that hold `value`s, multiples of 8.
    pub live: Vec<u32>,
    /// Offset in the code where an exception that passes this call lands.
    pub landing: Option<u32>,
    /// Index into the image's positions.
    pub position: Option<u32>,
}

/// From `offset` on (until the next row) the code comes from `position`; `None` has no source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineRow {
    pub offset: u32,
    pub position: Option<u32>,
}

/// From `offset` on (until the next step) the caller's stack pointer is `sp + size`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameStep {
    pub offset: u32,
    pub size: u32,
    /// Every register (DWARF number) that is saved now, and where, from the caller's stack pointer (negative).
    /// The return address that a call instruction pushes itself needs no mention.
    pub saved: Vec<(u16, i32)>,
}

/// A variable that debuggers show.
#[derive(Clone, PartialEq, Debug)]
pub struct Variable {
    pub name: String,
    pub argument: bool,
    pub ty: Type,
    /// The register (DWARF number) that holds it at entry.
    pub at_entry: Option<u16>,
    pub home: Option<Home>,
    /// Where it is known to be in optimised code: ascending, disjoint.
    pub known: Vec<Known>,
}

/// Where a variable is in a part of a function's code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// Offset of the first byte.
    pub begin: u32,
    /// Offset behind the last.
    pub end: u32,
    pub place: Place,
}

/// A place that holds a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A register, by its DWARF number.
    Register(u16),
    /// In the frame, from the caller's stack pointer (negative).
    Frame(i64),
}

/// Where a variable is from [`CodeObject::entered`] on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// In the frame, from the caller's stack pointer (negative).
    pub offset: i64,
    /// Onwards from there: what lies there so far, plus this, is the address of what comes next.
    pub path: Vec<u64>,
}

/// One compiled function.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CodeObject {
    /// The unique name, by which relocations find it.
    pub symbol: String,
    /// What a debugger shows: `Array#each`, `block in Foo#bar`, `<main>`.
    pub name: String,
    /// Where it is defined: index into the image's positions.
    pub position: Option<u32>,
    pub bytes: Vec<u8>,
    pub relocations: Vec<Relocation>,
    /// In ascending order of offset.
    pub call_sites: Vec<CallSite>,
    /// In ascending order of offset.
    pub lines: Vec<LineRow>,
    /// In ascending order of offset; before the first the frame is as at entry.
    pub frame: Vec<FrameStep>,
    pub variables: Vec<Variable>,
    /// Where variables are in their homes.
    pub entered: u32,
    /// No caller: the debugger's backtrace ends here (`_start`, a fiber's first function).
    pub outermost: bool,
}

/// Where a boot object lives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub enum Section {
    /// Never written.
    ReadOnly,
    /// Objects with a header, written or holding references to what is: walkable from `boot_objects` to
    /// `boot_objects_end`, in the given order, with nothing between but alignment (zeros).
    Boot,
    /// Other data that is written.
    Writable,
    /// Written, zero at start: takes no room in the file.
    Zeroed,
}

/// One boot object, or any other data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataObject {
    pub symbol: String,
    /// What it is, for reports: `class Array`, `string "abc"`, `table of classes`. The first word is its kind.
    pub about: String,
    pub section: Section,
    /// A power of two.
    pub alignment: u32,
    /// The content; for [`Section::Zeroed`] empty.
    pub bytes: Vec<u8>,
    /// The size for [`Section::Zeroed`]; for the others `bytes` says it.
    pub zeroed: u32,
    pub relocations: Vec<Relocation>,
}

/// A source position with the calls that were inlined around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Position {
    /// As Ruby prints it in a backtrace: `Object#fib`, `block in Foo#bar`, `<main>`.
    pub function: String,
    /// Index into the image's files.
    pub file: u32,
    /// From 1.
    pub line: u32,
    /// Where `function` was inlined: index into the image's positions; none in the outermost.
    pub parent: Option<u32>,
    pub shows: Shows,
}

/// What the linker must know of a CPU.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// For messages: `x86_64`.
    pub name: &'static str,
    /// ELF `e_machine`.
    pub elf_machine: u16,
    /// ELF `e_flags`.
    pub elf_flags: u32,
    /// What segments are aligned to in memory: the largest page that systems use.
    pub page_size: u64,
    /// What functions are aligned to.
    pub code_alignment: u32,
    /// DWARF `minimum_instruction_length`.
    pub minimum_instruction_length: u8,
    /// DWARF number of the stack pointer.
    pub stack_pointer: u16,
    /// DWARF number of the return address (its column).
    pub return_address: u16,
    /// Size of the frame at a function's entry: 8 where the call pushes the return address, else 0.
    pub entry_frame: u32,
    /// Writes a [`RelocationKind::Specific`]: kind, the code from the place on, `P`, `S + A`.
    pub patch: fn(kind: u8, bytes: &mut [u8], place: u64, target: u64) -> Result<(), String>,
}

/// A [`Machine::patch`] for a machine without kinds of its own.
///
/// # Errors
/// Always.
pub fn no_specific_patch(kind: u8, _bytes: &mut [u8], _place: u64, _target: u64) -> Result<(), String> {
    Err(format!("this machine has no relocation kind {kind}"))
}
