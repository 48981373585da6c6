//! Breaking texts: a small generator of numbers, the same on every run, and what it does to words and bytes.

/// Numbers that only look random (xorshift).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..4 {
            random.below(2);
        }
        random
    }

    /// A number from 0 to below the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 8) % bound.max(1) as u64) as usize
    }
}

/// The text after one to four changes: words or bytes that are missing, doubled, swapped, or taken from elsewhere.
pub fn mutate(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        bytes = if random.below(4) == 0 { mutate_bytes(bytes, random) } else { mutate_words(&bytes, random) };
    }
    bytes
}

fn mutate_bytes(mut bytes: Vec<u8>, random: &mut Random) -> Vec<u8> {
    if bytes.len() < 2 {
        return bytes;
    }
    let at = random.below(bytes.len() - 1);
    match random.below(4) {
        0 => drop(bytes.remove(at)),
        1 => bytes.insert(at, bytes[at]),
        2 => bytes.swap(at, at + 1),
        _ => bytes[at] = random.below(256) as u8,
    }
    bytes
}

fn mutate_words(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut words = words(bytes);
    if words.len() < 2 {
        return bytes.to_vec();
    }
    let (at, other) = (random.below(words.len()), random.below(words.len()));
    match random.below(5) {
        0 => drop(words.remove(at)),
        1 => words.insert(at, words[at]),
        2 => words.swap(at, other),
        3 => words[at] = words[other],
        // the rest is missing
        _ => words.truncate(at + 1),
    }
    words.concat()
}

/// Words, spaces, and single signs; together they are the text.
fn words(bytes: &[u8]) -> Vec<&[u8]> {
    let kind = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80.. => 1,
        b' ' => 2,
        _ => 0,
    };
    bytes.chunk_by(|a, b| kind(a) == kind(b) && kind(a) != 0).collect()
}
