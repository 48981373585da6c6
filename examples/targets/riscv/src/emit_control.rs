//! Emission of frames, jumps and calls.
//!
//! ```text
//! blt a0, a1, there                    up to 2 KiB
//! bge a0, a1, +8; j there              up to 512 KiB
//! bge a0, a1, +12; tail there          any distance
//! ```
use crate::Riscv;
use crate::encode::{add_number, load_offset, number, store_offset};
use crate::instruction::Width;
use crate::registers::{CONTEXT, LINK, SCRATCH, SP, ZERO, is_short};
use crate::relocation;
use dynasmrt::{DynamicLabel, DynasmApi, DynasmLabelApi};
use regalloc2::Allocation;
use salama::parfait;
use salama::register::Condition;
use salama::register::machine::{Call, Callee, Calls, Emission, Flow};
use salama::register::object::RelocationKind;

type E<'a> = Emission<'a, Riscv>;

/// The runtime function that raises SystemStackError.
const STACK_OVERFLOW: &str = "stack_overflow";
/// How far jumps go, with room for the jump itself: `c.beqz`, branches, `c.j`, `jal`. Branches and `jal` reach twice as far, but
/// dynasm 5.1 takes no distance of as many bits as they have.
const SHORT_BRANCH: u32 = (1 << 8) - 32;
const BRANCH: u32 = (1 << 11) - 32;
const SHORT_JUMP: u32 = (1 << 11) - 32;
const JUMP: u32 = (1 << 19) - 32;

/// Where debuggers find the return address in a frame.
fn saved() -> Vec<(u16, i32)> {
    vec![(u16::from(LINK), -8)]
}

/// Makes the frame, keeps the return address at its top; looks whether the stack has room, where a deeper call may follow.
pub fn prologue(e: &mut E) {
    let size = e.frame_size;
    if size > 0 {
        add_number(e, SP, SP, -i64::from(size));
        e.frame_step(size, Vec::new());
        store_offset(e, Width::Full, LINK, SP, size as i32 - 8);
        e.frame_step(size, saved());
    }
    if e.calls == Calls::Any {
        let limit = parfait::context_offset("stack_limit").expect("the context has a field for it");
        load_offset(e, Width::Full, SCRATCH, CONTEXT, limit as i32);
        let overflow = e.overflow();
        conditional(e, Condition::Below, SP, SCRATCH, overflow);
    }
}

/// What stands behind the function.
pub fn finish(e: &mut E) {
    if e.calls == Calls::Any {
        e.place_overflow();
        call_name(e, STACK_OVERFLOW);
        e.call_site(&[], None);
        asm!(e.ops; c.ebreak);
    }
}

/// Takes the frame away and returns.
pub fn leave(e: &mut E) {
    let size = e.frame_size;
    if size > 0 {
        load_offset(e, Width::Full, LINK, SP, size as i32 - 8);
        add_number(e, SP, SP, i64::from(size));
        e.frame_step(0, Vec::new());
    }
    asm!(e.ops; c.jr x1);
    if size > 0 {
        e.frame_step(size, saved());
    }
}

/// A call that the linker finishes.
fn call_pair(e: &mut E) -> (u32, RelocationKind) {
    let at = e.offset();
    asm!(e.ops; auipc x1, 0; jalr x1, x1, 0);
    (at, RelocationKind::Specific(relocation::CALL))
}

/// Calls a function of the runtime or a helper.
pub fn call_name(e: &mut E, name: &str) {
    let (at, kind) = call_pair(e);
    e.relocate_name(at, kind, name, 0);
}

/// Writes a call; where it ends its block, goes on to the first successor.
pub fn call(e: &mut E, call: &Call, places: &[Allocation], flow: &Flow) {
    match call.callee {
        Callee::Symbol(symbol) => {
            let (at, kind) = call_pair(e);
            e.relocate(at, kind, symbol, 0);
        }
        Callee::Register => {
            let callee = number(*places.last().expect("the callee is the last operand"));
            asm!(e.ops; c.jalr X(callee));
        }
    }
    if call.safepoint {
        e.call_site(&call.live, call.landing.then_some(flow.targets[1]));
    }
    if call.landing {
        jump(e, flow.targets[0], flow);
    }
}

/// Jumps, unless the block is next anyway.
pub fn jump(e: &mut E, block: usize, flow: &Flow) {
    if block != flow.next {
        let label = e.label(block);
        if e.reaches(SHORT_JUMP) {
            asm!(e.ops; c.j =>label);
        } else {
            long_jump(e, label);
        }
        e.jumped(block);
    }
}

/// `tail` is a pair that leaves an address in the second scratch register.
fn long_jump(e: &mut E, label: DynamicLabel) {
    if e.reaches(JUMP) {
        asm!(e.ops; j =>label);
    } else {
        asm!(e.ops; tail =>label);
    }
}

/// Goes to one of two blocks.
pub fn branch(e: &mut E, condition: Condition, a: u8, b: u8, flow: &Flow) {
    let [then, otherwise] = flow.targets;
    if flow.inverts() {
        conditional(e, condition.inverted(), a, b, otherwise);
        jump(e, then, flow);
    } else {
        conditional(e, condition, a, b, then);
        jump(e, otherwise, flow);
    }
}

/// A branch on any condition: those that the CPU has not are others with their operands exchanged.
macro_rules! write_branch {
    ($e:ident, $condition:expr, $a:ident, $b:ident, $($to:tt)*) => {
        match $condition {
            Condition::Equal => asm!($e.ops; beq X($a), X($b), $($to)*),
            Condition::NotEqual => asm!($e.ops; bne X($a), X($b), $($to)*),
            Condition::Less => asm!($e.ops; blt X($a), X($b), $($to)*),
            Condition::GreaterEqual => asm!($e.ops; bge X($a), X($b), $($to)*),
            Condition::Greater => asm!($e.ops; blt X($b), X($a), $($to)*),
            Condition::LessEqual => asm!($e.ops; bge X($b), X($a), $($to)*),
            Condition::Below => asm!($e.ops; bltu X($a), X($b), $($to)*),
            Condition::AboveEqual => asm!($e.ops; bgeu X($a), X($b), $($to)*),
            Condition::Above => asm!($e.ops; bltu X($b), X($a), $($to)*),
            Condition::BelowEqual => asm!($e.ops; bgeu X($b), X($a), $($to)*),
        }
    };
}

/// A conditional jump; where it does not reach, its inverse around a jump.
fn conditional(e: &mut E, condition: Condition, a: u8, b: u8, block: usize) {
    let label = e.label(block);
    let short = b == ZERO && is_short(a) && e.reaches(SHORT_BRANCH);
    match condition {
        Condition::Equal if short => asm!(e.ops; c.beqz X(a), =>label),
        Condition::NotEqual if short => asm!(e.ops; c.bnez X(a), =>label),
        _ if e.reaches(BRANCH) => write_branch!(e, condition, a, b, =>label),
        _ => {
            write_branch!(e, condition.inverted(), a, b, >near);
            long_jump(e, label);
            asm!(e.ops; near:);
        }
    }
    e.jumped(block);
}

/// Writes something that is jumped over unless the condition holds.
pub fn unless(e: &mut E, condition: Condition, a: u8, b: u8, write: impl FnOnce(&mut E)) {
    write_branch!(e, condition.inverted(), a, b, >over);
    write(e);
    asm!(e.ops; over:);
}
