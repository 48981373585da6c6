//! The instructions of the Virtual machine: one table, from which enum, text, effects and reference come.
#![deny(missing_docs)]

use crate::program::*;
use parfait::Primitive;
use serde::{Deserialize, Serialize};

/// What an instruction reads: a slot, or a value known when compiling.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Operand {
    /// The value of a slot.
    Slot(SlotId),
    /// A value known when compiling.
    Constant(Constant),
}

/// A boot object or immediate.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum Constant {
    /// `nil`.
    Nil,
    /// `true`.
    True,
    /// `false`.
    False,
    /// Not given, not set: never seen by the program.
    Undefined,
    /// Fits 63 bits.
    Small(i64),
    /// A big integer; its decimal digits (with sign) are the string.
    Big(StringId),
    /// A Float.
    Float(#[serde(with = "float_text")] f64),
    /// A Symbol.
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
    /// Whom it is sent to.
    pub receiver: Operand,
    /// Arguments as written, in order.
    pub arguments: Vec<Argument>,
    /// The block that goes along.
    pub block: BlockArgument,
    /// The receiver was not written, or is a literal `self`: private methods may be called.
    pub self_call: bool,
    /// A bare name without arguments (`foo`): a failure is a NameError that speaks of a variable too.
    pub variable_call: bool,
}

/// An argument as written.
///
/// ```
/// use virtual_machine::{Argument, Constant, Operand};
///
/// let splat = Argument::Splat(Operand::Constant(Constant::Nil));
/// assert_eq!(*splat.operand(), Operand::Constant(Constant::Nil));
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Argument {
    /// `a`
    Positional(Operand),
    /// `*a`
    Splat(Operand),
    /// `key: a`
    Keyword(SymbolId, Operand),
    /// `**a`
    DoubleSplat(Operand),
}

/// The block of a call.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub enum BlockArgument {
    /// There is none.
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
    /// Depends on what was written before; may be removed.
    Reads,
    /// Changes something that can be seen later.
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
    /// The slot that the result goes to; none: nobody wants it.
    pub result: Option<SlotId>,
    /// What is done.
    pub op: Op,
    /// Where it was written.
    pub position: PositionId,
}

/// A row of the table: what the text calls the instruction, its fields with their types, and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// As the text has it.
    pub mnemonic: &'static str,
    /// Name and type of each field.
    pub fields: &'static [(&'static str, &'static str)],
    /// What it does to the world.
    pub effect: Effect,
    /// What it does, in a line.
    pub about: &'static str,
}

macro_rules! instructions {
    ($($name:ident { $($field:ident : $type:ty),* } $mnemonic:literal, $effect:ident, $doc:literal;)*) => {
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        /// What an instruction does, with its fields: see [`Op::TABLE`].
        #[allow(missing_docs)] // fields: the row says what they are
        pub enum Op { $(#[doc = $doc] $name { $($field: $type),* }),* }
        impl Op {
            /// The reference.
            pub const TABLE: &'static [Row] = &[$(Row {
                mnemonic: $mnemonic,
                fields: &[$((stringify!($field), stringify!($type))),*],
                effect: Effect::$effect,
                about: $doc,
            }),*];
            /// As the text has it; empty for `Set`.
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
            /// The same, to be changed.
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
    /// What goes wrong.
    type Error;
    /// An operand.
    fn operand(&mut self) -> Result<Operand, Self::Error>;
    /// A name.
    fn symbol(&mut self) -> Result<SymbolId, Self::Error>;
    /// A slot.
    fn slot(&mut self) -> Result<SlotId, Self::Error>;
    /// A cell.
    fn cell(&mut self) -> Result<CellId, Self::Error>;
    /// A class.
    fn class(&mut self) -> Result<ClassId, Self::Error>;
    /// A method.
    fn method(&mut self) -> Result<MethodId, Self::Error>;
    /// A string literal.
    fn string(&mut self) -> Result<StringId, Self::Error>;
    /// A block.
    fn block(&mut self) -> Result<BlockId, Self::Error>;
    /// A number.
    fn number(&mut self) -> Result<u32, Self::Error>;
    /// A message.
    fn message(&mut self) -> Result<NewMessage, Self::Error>;
    /// Arguments as written.
    fn arguments(&mut self) -> Result<Vec<Argument>, Self::Error>;
    /// Operands.
    fn operands(&mut self) -> Result<Vec<Operand>, Self::Error>;
    /// The block of a call.
    fn block_argument(&mut self) -> Result<BlockArgument, Self::Error>;
    /// A primitive.
    fn primitive(&mut self) -> Result<Primitive, Self::Error>;
    /// A name, or none.
    fn optional_symbol(&mut self) -> Result<Option<SymbolId>, Self::Error>;
}

/// Sees a field of an instruction as what it is (for printers).
#[derive(Clone, Copy, Debug)]
pub enum View<'a> {
    /// An operand.
    Operand(&'a Operand),
    /// A name.
    Symbol(SymbolId),
    /// A slot.
    Slot(SlotId),
    /// A cell.
    Cell(CellId),
    /// A class.
    Class(ClassId),
    /// A method.
    Method(MethodId),
    /// A string literal.
    String(StringId),
    /// A block.
    Block(BlockId),
    /// A number.
    Number(u32),
    /// A message.
    Message(&'a NewMessage),
    /// Arguments as written.
    Arguments(&'a [Argument]),
    /// Operands.
    Operands(&'a [Operand]),
    /// The block of a call.
    BlockArgument(&'a BlockArgument),
    /// A primitive.
    Primitive(Primitive),
    /// A name, or none.
    OptionalSymbol(Option<SymbolId>),
}

/// A field's type: how it is seen, read, and which operands and blocks it holds.
pub trait Field {
    /// The field as what it is.
    fn view(&self) -> View<'_>;
    /// Calls `visit` with every operand in it.
    fn operands_mut<'a>(&'a mut self, _visit: &mut dyn FnMut(&'a mut Operand)) {}
    /// Calls `visit` with every block that it names.
    fn targets_mut<'a>(&'a mut self, _visit: &mut dyn FnMut(&'a mut BlockId)) {}
    /// Reads a field from a text.
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
    /// What is passed.
    pub fn operand(&self) -> &Operand {
        match self {
            Argument::Positional(operand)
            | Argument::Splat(operand)
            | Argument::Keyword(_, operand)
            | Argument::DoubleSplat(operand) => operand,
        }
    }
    /// The same, to be changed.
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
    ///
    /// ```
    /// use virtual_machine::{BlockId, Constant, Effect, Op, Operand};
    ///
    /// let mut branch = Op::Branch { condition: Operand::Constant(Constant::Nil), then: BlockId(1), otherwise: BlockId(2) };
    /// branch.operands_mut(&mut |operand| *operand = Operand::Constant(Constant::True));
    /// branch.operands(&mut |operand| assert_eq!(operand, Operand::Constant(Constant::True)));
    /// assert_eq!(branch.targets().collect::<Vec<_>>(), [BlockId(1), BlockId(2)]);
    /// assert!(branch.is_terminator() && branch.effect() == Effect::Terminates);
    /// ```
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
    /// The same, to be changed.
    ///
    /// ```
    /// use virtual_machine::{Constant, Op, Operand};
    ///
    /// let mut op = Op::Return { value: Operand::Constant(Constant::Nil) };
    /// op.operands_mut(&mut |operand| *operand = Operand::Constant(Constant::True));
    /// assert_eq!(op, Op::Return { value: Operand::Constant(Constant::True) });
    /// ```
    pub fn operands_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Operand)) {
        self.fields_mut(&mut |field| field.operands_mut(visit));
    }
    /// The blocks that a terminator continues at.
    ///
    /// ```
    /// use virtual_machine::{BlockId, Op};
    ///
    /// assert_eq!(Op::Jump { to: BlockId(3) }.targets().collect::<Vec<_>>(), [BlockId(3)]);
    /// ```
    pub fn targets(&self) -> impl Iterator<Item = BlockId> + use<> {
        let (first, second) = match self {
            Op::Jump { to } => (Some(*to), None),
            Op::Branch { then, otherwise, .. } => (Some(*then), Some(*otherwise)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }
    /// Does it end its block?
    ///
    /// ```
    /// assert!(virtual_machine::Op::Halt {}.is_terminator());
    /// ```
    pub fn is_terminator(&self) -> bool {
        self.effect() == Effect::Terminates
    }
}
