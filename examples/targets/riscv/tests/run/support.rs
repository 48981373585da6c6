//! What the tests that targets share ask of a target: compiling, with a look at the code, and how programs start.
use register::Program;
use register::machine::{Effort, Options};
use register::object::{CodeObject, Machine, RelocationKind};
use std::path::Path;
use std::process::Command;

pub static MACHINE: &Machine = &riscv::MACHINE;

/// What runs an executable; none if nothing here can.
pub fn command(executable: &Path) -> Option<Command> {
    if riscv::TARGET.is_host() {
        return Some(Command::new(executable));
    }
    let found = Command::new("qemu-riscv64").arg("--version").output().is_ok();
    let mut command = Command::new("qemu-riscv64");
    command.arg(executable);
    found.then_some(command)
}

/// Compiles all functions and checks their code.
pub fn compile(program: &Program, effort: Effort) -> Vec<CodeObject> {
    let compile = |id| {
        let object = (riscv::TARGET.compile_function)(program, id, Options { effort });
        object.unwrap_or_else(|errors| panic!("{}", errors[0].title))
    };
    let mut code: Vec<CodeObject> = program.functions.ids().map(compile).collect();
    code.extend((riscv::TARGET.helpers)());
    if program.symbols.find("stack_overflow").is_none() {
        let trap = CodeObject { symbol: "stack_overflow".into(), bytes: vec![2, 0x90], ..CodeObject::default() };
        code.push(trap);
    }
    code.iter().for_each(check);
    code
}

/// The code as text.
pub fn listing(code: &CodeObject) -> Vec<String> {
    riscv::disassemble(&code.bytes).into_iter().map(|row| row.text).collect()
}

/// The code is nothing but instructions, relocations are of their kind, jumps stay inside, call sites follow calls.
fn check(code: &CodeObject) {
    let (rows, name) = (riscv::disassemble(&code.bytes), &code.symbol);
    let at = |offset: u32| {
        let row = rows.binary_search_by_key(&offset, |row| row.offset);
        &rows[row.unwrap_or_else(|_| panic!("{name}: {offset} is inside of an instruction"))].text
    };
    for row in &rows {
        assert!(!row.text.starts_with('.'), "{name}: no instruction at {}: {}", row.offset, row.text);
        let target = row.text.rsplit(' ').next().and_then(|word| word.strip_prefix("0x"));
        if let (true, Some(target)) = (row.text.starts_with(['b', 'j']), target) {
            at(u32::from_str_radix(target, 16).expect("a place is a number"));
        }
    }
    for relocation in &code.relocations {
        let (text, RelocationKind::Specific(kind)) = (at(relocation.offset), relocation.kind) else {
            panic!("{name}: {:?}", relocation.kind)
        };
        let fits: &[&str] = [&["auipc"][..], &["lui"], &["addi", "mv", "l", "fld"], &["s", "fsd"]][usize::from(kind)];
        assert!(fits.iter().any(|start| text.starts_with(start)), "{name}: relocation {kind} of {text}");
    }
    for site in &code.call_sites {
        let call = rows.iter().find(|row| row.offset + row.length == site.return_offset);
        assert!(call.is_some_and(|row| row.text.starts_with("jalr")), "{name}: no call before {}", site.return_offset);
        assert_eq!(site.frame_size % 16, 0);
        site.landing.iter().for_each(|landing| assert!(!at(*landing).is_empty()));
    }
}
