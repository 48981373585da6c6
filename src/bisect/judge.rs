//! Is a program right? A command says so by its exit status, or what the program does is compared with what it should do.
use crate::back::Target;
use crate::front::Failure;
use crate::process::{self, End};
use base::Diagnostic;
use std::fmt::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// How much a program may write.
const OUTPUT: usize = 64 << 20;

/// Who judges.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judge {
    /// A command of the shell, with `{}` for the executable, or with it as its last argument: exit status 0 means right, 125
    /// that it cannot be told, any other wrong.
    Command(String),
    /// What the program does.
    Expected(Expected),
}

/// What a program is given, and what it does with that.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Expected {
    pub input: Vec<u8>,
    /// `status 0`, `signal 11`.
    pub status: String,
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
}

/// What the judge says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Good,
    /// And in what.
    Wrong(String),
    Unknown,
}

impl Verdict {
    /// In words.
    pub fn told(&self) -> String {
        match self {
            Verdict::Good => "right".to_string(),
            Verdict::Wrong(told) => format!("wrong ({told})"),
            Verdict::Unknown => "cannot be told".to_string(),
        }
    }
}

impl Judge {
    /// Judges an executable; one that takes longer than the limit is wrong.
    ///
    /// # Errors
    /// The command cannot be run.
    pub fn judge(&self, executable: &Path, target: &Target, limit: Duration) -> Result<Verdict, Failure> {
        let slow = || Ok(Verdict::Wrong(format!("not at its end after {} s", limit.as_secs())));
        match self {
            Judge::Command(line) => {
                let mut command = Command::new("sh");
                command.args(["-c", &with_path(line, executable)]).stdout(Stdio::piped()).stderr(Stdio::piped());
                match process::run(&mut command, b"", OUTPUT, limit) {
                    Ok(ended) => match ended.status.code() {
                        Some(0) => Ok(Verdict::Good),
                        Some(125) => Ok(Verdict::Unknown),
                        Some(126 | 127) => Err(not_run(line, &String::from_utf8_lossy(&ended.errors))),
                        _ => Ok(Verdict::Wrong(status(ended.status))),
                    },
                    Err(End::Time) => slow(),
                    Err(End::Output) => Ok(Verdict::Wrong("endless output".to_string())),
                    Err(End::Start(error) | End::Lost(error)) => Err(not_run(line, &error.to_string())),
                }
            }
            Judge::Expected(expected) => match observe(&mut target.command(executable), &expected.input, limit) {
                Ok(seen) => Ok(expected.compare(&seen)),
                Err(End::Time) => slow(),
                Err(End::Output) => Ok(Verdict::Wrong("endless output".to_string())),
                Err(End::Start(error) | End::Lost(error)) => {
                    let title = format!("cannot run {}: {error}", executable.display());
                    Err(Diagnostic::error(title).hint("a program for another processor needs qemu-user").into())
                }
            },
        }
    }
}

/// What a program does with an input.
///
/// # Errors
/// It did not end by itself.
pub fn observe(command: &mut Command, input: &[u8], limit: Duration) -> Result<Expected, End> {
    let ended = process::run(command.stdout(Stdio::piped()).stderr(Stdio::piped()), input, OUTPUT, limit)?;
    Ok(Expected { input: input.to_vec(), status: status(ended.status), output: ended.output, errors: ended.errors })
}

impl Expected {
    fn compare(&self, seen: &Expected) -> Verdict {
        let mut told = String::new();
        if self.status != seen.status {
            let _ = write!(told, "{} instead of {}", seen.status, self.status);
        } else if let Some(line) = difference(&self.output, &seen.output) {
            let _ = write!(told, "line {line} of its output differs");
        } else if let Some(line) = difference(&self.errors, &seen.errors) {
            let _ = write!(told, "line {line} of its standard error differs");
        } else {
            return Verdict::Good;
        }
        Verdict::Wrong(told)
    }
}

/// The first line that differs, from 1.
fn difference(expected: &[u8], seen: &[u8]) -> Option<usize> {
    let at = expected.iter().zip(seen).position(|(a, b)| a != b);
    let at = at.or_else(|| (expected.len() != seen.len()).then(|| expected.len().min(seen.len())))?;
    Some(1 + seen[..at].iter().filter(|byte| **byte == b'\n').count())
}

fn status(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, signal) => format!("signal {}", signal.unwrap_or(0)),
    }
}

fn with_path(line: &str, executable: &Path) -> String {
    let path = format!("'{}'", executable.to_string_lossy().replace('\'', r"'\''"));
    if line.contains("{}") { line.replace("{}", &path) } else { format!("{line} {path}") }
}

fn not_run(line: &str, why: &str) -> Failure {
    Diagnostic::error(format!("the command `{line}` cannot be run: {}", why.trim()))
        .hint("it gets the path of the executable as `{}`, or as its last argument")
        .into()
}
