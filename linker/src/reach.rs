//! What is in the binary: from the entry and the roots along the relocations; and what refers to what, and where, for reports.
//!
//! ```text
//! _start -> main -> Object#fib          kept, in the image's order
//! String#tr                             nobody's: left out
//! main -> call_sites                    the linker's own table: kept too
//! ```
use crate::{CodeObject, Image, Relocation};
use std::collections::{HashMap, HashSet};

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
    nodes: HashSet<Node>,
}

/// An object, or a table of the linker's, refers to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference<'a> {
    pub from: &'a str,
    pub to: &'a str,
    /// The source position of the code that does so: index into the image's positions.
    pub position: Option<u32>,
}

impl<'a> Reached<'a> {
    /// What a relocation's target means.
    pub(crate) fn meaning(&self, symbol: &str, by: &str) -> Result<Meaning, String> {
        self.symbols.get(symbol).copied().ok_or_else(|| format!("`{by}` refers to `{symbol}`, which nothing defines"))
    }
    pub(crate) fn has(&self, table: Table) -> bool {
        self.tables.contains(&table)
    }
}

/// Finds what the entry and the roots of an image reach.
pub(crate) fn reach(image: &Image) -> Result<Reached<'_>, String> {
    let symbols = symbols(image)?;
    let mut reached = Reached { code: Vec::new(), data: Vec::new(), tables: Vec::new(), symbols, nodes: HashSet::new() };
    let mut work: Vec<Node> = Vec::new();
    for root in std::iter::once(&image.entry).chain(&image.roots) {
        visit(&mut reached, &mut work, root, "the linker")?;
    }
    while let Some(node) = work.pop() {
        for (target, _) in node.targets(image) {
            visit(&mut reached, &mut work, target, node.symbol(image))?;
        }
    }
    reached.code = (0..image.code.len()).filter(|index| reached.nodes.contains(&Node::Code(*index))).collect();
    reached.data = (0..image.data.len()).filter(|index| reached.nodes.contains(&Node::Data(*index))).collect();
    reached.tables = Table::ALL.into_iter().filter(|table| reached.nodes.contains(&Node::Table(*table))).collect();
    Ok(reached)
}

fn visit(reached: &mut Reached<'_>, work: &mut Vec<Node>, symbol: &str, by: &str) -> Result<(), String> {
    if let Meaning::Start(node) | Meaning::End(node) = reached.meaning(symbol, by)?
        && reached.nodes.insert(node)
    {
        work.push(node);
    }
    Ok(())
}

impl Node {
    fn symbol(self, image: &Image) -> &str {
        match self {
            Node::Code(index) => &image.code[index].symbol,
            Node::Data(index) => &image.data[index].symbol,
            Node::Table(table) => table.symbol(),
        }
    }

    /// The symbols that it refers to, each with the offset in its bytes.
    fn targets(self, image: &Image) -> impl Iterator<Item = (&str, Option<u32>)> {
        let (relocations, next): (&[Relocation], Option<Table>) = match self {
            Node::Code(index) => (&image.code[index].relocations, None),
            Node::Data(index) => (&image.data[index].relocations, None),
            Node::Table(table) => (&[], table.next()),
        };
        let placed = relocations.iter().map(|relocation| (relocation.target.as_str(), Some(relocation.offset)));
        placed.chain(next.map(|table| (table.symbol(), None)))
    }
}

/// Every reference from what is in the binary, in the image's order. Bounds of parts of the file are no objects, and not among them.
///
/// # Errors
/// As for [`crate::link`].
pub fn references(image: &Image) -> Result<Vec<Reference<'_>>, String> {
    let reached = reach(image)?;
    let code = reached.code.iter().map(|index| Node::Code(*index));
    let data = reached.data.iter().map(|index| Node::Data(*index));
    let tables = reached.tables.iter().map(|table| Node::Table(*table));
    let mut references = Vec::new();
    for node in code.chain(data).chain(tables) {
        let from = node.symbol(image);
        for (target, offset) in node.targets(image) {
            let (Meaning::Start(to) | Meaning::End(to)) = reached.meaning(target, from)? else { continue };
            let position = match node {
                Node::Code(index) => offset.and_then(|offset| position(&image.code[index], offset)),
                Node::Data(_) | Node::Table(_) => None,
            };
            references.push(Reference { from, to: to.symbol(image), position });
        }
    }
    Ok(references)
}

/// Where the code at an offset comes from.
fn position(code: &CodeObject, offset: u32) -> Option<u32> {
    let after = code.lines.partition_point(|row| row.offset <= offset);
    code.lines[..after].last()?.position
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
