//! What holds of every executable file: the same bytes wherever and whenever it is built, nothing both written and
//! executed, a small size where the program is small.
use std::fs;
use std::path::PathBuf;
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::case::ROOT;
use support::process::Scratch;

const TARGETS: [&str; 2] = ["x86_64", "aarch64"];

fn build(scratch: &Scratch, options: &[&str], source: &str, output: &str) -> Vec<u8> {
    let output = scratch.file(output);
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.arg("build").args(options).arg("-o").arg(&output).arg(source);
    let outcome = scratch.run(&mut command, None).unwrap_or_else(|complaint| panic!("{complaint}"));
    assert_eq!(outcome.status, Some(0), "{options:?} {source}: {}", outcome.text());
    fs::read(output).expect("it has been built")
}

/// A copy of a program in a folder of its own; the path by which it is compiled.
fn copy(scratch: &Scratch, name: &str, folder: &str) -> PathBuf {
    let folder = scratch.file(folder);
    fs::create_dir_all(&folder).expect("the folder is ours");
    let to = folder.join(format!("{name}.rb"));
    fs::copy(format!("{ROOT}/examples/{name}.rb"), &to).expect("an example can be copied");
    to
}

/// Builds from within the folder by the bare name, as people do, with one thread or many.
fn build_in(scratch: &Scratch, name: &str, folder: &str, options: &[&str]) -> Vec<u8> {
    let source = copy(scratch, name, folder);
    let folder = source.parent().expect("a file is in a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.current_dir(folder).arg("build").args(options).args(["-o", "out"]).arg(format!("{name}.rb"));
    let output = command.output().expect("salama starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(folder.join("out")).expect("it has been built")
}

#[test]
fn the_same_program_gives_the_same_bytes_in_any_folder() {
    let scratch = Scratch::new("same-bytes").expect("a folder for the tests");
    let ways = [["-O0", "-g", "--target=x86_64"], ["-O2", "-g", "--target=x86_64"], ["-O2", "--strip", "--target=aarch64"]];
    for name in ["lru_cache", "nbody"] {
        for (number, options) in ways.iter().enumerate() {
            let one = build_in(&scratch, name, &format!("{name}{number}a"), options);
            let other = build_in(&scratch, name, &format!("{name}{number}/b/elsewhere"), options);
            let first = one.iter().zip(&other).position(|(a, b)| a != b);
            assert!(one == other, "{name} {options:?}: {} and {} bytes, first difference at {first:?}", one.len(), other.len());
        }
    }
    scratch.remove();
}

fn word(bytes: &[u8], at: usize, size: usize) -> usize {
    bytes[at..at + size].iter().rev().fold(0, |word, byte| word << 8 | usize::from(*byte))
}

/// Type, flags, address and size in memory of each program header.
fn segments(elf: &[u8]) -> Vec<(usize, usize, usize, usize)> {
    assert_eq!(&elf[..4], b"\x7fELF");
    let (start, size, count) = (word(elf, 32, 8), word(elf, 54, 2), word(elf, 56, 2));
    let header = |index: usize| start + index * size;
    (0..count)
        .map(header)
        .map(|at| (word(elf, at, 4), word(elf, at + 4, 4), word(elf, at + 16, 8), word(elf, at + 40, 8)))
        .collect()
}

#[test]
fn nothing_is_both_written_and_executed() {
    const LOAD: usize = 1;
    const INTERPRETER: usize = 3;
    const STACK: usize = 0x6474_e551;
    let scratch = Scratch::new("segments").expect("a folder for the tests");
    for target in TARGETS {
        let elf = build(&scratch, &["--target", target], "examples/lru_cache.rb", &format!("segments-{target}"));
        let segments = segments(&elf);
        assert!(segments.iter().all(|(kind, ..)| *kind != INTERPRETER), "{target}: a dynamic loader is asked for");
        let stack = segments.iter().find(|(kind, ..)| *kind == STACK);
        assert!(stack.is_some_and(|(_, flags, ..)| flags & 1 == 0), "{target}: the stack may be executed: {segments:x?}");
        let loads: Vec<_> = segments.iter().filter(|(kind, ..)| *kind == LOAD).collect();
        assert!(loads.iter().all(|(_, flags, ..)| flags & 3 != 3), "{target}: written and executed: {segments:x?}");
        assert!(loads.iter().filter(|(_, flags, ..)| flags & 1 == 1).count() == 1, "{target}: one part is code: {segments:x?}");
        for pair in loads.windows(2) {
            let (_, _, start, size) = pair[0];
            assert!((start + size - 1) >> 12 < pair[1].2 >> 12, "{target}: two parts share a page: {segments:x?}");
        }
    }
    scratch.remove();
}

#[test]
fn hello_world_is_small() {
    let scratch = Scratch::new("small").expect("a folder for the tests");
    let source = scratch.file("hello.rb");
    fs::write(&source, "puts \"Hello, world\"\n").expect("the folder is ours");
    for target in TARGETS {
        let size = build(&scratch, &["-O2", "--strip", "--target", target], &source.to_string_lossy(), "hello").len();
        assert!(size <= 16 << 10, "{target}: {size} bytes");
    }
    scratch.remove();
}
