//! `salama step`: a program instruction by instruction, ahead and back, on the interpreter of either machine.
//!
//! One engine decides where the program stops and what a command does; two front ends show it: commands as lines of text, and a
//! screen. The machines are seen through two traits, `Machine` and `Moment`.
mod commands;
mod engine;
mod expression;
mod inspect;
mod journal;
mod machine;
mod on_register;
mod on_virtual;
mod plain;
mod screen;
mod show;

use crate::command::Compiler;
use crate::command::arguments::{Common, Machine as Level};
use crate::command::passes;
use crate::command::run::plain as failure;
use crate::front::Failure;
use crate::pipeline::Optimisation;
use crate::text::Stage;
use crate::view::Watch;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the command line says.
#[derive(clap::Args)]
pub struct Step {
    /// The program: Ruby, or a text that `emit` wrote (NAME.virtual)
    pub file: PathBuf,
    /// The machine whose instructions are stepped through
    #[arg(long, value_enum, default_value_t = Level::Virtual)]
    pub level: Level,
    /// Read commands from standard input and answer in lines; so it is too when input or output is no terminal
    #[arg(long)]
    pub plain: bool,
    /// What the program reads from standard input [default: nothing]
    #[arg(long, value_name = "FILE")]
    pub input: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
    /// Arguments of the program, after --
    #[arg(last = true)]
    pub arguments: Vec<String>,
}

/// The commands, for `--help`.
pub fn help() -> String {
    format!("Commands:\n{}", commands::help_text())
}

pub fn step(step: &Step, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let input = match &step.input {
        Some(path) => std::fs::read(path).map_err(|error| {
            failure(format!("cannot read {}: {error}", path.display()), "give the path of a file for --input")
        })?,
        None => Vec::new(),
    };
    let mut arguments = vec![step.file.to_string_lossy().into_owned()];
    arguments.extend(step.arguments.iter().cloned());
    let (mut course, stage) = passes::begin(&step.file, &step.common, 0, compiler)?;
    crate::text::whole(&step.file, &stage)?;
    if step.level == Level::Virtual {
        course.aim(&stage, crate::pass::Level::Virtual, step.common.passes.is_standard())?;
    }
    let mut watch = Watch::new(&step.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let Stage::Virtual(mut program) = stage else {
        return Err(failure(
            "the text of the Register machine does not say what its numbers mean".to_string(),
            "give the Ruby program, or its text of the Virtual machine, with --level register",
        ));
    };
    course.virtual_passes(&mut program)?;
    let lowered = if step.level == Level::Register { Some(course.to_register(&program)?) } else { None };
    let has_self = course.pipeline.optimisation() == Optimisation::None;
    watch.end();
    let machine: Box<dyn machine::Machine + '_> = match &lowered {
        Some(lowered) => {
            let numbers = register::lower::numbers(&program);
            let numbers = numbers.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            Box::new(on_register::Register::new(lowered, &program, numbers, has_self))
        }
        None => Box::new(on_virtual::Virtual::new(&program)),
    };
    let output = journal::Output::default();
    let mut world = journal::Journal::new(input, output.clone());
    let mut engine = engine::Engine::new(&*machine, &program, output);
    if step.plain || !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        engine.run(&mut world, &arguments, &mut plain::Plain::default());
    } else {
        let screen = screen::Screen::new();
        let mut screen = screen.map_err(|error| failure(format!("cannot use the terminal: {error}"), "use --plain"))?;
        engine.run(&mut world, &arguments, &mut screen);
    }
    Ok(ExitCode::SUCCESS)
}
