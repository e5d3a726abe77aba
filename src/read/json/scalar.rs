//! The values that are neither strings nor have members: numbers, `true`, `false` and `null`.

use super::Cursor;
use crate::error::ErrorKind;
use crate::find;

impl Cursor<'_> {
    /// Steps over a literal whose first letter stands here.
    #[cfg_attr(small, inline(never))]
    pub(super) fn literal(&mut self, wanted: &[u8]) -> Result<(), ErrorKind> {
        wanted.iter().try_for_each(|&letter| self.expect(letter, ErrorKind::ExpectedValue))
    }

    /// Steps over a number.
    ///
    /// `number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`
    pub(super) fn number(&mut self) -> Result<(), ErrorKind> {
        if self.peek() == Some(b'-') {
            self.skip(1);
        }
        // What may follow the digits, with more digits after it.
        let mut marks: &[u8] = b".eE";
        // A leading zero stands alone.
        let mut limit = if self.peek() == Some(b'0') { self.at.wrapping_add(1) } else { self.body.len() };
        loop {
            let start = self.at;
            self.at = find::digits_end(self.body, start).min(limit);
            // Where the bytes end, more digits may come.
            let Some(byte) = self.peek() else { return Err(ErrorKind::Incomplete) };
            if self.at == start || byte.is_ascii_digit() {
                return Err(ErrorKind::Number(byte));
            }
            if !marks.contains(&byte) {
                return Ok(());
            }
            limit = self.body.len();
            self.skip(1);
            if byte == b'.' {
                marks = b"eE";
            } else {
                marks = b"";
                if let Some(b'-' | b'+') = self.peek() {
                    self.skip(1);
                }
            }
        }
    }
}
