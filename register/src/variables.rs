//! What debuggers may know of the variables in a function's frames. Beside the code and not in its text: code depends on it
//! no further than that the first stack slots may be homes.
//!
//! A home is a stack slot of a variable's own, where every assignment stores: what a debugger shows is right at any place.
//! It costs, so there are homes where it is asked for and nothing is optimised. Elsewhere arguments are known at entry, and what is
//! assigned once wherever its value is kept ([`crate::machine`] follows it).
use crate::function::ValueId;
use crate::instruction::Type;
use serde::{Deserialize, Serialize};
use virtual_machine::PositionId;

/// Of one function; empty if no debugger is to know.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub struct Variables {
    pub rows: Vec<Variable>,
    /// The type of each home; they are the first stack slots.
    pub homes: Vec<Type>,
    /// Where the homes are filled at entry: a position of its own.
    pub entered: Option<PositionId>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Variable {
    pub name: String,
    pub argument: bool,
    pub ty: Type,
    /// The function's parameter that it is at entry.
    pub parameter: Option<ValueId>,
    /// It is assigned once: the value that it is from there on. Passes that put another in its place do not say so here, and it
    /// is not known any more.
    pub value: Option<ValueId>,
    pub home: Option<Home>,
}

/// Where a variable is once the function is entered: in a stack slot; or, with a path, in memory: what lies there so far plus
/// an offset is the address of what comes next.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Home {
    pub slot: u32,
    pub path: Vec<u64>,
}

impl Variables {
    /// The homes that the collector must see.
    pub fn live(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.homes).filter(|(_, ty)| **ty == Type::Value).map(|(slot, _)| slot)
    }
}
