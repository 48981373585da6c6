//! Entering a method: parameters become slots, a block body takes self and the frame from its Proc, and an activation
//! whose slots are captured (or that `break` or `return` of a block must find again) makes its Frame.
//!
//! A Frame is a Values object: element 0 is the Frame around it or nil, then the captured slots; last, where blocks say `break`, the
//! number of the one whose send runs.
use super::body::{Binding, Body};
use super::facts::Passed;
use crate::function::ValueId;
use crate::instruction::Type;
use parfait::{CoreClass, value};
use virtual_machine::{Constant, MethodId, Operand, SELF, SlotId};

/// From a reference to a Values object to its element 0.
pub const FIRST_ELEMENT: i64 = 15;

impl Body<'_, '_> {
    pub fn enter(&mut self) {
        let parameters = self.build.parameters().to_vec();
        let passed = self.facts.passed.clone();
        self.name_variables(&parameters);
        let mut arguments = Vec::new();
        for ((passed, _), value) in passed.into_iter().zip(parameters) {
            match passed {
                Passed::Proc => self.proc_object = Some(value),
                Passed::Slot(slot) => arguments.push((slot, value)),
            }
        }
        if let Some(proc_object) = self.proc_object {
            let offset = self.core_offset(CoreClass::Proc, "@frame");
            self.enclosing = Some(self.build.load(Type::Value, proc_object, offset));
            let offset = self.core_offset(CoreClass::Proc, "@receiver");
            let receiver = self.build.load(Type::Value, proc_object, offset);
            arguments.push((SELF, receiver));
        }
        self.fill_homes();
        if self.facts.framed {
            self.make_frame();
        }
        for (slot, value) in arguments {
            self.write(Some(slot), Binding::Value(value));
        }
    }
    fn make_frame(&mut self) {
        let count = 1 + self.facts.captured.len() + usize::from(self.facts.break_home);
        let header = self.header_of(CoreClass::Frame, 0);
        let frame = self.build.allocate(16 + 8 * count as i64, header);
        let length = self.build.constant((count as u64) << 1);
        self.build.store(frame, 7, length);
        if let Some(enclosing) = self.enclosing {
            self.build.store(frame, FIRST_ELEMENT, enclosing);
        }
        self.frame = Some(frame);
        self.keep_frame(frame);
    }
    /// The offset from a reference to a field of a core class.
    pub fn core_offset(&self, class: CoreClass, field: &str) -> i64 {
        let at = class.layout().fields.iter().position(|name| *name == field).expect("a field of the table of layouts");
        7 + 8 * at as i64
    }
    /// What closures made here get as their frame.
    pub fn frame_for_closures(&mut self) -> ValueId {
        match self.frame.or(self.enclosing) {
            Some(frame) => frame,
            None => self.build.constant(value::NIL),
        }
    }
    /// The Frame of a method around this block body.
    pub fn frame_of(&mut self, home: MethodId) -> Option<ValueId> {
        if home == self.id {
            return self.frame;
        }
        let mut frame = self.enclosing?;
        let mut at = self.method.parent?;
        loop {
            let framed = self.world.facts.get(&at)?.framed;
            if at == home {
                return framed.then_some(frame);
            }
            if framed {
                frame = self.build.load(Type::Value, frame, FIRST_ELEMENT);
            }
            at = self.world.program.methods.get(at)?.parent?;
        }
    }
    fn captured_offset(&self, home: MethodId, slot: SlotId) -> Option<i64> {
        let facts = self.world.facts.get(&home)?;
        let at = facts.captured.iter().position(|captured| *captured == slot)?;
        Some(super::variables::captured_offset(at))
    }
    pub fn load_captured(&mut self, slot: SlotId) -> ValueId {
        self.load_outer(self.id, slot)
    }
    pub fn store_captured(&mut self, slot: SlotId, value: ValueId) {
        self.store_outer(self.id, slot, value);
    }
    fn load_outer(&mut self, home: MethodId, slot: SlotId) -> ValueId {
        match (self.frame_of(home), self.captured_offset(home, slot)) {
            (Some(frame), Some(offset)) => self.build.load(Type::Value, frame, offset),
            // nobody calls the method around this block: it never runs
            _ => {
                self.build.unreachable();
                self.build.constant(value::NIL)
            }
        }
    }
    fn store_outer(&mut self, home: MethodId, slot: SlotId, value: ValueId) {
        match (self.frame_of(home), self.captured_offset(home, slot)) {
            (Some(frame), Some(offset)) => self.build.store(frame, offset, value),
            _ => self.build.unreachable(),
        }
    }
    pub fn get_outer(&mut self, result: Option<SlotId>, depth: u32, slot: SlotId) {
        if depth == 0 {
            let binding = self.binding(Operand::Slot(slot));
            return self.write(result, binding);
        }
        let Some(home) = super::facts::outer(self.world.program, self.id, depth) else { return };
        let value = self.load_outer(home, slot);
        self.write(result, Binding::Value(value));
    }
    pub fn set_outer(&mut self, depth: u32, slot: SlotId, from: Operand) {
        if depth == 0 {
            let binding = self.binding(from);
            return self.write(Some(slot), binding);
        }
        let Some(home) = super::facts::outer(self.world.program, self.id, depth) else { return };
        let value = self.value(from);
        self.store_outer(home, slot, value);
    }
    pub fn return_value(&mut self, operand: Operand) {
        let wanted = self.facts.result.unwrap_or(Type::Value);
        let value = self.operand(operand, wanted);
        self.end_activation();
        self.build.give_back(Some(value));
    }
    /// Self as a value.
    pub fn self_value(&mut self) -> ValueId {
        self.value(Operand::Slot(SELF))
    }
    pub fn nil(&mut self) -> ValueId {
        self.constant(Constant::Nil, Type::Value)
    }
}
