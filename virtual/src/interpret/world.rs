//! The world outside: what system calls reach. The crate is pure, so the root package implements it on the real one.

/// The error number of a call that is not supported (ENOSYS), as the system returns it.
pub const NOT_SUPPORTED: i64 = -38;

/// System calls. Results are as the system's: negative ones are error numbers.
pub trait World {
    fn write(&mut self, descriptor: i64, bytes: &[u8]) -> i64;
    fn read(&mut self, _descriptor: i64, _buffer: &mut [u8]) -> i64 {
        0
    }
    /// `flags` and `mode` are Linux's.
    fn open(&mut self, _path: &[u8], _flags: i64, _mode: i64) -> i64 {
        NOT_SUPPORTED
    }
    fn close(&mut self, _descriptor: i64) -> i64 {
        NOT_SUPPORTED
    }
    fn lseek(&mut self, _descriptor: i64, _offset: i64, _whence: i64) -> i64 {
        NOT_SUPPORTED
    }
    /// Mode and size of an open file.
    fn fstat(&mut self, _descriptor: i64) -> Result<(u32, u64), i64> {
        Err(NOT_SUPPORTED)
    }
    /// Mode and size of a file by its path.
    fn stat(&mut self, _path: &[u8]) -> Result<(u32, u64), i64> {
        Err(NOT_SUPPORTED)
    }
    fn unlink(&mut self, _path: &[u8]) -> i64 {
        NOT_SUPPORTED
    }
    fn rename(&mut self, _from: &[u8], _to: &[u8]) -> i64 {
        NOT_SUPPORTED
    }
    /// The path of the current folder.
    fn current_folder(&mut self) -> Result<Vec<u8>, i64> {
        Err(NOT_SUPPORTED)
    }
    /// Seconds and nanoseconds of a clock (0: since 1970, 1: monotonic).
    fn clock(&mut self, _clock: i64) -> (i64, i64) {
        (0, 0)
    }
    fn sleep(&mut self, _seconds: i64, _nanoseconds: i64) {}
    fn random(&mut self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
    fn process_id(&mut self) -> i64 {
        1
    }
    /// `NAME=value`
    fn environment(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// A world that only remembers what is written, for tests.
#[derive(Default, Debug)]
pub struct Recorder {
    pub output: Vec<u8>,
    pub errors: Vec<u8>,
    pub input: Vec<u8>,
    ticks: i64,
}

impl World for Recorder {
    fn write(&mut self, descriptor: i64, bytes: &[u8]) -> i64 {
        match descriptor {
            1 => self.output.extend(bytes),
            2 => self.errors.extend(bytes),
            _ => return -9,
        }
        bytes.len() as i64
    }
    fn read(&mut self, descriptor: i64, buffer: &mut [u8]) -> i64 {
        if descriptor != 0 {
            return -9;
        }
        let count = buffer.len().min(self.input.len());
        buffer[..count].copy_from_slice(&self.input[..count]);
        self.input.drain(..count);
        count as i64
    }
    fn clock(&mut self, _clock: i64) -> (i64, i64) {
        self.ticks += 1;
        (self.ticks, 0)
    }
}
