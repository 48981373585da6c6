//! Sends and yields that inference could not resolve: code addresses found when running, called by the protocol
//! `code(self or proc, argc, a0, a1, a2, block)`.
use super::World;
use super::body::{Binding, Body};
use super::tables::storage;
use crate::function::Datum;
use virtual_machine::{Argument, ClassId, NewMessage, Operand, SlotId, SymbolId};

impl Body<'_, '_> {
    pub fn send(&mut self, _result: Option<SlotId>, name: SymbolId, _message: &NewMessage) {
        let name = self.world.program.symbols.name(name);
        self.refuse(&format!("the method `{name}` is not known when compiling: such a send is not supported yet"));
    }
    pub fn yield_to(&mut self, _result: Option<SlotId>, _block: Operand, _arguments: &[Argument]) {
        self.refuse("this `yield` is to a block that is not known when compiling: it is not supported yet");
    }
    pub fn responds(&mut self, _object: Operand, _name: Operand, _privately: bool) -> Option<Binding> {
        self.refuse("asking for methods by name is not supported yet");
        None
    }
    pub fn send_by_name(&mut self, _operands: &[Operand]) -> Option<Binding> {
        self.refuse("sending by a computed name is not supported yet");
        None
    }
}

/// What `@code` of a class object is.
pub fn code_table(world: &mut World<'_>, class: ClassId) -> Datum {
    storage(world, class, "code", Vec::new())
}
