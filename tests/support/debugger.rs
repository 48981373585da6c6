//! gdb over a program, natively or through qemu's gdb server.
use super::process::Scratch;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

/// Builds a program as `NAME.rb` with full debug information.
pub fn build(scratch: &Scratch, name: &str, text: &str, target: &str, level: &str) -> PathBuf {
    let source = scratch.file(&format!("{name}.rb"));
    fs::write(&source, text).expect("the folder is ours");
    let output = scratch.file(&format!("{name}-{target}{level}"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.args(["build", "--target", target, level, "-g", "-o"]).arg(&output).arg(&source);
    let outcome = scratch.run(&mut command, None).unwrap_or_else(|complaint| panic!("{complaint}"));
    assert_eq!(outcome.status, Some(0), "{}", outcome.text());
    output
}

/// gdb's answers to commands about a file, whose own script may run.
pub fn gdb(debugger: &str, program: &Path, commands: &[&str]) -> String {
    let trust = format!("add-auto-load-safe-path {}", program.display());
    let mut command = Command::new("timeout");
    command.args(["60", debugger, "-nx", "-batch", "-iex", &trust, "-ex", "set debuginfod enabled off", "-ex", "set width 0"]);
    for line in commands {
        command.args(["-ex", line]);
    }
    let output = command.arg(program).stdin(Stdio::null()).output().expect("gdb starts");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// The same for a program of AArch64 under qemu, stopped at its start.
pub fn gdb_aarch64(program: &Path, commands: &[&str]) -> String {
    let (server, remote) = serve(program);
    let text = gdb("gdb-multiarch", program, &[&["set tcp connect-timeout 20", &remote], commands].concat());
    drop(server);
    text
}

/// A program that waits for a debugger; ended with the value.
struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        // it may have ended by itself
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn serve(program: &Path) -> (Waiting, String) {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let port = 20_000 + (std::process::id() % 10_000) as u16 * 4 + NEXT.fetch_add(1, Ordering::Relaxed);
    let mut command = Command::new("qemu-aarch64");
    command.args(["-g", &port.to_string()]).arg(program).stdin(Stdio::null()).stdout(Stdio::null());
    (Waiting(command.spawn().expect("qemu starts")), format!("target remote localhost:{port}"))
}
