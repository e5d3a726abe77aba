//! XML names, by the fifth edition of XML 1.0.

use crate::error::{Error, ErrorKind};
use crate::text::name::{is_later_char, is_start_char};

/// Finds the end of the name that begins at `at`.
///
/// `Name ::= NameStartChar (NameChar)*`   XML 1.0 \[5\]
#[inline]
pub(super) fn end(body: &[u8], at: usize) -> Result<usize, Error> {
    let mut end = at;
    while let Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') = body.get(end) {
        end = end.wrapping_add(1);
    }
    match body.get(end) {
        Some(b'>' | b' ' | b'/' | b'=') if end > at => Ok(end),
        _ => odd_end(body, at, end),
    }
}

/// The same for names of other characters than letters.
#[cold]
fn odd_end(body: &[u8], start: usize, from: usize) -> Result<usize, Error> {
    let mut at = from;
    loop {
        let rest = body.get(at..).unwrap_or_default();
        let Some(&byte) = rest.first() else { return Err(ErrorKind::Incomplete.at(body.len())) };
        match first_char(rest) {
            Some(c) if is_start_char(c) || at > start && is_later_char(c) => {
                at = at.wrapping_add(c.len_utf8())
            }
            _ if at > start => return Ok(at),
            _ => return Err(ErrorKind::ExpectedName(byte).at(at)),
        }
    }
}

fn first_char(bytes: &[u8]) -> Option<char> {
    let bytes = bytes.get(..4).unwrap_or(bytes);
    bytes.utf8_chunks().next()?.valid().chars().next()
}
