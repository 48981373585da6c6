//! What somebody who looks on sees: the machine before each instruction.
//!
//! Nothing is asked of a program that runs unobserved: the loop exists twice, with and without the call.
use super::{Datum, Interpreter, Trap};
use crate::program::*;
use base::Id;
use parfait::value;
use std::ops::ControlFlow;

/// Is shown the machine before each instruction.
pub trait Observer {
    /// `Break` ends the program here, without any of its code.
    fn before(&mut self, view: View<'_, '_>) -> ControlFlow<()>;
}

/// The machine between two instructions.
#[derive(Clone, Copy)]
pub struct View<'i, 'p> {
    interpreter: &'i Interpreter<'p>,
}

/// Where an activation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    pub method: MethodId,
    /// Of the method's instructions in the order of its blocks, a place more after each block.
    pub index: usize,
    pub position: PositionId,
}

impl View<'_, '_> {
    /// How many calls are under way.
    pub fn depth(&self) -> usize {
        self.interpreter.activations.len()
    }

    /// Where a call is, 0 the outermost: the innermost before the instruction, the others in theirs.
    pub fn point(&self, activation: usize) -> Option<Point> {
        let innermost = activation + 1 == self.depth();
        let activation = self.interpreter.activations.get(activation)?;
        let index = activation.pc - usize::from(!innermost && activation.pc > 0);
        let position = *activation.code.positions.get(index)?;
        Some(Point { method: activation.code.id, index, position })
    }

    /// What a slot of a call holds.
    pub fn slot(&self, activation: usize, slot: SlotId) -> Option<Datum> {
        let activation = self.interpreter.activations.get(activation)?;
        match self.interpreter.captures.index(activation.code.id, slot) {
            Some(index) => self.word(activation.frame.wrapping_add(7 + 8 * (2 + u64::from(index)))).map(Datum::Value),
            None => self.interpreter.slots.get(activation.base + slot.index()).copied(),
        }
    }

    /// The slots of the method `depth` blocks out that blocks capture, and what they hold for this call of a block.
    pub fn outer(&self, activation: usize, depth: u32) -> Vec<(SlotId, u64)> {
        let Some(activation) = self.interpreter.activations.get(activation) else { return Vec::new() };
        let methods = &self.interpreter.program.methods;
        let owner = (0..depth).try_fold(activation.code.id, |method, _| methods[method].parent);
        let frame = (1..depth).try_fold(activation.outer, |frame, _| self.word(frame.wrapping_add(15)));
        let (Some(owner), Some(frame)) = (owner, frame.filter(|frame| *frame != value::NIL)) else { return Vec::new() };
        let slots = self.interpreter.captures.slots(owner).iter().zip(2..);
        slots.filter_map(|(slot, index)| Some((*slot, self.word(frame.wrapping_add(7 + 8 * index))?))).collect()
    }

    /// What a constant, global or class variable holds.
    pub fn cell(&self, cell: CellId) -> Option<u64> {
        self.word(self.interpreter.image.cell(cell))
    }

    /// A word of memory.
    pub fn word(&self, address: u64) -> Option<u64> {
        self.interpreter.memory.load(address).ok()
    }

    pub fn bytes(&self, address: u64, count: u64) -> Option<&[u8]> {
        self.interpreter.memory.bytes(address, count).ok()
    }

    /// The class of an object, hidden ones included.
    pub fn class_of(&self, value: u64) -> Option<ClassId> {
        self.interpreter.class_of(value).ok()
    }
}

impl Interpreter<'_> {
    /// Shows the machine before the instruction `pc` of the innermost activation.
    #[inline(never)]
    pub(super) fn observed(&mut self, pc: usize) -> Result<(), Trap> {
        if let Some(top) = self.activations.last_mut() {
            top.pc = pc;
        }
        let Some(observer) = self.observer.take() else { return Ok(()) };
        let flow = observer.before(View { interpreter: self });
        self.observer = Some(observer);
        match flow {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Trap::Exit(0)),
        }
    }
}
