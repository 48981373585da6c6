//! The passes of the Register machine, a file each. Which run, and in what order, is the root package's `src/pipeline.rs`.
pub mod allocate;
pub mod arguments;
pub mod dead;
pub mod divide;
pub mod gvn;
pub mod layout;
pub mod licm;
pub mod merge;
pub mod predict;
pub mod safepoints;
pub mod simplify;

mod edges;
mod left;
mod rewrite;

use crate::function::{Function, Program};
use crate::remark::Speaker;

/// Runs a step on every function, on several threads if it is worth it: functions do not know of each other.
fn each(program: &mut Program, step: impl Fn(&mut Function) + Sync) -> base::Result<()> {
    each_speaking(program, |function, _| step(function))
}

/// The same, with somebody to speak to.
fn each_speaking(program: &mut Program, step: impl Fn(&mut Function, Speaker<'_>) + Sync) -> base::Result<()> {
    let Program { functions, remarks, positions, method_names, .. } = program;
    let speaker = Speaker { remarks, positions, method_names };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8).min(functions.len() / 32 + 1);
    let mut shares: Vec<Vec<&mut Function>> = (0..threads).map(|_| Vec::new()).collect();
    for (index, (_, function)) in functions.iter_mut().enumerate() {
        shares[index % threads].push(function);
    }
    let run = |share: Vec<&mut Function>| share.into_iter().for_each(|function| step(function, speaker));
    std::thread::scope(|scope| {
        let own = shares.pop();
        for share in shares {
            scope.spawn(|| run(share));
        }
        own.map(run)
    });
    Ok(())
}
