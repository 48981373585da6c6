//! What passes said of their work, gathered as it is shown: at a place that the reader can change, the same thing once.
mod json;
mod text;

use crate::observe::{Seen, Step};
use base::remark::Kind;
use base::{FileId, Remark, Sources, Span};
pub use json::json;
use serde::Serialize;
use std::collections::BTreeMap;
pub use text::{lines, listing};

/// What the standard passes speak of.
pub const ABOUT: [(&str, &str); 7] = [
    ("resolved", "what a send calls"),
    ("specialised", "versions of methods for what they are called with"),
    ("inlined", "a method or block in place of a call of it"),
    ("checked", "tests of what a value is, and of overflow"),
    ("boxed", "floats that become values"),
    ("divided", "divisions, which are slow"),
    ("allocated", "objects that are made"),
];

/// A remark as it is shown.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// The step that said it: `merge.2` is the second of that name.
    pub pass: String,
    pub kind: Kind,
    pub what: String,
    pub message: String,
    /// How often it was said: of versions of a method, and of where it was inlined.
    pub count: usize,
    /// The place; nowhere: it is of the whole program.
    pub place: Option<Place>,
    /// Where the runtime's text says what is meant, if the place is the call that led there.
    pub origin: Option<Place>,
}

/// A place in a file: lines and columns (of bytes) from 1, the end not included.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// The method whose text it is.
    pub method: String,
    #[serde(skip)]
    pub span: Span,
}

/// In the order in which rows are shown: place, step, what is said.
type Key = (Option<(FileId, u32, u32)>, usize, Kind, String, String);

/// Gathers remarks.
#[derive(Default)]
pub struct Remarks {
    rows: BTreeMap<Key, Row>,
    /// Those in the runtime's own text too, where they are; else what was inlined from there is at the program's call of it.
    runtime: bool,
    /// The files, as the last step has them.
    pub sources: Sources,
    steps: usize,
}

impl Remarks {
    /// With or without those in the runtime's own text.
    pub fn new(runtime: bool) -> Remarks {
        Remarks { runtime, ..Remarks::default() }
    }

    /// What a step said.
    pub fn step(&mut self, step: &Step, program: Seen<'_>) {
        let sources = program.sources();
        if self.steps == 0 {
            self.sources = sources.clone();
        }
        for remark in &step.remarks {
            self.add(remark, &step.name, sources);
        }
        self.steps += 1;
    }

    fn add(&mut self, remark: &Remark, pass: &str, sources: &Sources) {
        let shown = match (self.runtime, &remark.places[..]) {
            (_, []) => None,
            (true, places) => places.first(),
            (false, places) => match places.iter().find(|place| !sources.file(place.span.file).runtime) {
                Some(place) => Some(place),
                None => return,
            },
        };
        let place = shown.map(|place| located(sources, place));
        let origin = remark.places.first().filter(|first| Some(*first) != shown).map(|place| located(sources, place));
        let at = shown.map(|place| (place.span.file, place.span.start, place.span.end));
        let key = (at, self.steps, remark.kind, remark.what.clone(), remark.message.clone());
        let row = self.rows.entry(key).or_insert_with(|| Row {
            pass: pass.to_string(),
            kind: remark.kind,
            what: remark.what.clone(),
            message: remark.message.clone(),
            count: 0,
            place,
            origin,
        });
        row.count += 1;
    }

    /// In the order of their places, with the number of the step.
    pub fn rows(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.rows.iter().map(|((_, step, ..), row)| (*step, row))
    }

    /// Those that the words ask for: of each sort of word (kinds, passes, what is spoken of) one must fit.
    pub fn retain(&mut self, words: &[String], wanted: impl Fn(&str) -> bool) {
        let fits = |word: &str, row: &Row| sorts(row).into_iter().any(|names| names.contains(&word));
        let sort_of = |word: &str| self.rows.values().find_map(|row| sorts(row).iter().position(|names| names.contains(&word)));
        let sorted: Vec<(usize, &String)> = words.iter().filter_map(|word| Some((sort_of(word)?, word))).collect();
        let unknown = sorted.len() < words.len();
        let keep = |row: &Row| {
            let all = (0..3).all(|sort| {
                let mut of_sort = sorted.iter().filter(|(own, _)| *own == sort).peekable();
                of_sort.peek().is_none() || of_sort.any(|(_, word)| fits(word, row))
            });
            all && !(unknown && sorted.is_empty()) && wanted(row.place.as_ref().map_or("", |place| &place.method))
        };
        let gone: Vec<Key> = self.rows.iter().filter(|(_, row)| !keep(row)).map(|(key, _)| key.clone()).collect();
        gone.iter().for_each(|key| drop(self.rows.remove(key)));
    }

    /// The words by which remarks can be asked for: those of the standard passes, and those that were said.
    pub fn words(&self) -> Vec<&str> {
        let said = self.rows.values().flat_map(|row| sorts(row).into_iter().flatten());
        let standard = ABOUT.iter().map(|(what, _)| *what).chain(Kind::ALL.iter().map(|kind| kind.name()));
        let mut words: Vec<&str> = said.chain(standard).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

/// By what a remark can be asked for: its kind, its pass (with and without a number), what it speaks of.
fn sorts(row: &Row) -> [Vec<&str>; 3] {
    let pass = row.pass.as_str();
    let plain = pass.split_once('.').map_or(pass, |(name, _)| name);
    [vec![row.kind.name()], vec![pass, plain], vec![row.what.as_str()]]
}

fn located(sources: &Sources, place: &base::remark::Place) -> Place {
    let file = sources.file(place.span.file);
    let (line, column) = file.line_column(place.span.start);
    let (end_line, end_column) = file.line_column(place.span.end);
    let method = place.method.clone();
    Place { file: file.name.clone(), line, column, end_line, end_column, method, span: place.span }
}
