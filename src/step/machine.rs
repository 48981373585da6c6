//! What the stepper asks of a machine, the same for both: its code, and its state before an instruction.
use std::ops::ControlFlow;
use virtual_machine::interpret::Datum;
use virtual_machine::{CellId, ClassId, PositionId, SymbolId, World};

/// Where a call is: the method by its number, the instruction by its index among the method's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    pub method: u32,
    pub index: usize,
    pub position: Option<PositionId>,
}

/// An instruction of a listing.
pub struct Row {
    pub index: usize,
    /// `b0.3`
    pub name: String,
    pub text: String,
    pub position: Option<PositionId>,
}

/// Names a slot of a call: of its own method, or of one of those that its block stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SlotPlace {
    pub outer: u32,
    pub slot: u32,
}

/// Which of the objects that code sees the inside of a slot belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Room {
    Own,
    Message,
    Frame,
    /// The Frame of an enclosing method or block.
    Outer,
}

/// A slot with what it holds.
pub struct Slot {
    pub place: SlotPlace,
    pub room: Room,
    /// As the program calls it, or `t3`.
    pub name: String,
    /// As the machine's text calls it: `message.arg.0`.
    pub text: String,
    /// Made by the compiler.
    pub temporary: bool,
    pub datum: Datum,
}

/// A program at one of the levels.
pub trait Machine {
    /// Runs the program; `before` is asked before each instruction, and may end it. The exit status, or what is wrong with the compiler.
    fn run(
        &self,
        world: &mut dyn World,
        arguments: &[String],
        before: &mut dyn FnMut(&dyn Moment) -> ControlFlow<()>,
    ) -> Result<i32, String>;
    /// How many methods there are.
    fn methods(&self) -> u32;
    /// As a backtrace names it.
    fn label(&self, method: u32) -> String;
    /// The method's instructions, in order.
    fn code(&self, method: u32) -> Vec<Row>;
}

/// Memory, as far as values are shown.
pub trait Heap {
    fn word(&self, address: u64) -> Option<u64>;
    fn bytes(&self, address: u64, count: u64) -> Option<Vec<u8>>;
    /// The class of a value, hidden ones included.
    fn class_of(&self, value: u64) -> Option<ClassId>;
    /// The symbol with a number.
    fn symbol(&self, number: u32) -> Option<SymbolId>;
    /// The class that a class object is.
    fn class_object(&self, value: u64) -> Option<ClassId>;
    /// What a Proc runs.
    fn block(&self, proc: u64) -> Option<String>;
}

/// The machine before an instruction.
pub trait Moment: Heap {
    /// How many calls are under way.
    fn depth(&self) -> usize;
    /// Where one of them is, 0 the outermost.
    fn point(&self, call: usize) -> Option<Point>;
    /// All slots of a call that hold something by now.
    fn slots(&self, call: usize) -> Vec<Slot>;
    fn slot(&self, call: usize, place: SlotPlace) -> Option<Datum>;
    /// The message that the call's instruction is building: what is sent, and each slot of it.
    fn new_message(&self, call: usize) -> Vec<(String, Option<Datum>)>;
    fn cell(&self, cell: CellId) -> Option<u64>;
}
