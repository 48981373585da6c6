//! The list of passes from outside: what the command line makes of it, and that a program is right without any pass that may
//! be left out.
//!
//! `SALAMA_PASSES=all cargo test --test pipeline` leaves each pass out of every program, not of a sample.
use std::fs;
use std::process::Command;

#[allow(dead_code)]
mod support;
use support::case::Case;
use support::process::{Outcome, Scratch};

use salama::pipeline::NEEDED;
use salama::{Optimisation, Pipeline};

/// What is compiled without a pass, unless all is: exceptions, blocks, floats, big integers, dynamic calls.
const SAMPLE: [&str; 2] = ["15_exceptions", "13_closures"];

fn salama(scratch: &Scratch, arguments: &[&str]) -> Outcome {
    let outcome = scratch.run(Command::new(env!("CARGO_BIN_EXE_salama")).args(arguments), None);
    outcome.unwrap_or_else(|complaint| panic!("salama {arguments:?}: {complaint}"))
}

/// The names of the standard passes, each once.
fn names() -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for pass in Pipeline::standard(Optimisation::All).iter() {
        if !names.iter().any(|name| name == pass.name()) {
            names.push(pass.name().to_string());
        }
    }
    names
}

fn is_needed(name: &str) -> bool {
    NEEDED.iter().any(|(needed, _)| *needed == name)
}

#[test]
fn a_program_is_right_without_any_pass_that_may_be_left_out() {
    let scratch = Scratch::new("without").expect("a folder for the tests");
    let all = std::env::var("SALAMA_PASSES").is_ok_and(|value| value == "all");
    let cases = Case::all("tests/programs").into_iter().filter(|case| all || SAMPLE.contains(&case.name.as_str()));
    let cases: Vec<Case> = cases.collect();
    assert!(all || cases.len() == SAMPLE.len(), "the sample is there");
    let mut lists: Vec<Vec<String>> =
        names().into_iter().filter(|name| !is_needed(name)).map(|name| vec!["--without".into(), name]).collect();
    lists.push(vec!["--only".into(), String::new()]);
    let mut wrong = Vec::new();
    for case in cases {
        for options in &lists {
            let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
            command.args(["run", "--verify"]).args(options).arg(&case.path).arg("--").args(&case.arguments);
            let result = scratch.run_patiently(&mut command, case.input.as_deref(), 2);
            let result = result.and_then(|outcome| case.check(&outcome));
            wrong.extend(result.err().map(|complaint| format!("{} {}: {complaint}", case.name, options.join(" "))));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    scratch.remove();
}

#[test]
fn what_the_program_needs_cannot_be_left_out() {
    let scratch = Scratch::new("needed").expect("a folder for the tests");
    for (name, reason) in NEEDED {
        let outcome = salama(&scratch, &["build", "--without", name, "examples/nbody.rb", "-o", "/dev/null"]);
        let said = format!("the pass `{name}` cannot be left out: {reason}");
        assert!(outcome.status == Some(1) && outcome.text().contains(&said), "{}", outcome.text());
    }
    scratch.remove();
}

#[test]
fn wrong_lists_of_passes_are_refused() {
    let scratch = Scratch::new("lists").expect("a folder for the tests");
    let wrong: [(&[&str], &str); 7] = [
        (&["--without", "inlin"], "did you mean `inline`?"),
        (&["--without", "nothing_like_it"], "there are: infer, unite, inline, merge"),
        (&["--only", "gvnn"], "did you mean `gvn`?"),
        (&["--repeat", "safepoints=2"], "comes after `safepoints`, and does not say that it keeps"),
        (&["--repeat", "gvn=0"], "1 to 1000 times"),
        (&["--pipeline", "virtual(unite,infer)"], "must come before `unite`: there are no versions before"),
        (&["--pipeline", "virtual"], "is no pipeline"),
    ];
    for (options, words) in wrong {
        for command in [&["passes"][..], &["build", "examples/nbody.rb"], &["emit", "register", "-O2", "examples/nbody.rb"]] {
            let arguments = [command, options].concat();
            let outcome = salama(&scratch, &arguments);
            assert!(outcome.status == Some(1) && outcome.text().contains(words), "{arguments:?}: {}", outcome.text());
        }
    }
    scratch.remove();
}

#[test]
fn the_list_of_passes_reads_back_as_itself() {
    let scratch = Scratch::new("list").expect("a folder for the tests");
    for level in ["-O0", "-O1", "-O2"] {
        let listing = salama(&scratch, &["passes", level]).text();
        let first = listing.lines().next().unwrap_or_default();
        let again = salama(&scratch, &["passes", level, "--pipeline", first]).text();
        assert_eq!(listing, again);
    }
    let json = salama(&scratch, &["passes", "--format", "json"]).text();
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["passes"].as_array().map(Vec::len), Some(Pipeline::standard(Optimisation::All).iter().count()));
    let dot = salama(&scratch, &["passes", "--format", "dot"]).text();
    assert!(dot.starts_with("digraph passes {") && dot.contains("[label=\"lower\"]"), "{dot}");
    scratch.remove();
}

#[test]
fn a_standard_list_in_words_gives_the_same_bytes() {
    let scratch = Scratch::new("words").expect("a folder for the tests");
    let build = |options: &[&str]| {
        let output = scratch.file("program").to_string_lossy().into_owned();
        let arguments = [&["build", "--strip", "examples/nbody.rb", "-o", &output], options].concat();
        let outcome = salama(&scratch, &arguments);
        assert_eq!(outcome.status, Some(0), "{}", outcome.text());
        fs::read(output).expect("it has been built")
    };
    let standard = build(&[]);
    assert!(build(&["--pipeline", &Pipeline::standard(Optimisation::All).to_string()]) == standard);
    assert!(build(&["--only", &names().join(",")]) == standard);
    assert!(build(&["--without", "gvn"]) != standard);
    scratch.remove();
}
