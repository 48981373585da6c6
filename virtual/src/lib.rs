//! salama-virtual
