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
        [b'+', ..] => Part::Char(' ', 1),
        [b'%', ..] => percent(bytes).unwrap_or(Part::Char('%', 1)),
        _ => Part::Run(find::either(bytes, 0, b'%', b'+')),
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

/// The values of the hex digits, and of all that is none.
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

/// Reads the character whose UTF-8 begins with the `%XX` here.
///
/// Bytes that are not UTF-8 give U+FFFD, one for each maximal part, as `URLDecoder` and browsers do.
#[inline]
fn percent(bytes: &[u8]) -> Option<Part> {
    let (mut utf8, mut broken) = ([0; 4], 0);
    for (len, escape) in (1..=utf8.len()).zip(bytes.chunks(3)) {
        let Some(byte) = percent_byte(escape) else { break };
        *utf8.get_mut(len.wrapping_sub(1))? = byte;
        match core::str::from_utf8(utf8.get(..len)?).map_err(|error| error.error_len()) {
            Ok(text) => return next_char(&mut text.chars()).map(|c| Part::Char(c, len.wrapping_mul(3))),
            Err(None) => broken = len,
            Err(Some(part)) => {
                broken = part;
                break;
            }
        }
    }
    (broken > 0).then_some(Part::Char(char::REPLACEMENT_CHARACTER, broken.wrapping_mul(3)))
}

/// Decodes to the start of a buffer and gives the length, where there is room.
pub(super) fn decode(raw: &str, buf: &mut [u8]) -> Option<usize> {
    let (mut rest, mut end) = (raw.as_bytes(), 0_usize);
    while let [first, ..] = *rest {
        let slots = buf.get_mut(end..)?;
        let run = match (word(raw, rest), slots.first_chunk_mut()) {
            (Some(word), Some(slots)) => {
                // What is copied too much is written over, or is not counted.
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

/// Decodes a character beyond ASCII; gives how long it was and is.
#[inline(never)]
fn beyond_ascii(rest: &[u8], slots: &mut [u8]) -> Option<(usize, usize)> {
    // A byte of several always stands for a character, be it one in its place.
    let Some(Part::Char(c, len)) = percent(rest) else { return None };
    copy(c.encode_utf8(&mut [0; 4]).as_bytes(), slots)?;
    Some((len, c.len_utf8()))
}

/// The next eight bytes, or the last ones of a text and zeros; `None` of a shorter text.
#[inline]
fn word(raw: &str, rest: &[u8]) -> Option<u64> {
    if let Some(word) = rest.first_chunk() {
        return Some(u64::from_le_bytes(*word));
    }
    let gone = 8_usize.wrapping_sub(rest.len()).wrapping_mul(8);
    raw.as_bytes().last_chunk().map(|word| u64::from_le_bytes(*word) >> gone)
}
