//! The tables that the runtime reads to walk the stack, built here for the linker and both interpreters, read by
//! `lib/unwind.rb` and `lib/memory.rb`.
//!
//! ```text
//! call_sites         2 x u32: return address, offset into frames; sorted
//! frames             u32 landing address or 0, u16 size / 8, u16 count, then count x u16: offset from the stack pointer / 8 of a
//!                    slot that holds a value; each frame once
//! call_positions     2 x u32: return address, row of positions; sorted, without calls that do not show in a backtrace
//! positions          4 x u32: name, file (offsets into position_strings), line, row of the parent; each position once
//! position_strings   u32 length, bytes, zeros to a multiple of 4; each string once
//! ```
//!
//! Most call sites of a program are the runtime's: they share few frames, and do not show. A frame that shows at its
//! caller's place has line 0 and no file. If it was inlined into a hidden one it is as that one; where nothing shows of a frame but
//! of the one that it was inlined into, it has no name either: what the runtime calls from there is not the program's call.
use std::collections::HashMap;

/// No position, name, file, or parent.
pub const NONE: u32 = u32::MAX;

/// How a frame shows in a backtrace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shows {
    /// With its file and line.
    Itself,
    /// By its name, at the place of the call, if it is the program that called it.
    AtCaller,
    Never,
}

impl Shows {
    /// `function` is what a backtrace calls it; hidden are the runtime's: its blocks and private methods do not show, nor does what
    /// CRuby does not show either.
    pub fn new(function: &str, hidden: bool) -> Shows {
        let public = function.starts_with(|first: char| first <= 'Z') && !function.contains("__");
        match hidden {
            false => Shows::Itself,
            true if public && !["Kernel#raise", "Class#new"].iter().any(|name| function.starts_with(name)) => Shows::AtCaller,
            true => Shows::Never,
        }
    }
}

/// Where a frame stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub function: &'a str,
    pub file: &'a str,
    pub line: u32,
    pub shows: Shows,
}

/// `positions` and `position_strings`.
#[derive(Default)]
pub struct Positions {
    pub rows: Vec<u8>,
    pub strings: Vec<u8>,
    known: HashMap<[u32; 4], u32>,
    offsets: HashMap<String, u32>,
}

impl Positions {
    /// The row of a place, or [`NONE`] if it does not show; `parent` is that of the place where it was inlined.
    pub fn add(&mut self, place: Place<'_>, parent: Option<u32>) -> u32 {
        let outer = parent.unwrap_or(NONE);
        let row = match (place.shows, parent) {
            (Shows::Itself, _) => [self.string(place.function), self.string(place.file), place.line, outer],
            (Shows::AtCaller | Shows::Never, Some(parent)) if self.hidden(parent) => return parent,
            (Shows::AtCaller, _) => [self.string(place.function), NONE, 0, outer],
            (Shows::Never, Some(_)) => [NONE, NONE, 0, outer],
            (Shows::Never, None) => return NONE,
        };
        let next = (self.rows.len() / size_of_val(&row)) as u32;
        *self.known.entry(row).or_insert_with(|| {
            words(&mut self.rows, &row);
            next
        })
    }
    fn hidden(&self, row: u32) -> bool {
        row == NONE || self.rows[row as usize * 16 + 8..][..4] == [0; 4]
    }
    fn string(&mut self, text: &str) -> u32 {
        if let Some(offset) = self.offsets.get(text) {
            return *offset;
        }
        let offset = self.strings.len() as u32;
        self.offsets.insert(text.to_string(), offset);
        words(&mut self.strings, &[text.len() as u32]);
        self.strings.extend(text.as_bytes());
        self.strings.resize(self.strings.len().next_multiple_of(4), 0);
        offset
    }
}

/// `frames`; where one lands is an `L`, which becomes an address.
pub struct Frames<L> {
    bytes: Vec<u8>,
    known: HashMap<(Option<L>, u32, Vec<u16>), u32>,
    landings: Vec<(usize, L)>,
}

impl<L> Default for Frames<L> {
    fn default() -> Frames<L> {
        Frames { bytes: Vec::new(), known: HashMap::new(), landings: Vec::new() }
    }
}

impl<L: Copy + Eq + std::hash::Hash> Frames<L> {
    /// The offset of a frame; its slots are offsets from the stack pointer / 8. `None` if it is too large.
    pub fn add(&mut self, landing: Option<L>, size: u32, slots: Vec<u16>) -> Option<u32> {
        let (eighth, count) = (u16::try_from(size / 8).ok()?, u16::try_from(slots.len()).ok()?);
        let offset = self.bytes.len();
        Some(*self.known.entry((landing, size, slots)).or_insert_with_key(|(landing, _, slots)| {
            self.landings.extend(landing.map(|landing| (offset, landing)));
            words(&mut self.bytes, &[0]);
            let halves = [eighth, count].into_iter().chain(slots.iter().copied());
            self.bytes.extend(halves.flat_map(u16::to_le_bytes));
            offset as u32
        }))
    }
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
    /// The table, now that code has addresses.
    pub fn bytes(&self, address: impl Fn(L) -> u32) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        for (offset, landing) in &self.landings {
            bytes[*offset..][..4].copy_from_slice(&address(*landing).to_le_bytes());
        }
        bytes
    }
}

/// Adds 32-bit words to a table.
pub fn words(bytes: &mut Vec<u8>, words: &[u32]) {
    bytes.extend(words.iter().flat_map(|word| word.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use super::{Frames, NONE, Place, Positions, Shows};

    fn place(function: &str, line: u32) -> Place<'_> {
        Place { function, file: "app.rb", line, shows: Shows::new(function, line == 0) }
    }

    #[test]
    fn what_does_not_show_has_no_row() {
        let mut positions = Positions::default();
        let run = positions.add(place("Kernel#__run", 0), None);
        assert_eq!(run, NONE);
        assert_eq!(positions.add(place("Array#each", 0), Some(run)), NONE, "the outermost hidden frame counts");
        let main = positions.add(place("<main>", 3), Some(run));
        assert_eq!(positions.add(place("<main>", 3), None), main);
        let each = positions.add(place("Array#each", 0), Some(main));
        assert_eq!(positions.add(place("Array#__each", 0), Some(each)), each);
        assert_eq!(positions.add(place("Kernel#raise", 0), Some(main)), 2);
        let rows: Vec<u32> = positions.rows.chunks(4).map(|word| u32::from_le_bytes(word.try_into().unwrap())).collect();
        assert_eq!(rows, [0, 12, 3, NONE, 24, NONE, 0, main, NONE, NONE, 0, main]);
    }

    #[test]
    fn equal_frames_are_one() {
        let mut frames = Frames::default();
        assert_eq!(frames.add(None, 32, vec![1]), Some(0));
        assert_eq!(frames.add(Some(7), 32, vec![1]), Some(10));
        assert_eq!(frames.add(None, 32, vec![1]), Some(0));
        assert_eq!(frames.add(None, 1 << 20, vec![]), None);
        assert_eq!(frames.bytes(|at| at + 1)[10..], [8, 0, 0, 0, 4, 0, 1, 0, 1, 0]);
    }
}
