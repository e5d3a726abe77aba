//! Escapes a text as the server's own encoder does; the one encoder of the wire and of the string to sign.
//!
//! `java.net.URLEncoder` with `%20` for the space: `A-Z a-z 0-9 - _ . *` stand for themselves, every other byte of
//! the UTF-8 is `%XX` in upper case. A `~` is escaped, a `*` is not: clients that differ here are answered with 401.

use core::fmt;

/// Where text is written to; every [`fmt::Write`] is one.
///
/// Behind a pointer, so that all sinks share the code; `dyn fmt::Write` would bring the formatting of `core` with each.
#[expect(unnameable_types, reason = "only a sealed trait speaks of it")]
pub trait Sink {
    fn put(&mut self, text: &str) -> fmt::Result;
}

impl<W: fmt::Write> Sink for W {
    fn put(&mut self, text: &str) -> fmt::Result {
        self.write_str(text)
    }
}

/// Writes `text` escaped.
pub(crate) fn encode(text: &str, out: &mut dyn Sink) -> fmt::Result {
    let mut start = 0;
    for (i, b) in text.bytes().enumerate() {
        if is_reserved(b) {
            let run = text.get(start..i).unwrap_or_default();
            if !run.is_empty() {
                out.put(run)?;
            }
            let escape = [b'%', digit(b >> 4), digit(b & 0xF)];
            out.put(core::str::from_utf8(&escape).unwrap_or_default())?;
            start = i.saturating_add(1);
        }
    }
    out.put(text.get(start..).unwrap_or_default())
}

/// Writes a number in decimal, without the formatting of `core`, which is large.
pub(super) fn decimal(number: u32, out: &mut dyn Sink) -> fmt::Result {
    let mut digits = [b'0'; 10];
    let (mut rest, mut start) = (number, digits.len());
    for (i, slot) in digits.iter_mut().enumerate().rev() {
        if let Ok(digit) = u8::try_from(rest % 10) {
            *slot = b'0'.wrapping_add(digit);
        }
        (rest, start) = (rest / 10, i);
        if rest == 0 {
            break;
        }
    }
    let digits = digits.get(start..).unwrap_or_default();
    out.put(core::str::from_utf8(digits).unwrap_or_default())
}

const fn is_reserved(b: u8) -> bool {
    !matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*')
}

/// The hex digit of a value below 16.
const fn digit(value: u8) -> u8 {
    value.wrapping_add(if value < 10 { b'0' } else { b'A' - 10 })
}
