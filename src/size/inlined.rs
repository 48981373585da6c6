//! Code that has become a part of other code: how many bytes of a function come from which method, inlined where.
use super::graph::Graph;
use linker::{CodeObject, Image};
use std::collections::BTreeMap;

/// Bytes of a function that come from a method that was inlined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inlined {
    /// A name of its own for the graph.
    pub symbol: String,
    pub method: String,
    /// Is the method the program's own?
    pub own: bool,
    /// The symbol of the function that it became a part of.
    pub into: String,
    /// The position of the call that was there; with those around it.
    pub at: u32,
    pub size: u64,
}

/// What was inlined into a function.
pub fn inlined(code: &CodeObject, image: &Image, graph: &Graph) -> Vec<Inlined> {
    let mut sizes: BTreeMap<(&str, u32, bool), u64> = BTreeMap::new();
    for (at, row) in code.lines.iter().enumerate() {
        let end = code.lines.get(at + 1).map_or(code.bytes.len() as u64, |next| u64::from(next.offset));
        let size = end.saturating_sub(u64::from(row.offset));
        let Some(position) = row.position.and_then(|position| image.positions.get(position as usize)) else { continue };
        if let Some(parent) = position.parent {
            *sizes.entry((&position.function, parent, graph.is_file_own(position.file))).or_default() += size;
        }
    }
    let found = sizes.into_iter().map(|((method, at, own), size)| {
        let symbol = format!("{method} inlined into {} at {at}", code.symbol);
        Inlined { symbol, method: method.to_string(), own, into: code.symbol.clone(), at, size }
    });
    found.collect()
}
