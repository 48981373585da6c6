//! Machine code as text: the instructions that this crate writes, and no others, from tables like the manual's. Short forms
//! have the names of what they are short for; places to jump to are counted from the function's start.
use crate::encode::fits;
use salama::assembly::Disassembled;
use std::sync::LazyLock;

/// By name: the bits that are always the same, their values, the operands (see [`operand`]). What comes first is tried first.
const LONG: &str = "
nop ffffffff 00000013                 | ecall ffffffff 00000073               | ebreak ffffffff 00100073
lui 7f 37 %d, %u                      | auipc 7f 17 %d, %u                    | j fff 6f %j
jal 7f 6f %d, %j                      | jalr 707f 67 %d, %i(%a)               | beqz 1f0707f 63 %a, %p
bnez 1f0707f 1063 %a, %p              | beq 707f 63 %a, %b, %p                | bne 707f 1063 %a, %b, %p
blt 707f 4063 %a, %b, %p              | bge 707f 5063 %a, %b, %p              | bltu 707f 6063 %a, %b, %p
bgeu 707f 7063 %a, %b, %p             | lbu 707f 4003 %d, %i(%a)              | lhu 707f 5003 %d, %i(%a)
lwu 707f 6003 %d, %i(%a)              | ld 707f 3003 %d, %i(%a)               | fld 707f 3007 %D, %i(%a)
sb 707f 23 %b, %s(%a)                 | sh 707f 1023 %b, %s(%a)               | sw 707f 2023 %b, %s(%a)
sd 707f 3023 %b, %s(%a)               | fsd 707f 3027 %B, %s(%a)              | mv fff0707f 13 %d, %a
li ff07f 13 %d, %i                    | addi 707f 13 %d, %a, %i               | addiw 707f 1b %d, %a, %i
seqz fff0707f 103013 %d, %a           | slti 707f 2013 %d, %a, %i             | sltiu 707f 3013 %d, %a, %i
xori 707f 4013 %d, %a, %i             | ori 707f 6013 %d, %a, %i              | andi 707f 7013 %d, %a, %i
slli fc00707f 1013 %d, %a, %t         | srli fc00707f 5013 %d, %a, %t         | srai fc00707f 40005013 %d, %a, %t
neg fe0ff07f 40000033 %d, %b          | snez fe0ff07f 3033 %d, %b             | sgtz fe0ff07f 2033 %d, %b
add fe00707f 33 %d, %a, %b            | sub fe00707f 40000033 %d, %a, %b      | sll fe00707f 1033 %d, %a, %b
slt fe00707f 2033 %d, %a, %b          | sltu fe00707f 3033 %d, %a, %b         | xor fe00707f 4033 %d, %a, %b
srl fe00707f 5033 %d, %a, %b          | sra fe00707f 40005033 %d, %a, %b      | or fe00707f 6033 %d, %a, %b
and fe00707f 7033 %d, %a, %b          | mul fe00707f 2000033 %d, %a, %b       | mulh fe00707f 2001033 %d, %a, %b
mulhu fe00707f 2003033 %d, %a, %b     | div fe00707f 2004033 %d, %a, %b       | divu fe00707f 2005033 %d, %a, %b
rem fe00707f 2006033 %d, %a, %b       | remu fe00707f 2007033 %d, %a, %b      | fadd.d fe00007f 2000053 %D, %A, %B
fsub.d fe00007f a000053 %D, %A, %B    | fmul.d fe00007f 12000053 %D, %A, %B   | fdiv.d fe00007f 1a000053 %D, %A, %B
fsqrt.d fff0007f 5a000053 %D, %A      | fsgnj.d fe00707f 22000053 %D, %A, %B  | fsgnjn.d fe00707f 22001053 %D, %A, %B
fsgnjx.d fe00707f 22002053 %D, %A, %B | feq.d fe00707f a2002053 %d, %A, %B    | flt.d fe00707f a2001053 %d, %A, %B
fle.d fe00707f a2000053 %d, %A, %B    | fcvt.l.d fff0007f c2200053 %d, %A, %r | fcvt.d.l fff0007f d2200053 %D, %a
fcvt.d.lu fff0007f d2300053 %D, %a    | fmv.x.d fff0707f e2000053 %d, %A      | fmv.d.x fff0707f f2000053 %D, %a";

/// Likewise, of 16 bits.
const SHORT: &str = "
ret ffff 8082        | ebreak ffff 9002    | jr f07f 8002 %d      | jalr f07f 9002 %d    | mv f003 8002 %d, %c
add f003 9002 %d, %c | addi ef83 6101 %k | lui e003 6001 %d, %N | li e003 4001 %d, %n  | addi e003 1 %d, %n
addiw e003 2001 %d, %n | slli e003 2 %d, %h | srli ec03 8001 %x, %h | srai ec03 8401 %x, %h | andi ec03 8801 %x, %n
sub fc63 8c01 %x, %y | xor fc63 8c21 %x, %y | or fc63 8c41 %x, %y  | and fc63 8c61 %x, %y | ld e003 6002 %d, %l(sp)
fld e003 2002 %D, %l(sp) | sd e003 e002 %c, %m(sp) | fsd e003 a002 %C, %m(sp) | ld e003 6000 %y, %o(%x) | fld e003 2000 %Y, %o(%x)
sd e003 e000 %y, %o(%x) | fsd e003 a000 %Y, %o(%x) | j e003 a001 %q | beqz e003 c001 %x, %z | bnez e003 e001 %x, %z";

const INTEGERS: &str = "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6";
const FLOATS: &str = "ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 \
                      ft8 ft9 ft10 ft11";

struct Row {
    name: &'static str,
    mask: u32,
    bits: u32,
    operands: &'static str,
}

static TABLES: LazyLock<[Vec<Row>; 2]> = LazyLock::new(|| {
    let row = |text: &'static str| {
        let mut parts = text.trim().splitn(4, ' ');
        let name = parts.next()?;
        let [mask, bits] = [parts.next()?, parts.next()?].map(|number| u32::from_str_radix(number, 16).unwrap_or(0));
        Some(Row { name, mask, bits, operands: parts.next().unwrap_or("") })
    };
    [SHORT, LONG].map(|table| table.split(['|', '\n']).filter_map(row).collect())
});

/// A function's instructions.
pub fn disassemble(bytes: &[u8]) -> Vec<Disassembled> {
    let (mut rows, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let read =
            |count: usize| bytes[at..bytes.len().min(at + count)].iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte));
        let long = usize::from(read(1) & 3 == 3);
        let length = (2 + 2 * long).min(bytes.len() - at);
        let word = read(length);
        let row = TABLES[long].iter().find(|row| word & row.mask == row.bits);
        let text = row.map_or_else(|| format!(".word {word:#x}"), |row| text(row, word, at as i64));
        rows.push(Disassembled { offset: at as u32, length: length as u32, text });
        at += length;
    }
    rows
}

fn text(row: &Row, word: u32, at: i64) -> String {
    let mut parts = row.operands.split('%');
    let mut text = format!("{} {}", row.name, parts.next().unwrap_or("")).trim_end().to_string();
    for (index, part) in parts.enumerate() {
        let (letter, rest) = part.split_at(1);
        text += if index == 0 && !text.contains(' ') { " " } else { "" };
        text += &operand(letter, word, at);
        text += rest;
    }
    text
}

/// An operand, by its letter: registers (upper case: of floats), numbers, places. A field is `(where, how many bits, to where)`.
fn operand(letter: &str, word: u32, at: i64) -> String {
    let field = |from: u32, count: u32| word >> from & ((1 << count) - 1);
    let gather = |fields: &[(u32, u32, u32)]| fields.iter().fold(0, |sum, (from, count, to)| sum | field(*from, *count) << to);
    let signed = |value: u32, bits: u32| i64::from(value) - if fits(value.into(), bits) { 0 } else { 1 << bits };
    let name = |names: &'static str, index: u32| names.split(' ').nth(index as usize).unwrap_or("?").to_string();
    let six = gather(&[(2, 5, 0), (12, 1, 5)]);
    match letter {
        "d" => name(INTEGERS, field(7, 5)),
        "a" => name(INTEGERS, field(15, 5)),
        "b" => name(INTEGERS, field(20, 5)),
        "D" => name(FLOATS, field(7, 5)),
        "A" => name(FLOATS, field(15, 5)),
        "B" => name(FLOATS, field(20, 5)),
        "c" => name(INTEGERS, field(2, 5)),
        "C" => name(FLOATS, field(2, 5)),
        "x" => name(INTEGERS, 8 + field(7, 3)),
        "y" => name(INTEGERS, 8 + field(2, 3)),
        "Y" => name(FLOATS, 8 + field(2, 3)),
        "r" => ["rne", "rtz", "rdn", "rup", "rmm"].get(field(12, 3) as usize).unwrap_or(&"dyn").to_string(),
        "i" => signed(field(20, 12), 12).to_string(),
        "s" => signed(gather(&[(7, 5, 0), (25, 7, 5)]), 12).to_string(),
        "t" => field(20, 6).to_string(),
        "u" => format!("{:#x}", field(12, 20)),
        "p" => format!("{:#x}", at + signed(gather(&[(8, 4, 1), (25, 6, 5), (7, 1, 11), (31, 1, 12)]), 13)),
        "j" => format!("{:#x}", at + signed(gather(&[(21, 10, 1), (20, 1, 11), (12, 8, 12), (31, 1, 20)]), 21)),
        "n" => signed(six, 6).to_string(),
        "N" => format!("{:#x}", signed(six, 6) & 0xf_ffff),
        "h" => six.to_string(),
        "k" => format!("sp, {}", signed(gather(&[(6, 1, 4), (2, 1, 5), (5, 1, 6), (3, 2, 7), (12, 1, 9)]), 10)),
        "l" => gather(&[(5, 2, 3), (12, 1, 5), (2, 3, 6)]).to_string(),
        "m" => gather(&[(10, 3, 3), (7, 3, 6)]).to_string(),
        "o" => gather(&[(10, 3, 3), (5, 2, 6)]).to_string(),
        "q" => {
            let place = [(3, 3, 1), (11, 1, 4), (2, 1, 5), (7, 1, 6), (6, 1, 7), (9, 2, 8), (8, 1, 10), (12, 1, 11)];
            format!("{:#x}", at + signed(gather(&place), 12))
        }
        _ => format!("{:#x}", at + signed(gather(&[(3, 2, 1), (10, 2, 3), (2, 1, 5), (5, 2, 6), (12, 1, 8)]), 9)),
    }
}
