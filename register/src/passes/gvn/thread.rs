//! Edges to a block that only asks what the way there has answered go on to the answer.
//!
//! ```text
//! b1: (v0 is small)                  b1: (v0 is small)
//!   jump b3                            jump b4
//! b2:                                b2:
//!   jump b3                            jump b3
//! b3: branch_bits v0, 1 -> b5, b4    b3: branch_bits v0, 1 -> b5, b4
//! ```
//!
//! What must hold:
//! 1. Such a block has several ways in, none of them from below (loops keep their only header), and defines nothing that is used
//!    elsewhere, nor is it found by numbering: then all that is used behind it dominates the edge, too.
//! 2. Edges change after the walk alone: until then the dominator tree is as it was.
use super::{Number, branch_key, key};
use crate::analysis::{Flow, defining_blocks};
use crate::function::{BlockId, ENTRY, Function, ValueId};
use crate::instruction::Target;
use crate::passes::safepoints::is_constant;
use base::Id;

/// More than so many instructions are not looked at: constants, and the branch.
const SMALL: usize = 4;

/// New targets: block, number of the target, what it becomes.
pub type Redirected = Vec<(BlockId, usize, Target)>;

/// By block: does it only ask?
pub fn candidates(function: &Function, flow: &Flow) -> Vec<bool> {
    let mut candidates = vec![false; function.blocks.len()];
    for block in &flow.order {
        let data = &function.blocks[*block];
        let asks = data.instructions.len() <= SMALL
            && data.body().iter().all(|it| is_constant(it.opcode))
            && branch_key(function.terminator(*block)).is_some();
        candidates[block.index()] = asks && *block != ENTRY && flow.predecessors(*block).len() > 1 && !is_header(flow, *block);
    }
    if candidates.iter().any(|it| *it) {
        keep_private(function, flow, &mut candidates);
    }
    candidates
}

/// Only those that define nothing for others.
fn keep_private(function: &Function, flow: &Flow, candidates: &mut [bool]) {
    let definitions = defining_blocks(function, flow);
    for block in &flow.order {
        for instruction in &function.blocks[*block].instructions {
            let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
            for value in instruction.operands.iter().chain(arguments) {
                let definition = definitions[value.index()];
                if definition != *block && definition.index() < candidates.len() {
                    candidates[definition.index()] = false;
                }
            }
        }
    }
}

fn is_header(flow: &Flow, block: BlockId) -> bool {
    flow.predecessors(block).iter().any(|from| flow.number(*from) >= flow.number(block))
}

impl Number {
    /// Finds the edges of a block, which has been numbered, that know the answer of the block they go to.
    pub(super) fn thread(&mut self, function: &Function, flow: &Flow, block: BlockId) {
        let terminator = function.terminator(block);
        if terminator.is_safepoint() {
            return;
        }
        for (index, target) in terminator.targets.iter().enumerate() {
            let mut new = None;
            for _ in 0..4 {
                let at = new.as_ref().unwrap_or(target);
                if !self.asking[at.block.index()] || at.block == block {
                    break;
                }
                let Some(next) = self.answered(function, (block, index), at).filter(|next| !is_header(flow, next.block)) else {
                    break;
                };
                new = Some(next);
            }
            self.redirected.extend(new.map(|new| (block, index, new)));
        }
    }
    /// Where an edge to a block that only asks ends up, if that is known on it.
    fn answered(&self, function: &Function, edge: (BlockId, usize), target: &Target) -> Option<Target> {
        let asks = function.terminator(target.block);
        let mut question = branch_key(asks)?;
        for operand in &mut question.operands {
            *operand = self.before(function, target, *operand)?;
        }
        let from = function.terminator(edge.0);
        let known = match branch_key(from) {
            Some(own) if own == question => edge.1 == 0,
            _ => *self.facts.get(&question)?,
        };
        let mut next = asks.targets[usize::from(!known)].clone();
        let defines = |value: &ValueId| function.blocks[target.block].body().iter().any(|it| it.result == Some(*value));
        for argument in &mut next.arguments {
            if defines(argument) {
                return None;
            }
            *argument = self.before(function, target, *argument)?;
        }
        Some(next)
    }
    /// What a value of a block that only asks is called before the edge to it.
    fn before(&self, function: &Function, target: &Target, value: ValueId) -> Option<ValueId> {
        let value = self.renames.find(value);
        let data = &function.blocks[target.block];
        if let Some(number) = data.parameters.iter().position(|parameter| *parameter == value) {
            return target.arguments.get(number).map(|argument| self.renames.find(*argument));
        }
        match data.body().iter().find(|it| it.result == Some(value)) {
            Some(constant) => self.table.get(&key(function, constant)?).copied(),
            None => Some(value),
        }
    }
}

/// Changes the edges.
pub fn redirect(function: &mut Function, redirected: Redirected) {
    for (block, index, target) in redirected {
        function.terminator_mut(block).targets[index] = target;
    }
}
