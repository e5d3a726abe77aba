//! What a token step gives: spans into the body, made into text only for what is asked.

use crate::error::Error;
use crate::event::Syntax;
use crate::find;
use crate::text::{Form, Text};

/// From where to where, in bytes from the start of the body.
///
/// 32 bits suffice, because a body is shorter than 4 GiB, and a stack of [`MAX_DEPTH`](crate::MAX_DEPTH) names is 256
/// bytes everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start: offset(start), end: offset(end) }
    }

    pub(crate) const fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) const fn end(self) -> usize {
        self.end as usize
    }

    /// Without the quotes around it.
    const fn unquoted(self) -> Self {
        Self { start: self.start.wrapping_add(1), end: self.end.wrapping_sub(1) }
    }

    /// With the quotes around it.
    pub(crate) const fn quoted(self) -> Self {
        Self { start: self.start.wrapping_sub(1), end: self.end.wrapping_add(1) }
    }

    pub(crate) const fn len(self) -> usize {
        self.end.wrapping_sub(self.start) as usize
    }

    /// The text of the span; nothing where it is not one of `src`.
    #[inline]
    pub(crate) fn of(self, src: &str) -> &str {
        // A branch is cheaper here than a conditional move.
        match src.get(self.start()..self.end()) {
            Some(text) => text,
            None => nothing(),
        }
    }

    /// The bytes of the span; nothing where it is not one of `body`.
    #[cfg_attr(not(small), inline)]
    #[cfg_attr(small, inline(never))]
    pub(crate) fn bytes(self, body: &[u8]) -> &[u8] {
        body.get(self.start()..self.end()).unwrap_or_default()
    }
}

#[cold]
const fn nothing() -> &'static str {
    ""
}

/// The name at `span`: a JSON name can be escaped.
pub(crate) fn name_of(src: &str, syntax: Syntax, span: Span) -> Text<'_> {
    let form = match syntax {
        Syntax::Xml => Form::PLAIN,
        Syntax::Json => Form::JSON,
    };
    Text::new(span.of(src), form)
}

/// The text of a content without members, where it has one.
#[cfg_attr(not(small), inline)]
pub(crate) fn text_of(src: &str, syntax: Syntax, content: Span) -> Option<Text<'_>> {
    let first = *src.as_bytes().get(content.start())?;
    let (inside, form) = match (syntax, first) {
        (Syntax::Json, b'{' | b'[' | b'n') => return None,
        (Syntax::Json, b'"') => (content.unquoted(), Form::JSON),
        (Syntax::Json, _) => (content, Form::PLAIN),
        (Syntax::Xml, _) => (content, Form::XML),
    };
    let text = Text::new(inside.of(src), form);
    let is_nothing = match (syntax, first) {
        _ if text.raw().is_empty() => true,
        // A comment alone, or an empty section, is no text.
        (Syntax::Xml, b'<') => text.is_empty(),
        _ => false,
    };
    (!is_nothing).then_some(text)
}

/// The same for a content that is known to have nothing escaped in it.
#[inline]
pub(crate) fn plain_of(src: &str, syntax: Syntax, content: Span) -> Text<'_> {
    let text = match (syntax, src.as_bytes().get(content.start())) {
        (Syntax::Json, Some(b'"')) => content.unquoted(),
        _ => content,
    };
    Text::new(text.of(src), plain_form(syntax))
}

/// The form of a text that is known to have nothing escaped in it.
#[inline]
pub(crate) const fn plain_form(syntax: Syntax) -> Form {
    match syntax {
        Syntax::Xml => Form::XML_PLAIN,
        Syntax::Json => Form::PLAIN,
    }
}

/// Narrows an offset. No reader begins on a body of 4 GiB or more.
#[expect(clippy::cast_possible_truncation, reason = "bodies are shorter than 4 GiB, by `read::good_text`")]
pub(crate) const fn offset(at: usize) -> u32 {
    at as u32
}

/// One step through a body.
///
/// A content stands between the tags in XML; in JSON it is the value with its quotes or braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A node without members, whole.
    Leaf(Leaf),
    /// Where a node with members begins or ends.
    Edge(Edge),
}

/// A node without members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) name: Span,
    pub(crate) content: Span,
    pub(crate) escapes: Escapes,
}

/// What is escaped in the name and in the content of a leaf.
// A word: beside a byte there would be padding, which small processors copy by a half and a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Escapes {
    /// Nothing, as is known. In XML there may be a carriage return, which is read as a line feed.
    None,
    /// Perhaps something.
    Perhaps,
}

impl Leaf {
    /// A leaf in which something may be escaped.
    pub(crate) const fn new(name: Span, content: Span) -> Self {
        Self { name, content, escapes: Escapes::Perhaps }
    }
}

/// What stands between the leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// A node with members opens; its content starts at `at`.
    Open { name: Span, at: u32 },
    /// The node that opened last closes; its content ended at `at`.
    Close { at: u32 },
    /// The document is over and nothing follows.
    End,
}

/// Whether to put up with what servers are known to write wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Lenient,
    Strict,
}

/// The token step of one syntax.
///
/// Each call looks at the body from where the last one ended and gives the next token. A call that fails can be made
/// again: with the same body it fails in the same way. Where the body ends inside a token, that is
/// [`Incomplete`](crate::ErrorKind::Incomplete), and the call can be made again with more of the body.
pub(crate) trait Tokens {
    fn step(&mut self, body: &[u8]) -> Result<Token, Error>;

    /// Where the next step looks.
    fn offset(&self) -> usize;

    /// A shortcut: steps into a root that comes first in the body, as in most answers.
    fn plain_root(&mut self, _: &[u8]) -> Option<Edge> {
        None
    }

    /// A shortcut: steps into a node in the root, or over the end of one, where that comes next and is plain.
    fn plain_edge(&mut self, _: &[u8]) -> Option<Edge> {
        None
    }

    /// A shortcut: tells whether nothing but the end of the document follows the root, which has ended.
    fn is_plain_end(&self, _: &[u8]) -> bool {
        false
    }

    /// A shortcut through leaves that are plain: does what [`steps_until`](Self::steps_until) does.
    #[inline(always)]
    fn plain_until(
        &mut self,
        body: &[u8],
        leaf: impl FnMut(Leaf),
        is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        self.steps_until(body, leaf, is_last)
    }

    /// Makes the first step, to the root, in a body that is there as a whole.
    #[inline]
    fn step_to_root(&mut self, body: &[u8]) -> Result<Token, Error> {
        if find::FAST {
            if let Some(edge) = self.plain_root(body) {
                return Ok(Token::Edge(edge));
            }
        }
        self.step(body)
    }

    /// Makes a step where an edge is likely.
    #[inline]
    fn step_to_edge(&mut self, body: &[u8]) -> Result<Token, Error> {
        if find::FAST {
            if let Some(edge) = self.plain_edge(body) {
                return Ok(Token::Edge(edge));
            }
        }
        self.step(body)
    }

    /// Makes the last step there, from the end of the root to that of the body.
    #[inline]
    fn step_to_end(&mut self, body: &[u8]) -> Result<(), Error> {
        if find::FAST && self.is_plain_end(body) {
            return Ok(());
        }
        self.step(body).map(drop)
    }

    /// Steps up to the edge for which `is_last` holds, and hands on each leaf before it.
    #[inline(always)]
    fn steps_until(
        &mut self,
        body: &[u8],
        mut leaf: impl FnMut(Leaf),
        mut is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        loop {
            match self.step(body)? {
                Token::Leaf(found) => leaf(found),
                Token::Edge(edge) if is_last(edge) => return Ok(edge),
                Token::Edge(_) => {}
            }
        }
    }

    /// Does the same where many leaves are likely.
    #[inline(always)]
    fn leaves_until(
        &mut self,
        body: &[u8],
        leaf: impl FnMut(Leaf),
        is_last: impl FnMut(Edge) -> bool,
    ) -> Result<Edge, Error> {
        if find::FAST { self.plain_until(body, leaf, is_last) } else { self.steps_until(body, leaf, is_last) }
    }

    /// Steps over all that is in the node that opened last.
    #[inline]
    fn skip(&mut self, body: &[u8]) -> Result<Skipped, Error> {
        let mut inner = 0_u32;
        let (mut has_leaf, mut has_branch) = (false, false);
        let is_last = |edge| match edge {
            Edge::Open { .. } => {
                has_branch = true;
                inner = inner.wrapping_add(1);
                false
            }
            Edge::Close { .. } if inner > 0 => {
                inner = inner.wrapping_sub(1);
                false
            }
            Edge::Close { .. } | Edge::End => true,
        };
        let end = match self.leaves_until(body, |_| has_leaf = true, is_last)? {
            Edge::Close { at } => at,
            Edge::Open { .. } | Edge::End => offset(self.offset()),
        };
        Ok(Skipped { end, is_empty: !has_leaf && !has_branch })
    }
}

/// What was skipped.
pub(crate) struct Skipped {
    /// Where the content ends.
    pub(crate) end: u32,
    /// There was nothing in it, as in JSON's `{"a":null}`.
    pub(crate) is_empty: bool,
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{Edge, Leaf, Mode, Span, Token, Tokens};
    use crate::error::Error;
    use crate::event::Syntax;
    use crate::read::json::Json;
    use crate::read::xml::Xml;

    /// A node without members, or where another begins or ends.
    #[derive(Debug, PartialEq)]
    enum Met {
        Leaf(Span, Span),
        Edge(Edge),
    }

    /// How to step through a body.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum By {
        Steps,
        StepsToEdges,
        Shortcuts,
    }

    /// All that stands in a body.
    fn met(body: &str, syntax: Syntax, by: By) -> Result<Vec<Met>, Error> {
        match syntax {
            Syntax::Xml => met_in(body.as_bytes(), Xml::new(0, Mode::Lenient), by),
            Syntax::Json => met_in(body.as_bytes(), Json::new(Mode::Lenient), by),
        }
    }

    fn met_in(body: &[u8], mut tokens: impl Tokens, by: By) -> Result<Vec<Met>, Error> {
        let (mut met, mut open) = (Vec::new(), 0_u32);
        loop {
            let mut leaf = |Leaf { name, content, .. }| met.push(Met::Leaf(name, content));
            let token = match by {
                By::Steps => tokens.step(body)?,
                By::StepsToEdges => tokens.step_to_edge(body)?,
                By::Shortcuts if open > 0 => Token::Edge(tokens.plain_until(body, &mut leaf, |_| true)?),
                By::Shortcuts if met.is_empty() => tokens.step_to_root(body)?,
                By::Shortcuts => {
                    tokens.step_to_end(body)?;
                    Token::Edge(Edge::End)
                }
            };
            let edge = match token {
                Token::Leaf(found) => {
                    met.push(Met::Leaf(found.name, found.content));
                    continue;
                }
                Token::Edge(edge) => edge,
            };
            met.push(Met::Edge(edge));
            match edge {
                Edge::Open { .. } => open = open.wrapping_add(1),
                Edge::Close { .. } => open = open.wrapping_sub(1),
                Edge::End => return Ok(met),
            }
        }
    }

    /// Steps alone, as on a small processor, meet what the shortcuts meet and stop where they do.
    #[test]
    fn steps_and_shortcuts_meet_the_same() {
        for (syntax, body, count) in [
            (Syntax::Xml, "<r/>", Some(2)),
            (Syntax::Xml, "<r><a>1</a>\n<b/><c><d>x&amp;y</d><e b='1'>z</e></c></r>\n", Some(9)),
            (Syntax::Xml, "<?xml version='1.0'?><r><!-- x --><a><b>1</b></a></r>", Some(6)),
            (Syntax::Xml, "<r><a>1</a><b>2</c></r>", None),
            (Syntax::Xml, "<r><a>1</a></r><b/>", None),
            (Syntax::Json, r#"{"a":1}"#, Some(2)),
            (Syntax::Json, r#"{"r":{"a":"1","b":null, "c":{"d":"x\n","e":["y",{"f":true}]}}}"#, Some(11)),
            (Syntax::Json, "{\"r\" : {\"a\":{},\n\"b\":[]},\"c\":1}", Some(4)),
            (Syntax::Json, r#"{"r":{"a":[{"b":1},{"b":2}],"c":[{"d":{"e":3}}]}}"#, Some(14)),
            (Syntax::Json, r#"{"r":{"a":1,"b":tru}}"#, None),
            (Syntax::Json, r#"{"r":{"a":1}} x"#, None),
        ] {
            let by_steps = met(body, syntax, By::Steps);
            assert_eq!(by_steps, met(body, syntax, By::StepsToEdges), "{body}");
            assert_eq!(by_steps, met(body, syntax, By::Shortcuts), "{body}");
            assert_eq!(by_steps.ok().map(|met| met.len()), count, "{body}");
        }
    }
}
