//! JSON without white space, as the server writes it through Gson, and valid where the server's is not.

use core::fmt::{self, Write as _};

use super::{Kind, Place, escaped};

/// Writes a comma, unless the value is the first, then the name of a member, and what opens the value.
pub(super) fn begin(out: &mut dyn fmt::Write, place: Place<'_>, kind: Kind, first: bool) -> fmt::Result {
    if !first {
        out.write_char(',')?;
    }
    if !place.is_element {
        out.write_char('"')?;
        write!(Escaped(out), "{}", place.name)?;
        out.write_str("\":")?;
    }
    out.write_str(delimiters(kind).0)
}

pub(super) fn end(out: &mut dyn fmt::Write, kind: Kind) -> fmt::Result {
    out.write_str(delimiters(kind).1)
}

const fn delimiters(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Object => ("{", "}"),
        Kind::List => ("[", "]"),
        Kind::Text => ("\"", "\""),
        Kind::Literal => ("", ""),
    }
}

/// Escapes what is written through it.
pub(super) struct Escaped<'o>(pub(super) &'o mut dyn fmt::Write);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escaped(self.0, text, |b| matches!(b, b'"' | b'\\' | ..b' '), escape)
    }
}

/// The short forms, and `\u00XX` for the control characters that have none. The server's own `\u00XX` do not reach the
/// wire: `ApiResponseSerializer.unescape` makes them raw again, and no strict reader takes that.
fn escape(out: &mut dyn fmt::Write, c: char) -> fmt::Result {
    out.write_str(match c {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => return write!(out, "\\u{:04x}", u32::from(c)),
    })
}
