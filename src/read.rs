//! Reads the bytes of a body into events, by one token step for each syntax.
//!
//! [`Reader`] is the pull reader for anyone who wants the events themselves; [`Response`](crate::Response) gathers
//! from the token steps directly. Both begin with [`good_text`], which is UTF-8 and shorter than 4 GiB, and with
//! [`syntax_of`], which refuses what is no answer at all.

use core::fmt;

use self::json::Json;
use self::names::{Names, Spans, Tags};
use self::token::{Edge, Leaf, Mode, Span, Token, Tokens, name_of, text_of};
use self::xml::Xml;
use crate::error::{Error, ErrorKind};
use crate::event::{Event, Syntax};
use crate::find;
use crate::text::{Text, good_part};

mod cursor;
pub(crate) mod json;
pub(crate) mod names;
pub(crate) mod token;
pub(crate) mod xml;

pub use self::xml::markup::MAX_ATTRIBUTES;

/// The most nodes that can be open at once; a body that goes deeper is refused.
pub const MAX_DEPTH: usize = 32;

/// Pulls the events out of a body, XML or JSON.
///
/// It checks everything on the way: nesting, names, escapes, and at the end that nothing follows. It keeps no more than
/// where the names of the open nodes stand, in less than half a kilobyte. After an error it stays where it is and gives
/// the same error again.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Event, Reader};
///
/// let mut names = 0;
/// let mut reader = Reader::new(br#"{"listzonesresponse":{"count":1,"zone":[{"id":"1"}]}}"#)?;
/// while let Some(event) = reader.next()? {
///     match event {
///         Event::Start(_) => names += 1,
///         Event::Text(_) | Event::End => {}
///     }
/// }
/// assert_eq!(names, 4); // listzonesresponse, count, zone, id
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone)]
pub struct Reader<'a> {
    src: &'a str,
    machine: Machine,
    pending: Pending,
}

/// What is still to be told of the last token.
#[derive(Clone, Copy, Debug)]
enum Pending {
    Nothing,
    /// A token to be told before the first step is made.
    Token(Token),
    /// The text of a leaf, if it has one, and its end.
    Content(Span),
    End,
}

/// The token step of the body's syntax.
#[derive(Clone, Debug)]
pub(crate) enum Machine<X = Spans, J = Spans> {
    Xml(Xml<X>),
    Json(Json<J>),
}

impl Machine {
    pub(crate) const fn new(syntax: Syntax, mode: Mode) -> Self {
        match syntax {
            Syntax::Xml => Self::Xml(Xml::new(0, mode)),
            Syntax::Json => Self::Json(Json::new(mode)),
        }
    }
}

impl<X: Tags, J: Names> Tokens for Machine<X, J> {
    fn step(&mut self, body: &[u8]) -> Result<Token, Error> {
        match self {
            Self::Xml(xml) => xml.step(body),
            Self::Json(json) => json.step(body),
        }
    }

    fn offset(&self) -> usize {
        match self {
            Self::Xml(xml) => xml.offset(),
            Self::Json(json) => json.offset(),
        }
    }
}

impl<'a> Reader<'a> {
    /// Begins to read a body.
    ///
    /// # Errors
    /// `Empty`, `Null` and `ExpectedBody` where the body is no answer at all; `TooLong`; where the body is not UTF-8,
    /// `NotUtf8`, or `Incomplete` if it ends within a character, or what is wrong before that. A web page is refused by
    /// [`next`](Self::next), which knows it by its root.
    pub fn new(body: &'a [u8]) -> Result<Self, Error> {
        Self::begin(body, Mode::Lenient)
    }

    /// Begins to read a body without the leniencies for what servers are known to write wrongly.
    ///
    /// It refuses raw control characters, unknown escapes and lone surrogates in JSON strings; in XML a bare `&`,
    /// `]]>` in text, characters that XML does not have, and white space before the declaration.
    ///
    /// # Errors
    /// Those of [`Reader::new`].
    pub fn strict(body: &'a [u8]) -> Result<Self, Error> {
        Self::begin(body, Mode::Strict)
    }

    fn begin(body: &'a [u8], mode: Mode) -> Result<Self, Error> {
        let begun = |src| {
            let machine = Machine::new(syntax_of(src, true)?, mode);
            Ok(Self { src, machine, pending: Pending::Nothing })
        };
        let src = good_text(body)?;
        if src.len() < body.len() {
            // An error, and this says which.
            whole(body, |src| {
                let mut reader = begun(src)?;
                while reader.next()?.is_some() {}
                Ok(())
            })?;
        }
        begun(src)
    }

    /// Begins to read the element at `start`, with which a checked body ends.
    pub(crate) const fn of_element(src: &'a str, start: usize) -> Self {
        Self { src, machine: Machine::Xml(Xml::new(start, Mode::Lenient)), pending: Pending::Nothing }
    }

    /// Begins to read the member of this name and value, with which a checked body ends.
    pub(crate) fn of_member(src: &'a str, name: Span, value: Span, has_members: bool) -> Self {
        let (json, token) = if has_members {
            (Json::members(name, value.start()), Token::Edge(Edge::Open { name, at: value.start }))
        } else {
            (Json::nothing_after(value), Token::Leaf(Leaf::new(name, value)))
        };
        Self { src, machine: Machine::Json(json), pending: Pending::Token(token) }
    }

    /// Returns the next event; `None` where the body is over and good to its last byte.
    ///
    /// # Errors
    /// What is wrong with the body and where; every later call returns the same error.
    #[expect(
        clippy::should_implement_trait,
        reason = "`while let Some(event) = reader.next()?` is how it is used"
    )]
    pub fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
        let token = match core::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => self.machine.step(self.src.as_bytes())?,
            Pending::Token(token) => token,
            Pending::Content(content) => match text_of(self.src, self.syntax(), content) {
                Some(text) => {
                    self.pending = Pending::End;
                    return Ok(Some(Event::Text(text)));
                }
                None => return Ok(Some(Event::End)),
            },
            Pending::End => return Ok(Some(Event::End)),
        };
        Ok(match token {
            Token::Leaf(Leaf { name, content, .. }) => {
                self.pending = Pending::Content(content);
                Some(Event::Start(self.name(name)))
            }
            Token::Edge(Edge::Open { name, .. }) => Some(Event::Start(self.name(name))),
            Token::Edge(Edge::Close { .. }) => Some(Event::End),
            Token::Edge(Edge::End) => None,
        })
    }

    /// Skips the rest of the innermost open node, as if its events up to its `End` had been read.
    ///
    /// # Errors
    /// Those of [`Reader::next`]: what is skipped is checked all the same.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Event, Reader};
    ///
    /// let mut reader = Reader::new(b"<r><a><b>1</b></a><c>2</c></r>")?;
    /// reader.next()?; // r
    /// reader.next()?; // a
    /// reader.skip()?;
    /// assert!(matches!(reader.next()?, Some(Event::Start(name)) if name == "c"));
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    pub fn skip(&mut self) -> Result<(), Error> {
        let mut inner = 0_u32;
        loop {
            match self.next()? {
                Some(Event::Start(_)) => inner = inner.wrapping_add(1),
                Some(Event::Text(_)) => {}
                Some(Event::End) if inner == 0 => return Ok(()),
                Some(Event::End) => inner = inner.wrapping_sub(1),
                None => return Ok(()),
            }
        }
    }

    /// Returns the syntax of the body.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        match self.machine {
            Machine::Xml(_) => Syntax::Xml,
            Machine::Json(_) => Syntax::Json,
        }
    }

    /// Returns how far the body has been read, in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.machine.offset()
    }

    fn name(&self, name: Span) -> Text<'a> {
        name_of(self.src, self.syntax(), name)
    }
}

/// How far it has read, and nothing of the body.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("syntax", &self.syntax())
            .field("offset", &self.offset())
            .finish_non_exhaustive()
    }
}

/// Reads the text of a body, and says what came of the body. If it goes on, but not in UTF-8, that is what is wrong
/// with it, unless something is wrong before that. A proxy's page in another encoding is above all a web page.
#[inline]
pub(crate) fn whole<'a>(
    body: &'a [u8],
    read: impl FnOnce(&'a str) -> Result<(), Error>,
) -> Result<(), Error> {
    let src = good_text(body)?;
    match read(src) {
        read if src.len() == body.len() => read,
        Err(before) if !before.kind().is_good_so_far() => Err(before),
        _ => Err(not_utf8(body)),
    }
}

/// The text of a body, up to where it is no longer UTF-8.
pub(crate) fn good_text(body: &[u8]) -> Result<&str, Error> {
    if u32::try_from(body.len()).is_err() {
        return Err(ErrorKind::TooLong.at(u32::MAX as usize));
    }
    Ok(good_part(body))
}

/// Looks at the beginning of a body: gives its syntax, or says what it is instead of an answer.
///
/// Where JSON is read alone XML is not taken: the step of JSON takes it for granted that a brace comes first.
#[cfg_attr(not(small), inline(always))]
pub(crate) fn syntax_of(src: &str, takes_xml: bool) -> Result<Syntax, Error> {
    let body = src.as_bytes();
    let start = if find::starts(body, xml::BOM) { xml::BOM.len() } else { 0 };
    let start = find::skip_space(body, start);
    let rest = body.get(start..).unwrap_or_default();
    match *rest {
        [b'<', ..] if takes_xml => Ok(Syntax::Xml),
        [b'{', ..] => Ok(Syntax::Json),
        [] => Err(ErrorKind::Empty.at(body.len())),
        [b'n', b'u', b'l', b'l', ref after @ ..] if find::skip_space(after, 0) == after.len() => {
            Err(ErrorKind::Null.at(start))
        }
        [byte, ..] => Err(ErrorKind::ExpectedBody(byte).at(start)),
    }
}

#[cold]
fn not_utf8(body: &[u8]) -> Error {
    match core::str::from_utf8(body).err() {
        Some(error) if error.error_len().is_some() => ErrorKind::NotUtf8.at(error.valid_up_to()),
        // It ends inside a character.
        _ => ErrorKind::Incomplete.at(body.len()),
    }
}
