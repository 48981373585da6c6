//! What the page shows, as the JSON in it.
use serde::Serialize;

/// Everything.
#[derive(Serialize, Default)]
pub struct Page {
    pub title: String,
    pub files: Vec<File>,
    pub steps: Vec<Step>,
    /// All lines of texts, each once: the text, and the source line (file << 20 | line, or u32::MAX).
    pub lines: Vec<(String, u32)>,
    pub units: Vec<Unit>,
    /// Names of the targets, in the order of each unit's assembly.
    pub targets: Vec<&'static str>,
    pub bytes: Vec<Bytes>,
    /// In the order of their lines.
    pub remarks: Vec<Remark>,
}

/// A file of the program.
#[derive(Serialize, Default)]
pub struct File {
    pub name: String,
    pub text: String,
    /// The lines of its syntax tree.
    pub tree: Vec<u32>,
}

/// Compiling, a pass, or lowering.
#[derive(Serialize, Default)]
pub struct Step {
    pub name: String,
    pub level: &'static str,
    pub about: String,
    pub microseconds: u64,
    /// How many units it changed.
    pub changed: usize,
}

/// A method or block of the program, with all its versions.
#[derive(Serialize, Default)]
pub struct Unit {
    pub name: String,
    pub file: u32,
    /// Its first and last line.
    pub first: u32,
    pub last: u32,
    /// After each step that changed it.
    pub snapshots: Vec<Snapshot>,
    /// By target.
    pub assembly: Vec<Vec<Assembly>>,
    /// Names of what it calls.
    pub calls: Vec<String>,
}

/// A text after a step: `head` lines and `tail` lines are those of the text before.
#[derive(Serialize, Default)]
pub struct Snapshot {
    pub step: usize,
    pub head: usize,
    pub tail: usize,
    pub lines: Vec<u32>,
}

/// A function's code: offset, bytes, text, source line.
#[derive(Serialize, Default)]
pub struct Assembly {
    pub name: String,
    pub rows: Vec<(u32, String, String, u32)>,
}

/// Bytes of the executable; the index of what brought them in, and how.
#[derive(Serialize, Default)]
pub struct Bytes {
    pub name: String,
    pub kind: &'static str,
    pub section: &'static str,
    pub size: u64,
    pub reason: Option<(usize, String)>,
}

/// What a step said of a line (as in `Page::lines`), and how often.
#[derive(Serialize)]
pub struct Remark {
    pub source: u32,
    pub step: usize,
    pub kind: &'static str,
    pub what: String,
    pub message: String,
    pub count: usize,
}
