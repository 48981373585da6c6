//! AArch64.
//!
//! # The CPU
//!
//! ARM's 64-bit machine of 2011 shares with the 32-bit one little but the name. Every instruction is a word of 32 bits
//! at an address divisible by 4, and does one thing: either it reads or writes memory, or it computes on registers,
//! of which it names three. So nothing is computed in memory, results need not destroy operands, and a decoder can
//! look at eight instructions at once. What x86 says in one instruction of nine bytes takes two or three here.
//!
//! There are 31 registers, x0 to x30. Number 31 is none of them: some instructions take it for a register that is
//! always 0 (`xzr`), others for the stack pointer (`sp`), which is why storing 0, negating and comparing need no
//! instructions of their own: `cmp a, b` is `subs xzr, a, b`. `bl` puts the return address in x30 and touches no
//! memory; a function that calls nothing needs no frame. The 32 registers v0 to v31 hold floats, 128 bits each.
//!
//! # Numbers in 32 bits
//!
//! An instruction has no room for a large constant, and each kind has its own idea of which are small:
//! - sums take 12 bits, or 12 bits shifted by 12, and a sum with a negative number is a difference;
//! - bitwise operations take a run of ones, rotated, repeated over the word: `0xff`, `0x0101_0101_0101_0101`, `!15`,
//!   and 5000 patterns more, but neither 0 nor 5;
//! - all else is made 16 bits at a time: `movz` or `movn`, then `movk`;
//! - a double of few bits (1.0, 2.5, -31.0) is part of `fmov`, others come by way of an integer register.
//!
//! An offset of a load is a multiple of the width up to 4095 times, or any number from -256 to 255. A tagged reference
//! is its address plus 1, so the fields of an object are at 7, 15, 23 ...: odd, hence of the second kind, of which 31
//! fields are in reach. An index may be added instead of an offset, shifted by nothing or by the width; both at
//! once is two instructions. What does not fit goes through x16, which nobody else uses.
//!
//! Addresses are relative to the place: `adrp` gives a page within 4 GiB, and an addition or the load itself the
//! twelve bits within it. `bl` reaches 128 MiB, conditional jumps 1 MiB, the tests of a single bit 32 KiB; a
//! function that is larger gets jumps around jumps (`emit_control.rs`).
//!
//! # Flags
//!
//! Only instructions that are asked to (`adds`, `subs`, `ands`, `fcmp`) set N, Z, C and V; moves and loads leave them
//! alone, so allocation may put them between a compare and its branch. A comparison with zero needs no flags (`cbz`),
//! nor does a single bit (`tbz`), be it the tag of a value or a sign. Carry after a subtraction is the opposite of
//! x86's: set if nothing was borrowed. `fcmp` with NaN sets C and V: the conditions `mi`, `ls`, `gt`, `ge`, `eq` are
//! false then, and their inverses true, so one branch is enough for floats, too. Multiplication sets no flags: that a
//! product of small integers fits is seen by its upper half, which must be 64 times the sign of the lower.
//!
//! # Our use of it
//!
//! x0 to x7 and v0 to v7 bring arguments, x0 or v0 the result; no register survives a call but the stack pointer
//! and x28, the context. x16 and x17 are scratch (emission's, and allocation's moves), x18 belongs to the platform,
//! x30 to calls. A frame is made by one `sub`, must be a multiple of 16, and has the return address in its last
//! word, where x86's `call` would have put it, so that the unwinder sees the same on both.
#![allow(clippy::useless_conversion, reason = "the assembler converts registers, whatever they are")]
mod address;
mod emit;
mod emit_control;
mod encode;
mod flags;
mod helpers;
pub mod instruction;
pub mod registers;
mod select;
mod select_float;

pub use helpers::start_stub;

use dynasmrt::aarch64::Aarch64Relocation;
use instruction::{Address, Instruction, Width};
use regalloc2::{Allocation, MachineEnv, Operand, PReg, RegClass, VReg};
use register::machine::{Convention, Emission, Flow, Known, Options, Selection, Target};
use register::object::{CodeObject, Machine, no_specific_patch};
use register::{FunctionId, Program};

/// The target.
pub struct Arm;

/// What the linker must know of this CPU.
pub static MACHINE: Machine = Machine {
    name: "aarch64",
    elf_machine: 183,
    elf_flags: 0,
    page_size: 0x1_0000,
    code_alignment: 16,
    minimum_instruction_length: 4,
    stack_pointer: 31,
    return_address: 30,
    entry_frame: 0,
    patch: no_specific_patch,
};

/// Compiles one function.
///
/// # Errors
/// What this backend refuses.
pub fn compile_function(program: &Program, id: FunctionId, options: Options) -> base::Result<CodeObject> {
    register::machine::compile_function::<Arm>(program, id, options)
}

/// The code that compiled functions and the process itself need: `_start` and what functions call by name.
pub fn helpers() -> Vec<CodeObject> {
    vec![start_stub(), helpers::copy_memory(), helpers::fill_memory()]
}

impl Target for Arm {
    type Instruction = Instruction;
    type Relocation = Aarch64Relocation;
    const CONVENTION: Convention = registers::CONVENTION;
    const SHORT_JUMPS: bool = true;

    fn machine() -> &'static Machine {
        &MACHINE
    }
    fn debug_register(register: PReg) -> u16 {
        registers::debug_register(register)
    }
    fn environment() -> &'static MachineEnv {
        &registers::ENVIRONMENT
    }
    fn jump() -> Instruction {
        Instruction::Jump
    }
    fn arguments() -> Instruction {
        Instruction::Arguments
    }
    fn materialise(selection: &mut Selection<Self>, known: Known) -> VReg {
        let register = selection.temporary(RegClass::Int);
        let instruction = match known {
            Known::Number(number) => Instruction::Number(number),
            Known::Symbol(symbol, addend) => Instruction::SymbolAddress(symbol, addend),
        };
        selection.emit(instruction, &[Operand::reg_def(register)]);
        register
    }
    fn store_argument(selection: &mut Selection<Self>, from: VReg, index: u32) {
        let address = argument(index);
        let instruction = match from.class() {
            RegClass::Float => Instruction::StoreFloat(address),
            _ => Instruction::Store(Width::Full, address),
        };
        selection.emit(instruction, &[Operand::reg_use(from)]);
    }
    fn load_argument(selection: &mut Selection<Self>, to: VReg, index: u32) {
        let address = argument(index);
        let instruction = match to.class() {
            RegClass::Float => Instruction::LoadFloat(address),
            _ => Instruction::Load(Width::Full, address),
        };
        selection.emit(instruction, &[Operand::reg_def(to)]);
    }
    fn select(selection: &mut Selection<Self>, instruction: &register::Instruction) -> base::Result<()> {
        select::select(selection, instruction)
    }
    fn prologue(emission: &mut Emission<Self>) {
        emit_control::prologue(emission);
    }
    fn emit_move(emission: &mut Emission<Self>, from: Allocation, to: Allocation) {
        emit::emit_move(emission, from, to);
    }
    fn emit(emission: &mut Emission<Self>, instruction: &Instruction, operands: &[Allocation], flow: &Flow) {
        emit::emit(emission, instruction, operands, flow);
    }
    fn finish(emission: &mut Emission<Self>) {
        emit_control::finish(emission);
    }
}

/// The context's field for an argument beyond the registers.
fn argument(index: u32) -> Address {
    let first = parfait::layout::context_offset("argument0").expect("the context has a field for it");
    Address::context((first + 8 * index) as i32)
}
