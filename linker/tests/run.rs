//! Linked programs run: on this machine, and for AArch64 under qemu.
mod support;
use linker::{Debug, Machine, Options};
use std::process::Command;
use support::{ARM, X86, chain_image, exit_image, have, link, write_executable};

fn exit_code(machine: &Machine, name: &str, bytes: &[u8]) -> Option<i32> {
    let path = write_executable(&format!("{name}-{}", machine.name), bytes);
    let native = machine.name == std::env::consts::ARCH;
    let emulator = format!("qemu-{}", machine.name);
    if !native && !have(&emulator) {
        return None;
    }
    let mut command = if native { Command::new(&path) } else { Command::new(emulator) };
    if !native {
        command.arg(&path);
    }
    // another thread may just be starting a process that still has the new file open for writing
    let status = loop {
        match command.status() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
            status => break status.expect("the program starts"),
        }
    };
    std::fs::remove_file(path).expect("own files may be removed");
    Some(status.code().unwrap_or_else(|| panic!("{name} for {}: {status}", machine.name)))
}

#[test]
fn every_relocation_reaches_its_target() {
    for machine in [X86, ARM] {
        for debug in [Debug::Stripped, Debug::Lines, Debug::Full] {
            let linked = link(&exit_image(&machine), &machine, &Options { debug });
            assert!(matches!(exit_code(&machine, "exit", &linked.bytes), Some(42) | None), "{} {debug:?}", machine.name);
        }
    }
}

#[test]
fn calls_return() {
    for machine in [X86, ARM] {
        let linked = link(&chain_image(&machine), &machine, &Options::default());
        assert!(matches!(exit_code(&machine, "chain", &linked.bytes), Some(0) | None), "{}", machine.name);
    }
}

#[test]
fn code_larger_than_a_page_runs() {
    for machine in [X86, ARM] {
        for padding in [4000, 4096, 70_000] {
            let mut image = exit_image(&machine);
            image.code.insert(1, support::code("padding", vec![0; padding], vec![]));
            image.roots.push("padding".into());
            let linked = link(&image, &machine, &Options { debug: Debug::Stripped });
            assert!(matches!(exit_code(&machine, "padded", &linked.bytes), Some(42) | None), "{} {padding}", machine.name);
        }
    }
}
