//! Reads a number, a flag or an id out of a text.
//!
//! The methods leave out white space around it, which XML may have there; in a text that is cut they find nothing.

use core::str::FromStr;

use super::{Chars, Text};
use crate::find;

impl Text<'_> {
    /// Parses the decoded text, without the white space around it.
    ///
    /// `None` where it does not parse, where it is cut, or where it is escaped and longer than 40 bytes.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Text;
    ///
    /// assert_eq!(Text::plain(" 512 ").parse::<u32>(), Some(512));
    /// assert_eq!(Text::plain("Small Instance").parse::<u32>(), None);
    /// ```
    #[inline]
    #[must_use]
    pub fn parse<T: FromStr>(&self) -> Option<T> {
        self.short(|text| text.parse().ok())
    }

    /// Reads a code or a status exactly: digits with an optional minus, perhaps in white space; nothing else, nothing
    /// wrapped.
    ///
    /// By characters, and not by `from_str`, which takes a plus too and wants a decoded text.
    pub(crate) fn integer(&self) -> Option<i32> {
        if self.is_cut() {
            return None;
        }
        if let Some(number) = digits(self.raw.as_bytes()) {
            return Some(number);
        }
        let mut chars = self.chars();
        let first = chars.past_space()?;
        let mut next = if first == '-' { chars.next()? } else { first };
        // Counted below zero, where there is room for one value more.
        let mut number = 0_i32;
        loop {
            number = number.checked_mul(10)?.checked_sub_unsigned(next.to_digit(10)?)?;
            match chars.next() {
                Some(c) if !is_space(c) => next = c,
                _ => break,
            }
        }
        let number = if first == '-' { number } else { number.checked_neg()? };
        chars.past_space().is_none().then_some(number)
    }

    /// Reads a flag, `true` or `false`, without the white space around it.
    #[inline(never)]
    pub(crate) fn flag(&self) -> Option<bool> {
        let mut chars = self.chars();
        let (flag, word) = match chars.past_space()? {
            't' => (true, "true"),
            'f' => (false, "false"),
            _ => return None,
        };
        let is_word = word.bytes().skip(1).all(|wanted| chars.next() == Some(char::from(wanted)));
        (is_word && chars.past_space().is_none() && !self.is_cut()).then_some(flag)
    }

    /// Hands on the decoded text without the white space around it, through a small buffer where it is escaped.
    #[inline(always)]
    pub(crate) fn short<T>(&self, f: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        f(self.short_in(&mut None)?)
    }

    /// Decodes such a text; where size counts one routine does it for all types.
    #[cfg_attr(not(small), inline(always))]
    fn short_in<'b>(&'b self, buf: &'b mut Option<[u8; SHORT]>) -> Option<&'b str> {
        if self.is_cut() {
            return None;
        }
        // Trimmed first: a carriage return in the white space around it is no reason to decode a text.
        let text = Self { raw: trim(self.raw), form: self.form };
        match text.as_str() {
            Some(text) => Some(text),
            None => text.decode_into(buf.insert([0; SHORT])).ok().map(trim),
        }
    }
}

impl Chars<'_> {
    /// Takes the next character that is no white space.
    #[inline(never)]
    pub(super) fn past_space(&mut self) -> Option<char> {
        self.find(|&c| !is_space(c))
    }
}

/// Reads one to nine plain digits, as nearly all codes and statuses have: a shortcut where speed counts.
#[inline]
pub(crate) fn digits(raw: &[u8]) -> Option<i32> {
    if !find::FAST || !matches!(raw.len(), 1..10) {
        return None;
    }
    raw.iter().try_fold(0_i32, |number, b| {
        let digit = b.wrapping_sub(b'0');
        (digit < 10).then(|| number.wrapping_mul(10).wrapping_add(i32::from(digit)))
    })
}

/// Leaves out the white space around a text.
fn trim(text: &str) -> &str {
    if find::FAST && matches!((text.as_bytes().first(), text.as_bytes().last()), (Some(b'!'..), Some(b'!'..)))
    {
        return text;
    }
    let start = find::skip_space(text.as_bytes(), 0);
    let is_text = |b: u8| !is_space(char::from(b));
    let end = text.bytes().rposition(is_text).map_or(start, |last| last.saturating_add(1));
    text.get(start..end).unwrap_or_default()
}

/// White space of XML and JSON alike.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The longest escaped text that is read as a number or an id: a UUID is 36 bytes.
const SHORT: usize = 40;

#[cfg(test)]
mod tests {
    use crate::text::{Form, Text};

    #[test]
    fn integers_are_read_exactly() {
        assert_eq!(Text::new(" 4&#50; ", Form::XML).integer(), Some(42));
        for wrong in [
            "",
            "-",
            "+1",
            "\u{c}1",
            "1\u{b}",
            "1\u{a0}",
            "1.0",
            "true",
            "4294967297",
            "2147483648",
            "0x1",
            "1 2",
        ] {
            assert_eq!(Text::plain(wrong).integer(), None, "{wrong}");
        }
        assert_eq!(Text::plain("-2147483648").integer(), Some(i32::MIN));
        assert_eq!(Text::plain("007").integer(), Some(7));
    }
}
