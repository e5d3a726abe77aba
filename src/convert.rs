//! Writes a node that was read in either syntax as a document in either.
//!
//! The reader's side is [`Node`], the writer's the verbs of `write.rs`; both follow the table of `event.rs`, so that
//! what is written reads as the same events as what was read.

use core::fmt;

use crate::event::Syntax;
use crate::find;
use crate::node::Node;
use crate::write::{Kind, Place, WriteError, Writer, around};

impl Node<'_> {
    /// Writes the node as the root of a whole document, in either syntax.
    ///
    /// | from XML | to JSON | to XML |
    /// |---|---|---|
    /// | `<a>1</a>` | `"a":"1"`: everything is text | the same |
    /// | `<a></a>`, `<a/>` | `"a":""` | `<a></a>` |
    /// | `<a>1</a><a>2</a>` | `"a":["1","2"]`: elements that stand together are a list | the same |
    /// | `<a>1</a><b>2</b><a>3</a>` | `"a":"1","b":"2","a":"3"` | the same |
    ///
    /// | from JSON | to JSON | to XML |
    /// |---|---|---|
    /// | `"a":1`, `"a":true` | the same | `<a>1</a>`, `<a>true</a>` |
    /// | `"a":""`, `"a":{}` | the same | `<a></a>` |
    /// | `"a":[1]` | the same | `<a>1</a>` |
    /// | `"a":null`, `"a":[]` | nothing | nothing |
    ///
    /// What is written reads as the same events, except that an XML root named `html` is taken for a web page. In JSON
    /// an empty root is `{}`. Attributes and comments are left out, and escapes are written anew, as a [`Writer`]
    /// writes them. Elements of one name that do not stand together, which no server writes, become members of one
    /// name, of which most other readers of JSON keep only the last.
    ///
    /// # Errors
    /// [`WriteError::Sink`] if the sink takes no more; in XML [`WriteError::Name`] at a name that JSON can have and XML
    /// cannot.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Response, Syntax};
    ///
    /// let response = Response::parse(br#"{"listzonesresponse":{"count":1,"zone":[{"name":"San Jose"}]}}"#)?;
    /// let mut xml = String::new();
    /// response.node().write(&mut xml, Syntax::Xml)?;
    /// assert_eq!(xml, concat!(
    ///     r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    ///     "<listzonesresponse><count>1</count><zone><name>San Jose</name></zone></listzonesresponse>",
    /// ));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn write(&self, out: &mut dyn fmt::Write, syntax: Syntax) -> Result<(), WriteError> {
        let name = self.name();
        let root = Place::member(&name);
        around(out, syntax, |writer| match self.text() {
            // A root is an object even if it is empty, as in the answer for an empty list.
            None => writer.nested(root, Kind::Object, |writer| members(writer, self)),
            Some(_) => value(writer, root, self),
        })
    }
}

impl Writer<'_> {
    /// Writes the members of a node that was read, in either syntax, into the object that is open: for a server that
    /// passes on what another has answered.
    ///
    /// They are written as [`Node::write`] writes them; for an empty node, or one of white space, nothing is written.
    ///
    /// # Errors
    /// Those of every verb; [`WriteError::NoMembers`] at a node with any other text.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::answer::Answer;
    /// use cloudstack_codec::{Response, Syntax};
    ///
    /// let xml = br#"<listzonesresponse><count>1</count><zone><name>San Jose</name></zone></listzonesresponse>"#;
    /// let json = br#"{"listzonesresponse":{"count":1,"zone":[{"id":2,"tag":["a"]}]}}"#;
    /// let (one, other) = (Response::parse(xml)?, Response::parse(json)?);
    /// let zones = one.items("zone").chain(other.items("zone"));
    ///
    /// let mut body = String::new();
    /// Answer::to("listZones", Syntax::Json).list(&mut body, "zone", 2, zones, |w, zone| w.members_of(&zone))?;
    /// assert_eq!(body, r#"{"listzonesresponse":{"count":2,"zone":[{"name":"San Jose"},{"id":2,"tag":["a"]}]}}"#);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn members_of(&mut self, node: &Node<'_>) -> Result<(), WriteError> {
        if node.text().is_some_and(|text| !text.is_blank()) {
            return Err(WriteError::NoMembers);
        }
        members(self, node)
    }
}

/// Writes the members of a node. Calls itself no deeper than nodes nest in a body that was read.
fn members(writer: &mut Writer<'_>, node: &Node<'_>) -> Result<(), WriteError> {
    let mut rest = node.children().peekable();
    while let Some(first) = rest.next() {
        let name = first.name();
        let is_next = |next: &Node<'_>| match next.syntax {
            Syntax::Xml => next.name() == name,
            // The name of an array stands once, for all its elements.
            Syntax::Json => next.name == first.name,
        };
        if is_element(&first) || rest.peek().is_some_and(is_next) {
            writer.nested(Place::member(&name), Kind::List, |writer| {
                value(writer, Place::element(&name), &first)?;
                // `next_if` would link a panic.
                while rest.peek().is_some_and(is_next) {
                    let Some(next) = rest.next() else { break };
                    value(writer, Place::element(&name), &next)?;
                }
                Ok(())
            })?;
        } else {
            value(writer, Place::member(&name), &first)?;
        }
    }
    Ok(())
}

/// Writes a node at its place.
fn value(writer: &mut Writer<'_>, place: Place<'_>, node: &Node<'_>) -> Result<(), WriteError> {
    match kind(node) {
        Kind::Object => writer.nested(place, Kind::Object, |writer| members(writer, node)),
        scalar => writer.scalar(place, scalar, &node.text().unwrap_or_default()),
    }
}

fn kind(node: &Node<'_>) -> Kind {
    match (node.syntax, node.content.of(node.src).as_bytes()) {
        (Syntax::Json, [b'{', ..]) => Kind::Object,
        (Syntax::Json, [b'"', ..]) => Kind::Text,
        (Syntax::Json, _) => Kind::Literal,
        (Syntax::Xml, _) if node.has_members() => Kind::Object,
        (Syntax::Xml, _) => Kind::Text,
    }
}

/// Tells whether the node is an element of a JSON array: whether a bracket follows its name's colon.
fn is_element(node: &Node<'_>) -> bool {
    let body = node.src.as_bytes();
    let colon = find::skip_space(body, node.name.end().wrapping_add(1));
    let value = find::skip_space(body, colon.wrapping_add(1));
    node.syntax == Syntax::Json && body.get(value) == Some(&b'[')
}
