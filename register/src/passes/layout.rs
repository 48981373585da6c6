//! The order of the blocks in memory: what follows comes next, cold blocks go behind, a loop's test goes to its bottom.
//!
//! ```text
//! b0: jump b1                        b0: jump b1
//! b1: branch v0 -> b2, b3            b2: ... jump b1
//! b2: ... jump b1                    b1: branch v0 -> b2, b3
//! b3: return                         b3: return
//! ```
//!
//! Blocks that cannot be reached are gone.
use crate::analysis::{Analyses, Flow, Loops};
use crate::function::{BlockId, ENTRY, Function, Program};
use crate::instruction::Opcode;
use base::{Id, Pass};

pub const PASS: Pass<Program> = Pass {
    name: "layout",
    about: "order blocks: cold ones behind, tests at the bottom of loops",
    run: |it| super::each(it, run),
};

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    super::predict::run(function);
    let analyses = Analyses::default();
    let (flow, loops) = (analyses.flow(function), analyses.loops(function));
    let placed = vec![false; function.blocks.len()];
    let mut place = Place { function, flow, loops, placed, order: Vec::new(), waiting: vec![ENTRY] };
    while let Some(block) = place.waiting.pop() {
        place.chain(block);
    }
    let order = place.order;
    let (cold, hot): (Vec<BlockId>, Vec<BlockId>) = order.into_iter().partition(|block| function.blocks[*block].cold);
    function.layout = hot;
    function.layout.extend(cold);
}

struct Place<'a> {
    function: &'a Function,
    flow: &'a Flow,
    loops: &'a Loops,
    placed: Vec<bool>,
    order: Vec<BlockId>,
    /// Where chains start, the next one last.
    waiting: Vec<BlockId>,
}

impl Place<'_> {
    /// Places a block, then what follows it, as far as it goes.
    fn chain(&mut self, block: BlockId) {
        let mut next = Some(block);
        while let Some(block) = next.filter(|block| !self.placed[block.index()]) {
            if let Some(body) = self.rotated(block) {
                self.waiting.push(block);
                next = Some(body);
                continue;
            }
            self.placed[block.index()] = true;
            self.order.push(block);
            let mut successors: Vec<BlockId> = self.function.successors(block).filter(|to| !self.placed[to.index()]).collect();
            // The best last: hot, in the deepest loop, the one that falls through.
            successors.reverse();
            successors.sort_by_key(|to| (!self.function.blocks[*to].cold, self.loops.depth(*to)));
            next = successors.pop();
            self.waiting.extend(successors);
        }
    }
    /// The header of a loop that is to be placed behind its body, since it tests and leaves the loop, and one block jumps
    /// back: the block to start the body with.
    fn rotated(&self, header: BlockId) -> Option<BlockId> {
        let index = self.loops.innermost[header.index()].filter(|index| self.loops.loops[*index].header == header)?;
        let mut inside = self.function.successors(header).filter(|to| self.loops.contains(index, *to));
        let body = inside.next().filter(|body| *body != header && !self.placed[body.index()])?;
        let leaves = self.function.successors(header).any(|to| !self.loops.contains(index, to) && !self.function.blocks[to].cold);
        let latches = self.flow.predecessors(header).iter().filter(|from| self.loops.contains(index, **from));
        let mut latches = latches.filter(|from| !self.function.blocks[**from].cold);
        let latch = latches.next()?;
        let simple = inside.next().is_none() && latches.next().is_none();
        (simple && leaves && self.function.terminator(*latch).opcode == Opcode::Jump).then_some(body)
    }
}
