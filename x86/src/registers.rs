//! Registers by their numbers, the calling convention, and the sets that instructions destroy.
use regalloc2::{MachineEnv, PReg, PRegSet, RegClass};
use register::machine::Convention;
use std::sync::LazyLock;

pub const RAX: PReg = PReg::new(0, RegClass::Int);
pub const RCX: PReg = PReg::new(1, RegClass::Int);
pub const RDX: PReg = PReg::new(2, RegClass::Int);
pub const RSI: PReg = PReg::new(6, RegClass::Int);
pub const RDI: PReg = PReg::new(7, RegClass::Int);
pub const R8: PReg = PReg::new(8, RegClass::Int);
pub const R9: PReg = PReg::new(9, RegClass::Int);
pub const R10: PReg = PReg::new(10, RegClass::Int);
pub const R11: PReg = PReg::new(11, RegClass::Int);
/// The number of the stack pointer.
pub const RSP: u8 = 4;
/// Free within an instruction, and between instructions for allocation's moves.
pub const SCRATCH: u8 = 14;
/// Holds the address of the context.
pub const CONTEXT: u8 = 15;
/// The scratch register for floats.
pub const SCRATCH_FLOAT: u8 = 15;

const fn float(number: usize) -> PReg {
    PReg::new(number, RegClass::Float)
}

/// How functions of ours call each other.
pub const CONVENTION: Convention = Convention {
    integers: &[RDI, RSI, RDX, RCX, R8, R9, R10, R11],
    floats: &[float(0), float(1), float(2), float(3), float(4), float(5), float(6), float(7)],
    integer_result: RAX,
    float_result: float(0),
};

/// Where a system call takes its words.
pub const SYSTEM_ARGUMENTS: [PReg; 6] = [RDI, RSI, RDX, R10, R8, R9];

const fn integers() -> PRegSet {
    let (mut set, mut number) = (PRegSet::empty(), 0);
    while number < 14 {
        if number != RSP as usize {
            set = set.with(PReg::new(number, RegClass::Int));
        }
        number += 1;
    }
    set
}

const fn floats() -> PRegSet {
    let (mut set, mut number) = (PRegSet::empty(), 0);
    while number < 15 {
        set = set.with(float(number));
        number += 1;
    }
    set
}

const fn both(first_integer: usize, first_float: usize) -> PRegSet {
    let (mut set, mut number) = (PRegSet::empty(), 0);
    while number < 15 {
        if number >= first_integer && number < 14 && number != RSP as usize {
            set = set.with(PReg::new(number, RegClass::Int));
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
pub const ALL_BUT_RAX: PRegSet = both(1, 0);
pub const ALL_BUT_XMM0: PRegSet = both(0, 1);
pub const RAX_ONLY: PRegSet = PRegSet::empty().with(RAX);
pub const RDX_ONLY: PRegSet = PRegSet::empty().with(RDX);
/// What the helper `copy_memory` destroys, with its arguments.
pub const COPY: PRegSet = PRegSet::empty().with(RAX).with(RCX).with(RDX).with(RSI).with(RDI).with(float(0)).with(float(1));
/// What `rep stosb` moves.
pub const FILL: PRegSet = PRegSet::empty().with(RCX).with(RDI);
/// What the kernel does not keep, beside the result.
pub const SYSTEM_CALL: PRegSet = PRegSet::empty().with(RCX).with(R11);

/// The registers for regalloc2.
pub static ENVIRONMENT: LazyLock<MachineEnv> = LazyLock::new(|| MachineEnv {
    preferred_regs_by_class: [integers(), floats(), PRegSet::empty()],
    non_preferred_regs_by_class: [PRegSet::empty(); 3],
    scratch_by_class: [Some(PReg::new(SCRATCH as usize, RegClass::Int)), Some(float(SCRATCH_FLOAT as usize)), None],
    fixed_stack_slots: Vec::new(),
});

/// The System V ABI's numbers: those of the integer registers begin in another order than the CPU's.
pub fn debug_register(register: PReg) -> u16 {
    const FIRST: [u16; 8] = [0, 2, 1, 3, 7, 6, 4, 5];
    let number = register.hw_enc();
    match register.class() {
        RegClass::Int => FIRST.get(number).copied().unwrap_or(number as u16),
        RegClass::Float | RegClass::Vector => 17 + number as u16,
    }
}
