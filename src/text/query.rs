//! The escapes of a query: `+` and `%XX`, in its names and values.
//!
//! [`query`] reads the next part of a text, as the other forms do; [`decode`] decodes a whole one, eight bytes in a step
//! where nothing in them is escaped and speed counts. What comes out is the same.

use super::copy;
use super::decode::{Part, hex};
use crate::find;

/// Reads what the next bytes stand for.
pub(super) fn query(bytes: &[u8], _: &mut bool) -> Part {
    match bytes {
        [b'+', ..] => Part::char(' ', 1),
        [b'%', ..] => percent_part(bytes),
        _ => Part::run(find::either(bytes, 0, b'%', b'+')),
    }
}

/// The same for a text in which only `%XX` is an escape.
pub(super) fn encoded(bytes: &[u8], _: &mut bool) -> Part {
    match bytes {
        [b'%', ..] => percent_part(bytes),
        _ => Part::run(find::byte(bytes, 0, b'%')),
    }
}

/// A `%` without two digits stands for itself.
#[inline(always)]
fn percent_part(bytes: &[u8]) -> Part {
    let (c, len) = percent(bytes).unwrap_or(('%', 1));
    Part::char(c, len)
}

/// Reads the byte that `%XX` stands for.
#[cfg_attr(not(small), inline)]
pub(crate) fn percent_byte(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = *bytes else { return None };
    if find::FAST {
        let value = |digit: u8| VALUES.get(usize::from(digit)).copied().unwrap_or(NONE);
        let (high, low) = (value(high), value(low));
        return ((high | low) < 16).then_some(high << 4 | low);
    }
    u8::try_from(hex(high)? << 4 | hex(low)?).ok()
}

/// The value of each byte that is a hex digit; [`NONE`] for the others.
#[expect(clippy::indexing_slicing, reason = "what is out of range does not compile")]
static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0_u8;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

const NONE: u8 = 0xFF;

/// Reads the character whose UTF-8 begins with the `%XX` here, and tells how many bytes it takes.
///
/// Bytes that are not UTF-8 give U+FFFD, one for each maximal part, as in browsers; `URLDecoder` differs in surrogates
/// alone, where it has one for three bytes. Decoded here and not by `core`, whose check of UTF-8 would be a third of the
/// flash of a device that only reads queries.
#[inline]
fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    let first = percent_byte(bytes)?;
    let none = |len| Some((char::REPLACEMENT_CHARACTER, len));
    let later = match first {
        0..0x80 => return Some((char::from(first), ESCAPE)),
        0xC2..0xE0 => 1_u32,
        0xE0..0xF0 => 2,
        0xF0..0xF8 => 3,
        _ => return none(ESCAPE),
    };
    // The least code that needs three bytes, or four; for two, the first byte has told.
    let least = 2_u32 << later.wrapping_mul(5);
    let mut bits = later.wrapping_mul(6);
    let mut code = u32::from(first & 0x3F >> later) << bits;
    let mut len = ESCAPE;
    loop {
        let Some(next @ 0x80..0xC0) = bytes.get(len..).and_then(percent_byte) else { return none(len) };
        bits = bits.wrapping_sub(6);
        code |= u32::from(next & 0x3F) << bits;
        // The least that begins with the bytes so far.
        let Some(c) = char::from_u32(code).filter(|_| code >= least) else { return none(len) };
        len = len.wrapping_add(ESCAPE);
        if bits == 0 {
            return Some((c, len));
        }
    }
}

/// The length of `%XX`.
const ESCAPE: usize = 3;

/// Decodes to the start of a buffer and gives the length, where there is room.
pub(super) fn decode(raw: &str, buf: &mut [u8]) -> Option<usize> {
    let room = buf.len();
    let (mut rest, mut slots) = (raw.as_bytes(), buf);
    while !rest.is_empty() {
        let run = match (word(raw, rest), slots.first_chunk_mut()) {
            (Some(word), Some(eight)) => {
                // What is copied beyond the run is overwritten, or not counted.
                *eight = word.to_le_bytes();
                // Few other bytes below the comma stand in a query, but the zeros behind the end are below it.
                let Some(run) = find::first(find::below(word, b',')) else {
                    (rest, slots) = (rest.get(8..)?, slots.get_mut(8..)?);
                    continue;
                };
                run
            }
            _ => 0,
        };
        (rest, slots) = (rest.get(run..)?, slots.get_mut(run..)?);
        let (byte, len) = match *rest {
            [b'%', ..] => match percent_byte(rest) {
                Some(byte) if byte.is_ascii() => (byte, ESCAPE),
                Some(_) => {
                    let (len, written) = beyond_ascii(rest, slots)?;
                    (rest, slots) = (rest.get(len..)?, slots.get_mut(written..)?);
                    continue;
                }
                None => (b'%', 1),
            },
            [b'+', ..] => (b' ', 1),
            [b, ..] => (b, 1),
            [] => break,
        };
        let (slot, later) = slots.split_first_mut()?;
        *slot = byte;
        (rest, slots) = (rest.get(len..)?, later);
    }
    Some(room.wrapping_sub(slots.len()))
}

/// Decodes a character beyond ASCII; gives how many bytes it was, and how many it is now.
#[inline(never)]
fn beyond_ascii(rest: &[u8], slots: &mut [u8]) -> Option<(usize, usize)> {
    // There always is a character, if only U+FFFD.
    let (c, len) = percent(rest)?;
    copy(c.encode_utf8(&mut [0; 4]).as_bytes(), slots)?;
    Some((len, c.len_utf8()))
}

/// The next eight bytes, or fewer and zeros at the end; `None` where the whole text has fewer than eight.
#[inline]
fn word(raw: &str, rest: &[u8]) -> Option<u64> {
    if let Some(word) = rest.first_chunk() {
        return Some(u64::from_le_bytes(*word));
    }
    let gone = 8_usize.wrapping_sub(rest.len()).wrapping_mul(8);
    raw.as_bytes().last_chunk().map(|word| u64::from_le_bytes(*word) >> gone)
}
