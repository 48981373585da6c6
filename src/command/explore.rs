//! `explore`: the page that shows what every step made of a program.
use super::arguments::Explore;
use super::run::plain;
use super::{Make, passes};
use crate::back::{self, Target};
use crate::explore::{Recorder, html};
use crate::front::{self, Failure};
use crate::text::Stage;
use linker::Debug;
use std::process::ExitCode;

pub fn explore(explore: &Explore, make: Make<'_>) -> Result<ExitCode, Failure> {
    let (mut course, stage) = passes::begin(&explore.file, &explore.common, 2, make)?;
    let mut recorder = Recorder::new(&explore.file.to_string_lossy(), stage.sources());
    // a text of one of the machines has no tree
    if let Ok((sources, tree)) = front::tree(&explore.file) {
        recorder.tree(&ast::text::print(&tree, &sources));
    }
    course.recorder = Some(recorder);
    let Stage::Register(lowered) = course.run(stage)? else { unreachable!("nothing stops the course") };
    let failed = |diagnostics| Failure { sources: lowered.sources.clone(), diagnostics };
    let effort = course.effort();
    let mut recorder = course.recorder.take().expect("it was put there");
    recorder.calls(&lowered);
    for target in [Target::X86, Target::Arm] {
        let code = course.timed("code", || back::code(&lowered, target, effort)).map_err(failed)?;
        recorder.code(&lowered, &code, target);
        if target == Target::host() {
            let linked = course.timed("link", || back::link(&lowered, code, target, Debug::Stripped)).map_err(failed)?;
            recorder.executable(&linked);
        }
    }
    if let Some(times) = &course.times {
        times.print();
    }
    let output = explore.output.clone().unwrap_or_else(|| explore.file.with_extension("html"));
    let page = html(recorder).map_err(|error| plain(format!("cannot write the page: {error}"), "please report this"))?;
    std::fs::write(&output, page)
        .map_err(|error| plain(format!("cannot write {}: {error}", output.display()), "give another path with -o"))?;
    Ok(ExitCode::SUCCESS)
}
