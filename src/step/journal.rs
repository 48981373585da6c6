//! The world of a program that is stepped through: what it was told once, it is told again when it runs again.
//!
//! Going back is running again up to a step before, so the second run must not differ from the first, and must not write a file
//! twice. Standard output and error are kept, standard input is a text that is given.
use crate::world::Real;
use std::cell::RefCell;
use std::rc::Rc;
use virtual_machine::World;

/// What the program has written, for whoever shows it.
pub type Output = Rc<RefCell<Vec<u8>>>;

/// Answers of one kind, in order.
struct Tape<T> {
    answers: Vec<T>,
    next: usize,
}

impl<T> Default for Tape<T> {
    fn default() -> Self {
        Tape { answers: Vec::new(), next: 0 }
    }
}

impl<T: Clone> Tape<T> {
    /// The answer of the first run; in the first run, what `ask` says.
    fn play(&mut self, ask: impl FnOnce() -> T) -> T {
        if self.next == self.answers.len() {
            self.answers.push(ask());
        }
        self.next += 1;
        self.answers[self.next - 1].clone()
    }
}

#[derive(Default)]
pub struct Journal {
    real: Real,
    output: Output,
    input: Vec<u8>,
    read: usize,
    numbers: Tape<i64>,
    reads: Tape<(i64, Vec<u8>)>,
    files: Tape<Result<(u32, u64), i64>>,
    folders: Tape<Result<Vec<u8>, i64>>,
    clocks: Tape<(i64, i64)>,
    environments: Tape<Vec<String>>,
}

impl Journal {
    pub fn new(input: Vec<u8>, output: Output) -> Journal {
        Journal { input, output, ..Journal::default() }
    }

    /// Back to the start: all is told again.
    pub fn rewind(&mut self) {
        self.output.borrow_mut().clear();
        self.read = 0;
        self.numbers.next = 0;
        self.reads.next = 0;
        self.files.next = 0;
        self.folders.next = 0;
        self.clocks.next = 0;
        self.environments.next = 0;
    }
}

impl World for Journal {
    fn write(&mut self, descriptor: i64, bytes: &[u8]) -> i64 {
        if descriptor == 1 || descriptor == 2 {
            self.output.borrow_mut().extend_from_slice(bytes);
            return bytes.len() as i64;
        }
        self.numbers.play(|| self.real.write(descriptor, bytes))
    }
    fn read(&mut self, descriptor: i64, buffer: &mut [u8]) -> i64 {
        if descriptor == 0 {
            let count = buffer.len().min(self.input.len() - self.read);
            buffer[..count].copy_from_slice(&self.input[self.read..self.read + count]);
            self.read += count;
            return count as i64;
        }
        let (count, bytes) = self.reads.play(|| {
            let count = self.real.read(descriptor, buffer);
            (count, buffer[..usize::try_from(count).unwrap_or(0)].to_vec())
        });
        buffer[..bytes.len()].copy_from_slice(&bytes);
        count
    }
    fn open(&mut self, path: &[u8], flags: i64, mode: i64) -> i64 {
        self.numbers.play(|| self.real.open(path, flags, mode))
    }
    fn close(&mut self, descriptor: i64) -> i64 {
        self.numbers.play(|| self.real.close(descriptor))
    }
    fn lseek(&mut self, descriptor: i64, offset: i64, whence: i64) -> i64 {
        self.numbers.play(|| self.real.lseek(descriptor, offset, whence))
    }
    fn fstat(&mut self, descriptor: i64) -> Result<(u32, u64), i64> {
        self.files.play(|| self.real.fstat(descriptor))
    }
    fn stat(&mut self, path: &[u8]) -> Result<(u32, u64), i64> {
        self.files.play(|| self.real.stat(path))
    }
    fn unlink(&mut self, path: &[u8]) -> i64 {
        self.numbers.play(|| self.real.unlink(path))
    }
    fn rename(&mut self, from: &[u8], to: &[u8]) -> i64 {
        self.numbers.play(|| self.real.rename(from, to))
    }
    fn current_folder(&mut self) -> Result<Vec<u8>, i64> {
        self.folders.play(|| self.real.current_folder())
    }
    fn clock(&mut self, clock: i64) -> (i64, i64) {
        self.clocks.play(|| self.real.clock(clock))
    }
    fn sleep(&mut self, seconds: i64, nanoseconds: i64) {
        self.numbers.play(|| {
            self.real.sleep(seconds, nanoseconds);
            0
        });
    }
    fn random(&mut self, buffer: &mut [u8]) {
        let (_, bytes) = self.reads.play(|| {
            self.real.random(buffer);
            (0, buffer.to_vec())
        });
        buffer.copy_from_slice(&bytes);
    }
    fn process_id(&mut self) -> i64 {
        self.numbers.play(|| self.real.process_id())
    }
    fn environment(&mut self) -> Vec<String> {
        self.environments.play(|| self.real.environment())
    }
}
