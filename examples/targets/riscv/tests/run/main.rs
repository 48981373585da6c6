//! The tests that every target passes, on RISC-V: every operation, calls, landings, loops, memory, long jumps, random functions; and
//! the code of typical shapes. Programs run through `qemu-riscv64`, where this is no such machine.
mod listing;
#[path = "../../../../../register/tests/machine/mod.rs"]
mod machine;
mod relocations;
mod support;
