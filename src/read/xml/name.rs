//! XML names, by the fifth edition of XML 1.0.

use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::name::{is_later_char, is_start_char};

/// Finds the end of the name that begins at `at`.
///
/// `Name ::= NameStartChar (NameChar)*`   XML 1.0 \[5\]
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(in crate::read) fn end(body: &[u8], at: usize) -> Result<usize, Error> {
    let end = find::letters_end(body, at);
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
        let c = match *rest {
            [] => return Err(ErrorKind::Incomplete.at(body.len())),
            [b'a'..=b'z' | b'A'..=b'Z', ..] => {
                at = find::letters_end(body, at);
                continue;
            }
            [byte @ ..=0x7F, ..] => Some(char::from(byte)),
            [..] => first_char(rest),
        };
        match (c, rest) {
            (Some(c), _) if at > start && is_later_char(c) || is_start_char(c) => {
                at = at.wrapping_add(c.len_utf8())
            }
            (_, [byte, ..]) if at == start => return Err(ErrorKind::ExpectedName(*byte).at(at)),
            _ => return Ok(at),
        }
    }
}

/// Takes the character that bytes beyond ASCII begin with.
fn first_char(bytes: &[u8]) -> Option<char> {
    let len = match bytes.first()? {
        ..0xE0 => 2,
        ..0xF0 => 3,
        _ => 4,
    };
    core::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()
}
