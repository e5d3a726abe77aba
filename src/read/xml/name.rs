//! XML names, by the fifth edition of XML 1.0.

use super::Cursor;
use crate::error::ErrorKind;
use crate::find;
use crate::read::token::Span;
use crate::text::name::is_name_char;
use crate::text::next_char;

impl Cursor<'_> {
    /// Reads the name that begins here.
    ///
    /// `Name ::= NameStartChar (NameChar)*`   XML 1.0 \[5\]
    #[inline]
    pub(in crate::read) fn name(&mut self) -> Result<Span, ErrorKind> {
        let start = self.at;
        if find::FAST {
            let end = find::letters_end(self.body, start);
            if end > start && matches!(self.body.get(end), Some(b'>' | b' ' | b'/' | b'=')) {
                self.at = end;
                return Ok(self.since(start));
            }
        }
        self.name_slow()?;
        Ok(self.since(start))
    }

    /// Steps over a name of any characters.
    #[inline(never)]
    fn name_slow(&mut self) -> Result<(), ErrorKind> {
        let start = self.at;
        loop {
            self.at = find::letters_end(self.body, self.at);
            let Some(byte) = self.peek() else { return Err(ErrorKind::Incomplete) };
            let is_first = self.at == start;
            if !is_first && matches!(byte, b'>' | b' ' | b'/' | b'=') {
                return Ok(());
            }
            match first_char(self.rest()) {
                Some((c, len)) if is_name_char(c, is_first) => self.skip(len),
                _ if is_first => return Err(ErrorKind::ExpectedName(byte)),
                _ => return Ok(()),
            }
        }
    }
}

/// Decodes the first character and measures it; `None` where the bytes end within it.
fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let len = match *bytes.first()? {
        first @ ..0x80 => return Some((char::from(first), 1)),
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    };
    let c = core::str::from_utf8(bytes.get(..len)?).ok()?;
    Some((next_char(&mut c.chars())?, len))
}
