//! The command line: what each command does, in the order in which it does it.
mod arguments;
mod emit;
mod run;

use crate::front::{self, Failure};
use crate::pipeline::{Optimisation, Pipeline, Step};
use crate::report;
use arguments::{Arguments, Command};
use clap::Parser;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Exit status for a wrong program or input.
const FAILURE: u8 = 1;

/// Analyses recurse with the program's nesting and its call depth.
const STACK: usize = 1 << 30;

/// The whole command line, with a pipeline of one's own for each level of optimisation.
pub fn main_with(pipeline: fn(Optimisation) -> Pipeline) -> ExitCode {
    let arguments = Arguments::parse();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run_command(arguments, pipeline));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => {
            eprintln!("error: the compiler itself failed; please report this with the program that shows it");
            ExitCode::from(FAILURE)
        }
        Err(error) => {
            eprintln!("error: cannot start a thread: {error}");
            ExitCode::from(FAILURE)
        }
    }
}

fn run_command(arguments: Arguments, pipeline: fn(Optimisation) -> Pipeline) -> ExitCode {
    let result = match arguments.command {
        Command::Build(build) => run::build(&build, pipeline),
        Command::Run(run) => run::run(&run, pipeline),
        Command::Interpret(interpret) => run::interpret(&interpret, pipeline),
        Command::Emit(emit) => emit::emit(&emit, pipeline),
        Command::Passes(passes) => {
            emit::passes(&pipeline(passes.optimisation()));
            Ok(ExitCode::SUCCESS)
        }
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

/// How far a program is taken, and what is said of it on the way.
pub struct Course {
    pub pipeline: Pipeline,
    pub verify: bool,
    pub times: Option<Times>,
}

/// What each step took.
#[derive(Default)]
pub struct Times {
    rows: Vec<(String, Duration)>,
}

impl Times {
    pub fn print(&self) {
        let total: Duration = self.rows.iter().map(|(_, time)| *time).sum();
        for (name, time) in &self.rows {
            eprintln!("{:>9.3} ms  {name}", time.as_secs_f64() * 1000.0);
        }
        eprintln!("{:>9.3} ms  in all", total.as_secs_f64() * 1000.0);
    }
}

impl Course {
    pub fn new(options: &arguments::Common, pipeline: fn(Optimisation) -> Pipeline) -> Course {
        Course {
            pipeline: pipeline(options.optimisation()),
            verify: options.verify,
            times: options.time_passes.then(Times::default),
        }
    }

    pub fn timed<T>(&mut self, name: &str, step: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = step();
        if let Some(times) = &mut self.times {
            times.rows.push((name.to_string(), start.elapsed()));
        }
        result
    }

    /// From the file to the Virtual machine, through its passes.
    pub fn to_virtual(&mut self, path: &Path) -> Result<virtual_machine::Program, Failure> {
        let mut program = self.timed("parse, compile", || front::program(path))?;
        self.check_virtual(&program, "compile")?;
        for step in self.pipeline.steps.clone() {
            let Step::Virtual(pass) = step else { continue };
            let result = self.timed(pass.name, || (pass.run)(&mut program));
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name.to_string());
            self.check_virtual(&program, pass.name)?;
        }
        Ok(program)
    }

    /// On to the Register machine, through its passes.
    pub fn to_register(&mut self, program: &virtual_machine::Program) -> Result<register::Program, Failure> {
        let lowered = self.timed("lower", || register::lower::lower(program));
        let mut lowered = lowered.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
        self.check_register(&lowered, "lower")?;
        for step in self.pipeline.steps.clone() {
            let Step::Register(pass) = step else { continue };
            let result = self.timed(pass.name, || (pass.run)(&mut lowered));
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            lowered.passes.push(pass.name.to_string());
            self.check_register(&lowered, pass.name)?;
        }
        Ok(lowered)
    }

    fn check_virtual(&self, program: &virtual_machine::Program, after: &str) -> Result<(), Failure> {
        if !self.verify {
            return Ok(());
        }
        let Err(errors) = virtual_machine::verify(program) else { return Ok(()) };
        self.wrong(&program.sources, after, vec![virtual_machine::verify::listing(program, &errors)])
    }

    fn check_register(&self, program: &register::Program, after: &str) -> Result<(), Failure> {
        if !self.verify {
            return Ok(());
        }
        let errors = register::verify::verify(program).err().unwrap_or_default();
        self.wrong(&program.sources, after, errors.into_iter().map(|error| error.title).collect())
    }

    fn wrong(&self, sources: &base::Sources, after: &str, errors: Vec<String>) -> Result<(), Failure> {
        if errors.is_empty() {
            return Ok(());
        }
        let shown = errors.into_iter().take(20);
        let diagnostics = shown.map(|error| base::Diagnostic::error(format!("after the pass `{after}`: {error}"))).collect();
        Err(Failure { sources: sources.clone(), diagnostics })
    }
}
