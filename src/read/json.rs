//! The token step over JSON (RFC 8259).
//!
//! A member with a string, `"name":"text"`, is one step. The document's own object is no node: its first member
//! that is an object is the root, and the members beside it are checked and left out. An array is no node either:
//! it repeats its name for each element. `null` and `[]` are nothing and give no token.
//!
//! Lenient, because of `org.apache.cloudstack…ApiResponseSerializer.unescape`: it puts the character in place of
//! every `\uXXXX`, so that raw control characters stand in strings, and `\A` where a user typed `\u0041`. Strict
//! mode refuses them, and lone surrogates.

use self::scalar::{literal, number};
use self::strict::Strict;
use super::MAX_DEPTH;
use super::names::{Names, Spans};
use super::token::{Edge, Leaf, Span, Token, Tokens, offset};
use crate::error::{Error, ErrorKind};
use crate::find;

mod document;
pub(crate) mod plain;
mod scalar;
mod strict;

/// Where the step stands in a JSON body.
// In this order, the names last: with zeros on both sides of them the compiler would set all their room to zero.
#[derive(Clone, Debug)]
#[cfg_attr(target_pointer_width = "64", repr(C))]
pub(crate) struct Json<N = Spans> {
    at: usize,
    /// One bit an open node: it is an element of an array, which goes on where the node closes.
    elements: u32,
    /// The name of the array whose elements stand here.
    array: Option<Span>,
    /// The first member of the document, the root where no member is an object.
    first: Option<First>,
    next: Next,
    part: Part,
    /// The body is an object of a document, cut out: its end is the end.
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
    /// It is a list that is not empty: that cannot be a root.
    is_list: bool,
}

impl Json {
    /// Begins at the start of a document.
    pub(crate) const fn new(is_strict: bool) -> Self {
        Self::with(Spans::new(), if is_strict { Some(strict::odd) } else { None })
    }

    /// Begins at the members of an object, whose opening has been told of, on a body that ends with it.
    pub(crate) fn members(name: Span, brace: usize) -> Self {
        let mut json = Self::new(false);
        json.at = brace.wrapping_add(1);
        json.next = Next::First;
        json.part = Part::Root;
        json.alone = true;
        // There is room in an empty stack.
        let _ = json.open.push(name);
        json
    }

    /// Begins behind a value that has been told of, on a body that ends with it.
    pub(crate) const fn nothing_after(content: Span) -> Self {
        let mut json = Self::new(false);
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

    /// Goes on where the first `by` of the bytes at hand have been left out, which stood for `passed` of the body.
    ///
    /// What is kept of names stands before them. It is only compared from here on, so that it may wrap around.
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

    /// Steps over one member or element, or over an end.
    ///
    /// `object = '{' [ string ':' value *( ',' string ':' value ) ] '}'`, `array = '[' [ value *( ',' value ) ] ']'`
    #[inline]
    fn token(&mut self, body: &[u8]) -> Result<Token, Error> {
        loop {
            let mut at = find::skip_space(body, self.at);
            let Some(&byte) = body.get(at) else { return self.at_end(body) };
            match (self.next, byte) {
                (Next::First | Next::Comma, b']') if self.array.is_some() => {
                    self.array = None;
                    self.next = Next::Comma;
                    self.at = at.wrapping_add(1);
                    continue;
                }
                (Next::First | Next::Comma, b'}') if self.array.is_none() => {
                    return Ok(Token::Edge(self.close(at)));
                }
                (Next::First, _) => {}
                (Next::Comma, b',') => at = find::skip_space(body, at.wrapping_add(1)),
                (Next::Comma, _) => return Err(ErrorKind::ExpectedComma(byte).at(at)),
                (Next::Document | Next::Nothing, _) => return Err(ErrorKind::Trailing(byte).at(at)),
            }
            let name = match self.array {
                Some(name) => name,
                None => {
                    let name = self.name(body, at)?;
                    at = colon(body, name.end().wrapping_add(1))?;
                    name
                }
            };
            if let Some(token) = self.value(body, name, at)? {
                return Ok(token);
            }
        }
    }

    /// The end of the bytes, which is the end of the document only after it.
    #[cold]
    fn at_end(&self, body: &[u8]) -> Result<Token, Error> {
        let is_over = self.next == Next::Nothing || self.alone && self.open.is_empty();
        if is_over && !self.goes_on {
            Ok(Token::Edge(Edge::End))
        } else {
            Err(ErrorKind::Incomplete.at(body.len()))
        }
    }

    /// Steps over the `}` at `at`.
    #[inline]
    fn close(&mut self, at: usize) -> Edge {
        self.at = at.wrapping_add(1);
        let Some(name) = self.open.pop() else {
            // The document's own: what follows must be nothing.
            self.next = Next::Nothing;
            return Edge::Close { at: offset(self.at) };
        };
        if self.part == Part::Root && self.open.is_empty() {
            self.part = Part::After;
        }
        let bit = 1_u32.wrapping_shl(offset(self.open.len()));
        self.array = (self.elements & bit != 0).then_some(name);
        self.elements &= !bit;
        self.next = Next::Comma;
        Edge::Close { at: offset(self.at) }
    }

    /// Reads the member's name at `at`.
    #[inline]
    fn name(&self, body: &[u8], at: usize) -> Result<Span, Error> {
        let start = at.wrapping_add(1);
        match body.get(at) {
            Some(b'"') => Ok(Span::new(start, self.string(body, start)?)),
            Some(&byte) => Err(ErrorKind::ExpectedMember(byte).at(at)),
            None => Err(ErrorKind::Incomplete.at(body.len())),
        }
    }

    /// Steps over the value at `at`, into it where it has members of its own.
    ///
    /// `value = false / null / true / object / array / number / string`
    #[inline]
    fn value(&mut self, body: &[u8], name: Span, at: usize) -> Result<Option<Token>, Error> {
        let inside = at.wrapping_add(1);
        let Some(&byte) = body.get(at) else { return Err(ErrorKind::Incomplete.at(body.len())) };
        let end = match byte {
            b'"' => self.string(body, inside)?.wrapping_add(1),
            b'{' => {
                let first = find::skip_space(body, inside);
                match body.get(first) {
                    Some(b'}') => first.wrapping_add(1),
                    Some(_) => return self.object(body, name, at).map(|open| Some(Token::Edge(open))),
                    None => return Err(ErrorKind::Incomplete.at(body.len())),
                }
            }
            b'-' | b'0'..=b'9' => number(body, at)?,
            b't' => literal(body, at, b"true")?,
            b'f' => literal(body, at, b"false")?,
            b'n' => {
                let end = literal(body, at, b"null")?;
                return Ok(self.nothing(name, at, end, Next::Comma));
            }
            b'[' if self.array.is_some() => return Err(ErrorKind::NestedList.at(at)),
            b'[' => {
                self.array = Some(name);
                return Ok(self.nothing(name, at, inside, Next::First));
            }
            _ => return Err(ErrorKind::ExpectedValue(byte).at(at)),
        };
        if self.open.is_full() {
            return Err(ErrorKind::TooDeep.at(at));
        }
        self.at = end;
        self.next = Next::Comma;
        Ok(Some(Token::Leaf(Leaf::new(name, Span::new(at, end)))))
    }

    /// Steps into the object at `at`.
    #[inline]
    fn object(&mut self, body: &[u8], name: Span, at: usize) -> Result<Edge, Error> {
        let bit = 1_u32.wrapping_shl(offset(self.open.len()));
        if !self.open.push(name, body) {
            return Err(ErrorKind::TooDeep.at(at));
        }
        if self.array.take().is_some() {
            self.elements |= bit;
        }
        self.at = at.wrapping_add(1);
        self.next = Next::First;
        Ok(Edge::Open { name, at: offset(at) })
    }

    /// Steps over what gives no token: `null`, or the beginning of an array.
    fn nothing(&mut self, name: Span, at: usize, end: usize, next: Next) -> Option<Token> {
        self.note(name, Span::new(at, at));
        self.at = end;
        self.next = next;
        None
    }

    /// Finds the quote that ends the string whose text begins at `start`.
    ///
    /// `string = quotation-mark *char quotation-mark`
    #[inline]
    fn string(&self, body: &[u8], start: usize) -> Result<usize, Error> {
        if find::FAST {
            let end = find::string_stop(body, start);
            if body.get(end) == Some(&b'"') {
                return Ok(end);
            }
        }
        self.any_string(body, start)
    }

    /// The same where there may be escapes or control characters in it.
    #[cold]
    fn any_string(&self, body: &[u8], start: usize) -> Result<usize, Error> {
        let mut at = start;
        loop {
            at = find::string_stop(body, at);
            let len = match (body.get(at), self.strict) {
                (Some(b'"'), _) => return Ok(at),
                (Some(_), Some(strict)) => strict(body, at)?,
                (Some(b'\\'), None) => 2,
                (Some(_), None) => 1,
                (None, _) => return Err(ErrorKind::Incomplete.at(body.len())),
            };
            at = at.wrapping_add(len);
        }
    }
}

impl<N: Names> Tokens for Json<N> {
    fn step(&mut self, body: &[u8]) -> Result<Token, Error> {
        if self.part == Part::Root {
            return self.token(body);
        }
        match self.plain_outside(body) {
            Some(edge) => Ok(Token::Edge(edge)),
            None => self.outside(body),
        }
    }

    #[inline(always)]
    fn after_plain(&mut self, body: &[u8], leaf: impl FnMut(Leaf)) -> Result<Edge, Error> {
        self.plain_until(body, leaf, |_| true)
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

/// Steps over the `:` after a name, to the value.
#[inline]
fn colon(body: &[u8], at: usize) -> Result<usize, Error> {
    let colon = find::skip_space(body, at);
    match body.get(colon) {
        Some(b':') => Ok(find::skip_space(body, colon.wrapping_add(1))),
        Some(&byte) => Err(ErrorKind::ExpectedColon(byte).at(colon)),
        None => Err(ErrorKind::Incomplete.at(body.len())),
    }
}
