//! From the Register machine to an executable: code of every function, boot objects, one ELF.
use crate::assembly::{self, Disassembled};
use crate::debugger;
use base::Diagnostic;
use linker::{Debug, Image, Linked};
use register::machine::{Effort, Options};
use register::object::{CodeObject, Machine};
use register::{FunctionId, Program};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A processor that executables are made for: data and functions, so that a crate from outside can have its own
/// ([`Compiler::target`](crate::Compiler::target)). `examples/targets` has one.
///
/// ```
/// use salama::register::{machine::Effort, parse};
///
/// let program = parse("function answer() -> word\nb0:\n  v0: word = word 42\n  return v0\n").unwrap();
/// let code = salama::back::code(&program, &salama::back::ARM, Effort::Optimised).unwrap();
/// let answer = code.iter().find(|object| object.symbol == "answer").unwrap();
/// let rows = (salama::back::ARM.disassemble)(&answer.bytes);
/// assert_eq!(rows.last().unwrap().text, "ret");
/// ```
#[derive(Debug)]
pub struct Target {
    /// What the linker must know of it. Its name is what `--target` takes, what `uname -m` says on such a machine,
    /// and by what qemu-user's programs are called.
    pub machine: &'static Machine,
    /// Other names for `--target`.
    pub aliases: &'static [&'static str],
    /// Code that belongs to no function of the program: `_start`, and what compiled functions call by name.
    pub helpers: fn() -> Vec<CodeObject>,
    /// Machine code of one function, the same on any thread: `register::machine::compile_function` with a type that implements
    /// `register::machine::Target`, or anything else.
    pub compile_function: fn(&Program, FunctionId, Options) -> base::Result<CodeObject>,
    /// A function's bytes as text, for `emit asm` and `explore`: [`assembly::words`] where there is no disassembler.
    pub disassemble: fn(&[u8]) -> Vec<Disassembled>,
}

/// x86-64.
pub static X86: Target = Target {
    machine: &x86::MACHINE,
    aliases: &["x86-64"],
    helpers: x86::helpers,
    compile_function: x86::compile_function,
    disassemble: assembly::x86,
};

/// AArch64.
pub static ARM: Target = Target {
    machine: &arm::MACHINE,
    aliases: &["arm64"],
    helpers: arm::helpers,
    compile_function: arm::compile_function,
    disassemble: assembly::arm,
};

/// The targets that this crate brings along.
pub static BUILT_IN: [&Target; 2] = [&X86, &ARM];

impl Target {
    /// What `--target` takes.
    pub fn name(&self) -> &'static str {
        self.machine.name
    }
    /// Is it the processor that this compiler runs on?
    pub fn is_host(&self) -> bool {
        self.name() == std::env::consts::ARCH
    }
    /// Starts an executable: one for another processor through qemu-user.
    pub(crate) fn command(&self, path: &Path) -> Command {
        if self.is_host() {
            return Command::new(path);
        }
        let mut command = Command::new(format!("qemu-{}", self.name()));
        command.arg(path);
        command
    }
    /// The one of a list that this compiler runs on; on any other processor, the first.
    pub fn host(targets: &[&'static Target]) -> &'static Target {
        targets.iter().find(|target| target.is_host()).unwrap_or(&targets[0])
    }
    /// The one of a list that is called so.
    pub fn find(targets: &[&'static Target], name: &str) -> Option<&'static Target> {
        targets.iter().find(|target| target.name() == name || target.aliases.contains(&name)).copied()
    }
}

/// Machine code of every function, in their order.
///
/// # Errors
/// What the backend refuses.
pub fn code(program: &Program, target: &Target, effort: Effort) -> base::Result<Vec<CodeObject>> {
    code_timed(program, target, effort, false).map(|(code, _)| code)
}

/// The same, and if that is asked for what each function took.
///
/// # Errors
/// What the backend refuses.
pub fn code_timed(
    program: &Program,
    target: &Target,
    effort: Effort,
    timed: bool,
) -> base::Result<(Vec<CodeObject>, Vec<Duration>)> {
    let ids: Vec<FunctionId> = program.functions.ids().collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let chunk = ids.len().div_ceil(workers).max(32);
    let one = |id: &FunctionId| {
        let start = timed.then(Instant::now);
        let object = (target.compile_function)(program, *id, Options { effort })?;
        Ok((object, start.map_or(Duration::ZERO, |start| start.elapsed())))
    };
    let compile = |ids: &[FunctionId]| -> Vec<base::Result<(CodeObject, Duration)>> { ids.iter().map(one).collect() };
    let results: Vec<base::Result<(CodeObject, Duration)>> = std::thread::scope(|scope| {
        let threads: Vec<_> = ids.chunks(chunk).map(|ids| scope.spawn(move || compile(ids))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a backend does not panic")).collect()
    });
    let mut code = (target.helpers)();
    let mut times = vec![Duration::ZERO; code.len()];
    let mut diagnostics = Vec::new();
    for result in results {
        match result {
            Ok((object, time)) => {
                code.push(object);
                times.push(time);
            }
            Err(found) => diagnostics.extend(found),
        }
    }
    if diagnostics.is_empty() { Ok((code, times)) } else { Err(diagnostics) }
}

/// Code and boot objects as the linker takes them.
pub fn image(program: &Program, code: Vec<CodeObject>) -> Image {
    Image {
        code,
        data: register::image::data_objects(program),
        positions: register::image::positions(program),
        files: register::image::files(program),
        entry: "_start".into(),
        roots: Vec::new(),
        debug_sections: program.shapes.iter().map(debugger::section).collect(),
    }
}

/// Links an image to an executable.
///
/// # Errors
/// What the linker cannot do.
pub fn link(image: &Image, target: &Target, debug: Debug) -> base::Result<Linked> {
    linker::link(image, target.machine, &linker::Options { debug })
        .map_err(|why| vec![Diagnostic::error(format!("cannot link: {why}"))])
}
