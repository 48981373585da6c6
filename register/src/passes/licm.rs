//! Moves what is the same in every turn of a loop in front of it: pure instructions, and loads if nothing in the loop
//! writes.
//!
//! ```text
//! b1(v2: word):                        v3: word = mul v0, v1
//!   v3: word = mul v0, v1              jump b1(v5)
//!   v4: word = add v2, v3            b1(v2: word):
//!   branch v4 -> b1(v4), b2            v4: word = add v2, v3
//!                                      branch v4 -> b1(v4), b2
//! ```
//!
//! What must hold:
//! 1. Nothing is moved that may trap where it was not reached: divisions stay, unless by a constant that is not 0 or -1.
//! 2. Loads are moved from the header alone (it runs whenever the loop is entered), and only if the loop neither
//!    writes nor calls. Cold blocks count: what they write, the next turn reads.
//! 3. The bits and the address of a value are not moved out of loops with safepoints.
//! 4. Constants go along: the backends make them where they are used.
use super::edges::split_where;
use crate::analysis::{Analyses, Flow, Loops, defining_blocks};
use crate::function::{BlockId, Function, Program};
use crate::instruction::{Effect, Instruction, Opcode, Type};
use base::{Id, Pass};

pub const PASS: Pass<Program> =
    Pass { name: "licm", about: "move what does not change out of loops", run: |it| super::each(it, run) };

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    if make_fronts(function) {
        hoist(function);
    }
}

/// Makes a block in front of each loop that is entered by one edge of a branch; are there loops?
fn make_fronts(function: &mut Function) -> bool {
    let analyses = Analyses::default();
    let flow = analyses.flow(function);
    if !flow.order.iter().any(|block| flow.predecessors(*block).iter().any(|from| flow.number(*from) >= flow.number(*block))) {
        return false;
    }
    let (dominators, loops) = (analyses.dominators(function), analyses.loops(function));
    let mut wanted = vec![false; function.blocks.len()];
    for (index, each) in loops.loops.iter().enumerate() {
        let outside = flow.predecessors(each.header).iter().filter(|from| !loops.contains(index, **from)).count();
        wanted[each.header.index()] = outside == 1;
    }
    split_where(function, |function, _, from, index| {
        let targets = &function.terminator(from).targets;
        let header = targets[index].block;
        // Loops have one header, so an edge from inside goes back.
        targets.len() > 1 && wanted[header.index()] && !dominators.dominates(header, from)
    });
    true
}

fn hoist(function: &mut Function) {
    let analyses = Analyses::default();
    let (flow, loops) = (analyses.flow(function), analyses.loops(function));
    let mut definitions = defining_blocks(function, flow);
    // Inner loops first: what leaves an inner one may leave the one around it.
    for index in 0..loops.loops.len() {
        let Some(front) = front(function, flow, loops, index) else { continue };
        let mut hoist = Hoist { loops, index, front, definitions: &mut definitions, contents: contents(function, loops, index) };
        hoist.run(function, flow);
    }
}

/// The block that enters the loop: the one predecessor of the header outside, which goes nowhere else.
fn front(function: &Function, flow: &Flow, loops: &Loops, index: usize) -> Option<BlockId> {
    let header = loops.loops[index].header;
    let mut outside = flow.predecessors(header).iter().filter(|from| !loops.contains(index, **from));
    let front = *outside.next()?;
    (outside.next().is_none() && function.terminator(front).opcode == Opcode::Jump).then_some(front)
}

/// What a loop does.
#[derive(Default)]
struct Contents {
    writes: bool,
    safepoints: bool,
}

fn contents(function: &Function, loops: &Loops, index: usize) -> Contents {
    let mut found = Contents::default();
    for block in &loops.loops[index].blocks {
        for instruction in &function.blocks[*block].instructions {
            found.writes |= matches!(instruction.opcode.effect(), Effect::Writes | Effect::Calls) || instruction.is_safepoint();
            found.safepoints |= instruction.is_safepoint();
        }
    }
    found
}

struct Hoist<'a> {
    loops: &'a Loops,
    index: usize,
    front: BlockId,
    /// By value: the block that defines it.
    definitions: &'a mut Vec<BlockId>,
    contents: Contents,
}

impl Hoist<'_> {
    fn run(&mut self, function: &mut Function, flow: &Flow) {
        let mut blocks = self.loops.loops[self.index].blocks.clone();
        blocks.sort_by_key(|block| flow.number(*block));
        blocks.retain(|block| !function.blocks[*block].cold);
        for block in blocks {
            if !function.blocks[block].instructions.iter().any(|it| self.may_leave(function, block, it)) {
                continue;
            }
            let old = std::mem::take(&mut function.blocks[block].instructions);
            let mut stay = Vec::with_capacity(old.len());
            for instruction in old {
                if self.may_leave(function, block, &instruction) {
                    if let Some(result) = instruction.result {
                        self.definitions[result.index()] = self.front;
                    }
                    let place = function.blocks[self.front].instructions.len() - 1;
                    function.blocks[self.front].instructions.insert(place, instruction);
                } else {
                    stay.push(instruction);
                }
            }
            function.blocks[block].instructions = stay;
        }
    }
    fn may_leave(&self, function: &Function, block: BlockId, instruction: &Instruction) -> bool {
        let outside = |value: &crate::function::ValueId| !self.loops.contains(self.index, self.definitions[value.index()]);
        if !instruction.operands.iter().all(outside) {
            return false;
        }
        match instruction.opcode {
            Opcode::Div | Opcode::Rem | Opcode::UnsignedDiv | Opcode::UnsignedRem | Opcode::FloatToWord => false,
            Opcode::ToAddress => !self.contents.safepoints,
            Opcode::Bits if function.values[instruction.operands[0]] == Type::Value => !self.contents.safepoints,
            Opcode::SpillLoad | Opcode::FrameAddress => false,
            _ => match instruction.opcode.effect() {
                Effect::Pure => true,
                Effect::Reads => block == self.loops.loops[self.index].header && !self.contents.writes,
                Effect::Writes | Effect::Calls | Effect::Terminates => false,
            },
        }
    }
}
