//! What is out of an instruction's reach: long jumps, large frames, far fields.
use super::program::{EFFORTS, Results, parse};
use crate::support::compile;
use register::machine::Effort;
use std::fmt::Write;

/// A function that jumps over `count` sums, by a flag, by a word and by a bit, and back.
fn over(name: &str, count: usize) -> String {
    let mut text = format!(
        "function {name}(v0: word, v1: word) -> word\nb0:\n  v2: word = word 100\n  branch_compare lt v0, v2 -> b1, b5\n\
         b1:\n  branch_bits v0, 4 -> b2, b5\nb2:\n  branch v1 -> b3, b5\nb3:\n  v10: word = add v0, v1\n",
    );
    for at in 0..count {
        let [constant, sum] = [11 + 2 * at, 12 + 2 * at];
        let _ = write!(text, "  v{constant}: word = word 0x123456789abcdef1\n  v{sum}: word = add v{}, v{constant}\n", sum - 2);
    }
    let last = 10 + 2 * count;
    let [bit, zero] = [last + 1, last + 2];
    text += &format!(
        "  v{bit}: word = word 0\n  branch_compare ge v{last}, v{bit} -> b6, b4\nb4:\n  return v{last}\nb6:\n  jump b1\n\
         b5:\n  v{zero}: word = word 7\n  return v{zero}\n"
    );
    text
}

fn sum(count: usize, a: i64, b: i64) -> i64 {
    a.wrapping_add(b).wrapping_add(0x1234_5678_9abc_def1i64.wrapping_mul(count as i64))
}

fn runs_over(count: usize, efforts: &[Effort]) {
    let text = over("over", count);
    let sum = |a: i64, b: i64| sum(count, a, b);
    let calls = [([4, 5], sum(4, 5)), ([100, 4], 7), ([3, 4], 7), ([4, 0], 7)];
    let mut results = Results::default();
    for (arguments, expected) in &calls {
        assert!(*expected < 0 || *expected == 7, "{count} sums make a loop without end");
        results.call("over", arguments);
    }
    for effort in efforts {
        let found = results.run(&text, *effort).unwrap_or_default();
        for ((arguments, expected), found) in calls.iter().zip(found) {
            assert_eq!(*expected, found, "{effort:?}: over{arguments:?}");
        }
    }
}

#[test]
fn jumps_reach_over_32_kibibytes() {
    runs_over(2_009, &EFFORTS);
}

#[test]
fn jumps_reach_over_a_mebibyte() {
    let count = 85_001;
    let code = compile(&parse(&over("over", count)), Effort::Quick);
    assert!(code[0].bytes.len() > 1 << 20);
    runs_over(count, &[Effort::Quick]);
}

/// Around every distance at which a jump gets another form.
#[test]
fn jumps_reach_over_what_is_near() {
    let (mut text, mut results, mut expected) = (String::new(), Results::default(), Vec::new());
    for count in (0..400).filter(|count| sum(*count, 4, 5) < 0) {
        let name = format!("over{count}");
        text += &(over(&name, count) + "\n");
        for (arguments, found) in [([4, 5], sum(count, 4, 5)), ([100, 4], 7), ([3, 4], 7), ([4, 0], 7)] {
            results.call(&name, &arguments);
            expected.push(found);
        }
    }
    for effort in EFFORTS {
        assert_eq!(results.run(&text, effort).unwrap_or(expected.clone()), expected, "{effort:?}");
    }
}

#[test]
fn frames_of_many_slots() {
    for slots in [1, 30, 31, 32, 33, 62, 63, 64, 65, 255, 256, 257, 511, 512, 513, 4095, 4096, 4097, 10_000] {
        let (last, middle) = (slots - 1, slots / 2);
        let text = format!(
            "
function id(v0: word) -> word
b0:
  return v0

function framed(v0: word) -> word slots {slots}
b0:
  v1: word = word 1
  v2: word = shl v0, v1
  v3: value = value_of v2
  spill v3, {last}
  v4: value = add_small v3, v3
  spill v4, {middle}
  v5: word = call id(v0) live [{last}, {middle}]
  v6: value = reload {last}
  v7: value = reload {middle}
  v8: value = add_small v6, v7
  v9: word = bits v8
  v10: word = add v9, v5
  return v10
"
        );
        let mut results = Results::default();
        results.call("framed", &[5]);
        // the only slot is both
        let expected = if slots == 1 { 45 } else { 35 };
        for effort in EFFORTS {
            assert_eq!(results.run(&text, effort).unwrap_or(vec![expected]), [expected], "{slots}");
        }
    }
}

#[test]
fn fields_near_and_far() {
    let offsets = [
        -2049i64, -2048, -257, -256, -1, 0, 7, 8, 255, 256, 263, 2047, 2048, 4095, 4096, 16384, 32760, 32767, 32768, 40_000,
        70_001,
    ];
    let (mut text, mut results) = (String::from("data area zeroed \"area\"\n  zeros 80000\n\n"), Results::default());
    for (number, offset) in offsets.iter().enumerate() {
        text += &format!(
            "
function plain{number}(v0: word) -> word
b0:
  v1: word = address_of area
  v2: word = word 512
  v3: word = mul v0, v2
  v4: word = add v1, v3
  store v4 + {offset}, v0
  v5: word = load v4 + {offset}
  v6: word = load16 v4 + {offset}
  v7: word = load32 v4 + {offset}
  v8: word = load8 v4 + {offset}
  v9: word = add v5, v6
  v10: word = add v7, v8
  v11: word = add v9, v10
  return v11

function indexed{number}(v0: word) -> word
b0:
  v1: word = address_of area
  v2: word = word 35
  v3: word = add v0, v2
  v4: word = mul v3, v0
  store_indexed v1 + {offset}, v4, v0
  v5: word = load_indexed v1 + {offset}, v4
  v6: word = word 3
  v7: word = shl v4, v6
  v8: word = add v1, v7
  v9: word = load32 v8 + {offset}
  v10: word = add v5, v9
  return v10

function symbol{number}(v0: word) -> word
b0:
  v1: word = address_of area
  v2: word = word 512
  v3: word = add v1, v2
  store v3 + {offset}, v0
  store32 v3 + {offset}, v2
  v4: word = load v3 + {offset}
  v5: word = load16 v3 + {offset}
  v6: word = add v4, v5
  v7: float = float_from_bits v0
  store v3 + {offset}, v7
  v8: float = load v3 + {offset}
  v9: word = float_bits v8
  v10: word = add v6, v9
  return v10
"
        );
        for name in ["plain", "indexed", "symbol"] {
            results.call(&format!("{name}{number}"), &[1]);
        }
    }
    for effort in EFFORTS {
        for (at, found) in results.run(&text, effort).unwrap_or_default().chunks(3).enumerate() {
            assert_eq!(found, [4, 2, 512 + 512 + 1], "{effort:?}: {}", offsets[at]);
        }
    }
}
