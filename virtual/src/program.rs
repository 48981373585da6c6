//! BootSpace: classes, methods, symbols and cells of a program, all in arenas.
#![deny(missing_docs)]

use crate::instruction::{Instruction, Op};
use crate::types::Type;
use base::{Arena, FileId, Sources, Span, id};
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
///
/// ```
/// use parfait::CoreClass;
/// use virtual_machine::{CompiledMethod, MethodEntry, Program, Visibility};
///
/// let mut program = Program::with_core_classes();
/// let (array, object) = (Program::core(CoreClass::Array), Program::core(CoreClass::Object));
/// assert!(program.inherits(array, object) && program.ancestors(array)[..2] == [array, object]);
/// assert_eq!(program.fields(array).len(), 3);
///
/// let method = CompiledMethod::named(&mut program, "hello");
/// let name = program.methods[method].name;
/// let entry = MethodEntry { method: Some(method), visibility: Visibility::Public };
/// program.classes[object].methods.push((name, entry));
/// assert_eq!(program.find_method(array, name).unwrap().method, method);
/// assert_eq!(program.label(method), "Object#hello");
/// ```
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Program {
    /// The files of Ruby.
    pub sources: Sources,
    /// All classes and modules, the core classes first.
    pub classes: Arena<ClassId, BootClass>,
    /// All methods, blocks and bodies.
    pub methods: Arena<MethodId, CompiledMethod>,
    /// All names.
    pub symbols: Symbols,
    /// Globals, constants and class variables that are read at run time.
    pub cells: Arena<CellId, Cell>,
    /// The bytes of string literals.
    pub strings: Arena<StringId, Vec<u8>>,
    /// Source places, for instructions.
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
///
/// ```
/// let mut symbols = virtual_machine::Symbols::default();
/// let each = symbols.intern("each");
/// assert_eq!((symbols.find("each"), symbols.name(each), symbols.len()), (Some(each), "each", 1));
/// ```
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
    /// The symbol of a name, a new one if need be.
    pub fn intern(&mut self, name: &str) -> SymbolId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.names.push(name.to_string());
        self.ids.insert(name.to_string(), id);
        id
    }
    /// The symbol of a name, if it has one.
    pub fn find(&self, name: &str) -> Option<SymbolId> {
        self.ids.get(name).copied()
    }
    /// The name of a symbol.
    pub fn name(&self, id: SymbolId) -> &str {
        &self.names[id]
    }
    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// A source place: span, the method whose text it is in, and where that was inlined.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Position {
    /// Where.
    pub span: Span,
    /// The method whose text it is in.
    pub method: MethodId,
    /// The position of the call that this was inlined into.
    pub parent: Option<PositionId>,
}

/// A class or module as an object of the BootSpace.
///
/// ```
/// let class = virtual_machine::BootClass::named("Point");
/// assert!(class.written().is_empty() && !class.is_module);
/// ```
#[derive(Clone, Serialize, Deserialize)]
pub struct BootClass {
    /// Full name (`A::B`); a singleton class has `#<Class:A>`.
    pub name: String,
    /// The class above; none for BasicObject and modules.
    pub superclass: Option<ClassId>,
    /// Is it a module?
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
    /// How instances lie in memory, where the runtime says so.
    pub layout: Option<Layout>,
    /// Hidden classes show as their superclass (Small, Big, singleton classes of objects).
    pub hidden: bool,
    /// Where it was first opened.
    pub span: Option<Span>,
}

/// Who may call a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Methods of the same class.
    Protected,
    /// Methods without a written receiver.
    Private,
}

/// What a name means in a class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MethodEntry {
    /// `None`: undefined on purpose (`undef`), lookup stops.
    pub method: Option<MethodId>,
    /// Who may call it.
    pub visibility: Visibility,
}

/// A constant: a class (known), or a cell that the program fills.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ConstantEntry {
    /// A class or module.
    Class(ClassId),
    /// What the program puts there.
    Cell(CellId),
}

/// A variable outside any object: global, constant, class variable. Starts undefined (constants, class variables) or nil (globals).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// `$x`, `A::B`, `A@@x`.
    pub name: String,
    /// Undefined at first, not nil.
    pub starts_undefined: bool,
}

/// What a method is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MethodKind {
    /// Called by a send; has its own Frame.
    Method,
    /// A block, proc or lambda body: self and captured slots are its parent's.
    Block {
        /// Written as a lambda: `return` returns from it.
        lambda: bool,
    },
    /// The top level of a file, or the body of a class or module.
    Body,
}

/// A method, block or body: basic blocks over slots.
#[derive(Clone, Serialize, Deserialize)]
pub struct CompiledMethod {
    /// Its name.
    pub name: SymbolId,
    /// Where it is defined (the class whose superclass `super` starts from).
    pub owner: ClassId,
    /// What it is.
    pub kind: MethodKind,
    /// `machine def`.
    pub machine: bool,
    /// The method (or block) whose text this block stands in.
    pub parent: Option<MethodId>,
    /// What it takes.
    pub parameters: Parameters,
    /// Self, block, arguments, locals, temporaries.
    pub slots: Arena<SlotId, Slot>,
    /// Its code; empty where there is none (any more).
    pub blocks: Arena<BlockId, Block>,
    /// Where it was written.
    pub span: Span,
    /// After inference: the method this is a version of, and the class of self.
    pub version_of: Option<MethodId>,
    /// After inference: what self may be.
    pub self_type: Type,
    /// After inference: what it may return.
    pub return_type: Type,
}

impl CompiledMethod {
    /// A method of Object of which nothing but the name is known: no slots, no blocks, no place in a source.
    pub(crate) fn bare(name: SymbolId) -> CompiledMethod {
        CompiledMethod {
            name,
            owner: Program::core(CoreClass::Object),
            kind: MethodKind::Method,
            machine: false,
            parent: None,
            parameters: Parameters::default(),
            slots: Arena::new(),
            blocks: Arena::new(),
            span: Span { file: FileId(0), start: 0, end: 0 },
            version_of: None,
            self_type: Type::Mystery,
            return_type: Type::Mystery,
        }
    }

    /// Is there nothing that it does? So `clear` leaves it.
    pub fn is_empty(&self) -> bool {
        let mut ops = self.blocks.values().flat_map(|block| &block.instructions).map(|instruction| &instruction.op);
        matches!((ops.next(), ops.next()), (Some(Op::Halt {}) | None, None))
    }

    /// Its body goes.
    ///
    /// ```
    /// use virtual_machine::{BlockId, CompiledMethod, Op, Program};
    ///
    /// let mut program = Program::with_core_classes();
    /// let method = CompiledMethod::named(&mut program, "hello");
    /// program.methods[method].clear();
    /// assert_eq!(program.methods[method].blocks[BlockId(0)].instructions[0].op, Op::Halt {});
    /// ```
    ///
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
    /// What it is for.
    pub kind: SlotKind,
    /// After inference: what it may hold.
    pub type_: Type,
}

/// What a slot is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SlotKind {
    /// The receiver.
    SelfValue,
    /// The block that was passed.
    MessageBlock,
    /// An argument.
    Argument,
    /// A local variable.
    Local,
    /// A temporary.
    Temporary,
}

/// What a method takes.
///
/// ```
/// let parameters = virtual_machine::Parameters { required: 1, optional: 2, rest: true, ..Default::default() };
/// assert_eq!((parameters.least(), parameters.most(), parameters.formals()), (1, None, 4));
/// assert!(!parameters.is_simple() && !parameters.takes_keywords());
/// ```
///
/// Formals (the argument slots) are in this order: required, optional, rest, post,
/// keywords, keyword_rest. A caller that knows the method passes exactly these, `undefined` for an
/// optional or keyword that is not given (the method's code fills in the default), an Array for rest, a Hash for keyword_rest.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parameters {
    /// `a`, before the optional ones.
    pub required: u32,
    /// `a = 1`
    pub optional: u32,
    /// `*a`
    pub rest: bool,
    /// `a`, after those.
    pub post: u32,
    /// `a:` and `a: 1`
    pub keywords: Vec<Keyword>,
    /// `**a`
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

/// A keyword that a method takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Keyword {
    /// Its name.
    pub name: SymbolId,
    /// Must it be given?
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
    /// The last is the terminator.
    pub instructions: Vec<Instruction>,
}

impl Program {
    /// The ids of core classes are their places in [`CoreClass::ALL`]: `boot` creates them first.
    pub fn core(class: CoreClass) -> ClassId {
        ClassId(class as u32)
    }
    /// The name of a method, without its class.
    pub fn method_name(&self, id: MethodId) -> &str {
        self.symbols.name(self.methods[id].name)
    }
}
