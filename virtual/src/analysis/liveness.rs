//! Which slots are read later: from each read, up to where the slot is set on every way.
use super::uses::{read, set};
use super::{Flow, captured};
use crate::instruction::Instruction;
use crate::program::{BlockId, CompiledMethod, MethodId, Program, SlotId};
use base::Id;

/// Live slots at the blocks' starts. Slots that blocks in the method may read are always live.
///
/// ```
/// use virtual_machine::analysis::{Flow, Liveness};
/// use virtual_machine::{BlockId, CompiledMethod, Instruction, Op, Operand, Program, SELF};
///
/// let mut program = Program::with_core_classes();
/// let method = CompiledMethod::named(&mut program, "me");
/// let position = program.positions.ids().next().unwrap();
/// let code = &mut program.methods[method];
/// code.blocks[BlockId(0)].instructions = vec![Instruction { result: None, op: Op::Return { value: Operand::Slot(SELF) }, position }];
/// let flow = Flow::new(&program.methods[method]);
/// assert_eq!(Liveness::new(&program, method, &flow).into[0], [SELF]);
/// ```
#[derive(Clone, Debug)]
pub struct Liveness {
    /// By block: the slots live into it, in ascending order.
    pub into: Vec<Vec<SlotId>>,
}

impl Liveness {
    /// Liveness in a method, of which `flow` is the flow.
    pub fn new(program: &Program, id: MethodId, flow: &Flow) -> Liveness {
        Liveness::beyond(&program.methods[id], flow, &captured(program, id))
    }

    /// Liveness in a method where the slots that are `always` live are known.
    pub(crate) fn beyond(method: &CompiledMethod, flow: &Flow, always: &[bool]) -> Liveness {
        let mut seen = vec![None; method.slots.len()];
        let (reads, sets): (Vec<_>, Vec<_>) =
            method.blocks.iter().map(|(id, block)| reads_and_sets(id, &block.instructions, &mut seen)).unzip();
        let mut live = vec![vec![false; method.slots.len()]; method.blocks.len()];
        let mut work = Vec::new();
        for block in flow.order.iter().copied() {
            let always = method.slots.ids().filter(|slot| always[slot.index()]);
            for slot in reads[block.index()].iter().copied().chain(always) {
                work.push((block, slot));
                while let Some((at, slot)) = work.pop() {
                    if std::mem::replace(&mut live[at.index()][slot.index()], true) {
                        continue;
                    }
                    let sets = |from: &BlockId| sets[from.index()].binary_search(&slot).is_ok();
                    let passes = |from: &BlockId| !sets(from) || leaves_early(method, *from, at);
                    work.extend(flow.predecessors(at).iter().filter(|from| passes(from)).map(|from| (*from, slot)));
                }
            }
        }
        let slots = |live: Vec<bool>| live.into_iter().enumerate().filter(|(_, is)| *is).map(|(at, _)| SlotId::new(at)).collect();
        Liveness { into: live.into_iter().map(slots).collect() }
    }
}

/// May control go from a block to another before the block's end?
fn leaves_early(method: &CompiledMethod, from: BlockId, to: BlockId) -> bool {
    method.blocks[from].rescue == Some(to)
}

/// Slots that a block reads before it sets them, and slots that it sets, in ascending order. `seen`: by slot, the block that
/// read or set it last.
fn reads_and_sets(id: BlockId, instructions: &[Instruction], seen: &mut [Option<(BlockId, bool)>]) -> (Vec<SlotId>, Vec<SlotId>) {
    let (mut reads, mut sets) = (Vec::new(), Vec::new());
    for instruction in instructions {
        read(&instruction.op, |slot| {
            if seen[slot.index()].is_none_or(|(block, _)| block != id) {
                seen[slot.index()] = Some((id, false));
                reads.push(slot);
            }
        });
        for slot in set(&instruction.op).into_iter().chain(instruction.result) {
            if seen[slot.index()] != Some((id, true)) {
                seen[slot.index()] = Some((id, true));
                sets.push(slot);
            }
        }
    }
    sets.sort_unstable();
    (reads, sets)
}
