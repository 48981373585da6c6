//! What the page needs of the project's tests.
#[path = "../../../../../tests/support/page.rs"]
pub mod page;
#[path = "../../../../../tests/support/process.rs"]
#[allow(dead_code)]
pub mod process;
#[path = "../../../../../tests/support/tools.rs"]
pub mod tools;

pub mod case {
    pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../..");
}
