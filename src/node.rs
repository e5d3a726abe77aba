//! A bookmark to a node of a body that has been checked: name, text, children, attributes.
//!
//! A walk over a checked body checks nothing again. [`Children`] is a cursor without a stack, small enough for
//! nested loops on a microcontroller; `node/walk.rs` finds the next child in each syntax.

use core::fmt;
use core::iter::FusedIterator;
use core::str::FromStr;

use self::walk::{Child, Content, Walk};
use crate::event::Syntax;
use crate::find;
use crate::read::Reader;
use crate::read::token::{Span, name_of, plain_of, text_of};
use crate::text::{Form, Text};

pub(crate) mod walk;

/// A node of a body, with all that stands in it.
///
/// It is `Copy`, and borrows only the body. A node is what both syntaxes can say: in XML an element, with text or with
/// child elements; in JSON a member of an object, or an element of its array, with a scalar or with members of its own.
///
/// # Examples
/// ```
/// use cloudstack_codec::Response;
///
/// let body = br#"{"listvirtualmachinesresponse":{"count":1,"virtualmachine":[
///     {"id":"450","memory":512,"nic":[{"ipaddress":"10.1.1.225"},{"ipaddress":"10.1.2.7"}]}]}}"#;
/// let response = Response::parse(body)?;
/// for vm in response.items("virtualmachine") {
///     assert_eq!(vm.get::<u32>("memory"), Some(512));
///     let addresses: Vec<_> = vm.all("nic").filter_map(|nic| nic.text_of("ipaddress")).collect();
///     assert_eq!(addresses, ["10.1.1.225", "10.1.2.7"]);
/// }
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(crate) src: &'a str,
    pub(crate) name: Span,
    /// XML: between the tags. JSON: the value, with its quotes or braces.
    pub(crate) content: Span,
    pub(crate) syntax: Syntax,
    /// A leaf that is known to have nothing escaped in it.
    pub(crate) is_plain: bool,
}

impl<'a> Node<'a> {
    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> Text<'a> {
        if find::FAST && self.is_plain {
            return Text::plain(self.name.of(self.src));
        }
        name_of(self.src, self.syntax, self.name)
    }

    /// Returns the syntax of the body.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Returns the node as it stands in the body: in XML the element with its tags, in JSON the value.
    #[must_use]
    pub fn raw(&self) -> &'a str {
        self.raw_span().of(self.src)
    }

    /// Returns where [`raw`](Self::raw) begins, in bytes from the start of the body.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.raw_span().start()
    }

    /// Returns the text of a node without members; `None` where it has members or is empty.
    #[must_use]
    pub fn text(&self) -> Option<Text<'a>> {
        if find::FAST && self.is_plain { self.plain_text(self.content) } else { self.text_slow() }
    }

    /// The same for a content, of this node or another of its body, without members and with nothing escaped.
    pub(crate) fn plain_text(&self, content: Span) -> Option<Text<'a>> {
        let text = plain_of(self.src, self.syntax, content);
        (!text.raw().is_empty()).then_some(text)
    }

    /// The same where something may be escaped.
    #[cfg_attr(not(small), cold)]
    fn text_slow(&self) -> Option<Text<'a>> {
        if self.syntax == Syntax::Xml && walk::has_elements(self.src, self.content) {
            return None;
        }
        text_of(self.src, self.syntax, self.content)
    }

    /// Returns the nodes below this one, in order; the elements of an array one by one, under the array's name.
    #[must_use]
    pub fn children(&self) -> Children<'a> {
        Children {
            walk: Walk::new(self.content, self.src, self.syntax),
            array: None,
            src: self.src,
            syntax: self.syntax,
        }
    }

    /// Returns the first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<Self> {
        self.children().find(|child| child.name() == name)
    }

    /// Returns all children of that name: a list, which may have one element or none.
    #[must_use]
    pub fn all<'n>(&self, name: &'n str) -> impl FusedIterator<Item = Self> + Clone + use<'a, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// Returns the text of the first child of that name.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<Text<'a>> {
        self.child(name)?.text()
    }

    /// Parses the text of the first child of that name as [`Text::parse`] does: a number, a flag or an id, without the
    /// white space around it.
    ///
    /// Not meant for a `String`, because the result is also `None` where the text is escaped and longer than 40 bytes:
    /// use [`text_of`](Self::text_of) for that. To tell a text that does not parse from none, parse it yourself:
    /// `node.text_of(name).map(|text| text.parse::<u32>())`.
    #[must_use]
    pub fn get<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text_of(name)?.parse()
    }

    /// Returns the value of an attribute; `None` in JSON, which has none.
    ///
    /// A tab stays a tab and a line end is LF, though XML reads both as spaces (XML 1.0, 3.3.3).
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Text<'a>> {
        match self.syntax {
            Syntax::Xml => {
                Some(Text::new(walk::attribute(self.src, self.name, name)?.of(self.src), Form::XML))
            }
            Syntax::Json => None,
        }
    }

    /// Reads the events of the node, from its `Start` to its `End`.
    #[must_use]
    pub fn reader(&self) -> Reader<'a> {
        let raw = self.raw_span();
        let src = self.src.get(..raw.end()).unwrap_or_default();
        match self.syntax {
            Syntax::Xml => Reader::of_element(src, raw.start()),
            Syntax::Json => Reader::of_member(src, self.name, self.content, self.has_members()),
        }
    }

    /// The JSON document that the node stands in, as a node without a name.
    pub(crate) fn document(&self) -> Self {
        let brace = find::byte(self.src.as_bytes(), 0, b'{');
        Self { name: Span::default(), content: Span::new(brace, self.src.len()), is_plain: false, ..*self }
    }

    /// Tells whether the node has members of its own.
    pub(crate) fn has_members(&self) -> bool {
        self.children().step().is_some()
    }

    pub(crate) fn raw_span(&self) -> Span {
        match self.syntax {
            Syntax::Xml => walk::element(self.src, self.name, self.content),
            Syntax::Json => self.content,
        }
    }
}

/// Which node it is, but nothing of its content: that can be a password.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({:?} at {}, {} bytes)", self.name(), self.offset(), self.raw().len())
    }
}

/// Equal where both have the same name and the same bytes at the same offset.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.offset() == other.offset() && self.raw() == other.raw()
    }
}

impl Eq for Node<'_> {}

/// The nodes below a node; made by [`Node::children`].
#[derive(Clone)]
pub struct Children<'a> {
    walk: Walk,
    array: Option<Span>,
    src: &'a str,
    syntax: Syntax,
}

impl Children<'_> {
    #[inline(always)]
    fn step(&mut self) -> Option<Child> {
        self.walk.step(self.src, self.syntax, &mut self.array)
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    // Inlined into a loop, which asks for little of each node.
    #[inline(always)]
    fn next(&mut self) -> Option<Node<'a>> {
        let Child { name, content } = self.step()?;
        let (content, is_plain) = match content {
            Content::Plain(content) => (content, true),
            Content::Quoted(text) => (text.quoted(), true),
            Content::Leaf(content) => (content, false),
            Content::Members { at } => {
                (Span { start: at, end: self.walk.leave(self.src, self.syntax) }, false)
            }
        };
        Some(Node { src: self.src, name, content, syntax: self.syntax, is_plain })
    }
}

impl FusedIterator for Children<'_> {}

impl fmt::Debug for Children<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
