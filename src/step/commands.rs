//! What can be said to the stepper: one table of commands, and what each does. Both front ends speak this.
use super::engine::{BreakAt, Breakpoint, Engine, Go, Place, Watch, Watched};
use super::expression::{self, Found};
use super::inspect::Inspect;
use super::machine::Moment;
use super::show;
use crate::near;

/// A command: its name, its key, what it takes, what it does.
pub struct Command {
    pub name: &'static str,
    pub key: &'static str,
    pub takes: &'static str,
    pub about: &'static str,
}

const fn command(name: &'static str, key: &'static str, takes: &'static str, about: &'static str) -> Command {
    Command { name, key, takes, about }
}

pub const COMMANDS: &[Command] = &[
    command("step", "s", "[COUNT]", "execute one instruction, into what it calls"),
    command("over", "n", "[COUNT]", "execute one instruction, with all that it calls"),
    command("line", "l", "", "go on to another line of this method"),
    command("out", "o", "", "go on until this call has ended"),
    command("back", "b", "[COUNT]", "go back one instruction"),
    command("goto", "g", "STEP", "go to a step by its number, ahead or back"),
    command("continue", "c", "", "go on to a breakpoint or a change of what is watched"),
    command("run", "r", "", "go on to the end of the program"),
    command("break", "B", "[PLACE]", "stop at a method (Array#each) or line (app.rb:12, or 12); alone: list"),
    command("watch", "w", "[WHAT]", "stop when a slot, @variable or $global changes; alone: list"),
    command("delete", "d", "NUMBER", "forget a breakpoint or watch"),
    command("print", "p", "WHAT", "show a value: x, self, @x, $x, t0, CONSTANT, x.@y, x[0], x[:key]"),
    command("show", "v", "", "show Self, Message, Frame and NewMessage"),
    command("code", "i", "", "show the method's source and instructions side by side"),
    command("calls", "t", "", "show the calls under way"),
    command("output", "u", "", "show all that the program has written"),
    command("where", "a", "", "show where the program stands"),
    command("help", "?", "[COMMAND]", "show the commands, or one"),
    command("quit", "q", "", "end"),
];

pub enum Answer {
    Text(String),
    Go(Go),
}

/// Does what a line says.
pub fn answer(engine: &mut Engine, moment: Option<&dyn Moment>, line: &str) -> Answer {
    respond(engine, moment, line).unwrap_or_else(|wrong| Answer::Text(format!("error: {wrong}")))
}

fn respond(engine: &mut Engine, moment: Option<&dyn Moment>, line: &str) -> Result<Answer, String> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    if word.is_empty() {
        return Ok(Answer::Text("say a command; `help` shows them".to_string()));
    }
    let command = find(word)?;
    if command.takes.is_empty() && !rest.is_empty() {
        return Err(format!("`{}` takes nothing after it", command.name));
    }
    if rest.is_empty() && !command.takes.is_empty() && !command.takes.starts_with('[') {
        return Err(format!("`{0}` needs more: {0} {1} ({2})", command.name, command.takes, command.about));
    }
    let alive = || moment.ok_or_else(|| "the program has ended: go back with `back` or `goto STEP`, or `quit`".to_string());
    let text = match command.name {
        "step" => return going(alive().and(Ok(Go::Step(count(rest)?)))),
        "over" => return going(alive().and(Ok(Go::Over(count(rest)?)))),
        "line" => return going(alive().and(Ok(Go::Line))),
        "out" => return going(alive().and(Ok(Go::Out))),
        "continue" => return going(alive().and(Ok(Go::Continue))),
        "run" => return going(alive().and(Ok(Go::Finish))),
        "quit" => return going(Ok(Go::Quit)),
        "back" if engine.step == 0 => return Err("this is the program's first instruction".to_string()),
        "back" => return going(Ok(Go::To(engine.step.saturating_sub(count(rest)?)))),
        "goto" => return going(Ok(Go::To(number(rest)?))),
        "break" if rest.is_empty() => breakpoints(engine),
        "break" => set_breakpoint(engine, rest)?,
        "watch" if rest.is_empty() => watches(engine),
        "watch" => set_watch(engine, alive()?, rest)?,
        "delete" => delete(engine, number(rest)? as usize)?,
        "print" => print(engine, alive()?, rest)?,
        "show" => show::objects_text(engine, alive()?),
        "code" => show::code_text(engine, alive()?),
        "calls" => show::calls_text(engine, alive()?),
        "output" => String::from_utf8_lossy(&engine.output.borrow()).into_owned(),
        "where" => {
            let here = show::here_text(engine, moment);
            format!("step {}: {here}", engine.step)
        }
        _ => help(rest)?,
    };
    Ok(Answer::Text(text))
}

fn going(go: Result<Go, String>) -> Result<Answer, String> {
    go.map(Answer::Go)
}

/// The command of a name, of a key, or of a beginning that only one has.
fn find(word: &str) -> Result<&'static Command, String> {
    if let Some(command) = COMMANDS.iter().find(|command| command.name == word || command.key == word) {
        return Ok(command);
    }
    let begin: Vec<&Command> = COMMANDS.iter().filter(|command| command.name.starts_with(word)).collect();
    if let [command] = begin[..] {
        return Ok(command);
    }
    let names = COMMANDS.iter().map(|command| command.name);
    let near = if begin.is_empty() {
        near::nearest(word, names)
    } else {
        begin.iter().map(|command| command.name.to_string()).collect()
    };
    Err(format!("there is no command `{word}`{}; `help` shows all", near::did_you_mean(&near)))
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

fn count(text: &str) -> Result<u64, String> {
    match if text.is_empty() { 1 } else { number(text)? } {
        0 => Err("a count is at least 1".to_string()),
        count => Ok(count),
    }
}

fn help(word: &str) -> Result<String, String> {
    if !word.is_empty() {
        let Command { name, key, takes, about } = find(word)?;
        return Ok(format!("{name} {takes}\n  {about}\n  key: {key}"));
    }
    Ok(help_text())
}

/// All commands, a line each.
pub fn help_text() -> String {
    let row = |command: &Command| {
        let said = format!("{} {}", command.name, command.takes);
        format!("  {:<2} {said:<15} {}", command.key, command.about)
    };
    COMMANDS.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn listed(rows: Vec<String>, none: &str) -> String {
    if rows.is_empty() { none.to_string() } else { rows.join("\n") }
}

fn breakpoints(engine: &Engine) -> String {
    let rows = engine.breakpoints.iter().map(|breakpoint| format!("breakpoint {} at {}", breakpoint.number, breakpoint.text));
    listed(rows.collect(), "no breakpoints: set one with `break METHOD` or `break FILE:LINE`")
}

fn watches(engine: &Engine) -> String {
    let row = |watch: &Watch| {
        let now = watch.last.as_ref().map_or("(not there)", |(_, text)| text);
        format!("watch {} of {}: {now}", watch.number, watch.text)
    };
    listed(engine.watches.iter().map(row).collect(), "nothing is watched: watch a slot with `watch NAME`")
}

fn delete(engine: &mut Engine, number: usize) -> Result<String, String> {
    let before = engine.breakpoints.len() + engine.watches.len();
    engine.breakpoints.retain(|breakpoint| breakpoint.number != number);
    engine.watches.retain(|watch| watch.number != number);
    if engine.breakpoints.len() + engine.watches.len() == before {
        return Err(format!("there is no breakpoint or watch {number}; `break` and `watch` list them"));
    }
    Ok(format!("{number} is forgotten"))
}

fn set_breakpoint(engine: &mut Engine, place: &str) -> Result<String, String> {
    let line = match place.rsplit_once(':') {
        Some((file, line)) if !file.ends_with(':') => line.parse().ok().map(|line| (Some(file), line)),
        _ => place.parse().ok().map(|line| (None, line)),
    };
    let (at, text, note) = match line {
        Some((file, line)) => {
            let at = line_with_code(engine, file, line)?;
            let note = if at.1 == line { String::new() } else { format!(": line {line} has no code") };
            (BreakAt::Line(at), engine.place(at), note)
        }
        None => {
            let (label, at) = methods(engine, place)?;
            (at, label, String::new())
        }
    };
    engine.numbers += 1;
    let number = engine.numbers;
    let answer = format!("breakpoint {number} at {text}{note}");
    engine.breakpoints.push(Breakpoint { number, text, at });
    Ok(answer)
}

/// The line, or the next one that has code.
fn line_with_code(engine: &Engine, file: Option<&str>, line: u32) -> Result<Place, String> {
    let sources = &engine.program.sources;
    let files: Vec<(base::FileId, &base::SourceFile)> = sources.iter().filter(|(_, file)| !file.text.is_empty()).collect();
    let ends = |name: &str, file: &str| name == file || name.ends_with(&format!("/{file}"));
    let found = match file {
        Some(file) => files.iter().find(|(_, other)| ends(&other.name, file)),
        None => files.iter().find(|(_, other)| !other.runtime),
    };
    let Some((id, source)) = found else {
        let file = file.unwrap_or_default();
        let names = files.iter().map(|(_, other)| other.name.rsplit('/').next().unwrap_or(&other.name));
        return Err(format!("the program has no file `{file}`{}", near::did_you_mean(&near::nearest(file, names))));
    };
    let next = engine.lines().iter().filter(|(of, other)| of == id && *other >= line).min();
    next.copied().ok_or_else(|| {
        let last = engine.lines().iter().filter(|(of, _)| of == id).max().map_or(0, |(_, line)| *line);
        format!("{} has no code at line {line} or after it: its last line with code is {last}", source.name)
    })
}

/// The methods of a name: `Point#+`, `Point.new`, or `greet` of the top level.
fn methods(engine: &Engine, name: &str) -> Result<(String, BreakAt), String> {
    for label in [name.to_string(), format!("Object#{name}")] {
        if let Some(at) = engine.versions(&label) {
            return Ok((label, at));
        }
    }
    let mut labels: Vec<String> = (0..engine.machine.methods()).map(|method| engine.machine.label(method)).collect();
    labels.retain(|label| !label.starts_with("block ") && !label.contains("__"));
    labels.sort();
    labels.dedup();
    // the method's own name may be right, or nearly
    let own = |label: &str| label.rsplit(['#', '.']).next().unwrap_or(label).to_string();
    let same: Vec<String> = labels.iter().filter(|label| own(label) == own(name)).take(5).cloned().collect();
    let near = near::nearest(name, labels.iter().map(String::as_str));
    let near = if near.is_empty() { same } else { near };
    Err(format!(
        "there is no method `{name}`{}; a place is a method (Array#each) or a line (app.rb:12)",
        near::did_you_mean(&near)
    ))
}

fn print(engine: &Engine, moment: &dyn Moment, what: &str) -> Result<String, String> {
    let found = expression::find(engine, moment, what)?;
    Ok(format!("{what} = {}", Inspect { program: engine.program, heap: moment }.datum(found.datum)))
}

fn set_watch(engine: &mut Engine, moment: &dyn Moment, what: &str) -> Result<String, String> {
    let Found { datum, at } = expression::find(engine, moment, what)?;
    let call = moment.depth().saturating_sub(1);
    let at = at.map(|at| match at {
        expression::At::Slot(place) => Watched::Slot { call, birth: engine.birth(call), place },
        expression::At::Word(address) => Watched::Field(address),
        expression::At::Cell(cell) => Watched::Cell(cell),
    });
    let Some(what_at) = at else {
        return Err(format!("`{what}` is no slot: a local, an argument, an @variable, a $global or a constant can be watched"));
    };
    engine.numbers += 1;
    let shown = Inspect { program: engine.program, heap: moment }.datum(datum);
    let text = match what_at {
        Watched::Slot { .. } => format!("{what} in {}", engine.method_at(moment, call)),
        _ => what.to_string(),
    };
    let answer = format!("watch {} of {text}: {shown}", engine.numbers);
    engine.watches.push(Watch { number: engine.numbers, text, what: what_at, last: Some((datum, shown)) });
    Ok(answer)
}
