//! Which values are live into each block: from each use, up to the definition ("Computing Liveness Sets for
//! SSA-Form Programs", Brandner and others, 2011). Costs what the sets hold.
use super::Flow;
use crate::function::{BlockId, Function, ValueId};
use base::Id;

/// Live values at the blocks' starts. A block's parameters are not live into it; what a terminator passes as
/// arguments is used in the block.
///
/// ```
/// use register::analysis::{Flow, Liveness};
/// use register::{FunctionBuilder, SymbolId, Type};
///
/// let mut build = FunctionBuilder::new("f", SymbolId(0), &[Type::Value], Some(Type::Value));
/// let (value, end) = (build.parameters()[0], build.new_block(&[]));
/// build.jump(end, &[]);
/// build.switch_to(end);
/// build.give_back(Some(value));
/// let function = build.finish();
/// assert_eq!(Liveness::new(&function, &Flow::new(&function), |_| true).into[end.0 as usize], [value]);
/// ```
#[derive(Clone, Debug)]
pub struct Liveness {
    /// By block: the values live into it, in ascending order.
    pub into: Vec<Vec<ValueId>>,
}

impl Liveness {
    /// Liveness of the values that `wanted` says.
    pub fn new(function: &Function, flow: &Flow, wanted: impl Fn(ValueId) -> bool) -> Liveness {
        let defined = defining_blocks(function, flow);
        let uses = uses(function, flow, &defined, wanted);
        let mut into: Vec<Vec<ValueId>> = vec![Vec::new(); function.blocks.len()];
        let mut work = Vec::new();
        for (value, block) in uses {
            work.push(block);
            while let Some(block) = work.pop() {
                let live = &mut into[block.index()];
                if defined[value.index()] != block && live.last() != Some(&value) {
                    live.push(value);
                    work.extend(flow.predecessors(block).iter().copied());
                }
            }
        }
        Liveness { into }
    }
}

/// By value: the block that defines it.
pub fn defining_blocks(function: &Function, flow: &Flow) -> Vec<BlockId> {
    let mut defined = vec![BlockId(u32::MAX); function.values.len()];
    for block in &flow.order {
        let data = &function.blocks[*block];
        for value in data.parameters.iter().chain(data.instructions.iter().filter_map(|it| it.result.as_ref())) {
            defined[value.index()] = *block;
        }
    }
    defined
}

/// Uses outside of the defining block, ordered by value.
fn uses(function: &Function, flow: &Flow, defined: &[BlockId], wanted: impl Fn(ValueId) -> bool) -> Vec<(ValueId, BlockId)> {
    let mut uses = Vec::new();
    for block in &flow.order {
        for instruction in &function.blocks[*block].instructions {
            let arguments = instruction.targets.iter().flat_map(|target| target.arguments.iter());
            for value in instruction.operands.iter().chain(arguments) {
                if defined[value.index()] != *block && wanted(*value) {
                    uses.push((*value, *block));
                }
            }
        }
    }
    uses.sort_unstable();
    uses.dedup();
    uses
}
