//! Makes the stack maps: each `value` that lives across a safepoint is kept in a stack slot that the safepoint names in
//! `live`, and is loaded again after it, since a collector may move what it refers to. Nothing is in registers after a call.
//!
//! ```text
//!   v2: value = call f(v0)             spill v1, 0
//!   return v1                          v2: value = call f(v0) live [0]
//!                                      v3: value = reload 0
//!                                      return v3
//! ```
//!
//! What must hold:
//! 1. At each safepoint, every value that is used later (on any way) is in its slot, and the slot is in `live`.
//! 2. No value is used after a safepoint but through a reload; reloads are new definitions, joined by new parameters.
//! 3. Hot ways around cold safepoints touch no memory: what lives across them is spilled before them, in the cold block, and
//!    reloaded before the way joins the hot one.
//! 4. What lives across a hot safepoint is spilled once, where all its hot safepoints are dominated, out of loops that do not
//!    define it, and reloaded where it is used: before the loop if the loop uses it and has no safepoint.
//! 5. Constants are made again instead, next to their uses (words and floats too).
//! 6. Values that are never live together share slots.
//!
//! `word`s, `float`s and `address`es across calls are the register allocator's business. The landing block of a call is
//! reached by landing edges alone, and the block of a terminator's result by that edge alone (edges are split).
mod variable;

use super::edges::split_where;
use super::rewrite::Insertions;
use crate::analysis::{Dominators, Flow, Loops};
use crate::function::{BlockId, Function, Program, ValueId};
use crate::instruction::{Instruction, Opcode, Type};
use base::{Id, Pass};
use variable::{Use, Variable};

pub const PASS: Pass<Program> = Pass {
    name: "safepoints",
    about: "keep values over safepoints in stack slots that the collector knows",
    run: |it| super::each(it, run),
};

/// Runs the pass on a function, once.
pub fn run(function: &mut Function) {
    let any = |block: &BlockId| function.blocks[*block].instructions.iter().any(Instruction::is_safepoint);
    if !function.layout.iter().any(any) {
        return;
    }
    split_edges(function);
    let flow = Flow::new(function);
    function.layout.retain(|block| flow.is_reachable(*block));
    let mut state = State::new(function, &flow);
    for index in 0..state.count {
        let value = ValueId::new(index);
        if let Some(definition) = state.definition[index] {
            Variable::new(function, &mut state, value, definition).run();
        }
    }
    state.finish(function);
    keep_homes(function);
}

/// Blocks of their own for what must have one incoming edge.
fn split_edges(function: &mut Function) {
    let landing = landings(function);
    split_where(function, |function, incoming, from, index| {
        let terminator = function.terminator(from);
        let target = &terminator.targets[index];
        let several = incoming[target.block.index()] > 1;
        match index {
            0 if terminator.targets.len() > 1 && (terminator.result.is_some() || terminator.is_safepoint()) => {
                several || !target.arguments.is_empty()
            }
            1 if terminator.is_safepoint() => landing[target.block.index()] == Landing::Mixed,
            _ => false,
        }
    });
}

#[derive(Clone, Copy, PartialEq)]
enum Landing {
    Unseen,
    Only,
    Never,
    Mixed,
}

/// By block: is it reached by landing edges?
fn landings(function: &Function) -> Vec<Landing> {
    let mut found = vec![Landing::Unseen; function.blocks.len()];
    for block in &function.layout {
        let Some(terminator) = function.blocks[*block].instructions.last() else { continue };
        for (index, target) in terminator.targets.iter().enumerate() {
            let now = if index == 1 && terminator.is_safepoint() { Landing::Only } else { Landing::Never };
            let before = &mut found[target.block.index()];
            *before = if *before == Landing::Unseen || *before == now { now } else { Landing::Mixed };
        }
    }
    found
}

/// Where a value is defined: its block, and the index of the instruction; `None` at the block's start.
type Definition = (BlockId, Option<usize>);

/// What is the same for all variables, and what they leave behind.
struct State<'a> {
    flow: &'a Flow,
    dominators: Dominators,
    loops: Loops,
    /// How many values there were at the start.
    count: usize,
    definition: Vec<Option<Definition>>,
    /// Uses, ordered by value; `starts` says where a value's begin.
    uses: Vec<Use>,
    starts: Vec<u32>,
    /// By block: the indices of its safepoints.
    safepoints: Vec<Vec<usize>>,
    /// By block: the position of its first instruction in reverse postorder.
    first: Vec<u32>,
    /// By block: what a variable needs to know of it; reset after each.
    blocks: Vec<variable::BlockState>,
    insertions: Insertions,
    /// Block, index and variable (by number in `slots`) for each crossing.
    live: Vec<(BlockId, usize, usize)>,
    /// Per spilled variable: first and last position where it is live.
    slots: Vec<(u32, u32)>,
    /// Inserted spills and reloads, by number, and whose they are.
    accesses: Vec<(usize, usize)>,
    /// Constants that nobody uses any more.
    unused: Vec<Definition>,
}

impl<'a> State<'a> {
    fn new(function: &Function, flow: &'a Flow) -> State<'a> {
        let dominators = Dominators::new(function, flow);
        let loops = Loops::new(function, flow, &dominators);
        let count = function.values.len();
        let mut state = State {
            flow,
            dominators,
            loops,
            count,
            definition: vec![None; count],
            uses: Vec::new(),
            starts: vec![0; count + 1],
            safepoints: vec![Vec::new(); function.blocks.len()],
            first: vec![0; function.blocks.len()],
            blocks: vec![variable::BlockState::default(); function.blocks.len()],
            insertions: Insertions::default(),
            live: Vec::new(),
            slots: Vec::new(),
            accesses: Vec::new(),
            unused: Vec::new(),
        };
        state.scan(function);
        state
    }
    fn scan(&mut self, function: &Function) {
        let mut position = 0;
        let mut uses = Vec::new();
        for block in &self.flow.order {
            let data = &function.blocks[*block];
            self.first[block.index()] = position;
            position += data.instructions.len() as u32 + 1;
            for parameter in &data.parameters {
                self.definition[parameter.index()] = Some((*block, None));
            }
            for (index, instruction) in data.instructions.iter().enumerate() {
                if instruction.is_safepoint() {
                    self.safepoints[block.index()].push(index);
                }
                if let Some(result) = instruction.result {
                    let at = match instruction.targets.first() {
                        Some(first) => (first.block, None),
                        None => (*block, Some(index)),
                    };
                    self.definition[result.index()] = Some(at);
                }
                for (number, operand) in instruction.operands.iter().enumerate() {
                    uses.push((*operand, Use { block: *block, index, target: usize::MAX, number }));
                }
                for (target, to) in instruction.targets.iter().enumerate() {
                    for (number, argument) in to.arguments.iter().enumerate() {
                        // The instruction's own result is defined on the way.
                        if instruction.result != Some(*argument) {
                            uses.push((*argument, Use { block: *block, index, target, number }));
                        }
                    }
                }
            }
        }
        for (value, _) in &uses {
            self.starts[value.index() + 1] += 1;
        }
        for index in 0..self.count {
            self.starts[index + 1] += self.starts[index];
        }
        // Stable: a value's uses stay in the order of the code.
        uses.sort_by_key(|(value, _)| *value);
        self.uses = uses.into_iter().map(|(_, it)| it).collect();
    }
    fn uses_of(&self, value: ValueId) -> std::ops::Range<usize> {
        self.starts[value.index()] as usize..self.starts[value.index() + 1] as usize
    }
    /// Colours the slots, inserts what the variables asked for, and writes the stack maps.
    fn finish(mut self, function: &mut Function) {
        // homes of variables come first
        let first = function.stack_slots;
        let colours: Vec<u32> = colour(&self.slots).into_iter().map(|colour| first + colour).collect();
        for (number, variable) in &self.accesses {
            self.insertions.instruction(*number).immediate = i64::from(colours[*variable]);
        }
        function.stack_slots = colours.iter().max().map_or(first, |highest| highest + 1);
        for (block, index, variable) in &self.live {
            function.blocks[*block].instructions[*index].live.push(colours[*variable]);
        }
        for (block, index, _) in &self.live {
            function.blocks[*block].instructions[*index].live.sort_unstable();
        }
        for (block, index) in &self.unused {
            let index = index.expect("a constant is the result of an instruction");
            function.blocks[*block].instructions[index] = Instruction::new(Opcode::Jump);
        }
        self.insertions.apply(function);
        for (block, _) in &self.unused {
            let dead = |it: &Instruction| it.opcode == Opcode::Jump && it.targets.is_empty();
            function.blocks[*block].instructions.retain(|it| !dead(it));
        }
    }
}

/// Homes of values are in every stack map, first.
fn keep_homes(function: &mut Function) {
    let homes: Vec<u32> = function.variables.live().collect();
    if homes.is_empty() {
        return;
    }
    for block in function.layout.clone() {
        let safepoints = function.blocks[block].instructions.iter_mut().filter(|it| it.is_safepoint());
        safepoints.for_each(|safepoint| safepoint.live.splice(0..0, homes.iter().copied()).for_each(drop));
    }
}

/// A colour for each interval, different where they overlap; few.
fn colour(intervals: &[(u32, u32)]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by_key(|index| intervals[*index]);
    let mut colours = vec![0; intervals.len()];
    let mut free = std::collections::BinaryHeap::new();
    let mut taken: std::collections::BinaryHeap<std::cmp::Reverse<(u32, u32)>> = std::collections::BinaryHeap::new();
    let mut count = 0;
    for index in order {
        let (start, end) = intervals[index];
        while taken.peek().is_some_and(|next| next.0.0 < start) {
            free.extend(taken.pop().map(|ended| std::cmp::Reverse(ended.0.1)));
        }
        colours[index] = free.pop().map_or_else(
            || {
                count += 1;
                count - 1
            },
            |lowest| lowest.0,
        );
        taken.push(std::cmp::Reverse((end, colours[index])));
    }
    colours
}

/// May the pass make it again instead of keeping it?
pub fn is_constant(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Word | Opcode::Constant | Opcode::FloatConstant | Opcode::Object | Opcode::AddressOf)
}

fn is_value(function: &Function, value: ValueId) -> bool {
    function.values[value] == Type::Value
}
