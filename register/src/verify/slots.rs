//! What the pass `safepoints` leaves, checked by itself: no value lives across a safepoint but in a stack slot that the
//! safepoint names, and the slots that it names have been stored to on every way to it.
use super::Check;
use crate::analysis::{Flow, Liveness};
use crate::function::{BlockId, Function, ValueId};
use crate::instruction::{Instruction, Opcode, Type};
use base::Id;
use std::collections::BTreeSet;

/// Slots that hold something, or are read later.
type Slots = BTreeSet<u32>;

impl Check<'_> {
    /// For functions that have been through the pass.
    pub(super) fn slots(&mut self, flow: &Flow) {
        if self.function.stack_slots as usize == self.function.variables.homes.len() {
            return;
        }
        self.values_over_safepoints(flow);
        self.read_later(flow);
        self.stored_before(flow);
    }
    fn values_over_safepoints(&mut self, flow: &Flow) {
        let function = self.function;
        let is_value = |value: ValueId| function.values[value] == Type::Value;
        let liveness = Liveness::new(function, flow, is_value);
        for block in &flow.order {
            let out = function.successors(*block).flat_map(|to| liveness.into[to.index()].iter().copied());
            let mut live: BTreeSet<ValueId> = out.collect();
            for (index, instruction) in function.blocks[*block].instructions.iter().enumerate().rev() {
                let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
                live.extend(arguments.copied().filter(|value| is_value(*value)));
                if let Some(result) = instruction.result {
                    live.remove(&result);
                }
                if instruction.is_safepoint() {
                    for value in &live {
                        self.note(*block, index, format!("{value} lives across this safepoint, in no stack slot"));
                    }
                }
                live.extend(instruction.operands.iter().copied().filter(|value| is_value(*value)));
            }
        }
    }
    /// Slots that are read after a safepoint have to be in its map.
    fn read_later(&mut self, flow: &Flow) {
        let function = self.function;
        let mut into: Vec<Slots> = vec![Slots::new(); function.blocks.len()];
        let mut work: Vec<BlockId> = flow.order.clone();
        while let Some(block) = work.pop() {
            let mut live = after(function, &into, block);
            function.blocks[block].instructions.iter().rev().for_each(|instruction| read(&mut live, instruction));
            if live != into[block.index()] {
                into[block.index()] = live;
                work.extend(flow.predecessors(block).iter().copied());
            }
        }
        for block in &flow.order {
            let mut live = after(function, &into, *block);
            for (index, instruction) in function.blocks[*block].instructions.iter().enumerate().rev() {
                if instruction.is_safepoint() {
                    for slot in live.iter().filter(|slot| !instruction.live.contains(slot)) {
                        self.note(*block, index, format!("slot {slot} is read later, but not in `live`"));
                    }
                }
                read(&mut live, instruction);
            }
        }
    }
    /// Slots in a map have to hold something on every way.
    fn stored_before(&mut self, flow: &Flow) {
        let function = self.function;
        let mut out: Vec<Option<Slots>> = vec![None; function.blocks.len()];
        let mut changed = true;
        while changed {
            changed = false;
            for block in &flow.order {
                let mut stored = before(&out, flow, *block);
                function.blocks[*block].instructions.iter().for_each(|instruction| store(&mut stored, instruction));
                if out[block.index()].as_ref() != Some(&stored) {
                    out[block.index()] = Some(stored);
                    changed = true;
                }
            }
        }
        for block in &flow.order {
            let mut stored = before(&out, flow, *block);
            for (index, instruction) in function.blocks[*block].instructions.iter().enumerate() {
                for slot in instruction.live.iter().filter(|slot| !stored.contains(slot)) {
                    self.note(*block, index, format!("slot {slot} is in `live`, but nothing has been stored to it"));
                }
                store(&mut stored, instruction);
            }
        }
    }
}

fn read(live: &mut Slots, instruction: &Instruction) {
    match instruction.opcode {
        Opcode::SpillLoad => {
            live.insert(instruction.slot());
        }
        Opcode::SpillStore => {
            live.remove(&instruction.slot());
        }
        _ => {}
    }
}

fn store(stored: &mut Slots, instruction: &Instruction) {
    if instruction.opcode == Opcode::SpillStore {
        stored.insert(instruction.slot());
    }
}

fn after(function: &Function, into: &[Slots], block: BlockId) -> Slots {
    function.successors(block).flat_map(|to| into[to.index()].iter().copied()).collect()
}

fn before(out: &[Option<Slots>], flow: &Flow, block: BlockId) -> Slots {
    let known = flow.predecessors(block).iter().filter_map(|from| out[from.index()].as_ref());
    known.cloned().reduce(|left, right| left.intersection(&right).copied().collect()).unwrap_or_default()
}
