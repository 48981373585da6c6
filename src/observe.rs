//! Who looks on while a program goes through its course: the page of `explore`, the printing of what passes did, the times. A
//! course without observers does nothing for them.
use crate::back::Target;
use crate::pass::Level;
use base::{Arena, Id};
use linker::{Image, Linked};
use register::object::CodeObject;
use std::time::Duration;
use virtual_machine::{MethodId, Position, PositionId};

/// The step before the first pass.
pub const COMPILE: &str = "compile";
/// Reading the text that a course begins with, in place of compiling Ruby.
pub const READ: &str = "read";
/// The step from one machine to the other, as the heads of texts name it.
pub const LOWER: &str = "lower";

/// Something was done to the program: a pass of the pipeline, or one of the steps around them.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name by which options speak of it: `merge.2` is the second of that name.
    pub name: String,
    /// The pass's own name.
    pub pass: String,
    /// What it does.
    pub about: String,
    /// How long it took.
    pub time: Duration,
    /// What it said of its work, if an observer wants to know.
    pub remarks: Vec<base::Remark>,
}

/// The program after a step.
#[derive(Clone, Copy)]
pub enum Seen<'a> {
    Virtual(&'a virtual_machine::Program),
    Register(&'a register::Program),
}

impl<'a> Seen<'a> {
    pub fn level(self) -> Level {
        match self {
            Seen::Virtual(_) => Level::Virtual,
            Seen::Register(_) => Level::Register,
        }
    }

    pub fn remarks(self) -> &'a base::Remarks {
        match self {
            Seen::Virtual(program) => &program.remarks,
            Seen::Register(program) => &program.remarks,
        }
    }

    pub fn sources(self) -> &'a base::Sources {
        match self {
            Seen::Virtual(program) => &program.sources,
            Seen::Register(program) => &program.sources,
        }
    }

    pub fn positions(self) -> &'a Arena<PositionId, Position> {
        match self {
            Seen::Virtual(program) => &program.positions,
            Seen::Register(program) => &program.positions,
        }
    }

    /// As backtraces call it: `Foo#bar`, `block in Foo#bar`.
    pub fn method_name(self, id: MethodId) -> String {
        match self {
            Seen::Virtual(program) if program.methods.get(id).is_some() => program.label(id),
            Seen::Virtual(_) => String::new(),
            Seen::Register(program) => program.method_names.get(id.index()).cloned().unwrap_or_default(),
        }
    }
}

/// Machine code of a program.
pub struct Coded<'a> {
    pub target: &'a Target,
    pub objects: &'a [CodeObject],
    /// What each took, on the thread that made it; several threads do.
    pub times: &'a [Duration],
    /// What all of it took.
    pub time: Duration,
}

/// Looks on. Nothing that it does changes the program.
pub trait Observer {
    /// Are passes to say what they do, and what they cannot do?
    fn wants_remarks(&self) -> bool {
        false
    }

    /// A step is done.
    fn step(&mut self, step: &Step, program: Seen<'_>);

    /// There is machine code.
    fn code(&mut self, _program: &register::Program, _code: &Coded<'_>) {}

    /// There is all that comes into the executable, and what does not.
    fn image(&mut self, _program: &register::Program, _image: &Image) {}

    /// There is an executable.
    fn linked(&mut self, _linked: &Linked, _time: Duration) {}
}
