//! From the Register machine to an executable: code of every function, boot objects, one ELF.
use crate::debugger;
use base::Diagnostic;
use clap::ValueEnum;
use linker::{Debug, Image, Linked};
use register::machine::{Effort, Options};
use register::object::{CodeObject, Machine};
use register::{FunctionId, Program};

/// The processors that executables are made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Target {
    #[value(name = "x86_64", alias = "x86-64")]
    X86,
    #[value(name = "aarch64", alias = "arm64")]
    Arm,
}

impl Target {
    /// The processor that this compiler runs on.
    pub fn host() -> Target {
        if cfg!(target_arch = "aarch64") { Target::Arm } else { Target::X86 }
    }
    pub fn name(self) -> &'static str {
        match self {
            Target::X86 => "x86_64",
            Target::Arm => "aarch64",
        }
    }
    fn machine(self) -> &'static Machine {
        match self {
            Target::X86 => &x86::MACHINE,
            Target::Arm => &arm::MACHINE,
        }
    }
    fn helpers(self) -> Vec<CodeObject> {
        match self {
            Target::X86 => x86::helpers(),
            Target::Arm => arm::helpers(),
        }
    }
    fn compile(self, program: &Program, function: FunctionId, options: Options) -> base::Result<CodeObject> {
        match self {
            Target::X86 => x86::compile_function(program, function, options),
            Target::Arm => arm::compile_function(program, function, options),
        }
    }
}

/// Machine code of every function, in their order.
///
/// # Errors
/// What the backend refuses.
pub fn code(program: &Program, target: Target, effort: Effort) -> base::Result<Vec<CodeObject>> {
    let ids: Vec<FunctionId> = program.functions.ids().collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let chunk = ids.len().div_ceil(workers).max(32);
    let compile = |ids: &[FunctionId]| -> Vec<base::Result<CodeObject>> {
        ids.iter().map(|id| target.compile(program, *id, Options { effort })).collect()
    };
    let results: Vec<base::Result<CodeObject>> = std::thread::scope(|scope| {
        let threads: Vec<_> = ids.chunks(chunk).map(|ids| scope.spawn(move || compile(ids))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a backend does not panic")).collect()
    });
    let mut code = target.helpers();
    let mut diagnostics = Vec::new();
    for result in results {
        match result {
            Ok(object) => code.push(object),
            Err(found) => diagnostics.extend(found),
        }
    }
    if diagnostics.is_empty() { Ok(code) } else { Err(diagnostics) }
}

/// Links code and boot objects to an executable.
///
/// # Errors
/// What the linker cannot do.
pub fn link(program: &Program, code: Vec<CodeObject>, target: Target, debug: Debug) -> base::Result<Linked> {
    let image = Image {
        code,
        data: register::image::data_objects(program),
        positions: register::image::positions(program),
        files: register::image::files(program),
        entry: "_start".into(),
        roots: Vec::new(),
        debug_sections: program.shapes.iter().map(debugger::section).collect(),
    };
    linker::link(&image, target.machine(), &linker::Options { debug })
        .map_err(|why| vec![Diagnostic::error(format!("cannot link: {why}"))])
}
