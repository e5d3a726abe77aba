//! The token step over XML 1.0 (fifth edition), without document type declarations.
//!
//! An element without child elements, `<name>text</name>`, is one step: its start tag, the search for `<`, and one
//! comparison of the end tag's name. Everything is checked: nesting, names, attributes, references, comments. The
//! rare markup is in `read/xml/markup.rs`.
//!
//! Lenient, because of `org.apache.cloudstack…ApiResponseSerializer`: it does not escape the strings of a list, so
//! that a bare `&` and `]]>` can stand in text, and it writes control characters as they are. Strict mode refuses
//! them, and a declaration that is not at the very start.

use self::plain::{Open, Plain};
use self::strict::Strict;
use super::names::{Spans, Tags};
use super::token::{Edge, Leaf, Span, Token, Tokens, offset};
use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::{Reference, reference};

pub(crate) mod markup;
pub(super) mod name;
pub(crate) mod plain;
mod strict;

/// Where the step stands in an XML body.
// In this order, as in JSON.
#[derive(Clone, Debug)]
#[cfg_attr(target_pointer_width = "64", repr(C))]
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
    pub(crate) const fn new(at: usize, is_strict: bool) -> Self {
        let strict = if is_strict { Some(strict::CHECKS) } else { None };
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

    /// Goes on where the first `by` of the bytes at hand have been left out.
    pub(crate) fn slide(&mut self, by: usize) {
        self.at = self.at.wrapping_sub(by);
    }

    /// Steps through the prolog to the root, or over what may follow it.
    ///
    /// `document ::= prolog element Misc*`   XML 1.0 \[1\]
    #[cold]
    fn outside(&mut self, body: &[u8]) -> Result<Token, Error> {
        let start = if !self.rooted && body.starts_with(BOM) { self.at.max(BOM.len()) } else { self.at };
        let mut at = find::skip_space(body, start);
        loop {
            let rest = find::rest(body, at);
            match *rest {
                [] if self.rooted && !self.goes_on => return Ok(Token::Edge(Edge::End)),
                [] | [b'<'] => return Err(ErrorKind::Incomplete.at(body.len())),
                [b'<', b'?', ..] if !self.rooted && markup::is_declaration(rest) => {
                    // White space before the declaration: templates and proxies put it there.
                    if at != start && self.strict.is_some() || at != find::skip_space(body, start) {
                        return Err(ErrorKind::Declaration.at(at));
                    }
                    at = markup::declaration(body, at)?;
                }
                [b'<', b'?' | b'!', ..] => at = self.outer_markup(body, at)?,
                [b'<', b'/', ..] => return Err(ErrorKind::ExpectedName(b'/').at(at.wrapping_add(1))),
                [b'<', ..] if self.rooted => return Err(ErrorKind::SecondRoot.at(at)),
                // A document begins at 0; a node of that name, further on, is a node like others.
                [b'<', ref name @ ..] if self.at == 0 && is_web_page(name) => {
                    return Err(ErrorKind::Html.at(at));
                }
                [b'<', ..] => return self.element(body, at),
                [b, ..] if self.rooted => return Err(ErrorKind::Trailing(b).at(at)),
                [b, ..] => return Err(ErrorKind::ExpectedBody(b).at(at)),
            }
            at = find::skip_space(body, at);
        }
    }

    /// Steps over a comment or an instruction; nothing else that begins with `<!` may stand outside the root.
    #[inline(never)]
    fn outer_markup(&self, body: &[u8], at: usize) -> Result<usize, Error> {
        if let Some(after) = markup::misc(body, at, self.strict)? {
            return Ok(after);
        }
        let rest = find::rest(body, at);
        if markup::begins(rest, b"<!doctype") {
            let name = find::skip_space(body, at.wrapping_add(b"<!doctype".len()));
            let name = find::rest(body, name);
            return Err(if is_web_page(name) {
                ErrorKind::Html.at(at)
            } else if markup::begins(b"html", name) {
                // All that is left may be the beginning of a web page.
                ErrorKind::Incomplete.at(body.len())
            } else {
                ErrorKind::Doctype.at(at)
            });
        }
        if rest.len() < b"<!doctype".len() && markup::begins(b"<!doctype", rest) {
            return Err(ErrorKind::Incomplete.at(body.len()));
        }
        Err(ErrorKind::ExpectedName(b'!').at(at.wrapping_add(1)))
    }

    /// Steps over a start tag, and over the whole element where it has no child elements.
    ///
    /// `STag ::= '<' Name (S Attribute)* S? '>'`   XML 1.0 \[40\]
    fn element(&mut self, body: &[u8], at: usize) -> Result<Token, Error> {
        if self.open.is_full() {
            return Err(ErrorKind::TooDeep.at(at));
        }
        let name = Span::new(at.wrapping_add(1), name::end(body, at.wrapping_add(1))?);
        let mut content = name.end().wrapping_add(1);
        if body.get(name.end()) != Some(&b'>') {
            let tag = markup::tag_end(body, name.end(), self.strict)?;
            content = tag.content;
            if tag.is_empty {
                self.at = content.wrapping_add(2);
                self.rooted = true;
                return Ok(Token::Leaf(Leaf::new(name, Span::new(content, content))));
            }
        }
        let (end, is_blank) = self.text(body, content)?;
        if body.get(end.wrapping_add(1)) == Some(&b'/') {
            self.at = end_tag(body, end, name)?;
            self.rooted = true;
            return Ok(Token::Leaf(Leaf::new(name, Span::new(content, end))));
        }
        if !is_blank {
            return Err(ErrorKind::MixedContent.at(end));
        }
        self.at = end;
        self.rooted = true;
        // There is room: it was looked for first.
        let _ = self.open.push(name, body);
        Ok(Token::Edge(Edge::Open { name, at: offset(content) }))
    }

    /// Steps over text to the `<` of an end tag or of a child element: where that is, and whether all was blank.
    ///
    /// `CharData ::= [^<&]* - ([^<&]* ']]>' [^<&]*)`   XML 1.0 \[14\]
    #[inline]
    fn text(&self, body: &[u8], content: usize) -> Result<(usize, bool), Error> {
        if find::FAST && self.strict.is_none() {
            let end = find::text_stop(body, content);
            match find::rest(body, end) {
                // Blank only matters before a child element, where text is rare.
                [b'<', b'/', ..] => return Ok((end, true)),
                [b'<', next, ..] if !matches!(next, b'!' | b'?') => {
                    return Ok((end, find::skip_space(body, content) == end));
                }
                _ => {}
            }
        }
        self.any_text(body, content)
    }

    /// The same where there may be references, comments or sections in the text, or where every character counts.
    #[cold]
    fn any_text(&self, body: &[u8], content: usize) -> Result<(usize, bool), Error> {
        let (mut at, mut is_blank) = (content, true);
        loop {
            let end = find::text_stop(body, at);
            is_blank &= find::skip_space(body, at) >= end;
            if let Some(strict) = self.strict {
                (strict.text)(body, at, end)?;
            }
            match *find::rest(body, end) {
                [b'<', b'?' | b'!', ..] => match markup::misc(body, end, self.strict)? {
                    Some(after) => at = after,
                    None => {
                        at = markup::section(body, end, self.strict)?;
                        is_blank = false;
                    }
                },
                [b'<', _, ..] => return Ok((end, is_blank)),
                [b'&', ..] => {
                    let len = match (reference(find::rest(body, end)), self.strict) {
                        (Reference::Char(_, len), _) => len,
                        (Reference::Bare, None) => 1,
                        (Reference::Bare, Some(strict)) => return Err((strict.bare)(body, end)),
                        (Reference::NoChar, _) => return Err(ErrorKind::Reference.at(end)),
                    };
                    at = end.wrapping_add(len);
                    is_blank = false;
                }
                _ => return Err(ErrorKind::Incomplete.at(body.len())),
            }
        }
    }
}

impl<N: Tags> Tokens for Xml<N> {
    /// Steps over whatever stands here.
    ///
    /// `content ::= CharData? ((element | Reference | CDSect | PI | Comment) CharData?)*`   XML 1.0 \[43\]
    fn step(&mut self, body: &[u8]) -> Result<Token, Error> {
        let Some(name) = self.open.last() else {
            return match self.plain_outside(body) {
                Some(edge) => Ok(Token::Edge(edge)),
                None => self.outside(body),
            };
        };
        let mut at = find::skip_space(body, self.at);
        loop {
            match *find::rest(body, at) {
                [b'<', b'/', ..] => {
                    self.at = N::end_tag(body, at, name)?;
                    self.open.pop();
                    return Ok(Token::Edge(Edge::Close { at: offset(at) }));
                }
                [b'<', b'?' | b'!', ..] => match markup::misc(body, at, self.strict)? {
                    Some(after) => at = after,
                    None => {
                        // Wrong here, whatever characters are in it.
                        markup::section(body, at, None)?;
                        return Err(ErrorKind::MixedContent.at(at));
                    }
                },
                [b'<', _, ..] => return self.element(body, at),
                [] | [b'<'] => return Err(ErrorKind::Incomplete.at(body.len())),
                _ => return Err(ErrorKind::MixedContent.at(at)),
            }
            at = find::skip_space(body, at);
        }
    }

    #[inline(always)]
    fn after_plain(&mut self, body: &[u8], mut leaf: impl FnMut(Leaf)) -> Result<Edge, Error> {
        let place = |rest: &[u8]| find::place(body, rest);
        let mut next = self.plain_start(body);
        loop {
            // One place hands the leaves on, into which the compiler takes what is done with them.
            let found = 'found: {
                if let [b'<', b'/', ..] = next {
                    if let Some(edge) = self.plain_close(body) {
                        return Ok(edge);
                    }
                } else if let Some(Plain { after_name, close, after }) = plain::element(next) {
                    let name = Span::new(place(next).wrapping_add(1), place(after_name));
                    let content = Span::new(name.end().wrapping_add(1), place(close));
                    next = find::past_space(after);
                    self.at = place(next);
                    break 'found Leaf { name, content, is_plain: true };
                } else if let Some(edge) = self.plain_open(body, next) {
                    return Ok(edge);
                }
                match self.step(body)? {
                    Token::Leaf(other) => {
                        next = self.plain_start(body);
                        other
                    }
                    Token::Edge(edge) => return Ok(edge),
                }
            };
            leaf(found);
        }
    }

    fn offset(&self) -> usize {
        self.at
    }
}

impl<N: Tags> Xml<N> {
    /// What stands behind the white space here; nothing where no plain tag may stand.
    #[inline(always)]
    fn plain_start<'b>(&mut self, body: &'b [u8]) -> &'b [u8] {
        if self.strict.is_some() || self.open.is_empty() || self.open.is_full() {
            return &[];
        }
        let rest = find::past_space(find::rest(body, self.at));
        self.at = find::place(body, rest);
        rest
    }

    /// Steps over the end tag here, if it is a plain one.
    #[inline]
    fn plain_close(&mut self, body: &[u8]) -> Option<Edge> {
        let at = self.at;
        self.at = N::end_tag(body, at, self.open.last()?).ok()?;
        self.open.pop();
        Some(Edge::Close { at: offset(at) })
    }

    /// Steps over a plain start tag at the start of `rest`, if it is one.
    #[inline(always)]
    fn plain_open(&mut self, body: &[u8], rest: &[u8]) -> Option<Edge> {
        let place = |rest: &[u8]| find::place(body, rest);
        let Open { after_name, content } = plain::open(rest)?;
        let name = Span::new(place(rest).wrapping_add(1), place(after_name));
        if !self.open.push(name, body) {
            return None;
        }
        self.at = place(content);
        Some(Edge::Open { name, at: offset(self.at) })
    }

    /// Steps to a root that begins at once or after the usual declaration, and to the end that follows it: most
    /// answers.
    #[inline]
    fn plain_outside(&mut self, body: &[u8]) -> Option<Edge> {
        if !find::FAST || self.strict.is_some() || self.goes_on {
            return None;
        }
        if self.rooted {
            return find::past_space(body.get(self.at..)?).is_empty().then_some(Edge::End);
        }
        let rest = body.strip_prefix(markup::USUAL_DECLARATION).unwrap_or(body);
        if self.at != 0 || is_web_page(rest.get(1..)?) {
            return None;
        }
        let edge = self.plain_open(body, rest)?;
        self.rooted = true;
        Some(edge)
    }
}

/// Tells whether a document type or a root of this name is a web page's.
fn is_web_page(name: &[u8]) -> bool {
    markup::begins(name, b"html") && matches!(name.get(4), Some(b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
}

pub(crate) const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads the end tag at `at`, which must bear `name`.
///
/// `ETag ::= '</' Name S? '>'`   XML 1.0 \[42\]
#[inline]
pub(super) fn end_tag(body: &[u8], at: usize, name: Span) -> Result<usize, Error> {
    let start = at.wrapping_add(2);
    let end = start.wrapping_add(name.end().wrapping_sub(name.start()));
    if find::FAST && body.get(start..end) == Some(name.bytes(body)) && body.get(end) == Some(&b'>') {
        return Ok(end.wrapping_add(1));
    }
    any_end_tag(body, start, name)
}

/// The same where white space may follow the name, or where it may be another name.
#[cold]
fn any_end_tag(body: &[u8], start: usize, name: Span) -> Result<usize, Error> {
    let name = name.bytes(body);
    let same = name.iter().zip(find::rest(body, start)).take_while(|(wanted, b)| wanted == b).count();
    let at = start.wrapping_add(same);
    if same < name.len() {
        return Err(if at < body.len() {
            ErrorKind::CrossedTag.at(at)
        } else {
            ErrorKind::Incomplete.at(body.len())
        });
    }
    end_of_tag(body, at)
}

/// Steps over the `>` after the name of an end tag.
pub(super) fn end_of_tag(body: &[u8], at: usize) -> Result<usize, Error> {
    let end = find::skip_space(body, at);
    match body.get(end) {
        Some(b'>') => Ok(end.wrapping_add(1)),
        Some(_) if end == at => Err(ErrorKind::CrossedTag.at(at)),
        Some(&b) => Err(ErrorKind::ExpectedTagEnd(b).at(end)),
        None => Err(ErrorKind::Incomplete.at(body.len())),
    }
}
