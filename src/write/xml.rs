//! XML, as `ApiResponseSerializer` writes it: no line ends, no empty-element tags, no CDATA, the five entities.

use core::fmt::{self, Write as _};

use super::{Kind, WriteError, escaped};
use crate::text::name::is_name_char;

/// What stands before the root.
pub(super) const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// Writes the root's start tag.
pub(super) fn root(
    out: &mut dyn fmt::Write,
    name: &dyn fmt::Display,
    attribute: Option<(&str, &str)>,
) -> Result<(), WriteError> {
    check(name)?;
    write!(out, "<{name}")?;
    if let Some((attribute, value)) = attribute {
        write!(out, " {attribute}=\"")?;
        Escaped(out).write_str(value)?;
        out.write_char('"')?;
    }
    Ok(out.write_char('>')?)
}

/// `STag ::= '<' Name '>'`   XML 1.0 \[40\]. A list has no tag of its own; its elements have its name.
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
        // `\r`, the one left. Raw, every reader would make it a line feed (XML 1.0, 2.11).
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
            if !is_name_char(c, !self.is_begun) {
                return Err(fmt::Error);
            }
            self.is_begun = true;
        }
        Ok(())
    }
}
