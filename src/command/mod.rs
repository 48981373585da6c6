//! The command line: what each command does, in the order in which it does it.
pub(crate) mod arguments;
mod bisect;
mod emit;
mod explore;
pub(crate) mod passes;
pub(crate) mod run;

use crate::back::{BUILT_IN, Target};
use crate::caught;
use crate::pipeline::{Optimisation, Pipeline};
use crate::report;
use arguments::{Arguments, Command};
use base::Diagnostic;
use std::process::ExitCode;

/// Exit status for a wrong program or input.
const FAILURE: u8 = 1;

/// Analyses recurse with the program's nesting and its call depth.
const STACK: usize = 1 << 30;

/// Makes the list of passes of a level of optimisation.
type Maker = dyn Fn(Optimisation) -> Result<Pipeline, Diagnostic> + Send;

/// The name by which the command was called: a crate with passes of its own is a command of its own.
pub(crate) fn name() -> String {
    let path = std::env::args_os().next().unwrap_or_default();
    let name = std::path::Path::new(&path).file_name().unwrap_or("salama".as_ref());
    name.to_string_lossy().into_owned()
}

/// The compiler as a command line, with passes and targets of one's own.
///
/// ```no_run
/// use salama::{Compiler, Pipeline, back};
///
/// fn main() -> std::process::ExitCode {
///     // one's own target in place of the last: see examples/targets
///     Compiler::new().pipeline(|level| Ok(Pipeline::standard(level))).target(&back::ARM).run()
/// }
/// ```
pub struct Compiler {
    maker: Box<Maker>,
    targets: Vec<&'static Target>,
}

impl Default for Compiler {
    fn default() -> Compiler {
        Compiler::new()
    }
}

impl Compiler {
    /// With the standard passes and the built-in targets.
    pub fn new() -> Compiler {
        Compiler { maker: Box::new(|level| Ok(Pipeline::standard(level))), targets: BUILT_IN.to_vec() }
    }

    /// With one's own list of passes for each level of optimisation.
    #[must_use]
    pub fn pipeline(mut self, pipeline: impl Fn(Optimisation) -> Result<Pipeline, Diagnostic> + Send + 'static) -> Compiler {
        self.maker = Box::new(pipeline);
        self
    }

    /// With one more target, which takes the place of one that has its name.
    #[must_use]
    pub fn target(mut self, target: &'static Target) -> Compiler {
        self.targets.retain(|other| other.name() != target.name());
        self.targets.push(target);
        self
    }

    /// The list of passes of a level of optimisation.
    pub(crate) fn passes(&self, optimisation: Optimisation) -> Result<Pipeline, Diagnostic> {
        (self.maker)(optimisation)
    }

    pub(crate) fn targets(&self) -> &[&'static Target] {
        &self.targets
    }

    /// Does what the command line says.
    pub fn run(self) -> ExitCode {
        let arguments = arguments::read(&self.targets);
        caught::keep();
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run_command(arguments, &self));
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
}

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
    Compiler::new().pipeline(pipeline).run()
}

fn run_command(arguments: Arguments, compiler: &Compiler) -> ExitCode {
    let result = match arguments.command {
        Command::Build(build) => run::build(&build, compiler),
        Command::Run(run) => run::run(&run, compiler),
        Command::Interpret(interpret) => run::interpret(&interpret, compiler),
        Command::Step(step) => crate::step::step(&step, compiler),
        Command::Emit(emit) => emit::emit(&emit, compiler),
        Command::Reproduce(reproduce) => crate::reproduce::again(&reproduce.file, compiler).map(|said| {
            print!("{said}");
            ExitCode::SUCCESS
        }),
        Command::Explore(explore) => explore::explore(&explore, compiler),
        Command::Passes(passes) => passes::print(&passes, compiler),
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
