//! Undoes the escapes of each form, one piece at a time.
//!
//! A piece is a run of the wire's own bytes or one decoded character, so that whoever prints, copies or compares
//! does it by runs. Total on any input: what is not an escape stands for itself.

use super::Form;

/// A part of a decoded text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    Run(&'a str),
    Char(char),
}

/// The pieces of a text, in order; no run is empty.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    form: Form,
    /// XML: inside a CDATA section.
    cdata: bool,
}

impl Form {
    /// Tells whether anything in `raw` stands for something else than itself.
    pub(super) fn is_escaped(self, raw: &str) -> bool {
        match self {
            Self::Plain => false,
            Self::Xml => raw.bytes().any(xml_escape),
            Self::Json => raw.bytes().any(json_escape),
            Self::Query => raw.bytes().any(query_escape),
        }
    }
}

// The bytes that begin something else than themselves, in each form.

const fn xml_escape(b: u8) -> bool {
    matches!(b, b'&' | b'<' | b'\r')
}

const fn json_escape(b: u8) -> bool {
    b == b'\\'
}

const fn query_escape(b: u8) -> bool {
    matches!(b, b'%' | b'+')
}

impl<'a> Pieces<'a> {
    pub(crate) const fn new(raw: &'a str, form: Form) -> Self {
        Self { rest: raw, form, cdata: false }
    }

    /// Takes all up to the first byte that `special` names, at least one character.
    fn run(&mut self, special: impl Fn(u8) -> bool) -> Piece<'a> {
        let end = self.rest.bytes().position(special).unwrap_or(self.rest.len());
        // The special bytes are ASCII, so that the cut is at a character's edge.
        let (run, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        Piece::Run(run)
    }

    /// Steps over `len` bytes and gives what they stand for.
    fn decoded(&mut self, c: char, len: usize) -> Piece<'a> {
        self.rest = self.rest.get(len..).unwrap_or_default();
        Piece::Char(c)
    }

    fn xml(&mut self) -> Option<Piece<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            match bytes.first()? {
                // Line ends are LF, however they were written (XML 1.0, 2.11).
                b'\r' if bytes.starts_with(b"\r\n") => return Some(self.decoded('\n', 2)),
                b'\r' => return Some(self.decoded('\n', 1)),
                b']' if self.cdata => {
                    if !bytes.starts_with(b"]]>") {
                        return Some(self.decoded(']', 1));
                    }
                    self.cdata = false;
                    self.skip_past("]]>");
                }
                _ if self.cdata => return Some(self.run(|b| matches!(b, b']' | b'\r'))),
                b'&' => {
                    return Some(match reference(bytes) {
                        Reference::Char(c, len) => self.decoded(c, len),
                        Reference::NoChar | Reference::Bare => self.decoded('&', 1),
                    });
                }
                b'<' if bytes.starts_with(b"<![CDATA[") => {
                    self.cdata = true;
                    self.skip_past("[CDATA[");
                }
                b'<' if bytes.starts_with(b"<!--") => {
                    self.rest = self.rest.get(4..).unwrap_or_default();
                    self.skip_past("-->");
                }
                b'<' if bytes.starts_with(b"<?") => self.skip_past("?>"),
                b'<' => return Some(self.decoded('<', 1)),
                _ => return Some(self.run(xml_escape)),
            }
        }
    }

    /// Leaves out all up to `end` and `end` itself.
    fn skip_past(&mut self, end: &str) {
        let at = find(self.rest.as_bytes(), end.as_bytes());
        let next = at.map_or(self.rest.len(), |at| at.saturating_add(end.len()));
        self.rest = self.rest.get(next..).unwrap_or_default();
    }

    fn json(&mut self) -> Option<Piece<'a>> {
        let c = match self.rest.as_bytes() {
            [] => return None,
            [b'\\', b'"', ..] => '"',
            [b'\\', b'\\', ..] => '\\',
            [b'\\', b'/', ..] => '/',
            [b'\\', b'b', ..] => '\u{8}',
            [b'\\', b'f', ..] => '\u{c}',
            [b'\\', b'n', ..] => '\n',
            [b'\\', b'r', ..] => '\r',
            [b'\\', b't', ..] => '\t',
            [b'\\', b'u', digits @ ..] => {
                let (c, len) = unicode(digits);
                return Some(self.decoded(c, len));
            }
            // The server turns a typed `\u0041` into `\A` (ApiResponseSerializer.unescape).
            [b'\\', ..] => return Some(self.decoded('\\', 1)),
            _ => return Some(self.run(json_escape)),
        };
        Some(self.decoded(c, 2))
    }

    pub(crate) fn query(&mut self) -> Option<Piece<'a>> {
        Some(match self.rest.as_bytes() {
            [] => return None,
            [b'+', ..] => self.decoded(' ', 1),
            [b'%', ..] => match percent(self.rest.as_bytes()) {
                Some((c, len)) => self.decoded(c, len),
                None => self.decoded('%', 1),
            },
            _ => self.run(query_escape),
        })
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        match self.form {
            Form::Plain if self.rest.is_empty() => None,
            Form::Plain => Some(self.run(|_| false)),
            Form::Xml => self.xml(),
            Form::Json => self.json(),
            Form::Query => self.query(),
        }
    }
}

/// What an `&` in XML text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A reference to this character, and the reference's length in bytes.
    Char(char, usize),
    /// A character reference to what is no character of XML.
    NoChar,
    /// Nothing: an `&` as the server leaves it in lists of strings.
    Bare,
}

/// Reads what begins with `&`.
///
/// `Reference ::= '&' Name ';' | '&#' [0-9]+ ';' | '&#x' [0-9a-fA-F]+ ';'`   XML 1.0 \[66\] \[67\]
pub(crate) fn reference(bytes: &[u8]) -> Reference {
    let (digits, radix) = match bytes {
        [b'&', b'a', b'm', b'p', b';', ..] => return Reference::Char('&', 5),
        [b'&', b'l', b't', b';', ..] => return Reference::Char('<', 4),
        [b'&', b'g', b't', b';', ..] => return Reference::Char('>', 4),
        [b'&', b'q', b'u', b'o', b't', b';', ..] => return Reference::Char('"', 6),
        [b'&', b'a', b'p', b'o', b's', b';', ..] => return Reference::Char('\'', 6),
        [b'&', b'#', b'x', digits @ ..] => (digits, 16),
        [b'&', b'#', digits @ ..] => (digits, 10),
        _ => return Reference::Bare,
    };
    let mut code = 0_u32;
    for (i, &b) in digits.iter().enumerate() {
        match char::from(b).to_digit(radix) {
            Some(digit) => code = code.saturating_mul(radix).saturating_add(digit),
            None if b == b';' && i > 0 => {
                let before = if radix == 16 { 4_usize } else { 3 };
                return match char::from_u32(code) {
                    Some(c) if is_xml_char(c) => Reference::Char(c, before.saturating_add(i)),
                    _ => Reference::NoChar,
                };
            }
            None => break,
        }
    }
    Reference::Bare
}

/// `Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]`   XML 1.0 \[2\]
pub(crate) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Reads what follows `\u`: the character, and the length of the whole escape.
fn unicode(digits: &[u8]) -> (char, usize) {
    let Some(high) = hex4(digits) else { return ('\\', 1) };
    if let Some(c) = char::from_u32(high) {
        return (c, 6);
    }
    let low = match digits {
        [_, _, _, _, b'\\', b'u', low @ ..] => hex4(low).filter(|low| (0xDC00..0xE000).contains(low)),
        _ => None,
    };
    match low {
        Some(low) if high < 0xDC00 => {
            let pair = (high & 0x3FF) << 10 | low & 0x3FF;
            (char::from_u32(pair.saturating_add(0x1_0000)).unwrap_or(char::REPLACEMENT_CHARACTER), 12)
        }
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}

/// Reads the four hex digits of a `\u` escape.
pub(crate) fn hex4(digits: &[u8]) -> Option<u32> {
    let [a, b, c, d, ..] = *digits else { return None };
    Some(hex(a)? << 12 | hex(b)? << 8 | hex(c)? << 4 | hex(d)?)
}

fn hex(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

/// Reads the byte that `%XX` stands for.
pub(crate) fn percent_byte(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = *bytes else { return None };
    u8::try_from(hex(high)? << 4 | hex(low)?).ok()
}

/// Reads the character whose UTF-8 begins with the `%XX` here, and the length of its escapes.
///
/// Bytes that are not UTF-8 give U+FFFD, one for each maximal part, as `URLDecoder` and browsers do.
fn percent(bytes: &[u8]) -> Option<(char, usize)> {
    let mut utf8 = [0_u8; 4];
    let mut len = 0_usize;
    for (slot, escape) in utf8.iter_mut().zip(bytes.chunks(3)) {
        let Some(byte) = percent_byte(escape) else { break };
        *slot = byte;
        len = len.saturating_add(1);
    }
    let first = utf8.get(..len)?.utf8_chunks().next()?;
    let (c, used) = match first.valid().chars().next() {
        Some(c) => (c, c.len_utf8()),
        None => (char::REPLACEMENT_CHARACTER, first.invalid().len()),
    };
    Some((c, used.saturating_mul(3)))
}

/// Finds `needle` (not empty) in `haystack`.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use std::prelude::rust_2024::*;

    use super::{Form, Reference, reference};
    use crate::Text;

    #[track_caller]
    fn decodes(form: Form, raw: &str, want: &str) {
        let text = Text::new(raw, form);
        assert!(text.chars().eq(want.chars()), "{raw} reads as {text:?}, not {want:?}");
        assert_eq!(text, want);
        assert_eq!(text.to_string(), want);
        let mut buf = vec![0; raw.len()];
        assert_eq!(text.decode_into(&mut buf), Ok(want));
        assert_eq!(text.is_empty(), want.is_empty());
        assert_eq!(text.as_str().is_some(), raw == want && !raw.contains(['\\', '&', '<']));
    }

    #[test]
    fn json_escapes() {
        decodes(Form::Json, r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t");
        decodes(Form::Json, r"caf\u00e9 \ud83d\ude00!", "café 😀!");
        decodes(Form::Json, r"\ud83d \ude00 \ud83d\ud83d\ude00", "\u{FFFD} \u{FFFD} \u{FFFD}😀");
        decodes(Form::Json, r"\A\<\u12\", r"\A\<\u12\");
        decodes(Form::Json, "raw\u{7}bell", "raw\u{7}bell");
    }

    #[test]
    fn xml_references_sections_and_comments() {
        decodes(Form::Xml, "&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;", "<>&\"'A😀");
        decodes(Form::Xml, "R&D &nbsp; &#; &#x; &#zz;", "R&D &nbsp; &#; &#x; &#zz;");
        decodes(Form::Xml, "a<![CDATA[<b> &lt; ]] ]>]]>c<!-- d -->e<?f g?>h", "a<b> &lt; ]] ]>ceh");
        decodes(Form::Xml, "<![CDATA[]]><!-- -->", "");
        decodes(Form::Xml, "a\r\nb\rc<![CDATA[\r\n]]>", "a\nb\nc\n");
        decodes(Form::Xml, "&#13;", "\r");
    }

    #[test]
    fn query_escapes() {
        decodes(Form::Query, "a+b%20c%2B", "a b c+");
        decodes(Form::Query, "%E2%98%83%F0%9F%98%80é", "☃😀é");
        decodes(Form::Query, "%FF%E2%98x%C3+%zz%4", "\u{FFFD}\u{FFFD}x\u{FFFD} %zz%4");
    }

    #[test]
    fn references_to_no_character() {
        for none in ["&#0;", "&#x1F;", "&#xD800;", "&#xFFFE;", "&#x110000;", "&#99999999999999999999;"] {
            assert_eq!(reference(none.as_bytes()), Reference::NoChar, "{none}");
        }
        for bare in ["&", "&;", "&amp", "&AMP;", "&#", "&#x", "&#12", "&#X41;"] {
            assert_eq!(reference(bare.as_bytes()), Reference::Bare, "{bare}");
        }
    }

    #[test]
    fn short_texts_parse_and_long_escaped_ones_do_not() {
        assert_eq!(Text::new(" 4&#50; ", Form::Xml).integer(), Some(42));
        for wrong in ["", "-", "+1", "1.0", "true", "4294967297", "2147483648", "0x1", "1 2"] {
            assert_eq!(Text::plain(wrong).integer(), None, "{wrong}");
        }
        assert_eq!(Text::plain("-2147483648").integer(), Some(i32::MIN));
        assert_eq!(Text::plain("007").integer(), Some(7));
    }
}
