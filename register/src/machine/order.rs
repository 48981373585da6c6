//! The order in which blocks are written, and which of them vanish.
//!
//! Blocks that only jump, without moves, vanish: who jumps there goes on to where they jump. Cold blocks stand behind
//! the rest. Loops have their test at the end.
use super::code::{Allocated, Code, MachineInstruction};
use regalloc2::{Edit, Inst, ProgPoint};

/// The order of the blocks, and which of them vanish.
pub(super) struct Order {
    pub blocks: Vec<usize>,
    /// For each block, itself or where it jumps to.
    pub forward: Vec<usize>,
    /// For each block, where its edits start.
    pub edits: Vec<u32>,
}

impl Order {
    pub fn new<I: MachineInstruction>(code: &Code<I>, allocated: &Allocated) -> Order {
        let mut forward: Vec<usize> = (0..code.blocks.len()).collect();
        let mut edits = Vec::with_capacity(code.blocks.len());
        let mut at = 0;
        for (index, block) in code.blocks.iter().enumerate() {
            let all = &allocated.output.edits;
            let (first, end) = block.instructions;
            while all.get(at).is_some_and(|(point, _)| *point < ProgPoint::before(Inst::new(first as usize))) {
                at += 1;
            }
            edits.push(at as u32);
            let only_jump = end - first == 1 && code.instructions[first as usize].instruction.is_jump();
            let end = ProgPoint::before(Inst::new(end as usize));
            let mut own = all[at..].iter().take_while(|(point, _)| *point < end);
            if index > 0 && only_jump && own.all(|(_, Edit::Move { from, to })| from == to) {
                forward[index] = block.successors[0].index();
            }
        }
        for index in 0..forward.len() {
            let (mut end, mut steps) = (index, 0);
            while forward[end] != end && steps < forward.len() {
                end = forward[end];
                steps += 1;
            }
            // a ring of jumps stays as it is
            forward[index] = if forward[end] == end { end } else { index };
        }
        let mut placed: Vec<usize> = (0..code.blocks.len()).filter(|index| forward[*index] == *index).collect();
        placed.sort_by_key(|index| code.blocks[*index].place);
        let there = |cold: bool| placed.iter().copied().filter(move |index| code.blocks[*index].cold == cold);
        let mut blocks: Vec<usize> = there(false).collect();
        settle(code, &forward, &mut blocks);
        rotate(code, &forward, &mut blocks);
        blocks.extend(there(true));
        Order { blocks, forward, edits }
    }
}

/// Puts moves on the way to a block in front of that block, if nothing else runs into it from there.
///
/// ```text
/// jge edge; then: ret; edge: mov; jmp else; ...; else:     jge edge; then: ret; ...; edge: mov; else:
/// ```
fn settle<I: MachineInstruction>(code: &Code<I>, forward: &[usize], blocks: &mut Vec<usize>) {
    let runs_into = |from: usize, to: usize| code.blocks[from].successors.iter().any(|next| forward[next.index()] == to);
    let is_edge = |block: usize| {
        let (first, end) = code.blocks[block].instructions;
        end - first == 1 && code.instructions[first as usize].instruction.is_jump() && code.blocks[block].predecessors.len() == 1
    };
    let mut before = vec![usize::MAX; code.blocks.len()];
    for pair in blocks.windows(2) {
        before[pair[1]] = pair[0];
    }
    // by block: the edge that comes to stand in front of it
    let mut moved = vec![usize::MAX; code.blocks.len()];
    let mut stays = vec![true; code.blocks.len()];
    for window in blocks.windows(3) {
        let [from, edge, next] = [window[0], window[1], window[2]];
        if !is_edge(edge) || !runs_into(from, next) {
            continue;
        }
        let to = forward[code.blocks[edge].successors[0].index()];
        let free = |to: usize| before[to] != usize::MAX && moved[to] == usize::MAX && !runs_into(before[to], to);
        if to != next && to != edge && free(to) {
            moved[to] = edge;
            stays[edge] = false;
        }
    }
    let placed = std::mem::take(blocks);
    for block in placed.into_iter().filter(|block| stays[*block]) {
        blocks.extend(Some(moved[block]).filter(|edge| *edge != usize::MAX));
        blocks.push(block);
    }
}

/// Puts a loop's test behind its body, if the body ends with a jump back to it: one jump less in each round.
///
/// ```text
/// test: jge out; body; jmp test; out:     jmp test; body; test: jl body; out:
/// ```
fn rotate<I: MachineInstruction>(code: &Code<I>, forward: &[usize], blocks: &mut [usize]) {
    let successors = |block: usize| code.blocks[block].successors.iter().map(|to| forward[to.index()]);
    let mut place = vec![usize::MAX; code.blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        place[*block] = at;
    }
    // for each place of a test: the place of the last jump back to it
    let mut ends = vec![0; blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        let mut targets = successors(*block);
        if let (Some(header), None) = (targets.next(), targets.next())
            && place[header] <= at
        {
            ends[place[header]] = at;
        }
    }
    for at in (1..blocks.len()).rev() {
        let (header, end) = (blocks[at], ends[at]);
        let tests = successors(header).count() == 2 && successors(header).any(|to| blocks.get(at + 1) == Some(&to));
        if end > at && tests {
            blocks[at..=end].rotate_left(1);
        }
    }
}
