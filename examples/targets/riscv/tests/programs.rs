//! Every program of `tests/programs` and `examples`, built by this crate's own command line and run on RISC-V: one output, that of
//! CRuby 4.0. Passes are verified. All are built at -O2, every third at -O0 as well; with `SALAMA_TARGETS=all` all are built at
//! both, and run again with a collection at every allocation.
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::{Command, ExitCode};
use std::sync::Arc;

#[allow(dead_code)]
mod support;
use support::case::Case;
use support::emulator::{Emulator, lock};
use support::process::Scratch;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let scratch = Arc::new(Scratch::new("riscv").expect("the folder for tests is ours"));
    let emulator = Emulator::find(riscv::TARGET.name());
    let missing = emulator == Emulator::Missing;
    let all = std::env::var_os("SALAMA_TARGETS").is_some_and(|what| what == "all");
    let mut trials = Vec::new();
    for folder in ["tests/programs", "examples"] {
        let cases: Vec<Arc<Case>> = Case::all(folder).into_iter().map(Arc::new).collect();
        assert!(cases.len() > 5, "{folder} has programs");
        let levels = |(at, case)| [(case, "-O2", true), (case, "-O0", all || at % 3 == 0)];
        for (case, level, _) in cases.iter().enumerate().flat_map(levels).filter(|(.., wanted)| *wanted) {
            let (case, emulator, scratch) = (case.clone(), emulator.clone(), scratch.clone());
            let name = format!("{}::{}::{}", folder.trim_start_matches("tests/"), case.name, &level[1..].to_lowercase());
            trials.push(Trial::test(name, move || run(&case, level, &emulator, all, &scratch)).with_ignored_flag(missing));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    scratch.remove();
    conclusion.exit_code()
}

fn run(case: &Case, level: &str, emulator: &Emulator, all: bool, scratch: &Scratch) -> Result<(), Failed> {
    let executable = scratch.file(&format!("{}{level}", case.path.replace('/', "-")));
    let mut build = Command::new(env!("CARGO_BIN_EXE_riscv"));
    build.args(["build", "--target", "riscv64", "--verify", level, &case.path, "-o"]).arg(&executable);
    let built = scratch.run(&mut build, None)?;
    if built.status != Some(0) {
        return Err(format!("it cannot be built: {}", built.text()).into());
    }
    let _lock = case.alone.then(|| lock(&case.name)).transpose()?;
    for collects in [false, true].into_iter().filter(|collects| all || !collects) {
        let mut command = if collects { emulator.stressed(&executable) } else { emulator.command(&executable) };
        command.args(&case.arguments);
        let patience = if collects { 8 } else { 2 };
        case.check(&scratch.run_patiently(&mut command, case.input.as_deref(), patience)?)?;
    }
    std::fs::remove_file(&executable).ok();
    Ok(())
}
