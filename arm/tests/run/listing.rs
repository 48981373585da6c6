//! What selection makes of typical shapes: the code is compared as text.
use crate::machine::program::parse;
use crate::support;
use register::machine::Effort;

/// The first function's code.
fn expect(text: &str, expected: &str) {
    let program = parse(text);
    let code = support::compile(&program, Effort::Optimised);
    let found = support::listing(&code[0]).join("\n");
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(found, expected.join("\n"), "\n{found}");
}

#[test]
fn a_loop_over_an_array_has_its_test_at_the_end() {
    expect(
        "
function sum(v0: value) -> value
b0:
  v1: value = load v0 + 7
  v2: value = load v0 + 15
  v3: value = constant 0
  jump b1(v3, v3)
b1(v4: value, v5: value):
  branch_compare lt v4, v2 -> b2, b3
b2:
  v6: word = bits v4
  v7: word = word 1
  v8: word = sar v6, v7
  v9: address = to_address v1, 16
  v10: value = load_indexed v9 + 0, v8
  branch_bits v10, 1 -> b4, b5
b5:
  v11: value = add_small_checked v5, v10 -> b6, b4
b6:
  v12: value = constant 1
  v13: value = add_small v4, v12
  jump b1(v13, v11)
b3:
  return v5
b4: cold
  unreachable
",
        "
ldur x6, [x0, #0x7]
ldur x8, [x0, #0xf]
mov x5, #0x0
mov x0, #0x0
b $+0x1c
add x16, x6, x5, lsl #2
ldur x11, [x16, #0xf]
tbnz w11, #0x0, $+0x1c
adds x0, x0, x11
b.vs $+0x14
add x5, x5, #0x2
cmp x5, x8
b.lt $-0x1c
ret
brk #0x0
",
    );
}

#[test]
fn a_class_test_and_an_allocation_work_on_memory() {
    expect(
        "
function header(v0: value) -> word
b0:
  v1: word = load32 v0 + -1
  v2: word = word 12
  branch_compare eq v1, v2 -> b1, b2
b1:
  v3: word = load_context heap_top
  v4: word = word 24
  v5: word = add v3, v4
  v6: word = load_context heap_limit
  branch_compare above v5, v6 -> b2, b3
b3:
  store_context heap_top, v5
  v7: word = word 12
  store v3 + 0, v7
  v8: value = constant nil
  store v3 + 8, v8
  v9: word = word 1
  v10: word = add v3, v9
  return v10
b2: cold
  v11: word = word 0
  return v11
",
        "
ldur w8, [x0, #-0x1]
cmp x8, #0xc
b.ne $+0x34
ldr x7, [x28]
add x11, x7, #0x18
ldr x13, [x28, #0x8]
cmp x11, x13
b.hi $+0x20
str x11, [x28]
mov x19, #0xc
str x19, [x7]
mov x19, #0xd
str x19, [x7, #0x8]
add x0, x7, #0x1
ret
mov x0, #0x0
ret
",
    );
}

#[test]
fn a_call_checks_the_stack_and_keeps_values_in_slots() {
    expect(
        "
function f(v0: value) -> value slots 1
b0:
  spill v0, 0
  v1: value = call f(v0) live [0]
  v2: value = reload 0
  v3: value = add_small_checked v1, v2 -> b1, b2
b1:
  return v3
b2: cold
  unreachable
",
        "
sub sp, sp, #0x10
str x30, [sp, #0x8]
ldr x16, [x28, #0x78]
cmp sp, x16
b.lo $+0x28
str x0, [sp]
bl $+0x0
ldr x4, [sp]
adds x0, x0, x4
b.vs $+0x10
ldr x30, [sp, #0x8]
add sp, sp, #0x10
ret
brk #0x0
bl $+0x0
brk #0x0
",
    );
}

#[test]
fn a_boxed_float_is_decoded_with_a_rotation() {
    expect(
        "
function decode(v0: value) -> float
b0:
  v1: word = bits v0
  v2: word = word 3
  v3: word = sub v1, v2
  v4: word = word 61
  v5: word = shr v3, v2
  v6: word = shl v3, v4
  v7: word = or v5, v6
  v8: word = word 0x3000000000000000
  v9: word = add v7, v8
  v10: float = float_from_bits v9
  return v10
",
        "
sub x5, x0, #0x3
ror x4, x5, #0x3
mov x6, #0x3000000000000000
add x5, x4, x6
fmov d0, x5
ret
",
    );
}
