//! The instructions of the Virtual machine: one table, from which enum, text, effects and reference come.
use crate::program::*;
use parfait::Primitive;
use serde::{Deserialize, Serialize};

/// What an instruction reads: a slot, or a value known when compiling.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Operand {
    Slot(SlotId),
    Constant(Constant),
}

/// A boot object or immediate.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Constant {
    Nil,
    True,
    False,
    Undefined,
    /// Fits 63 bits.
    Small(i64),
    /// A big integer; its decimal digits (with sign) are the string.
    Big(StringId),
    Float(#[serde(with = "float_text")] f64),
    Symbol(SymbolId),
    /// A class or module object.
    Class(ClassId),
    /// One frozen String object, the same each time.
    FrozenString(StringId),
}

/// A float in JSON: a string of its shortest decimal, or of its bits, since JSON knows no NaN nor infinity.
mod float_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(float: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        let text = if float.is_finite() { format!("{float:?}") } else { format!("{:#x}", float.to_bits()) };
        serializer.serialize_str(&text)
    }
    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<f64, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.strip_prefix("0x") {
            Some(bits) => u64::from_str_radix(bits, 16).map(f64::from_bits).map_err(D::Error::custom),
            None => text.parse().map_err(D::Error::custom),
        }
    }
}

/// The message being built: receiver, arguments, block.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NewMessage {
    pub receiver: Operand,
    pub arguments: Vec<Argument>,
    pub block: BlockArgument,
    /// The receiver was not written, or is a literal `self`: private methods may be called.
    pub self_call: bool,
    /// A bare name without arguments (`foo`): a failure is a NameError that speaks of a variable too.
    pub variable_call: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Argument {
    Positional(Operand),
    Splat(Operand),
    Keyword(SymbolId, Operand),
    DoubleSplat(Operand),
}

#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum BlockArgument {
    None,
    /// `&operand`: a Proc, nil, or what `to_proc` makes one of (a Symbol, a Method).
    Pass(Operand),
    /// A block literal: its body, whose parent is this method.
    Literal(MethodId),
}

/// What an instruction does to the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Result depends on operands only; may be removed.
    Pure,
    Reads,
    Writes,
    /// Makes a new object; may be removed if unused.
    Allocates,
    /// May run any code, raise, collect.
    Calls,
    /// Ends the block.
    Terminates,
}

/// An instruction: where the result goes, what is done, where it was written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Instruction {
    pub result: Option<SlotId>,
    pub op: Op,
    pub position: PositionId,
}

/// A row of the table: what the text calls the instruction, its fields with their types, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub mnemonic: &'static str,
    pub fields: &'static [(&'static str, &'static str)],
    pub effect: Effect,
    pub about: &'static str,
}

macro_rules! instructions {
    ($($name:ident { $($field:ident : $type:ty),* } $mnemonic:literal, $effect:ident, $doc:literal;)*) => {
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        pub enum Op { $(#[doc = $doc] $name { $($field: $type),* }),* }
        impl Op {
            /// The reference.
            pub const TABLE: &'static [Row] = &[$(Row {
                mnemonic: $mnemonic,
                fields: &[$((stringify!($field), stringify!($type))),*],
                effect: Effect::$effect,
                about: $doc,
            }),*];
            pub fn mnemonic(&self) -> &'static str {
                match self { $(Op::$name { .. } => $mnemonic),* }
            }
            /// The row's effect; a primitive's own is [`Primitive::effect`].
            pub fn effect(&self) -> Effect {
                match self { $(Op::$name { .. } => Effect::$effect),* }
            }
            /// Calls `visit` with every field, in order.
            pub fn fields<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn Field)) {
                match self { $(Op::$name { $($field),* } => { $(visit($field);)* }),* }
            }
            pub fn fields_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut dyn Field)) {
                match self { $(Op::$name { $($field),* } => { $(visit($field);)* }),* }
            }
            /// Builds the instruction with this mnemonic, its fields read by `reader` in order.
            pub fn read<R: FieldReader>(mnemonic: &str, reader: &mut R) -> Option<Result<Op, R::Error>> {
                match mnemonic {
                    $($mnemonic => {
                        let read = |_reader: &mut R| Ok(Op::$name { $($field: <$type as Field>::read(_reader)?),* });
                        Some(read(reader))
                    })*
                    _ => None,
                }
            }
        }
    };
}

instructions! {
    Set { from: Operand } "", Pure, "copy a value from slot to slot";
    GetField { object: Operand, field: SymbolId } "field", Reads, "an instance variable of an object; nil if never set";
    SetField { object: Operand, field: SymbolId, from: Operand } "set_field", Writes, "set an instance variable (FrozenError if frozen)";
    GetOuter { depth: u32, slot: SlotId } "outer", Reads, "a slot of the method `depth` blocks out";
    SetOuter { depth: u32, slot: SlotId, from: Operand } "set_outer", Writes, "set a slot of the method `depth` blocks out";
    GetCell { cell: CellId } "cell", Reads, "a global, or a constant or class variable, maybe undefined";
    SetCell { cell: CellId, from: Operand } "set_cell", Writes, "set a global, constant or class variable";
    Send { name: SymbolId, message: NewMessage } "send", Calls, "send the new message to its receiver by name";
    Super { message: NewMessage } "super", Calls, "send to the next method of the same name after this method's owner";
    Yield { block: Operand, arguments: Vec<Argument> } "yield", Calls, "call a block; LocalJumpError if it is nil";
    Call { method: MethodId, receiver: Operand, arguments: Vec<Operand>, block: BlockArgument } "call", Calls, "call a known method with exactly its formals";
    CallBlock { method: MethodId, block: Operand, arguments: Vec<Operand> } "call_block", Calls, "call a known block body with exactly its formals; the Proc (or nil when the parent's own slots are at hand) gives it self and frame";
    Block { method: MethodId } "block", Allocates, "a Proc of a block body and this activation";
    IsA { object: Operand, class: ClassId } "is_a", Pure, "is it an instance of a class, a subclass of it, or does its class include the module";
    IsExactly { object: Operand, class: ClassId } "is_exactly", Pure, "is its class exactly this one (hidden classes count: Small)";
    Primitive { primitive: Primitive, arguments: Vec<Operand>, name: Option<SymbolId> } "primitive", Calls, "a primitive of machine Ruby";
    New { class: ClassId } "new", Allocates, "a new object of the class, all fields nil";
    Array { elements: Vec<Operand> } "array", Allocates, "a new Array of the elements";
    String { string: StringId } "string", Allocates, "a new String with a literal's bytes";
    Exception {} "exception", Reads, "what is being raised, at the start of a rescue block: an exception object, or the runtime's Unwind";
    Jump { to: BlockId } "jump", Terminates, "continue at a block";
    Branch { condition: Operand, then: BlockId, otherwise: BlockId } "branch", Terminates, "continue at the first block unless the condition is nil or false";
    Return { value: Operand } "return", Terminates, "return from this method (from a block: to its caller, as `next`)";
    ReturnOut { value: Operand } "return_out", Terminates, "in a block: return from the method (or lambda) that it stands in";
    BreakOut { value: Operand } "break_out", Terminates, "in a block: end the send that the block was passed to, with this result";
    Unwind { exception: Operand } "unwind", Terminates, "raise an object that is an exception (or Unwind) as it is: no new backtrace";
    Halt {} "halt", Terminates, "never reached";
}

/// Reads fields of instructions from some text.
pub trait FieldReader {
    type Error;
    fn operand(&mut self) -> Result<Operand, Self::Error>;
    fn symbol(&mut self) -> Result<SymbolId, Self::Error>;
    fn slot(&mut self) -> Result<SlotId, Self::Error>;
    fn cell(&mut self) -> Result<CellId, Self::Error>;
    fn class(&mut self) -> Result<ClassId, Self::Error>;
    fn method(&mut self) -> Result<MethodId, Self::Error>;
    fn string(&mut self) -> Result<StringId, Self::Error>;
    fn block(&mut self) -> Result<BlockId, Self::Error>;
    fn number(&mut self) -> Result<u32, Self::Error>;
    fn message(&mut self) -> Result<NewMessage, Self::Error>;
    fn arguments(&mut self) -> Result<Vec<Argument>, Self::Error>;
    fn operands(&mut self) -> Result<Vec<Operand>, Self::Error>;
    fn block_argument(&mut self) -> Result<BlockArgument, Self::Error>;
    fn primitive(&mut self) -> Result<Primitive, Self::Error>;
    fn optional_symbol(&mut self) -> Result<Option<SymbolId>, Self::Error>;
}

/// Sees a field of an instruction as what it is (for printers).
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    Operand(&'a Operand),
    Symbol(SymbolId),
    Slot(SlotId),
    Cell(CellId),
    Class(ClassId),
    Method(MethodId),
    String(StringId),
    Block(BlockId),
    Number(u32),
    Message(&'a NewMessage),
    Arguments(&'a [Argument]),
    Operands(&'a [Operand]),
    BlockArgument(&'a BlockArgument),
    Primitive(Primitive),
    OptionalSymbol(Option<SymbolId>),
}

/// A field's type: how it is seen, read, and which operands and blocks it holds.
pub trait Field {
    fn view(&self) -> View<'_>;
    fn operands_mut<'a>(&'a mut self, _visit: &mut dyn FnMut(&'a mut Operand)) {}
    fn targets_mut<'a>(&'a mut self, _visit: &mut dyn FnMut(&'a mut BlockId)) {}
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error>
    where
        Self: Sized;
}

macro_rules! plain_fields {
    ($($type:ty, $view:ident, $read:ident;)*) => { $(impl Field for $type {
        fn view(&self) -> View<'_> { View::$view(*self) }
        fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> { reader.$read() }
    })* };
}

plain_fields! {
    SymbolId, Symbol, symbol;
    SlotId, Slot, slot;
    CellId, Cell, cell;
    ClassId, Class, class;
    MethodId, Method, method;
    StringId, String, string;
    u32, Number, number;
    Primitive, Primitive, primitive;
    Option<SymbolId>, OptionalSymbol, optional_symbol;
}

impl Field for BlockId {
    fn view(&self) -> View<'_> {
        View::Block(*self)
    }
    fn targets_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut BlockId)) {
        visit(self);
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.block()
    }
}

impl Field for Operand {
    fn view(&self) -> View<'_> {
        View::Operand(self)
    }
    fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        visit(self);
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.operand()
    }
}

impl Field for Vec<Operand> {
    fn view(&self) -> View<'_> {
        View::Operands(self)
    }
    fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        self.iter_mut().for_each(visit);
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.operands()
    }
}

impl Argument {
    pub fn operand(&self) -> &Operand {
        match self {
            Argument::Positional(operand)
            | Argument::Splat(operand)
            | Argument::Keyword(_, operand)
            | Argument::DoubleSplat(operand) => operand,
        }
    }
    pub fn operand_mut(&mut self) -> &mut Operand {
        match self {
            Argument::Positional(operand)
            | Argument::Splat(operand)
            | Argument::Keyword(_, operand)
            | Argument::DoubleSplat(operand) => operand,
        }
    }
}

impl Field for Vec<Argument> {
    fn view(&self) -> View<'_> {
        View::Arguments(self)
    }
    fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        self.iter_mut().for_each(|argument| visit(argument.operand_mut()));
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.arguments()
    }
}

impl Field for BlockArgument {
    fn view(&self) -> View<'_> {
        View::BlockArgument(self)
    }
    fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        if let BlockArgument::Pass(operand) = self {
            visit(operand);
        }
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.block_argument()
    }
}

impl Field for NewMessage {
    fn view(&self) -> View<'_> {
        View::Message(self)
    }
    fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        visit(&mut self.receiver);
        self.arguments.operands_mut(visit);
        self.block.operands_mut(visit);
    }
    fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        reader.message()
    }
}

impl Op {
    /// Every operand, in order of evaluation.
    pub fn operands(&self, visit: &mut dyn FnMut(Operand)) {
        self.fields(&mut |field| match field.view() {
            View::Operand(operand) => visit(*operand),
            View::Operands(operands) => operands.iter().for_each(|operand| visit(*operand)),
            View::Arguments(arguments) => arguments.iter().for_each(|argument| visit(*argument.operand())),
            View::BlockArgument(BlockArgument::Pass(operand)) => visit(*operand),
            View::Message(message) => {
                visit(message.receiver);
                message.arguments.iter().for_each(|argument| visit(*argument.operand()));
                if let BlockArgument::Pass(operand) = message.block {
                    visit(operand);
                }
            }
            View::BlockArgument(_) | View::Symbol(_) | View::Slot(_) | View::Cell(_) | View::Class(_) | View::Method(_) => {}
            View::String(_) | View::Block(_) | View::Number(_) | View::Primitive(_) | View::OptionalSymbol(_) => {}
        });
    }
    pub fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        self.fields_mut(&mut |field| field.operands_mut(visit));
    }
    /// The blocks that a terminator continues at.
    pub fn targets(&self) -> impl Iterator<Item = BlockId> + use<> {
        let (first, second) = match self {
            Op::Jump { to } => (Some(*to), None),
            Op::Branch { then, otherwise, .. } => (Some(*then), Some(*otherwise)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
    pub fn is_terminator(&self) -> bool {
        self.effect() == Effect::Terminates
    }
}
