//! salama-ast
