//! Machine code as text, with the source lines that it comes from.
use crate::back::Target;
use crate::methods;
use crate::observe::Seen;
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use register::object::CodeObject;
use std::fmt::Write;
use virtual_machine::PositionId;
use yaxpeax_arch::{Decoder as _, U8Reader};

/// Functions with their source positions: where they change, or for each instruction, whole.
pub fn listing(program: Seen<'_>, code: &[&CodeObject], target: &Target, each: bool) -> String {
    let mut out = String::new();
    for object in code {
        let place = place(program, object.position, each).map_or(String::new(), |place| format!("    # {place}"));
        let _ = writeln!(out, "{}:{place}", object.name);
        let mut last = None;
        for Row { offset, text, position, .. } in rows(object, target) {
            let here = (each || position != last).then(|| self::place(program, position, each)).flatten();
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

/// An instruction as a disassembler sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disassembled {
    pub offset: u32,
    /// In bytes.
    pub length: u32,
    pub text: String,
}

/// The instructions of a function.
pub fn rows(object: &CodeObject, target: &Target) -> Vec<Row> {
    let row = |Disassembled { offset, length, text }| {
        let line = object.lines.partition_point(|row| row.offset <= offset).checked_sub(1);
        let relocation = object.relocations.iter().find(|relocation| (offset..offset + length).contains(&relocation.offset));
        let symbol = relocation.map_or(String::new(), |relocation| format!("  <{}>", relocation.target));
        Row { offset, length, text: text + &symbol, position: line.and_then(|line| object.lines[line].position) }
    };
    (target.disassemble)(&object.bytes).into_iter().map(row).collect()
}

/// `app.rb:6`; or all of it, with the calls that were inlined.
fn place(program: Seen<'_>, position: Option<u32>, whole: bool) -> Option<String> {
    let places = methods::places(program, position.map(PositionId));
    let first = places.first()?;
    Some(if whole { methods::written(&places) } else { format!("{}:{}", first.file, first.line) })
}

/// Of x86-64, by iced.
pub fn x86(bytes: &[u8]) -> Vec<Disassembled> {
    let mut formatter = IntelFormatter::new();
    let decoder = Decoder::with_ip(64, bytes, 0, DecoderOptions::NONE);
    let text = |instruction: iced_x86::Instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        Disassembled { offset: instruction.ip() as u32, length: instruction.len() as u32, text }
    };
    decoder.into_iter().map(text).collect()
}

/// Of AArch64, by yaxpeax.
pub fn arm(bytes: &[u8]) -> Vec<Disassembled> {
    let decoder = yaxpeax_arm::armv8::a64::InstDecoder::default();
    let text = |mut row: Disassembled| {
        let word = &bytes[row.offset as usize..][..row.length as usize];
        if let Ok(instruction) = decoder.decode(&mut U8Reader::new(word)) {
            row.text = instruction.to_string();
        }
        row
    };
    words(bytes).into_iter().map(text).collect()
}

/// Of any target: words of four bytes as numbers, a rest byte by byte.
pub fn words(bytes: &[u8]) -> Vec<Disassembled> {
    let (words, rest) = bytes.as_chunks::<4>();
    let word = |(index, word): (usize, &[u8; 4])| Disassembled {
        offset: 4 * index as u32,
        length: 4,
        text: format!(".word {:#010x}", u32::from_le_bytes(*word)),
    };
    let byte = |(index, byte): (usize, &u8)| Disassembled {
        offset: (4 * words.len() + index) as u32,
        length: 1,
        text: format!(".byte {byte:#04x}"),
    };
    words.iter().enumerate().map(word).chain(rest.iter().enumerate().map(byte)).collect()
}
