//! salama-arm
