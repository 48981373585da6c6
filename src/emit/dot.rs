//! Graphs as Graphviz reads them (<https://graphviz.org/doc/info/lang.html>).
use std::fmt::Write;

/// A graph that is being written: nodes and edges, perhaps in clusters.
pub struct Graph {
    out: String,
    clusters: usize,
}

impl Graph {
    pub fn new(title: &str) -> Graph {
        let mut graph = Graph { out: String::from("digraph {\n"), clusters: 0 };
        let _ = writeln!(graph.out, "  label={};", quote(title));
        graph.out.push_str("  labelloc=t;\n  node [shape=box, fontname=\"monospace\"];\n");
        graph
    }

    pub fn end(self) -> String {
        self.out + "}\n"
    }

    /// A node with lines, which stand at the left.
    pub fn node(&mut self, id: &str, lines: &[&str]) {
        let label = match lines {
            [line] => quote(line),
            lines => {
                let lines: Vec<String> = lines.iter().map(|line| escape(line) + "\\l").collect();
                format!("\"{}\"", lines.concat())
            }
        };
        let _ = writeln!(self.out, "  {} [label={label}];", quote(id));
    }

    pub fn edge(&mut self, from: &str, to: &str) {
        let _ = writeln!(self.out, "  {} -> {};", quote(from), quote(to));
    }

    /// An edge with a word to it; dashed, since something goes that way only now and then.
    pub fn dashed(&mut self, from: &str, to: &str, label: &str) {
        let _ = writeln!(self.out, "  {} -> {} [style=dashed, label={}];", quote(from), quote(to), quote(label));
    }

    /// Nodes in a frame with a title.
    pub fn cluster(&mut self, title: &str, inside: impl FnOnce(&mut Graph)) {
        let _ = writeln!(self.out, "  subgraph cluster_{} {{\n  label={};", self.clusters, quote(title));
        self.clusters += 1;
        inside(self);
        self.out.push_str("  }\n");
    }
}

/// A string of the language.
fn quote(text: &str) -> String {
    format!("\"{}\"", escape(text))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
