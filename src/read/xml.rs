//! The token step over XML 1.0 (fifth edition), without document type declarations.
//!
//! An element without child elements, `<name>text</name>`, is one step: its start tag, the search for `<`, and one
//! comparison of the end tag's name. Everything is checked: nesting, names, attributes, references, comments. The
//! rare markup is in `read/xml/markup.rs`.
//!
//! Lenient, because of `com.cloud.api.response.ApiResponseSerializer`: it does not escape the strings of a list, so
//! that a bare `&` and `]]>` can stand in text, and it writes control characters as they are. Strict mode refuses
//! them, and a declaration that is not at the very start.

use self::plain::{Open, Plain};
use self::strict::Strict;
use super::cursor;
use super::names::{Spans, Tags};
use super::token::{Edge, Escapes, Leaf, Mode, Span, Token, Tokens, offset};
use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::{Reference, reference};

pub(crate) mod markup;
mod name;
pub(crate) mod plain;
mod strict;

/// A place in a body of XML.
pub(crate) type Cursor<'b> = cursor::Cursor<'b, &'static Strict>;

/// Where the step stands in an XML body.
#[derive(Clone, Debug)]
pub(crate) struct Xml<N = Spans> {
    at: usize,
    /// The root has begun.
    rooted: bool,
    /// More of the body may follow the bytes at hand.
    goes_on: bool,
    strict: Option<&'static Strict>,
    /// The names of the elements that are open.
    open: N,
}

impl Xml {
    /// Begins at `at`: a document at 0, or an element of one at its `<`.
    pub(crate) const fn new(at: usize, mode: Mode) -> Self {
        let strict = match mode {
            Mode::Lenient => None,
            Mode::Strict => Some(strict::CHECKS),
        };
        Self { at, open: Spans::new(), rooted: false, goes_on: false, strict }
    }
}

impl<N: Tags> Xml<N> {
    /// Begins at the start of a document that comes in pieces.
    pub(crate) const fn in_pieces(open: N) -> Self {
        Self { at: 0, open, rooted: false, goes_on: true, strict: None }
    }

    /// Takes the bytes at hand for all that is left of the body.
    pub(crate) fn ends(&mut self) {
        self.goes_on = false;
    }

    /// Goes on after the first `by` of the bytes at hand are dropped.
    pub(crate) fn slide(&mut self, by: usize) {
        self.at = self.at.wrapping_sub(by);
    }

    /// Steps to the next token: through the prolog to the root, in the element of that name, or over what may follow
    /// the root. One loop for all three, because most of what it may meet is the same.
    ///
    /// `document ::= prolog element Misc*`   XML 1.0 \[1\]
    ///
    /// `content ::= CharData? ((element | Reference | CDSect | PI | Comment) CharData?)*`   XML 1.0 \[43\]
    fn token(&mut self, cursor: &mut Cursor<'_>, inside: Option<N::Tag>) -> Result<Token, ErrorKind> {
        // Only a document begins at 0.
        let is_prolog = self.at == 0 && !self.rooted;
        if is_prolog && find::starts(cursor.body, BOM) {
            cursor.skip(BOM.len());
        }
        let start = cursor.at;
        loop {
            let rest = cursor.past_space();
            let at = cursor.at;
            match *rest {
                [] if inside.is_none() && self.rooted && !self.goes_on => {
                    // The offset stays at the end of the document, as in JSON.
                    cursor.at = self.at;
                    return Ok(Token::Edge(Edge::End));
                }
                [] | [b'<'] => return Err(cursor.incomplete()),
                [b'<', b'?', ..] if is_prolog && markup::is_declaration(rest) => {
                    // White space before the declaration: templates and proxies put it there.
                    let first = match self.strict {
                        Some(_) => start,
                        None => find::skip_space(cursor.body, start),
                    };
                    if at != first {
                        return Err(ErrorKind::Declaration);
                    }
                    cursor.declaration()?;
                }
                [b'<', b'?' | b'!', ..] => {
                    if cursor.misc()? {
                        continue;
                    }
                    if inside.is_none() {
                        return Err(no_misc(cursor));
                    }
                    cursor.section_start()?;
                    return Err(cursor.wrong(at, ErrorKind::MixedContent));
                }
                [b'<', b'/', ..] => {
                    let Some(name) = inside else {
                        cursor.skip(1);
                        return Err(ErrorKind::ExpectedName(b'/'));
                    };
                    N::end_tag(cursor, name)?;
                    self.open.pop();
                    return Ok(Token::Edge(Edge::Close { at: offset(at) }));
                }
                [b'<', ..] if inside.is_none() && self.rooted => return Err(ErrorKind::SecondRoot),
                // Any other node may have that name.
                [b'<', ref name @ ..] if is_prolog && is_web_page(name) => return Err(ErrorKind::Html),
                [b'<', ..] => return self.element(cursor),
                _ if inside.is_some() => return Err(ErrorKind::MixedContent),
                [b, ..] if self.rooted => return Err(ErrorKind::Trailing(b)),
                [b, ..] => return Err(ErrorKind::ExpectedBody(b)),
            }
        }
    }

    /// Steps over a start tag, and over the whole element where it has no child elements.
    ///
    /// `STag ::= '<' Name (S Attribute)* S? '>'`   XML 1.0 \[40\]
    fn element(&mut self, cursor: &mut Cursor<'_>) -> Result<Token, ErrorKind> {
        if self.open.is_full() {
            return Err(ErrorKind::TooDeep);
        }
        cursor.skip(1);
        let name = cursor.name()?;
        let is_empty = match cursor.peek() {
            Some(b'>') if find::FAST => {
                cursor.skip(1);
                false
            }
            _ => cursor.tag_end()?,
        };
        let start = cursor.at;
        if is_empty {
            let start = start.wrapping_sub(b"/>".len());
            return Ok(Token::Leaf(Leaf::new(name, Span::new(start, start))));
        }
        let is_blank = cursor.text()?;
        let content = cursor.since(start);
        if let [b'<', b'/', ..] = cursor.rest() {
            cursor.end_tag(name)?;
            return Ok(Token::Leaf(Leaf::new(name, content)));
        }
        if !is_blank {
            return Err(ErrorKind::MixedContent);
        }
        // There is room: that was checked first.
        let _ = self.open.push(name, cursor.body);
        Ok(Token::Edge(Edge::Open { name, at: content.start }))
    }
}

/// Says what is wrong with `<!` outside the root, where nothing may begin with it but a comment.
#[inline(never)]
fn no_misc(cursor: &mut Cursor<'_>) -> ErrorKind {
    let rest = cursor.rest();
    if markup::begins(rest, b"<!doctype") {
        let name = Cursor::new(rest, b"<!doctype".len()).past_space();
        return if is_web_page(name) {
            ErrorKind::Html
        } else if markup::begins(b"html", name) {
            // All that is left may be the beginning of a web page.
            cursor.incomplete()
        } else {
            ErrorKind::Doctype
        };
    }
    if markup::begins(b"<!doctype", rest) {
        return cursor.incomplete();
    }
    cursor.skip(1);
    ErrorKind::ExpectedName(b'!')
}

impl Cursor<'_> {
    /// Steps over text to the `<` of an end tag or of a child element; tells whether all was blank.
    ///
    /// `CharData ::= [^<&]* - ([^<&]* ']]>' [^<&]*)`   XML 1.0 \[14\]
    #[inline]
    fn text(&mut self) -> Result<bool, ErrorKind> {
        if find::FAST && self.strict.is_none() {
            let start = self.at;
            let end = find::text_stop(self.body, start);
            let is_blank = match find::rest(self.body, end) {
                // Blank only matters before a child element, where text is rare.
                [b'<', b'/', ..] => Some(true),
                [b'<', next, ..] if !matches!(next, b'!' | b'?') => {
                    Some(find::skip_space(self.body, start) == end)
                }
                _ => None,
            };
            if let Some(is_blank) = is_blank {
                self.at = end;
                return Ok(is_blank);
            }
        }
        self.text_slow()
    }

    /// The same where there may be references, comments or sections in the text, or where strict mode checks it.
    #[cold]
    fn text_slow(&mut self) -> Result<bool, ErrorKind> {
        let mut is_blank = true;
        loop {
            let end = find::text_stop(self.body, self.at);
            is_blank &= find::skip_space(self.body, self.at) >= end;
            if let Some(strict) = self.strict {
                (strict.text)(self, end)?;
            }
            self.at = end;
            match *self.rest() {
                [b'<', b'?' | b'!', ..] => {
                    if !self.misc()? {
                        self.section()?;
                        is_blank = false;
                    }
                }
                [b'<', _, ..] => return Ok(is_blank),
                [b'&', ..] => {
                    let len = match (reference(self.rest()), self.strict) {
                        (Reference::Char(_, len), _) => len,
                        (Reference::Bare, None) => 1,
                        (Reference::Bare, Some(strict)) => return Err((strict.bare)(self)),
                        (Reference::NoChar, _) => return Err(ErrorKind::Reference),
                    };
                    self.skip(len);
                    is_blank = false;
                }
                _ => return Err(self.incomplete()),
            }
        }
    }

    /// Steps over the end tag here, which must bear `name`.
    ///
    /// `ETag ::= '</' Name S? '>'`   XML 1.0 \[42\]
    #[inline]
    pub(super) fn end_tag(&mut self, name: Span) -> Result<(), ErrorKind> {
        if find::FAST {
            if let Some(end) = plain_end_tag(self.body, self.at, name) {
                self.at = end;
                return Ok(());
            }
        }
        self.end_tag_slow(name)
    }

    /// The same where white space may follow the name, or where it may be another name.
    #[cold]
    fn end_tag_slow(&mut self, name: Span) -> Result<(), ErrorKind> {
        self.skip(b"</".len());
        for &wanted in name.bytes(self.body) {
            self.expect(wanted, |_| ErrorKind::CrossedTag)?;
        }
        self.end_of_tag()
    }

    /// Steps over the `>` after the name of an end tag.
    pub(super) fn end_of_tag(&mut self) -> Result<(), ErrorKind> {
        let name_end = self.at;
        self.skip_space();
        let is_longer = self.at == name_end;
        self.expect(b'>', |b| if is_longer { ErrorKind::CrossedTag } else { ErrorKind::ExpectedTagEnd(b) })
    }
}

/// Finds the end of the end tag at `at`, if it has that name and no white space.
#[inline]
pub(super) fn plain_end_tag(body: &[u8], at: usize, name: Span) -> Option<usize> {
    let name = name.bytes(body);
    let start = at.wrapping_add(b"</".len());
    let end = start.wrapping_add(name.len());
    let is_same = body.get(start..end) == Some(name) && body.get(end) == Some(&b'>');
    is_same.then_some(end.wrapping_add(1))
}

impl<N: Tags> Tokens for Xml<N> {
    fn step(&mut self, body: &[u8]) -> Result<Token, Error> {
        let mut cursor = Cursor { body, at: self.at, strict: self.strict };
        let inside = self.open.last();
        let token = self.token(&mut cursor, inside).map_err(|kind| kind.at(cursor.at))?;
        self.at = cursor.at;
        // Every token is the root, or comes after its beginning.
        self.rooted = true;
        Ok(token)
    }

    /// The root may also follow the usual declaration.
    #[inline(always)]
    fn plain_root(&mut self, body: &[u8]) -> Option<Edge> {
        if self.strict.is_some() {
            return None;
        }
        let rest = body.strip_prefix(markup::USUAL_DECLARATION).unwrap_or(body);
        if is_web_page(rest.get(1..)?) {
            return None;
        }
        let edge = self.plain_open(body, rest)?;
        self.rooted = true;
        Some(edge)
    }

    #[inline(always)]
    fn plain_edge(&mut self, body: &[u8]) -> Option<Edge> {
        if self.strict.is_some() || self.open.is_empty() {
            return None;
        }
        let next = find::past_space(find::rest(body, self.at));
        self.at = find::offset_of(body, next);
        if next.starts_with(b"</") { self.plain_close(body) } else { self.plain_open(body, next) }
    }

    #[inline]
    fn is_plain_end(&self, body: &[u8]) -> bool {
        self.rooted && find::past_space(find::rest(body, self.at)).is_empty()
    }

    #[inline(always)]
    fn plain_until(
        &mut self,
        body: &[u8],
        mut leaf: impl FnMut(Leaf),
        mut is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        let place = |rest: &[u8]| find::offset_of(body, rest);
        loop {
            // Where no plain tag can come, nothing is looked at but by the step.
            let is_plain = self.strict.is_none() && !self.open.is_empty() && !self.open.is_full();
            let tags_from = |at| if is_plain { find::rest(body, at) } else { &[] };
            let mut next = tags_from(self.at);
            let edge = 'edge: loop {
                // All leaves are handed on in one place, so that what is done with them is inlined there.
                let found = 'found: {
                    if let Some(Plain { name, close, after }) = plain::element(next) {
                        let start = place(next).wrapping_add(1);
                        let name = Span::new(start, start.wrapping_add(name));
                        let content = Span::new(name.end().wrapping_add(1), place(close));
                        // An answer can be laid out in lines; all other white space is stepped over below.
                        next = if let [b'\n', line @ ..] = after { line } else { after };
                        break 'found Leaf { name, content, escapes: Escapes::None };
                    }
                    if is_plain {
                        let rest = find::past_space(next);
                        self.at = place(rest);
                        if rest.len() < next.len() {
                            next = rest;
                            continue 'edge;
                        }
                        let edge = if next.starts_with(b"</") {
                            self.plain_close(body)
                        } else {
                            self.plain_open(body, next)
                        };
                        if let Some(edge) = edge {
                            break 'edge edge;
                        }
                    }
                    match self.step(body)? {
                        Token::Leaf(other) => {
                            next = tags_from(self.at);
                            other
                        }
                        Token::Edge(edge) => break 'edge edge,
                    }
                };
                leaf(found);
            };
            if is_last(edge) {
                return Ok(edge);
            }
        }
    }

    fn offset(&self) -> usize {
        self.at
    }
}

impl<N: Tags> Xml<N> {
    /// Steps over the end tag here, if it is a plain one.
    #[inline]
    fn plain_close(&mut self, body: &[u8]) -> Option<Edge> {
        let at = self.at;
        self.at = N::plain_end_tag(body, at, self.open.last()?)?;
        self.open.pop();
        Some(Edge::Close { at: offset(at) })
    }

    /// Steps over a plain start tag at the start of `rest`, if it is one.
    #[inline(always)]
    fn plain_open(&mut self, body: &[u8], rest: &[u8]) -> Option<Edge> {
        let place = |rest: &[u8]| find::offset_of(body, rest);
        let Open { after_name, content } = plain::open(rest)?;
        let name = Span::new(place(rest).wrapping_add(1), place(after_name));
        if !self.open.push(name, body) {
            return None;
        }
        self.at = place(content);
        Some(Edge::Open { name, at: offset(self.at) })
    }
}

/// Tells whether a document type or a root of this name is a web page's.
fn is_web_page(name: &[u8]) -> bool {
    markup::begins(name, b"html") && matches!(name.get(4), Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";
