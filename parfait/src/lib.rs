//! salama-parfait
