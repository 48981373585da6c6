//! salama-register
/// What backends hand to the linker.
pub mod object;
