//! What gdb sees of a Ruby program that the compiler built: a breakpoint on a method by name, a backtrace through three
//! Ruby frames with file and line; at -O0 and -O2, natively and (through qemu's gdb server) on AArch64.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

#[allow(dead_code)]
mod support;
use support::process::Scratch;

/// Each method calls from two places, and does too much to be inlined.
const PROGRAM: &str = r#"# Three methods, one within the other.
def inner(numbers, depth)
  return numbers.size if depth == 0
  numbers << depth
  inner(numbers, depth - 1) + 1
end

def middle(numbers, depth)
  return inner(numbers, 0) if depth == 0
  numbers << depth * 2
  middle(numbers, depth - 1) + 1
end

def outer(numbers, depth)
  return middle(numbers, 1) if depth == 0
  numbers << depth * 3
  outer(numbers, depth - 1) + 1
end

puts outer([], ARGV.size)
"#;

fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("!!! SKIPPED: {tool} is missing (Debian: apt-get install {})", tool.replace("qemu-aarch64", "qemu-user"));
    }
    found
}

fn build(scratch: &Scratch, target: &str, level: &str) -> PathBuf {
    let source = scratch.file("frames.rb");
    fs::write(&source, PROGRAM).expect("the folder is ours");
    let output = scratch.file(&format!("frames-{target}{level}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.args(["build", "--target", target, level, "-g", "-o"]).arg(&output).arg(&source);
    let outcome = scratch.run(&mut command, None).unwrap_or_else(|complaint| panic!("{complaint}"));
    assert_eq!(outcome.status, Some(0), "{}", outcome.text());
    output
}

/// gdb's answers to commands about a file.
fn gdb(debugger: &str, program: &Path, commands: &[&str]) -> String {
    let mut command = Command::new("timeout");
    command.args(["60", debugger, "-nx", "-batch", "-ex", "set debuginfod enabled off", "-ex", "set width 0"]);
    for line in commands {
        command.args(["-ex", line]);
    }
    let output = command.arg(program).stdin(Stdio::null()).output().expect("gdb starts");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A program that waits for a debugger; ended with the value.
struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        // it may have ended by itself
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn serve(program: &Path) -> (Waiting, String) {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let port = 20_000 + (std::process::id() % 20_000) as u16 * 2 + NEXT.fetch_add(1, Ordering::Relaxed);
    let mut command = Command::new("qemu-aarch64");
    command.args(["-g", &port.to_string()]).arg(program).stdin(Stdio::null()).stdout(Stdio::null());
    (Waiting(command.spawn().expect("qemu starts")), format!("target remote localhost:{port}"))
}

#[track_caller]
fn in_order(text: &str, wanted: &[&str]) {
    let mut rest = text;
    for line in wanted {
        let at = rest.find(line).unwrap_or_else(|| panic!("no `{line}` in its place in:\n{text}"));
        rest = &rest[at + line.len()..];
    }
}

/// The backtrace at the first line of the innermost method: three Ruby methods, each with its line, and the top level.
const FRAMES: [&str; 10] = [
    "Object#inner (",
    "frames.rb:",
    "Object#middle (",
    "frames.rb:9",
    "Object#middle (",
    "frames.rb:11",
    "Object#outer (",
    "frames.rb:15",
    "<main> (",
    "frames.rb:20",
];

fn check_native(level: &str) {
    if !have("gdb") {
        return;
    }
    let scratch = Scratch::new(&format!("debugger{level}")).expect("a folder for the tests");
    let program = build(&scratch, std::env::consts::ARCH, level);
    let text = gdb("gdb", &program, &["break Object#inner", "run", "bt", "continue"]);
    in_order(&text, &["Breakpoint 1"]);
    in_order(&text, &FRAMES);
    assert!(text.contains("exited normally"), "{text}");
    let text = gdb("gdb", &program, &["break frames.rb:10", "run", "info line", "bt"]);
    in_order(&text, &["Object#middle (", "frames.rb:10", "Object#outer (", "frames.rb:15"]);
    scratch.remove();
}

#[test]
fn gdb_shows_ruby_frames_at_o0() {
    check_native("-O0");
}

#[test]
fn gdb_shows_ruby_frames_at_o2() {
    check_native("-O2");
}

fn check_foreign(level: &str) {
    if !have("gdb-multiarch") || !have("qemu-aarch64") {
        return;
    }
    let scratch = Scratch::new(&format!("debugger-arm{level}")).expect("a folder for the tests");
    let program = build(&scratch, "aarch64", level);
    let (server, remote) = serve(&program);
    let commands = ["set tcp connect-timeout 20", &remote, "break Object#inner", "continue", "bt", "continue"];
    let text = gdb("gdb-multiarch", &program, &commands);
    drop(server);
    in_order(&text, &FRAMES);
    assert!(text.contains("exited normally"), "{text}");
    scratch.remove();
}

#[test]
fn gdb_shows_ruby_frames_of_aarch64_at_o0() {
    check_foreign("-O0");
}

#[test]
fn gdb_shows_ruby_frames_of_aarch64_at_o2() {
    check_foreign("-O2");
}
