//! A text of the Register machine as a process: compiled, linked, run; and what its functions return.
use crate::support::{MACHINE, command, compile};
use linker::{Image, Section};
use register::machine::Effort;
use register::object::{DataObject, RelocationKind};
use register::{Datum, Program};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

pub const EFFORTS: [Effort; 2] = [Effort::Quick, Effort::Optimised];

pub fn parse(text: &str) -> Program {
    let program = register::text::parse(text).unwrap_or_else(|errors| panic!("{}: {:?}", errors[0].title, errors[0].labels));
    if let Err(errors) = register::verify::verify(&program) {
        panic!("{}\n{}", errors[0].title, errors[0].hint.clone().unwrap_or_default());
    }
    program
}

fn data(program: &Program) -> Vec<DataObject> {
    let mut objects: Vec<DataObject> = program.data.iter().map(|object| data_object(program, object)).collect();
    if !objects.iter().any(|object| object.symbol == "context") {
        objects.push(zeroed("context", 8 * parfait::layout::CONTEXT_FIELDS.len() as u32));
    }
    objects
}

fn zeroed(symbol: &str, size: u32) -> DataObject {
    DataObject {
        symbol: symbol.into(),
        about: "table".into(),
        section: Section::Zeroed,
        alignment: 8,
        bytes: Vec::new(),
        zeroed: size,
        relocations: Vec::new(),
    }
}

fn data_object(program: &Program, object: &register::DataObject) -> DataObject {
    let mut made = zeroed(program.symbols.name(object.symbol), 0);
    made.section = object.section;
    for datum in &object.contents {
        match datum {
            Datum::Word(word) => made.bytes.extend(word.to_le_bytes()),
            Datum::Bytes(bytes) => made.bytes.extend(bytes),
            Datum::Address(symbol, addend) => {
                let (offset, target) = (made.bytes.len() as u32, program.symbols.name(*symbol).to_string());
                let kind = RelocationKind::Absolute64;
                made.relocations.push(register::object::Relocation { offset, kind, target, addend: *addend });
                made.bytes.extend([0; 8]);
            }
            Datum::Zeros(count) if object.section == Section::Zeroed => made.zeroed += *count as u32,
            Datum::Zeros(count) => made.bytes.extend(vec![0; *count as usize]),
        }
    }
    made
}

/// Links and runs; gives what the process did, if programs for this CPU run here.
pub fn run(program: &Program, effort: Effort) -> Option<Output> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let code = compile(program, effort);
    let image = Image { code, data: data(program), entry: "_start".into(), ..Image::default() };
    let image = Image { positions: Vec::new(), files: Vec::new(), roots: Vec::new(), ..image };
    let linked = linker::link(&image, MACHINE, &linker::Options::default()).expect("a good image");
    let file = format!("salama-{}-{}-{}", MACHINE.name, std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let path = std::env::temp_dir().join(file);
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o755).open(&path).expect("a temporary file");
    file.write_all(&linked.bytes).expect("room for it");
    drop(file);
    let Some(mut command) = command(&path) else {
        eprintln!("SKIPPED: nothing here runs programs for {}; this test shows nothing without it", MACHINE.name);
        return None;
    };
    let mut output = command.output();
    // another thread's fork may still hold the file open for writing
    while matches!(&output, Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy) {
        std::thread::sleep(std::time::Duration::from_millis(2));
        output = command.output();
    }
    if std::env::var_os("KEEP").is_none() {
        let _ = std::fs::remove_file(&path);
    }
    Some(output.expect("the program starts"))
}

/// Writes a program's `start`: calls functions with words, prints the bits of what they return.
#[derive(Default)]
pub struct Results {
    calls: String,
    next: u32,
    pub count: usize,
}

impl Results {
    fn fresh(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
    /// Calls a function whose parameters and result are words.
    pub fn call(&mut self, function: &str, arguments: &[i64]) {
        let mut names = Vec::new();
        for argument in arguments {
            let value = self.fresh();
            self.calls += &format!("  v{value}: word = word {argument}\n");
            names.push(format!("v{value}"));
        }
        let [result, results] = [self.fresh(), self.fresh()];
        self.calls += &format!("  v{result}: word = call {function}({})\n", names.join(", "));
        self.calls += &format!("  v{results}: word = address_of results\n");
        self.calls += &format!("  store v{results} + {}, v{result}\n", 8 * self.count);
        self.count += 1;
    }
    /// The text with `start` and the place for the results.
    pub fn text(&self, functions: &str) -> String {
        let (size, calls) = (8 * self.count, &self.calls);
        let [one, at, count, written, zero, ended] = std::array::from_fn(|at| self.next + 1 + at as u32);
        format!(
            "data results zeroed \"results\"\n  zeros {size}\n\n{functions}\nfunction start(v0: word)\nb0:\n{calls}\
             \x20 v{one}: word = word 1\n  v{at}: word = address_of results\n  v{count}: word = word {size}\n\
             \x20 v{written}: word = syscall write(v{one}, v{at}, v{count})\n  v{zero}: word = word 0\n\
             \x20 v{ended}: word = syscall exit_group(v{zero})\n  unreachable\n"
        )
    }
    /// Runs it; gives the results, if programs for this CPU run here.
    pub fn run(&self, functions: &str, effort: Effort) -> Option<Vec<i64>> {
        let output = run(&parse(&self.text(functions)), effort)?;
        assert!(output.status.success(), "{effort:?}: {:?}", output.status);
        let words = output.stdout.chunks(8).map(|word| i64::from_le_bytes(word.try_into().expect("8 bytes")));
        let words: Vec<i64> = words.collect();
        assert_eq!(words.len(), self.count);
        Some(words)
    }
}
