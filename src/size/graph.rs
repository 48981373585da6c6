//! What refers to what, from which line; the shortest ways from the start, with and without some lines.
use super::sends::{FIND, Sends, TABLE};
use linker::Image;
use register::image::is_own;
use register::object::Position;
use std::collections::{BTreeSet, HashMap, VecDeque};
use virtual_machine::PositionId;

/// A line of the program's own files: file and number.
pub type Line = (u32, u32);

/// How one part refers to another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum How {
    /// Its code or its content has the address; code, at a position.
    Refers(Option<u32>),
    /// It sends this name (none: any name) to what may be anything.
    Sends(Option<String>, Option<u32>),
    /// It has become a part of the code, in place of a call at a position.
    Inlined(u32),
}

/// A reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    pub how: How,
}

/// Everything that the program reaches, by linker symbols.
#[derive(Default)]
pub struct Graph {
    symbols: Vec<String>,
    numbers: HashMap<String, usize>,
    /// By node: what it refers to.
    edges: Vec<Vec<Edge>>,
    roots: Vec<usize>,
    positions: Vec<Position>,
    files: Vec<String>,
    /// By file: is it the program's own?
    own: Vec<bool>,
    /// By node: is it code?
    code: Vec<bool>,
}

/// A place in the source: the line and the method that it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    pub file: String,
    pub line: u32,
    pub method: String,
    /// Is it in the program's own files?
    pub own: bool,
}

impl Place {
    /// `app.rb:3`, `parfait/integer.rb:47` in the runtime.
    pub fn told(&self) -> String {
        let folder = if self.own { "" } else { "parfait/" };
        format!("{folder}{}:{}", self.file, self.line)
    }
}

/// What was reached, each node by one edge.
pub struct Reached<'g> {
    by: Vec<Option<&'g Edge>>,
    seen: Vec<bool>,
}

impl<'g> Reached<'g> {
    /// The edge that first led there; none for where the program starts, and for what was not reached.
    pub fn by(&self, node: usize) -> Option<&'g Edge> {
        self.by[node]
    }

    pub fn has(&self, node: usize) -> bool {
        self.seen[node]
    }

    /// The edges from the start to a node.
    pub fn way(&self, node: usize) -> Vec<&'g Edge> {
        let mut way: Vec<&Edge> = std::iter::successors(self.by[node], |edge| self.by[edge.from]).collect();
        way.reverse();
        way
    }
}

impl Graph {
    /// Nothing where the image cannot be linked: the linker says why.
    pub fn new(program: &register::Program, image: &Image, sends: &Sends) -> Graph {
        let mut graph = Graph {
            positions: image.positions.clone(),
            files: image.files.clone(),
            own: program.sources.iter().map(|(_, file)| !file.runtime).collect(),
            ..Graph::default()
        };
        let table = image.data.iter().find(|data| data.symbol == TABLE);
        for root in std::iter::once(&image.entry).chain(&image.roots) {
            let root = graph.number(root);
            graph.roots.push(root);
        }
        for reference in linker::references(image).unwrap_or_default() {
            // what the table leads to is told of the sends that look into it
            if reference.from == TABLE {
                continue;
            }
            let from = graph.number(reference.from);
            let to = graph.number(reference.to);
            graph.edges[from].push(Edge { from, to, how: How::Refers(reference.position) });
            let (FIND, Some(table)) = (reference.to, table) else { continue };
            let at = PositionId(reference.position.unwrap_or(u32::MAX));
            for (name, target) in sends.found(at, table) {
                let to = graph.number(target);
                graph.edges[from].push(Edge { from, to, how: How::Sends(name, reference.position) });
            }
        }
        for code in &image.code {
            if let Some(node) = graph.numbers.get(&code.symbol) {
                graph.code[*node] = true;
            }
        }
        graph
    }

    fn number(&mut self, symbol: &str) -> usize {
        if let Some(number) = self.numbers.get(symbol) {
            return *number;
        }
        let number = self.symbols.len();
        self.numbers.insert(symbol.to_string(), number);
        self.symbols.push(symbol.to_string());
        self.edges.push(Vec::new());
        self.code.push(false);
        number
    }

    /// A node for what has become a part of a function.
    pub fn add_inlined(&mut self, symbol: &str, into: &str, at: u32) {
        let (from, to) = (self.number(into), self.number(symbol));
        self.edges[from].push(Edge { from, to, how: How::Inlined(at) });
    }

    pub fn node(&self, symbol: &str) -> Option<usize> {
        self.numbers.get(symbol).copied()
    }

    pub fn symbol(&self, node: usize) -> &str {
        &self.symbols[node]
    }

    /// Everything that is reached without the help of some lines, breadth first.
    pub fn search(&self, without: &BTreeSet<Line>) -> Reached<'_> {
        let count = self.symbols.len();
        let mut reached = Reached { by: vec![None; count], seen: vec![false; count] };
        let mut work: VecDeque<usize> = self.roots.iter().copied().collect();
        self.roots.iter().for_each(|root| reached.seen[*root] = true);
        while let Some(node) = work.pop_front() {
            for edge in &self.edges[node] {
                let missing = !without.is_empty() && self.lines(&edge.how).any(|line| without.contains(&line));
                if !missing && !std::mem::replace(&mut reached.seen[edge.to], true) {
                    reached.by[edge.to] = Some(edge);
                    work.push_back(edge.to);
                }
            }
        }
        reached
    }

    /// The lines of the program's own files that a reference comes from, the innermost first. An adapter has the place of the method
    /// that it calls, which is no line that calls anything.
    pub fn lines(&self, how: &How) -> impl Iterator<Item = Line> {
        let own = |position: &&Position| self.is_file_own(position.file) && !is_own(&position.function);
        self.stack(how).filter(own).map(|position| (position.file, position.line))
    }

    /// All lines of the program's own files from which anything is referred to.
    pub fn all_lines(&self) -> BTreeSet<Line> {
        self.edges.iter().flatten().flat_map(|edge| self.lines(&edge.how)).collect()
    }

    /// The place of a reference, then the places at which that was inlined.
    pub fn places(&self, how: &How) -> Vec<Place> {
        self.stack(how).map(|position| self.place((position.file, position.line), &position.function)).collect()
    }

    /// A line as a place.
    pub fn place(&self, (file, line): Line, method: &str) -> Place {
        let name = self.files.get(file as usize).cloned().unwrap_or_default();
        Place { file: name, line, method: method.to_string(), own: self.is_file_own(file) }
    }

    fn stack(&self, how: &How) -> impl Iterator<Item = &Position> {
        let at = match how {
            How::Refers(at) | How::Sends(_, at) => *at,
            How::Inlined(at) => Some(*at),
        };
        let first = at.and_then(|at| self.positions.get(at as usize));
        // parents come before what was inlined there, so this ends
        std::iter::successors(first, |position| self.positions.get(position.parent? as usize))
    }

    /// Is a position in the program's own files?
    pub fn is_own(&self, position: u32) -> bool {
        self.positions.get(position as usize).is_some_and(|position| self.is_file_own(position.file))
    }

    /// Is it one of the program's own files?
    pub fn is_file_own(&self, file: u32) -> bool {
        self.own.get(file as usize).copied().unwrap_or(true)
    }

    /// What a node is reached by, in words: `called from app.rb:3`.
    pub fn told(&self, edge: &Edge) -> String {
        let verb = match (&edge.how, self.code[edge.from], self.code[edge.to]) {
            (How::Sends(Some(name), _), ..) => format!("may be sent by name `{name}` to anything"),
            (How::Sends(None, _), ..) => "may be sent by any name to anything".to_string(),
            (How::Inlined(_), ..) => "inlined".to_string(),
            (How::Refers(_), true, true) => "called".to_string(),
            (How::Refers(_), true, false) => "used".to_string(),
            (How::Refers(_), false, _) => "referred to".to_string(),
        };
        let places = self.places(&edge.how);
        let shown: Vec<String> = places.iter().map(Place::told).collect();
        let from = if matches!(edge.how, How::Inlined(_)) { "at" } else { "from" };
        match &shown[..] {
            [] => verb,
            [one] => format!("{verb} {from} {one}"),
            [inner, rest @ ..] => format!("{verb} {from} {inner}, inlined at {}", rest.join(", at ")),
        }
    }
}
