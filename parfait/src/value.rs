//! How a value is one 64-bit word.
//!
//! | low bits | what |
//! | --- | --- |
//! | `...0` | small integer, 63 bits: `n << 1`; addition needs no untagging |
//! | `.001` | reference to an object at `address + 1`, addresses are multiples of 8 |
//! | `..11` | float from 2^-255 up to 2^257 (about 1.7e-77 to 2.3e77), see [`encode_float`]; others are boxed |
//! | `.101` | false, nil, true, undefined, and symbols (`index << 8 | 0x25`) |
//!
//! Truth is one test: `value | 8 != NIL`, since false is 5 and nil is 13.
//! Code addresses are even, so a word that holds one looks like a small integer to the collector.
//!
//! ```
//! use parfait::value::*;
//!
//! assert_eq!((small(3), as_small(6), small(i64::MAX)), (Some(6), 3, None));
//! assert!(is_small(6) && is_symbol(symbol(7)) && is_reference(0x4000_0001) && !is_reference(NIL));
//! assert_eq!(symbol_index(symbol(7)), 7);
//! assert!(truthy(TRUE) && !truthy(NIL) && boolean(false) == FALSE);
//! let one = encode_float(1.0).unwrap();
//! assert!(is_immediate_float(one) && decode_float(one) == 1.0);
//! ```
#![deny(missing_docs)]

/// The tag of a reference: its address plus one.
pub const REFERENCE_TAG: u64 = 1;
/// `false`.
pub const FALSE: u64 = 0x05;
/// `nil`.
pub const NIL: u64 = 0x0d;
/// `true`.
pub const TRUE: u64 = 0x15;
/// Marks an argument that was not passed, an unset constant or global. Never visible to a program.
pub const UNDEFINED: u64 = 0x1d;
/// The low byte of a symbol.
pub const SYMBOL_TAG: u64 = 0x25;
/// The largest small integer.
pub const SMALL_MAX: i64 = i64::MAX >> 1;
/// The smallest small integer.
pub const SMALL_MIN: i64 = i64::MIN >> 1;
/// What float encoding subtracts from the exponent field.
pub const FLOAT_BIAS: u64 = 0x300 << 52;

/// The small integer `n`, or `None` if it needs a big integer.
pub fn small(n: i64) -> Option<u64> {
    (SMALL_MIN..=SMALL_MAX).contains(&n).then_some((n as u64) << 1)
}
/// Is it a small integer?
pub fn is_small(value: u64) -> bool {
    value & 1 == 0
}
/// The number that a small integer is.
pub fn as_small(value: u64) -> i64 {
    value as i64 >> 1
}
/// The symbol of that number.
pub fn symbol(index: u32) -> u64 {
    u64::from(index) << 8 | SYMBOL_TAG
}
/// Is it a symbol?
pub fn is_symbol(value: u64) -> bool {
    value & 0xff == SYMBOL_TAG
}
/// The number of a symbol.
pub fn symbol_index(value: u64) -> u32 {
    (value >> 8) as u32
}
/// Does it refer to an object?
pub fn is_reference(value: u64) -> bool {
    value & 7 == REFERENCE_TAG
}
/// Is it neither `nil` nor `false`?
pub fn truthy(value: u64) -> bool {
    value | 8 != NIL
}
/// `true` or `false`.
pub fn boolean(truth: bool) -> u64 {
    if truth { TRUE } else { FALSE }
}
/// A float as an immediate: `rotl(bits - FLOAT_BIAS, 3) | 3`, if the two low bits of the rotation are
/// zero (the exponent is in the middle quarter). `None`: it must be boxed; so must 0.0.
pub fn encode_float(float: f64) -> Option<u64> {
    let rotated = float.to_bits().wrapping_sub(FLOAT_BIAS).rotate_left(3);
    (rotated & 3 == 0).then_some(rotated | 3)
}
/// Is it a float that is no object?
pub fn is_immediate_float(value: u64) -> bool {
    value & 3 == 3
}
/// The inverse of [`encode_float`].
pub fn decode_float(value: u64) -> f64 {
    f64::from_bits((value - 3).rotate_right(3).wrapping_add(FLOAT_BIAS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends of the range of immediate floats: 2^-255, and the last before 2^257.
    const SMALLEST: f64 = f64::from_bits(0x300 << 52);
    const LARGEST: f64 = f64::from_bits((0x500 << 52) - 1);

    #[test]
    fn floats_keep_their_bits() {
        for float in [1.0, -1.0, 0.5, 3.25e70, -2.5e-70, 1e10, -123.456, SMALLEST, LARGEST] {
            let value = encode_float(float).expect("an exponent in the middle quarter");
            assert!(is_immediate_float(value));
            assert_eq!(decode_float(value).to_bits(), float.to_bits());
        }
        for boxed in [0.0, -0.0, f64::NAN, f64::INFINITY, SMALLEST.next_down(), LARGEST.next_up(), 1e200, 1e-200] {
            assert_eq!(encode_float(boxed), None);
        }
    }

    #[test]
    fn smalls_are_63_bits() {
        assert_eq!(as_small(small(-5).unwrap()), -5);
        assert_eq!(small(SMALL_MAX + 1), None);
        assert!(truthy(small(0).unwrap()) && !truthy(NIL) && !truthy(FALSE) && truthy(TRUE));
    }
}
