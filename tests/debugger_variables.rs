//! gdb shows arguments and locals by name: at any line where nothing is optimised, at a method's entry elsewhere.
#[allow(dead_code)]
mod support;
use std::path::Path;
use support::debugger::{build, gdb, gdb_aarch64};
use support::process::Scratch;
use support::tools::{have, in_order};

const PROGRAM: &str = r##"class Account
  def initialize(owner)
    @owner = owner
    @entries = []
  end

  def deposit(amount, note = "none", *rest, fee: 0.5, **more, &block)
    total = amount * 2
    share = total / 8.0
    label = "#{note}!"
    [10, 20].each do |step|
      total += step
      @entries << [step, total, label]
    end
    block.call(total) if block
    finish(total, share)
  end

  def finish(total, share)
    @entries << share
    total
  end
end

account = Account.new("Ann")
puts account.deposit(ARGV.size + 3, "rent", :x, fee: 1.5, way: "bank") { |sum| puts sum }
"##;

/// At the line that follows the assignments.
const DEPOSIT: [&str; 10] = [
    "self = #<Account:0x",
    "@owner=\"Ann\"",
    "block = #<Proc:0x",
    "amount = 3",
    "note = \"rent\"",
    "rest = [:x]",
    "fee = 1.5",
    "more = {way: \"bank\"}",
    "total = 6",
    "share = 0.75",
];

fn commands(run: &'static str) -> Vec<&'static str> {
    let mut all = vec!["break variables.rb:11", "break variables.rb:13", run, "info args", "info locals", "continue", "continue"];
    all.extend(["info args", "info locals", "delete", "break Account#finish", "continue", "bt 2"]);
    all
}

#[track_caller]
fn check_o0(text: &str) {
    in_order(text, &DEPOSIT);
    in_order(text, &["step = 10", "total = 16", "label = \"rent!\""]);
    in_order(text, &["Account#finish (self=#<Account:0x", "total=36, share=0.75)", "Account#deposit (self=", "amount=3"]);
}

#[test]
fn gdb_shows_variables_at_o0() {
    if !have("gdb") {
        return;
    }
    let scratch = Scratch::new("variables").expect("a folder for the tests");
    let program = build(&scratch, "variables", PROGRAM, std::env::consts::ARCH, "-O0");
    check_o0(&gdb("gdb", &program, &commands("run")));
    scratch.remove();
}

#[test]
fn gdb_shows_variables_at_o0_while_objects_move() {
    if !have("gdb") {
        return;
    }
    let scratch = Scratch::new("variables-stress").expect("a folder for the tests");
    let program = build(&scratch, "variables", PROGRAM, std::env::consts::ARCH, "-O0");
    check_o0(&gdb("gdb", &program, &[&["set environment SALAMA_GC=stress"], &commands("run")[..]].concat()));
    scratch.remove();
}

#[test]
fn gdb_shows_variables_of_aarch64_at_o0() {
    if !have("gdb-multiarch") || !have("qemu-aarch64") {
        return;
    }
    let scratch = Scratch::new("variables-arm").expect("a folder for the tests");
    let program = build(&scratch, "variables", PROGRAM, "aarch64", "-O0");
    check_o0(&gdb_aarch64(&program, &commands("continue")));
    scratch.remove();
}

#[test]
fn gdb_shows_arguments_at_entry_at_o2() {
    if !have("gdb") {
        return;
    }
    let scratch = Scratch::new("variables-o2").expect("a folder for the tests");
    let text = "def count(words, least)\n  words.count { |word| word.size > least } + (words.size > 90 ? count(words, 1) : 0)\nend\n\
                puts count(%w[a bcd ef], 1)\nputs count(ARGV, 2)\n";
    let program = build(&scratch, "count", text, std::env::consts::ARCH, "-O2");
    let shown = gdb("gdb", &program, &["break *'Object#count'", "run", "info args", "info locals"]);
    in_order(&shown, &["words = [\"a\", \"bcd\", \"ef\"]", "least = 1"]);
    scratch.remove();
}

const WEIGH: &str = r##"def weigh(tree, depth, scale)
  return scale if depth == 0
  left = weigh(tree, depth - 1, scale * 1.5)
  note = "#{tree}#{depth}"
  pair = [depth, note]
  right = weigh(note, depth - 1, scale + left)
  raise ArgumentError, note if right > 1e9
  puts note if right > 1e8
  left + right + pair.size
end

puts weigh("t", ARGV.size + 3, 1.0)
"##;

/// Stops at a line again and again, and looks at the frame and its caller: variables with their values.
fn stops(program: &Path, line: &str, stressed: bool) -> Vec<String> {
    let native = program.to_string_lossy().contains(std::env::consts::ARCH);
    let mut commands = vec![line];
    if stressed {
        commands.push("set environment SALAMA_GC=stress");
    }
    commands.push(if native { "run" } else { "continue" });
    for _ in 0..4 {
        commands.extend(["info args", "info locals", "up", "info args", "info locals", "continue"]);
    }
    let text = if native { gdb("gdb", program, &commands) } else { gdb_aarch64(program, &commands) };
    let is_row = |line: &&str| line.split_once(" = ").is_some_and(|(name, _)| name.chars().all(char::is_alphanumeric));
    text.lines().filter(is_row).map(str::to_string).collect()
}

/// What optimised code shows is what the other shows, or nothing; how many it shows.
fn check_o2(arch: &str, stressed: bool) -> usize {
    let scratch = Scratch::new(&format!("variables-kept-{arch}-{stressed}")).expect("a folder for the tests");
    let [plain, optimised] = ["-O0", "-O2"].map(|level| build(&scratch, "weigh", WEIGH, arch, level));
    let mut known = 0;
    for line in ["break weigh.rb:4", "break weigh.rb:5", "break weigh.rb:6", "break weigh.rb:7", "break weigh.rb:9"] {
        let (expected, rows) = (stops(&plain, line, stressed), stops(&optimised, line, stressed));
        let of_weigh = |rows: &[String]| rows.iter().filter(|row| !row.starts_with("self = ")).cloned().collect::<Vec<_>>();
        let (expected, rows) = (of_weigh(&expected), of_weigh(&rows));
        assert_eq!(expected.len(), rows.len(), "{line}: {expected:#?}\n{rows:#?}");
        for (expected, row) in expected.iter().zip(&rows) {
            let hidden = row.ends_with(" = <optimized out>") && row.split(' ').next() == expected.split(' ').next();
            assert!(hidden || row == expected, "{line}: {row}, not {expected}");
            known += usize::from(!hidden);
        }
    }
    scratch.remove();
    known
}

#[test]
fn gdb_shows_what_optimised_code_keeps() {
    if !have("gdb") {
        return;
    }
    let known = [false, true].map(|stressed| check_o2(std::env::consts::ARCH, stressed));
    assert!(known[0] == known[1] && known[0] > 100, "{known:?}");
}

#[test]
fn gdb_shows_what_optimised_code_of_aarch64_keeps() {
    if !have("gdb-multiarch") || !have("qemu-aarch64") {
        return;
    }
    let known = check_o2("aarch64", false);
    assert!(known > 100, "{known}");
}
