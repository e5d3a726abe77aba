//! How often to poll, for how long, and how many misses to put up with: numbers, and the arithmetic on them.
//!
//! Times are `u32` milliseconds, so that small cores need no 64-bit division; only the interface has `Duration`.

use core::fmt;
use core::time::Duration;

#[cfg(feature = "serde")]
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// How often to poll a job, for how long, and how many misses to put up with.
///
/// Times are kept in whole milliseconds, rounded down; more than `u32::MAX` of them (49 days) count as that many. Start
/// from [`DEFAULT`](Self::DEFAULT) or [`every`](Self::every), and change what you like with the setters. The pace is
/// checked once, by [`Poller::new`](crate::Poller::new) or, in a constant, by [`check`](Self::check).
///
/// | setter | says | default |
/// |---|---|---|
/// | [`first`](Self::first) | how long to rest before the first poll | 1 s |
/// | [`growth`](Self::growth) | by how much each rest is longer than the one before | 50 % |
/// | [`ceiling`](Self::ceiling) | the longest rest | 15 s |
/// | [`deadline`](Self::deadline) | when to poll for the last time, counted from the start | 1 h |
/// | [`misses`](Self::misses) | when to give up: after how many polls in a row that brought nothing, or after how long | 10, 5 min |
///
/// # Examples
/// ```
/// use cloudstack_codec::{BadPace, Pace};
/// use core::time::Duration;
///
/// const PACE: Pace = match Pace::DEFAULT.deadline(Duration::from_secs(600)).check() {
///     Ok(pace) => pace,
///     Err(_) => panic!("a bad pace"),
/// };
/// assert_eq!(PACE.check(), Ok(PACE));
/// assert_eq!(Pace::every(Duration::ZERO).check(), Err(BadPace::ZeroFirst));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize, Serialize))]
pub struct Pace {
    pub(super) first: u32,
    pub(super) ceiling: u32,
    pub(super) deadline: u32,
    pub(super) within: u32,
    pub(super) misses: u16,
    growth: u8,
}

impl Pace {
    /// Rests 1 s, then half as long again each time up to 15 s, for 1 h; gives up after 10 misses in a row, or after
    /// 5 min of them.
    pub const DEFAULT: Self =
        Self { first: 1_000, ceiling: 15_000, deadline: 3_600_000, within: 300_000, misses: 10, growth: 50 };

    /// Polls at a fixed interval; everything else is the default.
    ///
    /// It gives up after 10 misses in a row, or after 5 min of them, or ten intervals if those are longer.
    #[must_use]
    pub const fn every(interval: Duration) -> Self {
        let mut pace = Self::DEFAULT.first(interval).ceiling(interval).growth(0);
        let ten = pace.first.saturating_mul(10);
        if ten > pace.within {
            pace.within = ten;
        }
        pace
    }

    /// Sets how long to rest before the first poll.
    #[must_use]
    pub const fn first(mut self, rest: Duration) -> Self {
        self.first = millis(rest);
        self
    }

    /// Sets by how many percent each rest is longer than the one before; 0 keeps them equal.
    ///
    /// The growth is rounded up to a whole millisecond.
    #[must_use]
    pub const fn growth(mut self, percent: u8) -> Self {
        self.growth = percent;
        self
    }

    /// Sets the longest rest; only a fault that asks for a longer one gets it.
    #[must_use]
    pub const fn ceiling(mut self, rest: Duration) -> Self {
        self.ceiling = millis(rest);
        self
    }

    /// Sets when to poll for the last time, counted from the start.
    ///
    /// More than a day is of no use where the server has its default `job.expire.minutes`: by then it has forgotten the
    /// job, even an unfinished one. Source: `org.apache.cloudstack.framework.jobs.impl.AsyncJobManagerImpl`.
    #[must_use]
    pub const fn deadline(mut self, after: Duration) -> Self {
        self.deadline = millis(after);
        self
    }

    /// Sets when to give up: after how many polls in a row that brought nothing, or after how long.
    ///
    /// The wait ends at the `count`th miss in a row, or at one that comes more than `within` after the first of the
    /// row: at the second already, if the rests are longer than `within`. A `count` of `u16::MAX` or a `within` of
    /// `Duration::MAX` is no limit: the other of the two decides.
    #[must_use]
    pub const fn misses(mut self, count: u16, within: Duration) -> Self {
        self.misses = count;
        self.within = millis(within);
        self
    }

    /// Checks that a wait at this pace polls at all, and ends.
    ///
    /// # Errors
    /// [`BadPace`], which says what is wrong.
    pub const fn check(self) -> Result<Self, BadPace> {
        if self.first == 0 {
            Err(BadPace::ZeroFirst)
        } else if self.ceiling < self.first {
            Err(BadPace::CeilingBelowFirst)
        } else if self.deadline < self.first {
            Err(BadPace::DeadlineBeforeFirst)
        } else if self.misses == 0 || self.within == 0 {
            Err(BadPace::ZeroMisses)
        } else {
            Ok(self)
        }
    }

    /// The rest that follows one of `rest` milliseconds.
    pub(super) fn grown(&self, rest: u32) -> u32 {
        // rest * growth / 100, rounded up: the whole hundreds and what is left apart, as the product needs 64 bits.
        let growth = u32::from(self.growth);
        let whole = (rest / 100).saturating_mul(growth);
        let left = (rest % 100).saturating_mul(growth).div_ceil(100);
        rest.saturating_add(whole).saturating_add(left).min(self.ceiling)
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Reads the pace of a poller that was stored.
#[cfg(feature = "serde")]
pub(super) fn checked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pace, D::Error> {
    Pace::deserialize(deserializer)?.check().map_err(D::Error::custom)
}

/// What is wrong with a [`Pace`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadPace {
    /// The longest rest is shorter than the first.
    CeilingBelowFirst,
    /// The deadline comes before the first poll.
    DeadlineBeforeFirst,
    /// The first rest is shorter than a millisecond.
    ZeroFirst,
    /// The budget of [`Pace::misses`] is empty: a count of 0, or a time shorter than a millisecond.
    ZeroMisses,
}

impl fmt::Display for BadPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CeilingBelowFirst => "the longest rest between polls is shorter than the first",
            Self::DeadlineBeforeFirst => "the deadline comes before the first poll",
            Self::ZeroFirst => "the first rest is shorter than a millisecond",
            Self::ZeroMisses => "the budget of missed polls is empty",
        })
    }
}

impl core::error::Error for BadPace {}

/// Whole milliseconds, at most `u32::MAX`.
pub(super) const fn millis(time: Duration) -> u32 {
    millis_of(time.as_secs(), time.subsec_nanos())
}

/// The milliseconds from one moment to another, 0 if that is not later.
///
/// `Duration::saturating_sub` would bring a panic with it that the compiler cannot see is never reached.
pub(super) fn millis_between(start: Duration, end: Duration) -> u32 {
    let (nanos, borrowed) = match end.subsec_nanos().checked_sub(start.subsec_nanos()) {
        Some(nanos) => (nanos, 0),
        None => (end.subsec_nanos().wrapping_add(1_000_000_000).wrapping_sub(start.subsec_nanos()), 1),
    };
    let secs = end.as_secs().checked_sub(start.as_secs()).and_then(|secs| secs.checked_sub(borrowed));
    secs.map_or(0, |secs| millis_of(secs, nanos))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the seconds were compared with what a u32 of milliseconds holds"
)]
const fn millis_of(secs: u64, nanos: u32) -> u32 {
    if secs > (u32::MAX / 1_000) as u64 {
        return u32::MAX;
    }
    (secs as u32).saturating_mul(1_000).saturating_add(nanos / 1_000_000)
}

#[cfg(test)]
mod tests {
    use std::prelude::rust_2024::*;

    use super::{Duration, Pace, millis, millis_between};
    use crate::job::duration;

    #[test]
    fn milliseconds_saturate_and_come_back() {
        for ms in [0, 1, 999, 1_000, 61_001, u32::MAX - 1, u32::MAX] {
            assert_eq!(millis(duration(ms)), ms);
        }
        assert_eq!(millis(Duration::from_micros(1_999)), 1);
        for long in [Duration::from_millis(1 << 32), Duration::from_secs(4_294_968), Duration::MAX] {
            assert_eq!(millis(long), u32::MAX);
        }
    }

    #[test]
    fn milliseconds_between_moments() {
        let moments = [(0, 0), (0, 999_999_999), (1, 0), (1, 1), (7, 500_000_000), (u64::MAX, 999_999_999)];
        let moments = moments.map(|(secs, nanos)| Duration::new(secs, nanos));
        for (start, end) in moments.iter().flat_map(|start| moments.map(|end| (*start, end))) {
            assert_eq!(millis_between(start, end), millis(end.saturating_sub(start)), "{start:?} {end:?}");
        }
    }

    #[test]
    fn growth_is_exact_and_rounded_up() {
        for growth in [0, 1, 33, 50, 100, 255] {
            for rest in [1, 2, 99, 100, 101, 3_375, 15_000, 1_684_300_900, u32::MAX] {
                let exact = u64::from(rest) + (u64::from(rest) * u64::from(growth)).div_ceil(100);
                let grown = Pace::DEFAULT.growth(growth).ceiling(Duration::MAX).grown(rest);
                assert_eq!(grown, u32::try_from(exact).unwrap_or(u32::MAX), "{rest} by {growth} %");
            }
        }
    }
}
