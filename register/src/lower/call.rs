//! Calls of known methods: arguments in the registers that the callee's facts say; an exception lands where the block's
//! `rescue` says, or where the home of a `return` looks at it.
use super::body::{Binding, Body};
use super::facts::{Facts, Passed};
use crate::function::{SymbolId, ValueId};
use crate::instruction::Type;
use virtual_machine::{BLOCK, BlockArgument, Constant, FIRST_ARGUMENT, MethodId, Operand, SELF, SlotId};

/// What is called.
#[derive(Clone, Copy)]
pub enum Callee {
    Known(SymbolId),
    /// The first argument is the code's address.
    Code,
}

impl Body<'_, '_> {
    pub fn call(
        &mut self,
        result: Option<SlotId>,
        method: MethodId,
        receiver: Operand,
        arguments: &[Operand],
        block: BlockArgument,
    ) {
        let Some(facts) = self.callee(method) else { return };
        let mut given = Vec::new();
        let mut literal = None;
        for (passed, wanted) in &facts.passed {
            let value = match passed {
                Passed::Slot(SELF) => self.operand(receiver, *wanted),
                Passed::Slot(BLOCK) => match block {
                    BlockArgument::None => self.constant(Constant::Nil, *wanted),
                    BlockArgument::Pass(operand) => self.operand(operand, *wanted),
                    BlockArgument::Literal(body) => {
                        literal = Some(body);
                        self.make_proc(body)
                    }
                },
                Passed::Slot(slot) => self.argument(arguments, *slot, *wanted),
                Passed::Proc => {
                    self.refuse("a block body is called as a method");
                    return;
                }
            };
            given.push(value);
        }
        self.finish_call(result, &facts, &given, literal);
    }
    pub fn call_block(&mut self, result: Option<SlotId>, method: MethodId, block: Operand, arguments: &[Operand]) {
        let Some(facts) = self.callee(method) else { return };
        let mut given = Vec::new();
        let mut literal = None;
        for (passed, wanted) in &facts.passed {
            let value = match passed {
                Passed::Proc => match block {
                    Operand::Constant(_) => {
                        literal = Some(method);
                        self.make_proc(method)
                    }
                    Operand::Slot(_) => self.value(block),
                },
                Passed::Slot(BLOCK) => self.constant(Constant::Nil, *wanted),
                Passed::Slot(slot) => self.argument(arguments, *slot, *wanted),
            };
            given.push(value);
        }
        self.finish_call(result, &facts, &given, literal);
    }
    fn finish_call(&mut self, result: Option<SlotId>, facts: &Facts, given: &[ValueId], literal: Option<MethodId>) {
        let value = self.emit_call(Callee::Known(facts.symbol), given, facts.result, literal);
        if facts.endless && literal.is_none_or(|literal| !self.breaks(literal)) {
            return self.build.unreachable();
        }
        if let Some(value) = value {
            self.write(result, Binding::Value(value));
        }
    }
    fn callee(&mut self, method: MethodId) -> Option<Facts> {
        let facts = self.world.facts.get(&method).cloned();
        if facts.is_none() {
            self.refuse("this call is of a method that the program does not have");
        }
        facts
    }
    fn argument(&mut self, arguments: &[Operand], slot: SlotId, wanted: Type) -> ValueId {
        match arguments.get((slot.0 - FIRST_ARGUMENT.0) as usize) {
            Some(operand) => self.operand(*operand, wanted),
            None => {
                self.refuse("this call does not give all arguments of the method");
                self.constant(Constant::Nil, wanted)
            }
        }
    }
    /// Calls a method that the runtime has for compiled code, with values or words.
    pub fn call_root(&mut self, name: &str, arguments: &[ValueId]) -> Option<ValueId> {
        let method = self.world.root(name, self.span)?;
        let facts = self.callee(method)?;
        let mut arguments = arguments.iter();
        let mut given = Vec::new();
        for (passed, wanted) in &facts.passed {
            let value = match passed {
                Passed::Slot(SELF) => {
                    let main = self.world.main_object();
                    Some(self.build.object(main))
                }
                Passed::Slot(BLOCK) => Some(self.nil()),
                Passed::Slot(_) | Passed::Proc => arguments.next().copied(),
            };
            let Some(value) = value else {
                self.refuse(&format!("the runtime's method for `{name}` takes more arguments"));
                return None;
            };
            given.push(self.convert_value(value, *wanted));
        }
        self.emit_call(Callee::Known(facts.symbol), &given, facts.result, None)
    }
    /// A call that lands where it must. `literal`: the block literal that it was given, whose `break` ends it.
    pub fn emit_call(
        &mut self,
        callee: Callee,
        arguments: &[ValueId],
        result: Option<Type>,
        literal: Option<MethodId>,
    ) -> Option<ValueId> {
        let breaks = literal.filter(|literal| self.breaks(*literal));
        let outer = self.landing();
        let landing = match breaks {
            Some(_) => Some(self.build.new_cold_block(&[])),
            None => outer,
        };
        let Some(landing) = landing else {
            return match callee {
                Callee::Known(symbol) => self.build.call(symbol, arguments, result),
                Callee::Code => self.build.call_indirect(arguments, result),
            };
        };
        if let Some(literal) = breaks {
            self.begin_send(literal);
        }
        let next = self.build.new_block(&[]);
        let value = match callee {
            Callee::Known(symbol) => self.build.call_landing(symbol, arguments, result, next, landing),
            Callee::Code => self.build.call_indirect_landing(arguments, result, next, landing),
        };
        match breaks {
            Some(literal) => Some(self.land_break(value, literal, landing, outer)),
            None => value,
        }
    }
}
