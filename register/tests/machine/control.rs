//! Calls, landings, loops, checked arithmetic, memory: functions that run.
use super::program::{EFFORTS, Results};

/// Runs functions and compares what they return.
fn expect(text: &str, calls: &[(&str, &[i64], i64)]) {
    let mut results = Results::default();
    for (function, arguments, _) in calls {
        results.call(function, arguments);
    }
    for effort in EFFORTS {
        for ((function, arguments, expected), found) in calls.iter().zip(results.run(text, effort).unwrap_or_default()) {
            assert_eq!(*expected, found, "{effort:?}: {function}{arguments:?}");
        }
    }
}

#[test]
fn fibonacci_over_spilled_values() {
    let text = "
function fib(v0: value) -> value slots 2
b0:
  v1: value = constant 2
  branch_compare lt v0, v1 -> b1, b2
b1:
  return v0
b2:
  v2: value = constant 1
  v3: value = sub_small v0, v2
  spill v0, 0
  v4: value = call fib(v3) live [0]
  spill v4, 1
  v5: value = reload 0
  v10: value = constant 2
  v6: value = sub_small v5, v10
  v7: value = call fib(v6) live [1]
  v8: value = reload 1
  v9: value = add_small v7, v8
  return v9

function run(v0: word) -> word
b0:
  v1: word = word 1
  v2: word = shl v0, v1
  v3: value = value_of v2
  v4: value = call fib(v3)
  v5: word = bits v4
  v6: word = sar v5, v1
  return v6
";
    expect(text, &[("run", &[20], 6765), ("run", &[0], 0), ("run", &[1], 1)]);
}

#[test]
fn overflow_goes_elsewhere() {
    let mut text = String::new();
    for name in ["add", "sub", "mul"] {
        text += &format!(
            "
function {name}(v0: word, v1: word) -> word
b0:
  v2: value = value_of v0
  v3: value = value_of v1
  v4: value = {name}_small_checked v2, v3 -> b1(v4), b2
b1(v5: value):
  v6: word = bits v5
  return v6
b2: cold
  v7: word = add v0, v1
  v8: word = word 1
  v9: word = or v7, v8
  return v9

function {name}_six(v0: word) -> word
b0:
  v2: value = value_of v0
  v3: value = constant 6
  v4: value = {name}_small_checked v2, v3 -> b1, b2
b1:
  v6: word = bits v4
  return v6
b2: cold
  v7: word = word 1
  return v7
"
        );
    }
    let (max, min) = (i64::MAX - 1, i64::MIN);
    expect(
        &text,
        &[
            ("add", &[10, 4], 14),
            ("add", &[max, 2], i64::MIN | 1),
            ("add", &[max, -2], max - 2),
            ("add_six", &[max], 1),
            ("add_six", &[4], 16),
            ("sub", &[min, 2], (min + 2) | 1),
            ("sub", &[4, 10], -6),
            ("sub_six", &[min], 1),
            ("sub_six", &[0], -12),
            ("mul", &[12, -14], -84),
            ("mul", &[max, max], -3),
            ("mul", &[max, 2], max),
            ("mul", &[max, 4], max.wrapping_add(4) | 1),
            ("mul_six", &[14], 84),
            ("mul_six", &[max], 1),
        ],
    );
}

#[test]
fn arguments_beyond_the_registers() {
    let parameters: Vec<String> = (0..20).map(|at| format!("v{at}: {}", if at % 3 == 0 { "float" } else { "word" })).collect();
    let mut text = format!("function many({}) -> float\nb0:\n  v20: float = float 0.0\n", parameters.join(", "));
    let mut sum = 20;
    for at in 0..20 {
        let (factor, product, next) = (sum + 1, sum + 2, sum + 3);
        let converted = sum + 4;
        if at % 3 == 0 {
            text += &format!("  v{factor}: float = float {}.0\n  v{product}: float = fmul v{at}, v{factor}\n", at + 1);
            text += &format!("  v{next}: float = fadd v{sum}, v{product}\n");
        } else {
            text += &format!("  v{factor}: word = word {}\n  v{product}: word = mul v{at}, v{factor}\n", at + 1);
            text += &format!("  v{converted}: float = float_from_word v{product}\n");
            text += &format!("  v{next}: float = fadd v{sum}, v{converted}\n");
        }
        sum = if at % 3 == 0 { next } else { next + 2 };
        if at % 3 != 0 {
            text = text.replace(&format!("v{next}: float = fadd"), &format!("v{sum}: float = fadd"));
        }
    }
    text += &format!("  return v{sum}\n\nfunction run(v0: word) -> word\nb0:\n");
    let mut arguments = Vec::new();
    for at in 1..=20 {
        if (at - 1) % 3 == 0 {
            text += &format!("  v{at}: float = float {}.5\n", at * 10);
        } else {
            text += &format!("  v{at}: word = word {}\n", at * 10);
        }
        arguments.push(format!("v{at}"));
    }
    text += &format!(
        "  v30: word = address_of many\n  v21: float = call many({0})\n  v31: float = call_indirect v30({0})\n  v32: float = fsub v31, v21\n  v33: float = fadd v21, v32\n  v22: word = float_to_word v33\n  return v22\n",
        arguments.join(", ")
    );
    let sum: f64 = (1..=20).map(|at| f64::from(at) * (f64::from(at) * 10.0 + if (at - 1) % 3 == 0 { 0.5 } else { 0.0 })).sum();
    expect(&text, &[("run", &[0], sum as i64)]);
}

#[test]
fn more_values_than_registers() {
    // thirty sums in a loop, all live around it, with a call inside
    let mut text = String::from("function id(v0: word) -> word\nb0:\n  return v0\n\nfunction run(v0: word) -> word\nb0:\n");
    let first: Vec<String> = (0..30).map(|at| format!("v{}", at + 100)).collect();
    for (at, name) in first.iter().enumerate() {
        text += &format!("  v{}: word = word {at}\n", at + 50);
        text += &format!("  {name}: word = add v0, v{}\n", at + 50);
    }
    text += &format!("  jump b1(v0, {})\n", first.join(", "));
    let parameters: Vec<String> = (0..30).map(|at| format!("v{}: word", at + 200)).collect();
    text += &format!("b1(v99: word, {}):\n  v98: word = word 1\n  v97: word = sub v99, v98\n", parameters.join(", "));
    let mut next = Vec::new();
    for at in 0..30 {
        // each takes the place of its neighbour: moves in a ring
        next.push(format!("v{}", 200 + (at + 1) % 30));
    }
    text += &format!("  v96: word = call id(v97)\n  branch v96 -> b1(v97, {}), b2\nb2:\n", next.join(", "));
    let mut sum = String::from("v96");
    for at in 0..30 {
        text += &format!("  v{}: word = word {}\n  v{}: word = mul v{}, v{}\n", 300 + at, at + 1, 400 + at, 200 + at, 300 + at);
        text += &format!("  v{}: word = add {sum}, v{}\n", 500 + at, 400 + at);
        sum = format!("v{}", 500 + at);
    }
    text += &format!("  return {sum}\n");
    let expected = |start: i64| {
        let mut values: Vec<i64> = (0..30).map(|at| start + at).collect();
        values.rotate_left((start as usize - 1) % 30);
        values.iter().zip(1..).map(|(value, factor): (&i64, i64)| value * factor).sum()
    };
    expect(&text, &[("run", &[1], expected(1)), ("run", &[2], expected(2)), ("run", &[37], expected(37))]);
}

/// `throw` finds the landing of its caller's caller, as the runtime's unwinder does.
const THROW: &str = "
function throw(v0: word)
b0:
  v1: word = frame_address
  store_context exception, v0
  v2: word = address_of call_sites
  v20: word = address_of call_sites_end
  jump b1(v1)
b1(v3: word):
  v4: word = load v3 + -8
  jump b2(v2)
b2(v5: word):
  branch_compare below v5, v20 -> b3, b6
b3:
  v6: word = load32 v5 + 0
  branch_compare eq v6, v4 -> b4, b5
b5:
  v7: word = word 8
  v8: word = add v5, v7
  jump b2(v8)
b4:
  v12: word = address_of frames
  v13: word = load32 v5 + 4
  v14: word = add v12, v13
  v9: word = load32 v14 + 0
  branch v9 -> b7, b8
b7:
  unwind_to v9, v3
b8:
  v10: word = load16 v14 + 4
  v15: word = word 3
  v16: word = shl v10, v15
  v11: word = add v3, v16
  jump b1(v11)
b6:
  unreachable
";

#[test]
fn exceptions_land() {
    let text = "
function middle(v0: word) -> word
b0:
  v1: word = word 10
  branch_compare gt v0, v1 -> b1, b2
b1:
  call throw(v0)
  unreachable
b2:
  v2: word = add v0, v1
  return v2

function outer(v0: word, v1: word) -> word
b0:
  v2: word = mul v0, v1
  v3: word = call_landing middle(v0) -> b1, b2
b1:
  v4: word = add v3, v2
  return v4
b2: cold
  v5: word = load_context exception
  v6: word = word 1000
  v7: word = mul v5, v6
  v8: word = add v7, v2
  return v8

function merged(v0: word, v1: word) -> word
b0:
  v2: word = word 7
  v3: word = call_landing outer(v0, v1) -> b1, b3
b1:
  v30: word = address_of middle
  v4: word = call_indirect_landing v30(v3) -> b2, b3
b2:
  return v4
b3:
  v5: word = load_context exception
  v6: word = add v5, v2
  v7: word = add v6, v1
  return v7
";
    expect(
        &(THROW.to_string() + text),
        &[("outer", &[3, 5], 28), ("outer", &[11, 5], 11055), ("merged", &[1, 2], 22), ("merged", &[3, 5], 28 + 7 + 5)],
    );
}

#[test]
fn overflow_of_the_stack_lands() {
    let text = "
function stack_overflow()
b0:
  v0: word = word 77
  call throw(v0)
  unreachable

function deep(v0: word) -> word
b0:
  v1: word = word 1
  v2: word = add v0, v1
  v3: word = call deep(v2)
  v4: word = add v3, v1
  return v4

function shallow(v0: word) -> word
b0:
  branch v0 -> b1, b2
b1:
  v1: word = word 1
  v2: word = sub v0, v1
  v3: word = call shallow(v2)
  v4: word = add v3, v1
  return v4
b2:
  return v0

function limited(v0: word, v1: word) -> word
b0:
  v2: word = frame_address
  v3: word = sub v2, v0
  store_context stack_limit, v3
  v4: word = call_landing shallow(v1) -> b1, b3
b1:
  v5: word = call_landing deep(v4) -> b2, b3
b2:
  unreachable
b3: cold
  v6: word = word 0
  store_context stack_limit, v6
  v7: word = load_context exception
  v8: word = frame_address
  v9: word = sub v8, v2
  v10: word = add v7, v9
  return v10
";
    expect(
        &(THROW.to_string() + text),
        &[("limited", &[60_000, 10], 77), ("limited", &[1000, 1000], 77), ("limited", &[60_000, 1], 77)],
    );
}

#[test]
fn memory_moves() {
    let text = "
data area zeroed \"area\"
  zeros 8192

function fill(v0: word, v1: word)
b0:
  v2: word = address_of area
  jump b1(v1)
b1(v3: word):
  v4: word = add v2, v3
  v5: word = word 7
  v6: word = mul v3, v5
  store8 v4 + 0, v6
  v7: word = word 1
  v8: word = add v3, v7
  branch_compare lt v8, v0 -> b1(v8), b2
b2:
  return

function copied(v0: word, v1: word, v2: word, v3: word) -> word
b0:
  v4: word = word 5100
  v5: word = word 0
  call fill(v4, v5)
  v6: word = address_of area
  v7: word = add v6, v0
  v8: word = add v6, v1
  copy_memory v7, v8, v2
  v9: word = add v6, v3
  v10: word = load8 v9 + 0
  return v10

function filled(v0: word, v1: word) -> word
b0:
  v2: word = address_of area
  v3: word = word 0x41
  fill_memory v2, v3, v0
  v4: word = add v2, v1
  v5: word = load8 v4 + 0
  return v5

function wide(v0: word) -> word
b0:
  v1: word = address_of area
  store v1 + 5000, v0
  v2: word = load16 v1 + 5000
  v3: word = load32 v1 + 5002
  v4: word = load8 v1 + 5007
  store16 v1 + 5000, v3
  store32 v1 + 5004, v2
  v5: word = load v1 + 5000
  v6: word = add v4, v5
  v7: word = word 0x1ff
  store8 v1 + 5000, v7
  store16 v1 + 5002, v7
  store32 v1 + 5004, v7
  v8: word = load v1 + 5000
  v9: word = add v6, v8
  return v9

function indexed(v0: word) -> word
b0:
  v1: word = address_of area
  v2: word = word 3
  v3: word = add v0, v2
  store_indexed v1 + 16, v3, v0
  v4: word = load_indexed v1 + 16, v3
  v5: word = shl v0, v2
  v6: word = add v1, v5
  v7: word = load v6 + 40
  v8: word = add v4, v7
  v9: word = word 2
  store_indexed v1 + 16, v9, v8
  v10: word = load v1 + 32
  return v10
";
    let byte = |at: i64| (at * 7) & 0xff;
    let mut calls = Vec::new();
    for count in [0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 100, 1024, 2000] {
        for (from, to) in [(100, 3000), (3000, 100), (100, 101), (101, 100), (100, 105), (105, 100), (100, 117), (117, 100)] {
            for at in [to - 1, to, to + 1, to + count / 2, to + count - 1, to + count] {
                let inside = (to..to + count).contains(&at);
                calls.push(([from, to, count, at], byte(if inside { at - to + from } else { at })));
            }
        }
    }
    let mut all: Vec<(&str, &[i64], i64)> =
        calls.iter().map(|(arguments, expected)| ("copied", &arguments[..], *expected)).collect();
    const WORD: i64 = 0x1122_3344_5566_7788;
    let mut bytes = WORD.to_le_bytes();
    let (low, mid) = (u16::from_le_bytes([bytes[0], bytes[1]]), u32::from_le_bytes([bytes[2], bytes[3], bytes[4], bytes[5]]));
    let top = i64::from(bytes[7]);
    bytes[..2].copy_from_slice(&mid.to_le_bytes()[..2]);
    bytes[4..].copy_from_slice(&u32::from(low).to_le_bytes());
    let first = i64::from_le_bytes(bytes);
    bytes[0] = 0xff;
    bytes[2..4].copy_from_slice(&[0xff, 1]);
    bytes[4..].copy_from_slice(&[0xff, 1, 0, 0]);
    let wide = (first + top).wrapping_add(i64::from_le_bytes(bytes));
    all.extend([("filled", &[100, 99][..], 0x41), ("filled", &[100, 50], 0x41), ("wide", &[WORD], wide), ("indexed", &[5], 10)]);
    expect(text, &all);
}

#[test]
fn floats_live_over_calls() {
    let text = "
function id(v0: float) -> float
b0:
  return v0

function leaf(v0: float, v1: word) -> float leaf
b0:
  v2: float = float_from_word v1
  v3: float = fadd v0, v2
  return v3

function run(v0: word) -> word
b0:
  v1: float = float_from_word v0
  v2: float = float 1.5
  v9: word = word 3
  v3: float = call id(v2)
  v4: float = fmul v1, v3
  v5: float = call_leaf leaf(v4, v0)
  v6: float = fadd v5, v2
  v7: word = float_to_word v6
  v8: word = mul v7, v9
  return v8
";
    expect(text, &[("run", &[10], (15 + 10 + 1) * 3)]);
}

#[test]
fn a_loop_may_have_its_test_behind_its_body() {
    // what the test defines is used by the body, which stands before it
    let text = "
function id(v0: word) -> word
b0:
  return v0

function sum(v0: word) -> word
b0:
  v1: word = word 0
  jump b3(v0, v1)
b1:
  v2: word = call id(v5)
  branch v2 -> b2, b4
b2:
  v6: word = add v4, v5
  v7: word = add v6, v2
  jump b3(v8, v7)
b3(v3: word, v4: word):
  v9: word = word 3
  v5: word = mul v3, v9
  v10: word = word 1
  v8: word = sub v3, v10
  branch v3 -> b1, b4
b4:
  return v4
";
    expect(text, &[("sum", &[0], 0), ("sum", &[1], 6), ("sum", &[10], 330)]);
}
