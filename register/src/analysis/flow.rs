//! Predecessors and the reverse postorder of the blocks that can be reached.
use crate::function::{BlockId, ENTRY, Function};
use crate::instruction::Target;
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
        let mut number = vec![Flow::UNREACHABLE; count];
        let mut order = Vec::with_capacity(function.layout.len());
        let mut predecessors = vec![SmallVec::new(); count];
        // The blocks on the way, each with the targets that are left.
        let mut stack: Vec<(BlockId, &[Target])> = vec![(ENTRY, targets(function, ENTRY))];
        number[ENTRY.index()] = 0;
        while let Some((block, left)) = stack.last_mut() {
            match left.split_first() {
                Some((first, rest)) => {
                    *left = rest;
                    predecessors[first.block.index()].push(*block);
                    let seen = &mut number[first.block.index()];
                    if *seen == Flow::UNREACHABLE {
                        *seen = 0;
                        stack.push((first.block, targets(function, first.block)));
                    }
                }
                None => {
                    order.push(*block);
                    stack.pop();
                }
            }
        }
        order.reverse();
        for (index, block) in order.iter().enumerate() {
            number[block.index()] = index as u32;
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

fn targets(function: &Function, block: BlockId) -> &[Target] {
    function.blocks[block].instructions.last().map_or(&[], |last| &last.targets)
}
