//! The values that are neither strings nor have members: numbers, `true`, `false` and `null`.

use super::Cursor;
use crate::error::ErrorKind;
use crate::find;

impl Cursor<'_> {
    /// Steps over a literal whose first letter stands here.
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
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
        // A leading zero stands alone.
        let is_zero = self.peek() == Some(b'0');
        let mut next = self.digits(is_zero)?;
        if next == b'.' {
            self.skip(1);
            next = self.digits(false)?;
        }
        if let b'e' | b'E' = next {
            self.skip(1);
            if let Some(b'-' | b'+') = self.peek() {
                self.skip(1);
            }
            self.digits(false)?;
        }
        Ok(())
    }

    /// Steps over one digit or more, and no more than one if `is_one`; gives the byte behind them, without which more
    /// may come.
    fn digits(&mut self, is_one: bool) -> Result<u8, ErrorKind> {
        let start = self.at;
        self.at = if is_one { start.wrapping_add(1) } else { find::digits_end(self.body, start) };
        match self.peek() {
            None => Err(ErrorKind::Incomplete),
            Some(byte) if self.at == start || byte.is_ascii_digit() => Err(ErrorKind::Number(byte)),
            Some(byte) => Ok(byte),
        }
    }
}
