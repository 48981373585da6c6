//! Starting a process with its output in files, under a limit of time and of output, so that no test hangs or fills a disk.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::case::ROOT;

/// How long one process may take, unless `SALAMA_TEST_TIMEOUT` says otherwise.
const SECONDS: u64 = 60;
/// How much one process may write.
const BYTES: u64 = 64 << 20;

/// How a process ended and what it wrote.
pub struct Outcome {
    /// The exit status, or none where a signal ended the process.
    pub status: Option<i32>,
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
    signal: Option<i32>,
}

impl Outcome {
    /// What a process would have been that ended so.
    pub fn of(status: Option<i32>, output: Vec<u8>, errors: Vec<u8>) -> Outcome {
        Outcome { status, output, errors, signal: None }
    }

    /// The exit status or signal, in words.
    pub fn describe_status(&self) -> String {
        match (self.status, self.signal) {
            (Some(status), _) => status.to_string(),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => "none".to_string(),
        }
    }

    /// Both outputs, for a message.
    pub fn text(&self) -> String {
        format!("{}{}", String::from_utf8_lossy(&self.output), String::from_utf8_lossy(&self.errors))
    }
}

/// A folder for the files of one run of the tests, removed by `remove`.
pub struct Scratch {
    path: PathBuf,
    count: AtomicUsize,
}

impl Scratch {
    /// A new folder for the test named so.
    pub fn new(test: &str) -> std::io::Result<Scratch> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Scratch { path, count: AtomicUsize::new(0) })
    }

    /// A file of this name in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Removes the folder and all in it.
    pub fn remove(&self) {
        // What cannot be removed is left in the target folder, where it does no harm.
        fs::remove_dir_all(&self.path).ok();
    }

    /// Runs a command from the project's root with the standard input given, within the limits.
    pub fn run(&self, command: &mut Command, input: Option<&Path>) -> Result<Outcome, String> {
        self.run_patiently(command, input, 1)
    }

    /// The same with a multiple of the time.
    pub fn run_patiently(&self, command: &mut Command, input: Option<&Path>, patience: u32) -> Result<Outcome, String> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let paths = [self.file(&format!("{number}.out")), self.file(&format!("{number}.err"))];
        let outcome = self.run_into(command, input, &paths, limit() * patience);
        for path in &paths {
            fs::remove_file(path).ok();
        }
        outcome
    }

    fn run_into(
        &self,
        command: &mut Command,
        input: Option<&Path>,
        paths: &[PathBuf; 2],
        limit: Duration,
    ) -> Result<Outcome, String> {
        let complain = |error: std::io::Error| format!("cannot prepare the run: {error}");
        let create = |path: &PathBuf| File::create(path).map(Stdio::from).map_err(complain);
        let stdin = match input {
            Some(path) => Stdio::from(File::open(path).map_err(complain)?),
            None => Stdio::null(),
        };
        command.current_dir(ROOT).stdin(stdin).stdout(create(&paths[0])?).stderr(create(&paths[1])?);
        let mut child = command.spawn().map_err(|error| format!("cannot start {:?}: {error}", command.get_program()))?;
        let ended = wait(&mut child, paths, limit);
        let read = |path: &PathBuf| fs::read(path).map_err(complain);
        let (output, errors) = (read(&paths[0])?, read(&paths[1])?);
        match ended {
            Ok(status) => Ok(Outcome { status: status.code(), signal: signal(status), output, errors }),
            Err(reason) => {
                let last = String::from_utf8_lossy(&output[output.len().saturating_sub(300)..]).into_owned();
                Err(format!("{reason}; its last output: {last:?}, errors: {:?}", String::from_utf8_lossy(&errors)))
            }
        }
    }
}

fn wait(child: &mut Child, paths: &[PathBuf; 2], limit: Duration) -> Result<ExitStatus, String> {
    let started = Instant::now();
    let mut pause = Duration::from_micros(500);
    loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            return Ok(status);
        }
        let size: u64 = paths.iter().filter_map(|path| fs::metadata(path).ok()).map(|data| data.len()).sum();
        let reason = if started.elapsed() > limit {
            Some(format!("no end within {} seconds", limit.as_secs()))
        } else if size > BYTES {
            Some(format!("more than {} MiB of output", BYTES >> 20))
        } else {
            None
        };
        if let Some(reason) = reason {
            // It may have ended in the meantime, which is as good.
            child.kill().ok();
            child.wait().ok();
            return Err(reason);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn limit() -> Duration {
    let told = std::env::var("SALAMA_TEST_TIMEOUT").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(told.unwrap_or(SECONDS))
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
