//! What is in the binary: from the entry and the roots along the relocations, each object with what first reached it.
//!
//! ```text
//! _start -> main -> Object#fib          kept, in the image's order
//! String#tr                             nobody's: left out
//! main -> call_sites                    the linker's own table: kept too
//! ```
use crate::{Image, Relocation};
use std::collections::HashMap;

/// One object of the image, or a table of the linker's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Node {
    Code(usize),
    Data(usize),
    Table(Table),
}

/// The tables that the linker makes for the runtime.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum Table {
    CallSites,
    Frames,
    CallPositions,
    Positions,
    PositionStrings,
}

impl Table {
    pub(crate) const ALL: [Table; 5] =
        [Table::CallSites, Table::Frames, Table::CallPositions, Table::Positions, Table::PositionStrings];

    /// The symbol at its start; the one at its end is this with `_end`.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Table::CallSites => "call_sites",
            Table::Frames => "frames",
            Table::CallPositions => "call_positions",
            Table::Positions => "positions",
            Table::PositionStrings => "position_strings",
        }
    }

    /// The table that its rows point into.
    fn next(self) -> Option<Table> {
        match self {
            Table::CallSites => Some(Table::Frames),
            Table::CallPositions => Some(Table::Positions),
            Table::Positions => Some(Table::PositionStrings),
            Table::Frames | Table::PositionStrings => None,
        }
    }
}

/// A place that only the layout knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Boundary {
    TextStart,
    TextEnd,
    ReadOnlyStart,
    ReadOnlyEnd,
    BootStart,
    BootEnd,
    WritableStart,
    WritableEnd,
}

const BOUNDARIES: [(&str, Boundary); 8] = [
    ("text", Boundary::TextStart),
    ("text_end", Boundary::TextEnd),
    ("read_only", Boundary::ReadOnlyStart),
    ("read_only_end", Boundary::ReadOnlyEnd),
    ("boot_objects", Boundary::BootStart),
    ("boot_objects_end", Boundary::BootEnd),
    ("writable", Boundary::WritableStart),
    ("writable_end", Boundary::WritableEnd),
];

/// What a symbol means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    Start(Node),
    End(Node),
    Boundary(Boundary),
}

/// The reachable part of an image, in the image's order, and every symbol.
pub(crate) struct Reached<'a> {
    pub(crate) code: Vec<usize>,
    pub(crate) data: Vec<usize>,
    pub(crate) tables: Vec<Table>,
    symbols: HashMap<&'a str, Meaning>,
    reasons: HashMap<Node, Option<Node>>,
}

impl<'a> Reached<'a> {
    /// What a relocation's target means.
    pub(crate) fn meaning(&self, symbol: &str, by: &str) -> Result<Meaning, String> {
        self.symbols.get(symbol).copied().ok_or_else(|| format!("`{by}` refers to `{symbol}`, which nothing defines"))
    }
    pub(crate) fn reason(&self, node: Node) -> Option<Node> {
        self.reasons.get(&node).copied().flatten()
    }
    pub(crate) fn has(&self, table: Table) -> bool {
        self.tables.contains(&table)
    }
}

/// Finds what the entry and the roots of an image reach.
pub(crate) fn reach(image: &Image) -> Result<Reached<'_>, String> {
    let symbols = symbols(image)?;
    let mut reached = Reached { code: Vec::new(), data: Vec::new(), tables: Vec::new(), symbols, reasons: HashMap::new() };
    let mut work: Vec<Node> = Vec::new();
    for root in std::iter::once(&image.entry).chain(&image.roots) {
        visit(&mut reached, &mut work, root, None, "the linker")?;
    }
    while let Some(node) = work.pop() {
        let (relocations, by): (&[Relocation], &str) = match node {
            Node::Code(index) => (&image.code[index].relocations, &image.code[index].symbol),
            Node::Data(index) => (&image.data[index].relocations, &image.data[index].symbol),
            Node::Table(table) => {
                if let Some(next) = table.next() {
                    visit(&mut reached, &mut work, next.symbol(), Some(node), table.symbol())?;
                }
                continue;
            }
        };
        for relocation in relocations {
            visit(&mut reached, &mut work, &relocation.target, Some(node), by)?;
        }
    }
    reached.code = (0..image.code.len()).filter(|index| reached.reasons.contains_key(&Node::Code(*index))).collect();
    reached.data = (0..image.data.len()).filter(|index| reached.reasons.contains_key(&Node::Data(*index))).collect();
    reached.tables = Table::ALL.into_iter().filter(|table| reached.reasons.contains_key(&Node::Table(*table))).collect();
    Ok(reached)
}

fn visit(reached: &mut Reached<'_>, work: &mut Vec<Node>, symbol: &str, from: Option<Node>, by: &str) -> Result<(), String> {
    match reached.meaning(symbol, by)? {
        Meaning::Start(node) | Meaning::End(node) => {
            reached.reasons.entry(node).or_insert_with(|| {
                work.push(node);
                from
            });
        }
        Meaning::Boundary(_) => {}
    }
    Ok(())
}

fn symbols(image: &Image) -> Result<HashMap<&str, Meaning>, String> {
    let code = image.code.iter().enumerate().map(|(index, code)| (code.symbol.as_str(), Meaning::Start(Node::Code(index))));
    let data = image.data.iter().enumerate().map(|(index, data)| (data.symbol.as_str(), Meaning::Start(Node::Data(index))));
    let mut symbols = HashMap::with_capacity(image.code.len() + image.data.len() + 16);
    for (symbol, meaning) in code.chain(data).chain(own_symbols()) {
        if symbols.insert(symbol, meaning).is_some() {
            return Err(format!("the symbol `{symbol}` is defined twice"));
        }
    }
    Ok(symbols)
}

/// The symbols that the linker makes.
fn own_symbols<'a>() -> impl Iterator<Item = (&'a str, Meaning)> {
    let starts = Table::ALL.into_iter().map(|table| (table.symbol(), Meaning::Start(Node::Table(table))));
    let ends = [
        ("call_sites_end", Table::CallSites),
        ("frames_end", Table::Frames),
        ("call_positions_end", Table::CallPositions),
        ("positions_end", Table::Positions),
        ("position_strings_end", Table::PositionStrings),
    ];
    let ends = ends.into_iter().map(|(symbol, table)| (symbol, Meaning::End(Node::Table(table))));
    starts.chain(ends).chain(BOUNDARIES.into_iter().map(|(symbol, boundary)| (symbol, Meaning::Boundary(boundary))))
}
