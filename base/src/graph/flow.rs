//! Predecessors and the reverse postorder of the blocks that can be reached.
use super::Graph;
use crate::Id;
use smallvec::SmallVec;

/// Control flow among the blocks that the entry reaches. An example is at [the module](super).
#[derive(Clone, Debug)]
pub struct Flow<Block> {
    /// Reverse postorder: a block comes after its dominators.
    pub order: Vec<Block>,
    /// By block: its index in `order`; [`Flow::UNREACHABLE`] if it is not there.
    pub number: Vec<u32>,
    /// By block: the reachable blocks that go there, once per edge.
    pub predecessors: Vec<SmallVec<[Block; 2]>>,
}

impl<Block: Id> Flow<Block> {
    /// The number of a block that cannot be reached.
    pub const UNREACHABLE: u32 = u32::MAX;

    /// The flow of a graph with at least one block.
    pub fn new<G: Graph<Block = Block>>(graph: &G) -> Flow<Block> {
        let count = graph.blocks();
        let entry = Block::new(0);
        let mut number = vec![Self::UNREACHABLE; count];
        let mut order = Vec::with_capacity(count);
        let mut predecessors = vec![SmallVec::new(); count];
        // The blocks on the way, each with the number of the successor that is next.
        let mut stack: Vec<(Block, usize)> = vec![(entry, 0)];
        number[entry.index()] = 0;
        while let Some((block, next)) = stack.last_mut() {
            let block = *block;
            match graph.successor(block, *next) {
                Some(successor) => {
                    *next += 1;
                    predecessors[successor.index()].push(block);
                    let seen = &mut number[successor.index()];
                    if *seen == Self::UNREACHABLE {
                        *seen = 0;
                        stack.push((successor, 0));
                    }
                }
                None => {
                    order.push(block);
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

    /// Is there a way from the entry to the block?
    pub fn is_reachable(&self, block: Block) -> bool {
        self.number[block.index()] != Self::UNREACHABLE
    }

    /// The blocks that go to a block, once per edge.
    pub fn predecessors(&self, block: Block) -> &[Block] {
        &self.predecessors[block.index()]
    }

    /// The position in reverse postorder.
    pub fn number(&self, block: Block) -> u32 {
        self.number[block.index()]
    }
}
