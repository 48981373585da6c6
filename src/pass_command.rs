//! A pass in any language: a program that takes the text of a machine on its standard input, and writes it anew on its standard
//! output. What it writes is verified before anything else sees it; it may neither hang nor fill the memory.
use crate::pass::{Level, Pass};
use crate::pipeline::ESTABLISHED;
use crate::process::{self, End};
use crate::text;
use base::{Diagnostic, FileId, Id, SourceFile, Sources};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How much a program may write: this, and a multiple of what it was given.
const OUTPUT: usize = 64 << 20;
const GROWTH: usize = 16;

/// A pass that runs a program: its path and its arguments, with spaces between.
pub fn pass(command: &str, level: Level, limit: Duration) -> Pass {
    let about = format!("run {command}, which takes and gives text");
    let line = command.to_string();
    let pass = match level {
        Level::Virtual => Pass::on_virtual(command, about, move |program| {
            let output = run(&line, &virtual_machine::text::print(program), limit)?;
            match text::of_virtual(&output) {
                Ok(new) => {
                    let (passes, optimisation) = (std::mem::take(&mut program.passes), program.optimisation);
                    *program = virtual_machine::Program { passes, optimisation, ..new };
                    Ok(())
                }
                Err(wrong) => Err(located(&mut program.sources, &line, output, wrong)),
            }
        }),
        Level::Register => Pass::on_register(command, about, move |program| {
            let output = run(&line, &register::text::print(program), limit)?;
            match text::of_register(&output) {
                Ok(new) => {
                    let (passes, optimisation) = (std::mem::take(&mut program.passes), program.optimisation);
                    *program = register::Program { passes, optimisation, ..new };
                    Ok(())
                }
                Err(wrong) => Err(located(&mut program.sources, &line, output, wrong)),
            }
        }),
    };
    // the verifier says whether it does
    ESTABLISHED.iter().fold(pass.trusted(), |pass, (name, _)| pass.keeps(name))
}

/// The diagnostics of what a program wrote, with that as one more file.
fn located(sources: &mut Sources, command: &str, output: String, mut wrong: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let file = sources.add(SourceFile::new(format!("output of {command}"), output, false));
    for diagnostic in &mut wrong {
        diagnostic.labels.iter_mut().filter(|label| label.span.file == FileId::new(0)).for_each(|label| label.span.file = file);
    }
    wrong
}

fn run(command: &str, input: &str, limit: Duration) -> base::Result<String> {
    let failed = |why: String, hint: &str| Err(vec![Diagnostic::error(format!("the pass `{command}` {why}")).hint(hint)]);
    let mut words = command.split_whitespace();
    let mut started = Command::new(words.next().unwrap_or_default());
    let most = OUTPUT + input.len() * GROWTH;
    let output = match process::run(started.args(words).stdout(Stdio::piped()), input.as_bytes(), most, limit) {
        Ok(ended) if ended.status.success() => ended.output,
        Ok(ended) => return failed(format!("failed with {}", ended.status), "its output is not used"),
        Err(End::Start(error)) => {
            return failed(format!("cannot be started: {error}"), "give the path of a program that may be run");
        }
        Err(End::Time) => {
            let seconds = limit.as_secs();
            return failed(format!("did not end within {seconds} s"), "--pass-timeout SECONDS gives it more time");
        }
        Err(End::Output) => return failed(format!("wrote more than {} MiB", most >> 20), "does it end?"),
        Err(End::Lost(error)) => return failed(format!("cannot be read: {error}"), "does it write to its standard output?"),
    };
    if output.iter().all(u8::is_ascii_whitespace) {
        return failed("wrote nothing".into(), "it takes a text on its standard input and writes one on its standard output");
    }
    String::from_utf8(output)
        .or_else(|error| failed(format!("wrote no UTF-8: byte {}", error.utf8_error().valid_up_to()), "texts are UTF-8"))
}
