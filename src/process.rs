//! Programs that are run within limits: they may neither hang nor fill the memory.
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How a program ended, and what it wrote to the outputs that were piped.
pub struct Ended {
    pub status: ExitStatus,
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
}

/// Why a program did not end by itself.
pub enum End {
    /// It could not be started.
    Start(std::io::Error),
    /// It took too long.
    Time,
    /// It wrote too much.
    Output,
    Lost(std::io::Error),
}

/// Runs a program with its input, of which it need not read anything. `most` is how much it may write to each output.
///
/// # Errors
/// It was ended, with all that it had started itself.
pub fn run(command: &mut Command, input: &[u8], most: usize, limit: Duration) -> Result<Ended, End> {
    // a group of its own: what it starts itself ends with it
    let mut child = command.stdin(Stdio::piped()).process_group(0).spawn().map_err(End::Start)?;
    let ended = converse(&mut child, input, most, Instant::now() + limit);
    if ended.is_err() {
        end(&mut child);
    }
    ended
}

/// Ends a program and all that it started.
fn end(child: &mut Child) {
    // what has ended by now cannot be ended any more, and that is no failure
    let _ = Command::new("sh").args(["-c", "kill -s KILL -- \"-$0\""]).arg(child.id().to_string()).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

/// Gives the input and takes the outputs, all at a time; waits until the program has ended.
fn converse(child: &mut Child, input: &[u8], most: usize, deadline: Instant) -> Result<Ended, End> {
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_vec();
        // a program need not read what it is given
        std::thread::spawn(move || stdin.write_all(&input));
    }
    let output = child.stdout.take().map(|output| reader(output, most));
    let errors = child.stderr.take().map(|errors| reader(errors, most));
    let output = received(output, most, deadline)?;
    let errors = received(errors, most, deadline)?;
    loop {
        match child.try_wait().map_err(End::Lost)? {
            Some(status) => return Ok(Ended { status, output, errors }),
            None if Instant::now() >= deadline => return Err(End::Time),
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
}

type Reading = Receiver<std::io::Result<Vec<u8>>>;

fn reader(from: impl Read + Send + 'static, most: usize) -> Reading {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.take(most as u64 + 1).read_to_end(&mut bytes);
        // nobody waits any more after the deadline
        let _ = sender.send(read.map(|_| bytes));
    });
    receiver
}

fn received(reader: Option<Reading>, most: usize, deadline: Instant) -> Result<Vec<u8>, End> {
    let Some(reader) = reader else { return Ok(Vec::new()) };
    let left = deadline.saturating_duration_since(Instant::now());
    let bytes = reader.recv_timeout(left).map_err(|_| End::Time)?.map_err(End::Lost)?;
    if bytes.len() > most { Err(End::Output) } else { Ok(bytes) }
}
