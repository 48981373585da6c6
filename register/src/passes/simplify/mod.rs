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
//! Rounds over the function, each linear, until one changes nothing, or [`ROUNDS`] are over.
mod branches;
mod control;
mod nodes;
mod rules;

use super::dead;
use super::rewrite::Renames;
use crate::analysis::Flow;
use crate::function::{Function, Program, ValueId};
use crate::instruction::{Effect, Instruction, Opcode};
use base::{Id, Pass};
use nodes::{Node, Nodes};

pub const PASS: Pass<Program> = Pass {
    name: "simplify",
    about: "fold constants and branches, fuse tests, merge blocks, thread jumps",
    run: |it| super::each(it, run),
};

/// At most that many rounds.
const ROUNDS: usize = 6;

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    dead::run(function);
    for _ in 0..ROUNDS {
        let mut changed = values(function);
        changed |= control::run(function);
        dead::run(function);
        if !changed {
            break;
        }
    }
}

/// Instructions, in an order in which definitions come first.
fn values(function: &mut Function) -> bool {
    let flow = Flow::new(function);
    let mut renames = Renames::new(function);
    let mut nodes = Nodes::new(function);
    let mut changed = parameters(function, &flow, &mut renames, &nodes);
    for block in &flow.order {
        let old = std::mem::take(&mut function.blocks[*block].instructions);
        let mut new = Vec::with_capacity(old.len() + 2);
        for mut instruction in old {
            renames.apply(&mut instruction);
            let outcome = if instruction.opcode.effect() == Effect::Terminates {
                branches::simplify(&nodes, &mut instruction)
            } else {
                rules::simplify(&nodes, &instruction)
            };
            match outcome {
                Outcome::Keep => {}
                Outcome::Changed => changed = true,
                Outcome::Same(value) => {
                    if let Some(result) = instruction.result {
                        renames.set(result, value);
                        changed = true;
                        continue;
                    }
                }
                Outcome::Constant(opcode, bits) => {
                    changed = true;
                    let result = instruction.result.expect("what is folded has a result");
                    instruction = constant(opcode, bits, result, &instruction);
                }
                Outcome::Become(node) => {
                    changed = true;
                    instruction = node.instruction(function, &mut nodes, &mut new, &instruction);
                }
                Outcome::Decided(bits) => {
                    changed = true;
                    let result = instruction.result.take().expect("what is folded has a result");
                    let definition = constant(Opcode::Constant, bits, result, &instruction);
                    nodes.define(&definition);
                    new.push(definition);
                    instruction = jump(&instruction, 0);
                }
                Outcome::Renamed(value) => {
                    changed = true;
                    let result = instruction.result.take().expect("what is folded has a result");
                    renames.set(result, value);
                    renames.apply(&mut instruction);
                    instruction = jump(&instruction, 0);
                }
            }
            nodes.define(&instruction);
            new.push(instruction);
        }
        function.blocks[*block].instructions = new;
    }
    renames.apply_all(function);
    changed
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
        for target in &function.terminator(*block).targets {
            let parameters = &function.blocks[target.block].parameters;
            for (parameter, argument) in parameters.iter().zip(&target.arguments) {
                if parameter != argument {
                    let before = given[parameter.index()];
                    given[parameter.index()] = before.join(*argument, nodes);
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
