//! Removes what nobody needs: instructions without effect whose result is not used, block parameters that are
//! not used or only feed themselves, blocks that cannot be reached.
//!
//! ```text
//! b0(v0: value):                     b0(v0: value):
//!   v1: word = word 5                  jump b1
//!   jump b1(v0, v1)                  b1:
//! b1(v2: value, v3: word):             return v0
//!   return v0
//! ```
//!
//! Marks from what has an effect: a parameter is needed if it is used by something needed, and then so are the arguments
//! for it.
use super::each;
use crate::analysis::Flow;
use crate::function::{BlockId, ENTRY, Function, Program, ValueId};
use crate::instruction::{Effect, Instruction, Opcode};
use base::{Id, Pass};
use smallvec::SmallVec;

pub const PASS: Pass<Program> =
    Pass { name: "dead", about: "remove instructions, parameters and blocks that nothing needs", run: |it| each(it, run) };

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    remove(function);
}

/// The same; gives the flow, which it does not change.
pub fn remove(function: &mut Function) -> Flow {
    let flow = Flow::new(function);
    function.layout.retain(|block| flow.is_reachable(*block));
    let needed = mark(function, &flow);
    sweep(function, &needed);
    flow
}

/// Must an instruction stay whether its result is used or not?
pub fn has_effect(instruction: &Instruction) -> bool {
    match instruction.opcode.effect() {
        Effect::Pure | Effect::Reads => false,
        Effect::Writes | Effect::Terminates => true,
        Effect::Calls => instruction.opcode != Opcode::Allocate,
    }
}

/// Where a value comes from.
#[derive(Clone, Copy)]
enum Source {
    Nowhere,
    /// Block, index.
    Instruction(u32, u32),
    /// Block, number.
    Parameter(u32, u32),
}

/// By value: is it needed?
fn mark(function: &Function, flow: &Flow) -> Vec<bool> {
    let mut needed = vec![false; function.values.len()];
    let mut sources = vec![Source::Nowhere; function.values.len()];
    let mut work: Vec<ValueId> = Vec::new();
    for block in &function.layout {
        let data = &function.blocks[*block];
        for (number, parameter) in data.parameters.iter().enumerate() {
            sources[parameter.index()] = Source::Parameter(block.0, number as u32);
        }
        for (index, instruction) in data.instructions.iter().enumerate() {
            if let Some(result) = instruction.result {
                sources[result.index()] = Source::Instruction(block.0, index as u32);
            }
            if has_effect(instruction) {
                work.extend(instruction.operands.iter().copied());
            }
        }
    }
    work.extend(function.blocks[ENTRY].parameters.iter().copied());
    while let Some(value) = work.pop() {
        if std::mem::replace(&mut needed[value.index()], true) {
            continue;
        }
        match sources[value.index()] {
            Source::Nowhere => {}
            Source::Instruction(block, index) => {
                let instruction = &function.blocks[BlockId(block)].instructions[index as usize];
                work.extend(instruction.operands.iter().copied());
            }
            Source::Parameter(block, number) => {
                let block = BlockId(block);
                for predecessor in flow.predecessors(block) {
                    let targets = &function.terminator(*predecessor).targets;
                    let given = targets.iter().filter(|target| target.block == block);
                    work.extend(given.map(|target| target.arguments[number as usize]));
                }
            }
        }
    }
    needed
}

fn sweep(function: &mut Function, needed: &[bool]) {
    let wanted: Vec<Option<SmallVec<[bool; 8]>>> =
        function.blocks.values().map(|block| kept(&block.parameters, needed)).collect();
    for block in function.layout.clone() {
        let data = &mut function.blocks[block];
        data.instructions.retain(|it| has_effect(it) || it.result.is_some_and(|result| needed[result.index()]));
        data.parameters.retain(|parameter| needed[parameter.index()]);
        for target in data.instructions.last_mut().into_iter().flat_map(|last| last.targets.iter_mut()) {
            if let Some(wanted) = &wanted[target.block.index()] {
                let mut number = 0;
                target.arguments.retain(|_| {
                    number += 1;
                    wanted[number - 1]
                });
            }
        }
    }
}

/// Which parameters stay; `None`: all.
fn kept(parameters: &[ValueId], needed: &[bool]) -> Option<SmallVec<[bool; 8]>> {
    let kept: SmallVec<[bool; 8]> = parameters.iter().map(|parameter| needed[parameter.index()]).collect();
    if kept.iter().all(|it| *it) { None } else { Some(kept) }
}
