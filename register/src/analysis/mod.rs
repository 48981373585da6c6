//! What passes ask about a function: flow, dominators, loops, liveness. Computed when asked for, thrown away after.
pub mod dominators;
pub mod flow;
pub mod liveness;
pub mod loops;

pub use dominators::Dominators;
pub use flow::Flow;
pub use liveness::Liveness;
pub use loops::Loops;
