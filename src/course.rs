//! The course of a program from its file through the machines, as far as it is taken, and what is said on the way.
use crate::front::{self, Failure};
use crate::pass::{Level, Pass};
use crate::pipeline::{Optimisation, Pipeline, machine};
use crate::text::{self, Stage};
use base::Diagnostic;
use register::machine::Effort;
use std::path::Path;
use std::time::{Duration, Instant};

/// How far a program is taken, and what is said of it on the way.
pub struct Course {
    pub pipeline: Pipeline,
    pub verify: bool,
    pub times: Option<Times>,
    /// After which pass it ends.
    pub stop: Option<Stop>,
}

/// Where a course ends before its goal: after a pass of the pipeline, or before the first of a machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    pub level: Level,
    /// The first pass that does not run.
    pub before: usize,
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
    pub fn new(pipeline: Pipeline) -> Course {
        Course { pipeline, verify: false, times: None, stop: None }
    }

    pub fn timed<T>(&mut self, name: &str, step: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = step();
        self.took(name, start.elapsed());
        result
    }

    pub fn took(&mut self, name: &str, time: Duration) {
        if let Some(times) = &mut self.times {
            times.rows.push((name.to_string(), time));
        }
    }

    /// From the file to the Virtual machine, through its passes.
    ///
    /// # Errors
    /// What is wrong with the program.
    pub fn to_virtual(&mut self, path: &Path) -> Result<virtual_machine::Program, Failure> {
        let mut program = self.timed("parse, compile", || front::program(path))?;
        self.virtual_passes(&mut program)?;
        Ok(program)
    }

    /// On to the Register machine, through its passes.
    ///
    /// # Errors
    /// What cannot be lowered.
    pub fn to_register(&mut self, program: &virtual_machine::Program) -> Result<register::Program, Failure> {
        let lowered = self.timed("lower", || register::lower::lower(program));
        let mut lowered = lowered.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
        self.register_passes(&mut lowered)?;
        Ok(lowered)
    }

    /// All passes, or those until the course ends.
    ///
    /// # Errors
    /// What is wrong with the program.
    pub fn run(&mut self, stage: Stage) -> Result<Stage, Failure> {
        let mut lowered = match stage {
            Stage::Virtual(mut program) => {
                self.virtual_passes(&mut program)?;
                if self.stop.is_some_and(|stop| stop.level == Level::Virtual) {
                    return Ok(Stage::Virtual(program));
                }
                return self.to_register(&program).map(Stage::Register);
            }
            Stage::Register(program) => program,
        };
        self.register_passes(&mut lowered)?;
        Ok(Stage::Register(lowered))
    }

    /// Ends the course at a machine, if it is not to end before. At -O0 the Virtual machine's code is taken straight from the
    /// compiler, where every send is looked up, unless the list of passes is not the standard one.
    ///
    /// # Errors
    /// The course ends, or the program is, at the other machine.
    pub fn aim(&mut self, stage: &Stage, goal: Level, standard: bool) -> Result<(), Failure> {
        let other = |title: String, hint: &str| Err(Diagnostic::error(title).hint(hint).into());
        match (stage, self.stop.map_or(goal, |stop| stop.level)) {
            (Stage::Register(_), Level::Virtual) => {
                return other("this text is one of the Register machine".into(), "ask for the level register");
            }
            (_, stop) if stop != goal => {
                let (stop, goal) = (machine(stop), machine(goal));
                return other(
                    format!("the last pass is of the {stop} machine"),
                    &format!("ask for the level {stop}, or for a pass of {goal}"),
                );
            }
            (Stage::Virtual(program), Level::Virtual) if self.stop.is_none() => {
                let straight = standard && self.pipeline.optimisation() == Optimisation::None && program.passes.is_empty();
                self.stop = Some(Stop { level: Level::Virtual, before: if straight { 0 } else { usize::MAX } });
            }
            (Stage::Virtual(_) | Stage::Register(_), _) => {}
        }
        Ok(())
    }

    /// How much work the back end is to do.
    pub fn effort(&self) -> Effort {
        if self.pipeline.optimisation() == Optimisation::None { Effort::Quick } else { Effort::Optimised }
    }

    /// The passes of the Virtual machine that the program has not been through.
    ///
    /// # Errors
    /// What is wrong with the program.
    pub fn virtual_passes(&mut self, program: &mut virtual_machine::Program) -> Result<(), Failure> {
        if program.passes.is_empty() {
            self.check_virtual(program, "compile")?;
        }
        for pass in self.rest(Level::Virtual, &program.passes)? {
            let result = self.timed(pass.name(), || pass.run_on_virtual(program));
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            program.optimisation = Some(self.pipeline.optimisation().number());
            self.check_virtual(program, pass.name())?;
        }
        Ok(())
    }

    /// The passes of the Register machine that the program has not been through.
    ///
    /// # Errors
    /// What is wrong with the program.
    pub fn register_passes(&mut self, program: &mut register::Program) -> Result<(), Failure> {
        let lowered = program.passes.iter().position(|pass| pass == LOWER).map_or(0, |at| at + 1);
        if program.passes.len() == lowered {
            self.check_register(program, LOWER)?;
        }
        for pass in self.rest(Level::Register, &program.passes[lowered..])? {
            let result = self.timed(pass.name(), || pass.run_on_register(program));
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            program.optimisation = Some(self.pipeline.optimisation().number());
            self.check_register(program, pass.name())?;
        }
        Ok(())
    }

    /// The passes of a machine that are still to run.
    fn rest(&self, level: Level, done: &[String]) -> Result<Vec<Pass>, Failure> {
        let end = match self.stop {
            Some(stop) if stop.level == level => stop.before,
            _ => usize::MAX,
        };
        let begun = self.pipeline.begun(level, done)?;
        let passes: Vec<(usize, &Pass)> = self.pipeline.iter().enumerate().filter(|(_, pass)| pass.level() == level).collect();
        if let Some((_, pass)) = begun.checked_sub(1).map(|last| passes[last]).filter(|(index, _)| *index >= end) {
            let title = format!("this text has been through `{}` already", pass.name());
            return Err(Diagnostic::error(title).hint("name a pass that is still to come").into());
        }
        Ok(passes[begun..].iter().filter(|(index, _)| *index < end).map(|(_, pass)| (*pass).clone()).collect())
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
        let diagnostics = shown.map(|error| Diagnostic::error(format!("after the pass `{after}`: {error}"))).collect();
        Err(Failure { sources: sources.clone(), diagnostics })
    }
}

/// The step from one machine to the other, as the heads of texts name it.
pub const LOWER: &str = "lower";
/// The step before the first pass.
pub const COMPILE: &str = "compile";

/// The program of a file: a text of either machine, or Ruby, which is parsed and compiled.
///
/// # Errors
/// What is wrong with it.
pub fn load(path: &Path) -> Result<Stage, Failure> {
    match text::file(path)? {
        Some(stage) => Ok(stage),
        None => front::program(path).map(Stage::Virtual),
    }
}
