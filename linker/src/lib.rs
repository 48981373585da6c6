//! salama-linker
