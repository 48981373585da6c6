//! Selection of conditions: what sets the flags for a branch, a select or a 0-or-1, and which flag to ask; and the
//! branches that need no flags.
use crate::Arm;
use crate::address::{Operands, source};
use crate::encode::{is_arithmetic, is_logical};
use crate::instruction::{Alu, Flag, Instruction as Machine, Source};
use regalloc2::Operand;
use register::machine::Selection;
use register::{Condition, Instruction, Opcode, ValueId};

type S<'a> = Selection<'a, Arm>;

/// An instruction's condition.
pub fn condition(instruction: &Instruction) -> Condition {
    instruction.condition.unwrap_or(Condition::NotEqual)
}

/// The flag that is set after `cmp a, b` if the condition holds.
fn flag(condition: Condition) -> Flag {
    match condition {
        Condition::Equal => Flag::Equal,
        Condition::NotEqual => Flag::NotEqual,
        Condition::Less => Flag::Less,
        Condition::LessEqual => Flag::LessEqual,
        Condition::Greater => Flag::Greater,
        Condition::GreaterEqual => Flag::GreaterEqual,
        Condition::Below => Flag::Below,
        Condition::BelowEqual => Flag::BelowEqual,
        Condition::Above => Flag::Above,
        Condition::AboveEqual => Flag::AboveEqual,
    }
}

/// Sets flags for "the word is not 0", by the compare that the word comes from if there is one.
pub fn of_word(s: &mut S, word: ValueId) -> Flag {
    if let Some(definition) = s.definition(word) {
        let operands = &definition.operands;
        match definition.opcode {
            Opcode::Compare => return compare(s, condition(definition), operands[0], operands[1]),
            Opcode::CompareFloat => return compare_floats(s, condition(definition), operands[0], operands[1]),
            _ => {}
        }
    }
    compare_number(s, Condition::NotEqual, word, 0)
}

/// Branches on "the word is not 0".
pub fn branch_word(s: &mut S, word: ValueId) {
    match s.definition(word) {
        Some(definition) if definition.opcode == Opcode::Compare => {
            branch(s, condition(definition), definition.operands[0], definition.operands[1]);
        }
        Some(definition) if definition.opcode == Opcode::CompareFloat => {
            let flag = compare_floats(s, condition(definition), definition.operands[0], definition.operands[1]);
            s.emit(Machine::JumpIf(flag), &[]);
        }
        _ => branch_zero(s, word, false),
    }
}

/// Branches on a condition between two words or values: on a sign or on zero without flags.
pub fn branch(s: &mut S, condition: Condition, a: ValueId, b: ValueId) {
    if s.known(a).is_some() && s.known(b).is_none() {
        return branch(s, condition.swapped(), b, a);
    }
    match (condition, s.number(b)) {
        (Condition::Equal, Some(0)) => branch_zero(s, a, true),
        (Condition::NotEqual, Some(0)) => branch_zero(s, a, false),
        (Condition::Less, Some(0)) => jump_bit(s, a, 63, true),
        (Condition::GreaterEqual, Some(0)) => jump_bit(s, a, 63, false),
        _ => {
            let flag = compare(s, condition, a, b);
            s.emit(Machine::JumpIf(flag), &[]);
        }
    }
}

fn branch_zero(s: &mut S, word: ValueId, zero: bool) {
    if let Some(and) = s.defined_by(word, Opcode::And).filter(|_| s.used_once(word)) {
        let [x, y] = [and.operands[0], and.operands[1]];
        match (s.number(x), s.number(y)) {
            (_, Some(mask)) if mask.count_ones() == 1 => return jump_bit(s, x, mask.trailing_zeros() as u8, !zero),
            (Some(mask), _) if mask.count_ones() == 1 => return jump_bit(s, y, mask.trailing_zeros() as u8, !zero),
            _ => {
                test_both(s, x, y);
                return s.emit(Machine::JumpIf(if zero { Flag::Equal } else { Flag::NotEqual }), &[]);
            }
        }
    }
    let word = Operand::reg_use(s.register(word));
    s.emit(Machine::JumpZero { zero }, &[word]);
}

/// Branches to the first target if the value and the mask have a bit in common.
pub fn branch_bits(s: &mut S, value: ValueId, mask: i64) {
    if mask.count_ones() == 1 {
        return jump_bit(s, value, mask.trailing_zeros() as u8, true);
    }
    test(s, value, mask);
    s.emit(Machine::JumpIf(Flag::NotEqual), &[]);
}

fn jump_bit(s: &mut S, value: ValueId, bit: u8, set: bool) {
    let value = Operand::reg_use(s.register(value));
    s.emit(Machine::JumpBit { bit, set }, &[value]);
}

/// Sets flags for a condition between two words or values.
pub fn compare(s: &mut S, condition: Condition, a: ValueId, b: ValueId) -> Flag {
    if s.known(a).is_some() && s.known(b).is_none() {
        return compare(s, condition.swapped(), b, a);
    }
    if let Some(number) = s.number(b) {
        return compare_number(s, condition, a, number);
    }
    compare_source(s, a, b);
    flag(condition)
}

fn compare_source(s: &mut S, a: ValueId, b: ValueId) {
    let (second, rest) = source(s, Alu::SubFlags, b);
    let mut operands = Operands::from_slice(&[Operand::reg_use(s.register(a))]);
    operands.extend(rest);
    s.emit(Machine::Compare(second), &operands);
}

fn compare_number(s: &mut S, condition: Condition, a: ValueId, number: i64) -> Flag {
    let equality = matches!(condition, Condition::Equal | Condition::NotEqual);
    if let Some(and) = s.defined_by(a, Opcode::And).filter(|_| equality && number == 0 && s.used_once(a)) {
        test_both(s, and.operands[0], and.operands[1]);
        return flag(condition);
    }
    let a = Operand::reg_use(s.register(a));
    if is_arithmetic(number) {
        s.emit(Machine::Compare(Source::Immediate(number)), &[a]);
    } else {
        let number = Operand::reg_use(crate::select::number_register(s, number));
        s.emit(Machine::Compare(Source::Register), &[a, number]);
    }
    flag(condition)
}

/// Sets the flag `NotEqual` if two words have a bit in common.
fn test_both(s: &mut S, x: ValueId, y: ValueId) {
    match (s.number(x), s.number(y)) {
        (_, Some(mask)) => test(s, x, mask),
        (Some(mask), None) => test(s, y, mask),
        (None, None) => {
            let (second, rest) = source(s, Alu::AndFlags, y);
            let mut operands = Operands::from_slice(&[Operand::reg_use(s.register(x))]);
            operands.extend(rest);
            s.emit(Machine::Test(second), &operands);
        }
    }
}

/// Sets the flag `NotEqual` if the value and the mask have a bit in common.
fn test(s: &mut S, value: ValueId, mask: i64) {
    let value = Operand::reg_use(s.register(value));
    if is_logical(mask) {
        return s.emit(Machine::Test(Source::Immediate(mask)), &[value]);
    }
    let mask = Operand::reg_use(crate::select::number_register(s, mask));
    s.emit(Machine::Test(Source::Register), &[value, mask]);
}

/// Sets flags for a condition between floats. With NaN `fcmp` sets carry and overflow and neither zero nor minus: so
/// "less" asks for minus and "less or equal" for not above, which are not set then, and their inverses are.
pub fn compare_floats(s: &mut S, condition: Condition, a: ValueId, b: ValueId) -> Flag {
    let zero = s.defined_by(b, Opcode::FloatConstant).is_some_and(|constant| constant.immediate == 0);
    let a = Operand::reg_use(s.register(a));
    if zero {
        s.emit(Machine::CompareFloatZero, &[a]);
    } else {
        let b = Operand::reg_use(s.register(b));
        s.emit(Machine::CompareFloats, &[a, b]);
    }
    match condition {
        Condition::Equal => Flag::Equal,
        Condition::NotEqual => Flag::NotEqual,
        Condition::Less | Condition::Below => Flag::Minus,
        Condition::LessEqual | Condition::BelowEqual => Flag::BelowEqual,
        Condition::Greater | Condition::Above => Flag::Greater,
        Condition::GreaterEqual | Condition::AboveEqual => Flag::GreaterEqual,
    }
}
