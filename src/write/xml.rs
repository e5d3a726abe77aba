//! XML, as `ApiResponseSerializer` writes it: no line ends, no empty-element tags, no CDATA, the five entities.

use core::fmt::{self, Write as _};

use super::{Kind, WriteError, escaped};

/// Writes the declaration and the root's start tag.
pub(super) fn root(
    out: &mut dyn fmt::Write,
    name: &dyn fmt::Display,
    attribute: Option<(&str, &str)>,
) -> Result<(), WriteError> {
    check(name)?;
    write!(out, r#"<?xml version="1.0" encoding="UTF-8"?><{name}"#)?;
    if let Some((attribute, value)) = attribute {
        write!(out, " {attribute}=\"")?;
        Escaped(out).write_str(value)?;
        out.write_char('"')?;
    }
    Ok(out.write_char('>')?)
}

/// `STag ::= '<' Name '>'`   XML 1.0 \[40\]. A list has no tag of its own, but a name that its elements will have.
pub(super) fn begin(out: &mut dyn fmt::Write, name: &dyn fmt::Display, kind: Kind) -> Result<(), WriteError> {
    check(name)?;
    match kind {
        Kind::List => Ok(()),
        Kind::Object | Kind::Text | Kind::Literal => Ok(write!(out, "<{name}>")?),
    }
}

/// `ETag ::= '</' Name '>'`   XML 1.0 \[42\]
pub(super) fn end(out: &mut dyn fmt::Write, name: &dyn fmt::Display, kind: Kind) -> fmt::Result {
    match kind {
        Kind::List => Ok(()),
        Kind::Object | Kind::Text | Kind::Literal => write!(out, "</{name}>"),
    }
}

/// Escapes what is written through it, as text or as the value of an attribute.
pub(super) struct Escaped<'o>(pub(super) &'o mut dyn fmt::Write);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escaped(self.0, text, |b| matches!(b, b'"' | b'\'' | b'<' | b'>' | b'&' | b'\r'), escape)
    }
}

fn escape(out: &mut dyn fmt::Write, c: char) -> fmt::Result {
    out.write_str(match c {
        '"' => "&quot;",
        '\'' => "&apos;",
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        // The one left. Raw, every reader would make it a line feed (XML 1.0, 2.11).
        _ => "&#13;",
    })
}

fn check(name: &dyn fmt::Display) -> Result<(), WriteError> {
    let mut check = NameCheck { is_begun: false };
    if write!(check, "{name}").is_ok() && check.is_begun { Ok(()) } else { Err(WriteError::Name) }
}

/// `Name ::= NameStartChar (NameChar)*`   XML 1.0 \[5\]
struct NameCheck {
    is_begun: bool,
}

impl fmt::Write for NameCheck {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        for c in part.chars() {
            if !(is_name_start(c) || self.is_begun && is_name_only(c)) {
                return Err(fmt::Error);
            }
            self.is_begun = true;
        }
        Ok(())
    }
}

/// `NameStartChar`   XML 1.0, fifth edition \[4\]
const fn is_name_start(c: char) -> bool {
    matches!(c,
        ':' | 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// What a `NameChar` may be beyond a `NameStartChar`   XML 1.0, fifth edition \[4a\]
const fn is_name_only(c: char) -> bool {
    matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
