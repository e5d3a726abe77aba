//! Escapes a text as the server's own encoder does, both on the wire and in the string to sign.
//!
//! `java.net.URLEncoder` with `%20` for the space: `A-Z a-z 0-9 - _ . *` stand for themselves, every other byte of
//! the UTF-8 is `%XX` in upper case. A `~` is escaped, a `*` is not: clients that differ here are answered with 401.

use core::fmt;

use crate::find::{FAST, offset_of};

use super::search::{is_reserved, is_unreserved, plain_blocks};

/// Where text is written to; every [`fmt::Write`] is one.
///
/// `dyn fmt::Write` would link the formatting of `core`.
#[expect(unnameable_types, reason = "only a sealed trait speaks of it")]
pub trait Sink {
    fn put(&mut self, text: &str) -> fmt::Result;
    /// Writes an ASCII character.
    fn put_byte(&mut self, b: u8) -> fmt::Result;
}

impl<W: fmt::Write> Sink for W {
    #[inline]
    fn put(&mut self, text: &str) -> fmt::Result {
        self.write_str(text)
    }

    fn put_byte(&mut self, b: u8) -> fmt::Result {
        // So that the compiler, too, knows that it is one.
        self.write_str(char::from(b & 0x7F).encode_utf8(&mut [0; 1]))
    }
}

/// A sink as the functions here take it: by its own type where speed counts, otherwise as one type for all sinks.
#[cfg(not(small))]
pub(crate) const fn shared<S: Sink>(out: &mut S) -> &mut S {
    out
}

#[cfg(small)]
pub(crate) fn shared<S: Sink>(out: &mut S) -> &mut dyn Sink {
    out
}

/// Writes `text` escaped.
#[inline]
pub(crate) fn encode<S: Sink + ?Sized>(text: &str, out: &mut S) -> fmt::Result {
    if FAST && is_unreserved(text.as_bytes()) { out.put(text) } else { encode_all(text, out) }
}

/// The same, for a text in which something must be escaped.
#[inline(never)]
pub(super) fn encode_all<S: Sink + ?Sized>(text: &str, out: &mut S) -> fmt::Result {
    if FAST { by_blocks(text, out) } else { by_bytes(text, out) }
}

fn by_bytes<S: Sink + ?Sized>(text: &str, out: &mut S) -> fmt::Result {
    text.bytes().try_for_each(|b| {
        if !is_reserved(b) {
            return out.put_byte(b);
        }
        out.put_byte(b'%')?;
        out.put_byte(digit(b >> 4))?;
        out.put_byte(digit(b & 0xF))
    })
}

/// Writes plain blocks as they are, and what stands between them through a buffer.
fn by_blocks<S: Sink + ?Sized>(text: &str, out: &mut S) -> fmt::Result {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (start, run) = (offset_of(text.as_bytes(), rest), plain_blocks(rest));
        if run > 0 {
            // Plain bytes are ASCII, so that a character ends here.
            out.put(text.get(start..start.wrapping_add(run)).unwrap_or_default())?;
            rest = rest.get(run..).unwrap_or_default();
        }
        let (odd, later) = rest.split_at_checked(ODD).unwrap_or((rest, &[]));
        let (mut buf, mut len) = ([0; 3 * ODD + 1], 0_usize);
        for &b in odd {
            let escaped = ESCAPED.get(usize::from(b)).copied().unwrap_or_default();
            // Four bytes are written; those beyond the length are overwritten, or left out at the end.
            if let Some(slots) = buf.get_mut(len..).and_then(|slots| slots.first_chunk_mut()) {
                *slots = escaped.to_le_bytes();
            }
            len = len.wrapping_add((escaped >> 24) as usize);
        }
        let escaped = buf.get(..len).and_then(|escaped| core::str::from_utf8(escaped).ok());
        out.put(escaped.unwrap_or_default())?;
        rest = later;
    }
    Ok(())
}

/// How many bytes go through the buffer at once.
const ODD: usize = 32;

/// What is written for each byte: up to three characters, and their number.
#[expect(clippy::indexing_slicing, reason = "what is out of range does not compile")]
static ESCAPED: [u32; 256] = {
    let mut escaped = [0; 256];
    let mut b = 0_u8;
    loop {
        escaped[b as usize] = u32::from_le_bytes(match is_reserved(b) {
            true => [b'%', digit(b >> 4), digit(b & 0xF), 3],
            false => [b, 0, 0, 1],
        });
        if b == u8::MAX {
            break escaped;
        }
        b += 1;
    }
};

/// Writes a number in decimal, without the formatting of `core`, which is large.
#[inline(never)]
pub(super) fn decimal<S: Sink + ?Sized>(number: u32, out: &mut S) -> fmt::Result {
    // Most are one digit.
    if let Ok(number @ 0..10) = u8::try_from(number) {
        return out.put_byte(digit(number));
    }
    let (mut rest, mut place) = (number, 1_u32);
    while number.checked_div(place).is_some_and(|quotient| quotient > 9) {
        place = place.wrapping_mul(10);
    }
    while let Some(quotient) = rest.checked_div(place) {
        out.put_byte(digit(u8::try_from(quotient).unwrap_or_default()))?;
        rest = rest.wrapping_sub(quotient.wrapping_mul(place));
        place /= 10;
    }
    Ok(())
}

/// The hex digit of a value below 16.
const fn digit(value: u8) -> u8 {
    value.wrapping_add(if value < 10 { b'0' } else { b'A' - 10 })
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use std::format;

    use super::{by_blocks, by_bytes, decimal};
    use crate::sample::Sample as _;

    /// Every character of ASCII and some beyond it, at all places of texts of all lengths around that of a block.
    #[test]
    fn blocks_are_escaped_as_bytes_are() {
        let odds = ('\0'..='\u{80}').chain(['\u{e9}', '\u{20ac}', '\u{1f600}']);
        for odd in odds.sample(52) {
            for len in [0, 1, 15, 16, 17, 31, 32, 33, 50, 80] {
                for at in (0..=len).filter(|at| at % 7 == 0 || len - at < 2) {
                    let text = format!("{:a<at$}{odd}{:b<2$}{odd}", "", "", len - at);
                    let (mut fast, mut small) = (String::new(), String::new());
                    by_blocks(&text, &mut fast).expect("room");
                    by_bytes(&text, &mut small).expect("room");
                    assert_eq!(fast, small, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn numbers() {
        for number in [0, 1, 9, 10, 11, 99, 100, 65_535, 4_294_967_295] {
            let mut out = String::new();
            decimal(number, &mut out).expect("room");
            assert_eq!(out, format!("{number}"));
        }
    }
}
