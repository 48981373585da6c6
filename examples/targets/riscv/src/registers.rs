//! Registers by their numbers, the calling convention, and the sets that instructions destroy.
use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};
use salama::register::machine::Convention;
use std::sync::LazyLock;

/// Always 0.
pub const ZERO: u8 = 0;
/// Holds the return address until the frame does (`ra`).
pub const LINK: u8 = 1;
/// The stack pointer (`sp`).
pub const SP: u8 = 2;
/// Free within an instruction, and to make addresses for allocation's moves (`t0`).
pub const SCRATCH: u8 = 5;
/// Free within an instruction; between instructions allocation's own (`t1`).
pub const SECOND_SCRATCH: u8 = 6;
/// Holds the address of the context (`s0`): one of the eight that short loads and stores can name.
pub const CONTEXT: u8 = 8;
/// The scratch register for floats (`ft11`).
pub const SCRATCH_FLOAT: u8 = 31;

pub const A0: PReg = integer(10);
pub const A1: PReg = integer(11);
pub const A2: PReg = integer(12);
pub const FA0: PReg = float(10);
/// Takes the number of a system call.
pub const A7: PReg = integer(17);

const fn integer(number: usize) -> PReg {
    PReg::new(number, RegClass::Int)
}

const fn float(number: usize) -> PReg {
    PReg::new(number, RegClass::Float)
}

/// How functions of ours call each other.
pub const CONVENTION: Convention = Convention {
    integers: &[A0, A1, A2, integer(13), integer(14), integer(15), integer(16), A7],
    floats: &[FA0, float(11), float(12), float(13), float(14), float(15), float(16), float(17)],
    integer_result: A0,
    float_result: FA0,
};

/// Where a system call takes its words.
pub const SYSTEM_ARGUMENTS: [PReg; 6] = [A0, A1, A2, integer(13), integer(14), integer(15)];

/// Can short instructions name it?
pub const fn is_short(number: u8) -> bool {
    8 <= number && number < 16
}

/// Is an integer register given to allocation? Not the scratch registers, the platform's gp and tp, context, link, stack, zero.
const fn is_allocated(number: usize) -> bool {
    number == 7 || number > 8
}

/// The registers that allocation is given: integers and floats in ranges of numbers, but for one.
const fn allocated(integers: [usize; 2], floats: [usize; 2], but: PReg) -> PRegSet {
    let (mut set, mut number) = (PRegSet::empty(), 0);
    while number < 32 {
        let (one, other) = (integer(number), float(number));
        if integers[0] <= number && number < integers[1] && is_allocated(number) && one.index() != but.index() {
            set = set.with(one);
        }
        if floats[0] <= number && number < floats[1] && number != SCRATCH_FLOAT as usize && other.index() != but.index() {
            set = set.with(other);
        }
        number += 1;
    }
    set
}

/// All registers that are allocated: what a call destroys.
pub const ALL: PRegSet = allocated([0, 32], [0, 32], PReg::invalid());
pub const ALL_BUT_A0: PRegSet = allocated([0, 32], [0, 32], A0);
pub const ALL_BUT_FA0: PRegSet = allocated([0, 32], [0, 32], FA0);
/// What the helpers `copy_memory` and `fill_memory` destroy, with their arguments.
pub const COPY: PRegSet = PRegSet::empty().with(A0).with(A1).with(A2).with(integer(13)).with(integer(14)).with(integer(15));
/// What a system call destroys, beside its result.
pub const SYSTEM_CALL: PRegSet = PRegSet::empty().with(A7);

/// The registers for regalloc2: those that short instructions can name first.
pub static ENVIRONMENT: LazyLock<MachineEnv> = LazyLock::new(|| {
    let integers = |first, end| allocated([first, end], [0, 0], PReg::invalid());
    let mut others = integers(0, 8);
    others.union_from(integers(16, 32));
    MachineEnv {
        preferred_regs_by_class: [integers(8, 16), allocated([0, 0], [0, 32], PReg::invalid()), PRegSet::empty()],
        non_preferred_regs_by_class: [others, PRegSet::empty(), PRegSet::empty()],
        scratch_by_class: [Some(integer(SECOND_SCRATCH as usize)), Some(float(SCRATCH_FLOAT as usize)), None],
        fixed_stack_slots: Vec::new(),
    }
});

/// The numbers of "RISC-V DWARF Specification": integers, then floats.
pub fn debug_register(register: PReg) -> u16 {
    match register.class() {
        RegClass::Int => register.hw_enc() as u16,
        RegClass::Float | RegClass::Vector => 32 + register.hw_enc() as u16,
    }
}
