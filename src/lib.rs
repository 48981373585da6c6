//! The Salama compiler: from Ruby source to standalone executables, through machines that can be looked into.
//!
//! This crate ties the levels together: [`front`] reads files, [`pipeline`] is the one list of passes, [`back`]
//! makes the executable, [`command`] is the command line. Files, environment and processes are touched here alone.
pub mod assembly;
pub mod back;
pub mod command;
pub mod front;
pub mod pipeline;
pub mod report;
pub mod world;

pub use command::main_with;

/// A compiler makes and drops many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
