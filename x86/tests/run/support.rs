//! This CPU's part of the tests: compiling, with a look at the code by a disassembler; and how programs start.
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter, Mnemonic};
use register::Program;
use register::machine::{Effort, Options};
use register::object::{CodeObject, Machine, RelocationKind};
use std::path::Path;
use std::process::Command;

pub static MACHINE: &Machine = &x86::MACHINE;

/// What runs an executable; none if nothing here can.
pub fn command(executable: &Path) -> Option<Command> {
    if cfg!(target_arch = "x86_64") {
        return Some(Command::new(executable));
    }
    let found = Command::new("qemu-x86_64").arg("--version").output().is_ok();
    let mut command = Command::new("qemu-x86_64");
    command.arg(executable);
    found.then_some(command)
}

/// Compiles all functions and checks their code.
pub fn compile(program: &Program, effort: Effort) -> Vec<CodeObject> {
    let options = Options { effort };
    let compile = |id| x86::compile_function(program, id, options).unwrap_or_else(|errors| panic!("{}", errors[0].title));
    let mut code: Vec<CodeObject> = program.functions.ids().map(compile).collect();
    code.extend(x86::helpers());
    if program.symbols.find("stack_overflow").is_none() {
        let trap = CodeObject { symbol: "stack_overflow".into(), bytes: vec![0x0f, 0x0b], ..CodeObject::default() };
        code.push(trap);
    }
    for object in &code {
        check(object);
    }
    code
}

/// The code as text, as the disassembler sees it.
pub fn listing(code: &CodeObject) -> Vec<String> {
    let mut formatter = IntelFormatter::new();
    formatter.options_mut().set_space_after_operand_separator(true);
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    let decoder = Decoder::with_ip(64, &code.bytes, 0, DecoderOptions::NONE);
    let text = |instruction| {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        text
    };
    decoder.into_iter().map(text).collect()
}

/// The code is nothing but instructions, relocations are in them, jumps go to instructions, call sites follow calls.
fn check(code: &CodeObject) {
    let decoder = Decoder::with_ip(64, &code.bytes, 0, DecoderOptions::NONE);
    let instructions: Vec<_> = decoder.into_iter().collect();
    let name = &code.symbol;
    let mut at = 0;
    for instruction in &instructions {
        assert!(!instruction.is_invalid(), "{name}: no instruction at {at}: {:x?}", &code.bytes);
        assert_eq!(instruction.ip(), at);
        at = instruction.next_ip();
    }
    assert_eq!(at, code.bytes.len() as u64, "{name}: the last instruction is cut off");
    let starts = |offset: u64| offset == at || instructions.iter().any(|instruction| instruction.ip() == offset);
    let related = |offset: u64| code.relocations.iter().any(|relocation| u64::from(relocation.offset) == offset);
    for instruction in &instructions {
        let near = instruction.near_branch_target();
        let last_four = instruction.next_ip().wrapping_sub(4);
        if near != 0 && !related(last_four) {
            assert!(starts(near), "{name}: a jump at {} into an instruction", instruction.ip());
        }
    }
    for relocation in &code.relocations {
        let (offset, end) = (u64::from(relocation.offset), u64::from(relocation.offset) + 4);
        let inside = |instruction: &&iced_x86::Instruction| instruction.ip() < offset && end <= instruction.next_ip();
        let instruction = instructions.iter().find(inside);
        let instruction = instruction.unwrap_or_else(|| panic!("{name}: a relocation outside of an instruction"));
        if relocation.kind == RelocationKind::Relative32 {
            assert_eq!(end, instruction.next_ip(), "{name}: a relative address is the end of its instruction");
        }
        assert_eq!(&code.bytes[relocation.offset as usize..][..4], [0; 4]);
    }
    for site in &code.call_sites {
        let after = |instruction: &iced_x86::Instruction| {
            instruction.next_ip() == u64::from(site.return_offset) && instruction.mnemonic() == Mnemonic::Call
        };
        assert!(instructions.iter().any(after), "{name}: no call before {}", site.return_offset);
        assert_eq!(site.frame_size % 16, 0);
        assert!(site.landing.is_none_or(|landing| starts(landing.into())));
    }
}
