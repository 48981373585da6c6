//! Where slots are set and read.
use crate::instruction::{Op, Operand};
use crate::program::{BlockId, CompiledMethod, MethodId, Program, SlotId};
use base::Id;

/// An instruction, by block and index there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The block.
    pub block: BlockId,
    /// The instruction's index in it.
    pub index: usize,
}

/// By slot: the instructions that set it, and those that read it, in the order of the blocks. Slots are no SSA: there may be
/// many of both. What blocks within the method do is not here: they may do anything to the slots that [`captured`] tells.
///
/// ```
/// use virtual_machine::analysis::Uses;
/// use virtual_machine::{Instruction, Op, Operand, SELF};
///
/// let mut program = virtual_machine::Program::with_core_classes();
/// let method = virtual_machine::CompiledMethod::named(&mut program, "same");
/// let position = program.positions.ids().next().unwrap();
/// let code = &mut program.methods[method];
/// let slot = code.new_temporary();
/// code.blocks[virtual_machine::BlockId(0)].instructions = vec![
///     Instruction { result: Some(slot), op: Op::Set { from: Operand::Slot(SELF) }, position },
///     Instruction { result: None, op: Op::Return { value: Operand::Slot(slot) }, position },
/// ];
///
/// let uses = Uses::new(code);
/// assert_eq!((uses.sets(slot).len(), uses.reads(slot)[0].index, uses.reads(SELF).len()), (1, 1, 1));
/// ```
#[derive(Clone, Debug)]
pub struct Uses {
    sets: Vec<Vec<Place>>,
    reads: Vec<Vec<Place>>,
}

impl Uses {
    /// The uses in all blocks of a method.
    pub fn new(method: &CompiledMethod) -> Uses {
        let mut uses = Uses { sets: vec![Vec::new(); method.slots.len()], reads: vec![Vec::new(); method.slots.len()] };
        for (block, data) in method.blocks.iter() {
            for (index, instruction) in data.instructions.iter().enumerate() {
                let place = Place { block, index };
                read(&instruction.op, |slot| uses.reads[slot.index()].push(place));
                for slot in set(&instruction.op).into_iter().chain(instruction.result) {
                    uses.sets[slot.index()].push(place);
                }
            }
        }
        uses
    }

    /// The instructions that set a slot.
    pub fn sets(&self, slot: SlotId) -> &[Place] {
        &self.sets[slot.index()]
    }

    /// The instructions that read a slot; one that does twice comes twice.
    pub fn reads(&self, slot: SlotId) -> &[Place] {
        &self.reads[slot.index()]
    }
}

/// The slots that an instruction reads: operands, and its own as an outer one.
pub(super) fn read(op: &Op, mut visit: impl FnMut(SlotId)) {
    op.operands(&mut |operand| {
        if let Operand::Slot(slot) = operand {
            visit(slot);
        }
    });
    if let Op::GetOuter { depth: 0, slot } = op {
        visit(*slot);
    }
}

/// The slot that an instruction sets besides its result.
pub(super) fn set(op: &Op) -> Option<SlotId> {
    match op {
        Op::SetOuter { depth: 0, slot, .. } => Some(*slot),
        _ => None,
    }
}

/// By slot of a method: may a block that stands in it (or a block in that) read or set it? Self counts where there is
/// any such block.
///
/// ```
/// use virtual_machine::{CompiledMethod, Program, analysis::captured};
///
/// let mut program = Program::with_core_classes();
/// let method = CompiledMethod::named(&mut program, "plain");
/// assert!(captured(&program, method).iter().all(|captured| !captured)); // there are no blocks in it
/// ```
pub fn captured(program: &Program, method: MethodId) -> Vec<bool> {
    let mut captured = vec![false; program.methods[method].slots.len()];
    for (id, block) in program.methods.iter() {
        let mut depth = 0;
        let mut at = id;
        while let Some(parent) = program.methods[at].parent.filter(|_| at != method) {
            (at, depth) = (parent, depth + 1);
        }
        if at != method || depth == 0 {
            continue;
        }
        captured[crate::program::SELF.index()] = true;
        for instruction in block.blocks.values().flat_map(|block| &block.instructions) {
            if let Op::GetOuter { depth: out, slot } | Op::SetOuter { depth: out, slot, .. } = instruction.op
                && out == depth
                && let Some(captured) = captured.get_mut(slot.index())
            {
                *captured = true;
            }
        }
    }
    captured
}
