//! The course of a program from its file through the machines, as far as it is taken, and what is said on the way.
use crate::back::{self, BUILT_IN, Target};
use crate::caught;
use crate::front::{self, Failure};
use crate::observe::{COMPILE, Coded, LOWER, Observer, READ, Seen, Step};
use crate::pass::{Level, Pass};
use crate::pipeline::{Optimisation, Pipeline, machine};
use crate::reproduce::{self, CODE};
use crate::text::{self, Stage};
use base::{Diagnostic, Remarks};
use linker::{Debug, Linked};
use register::machine::Effort;
use register::object::CodeObject;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How far a program is taken, and who looks on.
pub struct Course<'o> {
    pub pipeline: Pipeline,
    pub verify: bool,
    /// After which pass it ends.
    pub stop: Option<Stop>,
    /// The file that it began with, for reproducers: what a pass was given is made again from it.
    pub source: Option<PathBuf>,
    /// How long it took to read that file, and to compile it.
    pub loading: Duration,
    pub target: &'static Target,
    /// Is a debugger to show values?
    pub debug: bool,
    /// They are told of every step.
    pub observers: Vec<&'o mut dyn Observer>,
}

/// Where a course ends before its goal: after a pass of the pipeline, or before the first of a machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    pub level: Level,
    /// The first pass that does not run.
    pub before: usize,
}

impl<'o> Course<'o> {
    pub fn new(pipeline: Pipeline) -> Course<'o> {
        Course {
            pipeline,
            verify: false,
            stop: None,
            source: None,
            loading: Duration::ZERO,
            target: Target::host(&BUILT_IN),
            debug: false,
            observers: Vec::new(),
        }
    }

    /// From now on it is told of every step.
    pub fn watch(&mut self, observer: &'o mut dyn Observer) {
        self.observers.push(observer);
    }

    /// What passes say is kept, if somebody wants to know.
    fn remarks(&self) -> Remarks {
        if self.observers.iter().any(|observer| observer.wants_remarks()) { Remarks::kept() } else { Remarks::none() }
    }

    /// Tells the observers of a step that is no pass.
    fn done(&mut self, name: &str, about: &str, time: Duration, program: Seen<'_>) {
        if !self.observers.is_empty() {
            let remarks = program.remarks().take();
            self.tell(&Step { name: name.into(), pass: name.into(), about: about.into(), time, remarks }, program);
        }
    }

    /// Tells the observers of the pass at a place of the pipeline.
    fn passed(&mut self, index: usize, pass: &Pass, time: Duration, program: Seen<'_>) {
        if !self.observers.is_empty() {
            let name = self.pipeline.unique_name(index);
            let remarks = program.remarks().take();
            self.tell(&Step { name, pass: pass.name().into(), about: pass.about().into(), time, remarks }, program);
        }
    }

    fn tell(&mut self, step: &Step, program: Seen<'_>) {
        self.observers.iter_mut().for_each(|observer| observer.step(step, program));
    }

    /// From the file to the Virtual machine, through its passes.
    ///
    /// # Errors
    /// What is wrong with the program.
    pub fn to_virtual(&mut self, path: &Path) -> Result<virtual_machine::Program, Failure> {
        let (program, time) = timed(|| front::program(path));
        let mut program = program?;
        self.loading = time;
        self.virtual_passes(&mut program)?;
        Ok(program)
    }

    /// On to the Register machine, through its passes.
    ///
    /// # Errors
    /// What cannot be lowered.
    pub fn to_register(&mut self, program: &virtual_machine::Program) -> Result<register::Program, Failure> {
        let options = register::lower::Options {
            shapes: self.debug,
            homes: self.debug && self.pipeline.optimisation() == Optimisation::None,
        };
        let (lowered, time) = timed(|| caught::run(|| register::lower::lower(program, options)));
        let lowered = lowered.map_err(|told| {
            let text = virtual_machine::text::print(program);
            self.reproducer(Level::Virtual, &text, LOWER, &told)
        })?;
        let mut lowered = lowered.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
        self.register_passes(&mut lowered, time)?;
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
        self.register_passes(&mut lowered, self.loading)?;
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
        program.remarks = self.remarks();
        if program.passes.is_empty() {
            self.verified(|| check_virtual(program, COMPILE))?;
            self.done(COMPILE, "the tree as instructions: every send is looked up", self.loading, Seen::Virtual(program));
        } else {
            self.done(READ, "a text, and what it has been through", self.loading, Seen::Virtual(program));
        }
        for (index, pass) in self.rest(Level::Virtual, &program.passes)? {
            let (result, time) = timed(|| caught::run(|| pass.run_on_virtual(program)));
            let result = result.map_err(|told| self.panicked(Stop { level: Level::Virtual, before: index }, &pass, &told))?;
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            program.optimisation = Some(self.pipeline.optimisation().number());
            self.verified_after(&pass, || check_virtual(program, pass.name()))?;
            self.passed(index, &pass, time, Seen::Virtual(program));
        }
        Ok(())
    }

    /// The passes of the Register machine that the program has not been through. `time` is what it took to get the program.
    ///
    /// # Errors
    /// What is wrong with the program.
    fn register_passes(&mut self, program: &mut register::Program, time: Duration) -> Result<(), Failure> {
        let lowered = program.passes.iter().position(|pass| pass == LOWER).map_or(0, |at| at + 1);
        if !program.remarks.are_kept() {
            program.remarks = self.remarks();
        }
        if program.passes.len() == lowered {
            self.verified(|| check_register(program, LOWER))?;
            self.done(LOWER, "objects as words, tags, loads and stores", time, Seen::Register(program));
        } else {
            self.done(READ, "a text, and what it has been through", time, Seen::Register(program));
        }
        for (index, pass) in self.rest(Level::Register, &program.passes[lowered..])? {
            let (result, time) = timed(|| caught::run(|| pass.run_on_register(program)));
            let result = result.map_err(|told| self.panicked(Stop { level: Level::Register, before: index }, &pass, &told))?;
            result.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            program.optimisation = Some(self.pipeline.optimisation().number());
            self.verified_after(&pass, || check_register(program, pass.name()))?;
            self.passed(index, &pass, time, Seen::Register(program));
        }
        Ok(())
    }

    /// Machine code of every function, for the course's target.
    ///
    /// # Errors
    /// What the back end refuses; or that it failed.
    pub fn code(&mut self, program: &register::Program) -> Result<Vec<CodeObject>, Failure> {
        let (target, effort) = (self.target, self.effort());
        let timed_each = !self.observers.is_empty();
        let (code, time) = timed(|| caught::run(|| back::code_timed(program, target, effort, timed_each)));
        let code = code.map_err(|told| self.reproducer(Level::Register, &register::text::print(program), CODE, &told))?;
        let code = code.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
        let (objects, times) = code;
        let coded = Coded { target, objects: &objects, times: &times, time };
        self.observers.iter_mut().for_each(|observer| observer.code(program, &coded));
        Ok(objects)
    }

    /// The executable.
    ///
    /// # Errors
    /// What the linker cannot do.
    pub fn link(&mut self, program: &register::Program, code: Vec<CodeObject>, debug: Debug) -> Result<Linked, Failure> {
        let (linked, time) = timed(|| {
            let image = back::image(program, code);
            self.observers.iter_mut().for_each(|observer| observer.image(program, &image));
            back::link(&image, self.target, debug)
        });
        let linked = linked.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
        self.observers.iter_mut().for_each(|observer| observer.linked(&linked, time));
        Ok(linked)
    }

    /// The passes of a machine that are still to run.
    fn rest(&self, level: Level, done: &[String]) -> Result<Vec<(usize, Pass)>, Failure> {
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
        Ok(passes[begun..].iter().filter(|(index, _)| *index < end).map(|(index, pass)| (*index, (*pass).clone())).collect())
    }

    fn verified(&self, check: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        if self.verify { check() } else { Ok(()) }
    }

    /// What a pass from outside made is always verified. Where it is wrong, the program may have been wrong before: then that is
    /// the error.
    fn verified_after(&self, pass: &Pass, check: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        if self.verify {
            return check();
        }
        if pass.is_trusted() {
            return Ok(());
        }
        check().map_err(|wrong| {
            let again = |source: &PathBuf| Course { verify: true, ..Course::new(self.pipeline.clone()) }.run(load(source)?);
            let earlier = self.source.as_ref().and_then(|source| caught::run(|| again(source).err()).ok()?);
            earlier.unwrap_or(wrong)
        })
    }

    /// A pass panicked: the program before it is made again.
    fn panicked(&self, before: Stop, pass: &Pass, told: &str) -> Failure {
        let again = |source: &PathBuf| Course { stop: Some(before), ..Course::new(self.pipeline.clone()) }.run(load(source)?);
        let stage = self.source.as_ref().and_then(|source| caught::run(|| again(source)).ok()?.ok());
        let (level, text) = match &stage {
            Some(Stage::Virtual(program)) => (Level::Virtual, virtual_machine::text::print(program)),
            Some(Stage::Register(program)) => (Level::Register, register::text::print(program)),
            None => return reproduce::failure(pass.name(), told, None, pass.is_trusted()),
        };
        let path = reproduce::write(level, &text, pass.name(), self.target, told);
        reproduce::failure(pass.name(), told, path.as_deref(), pass.is_trusted())
    }

    /// Writes a reproducer of a step of the compiler that panicked.
    pub fn reproducer(&self, level: Level, text: &str, step: &str, told: &str) -> Failure {
        let path = reproduce::write(level, text, step, self.target, told);
        reproduce::failure(step, told, path.as_deref(), true)
    }
}

/// Verifies a program; errors name the step before.
///
/// # Errors
/// What is wrong with it, in its listing.
pub fn check_virtual(program: &virtual_machine::Program, after: &str) -> Result<(), Failure> {
    let Err(errors) = virtual_machine::verify(program) else { return Ok(()) };
    wrong(&program.sources, after, vec![virtual_machine::verify::listing(program, &errors)])
}

/// Verifies a program; errors name the step before.
///
/// # Errors
/// What is wrong with it.
pub fn check_register(program: &register::Program, after: &str) -> Result<(), Failure> {
    let errors = register::verify::verify(program).err().unwrap_or_default();
    wrong(&program.sources, after, errors.into_iter().map(|error| error.title).collect())
}

fn wrong(sources: &base::Sources, after: &str, errors: Vec<String>) -> Result<(), Failure> {
    if errors.is_empty() {
        return Ok(());
    }
    let shown = errors.into_iter().take(20);
    let diagnostics = shown.map(|error| Diagnostic::error(format!("after the pass `{after}`: {error}"))).collect();
    Err(Failure { sources: sources.clone(), diagnostics })
}

/// A step's result, and how long it took.
fn timed<T>(step: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = step();
    (result, start.elapsed())
}

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
