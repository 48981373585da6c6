//! The rules for terminators: branches that are known, tests fused into branches, checked arithmetic with constants.
use super::nodes::Nodes;
use super::rules::{Test, against, test};
use super::{Outcome, jump};
use crate::evaluate;
use crate::instruction::{Condition, Instruction, Opcode};

/// What becomes of a terminator.
pub fn simplify(nodes: &Nodes, instruction: &mut Instruction) -> Outcome {
    match instruction.opcode {
        Opcode::Branch | Opcode::BranchCompare | Opcode::BranchFloat | Opcode::BranchBits => {
            if instruction.targets[0] == instruction.targets[1] {
                *instruction = jump(instruction, 0);
                return Outcome::Changed;
            }
            branch(nodes, instruction)
        }
        Opcode::AddSmallChecked | Opcode::SubSmallChecked | Opcode::MulSmallChecked => checked(nodes, instruction),
        _ => Outcome::Keep,
    }
}

fn branch(nodes: &Nodes, instruction: &mut Instruction) -> Outcome {
    let first = instruction.operands[0];
    let condition = instruction.condition.unwrap_or(Condition::Equal);
    let found = match instruction.opcode {
        Opcode::Branch => word(nodes, first),
        Opcode::BranchCompare => test(nodes, condition, first, instruction.operands[1]),
        Opcode::BranchFloat => match (nodes.bits(first), nodes.bits(instruction.operands[1])) {
            (Some(left), Some(right)) => {
                Test::Known(evaluate::compare_float(condition, f64::from_bits(left), f64::from_bits(right)))
            }
            _ => Test::Keep,
        },
        _ => bits(nodes, first, instruction.immediate as u64),
    };
    let (opcode, operands, swap) = match found {
        Test::Keep => return Outcome::Keep,
        Test::Known(known) => {
            *instruction = jump(instruction, usize::from(!known));
            return Outcome::Changed;
        }
        Test::Word(word) => (Opcode::Branch, vec![word], false),
        Test::NotWord(word) => (Opcode::Branch, vec![word], true),
        Test::Compare(condition, left, right) => {
            instruction.condition = Some(condition);
            (Opcode::BranchCompare, vec![left, right], false)
        }
        Test::Float(condition, left, right) => {
            instruction.condition = Some(condition);
            (Opcode::BranchFloat, vec![left, right], false)
        }
        Test::NotFloat(condition, left, right) => {
            instruction.condition = Some(condition);
            (Opcode::BranchFloat, vec![left, right], true)
        }
        Test::Bits(value, mask) => {
            instruction.immediate = mask as i64;
            (Opcode::BranchBits, vec![value], false)
        }
        Test::NoBits(value, mask) => {
            instruction.immediate = mask as i64;
            (Opcode::BranchBits, vec![value], true)
        }
    };
    instruction.opcode = opcode;
    instruction.operands = operands.into_iter().collect();
    if !matches!(opcode, Opcode::BranchCompare | Opcode::BranchFloat) {
        instruction.condition = None;
    }
    if opcode != Opcode::BranchBits {
        instruction.immediate = 0;
    }
    if swap {
        instruction.targets.swap(0, 1);
    }
    Outcome::Changed
}

/// Is a word not 0?
fn word(nodes: &Nodes, word: crate::function::ValueId) -> Test {
    if let Some(bits) = nodes.bits(word) {
        return Test::Known(bits != 0);
    }
    match against(nodes, Condition::NotEqual, word, 0) {
        // That is what it was.
        Test::Word(same) if same == word => Test::Keep,
        found => found,
    }
}

/// Are any of the bits set?
fn bits(nodes: &Nodes, value: crate::function::ValueId, mask: u64) -> Test {
    let known = nodes.known_bits(value);
    if known.bits & known.mask & mask != 0 {
        return Test::Known(true);
    }
    if known.mask & mask == mask {
        return Test::Known(false);
    }
    let bare = nodes.bare(value);
    if bare != value {
        return Test::Bits(bare, mask);
    }
    match nodes.made_by(value, Opcode::And).and_then(|operands| Some((operands[0], nodes.bits(operands[1])?))) {
        Some((inner, constant)) => Test::Bits(inner, constant & mask),
        None => Test::Keep,
    }
}

fn checked(nodes: &Nodes, instruction: &mut Instruction) -> Outcome {
    let (left, right) = (instruction.operands[0], instruction.operands[1]);
    let (left_bits, right_bits) = (nodes.bits(left), nodes.bits(right));
    let multiply = instruction.opcode == Opcode::MulSmallChecked;
    match (left_bits, right_bits) {
        (Some(left), Some(right)) => match evaluate::checked(instruction.opcode, left, right) {
            Some(bits) => Outcome::Decided(bits),
            None => {
                *instruction = jump(instruction, 1);
                Outcome::Changed
            }
        },
        (_, Some(0)) if !multiply => Outcome::Renamed(left),
        (Some(0), _) if instruction.opcode == Opcode::AddSmallChecked => Outcome::Renamed(right),
        (_, Some(0)) | (Some(0), _) if multiply => Outcome::Decided(0),
        (_, Some(2)) if multiply => Outcome::Renamed(left),
        (Some(2), _) if multiply => Outcome::Renamed(right),
        _ => Outcome::Keep,
    }
}
