//! One method, block by block in the order of the dominator tree, so that a slot's current value is always at hand.
//! `set` and the results of pure tests are bindings only: code comes where a value is needed.
use super::World;
use super::facts::{Facts, register};
use super::flow::Flow;
use super::test::Test;
use super::variables::Homes;
use crate::builder::FunctionBuilder;
use crate::function::{BlockId, Function, ValueId};
use crate::instruction::{Opcode, Target, Type};
use base::Span;
use std::collections::{BTreeMap, HashMap};
use virtual_machine::{
    BlockId as VirtualBlock, CompiledMethod, Constant, Instruction, MethodId, Op, Operand, PositionId, SlotId,
};

/// What a slot holds now.
#[derive(Clone, Copy, Debug)]
pub enum Binding {
    Value(ValueId),
    Constant(Constant),
    /// The outcome of [`Body::tests`]`[n]`.
    Test(usize),
    /// The sum (difference, product) of [`Body::checked`]`[n]`.
    Checked(usize),
}

/// Checked arithmetic that has not been emitted: perhaps the branch on its overflow follows.
#[derive(Clone, Copy, Debug)]
pub struct Checked {
    pub opcode: Opcode,
    pub left: ValueId,
    pub right: ValueId,
    pub done: Option<ValueId>,
}

/// The state of lowering one method.
pub struct Body<'w, 'a> {
    pub world: &'w mut World<'a>,
    pub id: MethodId,
    pub method: &'a CompiledMethod,
    pub facts: Facts,
    pub build: FunctionBuilder,
    pub flow: Flow,
    pub bindings: Vec<Binding>,
    pub tests: Vec<Test>,
    pub checked: Vec<Checked>,
    /// By virtual block.
    pub blocks: Vec<BlockId>,
    /// The block being lowered, and the place in it.
    pub at: VirtualBlock,
    pub rescue: Option<VirtualBlock>,
    pub span: Option<Span>,
    /// That of the instruction being lowered.
    pub position: Option<PositionId>,
    /// The activation's own Frame.
    pub frame: Option<ValueId>,
    /// The nearest Frame around this block body, or nil.
    pub enclosing: Option<ValueId>,
    /// The Proc that this block body was called with.
    pub proc_object: Option<ValueId>,
    /// The stack slots that hold variables for debuggers.
    pub homes: Homes,
    /// Where exceptions land to see whether they are a `return` out of a block of this activation.
    pub return_landing: Option<BlockId>,
    /// Landings of the current block that lead to its rescue block, by what they pass.
    pub landings: HashMap<Vec<ValueId>, BlockId>,
    undo: Vec<(SlotId, Binding)>,
    /// Lengths of `undo` and `checked` when the block began.
    began: (usize, usize),
}

enum Step {
    Enter(VirtualBlock),
    Leave(usize),
}

/// Lowers a method to a function of `world.out`.
pub fn lower_method(world: &mut World<'_>, id: MethodId) {
    let method = &world.program.methods[id];
    let Some(facts) = world.facts.get(&id).cloned() else { return };
    if method.blocks.is_empty() {
        world.error(Some(method.span), format!("{} has no code", world.names[id.0 as usize]));
        return;
    }
    let types: Vec<Type> = facts.passed.iter().map(|(_, ty)| *ty).collect();
    let flow = Flow::new(method, &facts.captured);
    let mut body = Body {
        build: FunctionBuilder::new(&world.names[id.0 as usize], facts.symbol, &types, facts.result),
        bindings: vec![Binding::Constant(Constant::Nil); method.slots.len()],
        blocks: Vec::new(),
        at: VirtualBlock(0),
        rescue: None,
        span: Some(method.span),
        position: None,
        frame: None,
        enclosing: None,
        proc_object: None,
        homes: Homes::default(),
        return_landing: None,
        landings: HashMap::new(),
        undo: Vec::new(),
        began: (0, 0),
        tests: Vec::new(),
        checked: Vec::new(),
        world,
        id,
        method,
        facts,
        flow,
    };
    body.run();
    let mut function = body.build.finish();
    prune(&mut function);
    let place = virtual_machine::Position { span: method.span, method: id, parent: None };
    function.position = Some(world.out.positions.push(place));
    world.out.functions.push(function);
}

impl Body<'_, '_> {
    fn run(&mut self) {
        let definition = self.method.blocks.values().next().and_then(|block| block.instructions.first());
        self.build.set_position(definition.map(|first| first.position));
        self.enter();
        for block in self.method.blocks.ids() {
            if block.0 == 0 && self.flow.predecessors[0].is_empty() {
                let current = self.build.current();
                self.blocks.push(current);
                continue;
            }
            let types: Vec<Type> = self.flow.meets[block.0 as usize].iter().map(|slot| self.register_of(*slot)).collect();
            let new = self.build.new_block(&types);
            self.blocks.push(new);
        }
        if !self.flow.predecessors[0].is_empty() {
            let target = self.edge(VirtualBlock(0));
            self.build.jump(target.block, &target.arguments);
        }
        let mut steps = vec![Step::Enter(VirtualBlock(0))];
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(block) => {
                    steps.push(Step::Leave(self.undo.len()));
                    self.lower_block(block);
                    steps.extend(self.flow.children[block.0 as usize].iter().rev().map(|child| Step::Enter(*child)));
                }
                Step::Leave(length) => {
                    for (slot, binding) in self.undo.drain(length..).rev() {
                        self.bindings[slot.0 as usize] = binding;
                    }
                }
            }
        }
    }
    fn lower_block(&mut self, id: VirtualBlock) {
        let method = self.method;
        let block = &method.blocks[id];
        self.at = id;
        self.rescue = block.rescue;
        self.landings.clear();
        self.began = (self.undo.len(), self.checked.len());
        self.build.switch_to(self.blocks[id.0 as usize]);
        for (at, slot) in self.flow.meets[id.0 as usize].clone().into_iter().enumerate() {
            let parameter = self.build.block_parameters(self.blocks[id.0 as usize])[at];
            self.bind(slot, Binding::Value(parameter));
        }
        for instruction in &block.instructions {
            if self.build.is_terminated() {
                break;
            }
            self.position = Some(instruction.position);
            self.build.set_position(self.position);
            self.span = self.world.span(instruction.position);
            self.instruction(instruction);
        }
    }
    fn instruction(&mut self, instruction: &Instruction) {
        let result = instruction.result;
        match &instruction.op {
            Op::Set { from } => {
                let binding = self.binding(*from);
                self.write(result, binding);
            }
            Op::GetField { object, field } => self.get_field(result, *object, *field),
            Op::SetField { object, field, from } => self.set_field(*object, *field, *from, instruction.position),
            Op::GetOuter { depth, slot } => self.get_outer(result, *depth, *slot),
            Op::SetOuter { depth, slot, from } => self.set_outer(*depth, *slot, *from),
            Op::GetCell { cell } => self.get_cell(result, *cell),
            Op::SetCell { cell, from } => self.set_cell(*cell, *from),
            Op::Send { name, message } => self.send(result, *name, message),
            Op::Super { .. } => self.refuse("this `super` is not known when compiling: it is not supported yet"),
            Op::Yield { block, arguments } => self.yield_to(result, *block, arguments),
            Op::Call { method, receiver, arguments, block } => self.call(result, *method, *receiver, arguments, *block),
            Op::CallBlock { method, block, arguments } => self.call_block(result, *method, *block, arguments),
            Op::Block { method } => {
                let made = self.make_proc(*method);
                self.write(result, Binding::Value(made));
            }
            Op::IsA { object, class } => {
                self.say_tested(*object, *class);
                self.is_a(result, *object, *class);
            }
            Op::IsExactly { object, class } => {
                self.say_tested(*object, *class);
                self.is_exactly(result, *object, *class);
            }
            Op::Primitive { primitive, arguments, name } => self.primitive(result, *primitive, arguments, *name),
            Op::New { class } => self.new_object(result, *class),
            Op::Array { elements } => self.new_array(result, elements),
            Op::String { string } => self.new_string(result, *string),
            Op::Exception {} => {
                let exception = self.load_exception();
                self.write(result, Binding::Value(exception));
            }
            Op::Jump { to } => {
                self.finish_checked(None);
                let target = self.edge(*to);
                self.build.jump(target.block, &target.arguments);
            }
            Op::Branch { condition, then, otherwise } => self.branch(*condition, *then, *otherwise),
            Op::Return { value } => self.return_value(*value),
            Op::ReturnOut { value } => self.return_out(*value),
            Op::BreakOut { value } => self.break_out(*value),
            Op::Unwind { exception } => self.unwind(*exception),
            Op::Halt {} => self.build.unreachable(),
        }
    }
    /// An error at the current instruction.
    pub fn refuse(&mut self, title: &str) {
        self.world.error(self.span, title.to_string());
    }

    pub fn slot_type(&self, slot: SlotId) -> &virtual_machine::Type {
        self.method.slots.get(slot).map_or(&virtual_machine::Type::Mystery, |slot| &slot.type_)
    }
    pub fn register_of(&self, slot: SlotId) -> Type {
        register(self.slot_type(slot))
    }
    pub fn is_captured(&self, slot: SlotId) -> bool {
        self.facts.captured.contains(&slot)
    }
    /// What an operand is, without any code unless it is in memory.
    pub fn binding(&mut self, operand: Operand) -> Binding {
        match operand {
            Operand::Constant(constant) => Binding::Constant(constant),
            Operand::Slot(slot) if self.is_captured(slot) => Binding::Value(self.load_captured(slot)),
            Operand::Slot(slot) => self.bindings.get(slot.0 as usize).copied().unwrap_or(Binding::Constant(Constant::Nil)),
        }
    }
    /// The slot has this value from here on.
    pub fn write(&mut self, slot: Option<SlotId>, binding: Binding) {
        let Some(slot) = slot else { return };
        if slot.0 as usize >= self.bindings.len() {
            return self.refuse("this slot does not exist");
        }
        if self.is_captured(slot) {
            let value = self.convert(binding, Type::Value);
            return self.store_captured(slot, value);
        }
        let wanted = self.register_of(slot);
        let binding = match binding {
            Binding::Value(value) if self.build.type_of(value) != wanted => Binding::Value(self.convert(binding, wanted)),
            Binding::Test(_) | Binding::Checked(_) if wanted != Type::Value => Binding::Value(self.convert(binding, wanted)),
            other => other,
        };
        let binding = self.keep_home(slot, binding);
        self.bind(slot, binding);
    }
    pub fn bind(&mut self, slot: SlotId, binding: Binding) {
        let old = std::mem::replace(&mut self.bindings[slot.0 as usize], binding);
        self.undo.push((slot, old));
    }
    /// The way to a virtual block, with what meets there.
    pub fn edge(&mut self, to: VirtualBlock) -> Target {
        let meets = self.flow.meets[to.0 as usize].clone();
        let arguments: Vec<ValueId> = meets
            .into_iter()
            .map(|slot| {
                let binding = self.bindings[slot.0 as usize];
                let wanted = self.register_of(slot);
                self.convert(binding, wanted)
            })
            .collect();
        Target::new(self.blocks[to.0 as usize], &arguments)
    }

    /// Emits arithmetic that is read after this block; `fused` is what the terminator itself emits.
    pub fn finish_checked(&mut self, fused: Option<usize>) {
        if self.checked[self.began.1..].iter().all(|checked| checked.done.is_some()) {
            return;
        }
        let mut wanted = BTreeMap::new();
        for (slot, _) in &self.undo[self.began.0..] {
            let pending = match self.bindings[slot.0 as usize] {
                Binding::Checked(pending) => pending,
                Binding::Test(test) => match self.tests[test] {
                    Test::Overflow(pending) => pending,
                    _ => continue,
                },
                Binding::Value(_) | Binding::Constant(_) => continue,
            };
            let slot = *slot;
            if Some(pending) != fused && self.flow.live_out(&self.method.blocks[self.at], slot) {
                wanted.insert(slot, pending);
            }
        }
        for (slot, pending) in wanted {
            let value = self.finish_one(pending);
            let binding = match self.bindings[slot.0 as usize] {
                Binding::Checked(_) => Binding::Value(value),
                _ => {
                    let undefined = self.build.constant(parfait::value::UNDEFINED);
                    self.test(Test::Compare(crate::Condition::Equal, value, undefined))
                }
            };
            self.bind(slot, binding);
        }
    }
    /// The result of checked arithmetic as a value: undefined on overflow.
    pub fn finish_one(&mut self, pending: usize) -> ValueId {
        let Checked { opcode, left, right, done } = self.checked[pending];
        if let Some(done) = done {
            return done;
        }
        let fits = self.build.new_block(&[]);
        let overflow = self.build.new_cold_block(&[]);
        let merge = self.build.new_block(&[Type::Value]);
        let sum = self.build.checked(opcode, left, right, fits, Target::new(overflow, &[]));
        self.build.jump(merge, &[sum]);
        self.build.switch_to(overflow);
        let undefined = self.build.constant(parfait::value::UNDEFINED);
        self.build.jump(merge, &[undefined]);
        self.build.switch_to(merge);
        let value = self.build.block_parameters(merge)[0];
        self.checked[pending].done = Some(value);
        value
    }
    /// Slots that the current block has set so far.
    pub fn set_here(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.undo[self.began.0..].iter().map(|(slot, _)| *slot)
    }
    pub fn test(&mut self, test: Test) -> Binding {
        self.tests.push(test);
        Binding::Test(self.tests.len() - 1)
    }
}

/// Leaves out blocks that cannot be reached; the rest in an order that puts a block after one that leads to it, and
/// the first target of a branch next.
fn prune(function: &mut Function) {
    let mut seen = vec![false; function.blocks.len()];
    let mut order = Vec::new();
    let mut stack = vec![(crate::function::ENTRY, 0)];
    seen[0] = true;
    while let Some((block, next)) = stack.last_mut() {
        let targets: Vec<BlockId> = function.successors(*block).collect();
        if *next == targets.len() {
            order.push(*block);
            stack.pop();
            continue;
        }
        let target = targets[targets.len() - 1 - *next];
        *next += 1;
        if !std::mem::replace(&mut seen[target.0 as usize], true) {
            stack.push((target, 0));
        }
    }
    order.reverse();
    function.layout = order;
}
