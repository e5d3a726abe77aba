//! The rare markup of XML: declaration, attributes, comments, CDATA sections, processing instructions.

use super::super::token::Span;
use super::name;
use super::strict::Strict;
use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::{Reference, reference};

/// The most attributes of one tag: enough for any answer, few enough to compare each with each.
pub const MAX_ATTRIBUTES: usize = 32;

/// Where a start tag ends.
pub(crate) struct TagEnd {
    /// Where the content begins; in an empty-element tag, the `/`.
    pub(crate) content: usize,
    pub(crate) is_empty: bool,
}

/// Reads the rest of a start tag after its name.
///
/// `EmptyElemTag ::= '<' Name (S Attribute)* S? '/>'`   XML 1.0 \[44\]
#[inline(never)]
pub(crate) fn tag_end(body: &[u8], name_end: usize, strict: Option<&Strict>) -> Result<TagEnd, Error> {
    let (mut at, mut count) = (name_end, 0_usize);
    loop {
        let next = find::skip_space(body, at);
        match *find::rest(body, next) {
            [b'>', ..] => return Ok(TagEnd { content: next.wrapping_add(1), is_empty: false }),
            [b'/', b'>', ..] => return Ok(TagEnd { content: next, is_empty: true }),
            [] | [b'/'] => return Err(ErrorKind::Incomplete.at(body.len())),
            [b'/', b, ..] => return Err(ErrorKind::ExpectedTagEnd(b).at(next.wrapping_add(1))),
            [b, ..] if next == name_end => return Err(ErrorKind::ExpectedTagEnd(b).at(next)),
            [b, ..] if next == at => return Err(ErrorKind::Attribute(b).at(next)),
            _ => {}
        }
        let attribute = attribute(body, next)?;
        let before = body.get(..next).unwrap_or(body);
        if count > 0 && has_attribute(before, name_end, attribute.name.bytes(body)) {
            return Err(ErrorKind::DuplicateAttribute.at(next));
        }
        if count == MAX_ATTRIBUTES {
            return Err(ErrorKind::TooManyAttributes.at(next));
        }
        count = count.wrapping_add(1);
        check_value(body, attribute.value, strict)?;
        at = attribute.value.end().wrapping_add(1);
    }
}

/// Tells whether an attribute of that name stands between the name of the tag and the end of `body`.
///
/// Reads them again instead of keeping them: there is hardly ever a second one, and no room for many on a small stack.
fn has_attribute(body: &[u8], name_end: usize, name: &[u8]) -> bool {
    let mut at = name_end;
    while let Ok(earlier) = attribute(body, find::skip_space(body, at)) {
        if earlier.name.bytes(body) == name {
            return true;
        }
        at = earlier.value.end().wrapping_add(1);
    }
    false
}

/// An attribute: its name, and its value without the quotes.
pub(crate) struct Attribute {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// Reads an attribute, up to its closing quote.
///
/// `Attribute ::= Name S? '=' S? ('"' [^<&"]* '"' | "'" [^<&']* "'")`   XML 1.0 \[41\]
pub(crate) fn attribute(body: &[u8], at: usize) -> Result<Attribute, Error> {
    let name = Span::new(at, name::end(body, at).map_err(of_attribute)?);
    let equals = find::skip_space(body, name.end());
    let quote = match body.get(equals) {
        Some(b'=') => find::skip_space(body, equals.wrapping_add(1)),
        Some(&b) => return Err(ErrorKind::Attribute(b).at(equals)),
        None => return Err(ErrorKind::Incomplete.at(body.len())),
    };
    let mark = match body.get(quote) {
        Some(&mark @ (b'"' | b'\'')) => mark,
        Some(&b) => return Err(ErrorKind::Attribute(b).at(quote)),
        None => return Err(ErrorKind::Incomplete.at(body.len())),
    };
    let start = quote.wrapping_add(1);
    let end = find::either(body, start, mark, b'<');
    match body.get(end) {
        Some(b'<') => Err(ErrorKind::Attribute(b'<').at(end)),
        Some(_) => Ok(Attribute { name, value: Span::new(start, end) }),
        None => Err(ErrorKind::Incomplete.at(end)),
    }
}

/// A name that is none is a malformed attribute where an attribute must stand.
fn of_attribute(error: Error) -> Error {
    match error.kind() {
        ErrorKind::ExpectedName(b) => ErrorKind::Attribute(b).at(error.offset()),
        _ => error,
    }
}

/// Checks the references of an attribute's value and, in strict mode, the characters between them.
fn check_value(body: &[u8], value: Span, strict: Option<&Strict>) -> Result<(), Error> {
    let body = body.get(..value.end()).unwrap_or(body);
    let mut at = value.start();
    loop {
        let next = find::byte(body, at, b'&');
        if let Some(strict) = strict {
            (strict.characters)(body, at, next)?;
        }
        at = match reference(find::rest(body, next)) {
            _ if next == body.len() => return Ok(()),
            Reference::Char(_, len) => next.wrapping_add(len),
            Reference::Bare | Reference::NoChar => return Err(ErrorKind::Reference.at(next)),
        };
    }
}

/// Tells whether `rest` begins with the declaration rather than with an instruction such as `<?xml-stylesheet`.
pub(crate) fn is_declaration(rest: &[u8]) -> bool {
    rest.strip_prefix(b"<?xml").is_some_and(|rest| matches!(rest, [b' ' | b'\t' | b'\r' | b'\n' | b'?', ..]))
}

/// Reads the declaration at `at`. Its encoding is not believed: servers up to 4.0 say ISO-8859-1 and send UTF-8.
///
/// `XMLDecl ::= '<?xml' VersionInfo EncodingDecl? SDDecl? S? '?>'`   XML 1.0 \[23\]
#[inline(never)]
pub(super) fn declaration(body: &[u8], at: usize) -> Result<usize, Error> {
    if find::FAST && body.get(at..).is_some_and(|rest| rest.starts_with(USUAL_DECLARATION)) {
        return Ok(at.wrapping_add(USUAL_DECLARATION.len()));
    }
    let mut at = at.wrapping_add(b"<?xml".len());
    // The first of them that may stand here.
    let mut from = 0_usize;
    loop {
        let next = find::skip_space(body, at);
        match *find::rest(body, next) {
            [b'?', b'>', ..] if from > 0 => return Ok(next.wrapping_add(2)),
            [] | [b'?'] => return Err(ErrorKind::Incomplete.at(body.len())),
            [_, ..] if next == at => return Err(ErrorKind::Declaration.at(next)),
            _ => {}
        }
        let Attribute { name, value } = attribute(body, next).map_err(|error| match error.kind() {
            ErrorKind::Incomplete => error,
            _ => ErrorKind::Declaration.at(error.offset()),
        })?;
        // In this order, and only the first must be there.
        let is_next = |place: &usize| *place >= from && (*place == 0) == (from == 0);
        let place = PSEUDO_ATTRIBUTES.iter().position(|wanted| wanted.as_bytes() == name.bytes(body));
        let Some(place) = place.filter(is_next) else { return Err(ErrorKind::Declaration.at(next)) };
        let text = value.bytes(body);
        let is_good = match place {
            0 => is_version(text),
            1 => is_encoding(text),
            _ => text == b"yes" || text == b"no",
        };
        if !is_good {
            return Err(ErrorKind::Declaration.at(value.start()));
        }
        from = place.wrapping_add(1);
        at = value.end().wrapping_add(1);
    }
}

/// What all servers since 4.0 write.
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

/// Steps over the comment or the processing instruction at `at`; `None` where something else stands.
///
/// `Misc ::= Comment | PI | S`   XML 1.0 \[27\]
pub(super) fn misc(body: &[u8], at: usize, strict: Option<&Strict>) -> Result<Option<usize>, Error> {
    if find::rest(body, at).starts_with(b"<?") {
        return instruction(body, at, strict).map(Some);
    }
    if stands(body, at, b"<!--")? { comment(body, at, strict).map(Some) } else { Ok(None) }
}

/// Steps over the processing instruction at `at`.
///
/// `PI ::= '<?' PITarget (S (Char* - (Char* '?>' Char*)))? '?>'`   XML 1.0 \[16\]
fn instruction(body: &[u8], at: usize, strict: Option<&Strict>) -> Result<usize, Error> {
    let start = at.wrapping_add(2);
    let name = Span::new(start, name::end(body, start)?);
    let target = name.bytes(body);
    if target.len() == b"xml".len() && begins(target, b"xml") {
        return Err(ErrorKind::Declaration.at(at));
    }
    match *find::rest(body, name.end()) {
        [] | [b'?'] | [b'?', b'>', ..] | [b' ' | b'\t' | b'\r' | b'\n', ..] => {
            past(body, name.end(), b"?>", strict)
        }
        [b, ..] => Err(ErrorKind::ExpectedTagEnd(b).at(name.end())),
    }
}

/// Steps over the comment at `at`.
///
/// `Comment ::= '<!--' ((Char - '-') | ('-' (Char - '-')))* '-->'`   XML 1.0 \[15\]
fn comment(body: &[u8], at: usize, strict: Option<&Strict>) -> Result<usize, Error> {
    let end = past(body, at.wrapping_add(b"<!--".len()), b"--", strict)?;
    match body.get(end) {
        Some(b'>') => Ok(end.wrapping_add(1)),
        Some(_) => Err(ErrorKind::Comment.at(end.wrapping_sub(2))),
        None => Err(ErrorKind::Incomplete.at(body.len())),
    }
}

/// Steps over the CDATA section at `at`.
///
/// `CDSect ::= '<![CDATA[' (Char* - (Char* ']]>' Char*)) ']]>'`   XML 1.0 \[18\]
pub(super) fn section(body: &[u8], at: usize, strict: Option<&Strict>) -> Result<usize, Error> {
    if !stands(body, at, b"<![CDATA[")? {
        return Err(ErrorKind::ExpectedName(b'!').at(at.wrapping_add(1)));
    }
    past(body, at.wrapping_add(b"<![CDATA[".len()), b"]]>", strict)
}

/// Steps over all up to `end` and over `end` itself.
fn past(body: &[u8], from: usize, end: &[u8], strict: Option<&Strict>) -> Result<usize, Error> {
    let at = find::sequence(body, from, end).ok_or_else(|| ErrorKind::Incomplete.at(body.len()))?;
    if let Some(strict) = strict {
        (strict.characters)(body, from, at)?;
    }
    Ok(at.wrapping_add(end.len()))
}

/// Tells whether `wanted` stands at `at`; not known where the body ends within it.
fn stands(body: &[u8], at: usize, wanted: &[u8]) -> Result<bool, Error> {
    let rest = find::rest(body, at);
    if rest.len() < wanted.len() && wanted.starts_with(rest) {
        return Err(ErrorKind::Incomplete.at(body.len()));
    }
    Ok(rest.starts_with(wanted))
}

/// Tells whether `bytes` begins with `wanted` in letters of either case.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(super) fn begins(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
}
