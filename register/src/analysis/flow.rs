//! Predecessors and the reverse postorder of the blocks that can be reached.
use crate::function::{BlockId, ENTRY, Function};
use base::Id;
use smallvec::SmallVec;

/// Control flow among the blocks that the entry reaches.
pub struct Flow {
    /// Reverse postorder: a block comes after its dominators.
    pub order: Vec<BlockId>,
    /// By block: its index in `order`; [`Flow::UNREACHABLE`] if it is not there.
    pub number: Vec<u32>,
    /// By block: the reachable blocks that go there, once per edge.
    pub predecessors: Vec<SmallVec<[BlockId; 2]>>,
}

impl Flow {
    pub const UNREACHABLE: u32 = u32::MAX;

    pub fn new(function: &Function) -> Flow {
        let count = function.blocks.len();
        let mut seen = vec![false; count];
        let mut order = Vec::with_capacity(count);
        let mut stack = vec![(ENTRY, 0)];
        seen[ENTRY.index()] = true;
        while let Some((block, next)) = stack.last_mut() {
            let last = function.blocks[*block].instructions.last();
            match last.and_then(|last| last.targets.get(*next)) {
                Some(target) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[target.block.index()], true) {
                        stack.push((target.block, 0));
                    }
                }
                None => {
                    order.push(*block);
                    stack.pop();
                }
            }
        }
        order.reverse();
        let mut number = vec![Flow::UNREACHABLE; count];
        let mut predecessors = vec![SmallVec::new(); count];
        for (index, block) in order.iter().enumerate() {
            number[block.index()] = index as u32;
            for successor in function.successors(*block) {
                predecessors[successor.index()].push(*block);
            }
        }
        Flow { order, number, predecessors }
    }
    pub fn is_reachable(&self, block: BlockId) -> bool {
        self.number[block.index()] != Flow::UNREACHABLE
    }
    pub fn predecessors(&self, block: BlockId) -> &[BlockId] {
        &self.predecessors[block.index()]
    }
    /// The position in reverse postorder.
    pub fn number(&self, block: BlockId) -> u32 {
        self.number[block.index()]
    }
}
