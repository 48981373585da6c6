//! Graphs of blocks: what passes of either machine ask about control flow. Computed when asked for.
//!
//! The blocks of a machine's function (or method) are ids from 0 on, and block 0 is the entry.
//!
//! ```
//! use base::graph::{Dominators, Flow, Graph, Loops};
//!
//! base::id!(BlockId, "b");
//!
//! /// Where each block goes.
//! struct Edges(Vec<Vec<u32>>);
//!
//! impl Graph for Edges {
//!     type Block = BlockId;
//!     fn blocks(&self) -> usize {
//!         self.0.len()
//!     }
//!     fn successor(&self, block: BlockId, number: usize) -> Option<BlockId> {
//!         self.0[block.0 as usize].get(number).copied().map(BlockId)
//!     }
//! }
//!
//! // b0 -> b1; b1 is a loop's header, b2 its body, b3 what follows; nothing goes to b4
//! let graph = Edges(vec![vec![1], vec![2, 3], vec![1], vec![], vec![3]]);
//! let flow = Flow::new(&graph);
//! assert_eq!(flow.order[..2], [BlockId(0), BlockId(1)]);
//! assert_eq!(flow.predecessors(BlockId(1)), [BlockId(0), BlockId(2)]);
//! assert_eq!(flow.number(BlockId(1)), 1);
//! assert!(!flow.is_reachable(BlockId(4)));
//!
//! let dominators = Dominators::new(&graph, &flow);
//! assert!(dominators.dominates(BlockId(1), BlockId(3)) && !dominators.dominates(BlockId(2), BlockId(3)));
//! assert_eq!(dominators.parent(BlockId(2)), Some(BlockId(1)));
//! assert_eq!(dominators.children(BlockId(1)).len(), 2);
//! assert_eq!(dominators.frontiers(&flow)[2], [BlockId(1)]);
//!
//! let loops = Loops::new(&graph, &flow, &dominators);
//! assert_eq!(loops.loops[0].header, BlockId(1));
//! assert!(loops.contains(0, BlockId(2)) && !loops.contains(0, BlockId(3)));
//! assert_eq!((loops.depth(BlockId(2)), loops.depth(BlockId(3))), (1, 0));
//! ```
#![deny(missing_docs)]

mod dominators;
mod flow;
mod loops;

pub use dominators::Dominators;
pub use flow::Flow;
pub use loops::{Loop, Loops};

/// Blocks with edges between them. The example is that of [the module](self).
pub trait Graph {
    /// What names a block; the entry is the first.
    type Block: crate::Id;

    /// How many blocks there are, those that nothing reaches too.
    fn blocks(&self) -> usize;

    /// Where control may go from a block: the successor of that number; none from some number on. A block may come twice.
    fn successor(&self, block: Self::Block, number: usize) -> Option<Self::Block>;
}
