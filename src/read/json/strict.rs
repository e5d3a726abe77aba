//! What strict mode refuses in a JSON string.
//!
//! A reader has a pointer to it or none, so that a program that is always lenient has none of this.

use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::hex4;

/// Measures what stands in a string at a place and is no plain text of it.
pub(super) type Strict = fn(&[u8], usize) -> Result<usize, Error>;

/// Measures a good escape.
pub(super) fn odd(body: &[u8], at: usize) -> Result<usize, Error> {
    match *find::rest(body, at) {
        [b'\\', ref rest @ ..] => escape(rest).ok_or_else(|| {
            // All that is left may be the beginning of a good one.
            if rest.len() < 11 && !rest.contains(&b'"') {
                ErrorKind::Incomplete.at(body.len())
            } else {
                ErrorKind::Escape.at(at)
            }
        }),
        [byte, ..] => Err(ErrorKind::ControlCharacter(byte).at(at)),
        [] => Err(ErrorKind::Incomplete.at(body.len())),
    }
}

/// Measures the escape that goes on with `rest` after its `\`.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'u', digits @ ..] => match (hex4(digits)?, digits) {
            (0xD800..=0xDBFF, [_, _, _, _, b'\\', b'u', low @ ..]) => {
                matches!(hex4(low)?, 0xDC00..=0xDFFF).then_some(12)
            }
            (0xD800..=0xDFFF, _) => None,
            _ => Some(6),
        },
        _ => None,
    }
}
