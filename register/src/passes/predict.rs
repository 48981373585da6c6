//! Says which blocks are rarely reached (`cold`), so that the passes after it keep the common way short: where arithmetic
//! overflowed, where something was raised, what only such blocks lead to, and what leads to nothing but such blocks.
//!
//! ```text
//!   v2: value = add_small_checked v0, v1 -> b1, b2
//! b1:
//!   return v2
//! b2:                                    b2: cold
//!   v3: value = call sum(v0, v1)           v3: value = call sum(v0, v1)
//! ```
//!
//! Lowering marks what it knows to be rare: big integers where small ones may be, unwinding, a full cache.
use crate::analysis::Flow;
use crate::function::{BlockId, ENTRY, Function, Program};
use crate::instruction::{Instruction, Opcode};
use base::Pass;

pub const PASS: Pass<Program> =
    Pass { name: "predict", about: "mark blocks that are rarely reached", run: |it| super::each(it, run) };

/// Runs the pass on a function.
pub fn run(function: &mut Function) {
    let flow = Flow::new(function);
    spread_down(function, &flow);
    spread_up(function, &flow);
    spread_down(function, &flow);
}

/// A block that is entered by rare edges alone is cold.
fn spread_down(function: &mut Function, flow: &Flow) {
    for block in &flow.order {
        // What comes from below in a loop has been here before.
        let mut above = flow.predecessors(*block).iter().filter(|from| flow.number(**from) < flow.number(*block)).peekable();
        let entered = above.peek().is_some();
        if entered && above.all(|from| is_rare(function, *from, *block)) {
            function.blocks[*block].cold = true;
        }
    }
    function.blocks[ENTRY].cold = false;
}

/// Are all edges from a block to another rare?
fn is_rare(function: &Function, from: BlockId, to: BlockId) -> bool {
    let terminator = function.terminator(from);
    function.blocks[from].cold || has_rare_way(terminator) && terminator.targets[0].block != to
}

/// A block that cannot but go to cold ones, or to a trap, is cold.
fn spread_up(function: &mut Function, flow: &Flow) {
    for block in flow.order.iter().rev() {
        let terminator = function.terminator(*block);
        let expected = if has_rare_way(terminator) { &terminator.targets[..1] } else { &terminator.targets[..] };
        let leads_to_cold = !expected.is_empty() && expected.iter().all(|target| function.blocks[target.block].cold);
        if *block != ENTRY && (leads_to_cold || terminator.opcode == Opcode::Unreachable) {
            function.blocks[*block].cold = true;
        }
    }
}

/// Is the second target that of an overflow or of an exception?
fn has_rare_way(terminator: &Instruction) -> bool {
    match terminator.opcode {
        Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => true,
        _ => terminator.is_safepoint(),
    }
}
