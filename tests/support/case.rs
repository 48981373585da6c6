//! A program beside what it is expected to do: `NAME.rb` and its `.out .err .status .in .args` (see `tests/programs/README.md`).

use std::fs;
use std::path::{Path, PathBuf};

use super::process::Outcome;

pub use super::ROOT;

/// A program and what it is expected to do.
pub struct Case {
    /// The file's name without `.rb`.
    pub name: String,
    /// Its path from the project's root, as a backtrace shows it.
    pub path: String,
    pub arguments: Vec<String>,
    pub input: Option<PathBuf>,
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
    pub status: i32,
    /// It writes files of fixed names, so that only one run of it may go on at a time.
    pub alone: bool,
}

impl Case {
    /// All programs of a folder that have an expected output, by name.
    pub fn all(folder: &str) -> Vec<Case> {
        let mut cases: Vec<Case> = ruby_files(folder).into_iter().filter_map(|name| Case::read(folder, name)).collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        cases
    }

    fn read(folder: &str, name: String) -> Option<Case> {
        let beside = |extension: &str| Path::new(ROOT).join(folder).join(format!("{name}.{extension}"));
        let bytes = |extension: &str| fs::read(beside(extension)).ok();
        let text = |extension: &str| fs::read_to_string(beside(extension)).ok();
        Some(Case {
            path: format!("{folder}/{name}.rb"),
            arguments: text("args").map_or_else(Vec::new, |all| all.lines().map(str::to_string).collect()),
            input: Some(beside("in")).filter(|path| path.exists()),
            output: bytes("out")?,
            errors: bytes("err").unwrap_or_default(),
            status: text("status").and_then(|number| number.trim().parse().ok()).unwrap_or(0),
            alone: text("rb").is_some_and(|source| source.contains("/tmp/")),
            name,
        })
    }

    /// What is wrong with an outcome, if anything.
    pub fn check(&self, outcome: &Outcome) -> Result<(), String> {
        let mut complaints = Vec::new();
        complaints.extend(difference("standard output", &self.output, &outcome.output));
        complaints.extend(difference("standard error", &self.errors, &outcome.errors));
        if outcome.status != Some(self.status) {
            complaints.push(format!("exit status: expected {}, got {}", self.status, outcome.describe_status()));
        }
        if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n")) }
    }
}

/// The names, without `.rb`, of all Ruby files of a folder.
pub fn ruby_files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter_map(|name| name.strip_suffix(".rb").map(str::to_string)).collect();
    names.sort();
    names
}

/// The first line that differs, with some lines after it.
fn difference(what: &str, expected: &[u8], actual: &[u8]) -> Option<String> {
    const SHOWN: usize = 6;
    if expected == actual {
        return None;
    }
    let (expected, actual) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(actual));
    let (left, right): (Vec<&str>, Vec<&str>) = (expected.split('\n').collect(), actual.split('\n').collect());
    let first = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str], sign: char| -> String {
        lines.iter().skip(first).take(SHOWN).map(|line| format!("  {sign} {line:?}\n")).collect()
    };
    Some(format!("{what} differs from line {}:\n{}{}", first + 1, part(&left, '-'), part(&right, '+')))
}
