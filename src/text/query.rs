//! The escapes of a query: `+` and `%XX`, in its names and values.
//!
//! [`query`] reads the next part of a text, as the other forms do; [`decode`] decodes a whole one, eight bytes in a step
//! where nothing in them is escaped, for wide registers. What comes out is the same.

use super::decode::{Part, hex};
use super::{copy, next_char};
use crate::find::{self, equal_either};

/// Reads what the next bytes stand for.
pub(super) fn query(bytes: &[u8], _: &mut bool) -> Part {
    match bytes {
        [b'+', ..] => Part::char(' ', 1),
        [b'%', ..] => {
            let (c, len) = percent(bytes).unwrap_or(('%', 1));
            Part::char(c, len)
        }
        _ => Part::run(find::either(bytes, 0, b'%', b'+')),
    }
}

/// Reads the byte that `%XX` stands for.
#[cfg_attr(target_pointer_width = "64", inline)]
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
const VALUES: [u8; 256] = {
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
/// Bytes that are not UTF-8 give U+FFFD, one for each maximal part, as `URLDecoder` and browsers do.
#[inline]
fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    let most = match percent_byte(bytes)? {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    let (mut utf8, mut len) = ([0; 4], 0_usize);
    let mut rest = bytes;
    for slot in utf8.iter_mut().take(most) {
        let Some(byte) = percent_byte(rest) else { break };
        *slot = byte;
        len = len.wrapping_add(1);
        rest = rest.get(3..).unwrap_or_default();
    }
    let (c, len) = match core::str::from_utf8(utf8.get(..len)?) {
        Ok(text) => (next_char(&mut text.chars())?, len),
        Err(error) => (char::REPLACEMENT_CHARACTER, error.error_len().unwrap_or(len)),
    };
    Some((c, len.wrapping_mul(3)))
}

/// Decodes to the start of a buffer and gives the length, where there is room.
pub(super) fn decode(raw: &str, buf: &mut [u8]) -> Option<usize> {
    let (mut rest, mut end) = (raw.as_bytes(), 0_usize);
    while let [first, ..] = *rest {
        let slots = buf.get_mut(end..)?;
        let run = match (word(raw, rest), slots.first_chunk_mut()) {
            (Some(word), Some(slots)) => {
                // What is copied beyond the run is overwritten, or not counted.
                *slots = word.to_le_bytes();
                let hits = equal_either(word, b'%', b'+');
                rest.len().min((hits.trailing_zeros() / 8) as usize)
            }
            _ if matches!(first, b'%' | b'+') => 0,
            _ => {
                *slots.first_mut()? = first;
                1
            }
        };
        (rest, end) = (rest.get(run..)?, end.wrapping_add(run));
        let (byte, len) = match rest.first() {
            Some(b'%') => match percent_byte(rest) {
                Some(byte) if byte.is_ascii() => (byte, 3),
                Some(_) => {
                    let (len, written) = beyond_ascii(rest, buf.get_mut(end..)?)?;
                    (rest, end) = (rest.get(len..)?, end.wrapping_add(written));
                    continue;
                }
                None => (b'%', 1),
            },
            Some(b'+') => (b' ', 1),
            _ => continue,
        };
        *buf.get_mut(end)? = byte;
        (rest, end) = (rest.get(len..)?, end.wrapping_add(1));
    }
    Some(end)
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
