//! What a token step keeps of the names of the nodes that are open.
//!
//! [`Spans`], where the names are still at hand. In a body that comes in pieces they are gone: there XML compares end
//! tags with [`Hashes`], and JSON, whose objects end without a name, keeps a [`Count`].

use super::MAX_DEPTH;
use super::token::{Span, offset};
use super::xml::{self, Cursor};
use crate::error::ErrorKind;

/// The names of the nodes that are open, at most [`MAX_DEPTH`].
pub(crate) trait Names {
    /// Keeps a name; `false` where there is no room.
    fn push(&mut self, name: Span, body: &[u8]) -> bool;

    /// Drops the name that was kept last, and gives it where it is still known.
    fn pop(&mut self) -> Option<Span>;

    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn is_full(&self) -> bool {
        self.len() == MAX_DEPTH
    }
}

/// The names of the elements that are open.
pub(crate) trait Tags: Names {
    /// What is kept of a name.
    type Tag: Copy;

    /// The name that was kept last.
    fn last(&self) -> Option<Self::Tag>;

    /// Steps over the end tag here, which must bear that name.
    fn end_tag(cursor: &mut Cursor<'_>, tag: Self::Tag) -> Result<(), ErrorKind>;

    /// Finds the end of the end tag at `at`, if it has that name and no white space, and the name is still at hand.
    fn plain_end_tag(body: &[u8], at: usize, tag: Self::Tag) -> Option<usize>;
}

/// Where each name stands in the body.
pub(crate) type Spans = heapless::Vec<Span, MAX_DEPTH>;

impl Names for Spans {
    #[inline]
    fn push(&mut self, name: Span, _: &[u8]) -> bool {
        self.push(name).is_ok()
    }

    #[inline]
    fn pop(&mut self) -> Option<Span> {
        self.pop()
    }

    #[inline]
    fn len(&self) -> usize {
        self.as_slice().len()
    }
}

impl Tags for Spans {
    type Tag = Span;

    #[inline]
    fn last(&self) -> Option<Span> {
        self.as_slice().last().copied()
    }

    #[inline]
    fn end_tag(cursor: &mut Cursor<'_>, tag: Span) -> Result<(), ErrorKind> {
        cursor.end_tag(tag)
    }

    #[inline]
    fn plain_end_tag(body: &[u8], at: usize, tag: Span) -> Option<usize> {
        xml::plain_end_tag(body, at, tag)
    }
}

/// A name that is no longer at hand: a place beyond every body.
const GONE: Span = Span { start: u32::MAX, end: u32::MAX };

/// The length and a hash of each name.
#[derive(Clone, Debug)]
pub(crate) struct Hashes(heapless::Vec<u32, MAX_DEPTH, u8>);

impl Hashes {
    pub(crate) const fn new() -> Self {
        Self(heapless::Vec::new())
    }

    /// FNV-1a, with the low bits of the length in its lowest byte.
    fn of(name: &[u8]) -> u32 {
        let hash =
            name.iter().fold(0x811C_9DC5_u32, |hash, &b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
        hash << 8 | offset(name.len()) & 0xFF
    }
}

impl Names for Hashes {
    fn push(&mut self, name: Span, body: &[u8]) -> bool {
        self.0.push(Self::of(name.bytes(body))).is_ok()
    }

    fn pop(&mut self) -> Option<Span> {
        self.0.pop().map(|_| GONE)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl Tags for Hashes {
    type Tag = u32;

    fn last(&self) -> Option<u32> {
        self.0.last().copied()
    }

    fn end_tag(cursor: &mut Cursor<'_>, tag: u32) -> Result<(), ErrorKind> {
        cursor.skip(b"</".len());
        let start = cursor.at;
        match cursor.name() {
            Err(ErrorKind::Incomplete) => Err(ErrorKind::Incomplete),
            Ok(name) if Self::of(name.bytes(cursor.body)) == tag => cursor.end_of_tag(),
            Ok(_) | Err(_) => Err(cursor.wrong(start, ErrorKind::CrossedTag)),
        }
    }

    fn plain_end_tag(_: &[u8], _: usize, _: u32) -> Option<usize> {
        None
    }
}

/// How many names there are.
#[derive(Clone, Debug)]
pub(crate) struct Count(u8);

impl Count {
    pub(crate) const fn new() -> Self {
        Self(0)
    }
}

impl Names for Count {
    fn push(&mut self, _: Span, _: &[u8]) -> bool {
        let has_room = usize::from(self.0) < MAX_DEPTH;
        self.0 = self.0.wrapping_add(u8::from(has_room));
        has_room
    }

    fn pop(&mut self) -> Option<Span> {
        self.0 = self.0.checked_sub(1)?;
        Some(GONE)
    }

    fn len(&self) -> usize {
        usize::from(self.0)
    }
}
