//! What the backends share: everything between a function of the Register machine and its bytes that is the same
//! on every CPU. A backend implements [`Target`]: it selects machine instructions for one instruction at a time,
//! and later writes each of them, when its registers are known.
//!
//! ```text
//! Function --plan--> blocks without critical edges --select--> Code<I> over virtual registers
//!          --allocate (regalloc2)--> registers and moves --emit--> CodeObject
//! ```
//!
//! What holds for every target:
//! - No register survives a call, except the stack pointer and the context register. So at a landing block nothing
//!   is in registers, and the unwinder restores nothing but the stack pointer.
//! - A frame is `[spill slots | stack slots | return address]` upwards from the stack pointer, a multiple of 16 bytes
//!   if the function calls. Values live over a safepoint are in stack slots, put there by the pass `safepoints`.
//! - Flags survive the moves that allocation inserts, so a compare and its branch are two machine instructions.
mod call;
pub mod code;
pub mod emission;
mod order;
pub mod plan;
pub mod selection;
mod system_call;
mod watch;

pub use call::{Call, Callee, Outcome};
pub use code::{Allocated, Calls, Code, Effort, MachineInstruction, Placed};
pub use emission::{Emission, Flow};
pub use selection::{Known, Selection};
pub use system_call::generic_system_call;

use crate::object::{CodeObject, Machine};
use crate::{Function, FunctionId, Instruction, Program};
use dynasmrt::relocations::Relocation;
use regalloc2::{Allocation, MachineEnv, PReg, VReg};
use virtual_machine::PositionId;

/// Where arguments and results are.
pub struct Convention {
    pub integers: &'static [PReg],
    pub floats: &'static [PReg],
    pub integer_result: PReg,
    pub float_result: PReg,
}

/// A CPU. Nothing here has state: a function compiles alike on any thread.
pub trait Target: Sized {
    type Instruction: MachineInstruction;
    type Relocation: Relocation;
    const CONVENTION: Convention;
    /// Emission runs twice, so that jumps know how far they go ([`Emission::reaches`]).
    const SHORT_JUMPS: bool;

    /// What the linker needs; its `entry_frame` says whether calls push the return address.
    fn machine() -> &'static Machine;
    /// The DWARF number of a register.
    fn debug_register(register: PReg) -> u16;
    /// Registers for regalloc2.
    fn environment() -> &'static MachineEnv;

    /// The machine instruction for a jump without operands.
    fn jump() -> Self::Instruction;
    /// The machine instruction that writes nothing and defines the parameters in registers.
    fn arguments() -> Self::Instruction;
    /// Makes a constant or an address in a new register.
    fn materialise(selection: &mut Selection<Self>, known: Known) -> VReg;
    /// Stores an argument in the context's field `argumentN`.
    fn store_argument(selection: &mut Selection<Self>, from: VReg, index: u32);
    /// Loads a parameter from the context's field `argumentN`.
    fn load_argument(selection: &mut Selection<Self>, to: VReg, index: u32);
    /// Selects any instruction but a jump.
    ///
    /// # Errors
    /// What this target cannot do ([`Selection::refuse`]).
    fn select(selection: &mut Selection<Self>, instruction: &Instruction) -> base::Result<()>;

    /// Writes what makes the frame and checks for overflow of the stack.
    fn prologue(emission: &mut Emission<Self>);
    /// Writes a move between registers, or between a register and a spill slot; leaves flags alone.
    fn emit_move(emission: &mut Emission<Self>, from: Allocation, to: Allocation);
    /// Writes an instruction.
    fn emit(emission: &mut Emission<Self>, instruction: &Self::Instruction, operands: &[Allocation], flow: &Flow);
    /// Writes what stands behind the function: the call on overflow of the stack.
    fn finish(emission: &mut Emission<Self>);
}

/// How to compile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    pub effort: Effort,
}

/// Compiles one function.
///
/// # Errors
/// What the target cannot do, or a function too large for register allocation.
pub fn compile_function<T: Target>(program: &Program, id: FunctionId, options: Options) -> base::Result<CodeObject> {
    let function = &program.functions[id];
    // homes are always right, and cost nothing more where nothing is optimised
    let watched = if options.effort == Effort::Quick { Vec::new() } else { watch::watch(function) };
    let mut code = selection::select::<T>(program, function, &watched)?;
    if options.effort == Effort::Quick {
        code = code.dominators_first();
    }
    let allocated = code::allocate(&code, T::environment(), options.effort)
        .map_err(|why| report(program, function, function.position, &format!("cannot allocate registers: {why}")))?;
    emission::emit::<T>(program, function, &code, &allocated, &watched)
        .map_err(|why| report(program, function, function.position, &format!("cannot encode: {why}")))
}

/// A diagnostic about a function, at a position if there is one.
fn report(program: &Program, function: &Function, position: Option<PositionId>, what: &str) -> Vec<base::Diagnostic> {
    let diagnostic = base::Diagnostic::error(format!("{what} in {}", function.name));
    let span = position.or(function.position).and_then(|position| program.positions.get(position));
    vec![match span {
        Some(position) => diagnostic.at(position.span, "here"),
        None => diagnostic,
    }]
}
