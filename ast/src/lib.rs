//! Ruby source to a typed syntax tree. The only crate that knows the Ruby parser.
mod bytes;
pub mod tree;

pub use tree::*;
