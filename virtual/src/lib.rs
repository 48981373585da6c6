//! The Virtual machine: object values moved between the slots of Self, Message, Frame and NewMessage.
//!
//! Knows the AST (which it is compiled from) and the runtime's layouts; not how values are lowered.
pub mod analysis;
pub mod compile;
mod edit;
pub mod infer;
pub mod inline;
pub mod instruction;
pub mod interpret;
pub mod lookup;

pub mod program;
pub mod remark;
pub mod text;
pub mod types;
pub mod unite;
pub mod verify;

pub use instruction::{Argument, BlockArgument, Constant, Effect, Instruction, NewMessage, Op, Operand};
pub use interpret::{World, interpret};
pub use lookup::Found;
pub use program::*;
pub use types::Type;
pub use verify::verify;
