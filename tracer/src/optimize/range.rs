//! Integer intervals.
//!
//! The problem: the lowering of an overflow check costs three instructions and a branch, and most
//! sums in real loops cannot overflow. An interval per integer value, narrowed by guards, masks,
//! constants and storage, decides most checks at compile time: `i < n` bounds `i` by the largest
//! 63-bit number minus one, so `i + 1` needs no check, whatever `n` is. Known bits and symbolic
//! bounds were rejected: they decide few checks more and cost a second lattice.
//!
//! Invariant: an interval is never empty; a narrowing that would empty it (the code behind is
//! unreachable) is ignored.

use crate::trace::{Arg, Code};
use crate::word::{SMALL_MAX, SMALL_MIN};

/// The numbers from `low` to `high`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Range {
    pub low: i64,
    pub high: i64,
}

impl Range {
    pub const FULL: Range = Range { low: SMALL_MIN, high: SMALL_MAX };
    pub const BYTE: Range = Range { low: 0, high: 255 };

    pub fn of(value: i64) -> Range {
        Range { low: value, high: value }
    }
    pub fn single(self) -> Option<i64> {
        (self.low == self.high).then_some(self.low)
    }
    pub fn is_within(self, other: Range) -> bool {
        self.low >= other.low && self.high <= other.high
    }
    /// What both allow; `self` where they exclude each other.
    pub fn and(self, other: Range) -> Range {
        let both = Range { low: self.low.max(other.low), high: self.high.min(other.high) };
        if both.low <= both.high { both } else { self }
    }
    /// The interval as far as it lies in 63 bits, and whether all of it does.
    fn clamp(low: i128, high: i128) -> (Range, bool) {
        let (least, most) = (SMALL_MIN as i128, SMALL_MAX as i128);
        let range =
            Range { low: low.clamp(least, most) as i64, high: high.clamp(least, most) as i64 };
        // Where nothing fits, the result means nothing.
        let range = if high < least || low > most { Range::FULL } else { range };
        (range, low >= least && high <= most)
    }
}

/// Interval of the result, and whether the exact result always fits 63 bits.
pub(super) fn result(code: Code, a: Range, b: Range) -> (Range, bool) {
    let corners = |f: fn(i128, i128) -> i128| {
        let all = [
            f(a.low as i128, b.low as i128),
            f(a.low as i128, b.high as i128),
            f(a.high as i128, b.low as i128),
            f(a.high as i128, b.high as i128),
        ];
        Range::clamp(*all.iter().min().unwrap(), *all.iter().max().unwrap())
    };
    match code {
        Code::IntAdd | Code::IntAddOverflow => corners(|x, y| x + y),
        Code::IntSub | Code::IntSubOverflow => corners(|x, y| x - y),
        Code::IntMul | Code::IntMulOverflow => corners(|x, y| x * y),
        Code::IntShlOverflow if b.low >= 0 && b.high <= 62 => corners(|x, y| x << y),
        Code::IntShr if b.low >= 0 && b.high <= 62 => corners(|x, y| x >> y),
        Code::IntAnd => {
            // A factor that is not negative bounds the result whatever the other one is.
            let high = match (a.low >= 0, b.low >= 0) {
                (true, true) => a.high.min(b.high),
                (true, false) => a.high,
                (false, true) => b.high,
                (false, false) => return (Range::FULL, true),
            };
            (Range { low: 0, high }, true)
        }
        Code::IntOr | Code::IntXor if a.low >= 0 && b.low >= 0 => {
            let bits = 64 - (a.high | b.high).leading_zeros();
            let low = if code == Code::IntOr { a.low.max(b.low) } else { 0 };
            (Range { low, high: ((1i128 << bits) - 1) as i64 }, true)
        }
        Code::IntFloorDiv if b.low > 0 => {
            let all = [
                a.low.div_euclid(b.low),
                a.low.div_euclid(b.high),
                a.high.div_euclid(b.low),
                a.high.div_euclid(b.high),
            ];
            (Range { low: *all.iter().min().unwrap(), high: *all.iter().max().unwrap() }, true)
        }
        Code::IntMod if b.low > 0 => {
            if a.low >= 0 && a.high < b.low {
                return (a, true);
            }
            let high = if a.low >= 0 { (b.high - 1).min(a.high) } else { b.high - 1 };
            (Range { low: 0, high }, true)
        }
        Code::IntMod if b.high < 0 => (Range { low: b.low + 1, high: 0 }, true),
        _ => (Range::FULL, false),
    }
}

/// The operation without its check.
pub(super) fn unchecked(code: Code) -> Option<Code> {
    match code {
        Code::IntAddOverflow => Some(Code::IntAdd),
        Code::IntSubOverflow => Some(Code::IntSub),
        Code::IntMulOverflow => Some(Code::IntMul),
        _ => None,
    }
}

/// Whether the code computes a number and tells `Overflowed` about it.
pub(super) fn is_checked(code: Code) -> bool {
    code == Code::IntShlOverflow || unchecked(code).is_some()
}

/// The outcome of a comparison that the intervals decide.
pub(super) fn compare(code: Code, a: Range, b: Range) -> Option<bool> {
    match code {
        Code::IntLt if a.high < b.low => Some(true),
        Code::IntLt if a.low >= b.high => Some(false),
        Code::IntLe if a.high <= b.low => Some(true),
        Code::IntLe if a.low > b.high => Some(false),
        Code::IntEq | Code::IntNe if a.high < b.low || a.low > b.high => Some(code == Code::IntNe),
        Code::IntEq | Code::IntNe if a.single().is_some() && a == b => Some(code == Code::IntEq),
        Code::IntBelow if a.low >= 0 && a.high < b.low => Some(true),
        // The right operand is a length: not negative.
        Code::IntBelow if a.high < 0 || b.low >= 0 && a.low >= b.high => Some(false),
        _ => None,
    }
}

/// What the intervals of the operands become when a comparison had this outcome.
pub(super) fn narrow(code: Code, outcome: bool, a: Range, b: Range) -> (Range, Range) {
    let less = |a: Range, b: Range, by: i64| {
        // a + by <= b
        let high = b.high.saturating_sub(by);
        let low = a.low.saturating_add(by);
        (a.and(Range { low: a.low.min(high), high }), b.and(Range { low, high: b.high.max(low) }))
    };
    let swap = |(b, a)| (a, b);
    match (code, outcome) {
        (Code::IntLt, true) => less(a, b, 1),
        (Code::IntLt, false) => swap(less(b, a, 0)),
        (Code::IntLe, true) => less(a, b, 0),
        (Code::IntLe, false) => swap(less(b, a, 1)),
        (Code::IntEq, true) | (Code::IntNe, false) => (a.and(b), b.and(a)),
        (Code::IntEq, false) | (Code::IntNe, true) => (except(a, b), except(b, a)),
        // The right operand is a length: not negative.
        (Code::IntBelow, true) => {
            let length = b.and(Range { low: 0, high: SMALL_MAX });
            less(a.and(Range { low: 0, high: SMALL_MAX }), length, 1)
        }
        (Code::IntBelow, false) if a.low >= 0 && b.low >= 0 => swap(less(b, a, 0)),
        _ => (a, b),
    }
}

fn except(a: Range, b: Range) -> Range {
    match b.single() {
        Some(value) if value == a.low && a.low < a.high => Range { low: a.low + 1, ..a },
        Some(value) if value == a.high && a.low < a.high => Range { high: a.high - 1, ..a },
        _ => a,
    }
}

impl super::Optimizer<'_> {
    /// Sets a narrower interval, and that of the number this one is a constant away from.
    pub(super) fn narrow_range(&mut self, arg: Arg, range: Range) {
        let Arg::Op(id) = arg else { return };
        let info = self.values.info_mut(id);
        info.range = info.range.and(range);
        let range = info.range;
        let (code, args) = (info.op.code, info.op.args.clone());
        let (Some(&source), Some(&Arg::Int(offset))) = (args.first(), args.get(1)) else { return };
        let offset = match code {
            Code::IntAdd | Code::IntAddOverflow => offset as i128,
            Code::IntSub | Code::IntSubOverflow => -(offset as i128),
            _ => return,
        };
        // A check inside the loop says nothing of a value that exists before it.
        if self.values.is_at_entry(source) && !self.values.is_at_entry(arg) {
            return;
        }
        let (shifted, _) = Range::clamp(range.low as i128 - offset, range.high as i128 - offset);
        if let Arg::Op(source) = source {
            let info = self.values.info_mut(source);
            info.range = info.range.and(shifted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::eval;

    /// All intervals between these ends, and all numbers in them.
    fn intervals() -> Vec<Range> {
        let ends = [SMALL_MIN, SMALL_MIN + 1, -5, -1, 0, 1, 2, 7, 8, SMALL_MAX - 1, SMALL_MAX];
        let mut all = Vec::new();
        for low in ends {
            all.extend(
                ends.iter().filter(|high| **high >= low).map(|high| Range { low, high: *high }),
            );
        }
        all
    }
    fn samples(range: Range) -> Vec<i64> {
        let near =
            [SMALL_MIN, SMALL_MIN + 1, -5, -4, -1, 0, 1, 2, 3, 7, 8, SMALL_MAX - 1, SMALL_MAX];
        near.into_iter().filter(|value| (range.low..=range.high).contains(value)).collect()
    }
    fn each_pair(mut check: impl FnMut(Range, Range, i64, i64)) {
        let all = intervals();
        for a in &all {
            for b in &all {
                for x in samples(*a) {
                    for y in samples(*b) {
                        check(*a, *b, x, y);
                    }
                }
            }
        }
    }

    /// The interval of a result holds it, and only what may overflow is said to.
    #[test]
    fn results_lie_in_their_interval() {
        use Code::*;
        for code in [IntAdd, IntSub, IntMul, IntAnd, IntOr, IntXor, IntShr, IntFloorDiv, IntMod] {
            each_pair(|a, b, x, y| {
                let (range, fits) = result(code, a, b);
                match eval::pure(code, &[Arg::Int(x), Arg::Int(y)]) {
                    Some(Arg::Int(value)) => assert!(
                        (range.low..=range.high).contains(&value),
                        "{code:?} {a:?} {b:?}: {x}, {y} give {value}, not in {range:?}"
                    ),
                    _ => assert!(
                        !fits || code == IntFloorDiv || code == IntMod || code == IntShr,
                        "{code:?} {a:?} {b:?}: {x}, {y} do not fit"
                    ),
                }
            });
        }
    }

    /// A decided comparison is right, and narrowing keeps every pair with that outcome.
    #[test]
    fn comparisons_and_narrowing_are_sound() {
        use Code::*;
        for code in [IntLt, IntLe, IntEq, IntNe, IntBelow] {
            each_pair(|a, b, x, y| {
                if code == IntBelow && y < 0 {
                    return;
                }
                let Some(Arg::Bool(outcome)) = eval::pure(code, &[Arg::Int(x), Arg::Int(y)]) else {
                    unreachable!()
                };
                if let Some(decided) = compare(code, a, b) {
                    assert_eq!(decided, outcome, "{code:?} {a:?} {b:?}: {x}, {y}");
                }
                let (p, q) = narrow(code, outcome, a, b);
                assert!(
                    (p.low..=p.high).contains(&x) && (q.low..=q.high).contains(&y),
                    "{code:?} {outcome} {a:?} {b:?}: {x}, {y} not in {p:?}, {q:?}"
                );
            });
        }
    }

    /// Narrowing does narrow: a strict bound moves the end by one.
    #[test]
    fn strict_bounds_move_the_end() {
        let n = Range { low: 0, high: 10 };
        assert_eq!(narrow(Code::IntLt, true, Range::FULL, n).0.high, 9);
        assert_eq!(narrow(Code::IntLe, false, Range::FULL, n).0.low, 1);
        assert_eq!(narrow(Code::IntBelow, true, Range::FULL, n).0, Range { low: 0, high: 9 });
        assert_eq!(narrow(Code::IntNe, true, n, Range::of(0)).0.low, 1);
    }
}
