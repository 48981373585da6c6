//! Tools that may be missing, and their output.
use std::process::{Command, Stdio};

/// Is the tool there? If not, this says so loudly.
pub fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("!!! SKIPPED: {tool} is missing (Debian: apt-get install {})", tool.replace("qemu-aarch64", "qemu-user"));
    }
    found
}

/// All of these, one after the other.
#[track_caller]
pub fn in_order(text: &str, wanted: &[&str]) {
    let mut rest = text;
    for line in wanted {
        let at = rest.find(line).unwrap_or_else(|| panic!("no `{line}` in its place in:\n{text}"));
        rest = &rest[at + line.len()..];
    }
}
