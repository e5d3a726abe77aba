//! Escapes a text as the server's own encoder does; the one encoder of the wire and of the string to sign.
//!
//! `java.net.URLEncoder` with `%20` for the space: `A-Z a-z 0-9 - _ . *` stand for themselves, every other byte of
//! the UTF-8 is `%XX` in upper case. A `~` is escaped, a `*` is not: clients that differ here are answered with 401.

use core::fmt;

use crate::find::FAST;

use super::scan::{is_reserved, is_unreserved};

/// Where text is written to; every [`fmt::Write`] is one.
///
/// `dyn fmt::Write` would bring the formatting of `core` with it.
#[expect(unnameable_types, reason = "only a sealed trait speaks of it")]
pub trait Sink {
    fn put(&mut self, text: &str) -> fmt::Result;
    /// Writes a character of ASCII.
    fn put_byte(&mut self, b: u8) -> fmt::Result;
}

impl<W: fmt::Write> Sink for W {
    #[inline]
    fn put(&mut self, text: &str) -> fmt::Result {
        self.write_str(text)
    }

    #[inline]
    fn put_byte(&mut self, b: u8) -> fmt::Result {
        self.write_str(char::from(b).encode_utf8(&mut [0; 2]))
    }
}

/// A sink as the functions here take it: as itself where code is written for speed, and else behind a pointer.
#[cfg(target_pointer_width = "64")]
pub(crate) const fn shared<S: Sink>(out: &mut S) -> &mut S {
    out
}

#[cfg(not(target_pointer_width = "64"))]
pub(crate) fn shared<S: Sink>(out: &mut S) -> &mut dyn Sink {
    out
}

/// Writes `text` escaped; fails at a byte that is not allowed in it, too.
#[inline]
pub(crate) fn encode<S: Sink + ?Sized>(text: &str, out: &mut S, is_allowed: fn(u8) -> bool) -> fmt::Result {
    if FAST && is_unreserved(text.as_bytes()) { out.put(text) } else { encode_all(text, out, is_allowed) }
}

/// The same, byte by byte.
#[inline(never)]
pub(super) fn encode_all<S: Sink + ?Sized>(
    text: &str,
    out: &mut S,
    is_allowed: fn(u8) -> bool,
) -> fmt::Result {
    let mut start = 0;
    for (at, b) in text.bytes().enumerate() {
        if !is_reserved(b) {
            if !FAST {
                out.put_byte(b)?;
            }
            continue;
        }
        if !is_allowed(b) {
            return Err(fmt::Error);
        }
        if FAST {
            // A byte that stands for itself is a character, and so is what follows it.
            out.put(text.get(start..at).unwrap_or_default())?;
            start = at.wrapping_add(1);
            out.put(escaped(b))?;
            continue;
        }
        out.put_byte(b'%')?;
        out.put_byte(digit(b >> 4))?;
        out.put_byte(digit(b & 0xF))?;
    }
    if FAST { out.put(text.get(start..).unwrap_or_default()) } else { Ok(()) }
}

/// How a byte is escaped.
fn escaped(b: u8) -> &'static str {
    let at = usize::from(b).wrapping_mul(3);
    ALL_ESCAPED.get(at..at.wrapping_add(3)).unwrap_or_default()
}

/// All bytes, escaped.
const ALL_ESCAPED: &str = match core::str::from_utf8(ESCAPED.as_flattened()) {
    Ok(escaped) => escaped,
    Err(_) => "",
};

#[expect(clippy::indexing_slicing, reason = "what is out of range does not compile")]
const ESCAPED: [[u8; 3]; 256] = {
    let mut escaped = [[0; 3]; 256];
    let mut b = 0_u8;
    loop {
        escaped[b as usize] = [b'%', digit(b >> 4), digit(b & 0xF)];
        if b == u8::MAX {
            break escaped;
        }
        b += 1;
    }
};

/// Writes a number in decimal, without the formatting of `core`, which is large.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(super) fn decimal<S: Sink + ?Sized>(number: u32, out: &mut S) -> fmt::Result {
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
