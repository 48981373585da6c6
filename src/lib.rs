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
//! [`register`] (ids and arenas, instructions, builders, analyses, texts, verifiers). What is documented here is what a pass may
//! build upon: `docs/versions.md` says when it may change, `docs/surface.txt` is all of it, and a test compares.
#[doc(hidden)]
pub mod assembly;
#[doc(hidden)]
pub mod back;
#[doc(hidden)]
pub mod bisect;
mod caught;
#[doc(hidden)]
pub mod command;
#[doc(hidden)]
pub mod course;
#[doc(hidden)]
pub mod debugger;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod explore;
#[doc(hidden)]
pub mod front;
#[doc(hidden)]
pub mod glob;
pub mod guide;
#[doc(hidden)]
pub mod methods;
mod near;
#[doc(hidden)]
pub mod observe;
pub mod pass;
mod pass_command;
pub mod pipeline;
mod process;
#[doc(hidden)]
pub mod remarks;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod reproduce;
mod scratch;
#[doc(hidden)]
pub mod size;
#[doc(hidden)]
pub mod step;
mod surface;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod view;
#[doc(hidden)]
pub mod world;

pub use ::base::{Diagnostic, Level};
pub use back::Target;
pub use command::{Compiler, main_with};
pub use pass::{Pass, Rule};
pub use pipeline::{Optimisation, Pipeline};
#[doc(inline)]
pub use surface::{base, parfait, register, virtual_machine};

/// A compiler makes and drops many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
