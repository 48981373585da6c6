//! Calls, which every target selects alike: where arguments and results are is the convention's, what is called the instruction's.
use super::{Calls, Selection, Target};
use crate::{Instruction, Opcode, SymbolId};
use regalloc2::{Operand, PReg, VReg};

/// What a call goes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Callee {
    Symbol(SymbolId),
    /// A register: the last of the operands.
    Register,
}

/// Where a call leaves its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    None,
    Integer,
    Float,
}

/// A call. Its operands: the result, if any, then arguments, then the callee, if in a register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    pub callee: Callee,
    pub outcome: Outcome,
    /// Stack slots that hold values.
    pub live: Vec<u32>,
    /// Has a row in the table of call sites.
    pub safepoint: bool,
    /// Ends its block; the second successor is where exceptions land.
    pub landing: bool,
}

impl<T: Target> Selection<'_, T> {
    /// Selects a call, which `make` makes a machine instruction of.
    ///
    /// # Errors
    /// More arguments than can be passed.
    pub fn call(
        &mut self,
        instruction: &Instruction,
        landing: bool,
        make: impl FnOnce(Box<Call>) -> T::Instruction,
    ) -> base::Result<()> {
        let indirect = matches!(instruction.opcode, Opcode::CallIndirect | Opcode::CallIndirectLanding);
        let safepoint = instruction.opcode != Opcode::CallLeaf;
        let mut operands = self.pass(&instruction.operands[usize::from(indirect)..])?;
        let callee = match instruction.symbol {
            Some(symbol) if !indirect => Callee::Symbol(symbol),
            _ => {
                operands.push(Operand::reg_use(self.register(instruction.operands[0])));
                Callee::Register
            }
        };
        let outcome = match instruction.result.map(|result| self.is_float(result)) {
            None => Outcome::None,
            Some(false) => Outcome::Integer,
            Some(true) => Outcome::Float,
        };
        if let Some(result) = self.returned(instruction) {
            operands.insert(0, result);
        }
        self.calls(if safepoint { Calls::Any } else { Calls::Leaf });
        let live = instruction.live.clone();
        self.emit(make(Box::new(Call { callee, outcome, live, safepoint, landing })), &operands);
        Ok(())
    }

    /// Selects a system call: its number on a processor that people call `processor`, the register of its result, and those of
    /// its words.
    ///
    /// # Errors
    /// It has no number there, or more words than registers.
    pub fn system_call(
        &mut self,
        instruction: &Instruction,
        processor: &str,
        number: impl FnOnce(&str) -> Option<u32>,
        (result, words): (PReg, &[PReg]),
        make: impl FnOnce(u32) -> T::Instruction,
    ) -> base::Result<()> {
        let name = instruction.symbol.map_or("", |symbol| self.program.symbols.name(symbol));
        let number =
            number(name).ok_or_else(|| self.refuse(&format!("the system call `{name}`: it has no number on {processor}")))?;
        if instruction.operands.len() > words.len() {
            return Err(self.refuse("a system call with more than six words"));
        }
        let uses = self.fixed(instruction, words);
        let mut operands = vec![Operand::reg_fixed_def(self.result(instruction), result)];
        operands.extend(uses);
        self.emit(make(number), &operands);
        Ok(())
    }

    /// The instruction's operands, each in its place.
    pub fn fixed(&mut self, instruction: &Instruction, places: &[PReg]) -> Vec<Operand> {
        let registers: Vec<VReg> = instruction.operands.iter().map(|value| self.register(*value)).collect();
        registers.into_iter().zip(places).map(|(register, place)| Operand::reg_fixed_use(register, *place)).collect()
    }
}
