//! The token step over JSON (RFC 8259).
//!
//! A member with a string, `"name":"text"`, is one step. The document's own object is no node: its first member
//! that is an object is the root, and the members beside it are checked and left out. An array is no node either:
//! it repeats its name for each element. `null` and `[]` are nothing and give no token.
//!
//! Lenient, because of `org.apache.cloudstack…ApiResponseSerializer.unescape`: it puts the character in place of
//! every `\uXXXX`, so that raw control characters stand in strings, and `\A` where a user typed `\u0041`. Strict
//! mode refuses them, and lone surrogates.

use super::MAX_DEPTH;
use super::names::{Names, Spans};
use super::token::{Edge, Leaf, Span, Token, Tokens, offset};
use super::xml::BOM;
use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::hex4;

pub(crate) mod plain;

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
    strict: bool,
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
    pub(crate) const fn new(strict: bool) -> Self {
        Self::with(Spans::new(), strict)
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
    const fn with(open: N, strict: bool) -> Self {
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
        let mut json = Self::with(open, false);
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

    /// Steps through the document's own object to its root, or on to its end.
    #[cold]
    fn outside(&mut self, body: &[u8]) -> Result<Token, Error> {
        if self.next == Next::Document {
            let start = if body.starts_with(BOM) { BOM.len() } else { 0 };
            let brace = find::skip_space(body, start);
            match body.get(brace) {
                Some(b'{') => self.at = brace.wrapping_add(1),
                Some(&b) => return Err(ErrorKind::ExpectedBody(b).at(brace)),
                None => return Err(ErrorKind::Incomplete.at(body.len())),
            }
            self.next = Next::First;
        }
        loop {
            let token = self.token(body)?;
            match token {
                Token::Edge(Edge::Open { name, .. }) if self.open.len() == 1 => {
                    if self.elements & 1 != 0 {
                        self.note_list(name);
                    } else if self.part == Part::Before {
                        self.part = Part::Root;
                        return Ok(token);
                    }
                }
                Token::Leaf(Leaf { name, .. }) if self.open.is_empty() && self.array.is_some() => {
                    self.note_list(name)
                }
                Token::Leaf(Leaf { name, content, .. })
                    if self.open.is_empty() && self.part == Part::Before =>
                {
                    if body.get(content.start()) == Some(&b'{') {
                        self.part = Part::After;
                        return Ok(token);
                    }
                    self.note(name, content);
                }
                Token::Leaf(_) | Token::Edge(Edge::Open { .. } | Edge::Close { .. }) => {}
                Token::Edge(Edge::End) if self.part == Part::Before => {
                    return match self.first {
                        Some(First { name, content, is_list: false }) => {
                            self.part = Part::After;
                            Ok(Token::Leaf(Leaf::new(name, content)))
                        }
                        Some(First { content, .. }) => Err(ErrorKind::NoRoot.at(content.start())),
                        None => Err(ErrorKind::NoRoot.at(self.at.wrapping_sub(1))),
                    };
                }
                Token::Edge(Edge::End) => return Ok(token),
            }
        }
    }

    /// Keeps the first member of the document.
    fn note(&mut self, name: Span, content: Span) {
        if self.open.is_empty() && self.first.is_none() {
            self.first = Some(First { name, content, is_list: false });
        }
    }

    /// Keeps in mind that a member of the document is a list that is not empty.
    fn note_list(&mut self, name: Span) {
        if let Some(first) = &mut self.first {
            first.is_list |= first.name == name;
        }
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
        let end = find::string_stop(body, start);
        if body.get(end) == Some(&b'"') { Ok(end) } else { self.odd_string(body, end) }
    }

    /// The same where there are escapes or control characters in it; `at` is the first.
    #[cold]
    fn odd_string(&self, body: &[u8], at: usize) -> Result<usize, Error> {
        let mut at = at;
        loop {
            let len = match *body.get(at..).unwrap_or_default() {
                [b'"', ..] => return Ok(at),
                [b'\\', ref escape @ ..] => self.escape(escape).ok_or_else(|| {
                    // All that is left may be the beginning of a good one.
                    if escape.len() < 11 && !escape.contains(&b'"') {
                        ErrorKind::Incomplete.at(body.len())
                    } else {
                        ErrorKind::Escape.at(at)
                    }
                })?,
                [byte, ..] if self.strict => return Err(ErrorKind::ControlCharacter(byte).at(at)),
                [_, ..] => 1,
                [] => return Err(ErrorKind::Incomplete.at(body.len())),
            };
            at = find::string_stop(body, at.wrapping_add(len));
        }
    }

    /// Measures the escape that goes on with `rest` after its `\`.
    fn escape(&self, rest: &[u8]) -> Option<usize> {
        match rest {
            [] => None,
            _ if !self.strict => Some(2),
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
            [b'u', digits @ ..] => match (hex4(digits)?, digits) {
                (0xD800..=0xDBFF, [_, _, _, _, b'\\', b'u', low @ ..]) => {
                    matches!(hex4(low)?, 0xDC00..=0xDFFF).then_some(12)
                }
                (0xD800..=0xDFFF, _) => None,
                _ => Some(6),
            },
            _ => None,
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

/// Steps over a literal whose first letter stands at `at`.
fn literal(body: &[u8], at: usize, wanted: &[u8]) -> Result<usize, Error> {
    let mut at = at;
    for letter in wanted {
        match body.get(at) {
            Some(byte) if byte == letter => at = at.wrapping_add(1),
            Some(&byte) => return Err(ErrorKind::ExpectedValue(byte).at(at)),
            None => return Err(ErrorKind::Incomplete.at(body.len())),
        }
    }
    Ok(at)
}

/// Steps over a number.
///
/// `number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`
fn number(body: &[u8], at: usize) -> Result<usize, Error> {
    let first = if body.get(at) == Some(&b'-') { at.wrapping_add(1) } else { at };
    let mut end = digits(body, first)?;
    if body.get(first) == Some(&b'0') && end != first.wrapping_add(1) {
        let second = first.wrapping_add(1);
        return Err(ErrorKind::Number(body.get(second).copied().unwrap_or_default()).at(second));
    }
    if let Some(b'.') = body.get(end) {
        end = digits(body, end.wrapping_add(1))?;
    }
    if let Some(b'e' | b'E') = body.get(end) {
        end = end.wrapping_add(1);
        if let Some(b'-' | b'+') = body.get(end) {
            end = end.wrapping_add(1);
        }
        end = digits(body, end)?;
    }
    Ok(end)
}

/// Steps over one or more digits. More may come where the bytes end.
fn digits(body: &[u8], at: usize) -> Result<usize, Error> {
    let end = find::digits_end(body, at);
    match body.get(end) {
        None => Err(ErrorKind::Incomplete.at(body.len())),
        Some(&byte) if end == at => Err(ErrorKind::Number(byte).at(at)),
        Some(_) => Ok(end),
    }
}
