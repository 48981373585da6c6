//! Pages of documentation whose examples are run: what a page shows is what is.
//!
//! In a page of Markdown, by the words after a fence:
//!
//! | fence | what the block is |
//! | --- | --- |
//! | `console` | commands after `$ `, each with its output; what stands after the prompt `(step) ` is its input |
//! | `console roughly` | the same, where numbers may have changed since they were written |
//! | `console parts` | commands that run as one script; the other lines are in its output, in this order |
//! | `LANGUAGE NAME.EXT` | a file that the commands find |
//! | `LANGUAGE FOLDER/NAME` | a file of the project |
//!
//! and what stands between `<!-- generated: NAME -->` and `<!-- end -->` comes from the tests. A text that is no Markdown is one
//! block of commands. `BLESS=1` writes what is there now.
use super::case::ROOT;
use super::process::Scratch;
use super::tools::{have, in_order};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the stepper says when it waits for a command.
const PROMPT: &str = "(step) ";
/// Tools that may be missing.
const TOOLS: [&str; 10] =
    ["gdb", "gdb-multiarch", "qemu-aarch64", "addr2line", "nm", "readelf", "valgrind", "callgrind_annotate", "perf", "python3"];

/// How pages are read.
pub struct Reader<'a> {
    /// Commands that are shell functions: name, and what they do with `"$@"`.
    pub functions: &'a [(&'a str, String)],
    /// What stands between the marks of a name.
    pub generated: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    /// Is the page what it would be now? With `BLESS` it is made so.
    pub fn check(&self, path: &Path) {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let scratch = Scratch::new(&format!("page-{name}")).expect("a folder for the tests");
        for folder in ["examples", "tests"] {
            std::os::unix::fs::symlink(Path::new(ROOT).join(folder), scratch.file(folder)).expect("the folder is ours");
        }
        let is_page = path.extension().is_some_and(|extension| extension == "md");
        let run = Run { reader: self, scratch: &scratch };
        let now = if is_page { run.page(&text) } else { run.commands(&text.lines().collect::<Vec<_>>()) };
        scratch.remove();
        if std::env::var_os("BLESS").is_some() {
            fs::write(path, now).expect("the file is ours");
            return;
        }
        let first = text.lines().zip(now.lines()).find(|(expected, got)| expected != got);
        assert_eq!(text, now, "{}: the first difference is {first:?}; BLESS=1 writes it anew", path.display());
    }
}

struct Run<'a> {
    reader: &'a Reader<'a>,
    scratch: &'a Scratch,
}

impl Run<'_> {
    fn page(&self, text: &str) -> String {
        let mut out = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            out.push_str(line);
            out.push('\n');
            if let Some(name) = line.strip_prefix("<!-- generated: ").and_then(|rest| rest.strip_suffix(" -->")) {
                let found = lines.find(|line| *line == "<!-- end -->");
                assert!(found.is_some(), "`{line}` has no end");
                let made = (self.reader.generated)(name).unwrap_or_else(|| panic!("nothing makes `{name}`"));
                out.push_str(&format!("\n{}\n\n<!-- end -->\n", made.trim()));
            } else if let Some(words) = line.strip_prefix("```") {
                let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
                out.push_str(&self.block(words, &body));
                out.push_str("```\n");
            }
        }
        out
    }

    fn block(&self, words: &str, body: &[&str]) -> String {
        let text: String = body.iter().flat_map(|line| [line, "\n"]).collect();
        if words.starts_with("console") && !body.iter().filter_map(|line| line.strip_prefix("$ ")).all(may_run) {
            return text;
        }
        let file = words.split([' ', ',']).skip(1).find(|name| name.contains(['.', '/']));
        match (words, file) {
            ("console", _) => self.commands(body),
            ("console roughly", _) => {
                let now = self.commands(body);
                let changed = std::env::var_os("BLESS").is_some() || without_numbers(&now) != without_numbers(&text);
                if changed { now } else { text }
            }
            ("console parts", _) => {
                self.script(body);
                text
            }
            (_, Some(name)) if name.contains('/') => {
                fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
            }
            (_, Some(name)) => {
                fs::write(self.scratch.file(name), &text).expect("the folder is ours");
                text
            }
            _ => text,
        }
    }

    /// Commands with the output that they have now.
    fn commands(&self, lines: &[&str]) -> String {
        let mut out = String::new();
        let mut lines = lines.iter().peekable();
        while let Some(line) = lines.next() {
            out.push_str(line);
            out.push('\n');
            let Some(command) = line.strip_prefix("$ ") else { continue };
            let mut input = String::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                if let Some(given) = line.strip_prefix(PROMPT).filter(|given| !given.is_empty()) {
                    input.push_str(given);
                    input.push('\n');
                }
            }
            let shown = self.shell(&format!("{{ {command}\n}} 2>&1"), &input);
            out.push_str(&shown);
            if !shown.is_empty() && !shown.ends_with('\n') {
                out.push('\n');
            }
        }
        out
    }

    /// The commands as one script, whose output has the other lines.
    fn script(&self, lines: &[&str]) {
        let (commands, wanted): (Vec<&str>, Vec<&str>) = lines.iter().partition(|line| line.starts_with("$ "));
        let commands: Vec<&str> = commands.iter().map(|line| &line[2..]).collect();
        in_order(&self.shell(&format!("set -e\n{}", commands.join("\n")), ""), &wanted);
    }

    fn shell(&self, script: &str, input: &str) -> String {
        let functions: String =
            self.reader.functions.iter().map(|(name, body)| format!("{name}() {{ {body} \"$@\"; }}\n")).collect();
        let script = format!("cd '{}'\nexport NO_COLOR=1\n{functions}{script}\n", self.scratch.file("").display());
        let file = self.scratch.file("input");
        fs::write(&file, input).expect("the folder is ours");
        let outcome = self.scratch.run_patiently(Command::new("sh").args(["-c", &script]), Some(&file), 2);
        outcome.unwrap_or_else(|complaint| panic!("{script}\n{complaint}")).text()
    }
}

/// Numbers as `0`, and no spaces that set them in columns.
fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let digits = |c: char| c.is_ascii_digit() || c == '.' || c == '%';
        let words = line.split_whitespace().map(|word| if word.chars().all(digits) { "0" } else { word });
        out.push_str(&words.collect::<Vec<_>>().join(" "));
        out.push('\n');
    }
    out
}

/// Are the tools there that a command uses? If not, that is said aloud.
fn may_run(command: &str) -> bool {
    let words: Vec<&str> = command.split(|c: char| !(c.is_alphanumeric() || "-_./".contains(c))).collect();
    let uses = |tool: &&&str| words.contains(*tool);
    TOOLS.iter().filter(uses).all(|tool| if *tool == "perf" { may_measure() } else { have(tool) })
}

fn may_measure() -> bool {
    let may = Command::new("perf").args(["record", "-q", "-e", "cpu-clock", "-o", "/dev/null", "true"]).output();
    let may = may.is_ok_and(|output| output.status.success());
    if !may {
        eprintln!("!!! SKIPPED: perf is missing or may not measure (Debian: apt-get install linux-perf)");
    }
    may
}
