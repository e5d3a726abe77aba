//! The plain member, `"name":"text"`, `"name":512` or `"name":true`: no white space, nothing escaped. Most of an
//! answer.
//!
//! A shortcut where speed counts: what it does not take is left to the step of `read/json.rs`, which takes
//! everything.

use super::{Json, Next, Part};
use crate::error::Error;
use crate::find::{self, Marks};
use crate::read::names::Names;
use crate::read::token::{Edge, Escapes, Leaf, Span, Token, Tokens, offset};

impl<N: Names> Json<N> {
    /// Steps up to the edge for which `is_last` holds and hands each leaf on. While members are plain it goes from
    /// quote to quote and looks for nothing else.
    #[inline(always)]
    pub(super) fn members_until(
        &mut self,
        body: &[u8],
        mut leaf: impl FnMut(Leaf),
        mut is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        let mut next = self.plain_name(body);
        let mut quotes = Marks::NONE;
        loop {
            // All leaves are handed on in one place, so that what is done with them is inlined there.
            let token = 'token: {
                if let Some(name) = next {
                    if let Some(end) = name_end(body, name, &mut quotes) {
                        let name = Span { start: name, end };
                        // Behind `":`.
                        let value = end.wrapping_add(2);
                        if let Some(text) = value_text(body, value, &mut quotes) {
                            let content = whole(value, text);
                            self.at = content.end();
                            self.next = Next::Comma;
                            next = next_name(body, content.end);
                            break 'token Token::Leaf(Leaf { name, content, escapes: Escapes::None });
                        }
                        if let Some(edge) = self.plain_open(body, name, value) {
                            next = self.plain_name(body);
                            break 'token Token::Edge(edge);
                        }
                    }
                } else if let Some(edge) = self.object_edge(body) {
                    next = self.plain_name(body);
                    break 'token Token::Edge(edge);
                }
                let token = self.step(body)?;
                next = self.plain_name(body);
                token
            };
            match token {
                Token::Leaf(found) => leaf(found),
                Token::Edge(edge) if is_last(edge) => return Ok(edge),
                Token::Edge(_) => {}
            }
        }
    }

    /// Finds where the next name begins, if its member may be plain; steps over the end of an array before it.
    #[inline(always)]
    fn plain_name(&mut self, body: &[u8]) -> Option<u32> {
        if self.part != Part::Root || self.strict.is_some() || self.open.is_full() {
            return None;
        }
        if self.array.is_some() {
            if self.next != Next::Comma || body.get(self.at) != Some(&b']') {
                return None;
            }
            self.array = None;
            self.at = self.at.wrapping_add(1);
        }
        match self.next {
            Next::Comma => next_name(body, offset(self.at)),
            Next::First if body.get(self.at) == Some(&b'"') => Some(offset(self.at.wrapping_add(1))),
            Next::Document | Next::First | Next::Nothing => None,
        }
    }

    /// Steps into an object that is a value or the first of an array, if its first member follows at once.
    #[inline(always)]
    fn plain_open(&mut self, body: &[u8], name: Span, value: u32) -> Option<Edge> {
        let value = value as usize;
        match body.get(value..)? {
            [b'{', b'"', ..] => self.object(body, name, value),
            [b'[', b'{', b'"', ..] => {
                self.array = Some(name);
                self.object(body, name, value.wrapping_add(1))
            }
            _ => None,
        }
    }

    /// Steps over the end of an object, or into the next object of an array, if it follows at once.
    #[inline(always)]
    pub(super) fn object_edge(&mut self, body: &[u8]) -> Option<Edge> {
        if self.part != Part::Root || self.next != Next::Comma {
            return None;
        }
        match (self.array, body.get(self.at..)?) {
            (None, [b'}', ..]) => Some(self.close(self.at.wrapping_add(1))),
            (Some(name), [b',', b'{', b'"', ..]) => self.object(body, name, self.at.wrapping_add(1)),
            _ => None,
        }
    }

    /// Steps into a root that comes first in the body.
    #[inline(always)]
    pub(super) fn plain_object(&mut self, body: &[u8]) -> Option<Edge> {
        if !body.starts_with(br#"{""#) {
            return None;
        }
        let name = br#"{""#.len();
        let end = find::letters_end(body, name);
        if !body.get(end..)?.starts_with(br#"":{""#) {
            return None;
        }
        self.part = Part::Root;
        self.object(body, Span::new(name, end), end.wrapping_add(br#"":"#.len()))
    }
}

/// Finds the end of a name with nothing escaped in it and its `:` right behind it.
#[inline(always)]
pub(crate) fn name_end(body: &[u8], name: u32, quotes: &mut Marks) -> Option<u32> {
    let end = offset(quotes.next(body, name as usize)?);
    find::stands(body, end, br#"":"#).then_some(end)
}

/// Finds the text of a plain value, which a string has between its quotes.
#[inline(always)]
pub(crate) fn value_text(body: &[u8], value: u32, quotes: &mut Marks) -> Option<Span> {
    let after = match body.get(value as usize..)? {
        [b'"', ..] => {
            let start = value.wrapping_add(1);
            let end = offset(quotes.next(body, start as usize)?);
            return (body.get(end as usize) == Some(&b'"')).then_some(Span { start, end });
        }
        [b'0'..=b'9', after @ ..] if matches!(after, [b',' | b'}', ..]) => after,
        other => number_or_literal(other)?,
    };
    Some(Span { start: value, end: offset(find::offset_of(body, after)) })
}

/// The value that begins at `value` and has this text: as many quotes follow the text as stand before it.
#[inline(always)]
const fn whole(value: u32, text: Span) -> Span {
    Span { start: value, end: text.end.wrapping_add(text.start.wrapping_sub(value)) }
}

/// Finds where the name of the next member begins, if `,"` stands at `at`.
#[inline(always)]
pub(crate) fn next_name(body: &[u8], at: u32) -> Option<u32> {
    find::stands(body, at, br#",""#).then_some(at.wrapping_add(2))
}

/// What follows a number that is all digits, `true` or `false`, if the member ends with it.
#[inline(always)]
fn number_or_literal(rest: &[u8]) -> Option<&[u8]> {
    let after = match rest {
        [b't', b'r', b'u', b'e', after @ ..] | [b'f', b'a', b'l', b's', b'e', after @ ..] => after,
        [b'1'..=b'9', later @ ..] => {
            let mut after = later;
            while let [b'0'..=b'9', later @ ..] = after {
                after = later;
            }
            after
        }
        _ => return None,
    };
    matches!(after, [b',' | b'}', ..]).then_some(after)
}
