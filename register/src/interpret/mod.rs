//! Runs whole programs of the Register machine, before or after any pass, over simulated memory.
//!
//! Nothing of the runtime is replaced: data objects lie in memory as the linker would put them, the stack is in memory,
//! with return addresses and stack slots, and the tables of call sites and positions are there. So the runtime's own
//! unwinder, backtraces and collector run as they do in an executable. System calls go to a [`virtual_machine::World`].
mod decode;
mod execute;
mod image;
mod memory;
pub mod observe;
mod system;
#[cfg(test)]
mod tests;

use crate::function::Program;
use observe::{Hook, Observed, Observer, Unobserved};
use virtual_machine::World;

/// Why the interpreter stops.
#[derive(Debug)]
pub enum Trap {
    /// The program has ended.
    Exit(i32),
    /// It did what no program may do.
    Fault(String),
}

/// Runs a program (its function `start`) until it ends: the exit status. The first argument is the program's name.
///
/// # Errors
/// What the program may not do, and where it did it.
pub fn interpret(program: &Program, world: &mut dyn World, arguments: &[String]) -> Result<i32, String> {
    ended(start(program, world, arguments, |_| Unobserved))
}

/// As [`interpret`], but `observer` is shown the machine before each instruction.
///
/// # Errors
/// As for [`interpret`].
pub fn observe(
    program: &Program,
    world: &mut dyn World,
    arguments: &[String],
    observer: &mut dyn Observer,
) -> Result<i32, String> {
    ended(start(program, world, arguments, |addresses| Observed::new(program, addresses, observer)))
}

fn ended(result: Result<i32, Trap>) -> Result<i32, String> {
    match result {
        Ok(status) | Err(Trap::Exit(status)) => Ok(status),
        Err(Trap::Fault(message)) => Err(message),
    }
}

fn start<H: Hook>(
    program: &Program,
    world: &mut dyn World,
    arguments: &[String],
    hook: impl FnOnce(image::Addresses) -> H,
) -> Result<i32, Trap> {
    let mut addresses = image::Addresses::default();
    let mut code = decode::decode(program, &mut addresses)?;
    let tables = image::Tables::new(program, &code)?;
    let end = image::place(program, &code, &tables, &mut addresses);
    decode::resolve(program, &mut code, &addresses)?;
    let strings = image::Strings { arguments: arguments.to_vec(), environment: world.environment() };
    let (memory, stack) = image::fill(program, &tables, &addresses, end, &strings)?;
    let start = number(program, "start").ok_or_else(|| Trap::Fault("the program has no function `start`".to_string()))?;
    let context = addresses.get("context").unwrap_or(0);
    let field = parfait::context_offset("stack_limit").filter(|_| context != 0).map_or(0, |offset| context + u64::from(offset));
    let limit = execute::StackLimit { field, handler: number(program, "stack_overflow") };
    match execute::Machine::new(code, memory, context, limit).run(program, world, (start, stack), hook(addresses)) {
        Trap::Exit(status) => Ok(status),
        fault => Err(fault),
    }
}

fn number(program: &Program, name: &str) -> Option<u32> {
    let symbol = program.symbols.find(name)?;
    program.functions.iter().find(|(_, function)| function.symbol == symbol).map(|(id, _)| id.0)
}
