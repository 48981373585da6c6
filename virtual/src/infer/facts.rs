//! What inference needs to know of a method's text: its blocks, which slots blocks capture, whether self is used.
use crate::instruction::*;
use crate::program::*;
use std::collections::BTreeSet;

pub struct MethodFacts {
    pub blocks: Vec<Block>,
    pub slot_count: usize,
    /// Slots that block bodies inside read or write.
    pub captured: BTreeSet<SlotId>,
    /// Slots that block bodies inside write.
    pub written: BTreeSet<SlotId>,
    /// Position of each block in reverse postorder.
    pub order: Vec<u32>,
}

/// Which slots of enclosing activations a block body and those inside it use: (depth from the body, slot, written).
pub fn outer_uses(program: &Program, body: MethodId) -> Vec<(u32, SlotId, bool)> {
    let mut uses = Vec::new();
    collect(program, body, 0, &mut uses);
    uses.sort_unstable();
    uses.dedup();
    uses
}

fn collect(program: &Program, body: MethodId, inside: u32, uses: &mut Vec<(u32, SlotId, bool)>) {
    for block in program.methods[body].blocks.values() {
        for instruction in &block.instructions {
            match &instruction.op {
                Op::GetOuter { depth, slot } if *depth > inside => uses.push((depth - inside, *slot, false)),
                Op::SetOuter { depth, slot, .. } if *depth > inside => uses.push((depth - inside, *slot, true)),
                _ => {}
            }
            if let Some(literal) = literals(&instruction.op) {
                collect(program, literal, inside + 1, uses);
            }
        }
    }
}

/// Block bodies that an instruction makes closures of.
pub fn literals(op: &Op) -> Option<MethodId> {
    match op {
        Op::Block { method } => Some(*method),
        Op::Send { message, .. } | Op::Super { message } => match message.block {
            BlockArgument::Literal(method) => Some(method),
            BlockArgument::None | BlockArgument::Pass(_) => None,
        },
        Op::Call { block: BlockArgument::Literal(method), .. } => Some(*method),
        _ => None,
    }
}

impl MethodFacts {
    pub fn new(program: &Program, id: MethodId) -> MethodFacts {
        let method = &program.methods[id];
        let mut captured = BTreeSet::new();
        let mut written = BTreeSet::new();
        for block in method.blocks.values() {
            for literal in block.instructions.iter().filter_map(|instruction| literals(&instruction.op)) {
                for (depth, slot, writes) in outer_uses(program, literal) {
                    if depth == 1 {
                        captured.insert(slot);
                        if writes {
                            written.insert(slot);
                        }
                    }
                }
            }
        }
        let blocks: Vec<Block> = method.blocks.values().cloned().collect();
        let order = reverse_postorder(&blocks);
        MethodFacts { slot_count: method.slots.len(), blocks, captured, written, order }
    }
}

/// Rank of each block in reverse postorder (unreached ones last).
pub fn reverse_postorder(blocks: &[Block]) -> Vec<u32> {
    let successors = |block: usize| -> Vec<usize> {
        let last = blocks[block].instructions.last();
        let targets = last.into_iter().flat_map(|instruction| instruction.op.targets());
        targets.chain(blocks[block].rescue).map(|target| target.0 as usize).collect()
    };
    let mut seen = vec![false; blocks.len()];
    let mut postorder = Vec::new();
    let mut stack = vec![(0usize, 0usize)];
    if !blocks.is_empty() {
        seen[0] = true;
    }
    while let Some((block, next)) = stack.pop() {
        if block >= blocks.len() {
            continue;
        }
        match successors(block).get(next) {
            Some(&target) => {
                stack.push((block, next + 1));
                if !seen[target] {
                    seen[target] = true;
                    stack.push((target, 0));
                }
            }
            None => postorder.push(block),
        }
    }
    let mut order = vec![u32::MAX; blocks.len()];
    for (rank, block) in postorder.iter().rev().enumerate() {
        order[*block] = rank as u32;
    }
    order
}
