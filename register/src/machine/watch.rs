//! Where the variables of optimised code are: values that are known to be one, and stack slots that hold it between two
//! instructions. The allocator of registers follows the values from here ([`super::code::Code::watched`]).
//!
//! ```text
//! v7: value = ...            the variable is v7
//!   spill_store v7  slot 2   from here on slot 2 holds it
//!   call f() live 2          and is what a caller's frame shows
//! v9: value = spill_load     v9 is the variable, too
//! ```
use crate::analysis::Flow;
use crate::variables::Variable;
use crate::{BlockId, Function, Instruction, Opcode, Type, ValueId};
use base::Id;
use std::collections::{BTreeSet, HashSet};

/// What is known of one variable.
pub struct Watched {
    /// Its row in the function's variables.
    pub row: u32,
    /// The values that it is.
    pub values: HashSet<ValueId>,
    /// By block: from which of its instructions on a slot holds it, or none does.
    slots: Vec<Vec<(u32, Option<u32>)>>,
}

impl Watched {
    /// The slot that holds it before an instruction, and while that calls.
    pub fn slot(&self, block: BlockId, at: u32) -> Option<u32> {
        let changes = &self.slots[block.index()];
        changes[..changes.partition_point(|(from, _)| *from <= at)].last().and_then(|(_, slot)| *slot)
    }
}

/// The variables of a function that can be followed.
pub fn watch(function: &Function) -> Vec<Watched> {
    let rows = || (0..).zip(&function.variables.rows).filter_map(|(number, row)| Some((number, row, row.value?)));
    if rows().next().is_none() {
        return Vec::new();
    }
    let flow = Flow::new(function);
    rows().map(|(number, row, value)| follow(function, &flow, number, row, value)).collect()
}

type Slots = BTreeSet<u32>;

fn follow(function: &Function, flow: &Flow, number: u32, row: &Variable, value: ValueId) -> Watched {
    let moves = row.ty == Type::Value;
    let mut values = HashSet::from([value]);
    loop {
        let known = values.len();
        let into = holding(function, flow, moves, &values);
        for block in &flow.order {
            let mut slots = into[block.index()].clone();
            for instruction in &function.blocks[*block].instructions {
                if instruction.opcode == Opcode::SpillLoad && slots.contains(&instruction.slot()) {
                    values.extend(instruction.result);
                }
                step(&mut slots, moves, &values, instruction);
            }
            values.extend(merged(function, flow, *block, &values));
        }
        if values.len() == known {
            let slots =
                function.blocks.ids().map(|block| changes(function, block, &into[block.index()], moves, &values)).collect();
            return Watched { row: number, values, slots };
        }
    }
}

/// By block: the slots that hold one of these values where it begins, on every way.
fn holding(function: &Function, flow: &Flow, moves: bool, values: &HashSet<ValueId>) -> Vec<Slots> {
    let mut out: Vec<Option<Slots>> = vec![None; function.blocks.len()];
    let into = |out: &[Option<Slots>], block: BlockId| {
        let before = flow.predecessors(block).iter().filter_map(|from| out[from.index()].as_ref());
        before.cloned().reduce(|one, other| &one & &other).filter(|_| block != crate::ENTRY).unwrap_or_default()
    };
    let mut changed = true;
    while changed {
        changed = false;
        for block in &flow.order {
            let mut slots = into(&out, *block);
            function.blocks[*block].instructions.iter().for_each(|instruction| step(&mut slots, moves, values, instruction));
            if out[block.index()].as_ref() != Some(&slots) {
                out[block.index()] = Some(slots);
                changed = true;
            }
        }
    }
    function.blocks.ids().map(|block| into(&out, block)).collect()
}

/// The block's parameters that are given one of these values on every way.
fn merged(function: &Function, flow: &Flow, block: BlockId, values: &HashSet<ValueId>) -> Vec<ValueId> {
    let given = |at: usize, parameter: ValueId| {
        let before = flow.predecessors(block).iter().flat_map(|from| function.blocks[*from].instructions.last());
        let targets = before.flat_map(|last| &last.targets).filter(|target| target.block == block);
        let mut arguments = targets.filter_map(|target| target.arguments.get(at)).filter(|it| **it != parameter).peekable();
        arguments.peek().is_some() && arguments.all(|argument| values.contains(argument))
    };
    let parameters = function.blocks[block].parameters.iter().copied().enumerate();
    parameters.filter(|(at, parameter)| block != crate::ENTRY && given(*at, *parameter)).map(|(_, parameter)| parameter).collect()
}

/// What an instruction leaves. The collector only looks after slots that are in the map of the call.
fn step(slots: &mut Slots, moves: bool, values: &HashSet<ValueId>, instruction: &Instruction) {
    if instruction.opcode == Opcode::SpillStore {
        if values.contains(&instruction.operands[0]) {
            slots.insert(instruction.slot());
        } else {
            slots.remove(&instruction.slot());
        }
    }
    during(slots, moves, instruction);
}

fn during(slots: &mut Slots, moves: bool, instruction: &Instruction) {
    if moves && instruction.is_safepoint() {
        slots.retain(|slot| instruction.live.contains(slot));
    }
}

fn changes(function: &Function, block: BlockId, into: &Slots, moves: bool, values: &HashSet<ValueId>) -> Vec<(u32, Option<u32>)> {
    let mut slots = into.clone();
    let mut changes = vec![(0, slots.first().copied())];
    for (at, instruction) in (0..).zip(&function.blocks[block].instructions) {
        during(&mut slots, moves, instruction);
        let mut change = |at: u32, slot: Option<u32>| {
            if changes.last().is_none_or(|(_, last)| *last != slot) {
                changes.push((at, slot));
            }
        };
        change(at, slots.first().copied());
        step(&mut slots, moves, values, instruction);
        change(at + 1, slots.first().copied());
    }
    changes
}
