//! The command line: what each command does, in the order in which it does it.
pub(crate) mod arguments;
mod emit;
mod explore;
pub(crate) mod passes;
pub(crate) mod run;

use crate::caught;
use crate::pipeline::{Optimisation, Pipeline};
use crate::report;
use arguments::{Arguments, Command};
use base::Diagnostic;
use clap::Parser;
use std::process::ExitCode;

/// Exit status for a wrong program or input.
const FAILURE: u8 = 1;

/// Analyses recurse with the program's nesting and its call depth.
const STACK: usize = 1 << 30;

/// Makes the list of passes of a level of optimisation.
pub(crate) type Make<'a> = &'a dyn Fn(Optimisation) -> Result<Pipeline, Diagnostic>;

/// The whole command line, with a pipeline of one's own for each level of optimisation.
///
/// ```no_run
/// use salama::{Pipeline, main_with};
///
/// fn main() -> std::process::ExitCode {
///     main_with(|level| Ok(Pipeline::standard(level)))
/// }
/// ```
pub fn main_with(pipeline: impl Fn(Optimisation) -> Result<Pipeline, Diagnostic> + Send + 'static) -> ExitCode {
    let arguments = Arguments::parse();
    caught::keep();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run_command(arguments, &pipeline));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => {
            eprintln!("error: the compiler itself failed: {}", caught::last_words());
            eprintln!("please report this with the program that shows it");
            ExitCode::from(FAILURE)
        }
        Err(error) => {
            eprintln!("error: cannot start a thread: {error}");
            ExitCode::from(FAILURE)
        }
    }
}

fn run_command(arguments: Arguments, pipeline: Make<'_>) -> ExitCode {
    let result = match arguments.command {
        Command::Build(build) => run::build(&build, pipeline),
        Command::Run(run) => run::run(&run, pipeline),
        Command::Interpret(interpret) => run::interpret(&interpret, pipeline),
        Command::Step(step) => crate::step::step(&step, pipeline),
        Command::Emit(emit) => emit::emit(&emit, pipeline),
        Command::Reproduce(reproduce) => crate::reproduce::again(&reproduce.file, pipeline).map(|said| {
            print!("{said}");
            ExitCode::SUCCESS
        }),
        Command::Explore(explore) => explore::explore(&explore, pipeline),
        Command::Passes(passes) => passes::print(&passes, pipeline),
    };
    result.unwrap_or_else(|failure| {
        report::print(&failure.sources, &failure.diagnostics);
        let errors = failure.diagnostics.len();
        if errors > 1 {
            eprintln!("{errors} errors");
        }
        ExitCode::from(FAILURE)
    })
}
