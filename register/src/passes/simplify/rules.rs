//! The rules for instructions that end no block: identities and constants.
use super::Outcome;
use super::nodes::{New, Nodes, Part};
use crate::evaluate;
use crate::function::ValueId;
use crate::instruction::{Condition, Effect, Instruction, Opcode, Results, Type};
use parfait::value;

/// What becomes of an instruction, given what makes its operands.
pub fn simplify(nodes: &Nodes, instruction: &Instruction) -> Outcome {
    if instruction.opcode.effect() != Effect::Pure {
        return access(nodes, instruction);
    }
    if let Some(outcome) = constants(nodes, instruction) {
        return outcome;
    }
    let operands = &instruction.operands;
    match (instruction.opcode, &operands[..]) {
        (Opcode::Compare, [left, right]) => compare(nodes, instruction.condition.unwrap_or(Condition::Equal), *left, *right),
        (Opcode::Select, [condition, then, otherwise]) => match nodes.bits(*condition) {
            Some(0) => Outcome::Same(*otherwise),
            Some(_) => Outcome::Same(*then),
            None if then == otherwise => Outcome::Same(*then),
            None => Outcome::Keep,
        },
        (opcode, [left, right]) => binary(nodes, opcode, *left, *right),
        (opcode, [operand]) => unary(nodes, opcode, *operand),
        _ => Outcome::Keep,
    }
}

/// All operands are constant.
fn constants(nodes: &Nodes, instruction: &Instruction) -> Option<Outcome> {
    if instruction.operands.is_empty() || instruction.opcode == Opcode::ToAddress {
        return None;
    }
    let mut bits = [0; 3];
    for (slot, operand) in bits.iter_mut().zip(&instruction.operands) {
        *slot = nodes.bits(*operand)?;
    }
    let opcode = match instruction.opcode.row().result {
        Results::Is(Type::Value) => Opcode::Constant,
        Results::Is(Type::Float) => Opcode::FloatConstant,
        Results::Is(Type::Word) => Opcode::Word,
        Results::Is(Type::Address) | Results::Any | Results::None => return None,
    };
    let result =
        evaluate::pure(instruction.opcode, instruction.condition, instruction.immediate, &bits[..instruction.operands.len()])?;
    // A reference made of bits is no constant value.
    let good = opcode != Opcode::Constant || !value::is_reference(result);
    let overflow = match instruction.opcode {
        Opcode::AddSmall => (bits[0] as i64).checked_add(bits[1] as i64).is_none(),
        Opcode::SubSmall => (bits[0] as i64).checked_sub(bits[1] as i64).is_none(),
        _ => false,
    };
    (good && !overflow).then_some(Outcome::Constant(opcode, result))
}

fn binary(nodes: &Nodes, opcode: Opcode, left: ValueId, right: ValueId) -> Outcome {
    let (constant_left, constant_right) = (nodes.bits(left), nodes.bits(right));
    let commutes = matches!(
        opcode,
        Opcode::Add | Opcode::Mul | Opcode::And | Opcode::Or | Opcode::Xor | Opcode::UnsignedMulHigh | Opcode::AddSmall
    );
    if commutes && constant_left.is_some() && constant_right.is_none() {
        let operands = [Part::Value(right), Part::Value(left)];
        return Outcome::Become(New { opcode, operands, immediate: 0, condition: None });
    }
    if left == right {
        match opcode {
            Opcode::And | Opcode::Or => return Outcome::Same(left),
            Opcode::Xor | Opcode::Sub => return Outcome::Constant(Opcode::Word, 0),
            Opcode::SubSmall => return Outcome::Constant(Opcode::Constant, 0),
            _ => {}
        }
    }
    match constant_right {
        Some(number) => with_constant(nodes, opcode, left, number),
        None => Outcome::Keep,
    }
}

fn with_constant(nodes: &Nodes, opcode: Opcode, left: ValueId, number: u64) -> Outcome {
    let inner = |inner: Opcode| match nodes.made_by(left, inner) {
        Some([base, constant]) => nodes.bits(*constant).map(|constant| (*base, constant)),
        _ => None,
    };
    match (opcode, number) {
        (Opcode::Add | Opcode::Sub | Opcode::Or | Opcode::Xor, 0) => Outcome::Same(left),
        (Opcode::ShiftLeft | Opcode::ShiftRight | Opcode::ShiftRightSigned, 0) => Outcome::Same(left),
        (Opcode::AddSmall | Opcode::SubSmall, 0) => Outcome::Same(left),
        (Opcode::Mul | Opcode::Div | Opcode::UnsignedDiv, 1) => Outcome::Same(left),
        (Opcode::And, u64::MAX) => Outcome::Same(left),
        (Opcode::And | Opcode::Mul, 0) => Outcome::Constant(Opcode::Word, 0),
        (Opcode::Or, u64::MAX) => Outcome::Constant(Opcode::Word, u64::MAX),
        (Opcode::Mul, _) if number.is_power_of_two() => {
            Outcome::Become(New::binary(Opcode::ShiftLeft, left, number.trailing_zeros().into()))
        }
        (Opcode::UnsignedDiv, _) if number.is_power_of_two() => {
            Outcome::Become(New::binary(Opcode::ShiftRight, left, number.trailing_zeros().into()))
        }
        (Opcode::UnsignedRem, _) if number.is_power_of_two() => {
            Outcome::Become(New::binary(Opcode::And, left, (number - 1) as i64))
        }
        (Opcode::Sub, _) => Outcome::Become(New::binary(Opcode::Add, left, (number as i64).wrapping_neg())),
        (Opcode::Add, _) => match inner(Opcode::Add) {
            Some((base, constant)) => Outcome::Become(New::binary(Opcode::Add, base, number.wrapping_add(constant) as i64)),
            None => Outcome::Keep,
        },
        (Opcode::And, _) => {
            let known = nodes.known_bits(left);
            if known.mask & !known.bits | number == u64::MAX {
                return Outcome::Same(left);
            }
            if known.mask & number == number {
                return Outcome::Constant(Opcode::Word, known.bits & number);
            }
            match inner(Opcode::And) {
                Some((base, constant)) => Outcome::Become(New::binary(Opcode::And, base, (number & constant) as i64)),
                None => Outcome::Keep,
            }
        }
        (Opcode::Or, _) => match inner(Opcode::Or) {
            Some((base, constant)) => Outcome::Become(New::binary(Opcode::Or, base, (number | constant) as i64)),
            None => Outcome::Keep,
        },
        (Opcode::ShiftLeft, _) => match (inner(Opcode::ShiftRightSigned), inner(Opcode::ShiftLeft)) {
            (Some((base, constant)), _) if constant == number && number < 64 => {
                Outcome::Become(New::binary(Opcode::And, base, (u64::MAX << number) as i64))
            }
            (_, Some((base, constant))) if number < 64 && constant < 64 && number + constant < 64 => {
                Outcome::Become(New::binary(Opcode::ShiftLeft, base, (number + constant) as i64))
            }
            _ => Outcome::Keep,
        },
        (Opcode::ShiftRight | Opcode::ShiftRightSigned, _) => match inner(opcode) {
            Some((base, constant)) if number < 64 && constant < 64 && number + constant < 64 => {
                Outcome::Become(New::binary(opcode, base, (number + constant) as i64))
            }
            _ => Outcome::Keep,
        },
        _ => Outcome::Keep,
    }
}

fn unary(nodes: &Nodes, opcode: Opcode, operand: ValueId) -> Outcome {
    let inverse = match opcode {
        Opcode::ValueOf => Opcode::Bits,
        Opcode::Bits => Opcode::ValueOf,
        Opcode::FloatBits => Opcode::FloatFromBits,
        Opcode::FloatFromBits => Opcode::FloatBits,
        Opcode::FloatNeg => Opcode::FloatNeg,
        _ => return Outcome::Keep,
    };
    match nodes.made_by(operand, inverse) {
        // Bits may be of an address, which is no value, nor the other way round.
        Some([inner]) => Outcome::Same(*inner),
        _ => Outcome::Keep,
    }
}

/// A comparison that becomes another, or is known.
pub enum Test {
    Keep,
    Known(bool),
    /// Is the word not 0?
    Word(ValueId),
    /// Is it 0?
    NotWord(ValueId),
    Compare(Condition, ValueId, ValueId),
    Float(Condition, ValueId, ValueId),
    /// The opposite of the comparison of floats.
    NotFloat(Condition, ValueId, ValueId),
    /// Are some of these bits set?
    Bits(ValueId, u64),
    /// Are none?
    NoBits(ValueId, u64),
}

/// What a comparison comes to.
pub fn test(nodes: &Nodes, condition: Condition, left: ValueId, right: ValueId) -> Test {
    let (bare_left, bare_right) = (nodes.bare(left), nodes.bare(right));
    if let (Some(left), Some(right)) = (nodes.bits(bare_left), nodes.bits(bare_right)) {
        return Test::Known(evaluate::compare(condition, left, right));
    }
    if bare_left == bare_right {
        return Test::Known(evaluate::compare(condition, 0, 0));
    }
    if nodes.bits(bare_left).is_some() {
        return Test::Compare(condition.swapped(), bare_right, bare_left);
    }
    if let Some(number) = nodes.bits(bare_right) {
        match against(nodes, condition, bare_left, number) {
            Test::Keep => {}
            found => return found,
        }
    }
    if (bare_left, bare_right) != (left, right) {
        return Test::Compare(condition, bare_left, bare_right);
    }
    Test::Keep
}

/// Against a constant.
pub fn against(nodes: &Nodes, condition: Condition, left: ValueId, number: u64) -> Test {
    if let Some((word, then, otherwise)) = nodes.either(left) {
        let holds = |bits| evaluate::compare(condition, bits, number);
        return match (holds(then), holds(otherwise)) {
            (true, false) => Test::Word(word),
            (false, true) => Test::NotWord(word),
            (known, _) => Test::Known(known),
        };
    }
    let equal = match condition {
        Condition::Equal => true,
        Condition::NotEqual => false,
        _ => return Test::Keep,
    };
    let known = nodes.known_bits(left);
    if (known.bits ^ number) & known.mask != 0 {
        return Test::Known(!equal);
    }
    if number != 0 {
        // Of 0 and 1, not 1 is 0.
        let boolean = known.mask | 1 == u64::MAX && known.bits & !1 == 0;
        return match (boolean && number == 1, equal) {
            (true, true) => Test::Word(left),
            (true, false) => Test::NotWord(left),
            (false, _) => Test::Keep,
        };
    }
    match nodes.get(left) {
        Some(node) if node.opcode == Opcode::And => match nodes.bits(node.operands[1]) {
            Some(mask) if equal => Test::NoBits(node.operands[0], mask),
            Some(mask) => Test::Bits(node.operands[0], mask),
            None => Test::Keep,
        },
        Some(node) if node.opcode == Opcode::Compare => {
            let condition = node.condition.unwrap_or(Condition::Equal);
            Test::Compare(if equal { condition.inverted() } else { condition }, node.operands[0], node.operands[1])
        }
        Some(node) if node.opcode == Opcode::CompareFloat => {
            let condition = node.condition.unwrap_or(Condition::Equal);
            if equal {
                Test::NotFloat(condition, node.operands[0], node.operands[1])
            } else {
                Test::Float(condition, node.operands[0], node.operands[1])
            }
        }
        _ => Test::Keep,
    }
}

fn compare(nodes: &Nodes, condition: Condition, left: ValueId, right: ValueId) -> Outcome {
    let make = |opcode, condition, left, right| {
        Outcome::Become(New { opcode, operands: [left, right], immediate: 0, condition: Some(condition) })
    };
    match test(nodes, condition, left, right) {
        Test::Known(known) => Outcome::Constant(Opcode::Word, known.into()),
        Test::Compare(condition, left, right) => make(Opcode::Compare, condition, Part::Value(left), Part::Value(right)),
        Test::Float(condition, left, right) => make(Opcode::CompareFloat, condition, Part::Value(left), Part::Value(right)),
        Test::Word(word) if is_boolean(nodes, word) => Outcome::Same(word),
        Test::Word(word) => make(Opcode::Compare, Condition::NotEqual, Part::Value(word), Part::Word(0)),
        Test::NotWord(word) => make(Opcode::Compare, Condition::Equal, Part::Value(word), Part::Word(0)),
        Test::NotFloat(..) | Test::Bits(..) | Test::NoBits(..) | Test::Keep => Outcome::Keep,
    }
}

fn is_boolean(nodes: &Nodes, word: ValueId) -> bool {
    let known = nodes.known_bits(word);
    known.mask | 1 == u64::MAX && known.bits & !1 == 0
}

/// Addresses: constant parts become part of the offset.
fn access(nodes: &Nodes, instruction: &Instruction) -> Outcome {
    let plain = match instruction.opcode {
        Opcode::Load | Opcode::Load8 | Opcode::Load16 | Opcode::Load32 => true,
        Opcode::Store | Opcode::Store8 | Opcode::Store16 | Opcode::Store32 => true,
        Opcode::LoadIndexed | Opcode::StoreIndexed => false,
        _ => return Outcome::Keep,
    };
    let index = if plain { Part::None } else { Part::Value(instruction.operands[1]) };
    let new = |opcode, address, index, offset: i64| {
        if i32::try_from(offset).is_err() {
            return Outcome::Keep;
        }
        Outcome::Become(New { opcode, operands: [Part::Value(address), index], immediate: offset, condition: None })
    };
    let offset = instruction.immediate;
    if let Some(number) = instruction.operands.get(1).filter(|_| !plain).and_then(|index| nodes.bits(*index)) {
        let opcode = if instruction.opcode == Opcode::LoadIndexed { Opcode::Load } else { Opcode::Store };
        return match (number as i64).checked_mul(8).and_then(|more| more.checked_add(offset)) {
            Some(offset) => new(opcode, instruction.operands[0], Part::None, offset),
            None => Outcome::Keep,
        };
    }
    let Some(node) = nodes.get(instruction.operands[0]) else { return Outcome::Keep };
    match node.opcode {
        Opcode::Add => {
            if let Some(number) = nodes.bits(node.operands[1]) {
                return new(instruction.opcode, node.operands[0], index, offset.wrapping_add(number as i64));
            }
            let indexed = match instruction.opcode {
                Opcode::Load => Opcode::LoadIndexed,
                Opcode::Store => Opcode::StoreIndexed,
                _ => return Outcome::Keep,
            };
            for (base, other) in [(0, 1), (1, 0)] {
                if let Some([index, count]) = nodes.made_by(node.operands[other], Opcode::ShiftLeft)
                    && nodes.bits(*count) == Some(3)
                {
                    return new(indexed, node.operands[base], Part::Value(*index), offset);
                }
            }
            Outcome::Keep
        }
        Opcode::ToAddress => {
            let offset = offset.wrapping_add(node.immediate).wrapping_sub(value::REFERENCE_TAG as i64);
            new(instruction.opcode, node.operands[0], index, offset)
        }
        Opcode::Bits => new(instruction.opcode, node.operands[0], index, offset),
        _ => Outcome::Keep,
    }
}
