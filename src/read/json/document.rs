//! The document's own object, which is no node: which of its members is the root.
//!
//! The first that is an object; where none is, the first, if it can be a root at all.

use super::{First, Json, Next, Part};
use crate::error::{Error, ErrorKind};
use crate::find;
use crate::read::names::Names;
use crate::read::token::{Edge, Leaf, Span, Token};

impl<N: Names> Json<N> {
    /// Steps through the document's own object to its root, or on to its end.
    #[cold]
    pub(super) fn outside(&mut self, body: &[u8]) -> Result<Token, Error> {
        if self.next == Next::Document {
            // `syntax_of` has seen that it is the first byte that is no white space.
            self.at = find::byte(body, 0, b'{').wrapping_add(1);
            self.next = Next::First;
        }
        loop {
            let token = self.token(body)?;
            let is_before = self.part == Part::Before;
            match token {
                // An element of a list of the document, or an object deeper in one: then the name is not the list's.
                Token::Edge(Edge::Open { name, .. }) if self.elements & 1 != 0 => self.note_list(name),
                Token::Edge(Edge::Open { .. }) if is_before => self.part = Part::Root,
                Token::Leaf(Leaf { name, .. }) if self.open.is_empty() && self.array.is_some() => {
                    self.note_list(name);
                }
                Token::Leaf(Leaf { name, content, .. }) if self.open.is_empty() && is_before => {
                    if body.get(content.start()) == Some(&b'{') {
                        self.part = Part::After;
                    } else {
                        self.note(name, content);
                    }
                }
                Token::Leaf(_) | Token::Edge(Edge::Open { .. } | Edge::Close { .. }) => {}
                Token::Edge(Edge::End) if is_before => {
                    return match self.first {
                        Some(First { name, content, is_list: false }) => {
                            self.part = Part::After;
                            Ok(Token::Leaf(Leaf::new(name, content)))
                        }
                        Some(First { content, .. }) => Err(ErrorKind::NoRoot.at(content.start())),
                        // In pieces the brace may be gone: then this wraps around, as `slide` does.
                        None => Err(ErrorKind::NoRoot.at(self.at.wrapping_sub(1))),
                    };
                }
                Token::Edge(Edge::End) => return Ok(token),
            }
            if is_before && self.part != Part::Before {
                return Ok(token);
            }
        }
    }

    /// Keeps the first member of the document.
    pub(super) fn note(&mut self, name: Span, content: Span) {
        if self.open.is_empty() && self.first.is_none() {
            self.first = Some(First { name, content, is_list: false });
        }
    }

    /// Notes that a member of the document is a list with something in it.
    fn note_list(&mut self, name: Span) {
        if let Some(first) = &mut self.first {
            first.is_list |= first.name == name;
        }
    }
}
