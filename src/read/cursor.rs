//! How far a token has been read.

use super::token::Span;
use crate::error::ErrorKind;
use crate::find;

/// A place in a body, which is moved over what is read.
///
/// What fails leaves it at the first wrong byte, so that an error here is its kind alone, which a small processor
/// returns in registers.
pub(crate) struct Cursor<'b, S> {
    pub(crate) body: &'b [u8],
    pub(crate) at: usize,
    /// What strict mode checks.
    pub(super) strict: Option<S>,
}

impl<'b, S> Cursor<'b, S> {
    /// Begins at a place of a body that has been checked, or where leniency does no harm.
    pub(crate) const fn new(body: &'b [u8], at: usize) -> Self {
        Self { body, at, strict: None }
    }

    /// What has not been read.
    #[cfg_attr(not(small), inline)]
    #[cfg_attr(small, inline(never))]
    pub(super) fn rest(&self) -> &'b [u8] {
        // Not by `find::rest`, which small images would call from here.
        self.body.get(self.at..).unwrap_or_default()
    }

    /// The next byte.
    pub(super) fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    /// Steps over `wanted`; `wrong` says what is wrong with another byte.
    pub(super) fn expect(
        &mut self,
        wanted: u8,
        wrong: impl FnOnce(u8) -> ErrorKind,
    ) -> Result<(), ErrorKind> {
        match self.peek() {
            Some(b) if b == wanted => {
                self.skip(1);
                Ok(())
            }
            Some(b) => Err(wrong(b)),
            None => Err(ErrorKind::Incomplete),
        }
    }

    /// Steps over bytes that have been looked at.
    pub(crate) const fn skip(&mut self, len: usize) {
        self.at = self.at.wrapping_add(len);
    }

    /// Steps over white space.
    pub(crate) fn skip_space(&mut self) {
        self.at = find::skip_space(self.body, self.at);
    }

    /// Steps over white space; gives what follows.
    #[cfg_attr(not(small), inline)]
    #[cfg_attr(small, inline(never))]
    pub(super) fn past_space(&mut self) -> &'b [u8] {
        self.skip_space();
        self.rest()
    }

    /// What was read from a place on.
    pub(crate) const fn since(&self, start: usize) -> Span {
        Span::new(start, self.at)
    }

    /// Says that something is wrong at another place.
    pub(crate) const fn wrong(&mut self, at: usize, kind: ErrorKind) -> ErrorKind {
        self.at = at;
        kind
    }

    /// Says that more of the body must follow.
    pub(super) const fn incomplete(&mut self) -> ErrorKind {
        self.wrong(self.body.len(), ErrorKind::Incomplete)
    }
}
