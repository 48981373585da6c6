//! What `emit` prints: a program at one of its levels, as text, JSON, a graph for Graphviz, or a page.
//!
//! Each level is a file here that says what it shows ([`Level`]); each format is one that writes it: `dot.rs`, `page.rs`, and
//! JSON, whose fields docs/json.md lists.
pub mod asm;
mod dot;
pub mod elf;
pub mod machine;
mod page;
pub mod positions;
pub mod source;
mod table;
pub mod tree;

pub use dot::Graph;
pub use page::Section;
use serde::Serialize;
use serde_json::{Map, Value};
pub use table::Positions;

/// The version of the JSON: docs/json.md says what that promises.
pub const VERSION: u32 = 1;

/// A program at a level.
pub trait Level {
    /// For people, and for whatever reads a machine's text.
    fn text(&self) -> String;
    /// The fields of its JSON besides those of [`Head`].
    fn json(&self) -> Map<String, Value>;
    fn graph(&self, graph: &mut Graph);
    fn page(&self) -> Vec<Section>;
}

/// What every document says of itself.
#[derive(Serialize)]
pub struct Head {
    pub version: u32,
    pub level: &'static str,
    /// The file, as it was given.
    pub program: String,
    /// None where no pass has to do with it.
    pub optimisation: Option<u8>,
    pub passes: Vec<String>,
    pub target: Option<&'static str>,
}

impl Head {
    pub fn new(level: &'static str, program: String) -> Head {
        Head { version: VERSION, level, program, optimisation: None, passes: Vec::new(), target: None }
    }
}

/// Two or more spaces of indentation, and a newline at the end.
pub fn json(head: &Head, level: &dyn Level) -> String {
    let Ok(Value::Object(mut document)) = serde_json::to_value(head) else { unreachable!("a head has fields") };
    document.extend(level.json());
    serde_json::to_string_pretty(&document).expect("a document of texts and numbers") + "\n"
}

pub fn dot(head: &Head, level: &dyn Level) -> String {
    let mut graph = Graph::new(&format!("{} of {}", head.level, head.program));
    level.graph(&mut graph);
    graph.end()
}

pub fn html(head: &Head, level: &dyn Level) -> String {
    let mut about = Vec::new();
    about.extend(head.optimisation.map(|level| format!("-O{level}")));
    about.extend(head.target.map(String::from));
    about.extend((!head.passes.is_empty()).then(|| format!("after {}", head.passes.join(", "))));
    page::html(&format!("{}: {}", head.program, head.level), &about.join(", "), &level.page())
}

/// What serialises to an object, as its fields.
fn fields(value: impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(fields)) => fields,
        _ => unreachable!("the levels are structures of texts and numbers"),
    }
}
