//! `--print-after` and `--print-diff`: the text of methods after passes, and what passes changed in it.
//!
//! Lines are compared without the numbers of their positions. Values, blocks and slots keep their numbers through the passes of a
//! machine, so that a line differs where something was done to it.
use super::diff;
use crate::methods::{self, Method, Wanted};
use crate::observe::{Seen, Step};
use crate::pass::Level;
use crate::report;
use std::collections::BTreeMap;
use std::fmt::Write;
use virtual_machine::text::Row;

/// After which steps something is printed.
pub struct Printer {
    after: After,
    differences: bool,
    pub wanted: Wanted,
    colour: bool,
    /// The machine that the program was at after the last step, and its methods then.
    last: Option<(Level, Texts)>,
}

/// After which steps methods are printed whole.
#[derive(PartialEq)]
pub enum After {
    None,
    /// Those that a step changed.
    Changed,
    All,
    Steps(Vec<String>),
}

/// By the method's name, its lines.
type Texts = BTreeMap<String, Vec<String>>;

/// A method that a step changed: the name and the lines that it had, if it was there.
struct Change<'a> {
    before: Option<(&'a str, &'a [String])>,
    after: Option<usize>,
}

impl Printer {
    pub fn new(after: After, differences: bool, wanted: Wanted) -> Printer {
        Printer { after, differences, wanted, colour: report::in_colour(), last: None }
    }

    pub fn is_busy(&self) -> bool {
        self.differences || self.after != After::None
    }

    /// What is to be printed after a step.
    pub fn step(&mut self, step: &Step, program: Seen<'_>) -> String {
        let whole = match &self.after {
            After::None | After::Changed => false,
            After::All => true,
            After::Steps(names) => names.contains(&step.name),
        };
        let compares = self.differences || self.after == After::Changed;
        if !whole && !compares {
            return String::new();
        }
        let methods = methods::of(program, &self.wanted);
        let rows = methods::rows(program, &methods);
        let mut out = String::new();
        if !compares {
            let _ = writeln!(out, "=== after {}: {}", step.name, step.about);
            (0..methods.len()).for_each(|index| methods::write(&mut out, program, &rows[index], false));
            return out;
        }
        let lines = |rows: &Vec<Row>| rows.iter().map(|row| row.text.clone()).collect();
        let now: Texts = methods.iter().zip(&rows).map(|(method, rows)| (method.name.clone(), lines(rows))).collect();
        let begun = self.last.as_ref().is_none_or(|(level, _)| *level != program.level());
        match self.last.as_ref().filter(|_| !begun) {
            None => {
                let _ = writeln!(out, "=== after {}: {} methods, {}", step.name, methods.len(), step.about);
            }
            Some((_, before)) => {
                let changes = changes(before, &now, &methods);
                let gone = changes.iter().filter(|change| change.after.is_none()).count();
                let _ = writeln!(out, "=== after {}: {} of {} methods changed", step.name, changes.len(), methods.len() + gone);
                for change in &changes {
                    if self.differences {
                        self.difference(&mut out, step, change, &methods, &now);
                    }
                    if let (After::Changed, Some(index)) = (&self.after, change.after) {
                        methods::write(&mut out, program, &rows[index], false);
                    }
                }
            }
        }
        if whole || begun && self.after == After::Changed {
            rows.iter().for_each(|rows| methods::write(&mut out, program, rows, false));
        }
        self.last = Some((program.level(), now));
        out
    }

    fn difference(&self, out: &mut String, step: &Step, change: &Change<'_>, methods: &[Method], now: &Texts) {
        let name = change.after.map(|index| methods[index].name.as_str());
        let (old, before) = change.before.unwrap_or((name.unwrap_or_default(), &[]));
        diff::head(out, '-', &format!("{old} before {}", step.name), self.colour);
        match name {
            Some(name) => {
                diff::head(out, '+', &format!("{name} after {}", step.name), self.colour);
                diff::unified(out, before, &now[name], self.colour);
            }
            None => diff::head(out, '+', &format!("nothing, where {} lines were", before.len()), self.colour),
        }
        out.push('\n');
    }
}

/// What differs, in the order of the methods; what is gone comes last. A new version is compared with the method that it is a
/// version of, which is no loss then.
fn changes<'a>(before: &'a Texts, now: &Texts, methods: &[Method]) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    let mut replaced = Vec::new();
    for (index, method) in methods.iter().enumerate() {
        let origin = method.version_of.as_ref().filter(|_| !before.contains_key(&method.name));
        let found = before.get_key_value(origin.unwrap_or(&method.name));
        replaced.extend(origin);
        if found.is_none_or(|(_, lines)| *lines != now[&method.name]) {
            let before = found.map(|(name, lines)| (name.as_str(), lines.as_slice()));
            changes.push(Change { before, after: Some(index) });
        }
    }
    let gone = before.iter().filter(|(name, _)| !now.contains_key(*name) && !replaced.contains(name));
    changes.extend(gone.map(|(name, lines)| Change { before: Some((name, lines)), after: None }));
    changes
}
