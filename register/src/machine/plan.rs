//! The control flow that the backends see: reachable blocks in layout order, critical edges split, an entry block
//! without predecessors, and parameters of blocks with one predecessor replaced by what is passed.
//!
//! ```text
//! b0: branch v1 b1(v2), b2(v3)      b0: branch v1 b1, edge      (b1 has one predecessor: its parameter is v2)
//! b2(v5): ...                       edge: jump b2(v3)           (b2 has several)
//! ```
use crate::{BlockId, ENTRY, Function, Instruction, Opcode, ValueId};
use base::Id;

/// What a planned block is made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// In front of an entry block that is jumped to.
    Start,
    Block(BlockId),
    /// The block's `n`th target.
    Edge(BlockId, usize),
}

/// One block to be.
pub struct Planned {
    pub origin: Origin,
    pub successors: Vec<usize>,
    pub cold: bool,
    /// Passes arguments at its end and so its only successor has parameters.
    pub predecessors: Vec<usize>,
}

/// The blocks of a function, in layout order, entry first.
pub struct Plan {
    pub blocks: Vec<Planned>,
    /// For each value, itself or what it is another name of.
    pub aliases: Vec<ValueId>,
    /// Every block after the blocks that it dominates.
    pub postorder: Vec<usize>,
    /// For each block of the function: do its parameters stay?
    pub merges: Vec<bool>,
}

/// The last instruction of a block.
pub fn terminator(function: &Function, block: BlockId) -> Option<&Instruction> {
    function.blocks[block].instructions.last()
}

/// Plans a function's control flow.
pub fn plan(function: &Function) -> Plan {
    let predecessors = count_predecessors(function);
    let looped_entry = predecessors[ENTRY.index()] > 1;
    let merges: Vec<bool> = predecessors.iter().map(|count| *count > 1).collect();
    let mut index = vec![usize::MAX; function.blocks.len()];
    let mut blocks = Vec::new();
    let block = |origin, cold| Planned { origin, successors: Vec::new(), cold, predecessors: Vec::new() };
    if looped_entry {
        blocks.push(block(Origin::Start, false));
    }
    for id in function.layout.iter().filter(|id| predecessors[id.index()] > 0) {
        let cold = function.blocks[*id].cold;
        index[id.index()] = blocks.len();
        blocks.push(block(Origin::Block(*id), cold));
        let targets = terminator(function, *id).map_or(&[][..], |last| &last.targets);
        if targets.len() > 1 {
            for (at, target) in targets.iter().enumerate().filter(|(_, target)| merges[target.block.index()]) {
                blocks.push(block(Origin::Edge(*id, at), cold || function.blocks[target.block].cold));
            }
        }
    }
    connect(function, &mut blocks, &index, &merges);
    let aliases = aliases(function, &blocks, &merges);
    let postorder = postorder(&blocks);
    Plan { blocks, aliases, postorder, merges }
}

/// Edges into each block from reachable ones; the entry has one from outside.
fn count_predecessors(function: &Function) -> Vec<u32> {
    let mut counts = vec![0; function.blocks.len()];
    counts[ENTRY.index()] = 1;
    let mut work = vec![ENTRY];
    while let Some(id) = work.pop() {
        for target in terminator(function, id).map_or(&[][..], |last| &last.targets) {
            let count = &mut counts[target.block.index()];
            *count += 1;
            if *count == 1 {
                work.push(target.block);
            }
        }
    }
    counts
}

fn connect(function: &Function, blocks: &mut [Planned], index: &[usize], merges: &[bool]) {
    for at in 0..blocks.len() {
        let successors: Vec<usize> = match blocks[at].origin {
            Origin::Start => vec![index[ENTRY.index()]],
            Origin::Edge(source, target) => {
                let last = terminator(function, source).expect("an edge comes from a terminator");
                vec![index[last.targets[target].block.index()]]
            }
            Origin::Block(id) => {
                let targets = terminator(function, id).map_or(&[][..], |last| &last.targets);
                let mut edge = at;
                let go = |target: &crate::Target| {
                    if targets.len() > 1 && merges[target.block.index()] {
                        edge += 1;
                        edge
                    } else {
                        index[target.block.index()]
                    }
                };
                targets.iter().map(go).collect()
            }
        };
        for successor in &successors {
            blocks[*successor].predecessors.push(at);
        }
        blocks[at].successors = successors;
    }
}

/// Parameters that can be but one value, and instructions that only change the type.
fn aliases(function: &Function, blocks: &[Planned], merges: &[bool]) -> Vec<ValueId> {
    let mut aliases: Vec<ValueId> = function.values.ids().collect();
    for planned in blocks {
        let Origin::Block(id) = planned.origin else { continue };
        for instruction in &function.blocks[id].instructions {
            if let (true, Some(result)) = (only_retypes(function, instruction), instruction.result) {
                aliases[result.index()] = instruction.operands[0];
            }
            for target in instruction.targets.iter().filter(|target| !merges[target.block.index()]) {
                for (parameter, argument) in function.blocks[target.block].parameters.iter().zip(&target.arguments) {
                    aliases[parameter.index()] = *argument;
                }
            }
        }
    }
    for at in 0..aliases.len() {
        let mut value = aliases[at];
        while aliases[value.index()] != value {
            value = aliases[value.index()];
        }
        aliases[at] = value;
    }
    aliases
}

/// Its result has the bits of its operand.
pub fn only_retypes(function: &Function, instruction: &Instruction) -> bool {
    let float = |value: ValueId| function.values[value] == crate::Type::Float;
    matches!(instruction.opcode, Opcode::Bits | Opcode::ValueOf) && !float(instruction.operands[0])
}

fn postorder(blocks: &[Planned]) -> Vec<usize> {
    let mut order = Vec::with_capacity(blocks.len());
    let mut seen = vec![false; blocks.len()];
    let mut stack = vec![(0, 0)];
    seen[0] = true;
    while let Some((block, next)) = stack.last_mut() {
        if let Some(successor) = blocks[*block].successors.get(*next) {
            *next += 1;
            if !std::mem::replace(&mut seen[*successor], true) {
                stack.push((*successor, 0));
            }
        } else {
            order.push(*block);
            stack.pop();
        }
    }
    order
}
