//! RISC-V (rv64gc, Linux) as a target from outside of the compiler.
//!
//! # The CPU
//!
//! RISC-V is a small instruction set with parts to choose from; `rv64gc` is what Linux distributions ask for: 64 bits,
//! multiplication, doubles, and short forms of 16 bits for the commonest instructions (`c`). An instruction names three registers,
//! or two and a number of 12 bits. It reads memory, or computes, or jumps: an address is a register plus 12 bits, and nothing
//! else, so an index is an addition of its own. There are x0, which is always 0, and 31 registers more; x1 to x31 have names that
//! say what C uses them for (`ra`, `sp`, `a0`). f0 to f31 hold floats.
//!
//! # No flags
//!
//! No instruction leaves a condition behind. A branch compares two registers itself (`blt a, b, there`); `slt` makes a
//! comparison a 0 or 1. So there is nothing that moves between a comparison and its branch could destroy, and a comparison with 0
//! is one with x0. But there is no overflow flag either, and that is seen from signs (`select.rs`):
//! - `a + b` overflowed if it is less than a, and b is not negative, or the other way round: two `slt` and a branch that compares
//!   what they say; if b is a constant, its sign is known and the branch compares the sum with a;
//! - a product overflowed if its upper half (`mulh`) is not 64 times the sign of its lower half.
//!
//! A comparison of floats puts 0 or 1 into an integer register. `feq`, `flt` and `fle` give 0 with NaN; whoever wants the
//! opposite inverts the 0 or 1, and so NaN needs no second look.
//!
//! # What is missing
//!
//! rv64gc has no conditional move, no rotation, does not count zero bits, and does not round a float to an integral float. A
//! select is a branch over a move. Zero bits are counted by making the number a float, rounded to zero: its exponent is the
//! place of the highest bit (`emit_float.rs`). Rounding goes by way of an integer, for floats of less than 2^52, which others
//! do not need.
//!
//! # Numbers and addresses
//!
//! 12 bits are part of an instruction, 20 more come with `lui`, everything else by shifts (`encode.rs`). All of a program lies
//! below 2 GiB, so an address is `lui` and the 12 bits of the load, store or addition behind it. Conditional branches reach 4 KiB,
//! `jal` 1 MiB: a branch that is too far is its inverse around a `jal`, and one that is farther, around `auipc` and `jalr`
//! (`emit_control.rs`). A call is written as the pair, and becomes a `jal` where the linker finds it near ([`patch`]).
//!
//! # Our use of it
//!
//! a0 to a7 and fa0 to fa7 bring arguments, a0 or fa0 the result; no register survives a call but the stack pointer and s0, the
//! context. t0 and t1 are scratch (emission's, and allocation's moves), gp and tp belong to the platform, ra to calls. A frame
//! is a multiple of 16 and has the return address in its last word, as on all targets.
#![allow(clippy::useless_conversion, reason = "the assembler converts registers, whatever they are")]

/// dynasm for rv64gc.
macro_rules! asm {
    ($ops:expr; $($text:tt)*) => { dynasm::dynasm!($ops; .arch riscv64; .feature gc; $($text)*) };
}

mod address;
mod disassemble;
mod emit;
mod emit_control;
mod emit_float;
mod encode;
mod helpers;
mod instruction;
mod registers;
mod select;
mod select_condition;

pub use disassemble::disassemble;

use dynasmrt::riscv::RiscvRelocation;
use instruction::{Address, Base, Instruction, Width};
use regalloc2::{Allocation, MachineEnv, Operand, PReg, RegClass, VReg};
use salama::register::machine::{self, Convention, Emission, Flow, Known, Selection};
use salama::register::object::{CodeObject, Machine};
use salama::{base, parfait, register};

/// The target, for `salama::Compiler::target`.
pub static TARGET: salama::Target = salama::Target {
    machine: &MACHINE,
    aliases: &["riscv"],
    helpers,
    compile_function: machine::compile_function::<Riscv>,
    disassemble,
};

/// What the linker must know of this CPU.
pub static MACHINE: Machine = Machine {
    name: "riscv64",
    elf_machine: 243,
    // compressed instructions, doubles in registers
    elf_flags: 1 | 4,
    page_size: 0x1000,
    code_alignment: 16,
    minimum_instruction_length: 2,
    stack_pointer: 2,
    return_address: 1,
    entry_frame: 0,
    patch,
};

/// Relocations of this machine's own, as `RelocationKind::Specific`.
mod relocation {
    /// `auipc` and `jalr`: a call.
    pub const CALL: u8 = 0;
    /// `lui`: an address without its low 12 bits, which are signed.
    pub const HIGH: u8 = 1;
    /// The low 12 bits of an address in an addition or load.
    pub const LOW: u8 = 2;
    /// Likewise, in a store.
    pub const LOW_STORE: u8 = 3;
}

fn helpers() -> Vec<CodeObject> {
    vec![helpers::start_stub(), helpers::copy_memory(), helpers::fill_memory()]
}

/// Writes a relocation: see [`Machine::patch`].
fn patch(kind: u8, bytes: &mut [u8], place: u64, target: u64) -> Result<(), String> {
    let distance = target.wrapping_sub(place) as i64;
    let (words, _) = bytes.as_chunks_mut::<4>();
    let mut change = |index: usize, mask: u32, bits: u32| {
        let word = words.get_mut(index).ok_or("the place is outside of the object")?;
        *word = (u32::from_le_bytes(*word) & !mask | bits & mask).to_le_bytes();
        Ok(())
    };
    let whole = u32::MAX;
    match kind {
        relocation::CALL if encode::fits(distance - 4, 21) => {
            let near = (distance - 4) as u32;
            let field = (near >> 20 & 1) << 31 | (near >> 1 & 0x3ff) << 21 | (near >> 11 & 1) << 20 | (near >> 12 & 0xff) << 12;
            // the return address is behind the second word: nothing, jal ra
            change(0, whole, 0x0000_0013)?;
            change(1, whole, field | 0x0000_00ef)
        }
        relocation::CALL if encode::fits(distance + 0x800, 32) => {
            change(0, 0xffff_f000, (distance + 0x800) as u32)?;
            change(1, 0xfff0_0000, (distance as u32) << 20)
        }
        relocation::HIGH if encode::fits(target as i64 + 0x800, 32) => change(0, 0xffff_f000, (target + 0x800) as u32),
        relocation::LOW => change(0, 0xfff0_0000, (target as u32) << 20),
        relocation::LOW_STORE => change(0, 0xfe00_0f80, (target as u32 >> 5) << 25 | (target as u32 & 31) << 7),
        _ => Err(format!("an address out of reach: {target:#x} from {place:#x}")),
    }
}

/// The CPU, as the shared part of the backends sees it.
struct Riscv;

impl machine::Target for Riscv {
    type Instruction = Instruction;
    type Relocation = RiscvRelocation;
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
        selection.emit(Instruction::Store(width(from), argument(index)), &[Operand::reg_use(from)]);
    }
    fn load_argument(selection: &mut Selection<Self>, to: VReg, index: u32) {
        selection.emit(Instruction::Load(width(to), argument(index)), &[Operand::reg_def(to)]);
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

/// What fills a register.
fn width(register: VReg) -> Width {
    if register.class() == RegClass::Float { Width::Float } else { Width::Full }
}

/// The context's field for an argument beyond the registers.
fn argument(index: u32) -> Address {
    let first = parfait::context_offset("argument0").expect("the context has a field for it");
    Address { base: Base::Context, offset: (first + 8 * index) as i32 }
}
