//! The texts that outlive the window, in one small store.

use super::shift;
use crate::event::Syntax;
use crate::text::{Form, Piece, Text, copy};

/// How many bytes of texts there are at most.
pub(super) const ROOM: usize = 320;

/// The longest name or id that is kept whole.
pub(super) const NAME: usize = 80;

/// What is kept of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    JobId,
    Id,
    ErrorText,
    /// The first description, or the text of the root itself.
    Description,
    /// The first `displaytext`, which stands beside a flag.
    DisplayText,
    /// The text of the result, or of the fault in it.
    Result,
    /// The object in the result, or its first member, or the object beside the result's type.
    Object,
    /// The last node among the members, whose name an array goes on with.
    Member,
    /// The last node in the result.
    Inner,
}

/// How many slots a report has.
pub(super) const SLOTS: usize = Slot::Inner as usize + 1;

/// All texts, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    bytes: [u8; ROOM],
    /// The length of each. The highest bit says that it was cut.
    lens: [u16; 2 * SLOTS],
}

const CUT: u16 = 0x8000;

impl Kept {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; ROOM], lens: [0; 2 * SLOTS] }
    }

    /// The text at `index`, if one was put there, and whether it was cut.
    pub(super) fn get(&self, index: usize) -> Option<(&str, bool)> {
        let len = self.lens.get(index).copied().filter(|&len| len != 0)?;
        let (start, end) = self.place(index);
        let text = core::str::from_utf8(self.bytes.get(start..end)?).unwrap_or_default();
        Some((text, len & CUT != 0))
    }

    /// Drops the texts from `first` up to `end`.
    pub(super) fn clear(&mut self, first: usize, end: usize) {
        for index in first..end {
            self.resize(index, 0, false);
        }
    }

    /// Puts a text in the place of the one at `index`, or as much of it as there is room for.
    ///
    /// For a short one there always is: the longest gives way.
    pub(super) fn put(&mut self, index: usize, text: &Text<'_>, form: Form, is_short: bool) {
        self.resize(index, 0, false);
        let raw = text.raw();
        let wanted = if is_short { head(raw, form, NAME) } else { raw };
        let room = ROOM.saturating_sub(self.used());
        if wanted.len() > room && is_short {
            self.shrink_longest(wanted.len().wrapping_sub(room), form);
        }
        let taken = head(wanted, form, ROOM.saturating_sub(self.used()));
        self.resize(index, taken.len(), text.is_cut() || taken.len() < raw.len());
        let (start, _) = self.place(index);
        // There is room for it: no more was taken.
        let _ = self.bytes.get_mut(start..).and_then(|room| copy(taken.as_bytes(), room));
    }

    fn shrink_longest(&mut self, by: usize, form: Form) {
        let longest = (0..self.lens.len()).max_by_key(|&index| self.len(index)).unwrap_or_default();
        if let Some((text, _)) = self.get(longest) {
            let left = head(text, form, text.len().saturating_sub(by)).len();
            self.resize(longest, left, true);
        }
    }

    fn len(&self, index: usize) -> usize {
        self.lens.get(index).map_or(0, |len| usize::from(len & !CUT))
    }

    fn place(&self, index: usize) -> (usize, usize) {
        let start = self.start(index);
        (start, start.wrapping_add(self.len(index)))
    }

    fn used(&self) -> usize {
        self.start(self.lens.len())
    }

    /// How many bytes stand before the text at `index`.
    fn start(&self, index: usize) -> usize {
        self.lens.iter().take(index).map(|len| usize::from(len & !CUT)).sum()
    }

    /// Moves the texts behind `index`, so that there are `len` bytes for it.
    fn resize(&mut self, index: usize, len: usize, is_cut: bool) {
        let (start, end) = self.place(index);
        let behind = self.used().wrapping_sub(end);
        shift(&mut self.bytes, end, start.wrapping_add(len), behind);
        if let Some(slot) = self.lens.get_mut(index) {
            *slot = u16::try_from(len).unwrap_or_default() | if is_cut { CUT } else { 0 };
        }
    }
}

/// How texts are escaped. Names and numbers have nothing in them that is an escape in XML.
pub(super) const fn form(syntax: Syntax, is_cut: bool) -> Form {
    match (syntax, is_cut) {
        (Syntax::Xml, false) => Form::XML,
        (Syntax::Xml, true) => Form::XML_CUT,
        (Syntax::Json, false) => Form::JSON,
        (Syntax::Json, true) => Form::JSON_CUT,
    }
}

/// The longest beginning of a text of at most `room` bytes that ends between two characters, and within no escape.
pub(super) fn head(raw: &str, form: Form, room: usize) -> &str {
    if raw.len() <= room {
        return raw;
    }
    let mut pieces = Text::new(raw, form).pieces();
    let mut end = 0;
    while let Some(piece) = pieces.next() {
        let next = raw.len().wrapping_sub(pieces.left());
        if next <= room {
            end = next;
            continue;
        }
        if let Piece::Run(run) = piece {
            let start = next.wrapping_sub(run.len());
            let edge = (start..=room).rev().find(|&at| raw.is_char_boundary(at));
            end = edge.unwrap_or(end);
        }
        break;
    }
    raw.get(..end).unwrap_or_default()
}
