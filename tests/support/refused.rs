//! Every program of `tests/refused` is refused with a message at a position, never compiled and never a panic.
//!
//! The first line of each says what is expected: `# expect: LINE:COLUMN words of the message`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use libtest_mimic::Trial;

use super::case::{ROOT, ruby_files};
use super::process::Scratch;

const FOLDER: &str = "tests/refused";

/// One test per program that must not compile, named `refused::NAME`.
pub fn trials(scratch: &Arc<Scratch>) -> Vec<Trial> {
    let trial = |name: String| {
        let scratch = scratch.clone();
        Trial::test(format!("refused::{name}"), move || Ok(refuse(&name, &scratch)?))
    };
    ruby_files(FOLDER).into_iter().map(trial).collect()
}

fn refuse(name: &str, scratch: &Scratch) -> Result<(), String> {
    let path = format!("{FOLDER}/{name}.rb");
    let source = fs::read_to_string(Path::new(ROOT).join(&path)).map_err(|error| error.to_string())?;
    let expected = source.lines().next().and_then(|line| line.strip_prefix("# expect: "));
    let (position, words) =
        expected.and_then(|text| text.split_once(' ')).ok_or("the first line is no `# expect: LINE:COLUMN words`")?;
    let executable = scratch.file(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_salama"));
    command.arg("build").arg(&path).arg("-o").arg(&executable);
    let outcome = scratch.run(&mut command, None)?;
    let text = outcome.text();
    let place = format!("{path}:{position}");
    let checks = [
        (outcome.status == Some(1), format!("exit status {} instead of 1", outcome.describe_status())),
        (text.contains(&place), format!("no position {place}")),
        (text.contains(words), format!("no words {words:?}")),
        (!text.contains("panicked"), "a panic".to_string()),
        (!executable.exists(), "an executable in spite of it".to_string()),
    ];
    let complaints: Vec<String> = checks.into_iter().filter(|(fine, _)| !fine).map(|(_, complaint)| complaint).collect();
    if complaints.is_empty() { Ok(()) } else { Err(format!("{}; it said:\n{text}", complaints.join(", "))) }
}
