//! AArch64: the code of typical shapes, and the programs that every target must run.
mod listing;
#[path = "../../../register/tests/machine/mod.rs"]
mod machine;
mod shapes;
mod support;
