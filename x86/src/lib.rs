//! x86-64.
//!
//! ESSAY
pub mod address;
pub mod emit;
pub mod emit_control;
pub mod encode;
pub mod flags;
pub mod helpers;
pub mod instruction;
pub mod registers;
pub mod select;
pub mod select_float;
pub mod system_call;

pub use helpers::start_stub;

use dynasmrt::x64::X64Relocation;
use instruction::{Address, Instruction, Source, Width};
use regalloc2::{Allocation, MachineEnv, Operand, RegClass, VReg};
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
