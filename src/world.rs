//! The real world for interpreted programs: files, clocks, standard input and output.
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use virtual_machine::World;

/// Linux's flags of open(2).
mod open {
    pub const ACCESS: i64 = 3;
    pub const WRITE: i64 = 1;
    pub const READ_WRITE: i64 = 2;
    pub const CREATE: i64 = 0o100;
    pub const EXCLUSIVE: i64 = 0o200;
    pub const TRUNCATE: i64 = 0o1000;
    pub const APPEND: i64 = 0o2000;
}

const BAD_DESCRIPTOR: i64 = -9;

/// The process's own world.
pub struct Real {
    files: BTreeMap<i64, File>,
    started: Instant,
}

impl Default for Real {
    fn default() -> Self {
        Real { files: BTreeMap::new(), started: Instant::now() }
    }
}

fn code(error: &std::io::Error) -> i64 {
    -i64::from(error.raw_os_error().unwrap_or(5))
}

fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

impl World for Real {
    fn write(&mut self, descriptor: i64, bytes: &[u8]) -> i64 {
        let written = match descriptor {
            1 => std::io::stdout().write_all(bytes).and_then(|()| std::io::stdout().flush()),
            2 => std::io::stderr().write_all(bytes),
            _ => match self.files.get_mut(&descriptor) {
                Some(file) => file.write_all(bytes),
                None => return BAD_DESCRIPTOR,
            },
        };
        written.map_or_else(|error| code(&error), |()| bytes.len() as i64)
    }
    fn read(&mut self, descriptor: i64, buffer: &mut [u8]) -> i64 {
        let read = match descriptor {
            0 => std::io::stdin().read(buffer),
            _ => match self.files.get_mut(&descriptor) {
                Some(file) => file.read(buffer),
                None => return BAD_DESCRIPTOR,
            },
        };
        read.map_or_else(|error| code(&error), |count| count as i64)
    }
    fn open(&mut self, name: &[u8], flags: i64, mode: i64) -> i64 {
        let access = flags & open::ACCESS;
        let mut options = OpenOptions::new();
        options
            .read(access != open::WRITE)
            .write(access == open::WRITE || access == open::READ_WRITE)
            .custom_flags((flags & (open::CREATE | open::EXCLUSIVE | open::TRUNCATE | open::APPEND)) as i32)
            .mode(mode as u32);
        match options.open(path(name)) {
            Ok(file) => {
                let descriptor = (3..).find(|number| !self.files.contains_key(number)).expect("numbers do not end");
                self.files.insert(descriptor, file);
                descriptor
            }
            Err(error) => code(&error),
        }
    }
    fn close(&mut self, descriptor: i64) -> i64 {
        if self.files.remove(&descriptor).is_some() || descriptor < 3 { 0 } else { BAD_DESCRIPTOR }
    }
    fn lseek(&mut self, descriptor: i64, offset: i64, whence: i64) -> i64 {
        let Some(file) = self.files.get_mut(&descriptor) else { return -29 };
        let to = match whence {
            0 => SeekFrom::Start(offset as u64),
            1 => SeekFrom::Current(offset),
            _ => SeekFrom::End(offset),
        };
        file.seek(to).map_or_else(|error| code(&error), |at| at as i64)
    }
    fn fstat(&mut self, descriptor: i64) -> Result<(u32, u64), i64> {
        let Some(file) = self.files.get(&descriptor) else {
            return if descriptor < 3 { Ok((0o020_620, 0)) } else { Err(BAD_DESCRIPTOR) };
        };
        file.metadata().map(|metadata| (metadata.mode(), metadata.size())).map_err(|error| code(&error))
    }
    fn stat(&mut self, name: &[u8]) -> Result<(u32, u64), i64> {
        std::fs::metadata(path(name)).map(|metadata| (metadata.mode(), metadata.size())).map_err(|error| code(&error))
    }
    fn unlink(&mut self, name: &[u8]) -> i64 {
        std::fs::remove_file(path(name)).map_or_else(|error| code(&error), |()| 0)
    }
    fn rename(&mut self, from: &[u8], to: &[u8]) -> i64 {
        std::fs::rename(path(from), path(to)).map_or_else(|error| code(&error), |()| 0)
    }
    fn current_folder(&mut self) -> Result<Vec<u8>, i64> {
        std::env::current_dir().map(|folder| folder.into_os_string().into_encoded_bytes()).map_err(|error| code(&error))
    }
    fn clock(&mut self, clock: i64) -> (i64, i64) {
        let since = match clock {
            0 => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            _ => self.started.elapsed(),
        };
        (since.as_secs() as i64, i64::from(since.subsec_nanos()))
    }
    fn sleep(&mut self, seconds: i64, nanoseconds: i64) {
        std::thread::sleep(std::time::Duration::new(seconds.max(0) as u64, nanoseconds.clamp(0, 999_999_999) as u32));
    }
    fn random(&mut self, buffer: &mut [u8]) {
        let filled = File::open("/dev/urandom").and_then(|mut file| file.read_exact(buffer));
        if filled.is_err() {
            buffer.fill(0);
        }
    }
    fn process_id(&mut self) -> i64 {
        i64::from(std::process::id())
    }
    fn environment(&mut self) -> Vec<String> {
        std::env::vars_os().map(|(name, value)| format!("{}={}", name.to_string_lossy(), value.to_string_lossy())).collect()
    }
}
