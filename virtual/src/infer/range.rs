//! What is known of a small integer: between which bounds it lies. Bounds are of a few magnitudes only, so that the
//! types of a loop settle after a few rounds; that is enough to know that a counter below a length does not overflow.
use parfait::value::{SMALL_MAX, SMALL_MIN};

/// Both bounds belong to it; each is one of [`BOUNDS`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Range {
    pub low: i64,
    pub high: i64,
}

const BOUNDS: [i64; 13] = [SMALL_MIN, SMALL_MIN + 1, -(1 << 31), -2, -1, 0, 1, 2, 3, 4, 1 << 31, SMALL_MAX - 1, SMALL_MAX];

/// Where the bounds of a joined range may lie: fewer, since joins happen in loops.
const JOINED_LOW: [i64; 6] = [SMALL_MIN, SMALL_MIN + 1, -(1 << 31), -1, 0, 1];
const JOINED_HIGH: [i64; 5] = [0, 1, 1 << 31, SMALL_MAX - 1, SMALL_MAX];

impl Range {
    pub const FULL: Range = Range { low: SMALL_MIN, high: SMALL_MAX };

    /// The least range that holds all from `low` to `high`; `None` if some of them are no small integers.
    pub fn around(low: i128, high: i128) -> Option<Range> {
        if low < i128::from(SMALL_MIN) || high > i128::from(SMALL_MAX) || low > high {
            return None;
        }
        let below = BOUNDS.iter().rev().find(|bound| i128::from(**bound) <= low);
        let above = BOUNDS.iter().find(|bound| i128::from(**bound) >= high);
        Some(Range { low: *below?, high: *above? })
    }
    /// The range of one number.
    pub fn of(number: i64) -> Range {
        Range::around(i128::from(number), i128::from(number)).unwrap_or(Range::FULL)
    }
    /// One of two: the numbers of 32 bits, or all. Sums and products of the former do not overflow.
    pub fn coarse(self) -> Range {
        let short = Range { low: -(1 << 31), high: 1 << 31 };
        if short.low <= self.low && self.high <= short.high { short } else { Range::FULL }
    }
    /// A range that holds both.
    pub fn join(self, other: Range) -> Range {
        if self == other {
            return self;
        }
        let (low, high) = (self.low.min(other.low), self.high.max(other.high));
        let below = JOINED_LOW.iter().rev().find(|bound| **bound <= low);
        let above = JOINED_HIGH.iter().find(|bound| **bound >= high);
        Range { low: below.copied().unwrap_or(SMALL_MIN), high: above.copied().unwrap_or(SMALL_MAX) }
    }
    /// A range that holds both, without rounding: for numbers of a known few.
    pub fn hull(self, other: Range) -> Range {
        Range { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
    /// What is in both; itself where nothing is, which only code that never runs can see.
    fn meet(self, low: i128, high: i128) -> Range {
        Range::around(i128::from(self.low).max(low), i128::from(self.high).min(high)).unwrap_or(self)
    }
    /// Those numbers of this range that can be smaller than one of another.
    pub fn below(self, other: Range) -> Range {
        self.meet(i128::from(self.low), i128::from(other.high) - 1)
    }
    /// Those that can be larger than one of another.
    pub fn above(self, other: Range) -> Range {
        self.meet(i128::from(other.low) + 1, i128::from(self.high))
    }
    /// Those that can be smaller than one of another, or equal.
    pub fn at_most(self, other: Range) -> Range {
        self.meet(i128::from(self.low), i128::from(other.high))
    }
    /// Those that can be larger than one of another, or equal.
    pub fn at_least(self, other: Range) -> Range {
        self.meet(i128::from(other.low), i128::from(self.high))
    }
    /// Is every number of this range smaller than every one of the other (`Some(true)`), or none (`Some(false)`)?
    pub fn less(self, other: Range) -> Option<bool> {
        if self.high < other.low {
            return Some(true);
        }
        (self.low >= other.high).then_some(false)
    }
    /// Can the ranges have a number in common?
    pub fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }
    /// The sum; `None` if it may overflow.
    pub fn add(self, other: Range) -> Option<Range> {
        let [low, high] = [(self.low, other.low), (self.high, other.high)].map(|(a, b)| i128::from(a) + i128::from(b));
        Range::around(low, high)
    }
    /// The sum where it is known to be a small integer.
    pub fn plus(self, other: Range) -> Range {
        let inside = |sum: i128| sum.clamp(i128::from(SMALL_MIN), i128::from(SMALL_MAX));
        let sum = |a: i64, b: i64| inside(i128::from(a) + i128::from(b));
        Range::around(sum(self.low, other.low), sum(self.high, other.high)).unwrap_or(Range::FULL)
    }
    /// The difference; `None` if it may overflow.
    pub fn subtract(self, other: Range) -> Option<Range> {
        let [low, high] = [(self.low, other.high), (self.high, other.low)].map(|(a, b)| i128::from(a) - i128::from(b));
        Range::around(low, high)
    }
    /// The product; `None` if it may overflow.
    pub fn multiply(self, other: Range) -> Option<Range> {
        let corners = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        let products = corners.map(|(a, b)| i128::from(a) * i128::from(b));
        Range::around(products.into_iter().min()?, products.into_iter().max()?)
    }
    /// `number & other`.
    pub fn and(self, other: Range) -> Range {
        let nonnegative = [self, other].into_iter().filter(|range| range.low >= 0);
        match nonnegative.map(|range| range.high).min() {
            Some(high) => Range { low: 0, high },
            None => Range::FULL,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_below_a_limit_does_not_overflow() {
        let counter = Range { low: 0, high: SMALL_MAX };
        let inside = counter.below(Range::FULL);
        assert_eq!(inside, Range { low: 0, high: SMALL_MAX - 1 });
        assert_eq!(inside.add(Range::of(1)), Some(Range { low: 1, high: SMALL_MAX }));
        assert_eq!(counter.add(Range::of(1)), None);
    }

    #[test]
    fn bounds_are_rounded_outwards() {
        assert_eq!(Range::of(100), Range { low: 4, high: 1 << 31 });
        assert_eq!(Range::of(-7), Range { low: -(1 << 31), high: -2 });
        assert_eq!(Range::of(0).join(Range::of(1)), Range { low: 0, high: 1 });
        assert_eq!(Range::of(0).join(Range::of(2)), Range { low: 0, high: 1 << 31 });
    }

    #[test]
    fn comparisons_of_ranges() {
        assert_eq!(Range::of(1).less(Range::of(3)), Some(true));
        assert_eq!(Range::of(3).less(Range::of(3)), Some(false));
        assert_eq!(Range::FULL.less(Range::of(3)), None);
        assert_eq!(Range::of(3).multiply(Range::of(3)), Some(Range { low: 4, high: 1 << 31 }));
        assert_eq!(Range::FULL.and(Range::of(1)), Range { low: 0, high: 1 });
    }
}
