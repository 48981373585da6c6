//! Hand-made images for both targets: an exit code that goes through every kind of relocation, and a chain of calls.
#![allow(dead_code, reason = "each test file uses a part")]
use linker::{
    CallSite, CodeObject, DataObject, FrameStep, Image, LineRow, Linked, Machine, Options, Position, Relocation, RelocationKind,
    Section, Shows,
};
use std::path::PathBuf;
use std::process::Command;

pub const X86: Machine = Machine {
    name: "x86_64",
    elf_machine: 62,
    elf_flags: 0,
    page_size: 0x1000,
    code_alignment: 16,
    minimum_instruction_length: 1,
    stack_pointer: 7,
    return_address: 16,
    entry_frame: 8,
    patch: linker::no_specific_patch,
};

pub const ARM: Machine = Machine {
    name: "aarch64",
    elf_machine: 183,
    elf_flags: 0,
    page_size: 0x1_0000,
    code_alignment: 16,
    minimum_instruction_length: 4,
    stack_pointer: 31,
    return_address: 30,
    entry_frame: 0,
    patch: linker::no_specific_patch,
};

pub fn code(symbol: &str, bytes: Vec<u8>, relocations: Vec<Relocation>) -> CodeObject {
    let outermost = symbol == "_start";
    CodeObject { symbol: symbol.into(), name: symbol.into(), bytes, relocations, outermost, ..CodeObject::default() }
}

pub fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub fn relocation(offset: u32, kind: RelocationKind, target: &str, addend: i64) -> Relocation {
    Relocation { offset, kind, target: target.into(), addend }
}

pub fn data(symbol: &str, section: Section, bytes: &[u8]) -> DataObject {
    let (symbol, about) = (symbol.to_string(), "test data".to_string());
    DataObject { symbol, about, section, alignment: 8, bytes: bytes.into(), zeroed: 0, relocations: Vec::new() }
}

/// Exits with 42, read through a read-only pointer to writable data, and with what zeroed data holds after a store.
pub fn exit_image(machine: &Machine) -> Image {
    use RelocationKind::{Absolute32, Absolute64, Branch26, Low12, Page21, Relative32, ScaledLow12};
    let code = if machine.elf_machine == X86.elf_machine {
        // call answer; mov edi, eax; mov eax, 231; syscall
        let start = vec![0xe8, 0, 0, 0, 0, 0x89, 0xc7, 0xb8, 231, 0, 0, 0, 0x0f, 0x05];
        // mov rax, [rip + pointer]; mov eax, [rax]; mov dword [counter], 2; add eax, [counter]; ret
        let answer = vec![
            0x48, 0x8b, 0x05, 0, 0, 0, 0, 0x8b, 0x00, 0xc7, 0x04, 0x25, 0, 0, 0, 0, 2, 0, 0, 0, 0x03, 0x04, 0x25, 0, 0, 0, 0,
            0xc3,
        ];
        let places = [(3, Relative32, "pointer", -4), (12, Absolute32, "counter", 0), (23, Absolute32, "counter", 0)];
        let places = places.map(|(offset, kind, target, addend)| relocation(offset, kind, target, addend));
        vec![
            code("_start", start, vec![relocation(1, Relative32, "answer", -4)]),
            code("dead", vec![0xcc], vec![relocation(0, Absolute32, "dead_data", 0)]),
            code("answer", answer, places.to_vec()),
        ]
    } else {
        // bl answer; mov x8, 94; svc 0
        let start = words(&[0x9400_0000, 0xd280_0bc8, 0xd400_0001]);
        // adrp x1, pointer; ldr x1, [x1, pointer]; ldr w0, [x1]; adrp x2, counter; add x2, x2, counter; mov w3, 2;
        // str w3, [x2]; ldr w3, [x2]; add w0, w0, w3; ret
        let answer = words(&[
            0x9000_0001,
            0xf940_0021,
            0xb940_0020,
            0x9000_0002,
            0x9100_0042,
            0x5280_0043,
            0xb900_0043,
            0xb940_0043,
            0x0b03_0000,
            0xd65f_03c0,
        ]);
        let places = [(0, Page21, "pointer"), (4, ScaledLow12(3), "pointer"), (12, Page21, "counter"), (16, Low12, "counter")];
        let places = places.map(|(offset, kind, target)| relocation(offset, kind, target, 0));
        vec![
            code("_start", start, vec![relocation(0, Branch26, "answer", 0)]),
            code("dead", words(&[0]), vec![relocation(0, Branch26, "dead", 0)]),
            code("answer", answer, places.to_vec()),
        ]
    };
    let pointer =
        DataObject { relocations: vec![relocation(0, Absolute64, "numbers", 8)], ..data("pointer", Section::ReadOnly, &[0; 8]) };
    let counter = DataObject { zeroed: 4096, ..data("counter", Section::Zeroed, &[]) };
    let numbers = data("numbers", Section::Boot, &[1, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0]);
    let data = vec![data("dead_data", Section::Writable, &[9; 100]), counter, pointer, numbers];
    Image { code, data, entry: "_start".into(), ..Image::default() }
}

/// `_start` calls `<main>` (line 10), that calls `Object#outer` (5), that calls `Object#inner` (2, with `Integer#succ`
/// inlined from number.rb:7), and exits with 0.
pub fn chain_image(machine: &Machine) -> Image {
    let position =
        |function: &str, file, line, parent| Position { function: function.into(), file, line, parent, shows: Shows::Itself };
    let positions = vec![
        position("<main>", 0, 10, None),
        position("Object#outer", 0, 4, None),
        position("Object#outer", 0, 5, None),
        position("Object#inner", 0, 1, None),
        position("Object#inner", 0, 2, None),
        position("Integer#succ", 1, 7, Some(4)),
        Position { shows: Shows::Never, ..position("start", 1, 1, None) },
    ];
    let functions = vec![
        start(machine, "<main>"),
        function(machine, "<main>", Some("Object#outer"), 0, 0),
        function(machine, "Object#outer", Some("Object#inner"), 1, 2),
        function(machine, "Object#inner", None, 3, 5),
    ];
    let files = vec!["app.rb".to_string(), "number.rb".to_string()];
    Image { code: functions, positions, files, entry: "_start".into(), ..Image::default() }
}

fn start(machine: &Machine, main: &str) -> CodeObject {
    let (bytes, call, after) = if machine.elf_machine == X86.elf_machine {
        (
            vec![0xe8, 0, 0, 0, 0, 0x31, 0xff, 0xb8, 231, 0, 0, 0, 0x0f, 0x05],
            relocation(1, RelocationKind::Relative32, main, -4),
            5,
        )
    } else {
        (words(&[0x9400_0000, 0xd280_0000, 0xd280_0bc8, 0xd400_0001]), relocation(0, RelocationKind::Branch26, main, 0), 4)
    };
    let site = CallSite { return_offset: after, frame_size: 16, live: vec![], landing: None, position: Some(6) };
    CodeObject { call_sites: vec![site], ..code("_start", bytes, vec![call]) }
}

/// A frame of 32 bytes, with a call or a few instructions in it.
fn function(machine: &Machine, symbol: &str, callee: Option<&str>, definition: u32, inside: u32) -> CodeObject {
    let x86 = machine.elf_machine == X86.elf_machine;
    let (bytes, at, body, back, end) = if x86 {
        // sub rsp, 24; call or nops; add rsp, 24; ret
        let middle: &[u8] = if callee.is_some() { &[0xe8, 0, 0, 0, 0] } else { &[0x90; 5] };
        ([&[0x48, 0x83, 0xec, 24], middle, &[0x48, 0x83, 0xc4, 24, 0xc3]].concat(), 5, 4, 9, 13)
    } else {
        // sub sp, sp, 32; str x30, [sp, 24]; bl or nop; ldr x30, [sp, 24]; add sp, sp, 32; ret
        let middle = if callee.is_some() { 0x9400_0000 } else { 0xd503_201f };
        (words(&[0xd100_83ff, 0xf900_0ffe, middle, 0xf940_0ffe, 0x9100_83ff, 0xd65f_03c0]), 8, 8, 12, 20)
    };
    let kind = if x86 { RelocationKind::Relative32 } else { RelocationKind::Branch26 };
    let addend = if x86 { -4 } else { 0 };
    let saved = if x86 { vec![] } else { vec![(30, -8)] };
    let step = |offset, size, saved| FrameStep { offset, size, saved };
    let mut frame = vec![step(if x86 { 4 } else { 8 }, 32, saved), step(end, machine.entry_frame, vec![])];
    if !x86 {
        frame.insert(0, step(4, 32, vec![]));
    }
    let site = CallSite { return_offset: back, frame_size: 32, live: vec![8], landing: Some(end), position: Some(inside) };
    let row = |offset, position| LineRow { offset, position: Some(position) };
    CodeObject {
        symbol: symbol.into(),
        name: symbol.into(),
        position: Some(definition),
        bytes,
        relocations: callee.map(|callee| relocation(at, kind, callee, addend)).into_iter().collect(),
        call_sites: callee.map(|_| site).into_iter().collect(),
        lines: vec![row(0, definition), row(body, inside), row(back, definition + u32::from(definition != 0))],
        frame,
        ..CodeObject::default()
    }
}

pub fn link(image: &Image, machine: &Machine, options: &Options) -> Linked {
    linker::link(image, machine, options).expect("a sound image links")
}

/// Writes an executable file of this process's own.
pub fn write_executable(name: &str, bytes: &[u8]) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for test files is writable");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("own files may be changed");
    path
}

/// Whether a tool is there; says so if it is not.
pub fn have(tool: &str) -> bool {
    let there = Command::new(tool).arg("--version").output().is_ok();
    if !there {
        eprintln!("SKIPPED: `{tool}` is not installed; this test shows nothing without it");
    }
    there
}
