//! Decodes a name or a value of a query into a buffer: eight bytes in a step where nothing in them is escaped.
//!
//! For wide registers; what comes out is what the [pieces](super::decode::Pieces) of the text are.

use super::copy;
use super::decode::{Part, percent};
use crate::find::equal_either;

/// Decodes to the start of a buffer and gives the length, where there is room.
pub(super) fn decode(raw: &str, buf: &mut [u8]) -> Option<usize> {
    let (mut rest, mut end) = (raw.as_bytes(), 0_usize);
    while let [first, after @ ..] = rest {
        let slots = buf.get_mut(end..)?;
        let (byte, later) = match *first {
            b'%' => match ascii(after) {
                Some(escaped) => escaped,
                None => match percent(rest) {
                    Some(Part::Char(c, len)) => {
                        copy(c.encode_utf8(&mut [0; 4]).as_bytes(), slots)?;
                        (rest, end) = (rest.get(len..)?, end.wrapping_add(c.len_utf8()));
                        continue;
                    }
                    _ => (b'%', after),
                },
            },
            b'+' => (b' ', after),
            byte => {
                if let (Some(word), Some(slots)) = (rest.first_chunk(), slots.first_chunk_mut()) {
                    // What is copied too much is written over, or is not counted.
                    *slots = *word;
                    let hits = equal_either(u64::from_le_bytes(*word), b'%', b'+');
                    let run = (hits.trailing_zeros() / 8) as usize;
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

/// Reads the two digits of an ASCII character, and gives what follows them.
fn ascii(digits: &[u8]) -> Option<(u8, &[u8])> {
    let [high, low, after @ ..] = digits else { return None };
    let code = u16::from(value(*high)) << 4 | u16::from(value(*low));
    u8::try_from(code).ok().filter(u8::is_ascii).map(|byte| (byte, after))
}

/// The value of a hex digit; more than all of them where it is none.
fn value(digit: u8) -> u8 {
    VALUES.get(usize::from(digit)).copied().unwrap_or(NONE)
}

const NONE: u8 = 0xFF;

#[expect(
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "what is out of range does not compile"
)]
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut digit = 0;
    while digit < 16 {
        values[b"0123456789abcdef"[digit] as usize] = digit as u8;
        values[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        digit += 1;
    }
    values
};
