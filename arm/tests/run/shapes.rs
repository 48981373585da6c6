//! Each machine instruction at least once: the body of a function, and its code as the disassembler reads it.
use crate::machine::program::parse;
use crate::support;
use register::machine::Effort;

/// Bodies of `f(v0: word, v1: word, v2: float, v3: float, v4: value, v5: value)`; `;` stands for a new line. The code is
/// without the final `ret`.
const WORDS: &[(&str, &str)] = &[
    ("v9: word = add v0, v1; return v9", "add x0, x0, x1"),
    ("v8: word = word 5; v9: word = add v0, v8; return v9", "add x0, x0, #0x5"),
    ("v8: word = word -5; v9: word = add v0, v8; return v9", "sub x0, x0, #0x5"),
    ("v8: word = word 0x7ff000; v9: word = add v0, v8; return v9", "add x0, x0, #0x7ff, lsl #12"),
    ("v8: word = word 0x7ff001; v9: word = add v0, v8; return v9", "add x0, x0, #0x7ff, lsl #12; add x0, x0, #0x1"),
    ("v7: word = word 12; v8: word = shl v1, v7; v9: word = add v0, v8; return v9", "add x0, x0, x1, lsl #12"),
    ("v7: word = word 12; v8: word = shr v1, v7; v9: word = sub v0, v8; return v9", "sub x0, x0, x1, lsr #12"),
    ("v7: word = word 12; v8: word = sar v1, v7; v9: word = xor v0, v8; return v9", "eor x0, x0, x1, asr #12"),
    ("v9: word = sub v0, v1; return v9", "sub x0, x0, x1"),
    ("v8: word = word 0; v9: word = sub v8, v1; return v9", "neg x0, x1"),
    ("v9: word = mul v0, v1; return v9", "mul x0, x0, x1"),
    ("v8: word = word 8; v9: word = mul v0, v8; return v9", "lsl x0, x0, #0x3"),
    ("v8: word = word 9; v9: word = mul v0, v8; return v9", "add x0, x0, x0, lsl #3"),
    ("v8: word = word 10; v9: word = mul v0, v8; return v9", "mov x3, #0xa; mul x0, x0, x3"),
    ("v8: word = mul v0, v0; v9: word = add v8, v1; return v9", "madd x0, x0, x0, x1"),
    ("v8: word = mul v0, v0; v9: word = sub v1, v8; return v9", "msub x0, x0, x0, x1"),
    ("v9: word = div v0, v1; return v9", "sdiv x0, x0, x1"),
    ("v9: word = udiv v0, v1; return v9", "udiv x0, x0, x1"),
    ("v9: word = rem v0, v1; return v9", "sdiv x4, x0, x1; msub x0, x4, x1, x0"),
    ("v9: word = urem v0, v1; return v9", "udiv x4, x0, x1; msub x0, x4, x1, x0"),
    ("v9: word = umulh v0, v1; return v9", "umulh x0, x0, x1"),
    ("v9: word = and v0, v1; return v9", "and x0, x0, x1"),
    ("v8: word = word 0xff; v9: word = and v0, v8; return v9", "and x0, x0, #0xff"),
    ("v8: word = word 5; v9: word = and v0, v8; return v9", "mov x2, #0x5; and x0, x0, x2"),
    (
        "v6: word = word 4; v7: word = shr v0, v6; v8: word = word 0xff; v9: word = and v7, v8; return v9",
        "ubfx x0, x0, #0x4, #0x8",
    ),
    ("v7: word = word -1; v8: word = xor v1, v7; v9: word = and v0, v8; return v9", "bic x0, x0, x1"),
    ("v7: word = word -1; v8: word = xor v1, v7; v9: word = or v0, v8; return v9", "orn x0, x0, x1"),
    ("v9: word = or v0, v1; return v9", "orr x0, x0, x1"),
    ("v8: word = word 0xff00; v9: word = or v0, v8; return v9", "orr x0, x0, #0xff00"),
    ("v9: word = xor v0, v1; return v9", "eor x0, x0, x1"),
    ("v8: word = word 0xff00; v9: word = xor v0, v8; return v9", "eor x0, x0, #0xff00"),
    ("v8: word = word -1; v9: word = xor v0, v8; return v9", "mvn x0, x0"),
    ("v9: word = shl v0, v1; return v9", "lsl x0, x0, x1"),
    ("v9: word = shr v0, v1; return v9", "lsr x0, x0, x1"),
    ("v9: word = sar v0, v1; return v9", "asr x0, x0, x1"),
    ("v8: word = word 7; v9: word = shl v0, v8; return v9", "lsl x0, x0, #0x7"),
    ("v8: word = word 7; v9: word = shr v0, v8; return v9", "lsr x0, x0, #0x7"),
    ("v8: word = word 7; v9: word = sar v0, v8; return v9", "asr x0, x0, #0x7"),
    (
        "v6: word = word 7; v7: word = shr v0, v6; v8: word = word 57; v10: word = shl v0, v8; v9: word = or v7, v10; return v9",
        "ror x0, x0, #0x7",
    ),
    ("v9: word = clz v0; return v9", "clz x0, x0"),
    ("v9: word = ctz v0; return v9", "rbit x0, x0; clz x0, x0"),
    ("v9: word = compare lt v0, v1; return v9", "cmp x0, x1; cset x0, lt"),
    ("v8: word = word -7; v9: word = compare above v0, v8; return v9", "cmn x0, #0x7; cset x0, hi"),
    (
        "v8: word = word 0x12345; v9: word = compare below_eq v0, v8; return v9",
        "mov x3, #0x2345; movk x3, #0x1, lsl #16; cmp x0, x3; cset x0, ls",
    ),
    (
        "v8: word = word 6; v7: word = and v0, v8; v6: word = word 0; v9: word = compare eq v7, v6; return v9",
        "tst x0, #0x6; cset x0, eq",
    ),
    ("v9: word = select v0, v1, v0; return v9", "cmp x0, #0x0; csel x0, x1, x0, ne"),
    ("v8: word = word 0; return v8", "mov x0, #0x0"),
    ("v8: word = word -1; return v8", "mov x0, #0xffffffffffffffff"),
    ("v8: word = word 0x12345678; return v8", "mov x0, #0x5678; movk x0, #0x1234, lsl #16"),
    ("v8: word = word -305419896; return v8", "mov x0, #0xffffffffffffa988; movk x0, #0xedcb, lsl #16"),
    (
        "v8: word = word 0x123456789abcdef0; return v8",
        "mov x0, #0xdef0; movk x0, #0x9abc, lsl #16; movk x0, #0x5678, lsl #32; movk x0, #0x1234, lsl #48",
    ),
    ("v8: word = word 0x0101010101010101; return v8", "mov x0, #0x101010101010101"),
    ("v8: word = address_of area; return v8", "adrp x0, $+0x0; add x0, x0, #0x0"),
];

const FLOATS: &[(&str, &str)] = &[
    ("v9: float = fadd v2, v3; return v9", "fadd d0, d0, d1"),
    ("v9: float = fsub v2, v3; return v9", "fsub d0, d0, d1"),
    ("v9: float = fmul v2, v3; return v9", "fmul d0, d0, d1"),
    ("v9: float = fdiv v2, v3; return v9", "fdiv d0, d0, d1"),
    ("v9: float = fneg v2; return v9", "fneg d0, d0"),
    ("v9: float = fabs v2; return v9", "fabs d0, d0"),
    ("v9: float = fsqrt v2; return v9", "fsqrt d0, d0"),
    ("v9: float = ffloor v2; return v9", "frintm d0, d0"),
    ("v9: float = fceil v2; return v9", "frintp d0, d0"),
    ("v9: float = ftrunc v2; return v9", "frintz d0, d0"),
    ("v9: float = float_from_word v0; return v9", "scvtf d0, x0"),
    ("v9: float = float_from_bits v0; return v9", "fmov d0, x0"),
    ("v9: float = float 0.0; return v9", "movi d0, #0x0"),
    ("v9: float = float 2.5; return v9", "fmov d0, #2.5"),
    (
        "v9: float = float 0.1; return v9",
        "mov x16, #0x999a; movk x16, #0x9999, lsl #16; movk x16, #0x9999, lsl #32; movk x16, #0x3fb9, lsl #48; fmov d0, x16",
    ),
    ("v8: word = compare_float le v2, v3; v9: float = select v8, v3, v2; return v9", "fcmp d0, d1; fcsel d0, d1, d0, ls"),
    ("v9: float = load v0 + 7; return v9", "ldur d0, [x0, #0x7]"),
    ("v9: float = load_indexed v0 + 0, v1; return v9", "ldr d0, [x0, x1, lsl #3]"),
];

const OTHERS: &[(&str, &str)] = &[
    ("v9: word = float_to_word v2; return v9", "fcvtzs x0, d0"),
    ("v9: word = float_bits v2; return v9", "fmov x0, d0"),
    ("v9: word = compare_float lt v2, v3; return v9", "fcmp d0, d1; cset x0, mi"),
    ("v8: float = float 0.0; v9: word = compare_float ge v2, v8; return v9", "fcmp d0, #0.0; cset x0, ge"),
    ("v9: word = load v4 + 7; return v9", "ldur x0, [x2, #0x7]"),
    ("v9: word = load v0 + 8; return v9", "ldr x0, [x0, #0x8]"),
    ("v9: word = load v0 + 40000; return v9", "mov x16, #0x9c40; ldr x0, [x0, x16]"),
    ("v9: word = load8 v0 + 4; return v9", "ldrb w0, [x0, #0x4]"),
    ("v9: word = load16 v0 + 4; return v9", "ldrh w0, [x0, #0x4]"),
    ("v9: word = load32 v0 + 4; return v9", "ldr w0, [x0, #0x4]"),
    ("v9: word = load_indexed v0 + 0, v1; return v9", "ldr x0, [x0, x1, lsl #3]"),
    ("v9: word = load_indexed v0 + 16, v1; return v9", "add x16, x0, x1, lsl #3; ldr x0, [x16, #0x10]"),
    ("v7: word = add v0, v1; v9: word = load8 v7 + 0; return v9", "ldrb w0, [x0, x1]"),
    ("v8: word = address_of area; v9: word = load v8 + 8; return v9", "adrp x16, $+0x0; ldr x0, [x16]"),
    ("v8: word = address_of area; v9: word = load v8 + 3; return v9", "adrp x16, $+0x0; add x16, x16, #0x0; ldr x0, [x16]"),
    ("v9: word = load_context exception; return v9", "ldr x0, [x28, #0x20]"),
    ("store_context exception, v0; return v0", "str x0, [x28, #0x20]"),
    ("store v1 + 8, v0; store v1 + 7, v0; return v0", "str x0, [x1, #0x8]; stur x0, [x1, #0x7]"),
    (
        "store8 v1 + 8, v0; store16 v1 + 8, v0; store32 v1 + 8, v0; return v0",
        "strb w0, [x1, #0x8]; strh w0, [x1, #0x8]; str w0, [x1, #0x8]",
    ),
    ("v8: word = word 0; store v1 + 8, v8; store8 v1 + 1, v8; return v0", "str xzr, [x1, #0x8]; strb wzr, [x1, #0x1]"),
    ("store v1 + 8, v2; store_indexed v0 + 0, v1, v2; return v0", "str d0, [x1, #0x8]; str d0, [x0, x1, lsl #3]"),
    (
        "v7: word = word 1; v8: word = word 2; v9: word = syscall read(v7, v8); return v9",
        "mov x0, #0x1; mov x1, #0x2; mov x8, #0x3f; svc #0x0",
    ),
    ("unwind_to v0, v1", "mov sp, x1; br x0"),
    ("unreachable", "brk #0x0"),
];

#[test]
fn every_machine_instruction() {
    let mut text = String::from("data area zeroed \"area\"\n  zeros 64\n");
    let mut expected = Vec::new();
    for (result, bodies) in [("word", WORDS), ("float", FLOATS), ("word", OTHERS)] {
        for (body, code) in bodies {
            let lines: Vec<String> = body.split(';').map(|line| format!("  {}\n", line.trim())).collect();
            let (number, lines) = (expected.len(), lines.concat());
            let parameters = "v0: word, v1: word, v2: float, v3: float, v4: value, v5: value";
            text += &format!("\nfunction f{number}({parameters}) -> {result}\nb0:\n{lines}");
            expected.push((body, code));
        }
    }
    let code = support::compile(&parse(&text), Effort::Optimised);
    let mut wrong = Vec::new();
    for ((body, expected), code) in expected.iter().zip(&code) {
        let mut found = support::listing(code);
        found.pop_if(|line| line == "ret");
        let found = found.join("; ");
        if **expected != found {
            wrong.push(format!("    (\"{body}\", \"{found}\"),"));
        }
    }
    assert!(wrong.is_empty(), "found:\n{}", wrong.join("\n"));
}
