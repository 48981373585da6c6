//! Dominators, by the iteration of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm", 2001).
use super::Flow;
use crate::function::{BlockId, ENTRY, Function};
use base::Id;

/// The dominator tree of the reachable blocks.
pub struct Dominators {
    /// By block: the immediate dominator; the entry's is the entry.
    parent: Vec<BlockId>,
    /// By block: when a walk of the tree enters and leaves it; (0, 0) if it is not reachable.
    times: Vec<(u32, u32)>,
    /// By block: where its children start in `children`; one more entry at the end.
    starts: Vec<u32>,
    children: Vec<BlockId>,
}

impl Dominators {
    pub fn new(function: &Function, flow: &Flow) -> Dominators {
        let parent = parents(function, flow);
        let (starts, children) = tree(flow, &parent);
        let mut dominators = Dominators { times: vec![(0, 0); parent.len()], parent, starts, children };
        dominators.number();
        dominators
    }
    /// The immediate dominator; none for the entry.
    pub fn parent(&self, block: BlockId) -> Option<BlockId> {
        (block != ENTRY).then(|| self.parent[block.index()])
    }
    /// The blocks whose immediate dominator this is, in reverse postorder.
    pub fn children(&self, block: BlockId) -> &[BlockId] {
        &self.children[self.starts[block.index()] as usize..self.starts[block.index() + 1] as usize]
    }
    /// Does every way to `below` lead through `above`? A block dominates itself.
    pub fn dominates(&self, above: BlockId, below: BlockId) -> bool {
        let (above, below) = (self.times[above.index()], self.times[below.index()]);
        above.0 <= below.0 && below.1 <= above.1 && above.1 != 0
    }
    /// By block: the blocks where its dominance ends.
    pub fn frontiers(&self, flow: &Flow) -> Vec<Vec<BlockId>> {
        let mut frontiers = vec![Vec::new(); self.parent.len()];
        for block in &flow.order {
            let predecessors = flow.predecessors(*block);
            if predecessors.len() < 2 && *block != ENTRY {
                continue;
            }
            for predecessor in predecessors {
                let mut runner = *predecessor;
                while *block == ENTRY || runner != self.parent[block.index()] {
                    let frontier: &mut Vec<BlockId> = &mut frontiers[runner.index()];
                    if frontier.last() != Some(block) {
                        frontier.push(*block);
                    }
                    if runner == ENTRY {
                        break;
                    }
                    runner = self.parent[runner.index()];
                }
            }
        }
        frontiers
    }
    fn number(&mut self) {
        let mut time = 1;
        let mut stack = vec![(ENTRY, 0)];
        self.times[ENTRY.index()].0 = time;
        while let Some((block, next)) = stack.last_mut() {
            let block = *block;
            time += 1;
            match self.children(block).get(*next).copied() {
                Some(child) => {
                    *next += 1;
                    self.times[child.index()].0 = time;
                    stack.push((child, 0));
                }
                None => {
                    self.times[block.index()].1 = time;
                    stack.pop();
                }
            }
        }
    }
}

fn parents(function: &Function, flow: &Flow) -> Vec<BlockId> {
    let unknown = BlockId(u32::MAX);
    let mut parent = vec![unknown; function.blocks.len()];
    parent[ENTRY.index()] = ENTRY;
    let mut changed = true;
    while changed {
        changed = false;
        for block in flow.order.iter().skip(1) {
            let known = flow.predecessors(*block).iter().copied().filter(|from| parent[from.index()] != unknown);
            let Some(nearest) = known.reduce(|left, right| common(flow, &parent, left, right)) else { continue };
            changed |= std::mem::replace(&mut parent[block.index()], nearest) != nearest;
        }
    }
    parent
}

fn common(flow: &Flow, parent: &[BlockId], mut left: BlockId, mut right: BlockId) -> BlockId {
    while left != right {
        if flow.number(left) > flow.number(right) {
            left = parent[left.index()];
        } else {
            right = parent[right.index()];
        }
    }
    left
}

/// Children by block, in one vector.
fn tree(flow: &Flow, parent: &[BlockId]) -> (Vec<u32>, Vec<BlockId>) {
    let mut starts = vec![0; parent.len() + 1];
    for block in flow.order.iter().skip(1) {
        starts[parent[block.index()].index() + 1] += 1;
    }
    for index in 0..parent.len() {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut children = vec![ENTRY; flow.order.len().saturating_sub(1)];
    for block in flow.order.iter().skip(1) {
        let slot = &mut next[parent[block.index()].index()];
        children[*slot as usize] = *block;
        *slot += 1;
    }
    (starts, children)
}
