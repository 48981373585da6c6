//! The level `source`: the program's own files, as the compiler read them.
use super::{Graph, Level, Section, fields};
use crate::observe::Seen;
use base::{FileId, Id, Sources, Span};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::Write;

/// A file, or parts of it.
#[derive(Serialize)]
struct File {
    name: String,
    lines: Vec<Line>,
    /// The files that it asks for with `require_relative`, in its order.
    requires: Vec<Request>,
}

#[derive(Serialize)]
struct Line {
    number: u32,
    text: String,
}

#[derive(Serialize)]
struct Request {
    line: u32,
    file: String,
}

/// The program's own files, in the order in which they were read.
#[derive(Serialize)]
pub struct Source {
    files: Vec<File>,
}

impl Source {
    /// All files. `requests` are the places of `require_relative`, with the file that is meant.
    pub fn files(sources: &Sources, requests: &[(Span, FileId)]) -> Source {
        let own = sources.iter().filter(|(_, file)| !file.runtime);
        let file = |(id, file): (FileId, &base::SourceFile)| File {
            name: file.name.clone(),
            lines: file.text.lines().zip(1..).map(|(text, number)| Line { number, text: text.to_string() }).collect(),
            requires: requests
                .iter()
                .filter(|(span, _)| span.file == id)
                .map(|(span, to)| Request { line: sources.line_column(*span).0, file: sources.file(*to).name.clone() })
                .collect(),
        };
        Source { files: own.map(file).collect() }
    }

    /// The lines of methods, each with its file.
    pub fn methods(program: Seen<'_>, spans: &[Span]) -> Source {
        let mut spans = spans.to_vec();
        spans.sort();
        spans.dedup();
        let mut files: Vec<(FileId, File)> = Vec::new();
        for span in spans {
            let file = program.sources().file(span.file);
            let (first, last) = (file.line_column(span.start).0, file.line_column(span.end).0);
            if files.last().is_none_or(|(id, _)| *id != span.file) {
                files.push((span.file, File { name: file.name.clone(), lines: Vec::new(), requires: Vec::new() }));
            }
            let Some((_, shown)) = files.last_mut() else { continue };
            let from = shown.lines.last().map_or(first, |line| first.max(line.number + 1));
            let line = |number| Line { number, text: file.line_text(number).to_string() };
            shown.lines.extend((from..=last).map(line));
        }
        files.sort_by_key(|(id, _)| id.index());
        Source { files: files.into_iter().map(|(_, file)| file).collect() }
    }
}

impl Level for Source {
    /// Each file under its name, in a comment; Ruby still.
    fn text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let _ = writeln!(out, "# {}", file.name);
            file.lines.iter().for_each(|line| out.extend([line.text.as_str(), "\n"]));
        }
        out
    }

    fn json(&self) -> Map<String, Value> {
        fields(self)
    }

    /// Who requires whom.
    fn graph(&self, graph: &mut Graph) {
        for file in &self.files {
            graph.node(&file.name, &[&file.name]);
            file.requires.iter().for_each(|to| graph.dashed(&file.name, &to.file, &format!("line {}", to.line)));
        }
    }

    fn page(&self) -> Vec<Section> {
        let rows = |file: &File| file.lines.iter().map(|line| vec![line.text.clone(), line.number.to_string()]).collect();
        let section = |file: &File| Section { title: file.name.clone(), columns: vec!["text", "line"], rows: rows(file) };
        self.files.iter().map(section).collect()
    }
}
