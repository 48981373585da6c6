//! `--time-passes`: what each step took, how many instructions it was given and left, and what of that is whose.
//!
//! Passes run over whole programs, so that their times cannot be told apart by method: of a method it is said how many instructions
//! it had before and after each pass that changed the number, what its machine code took, and how many bytes that has.
use crate::methods::{self, Wanted};
use crate::observe::{Coded, Observer, Seen, Step};
use crate::pass::Level;
use crate::pipeline::machine;
use base::Id;
use linker::Linked;
use register::FunctionId;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::time::Duration;
use virtual_machine::MethodId;

/// The version of the JSON: docs/json.md says what that promises.
const VERSION: u32 = 1;
/// Methods that the table shows; JSON has all.
const SHOWN: usize = 20;

/// What has been measured.
pub struct Times {
    wanted: Wanted,
    report: Report,
    methods: BTreeMap<String, OfMethod>,
    /// The machine after the last step, and how many instructions and methods there were.
    last: Option<(Level, Count)>,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    microseconds: u64,
    /// In the order in which they ran.
    steps: Vec<OfStep>,
    /// Those whose machine code took longest first.
    methods: Vec<OfMethod>,
}

#[derive(Serialize)]
struct OfStep {
    name: String,
    /// None for machine code and linking.
    machine: Option<&'static str>,
    microseconds: u64,
    /// None where there is nothing to compare with: the program is new, or at another machine.
    before: Option<Count>,
    after: Option<Count>,
    /// Of machine code, or of the executable.
    bytes: Option<usize>,
}

#[derive(Clone, Copy, Serialize)]
struct Count {
    instructions: usize,
    methods: usize,
}

#[derive(Clone, Default, Serialize)]
struct OfMethod {
    name: String,
    /// What its machine code took.
    microseconds: u64,
    bytes: usize,
    /// Of the Register machine, in the end.
    instructions: usize,
    /// The steps that changed the number of its instructions.
    steps: Vec<Change>,
    #[serde(skip)]
    level: Option<Level>,
}

#[derive(Clone, Serialize)]
struct Change {
    name: String,
    before: usize,
    after: usize,
}

impl Times {
    pub fn new(wanted: Wanted) -> Times {
        let report = Report { version: VERSION, microseconds: 0, steps: Vec::new(), methods: Vec::new() };
        Times { wanted, report, methods: BTreeMap::new(), last: None }
    }

    /// All of it as JSON.
    pub fn json(self) -> String {
        serde_json::to_string_pretty(&self.sorted()).unwrap_or_default() + "\n"
    }

    /// Tables of the steps and of the methods, what took longest first.
    pub fn table(self) -> String {
        let mut report = self.sorted();
        report.steps.sort_by_key(|step| std::cmp::Reverse(step.microseconds));
        let mut out = String::from("       ms      %   instructions          methods        bytes  step\n");
        for step in &report.steps {
            let count = |of: fn(&Count) -> usize| match (&step.before, &step.after) {
                (Some(before), Some(after)) if of(before) != of(after) => format!("{} > {}", of(before), of(after)),
                (_, Some(after)) => of(after).to_string(),
                (_, None) => String::new(),
            };
            let share = step.microseconds as f64 * 100.0 / report.microseconds.max(1) as f64;
            let bytes = step.bytes.map_or(String::new(), |bytes| bytes.to_string());
            let _ = writeln!(
                out,
                "{:>9.3} {share:>6.1}   {:<21} {:<13} {bytes:>6}  {}",
                step.microseconds as f64 / 1000.0,
                count(|count| count.instructions),
                count(|count| count.methods),
                step.name
            );
        }
        let _ = writeln!(out, "{:>9.3}  100.0   in all", report.microseconds as f64 / 1000.0);
        if !report.methods.is_empty() {
            out.push_str("\n  code ms   bytes   method: instructions after each pass that changed their number\n");
        }
        for method in report.methods.iter().take(SHOWN) {
            let numbers: Vec<String> = method.steps.iter().map(|change| format!("{} {}", change.name, change.after)).collect();
            let numbers = if numbers.is_empty() { method.instructions.to_string() } else { numbers.join(", ") };
            let time = method.microseconds as f64 / 1000.0;
            let _ = writeln!(out, "{time:>9.3} {:>7}   {}: {numbers}", method.bytes, method.name);
        }
        if report.methods.len() > SHOWN {
            let _ = writeln!(
                out,
                "{:>19} more methods: --time-passes=json has all, --method GLOB some",
                report.methods.len() - SHOWN
            );
        }
        out
    }

    fn sorted(mut self) -> Report {
        self.report.microseconds = self.report.steps.iter().map(|step| step.microseconds).sum();
        self.report.methods = self.methods.into_values().filter(|method| method.bytes > 0).collect();
        self.report.methods.sort_by_key(|method| std::cmp::Reverse(method.microseconds));
        self.report
    }
}

impl Observer for Times {
    fn step(&mut self, step: &Step, program: Seen<'_>) {
        let level = program.level();
        let mut all = Count { instructions: 0, methods: 0 };
        let mut wanted: HashMap<usize, String> = HashMap::new();
        for method in methods::of(program, &Wanted::All) {
            let count = instructions(program, method.index);
            all.instructions += count;
            all.methods += 1;
            if self.wanted.has(program, &method) {
                wanted.insert(method.index, method.name);
            }
        }
        for (index, name) in wanted {
            let after = instructions(program, index);
            let known = self.methods.entry(name.clone()).or_insert_with(|| OfMethod { name, ..OfMethod::default() });
            if known.level == Some(level) && known.instructions != after {
                known.steps.push(Change { name: step.name.clone(), before: known.instructions, after });
            }
            (known.level, known.instructions) = (Some(level), after);
        }
        let before = self.last.filter(|(last, _)| *last == level).map(|(_, count)| count);
        self.last = Some((level, all));
        self.report.steps.push(OfStep {
            name: step.name.clone(),
            machine: Some(machine(level)),
            microseconds: step.time.as_micros() as u64,
            before,
            after: Some(all),
            bytes: None,
        });
    }

    fn code(&mut self, _program: &register::Program, code: &Coded<'_>) {
        for (object, time) in code.objects.iter().zip(code.times) {
            if let Some(method) = self.methods.get_mut(&object.symbol) {
                method.bytes = object.bytes.len();
                method.microseconds = time.as_micros() as u64;
            }
        }
        self.rest("code", code.time, code.objects.iter().map(|object| object.bytes.len()).sum());
    }

    fn linked(&mut self, linked: &Linked, time: Duration) {
        self.rest("link", time, linked.bytes.len());
    }
}

impl Times {
    /// A step that leaves bytes.
    fn rest(&mut self, name: &str, time: Duration, bytes: usize) {
        let microseconds = time.as_micros() as u64;
        let (name, bytes) = (name.to_string(), Some(bytes));
        self.report.steps.push(OfStep { name, machine: None, microseconds, before: None, after: None, bytes });
    }
}

fn instructions(program: Seen<'_>, index: usize) -> usize {
    match program {
        Seen::Virtual(program) => {
            program.methods[MethodId::new(index)].blocks.values().map(|block| block.instructions.len()).sum()
        }
        Seen::Register(program) => {
            let function = &program.functions[FunctionId::new(index)];
            function.layout.iter().map(|block| function.blocks[*block].instructions.len()).sum()
        }
    }
}
