//! salama-x86
