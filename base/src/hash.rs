//! Maps and sets with a fast hash, for keys that the compiler itself makes: numbers and small structures of them.
//! They do not resist keys that were chosen to collide.
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map of small keys.
pub type FastMap<Key, Value> = HashMap<Key, Value, BuildHasherDefault<Mix>>;
/// A set of small keys.
pub type FastSet<Key> = HashSet<Key, BuildHasherDefault<Mix>>;

/// Rotates, mixes in, multiplies: one step for each number.
#[derive(Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }
    fn write_u8(&mut self, number: u8) {
        self.write_u64(number.into());
    }
    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }
    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}
