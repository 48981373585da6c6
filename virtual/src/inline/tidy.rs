//! After inlining: blocks that nothing reaches, and results that nobody reads, go.
use super::closure;
use crate::instruction::*;
use crate::program::*;

/// Removes unreached blocks' instructions and unread results.
pub fn tidy(method: &mut CompiledMethod) {
    unreached(method);
    unread(method);
}

fn unreached(method: &mut CompiledMethod) {
    let mut reached = vec![false; method.blocks.len()];
    let mut pending = vec![BlockId(0)];
    while let Some(block) = pending.pop() {
        let Some(seen) = reached.get_mut(block.0 as usize) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        let body = &method.blocks[block];
        pending.extend(body.rescue);
        pending.extend(body.instructions.iter().flat_map(|instruction| instruction.op.targets()));
    }
    for (id, block) in method.blocks.iter_mut() {
        if !reached[id.0 as usize] {
            block.rescue = None;
            if let Some(last) = block.instructions.pop() {
                block.instructions = vec![Instruction { result: None, op: Op::Halt {}, ..last }];
            }
        }
    }
}

/// Results of instructions without effect that nobody reads. While closures are made, any slot may be captured.
fn unread(method: &mut CompiledMethod) {
    loop {
        let mut reads = vec![0u32; method.slots.len()];
        let mut closures = false;
        for instruction in method.blocks.values().flat_map(|block| &block.instructions) {
            instruction.op.operands(&mut |operand| {
                if let Operand::Slot(slot) = operand {
                    reads[slot.0 as usize] += 1;
                }
            });
            // a Proc that nobody reads is removed itself
            closures |= closure(&instruction.op).is_some() && !matches!(instruction.op, Op::Block { .. });
        }
        let kinds: Vec<SlotKind> = method.slots.values().map(|slot| slot.kind).collect();
        closures |= method.blocks.values().flat_map(|block| &block.instructions).any(|instruction| {
            matches!(instruction.op, Op::Block { .. }) && instruction.result.is_some_and(|slot| reads[slot.0 as usize] > 0)
        });
        let mut removed = false;
        for (_, block) in method.blocks.iter_mut() {
            let before = block.instructions.len();
            block.instructions.retain(|instruction| {
                let Some(slot) = instruction.result else { return true };
                let removable = match &instruction.op {
                    Op::Primitive { primitive, .. } => {
                        matches!(primitive.effect(), parfait::Effect::Pure | parfait::Effect::Reads)
                    }
                    op => matches!(op.effect(), Effect::Pure | Effect::Reads | Effect::Allocates),
                };
                let captured = closures && kinds[slot.0 as usize] != SlotKind::Temporary;
                !removable || captured || reads[slot.0 as usize] > 0
            });
            removed |= block.instructions.len() != before;
        }
        if !removed {
            return;
        }
    }
}
