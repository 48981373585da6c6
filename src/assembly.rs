//! Machine code as text, with the source lines that it comes from.
use crate::back::Target;
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use register::Program;
use register::object::CodeObject;
use std::fmt::Write;
use yaxpeax_arch::{Decoder as _, U8Reader};

/// Every function with its source positions.
pub fn listing(program: &Program, code: &[CodeObject], target: Target) -> String {
    let mut out = String::new();
    for object in code {
        let _ = writeln!(
            out,
            "{}:{}",
            object.name,
            place(program, object.position).map_or(String::new(), |place| format!("    # {place}"))
        );
        let mut last = None;
        for Row { offset, text, position, .. } in rows(object, target) {
            let here = (position != last).then(|| place(program, position)).flatten();
            last = position;
            let _ = write!(out, "  {offset:>5x}  {text}");
            let _ = writeln!(out, "{}", here.map_or(String::new(), |place| format!("    # {place}")));
        }
        out.push('\n');
    }
    out
}

/// An instruction of a function.
pub struct Row {
    pub offset: u32,
    pub length: u32,
    /// Disassembled, with what it refers to.
    pub text: String,
    /// Where it comes from: an index into the program's positions.
    pub position: Option<u32>,
}

/// The instructions of a function.
pub fn rows(object: &CodeObject, target: Target) -> Vec<Row> {
    let instructions = match target {
        Target::X86 => x86(&object.bytes),
        Target::Arm => arm(&object.bytes),
    };
    let row = |(offset, length, text): (u32, u32, String)| {
        let line = object.lines.partition_point(|row| row.offset <= offset).checked_sub(1);
        let relocation = object.relocations.iter().find(|relocation| (offset..offset + length).contains(&relocation.offset));
        let symbol = relocation.map_or(String::new(), |relocation| format!("  <{}>", relocation.target));
        Row { offset, length, text: text + &symbol, position: line.and_then(|line| object.lines[line].position) }
    };
    instructions.into_iter().map(row).collect()
}

fn place(program: &Program, position: Option<u32>) -> Option<String> {
    let position = program.positions.get(virtual_machine::PositionId(position?))?;
    let file = program.sources.file(position.span.file);
    Some(format!("{}:{}", file.name, file.line_column(position.span.start).0))
}

fn x86(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    let mut formatter = IntelFormatter::new();
    let decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    let text = |instruction: iced_x86::Instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        (instruction.ip() as u32, instruction.len() as u32, text)
    };
    decoder.into_iter().map(text).collect()
}

fn arm(bytes: &[u8]) -> Vec<(u32, u32, String)> {
    let decoder = yaxpeax_arm::armv8::a64::InstDecoder::default();
    let text = |(index, word): (usize, &[u8])| {
        let text = decoder
            .decode(&mut U8Reader::new(word))
            .map_or_else(|_| format!(".word {word:02x?}"), |instruction| instruction.to_string());
        (index as u32 * 4, 4, text)
    };
    bytes.chunks_exact(4).enumerate().map(text).collect()
}
