//! The search for the first of a row that makes things wrong, where some cannot be judged.
use super::judge::Verdict;

/// Where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// With so many it is wrong, with one less it is not.
    At(usize),
    /// With the first number it is not wrong, with the second it is; nothing between can be judged.
    Between(usize, usize),
}

/// `probe` judges the first so many of a row (and is told how many steps there are about to come). None are right, all are wrong.
///
/// # Errors
/// What a probe says.
pub fn first_wrong<E>(count: usize, mut probe: impl FnMut(usize, usize) -> Result<Verdict, E>) -> Result<Found, E> {
    let (mut low, mut high) = (0, count);
    let mut unknown: Vec<usize> = Vec::new();
    loop {
        let middle = low + (high - low) / 2;
        // the nearest to the middle of those that are not known to be unknown
        let open = (low + 1..high).filter(|at| !unknown.contains(at)).min_by_key(|at| at.abs_diff(middle));
        let Some(at) = open else { break };
        match probe(at, (high - low).ilog2() as usize)? {
            Verdict::Good => low = at,
            Verdict::Wrong(_) => high = at,
            Verdict::Unknown => unknown.push(at),
        }
    }
    Ok(if high - low == 1 { Found::At(high) } else { Found::Between(low, high) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(count: usize, judge: impl Fn(usize) -> Verdict) -> (Found, usize) {
        let mut probes = 0;
        let found = first_wrong(count, |at, _| {
            probes += 1;
            Ok::<_, ()>(judge(at))
        });
        (found.expect("nothing fails"), probes)
    }

    fn wrong() -> Verdict {
        Verdict::Wrong(String::new())
    }

    #[test]
    fn the_first_is_found_in_few_steps() {
        for count in 1..40 {
            for first in 1..=count {
                let (found, probes) = search(count, |at| if at < first { Verdict::Good } else { wrong() });
                assert_eq!(found, Found::At(first));
                assert!(probes <= count.ilog2() as usize + 1, "{probes} probes of {count}");
            }
        }
    }

    #[test]
    fn what_cannot_be_judged_is_gone_around() {
        let judge = |at: usize| match at {
            5..=8 => Verdict::Unknown,
            at if at < 7 => Verdict::Good,
            _ => wrong(),
        };
        assert_eq!(search(16, judge).0, Found::Between(4, 9));
        assert_eq!(search(16, |_| Verdict::Unknown).0, Found::Between(0, 16));
        let one = |at: usize| if at == 8 { Verdict::Unknown } else { judge(at + 20) };
        assert_eq!(search(16, one).0, Found::At(1));
    }
}
