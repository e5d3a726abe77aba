//! The time in `expires`, as servers read it.
//!
//! Source: `com.cloud.utils.DateUtil.parseTZDateString`.

use crate::timestamp::{Zone, read};

/// Reads a time as the server does, as Unix seconds; fractions of a second are dropped.
///
/// | zone | before it |
/// |---|---|
/// | `Z`, `+05`, `+05:30`, and `z` | `2030-01-02T03:04:05`; also without the seconds, with `.` and up to nine digits, or with `t` |
/// | `+0530` | `2030-01-02T03:04:05`, with `.` and six digits |
/// | `Z+0530` | `2030-01-02T03:04:05` |
/// | `GMT` | `2030-01-02T03:04:05`; only servers up to 4.11 take it (`SimpleDateFormat`) |
///
/// What Java takes only out of leniency is refused: 30 February, `24:00`, seconds in a zone, years of five digits.
pub(super) fn parse(text: &str) -> Option<i64> {
    let time = read(text)?;
    let is_full = time.mark == "T" && time.has_seconds;
    let is_taken = match time.zone {
        Zone::Zulu | Zone::Hours | Zone::Extended => time.mark != "'T'",
        Zone::Basic => is_full && matches!(time.digits, None | Some(6)),
        Zone::Gmt | Zone::ZuluBasic => is_full && time.digits.is_none(),
    };
    is_taken.then_some(time.moment.unix_seconds())
}

#[cfg(test)]
mod tests {
    // What `java.time` 17 makes of each through the formatters of `DateUtil`.
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
