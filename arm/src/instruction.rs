//! The machine instructions that selection chooses: AArch64 as far as Salama uses it.
//!
//! The registers of an instruction are a list beside it. In the text of each variant they stand in that order: first
//! what it defines, then what it uses; `address` and `source` stand for as many registers as they have.
use crate::registers;
use regalloc2::PRegSet;
use register::SymbolId;
use register::machine::{Call, MachineInstruction, Outcome};

/// An operand in memory: `base + (index << shift) + offset`. Its registers are in the list of operands, base first.
/// What one instruction cannot say, emission makes in the scratch register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address {
    pub base: Base,
    /// Shift of the index register: 0 to 3.
    pub index: Option<u8>,
    pub offset: i32,
}

/// What an address starts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    Register,
    /// The context register.
    Context,
    /// A symbol, within 4 GiB of the code.
    Symbol(SymbolId),
    /// A stack slot of the frame.
    Slot(u32),
}

impl Address {
    /// How many registers of the list are its.
    pub fn registers(&self) -> usize {
        usize::from(self.base == Base::Register) + usize::from(self.index.is_some())
    }
    pub fn context(offset: i32) -> Address {
        Address { base: Base::Context, index: None, offset }
    }
}

/// The second operand of most instructions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    Register,
    /// A register shifted by 1 to 63.
    Shifted(Shift, u8),
    /// One that the operation can say: see `encode::is_arithmetic` and `encode::is_logical`.
    Immediate(i64),
}

/// How many bits of memory an instruction accesses, by the logarithm of their bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Width {
    Byte = 0,
    Half = 1,
    Word = 2,
    Full = 3,
}

/// Operations `op d, a, source`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alu {
    Add,
    Sub,
    /// Sets flags.
    AddFlags,
    /// Sets flags.
    SubFlags,
    And,
    /// Sets flags.
    AndFlags,
    Or,
    Xor,
    /// `a & !source`; no immediate.
    AndNot,
    /// `a | !source`; no immediate.
    OrNot,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shift {
    Left,
    Right,
    RightSigned,
    RotateRight,
}

/// Conditions on flags, by their number in `b.cond`. The lowest bit inverts, also after a compare of floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flag {
    Equal = 0,
    NotEqual = 1,
    AboveEqual = 2,
    Below = 3,
    /// After a compare of floats: less and ordered.
    Minus = 4,
    Plus = 5,
    Overflow = 6,
    NoOverflow = 7,
    Above = 8,
    /// After a compare of floats: less or equal, and ordered.
    BelowEqual = 9,
    GreaterEqual = 10,
    Less = 11,
    Greater = 12,
    LessEqual = 13,
}

impl Flag {
    pub fn inverted(self) -> Flag {
        match self {
            Flag::Equal => Flag::NotEqual,
            Flag::NotEqual => Flag::Equal,
            Flag::AboveEqual => Flag::Below,
            Flag::Below => Flag::AboveEqual,
            Flag::Minus => Flag::Plus,
            Flag::Plus => Flag::Minus,
            Flag::Overflow => Flag::NoOverflow,
            Flag::NoOverflow => Flag::Overflow,
            Flag::Above => Flag::BelowEqual,
            Flag::BelowEqual => Flag::Above,
            Flag::GreaterEqual => Flag::Less,
            Flag::Less => Flag::GreaterEqual,
            Flag::Greater => Flag::LessEqual,
            Flag::LessEqual => Flag::Greater,
        }
    }
}

/// Operations on two floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOperation {
    Add,
    Subtract,
    Multiply,
    Divide,
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

/// One machine instruction.
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
    /// `v, address`
    LoadFloat(Address),
    /// `address, a`
    Store(Width, Address),
    /// `address`: stores 0
    StoreZero(Width, Address),
    /// `address, v`
    StoreFloat(Address),
    /// `d, a, source`
    Alu(Alu, Source),
    /// `d, a`: a constant of up to 24 bits
    AddNumber(i64),
    /// `d, source`: of 0 and a register
    FromZero(Alu, Source),
    /// `a, source`: flags only
    Compare(Source),
    /// `a, source`: flags of the bitwise and
    Test(Source),
    /// `d, a, b`
    Multiply,
    /// `d, a, b, c`: c + a * b
    MultiplyAdd,
    /// `d, a, b, c`: c - a * b
    MultiplySubtract,
    /// `d, a, b`
    MultiplyHigh {
        signed: bool,
    },
    /// `d, a, b`
    Divide {
        signed: bool,
    },
    /// `d, a`
    ShiftNumber(Shift, u8),
    /// `d, a, b`
    Shift(Shift),
    /// `d, a`: so many bits of a, from the given one on
    BitField {
        lowest: u8,
        width: u8,
    },
    /// `d, a`
    LeadingZeros,
    /// `d, a`
    TrailingZeros,
    /// `d`: 1 or 0
    SetFlag(Flag),
    /// `d, then, otherwise`
    Select(Flag),
    /// `v, then, otherwise`
    SelectFloat(Flag),
    /// `a, b`: flags
    CompareFloats,
    /// `a`: flags of the compare with 0.0
    CompareFloatZero,
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
    /// `x0, x1, x2`: from, to, count
    CopyMemory,
    /// `x0, x1, x2`: to, byte, count
    FillMemory,
    /// `d (x0)`, then x0 to x5
    SystemCall(u32),
    /// `d`
    FrameAddress,
    Jump,
    /// To the first successor if the flag is set, else to the second.
    JumpIf(Flag),
    /// `a`: to the first successor if it is 0 (or is not), else to the second
    JumpZero {
        zero: bool,
    },
    /// `a`: to the first successor if the bit is set (or is not), else to the second
    JumpBit {
        bit: u8,
        set: bool,
    },
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
            Instruction::Jump | Instruction::JumpIf(_) | Instruction::JumpZero { .. } | Instruction::JumpBit { .. } => true,
            Instruction::Call(call) => call.landing,
            _ => false,
        }
    }
    fn clobbers(&self) -> PRegSet {
        match self {
            Instruction::Call(call) => match call.outcome {
                Outcome::None => registers::ALL,
                Outcome::Integer => registers::ALL_BUT_X0,
                Outcome::Float => registers::ALL_BUT_V0,
            },
            Instruction::CopyMemory | Instruction::FillMemory => registers::COPY,
            Instruction::SystemCall(_) => registers::SYSTEM_CALL,
            _ => PRegSet::empty(),
        }
    }
}
