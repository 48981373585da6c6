//! Runs a Program: straight from `compile` (all sends by name) or after any pass.
//!
//! Objects live in simulated memory with the layouts of `parfait`, so machine Ruby runs on it unchanged.
//! Activations are on a stack of the interpreter's own: Ruby may recurse as deep as [`DEPTH_LIMIT`]. What
//! Ruby cannot say for itself here (walking the stack, unwinding) is in [`intercept`]'s table; the world
//! outside is behind [`World`].
mod arguments;
mod code;
mod execute;
mod image;
pub mod intercept;
mod memory;
pub mod observe;
mod primitives;
mod send;
mod unwind;
pub mod world;

use crate::program::*;
use base::Id;
use code::{Captures, MethodCode, Place};
use image::Image;
use intercept::Intercept;
use memory::Memory;
use observe::Observer;
use parfait::{CoreClass, value};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
pub use world::World;

/// How many activations there may be before SystemStackError.
pub const DEPTH_LIMIT: usize = 40_000;
/// How deep the interpreter calls itself (for conversions such as `to_proc` within a send).
const NESTING_LIMIT: usize = 60;

/// Something that the program or runtime must not do: a wrong address, a word for a value. Not an exception of Ruby.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    pub message: String,
    /// The frames, innermost first, runtime included.
    pub trace: Vec<String>,
}

/// What a slot holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Datum {
    /// A tagged value.
    Value(u64),
    /// A raw word of machine Ruby.
    Word(u64),
}

/// Why straight execution stops.
#[derive(Debug)]
pub enum Trap {
    Raise(u64),
    /// `break` from a block that the activation `serial` made for the call at `pc`.
    Break {
        serial: u32,
        pc: u32,
        value: u64,
    },
    /// `return` of the activation `serial`.
    Return {
        serial: u32,
        value: u64,
    },
    Exit(i32),
    Fault(Box<Fault>),
}

impl Trap {
    pub(crate) fn fault(message: impl Into<String>) -> Trap {
        Trap::Fault(Box::new(Fault { message: message.into(), trace: Vec::new() }))
    }
}

/// One call under way.
struct Activation {
    code: Rc<MethodCode>,
    /// The next instruction.
    pc: usize,
    /// Where its slots start.
    base: usize,
    /// Its own Frame object, or nil.
    frame: u64,
    /// The enclosing Frame (in a block), or nil.
    outer: u64,
    /// Where the result of the call that it waits for goes.
    pending: Place,
    /// What it answers instead of its own result: the object, for `initialize`.
    answers: Option<u64>,
    /// Names it for `break` and `return`; 0 until it makes a block.
    serial: u32,
    /// In a block: the activation that made it; 0 elsewhere.
    creator: u32,
    /// In a block: where in `creator` (for `break`).
    creator_pc: u32,
    /// `return` ends this activation itself: a method or lambda.
    is_home: bool,
    exception: u64,
}

/// What a send at one place found last time.
#[derive(Clone, Default)]
struct Site {
    class: Option<ClassId>,
    target: Option<Target>,
    /// For instance variables: the slot.
    index: Option<u32>,
}

#[derive(Clone)]
enum Target {
    Method(Rc<MethodCode>),
    Intercept(Intercept),
    /// An operator of small integers as the runtime defines it.
    Small(parfait::Primitive, Rc<MethodCode>),
}

pub struct Interpreter<'p> {
    program: &'p Program,
    world: &'p mut dyn World,
    memory: Memory,
    image: Image,
    captures: Captures,
    codes: Vec<Option<Rc<MethodCode>>>,
    sites: Vec<Site>,
    slots: Vec<Datum>,
    activations: Vec<Activation>,
    limit: usize,
    nesting: usize,
    /// For each serial the serial of the method (or lambda) that `return` ends.
    homes: Vec<u32>,
    /// Methods that take the dynamic protocol's arguments.
    adapters: HashSet<MethodId>,
    ancestors: Vec<Option<Rc<[ClassId]>>>,
    methods: HashMap<(ClassId, SymbolId), Option<crate::lookup::Found>>,
    /// Who looks on, if anybody does.
    observer: Option<&'p mut dyn Observer>,
}

/// Runs a program to its end; its exit status.
///
/// The runtime's `Kernel#__start` (given the address of argc, argv and environment as the system leaves them) is
/// run if there is one, else the main program alone.
///
/// # Errors
/// A [`Fault`] where the program does what no correct program does.
pub fn interpret(program: &Program, world: &mut dyn World, arguments: &[String]) -> Result<i32, Fault> {
    run(program, world, arguments, None)
}

/// As [`interpret`], but `observer` is shown the machine before each instruction.
///
/// # Errors
/// As for [`interpret`].
pub fn observe(
    program: &Program,
    world: &mut dyn World,
    arguments: &[String],
    observer: &mut dyn Observer,
) -> Result<i32, Fault> {
    run(program, world, arguments, Some(observer))
}

fn run<'p>(
    program: &'p Program,
    world: &'p mut dyn World,
    arguments: &[String],
    observer: Option<&'p mut dyn Observer>,
) -> Result<i32, Fault> {
    let mut memory = Memory::default();
    let unboxed = |trap| match trap {
        Trap::Fault(fault) => *fault,
        other => Fault { message: format!("{other:?}"), trace: Vec::new() },
    };
    let image = Image::build(program, &mut memory).map_err(unboxed)?;
    let mut interpreter = Interpreter {
        program,
        world,
        memory,
        image,
        captures: Captures::of(program),
        codes: vec![None; program.methods.len()],
        sites: Vec::new(),
        slots: Vec::new(),
        activations: Vec::new(),
        limit: DEPTH_LIMIT,
        nesting: 0,
        homes: vec![0],
        adapters: program.adapters.values().copied().collect(),
        ancestors: vec![None; program.classes.len()],
        methods: HashMap::new(),
        observer,
    };
    let result = interpreter.start(arguments);
    interpreter.exit_status(result)
}

impl Interpreter<'_> {
    fn start(&mut self, arguments: &[String]) -> Result<(), Trap> {
        let main = Datum::Value(self.image.main);
        if let Some(code) = self.runtime_method("__start")? {
            let stack = self.process_stack(arguments)?;
            self.run_method(code.id, main, &[Datum::Word(stack)])?;
        } else {
            let id = self.program.main.ok_or_else(|| Trap::fault("the program has no main method"))?;
            self.run_method(id, main, &[])?;
        }
        Ok(())
    }

    /// Has `infer` been here? Then method tables hold only what is sent dynamically, by its protocol.
    fn inferred(&self) -> bool {
        !self.program.roots.is_empty()
    }

    fn exit_status(&mut self, result: Result<(), Trap>) -> Result<i32, Fault> {
        match result {
            Ok(()) => Ok(0),
            Err(Trap::Exit(status)) => Ok(status),
            Err(Trap::Fault(fault)) => Err(*fault),
            Err(Trap::Raise(exception)) => {
                let class = self.class_of(exception).map_or("?", |class| &self.program.classes[class].name);
                let message = self.memory.slot(exception, 0).ok().and_then(|message| self.text(message).ok());
                let message = format!("uncaught {class}: {}", message.unwrap_or_default());
                Err(Fault { message, trace: Vec::new() })
            }
            Err(Trap::Break { .. } | Trap::Return { .. }) => {
                Err(Fault { message: "a block unwinds to a call that has ended".to_string(), trace: Vec::new() })
            }
        }
    }

    /// argc, argv and environment in memory, as the system gives them to a process.
    fn process_stack(&mut self, arguments: &[String]) -> Result<u64, Trap> {
        let mut words = vec![arguments.len() as u64];
        for list in [arguments.to_vec(), self.world.environment()] {
            for text in list {
                let address = self.memory.reserve(text.len() as u64 + 1)?;
                self.memory.bytes_mut(address, text.len() as u64)?.copy_from_slice(text.as_bytes());
                words.push(address);
            }
            words.push(0);
        }
        // The auxiliary vector: empty.
        words.extend([0, 0]);
        let stack = self.memory.reserve(8 * words.len() as u64)?;
        for (index, word) in words.iter().enumerate() {
            self.memory.store(stack + 8 * index as u64, *word)?;
        }
        Ok(stack)
    }

    /// The class of a value, hidden ones included.
    fn class_of(&self, value: u64) -> Result<ClassId, Trap> {
        let core = if value::is_small(value) {
            CoreClass::Small
        } else if value::is_reference(value) {
            let class = ClassId(self.memory.header(value)? as u32);
            if class.index() < self.program.classes.len() {
                return Ok(class);
            }
            return Err(Trap::fault(format!("{value:#x} is no object: its header names class {}", class.0)));
        } else if value::is_immediate_float(value) {
            CoreClass::Float
        } else {
            match value {
                value::NIL => CoreClass::NilClass,
                value::TRUE => CoreClass::TrueClass,
                value::FALSE => CoreClass::FalseClass,
                _ if value::is_symbol(value) => CoreClass::Symbol,
                value::UNDEFINED => return Err(Trap::fault("undefined is used as an object")),
                _ => return Err(Trap::fault(format!("{value:#x} is no value"))),
            }
        };
        Ok(Program::core(core))
    }

    fn ancestors(&mut self, class: ClassId) -> Rc<[ClassId]> {
        let program = self.program;
        self.ancestors[class.index()].get_or_insert_with(|| program.ancestors(class).into()).clone()
    }

    fn inherits(&mut self, class: ClassId, from: ClassId) -> bool {
        if class == from {
            return true;
        }
        if self.ancestors[class.index()].is_none() {
            self.ancestors(class);
        }
        self.ancestors[class.index()].as_ref().is_some_and(|ancestors| ancestors.contains(&from))
    }

    fn is_a(&mut self, value: u64, core: CoreClass) -> Result<bool, Trap> {
        let class = self.class_of(value)?;
        Ok(self.inherits(class, Program::core(core)))
    }

    fn find(&mut self, class: ClassId, name: SymbolId) -> Option<crate::lookup::Found> {
        if let Some(found) = self.methods.get(&(class, name)) {
            return *found;
        }
        let ancestors = self.ancestors(class);
        let found = self.program.find_in(&ancestors, name);
        self.methods.insert((class, name), found);
        found
    }

    /// The text of a String object.
    fn text(&self, string: u64) -> Result<String, Trap> {
        if !value::is_reference(string) || self.class_of(string)? != Program::core(CoreClass::String) {
            return Err(Trap::fault("a String is needed"));
        }
        let bytes = self.memory.slot(string, 0)?;
        let length = self.memory.slot(string, 1)? >> 1;
        Ok(String::from_utf8_lossy(self.memory.bytes(bytes.wrapping_add(15), length)?).into_owned())
    }
}

impl Datum {
    /// A tagged value, or a fault: a word never is where a value belongs.
    fn value(self) -> Result<u64, Trap> {
        match self {
            Datum::Value(value) => Ok(value),
            Datum::Word(word) => Err(Trap::fault(format!("the raw word {word:#x} is used as a value"))),
        }
    }
}

#[cfg(test)]
mod tests;
