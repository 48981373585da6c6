//! What somebody who looks on sees: the machine before each instruction.
//!
//! The loop is compiled for each `Hook`; the one of a program that runs unobserved does nothing.
use super::Trap;
use super::decode::{NOTHING, Place};
use super::execute::{Activation, Machine};
use super::image::{Addresses, CODE};
use crate::function::{BlockId, FunctionId, Program, ValueId};
use crate::instruction::Opcode;
use base::Id;
use std::ops::ControlFlow;

/// Is shown the machine before each instruction.
pub trait Observer {
    /// `Break` ends the program here, without any of its code.
    fn before(&mut self, view: View<'_>) -> ControlFlow<()>;
}

/// An instruction of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    pub function: FunctionId,
    pub block: BlockId,
    pub index: usize,
}

/// The machine between two instructions.
#[derive(Clone, Copy)]
pub struct View<'m> {
    machine: &'m Machine,
    watching: &'m Places,
}

/// What is known of addresses and operations, for whoever looks on.
pub(super) struct Places {
    addresses: Addresses,
    /// By operation: the instruction that it is the first of.
    points: Vec<Option<Point>>,
}

impl View<'_> {
    /// How many calls are under way.
    pub fn depth(&self) -> usize {
        self.machine.callers().len()
    }

    /// A call, 0 the outermost.
    fn activation(&self, call: usize) -> Option<&Activation> {
        let callers = self.machine.callers();
        // the first caller is where the machine was started from
        if call + 1 == callers.len() { Some(self.machine.now()) } else { callers.get(call + 1) }
    }

    /// Where a call is: the innermost before the instruction, the others in theirs.
    pub fn point(&self, call: usize) -> Option<Point> {
        let innermost = call + 1 == self.depth();
        let next = self.activation(call)?.next;
        *self.watching.points.get(if innermost { next } else { next.checked_sub(1)? })?
    }

    /// What an SSA value of a call is, or was when its register was last written.
    pub fn value(&self, call: usize, value: ValueId) -> Option<u64> {
        let register = *self.machine.code().routines.get(self.point(call)?.function.index())?.values.get(value.index())?;
        let base = self.activation(call)?.base;
        (register != NOTHING).then(|| self.machine.registers().get(base + register as usize).copied())?
    }

    /// A stack slot of a call.
    pub fn stack_slot(&self, call: usize, slot: u32) -> Option<u64> {
        self.word(self.activation(call)?.stack + 8 * u64::from(slot))
    }

    /// A word of memory.
    pub fn word(&self, address: u64) -> Option<u64> {
        self.machine.memory().load(address).ok()
    }

    pub fn bytes(&self, address: u64, count: u64) -> Option<&[u8]> {
        self.machine.memory().bytes(address, count).ok()
    }

    /// The address of a function or data object.
    pub fn address(&self, name: &str) -> Option<u64> {
        self.watching.addresses.get(name)
    }

    /// The function at an address.
    pub fn function(&self, address: u64) -> Option<FunctionId> {
        let offset = address.checked_sub(CODE).filter(|offset| offset % 2 == 0)?;
        match self.machine.code().places.get((offset / 2) as usize)? {
            Place::Function(number) => Some(FunctionId(*number)),
            Place::Return | Place::Landing(_) => None,
        }
    }
}

/// What the loop does before an operation.
pub(super) trait Hook {
    fn before(&mut self, machine: &Machine) -> Result<(), Trap>;
}

/// Nobody looks on.
pub(super) struct Unobserved;

impl Hook for Unobserved {
    #[inline(always)]
    fn before(&mut self, _machine: &Machine) -> Result<(), Trap> {
        Ok(())
    }
}

pub(super) struct Observed<'o> {
    observer: &'o mut dyn Observer,
    places: Places,
}

impl<'o> Observed<'o> {
    pub fn new(program: &Program, addresses: Addresses, observer: &'o mut dyn Observer) -> Observed<'o> {
        Observed { observer, places: Places { addresses, points: points(program) } }
    }
}

impl Hook for Observed<'_> {
    fn before(&mut self, machine: &Machine) -> Result<(), Trap> {
        if !matches!(self.places.points.get(machine.now().next), Some(Some(_))) {
            return Ok(());
        }
        match self.observer.before(View { machine, watching: &self.places }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Trap::Exit(0)),
        }
    }
}

/// By operation, in the order in which `decode` makes them.
fn points(program: &Program) -> Vec<Option<Point>> {
    let mut points = Vec::new();
    for (function, of) in program.functions.iter() {
        for block in &of.layout {
            for (index, instruction) in of.blocks[*block].instructions.iter().enumerate() {
                points.push(Some(Point { function, block: *block, index }));
                // the way on is an operation of its own
                let two = matches!(
                    instruction.opcode,
                    Opcode::CallLanding
                        | Opcode::CallIndirectLanding
                        | Opcode::AddSmallChecked
                        | Opcode::SubSmallChecked
                        | Opcode::MulSmallChecked
                );
                points.extend(two.then_some(None));
            }
        }
    }
    points
}
