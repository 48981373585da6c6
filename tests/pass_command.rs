//! Passes that are programs of their own: good ones, and hostile ones, which get a clear error and no wrong program.
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

#[allow(dead_code)]
mod support;
use support::case::{Case, ROOT};
use support::process::{Outcome, Scratch};

use salama::course::Course;
use salama::virtual_machine::{BlockId, Instruction, Op, Operand};
use salama::{Optimisation, Pass, Pipeline};

fn salama(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let outcome = scratch.run(Command::new(env!("CARGO_BIN_EXE_salama")).args(arguments), None);
    outcome.unwrap_or_else(|complaint| panic!("salama {arguments:?}: {complaint}"))
}

/// A program of the shell; its path.
fn script(scratch: &Scratch, name: &str, text: &str) -> String {
    let path = scratch.file(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("the folder is ours");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    path.to_string_lossy().into_owned()
}

#[test]
fn hostile_programs_are_told_off() {
    let scratch = Scratch::new("hostile").expect("a folder for the tests");
    let output = scratch.file("program").to_string_lossy().into_owned();
    let source = scratch.file("app.rb").to_string_lossy().into_owned();
    fs::write(&source, "puts 1\n").expect("the folder is ours");
    for (name, text, of_register, of_virtual) in [
        ("garbage", "cat > /dev/null; echo '){ nonsense'", "garbage:1:1", "garbage:1:1"),
        ("half", "head -c 300000; printf '\\n\"'; cat > /dev/null", " output of ", " output of "),
        ("types", "sed 's/: word = word/: float = word/; s/drop/set self =/'", "the result should be a word", ""),
        ("nothing", "cat > /dev/null", "` wrote nothing", ""),
        ("endless", "yes nonsense", "` wrote more than", ""),
        ("never", "sleep 1000", "` did not end within 1 s", ""),
        ("closed", "exec >&-; sleep 1000", "` did not end within 1 s", ""),
        ("status", "cat; exit 3", "` failed with exit status: 3", "` failed with exit status: 3"),
        ("signal", "cat; kill -9 $$", "` failed with signal: 9", ""),
        ("binary", r"cat > /dev/null; printf '\377\376'", "` wrote no UTF-8: byte 0", ""),
    ] {
        let path = script(&scratch, name, text);
        let limit = if matches!(name, "never" | "closed") { "1" } else { "60" };
        for (after, words) in [("gvn", of_register), ("inline", of_virtual)].into_iter().filter(|(_, words)| !words.is_empty()) {
            let command = format!("after={after}:{path}");
            let started = Instant::now();
            let outcome =
                salama(&scratch, &["build", &source, "-o", &output, "--pass-command", &command, "--pass-timeout", limit]);
            let text = outcome.text();
            let fine = outcome.status == Some(1) && text.contains(words) && text.contains(name) && !Path::new(&output).exists();
            assert!(fine, "{name} after {after}: status {}:\n{text}", outcome.describe_status());
            assert!(started.elapsed() < Duration::from_secs(50), "{name} took too long");
        }
    }
    let missing = format!("after=gvn:{output}.missing");
    let outcome = salama(&scratch, &["build", "examples/lru_cache.rb", "--pass-command", &missing]);
    assert!(outcome.status == Some(1) && outcome.text().contains("cannot be started: No such file"), "{}", outcome.text());
    for wrong in ["gvn:cat", "after=gvn", "after=gvn:", "after=:cat"] {
        let outcome = salama(&scratch, &["build", "examples/lru_cache.rb", "--pass-command", wrong]);
        assert!(outcome.status == Some(2) && outcome.text().contains("after=NAME:PROGRAM is expected"), "{}", outcome.text());
    }
    scratch.remove();
}

#[test]
fn a_program_that_changes_nothing_changes_nothing() {
    let scratch = Scratch::new("unchanged").expect("a folder for the tests");
    let build = |options: &[&str]| {
        let output = scratch.file("program").to_string_lossy().into_owned();
        let arguments = [&["build", "--strip", "examples/lru_cache.rb", "-o", &output], options].concat();
        let outcome = salama(&scratch, &arguments);
        assert_eq!(outcome.status, Some(0), "{}", outcome.text());
        fs::read(output).expect("it has been built")
    };
    let commands = ["after=compile:cat", "after=infer:cat", "after=lower:cat", "after=simplify.2:cat", "after=layout:cat"];
    let options: Vec<&str> = commands.iter().flat_map(|command| ["--pass-command", command]).collect();
    assert!(build(&options) == build(&[]));
    scratch.remove();
}

#[test]
fn the_example_in_python_makes_right_programs() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("!!! SKIPPED: python3 is missing");
        return;
    }
    let scratch = Scratch::new("python").expect("a folder for the tests");
    let case = Case::all("tests/programs").into_iter().find(|case| case.name == "03_fib").expect("it is there");
    let command = "after=gvn:python3 examples/passes/multiply_by_shifting.py";
    let mut run = Command::new(env!("CARGO_BIN_EXE_salama"));
    run.args(["run", "--verify", "--pass-command", command, &case.path]);
    let outcome = scratch.run_patiently(&mut run, None, 3).unwrap_or_else(|complaint| panic!("{complaint}"));
    let said = String::from_utf8_lossy(&outcome.errors).into_owned();
    let count = said.split_whitespace().next().and_then(|word| word.parse::<u32>().ok()).unwrap_or(0);
    assert!(count > 0 && said.trim_end().ends_with("products are shifts"), "{said}");
    let outcome = Outcome::of(outcome.status, outcome.output, Vec::new());
    case.check(&outcome).unwrap_or_else(|complaint| panic!("{complaint}"));
    scratch.remove();
}

/// Builds with a pass that makes it fail; the error's title and hint.
fn failing(pass: Pass, after: &'static str) -> (String, String) {
    let run = move || {
        let pipeline = Pipeline::standard(Optimisation::All).insert_after(after, pass).expect("the pass may be there");
        let source = Path::new(ROOT).join("examples/lru_cache.rb");
        let mut course = Course { source: Some(source.clone()), ..Course::new(pipeline) };
        let failure = salama::course::load(&source).and_then(|stage| course.run(stage)).err().expect("the pass fails");
        (failure.diagnostics[0].title.clone(), failure.diagnostics[0].hint.clone().unwrap_or_default())
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(run).expect("a thread starts");
    thread.join().expect("panics are caught")
}

#[test]
fn what_a_pass_from_outside_makes_is_verified() {
    let cut = Pass::on_register("cut", "leave ends away", |program| {
        program.functions.iter_mut().for_each(|(_, function)| drop(function.blocks[register::ENTRY].instructions.pop()));
        Ok(())
    });
    let unset = Pass::on_virtual("unset", "return what is not set", |program| {
        for (_, method) in program.methods.iter_mut().filter(|(_, method)| !method.blocks.is_empty()) {
            let slot = method.new_temporary();
            method.rewrite(BlockId(0), |_, instruction, out| match instruction.op {
                Op::Return { .. } => out.push(Instruction { op: Op::Return { value: Operand::Slot(slot) }, ..instruction }),
                _ => out.push(instruction),
            });
        }
        Ok(())
    });
    for (pass, after, title, told) in [
        (cut, "gvn", "after the pass `cut`: ", "terminator"),
        (unset.keeps("infer"), "infer", "after the pass `unset`: ", "may be read before it is set"),
    ] {
        let (wrong, _) = failing(pass, after);
        assert!(wrong.starts_with(title) && wrong.contains(told), "{wrong}");
    }
}

#[test]
fn a_panic_in_a_pass_leaves_a_reproducer() {
    let scratch = Scratch::new("panic").expect("a folder for the tests");
    let passes = [
        (Pass::on_register("explode", "panic", |program| panic!("{} functions are too many", program.functions.len())), "gvn"),
        (Pass::on_virtual("explode", "panic", |_| panic!("something are too many")).keeps("infer"), "infer"),
    ];
    for (pass, after) in passes {
        let (title, hint) = failing(pass, after);
        assert!(!hint.contains("report"), "it is not the compiler's fault: {hint}");
        assert!(title.starts_with("the pass `explode` failed: ") && title.contains("are too many"), "{title}");
        let path =
            hint.split('`').nth(1).and_then(|command| command.split_once(" reproduce ")).expect("it says how").1.to_string();
        let text = fs::read_to_string(&path).expect("it has been written");
        assert!(text.starts_with("# reproduce explode\n"), "{}", text.lines().next().unwrap_or_default());
        // the plain compiler does not have the pass
        let outcome = salama(&scratch, &["reproduce", &path]);
        assert!(outcome.status == Some(1) && outcome.text().contains("there is no pass `explode`"), "{}", outcome.text());
        // a pass that it has works on what was kept; and the text is a program as any other
        let other = if path.ends_with(".virtual") { "unite" } else { "dead" };
        fs::write(&path, text.replacen("explode", other, 1)).expect("the file is ours");
        let outcome = salama(&scratch, &["reproduce", &path]);
        assert!(outcome.status == Some(0) && outcome.text().contains("does not fail"), "{}", outcome.text());
        let outcome = salama(&scratch, &["build", &path, "-o", &scratch.file("built").to_string_lossy()]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.text());
        fs::remove_file(&path).expect("the file is ours");
    }
    let outcome = salama(&scratch, &["reproduce", "examples/lru_cache.rb"]);
    assert!(outcome.status == Some(1) && outcome.text().contains("is no reproducer"), "{}", outcome.text());
    scratch.remove();
}
