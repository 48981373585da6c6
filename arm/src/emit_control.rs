//! Emission of frames, jumps and calls.
use crate::Arm;
use crate::encode::{Access, access_offset, add_number, number};
use crate::instruction::{Flag, Width};
use crate::registers::{CONTEXT, LINK, SCRATCH, SP};
use dynasm::dynasm;
use dynasmrt::{DynasmApi, DynasmLabelApi};
use regalloc2::Allocation;
use register::machine::{Call, Callee, Calls, Emission, Flow};
use register::object::RelocationKind;

type E<'a> = Emission<'a, Arm>;

/// The runtime function that raises SystemStackError.
pub const STACK_OVERFLOW: &str = "stack_overflow";
/// How far `b.cond`, `cbz` and `cbnz` reach, with room for the jump itself.
const CONDITION_REACH: u32 = (1 << 20) - 64;
/// How far `tbz` and `tbnz` reach, likewise.
const BIT_REACH: u32 = (1 << 15) - 64;

/// What a conditional jump asks.
#[derive(Clone, Copy)]
pub enum Test {
    Flag(Flag),
    Zero { register: u8, zero: bool },
    Bit { register: u8, bit: u8, set: bool },
}

impl Test {
    fn inverted(self) -> Test {
        match self {
            Test::Flag(flag) => Test::Flag(flag.inverted()),
            Test::Zero { register, zero } => Test::Zero { register, zero: !zero },
            Test::Bit { register, bit, set } => Test::Bit { register, bit, set: !set },
        }
    }
    fn reach(self) -> u32 {
        match self {
            Test::Flag(_) | Test::Zero { .. } => CONDITION_REACH,
            Test::Bit { .. } => BIT_REACH,
        }
    }
}

/// Where debuggers find the return address in a frame.
fn saved() -> Vec<(u16, i32)> {
    vec![(u16::from(LINK), -8)]
}

/// Makes the frame, keeps the return address at its top; looks whether the stack has room, where a deeper call may
/// follow.
pub fn prologue(e: &mut E) {
    let size = e.frame_size;
    if size > 0 {
        add_number(e, SP, SP, -i64::from(size));
        e.frame_step(size, Vec::new());
        access_offset(e, Access::Store(Width::Full), LINK, SP, size as i32 - 8);
        e.frame_step(size, saved());
    }
    if e.calls == Calls::Any {
        let limit = parfait::layout::context_offset("stack_limit").expect("the context has a field for it");
        access_offset(e, Access::Load(Width::Full), SCRATCH, CONTEXT, limit as i32);
        dynasm!(e.ops; .arch aarch64; cmp sp, X(SCRATCH));
        let overflow = e.overflow();
        conditional(e, Test::Flag(Flag::Below), overflow);
    }
}

/// What stands behind the function.
pub fn finish(e: &mut E) {
    if e.calls == Calls::Any {
        e.place_overflow();
        call_name(e, STACK_OVERFLOW);
        e.call_site(&[], None);
        dynasm!(e.ops; .arch aarch64; brk 0);
    }
}

/// Takes the frame away and returns.
pub fn leave(e: &mut E) {
    let size = e.frame_size;
    if size > 0 {
        access_offset(e, Access::Load(Width::Full), LINK, SP, size as i32 - 8);
        add_number(e, SP, SP, i64::from(size));
        e.frame_step(0, Vec::new());
    }
    dynasm!(e.ops; .arch aarch64; ret);
    if size > 0 {
        e.frame_step(size, saved());
    }
}

/// Calls a function of the runtime or a helper.
pub fn call_name(e: &mut E, name: &str) {
    let at = e.offset();
    dynasm!(e.ops; .arch aarch64; bl 0);
    e.relocate_name(at, RelocationKind::Branch26, name, 0);
}

/// Writes a call; where it ends its block, goes on to the first successor.
pub fn call(e: &mut E, call: &Call, places: &[Allocation], flow: &Flow) {
    match call.callee {
        Callee::Symbol(symbol) => {
            let at = e.offset();
            dynasm!(e.ops; .arch aarch64; bl 0);
            e.relocate(at, RelocationKind::Branch26, symbol, 0);
        }
        Callee::Register => {
            let callee = number(*places.last().expect("the callee is the last operand"));
            dynasm!(e.ops; .arch aarch64; blr X(callee));
        }
    }
    if call.safepoint {
        e.call_site(&call.live, call.landing.then_some(flow.targets[1]));
    }
    if call.landing {
        jump(e, flow.targets[0], flow);
    }
}

/// Jumps, unless the block is next anyway. Reaches 128 MiB: any function.
pub fn jump(e: &mut E, block: usize, flow: &Flow) {
    if block != flow.next {
        let label = e.label(block);
        dynasm!(e.ops; .arch aarch64; b =>label);
    }
}

/// Goes to one of two blocks.
pub fn jump_if(e: &mut E, test: Test, flow: &Flow) {
    let [then, otherwise] = flow.targets;
    if flow.inverts() {
        conditional(e, test.inverted(), otherwise);
        jump(e, then, flow);
    } else {
        conditional(e, test, then);
        jump(e, otherwise, flow);
    }
}

macro_rules! write_test {
    ($e:ident, $test:expr, $($to:tt)*) => {
        match $test {
            Test::Flag(Flag::Equal) => dynasm!($e.ops; .arch aarch64; b.eq $($to)*),
            Test::Flag(Flag::NotEqual) => dynasm!($e.ops; .arch aarch64; b.ne $($to)*),
            Test::Flag(Flag::AboveEqual) => dynasm!($e.ops; .arch aarch64; b.hs $($to)*),
            Test::Flag(Flag::Below) => dynasm!($e.ops; .arch aarch64; b.lo $($to)*),
            Test::Flag(Flag::Minus) => dynasm!($e.ops; .arch aarch64; b.mi $($to)*),
            Test::Flag(Flag::Plus) => dynasm!($e.ops; .arch aarch64; b.pl $($to)*),
            Test::Flag(Flag::Overflow) => dynasm!($e.ops; .arch aarch64; b.vs $($to)*),
            Test::Flag(Flag::NoOverflow) => dynasm!($e.ops; .arch aarch64; b.vc $($to)*),
            Test::Flag(Flag::Above) => dynasm!($e.ops; .arch aarch64; b.hi $($to)*),
            Test::Flag(Flag::BelowEqual) => dynasm!($e.ops; .arch aarch64; b.ls $($to)*),
            Test::Flag(Flag::GreaterEqual) => dynasm!($e.ops; .arch aarch64; b.ge $($to)*),
            Test::Flag(Flag::Less) => dynasm!($e.ops; .arch aarch64; b.lt $($to)*),
            Test::Flag(Flag::Greater) => dynasm!($e.ops; .arch aarch64; b.gt $($to)*),
            Test::Flag(Flag::LessEqual) => dynasm!($e.ops; .arch aarch64; b.le $($to)*),
            Test::Zero { register, zero: true } => dynasm!($e.ops; .arch aarch64; cbz X(register), $($to)*),
            Test::Zero { register, zero: false } => dynasm!($e.ops; .arch aarch64; cbnz X(register), $($to)*),
            Test::Bit { register, bit, set } => {
                let bit = u32::from(bit);
                match set {
                    true => dynasm!($e.ops; .arch aarch64; tbnz X(register), bit, $($to)*),
                    false => dynasm!($e.ops; .arch aarch64; tbz X(register), bit, $($to)*),
                }
            }
        }
    };
}

/// A conditional jump; where it does not reach, one around a jump.
fn conditional(e: &mut E, test: Test, block: usize) {
    let label = e.label(block);
    if e.reaches(test.reach()) {
        write_test!(e, test, =>label);
    } else {
        write_test!(e, test.inverted(), >near);
        dynasm!(e.ops; .arch aarch64; b =>label; near:);
    }
    e.jumped(block);
}
