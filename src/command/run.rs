//! `build`, `run` and `interpret`.
use super::arguments::{Build, Common, Interpret, Machine, Run};
use super::{Compiler, FAILURE, passes};
use crate::back::Target;
use crate::front::Failure;
use crate::pass::Level;
use crate::size::Sizes;
use crate::text::{self, Stage};
use crate::view::Watch;
use crate::world::Real;
use base::Diagnostic;
use linker::Debug;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub fn build(build: &Build, compiler: &Compiler) -> Result<ExitCode, Failure> {
    if let Some(command) = &build.bisect.bisect {
        return super::bisect::run(build, command, compiler);
    }
    if let Some(after) = &build.stop_after {
        return stop_after(build, after, compiler);
    }
    let debug = match (build.strip, build.debug) {
        (true, _) => Debug::Stripped,
        (_, true) => Debug::Full,
        _ => Debug::Lines,
    };
    let output = match &build.output {
        Some(output) => output.clone(),
        None => build.file.with_extension(if build.file.extension().is_some() { "" } else { "out" }),
    };
    let mut sizes = Sizes::default();
    let looking = build.size.any().then_some(&mut sizes);
    let bytes = executable(&build.file, build.target, debug, &build.common, compiler, looking)?;
    write_executable(&output, &bytes)?;
    if let Some(contents) = sizes.contents() {
        let told = build.size.told(&contents, &build.file.to_string_lossy(), build.target)?;
        // a reader that has seen enough closes the pipe: that is no failure
        let _ = std::io::stdout().write_all(told.as_bytes());
    }
    if build.common.verbose {
        eprintln!("{}: {} bytes for {}", output.display(), bytes.len(), build.target.name());
    }
    Ok(ExitCode::SUCCESS)
}

fn executable(
    file: &Path,
    target: &'static Target,
    debug: Debug,
    common: &Common,
    compiler: &Compiler,
    sizes: Option<&mut Sizes>,
) -> Result<Vec<u8>, Failure> {
    let (mut course, stage) = passes::begin(file, common, 2, compiler)?;
    text::whole(file, &stage)?;
    course.target = target;
    course.debug = debug == Debug::Full;
    let mut watch = Watch::new(&common.view, &course, &stage)?;
    watch.attach(&mut course);
    if let Some(sizes) = sizes {
        course.watch(sizes);
    }
    let Stage::Register(lowered) = course.run(stage)? else { unreachable!("nothing stops the course") };
    let code = course.code(&lowered)?;
    let linked = course.link(&lowered, code, debug)?;
    watch.end();
    Ok(linked.bytes)
}

/// The program's text after a pass, into a file that is called after the machine.
fn stop_after(build: &Build, after: &str, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let (mut course, stage) = passes::begin(&build.file, &build.common, 2, compiler)?;
    course.stop = Some(passes::stop(&course.pipeline, after)?);
    let mut watch = Watch::new(&build.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let stage = course.run(stage)?;
    watch.end();
    let (text, machine) = match stage {
        Stage::Virtual(program) => (virtual_machine::text::print(&program), "virtual"),
        Stage::Register(program) => (register::text::print(&program), "register"),
    };
    let output = build.output.clone().unwrap_or_else(|| build.file.with_extension(machine));
    std::fs::write(&output, text)
        .map_err(|error| plain(format!("cannot write {}: {error}", output.display()), "give another path with -o"))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes an executable that may be run, in place of one that is running.
pub fn write_executable(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    // the program may be running: its file is replaced, not written into
    let _ = std::fs::remove_file(path);
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o755).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(bytes)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o755))
    });
    written.map_err(|error| plain(format!("cannot write {}: {error}", path.display()), "give another path with -o"))
}

/// A failure without a place in a file.
pub fn plain(title: String, hint: &str) -> Failure {
    Failure { sources: base::Sources::new(), diagnostics: vec![Diagnostic::error(title).hint(hint)] }
}

pub fn run(run: &Run, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let bytes = executable(&run.file, run.target, Debug::Lines, &run.common, compiler, None)?;
    let path = temporary(&run.file);
    write_executable(&path, &bytes)?;
    let status = run.target.command(&path).args(&run.arguments).status();
    let _ = std::fs::remove_file(&path);
    match status {
        Ok(status) => {
            let code = status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0));
            Ok(ExitCode::from(u8::try_from(code & 255).unwrap_or(FAILURE)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound && !run.target.is_host() => Err(plain(
            format!("qemu-{} is missing: it is needed to run a program for {}", run.target.name(), run.target.name()),
            "install qemu-user (Debian, Ubuntu: apt-get install qemu-user), or use `salama build` and run the program on such a machine",
        )),
        Err(error) => {
            Err(plain(format!("cannot run {}: {error}", path.display()), "is the temporary folder mounted noexec? set TMPDIR"))
        }
    }
}

fn temporary(file: &Path) -> PathBuf {
    let name = file.file_stem().map_or("program".into(), |stem| stem.to_string_lossy().into_owned());
    std::env::temp_dir().join(format!("salama-{}-{name}", std::process::id()))
}

pub fn interpret(interpret: &Interpret, compiler: &Compiler) -> Result<ExitCode, Failure> {
    let (mut course, stage) = passes::begin(&interpret.file, &interpret.common, 0, compiler)?;
    text::whole(&interpret.file, &stage)?;
    let goal = match (interpret.level, &stage) {
        (Some(Machine::Virtual), _) | (None, Stage::Virtual(_)) => Level::Virtual,
        (Some(Machine::Register), _) | (None, Stage::Register(_)) => Level::Register,
    };
    course.aim(&stage, goal, interpret.common.passes.is_standard())?;
    let mut watch = Watch::new(&interpret.common.view, &course, &stage)?;
    watch.attach(&mut course);
    let stage = course.run(stage)?;
    watch.end();
    let mut world = Real::default();
    let mut arguments = vec![interpret.file.to_string_lossy().into_owned()];
    arguments.extend(interpret.arguments.iter().cloned());
    let status = match stage {
        Stage::Virtual(program) => virtual_machine::interpret(&program, &mut world, &arguments)
            .map_err(|fault| format!("{}\n{}", fault.message, fault.trace.join("\n"))),
        Stage::Register(program) => register::interpret::interpret(&program, &mut world, &arguments),
    };
    match status {
        Ok(status) => Ok(ExitCode::from((status & 255) as u8)),
        Err(fault) => Err(plain(fault, "this is a fault of the compiler: please report it with the program")),
    }
}
