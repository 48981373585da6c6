//! What gdb sees: breakpoints on Ruby names, backtraces with files and lines, frames of inlined functions. On x86-64
//! natively, on AArch64 through qemu's gdb server.
mod support;
use linker::{Debug, Options};
use std::process::{Command, Stdio};
use support::{ARM, X86, chain_image, have, link, write_executable};

/// Runs gdb's commands over a file; its standard output and error.
fn gdb(debugger: &str, program: &std::path::Path, commands: &[&str]) -> String {
    let mut command = Command::new("timeout");
    command.args(["60", debugger, "-nx", "-batch", "-ex", "set debuginfod enabled off", "-ex", "set width 0"]);
    for line in commands {
        command.args(["-ex", line]);
    }
    let output = command.arg(program).stdin(Stdio::null()).output().expect("gdb starts");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&text).into_owned()
}

#[track_caller]
fn assert_in_order(text: &str, wanted: &[&str]) {
    let mut rest = text;
    for line in wanted {
        let at = rest.find(line).unwrap_or_else(|| panic!("no `{line}` in its place in:\n{text}"));
        rest = &rest[at + line.len()..];
    }
}

const FRAMES: [&str; 3] = ["Object#inner () at ", "in Object#outer () at ./app.rb:5", "in <main> () at ./app.rb:10"];

#[test]
fn gdb_shows_a_ruby_backtrace() {
    if !have("gdb") {
        return;
    }
    let program = write_executable("gdb", &link(&chain_image(&X86), &X86, &Options::default()).bytes);
    for name in ["break Object#inner", "break 'Object#inner'"] {
        let text = gdb("gdb", &program, &[name, "run", "bt", "info symbol $pc", "continue"]);
        assert_in_order(&text, &FRAMES);
        assert!(text.contains("Object#inner in section .text"), "{text}");
        assert!(text.contains("exited normally"), "{text}");
    }
    // At each instruction of the innermost function the frames are the same.
    let text = gdb("gdb", &program, &["break *'Object#inner'", "run", "bt", "stepi", "bt", "stepi 5", "bt", "stepi", "bt"]);
    assert_in_order(&text, &[FRAMES, FRAMES, FRAMES, FRAMES].concat());
    std::fs::remove_file(program).expect("own files may be removed");
}

#[test]
fn gdb_shows_inlined_functions() {
    if !have("gdb") {
        return;
    }
    let program = write_executable("gdb-inlined", &link(&chain_image(&X86), &X86, &Options { debug: Debug::Full }).bytes);
    let text = gdb("gdb", &program, &["break *('Object#inner' + 5)", "run", "bt"]);
    assert_in_order(
        &text,
        &[
            "Integer#succ () at ./number.rb:7",
            "Object#inner () at ./app.rb:2",
            "in Object#outer () at ./app.rb:5",
            "in <main> () at ./app.rb:10",
        ],
    );
    let text = gdb("gdb", &program, &["break Integer#succ", "run", "bt 1"]);
    assert!(text.contains("Integer#succ () at ./number.rb:7"), "{text}");
    std::fs::remove_file(program).expect("own files may be removed");
}

#[test]
fn gdb_shows_a_ruby_backtrace_on_aarch64() {
    if !have("gdb-multiarch") || !have("qemu-aarch64") {
        return;
    }
    let program = write_executable("gdb-arm", &link(&chain_image(&ARM), &ARM, &Options::default()).bytes);
    let port = (20_000 + std::process::id() % 20_000).to_string();
    let mut server = Command::new("qemu-aarch64").args(["-g", &port]).arg(&program).spawn().expect("qemu starts");
    let remote = format!("target remote localhost:{port}");
    let commands = ["set tcp connect-timeout 20", &remote, "break Object#inner", "continue", "bt", "continue"];
    let text = gdb("gdb-multiarch", &program, &commands);
    server.kill().expect("qemu is ours to end");
    server.wait().expect("qemu ends");
    assert_in_order(&text, &FRAMES);
    std::fs::remove_file(program).expect("own files may be removed");
}
