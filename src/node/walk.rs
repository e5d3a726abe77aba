//! Finds the next child in a body that has been checked, and checks nothing again.
//!
//! Total all the same: a cursor over anything else than checked bytes ends, and gives nothing that matters.

use crate::event::Syntax;
use crate::find;
use crate::read::json::plain;
use crate::read::token::{Span, offset};
use crate::read::xml::markup;

/// A node that was stepped to.
#[derive(Clone, Copy)]
pub(crate) struct Child {
    pub(crate) name: Span,
    pub(crate) content: Content,
    /// A leaf that was found to have nothing escaped in it, its name neither.
    pub(crate) is_plain: bool,
}

impl Child {
    #[inline]
    const fn new(name: Span, content: Content) -> Self {
        Self { name, content, is_plain: false }
    }

    /// A plain leaf.
    #[inline]
    const fn plain(name: Span, content: Span) -> Self {
        Self { name, content: Content::Leaf(content), is_plain: true }
    }
}

/// What stands in a node, known as soon as its beginning was seen.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// A text or nothing, which has been stepped over.
    Leaf(Span),
    /// Members, which stand next, up to the end of the node; the content begins at `at`.
    Members { at: u32 },
}

#[cfg(feature = "serde")]
impl Content {
    /// Where the content begins.
    pub(crate) const fn start(self) -> usize {
        match self {
            Self::Leaf(content) => content.start(),
            Self::Members { at } => at as usize,
        }
    }
}

/// A place in a checked body, which goes forward only: steps over a leaf, and into a node with members.
///
/// Without a stack. Who steps into a node has to step or to [leave](Self::leave) to its end before it goes on around
/// it, and keeps what JSON needs to go on there: the name of the array whose elements stand at that level.
#[derive(Clone, Copy)]
pub(crate) struct Walk {
    at: u32,
    end: u32,
}

impl Walk {
    /// Begins before the first child of a content.
    pub(crate) fn new(content: Span, src: &str, syntax: Syntax) -> Self {
        let Span { start, end } = content;
        let at = match syntax {
            Syntax::Xml => start,
            Syntax::Json if src.as_bytes().get(content.start()) == Some(&b'{') => start.wrapping_add(1),
            Syntax::Json => end,
        };
        Self { at, end }
    }

    /// Steps to the next child; `None` behind the last, where the node around it has been left.
    #[inline]
    pub(crate) fn step(&mut self, src: &str, syntax: Syntax, array: &mut Option<Span>) -> Option<Child> {
        let body = src.as_bytes().get(..self.end as usize)?;
        match syntax {
            Syntax::Xml => self.plain_element(body).or_else(|| self.element(body)),
            Syntax::Json => self.plain_member(body, *array).or_else(|| self.member(body, array)),
        }
    }

    /// Leaves the node that was stepped into last, over all that is left of it; gives where its content ends.
    pub(crate) fn leave(&mut self, src: &str, syntax: Syntax) -> u32 {
        let body = src.as_bytes().get(..self.end as usize).unwrap_or_default();
        let at = self.at as usize;
        match syntax {
            Syntax::Xml => {
                let end = element_end(body, at).unwrap_or(body.len());
                self.at = offset(find::byte(body, end, b'>').wrapping_add(1));
                offset(end)
            }
            Syntax::Json => {
                self.at = offset(object_end(body, at));
                self.at
            }
        }
    }

    /// Steps over a plain leaf, most of an answer: a shortcut where registers are wide.
    #[inline(always)]
    fn plain_element(&mut self, body: &[u8]) -> Option<Child> {
        if !find::FAST {
            return None;
        }
        let [b'<', tag @ ..] = find::past_space(body.get(self.at as usize..)?) else { return None };
        let (name, content) = find::past_all(tag, b'>', find::below_letters)?;
        let (text, close) = find::past_all(content, b'<', |word| {
            find::equal_either(word, b'<', b'&') | find::equal(word, b'\r')
        })?;
        // The end tag bears the name, and white space at the most.
        let ([b'/', ..], Some(b'>')) = (close, close.get(name.wrapping_add(1))) else { return None };
        let start = |rest: &[u8]| body.len().wrapping_sub(rest.len());
        let (tag, content) = (start(tag), start(content));
        self.at = offset(start(close).wrapping_add(name).wrapping_add(2));
        Some(Child::plain(
            Span::new(tag, tag.wrapping_add(name)),
            Span::new(content, content.wrapping_add(text)),
        ))
    }

    /// The same in JSON.
    #[inline(always)]
    fn plain_member(&mut self, body: &[u8], array: Option<Span>) -> Option<Child> {
        if !find::FAST || array.is_some() {
            return None;
        }
        let ([b',', b'"', rest @ ..] | [b'"', rest @ ..]) = body.get(self.at as usize..)? else {
            return None;
        };
        let plain = plain::member(rest)?;
        let name = body.len().wrapping_sub(rest.len());
        let end = name.wrapping_add(plain.len());
        self.at = offset(end);
        Some(Child::plain(
            Span::new(name, name.wrapping_add(plain.name)),
            Span::new(end.wrapping_sub(plain.value), end),
        ))
    }

    /// Steps over a start tag, and over the whole element where it has no child elements.
    fn element(&mut self, body: &[u8]) -> Option<Child> {
        let start = next_tag(body, self.at as usize)?;
        if body.get(start.wrapping_add(1)) == Some(&b'/') {
            self.at = offset(find::byte(body, start, b'>').wrapping_add(1));
            return None;
        }
        let Tag { name, content, is_empty } = tag(body, start)?;
        if is_empty {
            self.at = offset(content.wrapping_add(2));
            return Some(Child::new(name, Content::Leaf(Span::new(content, content))));
        }
        let end = next_tag(body, content)?;
        if body.get(end.wrapping_add(1)) != Some(&b'/') {
            self.at = offset(end);
            return Some(Child::new(name, Content::Members { at: offset(content) }));
        }
        // An end tag has no `>` but its last.
        self.at = offset(find::byte(body, end, b'>').wrapping_add(1));
        Some(Child::new(name, Content::Leaf(Span::new(content, end))))
    }

    /// Steps over a member or an element, or into its object.
    fn member(&mut self, body: &[u8], array: &mut Option<Span>) -> Option<Child> {
        let mut at = self.at as usize;
        loop {
            at = find::skip_space(body, at);
            let name = match (*body.get(at)?, *array) {
                (b',', _) => {
                    at = at.wrapping_add(1);
                    continue;
                }
                (b']', _) => {
                    *array = None;
                    at = at.wrapping_add(1);
                    continue;
                }
                (_, Some(name)) => name,
                (b'"', None) => {
                    let name = Span::new(at.wrapping_add(1), string_end(body, at.wrapping_add(1)));
                    let colon = find::skip_space(body, name.end().wrapping_add(1));
                    at = find::skip_space(body, colon.wrapping_add(1));
                    name
                }
                _ => {
                    self.at = offset(at.wrapping_add(1));
                    return None;
                }
            };
            let inside = at.wrapping_add(1);
            let end = match *body.get(at)? {
                b'[' => {
                    *array = Some(name);
                    at = inside;
                    continue;
                }
                b'n' => {
                    at = at.wrapping_add(b"null".len());
                    continue;
                }
                b'"' => string_end(body, inside).wrapping_add(1),
                b'{' => {
                    let first = find::skip_space(body, inside);
                    if body.get(first) != Some(&b'}') {
                        self.at = offset(first);
                        return Some(Child::new(name, Content::Members { at: offset(at) }));
                    }
                    first.wrapping_add(1)
                }
                _ => scalar_end(body, at),
            };
            self.at = offset(end);
            return Some(Child::new(name, Content::Leaf(Span::new(at, end))));
        }
    }
}

/// Tells whether an XML content has elements in it.
pub(super) fn has_elements(src: &str, content: Span) -> bool {
    next_tag(src.as_bytes().get(..content.end()).unwrap_or_default(), content.start()).is_some()
}

/// The whole element around a name and a content.
pub(super) fn element(src: &str, name: Span, content: Span) -> Span {
    let end = find::byte(src.as_bytes(), content.end(), b'>').wrapping_add(1);
    Span::new(name.start().wrapping_sub(1), end)
}

/// The value of an attribute of the start tag that begins with `name`.
pub(super) fn attribute(src: &str, name: Span, wanted: &str) -> Option<Span> {
    let body = src.as_bytes();
    let mut at = name.end();
    loop {
        at = find::skip_space(body, at);
        if let b'>' | b'/' = body.get(at)? {
            return None;
        }
        let attribute = markup::attribute(body, at).ok()?;
        if attribute.name.bytes(body) == wanted.as_bytes() {
            return Some(attribute.value);
        }
        at = attribute.value.end().wrapping_add(1);
    }
}

/// Finds the next `<` of a tag, over comments, sections and instructions.
fn next_tag(body: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = find::byte(body, at, b'<');
        at = match body.get(at..)? {
            [b'<', b'!', b'-', ..] => past(body, at.wrapping_add(4), b"-->")?,
            [b'<', b'!', ..] => past(body, at, b"]]>")?,
            [b'<', b'?', ..] => past(body, at, b"?>")?,
            [] => return None,
            _ => return Some(at),
        };
    }
}

fn past(body: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    Some(find::sequence(body, from, end)?.wrapping_add(end.len()))
}

/// A start tag.
struct Tag {
    name: Span,
    /// Where its content begins; in an empty-element tag, the `/`.
    content: usize,
    is_empty: bool,
}

/// Reads the start tag at `start`.
fn tag(body: &[u8], start: usize) -> Option<Tag> {
    let name_start = start.wrapping_add(1);
    let mut name_end = name_start;
    while !matches!(body.get(name_end)?, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n') {
        name_end = name_end.wrapping_add(1);
    }
    let name = Span::new(name_start, name_end);
    let mut at = name_end;
    loop {
        match body.get(at)? {
            b'>' => return Some(Tag { name, content: at.wrapping_add(1), is_empty: false }),
            b'/' => return Some(Tag { name, content: at, is_empty: true }),
            &mark @ (b'"' | b'\'') => at = find::byte(body, at.wrapping_add(1), mark).wrapping_add(1),
            _ => at = at.wrapping_add(1),
        }
    }
}

/// Finds the `<` of the end tag of the element whose content begins at `content`.
fn element_end(body: &[u8], content: usize) -> Option<usize> {
    let mut inner = 0_u32;
    let mut at = content;
    loop {
        at = next_tag(body, at)?;
        if body.get(at.wrapping_add(1)) == Some(&b'/') {
            match inner.checked_sub(1) {
                None => return Some(at),
                Some(outer) => inner = outer,
            }
            at = at.wrapping_add(2);
        } else {
            let tag = tag(body, at)?;
            if !tag.is_empty {
                inner = inner.wrapping_add(1);
            }
            at = tag.content;
        }
    }
}

/// Finds the quote that ends a string.
fn string_end(body: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        at = find::either(body, at, b'"', b'\\');
        match body.get(at) {
            Some(b'\\') => at = at.wrapping_add(2),
            _ => return at.min(body.len()),
        }
    }
}

/// Finds the end of the object whose members begin at `start`.
fn object_end(body: &[u8], start: usize) -> usize {
    let mut inner = 0_u32;
    let mut at = start;
    loop {
        let Some(byte) = body.get(at) else { return body.len() };
        at = at.wrapping_add(1);
        match byte {
            b'"' => at = string_end(body, at).wrapping_add(1),
            b'{' => inner = inner.wrapping_add(1),
            b'}' => match inner.checked_sub(1) {
                None => return at,
                Some(outer) => inner = outer,
            },
            _ => {}
        }
    }
}

/// Finds the end of a number or a literal.
fn scalar_end(body: &[u8], start: usize) -> usize {
    let rest = body.get(start..).unwrap_or_default();
    let end = rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
    end.map_or(body.len(), |len| start.wrapping_add(len))
}
