//! The runtime that is Ruby: its sources, the one table of object layouts, how values are tagged, and
//! the tables that it walks the stack by, and the primitives that machine Ruby is made of. Knows no machine and no parser.
pub mod layout;
pub mod primitive;
pub mod sources;
pub mod tables;
pub mod value;

pub use layout::{CONTEXT_FIELDS, CoreClass, CoreLayout, Layout, context_offset};
pub use primitive::{Effect, Kind, Primitive};
