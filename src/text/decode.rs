//! Undoes the escapes of each form, one piece at a time.
//!
//! A piece is a run of the wire's own bytes or one decoded character, so that whoever prints, copies or compares
//! does it by runs. Total on any input: what is not an escape stands for itself.

use super::query::{encoded, query};
use crate::find;

/// How a text is escaped.
///
/// A pointer to a table and not an enum, so that a program links only the decoders of the forms that it reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form(Option<&'static Escapes>);

#[derive(Clone, Copy, Debug)]
struct Escapes {
    /// The bytes that do not stand for themselves; `None` where a text is known to have none of them.
    special: Option<[u8; 3]>,
    /// Reads what the next bytes stand for; there is at least one. The flag is kept for XML: inside a CDATA section.
    part: fn(&[u8], &mut bool) -> Part,
    /// Something is known to be escaped. Only told where speed counts.
    escaped: bool,
    /// The text is only the beginning of what was sent.
    cut: bool,
    /// The text is from XML, whether or not anything in it is escaped.
    xml: bool,
}

impl Escapes {
    const NONE: Self = Self { special: None, part: plain, escaped: false, cut: false, xml: false };
    const XML: Self = Self { special: Some([b'&', b'<', b'\r']), part: xml, xml: true, ..Self::NONE };
    const JSON: Self = Self { special: Some([b'\\'; 3]), part: json, ..Self::NONE };
    const QUERY: Self = Self { special: Some([b'%', b'+', b'%']), part: query, ..Self::NONE };
    const PERCENT: Self = Self { special: Some([b'%'; 3]), part: encoded, ..Self::NONE };
}

impl Form {
    /// Not at all: a number, a literal, or text of the caller's own.
    pub(crate) const PLAIN: Self = Self(None);
    /// The content of an XML element without child elements: references, CDATA sections, comments.
    pub(crate) const XML: Self = Self(Some(&Escapes::XML));
    /// The same, and nothing is escaped in it.
    pub(crate) const XML_PLAIN: Self = Self(Some(&Escapes { xml: true, ..Escapes::NONE }));
    /// What stands between the quotes of a JSON string.
    pub(crate) const JSON: Self = Self(Some(&Escapes::JSON));
    /// A name or a value of a query: `+` and `%XX`.
    #[cfg(any(feature = "serde", test))]
    pub(crate) const QUERY: Self = Self(Some(&Escapes::QUERY));
    /// The same, and something is escaped in it.
    pub(crate) const QUERY_ESCAPED: Self = Self(Some(&Escapes { escaped: true, ..Escapes::QUERY }));
    /// Text that is percent-encoded: only `%XX`.
    pub(crate) const PERCENT: Self = Self(Some(&Escapes::PERCENT));
    /// The beginning of a text that is not escaped.
    pub(crate) const PLAIN_CUT: Self = Self(Some(&Escapes { cut: true, ..Escapes::NONE }));
    /// The beginning of a text in XML.
    pub(crate) const XML_CUT: Self = Self(Some(&Escapes { cut: true, ..Escapes::XML }));
    /// The beginning of a text in JSON.
    pub(crate) const JSON_CUT: Self = Self(Some(&Escapes { cut: true, ..Escapes::JSON }));

    /// Tells whether nothing in a text of this form can be escaped.
    #[inline]
    pub(crate) fn is_plain(self) -> bool {
        self.special().is_none()
    }

    /// Tells whether this is a form of XML.
    pub(crate) fn is_xml(self) -> bool {
        self.0.is_some_and(|escapes| escapes.xml)
    }

    /// Tells whether this is a form of a query in which something can be escaped.
    pub(crate) fn is_query(self) -> bool {
        self.special() == Escapes::QUERY.special
    }

    #[inline]
    fn special(self) -> Option<[u8; 3]> {
        self.0.and_then(|escapes| escapes.special)
    }

    pub(super) fn is_cut(self) -> bool {
        self.0.is_some_and(|escapes| escapes.cut)
    }

    /// Tells whether anything in `raw` stands for something else than itself.
    #[inline]
    pub(super) fn is_escaped(self, raw: &str) -> bool {
        find::FAST && self.0.is_some_and(|escapes| escapes.escaped) || self.has_special(raw)
    }

    #[cfg_attr(not(small), inline(never))]
    fn has_special(self, raw: &str) -> bool {
        self.special().is_some_and(|special| find::has_any(raw.as_bytes(), special))
    }
}

/// A part of a decoded text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    Run(&'a str),
    Char(char),
}

impl Piece<'_> {
    /// The piece as text: a character is written into `utf8`.
    #[cfg_attr(not(small), inline)]
    pub(crate) fn as_str<'s>(&'s self, utf8: &'s mut [u8; 4]) -> &'s str {
        match *self {
            Self::Run(run) => run,
            Self::Char(c) => c.encode_utf8(utf8),
        }
    }
}

/// The pieces of a text, in order; no run is empty.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'a> {
    rest: &'a str,
    form: Form,
    /// XML: inside a CDATA section.
    cdata: bool,
}

impl<'a> Pieces<'a> {
    pub(crate) const fn new(raw: &'a str, form: Form) -> Self {
        Self { rest: raw, form, cdata: false }
    }

    /// How many bytes have not been looked at.
    pub(crate) const fn left(&self) -> usize {
        self.rest.len()
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while !self.rest.is_empty() {
            let part = match self.form.0 {
                Some(escapes) => (escapes.part)(self.rest.as_bytes(), &mut self.cdata),
                None => Part::run(self.rest.len()),
            };
            // The bytes that end a part are ASCII, so that the cut is at a character's edge.
            let (run, rest) = self.rest.split_at_checked(part.len).unwrap_or((self.rest, ""));
            self.rest = rest;
            match part.is {
                For::Itself => return Some(Piece::Run(run)),
                For::Char(c) => return Some(Piece::Char(c)),
                For::Nothing => {}
            }
        }
        None
    }
}

/// The next bytes of a text that stand for one thing: how many they are, and for what.
// Two words, which a small processor returns in registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    len: usize,
    is: For,
}

#[derive(Clone, Copy, Debug)]
enum For {
    Itself,
    Char(char),
    /// As a comment does.
    Nothing,
}

impl Part {
    pub(super) const fn run(len: usize) -> Self {
        Self { len, is: For::Itself }
    }

    pub(super) const fn char(c: char, len: usize) -> Self {
        Self { len, is: For::Char(c) }
    }

    const fn nothing(len: usize) -> Self {
        Self { len, is: For::Nothing }
    }
}

/// All up to the first byte that `special` names.
fn run(bytes: &[u8], special: impl Fn(u8) -> bool) -> Part {
    Part::run(bytes.iter().copied().position(special).unwrap_or(bytes.len()))
}

fn plain(bytes: &[u8], _: &mut bool) -> Part {
    Part::run(bytes.len())
}

fn xml(bytes: &[u8], cdata: &mut bool) -> Part {
    match bytes.first() {
        // Line ends are LF, however they were written (XML 1.0, 2.11).
        Some(b'\r') => Part::char('\n', if bytes.get(1) == Some(&b'\n') { 2 } else { 1 }),
        Some(b']') if *cdata && find::starts(bytes, b"]]>") => {
            *cdata = false;
            Part::nothing(3)
        }
        Some(b']') if *cdata => Part::char(']', 1),
        _ if *cdata => run(bytes, |b| matches!(b, b']' | b'\r')),
        Some(b'&') => match reference(bytes) {
            Reference::Char(c, len) => Part::char(c, len),
            Reference::NoChar | Reference::Bare => Part::char('&', 1),
        },
        Some(b'<') if find::starts(bytes, CDATA) => {
            *cdata = true;
            Part::nothing(CDATA.len())
        }
        Some(b'<') if bytes.starts_with(b"<!--") => nothing_to(bytes, b"<!--".len(), b"-->"),
        Some(b'<') if bytes.starts_with(b"<?") => nothing_to(bytes, b"<?".len(), b"?>"),
        Some(b'<') => Part::char('<', 1),
        _ => run(bytes, |b| matches!(b, b'&' | b'<' | b'\r')),
    }
}

const CDATA: &[u8] = b"<![CDATA[";

/// All up to and with `end`, which is looked for at `from` and after.
fn nothing_to(bytes: &[u8], from: usize, end: &[u8]) -> Part {
    Part::nothing(find::past(bytes, from, end).unwrap_or(bytes.len()))
}

fn json(bytes: &[u8], _: &mut bool) -> Part {
    let c = match *bytes {
        [b'\\', c @ (b'"' | b'\\' | b'/'), ..] => char::from(c),
        [b'\\', b'b', ..] => '\u{8}',
        [b'\\', b'f', ..] => '\u{c}',
        [b'\\', b'n', ..] => '\n',
        [b'\\', b'r', ..] => '\r',
        [b'\\', b't', ..] => '\t',
        [b'\\', b'u', ref digits @ ..] => return unicode(digits),
        // The server turns a typed `\u0041` into `\A` (ApiResponseSerializer.unescape).
        [b'\\', ..] => return Part::char('\\', 1),
        _ => return run(bytes, |b| b == b'\\'),
    };
    Part::char(c, 2)
}

/// The length of the escape here in a JSON string; of one that does not exist, that of its `\`.
pub(crate) fn json_escape(bytes: &[u8]) -> usize {
    json(bytes, &mut false).len
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

/// The references by name that XML has without a declaration, after the `&`.
const ENTITIES: [(&str, char); 5] =
    [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\'')];

/// Reads what begins with `&`.
///
/// `Reference ::= '&' Name ';' | '&#' [0-9]+ ';' | '&#x' [0-9a-fA-F]+ ';'`   XML 1.0 \[66\] \[67\]
pub(crate) fn reference(bytes: &[u8]) -> Reference {
    let [_, name @ ..] = bytes else { return Reference::Bare };
    let [b'#', number @ ..] = name else {
        let entity = ENTITIES.iter().find(|(entity, _)| find::starts(name, entity.as_bytes()));
        return entity
            .map_or(Reference::Bare, |(entity, c)| Reference::Char(*c, entity.len().wrapping_add(1)));
    };
    let (digits, radix) = match number {
        [b'x', digits @ ..] => (digits, 16),
        digits => (digits, 10),
    };
    let before = bytes.len().wrapping_sub(digits.len());
    let mut code = 0_u32;
    for (i, &b) in digits.iter().enumerate() {
        match char::from(b).to_digit(radix) {
            // Held just above the last character, so that it never overflows.
            Some(digit) => code = code.wrapping_mul(radix).wrapping_add(digit).min(0x11_0000),
            None if b == b';' && i > 0 => {
                return match char::from_u32(code) {
                    Some(c) if is_xml_char(c) => Reference::Char(c, before.wrapping_add(i).wrapping_add(1)),
                    _ => Reference::NoChar,
                };
            }
            None => break,
        }
    }
    Reference::Bare
}

/// Tells whether what follows an `&`, up to the end of the bytes, is written as the beginning of a reference; whether its
/// number is that of a character is seen only at the `;`.
pub(crate) fn may_begin_reference(name: &[u8]) -> bool {
    match name {
        [b'#', b'x', digits @ ..] => digits.iter().all(u8::is_ascii_hexdigit),
        [b'#', digits @ ..] => digits.iter().all(u8::is_ascii_digit),
        _ => ENTITIES.iter().any(|(entity, _)| entity.as_bytes().starts_with(name)),
    }
}

/// `Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]`   XML 1.0 \[2\]
pub(crate) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Reads what follows `\u`.
fn unicode(digits: &[u8]) -> Part {
    let Some(high) = hex4(digits) else { return Part::char('\\', 1) };
    let low = match digits {
        [_, _, _, _, b'\\', b'u', low @ ..] if is_surrogate(high, 0xD800) => hex4(low),
        _ => None,
    };
    let (code, len) = match low {
        Some(low) if is_surrogate(low, 0xDC00) => {
            let pair = (high & 0x3FF) << 10 | low & 0x3FF;
            (pair.wrapping_add(0x1_0000), 12)
        }
        _ => (high, 6),
    };
    // `None` is a lone surrogate.
    Part::char(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), len)
}

/// Tells whether a code is one of the surrogates from `first` on, of which there are 1,024 high ones and as many low.
const fn is_surrogate(code: u32, first: u32) -> bool {
    code & !0x3FF == first
}

/// Reads the four hex digits of a `\u` escape.
pub(crate) fn hex4(digits: &[u8]) -> Option<u32> {
    digits.first_chunk::<4>()?.iter().try_fold(0, |code, &digit| Some(code << 4 | hex(digit)?))
}

pub(super) fn hex(digit: u8) -> Option<u32> {
    char::from(digit).to_digit(16)
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use std::prelude::rust_2024::*;

    use super::{Form, Reference, reference};
    use crate::Text;
    use crate::sample::Sample as _;

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
        decodes(Form::JSON, r#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{c}\n\r\t");
        decodes(Form::JSON, r"caf\u00e9 \ud83d\ude00!", "café 😀!");
        decodes(Form::JSON, r"\ud83d \ude00 \ud83d\ud83d\ude00", "\u{FFFD} \u{FFFD} \u{FFFD}😀");
        decodes(Form::JSON, r"\A\<\u12\", r"\A\<\u12\");
        decodes(Form::JSON, "raw\u{7}bell", "raw\u{7}bell");
    }

    #[test]
    fn xml_references_sections_and_comments() {
        decodes(Form::XML, "&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;", "<>&\"'A😀");
        decodes(Form::XML, "R&D &nbsp; &#; &#x; &#zz;", "R&D &nbsp; &#; &#x; &#zz;");
        decodes(Form::XML, "a<![CDATA[<b> &lt; ]] ]>]]>c<!-- d -->e<?f g?>h", "a<b> &lt; ]] ]>ceh");
        decodes(Form::XML, "<![CDATA[]]><!-- -->", "");
        decodes(Form::XML, "a\r\nb\rc<![CDATA[\r\n]]>", "a\nb\nc\n");
        decodes(Form::XML, "&#13;", "\r");
    }

    #[test]
    fn what_is_known_to_be_plain_is_xml_still() {
        let text = Text::new("R%26amp%3BD", Form::XML_PLAIN);
        assert_eq!((text.as_str(), text.is_empty()), (Some("R%26amp%3BD"), false));
        assert_eq!(text, Text::new("R%26amp%3BD", Form::XML));
        let mut buf = [0; 16];
        assert_eq!(text.percent_decode_into(&mut buf).unwrap(), "R&D");
        // A date, which is not encoded.
        assert_eq!(Text::new("05+0000", Form::JSON).percent_decode_into(&mut buf).unwrap(), "05+0000");
    }

    #[test]
    fn percent_encoded() {
        decodes(Form::PERCENT, "R%26D%20lab%C3%A9 50% +", "R&D labé 50% +");
        decodes(Form::PERCENT, "2026-04-14T09:25:51+0000", "2026-04-14T09:25:51+0000");
    }

    #[test]
    fn query_escapes() {
        decodes(Form::QUERY, "a+b%20c%2B", "a b c+");
        decodes(Form::QUERY, "%E2%98%83%F0%9F%98%80é", "☃😀é");
        decodes(Form::QUERY, "%FF%E2%98x%C3+%zz%4", "\u{FFFD}\u{FFFD}x\u{FFFD} %zz%4");
        decodes(Form::QUERY, "%E2%98%8%F0%9F%98%", "\u{FFFD}%8\u{FFFD}%");
    }

    /// Each first byte with second ones of all kinds, and what may follow, as `core` reads the bytes.
    #[test]
    fn query_escapes_of_all_bytes() {
        let ends = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF4, 0xFF];
        for first in (0..=0xFF_u8).sample(51) {
            let rest = ends.into_iter().flat_map(|second| ends.map(|third| (second, third)));
            for (second, third) in rest.sample(51) {
                for bytes in
                    [&[first][..], &[first, second], &[first, second, third], &[first, second, third, 0x80]]
                {
                    let raw: String = bytes.iter().map(|b| std::format!("%{b:02x}")).collect();
                    decodes(Form::QUERY, &raw, &String::from_utf8_lossy(bytes));
                }
            }
        }
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
}
