//! `emit` and `passes`: the program at each level, and the list of passes.
use super::Course;
use super::arguments::{Emit, EmitLevel, Format};
use super::run::plain;
use crate::back;
use crate::front::{self, Failure};
use crate::pipeline::{ORDER, Optimisation, Pipeline};
use register::machine::Effort;
use std::io::Write;
use std::process::ExitCode;

pub fn emit(emit: &Emit, pipeline: fn(Optimisation) -> Pipeline) -> Result<ExitCode, Failure> {
    let mut course = Course::new(&emit.common.common(), pipeline);
    let text = match emit.level {
        EmitLevel::Ast => {
            let (sources, tree) = front::tree(&emit.file)?;
            match emit.format {
                Format::Text => ast::text::print(&tree, &sources),
                Format::Json => json(&tree)?,
            }
        }
        EmitLevel::Virtual => {
            if course.pipeline.optimisation == Optimisation::None {
                course.pipeline.steps.clear();
            }
            let program = course.to_virtual(&emit.file)?;
            match emit.format {
                Format::Text => virtual_machine::text::print(&program),
                Format::Json => json(&program)?,
            }
        }
        EmitLevel::Register | EmitLevel::Asm => {
            let program = course.to_virtual(&emit.file)?;
            let lowered = course.to_register(&program)?;
            match (emit.level, emit.format) {
                (EmitLevel::Asm, Format::Text) => assembly(emit, &lowered, &course)?,
                (EmitLevel::Asm, Format::Json) => {
                    return Err(plain("asm has no JSON form yet".into(), "use --format text"));
                }
                (_, Format::Text) => register::text::print(&lowered),
                (_, Format::Json) => json(&lowered)?,
            }
        }
    };
    if let Some(times) = &course.times {
        times.print();
    }
    // a reader that has seen enough closes the pipe: that is no failure
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| plain(format!("cannot write JSON: {error}"), "use --format text"))
}

fn assembly(emit: &Emit, lowered: &register::Program, course: &Course) -> Result<String, Failure> {
    let effort = if course.pipeline.optimisation == Optimisation::None { Effort::Quick } else { Effort::Optimised };
    let code = back::code(lowered, emit.target, effort)
        .map_err(|diagnostics| Failure { sources: lowered.sources.clone(), diagnostics })?;
    Ok(crate::assembly::listing(lowered, &code, emit.target))
}

/// The passes in order, and the rules that they keep.
pub fn passes(pipeline: &Pipeline) {
    for step in &pipeline.steps {
        println!("{:<9} {:<12} {}", step.machine(), step.name(), step.about());
    }
    println!();
    for (before, after, reason) in ORDER {
        println!("{before} before {after}: {reason}");
    }
}
