//! Inlined functions as frames of their own: a `DW_TAG_inlined_subroutine` for each run of code whose position has a
//! parent, inside of the one for the parent, with the place of the call.
//!
//! ```text
//! line rows       0: 3 (in <main>)   8: 12 (in Array#each, at 3)   16: 4 (in block in <main>, at 12, at 3)   24: 3
//! entries         <main> 0..32 { Array#each called at 3, 8..24 { block in <main> called at 12, 16..24 } }
//! ```
use crate::debug::{Unit, chain, declare};
use crate::{CodeObject, Position};
use gimli::write::{Address, AttributeValue, Range, RangeList, UnitEntryId};
use gimli::{DW_AT_abstract_origin, DW_AT_call_file, DW_AT_call_line, DW_AT_high_pc, DW_AT_inline, DW_AT_low_pc};
use gimli::{DW_AT_ranges, DW_INL_inlined, DW_TAG_inlined_subroutine, DW_TAG_subprogram};
use std::collections::HashMap;

/// A place in a function's tree of inlined calls: the parent's node, the call's position, and the function called.
type Key = (usize, u32, String);

/// The abstract functions that inlined ones refer to, by name.
pub(crate) struct Inlined {
    abstracts: HashMap<String, UnitEntryId>,
}

/// One inlined call: in which node, the position of the call, a position inside, and the code.
struct Node {
    parent: usize,
    call: u32,
    function: String,
    inside: u32,
    ranges: Vec<(u32, u32)>,
}

impl Inlined {
    pub(crate) fn new() -> Inlined {
        Inlined { abstracts: HashMap::new() }
    }

    /// Adds the inlined calls of one function, whose own entry is `entry`.
    pub(crate) fn add(&mut self, unit: &mut Unit<'_>, entry: UnitEntryId, code: &CodeObject, address: u64) {
        let nodes = tree(&unit.image.positions, code);
        let mut entries = vec![entry];
        for node in &nodes {
            let origin = self.abstract_function(unit, node);
            let entry = unit.dwarf.unit.add(entries[node.parent], DW_TAG_inlined_subroutine);
            entries.push(entry);
            unit.set(entry, DW_AT_abstract_origin, AttributeValue::UnitRef(origin));
            place(unit, entry, &node.ranges, address);
            let call = unit.position(Some(node.call)).map(|call| (unit.file(call), call.line));
            if let Some((file, line)) = call {
                unit.set(entry, DW_AT_call_file, AttributeValue::FileIndex(Some(file)));
                unit.set(entry, DW_AT_call_line, AttributeValue::Udata(line.into()));
            }
        }
    }

    fn abstract_function(&mut self, unit: &mut Unit<'_>, node: &Node) -> UnitEntryId {
        if let Some(&known) = self.abstracts.get(&node.function) {
            return known;
        }
        let root = unit.dwarf.unit.root();
        let entry = unit.dwarf.unit.add(root, DW_TAG_subprogram);
        unit.set_name(entry, &node.function);
        unit.set(entry, DW_AT_inline, AttributeValue::Inline(DW_INL_inlined));
        declare(unit, entry, Some(node.inside));
        self.abstracts.insert(node.function.clone(), entry);
        entry
    }
}

/// The inlined calls of a function, parents first; a node's number is its index and one, 0 is the function itself.
fn tree(positions: &[Position], code: &CodeObject) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    let ends = code.lines.iter().skip(1).map(|row| row.offset).chain([code.bytes.len() as u32]);
    for (row, end) in code.lines.iter().zip(ends) {
        let mut parent = 0;
        for (index, position) in chain(positions, row.position) {
            let Some(call) = position.parent else { continue };
            let key = (parent, call, position.function.clone());
            let node = *known.entry(key).or_insert_with(|| {
                nodes.push(Node { parent, call, function: position.function.clone(), inside: index, ranges: Vec::new() });
                nodes.len()
            });
            let ranges = &mut nodes[node - 1].ranges;
            match ranges.last_mut() {
                Some(last) if last.1 == row.offset => last.1 = end,
                _ if row.offset < end => ranges.push((row.offset, end)),
                _ => {}
            }
            parent = node;
        }
    }
    nodes
}

fn place(unit: &mut Unit<'_>, entry: UnitEntryId, ranges: &[(u32, u32)], address: u64) {
    let at = |offset: u32| Address::Constant(address + u64::from(offset));
    match ranges {
        [] => {}
        [(start, end)] => {
            unit.set(entry, DW_AT_low_pc, AttributeValue::Address(at(*start)));
            unit.set(entry, DW_AT_high_pc, AttributeValue::Udata(u64::from(end - start)));
        }
        many => {
            let list = many.iter().map(|&(start, end)| Range::StartLength { begin: at(start), length: u64::from(end - start) });
            let list = unit.dwarf.unit.ranges.add(RangeList(list.collect()));
            unit.set(entry, DW_AT_ranges, AttributeValue::RangeListRef(list));
        }
    }
}
