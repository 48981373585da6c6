//! Functions of the Register machine: SSA, blocks with parameters; and the program of them.
#![deny(missing_docs)]

use crate::instruction::{Instruction, Type};
use crate::object::Section;
use base::{Arena, Sources, id};
use serde::{Deserialize, Serialize};
use virtual_machine::{Position, PositionId};

id!(/// A function.
    FunctionId, "function");
id!(/// A basic block.
    BlockId, "b");
id!(/// An SSA value.
    ValueId, "v");
id!(/// An interned linker symbol: function, boot object, system call.
    SymbolId, "@");

/// All functions, boot data and names of one executable, independent of the target.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Program {
    /// All functions.
    pub functions: Arena<FunctionId, Function>,
    /// All boot objects and tables.
    pub data: Vec<DataObject>,
    /// The names of functions, objects, system calls.
    pub symbols: Symbols,
    /// The files of Ruby.
    pub sources: Sources,
    /// Source places, for instructions and functions.
    pub positions: Arena<PositionId, Position>,
    /// What backtraces call the method of each position's `method` id (`Foo#bar`, `block in Foo#bar`, `<main>`).
    pub method_names: Vec<String>,
    /// The level of optimisation (0 to 2) of the passes; none as long as nothing depends on it.
    pub optimisation: Option<u8>,
    /// Names of the passes that it has been through: those of the Virtual machine, `lower`, those of this machine.
    pub passes: Vec<String>,
    /// For debuggers, if they are asked for.
    #[serde(skip)]
    pub shapes: Option<crate::shapes::Shapes>,
    /// What passes say of their work, if somebody wants to know.
    #[serde(skip)]
    pub remarks: base::Remarks,
    /// For remarks: the names of classes, by the numbers in headers; empty if nobody wants to know.
    #[serde(skip)]
    pub class_names: Vec<String>,
}

/// Interned linker symbols.
///
/// ```
/// let mut symbols = register::Symbols::default();
/// let id = symbols.intern("Point#x");
/// assert_eq!((symbols.intern("Point#x"), symbols.find("Point#x"), symbols.name(id)), (id, Some(id), "Point#x"));
/// ```
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Symbols {
    names: Arena<SymbolId, String>,
    #[serde(skip)]
    ids: std::collections::HashMap<String, SymbolId>,
}

impl Symbols {
    /// The symbol of a name, a new one if need be.
    pub fn intern(&mut self, name: &str) -> SymbolId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.push(name.to_string());
        self.ids.insert(name.to_string(), id);
        id
    }
    /// The name of a symbol.
    pub fn name(&self, id: SymbolId) -> &str {
        &self.names[id]
    }
    /// The symbol of a name, if it has one.
    pub fn find(&self, name: &str) -> Option<SymbolId> {
        self.ids.get(name).copied()
    }
}

/// A boot object or table: words that are numbers or addresses of symbols.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DataObject {
    /// Its name for the linker.
    pub symbol: SymbolId,
    /// Where in the executable it lies.
    pub section: Section,
    /// What is in it, in order.
    pub contents: Vec<Datum>,
    /// What it is, for reports (`class Array`, `string "abc"`).
    pub about: String,
}

/// Part of a data object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Datum {
    /// 8 bytes.
    Word(u64),
    /// Raw bytes; padded with zeros to 8 at the end of the object.
    Bytes(Vec<u8>),
    /// The address of a symbol plus a number (1 makes a tagged reference).
    Address(SymbolId, i64),
    /// That many zero bytes.
    Zeros(u64),
}

/// A function: entry is block 0, whose parameters are the function's. [`crate::FunctionBuilder`] makes one.
///
/// ```
/// use register::{ENTRY, FunctionBuilder, Opcode, SymbolId};
///
/// let mut build = FunctionBuilder::new("f", SymbolId(0), &[], None);
/// let end = build.new_block(&[]);
/// build.jump(end, &[]);
/// build.switch_to(end);
/// build.give_back(None);
/// let mut function = build.finish();
/// assert_eq!(function.terminator(ENTRY).opcode, Opcode::Jump);
/// assert_eq!(function.successors(ENTRY).collect::<Vec<_>>(), [end]);
/// function.terminator_mut(end).opcode = Opcode::Unreachable;
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// As Ruby calls it, for people and debuggers: `Array#each`.
    pub name: String,
    /// The linker symbol, unique.
    pub symbol: SymbolId,
    /// The type of what it returns; none: nothing.
    pub result: Option<Type>,
    /// All blocks; those of the layout are alive.
    pub blocks: Arena<BlockId, Block>,
    /// The type of each value.
    pub values: Arena<ValueId, Type>,
    /// Blocks in the order of emission (entry first); blocks not in it are dead.
    pub layout: Vec<BlockId>,
    /// How many stack slots the pass `safepoints` made.
    pub stack_slots: u32,
    /// Neither allocates nor raises: `call_leaf` may call it.
    pub leaf: bool,
    /// Where it was written.
    pub position: Option<PositionId>,
    /// For debuggers.
    #[serde(skip)]
    pub variables: crate::variables::Variables,
}

/// A basic block. The last instruction is the terminator.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub struct Block {
    /// What it is entered with; targets give the arguments.
    pub parameters: Vec<ValueId>,
    /// The last is the terminator, the only one.
    pub instructions: Vec<Instruction>,
    /// Rarely reached: emitted behind the rest.
    pub cold: bool,
}

impl Function {
    /// The last instruction of a block.
    ///
    /// # Panics
    /// If the block is empty: every block of the layout ends in a terminator.
    pub fn terminator(&self, block: BlockId) -> &Instruction {
        self.blocks[block].instructions.last().expect("a block ends in a terminator")
    }
    /// The same, to be changed.
    pub fn terminator_mut(&mut self, block: BlockId) -> &mut Instruction {
        self.blocks[block].instructions.last_mut().expect("a block ends in a terminator")
    }
    /// Where control goes from a block; a block may come twice.
    pub fn successors(&self, block: BlockId) -> impl DoubleEndedIterator<Item = BlockId> + '_ {
        self.blocks[block].instructions.last().into_iter().flat_map(|last| last.targets.iter()).map(|target| target.block)
    }
}

impl Block {
    /// The instructions before the terminator.
    ///
    /// ```
    /// assert!(register::Block::default().body().is_empty());
    /// ```
    pub fn body(&self) -> &[Instruction] {
        self.instructions.split_last().map_or(&[], |(_, body)| body)
    }
}

/// The entry block.
pub const ENTRY: BlockId = BlockId(0);
