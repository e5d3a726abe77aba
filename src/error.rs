//! What can be wrong with bytes: a kind and the offset of the first wrong byte.
//!
//! An [`Error`] says that bytes could not be read. A server that says no is not an error but a value,
//! [`Fault`](crate::Fault). Line, column and the excerpt with its caret are worked out when they are asked for,
//! from the body that the caller still has.

use core::fmt::{self, Write as _};

/// What is wrong with a body or a query, and where.
///
/// # Examples
/// ```
/// use cloudstack_codec::{ErrorKind, Response};
///
/// let body = br#"{"queryasyncjobresultresponse":{"jobid":"1" "jobstatus":0}}"#;
/// let error = Response::parse(body).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::ExpectedComma(b'"'));
/// assert_eq!(error.offset(), 44);
/// assert_eq!(error.to_string(), r#"expected "," or the end of the object or array, found "\"" at byte 44"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
}

const _: () = assert!(size_of::<Error>() <= 16);

impl Error {
    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns where it is wrong: bytes from the start of the body, at most its length.
    ///
    /// The bytes before it can begin a good body. What is wrong only as a whole, such as a reference, the name of an
    /// attribute, a part of a declaration or a root, is reported where it begins. An attribute's value is checked only
    /// once its end has been found.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Finds the line and the column of the offset in `body`, the same bytes that were read.
    ///
    /// # Examples
    /// ```
    /// let body = b"<a>\n  <b></c>\n</a>";
    /// let error = cloudstack_codec::Response::parse(body).unwrap_err();
    /// let place = error.locate(body);
    /// assert_eq!((place.line, place.column), (2, 8));
    /// assert_eq!(place.to_string(), "2:8");
    /// ```
    #[must_use]
    pub fn locate(&self, body: &[u8]) -> Location {
        locate(self.offset, body)
    }

    /// Displays the error above the line it is in, with a caret under the wrong byte.
    ///
    /// Of a long line only the surroundings are shown; a byte that is not printable ASCII is shown as a dot, so that a
    /// character beyond ASCII is several dots but one column. The rest is shown as it is, secrets and all.
    ///
    /// # Examples
    /// ```
    /// let body = br#"{"a":{"b":1,}}"#;
    /// let error = cloudstack_codec::Response::parse(body).unwrap_err();
    /// assert_eq!(error.show(body).to_string(), "\
    /// expected a member's name in quotes, found \"}\" at byte 12 (line 1, column 13)
    ///   {\"a\":{\"b\":1,}}
    ///               ^");
    /// ```
    #[must_use]
    pub fn show<'e>(self, body: &'e [u8]) -> impl fmt::Display + use<'e> {
        Shown { offset: self.offset, error: self, body }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl core::error::Error for Error {}

/// A place in a body, as editors count: lines and columns from 1, a column a character. `Display` gives `2:8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a place has a line and a column and nothing else")]
pub struct Location {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// What can be wrong with a body or a query.
///
/// The byte that a kind holds is the one that was found instead. The variants are the same whatever features are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// XML: an attribute that is not `name="value"`, or not set apart by white space.
    Attribute(u8),
    /// XML, strict: `]]>` in text outside a CDATA section.
    CdataEnd,
    /// XML: `--` inside a comment; the offset is that of the byte after it, which is not `>`.
    Comment,
    /// A control character where the syntax has none, in XML also U+FFFE or U+FFFF. In a query it is always an error,
    /// in a body only in strict mode.
    ControlCharacter(u8),
    /// XML: an end tag whose `</` is not followed by the name of the element that is open and then `>` or white space.
    ///
    /// Also a `<` in a string of a list, as in [`MixedContent`](Self::MixedContent).
    CrossedTag,
    /// XML: a declaration that is not `<?xml version="1.…" …?>` at the start, once.
    Declaration,
    /// XML: a document type declaration, which is never read.
    Doctype,
    /// XML: an attribute that the tag already has.
    DuplicateAttribute,
    /// A body without anything but white space.
    Empty,
    /// A malformed escape: `\` in a JSON string (in strict mode) or `%` in a query.
    Escape,
    /// Neither `<` nor `{` where a body begins. Also the wrong one of the two where only one syntax is read, and a `{`
    /// after a prolog of XML.
    ExpectedBody(u8),
    /// JSON: no `:` after a member's name.
    ExpectedColon(u8),
    /// JSON: no `,` and no end after a member or an element.
    ExpectedComma(u8),
    /// JSON: no member's name where one must stand.
    ExpectedMember(u8),
    /// XML: no name where one must stand.
    ExpectedName(u8),
    /// XML: no `>` where a tag must end.
    ExpectedTagEnd(u8),
    /// JSON: no value where one must stand.
    ExpectedValue(u8),
    /// A web page instead of an answer, as proxies and servlet containers send it.
    ///
    /// With HTTP status 414 or 431 the head of the request was too long: send the command by POST. Such a 431 is not a
    /// [`PARAM_ERROR`](crate::ErrorCode::PARAM_ERROR).
    Html,
    /// The body ends before it is whole; the offset is its length.
    Incomplete,
    /// XML, in pieces: a name, a tag or a reference that is longer than what is kept of the body at a time.
    LongToken,
    /// XML: text beside elements.
    ///
    /// Also a `<` in a string of a list, which servers do not escape in XML (`ApiResponseSerializer`): ask with
    /// `response=json`.
    MixedContent,
    /// JSON: a list in a list, which no answer in XML could say.
    NestedList,
    /// JSON: a document without a root. Either it has no member; or no member is an object, and the first is a list
    /// with something in it.
    NoRoot,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// The body `null`, which a server sends where writing the real error failed.
    Null,
    /// JSON: a number that is not written as JSON writes one.
    Number(u8),
    /// XML: a reference to no character. Also an `&` that begins no reference: in an attribute always, in text only in
    /// strict mode.
    Reference,
    /// XML: a second root, or a `<` that may begin one, after the first root. JSON may have members beside the root,
    /// which are left out.
    SecondRoot,
    /// More than [`MAX_DEPTH`](crate::MAX_DEPTH) nodes open at once.
    TooDeep,
    /// A body or a query of 4 GiB or more.
    TooLong,
    /// XML: more than [`MAX_ATTRIBUTES`](crate::MAX_ATTRIBUTES) attributes in a tag.
    TooManyAttributes,
    /// Something after the end of the document.
    Trailing(u8),
}

impl ErrorKind {
    /// Tells whether the bytes are good as far as they go: if what follows is not UTF-8, that is the first error.
    pub(crate) const fn is_good_so_far(self) -> bool {
        matches!(self, Self::Incomplete | Self::Empty | Self::Null)
    }

    /// Makes the error of this kind at an offset.
    #[cold]
    pub(crate) const fn at(self, offset: usize) -> Error {
        Error { kind: self, offset }
    }

    /// What is said of the kind, and the byte that was found.
    const fn parts(self) -> (&'static str, Option<u8>) {
        match self {
            Self::Attribute(b) => ("expected an attribute, name=\"value\" after white space", Some(b)),
            Self::CdataEnd => ("\"]]>\" outside a CDATA section", None),
            Self::Comment => ("\"--\" inside a comment", None),
            Self::ControlCharacter(b) => ("expected no control character", Some(b)),
            Self::CrossedTag => ("an end tag that does not match the open element", None),
            Self::Declaration => ("a malformed or misplaced XML declaration", None),
            Self::Doctype => ("a document type declaration, which is not supported", None),
            Self::DuplicateAttribute => ("a duplicate attribute", None),
            Self::Empty => ("an empty body", None),
            Self::Escape => ("a malformed escape", None),
            // Where one syntax is read alone, or behind a prolog of XML.
            Self::ExpectedBody(b @ (b'<' | b'{')) => ("expected an answer in the other syntax", Some(b)),
            Self::ExpectedBody(b) => ("expected \"<\" or \"{\" to begin an answer", Some(b)),
            Self::ExpectedColon(b) => ("expected \":\" after a member's name", Some(b)),
            Self::ExpectedComma(b) => ("expected \",\" or the end of the object or array", Some(b)),
            Self::ExpectedMember(b) => ("expected a member's name in quotes", Some(b)),
            Self::ExpectedName(b) => ("expected a name", Some(b)),
            Self::ExpectedTagEnd(b) => ("expected \">\" to end the tag", Some(b)),
            Self::ExpectedValue(b) => ("expected a value", Some(b)),
            Self::Html => ("a web page instead of an answer", None),
            Self::Incomplete => ("the body ends before it is whole", None),
            Self::LongToken => ("a name, a tag or a reference too long to be read in pieces", None),
            Self::MixedContent => ("text beside elements", None),
            Self::NestedList => ("a list in a list", None),
            Self::NoRoot => ("a document without a member that could be its root", None),
            Self::NotUtf8 => ("bytes that are not UTF-8", None),
            Self::Null => ("the body is null", None),
            Self::Number(b) => ("expected a number as JSON writes one", Some(b)),
            Self::Reference => ("an \"&\" that refers to no character", None),
            Self::SecondRoot => ("a second root", None),
            Self::TooDeep => ("nodes nested too deep", None),
            Self::TooLong => ("a body of 4 GiB or more", None),
            Self::TooManyAttributes => ("too many attributes in a tag", None),
            Self::Trailing(b) => ("expected nothing after the document", Some(b)),
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, found) = self.parts();
        f.write_str(what)?;
        let Some(byte) = found else { return Ok(()) };
        f.write_str(", found \"")?;
        match byte {
            b'"' | b'\\' => write!(f, "\\{}", char::from(byte))?,
            b' '..=b'~' => f.write_char(char::from(byte))?,
            _ => write!(f, "\\x{byte:02x}")?,
        }
        f.write_char('"')
    }
}

/// How many bytes of a long line are shown on each side of the wrong one.
const SHOWN: usize = 36;

/// Finds the line and the column of an offset.
pub(crate) fn locate(offset: usize, body: &[u8]) -> Location {
    let before = body.get(..offset).unwrap_or(body);
    let start = line_start(before);
    let line = before.iter().filter(|&&b| b == b'\n').count().saturating_add(1);
    // A continuation byte of UTF-8 belongs to the character before it.
    let column = before.get(start..).unwrap_or_default().iter().filter(|&&b| b & 0xC0 != 0x80).count();
    Location { line, column: column.saturating_add(1) }
}

/// An error above the line that its offset is in.
pub(crate) struct Shown<'e, E> {
    pub(crate) error: E,
    pub(crate) offset: usize,
    pub(crate) body: &'e [u8],
}

impl<E: fmt::Display> fmt::Display for Shown<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(before) = self.body.get(..self.offset) else {
            return self.error.fmt(f);
        };
        let place = locate(self.offset, self.body);
        writeln!(f, "{} (line {}, column {})", self.error, place.line, place.column)?;
        let start = line_start(before).max(self.offset.saturating_sub(SHOWN));
        let lead = self.offset.saturating_sub(start);
        let rest = self.body.get(start..).unwrap_or_default();
        let line = rest.split_inclusive(|&b| b == b'\n').next().unwrap_or_default();
        let line = line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line);
        f.write_str("  ")?;
        for &b in line.iter().take(lead.saturating_add(SHOWN)) {
            f.write_char(if matches!(b, b' '..=b'~') { char::from(b) } else { '.' })?;
        }
        f.write_str("\n  ")?;
        for _ in 0..lead {
            f.write_char(' ')?;
        }
        f.write_char('^')
    }
}

/// Where the line begins that `before` ends in.
fn line_start(before: &[u8]) -> usize {
    before.iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline.saturating_add(1))
}
