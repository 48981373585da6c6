//! `explore`: the page that shows what every step made of a program.
use super::arguments::Explore;
use super::run::plain;
use super::{Compiler, passes};
use crate::back::Target;
use crate::explore::{Recorder, html};
use crate::front::{self, Failure};
use crate::text::Stage;
use crate::view::Watch;
use linker::Debug;
use std::process::ExitCode;

pub fn explore(explore: &Explore, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let (mut course, stage) = passes::begin(&explore.file, &explore.common, 2, compiler)?;
    let mut recorder = Recorder::new(&explore.file.to_string_lossy(), stage.sources());
    // a text of one of the machines has no tree
    if let Ok((sources, tree)) = front::tree(&explore.file) {
        recorder.tree(&ast::text::print(&tree, &sources));
    }
    course.watch(&mut recorder);
    let mut watch = Watch::new(&explore.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let Stage::Register(lowered) = course.run(stage)? else { unreachable!("nothing stops the course") };
    for target in compiler.targets().iter().copied() {
        course.target = target;
        let code = course.code(&lowered)?;
        if std::ptr::eq(target, Target::host(compiler.targets())) {
            course.link(&lowered, code, Debug::Stripped)?;
        }
    }
    watch.end();
    let output = explore.output.clone().unwrap_or_else(|| explore.file.with_extension("html"));
    let page = html(recorder).map_err(|error| plain(format!("cannot write the page: {error}"), "please report this"))?;
    std::fs::write(&output, page)
        .map_err(|error| plain(format!("cannot write {}: {error}", output.display()), "give another path with -o"))?;
    Ok(ExitCode::SUCCESS)
}
