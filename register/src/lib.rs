//! The Register machine: SSA over words, values and floats, and what the backends make of it.
//!
//! Knows the Virtual machine, which it is lowered from; knows no CPU.
pub mod analysis;
pub mod builder;
pub mod evaluate;
pub mod function;
pub mod image;
pub mod instruction;
/// What backends hand to the linker.
pub mod interpret;
pub mod lower;
/// What the backends share.
pub mod machine;
pub mod object;
pub mod passes;
pub mod remark;
pub mod shapes;
pub mod text;
pub mod variables;
pub mod verify;

pub use builder::FunctionBuilder;
pub use function::*;
pub use instruction::{Condition, Effect, Extra, Instruction, Opcode, Results, Row, Target, Type};
