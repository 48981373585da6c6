//! Trials: the program with some of its passes, or with a pass on some of its methods, made and judged.
use super::judge::{Expected, Judge, Verdict, observe};
use super::methods::Mixer;
use crate::back::{BUILT_IN, Target};
use crate::course::{Course, Stop};
use crate::front::Failure;
use crate::pass::{Level, Pass};
use crate::pipeline::{NEEDED, Pipeline, machine};
use crate::process::End;
use crate::text::{self, Stage};
use base::Diagnostic;
use linker::Debug;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What trials need to know.
pub struct Trials<'a> {
    pub pipeline: Pipeline,
    /// The program that it begins with, and its file.
    pub stage: Stage,
    pub source: &'a Path,
    pub target: &'static Target,
    pub judge: Judge,
    pub limit: Duration,
    /// Passes that are programs, by name; and how long they may take.
    pub commands: Vec<String>,
    pub pass_limit: Duration,
    /// Where executables go; the caller removes it.
    pub folder: PathBuf,
    /// How many there were, and are to come.
    done: usize,
    about: usize,
}

impl<'a> Trials<'a> {
    pub fn new(pipeline: Pipeline, stage: Stage, source: &'a Path, judge: Judge, folder: PathBuf) -> Trials<'a> {
        let optional = pipeline.iter().filter(|pass| !is_needed(pass)).count();
        Trials {
            pipeline,
            stage,
            source,
            target: Target::host(&BUILT_IN),
            judge,
            limit: Duration::from_secs(60),
            commands: Vec::new(),
            pass_limit: Duration::from_secs(30),
            folder,
            done: 0,
            about: 2 + optional.max(1).ilog2() as usize,
        }
    }

    /// The passes that may be left out, by their places.
    pub fn optional(&self) -> Vec<usize> {
        self.pipeline.iter().enumerate().filter(|(_, pass)| !is_needed(pass)).map(|(index, _)| index).collect()
    }

    pub fn name(&self, index: usize) -> String {
        self.pipeline.unique_name(index)
    }

    pub fn pass(&self, index: usize) -> Pass {
        self.pipeline.passes[index].clone()
    }

    /// So many trials are about to come.
    pub fn expect(&mut self, left: usize) {
        self.about = self.done + left.max(1);
    }

    /// The pipeline with these passes and those that are needed.
    fn with(&self, passes: &[usize]) -> Pipeline {
        let needed = self.pipeline.iter().enumerate().filter(|(_, pass)| is_needed(pass)).map(|(index, _)| index);
        self.pipeline.pick(&passes.iter().copied().chain(needed).collect::<BTreeSet<usize>>())
    }

    /// Is that a list of passes that keeps all rules?
    pub fn may_run(&self, passes: &[usize]) -> bool {
        self.with(passes).check().is_ok()
    }

    fn course(&self, pipeline: Pipeline) -> Course<'static> {
        let mut course = Course::new(pipeline);
        course.source = Some(self.source.to_path_buf());
        course.target = self.target;
        course.verify = true;
        course
    }

    /// The program before the pass at an index, with some of the optional passes before it. It is read from its text, which is
    /// what a reproducer holds.
    pub fn before(&self, passes: &[usize], index: usize) -> Result<Stage, Failure> {
        let pipeline = self.with(passes);
        let needed = self.pipeline.iter().take(index).filter(|pass| is_needed(pass)).count();
        let level = self.pipeline.passes[index].level();
        let mut course = self.course(pipeline);
        course.stop = Some(Stop { level, before: needed + passes.len() });
        let read =
            |result: base::Result<Stage>| result.map_err(|wrong| Failure { sources: base::Sources::new(), diagnostics: wrong });
        let optimisation = Some(self.pipeline.optimisation().number());
        match course.run(self.stage.clone())? {
            Stage::Virtual(mut program) => {
                program.optimisation = optimisation;
                read(text::of_virtual(&virtual_machine::text::print(&program)).map(Stage::Virtual))
            }
            Stage::Register(mut program) => {
                program.optimisation = optimisation;
                read(text::of_register(&register::text::print(&program)).map(Stage::Register))
            }
        }
    }

    /// Judges the program with some of the optional passes.
    ///
    /// # Errors
    /// It cannot be compiled, or not be judged.
    pub fn judge(&mut self, passes: &[usize], what: &str) -> Result<Verdict, Failure> {
        let pipeline = self.with(passes);
        let verdict = self.judge_with(pipeline, self.stage.clone());
        self.say(what, verdict)
    }

    /// Judges a program after all passes but those that are needed.
    pub fn judge_stage(&mut self, stage: Stage, what: &str) -> Result<Verdict, Failure> {
        let verdict = self.pipeline.clone().only(&[]).map_err(Failure::from).and_then(|needed| self.judge_with(needed, stage));
        self.say(what, verdict)
    }

    /// Judges the program with the pass on some methods; what does not fit together cannot be told.
    pub fn judge_mixed(&mut self, mixer: &Mixer, chosen: &[usize], what: &str) -> Result<Verdict, Failure> {
        match mixer.mixed(chosen) {
            Some(mixed) => self.judge_stage(mixed, what),
            None => self.say(what, Ok(Verdict::Unknown)),
        }
    }

    fn judge_with(&self, pipeline: Pipeline, stage: Stage) -> Result<Verdict, Failure> {
        let mut course = self.course(pipeline);
        let Stage::Register(lowered) = course.run(stage)? else { unreachable!("nothing stops the course") };
        let code = course.code(&lowered)?;
        let linked = course.link(&lowered, code, Debug::Lines)?;
        let name = self.source.file_stem().map_or("program".into(), |stem| stem.to_string_lossy());
        let path = self.folder.join(format!("{name}.out"));
        crate::command::run::write_executable(&path, &linked.bytes)?;
        self.judge.judge(&path, self.target, self.limit)
    }

    /// Progress, on standard error.
    fn say(&mut self, what: &str, verdict: Result<Verdict, Failure>) -> Result<Verdict, Failure> {
        self.done += 1;
        self.about = self.about.max(self.done);
        if let Ok(verdict) = &verdict {
            eprintln!("{} of about {}: {what}: {}", self.done, self.about, verdict.told());
        }
        verdict
    }

    /// Where the program is wrong that is so without any optional pass: only an interpreter can tell.
    pub fn needed_fault(&mut self) -> Result<Option<String>, Failure> {
        let Judge::Expected(expected) = self.judge.clone() else { return Ok(None) };
        let needed = self.pipeline.clone().only(&[])?.to_string();
        for (level, where_) in [("virtual", "`infer`"), ("register", "lowering, `allocate` or `safepoints`")] {
            let options = ["--level", level, "--pipeline", &needed, "-O0"];
            let seen = interpret(self.source, &options, &expected.input, self.limit)?;
            let right = (seen.status == expected.status) && seen.output == expected.output && seen.errors == expected.errors;
            let verdict = if right { Verdict::Good } else { Verdict::Wrong("other than before".to_string()) };
            if let Verdict::Wrong(_) = self.say(&format!("interpreted on the {level} machine, with `{needed}`"), Ok(verdict))? {
                return Ok(Some(where_.to_string()));
            }
        }
        Ok(Some("the code for the processor, or linking".to_string()))
    }

    /// The path of the reproducer: the program's name, the pass, the machine.
    pub fn reproducer(&self, pass: &str, before: &Stage) -> PathBuf {
        let plain: String = pass.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
        let level = if matches!(before, Stage::Virtual(_)) { Level::Virtual } else { Level::Register };
        self.source.with_extension(format!("{plain}.{}", machine(level)))
    }
}

fn is_needed(pass: &Pass) -> bool {
    NEEDED.iter().any(|(name, _)| *name == pass.name())
}

/// The program after a pass.
///
/// # Errors
/// What the pass says.
pub fn run_pass(pass: &Pass, stage: Stage) -> Result<Stage, Failure> {
    match stage {
        Stage::Virtual(mut program) => {
            let wrong = pass.run_on_virtual(&mut program);
            wrong.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            Ok(Stage::Virtual(program))
        }
        Stage::Register(mut program) => {
            let wrong = pass.run_on_register(&mut program);
            wrong.map_err(|diagnostics| Failure { sources: program.sources.clone(), diagnostics })?;
            program.passes.push(pass.name().to_string());
            Ok(Stage::Register(program))
        }
    }
}

/// What the program does on an interpreter, in a process of its own: it may not end.
///
/// # Errors
/// It did not end, or could not be started.
pub fn interpret(source: &Path, options: &[&str], input: &[u8], limit: Duration) -> Result<Expected, Failure> {
    let own =
        std::env::current_exe().map_err(|error| Diagnostic::error(format!("cannot find this program's own file: {error}")))?;
    let mut command = Command::new(own);
    command.arg("interpret").args(options).arg(source);
    observe(&mut command, input, limit).map_err(|end| {
        let hint = "give a command that judges it: --bisect 'COMMAND', or more time with --bisect-timeout";
        let why = match end {
            End::Time => format!("was not at its end after {} s", limit.as_secs()),
            End::Output => "writes without end".to_string(),
            End::Start(error) | End::Lost(error) => format!("cannot be run: {error}"),
        };
        Diagnostic::error(format!("the interpretation of the program {why}")).hint(hint).into()
    })
}
