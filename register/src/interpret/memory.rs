//! Simulated memory: segments of bytes, each at a multiple of 4 GiB. Segment 0 has data, tables and the stack.
use super::Trap;

/// The lowest address of data: below, everything faults.
pub const BASE: u64 = 0x1_0000;
/// No segment is larger.
const SEGMENT: u64 = 1 << 32;
/// All segments together.
const LIMIT: u64 = 64 << 30;

/// Little-endian bytes.
pub struct Memory {
    segments: Vec<Vec<u8>>,
    size: u64,
}

impl Memory {
    /// Memory whose first segment has that many bytes.
    pub fn new(bytes: u64) -> Memory {
        Memory { segments: vec![vec![0; bytes as usize]], size: bytes }
    }
    /// New zeroed memory: its address.
    pub fn map(&mut self, bytes: u64) -> Option<u64> {
        self.size = self.size.checked_add(bytes).filter(|size| *size <= LIMIT)?;
        if bytes > SEGMENT {
            return None;
        }
        self.segments.push(vec![0; bytes as usize]);
        Some((self.segments.len() as u64 - 1) * SEGMENT)
    }
    /// Gives a segment back.
    pub fn unmap(&mut self, address: u64) {
        let index = (address / SEGMENT) as usize;
        if index > 0
            && address.is_multiple_of(SEGMENT)
            && let Some(segment) = self.segments.get_mut(index)
        {
            self.size -= segment.len() as u64;
            *segment = Vec::new();
        }
    }
    #[inline(always)]
    fn place<const SIZE: usize>(&self, address: u64) -> Option<&[u8; SIZE]> {
        let at = (address % SEGMENT) as usize;
        self.segments.get((address / SEGMENT) as usize)?.get(at..at + SIZE)?.first_chunk()
    }
    #[inline(always)]
    fn place_mut<const SIZE: usize>(&mut self, address: u64) -> Option<&mut [u8; SIZE]> {
        let at = (address % SEGMENT) as usize;
        self.segments.get_mut((address / SEGMENT) as usize)?.get_mut(at..at + SIZE)?.first_chunk_mut()
    }
    #[inline(always)]
    pub fn load(&self, address: u64) -> Result<u64, Trap> {
        match self.place(address) {
            Some(bytes) if address >= BASE => Ok(u64::from_le_bytes(*bytes)),
            _ => Err(fault(address)),
        }
    }
    #[inline(always)]
    pub fn store(&mut self, address: u64, word: u64) -> Result<(), Trap> {
        match self.place_mut(address) {
            Some(bytes) if address >= BASE => *bytes = word.to_le_bytes(),
            _ => return Err(fault(address)),
        }
        Ok(())
    }
    pub fn load_part(&self, address: u64, size: usize) -> Result<u64, Trap> {
        let bytes = self.bytes(address, size as u64)?;
        Ok(bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)))
    }
    pub fn store_part(&mut self, address: u64, word: u64, size: usize) -> Result<(), Trap> {
        self.bytes_mut(address, size as u64)?.copy_from_slice(&word.to_le_bytes()[..size]);
        Ok(())
    }
    pub fn bytes(&self, address: u64, count: u64) -> Result<&[u8], Trap> {
        if count == 0 {
            return Ok(&[]);
        }
        let at = (address % SEGMENT) as usize;
        let segment = self.segments.get((address / SEGMENT) as usize).filter(|_| address >= BASE && count <= SEGMENT);
        segment.and_then(|bytes| bytes.get(at..at + count as usize)).ok_or_else(|| fault(address))
    }
    pub fn bytes_mut(&mut self, address: u64, count: u64) -> Result<&mut [u8], Trap> {
        if count == 0 {
            return Ok(&mut []);
        }
        let at = (address % SEGMENT) as usize;
        let segment = self.segments.get_mut((address / SEGMENT) as usize).filter(|_| address >= BASE && count <= SEGMENT);
        segment.and_then(|bytes| bytes.get_mut(at..at + count as usize)).ok_or_else(|| fault(address))
    }
    /// Copies; the areas may overlap.
    pub fn copy(&mut self, from: u64, to: u64, count: u64) -> Result<(), Trap> {
        if from / SEGMENT != to / SEGMENT {
            let bytes = self.bytes(from, count)?.to_vec();
            self.bytes_mut(to, count)?.copy_from_slice(&bytes);
            return Ok(());
        }
        self.bytes(from, count)?;
        self.bytes(to, count)?;
        let (from, to) = ((from % SEGMENT) as usize, (to % SEGMENT, to / SEGMENT));
        if count > 0 {
            self.segments[to.1 as usize].copy_within(from..from + count as usize, to.0 as usize);
        }
        Ok(())
    }
    /// A zero-terminated string.
    pub fn string(&self, address: u64) -> Result<Vec<u8>, Trap> {
        let mut found = Vec::new();
        loop {
            match self.load_part(address + found.len() as u64, 1)? as u8 {
                0 => return Ok(found),
                byte => found.push(byte),
            }
        }
    }
}

#[cold]
fn fault(address: u64) -> Trap {
    Trap::Fault(format!("access to address {address:#x}, where nothing is"))
}
