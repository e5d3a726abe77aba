//! The token step over JSON (RFC 8259).
//!
//! A member with a string, `"name":"text"`, is one step. The document's own object is no node: its first member
//! that is an object is the root, and the members beside it are checked and left out. An array is no node either:
//! it repeats its name for each element. `null` and `[]` are nothing and give no token.
//!
//! Lenient, because of `com.cloud.api.response.ApiResponseSerializer.unescape`: it puts the character in place of
//! every `\uXXXX`, so that raw control characters stand in strings, and `\A` where a user typed `\u0041`. Strict
//! mode refuses them, and lone surrogates.

use self::strict::Strict;
use super::MAX_DEPTH;
use super::cursor;
use super::names::{Names, Spans};
use super::token::{Edge, Leaf, Mode, Span, Token, Tokens, offset};
use crate::error::{Error, ErrorKind};
use crate::find;

mod document;
pub(crate) mod plain;
mod scalar;
mod strict;

/// A place in a body of JSON.
type Cursor<'b> = cursor::Cursor<'b, Strict>;

/// Where the step stands in a JSON body.
// The names come last: with zeros on both sides of them the compiler would clear all their room too.
#[derive(Clone, Debug)]
#[cfg_attr(not(small), repr(C))]
pub(crate) struct Json<N = Spans> {
    at: usize,
    /// A bit for each open node that is an element of an array, which goes on when the node closes.
    elements: u32,
    /// The name of the array whose elements stand here.
    array: Option<Span>,
    /// The first member of the document, the root where no member is an object.
    first: Option<First>,
    next: Next,
    part: Part,
    /// The body is an object cut out of a document, and ends with it.
    alone: bool,
    /// More of the body may follow the bytes at hand.
    goes_on: bool,
    strict: Option<Strict>,
    /// The names of the nodes that are open.
    open: N,
}

const _: () = assert!(MAX_DEPTH == u32::BITS as usize);

/// What may stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// `{` of the document.
    Document,
    /// The first member or element, or the end.
    First,
    /// `,` and another, or the end.
    Comma,
    /// Nothing more.
    Nothing,
}

/// Which part of the document this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Before the root.
    Before,
    /// In the root.
    Root,
    /// After the root.
    After,
}

#[derive(Clone, Copy, Debug)]
struct First {
    name: Span,
    content: Span,
    /// It is a list with something in it, which cannot be a root.
    is_list: bool,
}

impl Json {
    /// Begins at the start of a document.
    pub(crate) const fn new(mode: Mode) -> Self {
        let strict = match mode {
            Mode::Lenient => None,
            Mode::Strict => Some(strict::CHECK),
        };
        Self::with(Spans::new(), strict)
    }

    /// Begins at the members of an object that was told of already, with which the body ends.
    pub(crate) fn members(name: Span, brace: usize) -> Self {
        let mut json = Self::new(Mode::Lenient);
        json.at = brace.wrapping_add(1);
        json.next = Next::First;
        json.part = Part::Root;
        json.alone = true;
        // There is room in an empty stack.
        let _ = json.open.push(name);
        json
    }

    /// Begins after a value that was told of already, with which the body ends.
    pub(crate) const fn nothing_after(content: Span) -> Self {
        let mut json = Self::new(Mode::Lenient);
        json.at = content.end();
        json.next = Next::Nothing;
        json.part = Part::After;
        json
    }
}

impl<N: Names> Json<N> {
    const fn with(open: N, strict: Option<Strict>) -> Self {
        Self {
            at: 0,
            open,
            elements: 0,
            array: None,
            next: Next::Document,
            part: Part::Before,
            first: None,
            alone: false,
            goes_on: false,
            strict,
        }
    }

    /// Begins at the start of a document that comes in pieces.
    pub(crate) const fn in_pieces(open: N) -> Self {
        let mut json = Self::with(open, None);
        json.goes_on = true;
        json
    }

    /// Takes the bytes at hand for all that is left of the body.
    pub(crate) fn ends(&mut self) {
        self.goes_on = false;
    }

    /// Goes on after the first `by` of the bytes at hand are dropped, which stood for `passed` bytes of the body.
    ///
    /// The names that are kept may be among them, and then wrap around: to places behind the bytes at hand, because a
    /// body ends below 4 GiB.
    pub(crate) fn slide(&mut self, by: usize, passed: u32) {
        self.at = self.at.wrapping_sub(by);
        let back = |span: &mut Span| {
            span.start = span.start.wrapping_sub(passed);
            span.end = span.end.wrapping_sub(passed);
        };
        self.array.as_mut().map(back);
        if let Some(first) = &mut self.first {
            back(&mut first.name);
            back(&mut first.content);
        }
    }

    /// The name of the array whose elements stand here.
    pub(crate) const fn array(&self) -> Option<Span> {
        self.array
    }

    /// The name and the content of the document's first member.
    pub(crate) fn first(&self) -> Option<(Span, Span)> {
        self.first.map(|first| (first.name, first.content))
    }

    /// Steps on to the next token.
    #[inline]
    fn token(&mut self, body: &[u8]) -> Result<Token, Error> {
        loop {
            let mut cursor = Cursor { body, at: self.at, strict: self.strict };
            let found = self.item(&mut cursor).map_err(|kind| kind.at(cursor.at))?;
            self.at = cursor.at;
            if let Some(token) = found {
                return Ok(token);
            }
        }
    }

    /// Steps over one member or element, or over an end; some give no token.
    ///
    /// `object = '{' [ string ':' value *( ',' string ':' value ) ] '}'`, `array = '[' [ value *( ',' value ) ] ']'`
    #[inline]
    fn item(&mut self, cursor: &mut Cursor<'_>) -> Result<Option<Token>, ErrorKind> {
        let at = find::skip_space(cursor.body, cursor.at);
        let Some(&byte) = cursor.body.get(at) else {
            // The offset stays at the end of the document: white space after it is no part of it.
            return if self.is_over() { Ok(Some(Token::Edge(Edge::End))) } else { Err(cursor.incomplete()) };
        };
        cursor.at = at;
        match (self.next, byte) {
            (Next::First | Next::Comma, b']') if self.array.is_some() => {
                cursor.skip(1);
                self.array = None;
                self.next = Next::Comma;
                return Ok(None);
            }
            (Next::First | Next::Comma, b'}') if self.array.is_none() => {
                cursor.skip(1);
                return Ok(Some(Token::Edge(self.close(cursor.at))));
            }
            (Next::First, _) => {}
            (Next::Comma, b',') => {
                cursor.skip(1);
                cursor.skip_space();
            }
            (Next::Comma, _) => return Err(ErrorKind::ExpectedComma(byte)),
            (Next::Document | Next::Nothing, _) => return Err(ErrorKind::Trailing(byte)),
        }
        let name = match self.array {
            Some(name) => name,
            None => cursor.name()?,
        };
        self.value(cursor, name)
    }

    /// Tells whether the end of the bytes is the end of the document.
    #[cold]
    fn is_over(&self) -> bool {
        !self.goes_on && (self.next == Next::Nothing || self.alone && self.open.is_empty())
    }

    /// Leaves the object that ends at `end`.
    #[inline]
    fn close(&mut self, end: usize) -> Edge {
        let edge = Edge::Close { at: offset(end) };
        self.at = end;
        let Some(name) = self.open.pop() else {
            // The document's own: what follows must be nothing.
            self.next = Next::Nothing;
            return edge;
        };
        if self.part == Part::Root && self.open.is_empty() {
            self.part = Part::After;
        }
        let bit = 1_u32.wrapping_shl(offset(self.open.len()));
        self.array = (self.elements & bit != 0).then_some(name);
        self.elements &= !bit;
        self.next = Next::Comma;
        edge
    }

    /// Steps over a value, into it where it has members of its own.
    ///
    /// `value = false / null / true / object / array / number / string`
    fn value(&mut self, cursor: &mut Cursor<'_>, name: Span) -> Result<Option<Token>, ErrorKind> {
        let start = cursor.at;
        let Some(byte) = cursor.peek() else { return Err(ErrorKind::Incomplete) };
        // Nothing may stand deeper but `null` and a list, which are no nodes.
        if self.open.is_full() && !matches!(byte, b'n' | b'[') {
            return Err(ErrorKind::TooDeep);
        }
        // What may follow a value that gives no token.
        let mut nothing = None;
        match byte {
            b'"' => {
                cursor.skip(1);
                cursor.string()?;
            }
            b'{' => {
                cursor.skip(1);
                cursor.skip_space();
                match cursor.peek() {
                    Some(b'}') => cursor.skip(1),
                    Some(_) => {
                        // There is room: that was checked first.
                        let open = self.object(cursor.body, name, start);
                        return open.map(|open| Some(Token::Edge(open))).ok_or(ErrorKind::TooDeep);
                    }
                    None => return Err(ErrorKind::Incomplete),
                }
            }
            b'-' | b'0'..=b'9' => cursor.number()?,
            b't' => cursor.literal(b"true")?,
            b'f' => cursor.literal(b"false")?,
            b'n' => {
                cursor.literal(b"null")?;
                nothing = Some(Next::Comma);
            }
            b'[' if self.array.is_some() => return Err(ErrorKind::NestedList),
            b'[' => {
                cursor.skip(1);
                self.array = Some(name);
                nothing = Some(Next::First);
            }
            _ => return Err(ErrorKind::ExpectedValue(byte)),
        }
        if let Some(next) = nothing {
            self.note(name, Span::new(start, start));
            self.next = next;
            return Ok(None);
        }
        self.next = Next::Comma;
        Ok(Some(Token::Leaf(Leaf::new(name, cursor.since(start)))))
    }

    /// Steps into the object at `at`; `None` where there is no room.
    #[inline]
    fn object(&mut self, body: &[u8], name: Span, at: usize) -> Option<Edge> {
        let bit = 1_u32.wrapping_shl(offset(self.open.len()));
        if !self.open.push(name, body) {
            return None;
        }
        if self.array.take().is_some() {
            self.elements |= bit;
        }
        self.at = at.wrapping_add(1);
        self.next = Next::First;
        Some(Edge::Open { name, at: offset(at) })
    }
}

impl Cursor<'_> {
    /// Reads a member's name, and steps over its `:` to the value.
    #[inline]
    fn name(&mut self) -> Result<Span, ErrorKind> {
        self.expect(b'"', ErrorKind::ExpectedMember)?;
        let start = self.at;
        self.string()?;
        let name = Span::new(start, self.at.wrapping_sub(1));
        self.skip_space();
        self.expect(b':', ErrorKind::ExpectedColon)?;
        self.skip_space();
        Ok(name)
    }

    /// Steps over the rest of a string, its text and the quote that ends it.
    ///
    /// `string = quotation-mark *char quotation-mark`
    #[inline]
    fn string(&mut self) -> Result<(), ErrorKind> {
        if find::FAST {
            let end = find::string_stop(self.body, self.at);
            if self.body.get(end) == Some(&b'"') {
                self.at = end.wrapping_add(1);
                return Ok(());
            }
        }
        self.string_slow()
    }

    /// The same where there may be escapes or control characters in it.
    #[cold]
    fn string_slow(&mut self) -> Result<(), ErrorKind> {
        loop {
            self.at = find::string_stop(self.body, self.at);
            match (self.peek(), self.strict) {
                (Some(b'"'), _) => {
                    self.skip(1);
                    return Ok(());
                }
                (Some(_), Some(Strict(step))) => step(self)?,
                (Some(b'\\'), None) => self.skip(2),
                (Some(_), None) => self.skip(1),
                (None, _) => return Err(ErrorKind::Incomplete),
            }
        }
    }
}

impl<N: Names> Tokens for Json<N> {
    fn step(&mut self, body: &[u8]) -> Result<Token, Error> {
        if self.part == Part::Root {
            return self.token(body);
        }
        self.outside(body)
    }

    #[inline(always)]
    fn plain_root(&mut self, body: &[u8]) -> Option<Edge> {
        self.plain_object(body)
    }

    #[inline]
    fn plain_edge(&mut self, body: &[u8]) -> Option<Edge> {
        self.object_edge(body)
    }

    #[inline]
    fn is_plain_end(&self, body: &[u8]) -> bool {
        self.part == Part::After && find::rest(body, self.at) == b"}"
    }

    #[inline(always)]
    fn plain_until(
        &mut self,
        body: &[u8],
        leaf: impl FnMut(Leaf),
        is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        self.members_until(body, leaf, is_last)
    }

    fn offset(&self) -> usize {
        self.at
    }
}
