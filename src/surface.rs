//! What a pass from outside sees of the machines: the one list of it. What is not named here is the compiler's own.
//!
//! `docs/versions.md` says what may change when; `docs/surface.txt` is the listing that a test compares.

/// What every level shares: ids and arenas, places in sources, messages.
pub mod base {
    #[doc(inline)]
    pub use ::base::{Arena, Diagnostic, FileId, Id, Label, Level, Remark, Remarks, Result, Severity, SourceFile, Sources, Span};
    #[doc(inline)]
    pub use ::base::{graph, remark};
}

/// The tables that compiler and runtime share: core classes and their layouts, how values are tagged, primitives.
pub mod parfait {
    #[doc(inline)]
    pub use ::parfait::layout::{FORWARDED, FROZEN, SHARED};
    #[doc(inline)]
    pub use ::parfait::{CONTEXT_FIELDS, CoreClass, CoreLayout, Effect, Kind, Layout, Primitive, context_offset, value};
}

/// The Virtual machine: classes, and methods of object values in slots.
///
/// ```
/// use salama::virtual_machine::{CompiledMethod, Program, parse, print, print_method, verify};
///
/// // a program of the core classes, as text, and read back
/// let program = Program::with_core_classes();
/// let text = print(&program);
/// let again = parse(&text).unwrap();
/// assert_eq!(print(&again), text);
/// assert!(verify(&again).is_ok());
///
/// let mut program = again;
/// let method = CompiledMethod::named(&mut program, "hello");
/// assert!(print_method(&program, method).contains("return nil"));
/// ```
pub mod virtual_machine {
    #[doc(inline)]
    pub use ::virtual_machine::analysis;
    #[doc(inline)]
    pub use ::virtual_machine::instruction::{Row, View};
    #[doc(inline)]
    pub use ::virtual_machine::text::{parse, print, print_method};
    #[doc(inline)]
    pub use ::virtual_machine::verify::{VerifyError, verify};
    #[doc(inline)]
    pub use ::virtual_machine::{
        Argument, BLOCK, Block, BlockArgument, BlockId, BootClass, Cell, CellId, ClassId, CompiledMethod, Constant,
        ConstantEntry, Effect, FIRST_ARGUMENT, Found, Instruction, Keyword, MethodEntry, MethodId, MethodKind, NewMessage, Op,
        Operand, Parameters, Position, PositionId, Program, SELF, Slot, SlotId, SlotKind, StringId, SymbolId, Symbols, Type,
        Visibility,
    };
}

/// The Register machine: functions in SSA form over values, words and floats.
///
/// ```
/// use salama::register::{ENTRY, FunctionBuilder, Program, Type, parse, print, print_function, print_instruction, verify};
///
/// // the function that adds 8 to a word
/// let mut program = Program::default();
/// let symbol = program.symbols.intern("add8");
/// let mut build = FunctionBuilder::new("add8", symbol, &[Type::Word], Some(Type::Word));
/// let (number, eight) = (build.parameters()[0], build.word(8));
/// let sum = build.op(salama::register::Opcode::Add, &[number, eight]);
/// build.give_back(Some(sum));
/// let id = program.functions.push(build.finish());
/// assert!(verify(&program).is_ok());
/// assert!(print_function(&program, &program.functions[id]).contains("v2: word = add v0, v1"));
/// assert_eq!(print(&parse(&print(&program)).unwrap()), print(&program));
/// let function = &program.functions[id];
/// assert!(print_instruction(&program, function, &function.blocks[ENTRY].instructions[1]).contains("add v0, v1"));
/// ```
pub mod register {
    #[doc(inline)]
    pub use ::register::object::Section;
    #[doc(inline)]
    pub use ::register::remark::Speaker;
    #[doc(inline)]
    pub use ::register::text::{parse, print, print_function, print_instruction};
    #[doc(inline)]
    pub use ::register::verify::verify;
    #[doc(inline)]
    pub use ::register::{
        Block, BlockId, Condition, DataObject, Datum, ENTRY, Effect, Extra, Function, FunctionBuilder, FunctionId, Instruction,
        Opcode, Program, Results, Row, SymbolId, Symbols, Target, Type, ValueId,
    };
    #[doc(inline)]
    pub use ::register::{analysis, evaluate};
    // For targets from outside: they follow the compiler, and are not part of what the policy covers.
    #[doc(hidden)]
    pub use ::register::{machine, object};
}
