//! Decodes a name or a value of a query into a buffer: eight bytes in a step where nothing in them is escaped.
//!
//! For wide registers; what comes out is what the [pieces](super::decode::Pieces) of the text are.

use super::copy;
use super::decode::{Part, percent, percent_byte};
use crate::find::equal_either;

/// Decodes to the start of a buffer and gives the length, where there is room.
pub(super) fn decode(raw: &str, buf: &mut [u8]) -> Option<usize> {
    let (mut rest, mut end) = (raw.as_bytes(), 0_usize);
    while let [first, after @ ..] = rest {
        let slots = buf.get_mut(end..)?;
        let (byte, later) = match *first {
            b'%' => match (percent_byte(rest), after) {
                (Some(byte), [_, _, later @ ..]) if byte.is_ascii() => (byte, later),
                (Some(_), _) => {
                    let (len, written) = beyond_ascii(rest, slots)?;
                    (rest, end) = (rest.get(len..)?, end.wrapping_add(written));
                    continue;
                }
                (None, _) => (b'%', after),
            },
            b'+' => (b' ', after),
            byte => {
                if let (Some(word), Some(slots)) = (word(raw, rest), slots.first_chunk_mut()) {
                    // What is copied too much is written over, or is not counted.
                    *slots = word.to_le_bytes();
                    let hits = equal_either(word, b'%', b'+');
                    let run = ((hits.trailing_zeros() / 8) as usize).min(rest.len());
                    (rest, end) = (rest.get(run..)?, end.wrapping_add(run));
                    continue;
                }
                (byte, after)
            }
        };
        *slots.first_mut()? = byte;
        (rest, end) = (later, end.wrapping_add(1));
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
