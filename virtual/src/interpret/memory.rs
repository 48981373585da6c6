//! Simulated memory: addressed bytes with the object layouts of `parfait`, a bump allocator that never collects.
use super::Trap;
use crate::program::ClassId;
use parfait::value;

/// Where memory starts: low addresses fault.
pub const BASE: u64 = 0x1_0000;
/// Beyond this the interpreter gives up.
const LIMIT: usize = 12 << 30;

/// Little-endian bytes from [`BASE`] on.
pub struct Memory {
    bytes: Vec<u8>,
    top: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { bytes: vec![0; 1 << 20], top: 0 }
    }
}

impl Memory {
    /// Zeroed bytes, aligned to 8; the address.
    pub fn reserve(&mut self, bytes: u64) -> Result<u64, Trap> {
        let size = usize::try_from(bytes).ok().filter(|size| *size < LIMIT).map(|size| size.next_multiple_of(8));
        let size = size.ok_or_else(|| Trap::fault(format!("an allocation of {bytes} bytes")))?;
        let start = self.top;
        self.top += size;
        if self.top > self.bytes.len() {
            if self.top > LIMIT {
                return Err(Trap::fault("out of memory: the interpreter does not collect garbage"));
            }
            let wanted = self.top.max(self.bytes.len() + (self.bytes.len() / 2).min(256 << 20));
            self.bytes.resize(wanted, 0);
        }
        Ok(BASE + start as u64)
    }

    /// A new object: header, then `slots` words of `fill`. The value.
    pub fn object(&mut self, class: ClassId, slots: usize, fill: u64) -> Result<u64, Trap> {
        let slots = slots.max(1);
        let address = self.reserve(8 + 8 * slots as u64)?;
        let at = (address - BASE) as usize;
        self.bytes[at..at + 8].copy_from_slice(&u64::from(class.0).to_le_bytes());
        if fill != 0 {
            for chunk in self.bytes[at + 8..at + 8 + 8 * slots].chunks_exact_mut(8) {
                chunk.copy_from_slice(&fill.to_le_bytes());
            }
        }
        Ok(address + value::REFERENCE_TAG)
    }

    /// A new variable object of values (Storage, Frame): count and nils.
    pub fn values(&mut self, class: ClassId, count: usize) -> Result<u64, Trap> {
        let object = self.object(class, count + 1, value::NIL)?;
        self.set_slot(object, 0, (count as u64) << 1)?;
        Ok(object)
    }

    /// A new variable object of bytes (Bytes, Big).
    pub fn raw(&mut self, class: ClassId, count: usize) -> Result<u64, Trap> {
        let object = self.object(class, 1 + count.div_ceil(8), 0)?;
        self.set_slot(object, 0, (count as u64) << 1)?;
        Ok(object)
    }

    fn place(&self, address: u64, size: usize) -> Result<usize, Trap> {
        let at = address.wrapping_sub(BASE) as usize;
        match at.checked_add(size) {
            Some(end) if address >= BASE && end <= self.top => Ok(at),
            _ => Err(Trap::fault(format!("access to address {address:#x}, which is outside of memory"))),
        }
    }

    pub fn load(&self, address: u64) -> Result<u64, Trap> {
        let at = self.place(address, 8)?;
        Ok(u64::from_le_bytes(self.bytes[at..at + 8].try_into().expect("eight bytes")))
    }

    pub fn store(&mut self, address: u64, word: u64) -> Result<(), Trap> {
        let at = self.place(address, 8)?;
        self.bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
        Ok(())
    }

    /// An unsigned number of 1, 2 or 4 bytes.
    pub fn load_part(&self, address: u64, size: usize) -> Result<u64, Trap> {
        let at = self.place(address, size)?;
        let mut word = [0; 8];
        word[..size].copy_from_slice(&self.bytes[at..at + size]);
        Ok(u64::from_le_bytes(word))
    }

    pub fn store_part(&mut self, address: u64, size: usize, word: u64) -> Result<(), Trap> {
        let at = self.place(address, size)?;
        self.bytes[at..at + size].copy_from_slice(&word.to_le_bytes()[..size]);
        Ok(())
    }

    pub fn bytes(&self, address: u64, count: u64) -> Result<&[u8], Trap> {
        if count == 0 {
            return Ok(&[]);
        }
        let at = self.place(address, count as usize)?;
        Ok(&self.bytes[at..at + count as usize])
    }

    pub fn bytes_mut(&mut self, address: u64, count: u64) -> Result<&mut [u8], Trap> {
        if count == 0 {
            return Ok(&mut []);
        }
        let at = self.place(address, count as usize)?;
        Ok(&mut self.bytes[at..at + count as usize])
    }

    pub fn copy(&mut self, from: u64, to: u64, count: u64) -> Result<(), Trap> {
        if count == 0 {
            return Ok(());
        }
        let from = self.place(from, count as usize)?;
        let to = self.place(to, count as usize)?;
        self.bytes.copy_within(from..from + count as usize, to);
        Ok(())
    }

    /// Slot `n` of an object, 0 the first after the header.
    pub fn slot(&self, object: u64, n: u64) -> Result<u64, Trap> {
        self.load(object.wrapping_add(7 + 8 * n))
    }

    pub fn set_slot(&mut self, object: u64, n: u64, word: u64) -> Result<(), Trap> {
        self.store(object.wrapping_add(7 + 8 * n), word)
    }

    pub fn header(&self, object: u64) -> Result<u64, Trap> {
        self.load(object.wrapping_sub(1))
    }

    pub fn set_header(&mut self, object: u64, word: u64) -> Result<(), Trap> {
        self.store(object.wrapping_sub(1), word)
    }

    /// The payload size of a variable object.
    pub fn count(&self, object: u64) -> Result<u64, Trap> {
        Ok(self.slot(object, 0)? >> 1)
    }
}
