//! The rare markup of XML: declaration, attributes, comments, CDATA sections, processing instructions.

use super::Cursor;
use crate::error::ErrorKind;
use crate::find;
use crate::read::token::Span;
use crate::text::decode::{Reference, reference};

/// The most attributes of one tag: enough for any answer, few enough to compare each with each.
pub const MAX_ATTRIBUTES: usize = 32;

/// An attribute: its name, and its value without the quotes.
pub(crate) struct Attribute {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

impl Cursor<'_> {
    /// Reads the rest of a start tag after its name; tells whether it is an empty-element tag.
    ///
    /// `EmptyElemTag ::= '<' Name (S Attribute)* S? '/>'`   XML 1.0 \[44\]
    #[inline(never)]
    pub(crate) fn tag_end(&mut self) -> Result<bool, ErrorKind> {
        let name_end = self.at;
        let mut count = 0_usize;
        loop {
            let before = self.at;
            let rest = self.past_space();
            let start = self.at;
            match *rest {
                [b'>', ..] => {
                    self.skip(1);
                    return Ok(false);
                }
                [b'/', ..] => {
                    self.skip(1);
                    return self.expect(b'>', ErrorKind::ExpectedTagEnd).map(|()| true);
                }
                [] => return Err(ErrorKind::Incomplete),
                [b, ..] if start == name_end => return Err(ErrorKind::ExpectedTagEnd(b)),
                [b, ..] if start == before => return Err(ErrorKind::Attribute(b)),
                _ => {}
            }
            let Attribute { name, value } = self.attribute()?;
            if count > 0 && self.has_attribute(name_end, start, name) {
                return Err(self.wrong(start, ErrorKind::DuplicateAttribute));
            }
            if count == MAX_ATTRIBUTES {
                return Err(self.wrong(start, ErrorKind::TooManyAttributes));
            }
            count = count.wrapping_add(1);
            self.check_value(value)?;
            self.skip(1);
        }
    }

    /// Tells whether the tag has an attribute of that name before `to`.
    ///
    /// Reads them again instead of keeping them: a second one is rare, and a small stack has no room for many.
    fn has_attribute(&self, name_end: usize, to: usize, name: Span) -> bool {
        let mut earlier = Cursor::new(self.body.get(..to).unwrap_or(self.body), name_end);
        loop {
            earlier.skip_space();
            match earlier.attribute() {
                Ok(attribute) if find::same(attribute.name.bytes(self.body), name.bytes(self.body)) => {
                    return true;
                }
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    /// Reads an attribute.
    ///
    /// `Attribute ::= Name S? '=' S? ('"' [^<&"]* '"' | "'" [^<&']* "'")`   XML 1.0 \[41\]
    pub(crate) fn attribute(&mut self) -> Result<Attribute, ErrorKind> {
        let name = self.name().map_err(|kind| match kind {
            // Where an attribute must come, a bad name is a malformed attribute.
            ErrorKind::ExpectedName(b) => ErrorKind::Attribute(b),
            _ => kind,
        })?;
        self.skip_space();
        self.expect(b'=', ErrorKind::Attribute)?;
        self.skip_space();
        let mark = if self.peek() == Some(b'\'') { b'\'' } else { b'"' };
        self.expect(mark, ErrorKind::Attribute)?;
        let start = self.at;
        self.at = find::either(self.body, start, mark, b'<');
        let value = self.since(start);
        self.expect(mark, ErrorKind::Attribute)?;
        Ok(Attribute { name, value })
    }

    /// Checks the references of an attribute's value and, in strict mode, the characters between them.
    fn check_value(&mut self, value: Span) -> Result<(), ErrorKind> {
        self.at = value.start();
        let body = self.body.get(..value.end()).unwrap_or(self.body);
        loop {
            let next = find::byte(body, self.at, b'&');
            if let Some(strict) = self.strict {
                (strict.characters)(self, next)?;
            }
            self.at = next;
            match reference(self.rest()) {
                _ if next == value.end() => return Ok(()),
                Reference::Char(_, len) => self.skip(len),
                Reference::Bare | Reference::NoChar => return Err(ErrorKind::Reference),
            }
        }
    }

    /// Reads the declaration here. Its encoding is not believed: servers up to 4.0 say ISO-8859-1 and send UTF-8.
    ///
    /// `XMLDecl ::= '<?xml' VersionInfo EncodingDecl? SDDecl? S? '?>'`   XML 1.0 \[23\]
    #[inline(never)]
    pub(super) fn declaration(&mut self) -> Result<(), ErrorKind> {
        self.skip(b"<?xml".len());
        // The first pseudo-attribute that may come next.
        let mut from = 0_usize;
        loop {
            let before = self.at;
            let rest = self.past_space();
            let start = self.at;
            match *rest {
                [b'?', b'>', ..] if from > 0 => {
                    self.skip(2);
                    return Ok(());
                }
                [] | [b'?'] => return Err(self.incomplete()),
                [_, ..] if start == before => return Err(ErrorKind::Declaration),
                _ => {}
            }
            let Attribute { name, value } = self.attribute().map_err(|kind| match kind {
                ErrorKind::Incomplete => kind,
                _ => ErrorKind::Declaration,
            })?;
            // In this order, and only the first must be there.
            let name = name.bytes(self.body);
            let place = PSEUDO_ATTRIBUTES.iter().position(|wanted| find::same(wanted.as_bytes(), name));
            let Some(place) = place.filter(|&place| place >= from && (place == 0 || from > 0)) else {
                return Err(self.wrong(start, ErrorKind::Declaration));
            };
            let text = value.bytes(self.body);
            let is_good = match place {
                0 => is_version(text),
                1 => is_encoding(text),
                _ => find::same(text, b"yes") || find::same(text, b"no"),
            };
            if !is_good {
                return Err(self.wrong(value.start(), ErrorKind::Declaration));
            }
            from = place.wrapping_add(1);
        }
    }

    /// Steps over a comment or a processing instruction; `false` where something else stands.
    ///
    /// `Misc ::= Comment | PI | S`   XML 1.0 \[27\]
    pub(super) fn misc(&mut self) -> Result<bool, ErrorKind> {
        if self.rest().starts_with(b"<?") {
            self.instruction()?;
        } else if self.is_next(b"<!--")? {
            self.comment()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Steps over the processing instruction here.
    ///
    /// `PI ::= '<?' PITarget (S (Char* - (Char* '?>' Char*)))? '?>'`   XML 1.0 \[16\]
    fn instruction(&mut self) -> Result<(), ErrorKind> {
        let start = self.at;
        self.skip(b"<?".len());
        let target = self.name()?.bytes(self.body);
        if target.len() == b"xml".len() && begins(target, b"xml") {
            return Err(self.wrong(start, ErrorKind::Declaration));
        }
        let name_end = self.at;
        match *self.past_space() {
            [b, ..] if self.at == name_end && !self.is_next(b"?>")? => Err(ErrorKind::ExpectedTagEnd(b)),
            _ => self.past(b"?>"),
        }
    }

    /// Steps over the comment here.
    ///
    /// `Comment ::= '<!--' ((Char - '-') | ('-' (Char - '-')))* '-->'`   XML 1.0 \[15\]
    fn comment(&mut self) -> Result<(), ErrorKind> {
        self.skip(b"<!--".len());
        self.past(b"--")?;
        self.expect(b'>', |_| ErrorKind::Comment)
    }

    /// Steps over the CDATA section here.
    ///
    /// `CDSect ::= '<![CDATA[' (Char* - (Char* ']]>' Char*)) ']]>'`   XML 1.0 \[18\]
    pub(super) fn section(&mut self) -> Result<(), ErrorKind> {
        self.section_start()?;
        self.past(b"]]>")
    }

    /// Steps over the beginning of a section, the only thing but [`misc`](Self::misc) that may begin with `<!`.
    pub(super) fn section_start(&mut self) -> Result<(), ErrorKind> {
        if !self.is_next(b"<![CDATA[")? {
            self.skip(1);
            return Err(ErrorKind::ExpectedName(b'!'));
        }
        self.skip(b"<![CDATA[".len());
        Ok(())
    }

    /// Steps over all up to `end` and over `end` itself.
    fn past(&mut self, end: &[u8]) -> Result<(), ErrorKind> {
        let at = find::sequence(self.body, self.at, end).unwrap_or(self.body.len());
        if let Some(strict) = self.strict {
            (strict.characters)(self, at)?;
        }
        self.at = at;
        self.peek().ok_or(ErrorKind::Incomplete)?;
        self.skip(end.len());
        Ok(())
    }

    /// Tells whether `wanted` comes next, which is not known where the body ends within it.
    fn is_next(&mut self, wanted: &[u8]) -> Result<bool, ErrorKind> {
        let rest = self.rest();
        if rest.len() < wanted.len() && find::starts(wanted, rest) {
            return Err(self.incomplete());
        }
        Ok(find::starts(rest, wanted))
    }
}

/// Tells whether `rest` begins with the declaration rather than with an instruction such as `<?xml-stylesheet`.
pub(crate) fn is_declaration(rest: &[u8]) -> bool {
    let start = b"<?xml";
    let end = find::skip_space(rest, start.len());
    find::starts(rest, start) && (end > start.len() || rest.get(end) == Some(&b'?'))
}

/// What all servers after 4.0 write.
pub(super) const USUAL_DECLARATION: &[u8] = br#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// What a declaration may say.
const PSEUDO_ATTRIBUTES: [&str; 3] = ["version", "encoding", "standalone"];

/// `VersionNum ::= '1.' [0-9]+`   XML 1.0 \[26\]
fn is_version(value: &[u8]) -> bool {
    value
        .strip_prefix(b"1.")
        .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// `EncName ::= [A-Za-z] ([A-Za-z0-9._] | '-')*`   XML 1.0 \[81\]
fn is_encoding(value: &[u8]) -> bool {
    value.first().is_some_and(u8::is_ascii_alphabetic)
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Tells whether `bytes` begins with `wanted` in letters of either case.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
pub(super) fn begins(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
}
