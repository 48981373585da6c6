//! What gdb sees of a Ruby program that the compiler built: a breakpoint on a method by name, a backtrace through three
//! Ruby frames with file and line, and in what was inlined; at -O0 and -O2, natively and (through qemu's gdb server) on AArch64.
#[allow(dead_code)]
mod support;
use support::debugger::{build, gdb, gdb_aarch64};
use support::process::Scratch;
use support::tools::{have, in_order};

/// Each method calls from two places, and does too much to be inlined.
const PROGRAM: &str = r#"# Three methods, one within the other.
def inner(numbers, depth)
  return numbers.size if depth == 0
  numbers << depth << depth * 5 << depth * 7 << depth % 3 << depth / 2 << depth + 9
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
    let program = build(&scratch, "frames", PROGRAM, std::env::consts::ARCH, level);
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
    let program = build(&scratch, "frames", PROGRAM, "aarch64", level);
    let text = gdb_aarch64(&program, &["break Object#inner", "continue", "bt", "continue"]);
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

/// Of `double` nothing is left but the inlined product.
const INLINED: &str = r#"def double(number)
  number * 2
end

def fill(numbers, depth)
  return numbers.size if depth == 0
  numbers << double(depth) << depth * 5 << depth * 7 << depth % 3 << depth / 2 << depth + 9
  fill(numbers, depth - 1) + 1
end

puts fill([], ARGV.size + 3)
"#;

/// A breakpoint on a method that was inlined: it and its callers are frames.
fn check_inlined(target: &str) {
    let native = target == std::env::consts::ARCH;
    if !have(if native { "gdb" } else { "gdb-multiarch" }) || !native && !have("qemu-aarch64") {
        return;
    }
    let scratch = Scratch::new(&format!("inlined-{target}")).expect("a folder for the tests");
    let program = build(&scratch, "inlined", INLINED, target, "-O2");
    let commands = ["break Object#double", if native { "run" } else { "continue" }, "bt"];
    let text = if native { gdb("gdb", &program, &commands) } else { gdb_aarch64(&program, &commands) };
    in_order(&text, &["#0  Object#double (", "inlined.rb:2", "Object#fill (", "inlined.rb:7", "<main> (", "inlined.rb:11"]);
    scratch.remove();
}

#[test]
fn gdb_stops_in_inlined_methods() {
    check_inlined("x86_64");
}

#[test]
fn gdb_stops_in_inlined_methods_of_aarch64() {
    check_inlined("aarch64");
}
