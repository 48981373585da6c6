//! Emission of frames, jumps and calls.
use crate::X86;
use crate::encode::{PLAIN, Place, WIDE, group_immediate, number, operation};
use crate::instruction::{Alu, Flag};
use crate::registers::{CONTEXT, RSP};
use dynasm::dynasm;
use dynasmrt::{DynasmApi, DynasmLabelApi};
use regalloc2::Allocation;
use register::machine::{Call, Callee, Calls, Emission, Flow};
use register::object::RelocationKind;

type E<'a> = Emission<'a, X86>;

/// What the frame is at entry: the return address.
const ENTRY_FRAME: u32 = 8;
/// The runtime function that raises SystemStackError.
pub const STACK_OVERFLOW: &str = "stack_overflow";

/// How far a jump with a distance of one byte goes.
const SHORT_REACH: u32 = 127;

/// Makes the frame; looks whether the stack has room, where a deeper call may follow.
pub fn prologue(e: &mut E) {
    if e.frame_size > ENTRY_FRAME {
        let size = (e.frame_size - ENTRY_FRAME) as i32;
        move_stack(e, Alu::Sub, size);
        e.frame_step(e.frame_size, Vec::new());
    }
    if e.calls == Calls::Any {
        let limit = parfait::layout::context_offset("stack_limit").expect("the context has a field for it");
        operation(e, WIDE, &[0x3b], RSP, Place::base(CONTEXT, limit as i32));
        let overflow = e.overflow();
        conditional(e, Flag::Below as u8, overflow);
    }
}

/// What stands behind the function.
pub fn finish(e: &mut E) {
    if e.calls == Calls::Any {
        e.place_overflow();
        call_name(e, STACK_OVERFLOW);
        e.call_site(&[], None);
        dynasm!(e.ops; .arch x64; ud2);
    }
}

fn move_stack(e: &mut E, alu: Alu, size: i32) {
    match size {
        // its negation fits one byte
        128 => {
            let other = if alu == Alu::Add { Alu::Sub } else { Alu::Add };
            group_immediate(e, WIDE, other as u8, Place::Register(RSP), -128);
        }
        _ => group_immediate(e, WIDE, alu as u8, Place::Register(RSP), size),
    }
}

/// Takes the frame away and returns.
pub fn leave(e: &mut E) {
    let framed = e.frame_size > ENTRY_FRAME;
    if framed {
        let size = (e.frame_size - ENTRY_FRAME) as i32;
        move_stack(e, Alu::Add, size);
        e.frame_step(ENTRY_FRAME, Vec::new());
    }
    dynasm!(e.ops; .arch x64; ret);
    if framed {
        e.frame_step(e.frame_size, Vec::new());
    }
}

/// Calls a function of the runtime or a helper.
pub fn call_name(e: &mut E, name: &str) {
    e.ops.push(0xe8);
    let at = e.offset();
    e.relocate_name(at, RelocationKind::Relative32, name, -4);
    e.ops.extend([0; 4]);
}

/// Writes a call; where it ends its block, goes on to the first successor.
pub fn call(e: &mut E, call: &Call, places: &[Allocation], flow: &Flow) {
    match call.callee {
        Callee::Symbol(symbol) => {
            e.ops.push(0xe8);
            let at = e.offset();
            e.relocate(at, RelocationKind::Relative32, symbol, -4);
            e.ops.extend([0; 4]);
        }
        Callee::Register => {
            let callee = number(*places.last().expect("the callee is the last operand"));
            operation(e, PLAIN, &[0xff], 2, Place::Register(callee));
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
    if block == flow.next {
        return;
    }
    let label = e.label(block);
    if e.reaches(SHORT_REACH) {
        dynasm!(e.ops; .arch x64; jmp BYTE =>label);
    } else {
        dynasm!(e.ops; .arch x64; jmp =>label);
    }
    e.jumped(block);
}

/// Goes to one of two blocks.
pub fn jump_if(e: &mut E, flag: Flag, flow: &Flow) {
    const PARITY: u8 = 10;
    let [then, otherwise] = flow.targets;
    match flag {
        Flag::FloatEqual => {
            let exchanged = Flow { targets: [otherwise, then], next: flow.next, rare: false };
            jump_if(e, Flag::FloatNotEqual, &exchanged);
        }
        Flag::FloatNotEqual if then == flow.next => {
            conditional(e, PARITY, then);
            conditional(e, Flag::Equal as u8, otherwise);
        }
        Flag::FloatNotEqual => {
            conditional(e, Flag::NotEqual as u8, then);
            conditional(e, PARITY, then);
            jump(e, otherwise, flow);
        }
        _ if flow.inverts() => {
            conditional(e, flag as u8 ^ 1, otherwise);
            jump(e, then, flow);
        }
        _ => {
            conditional(e, flag as u8, then);
            jump(e, otherwise, flow);
        }
    }
}

/// A conditional jump, by the number of its condition.
fn conditional(e: &mut E, flag: u8, block: usize) {
    let label = e.label(block);
    let short = e.reaches(SHORT_REACH);
    macro_rules! write {
        ($($number:literal $name:ident)*) => {
            match (flag, short) {
                $(($number, true) => dynasm!(e.ops; .arch x64; $name BYTE =>label),
                  ($number, false) => dynasm!(e.ops; .arch x64; $name =>label),)*
                _ => unreachable!("there are 16 conditions"),
            }
        };
    }
    write!(0 jo 1 jno 2 jb 3 jae 4 je 5 jne 6 jbe 7 ja 8 js 9 jns 10 jp 11 jnp 12 jl 13 jge 14 jle 15 jg);
    e.jumped(block);
}
