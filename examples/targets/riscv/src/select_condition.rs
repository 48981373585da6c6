//! Selection of conditions: the two registers that a branch or select compares, and comparisons as 0 or 1.
use crate::Riscv;
use crate::encode::is_short_number;
use crate::instruction::{Alu, FloatTest, Instruction as Machine};
use crate::select::{finish, three, two};
use regalloc2::{Operand, VReg};
use salama::register::machine::{Known, Selection, Target};
use salama::register::{Condition, Instruction, Opcode, ValueId};

type S<'a> = Selection<'a, Riscv>;

/// What a branch or select asks: whether a condition holds between two registers, or one and 0.
pub struct Test {
    pub condition: Condition,
    a: VReg,
    b: Option<VReg>,
}

impl Test {
    fn is(condition: Condition, a: VReg) -> Test {
        Test { condition, a, b: None }
    }
    pub fn operands(&self) -> impl Iterator<Item = Operand> {
        std::iter::once(self.a).chain(self.b).map(Operand::reg_use)
    }
}

/// An instruction's condition and operands.
fn compared(instruction: &Instruction) -> (Condition, ValueId, ValueId) {
    (instruction.condition.unwrap_or(Condition::NotEqual), instruction.operands[0], instruction.operands[1])
}

/// Branches to one of two targets.
pub fn branch(s: &mut S, instruction: &Instruction) {
    let test = match instruction.opcode {
        Opcode::BranchCompare => {
            let (condition, a, b) = compared(instruction);
            between(s, condition, a, b)
        }
        Opcode::BranchFloat => between_floats(s, instruction),
        Opcode::BranchBits => of_bits(s, instruction.operands[0], instruction.immediate, true),
        _ => of_word(s, instruction.operands[0]),
    };
    let operands: Vec<Operand> = test.operands().collect();
    s.emit(Machine::Branch(test.condition), &operands);
}

/// "The word is not 0", by the comparison that the word comes from if there is one.
pub fn of_word(s: &mut S, word: ValueId) -> Test {
    match s.definition(word) {
        Some(definition) if definition.opcode == Opcode::Compare => {
            let (condition, a, b) = compared(definition);
            between(s, condition, a, b)
        }
        Some(definition) if definition.opcode == Opcode::CompareFloat => between_floats(s, definition),
        _ => with_zero(s, Condition::NotEqual, word),
    }
}

/// A condition between two words or values.
fn between(s: &mut S, condition: Condition, a: ValueId, b: ValueId) -> Test {
    if s.known(a).is_some() && s.known(b).is_none() {
        return between(s, condition.swapped(), b, a);
    }
    match (condition, s.number(b)) {
        (_, Some(0)) => with_zero(s, condition, a),
        (Condition::Less, Some(1)) => with_zero(s, Condition::LessEqual, a),
        (Condition::GreaterEqual, Some(1)) => with_zero(s, Condition::Greater, a),
        (Condition::LessEqual, Some(-1)) => with_zero(s, Condition::Less, a),
        (Condition::Greater, Some(-1)) => with_zero(s, Condition::GreaterEqual, a),
        _ => {
            let [a, b] = [s.register(a), s.register(b)];
            Test { condition, a, b: Some(b) }
        }
    }
}

fn with_zero(s: &mut S, condition: Condition, a: ValueId) -> Test {
    let equality = matches!(condition, Condition::Equal | Condition::NotEqual);
    if let Some(and) = s.defined_by(a, Opcode::And).filter(|_| equality && s.used_once(a)) {
        let [x, y] = [and.operands[0], and.operands[1]];
        match (s.number(x), s.number(y)) {
            (_, Some(mask)) => return of_bits(s, x, mask, condition == Condition::NotEqual),
            (Some(mask), None) => return of_bits(s, y, mask, condition == Condition::NotEqual),
            (None, None) => {}
        }
    }
    Test::is(condition, s.register(a))
}

/// The value and the mask have a bit in common, or have none: one bit, or low ones, are shifted to where they are all that is left.
fn of_bits(s: &mut S, value: ValueId, mask: i64, some: bool) -> Test {
    let value = s.register(value);
    let (sign, whole) = if some { (Condition::Less, Condition::NotEqual) } else { (Condition::GreaterEqual, Condition::Equal) };
    if is_short_number(mask) {
        return Test::is(whole, two(s, Machine::AluNumber(Alu::And, mask as i32), value));
    }
    let (zeros, low_ones) = (mask.leading_zeros() as i32, mask > 0 && mask.wrapping_add(1).count_ones() == 1);
    if mask.count_ones() != 1 && !low_ones {
        let mask = Riscv::materialise(s, Known::Number(mask));
        return Test::is(whole, three(s, Machine::Alu(Alu::And), value, mask));
    }
    let left = if zeros == 0 { value } else { two(s, Machine::AluNumber(Alu::ShiftLeft, zeros), value) };
    Test::is(if low_ones { whole } else { sign }, left)
}

/// A comparison as 0 or 1.
pub fn set(s: &mut S, instruction: &Instruction) {
    let (mut condition, mut a, mut b) = compared(instruction);
    if s.known(a).is_some() && s.known(b).is_none() {
        (condition, a, b) = (condition.swapped(), b, a);
    }
    let (less, unsigned) = match condition {
        Condition::Equal | Condition::NotEqual => return set_equal(s, condition, a, b, instruction),
        Condition::Less | Condition::LessEqual | Condition::Greater | Condition::GreaterEqual => (Alu::SetLess, false),
        Condition::Below | Condition::BelowEqual | Condition::Above | Condition::AboveEqual => (Alu::SetBelow, true),
    };
    // a <= b is not b < a, or, with a number, a < b + 1
    let (or_equal, inverse) = match condition {
        Condition::Less | Condition::Below => (false, false),
        Condition::GreaterEqual | Condition::AboveEqual => (false, true),
        Condition::LessEqual | Condition::BelowEqual => (true, false),
        _ => (true, true),
    };
    let limit = s.number(b).and_then(|number| match or_equal {
        true => number.checked_add(1).filter(|_| !unsigned || number != -1),
        false => Some(number),
    });
    let (machine, a, b, inverse) = match limit.filter(|limit| is_short_number(*limit)) {
        Some(1) if or_equal && inverse => (Machine::FromZero(less), s.register(a), None, false),
        Some(limit) => (Machine::AluNumber(less, limit as i32), s.register(a), None, inverse),
        None if or_equal => (Machine::Alu(less), s.register(b), Some(s.register(a)), !inverse),
        None => (Machine::Alu(less), s.register(a), Some(s.register(b)), inverse),
    };
    let d = s.result(instruction);
    let last = if inverse { s.temporary(d.class()) } else { d };
    let operands: Vec<Operand> =
        [Operand::reg_def(last), Operand::reg_use(a)].into_iter().chain(b.map(Operand::reg_use)).collect();
    s.emit(machine, &operands);
    if inverse {
        finish(s, Machine::AluNumber(Alu::Xor, 1), instruction, last);
    }
}

fn set_equal(s: &mut S, condition: Condition, a: ValueId, b: ValueId, instruction: &Instruction) {
    let a = s.register(a);
    let difference = match s.number(b) {
        Some(0) => a,
        Some(number) if is_short_number(number) && number != -2048 => two(s, Machine::AluNumber(Alu::Add, -number as i32), a),
        _ => {
            let b = s.register(b);
            three(s, Machine::Alu(Alu::Xor), a, b)
        }
    };
    let machine =
        if condition == Condition::Equal { Machine::AluNumber(Alu::SetBelow, 1) } else { Machine::FromZero(Alu::SetBelow) };
    finish(s, machine, instruction, difference);
}

/// The test whose 0 or 1 says whether the condition holds between floats, or, if that is said too, that it does not.
fn float_test(s: &mut S, instruction: &Instruction) -> (Machine, [VReg; 2], bool) {
    let (condition, a, b) = compared(instruction);
    let [a, b] = [s.register(a), s.register(b)];
    let (test, operands, holds) = match condition {
        Condition::Equal => (FloatTest::Equal, [a, b], true),
        Condition::NotEqual => (FloatTest::Equal, [a, b], false),
        Condition::Less | Condition::Below => (FloatTest::Less, [a, b], true),
        Condition::LessEqual | Condition::BelowEqual => (FloatTest::LessEqual, [a, b], true),
        Condition::Greater | Condition::Above => (FloatTest::Less, [b, a], true),
        Condition::GreaterEqual | Condition::AboveEqual => (FloatTest::LessEqual, [b, a], true),
    };
    (Machine::CompareFloats(test), operands, holds)
}

fn between_floats(s: &mut S, instruction: &Instruction) -> Test {
    let (machine, [a, b], holds) = float_test(s, instruction);
    Test::is(if holds { Condition::NotEqual } else { Condition::Equal }, three(s, machine, a, b))
}

/// A comparison of floats as 0 or 1.
pub fn set_float(s: &mut S, instruction: &Instruction) {
    let (machine, [a, b], holds) = float_test(s, instruction);
    if !holds {
        let equal = three(s, machine, a, b);
        return finish(s, Machine::AluNumber(Alu::Xor, 1), instruction, equal);
    }
    let d = s.result(instruction);
    s.emit(machine, &[Operand::reg_def(d), Operand::reg_use(a), Operand::reg_use(b)]);
}
