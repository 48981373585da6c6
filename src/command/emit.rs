//! `emit`: the program at each level.
use super::arguments::{Emit, EmitLevel, Format};
use super::run::plain;
use super::{Compiler, passes};
use crate::course::{self, Course};
use crate::emit::asm::Assembly;
use crate::emit::elf::Elf;
use crate::emit::machine::Machine;
use crate::emit::positions::Ranges;
use crate::emit::source::Source;
use crate::emit::tree::Tree;
use crate::emit::{self, Head};
use crate::front::{self, Failure};
use crate::methods::{self, Wanted};
use crate::observe::Seen;
use crate::pass::Level;
use crate::text::{self, Stage};
use crate::view::Watch;
use base::Span;
use linker::Debug;
use std::io::Write;
use std::process::ExitCode;

pub fn emit(emit: &Emit, compiler: &Compiler) -> Result<ExitCode, Failure> {
    match emit.level {
        EmitLevel::Source => source(emit)?,
        EmitLevel::Ast => tree(emit)?,
        EmitLevel::Virtual | EmitLevel::Register | EmitLevel::Asm => of_machine(emit, compiler)?,
        EmitLevel::Elf | EmitLevel::Positions => executable(emit, compiler)?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Emit {
    fn wanted(&self) -> Wanted {
        Wanted::or(&self.common.view.method, Wanted::All)
    }

    fn head(&self, level: &'static str) -> Head {
        Head::new(level, self.file.to_string_lossy().into_owned())
    }
}

fn write(emit: &Emit, head: &Head, level: &dyn emit::Level) {
    let text = match emit.format {
        Format::Text => level.text(),
        Format::Json => emit::json(head, level),
        Format::Dot => emit::dot(head, level),
        Format::Html => emit::html(head, level),
    };
    // a reader that has seen enough closes the pipe: that is no failure
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Where the methods are that are asked for, if some are.
fn spans(emit: &Emit) -> Result<Option<(Stage, Vec<Span>)>, Failure> {
    let wanted = emit.wanted();
    if let Wanted::All = wanted {
        return Ok(None);
    }
    let stage = course::load(&emit.file)?;
    wanted.check(stage.seen())?;
    let spans = methods::of(stage.seen(), &wanted).into_iter().filter_map(|method| method.span).collect();
    Ok(Some((stage, spans)))
}

fn source(emit: &Emit) -> Result<(), Failure> {
    let source = match (spans(emit)?, text::file(&emit.file)?) {
        (Some((stage, spans)), _) => Source::methods(stage.seen(), &spans),
        (None, Some(stage)) => Source::files(stage.sources(), &[]),
        (None, None) => {
            let (sources, requests) = front::files(&emit.file)?;
            Source::files(&sources, &requests)
        }
    };
    write(emit, &emit.head("source"), &source);
    Ok(())
}

fn tree(emit: &Emit) -> Result<(), Failure> {
    let spans = spans(emit)?;
    let (sources, program) = front::tree(&emit.file)?;
    let tree = Tree::new(&program, &sources);
    let tree = match spans {
        Some((_, spans)) => tree.parts(&spans),
        None => tree,
    };
    write(emit, &emit.head("ast"), &tree);
    Ok(())
}

fn of_machine(emit: &Emit, compiler: &Compiler) -> Result<(), Failure> {
    let (mut course, stage) = passes::begin(&emit.file, &emit.common, 0, compiler)?;
    course.stop = emit.after.as_deref().map(|after| passes::stop(&course.pipeline, after)).transpose()?;
    let goal = if emit.level == EmitLevel::Virtual { Level::Virtual } else { Level::Register };
    course.aim(&stage, goal, emit.common.passes.is_standard())?;
    course.target = emit.target;
    let wanted = emit.wanted();
    wanted.check(stage.seen())?;
    let mut watch = Watch::new(&emit.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let stage = course.run(stage)?;
    let (optimisation, passes) = match &stage {
        Stage::Virtual(program) => (program.optimisation, program.passes.clone()),
        Stage::Register(program) => (program.optimisation, program.passes.clone()),
    };
    let mut head = Head { optimisation, passes, ..emit.head("virtual") };
    if let (Stage::Register(program), EmitLevel::Asm) = (&stage, emit.level) {
        let code = course.code(program)?;
        watch.end();
        let assembly = Assembly::new(program, &code, emit.target, &wanted, emit.positions);
        (head.level, head.target) = ("asm", Some(emit.target.name()));
        return something(&wanted, assembly.is_empty(), &head).map(|()| write(emit, &head, &assembly));
    }
    watch.end();
    if let Seen::Register(_) = stage.seen() {
        head.level = "register";
    }
    let machine = Machine::new(stage.seen(), wanted, emit.positions);
    something(&machine.wanted, machine.is_empty(), &head).map(|()| write(emit, &head, &machine))
}

/// Is there code of what was asked for?
fn something(wanted: &Wanted, is_empty: bool, head: &Head) -> Result<(), Failure> {
    match wanted {
        Wanted::Like(_) if is_empty => Err(plain(
            format!("{} has no code of its own after {}", wanted.patterns(), head.passes.last().map_or("compile", |pass| pass)),
            "it became a part of what calls it, or is never called; -O0 or --after with an earlier pass show it",
        )),
        _ => Ok(()),
    }
}

/// The executable that `build` would write, taken apart.
fn executable(emit: &Emit, compiler: &Compiler) -> Result<(), Failure> {
    let (mut course, stage) = passes::begin(&emit.file, &emit.common, 2, compiler)?;
    if emit.after.is_some() {
        return Err(plain("an executable is there after all passes only".into(), "leave out --after"));
    }
    text::whole(&emit.file, &stage)?;
    let wanted = emit.wanted();
    wanted.check(stage.seen())?;
    course.target = emit.target;
    let mut watch = Watch::new(&emit.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let (program, code, linked) = build(&mut course, stage)?;
    watch.end();
    let level = if emit.level == EmitLevel::Elf { "elf" } else { "positions" };
    let (optimisation, passes) = (program.optimisation, program.passes.clone());
    let head = Head { optimisation, passes, target: Some(emit.target.name()), ..emit.head(level) };
    if emit.level == EmitLevel::Elf {
        let elf = Elf::read(&linked.bytes, &wanted);
        let elf = elf.map_err(|error| plain(format!("the executable cannot be read: {error}"), "please report this"))?;
        write(emit, &head, &elf);
        return Ok(());
    }
    let ranges = Ranges::new(&program, &code, &linked, &wanted);
    something(&wanted, ranges.is_empty(), &head).map(|()| write(emit, &head, &ranges))
}

type Built = (register::Program, Vec<register::object::CodeObject>, linker::Linked);

fn build(course: &mut Course<'_>, stage: Stage) -> Result<Built, Failure> {
    let Stage::Register(program) = course.run(stage)? else { unreachable!("nothing stops the course") };
    let code = course.code(&program)?;
    let linked = course.link(&program, code.clone(), Debug::Lines)?;
    Ok((program, code, linked))
}
