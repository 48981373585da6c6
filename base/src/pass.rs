//! The shape of a pass: a named step over one level's data. The list of passes is the root package's.
use serde::{Deserialize, Serialize};

/// Which machine a pass works on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Level {
    Virtual,
    Register,
}

/// A named transformation of `Program`: name, one line of what it does, and the function.
pub struct Pass<Program> {
    pub name: &'static str,
    pub about: &'static str,
    pub run: fn(&mut Program) -> crate::Result<()>,
}

impl<Program> Clone for Pass<Program> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Program> Copy for Pass<Program> {}
