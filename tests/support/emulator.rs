//! Running executables of any target: natively, or through qemu-user; alone, where a program writes files of fixed names.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;

/// The stack of a stressed program, in KiB.
const STRESSED_STACK: u32 = 1024;

/// Held while a program that writes to fixed names under `/tmp` runs, by whatever process of this machine.
pub fn lock(name: &str) -> Result<File, String> {
    let path = std::env::temp_dir().join(format!("salama-test-{name}.lock"));
    let lock = || {
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    };
    lock().map_err(|error: std::io::Error| format!("cannot lock {}: {error}", path.display()))
}

/// How executables of a target run here.
#[derive(Clone, PartialEq)]
pub enum Emulator {
    /// This machine's own instructions.
    None,
    /// Through qemu-user.
    Qemu(String),
    /// Not at all: its tests are ignored, which is said aloud.
    Missing,
}

impl Emulator {
    /// How those of a target run.
    pub fn find(target: &str) -> Emulator {
        if std::env::consts::ARCH == target {
            return Emulator::None;
        }
        let program = format!("qemu-{target}");
        let found = Command::new(&program).arg("--version").output().is_ok_and(|output| output.status.success());
        if found {
            return Emulator::Qemu(program);
        }
        eprintln!("\n!!! {program} is missing: NO test of the target {target} will run.");
        eprintln!("!!! Install it (on Debian: apt-get install qemu-user) and run the tests again.\n");
        Emulator::Missing
    }

    /// What starts an executable.
    pub fn command(&self, executable: &PathBuf) -> Command {
        let mut command = match self {
            Emulator::Qemu(program) => {
                let mut command = Command::new(program);
                command.arg(executable);
                command
            }
            Emulator::None | Emulator::Missing => Command::new(executable),
        };
        command.env_remove("SALAMA_GC").env_remove("SALAMA_HEAP_LIMIT");
        command
    }

    /// With a collection at every allocation, on a small stack: each collection walks all of it.
    pub fn stressed(&self, executable: &PathBuf) -> Command {
        let plain = self.command(executable);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -s {STRESSED_STACK}; exec \"$0\" \"$@\"")]);
        command.arg(plain.get_program()).args(plain.get_args());
        command.env_remove("SALAMA_HEAP_LIMIT").env("SALAMA_GC", "stress");
        command.env("QEMU_STACK_SIZE", (STRESSED_STACK * 1024).to_string());
        command
    }
}
