//! The Ruby sources of the runtime, in the order in which they are read.

/// (file name as diagnostics show it, text)
pub const SOURCES: &[(&str, &str)] = &[];
