//! salama-register
