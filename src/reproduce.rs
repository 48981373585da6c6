//! Reproducers: a text as it was before a step that failed, with the step's name in comments at its head. The file is a text as
//! any other; `salama reproduce FILE` runs the step on it again. Where a pass makes a wrong program and does not fail, the head has
//! the way to judge the program too: a command, or what the program should do.
//!
//! ```text
//! # reproduce gvn
//! # target x86_64
//! # arguments build app.rb
//! # told index out of bounds: the len is 3 but the index is 7 (register/src/passes/gvn/mod.rs:99)
//! passes infer unite lower merge
//! ...
//! ```
mod judged;

use crate::back::{self, Target};
use crate::caught;
use crate::command::{self, Compiler};
use crate::course::{check_register, check_virtual};
use crate::front::{Failure, read};
use crate::observe::LOWER;
use crate::pass::{Level, Pass};
use crate::pipeline::{Optimisation, Pipeline, machine};
use crate::text::{self, Stage};
use base::Diagnostic;
pub use judged::Judged;
use register::machine::Effort;
use std::path::{Path, PathBuf};

/// The step after the last pass: machine code of every function.
pub const CODE: &str = "code";

/// Writes a reproducer to the folder for temporary files; none where that cannot be written.
pub fn write(level: Level, text: &str, step: &str, target: &Target, told: &str) -> Option<PathBuf> {
    let plain: String = step.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    let path = std::env::temp_dir().join(format!("salama-{}-{plain}.{}", std::process::id(), machine(level)));
    std::fs::write(&path, head(step, target, told) + text).ok().map(|()| path)
}

/// The first lines of every reproducer.
pub(crate) fn head(step: &str, target: &Target, told: &str) -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let line = |text: &str| text.replace('\n', " ");
    let (name, arguments, told) = (target.name(), line(&arguments.join(" ")), line(told));
    format!("# reproduce {step}\n# target {name}\n# arguments {arguments}\n# told {told}\n")
}

/// The error of a step that panicked. `ours`: it is one of the compiler's own.
pub fn failure(step: &str, told: &str, reproducer: Option<&Path>, ours: bool) -> Failure {
    let what = if step == CODE || step == LOWER { "step" } else { "pass" };
    let error = Diagnostic::error(format!("the {what} `{step}` failed: {told}"));
    let again = reproducer.map(|path| format!("`{} reproduce {}` runs it again", command::name(), path.display()));
    error
        .hint(match (again, ours) {
            (Some(again), true) => format!("{again}; this is a fault of the compiler: please report it with that file"),
            (None, true) => "this is a fault of the compiler: please report it with the program".into(),
            (Some(again), false) => again,
            (None, false) => "this is a fault of the pass".into(),
        })
        .into()
}

/// Runs the step of a reproducer again; what it says if it does not fail.
///
/// # Errors
/// What fails, as before; or what is wrong with the file.
pub fn again(path: &Path, compiler: &Compiler) -> Result<String, Failure> {
    let content = read(path).map_err(Failure::from)?;
    let said = |word: &str| content.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(word)?.strip_prefix(' '));
    let (Some(step), Some(stage)) = (said("reproduce"), text::file(path)?) else {
        let error = Diagnostic::error(format!("{} is no reproducer", path.display()));
        return Err(error.hint("its name ends in .virtual or .register, its first line is `# reproduce PASS`").into());
    };
    let target = said("target").and_then(|name| Target::find(compiler.targets(), name));
    let target = target.unwrap_or(Target::host(compiler.targets()));
    let optimisation = Optimisation::of(stage.optimisation().unwrap_or(2));
    if let Some(judged) = Judged::read(&said)? {
        return judged.again(path, step, stage, target, compiler);
    }
    let level = match stage {
        Stage::Virtual(_) => Level::Virtual,
        Stage::Register(_) => Level::Register,
    };
    let pass = match (level, step) {
        (Level::Virtual, LOWER) | (Level::Register, CODE) => None,
        (level, pass) => Some(named(pass, level, optimisation, compiler)?),
    };
    let run = || -> Result<(), Failure> {
        match (stage, &pass) {
            (Stage::Virtual(program), None) => register::lower::lower(&program, register::lower::Options::default())
                .map(drop)
                .map_err(|wrong| Failure { sources: program.sources, diagnostics: wrong }),
            (Stage::Register(program), None) => {
                let effort = if optimisation == Optimisation::None { Effort::Quick } else { Effort::Optimised };
                back::code(&program, target, effort)
                    .map(drop)
                    .map_err(|wrong| Failure { sources: program.sources, diagnostics: wrong })
            }
            (Stage::Virtual(mut program), Some(pass)) => {
                let wrong = pass.run_on_virtual(&mut program).err();
                wrong.map_or(Ok(()), |diagnostics| Err(Failure { sources: program.sources.clone(), diagnostics }))?;
                check_virtual(&program, step)
            }
            (Stage::Register(mut program), Some(pass)) => {
                let wrong = pass.run_on_register(&mut program).err();
                wrong.map_or(Ok(()), |diagnostics| Err(Failure { sources: program.sources.clone(), diagnostics }))?;
                check_register(&program, step)
            }
        }
    };
    let ours = pass.as_ref().is_none_or(Pass::is_trusted);
    caught::run(run).unwrap_or_else(|told| Err(failure(step, &told, Some(path), ours)))?;
    Ok(format!("`{step}` does not fail on this text\n"))
}

/// A pass of the pipeline, or of the standard one.
pub(crate) fn named(name: &str, level: Level, optimisation: Optimisation, compiler: &Compiler) -> Result<Pass, Diagnostic> {
    let (own, standard) = (compiler.passes(optimisation)?, Pipeline::standard(Optimisation::All));
    let known = || own.iter().chain(standard.iter()).filter(|pass| pass.level() == level);
    let found = known().find(|pass| pass.name() == name).cloned();
    found.ok_or_else(|| crate::pipeline::unknown(name, known().map(Pass::name)))
}
