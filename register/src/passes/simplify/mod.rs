//! Local rules until nothing changes: constants folded, identities, tests fused into branches, branches decided, blocks
//! merged, and jumps threaded through blocks that only test what a predecessor knows.
//!
//! ```text
//! b1: v1 = constant true             b1: jump b4
//!     jump b3(v1)                    b2: jump b5
//! b2: v2 = constant false
//!     jump b3(v2)
//! b3(v3: value):
//!     branch_compare eq v3, v2 -> b5, b4
//! ```
//!
//! Rounds over the function, each linear, until one changes nothing, or `ROUNDS` are over.
mod branches;
mod control;
mod nodes;
mod private;
mod rules;

pub(super) use nodes::Nodes;

use super::dead;
use super::rewrite::Renames;
use crate::analysis::Flow;
use crate::function::{Function, Program, ValueId};
use crate::instruction::{Effect, Instruction, Opcode};
use base::{Id, Pass};
use nodes::Node;

pub const PASS: Pass<Program> = Pass {
    name: "simplify",
    about: "fold constants and branches, fuse tests, merge blocks, thread jumps",
    run: |it| super::each(it, run),
};

/// At most that many rounds.
const ROUNDS: usize = 6;

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    let mut flow = dead::remove(function);
    for _ in 0..ROUNDS {
        let mut changed = values(function, &flow);
        changed |= control::run(function, &flow);
        if !changed {
            break;
        }
        flow = dead::remove(function);
    }
}

/// Instructions, in an order in which definitions come first.
fn values(function: &mut Function, flow: &Flow) -> bool {
    let mut round = Round { renames: Renames::new(function), nodes: Nodes::new(function), changed: false, before: Vec::new() };
    round.changed = parameters(function, flow, &mut round.renames, &round.nodes);
    for block in &flow.order {
        let mut instructions = std::mem::take(&mut function.blocks[*block].instructions);
        let mut made = Vec::new();
        let mut kept = 0;
        instructions.retain_mut(|instruction| {
            let stays = round.instruction(function, instruction);
            made.extend(round.before.drain(..).map(|new| (kept, new)));
            kept += usize::from(stays);
            stays
        });
        function.blocks[*block].instructions = instructions;
        if !made.is_empty() {
            insert(&mut function.blocks[*block].instructions, made);
        }
    }
    if round.changed {
        round.renames.apply_all(function);
    }
    round.changed
}

/// Inserts instructions before those at the given places, in ascending order.
fn insert(instructions: &mut Vec<Instruction>, made: Vec<(usize, Instruction)>) {
    let old = std::mem::replace(instructions, Vec::with_capacity(instructions.len() + made.len()));
    let mut made = made.into_iter().peekable();
    for (index, instruction) in old.into_iter().enumerate() {
        while let Some((_, new)) = made.next_if(|(place, _)| *place <= index) {
            instructions.push(new);
        }
        instructions.push(instruction);
    }
}

/// One walk over a function.
struct Round {
    renames: Renames,
    nodes: Nodes,
    changed: bool,
    /// What goes before the instruction that is looked at.
    before: Vec<Instruction>,
}

impl Round {
    /// Simplifies one; does it stay?
    fn instruction(&mut self, function: &mut Function, instruction: &mut Instruction) -> bool {
        self.renames.apply(instruction);
        let outcome = if instruction.opcode.effect() == Effect::Terminates {
            branches::simplify(&self.nodes, instruction)
        } else {
            rules::simplify(&self.nodes, instruction)
        };
        match outcome {
            // What it says of its operands is known already, unless they are called otherwise now.
            Outcome::Keep => {}
            Outcome::Changed => self.changed = true,
            Outcome::Same(value) => {
                if let Some(result) = instruction.result {
                    self.renames.set(result, value);
                    self.changed = true;
                    return false;
                }
            }
            Outcome::Constant(opcode, bits) => {
                self.changed = true;
                let result = instruction.result.expect("what is folded has a result");
                *instruction = constant(opcode, bits, result, instruction);
            }
            Outcome::Become(node) => {
                self.changed = true;
                *instruction = node.instruction(function, &mut self.nodes, &mut self.before, instruction);
            }
            Outcome::Decided(bits) => {
                self.changed = true;
                let result = instruction.result.take().expect("what is folded has a result");
                let definition = constant(Opcode::Constant, bits, result, instruction);
                self.nodes.define(&definition);
                self.before.push(definition);
                *instruction = jump(instruction, 0);
            }
            Outcome::Renamed(value) => {
                self.changed = true;
                let result = instruction.result.take().expect("what is folded has a result");
                self.renames.set(result, value);
                self.renames.apply(instruction);
                *instruction = jump(instruction, 0);
            }
        }
        self.nodes.define(instruction);
        true
    }
}

/// What becomes of an instruction.
pub enum Outcome {
    Keep,
    /// It was changed in place.
    Changed,
    /// It is the same as that value.
    Same(ValueId),
    /// `Word`, `Constant` or `FloatConstant`.
    Constant(Opcode, u64),
    Become(nodes::New),
    /// A checked operation that gives these bits.
    Decided(u64),
    /// A checked operation that gives that value.
    Renamed(ValueId),
}

fn constant(opcode: Opcode, bits: u64, result: ValueId, like: &Instruction) -> Instruction {
    Instruction { result: Some(result), immediate: bits as i64, position: like.position, ..Instruction::new(opcode) }
}

/// An unconditional jump to a target of a terminator.
fn jump(terminator: &Instruction, index: usize) -> Instruction {
    let targets = [terminator.targets[index].clone()].into_iter().collect();
    Instruction { targets, position: terminator.position, ..Instruction::new(Opcode::Jump) }
}

/// Parameters that are given the same everywhere become that; equal constants are made again in the block.
fn parameters(function: &mut Function, flow: &Flow, renames: &mut Renames, nodes: &Nodes) -> bool {
    let mut given: Vec<Given> = vec![Given::Nothing; function.values.len()];
    for block in &flow.order {
        let terminator = function.terminator(*block);
        for target in &terminator.targets {
            let parameters = &function.blocks[target.block].parameters;
            for (parameter, argument) in parameters.iter().zip(&target.arguments) {
                // a terminator's own result is good below the edge only where nothing else goes
                let on_edge_only = terminator.result == Some(*argument) && flow.predecessors(target.block).len() > 1;
                let given = &mut given[parameter.index()];
                if on_edge_only {
                    *given = Given::Many;
                } else if parameter != argument {
                    *given = given.join(*argument, nodes);
                }
            }
        }
    }
    let mut changed = false;
    for block in &flow.order {
        let mut made = Vec::new();
        for index in 0..function.blocks[*block].parameters.len() {
            let parameter = function.blocks[*block].parameters[index];
            match given[parameter.index()] {
                Given::One(value) => {
                    changed = true;
                    renames.set(parameter, value);
                }
                Given::Constant(node) => {
                    changed = true;
                    let value = function.values.push(function.values[parameter]);
                    renames.set(parameter, value);
                    made.push(node.constant(value));
                }
                Given::Nothing | Given::Many => {}
            }
        }
        if !made.is_empty() {
            function.blocks[*block].instructions.splice(0..0, made);
        }
    }
    changed
}

/// What a parameter is given.
#[derive(Clone, Copy)]
enum Given {
    Nothing,
    One(ValueId),
    /// Constants that are equal.
    Constant(Node),
    Many,
}

impl Given {
    fn join(self, value: ValueId, nodes: &Nodes) -> Given {
        match self {
            Given::Nothing => Given::One(value),
            Given::One(one) if one == value => self,
            Given::One(one) => match (nodes.constant(one), nodes.constant(value)) {
                (Some(left), Some(right)) if left.same_constant(&right) => Given::Constant(left),
                _ => Given::Many,
            },
            Given::Constant(node) => match nodes.constant(value) {
                Some(other) if node.same_constant(&other) => self,
                _ => Given::Many,
            },
            Given::Many => Given::Many,
        }
    }
}
