//! This CPU's part of the tests: compiling, with a look at the code by a disassembler; and how programs start.
use register::Program;
use register::machine::{Effort, Options};
use register::object::{CodeObject, Machine, RelocationKind};
use std::path::Path;
use std::process::Command;
use yaxpeax_arch::{Decoder, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Instruction, Opcode, Operand};

pub static MACHINE: &Machine = &arm::MACHINE;

/// What runs an executable; none if nothing here can.
pub fn command(executable: &Path) -> Option<Command> {
    if cfg!(target_arch = "aarch64") {
        return Some(Command::new(executable));
    }
    let found = Command::new("qemu-aarch64").arg("--version").output().is_ok();
    let mut command = Command::new("qemu-aarch64");
    command.arg(executable);
    found.then_some(command)
}

/// Compiles all functions and checks their code.
pub fn compile(program: &Program, effort: Effort) -> Vec<CodeObject> {
    let options = Options { effort };
    let compile = |id| arm::compile_function(program, id, options).unwrap_or_else(|errors| panic!("{}", errors[0].title));
    let mut code: Vec<CodeObject> = program.functions.ids().map(compile).collect();
    code.extend(arm::helpers());
    if program.symbols.find("stack_overflow").is_none() {
        let trap = CodeObject { symbol: "stack_overflow".into(), bytes: vec![0, 0, 0x20, 0xd4], ..CodeObject::default() };
        code.push(trap);
    }
    for object in &code {
        check(object);
    }
    code
}

/// The code as text, as the disassembler sees it.
pub fn listing(code: &CodeObject) -> Vec<String> {
    decode(code).iter().map(ToString::to_string).collect()
}

fn decode(code: &CodeObject) -> Vec<Instruction> {
    let name = &code.symbol;
    let word = |bytes: &[u8]| {
        let instruction = InstDecoder::default().decode(&mut U8Reader::new(bytes));
        instruction.unwrap_or_else(|error| panic!("{name}: no instruction: {bytes:x?}: {error}"))
    };
    assert_eq!(code.bytes.len() % 4, 0, "{name}: the last instruction is cut off");
    code.bytes.chunks(4).map(word).collect()
}

/// The code is nothing but instructions, relocations are of their kind, jumps stay inside, call sites follow calls.
fn check(code: &CodeObject) {
    let (instructions, name) = (decode(code), &code.symbol);
    let size = code.bytes.len() as i64;
    let at = |offset: u32| {
        assert_eq!(offset % 4, 0, "{name}: {offset} is inside of an instruction");
        &instructions[offset as usize / 4]
    };
    for (index, instruction) in instructions.iter().enumerate() {
        let place = 4 * index as i64;
        let related = code.relocations.iter().any(|relocation| i64::from(relocation.offset) == place);
        for operand in instruction.operands {
            if let (Operand::PCOffset(distance), false) = (operand, related) {
                assert!((0..size).contains(&(place + distance)), "{name}: a jump out of the function: {instruction}");
            }
        }
    }
    for relocation in &code.relocations {
        let instruction = at(relocation.offset);
        let fits = match relocation.kind {
            RelocationKind::Branch26 => matches!(instruction.opcode, Opcode::B | Opcode::BL),
            RelocationKind::Page21 => instruction.opcode == Opcode::ADRP,
            RelocationKind::Low12 => matches!(instruction.opcode, Opcode::ADD | Opcode::LDRB | Opcode::STRB),
            RelocationKind::ScaledLow12(1) => matches!(instruction.opcode, Opcode::LDRH | Opcode::STRH),
            RelocationKind::ScaledLow12(_) => matches!(instruction.opcode, Opcode::LDR | Opcode::STR),
            _ => false,
        };
        assert!(fits, "{name}: {:?} of {instruction}", relocation.kind);
    }
    for site in &code.call_sites {
        let call = at(site.return_offset - 4).opcode;
        assert!(matches!(call, Opcode::BL | Opcode::BLR), "{name}: no call before {}", site.return_offset);
        assert_eq!(site.frame_size % 16, 0);
        assert!(site.landing.is_none_or(|landing| landing % 4 == 0 && i64::from(landing) < size));
    }
}
