//! Selection of conditions: what sets the flags for a branch, a select or a 0-or-1, and which flag to ask.
use crate::X86;
use crate::address::{Operands, immediate, narrow_memory, of_access, source};
use crate::instruction::{Flag, Instruction as Machine, Source, Width};
use regalloc2::Operand;
use register::machine::Selection;
use register::{Condition, Instruction, Opcode, ValueId};

type S<'a> = Selection<'a, X86>;

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

/// The condition between numbers that are not negative, as an unsigned one.
fn unsigned(condition: Condition) -> Condition {
    match condition {
        Condition::Less => Condition::Below,
        Condition::LessEqual => Condition::BelowEqual,
        Condition::Greater => Condition::Above,
        Condition::GreaterEqual => Condition::AboveEqual,
        Condition::Equal
        | Condition::NotEqual
        | Condition::Below
        | Condition::BelowEqual
        | Condition::Above
        | Condition::AboveEqual => condition,
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

/// Sets flags for a condition between two words or values.
pub fn compare(s: &mut S, condition: Condition, a: ValueId, b: ValueId) -> Flag {
    if s.known(a).is_some() && s.known(b).is_none() {
        return compare(s, condition.swapped(), b, a);
    }
    if let Some(number) = s.number(b) {
        return compare_number(s, condition, a, number);
    }
    match narrow_memory(s, a) {
        Some((Width::Full, load)) => {
            let (address, mut operands) = of_access(s, load);
            let (second, rest) = immediate(s, b);
            operands.extend(rest);
            s.emit(Machine::Compare(Width::Full, Some(address), second), &operands);
        }
        _ => {
            let (second, rest) = source(s, b);
            let mut operands = Operands::from_slice(&[Operand::reg_use(s.register(a))]);
            operands.extend(rest);
            s.emit(Machine::Compare(Width::Full, None, second), &operands);
        }
    }
    flag(condition)
}

fn compare_number(s: &mut S, condition: Condition, a: ValueId, number: i64) -> Flag {
    let equality = matches!(condition, Condition::Equal | Condition::NotEqual);
    if let Some(and) = s.defined_by(a, Opcode::And).filter(|_| equality && number == 0 && s.used_once(a)) {
        let [x, y] = [and.operands[0], and.operands[1]];
        match (s.number(x), s.number(y)) {
            (_, Some(mask)) => test(s, x, mask),
            (Some(mask), None) => test(s, y, mask),
            (None, None) => {
                let operands = [s.register(x), s.register(y)].map(Operand::reg_use);
                s.emit(Machine::TestRegisters, &operands);
            }
        }
        return flag(condition);
    }
    let narrow = narrow_memory(s, a).and_then(|(width, load)| Some((width, load, fitting(width, number)?)));
    if let Some((width, load, number)) = narrow {
        let (address, operands) = of_access(s, load);
        s.emit(Machine::Compare(width, Some(address), Source::Immediate(number)), &operands);
        return flag(if width == Width::Full { condition } else { unsigned(condition) });
    }
    let a = s.register(a);
    let (second, operands) = match i32::try_from(number) {
        Ok(number) => (Source::Immediate(number), vec![Operand::reg_use(a)]),
        Err(_) => {
            let number = crate::select::number_register(s, number);
            (Source::Register, vec![Operand::reg_use(a), Operand::reg_use(number)])
        }
    };
    s.emit(Machine::Compare(Width::Full, None, second), &operands);
    flag(condition)
}

/// The number as an immediate of a compare with that much memory.
fn fitting(width: Width, number: i64) -> Option<i32> {
    match width {
        Width::Byte => u8::try_from(number).ok().map(|number| i32::from(number as i8)),
        Width::Half => u16::try_from(number).ok().map(|number| i32::from(number as i16)),
        Width::Word => u32::try_from(number).ok().map(|number| number as i32),
        Width::Full => i32::try_from(number).ok(),
    }
}

/// Sets the flag `NotEqual` if the value and the mask have a bit in common.
pub fn test(s: &mut S, value: ValueId, mask: i64) {
    let width = match mask {
        0..=0xff => Width::Byte,
        0x100..=0xffff_ffff => Width::Word,
        _ => Width::Full,
    };
    if let Some((wide, load)) = narrow_memory(s, value)
        && width != Width::Full
        && width <= wide
    {
        let (address, operands) = of_access(s, load);
        return s.emit(Machine::Test(width, Some(address), mask as i32), &operands);
    }
    let value = Operand::reg_use(s.register(value));
    if width == Width::Full && i32::try_from(mask).is_err() {
        let mask = Operand::reg_use(crate::select::number_register(s, mask));
        return s.emit(Machine::TestRegisters, &[value, mask]);
    }
    s.emit(Machine::Test(width, None, mask as i32), &[value]);
}

/// Sets flags for a condition between floats. `ucomisd` sets the flags of an unsigned compare, and all of zero, carry
/// and parity if one is NaN: so "less" asks for "above" of the operands exchanged, which NaN does not set.
pub fn compare_floats(s: &mut S, condition: Condition, a: ValueId, b: ValueId) -> Flag {
    let (a, b, flag) = match unsigned(condition) {
        Condition::Equal => (a, b, Flag::FloatEqual),
        Condition::NotEqual => (a, b, Flag::FloatNotEqual),
        Condition::Below => (b, a, Flag::Above),
        Condition::BelowEqual => (b, a, Flag::AboveEqual),
        Condition::Above => (a, b, Flag::Above),
        _ => (a, b, Flag::AboveEqual),
    };
    let operands = [s.register(a), s.register(b)].map(Operand::reg_use);
    s.emit(Machine::CompareFloats, &operands);
    flag
}
