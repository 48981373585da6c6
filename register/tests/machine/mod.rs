//! Tests that every target passes: texts of the Register machine, compiled, linked and run as processes. A backend's
//! own tests include this folder, and give it a module `support`: `MACHINE`, `compile` and `command`.
mod arithmetic;
mod control;
mod evaluate;
mod far;
pub mod program;
mod random;
