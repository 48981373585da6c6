//! What an executable is made of, and why each part is in it: one account for `--size`, `--why` and the page of `explore`.
//!
//! Every byte of the file belongs to a part: a function, a boot object, a table, headers, alignment. Parts refer to each other, and
//! code says from which line; what a send by name may reach counts as referred to by the send. The shortest way from the
//! program's first instruction to a part is why it is there.
mod graph;
mod inlined;
mod json;
mod options;
mod part;
mod report;
mod sends;
mod why;

use crate::observe::{Observer, Seen, Step};
use graph::Graph;
pub use graph::{Edge, How, Place};
use inlined::Inlined;
use linker::{Image, Linked};
pub use options::Options;
use part::Known;
pub use part::{Kind, Part};
use sends::Sends;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// Takes an executable apart while it is made.
#[derive(Default)]
pub struct Sizes {
    sends: Sends,
    graph: Graph,
    inlined: Vec<Inlined>,
    known: Known,
    contents: Option<Contents>,
}

/// An executable taken apart.
pub struct Contents {
    pub parts: Vec<Part>,
    /// The size of the file.
    pub size: u64,
    inlined: Vec<Inlined>,
    graph: Graph,
}

impl Sizes {
    /// What the executable is made of; none if there was none.
    pub fn contents(self) -> Option<Contents> {
        self.contents
    }
}

impl Observer for Sizes {
    fn step(&mut self, step: &Step, program: Seen<'_>) {
        self.sends.step(step, program);
    }

    fn image(&mut self, program: &register::Program, image: &Image) {
        self.graph = Graph::new(program, image, &self.sends);
        self.known = Known::new(image, &self.graph);
        let reached = image.code.iter().filter(|code| self.graph.node(&code.symbol).is_some());
        self.inlined = reached.flat_map(|code| inlined::inlined(code, image, &self.graph)).collect();
        for inlined in &self.inlined {
            self.graph.add_inlined(&inlined.symbol, &inlined.into, inlined.at);
        }
    }

    fn linked(&mut self, linked: &Linked, _: Duration) {
        let (graph, inlined) = (std::mem::take(&mut self.graph), std::mem::take(&mut self.inlined));
        let parts = part::parts(linked, &self.known);
        self.contents = Some(Contents { parts, size: linked.bytes.len() as u64, inlined, graph });
    }
}

impl Contents {
    /// For each part the part that brings it in by the shortest way, and how in words: `called from app.rb:3`.
    pub fn reasons(&self) -> Vec<Option<(usize, String)>> {
        let reached = self.graph.search(&BTreeSet::new());
        let places: HashMap<&str, usize> = self.parts.iter().enumerate().map(|(at, part)| (part.symbol.as_str(), at)).collect();
        let reason = |part: &Part| {
            let edge = reached.by(self.graph.node(&part.symbol)?)?;
            Some((*places.get(self.graph.symbol(edge.from))?, self.graph.told(edge)))
        };
        self.parts.iter().map(reason).collect()
    }
}
