//! The level `positions`: from addresses of the executable to the places in the source, with the calls that were inlined.
use super::{Graph, Level, Section, fields};
use crate::methods::{self, Place, Wanted};
use crate::observe::Seen;
use linker::Linked;
use register::object::CodeObject;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use virtual_machine::PositionId;

/// Ranges of addresses, in ascending order.
#[derive(Serialize)]
pub struct Ranges {
    ranges: Vec<Range>,
}

#[derive(Serialize)]
struct Range {
    start: u64,
    /// The first address behind it.
    end: u64,
    function: String,
    /// The innermost first; empty for code that comes from no source.
    places: Vec<Place>,
}

impl Ranges {
    pub fn new(program: &register::Program, code: &[CodeObject], linked: &Linked, wanted: &Wanted) -> Ranges {
        let objects: HashMap<&str, &CodeObject> = code.iter().map(|object| (object.symbol.as_str(), object)).collect();
        let mut ranges: Vec<Range> = Vec::new();
        for placed in &linked.positions {
            let Some(object) = objects.get(placed.symbol.as_str()).filter(|_| placed.kind() == "code") else { continue };
            if !wanted.has_name(&object.symbol, &object.name) {
                continue;
            }
            let size = object.bytes.len() as u32;
            let starts = object.lines.iter().map(|row| (row.offset, row.position));
            let starts: Vec<(u32, Option<u32>)> = if object.lines.first().is_none_or(|row| row.offset > 0) {
                std::iter::once((0, None)).chain(starts).collect()
            } else {
                starts.collect()
            };
            let ends = starts.iter().skip(1).map(|(offset, _)| *offset).chain([size]);
            for ((start, position), end) in starts.iter().zip(ends).filter(|((start, _), end)| start < end) {
                let places = methods::places(Seen::Register(program), position.map(PositionId));
                let (start, end) = (placed.address + u64::from(*start), placed.address + u64::from(end));
                match ranges.last_mut() {
                    Some(last) if last.end == start && last.function == object.symbol && last.places == places => last.end = end,
                    _ => ranges.push(Range { start, end, function: object.symbol.clone(), places }),
                }
            }
        }
        Ranges { ranges }
    }

    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

impl Level for Ranges {
    fn text(&self) -> String {
        let mut out = String::new();
        let mut function = "";
        for range in &self.ranges {
            if range.function != function {
                function = &range.function;
                let _ = writeln!(out, "{function}");
            }
            let _ = writeln!(out, "  {:x}..{:x}  {}", range.start, range.end, methods::written(&range.places));
        }
        out
    }

    fn json(&self) -> Map<String, Value> {
        fields(self)
    }

    /// What was inlined into each function, with the bytes of code that come from it.
    fn graph(&self, graph: &mut Graph) {
        // by function and the methods from the outside in
        let mut bytes: BTreeMap<(&str, Vec<&str>), u64> = BTreeMap::new();
        for range in &self.ranges {
            let inside: Vec<&str> = range.places.iter().rev().skip(1).map(|place| place.method.as_str()).collect();
            for length in 0..=inside.len() {
                *bytes.entry((&range.function, inside[..length].to_vec())).or_default() += range.end - range.start;
            }
        }
        let id = |function: &str, inside: &[&str]| format!("{function} > {}", inside.join(" > "));
        for ((function, inside), bytes) in &bytes {
            let name = inside.last().unwrap_or(function);
            graph.node(&id(function, inside), &[name, &format!("{bytes} bytes")]);
            if let Some((_, around)) = inside.split_last() {
                graph.edge(&id(function, around), &id(function, inside));
            }
        }
    }

    fn page(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        for range in &self.ranges {
            if sections.last().is_none_or(|section| section.title != range.function) {
                sections.push(Section { title: range.function.clone(), columns: vec!["addresses", "place"], rows: Vec::new() });
            }
            let row = vec![format!("{:x}..{:x}", range.start, range.end), methods::written(&range.places)];
            sections.last_mut().expect("it was just put there").rows.push(row);
        }
        sections
    }
}
