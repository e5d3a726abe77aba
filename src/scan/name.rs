//! The name of a node, which outlives the window.

use super::kept::{NAME, form, head};
use crate::event::Syntax;
use crate::response::Member;
use crate::text::{Text, copy};

/// A name, taken out of the window.
pub(super) struct Name {
    bytes: [u8; NAME],
    len: usize,
    /// It was longer, and so is none of the known ones.
    is_cut: bool,
    syntax: Syntax,
}

impl Name {
    pub(super) fn new(raw: &str, is_cut: bool, syntax: Syntax) -> Self {
        let short = head(raw, form(syntax, false), NAME);
        let mut bytes = [0; NAME];
        // `head` is no longer than `NAME`.
        let _ = copy(short.as_bytes(), &mut bytes);
        Self { bytes, len: short.len(), is_cut: is_cut || short.len() < raw.len(), syntax }
    }

    pub(super) fn text(&self) -> Text<'_> {
        let raw = self.bytes.get(..self.len).and_then(|name| core::str::from_utf8(name).ok());
        Text::new(raw.unwrap_or_default(), form(self.syntax, self.is_cut))
    }

    pub(super) fn member(&self) -> Option<Member> {
        if self.is_cut { None } else { Member::of(self.bytes.get(..self.len)?) }
    }
}
