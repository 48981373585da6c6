//! Registers by their numbers, the calling convention, and the sets that instructions destroy.
use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};
use register::machine::Convention;
use std::sync::LazyLock;

pub const X0: PReg = integer(0);
pub const X1: PReg = integer(1);
pub const X2: PReg = integer(2);
/// Takes the number of a system call.
pub const X8: PReg = integer(8);
/// Free within an instruction, and to make addresses for allocation's moves.
pub const SCRATCH: u8 = 16;
/// Free within an instruction; between instructions allocation's own.
pub const SECOND_SCRATCH: u8 = 17;
/// Holds the address of the context.
pub const CONTEXT: u8 = 28;
/// Holds the return address until the frame does.
pub const LINK: u8 = 30;
/// The stack pointer, where an instruction takes it; elsewhere the register that is always 0.
pub const SP: u8 = 31;
/// See [`SP`].
pub const ZERO: u8 = 31;
/// The scratch register for floats.
pub const SCRATCH_FLOAT: u8 = 31;

const fn integer(number: usize) -> PReg {
    PReg::new(number, RegClass::Int)
}

const fn float(number: usize) -> PReg {
    PReg::new(number, RegClass::Float)
}

/// How functions of ours call each other.
pub const CONVENTION: Convention = Convention {
    integers: &[X0, X1, X2, integer(3), integer(4), integer(5), integer(6), integer(7)],
    floats: &[float(0), float(1), float(2), float(3), float(4), float(5), float(6), float(7)],
    integer_result: X0,
    float_result: float(0),
};

/// Where a system call takes its words.
pub const SYSTEM_ARGUMENTS: [PReg; 6] = [X0, X1, X2, integer(3), integer(4), integer(5)];

/// Is an integer register given to allocation? Not the scratch registers, the platform's x18, context, link and x31.
const fn is_allocated(number: usize) -> bool {
    number < 16 || (number > 18 && number < 28) || number == 29
}

const fn both(first_integer: usize, first_float: usize) -> PRegSet {
    let (mut set, mut number) = (PRegSet::empty(), 0);
    while number < 31 {
        if number >= first_integer && is_allocated(number) {
            set = set.with(integer(number));
        }
        if number >= first_float {
            set = set.with(float(number));
        }
        number += 1;
    }
    set
}

/// All registers that are allocated: what a call destroys.
pub const ALL: PRegSet = both(0, 0);
pub const ALL_BUT_X0: PRegSet = both(1, 0);
pub const ALL_BUT_V0: PRegSet = both(0, 1);
/// What the helpers `copy_memory` and `fill_memory` destroy, with their arguments.
pub const COPY: PRegSet = PRegSet::empty()
    .with(X0)
    .with(X1)
    .with(X2)
    .with(integer(3))
    .with(integer(4))
    .with(integer(5))
    .with(integer(6))
    .with(float(0))
    .with(float(1));
/// What a system call destroys, beside its result.
pub const SYSTEM_CALL: PRegSet = PRegSet::empty().with(X8);

/// The registers for regalloc2.
pub static ENVIRONMENT: LazyLock<MachineEnv> = LazyLock::new(|| MachineEnv {
    preferred_regs_by_class: [both(0, 31), both(31, 0), PRegSet::empty()],
    non_preferred_regs_by_class: [PRegSet::empty(); 3],
    scratch_by_class: [Some(integer(SECOND_SCRATCH as usize)), Some(float(SCRATCH_FLOAT as usize)), None],
    fixed_stack_slots: Vec::new(),
});

/// The numbers of "DWARF for the Arm 64-bit Architecture".
pub fn debug_register(register: PReg) -> u16 {
    match register.class() {
        RegClass::Int => register.hw_enc() as u16,
        RegClass::Float | RegClass::Vector => 64 + register.hw_enc() as u16,
    }
}
