//! A moment as the API writes it: `created`, `completed` and the like.
//!
//! Read and written without a clock, a table of time zones or a date crate; all arithmetic on dates that the crate
//! needs is here. Source: `com.cloud.utils.DateUtil`, `com.cloud.api.response.ApiResponseSerializer`.

use core::fmt;
use core::str::FromStr;

/// A moment, and the offset from UTC that it is written with.
///
/// Wire: `2011-03-10T18:20:25-0800`, in the server's zone, as `Display` writes it. Parsing also takes the zones `Z`,
/// `+00`, `+00:00`, `Z+0000` and `GMT`; times without seconds; fractions of a second of up to nine digits, which are
/// dropped; the `2011-12-12'T'00:00:00+00:00` of usage records; and `T` and a single `Z` in lower case.
///
/// Ordered by the moment, then by the offset: one moment in two zones is two timestamps. To ignore the zone, compare
/// [`unix_seconds`](Self::unix_seconds).
///
/// With the feature `serde` it can be a field of a struct that is read or written.
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
///
/// // Written again, in another zone:
/// let here = Timestamp::new(created.unix_seconds(), 3600).unwrap();
/// assert_eq!(here.to_string(), "2011-03-11T03:20:25+0100");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    unix: i64,
    offset: i32,
}

impl Timestamp {
    /// Makes a timestamp from the seconds since 1970, UTC, and the offset of its zone in seconds, positive in the east.
    ///
    /// `None` if it cannot be written: the offset must be whole minutes, at most 18 hours, and the year in that zone 1
    /// to 9999.
    #[must_use]
    pub fn new(unix_seconds: i64, offset_seconds: i32) -> Option<Self> {
        let local = unix_seconds.checked_add(offset_seconds.into())?;
        let is_zone = offset_seconds % 60 == 0 && offset_seconds.unsigned_abs() <= FARTHEST;
        (is_zone && (FIRST..=LAST).contains(&local))
            .then_some(Self { unix: unix_seconds, offset: offset_seconds })
    }

    /// Returns the seconds since 1970, UTC.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.unix
    }

    /// Returns the offset that it is written with, in seconds, positive in the east; at most 18 hours.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset
    }
}

impl FromStr for Timestamp {
    type Err = BadTimestamp;

    fn from_str(text: &str) -> Result<Self, BadTimestamp> {
        read(text).map(|read| read.moment).ok_or(BadTimestamp)
    }
}

/// As the server writes it: `2011-03-10T18:20:25-0800`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Written::new(*self).as_str())
    }
}

/// A text that is not a moment: written in another way, of a date or time that does not exist, or without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    pub(crate) moment: Timestamp,
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
    let moment = Timestamp { unix, offset };
    Some(Read { moment, mark, has_seconds: second.is_some(), digits, zone })
}

/// From the last day before the year 1 to 1 January 1970.
const DAYS_TO_1970: i64 = 719_163;

/// The offset of a zone in seconds, 18 hours at most.
#[expect(clippy::arithmetic_side_effects, reason = "hours and minutes have two digits")]
fn east(sign: u8, hours: [u8; 2], minutes: [u8; 2]) -> Option<i32> {
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    match sign {
        _ if minutes > 59 || seconds.unsigned_abs() > FARTHEST => None,
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

/// The first second of the year 1.
const FIRST: i64 = (1 - DAYS_TO_1970) * 86_400;

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// The largest offset of a zone, in seconds.
const FARTHEST: u32 = 18 * 3600;

/// A moment as it is written.
pub(crate) struct Written([u8; 24]);

impl Written {
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "a day of the years that are written has seven digits, a second of it five, a field four"
    )]
    pub(crate) fn new(moment: Timestamp) -> Self {
        let local = (moment.unix + i64::from(moment.offset) - FIRST) as u64;
        // A day is 675 times 128 seconds, so that a division of 32 bits does: one of 64 is slow and large on small
        // processors.
        let days = (local >> 7) as u32 / 675;
        let second = (local - u64::from(days) * 86_400) as u32;
        let (year, month, day) = civil(days);
        let zone = moment.offset.unsigned_abs() / 60;
        let mut text =
            if moment.offset < 0 { *b"YYYY-MM-DDThh:mm:ss-hhmm" } else { *b"YYYY-MM-DDThh:mm:ss+hhmm" };
        let fields =
            [year, month, day, second / 3600, second / 60 % 60, second % 60, zone / 60 * 100 + zone % 60];
        for (field, mut number) in text.split_mut(|b| matches!(b, b'-' | b'T' | b':' | b'+')).zip(fields) {
            for slot in field.iter_mut().rev() {
                *slot = b'0' + (number % 10) as u8;
                number /= 10;
            }
        }
        Self(text)
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The year, month and day, from the days since 1 January of the year 1.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each number is at most the count of days, which has seven digits"
)]
const fn civil(days: u32) -> (u32, u32, u32) {
    // Since 1 March of the year 0: where years begin with March the leap day comes last, in centuries and eras too.
    let days = days + 306;
    let of_era = days % DAYS_OF_ERA;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / (DAYS_OF_ERA - 1)) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // From March on, every five months have 153 days.
    let since_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * since_march + 2) / 5 + 1;
    let year = days / DAYS_OF_ERA * 400 + year_of_era;
    if since_march < 10 { (year, since_march + 3, day) } else { (year + 1, since_march - 9, day) }
}

/// The days of 400 years, after which the calendar repeats itself.
const DAYS_OF_ERA: u32 = 146_097;

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
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
    use super::{BadTimestamp, DAYS_OF_ERA, FIRST, LAST, Timestamp};
    use crate::sample::Sample as _;
    use alloc::string::ToString;

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
            "0000-01-01T00:00:00Z",
            "2011-00-10T18:20:25Z",
            "2011-13-10T18:20:25Z",
            "2011-03-00T18:20:25Z",
            "2011-02-29T18:20:25-0800",
            "2011-03-10T24:20:25Z",
            "2011-03-10T18:60:25Z",
            "2011-03-10T18:20:60Z",
            "2011-03-10T18:20:25gmt",
            "2011-03-10'T18:20:25Z",
            "2011-03-1é18:20:25Z",
            "2011-03-10é18:20:25Z",
            "\u{1F600}11-03-10T18:20:25Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(BadTimestamp), "{text}");
        }
    }

    #[test]
    fn moments_are_ordered_before_their_zones() {
        let moments = [(0, -3600), (0, 3600), (1, -3600)].map(|(unix, zone)| Timestamp::new(unix, zone));
        assert!(moments.is_sorted_by(|one, next| one < next), "{moments:?}");
    }

    #[test]
    fn moments_are_written() {
        for (unix, offset, want) in [
            (0, 0, "1970-01-01T00:00:00+0000"),
            (951_782_399, 0, "2000-02-28T23:59:59+0000"),
            (951_782_400, 0, "2000-02-29T00:00:00+0000"),
            (1_299_810_025, -28_800, "2011-03-10T18:20:25-0800"),
            (1_776_158_751, 19_800, "2026-04-14T14:55:51+0530"),
            (1_893_553_445, 0, "2030-01-02T03:04:05+0000"),
            (4_107_542_400, 0, "2100-03-01T00:00:00+0000"),
            (FIRST, 0, "0001-01-01T00:00:00+0000"),
            (FIRST - 64_800, 64_800, "0001-01-01T00:00:00+1800"),
            (LAST, 0, "9999-12-31T23:59:59+0000"),
            (LAST + 64_800, -64_800, "9999-12-31T23:59:59-1800"),
        ] {
            let moment = Timestamp::new(unix, offset).unwrap();
            assert_eq!(moment.to_string(), want);
            assert_eq!(want.parse(), Ok(moment));
        }
        for (unix, offset) in [
            (FIRST - 1, 0),
            (FIRST, -60),
            (LAST + 1, 0),
            (LAST, 60),
            (0, 64_860),
            (0, -64_860),
            (0, 1),
            (i64::MAX, 60),
            (i64::MIN, -60),
        ] {
            assert_eq!(Timestamp::new(unix, offset), None, "{unix} {offset}");
        }
    }

    #[test]
    fn every_day_of_an_era_is_read_back() {
        let days = 0..i64::from(DAYS_OF_ERA) + 366;
        for day in days.sample(9973) {
            let moment = Timestamp::new(day * 86_400 + 951_782_400, 0).unwrap();
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }
}
