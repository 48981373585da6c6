//! AArch64: the code of typical shapes, and the programs that every target must run.
mod far;
mod listing;
mod shapes;
mod support;
#[path = "../../../register/tests/target/mod.rs"]
mod target;
