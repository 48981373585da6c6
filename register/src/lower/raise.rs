//! Exceptions, and leaving methods through blocks: `break` and `return` in a block unwind with an Unwind object that
//! names the Frame of the activation that they end (`@home`) and, for `break`, the block whose send ends (`@block`).
//!
//! ```text
//! [1, 2].each { |x| return x }        call_landing Array#each to b1(), b2()
//!                                 b2(): v = load_context exception
//!                                       an Unwind? @home my Frame? @block 0? then return its @value
//!                                       else go on: call unwind
//! ```
use super::body::{Binding, Body};
use super::enter::FIRST_ELEMENT;
use super::facts::original;
use crate::function::{BlockId, ValueId};
use crate::instruction::{Condition, Opcode, Target, Type};
use parfait::{CoreClass, context_offset};
use virtual_machine::{Constant, MethodId, MethodKind, Operand};

impl Body<'_, '_> {
    pub fn load_exception(&mut self) -> ValueId {
        let offset = context_offset("exception").expect("a field of the context");
        self.build.load_context(Type::Value, offset)
    }
    /// Where an exception of a call here lands: a block of the register function, or nowhere.
    pub fn landing(&mut self) -> Option<BlockId> {
        let Some(rescue) = self.rescue else { return self.return_landing() };
        // arithmetic that the rescue block reads has to be done before
        let meets = self.flow.meets[rescue.0 as usize].clone();
        let mut key = Vec::new();
        for slot in &meets {
            let binding = self.bindings[slot.0 as usize];
            let wanted = self.register_of(*slot);
            let simple = match binding {
                Binding::Constant(_) => None,
                Binding::Value(value) => Some(value),
                Binding::Test(_) | Binding::Checked(_) => {
                    let value = self.convert(binding, wanted);
                    self.bind(*slot, Binding::Value(value));
                    Some(value)
                }
            };
            key.push(simple.unwrap_or(ValueId(u32::MAX)));
        }
        let constants = key.contains(&ValueId(u32::MAX));
        if let Some(landing) = self.landings.get(&key).filter(|_| !constants) {
            return Some(*landing);
        }
        let landing = self.build.new_cold_block(&[]);
        let here = self.build.current();
        self.build.switch_to(landing);
        let target = self.edge(rescue);
        self.jump_to(&target);
        self.build.switch_to(here);
        self.landings.insert(key, landing);
        Some(landing)
    }
    /// Where the home of a `return` looks at what passes: made when first asked for.
    fn return_landing(&mut self) -> Option<BlockId> {
        if !self.facts.return_home {
            return None;
        }
        if let Some(landing) = self.return_landing {
            return Some(landing);
        }
        let landing = self.build.new_cold_block(&[]);
        self.return_landing = Some(landing);
        let here = self.build.current();
        self.build.switch_to(landing);
        let exception = self.load_exception();
        self.end_if_returned(exception);
        self.pass_on(exception);
        self.build.switch_to(here);
        Some(landing)
    }
    /// Calls the unwinder, from where nothing of this activation may catch it.
    fn pass_on(&mut self, exception: ValueId) {
        self.end_activation();
        let (rescue, home) = (self.rescue.take(), std::mem::replace(&mut self.facts.return_home, false));
        self.call_root("unwind", &[exception]);
        self.build.unreachable();
        (self.rescue, self.facts.return_home) = (rescue, home);
    }
    /// Returns if the exception is a `return` out of a block to this activation; else goes on in a new block.
    fn end_if_returned(&mut self, exception: ValueId) {
        let go_on = self.build.new_cold_block(&[]);
        let value = self.unwound_to_here(exception, 0, go_on);
        let wanted = self.facts.result.unwrap_or(Type::Value);
        let value = self.convert_value(value, wanted);
        self.end_activation();
        self.build.give_back(Some(value));
        self.build.switch_to(go_on);
    }
    /// A method that blocks return from says in its Frame that it has ended: there, where others have the enclosing Frame.
    pub fn end_activation(&mut self) {
        if let (true, MethodKind::Method, Some(frame)) = (self.facts.return_home, self.method.kind, self.frame) {
            let ended = self.constant(Constant::True, Type::Value);
            self.build.store(frame, FIRST_ELEMENT, ended);
        }
    }
    /// The Frame says which block's send runs that the block may break out of: one at a time.
    pub fn begin_send(&mut self, block: MethodId) {
        let number = self.build.constant((self.block_number(block) as u64) << 1);
        self.set_running(number);
    }
    fn end_send(&mut self) {
        let none = self.nil();
        self.set_running(none);
    }
    fn set_running(&mut self, number: ValueId) {
        if let (Some(frame), Some(offset)) = (self.frame, self.running_offset(self.id)) {
            self.build.store(frame, offset, number);
        }
    }
    fn running_offset(&self, home: MethodId) -> Option<i64> {
        let facts = self.world.facts.get(&home).filter(|facts| facts.break_home)?;
        Some(FIRST_ELEMENT + 8 * (1 + facts.captured.len() as i64))
    }
    /// LocalJumpError if the method, or the send whose block says `break`, has ended.
    fn refuse_ended(&mut self, home: MethodId, frame: ValueId, block: i64) {
        let (ended, running) = (self.build.new_cold_block(&[]), self.build.new_block(&[]));
        let root = if block == 0 {
            let outer = self.build.load(Type::Value, frame, FIRST_ELEMENT);
            let mark = self.constant(Constant::True, Type::Value);
            self.build.branch_compare(Condition::Equal, outer, mark, Target::new(ended, &[]), Target::new(running, &[]));
            "unexpected_return"
        } else {
            let Some(offset) = self.running_offset(home) else { return self.build.unreachable() };
            let now = self.build.load(Type::Value, frame, offset);
            let own = self.build.constant((block as u64) << 1);
            self.build.branch_compare(Condition::Equal, now, own, Target::new(running, &[]), Target::new(ended, &[]));
            "break_from_proc"
        };
        self.build.switch_to(ended);
        self.call_root(root, &[]);
        self.build.unreachable();
        self.build.switch_to(running);
    }
    /// The `@value` of an Unwind to this activation with this `@block`; other exceptions go to `miss`.
    fn unwound_to_here(&mut self, exception: ValueId, block: i64, miss: BlockId) -> ValueId {
        let Some(frame) = self.frame else {
            self.build.jump(miss, &[]);
            let dead = self.build.new_cold_block(&[]);
            self.build.switch_to(dead);
            return self.nil();
        };
        let miss = Target::new(miss, &[]);
        let class = self.build.load_part(Opcode::Load32, exception, -1);
        let unwind = self.build.word(i64::from(self.world.classes.core_index(CoreClass::Unwind)));
        let next = self.build.new_cold_block(&[]);
        self.build.branch_compare(Condition::Equal, class, unwind, Target::new(next, &[]), miss.clone());
        self.build.switch_to(next);
        let home = self.build.load(Type::Value, exception, self.core_offset(CoreClass::Unwind, "@home"));
        let next = self.build.new_cold_block(&[]);
        self.build.branch_compare(Condition::Equal, home, frame, Target::new(next, &[]), miss.clone());
        self.build.switch_to(next);
        let kind = self.build.load(Type::Value, exception, self.core_offset(CoreClass::Unwind, "@block"));
        let wanted = self.build.constant((block as u64) << 1);
        let next = self.build.new_cold_block(&[]);
        self.build.branch_compare(Condition::Equal, kind, wanted, Target::new(next, &[]), miss);
        self.build.switch_to(next);
        self.build.load(Type::Value, exception, self.core_offset(CoreClass::Unwind, "@value"))
    }
    /// Does a block body, in any version that stands in this method, say `break`?
    pub fn breaks(&self, block: MethodId) -> bool {
        let program = self.world.program;
        let wanted = original(program, block);
        self.world.breaking.contains(&(self.id, wanted))
    }
    /// The number of a block in Unwind's `@block`.
    fn block_number(&self, block: MethodId) -> i64 {
        i64::from(original(self.world.program, block).0) + 1
    }
    /// After a call given a block that may break: its result, or what `break` gives.
    pub fn land_break(&mut self, value: Option<ValueId>, block: MethodId, landing: BlockId, outer: Option<BlockId>) -> ValueId {
        let value = match value {
            Some(value) => self.convert_value(value, Type::Value),
            None => self.nil(),
        };
        self.end_send();
        let merge = self.build.new_block(&[Type::Value]);
        self.build.jump(merge, &[value]);
        let miss = self.build.new_cold_block(&[]);
        self.build.switch_to(landing);
        self.end_send();
        let exception = self.load_exception();
        let broken = self.unwound_to_here(exception, self.block_number(block), miss);
        self.build.jump(merge, &[broken]);
        self.build.switch_to(miss);
        match outer {
            Some(outer) => self.build.jump(outer, &[]),
            None => self.pass_on(exception),
        }
        self.build.switch_to(merge);
        self.build.block_parameters(merge)[0]
    }
    pub fn unwind(&mut self, exception: Operand) {
        let exception = self.value(exception);
        if self.rescue.is_none() && self.facts.return_home {
            self.end_if_returned(exception);
            return self.pass_on(exception);
        }
        self.call_root("unwind", &[exception]);
        self.build.unreachable();
    }
    pub fn return_out(&mut self, value: Operand) {
        match super::facts::return_home(self.world.program, self.id) {
            Some(home) => self.leave(home, 0, value),
            None => self.refuse("this `return` stands in no method"),
        }
    }
    pub fn break_out(&mut self, value: Operand) {
        match self.method.parent {
            Some(home) => self.leave(home, self.block_number(self.id), value),
            None => self.refuse("this `break` stands in no block"),
        }
    }
    fn leave(&mut self, home: MethodId, block: i64, value: Operand) {
        let value = self.value(value);
        // nobody calls the method around this block: it never runs
        let Some(frame) = self.frame_of(home) else { return self.build.unreachable() };
        if block != 0 || self.world.program.methods[home].kind == MethodKind::Method {
            self.refuse_ended(home, frame, block);
        }
        let header = self.header_of(CoreClass::Unwind, 0);
        let size = 8 + 8 * CoreClass::Unwind.layout().fields.len() as i64;
        let unwind = self.build.allocate(size, header);
        self.build.store(unwind, self.core_offset(CoreClass::Unwind, "@home"), frame);
        self.build.store(unwind, self.core_offset(CoreClass::Unwind, "@value"), value);
        let kind = self.build.constant((block as u64) << 1);
        self.build.store(unwind, self.core_offset(CoreClass::Unwind, "@block"), kind);
        self.call_root("unwind", &[unwind]);
        self.build.unreachable();
    }
}
