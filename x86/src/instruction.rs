//! The machine instructions that selection chooses: x86-64 as far as Salama uses it.
//!
//! The registers of an instruction are a list beside it. In the text of each variant they stand in that order: first
//! what it defines, then what it uses; `address` and `source` stand for as many registers as they have.
use crate::registers;
use regalloc2::PRegSet;
use register::SymbolId;
use register::machine::{Call, MachineInstruction, Outcome};

/// An operand in memory: `base + index * scale + offset`. Its registers are in the list of operands, base first.
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
    /// A symbol: an absolute address of 32 bits.
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
    Immediate(i32),
    /// The address of a symbol, as an immediate.
    Symbol(SymbolId, i64),
    Memory(Address),
}

/// How many bits of memory or register an instruction reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Width {
    Byte,
    Half,
    Word,
    Full,
}

/// Operations with the encoding `op r, r/m`, by their number in the group of `80..83`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alu {
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,
    Compare = 7,
}

/// Shifts, by their number in the group of `c1` and `d3`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shift {
    RotateRight = 1,
    Left = 4,
    Right = 5,
    RightSigned = 7,
}

/// Conditions on flags, by their number in `jcc`, and two that need two of them because of NaN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flag {
    Overflow = 0,
    NoOverflow = 1,
    Below = 2,
    AboveEqual = 3,
    Equal = 4,
    NotEqual = 5,
    BelowEqual = 6,
    Above = 7,
    Less = 12,
    GreaterEqual = 13,
    LessEqual = 14,
    Greater = 15,
    /// Equal and ordered.
    FloatEqual = 16,
    /// Not equal or unordered.
    FloatNotEqual = 17,
}

/// Operations `op xmm, xmm/m64` of the kind `f2 0f`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOperation {
    SquareRoot = 0x51,
    Add = 0x58,
    Multiply = 0x59,
    Subtract = 0x5c,
    Divide = 0x5e,
}

/// How `roundsd` rounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Round {
    Floor = 9,
    Ceiling = 10,
    Truncate = 11,
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
    /// `xmm`
    FloatNumber(u64),
    /// `d, a` or `d, address`
    Load(Width, Address),
    /// `xmm, address`
    LoadFloat(Address),
    /// `d, address`: lea
    Lea(Address),
    /// `address, source`
    Store(Width, Address, Source),
    /// `address, xmm`
    StoreFloat(Address),
    /// `d, a, b`: three operands, without flags
    Add,
    /// `d, a`: without flags
    AddNumber(i32),
    /// `d = a, source`: sets flags
    Alu(Alu, Source),
    /// `d = a`, 32 bits: an `and` with a mask that is not negative
    Mask(i32),
    /// `d, a`: zero-extends
    Extend(Width),
    /// `d = a`
    Negate,
    /// `d = a`
    Not,
    /// `d = a, source`: sets flags
    Multiply(Source),
    /// `d, source`: sets flags
    MultiplyNumber(Source, i32),
    /// `d = a`
    ShiftNumber(Shift, u8),
    /// `d = a, rcx`
    Shift(Shift),
    /// `d (rax or rdx), rax, b`
    Divide {
        signed: bool,
        remainder: bool,
    },
    /// `d (rdx), rax, b`
    MultiplyHigh,
    /// `d, a`
    LeadingZeros,
    /// `d, a`
    TrailingZeros,
    /// `left (a register or address), source`
    Compare(Width, Option<Address>, Source),
    /// `left (a register or address)`: and with a number, for flags only
    Test(Width, Option<Address>, i32),
    /// `a, b`
    TestRegisters,
    /// `a, b`: ucomisd
    CompareFloats,
    /// `d`: 1 or 0
    SetFlag(Flag),
    /// `d = otherwise, then`
    Move(Flag),
    /// `xmm = otherwise, then`
    MoveFloat(Flag),
    /// `xmm = a, b`
    Float(FloatOperation),
    /// `xmm = a, address`
    FloatMemory(FloatOperation, Address),
    /// `xmm, a`
    FloatSquareRoot,
    /// `xmm, a`
    FloatRound(Round),
    /// `xmm = a`
    FloatNegate,
    /// `xmm = a`
    FloatAbsolute,
    /// `xmm, a`
    FloatFromWord,
    /// `d, xmm`
    FloatToWord,
    /// `d, xmm`
    FloatBits,
    /// `xmm, d`
    FloatFromBits,
    /// the result, if any, then arguments, then the callee, if in a register
    Call(Box<Call>),
    /// `rsi, rdi, rcx`
    CopyMemory,
    /// `rdi, rax, rcx`
    FillMemory,
    /// `d (rax)`, then rdi, rsi, rdx, r10, r8, r9
    SystemCall(u32),
    /// `d`
    FrameAddress,
    Jump,
    /// To the first successor if the flag is set, else to the second.
    JumpIf(Flag),
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
            Instruction::Jump | Instruction::JumpIf(_) => true,
            Instruction::Call(call) => call.landing,
            _ => false,
        }
    }
    fn clobbers(&self) -> PRegSet {
        match self {
            Instruction::Call(call) => match call.outcome {
                Outcome::None => registers::ALL,
                Outcome::Integer => registers::ALL_BUT_RAX,
                Outcome::Float => registers::ALL_BUT_XMM0,
            },
            Instruction::Divide { remainder: false, .. } => registers::RDX_ONLY,
            Instruction::Divide { remainder: true, .. } | Instruction::MultiplyHigh => registers::RAX_ONLY,
            Instruction::CopyMemory => registers::COPY,
            Instruction::FillMemory => registers::FILL,
            Instruction::SystemCall(_) => registers::SYSTEM_CALL,
            _ => PRegSet::empty(),
        }
    }
}
