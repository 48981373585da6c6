//! Splitting edges: a block of its own for what happens on the way from one block to another.
//!
//! ```text
//! b1: branch v0 -> b2(v1), b3        b1: branch v0 -> b4, b3
//!                                    b4: jump b2(v1)
//! ```
use crate::function::{Block, BlockId, Function};
use crate::instruction::{Instruction, Opcode, Target};
use smallvec::SmallVec;

/// Puts a block on the edge from `from` by its target number `index`. The new block comes after `from` in the list
/// that is given back with it: the caller places it in the layout.
pub fn split(function: &mut Function, from: BlockId, index: usize) -> BlockId {
    let cold = function.blocks[from].cold;
    let terminator = function.terminator_mut(from);
    let position = terminator.position;
    let new = BlockId(u32::MAX);
    let old = std::mem::replace(&mut terminator.targets[index], Target { block: new, arguments: SmallVec::new() });
    let cold = cold || function.blocks[old.block].cold;
    let jump = Instruction { targets: [old].into_iter().collect(), position, ..Instruction::new(Opcode::Jump) };
    let new = function.blocks.push(Block { parameters: Vec::new(), instructions: vec![jump], cold });
    function.terminator_mut(from).targets[index].block = new;
    new
}

/// How many edges go to each block, from the blocks of the layout.
pub fn incoming(function: &Function) -> Vec<u32> {
    let mut incoming = vec![0; function.blocks.len()];
    for block in &function.layout {
        for successor in function.successors(*block) {
            incoming[successor.0 as usize] += 1;
        }
    }
    incoming
}

/// Splits the edges for which `wanted` (given the function, its numbers of incoming edges, the source, the target's
/// number) says so; new blocks come after their source.
pub fn split_where(function: &mut Function, wanted: impl Fn(&Function, &[u32], BlockId, usize) -> bool) {
    let incoming = incoming(function);
    let mut layout = Vec::with_capacity(function.layout.len());
    for block in std::mem::take(&mut function.layout) {
        layout.push(block);
        for index in 0..function.terminator(block).targets.len() {
            if wanted(function, &incoming, block, index) {
                layout.push(split(function, block, index));
            }
        }
    }
    function.layout = layout;
}
