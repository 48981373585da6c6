//! gdb shows values as the program itself does: what `p` prints is compared with what gdb reads from memory.
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::debugger::{build, gdb, gdb_aarch64};
use support::process::Scratch;
use support::tools::{have, in_order};

/// Values of every kind in one Array, which holds itself too.
const PROGRAM: &str = r#"# All kinds of values.
require "set"

class Point
  def initialize(x, label)
    @x = x
    @label = label
  end
end

Pair = Struct.new(:left, :right)
Size = Data.define(:width)

def look(values, again)
  look(values, again - 1) if again > 0
  p values
end

values = [
  1, -3, 2**70, -(2**64), 4_611_686_018_427_387_903, 2.5, 0.0, -0.0, 1e100, 1e20, 1e16, 123456789012345.0, -1.5e-7, nil, true,
  false, :name, :"odd name", :+, :[]=, :empty?, "text\n\"\#{x}\" \#x é \u0001 \e", "", "\xff!", [], [1, [2]], {},
  { a: 1, "b" => 2.5, 3 => nil, "odd key": 1 }, 1..2, "a".., 1...nil, nil..3, Point.new(1, "x"), Pair.new(1, :two),
  Size.new(width: 3), Set[1, 2], Point, Comparable, ArgumentError.new("wrong")
]
values << values
values << { "self" => values }
look(values, ARGV.size + 2)
puts lambda { |x| x }.call(1)
"#;

/// Without addresses, which are the program's own affair.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split(":0x");
    let mut shown = parts.next().unwrap_or_default().to_string();
    for part in parts {
        shown.push_str(":0x");
        shown.push_str(part.trim_start_matches(|char: char| char.is_ascii_hexdigit()));
    }
    shown
}

/// The Array is the first argument, or follows self: the registers of both.
fn check(target: &str, level: &str, registers: [&str; 2]) {
    let native = target == std::env::consts::ARCH;
    if !have(if native { "gdb" } else { "gdb-multiarch" }) || !native && !have("qemu-aarch64") {
        return;
    }
    let scratch = Scratch::new(&format!("values-{target}{level}")).expect("a folder for the tests");
    let program = build(&scratch, "values", PROGRAM, target, level);
    let [first, second] = registers.map(|register| format!("p $ruby({register})"));
    let commands = ["set print elements 0", "break *'Object#look'", if native { "run" } else { "continue" }, &first, &second];
    let text = if native { gdb("gdb", &program, &commands) } else { gdb_aarch64(&program, &commands) };
    let mut run = if native { Command::new(&program) } else { Command::new("qemu-aarch64") };
    if !native {
        run.arg(&program);
    }
    let expected = scratch.run(&mut run, None).unwrap_or_else(|complaint| panic!("{complaint}")).text();
    let expected = without_addresses(expected.lines().next().expect("the program prints the values"));
    assert!(expected.contains("Set[1, 2]"), "{expected}");
    let shown = text.lines().filter_map(|line| line.split_once(" = ")).find(|(_, value)| value.starts_with("[1, -3"));
    let (_, shown) = shown.unwrap_or_else(|| panic!("no value in:\n{text}"));
    assert_eq!(without_addresses(shown), expected);
    scratch.remove();
}

#[test]
fn gdb_shows_values_at_o0() {
    check("x86_64", "-O0", ["$rdi", "$rsi"]);
}

#[test]
fn gdb_shows_values_at_o2() {
    check("x86_64", "-O2", ["$rdi", "$rsi"]);
}

#[test]
fn gdb_shows_values_of_aarch64() {
    check("aarch64", "-O0", ["$x0", "$x1"]);
}

#[test]
fn gdb_shows_words_that_are_no_values() {
    if !have("gdb") {
        return;
    }
    let scratch = Scratch::new("values-odd").expect("a folder for the tests");
    let program = build(&scratch, "values", PROGRAM, std::env::consts::ARCH, "-O0");
    let commands = ["p $ruby(14)", "p $ruby(13)", "p $ruby(0xfffffffffffffff9)", "p $ruby(0x2d)", "p (value)10"];
    let text = gdb("gdb", &program, &commands);
    in_order(&text, &["$1 = 7", "$2 = nil", "<no memory: 0xfffffffffffffff9>", "<no value: 0x2d>", "$5 = 5"]);
    scratch.remove();
}
