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
ld a1, 7(a0)
ld a3, 15(a0)
li s1, 0
li a0, 0
j 0x34
slli a5, s1, 2
add a2, a1, a5
ld a5, 15(a2)
andi a2, a5, 1
bnez a2, 0x3a
add a4, a0, a5
slt a0, a4, a0
slti a2, a5, 0
bne a0, a2, 0x3a
addi s1, 2
mv a0, a4
blt s1, a3, 0xe
ret
ebreak
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
lwu s1, -1(a0)
li a0, 12
bne s1, a0, 0x26
ld s1, 0(s0)
addi a1, s1, 24
ld a3, 8(s0)
bltu a3, a1, 0x26
sd a1, 0(s0)
li a5, 12
sd a5, 0(s1)
li a0, 13
sd a0, 8(s1)
addi a0, s1, 1
ret
li a0, 0
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
addi sp, -16
sd ra, 8(sp)
ld t0, 120(s0)
bltu sp, t0, 0x32
sd a0, 0(sp)
auipc ra, 0x0
jalr ra, 0(ra)
ld s1, 0(sp)
add a1, a0, s1
slt a0, a1, a0
slti a2, s1, 0
bne a0, a2, 0x30
mv a0, a1
ld ra, 8(sp)
addi sp, 16
ret
ebreak
auipc ra, 0x0
jalr ra, 0(ra)
ebreak
",
    );
}

#[test]
fn a_boxed_float_is_decoded_by_shifts() {
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
addi s1, a0, -3
srli a0, s1, 3
slli s1, 61
or s1, a0, s1
li a0, 3
slli a0, 60
add s1, a0
fmv.d.x fa0, s1
ret
",
    );
}

#[test]
fn numbers_come_by_twelve_and_twenty_bits() {
    expect(
        "
function numbers() -> word slots 300
b0:
  v0: word = address_of numbers
  v1: word = word 2047
  store v0 + 8, v1
  v2: word = word 4096
  store v0 + 16, v2
  v3: word = word 0x12345678
  store v0 + 2048, v3
  v4: word = word 0xffffffff
  store v0 + -2056, v4
  v5: word = word 0x8000000000000001
  v6: word = and v4, v5
  v7: value = constant 2
  spill v7, 280
  return v6
",
        "
lui t0, 0xfffff
addiw t0, t0, 1680
add sp, t0
lui t0, 0x1
add t0, sp
sd ra, -1688(t0)
li s1, 2047
lui t0, 0x0
sd s1, 0(t0)
lui s1, 0x1
lui t0, 0x0
sd s1, 0(t0)
lui s1, 0x12345
addiw s1, s1, 1656
lui t0, 0x0
sd s1, 0(t0)
li a0, 1
slli a0, 32
addi a0, -1
lui t0, 0x0
sd a0, 0(t0)
li a0, 1
slli a0, 32
addi a0, -1
li a2, -1
slli a2, 63
addi a2, 1
and a0, a2
li a2, 4
lui t0, 0x1
add t0, sp
sd a2, -1856(t0)
lui t0, 0x1
add t0, sp
ld ra, -1688(t0)
lui t0, 0x1
addiw t0, t0, -1680
add sp, t0
ret
",
    );
}

#[test]
fn floats_are_rounded_and_chosen_without_instructions_for_it() {
    expect(
        "
function rounded(v0: float, v1: float) -> float
b0:
  v2: float = ffloor v0
  v3: word = compare_float ge v2, v1
  v4: float = select v3, v2, v1
  return v4
",
        "
fmv.x.d t0, fa0
slli t0, 1
srli t0, t0, 53
sltiu t0, t0, 1075
fsgnj.d ft2, fa0, fa0
beqz t0, 0x22
fcvt.l.d t0, fa0, rdn
fcvt.d.l ft11, t0
fsgnj.d ft2, ft11, fa0
fle.d s1, fa1, ft2
fsgnj.d fa0, fa1, fa1
beqz s1, 0x32
fsgnj.d fa0, ft2, ft2
ret
",
    );
}

#[test]
fn bits_are_shifted_to_where_they_are_asked_for() {
    expect(
        "
function bits(v0: word, v1: word) -> word
b0:
  branch_bits v0, 0x10000 -> b1, b2
b1:
  v2: word = word 0xffff
  v3: word = and v0, v2
  v4: word = clz v3
  return v4
b2:
  v5: word = compare le v0, v1
  v6: word = word 100
  v7: word = compare gt v1, v6
  v8: word = add v5, v7
  return v8
",
        "
slli a2, a0, 47
bge a2, zero, 0x2c
slli s1, a0, 48
srli s1, 48
fcvt.d.lu ft11, s1
fmv.x.d t0, ft11
srli t0, t0, 52
bnez t0, 0x22
li t0, 1022
neg a0, t0
addi a0, a0, 1086
ret
slt s1, a1, a0
xori a3, s1, 1
slti s1, a1, 101
xori s1, s1, 1
add a0, a3, s1
ret
",
    );
}
