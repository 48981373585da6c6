//! The machine instructions that selection chooses: RISC-V as far as Salama uses it, and sequences that belong together.
//!
//! The registers of an instruction are a list beside it. In the text of each variant they stand in that order: first
//! what it defines, then what it uses; `address` stands for as many registers as it has.
use crate::registers;
use regalloc2::PRegSet;
use salama::register::machine::{Call, MachineInstruction, Outcome};
use salama::register::{Condition, SymbolId};

/// An operand in memory: base plus offset. An offset of more than 12 bits emission makes in the scratch register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address {
    pub base: Base,
    pub offset: i32,
}

/// What an address starts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// One of the operands.
    Register,
    /// The context register.
    Context,
    Symbol(SymbolId),
    /// A stack slot of the frame.
    Slot(u32),
}

impl Address {
    /// How many registers of the list are its.
    pub fn registers(&self) -> usize {
        usize::from(self.base == Base::Register)
    }
}

/// What a load or store moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    Byte,
    Half,
    Word,
    Full,
    /// Of a float register.
    Float,
}

/// Operations `op d, a, b`; those up to `SetBelow` also `op d, a, number` (`Sub` has none).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alu {
    Add,
    Sub,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
    ShiftRightSigned,
    /// 1 if a < b, else 0.
    SetLess,
    /// Likewise, unsigned; the number is sign extended first.
    SetBelow,
    Multiply,
    MultiplyHigh,
    MultiplyHighUnsigned,
    Divide,
    DivideUnsigned,
    Remainder,
    RemainderUnsigned,
}

/// Operations on two floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOperation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Comparisons of two floats: 0 if one is NaN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatTest {
    Equal,
    Less,
    LessEqual,
}

/// Operations on one float.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatUnary {
    Negate,
    Absolute,
    SquareRoot,
    Floor,
    Ceiling,
    Truncate,
}

/// One machine instruction, or a few that allocation sees as one.
#[derive(Clone, Debug)]
pub enum Instruction {
    /// Defines the parameters that come in registers; no bytes.
    Arguments,
    /// `d`
    Number(i64),
    /// `d`
    SymbolAddress(SymbolId, i64),
    /// `v`
    FloatNumber(u64),
    /// `d, address`
    Load(Width, Address),
    /// `address, a`; without a: stores 0
    Store(Width, Address),
    /// `d, a, b`
    Alu(Alu),
    /// `d, a`: of a and a number of 12 bits
    AluNumber(Alu, i32),
    /// `d, b`: of 0 and b
    FromZero(Alu),
    /// `d, a`
    LeadingZeros,
    /// `d, a`
    TrailingZeros,
    /// `d, otherwise, then, a, b`: then if the condition holds between a and b; without b: between a and 0. d is where otherwise was
    Select(Condition),
    /// `v, otherwise, then, a, b`: likewise
    SelectFloat(Condition),
    /// `d, a, b`
    CompareFloats(FloatTest),
    /// `v, a, b`
    Float(FloatOperation),
    /// `v, a`
    FloatUnary(FloatUnary),
    /// `v, a`
    FloatFromWord,
    /// `d, v`
    FloatToWord,
    /// `d, v`
    FloatBits,
    /// `v, d`
    FloatFromBits,
    /// the result, if any, then arguments, then the callee, if in a register
    Call(Box<Call>),
    /// `a0, a1, a2`: from, to, count
    CopyMemory,
    /// `a0, a1, a2`: to, byte, count
    FillMemory,
    /// `d (a0)`, then a0 to a5
    SystemCall(u32),
    /// `d`
    FrameAddress,
    Jump,
    /// `a, b`: to the first successor if the condition holds, else to the second; without b: between a and 0
    Branch(Condition),
    /// the result, if any
    Return,
    /// `code, stack`
    UnwindTo,
    Unreachable,
}

impl MachineInstruction for Instruction {
    fn is_jump(&self) -> bool {
        matches!(self, Instruction::Jump)
    }
    fn is_exit(&self) -> bool {
        matches!(self, Instruction::Return | Instruction::UnwindTo | Instruction::Unreachable)
    }
    fn is_branch(&self) -> bool {
        match self {
            Instruction::Jump | Instruction::Branch(_) => true,
            Instruction::Call(call) => call.landing,
            _ => false,
        }
    }
    fn clobbers(&self) -> PRegSet {
        match self {
            Instruction::Call(call) => match call.outcome {
                Outcome::None => registers::ALL,
                Outcome::Integer => registers::ALL_BUT_A0,
                Outcome::Float => registers::ALL_BUT_FA0,
            },
            Instruction::CopyMemory | Instruction::FillMemory => registers::COPY,
            Instruction::SystemCall(_) => registers::SYSTEM_CALL,
            _ => PRegSet::empty(),
        }
    }
}
