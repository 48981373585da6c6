//! What passes ask about a method: control flow, dominators, loops, which slots are read where, which are live. Computed
//! when asked for; [`Analyses`] keeps it until the method changes.
//!
//! A block with a `rescue` may go there from the middle: that edge is the block's last.
#![deny(missing_docs)]

mod cache;
mod liveness;
mod uses;

pub use cache::Analyses;
pub use liveness::Liveness;
pub use uses::{Place, Uses, captured};

use crate::program::{BlockId, CompiledMethod};
use base::graph::{self, Graph};

/// Predecessors and order of a method's blocks.
pub type Flow = graph::Flow<BlockId>;
/// The dominators of a method's blocks.
pub type Dominators = graph::Dominators<BlockId>;
/// The loops of a method.
pub type Loops = graph::Loops<BlockId>;

impl Graph for CompiledMethod {
    type Block = BlockId;

    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn successor(&self, block: BlockId, number: usize) -> Option<BlockId> {
        let block = &self.blocks[block];
        let targets = block.instructions.last().into_iter().flat_map(|last| last.op.targets());
        targets.chain(block.rescue).nth(number)
    }
}
