//! The screen of `salama step`, as tmux sees it. Its answers to commands are tested as pages are: `pages.rs`.
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const SALAMA: &str = env!("CARGO_BIN_EXE_salama");

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
