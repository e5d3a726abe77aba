//! A moment as the API writes it: `created`, `completed` and their like.
//!
//! Read without a clock, a table of time zones or a date crate; all arithmetic on dates that the crate needs is here. Source: `com.cloud.utils.DateUtil`, `com.cloud.api.ApiResponseSerializer`.

use core::fmt;
use core::str::FromStr;

/// A moment, and the offset from UTC that it was written with.
///
/// Wire: `2011-03-10T18:20:25-0800`, in the server's zone. Taken too are `+0000`, `Z`, `+00`, `+00:00` and `GMT`, times
/// without seconds, parts of a second (which are left out), and the `2011-12-12'T'00:00:00+00:00` of usage records.
///
/// Ordered by the moment, then by the offset: one moment in two zones is two timestamps; compare
/// [`unix_seconds`](Self::unix_seconds) where that is not meant.
///
/// With the feature `serde` it can be a field of a struct that is read.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Response, Timestamp};
///
/// let body = br#"{"queryasyncjobresultresponse":{"created":"2011-03-10T18:20:25-0800","jobstatus":0}}"#;
/// let job = Response::parse(body)?.job().unwrap();
/// let created: Timestamp = job.created().and_then(|text| text.parse()).unwrap();
/// assert_eq!((created.unix_seconds(), created.offset_seconds()), (1_299_810_025, -8 * 3600));
///
/// // Into a date crate of the caller's own:
/// let zoned = jiff::Timestamp::from_second(created.unix_seconds())?
///     .to_zoned(jiff::tz::Offset::from_seconds(created.offset_seconds())?.to_time_zone());
/// assert_eq!(zoned.strftime("%A, %H:%M %:z").to_string(), "Thursday, 18:20 -08:00");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    unix: i64,
    offset: i32,
}

impl Timestamp {
    /// Returns the seconds since 1970, UTC.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.unix
    }

    /// Returns how many seconds east of Greenwich it was written, at most 18 hours.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset
    }
}

impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        read(text).map(|Read { unix, offset, .. }| Self { unix, offset }).ok_or(BadTimestamp)
    }
}

/// A text that is not a moment: there is no such date or time, or the zone is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say of it")]
pub struct BadTimestamp;

impl fmt::Display for BadTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a moment is written as 2011-03-10T18:20:25-0800")
    }
}

impl core::error::Error for BadTimestamp {}

/// A moment that was read, and how it was written.
#[cfg_attr(
    not(feature = "sign"),
    expect(dead_code, reason = "how it was written matters to signatures alone")
)]
pub(crate) struct Read<'a> {
    pub(crate) unix: i64,
    pub(crate) offset: i32,
    /// What stands between date and time: `T`, `t` or `'T'`.
    pub(crate) mark: &'a str,
    pub(crate) has_seconds: bool,
    /// How many digits follow the `.` of the seconds.
    pub(crate) digits: Option<usize>,
    pub(crate) zone: Zone,
}

/// How a zone is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// `+0530`
    Basic,
    /// `+05:30`
    Extended,
    /// `GMT`
    Gmt,
    /// `+05`
    Hours,
    /// `Z`, `z`
    Zulu,
    /// `Z+0530`
    ZuluBasic,
}

/// Reads a moment in any of the ways that servers and clients write one.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each field was compared with its range, and a year has four digits"
)]
pub(crate) fn read(text: &str) -> Option<Read<'_>> {
    let (date, rest) = text.split_at_checked(10)?;
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes() else { return None };
    let (year, month, day) = (number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?);
    let mark = rest.get(..if rest.starts_with('\'') { 3 } else { 1 })?;
    let &[h1, h2, b':', i1, i2, ref rest @ ..] = rest.get(mark.len()..)?.as_bytes() else { return None };
    let (hour, minute) = (number([h1, h2])?, number([i1, i2])?);
    let (second, rest) = match *rest {
        [b':', s1, s2, ref rest @ ..] => (Some(number([s1, s2])?), rest),
        _ => (None, rest),
    };
    let (digits, rest) = match *rest {
        [b'.', ref rest @ ..] if second.is_some() => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            (Some(digits), rest.get(digits..)?)
        }
        _ => (None, rest),
    };
    let is_date = year > 0 && (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
    let is_time = hour < 24 && minute < 60 && second < Some(60) && digits < Some(10);
    if !is_date || !is_time || !matches!(mark, "T" | "t" | "'T'") {
        return None;
    }
    let (zone, offset) = match *rest {
        [b'Z' | b'z'] => (Zone::Zulu, 0),
        [b'G', b'M', b'T'] => (Zone::Gmt, 0),
        [sign, h1, h2] => (Zone::Hours, east(sign, [h1, h2], *b"00")?),
        [sign, h1, h2, b':', m1, m2] => (Zone::Extended, east(sign, [h1, h2], [m1, m2])?),
        [sign, h1, h2, m1, m2] => (Zone::Basic, east(sign, [h1, h2], [m1, m2])?),
        [b'Z', sign, h1, h2, m1, m2] => (Zone::ZuluBasic, east(sign, [h1, h2], [m1, m2])?),
        _ => return None,
    };

    let before = year - 1;
    let leaps = before / 4 - before / 100 + before / 400;
    let months: u32 = (1..month).map(|month| days_of_month(year, month)).sum();
    let days = i64::from(before * 365 + leaps + months + day) - DAYS_TO_1970;
    let seconds = i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0));
    let unix = days * 86_400 + seconds - i64::from(offset);
    Some(Read { unix, offset, mark, has_seconds: second.is_some(), digits, zone })
}

/// From the day before the year 1 to the 1st of January 1970.
const DAYS_TO_1970: i64 = 719_163;

/// The seconds that a zone is east of Greenwich, 18 hours at most.
#[expect(clippy::arithmetic_side_effects, reason = "hours and minutes have two digits")]
fn east(sign: u8, hours: [u8; 2], minutes: [u8; 2]) -> Option<i32> {
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    match sign {
        _ if minutes > 59 || seconds > 18 * 3600 => None,
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// The number of up to four digits.
#[expect(clippy::arithmetic_side_effects, reason = "four digits at most, and a digit is not below '0'")]
fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.iter().try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + u32::from(b - b'0')))
}

/// The year, month and day of a day since 1970.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each number is at most the count of days, which has seven digits"
)]
pub(crate) fn civil(days: u32) -> (u32, u32, u32) {
    let (mut year, mut month, mut rest) = (1970, 1, days);
    while rest >= days_of_year(year) {
        rest -= days_of_year(year);
        year += 1;
    }
    while rest >= days_of_month(year, month) {
        rest -= days_of_month(year, month);
        month += 1;
    }
    (year, month, rest + 1)
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of_year(year: u32) -> u32 {
    if is_leap(year) { 366 } else { 365 }
}

const fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{BadTimestamp, Timestamp};

    #[test]
    fn moments_are_read_as_they_are_written_anywhere() {
        for (text, unix, offset) in [
            ("2011-03-10T18:20:25-0800", 1_299_810_025, -28_800),
            ("2026-04-14T09:25:51+0000", 1_776_158_751, 0),
            ("2026-04-14T09:25:51Z", 1_776_158_751, 0),
            ("2026-04-14T09:25:51+00:00", 1_776_158_751, 0),
            ("2026-04-14T14:55:51.123+0530", 1_776_158_751, 19_800),
            ("2011-12-12'T'00:00:00+00:00", 1_323_648_000, 0),
            ("1969-12-31T16:00:00-08", 0, -28_800),
        ] {
            let moment = text.parse::<Timestamp>().map(|m| (m.unix_seconds(), m.offset_seconds()));
            assert_eq!(moment, Ok((unix, offset)), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2011-03-10",
            "2011-03-10T18:20:25",
            "2011-03-10 18:20:25-0800",
            "2011-02-29T18:20:25-0800",
            "2011-03-10T18:20:60Z",
            "2011-03-10'T18:20:25Z",
            "2011-03-1é18:20:25Z",
            "2011-03-10é18:20:25Z",
            "\u{1F600}11-03-10T18:20:25Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(BadTimestamp), "{text}");
        }
    }
}
