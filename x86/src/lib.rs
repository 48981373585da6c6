//! x86-64: how functions of the Register machine become code for it.
//!
//! **The CPU as we see it.** Sixteen integer registers and sixteen of floats. Most instructions have two operands, the
//! first is also the result, and one of the two may be in memory: `add rax, [rbx + rcx*8 + 16]` loads, computes and
//! addresses. That is what the CPU is good at, and what selection looks for: an address `base + index * scale +
//! offset` with all its additions inside, a load that only one instruction needs in the place of its second operand,
//! constants and addresses of boot objects (all below 2 GiB) as immediates of 32 bits. Where a result should not take
//! the place of its operand, `lea` adds with three operands, and touches no flags.
//!
//! **Values** are words with their tag in the low bits, and the tags were chosen for this: small integers are added as
//! they are, and the CPU's overflow flag says whether the sum is still small (`add; jo`); untagging an index is not
//! needed, since `[array + small * 4]` is what `[array + index * 8]` would be; a reference's tag is part of the offset
//! (`[rdi + 7]`); a class test is `cmp dword [rdi - 1], class`, one instruction.
//!
//! **Flags.** Compares set flags and branches read them. Nothing that register allocation inserts (moves, loads and
//! stores of spill slots) changes flags, so a compare and its branch are two machine instructions that selection emits
//! together, and all that they need is in registers before. `xor r, r` for zero is the one constant that changes
//! flags; it is always made before the compare. Floats compare by `ucomisd`, which sets carry, zero and parity
//! together when one is NaN: "greater" and "greater or equal" are the conditions that NaN does not meet, so "less"
//! exchanges operands, and "equal" asks for parity as well.
//!
//! **What is baseline.** x86-64 with SSE4.1 (for `roundsd`), which every CPU since 2008 has. No BMI: shifts by a
//! variable go through `cl`; leading and trailing zeros are `bsr` and `bsf` with a conditional move for zero. What old
//! CPUs do slowly is avoided where it is cheap to: `cvtsi2sd` gets a cleared register, since it would wait for the old
//! one. Division is `idiv`: what can be said better (by constants) is said better on the Register machine.
//! `-2^63 / -1` traps here; small integers cannot come to it.
//!
//! **Size.** Code has the shortest form of each address and immediate, jumps of 2 bytes where they reach, the test of
//! a loop at its end. Constants are made where they are used: `mov r32, imm32` is 5 bytes and no memory.
//!
//! **Conventions.** `r15` is the context, always; `r14` and `xmm15` are scratch: for allocation between instructions,
//! for emission within one. Arguments in rdi rsi rdx rcx r8 r9 r10 r11 and xmm0 to xmm7, further ones in the context;
//! results in rax or xmm0. A call destroys all registers, so values live over it are in the frame already, and a
//! landing block needs nothing but the stack pointer. The call pushes the return address: a frame is that and what
//! `sub rsp` makes, a multiple of 16 together. Functions that call nothing and spill nothing have no frame. The stack's
//! end is looked for in functions that call such as may call others, after making the frame, so that the runtime's
//! function which raises the error finds a whole frame.
//!
//! **Assembler.** Jumps, calls and all instructions of fixed shape are written with dynasm. With registers known only
//! at run time it takes the longest form of an address, so `op r, r/m` is encoded in `encode.rs`. Tests decode every
//! function with another author's disassembler.
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
mod system_call;

pub use helpers::start_stub;

use dynasmrt::x64::X64Relocation;
use instruction::{Address, Instruction, Source, Width};
use regalloc2::{Allocation, MachineEnv, Operand, PReg, RegClass, VReg};
use register::machine::{Convention, Emission, Flow, Known, Options, Selection, Target};
use register::object::{CodeObject, Machine, no_specific_patch};
use register::{FunctionId, Program};

/// The target.
pub struct X86;

/// What the linker must know of this CPU.
pub static MACHINE: Machine = Machine {
    name: "x86_64",
    elf_machine: 62,
    elf_flags: 0,
    page_size: 4096,
    code_alignment: 16,
    minimum_instruction_length: 1,
    stack_pointer: 7,
    return_address: 16,
    entry_frame: 8,
    patch: no_specific_patch,
};

/// Compiles one function.
///
/// # Errors
/// What this backend refuses.
pub fn compile_function(program: &Program, id: FunctionId, options: Options) -> base::Result<CodeObject> {
    register::machine::compile_function::<X86>(program, id, options)
}

/// The code that compiled functions and the process itself need: `_start` and what functions call by name.
pub fn helpers() -> Vec<CodeObject> {
    vec![start_stub(), helpers::copy_memory()]
}

impl Target for X86 {
    type Instruction = Instruction;
    type Relocation = X64Relocation;
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
            _ => Instruction::Store(Width::Full, address, Source::Register),
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
