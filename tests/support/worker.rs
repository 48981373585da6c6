//! One process that takes one program at one level through the whole compiler once, and from there to every engine that is
//! asked for: interpreters are run, executables written. Parsing and the passes cost more than all that comes after them.
//!
//! The test binary starts itself for it (`programs --worker PATH LEVEL FOLDER ENGINES -- ARGUMENTS`), so that a panic or an
//! endless run ends a process, not the tests. What each engine gave is a file `FOLDER/ENGINE...`, there as soon as it is known.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use salama::Level;
use salama::back::{self, Target};
use salama::course::{Course, Stop};
use salama::front::Failure;
use salama::pipeline::{Optimisation, Pipeline};
use salama::world::Real;
use virtual_machine::World;

use super::case::Case;
use super::process::{Outcome, Scratch};

const WORD: &str = "--worker";
/// How many times longer than one program a worker may take.
const PATIENCE: u32 = 4;

/// What a worker is to do.
pub struct Order {
    pub level: &'static str,
    pub engines: Vec<&'static str>,
}

/// What a worker left: what each engine gave, and what it said as it ended.
pub struct Work {
    folder: PathBuf,
    last_words: String,
}

impl Work {
    /// Starts a worker for a program and waits for its end.
    pub fn of(case: &Case, order: &Order, scratch: &Scratch) -> Result<Work, String> {
        let folder = scratch.file(&format!("{}{}", case.path.replace('/', "-"), order.level));
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make a folder for the test: {error}"))?;
        let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
        command.args([WORD, &case.path, order.level]).arg(&folder).arg(order.engines.join(",")).arg("--").args(&case.arguments);
        command.env_remove("SALAMA_GC").env_remove("SALAMA_HEAP_LIMIT");
        let last_words = match scratch.run_patiently(&mut command, case.input.as_deref(), PATIENCE) {
            Ok(outcome) if outcome.status == Some(0) => String::new(),
            Ok(outcome) => format!("the compiler ended with status {}:\n{}", outcome.describe_status(), outcome.text()),
            Err(reason) => reason,
        };
        Ok(Work { folder, last_words })
    }

    /// What an interpreter gave.
    pub fn outcome(&self, engine: &str) -> Result<Outcome, String> {
        let read = |part: &str| fs::read(self.folder.join(format!("{engine}.{part}"))).map_err(|_| self.why(engine));
        let status = String::from_utf8_lossy(&read("status")?).trim().parse().ok();
        Ok(Outcome::of(status, read("out")?, read("err")?))
    }

    /// The executable for a target.
    pub fn executable(&self, target: &str) -> Result<PathBuf, String> {
        let path = self.folder.join(target);
        if path.exists() { Ok(path) } else { Err(self.why(target)) }
    }

    fn why(&self, engine: &str) -> String {
        let failed = fs::read_to_string(self.folder.join(format!("{engine}.failed")));
        failed.unwrap_or_else(|_| format!("{engine} was not reached: {}", self.last_words))
    }
}

/// Executables are large: they go with the last test that needs them.
impl Drop for Work {
    fn drop(&mut self) {
        // What cannot be removed is removed with all the rest at the end.
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Does the work if this process was started for that.
pub fn work() -> Option<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [word, path, level, folder, engines, _, rest @ ..] = &arguments[..] else { return None };
    if word != WORD {
        return None;
    }
    let optimisation = if level == "-O0" { Optimisation::None } else { Optimisation::All };
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("the input is a file or nothing");
    let worker = Worker {
        path: path.into(),
        optimisation,
        folder: folder.into(),
        engines: engines.split(',').map(str::to_string).collect(),
        arguments: [std::slice::from_ref(path), rest].concat(),
        input,
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(move || worker.run()).expect("a thread starts");
    match thread.join() {
        Ok(()) => Some(ExitCode::SUCCESS),
        Err(_) => Some(ExitCode::FAILURE),
    }
}

struct Worker {
    path: PathBuf,
    optimisation: Optimisation,
    folder: PathBuf,
    engines: Vec<String>,
    arguments: Vec<String>,
    input: Vec<u8>,
}

impl Worker {
    /// The cheapest first, so that one that does not end leaves the others their answers.
    fn run(&self) {
        if self.optimisation == Optimisation::None && self.wants("virtual") {
            // as `salama interpret`: straight from the compiler, where every send is looked up
            let mut course = self.course();
            course.stop = Some(Stop { level: Level::Virtual, before: 0 });
            match course.to_virtual(&self.path) {
                Ok(program) => self.interpret_virtual(&program),
                Err(failure) => return self.failed(&["virtual"], &shown(&failure)),
            }
        }
        if self.engines.iter().any(|engine| self.optimisation != Optimisation::None || engine != "virtual") {
            self.run_passes();
        }
    }

    fn run_passes(&self) {
        let mut course = self.course();
        let program = match course.to_virtual(&self.path) {
            Ok(program) => program,
            Err(failure) => return self.failed(&["virtual", "register", "x86_64", "aarch64"], &shown(&failure)),
        };
        if ["register", "x86_64", "aarch64"].iter().any(|engine| self.wants(engine)) {
            match course.to_register(&program) {
                Ok(lowered) => self.run_register(&lowered),
                Err(failure) => self.failed(&["register", "x86_64", "aarch64"], &shown(&failure)),
            }
        }
        if self.optimisation != Optimisation::None && self.wants("virtual") {
            self.interpret_virtual(&program);
        }
    }

    fn run_register(&self, program: &register::Program) {
        for target in back::BUILT_IN.into_iter().filter(|target| self.wants(target.name())) {
            if let Err(why) = self.write_executable(program, target) {
                self.failed(&[target.name()], &why);
            }
        }
        if self.wants("register") {
            let mut world = self.world();
            let status = register::interpret::interpret(program, &mut world, &self.arguments);
            self.ended("register", world, status);
        }
    }

    fn course(&self) -> Course<'_> {
        Course { verify: true, ..Course::new(Pipeline::standard(self.optimisation)) }
    }

    fn wants(&self, engine: &str) -> bool {
        self.engines.iter().any(|other| other == engine)
    }

    fn interpret_virtual(&self, program: &virtual_machine::Program) {
        let mut world = self.world();
        let status = virtual_machine::interpret(program, &mut world, &self.arguments);
        let status = status.map_err(|fault| format!("{}\n{}", fault.message, fault.trace.join("\n")));
        self.ended("virtual", world, status);
    }

    fn ended(&self, engine: &str, mut world: Captured, status: Result<i32, String>) {
        let status = status.map(|status| status & 255).unwrap_or_else(|fault| {
            world.errors.extend(format!("a fault of the compiler: {fault}\n").bytes());
            1
        });
        self.write(&format!("{engine}.out"), &world.output);
        self.write(&format!("{engine}.err"), &world.errors);
        self.write(&format!("{engine}.status"), status.to_string().as_bytes());
    }

    fn write_executable(&self, program: &register::Program, target: &Target) -> Result<(), String> {
        use std::os::unix::fs::PermissionsExt;
        let effort = if self.optimisation == Optimisation::None {
            register::machine::Effort::Quick
        } else {
            register::machine::Effort::Optimised
        };
        let told = |diagnostics: Vec<base::Diagnostic>| {
            diagnostics.into_iter().map(|diagnostic| diagnostic.title).collect::<Vec<_>>().join("\n")
        };
        let code = back::code(program, target, effort).map_err(told)?;
        let linked = back::link(&back::image(program, code), target, linker::Debug::Lines).map_err(told)?;
        let path = self.folder.join(target.name());
        // under its name only when it is whole
        let partial = path.with_extension("partial");
        let written = fs::write(&partial, &linked.bytes)
            .and_then(|()| fs::set_permissions(&partial, fs::Permissions::from_mode(0o755)))
            .and_then(|()| fs::rename(&partial, &path));
        written.map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    fn failed(&self, engines: &[&str], why: &str) {
        engines.iter().for_each(|engine| self.write(&format!("{engine}.failed"), why.as_bytes()));
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.join(name), bytes).expect("the folder is ours");
    }

    fn world(&self) -> Captured {
        Captured { input: self.input.clone(), at: 0, output: Vec::new(), errors: Vec::new(), real: Real::default() }
    }
}

fn shown(failure: &Failure) -> String {
    let shown = failure.diagnostics.iter().map(|diagnostic| salama::report::render(&failure.sources, diagnostic, false));
    format!("compiling failed:\n{}", shown.collect::<Vec<_>>().join("\n"))
}

/// The real world, but for standard input and outputs.
struct Captured {
    input: Vec<u8>,
    at: usize,
    output: Vec<u8>,
    errors: Vec<u8>,
    real: Real,
}

/// How much an interpreted program may write: one that does not end must not fill the memory.
const OUTPUT: usize = 64 << 20;
const NO_SPACE: i64 = -28;

impl World for Captured {
    fn write(&mut self, descriptor: i64, bytes: &[u8]) -> i64 {
        let stream = match descriptor {
            1 => &mut self.output,
            2 => &mut self.errors,
            _ => return self.real.write(descriptor, bytes),
        };
        if stream.len() + bytes.len() > OUTPUT {
            return NO_SPACE;
        }
        stream.extend(bytes);
        bytes.len() as i64
    }
    fn read(&mut self, descriptor: i64, buffer: &mut [u8]) -> i64 {
        if descriptor != 0 {
            return self.real.read(descriptor, buffer);
        }
        let rest = &self.input[self.at..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        count as i64
    }
    fn open(&mut self, path: &[u8], flags: i64, mode: i64) -> i64 {
        self.real.open(path, flags, mode)
    }
    fn close(&mut self, descriptor: i64) -> i64 {
        self.real.close(descriptor)
    }
    fn lseek(&mut self, descriptor: i64, offset: i64, whence: i64) -> i64 {
        self.real.lseek(descriptor, offset, whence)
    }
    fn fstat(&mut self, descriptor: i64) -> Result<(u32, u64), i64> {
        self.real.fstat(descriptor)
    }
    fn stat(&mut self, path: &[u8]) -> Result<(u32, u64), i64> {
        self.real.stat(path)
    }
    fn unlink(&mut self, path: &[u8]) -> i64 {
        self.real.unlink(path)
    }
    fn rename(&mut self, from: &[u8], to: &[u8]) -> i64 {
        self.real.rename(from, to)
    }
    fn current_folder(&mut self) -> Result<Vec<u8>, i64> {
        self.real.current_folder()
    }
    fn clock(&mut self, clock: i64) -> (i64, i64) {
        self.real.clock(clock)
    }
    fn sleep(&mut self, seconds: i64, nanoseconds: i64) {
        self.real.sleep(seconds, nanoseconds);
    }
    fn random(&mut self, buffer: &mut [u8]) {
        self.real.random(buffer);
    }
    fn process_id(&mut self) -> i64 {
        self.real.process_id()
    }
    fn environment(&mut self) -> Vec<String> {
        self.real.environment()
    }
}
