//! XML names, by the fifth edition of XML 1.0.

use crate::error::{Error, ErrorKind};

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

/// Tells whether `name` is a name.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(is_start_char) && name.chars().all(|c| is_start_char(c) || is_later_char(c))
}

fn first_char(bytes: &[u8]) -> Option<char> {
    let bytes = bytes.get(..4).unwrap_or(bytes);
    bytes.utf8_chunks().next()?.valid().chars().next()
}

/// `NameStartChar`   XML 1.0 \[4\]
const fn is_start_char(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// What `NameChar` has beyond `NameStartChar`   XML 1.0 \[4a\]
const fn is_later_char(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
