//! The list of passes that the command line asks for, and the command `passes`, which prints it.
use super::Compiler;
use super::arguments::{Common, PassOptions, Passes, PassesFormat};
use crate::course::{Course, Stop};
use crate::front::Failure;
use crate::observe::{COMPILE, LOWER};
use crate::pass::{Level, Pass};
use crate::pass_command;
use crate::pipeline::{ESTABLISHED, NEEDED, Optimisation, Pipeline, machine};
use crate::text::Stage;
use base::Diagnostic;
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The program of a file, and the course that the options ask for. `usual` is the level of optimisation of the command.
pub fn begin<'o>(path: &Path, common: &Common, usual: u8, compiler: &Compiler) -> Result<(Course<'o>, Stage), Failure> {
    let start = Instant::now();
    let stage = crate::course::load(path)?;
    let loading = start.elapsed();
    let optimisation = Optimisation::of(common.optimise.or(stage.optimisation()).unwrap_or(usual));
    let mut course = Course::new(pipeline(&common.passes, optimisation, compiler)?);
    course.source = Some(path.to_path_buf());
    course.verify = common.verify;
    course.loading = loading;
    Ok((course, stage))
}

fn pipeline(options: &PassOptions, optimisation: Optimisation, compiler: &Compiler) -> Result<Pipeline, Diagnostic> {
    let mut pipeline = compiler.passes(optimisation)?;
    if let Some(text) = &options.pipeline {
        pipeline = pipeline.with_text(text)?;
    }
    if let Some(names) = &options.only {
        let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        pipeline = pipeline.only(&names)?;
    }
    for name in &options.without {
        pipeline = pipeline.remove(name)?;
    }
    for (name, times) in &options.repeat {
        pipeline = pipeline.repeat(name, *times)?;
    }
    for (after, command) in &options.pass_command {
        let at = stop(&pipeline, after)?;
        let limit = Duration::from_secs(options.pass_timeout);
        pipeline = pipeline.insert_at(at.before, pass_command::pass(command, at.level, limit))?;
    }
    Ok(pipeline)
}

/// The end of a course that stops after a pass, `compile` or `lower`.
pub fn stop(pipeline: &Pipeline, after: &str) -> Result<Stop, Diagnostic> {
    match after {
        COMPILE => Ok(Stop { level: Level::Virtual, before: 0 }),
        LOWER => {
            let first = pipeline.iter().position(|pass| pass.level() == Level::Register);
            Ok(Stop { level: Level::Register, before: first.unwrap_or(pipeline.iter().len()) })
        }
        name => {
            let at = pipeline.position(name)?;
            let level = pipeline.iter().nth(at).map_or(Level::Register, Pass::level);
            Ok(Stop { level, before: at + 1 })
        }
    }
}

/// The passes in order, and the rules that they keep.
pub fn print(options: &Passes, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let pipeline = pipeline(&options.passes, Optimisation::of(options.optimise), compiler)?;
    let text = match options.format {
        PassesFormat::Text => listing(&pipeline),
        PassesFormat::Json => serde_json::to_string_pretty(&json(&pipeline)).unwrap_or_default() + "\n",
        PassesFormat::Dot => dot(&pipeline),
    };
    // a reader that has seen enough closes the pipe: that is no failure
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn listing(pipeline: &Pipeline) -> String {
    let mut out = format!("{pipeline}\n\n");
    for pass in pipeline.iter() {
        let _ = writeln!(out, "{:<9} {:<12} {:<3} {}", machine(pass.level()), pass.name(), from(pass), pass.about());
        if !pass.reason().is_empty() {
            let _ = writeln!(out, "{:<27}{}", "", pass.reason());
        }
    }
    out.push_str("\nCannot be left out:\n");
    NEEDED.iter().for_each(|(name, reason)| out.push_str(&format!("  {name}: {reason}\n")));
    out.push_str("\nHolds from a pass on, and later passes must keep it:\n");
    ESTABLISHED.iter().for_each(|(name, what)| out.push_str(&format!("  {name}: {what}\n")));
    out.push_str("\nOrder:\n");
    for rule in pipeline.rules() {
        let _ = writeln!(out, "  {} before {}: {}", rule.before, rule.after, rule.reason);
    }
    out
}

/// The level of optimisation from which on the standard list has the pass: `O1`.
fn from(pass: &Pass) -> String {
    let has = |level: &Optimisation| Pipeline::standard(*level).iter().any(|other| other.name() == pass.name());
    Optimisation::ALL.iter().find(|level| has(level)).map_or(String::new(), |level| format!("O{}", level.number()))
}

fn json(pipeline: &Pipeline) -> serde_json::Value {
    let passes = pipeline.iter().map(|pass| {
        let needed = NEEDED.iter().find(|(name, _)| *name == pass.name()).map(|(_, reason)| reason);
        let establishes = ESTABLISHED.iter().find(|(name, _)| *name == pass.name()).map(|(_, what)| what);
        json!({
            "name": pass.name(), "machine": machine(pass.level()), "from": from(pass), "about": pass.about(),
            "reason": pass.reason(), "needed": needed, "establishes": establishes, "keeps": pass.kept(),
        })
    });
    json!({
        "version": 1,
        "optimisation": pipeline.optimisation().number(),
        "pipeline": pipeline.to_string(),
        "passes": passes.collect::<Vec<_>>(),
        "order": pipeline.rules(),
    })
}

/// The passes one below the other, machine by machine; rules of order as dashed arrows.
fn dot(pipeline: &Pipeline) -> String {
    let mut out = String::from("digraph passes {\n  node [shape=box, fontname=\"sans-serif\"];\n");
    let passes: Vec<&Pass> = pipeline.iter().collect();
    for level in [Level::Virtual, Level::Register] {
        let _ = writeln!(out, "  subgraph cluster_{0} {{\n    label=\"{0}\";", machine(level));
        for (index, pass) in passes.iter().enumerate().filter(|(_, pass)| pass.level() == level) {
            let _ = writeln!(out, "    p{index} [label={:?}, tooltip={:?}];", pass.name(), pass.about());
        }
        out.push_str("  }\n");
    }
    for index in 1..passes.len() {
        let lower = if passes[index - 1].level() == passes[index].level() { "" } else { " [label=\"lower\"]" };
        let _ = writeln!(out, "  p{} -> p{index}{lower};", index - 1);
    }
    let first = |name: &str| passes.iter().position(|pass| pass.name() == name);
    for rule in pipeline.rules() {
        if let (Some(before), Some(after)) = (first(&rule.before), first(&rule.after)) {
            let _ = writeln!(out, "  p{before} -> p{after} [style=dashed, constraint=false, tooltip={:?}];", rule.reason);
        }
    }
    out.push_str("}\n");
    out
}
