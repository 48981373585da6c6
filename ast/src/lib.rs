//! Ruby source to a typed syntax tree. The only crate that knows the Ruby parser.
//!
//! [`parse`] reads one file of a [`base::Sources`]; [`text::print`] shows the tree.
mod bytes;
mod convert;
pub mod text;
pub mod tree;

pub use convert::{MAXIMUM_DEPTH, parse};
pub use tree::*;
