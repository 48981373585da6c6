//! The commands of `docs/debugging.md`: each block runs as one script, and what stands under its commands is in the output, in
//! this order.
use std::fs;
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::case::ROOT;
use support::debugger::{have, in_order};
use support::process::Scratch;

/// What stands between a line with the fence and the next fence.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// Runs the blocks that use a tool.
fn check(tools: &[&str]) {
    if !tools.iter().all(|tool| have(tool)) {
        return;
    }
    let page = fs::read_to_string(format!("{ROOT}/docs/debugging.md")).expect("the page is there");
    let uses = |block: &&str| block.lines().any(|line| line.starts_with(&format!("$ {} ", tools[0])));
    let found: Vec<&str> = blocks(&page, "console").into_iter().filter(uses).collect();
    assert!(!found.is_empty(), "the page uses {}", tools[0]);
    let scratch = Scratch::new(&format!("page-{}", tools[0])).expect("a folder for the tests");
    fs::write(scratch.file("account.rb"), blocks(&page, "ruby")[0]).expect("the folder is ours");
    for block in found {
        let (commands, wanted): (Vec<&str>, Vec<&str>) = block.lines().partition(|line| line.starts_with("$ "));
        let commands: Vec<&str> = commands.iter().map(|line| &line[2..]).collect();
        let compiler = format!("salama() {{ {} \"$@\"; }}", env!("CARGO_BIN_EXE_salama"));
        let script = format!("cd {}\nset -e\n{compiler}\n{}\n", scratch.file("").display(), commands.join("\n"));
        let outcome = scratch.run(Command::new("sh").args(["-c", &script]), None);
        let outcome = outcome.unwrap_or_else(|complaint| panic!("{complaint}"));
        assert_eq!(outcome.status, Some(0), "{script}{}", outcome.text());
        in_order(&outcome.text(), &wanted);
    }
    scratch.remove();
}

#[test]
fn gdb() {
    check(&["gdb"]);
}

#[test]
fn gdb_of_aarch64() {
    check(&["gdb-multiarch", "qemu-aarch64"]);
}

#[test]
fn addr2line() {
    check(&["addr2line", "nm"]);
}

#[test]
fn callgrind() {
    check(&["valgrind", "callgrind_annotate"]);
}

#[test]
fn perf() {
    let may = Command::new("perf").args(["record", "-q", "-e", "cpu-clock", "-o", "/dev/null", "true"]).output();
    if !may.is_ok_and(|output| output.status.success()) {
        eprintln!("!!! SKIPPED: perf is missing or may not measure (Debian: apt-get install linux-perf)");
        return;
    }
    check(&["perf"]);
}
