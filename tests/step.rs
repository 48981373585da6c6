//! `salama step`: sessions as text, those of `tests/step/` and of `docs/step.md`, and the screen, as tmux sees it.
//!
//! A session starts with `$ salama step ...`; each line after the prompt `(step) ` is a command, what follows its answer.
//! `BLESS=1 cargo test --test step` rewrites the answers.
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SALAMA: &str = env!("CARGO_BIN_EXE_salama");
const PROMPT: &str = "(step) ";

/// What the stepper makes of the commands of a session.
fn replay(start: &str, commands: &[&str]) -> String {
    let mut command = Command::new(SALAMA);
    command.args(start.split_whitespace().skip(1)).current_dir(ROOT);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("salama starts");
    let mut input = child.stdin.take().expect("it has an input");
    // it may have quit before the last command
    input.write_all((commands.join("\n") + "\n").as_bytes()).ok();
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    format!("$ {start}\n{text}")
}

/// The text with the answers that the stepper gives now. In a page, sessions stand between fences.
fn now(text: &str, page: bool) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(start) = line.strip_prefix("$ ").filter(|start| start.starts_with("salama step")) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let mut commands = Vec::new();
        while let Some(line) = lines.next_if(|line| !(page && line.starts_with("```"))) {
            commands.extend(line.strip_prefix(PROMPT).filter(|command| !command.is_empty()));
        }
        out.push_str(&replay(start, &commands));
    }
    out
}

fn check(path: &Path) {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let now = now(&text, path.extension().is_some_and(|extension| extension == "md"));
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, now).expect("the file is ours");
    } else {
        let first = text.lines().zip(now.lines()).find(|(expected, got)| expected != got);
        assert_eq!(text, now, "{}: first difference {first:?}; BLESS=1 cargo test --test step rewrites it", path.display());
    }
}

#[test]
fn sessions_answer_as_written() {
    let entries = fs::read_dir(Path::new(ROOT).join("tests/step")).expect("the folder is there").flatten();
    let sessions: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|of| of == "txt")).collect();
    assert!(!sessions.is_empty());
    sessions.iter().for_each(|session| check(session));
}

#[test]
fn the_page_shows_what_is() {
    check(&Path::new(ROOT).join("docs/step.md"));
}

/// A terminal of tmux's, with a server of its own.
struct Terminal(String);

impl Terminal {
    fn tmux(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.args(["-L", &self.0, "-f", "/dev/null"]).args(arguments).current_dir(ROOT);
        let output = command.output().expect("tmux runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn keys(&self, keys: &str) {
        self.tmux(&["send-keys", "-t", "screen", keys]);
    }

    /// Waits until the screen shows all of the texts.
    #[track_caller]
    fn shows(&self, texts: &[&str]) {
        let start = Instant::now();
        loop {
            let screen = self.tmux(&["capture-pane", "-p", "-t", "screen"]);
            let missing: Vec<&&str> = texts.iter().filter(|text| !screen.contains(**text)).collect();
            if missing.is_empty() {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "the screen lacks {missing:?}:\n{screen}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

#[test]
fn the_screen_is_drawn() {
    if Command::new("tmux").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!("!!! SKIPPED: tmux is missing (Debian: apt-get install tmux)");
        return;
    }
    let terminal = Terminal(format!("salama-step-{}", std::process::id()));
    let command = format!("{SALAMA} step tests/step/orders.rb; echo it has quit; sleep 60");
    terminal.tmux(&["new-session", "-d", "-s", "screen", "-x", "150", "-y", "45", &command]);
    terminal.shows(&["orders.rb:19 in <main>", "instructions", "Self", "Message", "Frame", "NewMessage", "output", "q quit"]);
    terminal.keys("?");
    terminal.shows(&["show Self, Message, Frame and NewMessage"]);
    terminal.keys("Escape");
    for key in ["B", "Order#total", "Enter", "c"] {
        terminal.keys(key);
    }
    terminal.shows(&["orders.rb:9 in Order#total", "breakpoint 1", ">   9      @price * @count", "@price  3", "@count  2"]);
    terminal.keys("o");
    terminal.shows(&["in block in Object#sum", "total  0"]);
    terminal.keys("b");
    terminal.shows(&["in Order#total"]);
    terminal.keys("r");
    terminal.shows(&["the program has ended with status 0", "the sum is 11"]);
    terminal.keys("q");
    terminal.shows(&["it has quit"]);
}
