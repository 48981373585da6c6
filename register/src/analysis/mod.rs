//! What passes ask about a function: control flow, dominators, loops, liveness, definitions and uses. Computed when asked for;
//! [`Analyses`] keeps it until the function changes.
#![deny(missing_docs)]

mod cache;
mod liveness;
mod uses;

pub use cache::Analyses;
pub use liveness::Liveness;
pub(crate) use liveness::defining_blocks;
pub use uses::{Definition, Place, Uses, definitions};

use crate::function::{BlockId, Function};
use base::graph::{self, Graph};

/// Predecessors and order of a function's blocks.
pub type Flow = graph::Flow<BlockId>;
/// The dominators of a function's blocks.
pub type Dominators = graph::Dominators<BlockId>;
/// A loop of a function.
pub type Loop = graph::Loop<BlockId>;
/// The loops of a function.
pub type Loops = graph::Loops<BlockId>;

impl Graph for Function {
    type Block = BlockId;

    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn successor(&self, block: BlockId, number: usize) -> Option<BlockId> {
        self.blocks[block].instructions.last()?.targets.get(number).map(|target| target.block)
    }
}
