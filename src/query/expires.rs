//! The time in `expires`: written from Unix seconds, and read to them.
//!
//! Written as `2030-01-02T03:04:05+0000`, which servers of every version read. No clock and no table of time zones:
//! Unix seconds in, Unix seconds out. Source: `com.cloud.utils.DateUtil.parseTZDateString`.

use crate::timestamp::civil;
#[cfg(feature = "sign")]
use crate::timestamp::{Zone, read};

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
pub(crate) fn parse(text: &str) -> Option<i64> {
    let time = read(text)?;
    let is_full = time.mark == "T" && time.has_seconds;
    let is_taken = match time.zone {
        Zone::Zulu | Zone::Hours | Zone::Extended => time.mark != "'T'",
        Zone::Basic => is_full && matches!(time.digits, None | Some(6)),
        Zone::Gmt | Zone::ZuluBasic => is_full && time.digits.is_none(),
    };
    is_taken.then_some(time.unix)
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
