//! Reproducers of a pass that makes a wrong program: further lines of the head say how that is judged, and in which method it is.
//!
//! ```text
//! # judge ./check.sh {}                   the command, or
//! # expect status 0                       what the program does
//! # input 3\n
//! # output 7\n
//! # errors
//! # limit 60                              seconds
//! # command 30                            the pass is a program of its own, which may take so many seconds
//! # method Object#twice
//! # @@ -7,7 +7,7 @@                       what the pass makes of its text
//! # -  v3: value = ...
//! # +  v3: value = ...
//! ```
use super::{head, named};
use crate::back::Target;
use crate::bisect::{Expected, Judge, Trials, Verdict, run_pass};
use crate::command::Compiler;
use crate::front::Failure;
use crate::pass::Level;
use crate::pass_command;
use crate::pipeline::Optimisation;
use crate::scratch::Scratch;
use crate::text::Stage;
use base::Diagnostic;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

/// How a reproducer's program is judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub judge: Judge,
    pub limit: Duration,
    /// The method that the pass breaks, if it is one.
    pub method: Option<String>,
    /// What the pass makes of its text.
    pub diff: Option<String>,
    /// The pass is a program of its own, which may take so long.
    pub command: Option<Duration>,
}

impl Judged {
    /// Writes a reproducer.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, path: &Path, before: &Stage, pass: &str, target: &Target, told: &str) -> Result<(), Failure> {
        let text = match before {
            Stage::Virtual(program) => virtual_machine::text::print(program),
            Stage::Register(program) => register::text::print(program),
        };
        std::fs::write(path, head(pass, target, told) + &self.lines() + &text).map_err(|error| {
            Diagnostic::error(format!("cannot write {}: {error}", path.display()))
                .hint("may the program's folder be written?")
                .into()
        })
    }

    fn lines(&self) -> String {
        let mut out = String::new();
        match &self.judge {
            Judge::Command(line) => {
                let _ = writeln!(out, "# judge {}", escaped(line.as_bytes()));
            }
            Judge::Expected(expected) => {
                let (input, output, errors) = (&expected.input, &expected.output, &expected.errors);
                let _ = writeln!(out, "# expect {}\n# input {}", expected.status, escaped(input));
                let _ = writeln!(out, "# output {}\n# errors {}", escaped(output), escaped(errors));
            }
        }
        let _ = writeln!(out, "# limit {}", self.limit.as_secs());
        if let Some(limit) = self.command {
            let _ = writeln!(out, "# command {}", limit.as_secs());
        }
        if let Some(method) = &self.method {
            let _ = writeln!(out, "# method {method}");
        }
        for line in self.diff.iter().flat_map(|diff| diff.lines()) {
            let _ = writeln!(out, "# {line}");
        }
        out
    }

    /// What the head of a reproducer says; none where its step failed.
    ///
    /// # Errors
    /// A part is missing or not as it was written.
    pub fn read<'t>(said: &dyn Fn(&str) -> Option<&'t str>) -> Result<Option<Judged>, Failure> {
        let bytes = |word: &str| {
            let broken = || Diagnostic::error(format!("the line `# {word}` of the reproducer is missing or broken"));
            said(word).and_then(unescaped).ok_or_else(|| Failure::from(broken()))
        };
        let seconds = |word: &str| said(word).and_then(|text| text.parse().ok()).map(Duration::from_secs);
        let judge = if said("judge").is_some() {
            Judge::Command(String::from_utf8_lossy(&bytes("judge")?).into_owned())
        } else if let Some(status) = said("expect") {
            let (input, output, errors) = (bytes("input")?, bytes("output")?, bytes("errors")?);
            Judge::Expected(Expected { input, status: status.to_string(), output, errors })
        } else {
            return Ok(None);
        };
        let limit = seconds("limit").unwrap_or(Duration::from_secs(60));
        let method = said("method").map(str::to_string);
        Ok(Some(Judged { judge, limit, method, diff: None, command: seconds("command") }))
    }

    /// Judges the program without the pass and with it.
    ///
    /// # Errors
    /// The pass breaks it, as before; or it cannot be told.
    pub fn again(
        &self,
        path: &Path,
        name: &str,
        stage: Stage,
        target: &'static Target,
        compiler: &Compiler,
    ) -> Result<String, Failure> {
        let level = if matches!(stage, Stage::Virtual(_)) { Level::Virtual } else { Level::Register };
        let optimisation = Optimisation::of(stage.optimisation().unwrap_or(2));
        let pass = match self.command {
            Some(limit) => pass_command::pass(name, level, limit),
            None => named(name, level, optimisation, compiler)?,
        };
        let scratch = Scratch::new("reproduce").map_err(Failure::from)?;
        let mut trials =
            Trials::new(compiler.passes(optimisation)?, stage.clone(), path, self.judge.clone(), scratch.path().to_path_buf());
        (trials.target, trials.limit) = (target, self.limit);
        trials.expect(2);
        let without = trials.judge_stage(stage.clone(), &format!("without `{name}`"))?;
        let with = trials.judge_stage(run_pass(&pass, stage)?, &format!("with `{name}`"))?;
        let place = self.method.as_ref().map_or(String::new(), |method| format!(", in {method}"));
        match (without, with) {
            (Verdict::Good, Verdict::Wrong(told)) => {
                let error = Diagnostic::error(format!("the pass `{name}` breaks the program{place}: {told}"));
                Err(error.hint("the head of the reproducer has the method's text before (-) and after (+)").into())
            }
            (Verdict::Wrong(told), _) => {
                Err(Diagnostic::error(format!("the program is wrong without the pass `{name}` too: {told}")).into())
            }
            (_, Verdict::Good) => Ok(format!("`{name}` does not break this program\n")),
            _ => Err(crate::bisect::cannot_tell()),
        }
    }
}

/// Bytes in a line: as they are where they are letters, else `\n`, `\x1b`.
fn escaped(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// The bytes again.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        bytes.push(match letter {
            '\\' => match letters.next()? {
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'x' => u8::from_str_radix(&letters.by_ref().take(2).collect::<String>(), 16).ok()?,
                other => u8::try_from(other).ok()?,
            },
            letter => u8::try_from(letter).ok()?,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{escaped, unescaped};

    #[test]
    fn bytes_come_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unescaped(&escaped(&all)), Some(all));
        assert_eq!(unescaped("a\\"), None);
        assert_eq!(unescaped("\\xg0"), None);
    }
}
