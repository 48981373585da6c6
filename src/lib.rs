//! The Salama compiler: from Ruby source to standalone executables, through machines that can be looked into.
//!
//! This crate ties the levels together: [`front`] reads files, [`pipeline`] is the one list of passes, [`course`] takes a
//! program through them, [`back`] makes the executable, [`command`] is the command line. Files, environment and processes
//! are touched here alone.
//!
//! # A pass of one's own
//!
//! A crate that depends on this one and hands over its own list of passes has the whole command line:
//!
//! ```no_run
//! use salama::{Optimisation, Pass, Pipeline, main_with};
//!
//! fn main() -> std::process::ExitCode {
//!     main_with(|level| {
//!         let pass = Pass::on_register("count", "say how many functions there are", |program| {
//!             eprintln!("{} functions", program.functions.len());
//!             Ok(())
//!         });
//!         Pipeline::standard(level).insert_before("allocate", pass)
//!     })
//! }
//! ```
//!
//! A processor of one's own is a [`Target`] that a [`Compiler`] is given: `Compiler::new().target(&MINE).run()`.
//!
//! [`Pass`], [`Pipeline`] and [`main_with`] are the surface for that, with the two machines: [`virtual_machine`] and
//! [`register`] (ids and arenas, instructions, builders, analyses, texts, verifiers).
pub mod assembly;
pub mod back;
mod caught;
pub mod command;
pub mod course;
pub mod debugger;
pub mod explore;
pub mod front;
pub mod glob;
pub mod guide;
pub mod methods;
mod near;
pub mod observe;
pub mod pass;
mod pass_command;
pub mod pipeline;
pub mod remarks;
pub mod report;
pub mod reproduce;
pub mod step;
pub mod text;
pub mod view;
pub mod world;

pub use back::Target;
pub use base;
pub use base::{Diagnostic, Level};
pub use command::{Compiler, main_with};
pub use parfait;
pub use pass::{Pass, Rule};
pub use pipeline::{Optimisation, Pipeline};
pub use register;
pub use virtual_machine;

/// A compiler makes and drops many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
