//! `salama build --bisect`: passes that are broken on purpose are found, with the method, and reproducers say the same.
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[allow(dead_code)]
mod support;
use support::case::ROOT;
use support::process::Scratch;
use support::tools::have;

use salama::bisect::{Answer, Judge, Methods, Trials, bisect};
use salama::{Optimisation, Pass, Pipeline};

/// Right is what prints this.
const RIGHT: &str = "test \"$({})\" = 'the sum is 55'";

struct Ran {
    status: Option<i32>,
    text: String,
}

/// Runs the command in a folder that has the program and the broken pass.
fn salama(scratch: &Scratch, arguments: &[&str], input: &str) -> Ran {
    let folder = scratch.file("");
    for name in ["sum.rb", "broken.py"] {
        fs::copy(Path::new(ROOT).join("tests/bisect").join(name), folder.join(name)).expect("the folder is ours");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("salama starts");
    let mut stdin = child.stdin.take().expect("it has an input");
    // it need not read it
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    Ran { status: output.status.code(), text }
}

#[track_caller]
fn has(ran: &Ran, status: i32, parts: &[&str]) {
    assert_eq!(ran.status, Some(status), "{}", ran.text);
    parts.iter().for_each(|part| assert!(ran.text.contains(part), "`{part}` is missing in:\n{}", ran.text));
}

fn with_python() -> bool {
    have("python3")
}

#[test]
fn a_broken_pass_of_register_is_found() {
    if !with_python() {
        return;
    }
    let scratch = Scratch::new("bisect-register").expect("a folder for the tests");
    let pass = ["--pass-command", "after=gvn:python3 broken.py"];
    // judged by a command, and by interpretation
    for command in [vec!["build", "sum.rb", "--bisect", RIGHT], vec!["build", "sum.rb", "--bisect"]] {
        let ran = salama(&scratch, &[command, pass.to_vec()].concat(), "");
        has(
            &ran,
            1,
            &["1 of about", "the pass `python3 broken.py` breaks the program", "in Object#sum", "python3_broken_py.register"],
        );
        let file = "sum.python3_broken_py.register";
        let text = fs::read_to_string(scratch.file(file)).expect("it has been written");
        assert!(text.contains("# method Object#sum") && text.contains("= add_small_checked") && text.contains("\n# +  "));
        let again = salama(&scratch, &["reproduce", file], "");
        has(&again, 1, &["the pass `python3 broken.py` breaks the program, in Object#sum"]);
    }
    scratch.remove();
}

#[test]
fn a_broken_pass_of_virtual_is_found() {
    if !with_python() {
        return;
    }
    let scratch = Scratch::new("bisect-virtual").expect("a folder for the tests");
    let ran = salama(&scratch, &["build", "--bisect", RIGHT, "sum.rb", "--pass-command", "after=compile:python3 broken.py"], "");
    has(&ran, 1, &["the pass `python3 broken.py` breaks the program", "in Object#sum", "python3_broken_py.virtual"]);
    let again = salama(&scratch, &["reproduce", "sum.python3_broken_py.virtual"], "");
    has(&again, 1, &["the pass `python3 broken.py` breaks the program, in Object#sum"]);
    scratch.remove();
}

#[test]
fn a_pass_that_needs_another_is_told_so() {
    if !with_python() {
        return;
    }
    let scratch = Scratch::new("bisect-pair").expect("a folder for the tests");
    let ran =
        salama(&scratch, &["build", "sum.rb", "--bisect", RIGHT, "--pass-command", "after=dead:python3 broken.py licm"], "");
    has(&ran, 1, &["the pass `python3 broken.py licm` breaks the program", "in Object#sum", "only after inline, licm\n"]);
    let again = salama(&scratch, &["reproduce", "sum.python3_broken_py_licm.register"], "");
    has(&again, 1, &["breaks the program, in Object#sum"]);
    scratch.remove();
}

#[test]
fn what_no_pass_does_is_told_so() {
    let scratch = Scratch::new("bisect-none").expect("a folder for the tests");
    has(&salama(&scratch, &["build", "sum.rb", "--bisect", RIGHT], ""), 0, &["nothing is wrong"]);
    has(&salama(&scratch, &["build", "sum.rb", "--bisect"], ""), 0, &["nothing is wrong"]);
    has(&salama(&scratch, &["build", "sum.rb", "--bisect", "false"], ""), 1, &["wrong from the start"]);
    has(&salama(&scratch, &["build", "sum.rb", "--bisect", "exit 125 #"], ""), 1, &["it cannot be told"]);
    let missing = salama(&scratch, &["build", "sum.rb", "--bisect", "./no_such_command"], "");
    has(&missing, 1, &["the command `./no_such_command` cannot be run"]);
    let slow = salama(&scratch, &["build", "sum.rb", "--bisect", "sleep 100 #", "--bisect-timeout", "1"], "");
    has(&slow, 1, &["not at its end after 1 s", "wrong from the start"]);
    has(&salama(&scratch, &["build", "sum.rb", "--bisect-timeout", "1"], ""), 2, &["--bisect"]);
    scratch.remove();
}

#[test]
fn input_is_given_to_all() {
    let scratch = Scratch::new("bisect-input").expect("a folder for the tests");
    fs::write(scratch.file("read.rb"), "puts $stdin.read.size\n").expect("the folder is ours");
    has(&salama(&scratch, &["build", "read.rb", "--bisect"], "twelve bytes"), 0, &["nothing is wrong"]);
    scratch.remove();
}

/// A pass given as a closure: the same search, without a command line.
#[test]
fn a_broken_pass_of_a_crate_is_found() {
    let scratch = Scratch::new("bisect-closure").expect("a folder for the tests");
    let broken = Pass::on_register("broken", "make a subtraction of an addition", |program| {
        for id in program.functions.ids().collect::<Vec<_>>() {
            let function = &mut program.functions[id];
            for block in function.blocks.ids().collect::<Vec<_>>() {
                for instruction in &mut function.blocks[block].instructions {
                    if function.name == "Object#sum" && instruction.opcode == salama::register::Opcode::AddSmallChecked {
                        instruction.opcode = salama::register::Opcode::SubSmallChecked;
                    }
                }
            }
        }
        Ok(())
    });
    let pipeline = Pipeline::standard(Optimisation::All).insert_after("simplify", broken).expect("it may stand there");
    let file = Path::new(ROOT).join("tests/bisect/sum.rb");
    let stage = salama::course::load(&file).unwrap_or_else(|_| panic!("the program compiles"));
    let mut trials = Trials::new(pipeline, stage, &file, Judge::Command(RIGHT.into()), scratch.file(""));
    let Ok(Answer::Pass(culprit)) = bisect(&mut trials) else { panic!("a pass is found") };
    assert_eq!(culprit.pass.name(), "broken");
    assert!(matches!(&culprit.methods, Methods::One(name) if name.starts_with("Object#sum")));
    scratch.remove();
}
