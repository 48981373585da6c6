//! Every operation on words and floats, with operands in registers, as constants and in memory, against Rust.
use super::program::{EFFORTS, Results};

const NUMBERS: &[i64] = &[
    0,
    1,
    2,
    3,
    7,
    8,
    63,
    127,
    128,
    -1,
    -2,
    -128,
    -129,
    255,
    256,
    65535,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    -0x8000_0000,
    0x1234_5678_9abc_def0,
    i64::MAX,
    i64::MIN + 1,
];

type Word = fn(i64, i64) -> Option<i64>;

fn word_operations() -> Vec<(&'static str, Word)> {
    vec![
        ("add", |a, b| Some(a.wrapping_add(b))),
        ("sub", |a, b| Some(a.wrapping_sub(b))),
        ("mul", |a, b| Some(a.wrapping_mul(b))),
        ("div", |a, b| a.checked_div(b)),
        ("rem", |a, b| a.checked_rem(b)),
        ("udiv", |a, b| (a as u64).checked_div(b as u64).map(|word| word as i64)),
        ("urem", |a, b| (a as u64).checked_rem(b as u64).map(|word| word as i64)),
        ("umulh", |a, b| Some(((u128::from(a as u64) * u128::from(b as u64)) >> 64) as i64)),
        ("and", |a, b| Some(a & b)),
        ("or", |a, b| Some(a | b)),
        ("xor", |a, b| Some(a ^ b)),
        ("shl", |a, b| (0..64).contains(&b).then(|| a << b)),
        ("shr", |a, b| (0..64).contains(&b).then(|| (a as u64 >> b) as i64)),
        ("sar", |a, b| (0..64).contains(&b).then(|| a >> b)),
        ("compare eq", |a, b| Some((a == b).into())),
        ("compare ne", |a, b| Some((a != b).into())),
        ("compare lt", |a, b| Some((a < b).into())),
        ("compare le", |a, b| Some((a <= b).into())),
        ("compare gt", |a, b| Some((a > b).into())),
        ("compare ge", |a, b| Some((a >= b).into())),
        ("compare below", |a, b| Some(((a as u64) < b as u64).into())),
        ("compare below_eq", |a, b| Some((a as u64 <= b as u64).into())),
        ("compare above", |a, b| Some((a as u64 > b as u64).into())),
        ("compare above_eq", |a, b| Some((a as u64 >= b as u64).into())),
    ]
}

#[test]
fn words() {
    let (mut text, mut results, mut expected) = (String::new(), Results::default(), Vec::new());
    text += "data cell writable \"cell\"\n  word 0\n\n";
    let mut number = 0;
    let mut add = |body: &str, a: i64, b: i64, value: i64, results: &mut Results| {
        text += &format!("function f{number}(v0: word, v1: word) -> word\nb0:\n{body}\n  return v9\n\n");
        results.call(&format!("f{number}"), &[a, b]);
        expected.push((format!("{body} of {a}, {b}"), value));
        number += 1;
    };
    for (name, operation) in word_operations() {
        for (at, &a) in NUMBERS.iter().enumerate() {
            // every number meets some others, every pair of places somewhere
            for &b in NUMBERS.iter().skip(at % 3).step_by(3) {
                let Some(value) = operation(a, b) else { continue };
                add(&format!("  v9: word = {name} v0, v1"), a, b, value, &mut results);
                add(&format!("  v2: word = word {b}\n  v9: word = {name} v0, v2"), a, b, value, &mut results);
                add(&format!("  v2: word = word {a}\n  v9: word = {name} v2, v1"), a, b, value, &mut results);
            }
        }
        for (a, b) in [(5, 3), (-1000, 7), (0x1_0000_0000, 62)] {
            let Some(value) = operation(a, b) else { continue };
            let cell = "  v2: word = address_of cell\n";
            let right = format!("{cell}  store v2 + 0, v1\n  v3: word = load v2 + 0\n  v9: word = {name} v0, v3");
            let left = format!("{cell}  store v2 + 0, v0\n  v3: word = load v2 + 0\n  v9: word = {name} v3, v1");
            add(&right, a, b, value, &mut results);
            add(&left, a, b, value, &mut results);
            let constant =
                format!("{cell}  store v2 + 0, v0\n  v3: word = load v2 + 0\n  v4: word = word {b}\n  v9: word = {name} v3, v4");
            add(&constant, a, b, value, &mut results);
        }
    }
    for &a in NUMBERS {
        add("  v9: word = clz v0", a, 0, a.leading_zeros().into(), &mut results);
        add("  v9: word = ctz v0", a, 0, a.trailing_zeros().into(), &mut results);
        let rotation =
            "  v2: word = word 3\n  v3: word = word 61\n  v4: word = shr v0, v2\n  v5: word = shl v0, v3\n  v9: word = or v4, v5";
        add(rotation, a, 0, a.rotate_right(3), &mut results);
        add("  v9: word = select v0, v1, v0", a, 9, if a == 0 { 0 } else { 9 }, &mut results);
        let choice = "  v2: word = compare lt v0, v1\n  v3: word = word 0x123456789a\n  v9: word = select v2, v3, v1";
        add(choice, a, 3, if a < 3 { 0x12_3456_789a } else { 3 }, &mut results);
        let bits = "  v2: word = word 6\n  v3: word = and v0, v2\n  v4: word = word 0\n  v9: word = compare eq v3, v4";
        add(bits, a, 0, (a & 6 == 0).into(), &mut results);
    }
    for effort in EFFORTS {
        let found = results.run(&text, effort).unwrap_or_default();
        for ((what, expected), found) in expected.iter().zip(found) {
            assert_eq!(*expected, found, "{effort:?}: {what}");
        }
    }
}

const FLOATS: &[f64] =
    &[0.0, -0.0, 1.0, -1.0, 1.5, -2.5, 0.1, 1e300, -1e-300, 1e15, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 4503599627370497.5];

type Float = fn(f64, f64) -> i64;

fn float_operations() -> Vec<(&'static str, &'static str, Float)> {
    vec![
        ("float", "fadd v2, v3", |a, b| (a + b).to_bits() as i64),
        ("float", "fsub v2, v3", |a, b| (a - b).to_bits() as i64),
        ("float", "fmul v2, v3", |a, b| (a * b).to_bits() as i64),
        ("float", "fdiv v2, v3", |a, b| (a / b).to_bits() as i64),
        ("float", "fneg v2", |a, _| (-a).to_bits() as i64),
        ("float", "fabs v2", |a, _| a.abs().to_bits() as i64),
        ("float", "fsqrt v2", |a, _| a.sqrt().to_bits() as i64),
        ("float", "ffloor v2", |a, _| a.floor().to_bits() as i64),
        ("float", "fceil v2", |a, _| a.ceil().to_bits() as i64),
        ("float", "ftrunc v2", |a, _| a.trunc().to_bits() as i64),
        ("word", "compare_float eq v2, v3", |a, b| (a == b).into()),
        ("word", "compare_float ne v2, v3", |a, b| (a != b).into()),
        ("word", "compare_float lt v2, v3", |a, b| (a < b).into()),
        ("word", "compare_float le v2, v3", |a, b| (a <= b).into()),
        ("word", "compare_float gt v2, v3", |a, b| (a > b).into()),
        ("word", "compare_float ge v2, v3", |a, b| (a >= b).into()),
    ]
}

/// All NaN are one: which bits they have is the CPU's choice.
fn one_nan(bits: i64) -> i64 {
    if f64::from_bits(bits as u64).is_nan() { 0x7ff8 << 48 } else { bits }
}

#[test]
fn floats() {
    let (mut text, mut results, mut expected) = (String::new(), Results::default(), Vec::new());
    for (number, (result, operation, compute)) in float_operations().into_iter().enumerate() {
        let end = if result == "float" { "  v9: word = float_bits v4\n  return v9" } else { "  return v4" };
        let start = "  v2: float = float_from_bits v0\n  v3: float = float_from_bits v1\n";
        text += &format!("function f{number}(v0: word, v1: word) -> word\nb0:\n{start}  v4: {result} = {operation}\n{end}\n\n");
        if let Some(compare) = operation.strip_prefix("compare_float ") {
            // the same as a branch and as selects of words and floats
            text += &format!(
                "function b{number}(v0: word, v1: word) -> word\nb0:\n{start}  branch_float {compare} -> b1, b2\n\
                 b1:\n  v5: word = word 1\n  return v5\nb2:\n  v6: word = word 0\n  return v6\n\n\
                 function n{number}(v0: word, v1: word) -> word\nb0:\n{start}  branch_float {compare} -> b2, b1\n\
                 b1:\n  v5: word = word 0\n  return v5\nb2:\n  v6: word = word 1\n  return v6\n\n\
                 function s{number}(v0: word, v1: word) -> word\nb0:\n{start}  v4: word = {operation}\n\
                 \x20 v5: word = select v4, v0, v1\n  v6: float = select v4, v2, v3\n  v7: word = float_bits v6\n\
                 \x20 v8: word = sub v5, v7\n  v9: word = add v8, v4\n  return v9\n\n"
            );
        }
        for &a in FLOATS {
            for &b in FLOATS {
                let arguments = [a.to_bits() as i64, b.to_bits() as i64];
                let mut add = |kind: &str, value: i64| {
                    results.call(&format!("{kind}{number}"), &arguments);
                    expected.push((format!("{kind} {operation} of {a}, {b}"), value));
                };
                add("f", compute(a, b));
                if result == "word" {
                    for kind in ["b", "n", "s"] {
                        add(kind, compute(a, b));
                    }
                }
            }
        }
    }
    for effort in EFFORTS {
        let found = results.run(&text, effort).unwrap_or_default();
        for ((what, expected), found) in expected.iter().zip(found) {
            assert_eq!(one_nan(*expected), one_nan(found), "{effort:?}: {what}");
        }
    }
}

#[test]
fn conversions() {
    let text = "
function to_word(v0: word) -> word
b0:
  v1: float = float_from_bits v0
  v2: word = float_to_word v1
  return v2

function from_word(v0: word) -> word
b0:
  v1: float = float_from_word v0
  v2: word = float_bits v1
  return v2

function constants(v0: word) -> word
b0:
  v1: float = float 2.5
  v2: float = float 0.0
  v3: float = float -1e100
  v4: float = fadd v1, v2
  v5: float = fmul v3, v4
  v6: word = float_bits v5
  return v6
";
    let mut results = Results::default();
    for word in [0, 1, -1, 1 << 53, (1 << 53) + 1, i64::MAX, i64::MIN] {
        results.call("from_word", &[word]);
    }
    for float in [0.0f64, 1.9, -1.9, 1e18, -4503599627370495.5] {
        results.call("to_word", &[float.to_bits() as i64]);
    }
    results.call("constants", &[0]);
    for effort in EFFORTS {
        let Some(found) = results.run(text, effort) else { return };
        let floats = [0.0, 1.0, -1.0, 9007199254740992.0, 9007199254740992.0, i64::MAX as f64, i64::MIN as f64];
        assert_eq!(found[..7], floats.map(|float: f64| float.to_bits() as i64));
        assert_eq!(found[7..12], [0, 1, -1, 1_000_000_000_000_000_000, -4503599627370495]);
        assert_eq!(found[12], (-2.5e100f64).to_bits() as i64);
    }
}
