//! The parts of a file: what they are called, and of what kind.
use super::graph::Graph;
use linker::{CodeObject, Image, Linked, Placed};
use serde::Serialize;
use std::collections::HashMap;

/// What a part is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Program,
    Runtime,
    Helper,
    Class,
    String,
    Number,
    Global,
    Object,
    Cache,
    Table,
    Debug,
    Header,
    Alignment,
}

impl Kind {
    /// All, in the order in which they are told.
    pub const ALL: [Kind; 13] = [
        Kind::Program,
        Kind::Runtime,
        Kind::Helper,
        Kind::Class,
        Kind::String,
        Kind::Number,
        Kind::Global,
        Kind::Object,
        Kind::Cache,
        Kind::Table,
        Kind::Debug,
        Kind::Header,
        Kind::Alignment,
    ];

    /// In words.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Program => "methods of the program",
            Kind::Runtime => "methods of the runtime",
            Kind::Helper => "helpers of compiled code",
            Kind::Class => "classes and modules",
            Kind::String => "strings",
            Kind::Number => "numbers",
            Kind::Global => "globals and constants",
            Kind::Object => "other objects",
            Kind::Cache => "caches of sends",
            Kind::Table => "tables",
            Kind::Debug => "what debuggers and profilers read",
            Kind::Header => "headers",
            Kind::Alignment => "alignment",
        }
    }
}

/// Some bytes of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    /// The linker's name for it, which is its own alone; empty where it has none.
    pub symbol: String,
    /// As Ruby calls it, for code; else what it is: `class Array`, `string "abc"`, `.debug_line`.
    pub name: String,
    pub kind: Kind,
    /// The section; empty outside of sections.
    pub section: &'static str,
    /// Bytes of the file.
    pub size: u64,
}

/// What is known of objects before they have places, by their symbols.
#[derive(Default)]
pub struct Known {
    /// Of functions.
    kinds: HashMap<String, Kind>,
}

impl Known {
    pub fn new(image: &Image, graph: &Graph) -> Known {
        let kind = |code: &CodeObject| match code.position {
            Some(position) if graph.is_own(position) => Kind::Program,
            Some(_) => Kind::Runtime,
            None => Kind::Helper,
        };
        let kinds = image.code.iter().map(|code| (code.symbol.clone(), kind(code))).collect();
        Known { kinds }
    }

    fn part(&self, placed: &Placed) -> Part {
        let kind = match placed.kind() {
            "code" => self.kinds.get(&placed.symbol).copied().unwrap_or(Kind::Helper),
            "class" | "module" => Kind::Class,
            "string" | "bytes" => Kind::String,
            "float" | "integer" => Kind::Number,
            "globals" => Kind::Global,
            "cache" => Kind::Cache,
            "table" | "names" => Kind::Table,
            _ => Kind::Object,
        };
        let name = match placed.kind() {
            "code" => placed.name.clone(),
            // the linker's own
            "table" if placed.about == "table" => format!("table of {}", placed.name.replace('_', " ")),
            // a string whose content alone is asked for is one all the same
            "bytes" => placed.about.replacen("bytes", "string", 1),
            _ => placed.about.clone(),
        };
        let size = if placed.section == ".bss" { 0 } else { placed.size };
        Part { symbol: placed.symbol.clone(), name, kind, section: placed.section, size }
    }
}

/// The parts of a file, which add up to its size.
pub fn parts(linked: &Linked, known: &Known) -> Vec<Part> {
    let mut parts: Vec<Part> = linked.positions.iter().map(|placed| known.part(placed)).collect();
    for extra in &linked.extras {
        let kind = if extra.name.contains("header") { Kind::Header } else { Kind::Debug };
        let section = if extra.name.starts_with('.') { extra.name } else { "" };
        parts.push(Part { symbol: String::new(), name: extra.name.into(), kind, section, size: extra.size });
    }
    let told: u64 = parts.iter().map(|part| part.size).sum();
    let size = (linked.bytes.len() as u64).saturating_sub(told);
    parts.push(Part { symbol: String::new(), name: "alignment".into(), kind: Kind::Alignment, section: "", size });
    parts
}
