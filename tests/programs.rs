//! Every program of `tests/programs` and `examples` through every engine: one output, that of CRuby 4.0; and the
//! programs of `tests/refused`, which must not compile.
//!
//! One test per program and engine, named `programs::NAME::ENGINE`; `cargo test --test programs -- ::x86_64_o2` runs
//! one engine, `-- NAME` one program. The verifiers run after every pass. A program is compiled once for each level, and
//! goes from there to all engines; native ones run again with `SALAMA_GC=stress`, where every allocation collects.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Trial};

#[allow(dead_code)]
mod support;
use support::case::{Case, ruby_files};
use support::emulator::{Emulator, lock};
use support::process::Scratch;
use support::worker::{Order, Work};

const LEVELS: [&str; 2] = ["-O0", "-O2"];
const TARGETS: [&str; 2] = ["x86_64", "aarch64"];
/// The engines in the order in which they run, so that neighbours are different programs: those of one program share its work.
const ENGINES: [(&str, &str); 6] =
    [("x86_64", ""), ("aarch64", ""), ("virtual", ""), ("register", ""), ("x86_64", "_stress"), ("aarch64", "_stress")];

/// How many programs are in work at a time.
const TOGETHER: usize = 8;

/// The work that a program's engines share, done by whichever test needs it first.
type Shared = Arc<OnceLock<Result<Work, String>>>;

/// One program on one engine.
struct Run {
    name: String,
    case: Arc<Case>,
    level: &'static str,
    engine: &'static str,
    stress: bool,
}

fn main() -> ExitCode {
    support::worker::work().unwrap_or_else(test)
}

fn test() -> ExitCode {
    let arguments = Arguments::from_args();
    let scratch = match Scratch::new("programs") {
        Ok(scratch) => Arc::new(scratch),
        Err(error) => {
            eprintln!("cannot make a folder for the tests: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut trials = vec![complete("programs", "tests/programs"), complete("examples", "examples")];
    trials.extend(support::refused::trials(&scratch));
    trials.extend(programs(&arguments, &scratch));
    let conclusion = libtest_mimic::run(&arguments, trials);
    scratch.remove();
    conclusion.exit_code()
}

/// No program may lie there without an expected output: it would be skipped in silence.
fn complete(prefix: &str, folder: &'static str) -> Trial {
    Trial::test(format!("{prefix}::all_have_expected_output"), move || {
        let known: Vec<String> = Case::all(folder).into_iter().map(|case| case.name).collect();
        let missing: Vec<String> = ruby_files(folder).into_iter().filter(|name| !known.contains(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("no .out file for: {}", missing.join(", ")).into()) }
    })
}

/// One test per program and engine; those of one program and level share what a worker made.
fn programs(arguments: &Arguments, scratch: &Arc<Scratch>) -> Vec<Trial> {
    let emulators: BTreeMap<&str, Emulator> = TARGETS.iter().map(|target| (*target, Emulator::find(target))).collect();
    let ignored = |run: &Run| emulators.get(run.engine) == Some(&Emulator::Missing) || support::pending::is_pending(&run.name);
    let runs = runs();
    let mut orders: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for run in runs.iter().filter(|run| !ignored(run) && is_asked_for(arguments, &run.name)) {
        let engines = orders.entry((run.case.path.clone(), run.level)).or_default();
        if !engines.contains(&run.engine) {
            engines.push(run.engine);
        }
    }
    let mut shared: BTreeMap<(String, &str), Shared> = BTreeMap::new();
    let trial = |run: Run| {
        let key = (run.case.path.clone(), run.level);
        let order = Order { level: run.level, engines: orders.get(&key).cloned().unwrap_or_default() };
        let work = shared.entry(key).or_default().clone();
        let emulator = emulators.get(run.engine).cloned();
        let (scratch, is_ignored) = (scratch.clone(), ignored(&run));
        let trial = Trial::test(run.name.clone(), move || {
            let work = work.get_or_init(|| work_alone(&run.case, &order, &scratch));
            Ok(judge(&run, work.as_ref().map_err(String::clone)?, emulator.as_ref(), &scratch)?)
        });
        trial.with_ignored_flag(is_ignored)
    };
    runs.into_iter().map(trial).collect()
}

/// Every program on every engine, some programs after the other: what a program's engines share is kept until the last is done.
fn runs() -> Vec<Run> {
    let folders = [("programs", "tests/programs"), ("examples", "examples")];
    let cases = folders.map(|(prefix, folder)| Case::all(folder).into_iter().map(move |case| (prefix, Arc::new(case))));
    let cases: Vec<(&str, Arc<Case>)> = cases.into_iter().flatten().collect();
    let mut runs = Vec::new();
    for some in cases.chunks(TOGETHER) {
        for (engine, suffix) in ENGINES {
            for level in LEVELS {
                runs.extend(some.iter().map(|(prefix, case)| Run::new(prefix, case, engine, level, suffix)));
            }
        }
    }
    runs
}

impl Run {
    /// `programs::fib::x86_64_o2_stress`
    fn new(prefix: &str, case: &Arc<Case>, engine: &'static str, level: &'static str, suffix: &str) -> Run {
        let number = level.trim_start_matches('-').to_lowercase();
        let name = format!("{prefix}::{}::{engine}_{number}{suffix}", case.name);
        Run { name, case: case.clone(), level, engine, stress: !suffix.is_empty() }
    }
}

/// Will the test be run? As the library that runs the tests decides it.
fn is_asked_for(arguments: &Arguments, name: &str) -> bool {
    let hits = |pattern: &String| if arguments.exact { name == pattern } else { name.contains(pattern) };
    arguments.filter.as_ref().is_none_or(hits) && !arguments.skip.iter().any(hits)
}

fn work_alone(case: &Case, order: &Order, scratch: &Scratch) -> Result<Work, String> {
    let _lock = case.alone.then(|| lock(&case.name)).transpose()?;
    Work::of(case, order, scratch)
}

fn judge(run: &Run, work: &Work, emulator: Option<&Emulator>, scratch: &Scratch) -> Result<(), String> {
    let Some(emulator) = emulator else { return run.case.check(&work.outcome(run.engine)?) };
    let executable = work.executable(run.engine)?;
    let mut command = if run.stress { emulator.stressed(&executable) } else { emulator.command(&executable) };
    command.args(&run.case.arguments);
    let _lock = run.case.alone.then(|| lock(&run.case.name)).transpose()?;
    // a collection at every allocation, and an emulator perhaps
    let patience = if run.stress { 4 } else { 1 };
    run.case.check(&scratch.run_patiently(&mut command, run.case.input.as_deref(), patience)?)
}
