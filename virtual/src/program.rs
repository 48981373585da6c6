//! BootSpace: classes, methods, symbols and cells of a program, all in arenas.
use crate::instruction::{Instruction, Op};
use crate::types::Type;
use base::{Arena, Sources, Span, id};
use parfait::{CoreClass, Layout};
use serde::{Deserialize, Serialize};

id!(/// A class or module.
    ClassId, "class");
id!(/// A compiled method, block body, class body or the main program.
    MethodId, "method");
id!(/// A name.
    SymbolId, "symbol");
id!(/// A constant, global or class variable that is read and written at run time.
    CellId, "cell");
id!(/// A string literal's bytes.
    StringId, "string");
id!(/// A slot of a method.
    SlotId, "slot");
id!(/// A basic block of a method.
    BlockId, "b");
id!(/// A place in the source, with the chain of calls that inlining removed.
    PositionId, "position");

/// The whole program: everything is an object in one BootSpace.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Program {
    pub sources: Sources,
    pub classes: Arena<ClassId, BootClass>,
    pub methods: Arena<MethodId, CompiledMethod>,
    pub symbols: Symbols,
    pub cells: Arena<CellId, Cell>,
    pub strings: Arena<StringId, Vec<u8>>,
    pub positions: Arena<PositionId, Position>,
    /// The top level of the program (requires of files are bodies that it calls).
    pub main: Option<MethodId>,
    /// Methods that compiled code calls by a fixed name (`start`, `allocate_slow`, `unwind`, `stack_overflow`, `lookup`...), set by `infer`.
    pub roots: Vec<(String, MethodId)>,
    /// After `infer`: the method that unpacks a dynamic call's arguments (argc, a0, a1, a2) for a block body or method.
    pub adapters: std::collections::BTreeMap<MethodId, MethodId>,
    /// The level of optimisation (0 to 2) of those passes; none as long as nothing depends on it.
    pub optimisation: Option<u8>,
    /// Names of the passes it has been through.
    pub passes: Vec<String>,
    /// What passes say of their work, if somebody wants to know.
    #[serde(skip)]
    pub remarks: base::Remarks,
}

/// Interned names.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Arena<SymbolId, String>", into = "Arena<SymbolId, String>")]
pub struct Symbols {
    names: Arena<SymbolId, String>,
    ids: std::collections::HashMap<String, SymbolId>,
}

impl From<Arena<SymbolId, String>> for Symbols {
    fn from(names: Arena<SymbolId, String>) -> Symbols {
        let ids = names.iter().map(|(id, name)| (name.clone(), id)).collect();
        Symbols { names, ids }
    }
}

impl From<Symbols> for Arena<SymbolId, String> {
    fn from(symbols: Symbols) -> Self {
        symbols.names
    }
}

impl Symbols {
    pub fn intern(&mut self, name: &str) -> SymbolId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.push(name.to_string());
        self.ids.insert(name.to_string(), id);
        id
    }
    pub fn find(&self, name: &str) -> Option<SymbolId> {
        self.ids.get(name).copied()
    }
    pub fn name(&self, id: SymbolId) -> &str {
        &self.names[id]
    }
    pub fn len(&self) -> usize {
        self.names.len()
    }
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// A source place: span, the method whose text it is in, and where that was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    pub span: Span,
    pub method: MethodId,
    /// The position of the call that this was inlined into.
    pub parent: Option<PositionId>,
}

/// A class or module as an object of the BootSpace.
#[derive(Clone, Serialize, Deserialize)]
pub struct BootClass {
    /// Full name (`A::B`); a singleton class has `#<Class:A>`.
    pub name: String,
    pub superclass: Option<ClassId>,
    pub is_module: bool,
    /// The class whose singleton class this is.
    pub attached: Option<ClassId>,
    /// Its own singleton class. Every class and module has one; singleton classes have none (`None`).
    pub singleton: Option<ClassId>,
    /// Modules included, nearest first (what `ancestors` shows after the class itself), each once.
    pub includes: Vec<ClassId>,
    /// Modules prepended, first in lookup.
    pub prepends: Vec<ClassId>,
    /// Instance variables that methods of this class or of its modules assign or read, own ones only
    /// (a superclass's come first in the object), in order of appearance.
    pub fields: Vec<SymbolId>,
    /// Method table, in order of definition.
    pub methods: Vec<(SymbolId, MethodEntry)>,
    /// After `infer`: the method table as the program wrote it (`methods` then holds what dynamic sends may reach).
    pub declared: Vec<(SymbolId, MethodEntry)>,
    /// Constants of its own, in order of definition.
    pub constants: Vec<(SymbolId, ConstantEntry)>,
    /// Class variables of its own.
    pub class_variables: Vec<(SymbolId, CellId)>,
    pub layout: Option<Layout>,
    /// Hidden classes show as their superclass (Small, Big, singleton classes of objects).
    pub hidden: bool,
    pub span: Option<Span>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Visibility {
    Public,
    Protected,
    Private,
}

/// What a name means in a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MethodEntry {
    /// `None`: undefined on purpose (`undef`), lookup stops.
    pub method: Option<MethodId>,
    pub visibility: Visibility,
}

/// A constant: a class (known), or a cell that the program fills.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ConstantEntry {
    Class(ClassId),
    Cell(CellId),
}

/// A variable outside any object: global, constant, class variable. Starts undefined (constants, class variables) or nil (globals).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// `$x`, `A::B`, `A@@x`.
    pub name: String,
    pub starts_undefined: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MethodKind {
    /// Called by a send; has its own Frame.
    Method,
    /// A block, proc or lambda body: self and captured slots are its parent's.
    Block { lambda: bool },
    /// The top level of a file, or the body of a class or module.
    Body,
}

/// A method, block or body: basic blocks over slots.
#[derive(Clone, Serialize, Deserialize)]
pub struct CompiledMethod {
    pub name: SymbolId,
    /// Where it is defined (the class whose superclass `super` starts from).
    pub owner: ClassId,
    pub kind: MethodKind,
    /// `machine def`.
    pub machine: bool,
    /// The method (or block) whose text this block stands in.
    pub parent: Option<MethodId>,
    pub parameters: Parameters,
    pub slots: Arena<SlotId, Slot>,
    pub blocks: Arena<BlockId, Block>,
    pub span: Span,
    /// After inference: the method this is a version of, and the class of self.
    pub version_of: Option<MethodId>,
    pub self_type: Type,
    pub return_type: Type,
}

impl CompiledMethod {
    /// Is there nothing that it does? So `clear` leaves it.
    pub fn is_empty(&self) -> bool {
        let mut ops = self.blocks.values().flat_map(|block| &block.instructions).map(|instruction| &instruction.op);
        matches!((ops.next(), ops.next()), (Some(Op::Halt {}) | None, None))
    }

    /// It keeps its name and place, for versions and positions to speak of; its body is gone.
    pub fn clear(&mut self) {
        let first = self.blocks.values().flat_map(|block| &block.instructions).map(|instruction| instruction.position).next();
        let halt = first.map(|position| Instruction { result: None, op: Op::Halt {}, position });
        self.blocks = halt.into_iter().map(|halt| Block { rescue: None, instructions: vec![halt] }).collect();
    }
}

/// Slots that every method starts with, in this order, then the message's arguments, then the frame.
pub const SELF: SlotId = SlotId(0);
/// The block that was passed (a Proc or nil). In a block body: its own block parameter.
pub const BLOCK: SlotId = SlotId(1);
/// The first argument's slot; there are `parameters.formals()` of them.
pub const FIRST_ARGUMENT: SlotId = SlotId(2);

/// A named place of an activation: `self`, `message.block`, `message.arg.0`, `frame.x`, `frame.t3`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Slot {
    /// Without its prefix; unique in the method. Temporaries are `t0`, `t1`...
    pub name: String,
    pub kind: SlotKind,
    pub type_: Type,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SlotKind {
    SelfValue,
    MessageBlock,
    Argument,
    /// A local variable.
    Local,
    /// A temporary.
    Temporary,
}

/// What a method takes. Formals (the argument slots) are in this order: required, optional, rest, post,
/// keywords, keyword_rest. A caller that knows the method passes exactly these, `undefined` for an
/// optional or keyword that is not given (the method's code fills in the default), an Array for rest, a Hash for keyword_rest.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parameters {
    pub required: u32,
    pub optional: u32,
    pub rest: bool,
    pub post: u32,
    pub keywords: Vec<Keyword>,
    pub keyword_rest: bool,
    /// `**nil`
    pub no_keywords: bool,
    /// Blocks and procs: missing arguments are nil, extra ones dropped, one Array is spread if more than one is taken.
    pub lenient: bool,
    /// `it`, `_1` alone, `|x|`: a lone parameter takes an Array whole. `|x,|` spreads though it takes one.
    pub spreads: bool,
    /// The names as written, for `parameters`: those of the formals (empty if it has none), then the block's if it has a parameter.
    pub names: Vec<SymbolId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Keyword {
    pub name: SymbolId,
    pub required: bool,
}

impl Parameters {
    /// How many argument slots there are.
    pub fn formals(&self) -> usize {
        (self.required + self.optional + self.post) as usize
            + self.rest as usize
            + self.keywords.len()
            + self.keyword_rest as usize
    }
}

/// A basic block. The last instruction is the terminator.
#[derive(Clone, Default, PartialEq, Debug, Serialize, Deserialize)]
pub struct Block {
    /// Where an exception raised in this block continues (its first instruction is `exception`).
    pub rescue: Option<BlockId>,
    pub instructions: Vec<Instruction>,
}

impl Program {
    /// The ids of core classes are their places in [`CoreClass::ALL`]: `boot` creates them first.
    pub fn core(class: CoreClass) -> ClassId {
        ClassId(class as u32)
    }
    pub fn method_name(&self, id: MethodId) -> &str {
        self.symbols.name(self.methods[id].name)
    }
}
