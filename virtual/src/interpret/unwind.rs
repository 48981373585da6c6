//! Exceptions, `break` and `return` out of blocks, and backtraces.
//!
//! All three unwind activations from the innermost out. A landing block on the way gets the exception;
//! for `break` and `return` an Unwind object, which is no instance of any class that `rescue` names, so that
//! only `ensure` code runs before `unwind` sends it on.
use super::{Datum, Interpreter, Trap};
use crate::program::*;
use base::Id;
use parfait::{CoreClass, value};

/// In Unwind's `@home`: a `break` (with the place of the send), or a `return`.
const IS_BREAK: u64 = 1;

impl Interpreter<'_> {
    /// Continues at the landing block that is nearest; the result of the activation at `floor`, if unwinding ended that.
    ///
    /// # Errors
    /// The trap itself, where none lands above `floor`.
    pub(super) fn land(&mut self, trap: Trap, floor: usize) -> Result<Option<Datum>, Trap> {
        let mut trap = trap;
        while self.activations.len() > floor {
            let top = self.activations.len() - 1;
            let activation = &self.activations[top];
            match &mut trap {
                Trap::Exit(_) => {}
                Trap::Fault(fault) => {
                    if fault.trace.len() < 40 {
                        let line = self.trace_line(top);
                        fault.trace.push(line);
                    }
                }
                Trap::Break { serial, pc, value } if activation.serial == *serial && activation.pc as u32 == *pc => {
                    let value = Datum::Value(*value);
                    self.deliver(value)?;
                    return Ok(None);
                }
                Trap::Raise(_) | Trap::Break { .. } | Trap::Return { .. } => {
                    if let Some(landing) = self.landing() {
                        let exception = self.landed(&trap)?;
                        let activation = &mut self.activations[top];
                        activation.exception = exception;
                        activation.pc = landing;
                        let end = activation.base + activation.code.slots.max(2);
                        self.slots.truncate(end);
                        return Ok(None);
                    }
                    if let Trap::Return { serial, value } = trap
                        && activation.serial == serial
                    {
                        return self.leave(Datum::Value(value), floor);
                    }
                }
            }
            if let Some(ended) = self.activations.pop() {
                self.slots.truncate(ended.base);
            }
        }
        Err(trap)
    }

    /// The object that a landing block sees.
    fn landed(&mut self, trap: &Trap) -> Result<u64, Trap> {
        let (home, carried) = match trap {
            Trap::Raise(exception) => return Ok(*exception),
            Trap::Break { serial, pc, value } => (u64::from(*serial) << 30 | u64::from(*pc) << 1 | IS_BREAK, *value),
            Trap::Return { serial, value } => (u64::from(*serial) << 30, *value),
            Trap::Exit(_) | Trap::Fault(_) => return Err(Trap::fault("this cannot be rescued")),
        };
        let class = Program::core(CoreClass::Unwind);
        let object = self.memory.object(class, self.image.sizes[class.index()], value::NIL)?;
        self.memory.set_slot(object, 0, home << 1)?;
        self.memory.set_slot(object, 1, carried)?;
        Ok(object)
    }

    /// The trap that raises an exception object, or sends an Unwind on.
    pub(super) fn unwind_with(&mut self, exception: u64) -> Result<Trap, Trap> {
        if !value::is_reference(exception) || self.class_of(exception)? != Program::core(CoreClass::Unwind) {
            return Ok(Trap::Raise(exception));
        }
        let home = self.memory.slot(exception, 0)? >> 1;
        let value = self.memory.slot(exception, 1)?;
        let serial = (home >> 30) as u32;
        Ok(match home & IS_BREAK {
            0 => Trap::Return { serial, value },
            _ => Trap::Break { serial, pc: (home >> 1 & 0x1fff_ffff) as u32, value },
        })
    }

    /// `return` out of the innermost activation, a block.
    pub(super) fn return_out(&mut self, value: u64) -> Result<Trap, Trap> {
        let Some(top) = self.activations.len().checked_sub(1) else { return Err(Trap::fault("nothing runs")) };
        let activation = &self.activations[top];
        if activation.is_home {
            let serial = self.serial(top);
            return Ok(Trap::Return { serial, value });
        }
        let serial = self.homes.get(activation.creator as usize).copied().unwrap_or(0);
        if serial != 0 && self.activations.iter().any(|activation| activation.serial == serial) {
            return Ok(Trap::Return { serial, value });
        }
        self.raise_local_jump("__unexpected_return")
    }

    /// `break` out of the innermost activation, a block.
    pub(super) fn break_out(&mut self, value: u64) -> Result<Trap, Trap> {
        let Some(top) = self.activations.len().checked_sub(1) else { return Err(Trap::fault("nothing runs")) };
        let activation = &self.activations[top];
        if activation.is_home {
            let serial = self.serial(top);
            return Ok(Trap::Return { serial, value });
        }
        let (serial, pc) = (activation.creator, activation.creator_pc);
        let waits = |other: &super::Activation| other.serial == serial && other.pc as u32 == pc;
        if serial != 0 && self.activations.iter().any(waits) {
            return Ok(Trap::Break { serial, pc, value });
        }
        self.raise_local_jump("__break_from_proc")
    }

    fn raise_local_jump(&mut self, helper: &str) -> Result<Trap, Trap> {
        self.nested(|interpreter| interpreter.call_runtime(helper, &[]))?;
        Err(Trap::fault(format!("{helper} came back")))
    }

    /// A Bytes of return addresses (see `position_tables`), innermost first, as the runtime's own `__backtrace` makes it.
    pub(super) fn backtrace(&mut self) -> Result<u64, Trap> {
        let program = self.program;
        let mut rows: Vec<u32> = Vec::new();
        for activation in self.activations.iter().rev() {
            match activation.pc.checked_sub(1) {
                Some(at) => rows.extend(activation.code.positions.get(at).map(|position| position.0)),
                // Entered, but its arguments were wrong: at its definition.
                None => rows.push(program.positions.len() as u32 + activation.code.id.0),
            }
        }
        let bytes = self.memory.raw(Program::core(CoreClass::Bytes), 4 * rows.len())?;
        for (index, row) in rows.into_iter().enumerate() {
            self.memory.store_part(bytes + 15 + 4 * index as u64, 4, u64::from(row))?;
        }
        Ok(bytes)
    }

    /// One activation, for a fault's trace: runtime frames too, with columns.
    fn trace_line(&self, activation: usize) -> String {
        let activation = &self.activations[activation];
        let label = self.program.label(activation.code.id);
        let position = activation.code.positions.get(activation.pc.saturating_sub(1));
        let place = position.and_then(|id| self.program.positions.get(*id));
        match place.and_then(|place| self.program.sources.get(place.span.file).map(|file| (place, file))) {
            Some((place, file)) => {
                let (line, column) = file.line_column(place.span.start);
                format!("{}:{line}:{column} in {label}", file.name)
            }
            None => format!("in {label}"),
        }
    }
}
