//! The level `ast`: the syntax tree of a file.
use super::{Graph, Level, Section};
use ast::text::Row;
use base::{Sources, Span};
use serde::Serialize;
use serde_json::{Map, Value};

/// A tree, or the parts of it that belong to methods.
pub struct Tree<'a> {
    rows: Vec<Row>,
    sources: &'a Sources,
}

/// A node, as JSON has it.
#[derive(Serialize)]
struct Node {
    role: String,
    label: String,
    place: Option<Place>,
    children: Vec<Node>,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    /// In bytes of the file.
    start: u32,
    end: u32,
}

impl<'a> Tree<'a> {
    pub fn new(program: &ast::Program, sources: &'a Sources) -> Tree<'a> {
        Tree { rows: ast::text::rows(program, sources), sources }
    }

    /// What is at these spans, with all below it.
    #[must_use]
    pub fn parts(self, spans: &[Span]) -> Tree<'a> {
        let mut kept: Vec<Row> = Vec::new();
        let mut inside: Option<usize> = None;
        for row in self.rows {
            if inside.is_some_and(|depth| row.depth <= depth) {
                inside = None;
            }
            if inside.is_none() && row.span.is_some_and(|span| spans.contains(&span)) {
                inside = Some(row.depth);
            }
            if let Some(depth) = inside {
                kept.push(Row { depth: row.depth - depth, ..row });
            }
        }
        Tree { rows: kept, ..self }
    }

    fn nodes(&self, at: &mut usize, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        while let Some(row) = self.rows.get(*at).filter(|row| row.depth >= depth) {
            *at += 1;
            let place = row.span.map(|span| {
                let (line, column) = self.sources.line_column(span);
                Place { line, column, start: span.start, end: span.end }
            });
            let (role, label) = (row.role.clone(), row.label.clone());
            nodes.push(Node { role, label, place, children: self.nodes(at, depth + 1) });
        }
        nodes
    }
}

impl Level for Tree<'_> {
    fn text(&self) -> String {
        ast::text::written(&self.rows, self.sources)
    }

    fn json(&self) -> Map<String, Value> {
        let nodes = serde_json::to_value(self.nodes(&mut 0, 0)).expect("nodes are texts and numbers");
        Map::from_iter([("nodes".to_string(), nodes)])
    }

    fn graph(&self, graph: &mut Graph) {
        let mut around: Vec<String> = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let id = format!("n{number}");
            let role = if row.role.is_empty() { String::new() } else { format!("{}: ", row.role) };
            graph.node(&id, &[&format!("{role}{}", row.label)]);
            around.truncate(row.depth);
            around.last().iter().for_each(|parent| graph.edge(parent, &id));
            around.push(id);
        }
    }

    fn page(&self) -> Vec<Section> {
        let cells = |row: &Row| {
            let place = row.span.map_or(String::new(), |span| {
                let (line, column) = self.sources.line_column(span);
                format!("{line}:{column}")
            });
            vec![row.text(), place]
        };
        let rows = self.rows.iter().map(cells).collect();
        vec![Section { title: "Tree".into(), columns: vec!["node", "place"], rows }]
    }
}
