//! `emit`: the program at each level.
use super::arguments::{Emit, EmitLevel, Format};
use super::run::plain;
use super::{Compiler, passes};
use crate::course::Course;
use crate::front::{self, Failure};
use crate::pass::Level;
use crate::text::Stage;
use crate::view::Watch;
use std::io::Write;
use std::process::ExitCode;

pub fn emit(emit: &Emit, compiler: &Compiler) -> Result<ExitCode, Failure> {
    if emit.level == EmitLevel::Ast {
        let (sources, tree) = front::tree(&emit.file)?;
        write(&match emit.format {
            Format::Text => ast::text::print(&tree, &sources),
            Format::Json => json(&tree)?,
        });
        return Ok(ExitCode::SUCCESS);
    }
    let (mut course, stage) = passes::begin(&emit.file, &emit.common, 0, compiler)?;
    course.stop = emit.after.as_deref().map(|after| passes::stop(&course.pipeline, after)).transpose()?;
    let goal = if emit.level == EmitLevel::Virtual { Level::Virtual } else { Level::Register };
    course.aim(&stage, goal, emit.common.passes.is_standard())?;
    let mut watch = Watch::new(&emit.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let text = match (course.run(stage)?, emit.format) {
        (Stage::Virtual(program), Format::Text) => virtual_machine::text::print(&program),
        (Stage::Virtual(program), Format::Json) => json(&program)?,
        (Stage::Register(program), Format::Text) if emit.level == EmitLevel::Asm => assembly(emit, &program, &mut course)?,
        (Stage::Register(_), Format::Json) if emit.level == EmitLevel::Asm => {
            return Err(plain("asm has no JSON form yet".into(), "use --format text"));
        }
        (Stage::Register(program), Format::Text) => register::text::print(&program),
        (Stage::Register(program), Format::Json) => json(&program)?,
    };
    watch.end();
    write(&text);
    Ok(ExitCode::SUCCESS)
}

fn write(text: &str) {
    // a reader that has seen enough closes the pipe: that is no failure
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|error| plain(format!("cannot write JSON: {error}"), "use --format text"))
}

fn assembly(emit: &Emit, lowered: &register::Program, course: &mut Course<'_>) -> Result<String, Failure> {
    course.target = emit.target;
    let code = course.code(lowered)?;
    Ok(crate::assembly::listing(lowered, &code, emit.target))
}
