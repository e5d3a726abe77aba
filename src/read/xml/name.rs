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
    if find::FAST {
        let end = find::letters_end(body, at);
        if end > at && matches!(body.get(end), Some(b'>' | b' ' | b'/' | b'=')) {
            return Ok(end);
        }
    }
    any_end(body, at)
}

/// The same for names of any characters.
#[cold]
fn any_end(body: &[u8], start: usize) -> Result<usize, Error> {
    let mut at = start;
    loop {
        at = find::letters_end(body, at);
        let rest = find::rest(body, at);
        let Some(&byte) = rest.first() else { return Err(ErrorKind::Incomplete.at(body.len())) };
        if at > start && matches!(byte, b'>' | b' ' | b'/' | b'=') {
            return Ok(at);
        }
        match first_char(byte, rest) {
            Some((c, len)) if at > start && is_later_char(c) || is_start_char(c) => {
                at = at.wrapping_add(len);
            }
            _ if at == start => return Err(ErrorKind::ExpectedName(byte).at(at)),
            _ => return Ok(at),
        }
    }
}

/// Takes the character whose first byte it is, and its length; `None` where the bytes end within it.
fn first_char(first: u8, bytes: &[u8]) -> Option<(char, usize)> {
    let (len, bits) = match first {
        ..0x80 => return Some((char::from(first), 1)),
        0x80..0xE0 => (2, first & 0x1F),
        0xE0..0xF0 => (3, first & 0x0F),
        _ => (4, first & 0x07),
    };
    let later = bytes.get(1..len)?.iter();
    let code = later.fold(u32::from(bits), |code, b| code << 6 | u32::from(b & 0x3F));
    Some((char::from_u32(code)?, len))
}
