//! Dominators, by the iteration of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm", 2001).
use super::{Flow, Graph};
use crate::Id;

/// The dominator tree of the reachable blocks. An example is at [the module](super).
#[derive(Clone, Debug)]
pub struct Dominators<Block> {
    /// By block: the immediate dominator; the entry's is the entry.
    parent: Vec<Block>,
    /// By block: when a walk of the tree enters and leaves it; (0, 0) if it is not reachable.
    times: Vec<(u32, u32)>,
    /// By block: where its children start in `children`; one more entry at the end.
    starts: Vec<u32>,
    children: Vec<Block>,
}

impl<Block: Id> Dominators<Block> {
    /// The dominators of a graph, of which `flow` is the flow.
    pub fn new<G: Graph<Block = Block>>(graph: &G, flow: &Flow<Block>) -> Dominators<Block> {
        let parent = parents(graph.blocks(), flow);
        let (starts, children) = tree(flow, &parent);
        let mut dominators = Dominators { times: vec![(0, 0); parent.len()], parent, starts, children };
        dominators.number();
        dominators
    }
    /// The immediate dominator; none for the entry.
    pub fn parent(&self, block: Block) -> Option<Block> {
        (block != Block::new(0)).then(|| self.parent[block.index()])
    }
    /// The blocks whose immediate dominator this is, in reverse postorder.
    pub fn children(&self, block: Block) -> &[Block] {
        &self.children[self.starts[block.index()] as usize..self.starts[block.index() + 1] as usize]
    }
    /// Does every way to `below` lead through `above`? A block dominates itself.
    pub fn dominates(&self, above: Block, below: Block) -> bool {
        let (above, below) = (self.times[above.index()], self.times[below.index()]);
        above.0 <= below.0 && below.1 <= above.1 && above.1 != 0
    }
    /// By block: the blocks where its dominance ends.
    pub fn frontiers(&self, flow: &Flow<Block>) -> Vec<Vec<Block>> {
        let entry = Block::new(0);
        let mut frontiers = vec![Vec::new(); self.parent.len()];
        for block in &flow.order {
            let predecessors = flow.predecessors(*block);
            if predecessors.len() < 2 && *block != entry {
                continue;
            }
            for predecessor in predecessors {
                let mut runner = *predecessor;
                while *block == entry || runner != self.parent[block.index()] {
                    let frontier: &mut Vec<Block> = &mut frontiers[runner.index()];
                    if frontier.last() != Some(block) {
                        frontier.push(*block);
                    }
                    if runner == entry {
                        break;
                    }
                    runner = self.parent[runner.index()];
                }
            }
        }
        frontiers
    }
    fn number(&mut self) {
        let entry = Block::new(0);
        let mut time = 1;
        let mut stack = vec![(entry, 0)];
        self.times[entry.index()].0 = time;
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

fn parents<Block: Id>(count: usize, flow: &Flow<Block>) -> Vec<Block> {
    let (entry, unknown) = (Block::new(0), Block::new(u32::MAX as usize));
    let mut parent = vec![unknown; count];
    parent[entry.index()] = entry;
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

fn common<Block: Id>(flow: &Flow<Block>, parent: &[Block], mut left: Block, mut right: Block) -> Block {
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
fn tree<Block: Id>(flow: &Flow<Block>, parent: &[Block]) -> (Vec<u32>, Vec<Block>) {
    let mut starts = vec![0; parent.len() + 1];
    for block in flow.order.iter().skip(1) {
        starts[parent[block.index()].index() + 1] += 1;
    }
    for index in 0..parent.len() {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut children = vec![Block::new(0); flow.order.len().saturating_sub(1)];
    for block in flow.order.iter().skip(1) {
        let slot = &mut next[parent[block.index()].index()];
        children[*slot as usize] = *block;
        *slot += 1;
    }
    (starts, children)
}
