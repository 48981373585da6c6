//! `build --bisect`: the search as a command.
use super::arguments::Build;
use super::{Compiler, FAILURE, passes};
use crate::bisect::{self, Answer, Culprit, Judge, Methods, Trials};
use crate::front::Failure;
use crate::scratch::Scratch;
use crate::text::{self, Stage};
use base::Diagnostic;
use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

pub fn run(build: &Build, command: &str, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let (course, stage) = passes::begin(&build.file, &build.common, 2, compiler)?;
    text::whole(&build.file, &stage)?;
    let limit = Duration::from_secs(build.bisect.bisect_timeout);
    let judge = if command.is_empty() { interpretation(build, &stage, limit)? } else { Judge::Command(command.to_string()) };
    let scratch = Scratch::new("bisect")?;
    let mut trials = Trials::new(course.pipeline, stage, &build.file, judge, scratch.path().to_path_buf());
    let options = &build.common.passes;
    (trials.target, trials.limit, trials.pass_limit) = (build.target, limit, Duration::from_secs(options.pass_timeout));
    trials.commands = options.pass_command.iter().map(|(_, command)| command.clone()).collect();
    let answer = bisect::bisect(&mut trials)?;
    let told = match &answer {
        Answer::Nothing => "nothing is wrong: the program is right with all passes".to_string(),
        Answer::Start(None) => "not a pass that can be left out: the program is wrong from the start".to_string(),
        Answer::Start(Some(place)) => {
            format!("not a pass that can be left out: the program is wrong from the start; what is wrong is {place}")
        }
        Answer::Passes(names) => format!("one of these passes breaks the program, and more cannot be told: {}", names.join(", ")),
        Answer::Pass(culprit) => found(&trials, culprit)?,
    };
    // a reader that has seen enough closes the pipe: that is no failure
    let _ = std::io::stdout().write_all((told + "\n").as_bytes());
    Ok(if matches!(answer, Answer::Nothing) { ExitCode::SUCCESS } else { ExitCode::from(FAILURE) })
}

/// What the program does when it is interpreted as it comes from the compiler.
fn interpretation(build: &Build, stage: &Stage, limit: Duration) -> Result<Judge, Failure> {
    if !matches!(stage, Stage::Virtual(program) if program.passes.is_empty()) {
        let error = Diagnostic::error("this text has been through passes, so there is nothing to compare it with");
        return Err(error.hint("give a command that judges the program: --bisect 'COMMAND'").into());
    }
    let mut input = Vec::new();
    if !std::io::stdin().is_terminal() {
        let read = std::io::stdin().read_to_end(&mut input);
        read.map_err(|error| Diagnostic::error(format!("cannot read the standard input: {error}")))?;
    }
    bisect::interpret(&build.file, &["--level", "virtual", "-O0"], &input, limit).map(Judge::Expected)
}

fn found(trials: &Trials<'_>, culprit: &Culprit) -> Result<String, Failure> {
    let name = culprit.pass.name();
    let mut told = format!("the pass `{name}` breaks the program: {}", culprit.told);
    match &culprit.methods {
        Methods::One(method) => told += &format!("\nin {method}"),
        Methods::Many(methods) => told += &format!("\nin these together: {}", methods.join(", ")),
        Methods::Whole(why) => told += &format!("\nin no method alone: {why}"),
    }
    if !culprit.with.is_empty() {
        told += &format!("\nonly after {}", culprit.with.join(", "));
    }
    let path = bisect::write(trials, culprit)?;
    Ok(told + &format!("\n`{} reproduce {}` shows it again", super::name(), path.display()))
}
