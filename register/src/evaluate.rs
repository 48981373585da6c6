//! What the pure instructions compute, on 64-bit patterns: for folding constants and for the interpreter.
//!
//! ```
//! use register::{Condition, Opcode, evaluate};
//!
//! assert_eq!(evaluate::pure(Opcode::Add, None, 0, &[2, 3]), Some(5));
//! assert_eq!(evaluate::pure(Opcode::Div, None, 0, &[2, 0]), None);
//! assert_eq!(evaluate::checked(Opcode::AddSmallChecked, 4, 6), Some(10));
//! assert!(evaluate::compare(Condition::Below, 1, u64::MAX) && !evaluate::compare(Condition::Less, 1, u64::MAX));
//! assert!(!evaluate::compare_float(Condition::Equal, f64::NAN, f64::NAN));
//! ```
#![deny(missing_docs)]

use crate::instruction::{Condition, Opcode};

/// Does the condition hold between two words?
#[inline]
pub fn compare(condition: Condition, left: u64, right: u64) -> bool {
    let (signed_left, signed_right) = (left as i64, right as i64);
    match condition {
        Condition::Equal => left == right,
        Condition::NotEqual => left != right,
        Condition::Less => signed_left < signed_right,
        Condition::LessEqual => signed_left <= signed_right,
        Condition::Greater => signed_left > signed_right,
        Condition::GreaterEqual => signed_left >= signed_right,
        Condition::Below => left < right,
        Condition::BelowEqual => left <= right,
        Condition::Above => left > right,
        Condition::AboveEqual => left >= right,
    }
}

/// Does the condition hold between two doubles? With NaN only `NotEqual` does.
#[inline]
pub fn compare_float(condition: Condition, left: f64, right: f64) -> bool {
    match condition {
        Condition::Equal => left == right,
        Condition::NotEqual => left != right,
        Condition::Less | Condition::Below => left < right,
        Condition::LessEqual | Condition::BelowEqual => left <= right,
        Condition::Greater | Condition::Above => left > right,
        Condition::GreaterEqual | Condition::AboveEqual => left >= right,
    }
}

/// The result of a checked operation on small integers, or `None` on overflow.
#[inline]
pub fn checked(opcode: Opcode, left: u64, right: u64) -> Option<u64> {
    let (left, right) = (left as i64, right as i64);
    let result = match opcode {
        Opcode::AddSmallChecked => left.checked_add(right),
        Opcode::SubSmallChecked => left.checked_sub(right),
        Opcode::MulSmallChecked => (left >> 1).checked_mul(right),
        _ => None,
    };
    result.map(|result| result as u64)
}

/// The result of a pure instruction of constant operands; `None` if it is none, has none (division by zero), or
/// is not the same on all machines (bits of NaN).
pub fn pure(opcode: Opcode, condition: Option<Condition>, immediate: i64, operands: &[u64]) -> Option<u64> {
    let (a, b) = (operands.first().copied().unwrap_or(0), operands.get(1).copied().unwrap_or(0));
    let (x, y) = (f64::from_bits(a), f64::from_bits(b));
    let float = |float: f64| if float.is_nan() { None } else { Some(float.to_bits()) };
    Some(match opcode {
        Opcode::Word | Opcode::Constant | Opcode::FloatConstant => immediate as u64,
        Opcode::Object | Opcode::AddressOf => return None,
        Opcode::Add | Opcode::AddSmall => a.wrapping_add(b),
        Opcode::Sub | Opcode::SubSmall => a.wrapping_sub(b),
        Opcode::Mul => a.wrapping_mul(b),
        Opcode::Div => (a as i64).checked_div(b as i64)? as u64,
        Opcode::Rem => (a as i64).checked_rem(b as i64)? as u64,
        Opcode::UnsignedDiv => a.checked_div(b)?,
        Opcode::UnsignedRem => a.checked_rem(b)?,
        Opcode::UnsignedMulHigh => ((u128::from(a) * u128::from(b)) >> 64) as u64,
        Opcode::And => a & b,
        Opcode::Or => a | b,
        Opcode::Xor => a ^ b,
        Opcode::ShiftLeft => a.checked_shl(u32::try_from(b).ok()?)?,
        Opcode::ShiftRight => a.checked_shr(u32::try_from(b).ok()?)?,
        Opcode::ShiftRightSigned => (a as i64).checked_shr(u32::try_from(b).ok()?)? as u64,
        Opcode::LeadingZeros => u64::from(a.leading_zeros()),
        Opcode::TrailingZeros => u64::from(a.trailing_zeros()),
        Opcode::Compare => u64::from(compare(condition?, a, b)),
        Opcode::Select => {
            if a != 0 {
                b
            } else {
                *operands.get(2)?
            }
        }
        Opcode::FloatAdd => return float(x + y),
        Opcode::FloatSub => return float(x - y),
        Opcode::FloatMul => return float(x * y),
        Opcode::FloatDiv => return float(x / y),
        Opcode::FloatNeg => (-x).to_bits(),
        Opcode::FloatAbs => x.abs().to_bits(),
        Opcode::FloatSqrt => return float(x.sqrt()),
        Opcode::FloatFloor => return float(x.floor()),
        Opcode::FloatCeil => return float(x.ceil()),
        Opcode::FloatTrunc => return float(x.trunc()),
        Opcode::CompareFloat => u64::from(compare_float(condition?, x, y)),
        Opcode::FloatFromWord => (a as i64 as f64).to_bits(),
        Opcode::FloatToWord if x.is_finite() && x.abs() < 9e18 => x as i64 as u64,
        Opcode::FloatBits | Opcode::FloatFromBits | Opcode::Bits | Opcode::ValueOf => a,
        _ => return None,
    })
}
