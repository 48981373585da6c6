//! salama-builtin
