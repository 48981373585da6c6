//! What the tests that run whole programs share: finding the programs, and starting processes that may not hang.

pub mod case;
pub mod debugger;
pub mod emulator;
pub mod mutate;
pub mod page;
pub mod pending;
pub mod process;
pub mod reference;
pub mod refused;
pub mod tools;
pub mod worker;

/// The project's root; all programs are named, compiled and run from there.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
