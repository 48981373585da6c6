//! Relocations: what the CPU makes of the patched words, wherever place and target are.
use riscv::MACHINE;

const CALL: u8 = 0;
const HIGH: u8 = 1;
const LOW: u8 = 2;
const LOW_STORE: u8 = 3;

/// The texts of what is patched, with the code at an address.
fn patched(kind: u8, words: &[u32], place: u64, target: u64) -> Result<Vec<String>, String> {
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    (MACHINE.patch)(kind, &mut bytes, place, target)?;
    Ok(riscv::disassemble(&bytes).into_iter().map(|row| row.text).collect())
}

/// The number after the last comma or space, before a parenthesis.
fn number(text: &str) -> i64 {
    let word = text.rsplit([' ', ',']).next().and_then(|word| word.split('(').next()).expect("a text has words");
    match word.strip_prefix("0x") {
        Some(hexadecimal) => i64::from_str_radix(hexadecimal, 16).expect("a number"),
        None => word.parse().expect("a number"),
    }
}

/// What `lui` and `auipc` give.
fn upper(text: &str) -> i64 {
    i64::from((number(text) << 12) as i32)
}

#[test]
fn addresses_are_right_wherever_they_are() {
    for target in [0x40_0000, 0x40_07f8, 0x40_0800, 0x40_0ff8, 0x123_4567, 0x7fff_f7ff_u64] {
        let high = upper(&patched(HIGH, &[0x0000_02b7], 0, target).expect("it fits")[0]);
        for (kind, word) in [(LOW, 0x0002_8293), (LOW, 0x0002_b503), (LOW_STORE, 0x00a2_b023)] {
            let text = &patched(kind, &[word], 0, target).expect("it fits")[0];
            let low = if text.starts_with("mv") { 0 } else { number(text) };
            assert_eq!(high + low, target as i64, "{text}");
        }
    }
    assert!(patched(HIGH, &[0x0000_02b7], 0, 0x7fff_f800).is_err());
}

#[test]
fn calls_are_near_or_far() {
    let pair = [0x0000_0097, 0x0000_80e7];
    for (place, target) in [(0x40_0000, 0x40_0010), (0x50_0000, 0x40_0010), (0x40_0000, 0x4f_fffe), (0x40_0004, 0x40_0004)] {
        let text = patched(CALL, &pair, place, target).expect("it reaches");
        assert_eq!(text[0], "nop");
        assert_eq!(i64::from(number_of_jump(&text[1])) + place as i64, target as i64);
    }
    for (place, target) in [(0x40_0000_u64, 0x60_0000_u64), (0x60_0ffc, 0x40_07fe), (0x1000, 0x7fff_0000), (0x40_0000, 0x50_0004)]
    {
        let text = patched(CALL, &pair, place, target).expect("it reaches");
        assert_eq!(upper(&text[0]) + number(text[1].trim_end_matches("(ra)")) + place as i64, target as i64);
    }
    assert!(patched(CALL, &pair, 0, 0x8000_0000).is_err());
    assert!(patched(CALL, &pair[..1], 0, 0x1000).is_err(), "half of a call is none");
}

/// Where `jal` goes, from the start of the code; negative ones wrap around.
fn number_of_jump(text: &str) -> i32 {
    let word = text.rsplit("0x").next().expect("a text has words");
    u64::from_str_radix(word, 16).expect("a place") as i32
}

#[test]
fn what_is_unknown_is_refused() {
    assert!(patched(9, &[0], 0, 0).is_err());
    assert!(patched(LOW, &[], 0, 0).is_err());
}
