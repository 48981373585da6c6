//! The passes of the Register machine, a file each. Which run, and in what order, is the root package's `src/pipeline.rs`.
pub mod allocate;
pub mod dead;
pub mod gvn;
pub mod layout;
pub mod licm;
pub mod safepoints;
pub mod simplify;

mod edges;
mod rewrite;

use crate::function::{Function, Program};

/// Runs a step on every function.
fn each(program: &mut Program, mut step: impl FnMut(&mut Function)) -> base::Result<()> {
    program.functions.iter_mut().for_each(|(_, function)| step(function));
    Ok(())
}
