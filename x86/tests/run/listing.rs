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
mov rsi, [rdi+7]
mov r8, [rdi+0xF]
xor ebp, ebp
xor eax, eax
jmp short 0x0000000000000022
mov r11, [rsi+rbp*4+0xF]
test r11b, 1
jne short 0x0000000000000028
add rax, r11
jo short 0x0000000000000028
add rbp, 2
cmp rbp, r8
jl short 0x000000000000000E
ret
ud2
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
cmp dword ptr [rdi-1], 0xC
jne short 0x000000000000002A
mov rsi, [r15]
lea r8, [rsi+0x18]
cmp r8, [r15+8]
ja short 0x000000000000002A
mov [r15], r8
mov qword ptr [rsi], 0xC
mov qword ptr [rsi+8], 0xD
lea rax, [rsi+1]
ret
xor eax, eax
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
sub rsp, 8
cmp rsp, [r15+0x78]
jb short 0x0000000000000020
mov [rsp], rdi
call 0x0000000000000013
add rax, [rsp]
jo short 0x000000000000001E
add rsp, 8
ret
ud2
call 0x0000000000000025
ud2
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
lea rbx, [rdi-3]
ror rbx, 3
mov rsi, 0x3000000000000000
lea rbp, [rbx+rsi]
movq xmm0, rbp
ret
",
    );
}
