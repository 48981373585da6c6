//! Every program of `tests/programs` and `examples` through every engine: one output, that of CRuby 4.0; and the
//! programs of `tests/refused`, which must not compile.
//!
//! One test per program and engine, named `programs::NAME::ENGINE`; `cargo test --test programs -- ::x86_64_o2` runs
//! one engine, `-- NAME` one program. The verifiers run after every pass. A native program is built once for each
//! target and level, and run again with `SALAMA_GC=stress`, where every allocation collects.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Trial};

#[allow(dead_code)]
mod support;
use support::case::{Case, ruby_files};
use support::process::{Outcome, Scratch};

const SALAMA: &str = env!("CARGO_BIN_EXE_salama");
const LEVELS: [&str; 2] = ["-O0", "-O2"];
const MACHINES: [&str; 2] = ["virtual", "register"];
const TARGETS: [&str; 2] = ["x86_64", "aarch64"];

/// An executable that is built by whichever test needs it first.
type Executable = Arc<OnceLock<Result<PathBuf, String>>>;

fn main() {
    let arguments = Arguments::from_args();
    let scratch = match Scratch::new("programs") {
        Ok(scratch) => Arc::new(scratch),
        Err(error) => {
            eprintln!("cannot make a folder for the tests: {error}");
            std::process::exit(1);
        }
    };
    let mut trials = vec![complete("programs", "tests/programs"), complete("examples", "examples")];
    let emulators: BTreeMap<&str, Emulator> = TARGETS.iter().map(|target| (*target, Emulator::find(target))).collect();
    for (prefix, folder) in [("programs", "tests/programs"), ("examples", "examples")] {
        for case in Case::all(folder) {
            let case = Arc::new(case);
            trials.extend(interpreted(prefix, &case, &scratch));
            for (target, emulator) in &emulators {
                trials.extend(native(prefix, &case, &scratch, target, emulator));
            }
        }
    }
    trials.extend(support::refused::trials(&scratch));
    let trials = support::passing::mark(trials);
    let conclusion = libtest_mimic::run(&arguments, trials);
    scratch.remove();
    conclusion.exit();
}

/// No program may lie there without an expected output: it would be skipped in silence.
fn complete(prefix: &str, folder: &'static str) -> Trial {
    Trial::test(format!("{prefix}::all_have_expected_output"), move || {
        let known: Vec<String> = Case::all(folder).into_iter().map(|case| case.name).collect();
        let missing: Vec<String> = ruby_files(folder).into_iter().filter(|name| !known.contains(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("no .out file for: {}", missing.join(", ")).into()) }
    })
}

fn interpreted(prefix: &str, case: &Arc<Case>, scratch: &Arc<Scratch>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for machine in MACHINES {
        for level in LEVELS {
            let (case, scratch) = (case.clone(), scratch.clone());
            trials.push(Trial::test(name(prefix, &case, machine, level, ""), move || {
                let mut command = salama();
                command.args(["interpret", "--level", machine, level, "--verify", &case.path, "--"]).args(&case.arguments);
                judge(&case, &scratch, &mut command)
            }));
        }
    }
    trials
}

fn native(prefix: &str, case: &Arc<Case>, scratch: &Arc<Scratch>, target: &'static str, emulator: &Emulator) -> Vec<Trial> {
    let mut trials = Vec::new();
    for level in LEVELS {
        let built: Executable = Arc::new(OnceLock::new());
        for (suffix, stress) in [("", false), ("_stress", true)] {
            let (case, scratch, built, emulator) = (case.clone(), scratch.clone(), built.clone(), emulator.clone());
            let missing = emulator == Emulator::Missing;
            let trial = Trial::test(name(prefix, &case, target, level, suffix), move || {
                let executable = built.get_or_init(|| build(&case, &scratch, target, level)).clone()?;
                let mut command = emulator.command(&executable);
                command.args(&case.arguments);
                if stress {
                    command.env("SALAMA_GC", "stress");
                }
                judge(&case, &scratch, &mut command)
            });
            trials.push(trial.with_ignored_flag(missing));
        }
    }
    trials
}

/// `programs::fib::x86_64_o2_stress`
fn name(prefix: &str, case: &Case, engine: &str, level: &str, suffix: &str) -> String {
    format!("{prefix}::{}::{engine}_{}{suffix}", case.name, level.trim_start_matches('-').to_lowercase())
}

fn salama() -> Command {
    let mut command = Command::new(SALAMA);
    command.env_remove("SALAMA_GC").env_remove("SALAMA_HEAP_LIMIT");
    command
}

fn build(case: &Case, scratch: &Scratch, target: &str, level: &str) -> Result<PathBuf, String> {
    let path = scratch.file(&format!("{}-{target}{level}", case.path.replace('/', "-")));
    let mut command = salama();
    command.args(["build", "--target", target, level, "--verify", "-o"]).arg(&path).arg(&case.path);
    let outcome = scratch.run(&mut command, None)?;
    if outcome.status == Some(0) {
        return Ok(path);
    }
    Err(format!("building ended with status {}:\n{}", outcome.describe_status(), outcome.text()))
}

fn judge(case: &Case, scratch: &Scratch, command: &mut Command) -> Result<(), libtest_mimic::Failed> {
    let lock = case.alone.then(|| lock(&case.name)).transpose()?;
    let outcome: Outcome = scratch.run(command, case.input.as_deref())?;
    drop(lock);
    Ok(case.check(&outcome)?)
}

/// Held while a program that writes to fixed names under `/tmp` runs, by whatever process of this machine.
fn lock(name: &str) -> Result<File, String> {
    let path = std::env::temp_dir().join(format!("salama-test-{name}.lock"));
    let lock = || {
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    };
    lock().map_err(|error: std::io::Error| format!("cannot lock {}: {error}", path.display()))
}

/// How executables of a target run here.
#[derive(Clone, PartialEq)]
enum Emulator {
    /// This machine's own instructions.
    None,
    /// Through qemu-user.
    Qemu(String),
    /// Not at all: its tests are ignored, which is said aloud.
    Missing,
}

impl Emulator {
    fn find(target: &str) -> Emulator {
        if std::env::consts::ARCH == target {
            return Emulator::None;
        }
        let program = format!("qemu-{target}");
        let found = Command::new(&program).arg("--version").output().is_ok_and(|output| output.status.success());
        if found {
            return Emulator::Qemu(program);
        }
        eprintln!("\n!!! {program} is missing: NO test of the target {target} will run.");
        eprintln!("!!! Install it (on Debian: apt-get install qemu-user) and run the tests again.\n");
        Emulator::Missing
    }

    fn command(&self, executable: &PathBuf) -> Command {
        let mut command = match self {
            Emulator::Qemu(program) => {
                let mut command = Command::new(program);
                command.arg(executable);
                command
            }
            Emulator::None | Emulator::Missing => Command::new(executable),
        };
        command.env_remove("SALAMA_GC").env_remove("SALAMA_HEAP_LIMIT");
        command
    }
}
