//! Escapes a text as the server's own encoder does; the one encoder of the wire and of the string to sign.
//!
//! `java.net.URLEncoder` with `%20` for the space: `A-Z a-z 0-9 - _ . *` stand for themselves, every other byte of
//! the UTF-8 is `%XX` in upper case. A `~` is escaped, a `*` is not: clients that differ here are answered with 401.

use core::fmt;

/// Writes `text` escaped.
///
/// The sink is a trait object, so that all sinks share the code.
pub(crate) fn encode(text: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut rest = text;
    loop {
        let end = rest.bytes().position(is_reserved).unwrap_or(rest.len());
        // What is reserved begins a character: continuation bytes come after their first one.
        let (run, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !run.is_empty() {
            out.write_str(run)?;
        }
        let mut chars = tail.chars();
        let Some(c) = chars.next() else { return Ok(()) };
        let mut escaped = [0; 12];
        for (slots, b) in escaped.chunks_exact_mut(3).zip(c.encode_utf8(&mut [0; 4]).bytes()) {
            slots.copy_from_slice(&[b'%', digit(b >> 4), digit(b & 0xF)]);
        }
        let escaped = escaped.get(..c.len_utf8().saturating_mul(3)).unwrap_or_default();
        out.write_str(core::str::from_utf8(escaped).unwrap_or_default())?;
        rest = chars.as_str();
    }
}

const fn is_reserved(b: u8) -> bool {
    !matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*')
}

/// The hex digit of a value below 16.
const fn digit(value: u8) -> u8 {
    value.wrapping_add(if value < 10 { b'0' } else { b'A' - 10 })
}
