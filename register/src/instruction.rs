//! The instructions of the Register machine: one table, uniform in shape, so that text, verifier and
//! passes need no case per instruction.
//!
//! An instruction has value operands, at most one result (`call` may have none), an immediate (constant,
//! offset), an optional symbol, and, if it ends a block, targets with arguments.
#![deny(missing_docs)]

use crate::function::{BlockId, ValueId};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use virtual_machine::PositionId;

/// What a register holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Type {
    /// A tagged value: the collector sees and may change it.
    Value,
    /// 64 raw bits. May be an address into an object: such is an `Address`.
    Word,
    /// A double.
    Float,
    /// A pointer into the heap, not tagged: must not live across a safepoint.
    Address,
}

/// What an opcode needs beyond operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extra {
    /// Nothing.
    None,
    /// `immediate` is a number.
    Immediate,
    /// `immediate` is a byte offset, added to the address.
    Offset,
    /// `symbol` names a boot object, function or system call.
    Symbol,
    /// `condition`.
    Condition,
    /// `symbol` is the callee; `live` and `landing` may be given.
    Call,
}

/// Effects, for removal, hoisting and numbering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Same operands, same result; may be moved and removed.
    Pure,
    /// Reads memory; may be removed.
    Reads,
    /// Writes memory, or does something that can be seen outside; must stay.
    Writes,
    /// A safepoint: calls code, may collect, raise, do anything.
    Calls,
    /// Ends a block.
    Terminates,
}

/// Conditions of `compare`, `compare_float` and the branches.
///
/// ```
/// use register::Condition;
///
/// assert_eq!((Condition::Less.inverted(), Condition::Less.swapped()), (Condition::GreaterEqual, Condition::Greater));
/// assert_eq!(Condition::BelowEqual.name(), "below_eq");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Condition {
    /// The same bits (doubles: equal).
    Equal,
    /// Not `Equal`.
    NotEqual,
    /// Signed, as those that follow.
    Less,
    /// Less or equal.
    LessEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterEqual,
    /// Unsigned.
    Below,
    /// Unsigned, less or equal.
    BelowEqual,
    /// Unsigned, greater.
    Above,
    /// Unsigned, greater or equal.
    AboveEqual,
}

impl Condition {
    /// All of them.
    pub const ALL: [Condition; 10] = [
        Condition::Equal,
        Condition::NotEqual,
        Condition::Less,
        Condition::LessEqual,
        Condition::Greater,
        Condition::GreaterEqual,
        Condition::Below,
        Condition::BelowEqual,
        Condition::Above,
        Condition::AboveEqual,
    ];
    /// As the text has it: `eq`, `below_eq`.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Equal => "eq",
            Condition::NotEqual => "ne",
            Condition::Less => "lt",
            Condition::LessEqual => "le",
            Condition::Greater => "gt",
            Condition::GreaterEqual => "ge",
            Condition::Below => "below",
            Condition::BelowEqual => "below_eq",
            Condition::Above => "above",
            Condition::AboveEqual => "above_eq",
        }
    }
    /// The condition that holds exactly when this one does not (for words; not for floats, because of NaN).
    pub fn inverted(self) -> Condition {
        match self {
            Condition::Equal => Condition::NotEqual,
            Condition::NotEqual => Condition::Equal,
            Condition::Less => Condition::GreaterEqual,
            Condition::GreaterEqual => Condition::Less,
            Condition::Greater => Condition::LessEqual,
            Condition::LessEqual => Condition::Greater,
            Condition::Below => Condition::AboveEqual,
            Condition::AboveEqual => Condition::Below,
            Condition::Above => Condition::BelowEqual,
            Condition::BelowEqual => Condition::Above,
        }
    }
    /// The condition with operands exchanged.
    pub fn swapped(self) -> Condition {
        match self {
            Condition::Equal | Condition::NotEqual => self,
            Condition::Less => Condition::Greater,
            Condition::Greater => Condition::Less,
            Condition::LessEqual => Condition::GreaterEqual,
            Condition::GreaterEqual => Condition::LessEqual,
            Condition::Below => Condition::Above,
            Condition::Above => Condition::Below,
            Condition::BelowEqual => Condition::AboveEqual,
            Condition::AboveEqual => Condition::BelowEqual,
        }
    }
}

macro_rules! opcodes {
    ($($name:ident $mnemonic:literal ($($operands:literal)?) $(-> $result:ident)?, $extra:ident, $effect:ident, $doc:literal;)*) => {
        /// What an instruction does. See [`Opcode::TABLE`] for operands and meaning.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        pub enum Opcode { $(#[doc = $doc] $name),* }
        impl Opcode {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$name),*];
            /// The reference: a row per opcode, in the order of [`Opcode::ALL`].
            pub const TABLE: &'static [Row] = &[$(Row {
                mnemonic: $mnemonic, operands: concat!($($operands)?), result: result!($($result)?),
                extra: Extra::$extra, effect: Effect::$effect, about: $doc }),*];
            /// Its row of the table.
            pub fn row(self) -> &'static Row { &Opcode::TABLE[self as usize] }
            /// As the text has it.
            pub fn mnemonic(self) -> &'static str { self.row().mnemonic }
            /// What it does beyond computing its result.
            pub fn effect(self) -> Effect { self.row().effect }
            /// The opcode of a mnemonic.
            pub fn by_mnemonic(name: &str) -> Option<Opcode> {
                match name { $($mnemonic => Some(Opcode::$name),)* _ => None }
            }
        }
    };
}

macro_rules! result {
    () => {
        Results::None
    };
    (Any) => {
        Results::Any
    };
    ($type:ident) => {
        Results::Is(Type::$type)
    };
}

/// The result of an opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Results {
    /// There is none.
    None,
    /// Given in the text, after the value's name (loads, calls).
    Any,
    /// Always of that type.
    Is(Type),
}

/// A row of the table. `operands` has a letter each: v value, w word, f float, a any of word, address or value used
/// as an address, x anything; `*` after the last: any number of anything.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// As the text has it.
    pub mnemonic: &'static str,
    /// A letter each.
    pub operands: &'static str,
    /// What comes out.
    pub result: Results,
    /// What an instruction needs beyond operands.
    pub extra: Extra,
    /// What it does beyond computing its result.
    pub effect: Effect,
    /// What it does, in a line.
    pub about: &'static str,
}

opcodes! {
    Word "word" () -> Word, Immediate, Pure, "the constant `immediate`";
    Constant "constant" () -> Value, Immediate, Pure, "the immediate value whose tagged bits are `immediate`";
    FloatConstant "float" () -> Float, Immediate, Pure, "the double whose bits are `immediate`";
    Object "object" () -> Value, Symbol, Pure, "a reference to a boot object (its address plus 1); never moves";
    AddressOf "address_of" () -> Word, Symbol, Pure, "the address of a boot object, table or function";

    Add "add" ("ww") -> Word, None, Pure, "wrapping sum";
    Sub "sub" ("ww") -> Word, None, Pure, "wrapping difference";
    Mul "mul" ("ww") -> Word, None, Pure, "wrapping product";
    Div "div" ("ww") -> Word, None, Pure, "signed quotient, truncated; the divisor is not 0";
    Rem "rem" ("ww") -> Word, None, Pure, "signed remainder; the divisor is not 0";
    UnsignedDiv "udiv" ("ww") -> Word, None, Pure, "unsigned quotient; the divisor is not 0";
    UnsignedRem "urem" ("ww") -> Word, None, Pure, "unsigned remainder; the divisor is not 0";
    UnsignedMulHigh "umulh" ("ww") -> Word, None, Pure, "upper half of the unsigned product";
    And "and" ("ww") -> Word, None, Pure, "bitwise and";
    Or "or" ("ww") -> Word, None, Pure, "bitwise or";
    Xor "xor" ("ww") -> Word, None, Pure, "bitwise exclusive or";
    ShiftLeft "shl" ("ww") -> Word, None, Pure, "shift left by 0..63";
    ShiftRight "shr" ("ww") -> Word, None, Pure, "unsigned shift right by 0..63";
    ShiftRightSigned "sar" ("ww") -> Word, None, Pure, "signed shift right by 0..63";
    LeadingZeros "clz" ("w") -> Word, None, Pure, "leading zero bits; 64 for 0";
    TrailingZeros "ctz" ("w") -> Word, None, Pure, "trailing zero bits; 64 for 0";
    Compare "compare" ("xx") -> Word, Condition, Pure, "1 if the condition holds between two words or values (their bits), else 0";
    Select "select" ("wxx") -> Any, None, Pure, "the second operand if the first is not 0, else the third";

    AddSmall "add_small" ("vv") -> Value, None, Pure, "sum of small integers where it is known not to overflow";
    SubSmall "sub_small" ("vv") -> Value, None, Pure, "difference of small integers where it is known not to overflow";

    FloatAdd "fadd" ("ff") -> Float, None, Pure, "sum";
    FloatSub "fsub" ("ff") -> Float, None, Pure, "difference";
    FloatMul "fmul" ("ff") -> Float, None, Pure, "product";
    FloatDiv "fdiv" ("ff") -> Float, None, Pure, "quotient";
    FloatNeg "fneg" ("f") -> Float, None, Pure, "negation";
    FloatAbs "fabs" ("f") -> Float, None, Pure, "absolute value";
    FloatSqrt "fsqrt" ("f") -> Float, None, Pure, "square root";
    FloatFloor "ffloor" ("f") -> Float, None, Pure, "round down";
    FloatCeil "fceil" ("f") -> Float, None, Pure, "round up";
    FloatTrunc "ftrunc" ("f") -> Float, None, Pure, "round to zero";
    CompareFloat "compare_float" ("ff") -> Word, Condition, Pure, "1 if the (signed) condition holds, else 0; with NaN only `ne` holds";
    FloatFromWord "float_from_word" ("w") -> Float, None, Pure, "nearest double of a signed word";
    FloatToWord "float_to_word" ("f") -> Word, None, Pure, "truncated; it must fit";
    FloatBits "float_bits" ("f") -> Word, None, Pure, "the 64 bits";
    FloatFromBits "float_from_bits" ("w") -> Float, None, Pure, "the double of 64 bits";

    Bits "bits" ("x") -> Word, None, Pure, "the bits of a value or address, as a word";
    ValueOf "value_of" ("x") -> Value, None, Pure, "the value whose bits are a word's";
    ToAddress "to_address" ("v") -> Address, Immediate, Pure, "the untagged address of an object plus `immediate`";

    Load "load" ("a") -> Any, Offset, Reads, "the 8 bytes at operand + offset (a value's tag is part of the offset)";
    LoadIndexed "load_indexed" ("aw") -> Any, Offset, Reads, "the 8 bytes at first + second * 8 + offset";
    Load8 "load8" ("a") -> Word, Offset, Reads, "a byte, zero extended";
    Load16 "load16" ("a") -> Word, Offset, Reads, "two bytes, zero extended";
    Load32 "load32" ("a") -> Word, Offset, Reads, "four bytes, zero extended";
    Store "store" ("ax") , Offset, Writes, "8 bytes at first + offset; of a value into the heap: the write barrier's place";
    StoreIndexed "store_indexed" ("awx") , Offset, Writes, "8 bytes at first + second * 8 + offset";
    Store8 "store8" ("aw") , Offset, Writes, "the low byte";
    Store16 "store16" ("aw") , Offset, Writes, "the low two bytes";
    Store32 "store32" ("aw") , Offset, Writes, "the low four bytes";
    LoadContext "load_context" () -> Any, Offset, Reads, "a field of the context";
    StoreContext "store_context" ("x") , Offset, Writes, "set a field of the context";
    CopyMemory "copy_memory" ("www") , None, Writes, "from, to, count of bytes; may overlap";
    FillMemory "fill_memory" ("www") , None, Writes, "to, byte, count";

    Call "call" ("*") -> Any, Call, Calls, "call a function; a safepoint";
    CallIndirect "call_indirect" ("w*") -> Any, Call, Calls, "call a code address; a safepoint";
    CallLeaf "call_leaf" ("*") -> Any, Call, Writes, "call a function that neither allocates nor raises: no safepoint";
    Allocate "allocate" ("w") -> Value, Immediate, Calls, "a new object of `immediate` bytes (header and slots) with this header word, slots nil: expanded by the pass `allocate`";
    SystemCall "syscall" ("*") -> Word, Symbol, Writes, "a Linux system call by name; up to six words";
    FrameAddress "frame_address" () -> Word, None, Reads, "the stack pointer before this function was called; its return address is 8 below";
    SpillStore "spill" ("v") , Immediate, Writes, "keep a value in stack slot `immediate`, over a safepoint or for debuggers";
    SpillLoad "reload" () -> Value, Immediate, Reads, "the value of stack slot `immediate`";

    Jump "jump" () , None, Terminates, "continue at the target";
    Branch "branch" ("w") , None, Terminates, "first target if the word is not 0, else second";
    BranchCompare "branch_compare" ("xx") , Condition, Terminates, "first target if the condition holds between words or values, else second";
    BranchFloat "branch_float" ("ff") , Condition, Terminates, "first target if the condition holds, else second";
    BranchBits "branch_bits" ("x") , Immediate, Terminates, "first target if (bits and `immediate`) is not 0, else second";
    AddSmallChecked "add_small_checked" ("vv") -> Value, None, Terminates, "sum of small integers to the first target (the result may be used there and below); second target on overflow";
    SubSmallChecked "sub_small_checked" ("vv") -> Value, None, Terminates, "difference, likewise";
    MulSmallChecked "mul_small_checked" ("vv") -> Value, None, Terminates, "product, likewise";
    CallLanding "call_landing" ("*") -> Any, Call, Terminates, "call a function; first target when it returns, second (without arguments) when it raises";
    CallIndirectLanding "call_indirect_landing" ("w*") -> Any, Call, Terminates, "call a code address, likewise";
    Return "return" ("*") , None, Terminates, "return, with one operand or none";
    UnwindTo "unwind_to" ("ww") , None, Terminates, "jump to a code address (first) with a stack pointer (second)";
    Unreachable "unreachable" () , None, Terminates, "never reached: traps";
}

/// Where control goes, and what the target's parameters become.
///
/// ```
/// use register::{BlockId, Target, ValueId};
///
/// assert_eq!(Target::new(BlockId(1), &[ValueId(4)]).arguments[..], [ValueId(4)]);
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Target {
    /// The block.
    pub block: BlockId,
    /// A value for each of its parameters.
    pub arguments: SmallVec<[ValueId; 2]>,
}

impl Target {
    /// The target with those arguments.
    pub fn new(block: BlockId, arguments: &[ValueId]) -> Target {
        Target { block, arguments: arguments.iter().copied().collect() }
    }
}

/// One instruction.
///
/// ```
/// use register::{Instruction, Opcode, ValueId};
///
/// let five = Instruction { immediate: 5, result: Some(ValueId(2)), ..Instruction::new(Opcode::Word) };
/// assert!(!five.is_terminator() && !five.is_safepoint() && Instruction::new(Opcode::Call).is_safepoint());
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Instruction {
    /// What it does.
    pub opcode: Opcode,
    /// The value that it defines.
    pub result: Option<ValueId>,
    /// What it works on.
    pub operands: SmallVec<[ValueId; 3]>,
    /// A number, as the opcode's row says.
    pub immediate: i64,
    /// A name, as the opcode's row says.
    pub symbol: Option<crate::function::SymbolId>,
    /// Of comparisons and branches.
    pub condition: Option<Condition>,
    /// Where a terminator goes.
    pub targets: SmallVec<[Target; 2]>,
    /// At a safepoint, after the pass `safepoints`: stack slots that hold live values.
    pub live: Vec<u32>,
    /// Where it was written.
    pub position: Option<PositionId>,
}

impl Instruction {
    /// An instruction of that opcode, with nothing else.
    pub fn new(opcode: Opcode) -> Instruction {
        Instruction {
            opcode,
            result: None,
            operands: SmallVec::new(),
            immediate: 0,
            symbol: None,
            condition: None,
            targets: SmallVec::new(),
            live: Vec::new(),
            position: None,
        }
    }
    /// Does it end its block?
    pub fn is_terminator(&self) -> bool {
        self.opcode.effect() == Effect::Terminates
    }
    /// The stack slot of a store or load of one.
    pub(crate) fn slot(&self) -> u32 {
        u32::try_from(self.immediate).unwrap_or(u32::MAX)
    }
    /// May collect: values that live on must be in stack slots.
    pub fn is_safepoint(&self) -> bool {
        self.opcode.effect() == Effect::Calls || matches!(self.opcode, Opcode::CallLanding | Opcode::CallIndirectLanding)
    }
}
