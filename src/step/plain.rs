//! Commands from standard input, one a line; answers as plain text.
use super::commands::{Answer, answer};
use super::engine::{Engine, Front, Go, Stop};
use super::machine::Moment;
use super::show::stop_text;
use std::io::{BufRead, IsTerminal, Write};

#[derive(Default)]
pub struct Plain {
    /// How much of the program's output has been shown.
    shown: usize,
}

impl Front for Plain {
    fn stopped(&mut self, engine: &mut Engine, moment: Option<&dyn Moment>, stop: &Stop) -> Go {
        self.output(engine);
        say(&stop_text(engine, moment, stop));
        loop {
            say_part("(step) ");
            let mut line = String::new();
            if std::io::stdin().lock().read_line(&mut line).unwrap_or(0) == 0 {
                say("");
                return Go::Quit;
            }
            if !std::io::stdin().is_terminal() {
                say(line.trim_end());
            }
            match answer(engine, moment, line.trim()) {
                Answer::Text(text) => say(&text),
                Answer::Go(go) => return go,
            }
        }
    }
}

impl Plain {
    /// What the program has written since it stood last, set apart.
    fn output(&mut self, engine: &Engine) {
        let output = engine.output.borrow();
        let new = output.get(self.shown..).unwrap_or_default();
        for line in String::from_utf8_lossy(new).lines() {
            say(&format!("  output| {line}"));
        }
        self.shown = output.len();
    }
}

fn say(text: &str) {
    say_part(&format!("{text}{}", if text.is_empty() || !text.ends_with('\n') { "\n" } else { "" }));
}

/// A reader that has seen enough closes the pipe: that is no failure.
fn say_part(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
