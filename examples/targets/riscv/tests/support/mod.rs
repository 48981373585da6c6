//! Programs beside what they are expected to do, and processes under limits, as the compiler's own tests have them.
#[path = "../../../../../tests/support/case.rs"]
pub mod case;
#[path = "../../../../../tests/support/emulator.rs"]
pub mod emulator;
#[path = "../../../../../tests/support/process.rs"]
pub mod process;

/// The compiler's root.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
