//! The time in `expires`: written from Unix seconds, and read to them.
//!
//! Written as `2030-01-02T03:04:05+0000`, which servers of every version read. No clock and no table of time zones:
//! Unix seconds in, Unix seconds out. Source: `com.cloud.utils.DateUtil.parseTZDateString`.

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

/// A time as it is written.
pub(super) struct Written([u8; 24]);

impl Written {
    /// Writes a time from 1970 to 9999.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a day below LAST has seven digits, a second of it five"
    )]
    pub(super) fn new(unix: i64) -> Option<Self> {
        if !(0..=LAST).contains(&unix) {
            return None;
        }
        // A day is 675 times 128 seconds, so that 32 bits can divide: in 64 it is slow and large on small processors.
        let days = u32::try_from(unix >> 7).ok()? / 675;
        let second = u32::try_from(unix - i64::from(days) * 86_400).ok()?;
        let (year, month, day) = civil(days);
        let mut text = *b"YYYY-MM-DDThh:mm:ss+0000";
        for (field, mut number) in text.split_mut(|b| !b.is_ascii_alphabetic() || *b == b'T').zip([
            year,
            month,
            day,
            second / 3600,
            second / 60 % 60,
            second % 60,
        ]) {
            for slot in field.iter_mut().rev() {
                *slot = b'0' + u8::try_from(number % 10).ok()?;
                number /= 10;
            }
        }
        Some(Self(text))
    }

    pub(super) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The year, month and day of a day since 1970.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each number is at most the count of days, which has seven digits"
)]
fn civil(days: u32) -> (u32, u32, u32) {
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

/// Reads a time as the server does, to Unix seconds; parts of a second are left out.
///
/// | zone | before it |
/// |---|---|
/// | `Z`, `+05`, `+05:30`, and `z` | `2030-01-02T03:04:05`, without the seconds, with `.` and up to nine digits, with `t` |
/// | `+0530` | `2030-01-02T03:04:05`, with `.` and six digits |
/// | `Z+0530` | `2030-01-02T03:04:05` |
/// | `GMT` | the same, on servers up to 4.1 (`SimpleDateFormat`) |
///
/// What only Java's leniency takes is refused: the 30th of February, `24:00`, seconds in a zone, years of five digits.
#[cfg(feature = "sign")]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "each field was compared with its range, and a year has four digits"
)]
pub(crate) fn parse(text: &str) -> Option<i64> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, t, h1, h2, b':', i1, i2, ref rest @ ..] =
        text.as_bytes()
    else {
        return None;
    };
    let (year, month, day) = (number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?);
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
    if !is_date || !is_time || !matches!(t, b'T' | b't') {
        return None;
    }

    let full = t == b'T' && second.is_some();
    let east = match *rest {
        [b'Z' | b'z'] => 0,
        [b'G', b'M', b'T'] if full && digits.is_none() => 0,
        [sign, h1, h2] => zone(sign, [h1, h2], *b"00")?,
        [sign, h1, h2, b':', m1, m2] => zone(sign, [h1, h2], [m1, m2])?,
        [sign, h1, h2, m1, m2] if full && matches!(digits, None | Some(6)) => zone(sign, [h1, h2], [m1, m2])?,
        [b'Z', sign, h1, h2, m1, m2] if full && digits.is_none() => zone(sign, [h1, h2], [m1, m2])?,
        _ => return None,
    };

    let before = year - 1;
    let leaps = before / 4 - before / 100 + before / 400;
    let months: u32 = (1..month).map(|month| days_of_month(year, month)).sum();
    let days = i64::from(before * 365 + leaps + months + day) - DAYS_TO_1970;
    Some(days * 86_400 + i64::from(hour * 3600 + minute * 60 + second.unwrap_or(0)) - i64::from(east))
}

/// From the day before the year 1 to the 1st of January 1970.
#[cfg(feature = "sign")]
const DAYS_TO_1970: i64 = 719_163;

/// The seconds that a zone is east of Greenwich, 18 hours at most.
#[cfg(feature = "sign")]
#[expect(clippy::arithmetic_side_effects, reason = "hours and minutes have two digits")]
fn zone(sign: u8, hours: [u8; 2], minutes: [u8; 2]) -> Option<i32> {
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
#[cfg(feature = "sign")]
#[expect(clippy::arithmetic_side_effects, reason = "four digits at most, and a digit is not below '0'")]
fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.iter().try_fold(0, |number, b| b.is_ascii_digit().then(|| number * 10 + u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn times_are_written() {
        for (unix, want) in [
            (0, "1970-01-01T00:00:00+0000"),
            (951_782_399, "2000-02-28T23:59:59+0000"),
            (951_782_400, "2000-02-29T00:00:00+0000"),
            (1_893_553_445, "2030-01-02T03:04:05+0000"),
            (4_107_542_400, "2100-03-01T00:00:00+0000"),
            (super::LAST, "9999-12-31T23:59:59+0000"),
        ] {
            assert_eq!(Written::new(unix).as_ref().map(Written::as_str), Some(want));
            #[cfg(feature = "sign")]
            assert_eq!(super::parse(want), Some(unix), "{want}");
        }
        assert!(Written::new(-1).is_none());
        assert!(Written::new(super::LAST + 1).is_none());
        assert!(Written::new(i64::MAX).is_none());
    }

    // What `java.time` 17 makes of each through the formatters of `DateUtil`.
    #[cfg(feature = "sign")]
    #[test]
    fn times_are_read_as_the_server_reads_them() {
        for (text, want) in [
            ("2030-01-02T03:04:05+0000", Some(1_893_553_445)),
            ("2030-01-02T03:04:05-0000", Some(1_893_553_445)),
            ("2030-01-02T03:04:05+0530", Some(1_893_533_645)),
            ("2030-01-02T03:04:05-1800", Some(1_893_618_245)),
            ("2030-01-02T03:04:05Z", Some(1_893_553_445)),
            ("2030-01-02t03:04:05z", Some(1_893_553_445)),
            ("2030-01-02T03:04:05+00", Some(1_893_553_445)),
            ("2030-01-02T03:04:05+05:30", Some(1_893_533_645)),
            ("2030-01-02T03:04Z", Some(1_893_553_440)),
            ("2030-01-02T03:04+05:30", Some(1_893_533_640)),
            ("2030-01-02T03:04:05.Z", Some(1_893_553_445)),
            ("2030-01-02T03:04:05.123Z", Some(1_893_553_445)),
            ("2030-01-02T03:04:05.123456789+05:30", Some(1_893_533_645)),
            ("2030-01-02T03:04:05.123456+0530", Some(1_893_533_645)),
            ("2030-01-02T03:04:05Z+0000", Some(1_893_553_445)),
            ("2030-01-02T03:04:05GMT", Some(1_893_553_445)),
            ("1969-12-31T23:59:59-1800", Some(64_799)),
            ("1600-02-29T03:04:05Z", Some(-11_670_987_355)),
            ("0001-01-01T03:04:05Z", Some(-62_135_585_755)),
            ("9999-12-31T23:59:59-1800", Some(253_402_365_599)),
            ("2030-01-02T03:04:05", None),
            ("2030-01-02 03:04:05Z", None),
            ("2030-01-02T03:04:05 0000", None),
            ("2030-01-02T03:04:05.123+0000", None),
            ("2030-01-02T03:04:05.1234567890Z", None),
            ("2030-01-02T03:04.5Z", None),
            ("2030-01-02T03:04+0000", None),
            ("2030-01-02t03:04:05+0000", None),
            ("2030-01-02T03:04:05.123456Z+0000", None),
            ("2030-01-02T03:04:05z+0000", None),
            ("2030-01-02T03:04:05+18:01", None),
            ("2030-01-02T03:04:05+05:60", None),
            ("2030-01-02T03:04:05+5", None),
            ("2030-01-02T03:04:05UTC", None),
            ("2030-01-02T23:59:60Z", None),
            ("2030-01-02T24:00:00Z", None),
            ("2030-02-29T03:04:05Z", None),
            ("1900-02-29T03:04:05Z", None),
            ("2030-04-31T03:04:05Z", None),
            ("2030-13-01T03:04:05Z", None),
            ("2030-00-01T03:04:05Z", None),
            ("2030-01-00T03:04:05Z", None),
            ("2030-1-2T03:04:05Z", None),
            ("", None),
            ("2030-01-02T03:04:é", None),
        ] {
            assert_eq!(super::parse(text), want, "{text}");
        }
    }
}
