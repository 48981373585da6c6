//! Abstract interpretation of one version: the type of every slot at every point, block by block.
//!
//! The same walk serves twice: to find types (no emitter), and, after the fixpoint, to write the version's body
//! with what is known (with an emitter). So both see exactly the same.
use super::emit::Emitter;
use super::engine::*;
use super::facts::MethodFacts;
use super::lattice::*;
use super::range::Range;
use crate::instruction::*;
use crate::program::*;
use base::hash::FastMap;
use parfait::{CoreClass, Primitive};
use std::collections::BTreeSet;
use std::rc::Rc;

/// What a slot's value says about others, within a block.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fact {
    /// It is the result of this test of a slot.
    IsA(SlotId, ClassId),
    IsExactly(SlotId, ClassId),
    Undefined(SlotId),
    Nil(SlotId),
    Truthy(SlotId),
    /// first < second, when true.
    Less(Operand, Operand),
    LessOrEqual(Operand, Operand),
}

/// What a comparison leaves of a range, given the other one.
type Bound = fn(Range, Range) -> Range;

/// (copy, original), sorted.
type Copies = Vec<(SlotId, SlotId)>;

/// What holds where a block begins.
#[derive(Clone)]
struct Entry {
    types: Vec<TypeId>,
    copies: Copies,
}

/// A walk through one version.
pub struct Walk<'w> {
    pub version: VersionId,
    pub method: MethodId,
    pub facts: Rc<MethodFacts>,
    pub state: Vec<TypeId>,
    /// Facts about slots set in this block.
    pub known: FastMap<SlotId, Fact>,
    /// Slots that hold a literal array made in this block: its elements.
    pub arrays: FastMap<SlotId, Vec<Operand>>,
    pub at: (BlockId, usize, usize),
    pub position: PositionId,
    pub out: Option<&'w mut Emitter>,
    /// Slots that hold the same value as another: what is learnt of one holds for both.
    copies: Copies,
    /// Blocks entered so far, with the state on entry.
    entries: Vec<Option<Rc<Entry>>>,
    pub pending: BTreeSet<(u32, u32)>,
    pub rescue: Option<BlockId>,
    /// Join of each slot's types over all points, for the annotation.
    pub slot_types: Vec<TypeId>,
    /// Types of the temporaries made for the instruction at hand.
    pub temporaries: FastMap<SlotId, TypeId>,
    /// The elements of the array that is the result of the instruction at hand.
    pub made: Option<Vec<Operand>>,
}

/// Analyses a version; with an emitter also writes its body. Returns the join of each slot's types.
pub fn run(engine: &mut Engine, version: VersionId, out: Option<&mut Emitter>) -> Vec<TypeId> {
    let method = engine.versions[version].method;
    let facts = engine.method_facts(method);
    let emitting = out.is_some();
    let count = facts.blocks.len();
    let mut walk = Walk {
        version,
        method,
        state: Vec::new(),
        copies: Vec::new(),
        known: FastMap::default(),
        arrays: FastMap::default(),
        at: (BlockId(0), 0, 0),
        position: PositionId(0),
        out,
        entries: vec![None; count],
        pending: BTreeSet::new(),
        rescue: None,
        slot_types: vec![NEVER; facts.slot_count],
        temporaries: FastMap::default(),
        made: None,
        facts: facts.clone(),
    };
    let entry = initial_state(engine, version, &facts);
    for (slot, type_) in entry.iter().enumerate() {
        walk.slot_types[slot] = *type_;
    }
    if count > 0 {
        walk.entries[0] = Some(Rc::new(Entry { types: entry, copies: Vec::new() }));
        walk.pending.insert((facts.order[0], 0));
    }
    if !emitting {
        while let Some((_, block)) = walk.pending.pop_first() {
            walk.block(engine, BlockId(block));
        }
        return walk.slot_types;
    }
    // States first, quietly; then one emitting walk over the blocks that are reached.
    let out = walk.out.take();
    while let Some((_, block)) = walk.pending.pop_first() {
        walk.block(engine, BlockId(block));
    }
    walk.out = out;
    let mut reached: Vec<usize> = (0..count).filter(|block| walk.entries[*block].is_some()).collect();
    reached.sort_by_key(|block| facts.order[*block]);
    for block in reached {
        walk.block(engine, BlockId(block as u32));
    }
    walk.slot_types
}

fn initial_state(engine: &mut Engine, version: VersionId, facts: &MethodFacts) -> Vec<TypeId> {
    let entry = engine.versions[version].clone();
    let nil = engine.types.nil();
    let mut state = vec![nil; facts.slot_count];
    state[SELF.0 as usize] = entry.self_type;
    state[BLOCK.0 as usize] = entry.block;
    for (index, type_) in entry.arguments.iter().enumerate() {
        if let Some(slot) = state.get_mut(FIRST_ARGUMENT.0 as usize + index) {
            *slot = *type_;
        }
    }
    // temporaries are set before they are read, and most locals
    let method = &engine.program.methods[entry.method];
    for (slot, info) in method.slots.iter() {
        let set_first = facts.set_first[slot.0 as usize] && info.kind == SlotKind::Local;
        if set_first || info.kind == SlotKind::Temporary {
            state[slot.0 as usize] = NEVER;
        }
    }
    state
}

impl Walk<'_> {
    fn block(&mut self, engine: &mut Engine, block: BlockId) {
        let facts = self.facts.clone();
        let body = &facts.blocks[block.0 as usize];
        let entry = self.entries[block.0 as usize].clone().expect("only entered blocks are walked");
        self.state.clone_from(&entry.types);
        self.copies.clone_from(&entry.copies);
        self.known.clear();
        self.arrays.clear();
        self.rescue = body.rescue;
        if let Some(out) = &mut self.out {
            out.start(block, body.rescue);
        }
        self.join_rescue(engine);
        for (index, instruction) in body.instructions.iter().enumerate() {
            self.at = (block, index, 0);
            self.position = instruction.position;
            self.temporaries.clear();
            if instruction.op.is_terminator() {
                self.terminate(engine, &instruction.op);
                return;
            }
            let result = super::transfer::step(engine, self, instruction);
            match (result, instruction.result) {
                (Some(NEVER), _) => {
                    // the rest is not reached
                    if let Some(out) = &mut self.out {
                        out.terminate(Op::Halt {}, instruction.position);
                    }
                    return;
                }
                (Some(type_), Some(slot)) => self.assign(engine, slot, type_),
                (Some(_) | None, _) => {}
            }
        }
        // a block without terminator: the verifier's matter
        if let Some(out) = &mut self.out {
            out.terminate(Op::Halt {}, self.position);
        }
    }

    pub fn operand(&mut self, engine: &mut Engine, operand: Operand) -> TypeId {
        match operand {
            Operand::Slot(slot) => self.slot(engine, slot),
            Operand::Constant(constant) => {
                match constant {
                    Constant::Symbol(name) => engine.mention(self.method, name),
                    Constant::FrozenString(text) => engine.mention_text(self.method, text),
                    _ => {}
                }
                engine.constant(constant)
            }
        }
    }

    pub fn slot(&mut self, engine: &mut Engine, slot: SlotId) -> TypeId {
        let Some(&type_) = self.state.get(slot.0 as usize) else { return self.temporaries[&slot] };
        if self.facts.written.contains(&slot) {
            let written = engine.read(Place::Written(self.version, slot), self.version);
            return engine.types.join(type_, written);
        }
        type_
    }

    pub fn assign(&mut self, engine: &mut Engine, slot: SlotId, type_: TypeId) {
        self.state[slot.0 as usize] = type_;
        let all = &mut self.slot_types[slot.0 as usize];
        *all = engine.types.join(*all, type_);
        if self.facts.seen_by_blocks.contains(&(self.at.0, self.at.1)) {
            engine.write(Place::Captured(self.version, slot), type_);
        }
        self.copies.retain(|(copy, original)| *copy != slot && *original != slot);
        if let Op::Set { from: Operand::Slot(from) } = self.facts.blocks[self.at.0.0 as usize].instructions[self.at.1].op
            && from != slot
            && ![slot, from].iter().any(|one| self.facts.written.contains(one))
        {
            let at = self.copies.partition_point(|pair| *pair < (slot, from));
            self.copies.insert(at, (slot, from));
        }
        self.arrays.retain(|array, elements| *array != slot && !elements.contains(&Operand::Slot(slot)));
        let depends = |fact: &Fact| match fact {
            Fact::IsA(of, _) | Fact::IsExactly(of, _) | Fact::Undefined(of) | Fact::Nil(of) | Fact::Truthy(of) => *of == slot,
            Fact::Less(a, b) | Fact::LessOrEqual(a, b) => *a == Operand::Slot(slot) || *b == Operand::Slot(slot),
        };
        let fresh = self.known.remove(&SlotId(u32::MAX));
        self.known.retain(|of, fact| *of != slot && !depends(fact));
        if let Some(fact) = fresh.filter(|fact| !depends(fact)) {
            self.known.insert(slot, fact);
        }
        if let Some(elements) = self.made.take() {
            self.arrays.insert(slot, elements);
        }
        self.join_rescue(engine);
    }

    /// Remembers what the instruction's result (about to be assigned) says.
    pub fn learn(&mut self, fact: Fact) {
        self.known.insert(SlotId(u32::MAX), fact);
    }
    /// Nothing is known of the result after all.
    pub fn unlearn(&mut self) {
        self.known.remove(&SlotId(u32::MAX));
    }

    fn join_rescue(&mut self, engine: &mut Engine) {
        if let Some(rescue) = self.rescue {
            let state = self.state.clone();
            self.flow(engine, rescue, state);
        }
    }

    fn flow(&mut self, engine: &mut Engine, to: BlockId, state: Vec<TypeId>) {
        if self.out.is_some() {
            return;
        }
        let entry = &mut self.entries[to.0 as usize];
        let changed = match entry {
            None => {
                *entry = Some(Rc::new(Entry { types: state, copies: self.copies.clone() }));
                true
            }
            Some(old) => {
                let mut changed = false;
                for (index, new) in state.iter().enumerate() {
                    let known = old.types[index];
                    if known != *new {
                        let joined = engine.types.join(known, *new);
                        if joined != known {
                            Rc::make_mut(old).types[index] = joined;
                            changed = true;
                        }
                    }
                }
                if old.copies.iter().any(|pair| !self.copies.contains(pair)) {
                    Rc::make_mut(old).copies.retain(|pair| self.copies.contains(pair));
                    changed = true;
                }
                changed
            }
        };
        if changed {
            self.pending.insert((self.facts.order[to.0 as usize], to.0));
        }
    }

    fn terminate(&mut self, engine: &mut Engine, op: &Op) {
        let mut rewritten = op.clone();
        match op {
            Op::Jump { to } => {
                let state = std::mem::take(&mut self.state);
                self.flow(engine, *to, state);
            }
            Op::Branch { condition, then, otherwise } => {
                let type_ = self.operand(engine, *condition);
                let (mut can_be_true, mut can_be_false) = engine.types.truth(type_);
                let yes = self.narrowed(engine, *condition, true);
                let no = self.narrowed(engine, *condition, false);
                can_be_true &= yes.is_some();
                can_be_false &= no.is_some();
                if let (true, Some(state)) = (can_be_true, yes) {
                    self.flow(engine, *then, state);
                }
                if let (true, Some(state)) = (can_be_false, no) {
                    self.flow(engine, *otherwise, state);
                }
                match (can_be_true, can_be_false) {
                    (true, false) => rewritten = Op::Jump { to: *then },
                    (false, true) => rewritten = Op::Jump { to: *otherwise },
                    (false, false) => rewritten = Op::Halt {},
                    (true, true) => {}
                }
            }
            Op::Return { value } => {
                let type_ = self.operand(engine, *value);
                let fact = self.fact_of_arguments(*value);
                engine.returns(self.version, type_, fact);
            }
            Op::ReturnOut { value } => {
                let type_ = self.operand(engine, *value);
                if let Some(home) = engine.home_method(self.version) {
                    engine.write(Place::ReturnedOut, type_);
                    engine.returns(home, type_, None);
                }
            }
            Op::BreakOut { value } => {
                let type_ = self.operand(engine, *value);
                engine.write(Place::BrokenOut, type_);
                engine.breaks(self.version, type_);
            }
            Op::Unwind { exception } => {
                self.operand(engine, *exception);
            }
            Op::Halt {} => {}
            _ => {}
        }
        if let Some(out) = &mut self.out {
            out.terminate(rewritten, self.position);
        }
    }

    /// The state if the condition is true (or false); `None` if it cannot be.
    fn narrowed(&mut self, engine: &mut Engine, condition: Operand, truth: bool) -> Option<Vec<TypeId>> {
        let mut state = self.state.clone();
        let Operand::Slot(slot) = condition else { return Some(state) };
        self.keep_truthy(engine, &mut state, slot, truth)?;
        let Some(fact) = self.known.get(&slot).copied() else { return Some(state) };
        match fact {
            Fact::IsA(of, class) => {
                let kept = engine.narrow_class(self.version, state[of.0 as usize], class, truth, false);
                self.narrow(&mut state, of, kept)?;
            }
            Fact::IsExactly(of, class) => {
                let kept = engine.narrow_class(self.version, state[of.0 as usize], class, truth, true);
                self.narrow(&mut state, of, kept)?;
            }
            Fact::Undefined(of) => {
                let kept = engine.types.filter(state[of.0 as usize], |_, atom| (atom == Atom::Undefined) == truth);
                self.narrow(&mut state, of, kept)?;
            }
            Fact::Nil(of) => {
                let nil = Atom::Instance(Program::core(CoreClass::NilClass));
                let kept = engine.types.filter(state[of.0 as usize], |_, atom| (atom == nil) == truth);
                self.narrow(&mut state, of, kept)?;
            }
            Fact::Truthy(of) => self.keep_truthy(engine, &mut state, of, truth)?,
            Fact::Less(a, b) if truth => self.order(engine, &mut state, (a, Range::below), (b, Range::above)),
            Fact::Less(a, b) => self.order(engine, &mut state, (a, Range::at_least), (b, Range::at_most)),
            Fact::LessOrEqual(a, b) if truth => self.order(engine, &mut state, (a, Range::at_most), (b, Range::at_least)),
            Fact::LessOrEqual(a, b) => self.order(engine, &mut state, (a, Range::above), (b, Range::below)),
        }
        Some(state)
    }

    fn narrow(&mut self, state: &mut [TypeId], slot: SlotId, kept: TypeId) -> Option<()> {
        if self.facts.written.contains(&slot) {
            return Some(());
        }
        for same in self.same_value(slot) {
            state[same.0 as usize] = kept;
        }
        (kept != NEVER).then_some(())
    }

    /// The slot, and those that hold a copy of its value or that it is a copy of.
    fn same_value(&self, slot: SlotId) -> Vec<SlotId> {
        let mut same = vec![slot];
        let mut next = 0;
        while next < same.len() {
            let one = same[next];
            for (copy, original) in &self.copies {
                let other = if *copy == one { *original } else { *copy };
                if (*copy == one || *original == one) && !same.contains(&other) {
                    same.push(other);
                }
            }
            next += 1;
        }
        same
    }

    fn keep_truthy(&mut self, engine: &mut Engine, state: &mut [TypeId], slot: SlotId, truth: bool) -> Option<()> {
        if self.facts.written.contains(&slot) {
            return Some(());
        }
        let falsy = [Atom::Instance(Program::core(CoreClass::NilClass)), Atom::Instance(Program::core(CoreClass::FalseClass))];
        let mut kept = engine.types.filter(state[slot.0 as usize], |_, atom| falsy.contains(&atom) != truth);
        if !truth && engine.types.is_mystery(kept) {
            let (nil, no) = (engine.types.nil(), engine.types.instance(CoreClass::FalseClass));
            kept = engine.types.join(nil, no);
        }
        self.narrow(state, slot, kept)
    }

    /// Bounds of two operands from how they compare.
    fn order(&mut self, engine: &mut Engine, state: &mut [TypeId], first: (Operand, Bound), second: (Operand, Bound)) {
        let range = |operand: Operand| match operand {
            Operand::Slot(slot) => engine.types.only_small(state[slot.0 as usize]),
            Operand::Constant(Constant::Small(number)) => Some(Range::of(number)),
            Operand::Constant(_) => None,
        };
        let ranges = (range(first.0), range(second.0));
        for ((operand, bound), own, other) in [(first, ranges.0, ranges.1), (second, ranges.1, ranges.0)] {
            if let (Operand::Slot(slot), Some(own), Some(other)) = (operand, own, other)
                && !self.facts.written.contains(&slot)
            {
                let kept = engine.types.with_range(state[slot.0 as usize], bound(own, other));
                for same in self.same_value(slot) {
                    state[same.0 as usize] = kept;
                }
            }
        }
    }

    /// What a returned value says of arguments that nothing assigns.
    fn fact_of_arguments(&self, value: Operand) -> Option<Fact> {
        let Operand::Slot(slot) = value else { return None };
        let fact = self.known.get(&slot).copied()?;
        let fixed = |slot: SlotId| self.facts.fixed_arguments.contains(&slot);
        let fixed_operand = |operand: Operand| match operand {
            Operand::Slot(slot) => fixed(slot),
            Operand::Constant(_) => true,
        };
        let all_fixed = match fact {
            Fact::IsA(of, _) | Fact::IsExactly(of, _) | Fact::Undefined(of) | Fact::Nil(of) | Fact::Truthy(of) => fixed(of),
            Fact::Less(a, b) | Fact::LessOrEqual(a, b) => fixed_operand(a) && fixed_operand(b),
        };
        all_fixed.then_some(fact)
    }

    /// The effect of a primitive's test, for branches on its result.
    pub fn learn_primitive(&mut self, primitive: Primitive, arguments: &[Operand]) {
        let slot = |index: usize| match arguments.get(index) {
            Some(Operand::Slot(slot)) => Some(*slot),
            _ => None,
        };
        let fact = match (primitive, arguments) {
            (Primitive::undefined, _) => slot(0).map(Fact::Undefined),
            (Primitive::truthy, _) => slot(0).map(Fact::Truthy),
            (Primitive::same, [_, Operand::Constant(Constant::Nil)]) => slot(0).map(Fact::Nil),
            (Primitive::same, [Operand::Constant(Constant::Nil), _]) => slot(1).map(Fact::Nil),
            (Primitive::same, [_, Operand::Constant(Constant::Undefined)]) => slot(0).map(Fact::Undefined),
            (Primitive::small_lt, [a, b]) => Some(Fact::Less(*a, *b)),
            (Primitive::small_gt, [a, b]) => Some(Fact::Less(*b, *a)),
            (Primitive::small_le, [a, b]) => Some(Fact::LessOrEqual(*a, *b)),
            (Primitive::small_ge, [a, b]) => Some(Fact::LessOrEqual(*b, *a)),
            _ => None,
        };
        if let Some(fact) = fact {
            self.learn(fact);
        }
    }
}
