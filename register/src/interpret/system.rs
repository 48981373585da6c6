//! System calls by name, through the [`virtual_machine::World`].
use super::Trap;
use super::memory::Memory;
use virtual_machine::World;

/// The error number of what is not supported (ENOSYS).
const NOT_SUPPORTED: i64 = -38;
const NO_MEMORY: i64 = -12;
/// The limit of the program's stack: less than a system gives, since an interpreter fills it slowly.
const STACK: u64 = 1 << 20;

/// The result of a system call, or the end of the program.
pub fn call(name: &str, words: [u64; 6], memory: &mut Memory, world: &mut dyn World) -> Result<i64, Trap> {
    let [a, b, c, d, ..] = words;
    let (first, second, third) = (a as i64, b as i64, c as i64);
    Ok(match name {
        "write" => world.write(first, memory.bytes(b, c)?),
        "read" => world.read(first, memory.bytes_mut(b, c)?),
        "open" => world.open(&memory.string(a)?, second, third),
        "openat" => world.open(&memory.string(b)?, third, d as i64),
        "close" => world.close(first),
        "lseek" => world.lseek(first, second, third),
        "fstat" => status(world.fstat(first), b, memory)?,
        "stat" => status(world.stat(&memory.string(a)?), b, memory)?,
        "newfstatat" | "fstatat" => status(world.stat(&memory.string(b)?), c, memory)?,
        "unlink" => world.unlink(&memory.string(a)?),
        "unlinkat" => world.unlink(&memory.string(b)?),
        "renameat2" => world.rename(&memory.string(b)?, &memory.string(d)?),
        "getcwd" => text(world.current_folder(), a, b, memory)?,
        "clock_gettime" => {
            let (seconds, nanoseconds) = world.clock(first);
            memory.store(b, seconds as u64)?;
            memory.store(b + 8, nanoseconds as u64)?;
            0
        }
        "nanosleep" => {
            world.sleep(memory.load(a)? as i64, memory.load(a + 8)? as i64);
            0
        }
        "getrandom" => {
            world.random(memory.bytes_mut(a, b)?);
            second
        }
        "getpid" => world.process_id(),
        "mmap" => memory.map(b).map_or(NO_MEMORY, |address| address as i64),
        "munmap" => {
            memory.unmap(a);
            0
        }
        "prlimit64" => {
            memory.store(d, STACK)?;
            memory.store(d + 8, STACK)?;
            0
        }
        "madvise" | "mprotect" => 0,
        "exit" | "exit_group" => return Err(Trap::Exit(first as i32 & 0xff)),
        _ => NOT_SUPPORTED,
    })
}

/// A text with a zero behind it; its size with the zero, or the error.
fn text(found: Result<Vec<u8>, i64>, to: u64, room: u64, memory: &mut Memory) -> Result<i64, Trap> {
    Ok(match found {
        Ok(text) if (text.len() as u64) < room => {
            let count = text.len();
            let buffer = memory.bytes_mut(to, count as u64 + 1)?;
            buffer[..count].copy_from_slice(&text);
            buffer[count] = 0;
            count as i64 + 1
        }
        Ok(_) => -34,
        Err(error) => error,
    })
}

/// Mode and size in a `struct stat` (x86-64: at 24 and 48; AArch64 has the mode at 16: both are written).
fn status(found: Result<(u32, u64), i64>, address: u64, memory: &mut Memory) -> Result<i64, Trap> {
    Ok(match found {
        Ok((mode, size)) => {
            memory.bytes_mut(address, 144)?.fill(0);
            memory.store_part(address + 24, mode.into(), 4)?;
            memory.store(address + 48, size)?;
            0
        }
        Err(error) => error,
    })
}
