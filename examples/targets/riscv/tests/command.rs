//! The command line with one more target: where its name is taken, and what is said of others.
use std::path::Path;
use std::process::{Command, Output};

const PROGRAM: &str = "def twice(x) = x + x\nputs twice(21), twice(0.5), ARGV.inspect\nexit 3\n";

fn salama(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_riscv")).args(arguments).output().expect("it starts")
}

/// What it prints; it succeeds.
fn said(arguments: &[&str]) -> String {
    let output = salama(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

/// The program in a file, and a place beside it.
fn files(name: &str, other: &str) -> (String, String) {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let (path, other) = (format!("{folder}/{name}.rb"), format!("{folder}/{name}{other}"));
    std::fs::write(&path, PROGRAM).expect("the folder is ours");
    (path, other)
}

#[test]
fn a_program_runs() {
    let emulated = !riscv::TARGET.is_host();
    if emulated && Command::new("qemu-riscv64").arg("--version").output().is_err() {
        return eprintln!("SKIPPED: qemu-riscv64 is missing; this test shows nothing without it");
    }
    let (path, _) = files("run", "");
    let output = salama(&["run", "--target", "riscv", &path, "--", "a"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "42\n1.0\n[\"a\"]\n");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn executables_are_for_the_target_that_was_asked_for() {
    let (path, out) = files("build", ".out");
    for (target, machine) in [("riscv64", 243), ("aarch64", 183), ("x86_64", 62)] {
        said(&["build", "--target", target, &path, "-o", &out]);
        assert_eq!(std::fs::read(&out).expect("it was written")[18], machine, "{target}");
    }
}

#[test]
fn code_is_shown_with_its_source() {
    let (path, page) = files("show", ".html");
    let text = said(&["emit", "asm", "-O0", "--target", "riscv64", &path]);
    let method = text.split("\nObject#twice").nth(1).expect("the method is there");
    let method = method.split("\n\n").next().expect("a split has parts");
    assert!(method.contains("show.rb:1") && method.contains("  ret"), "{method}");
    assert!(!text.contains(".word"), "all that is written can be shown");
    said(&["explore", &path, "-o", &page]);
    assert!(Path::new(&page).is_file());
}

#[test]
fn its_name_is_one_of_all() {
    let help = said(&["build", "--help"]);
    assert!(help.contains("[possible values: x86_64, aarch64, riscv64]"), "{help}");
    let (path, _) = files("unknown", "");
    let output = salama(&["build", "--target", "riscv46", &path]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("a similar value exists: 'riscv64'"), "{errors}");
}
