//! What inference needs to know of a method's text: its blocks, which slots blocks capture, whether self is used.
use crate::instruction::*;
use crate::program::*;
use base::hash::{FastMap, FastSet};
use std::collections::{BTreeMap, BTreeSet};

pub struct MethodFacts {
    pub blocks: Vec<Block>,
    pub slot_count: usize,
    /// Slots that block bodies inside read or write.
    pub captured: BTreeSet<SlotId>,
    /// Slots that block bodies inside write.
    pub written: BTreeSet<SlotId>,
    /// Assignments of captured slots that a block made before them can see.
    pub seen_by_blocks: FastSet<(BlockId, usize)>,
    /// Self and the arguments that nothing assigns.
    pub fixed_arguments: BTreeSet<SlotId>,
    /// Slots that nobody reads or captures, on any way, before they are set: that they begin as nil is not seen.
    pub set_first: Vec<bool>,
    /// How many instructions it has.
    pub size: usize,
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
        let mut captures: BTreeMap<SlotId, Vec<(BlockId, usize)>> = BTreeMap::new();
        for (id, block) in method.blocks.iter() {
            let literals = block.instructions.iter().enumerate().filter_map(|(at, one)| Some((at, literals(&one.op)?)));
            for (at, literal) in literals {
                for (depth, slot, writes) in outer_uses(program, literal) {
                    if depth == 1 {
                        captured.insert(slot);
                        captures.entry(slot).or_default().push((id, at));
                        if writes {
                            written.insert(slot);
                        }
                    }
                }
            }
        }
        let blocks: Vec<Block> = method.blocks.values().cloned().collect();
        let order = reverse_postorder(&blocks);
        let size = blocks.iter().map(|block| block.instructions.len()).sum();
        let mut fixed_arguments: BTreeSet<SlotId> = [SELF].into_iter().collect();
        fixed_arguments.extend((0..method.parameters.formals() as u32).map(|index| SlotId(FIRST_ARGUMENT.0 + index)));
        for result in blocks.iter().flat_map(|block| &block.instructions).filter_map(|instruction| instruction.result) {
            fixed_arguments.remove(&result);
        }
        fixed_arguments.retain(|slot| !written.contains(slot));
        let seen_by_blocks = seen_by_blocks(&blocks, &captures);
        let set_first = set_first(&blocks, &order, &captures, method.slots.len());
        let slot_count = method.slots.len();
        MethodFacts { slot_count, blocks, captured, written, seen_by_blocks, fixed_arguments, set_first, size, order }
    }
}

/// Which slots are dead where the method begins: liveness, backwards until nothing changes. Making a closure reads what it captures.
fn set_first(
    blocks: &[Block],
    order: &[u32],
    captures: &BTreeMap<SlotId, Vec<(BlockId, usize)>>,
    slot_count: usize,
) -> Vec<bool> {
    let mut captured_at: FastMap<(BlockId, usize), Vec<SlotId>> = FastMap::default();
    for (slot, places) in captures {
        places.iter().for_each(|place| captured_at.entry(*place).or_default().push(*slot));
    }
    let mut backwards: Vec<usize> = (0..blocks.len()).filter(|block| order[*block] != u32::MAX).collect();
    backwards.sort_by_key(|block| std::cmp::Reverse(order[*block]));
    let words = slot_count.div_ceil(64);
    let mut live = vec![vec![0u64; words]; blocks.len()];
    let join = |into: &mut [u64], other: &[u64]| into.iter_mut().zip(other).for_each(|(into, other)| *into |= other);
    let read = |now: &mut [u64], slot: SlotId| now[slot.0 as usize / 64] |= 1 << (slot.0 % 64);
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for &block in &backwards {
            let mut now = vec![0u64; words];
            let last = blocks[block].instructions.last();
            for target in last.into_iter().flat_map(|last| last.op.targets()) {
                join(&mut now, &live[target.0 as usize]);
            }
            for (at, instruction) in blocks[block].instructions.iter().enumerate().rev() {
                if let Some(slot) = instruction.result {
                    now[slot.0 as usize / 64] &= !(1 << (slot.0 % 64));
                }
                instruction.op.operands(&mut |operand| {
                    if let Operand::Slot(slot) = operand {
                        read(&mut now, slot);
                    }
                });
                captured_at.get(&(BlockId(block as u32), at)).into_iter().flatten().for_each(|slot| read(&mut now, *slot));
                if let Some(rescue) = blocks[block].rescue {
                    join(&mut now, &live[rescue.0 as usize]);
                }
            }
            changed |= now != live[block];
            live[block] = now;
        }
    }
    let at_entry = live.first().cloned().unwrap_or_default();
    (0..slot_count).map(|slot| at_entry.get(slot / 64).is_none_or(|word| word >> (slot % 64) & 1 == 0)).collect()
}

/// Assignments that can run after a block that captures the slot was made. (A block made by the assignment's own
/// instruction runs before it.)
fn seen_by_blocks(blocks: &[Block], captures: &BTreeMap<SlotId, Vec<(BlockId, usize)>>) -> FastSet<(BlockId, usize)> {
    let mut seen = FastSet::default();
    for (slot, places) in captures {
        let after = blocks_after(blocks, places.iter().map(|(block, _)| *block));
        for (index, block) in blocks.iter().enumerate() {
            let id = BlockId(index as u32);
            for (at, instruction) in block.instructions.iter().enumerate() {
                let later = after[index] || places.iter().any(|(block, made)| *block == id && *made <= at);
                if later && instruction.result == Some(*slot) {
                    seen.insert((id, at));
                }
            }
        }
    }
    seen
}

/// Which blocks can be reached from the ends of some.
fn blocks_after(blocks: &[Block], from: impl Iterator<Item = BlockId>) -> Vec<bool> {
    let mut after = vec![false; blocks.len()];
    let mut work: Vec<BlockId> = from.collect();
    while let Some(block) = work.pop() {
        let Some(block) = blocks.get(block.0 as usize) else { continue };
        let targets = block.instructions.last().into_iter().flat_map(|instruction| instruction.op.targets());
        for target in targets.chain(block.rescue) {
            if after.get(target.0 as usize) == Some(&false) {
                after[target.0 as usize] = true;
                work.push(target);
            }
        }
    }
    after
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
