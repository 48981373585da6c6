//! One variable of the pass: where it lives, where it crosses safepoints, where it is spilled, reloaded and joined.
//!
//! A variable is a value of the program before the pass. In the course of it, at each point of its life it is in a
//! register, in its slot, or in both; where it is not in a register it is in the slot.
use super::{Definition, State, is_constant, is_value};
use crate::function::{BlockId, Function, ValueId};
use crate::instruction::{Instruction, Opcode};
use base::Id;

/// A use: operand or argument `number` of an instruction; `target` is `usize::MAX` for operands.
#[derive(Clone, Copy)]
pub struct Use {
    pub block: BlockId,
    pub index: usize,
    pub target: usize,
    pub number: usize,
}

/// A block, as one variable sees it.
#[derive(Clone, Default)]
pub struct BlockState {
    /// The variable is defined in it, or live into it.
    inside: bool,
    live_in: bool,
    live_out: bool,
    /// The uses in it, as a range of the state's uses.
    uses: (usize, usize),
    /// Live in, and used before the next safepoint.
    wanted: bool,
    /// In a register at the start, at the end.
    valid_in: bool,
    valid_out: bool,
    /// The register's content at the start, once known.
    entry: Option<ValueId>,
    /// That is a new parameter.
    joined: bool,
    exit: Exit,
}

/// What the register holds at a block's end.
#[derive(Clone, Copy, Default, PartialEq)]
enum Exit {
    #[default]
    Nothing,
    /// What it held at the start.
    Entry,
    Value(ValueId),
}

/// Something to be given a value once the joins are known.
enum Patch {
    Use(Use),
    Inserted(usize),
}

pub struct Variable<'a, 'b> {
    function: &'a mut Function,
    state: &'a mut State<'b>,
    value: ValueId,
    definition: Definition,
    /// Blocks where it is defined or live in.
    region: Vec<BlockId>,
    /// Where it is live across: block, index.
    crossings: Vec<(BlockId, usize)>,
    /// For patches: the block whose entry value it is.
    patches: Vec<(Patch, BlockId)>,
}

impl<'a, 'b> Variable<'a, 'b> {
    pub fn new(function: &'a mut Function, state: &'a mut State<'b>, value: ValueId, definition: Definition) -> Self {
        Variable { function, state, value, definition, region: Vec::new(), crossings: Vec::new(), patches: Vec::new() }
    }
    pub fn run(mut self) {
        let constant = self.constant();
        if constant.is_none() && !is_value(self.function, self.value) || self.state.uses_of(self.value).is_empty() {
            return;
        }
        self.find_region();
        self.find_crossings();
        if !self.crossings.is_empty() {
            match constant {
                Some(constant) => self.remake(&constant),
                None => self.keep(),
            }
        }
        for block in &self.region {
            self.state.blocks[block.index()] = BlockState::default();
        }
    }
    fn constant(&self) -> Option<Instruction> {
        let (block, index) = self.definition;
        let instruction = &self.function.blocks[block].instructions[index?];
        is_constant(instruction.opcode).then(|| instruction.clone())
    }

    /// Walks up from the uses to the definition.
    fn find_region(&mut self) {
        let flow = self.state.flow;
        let definition = self.definition.0;
        self.state.blocks[definition.index()].inside = true;
        self.region.push(definition);
        let range = self.state.uses_of(self.value);
        let mut work = Vec::new();
        for at in range {
            let block = self.state.uses[at].block;
            let state = &mut self.state.blocks[block.index()];
            if state.uses.0 == state.uses.1 {
                state.uses.0 = at;
            }
            state.uses.1 = at + 1;
            work.push(block);
        }
        while let Some(block) = work.pop() {
            let state = &mut self.state.blocks[block.index()];
            if block == definition || std::mem::replace(&mut state.live_in, true) {
                continue;
            }
            state.inside = true;
            self.region.push(block);
            for predecessor in flow.predecessors(block) {
                self.state.blocks[predecessor.index()].live_out = true;
                work.push(*predecessor);
            }
        }
        self.region.sort_by_key(|block| flow.number(*block));
    }
    fn find_crossings(&mut self) {
        for block in &self.region {
            let state = &self.state.blocks[block.index()];
            let last = if state.live_out { usize::MAX } else { self.last_use(*block).unwrap_or(0) };
            let start = if *block == self.definition.0 { self.definition.1 } else { None };
            let crossed = self.state.safepoints[block.index()].iter();
            let crossed = crossed.filter(|index| **index < last && start.is_none_or(|start| start < **index));
            self.crossings.extend(crossed.map(|index| (*block, *index)));
        }
    }
    /// The index of the last instruction of the block that uses it.
    fn last_use(&self, block: BlockId) -> Option<usize> {
        let (from, to) = self.state.blocks[block.index()].uses;
        (from < to).then(|| self.state.uses[to - 1].index)
    }

    /// A constant: a copy after each safepoint, and at the start of each block, where there is a use.
    fn remake(&mut self, constant: &Instruction) {
        let mut original = false;
        for block in self.region.clone() {
            let (from, to) = self.state.blocks[block.index()].uses;
            let mut current = (block == self.definition.0).then_some(self.value);
            let mut since = if block == self.definition.0 { self.definition.1.unwrap_or(0) } else { 0 };
            for at in from..to {
                let place = self.state.uses[at];
                if self.safepoint_between(block, since, place.index) {
                    current = None;
                }
                since = place.index;
                let copy = current.unwrap_or_else(|| {
                    let copy = self.function.values.push(self.function.values[self.value]);
                    let position = self.function.blocks[block].instructions[place.index].position;
                    self.state.insertions.before(
                        block,
                        place.index,
                        Instruction { result: Some(copy), position, ..constant.clone() },
                    );
                    copy
                });
                original |= copy == self.value;
                current = Some(copy);
                self.set(place, copy);
            }
        }
        if !original {
            self.state.unused.push(self.definition);
        }
    }
    /// Is there a safepoint in `from..to`?
    fn safepoint_between(&self, block: BlockId, from: usize, to: usize) -> bool {
        let safepoints = &self.state.safepoints[block.index()];
        let next = safepoints.partition_point(|index| *index < from);
        safepoints.get(next).is_some_and(|index| *index < to)
    }
    fn set(&mut self, place: Use, value: ValueId) {
        let instruction = &mut self.function.blocks[place.block].instructions[place.index];
        match instruction.targets.get_mut(place.target) {
            Some(target) => target.arguments[place.number] = value,
            None => instruction.operands[place.number] = value,
        }
    }

    /// A value: spill, reload, join.
    fn keep(&mut self) {
        let slot = self.state.slots.len();
        self.state.slots.push(self.interval());
        self.state.live.extend(self.crossings.iter().map(|(block, index)| (*block, *index, slot)));
        let spill = self.common_spill();
        if let Some((block, _)) = spill.filter(|(block, _)| *block != self.definition.0) {
            self.state.blocks[block.index()].valid_in = true;
        }
        self.find_wanted();
        self.find_valid(spill);
        for block in self.region.clone() {
            self.rewrite(block, slot, spill);
        }
        self.join();
    }
    /// From the first to the last position where it is live.
    fn interval(&self) -> (u32, u32) {
        let (block, index) = self.definition;
        let start = self.state.first[block.index()] + index.map_or(0, |index| index as u32 + 1);
        let ends = self.region.iter().map(|block| {
            let end = if self.state.blocks[block.index()].live_out {
                self.function.blocks[*block].instructions.len()
            } else {
                self.last_use(*block).map_or(0, |index| index + 1)
            };
            self.state.first[block.index()] + end as u32
        });
        (start, ends.max().unwrap_or(start))
    }
    /// The place that dominates all hot crossings, not in a loop that the definition is not in: block, index.
    fn common_spill(&self) -> Option<(BlockId, usize)> {
        let dominators = &self.state.dominators;
        let mut hot = self.crossings.iter().map(|(block, _)| *block).filter(|block| !self.function.blocks[*block].cold);
        let mut block = hot.next()?;
        for other in hot {
            while !dominators.dominates(block, other) {
                block = dominators.parent(block).unwrap_or(self.definition.0);
            }
        }
        let loops = &self.state.loops;
        while let Some(index) = loops.innermost[block.index()].filter(|index| !loops.contains(*index, self.definition.0)) {
            block = dominators.parent(loops.loops[index].header).unwrap_or(self.definition.0);
        }
        let first = self.crossings.iter().filter(|(at, _)| *at == block).map(|(_, index)| *index).min();
        Some((block, first.unwrap_or(self.function.blocks[block].instructions.len() - 1)))
    }
    /// Live where safepoints end a life: from uses up to the safepoint before. A hot block does not care for cold ones.
    fn find_wanted(&mut self) {
        let mut work = Vec::new();
        for block in &self.region {
            let state = &self.state.blocks[block.index()];
            let (from, to) = state.uses;
            let first = self.state.safepoints[block.index()].first();
            if from < to && state.live_in && first.is_none_or(|first| self.state.uses[from].index <= *first) {
                work.push(*block);
            }
        }
        while let Some(block) = work.pop() {
            if std::mem::replace(&mut self.state.blocks[block.index()].wanted, true) {
                continue;
            }
            let cold = self.function.blocks[block].cold;
            for from in self.state.flow.predecessors(block) {
                let passes = self.state.safepoints[from.index()].is_empty() && self.state.blocks[from.index()].live_in;
                if passes && (!cold || self.function.blocks[*from].cold) {
                    work.push(*from);
                }
            }
        }
    }
    /// Where it is in a register: after the definition and uses, until a safepoint, and on from there.
    fn find_valid(&mut self, spill: Option<(BlockId, usize)>) {
        let mut work = Vec::new();
        for block in &self.region {
            let last = self.state.safepoints[block.index()].last().copied();
            let used = self.last_use(*block).is_some_and(|at| last.is_none_or(|last| last < at));
            let here = *block == self.definition.0;
            let defined = here && last.is_none_or(|last| self.definition.1.is_some_and(|index| index >= last));
            if used || defined {
                self.state.blocks[block.index()].valid_out = true;
                work.push(*block);
            }
        }
        while let Some(block) = work.pop() {
            for to in self.function.successors(block) {
                let in_slot = spill.is_some_and(|(at, _)| at != to && self.state.dominators.dominates(at, to));
                let passes = self.state.safepoints[to.index()].is_empty();
                let hot_way = !self.function.blocks[block].cold || self.function.blocks[to].cold;
                let state = &mut self.state.blocks[to.index()];
                if !state.live_in || state.valid_in || in_slot && !(state.wanted && hot_way) {
                    continue;
                }
                state.valid_in = true;
                if passes && !std::mem::replace(&mut state.valid_out, true) {
                    work.push(to);
                }
            }
        }
    }
    /// Walks through a block: spills, reloads, and notes what each use gets.
    fn rewrite(&mut self, block: BlockId, slot: usize, spill: Option<(BlockId, usize)>) {
        let state = &self.state.blocks[block.index()];
        let ((mut next, to), valid_in, live_out) = (state.uses, state.valid_in, state.live_out);
        let defined = block == self.definition.0;
        let mut current = match (defined, valid_in) {
            (true, _) => Exit::Value(self.value),
            (false, true) => Exit::Entry,
            (false, false) => Exit::Nothing,
        };
        let mut in_slot = !defined && !valid_in;
        let last = self.function.blocks[block].instructions.len() - 1;
        let spilled = spill.is_some_and(|(at, _)| self.state.dominators.dominates(at, block));
        let crossed: Vec<usize> = self.crossings_in(block);
        let mut stops: Vec<usize> = self.state.safepoints[block.index()].clone();
        stops.retain(|index| !defined || self.definition.1.is_none_or(|start| start < *index));
        for index in stops {
            while next < to && self.state.uses[next].index <= index {
                self.reload_for(next, slot, &mut current, &mut in_slot);
                next += 1;
            }
            if crossed.binary_search(&index).is_ok() {
                if !spilled && !in_slot {
                    self.spill(block, index, slot, current);
                }
                in_slot = true;
            }
            current = Exit::Nothing;
        }
        while next < to {
            self.reload_for(next, slot, &mut current, &mut in_slot);
            next += 1;
        }
        if let Some((_, index)) = spill.filter(|(at, _)| *at == block) {
            let entry = if defined { Exit::Value(self.value) } else { Exit::Entry };
            self.spill(block, index, slot, entry);
        }
        let expected = |to: BlockId| self.state.blocks[to.index()].valid_in;
        if live_out && current == Exit::Nothing && self.function.successors(block).any(expected) {
            current = Exit::Value(self.reload(block, last, slot));
        }
        self.state.blocks[block.index()].exit = current;
    }
    fn crossings_in(&self, block: BlockId) -> Vec<usize> {
        let start = self.crossings.partition_point(|(at, _)| self.state.flow.number(*at) < self.state.flow.number(block));
        self.crossings[start..].iter().take_while(|(at, _)| *at == block).map(|(_, index)| *index).collect()
    }
    fn reload_for(&mut self, at: usize, slot: usize, current: &mut Exit, in_slot: &mut bool) {
        let place = self.state.uses[at];
        match *current {
            Exit::Value(value) => self.set(place, value),
            Exit::Entry => self.patches.push((Patch::Use(place), place.block)),
            Exit::Nothing => {
                let value = self.reload(place.block, place.index, slot);
                *in_slot = true;
                *current = Exit::Value(value);
                self.set(place, value);
            }
        }
    }
    fn reload(&mut self, block: BlockId, index: usize, slot: usize) -> ValueId {
        let value = self.function.values.push(self.function.values[self.value]);
        let position = self.function.blocks[block].instructions[index].position;
        self.state.accesses.push((self.state.insertions.len(), slot));
        let reload = Instruction { result: Some(value), position, ..Instruction::new(Opcode::SpillLoad) };
        self.state.insertions.before(block, index, reload);
        value
    }
    fn spill(&mut self, block: BlockId, index: usize, slot: usize, value: Exit) {
        let number = self.state.insertions.len();
        let value = match value {
            Exit::Value(value) => value,
            Exit::Entry | Exit::Nothing => {
                self.patches.push((Patch::Inserted(number), block));
                self.value
            }
        };
        let position = self.function.blocks[block].instructions[index].position;
        self.state.accesses.push((number, slot));
        let operands = [value].into_iter().collect();
        self.state.insertions.before(block, index, Instruction { operands, position, ..Instruction::new(Opcode::SpillStore) });
    }

    /// Finds what each block starts with, adding parameters where different registers meet.
    fn join(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for block in &self.region {
                let state = &self.state.blocks[block.index()];
                if !state.valid_in || state.joined {
                    continue;
                }
                let found = match self.incoming(*block) {
                    Incoming::None => continue,
                    Incoming::One(value) => value,
                    Incoming::Many => {
                        self.state.blocks[block.index()].joined = true;
                        let parameter = self.function.values.push(self.function.values[self.value]);
                        self.function.blocks[*block].parameters.push(parameter);
                        parameter
                    }
                };
                changed |= self.state.blocks[block.index()].entry.replace(found) != Some(found);
            }
        }
        self.pass_arguments();
        for (patch, block) in std::mem::take(&mut self.patches) {
            let entry = self.state.blocks[block.index()].entry.unwrap_or(self.value);
            match patch {
                Patch::Use(place) => self.set(place, entry),
                Patch::Inserted(number) => self.state.insertions.instruction(number).operands[0] = entry,
            }
        }
    }
    fn exit(&self, block: BlockId) -> Option<ValueId> {
        let state = &self.state.blocks[block.index()];
        match state.exit {
            Exit::Value(value) => Some(value),
            Exit::Entry => state.entry,
            Exit::Nothing => None,
        }
    }
    fn incoming(&self, block: BlockId) -> Incoming {
        let mut found = Incoming::None;
        for value in self.state.flow.predecessors(block).iter().filter_map(|from| self.exit(*from)) {
            found = match found {
                Incoming::None => Incoming::One(value),
                Incoming::One(other) if other == value => Incoming::One(value),
                Incoming::One(_) | Incoming::Many => Incoming::Many,
            };
        }
        found
    }
    fn pass_arguments(&mut self) {
        for block in self.region.iter().filter(|block| self.state.blocks[block.index()].joined) {
            let mut predecessors = self.state.flow.predecessors(*block).to_vec();
            // both targets of a branch may be this block: once for both
            predecessors.sort_unstable();
            predecessors.dedup();
            for from in predecessors {
                let value = self.exit(from).unwrap_or(self.value);
                let targets = &mut self.function.terminator_mut(from).targets;
                targets.iter_mut().filter(|target| target.block == *block).for_each(|target| target.arguments.push(value));
            }
        }
    }
}

enum Incoming {
    None,
    One(ValueId),
    Many,
}
