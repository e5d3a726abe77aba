//! Finds the next child in a body that has been checked, and checks nothing again.
//!
//! It is total all the same: over bytes that were not checked the walk still ends, though with nothing of use.

use crate::event::Syntax;
use crate::find::{self, Marks};
use crate::read::json::plain;
use crate::read::token::{Span, offset};
use crate::read::xml::Cursor;

/// A node that was stepped to.
#[derive(Clone, Copy)]
pub(crate) struct Child {
    pub(crate) name: Span,
    pub(crate) content: Content,
}

#[cfg(feature = "serde")]
impl Child {
    /// The text of a plain leaf; none where no shortcut is taken.
    #[inline]
    pub(crate) const fn plain(&self) -> Option<Span> {
        match self.content {
            Content::Plain(text) | Content::Quoted(text) if find::FAST => Some(text),
            _ => None,
        }
    }
}

/// What stands in a node, known as soon as its beginning was seen.
#[derive(Clone, Copy)]
pub(crate) enum Content {
    /// A text or nothing, which has been stepped over.
    Leaf(Span),
    /// The same, with nothing escaped in it, nor in its name.
    Plain(Span),
    /// The same between quotes, which are no part of the span.
    Quoted(Span),
    /// Members, which stand next, up to the end of the node; the content begins at `at`.
    Members { at: u32 },
}

#[cfg(feature = "serde")]
impl Content {
    /// The whole content of a node without members.
    pub(crate) const fn leaf(self) -> Option<Span> {
        match self {
            Self::Leaf(content) | Self::Plain(content) => Some(content),
            Self::Quoted(text) => Some(text.quoted()),
            Self::Members { .. } => None,
        }
    }

    /// Where the content begins.
    pub(crate) const fn start(self) -> usize {
        match self {
            Self::Leaf(content) | Self::Plain(content) => content.start(),
            Self::Quoted(text) => text.quoted().start(),
            Self::Members { at } => at as usize,
        }
    }
}

/// A place in a checked body that only goes forward, over a leaf or into a node with members.
///
/// It has no stack. Whoever steps into a node steps to its end, or [leaves](Self::leave) it, before going on after it,
/// and keeps what JSON needs there: the name of the array whose elements stand at that level.
#[derive(Clone, Copy)]
pub(crate) struct Walk {
    at: u32,
    end: u32,
    /// How many nodes it stands in, the one that it began in included.
    depth: u32,
    /// JSON: the quotes among the bytes that were looked at last, where the shortcut is taken.
    quotes: [Marks; find::FAST as usize],
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
        Self { at, end, depth: 1, quotes: [Marks::NONE; find::FAST as usize] }
    }

    #[cfg(feature = "serde")]
    pub(crate) const fn depth(&self) -> u32 {
        self.depth
    }

    /// Steps to the next child; `None` after the last, where the node around it has been left.
    #[cfg_attr(not(small), inline(always))]
    pub(crate) fn step(&mut self, src: &str, syntax: Syntax, array: &mut Option<Span>) -> Option<Child> {
        let body = src.as_bytes().get(..self.end as usize)?;
        let plain = match syntax {
            Syntax::Xml => self.plain_element(body),
            Syntax::Json => self.plain_member(body, array),
        };
        // Taken apart, here and below, so that a plain leaf stays in registers.
        if let Some(Child { name, content }) = plain {
            return Some(Child { name, content });
        }
        let Child { name, content } = match syntax {
            Syntax::Xml => self.element(body),
            Syntax::Json => self.member(body, array),
        }?;
        Some(Child { name, content })
    }

    /// Leaves the node that was stepped into last; gives where its content ends.
    pub(crate) fn leave(&mut self, src: &str, syntax: Syntax) -> u32 {
        let body = src.as_bytes().get(..self.end as usize).unwrap_or_default();
        let is_plain = |walk: &mut Self| match syntax {
            Syntax::Xml => walk.plain_element(body).is_some(),
            Syntax::Json => walk.plain_member(body, &mut None).is_some(),
        };
        while is_plain(self) {}
        self.depth = self.depth.wrapping_sub(1);
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

    /// Steps over a plain leaf, most of an answer: a shortcut where speed counts.
    #[inline(always)]
    fn plain_element(&mut self, body: &[u8]) -> Option<Child> {
        if !find::FAST {
            return None;
        }
        let [b'<', tag @ ..] = find::past_space(body.get(self.at as usize..)?) else { return None };
        let place = |rest: &[u8]| find::offset_of(body, rest);
        let [b'>', content @ ..] = find::stop(tag, find::below_letters)? else { return None };
        let name = Span::new(place(tag), place(content).wrapping_sub(1));
        let close = find::stop(content, find::odd_text)?;
        let [b'<', b'/', close_name @ ..] = close else { return None };
        // The end tag has the name, and white space at most.
        let Some([b'>', after @ ..]) = close_name.get(name.len()..) else {
            return None;
        };
        self.at = offset(place(after));
        Some(Child { name, content: Content::Plain(Span::new(place(content), place(close))) })
    }

    /// The same in JSON.
    #[inline(always)]
    fn plain_member(&mut self, body: &[u8], array: &mut Option<Span>) -> Option<Child> {
        let quotes = self.quotes.first_mut()?;
        let mut at = self.at;
        if array.is_some() {
            at = find::stands(body, at, b"]").then_some(at.wrapping_add(1))?;
        }
        let start = match plain::next_name(body, at) {
            Some(start) => start,
            None => find::stands(body, at, br#"""#).then_some(at.wrapping_add(1))?,
        };
        let name = Span { start, end: plain::name_end(body, start, quotes)? };
        // Behind `":`.
        let value = name.end.wrapping_add(2);
        let text = plain::value_text(body, value, quotes)?;
        *array = None;
        if text.start == value {
            self.at = text.end;
            Some(Child { name, content: Content::Plain(text) })
        } else {
            self.at = text.end.wrapping_add(1);
            Some(Child { name, content: Content::Quoted(text) })
        }
    }

    /// Steps over a start tag, and over the whole element where it has no child elements.
    #[cfg_attr(not(small), inline(never))]
    fn element(&mut self, body: &[u8]) -> Option<Child> {
        let start = next_tag(body, self.at as usize)?;
        if body.get(start.wrapping_add(1)) == Some(&b'/') {
            self.at = offset(find::byte(body, start, b'>').wrapping_add(1));
            self.depth = self.depth.wrapping_sub(1);
            return None;
        }
        let Tag { name, content, is_empty } = tag(body, start)?;
        if is_empty {
            self.at = offset(content.wrapping_add(2));
            return Some(Child { name, content: Content::Leaf(Span::new(content, content)) });
        }
        let end = next_tag(body, content)?;
        if body.get(end.wrapping_add(1)) != Some(&b'/') {
            self.at = offset(end);
            self.depth = self.depth.wrapping_add(1);
            return Some(Child { name, content: Content::Members { at: offset(content) } });
        }
        // An end tag has no `>` but its last.
        self.at = offset(find::byte(body, end, b'>').wrapping_add(1));
        Some(Child { name, content: Content::Leaf(Span::new(content, end)) })
    }

    /// Steps over a member or an element, or into its object.
    #[cfg_attr(not(small), inline(never))]
    fn member(&mut self, body: &[u8], array: &mut Option<Span>) -> Option<Child> {
        let mut at = self.at as usize;
        loop {
            at = find::skip_space(body, at);
            let byte = *body.get(at)?;
            let name = match (byte, *array) {
                (b',', _) => {
                    at = at.wrapping_add(1);
                    continue;
                }
                (b']', _) => {
                    *array = None;
                    at = at.wrapping_add(1);
                    continue;
                }
                (b'"', None) => {
                    let name = Span::new(at.wrapping_add(1), string_end(body, at.wrapping_add(1)));
                    let colon = find::skip_space(body, name.end().wrapping_add(1));
                    at = find::skip_space(body, colon.wrapping_add(1));
                    name
                }
                (_, Some(name)) if byte != b'}' => name,
                _ => {
                    self.at = offset(at.wrapping_add(1));
                    self.depth = self.depth.wrapping_sub(1);
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
                        self.depth = self.depth.wrapping_add(1);
                        return Some(Child { name, content: Content::Members { at: offset(at) } });
                    }
                    first.wrapping_add(1)
                }
                _ => scalar_end(body, at),
            };
            self.at = offset(end);
            return Some(Child { name, content: Content::Leaf(Span::new(at, end)) });
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
    let mut tag = Cursor::new(src.as_bytes(), name.end());
    loop {
        tag.skip_space();
        // The end of the tag is not an attribute, and so an error.
        let attribute = tag.attribute().ok()?;
        if attribute.name.bytes(tag.body) == wanted.as_bytes() {
            return Some(attribute.value);
        }
    }
}

/// Finds the next `<` of a tag, over comments, sections and instructions.
fn next_tag(body: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = find::byte(body, at, b'<');
        at = match body.get(at..)? {
            [b'<', b'!', b'-', ..] => find::past(body, at.wrapping_add(4), b"-->")?,
            [b'<', b'!', ..] => find::past(body, at, b"]]>")?,
            [b'<', b'?', ..] => find::past(body, at, b"?>")?,
            [] => return None,
            _ => return Some(at),
        };
    }
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
    let rest = find::rest(body, start);
    let end = rest.iter().position(|b| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'));
    end.map_or(body.len(), |len| start.wrapping_add(len))
}

#[cfg(test)]
mod tests {
    use super::{Child, Content, Walk};
    use crate::event::Syntax;
    use crate::read::token::Span;
    use crate::text::{Form, Text};

    /// What is taken as plain is what the step finds that takes everything, and has no escapes.
    #[track_caller]
    fn steps_agree(src: &str, syntax: Syntax, plain: usize) {
        let mut walk = Walk::new(Span::new(0, src.len()), src, syntax);
        let mut array = None;
        let mut taken = 0;
        loop {
            let (mut whole, mut whole_array) = (walk, array);
            let want = match syntax {
                Syntax::Xml => whole.element(src.as_bytes()),
                Syntax::Json => whole.member(src.as_bytes(), &mut whole_array),
            };
            let found = walk.step(src, syntax, &mut array);
            let spans = |child: Child| match child.content {
                Content::Leaf(content) | Content::Plain(content) => (child.name, content),
                Content::Quoted(text) => (child.name, text.quoted()),
                Content::Members { at } => (child.name, Span { start: at, end: 0 }),
            };
            assert_eq!(found.map(spans), want.map(spans), "{src}");
            let places = [walk, whole].map(|walk| (walk.at, walk.end, walk.depth));
            assert_eq!((places[0], array), (places[1], whole_array), "{src}");
            let Some(Child { name, content }) = found else { break };
            if let Content::Plain(content) | Content::Quoted(content) = content {
                let form = if syntax == Syntax::Xml { Form::XML } else { Form::JSON };
                assert!(Text::new(content.of(src), form).as_str().is_some(), "{src}");
                assert!(syntax == Syntax::Xml || Text::new(name.of(src), form).as_str().is_some(), "{src}");
                taken = usize::wrapping_add(taken, 1);
            }
        }
        assert_eq!(taken, if crate::find::FAST { plain } else { 0 }, "{src}");
    }

    #[test]
    fn plain_leaves_are_those_of_the_whole_step() {
        let end = "<end>of the last words, which are not taken by words</end>";
        for (xml, plain) in [
            ("<id>450</id>", 1),
            ("\r\n\t <longernamethaneight>a text of some length</longernamethaneight><b></b>", 2),
            ("<a>x&amp;y</a><a>x\ry</a><a>x\ny</a><a>x<!-- y --></a><a><![CDATA[x]]></a>", 0),
            ("<a b='>'>x</a><a >x</a><a>x</a ><a/><a1>x</a1><\u{e9}>\u{fc}</\u{e9}>", 1),
            ("<!-- c --><a>x</a><?p i?><a>x</a>", 0),
        ] {
            steps_agree(&std::format!("{xml}{end}"), Syntax::Xml, plain + 1);
        }
        let end = r#""end":"of the last words"}"#;
        for (json, plain) in [
            (r#""id":"450","count":12,"is":true,"not":false,"#, 4),
            (r#""longernamethaneight":"a text of some length","b":"","#, 2),
            (r#""a":"x\"y","a\u0062":"x","a":"\\","c\\":"","#, 0),
            (r#""a":-1,"a":1.5,"a":null,"a":[],"a":{},"a": "x","a" :"x","#, 0),
            (r#""a":["x","y"],"b":"x","c":["#, 1),
        ] {
            let end = if json.ends_with('[') { r#""x","y"],"d":"x"}"# } else { end };
            let src = std::format!("{{{json}{end}");
            steps_agree(&src, Syntax::Json, plain + 1);
        }
    }
}
