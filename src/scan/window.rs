//! The bytes of a body that are at hand, and where in the body they stand.

use super::shift;
use crate::error::{Error, ErrorKind};
use crate::read::token::{Span, offset};
use crate::text::copy;

/// How many bytes are at hand at most: the longest name or tag, and the longest beginning of a text.
pub(super) const WINDOW: usize = 304;

/// At how many places something can have been left out of one token: a member of JSON has white space in four, a name
/// and a text.
const CUTS: usize = 6;

#[derive(Clone, Debug)]
pub(super) struct Window {
    bytes: [u8; WINDOW],
    len: u16,
    /// How many of them are known to be whole characters.
    good: u16,
    /// How much of the body stands before them.
    passed: u32,
    /// Where something has been left out.
    cuts: [Cut; CUTS],
}

/// One byte that stands in the place of more.
#[derive(Clone, Copy, Debug)]
struct Cut {
    at: u16,
    /// It is in the text, and not in a comment or in white space around it.
    in_text: bool,
    /// How many bytes the body has there beyond the one; 0 where there is no cut.
    more: u32,
}

impl Cut {
    const NONE: Self = Self { at: 0, in_text: false, more: 0 };

    fn is_in(&self, span: Span) -> bool {
        self.more != 0 && (span.start()..span.end()).contains(&usize::from(self.at))
    }
}

/// What can be left out: a part of one run, to be replaced by one byte.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) span: Span,
    pub(super) in_text: bool,
    pub(super) mark: u8,
}

impl Window {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; WINDOW], len: 0, good: 0, passed: 0, cuts: [Cut::NONE; CUTS] }
    }

    /// What can be read: whole characters.
    pub(super) fn body(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.good)).unwrap_or_default()
    }

    /// The characters of a span, as they are in the window.
    pub(super) fn text(&self, span: Span) -> &str {
        core::str::from_utf8(span.bytes(self.body())).unwrap_or_default()
    }

    pub(super) fn is_full(&self) -> bool {
        usize::from(self.len) == WINDOW
    }

    /// Takes as many bytes of the piece as there is room for.
    pub(super) fn fill(&mut self, piece: &mut &[u8]) -> Result<(), Error> {
        let room = self.bytes.get_mut(usize::from(self.len)..).unwrap_or_default();
        let (bytes, rest) = piece.split_at_checked(room.len()).unwrap_or((piece, &[]));
        // There is room for all of them.
        let _ = copy(bytes, room);
        *piece = rest;
        self.len = self.len.wrapping_add(short(bytes.len()));
        // Where the body ends has wrapped around.
        if self.end() < usize::from(self.len) {
            return Err(ErrorKind::TooLong.at(u32::MAX as usize));
        }
        let unknown = self.unknown();
        let good = core::str::from_utf8(unknown).map_or_else(|error| error.valid_up_to(), str::len);
        self.good = self.good.wrapping_add(short(good));
        Ok(())
    }

    /// Tells whether the bytes behind the whole characters cannot begin another.
    pub(super) fn is_broken(&self) -> bool {
        core::str::from_utf8(self.unknown()).is_err_and(|error| error.error_len().is_some())
    }

    /// What is wrong with a body that ends here, if there are bytes behind its whole characters.
    pub(super) fn bad_end(&self) -> Option<Error> {
        match self.unknown() {
            [] => None,
            _ if self.is_broken() => Some(ErrorKind::NotUtf8.at(self.offset(usize::from(self.good)))),
            _ => Some(ErrorKind::Incomplete.at(self.end())),
        }
    }

    fn unknown(&self) -> &[u8] {
        self.bytes.get(usize::from(self.good)..usize::from(self.len)).unwrap_or_default()
    }

    /// Where in the body a place in the window is; a place that has left the window has wrapped around.
    pub(super) fn offset(&self, at: usize) -> usize {
        let mut place = self.passed.wrapping_add(offset(at));
        if at <= usize::from(self.len) {
            for cut in self.cuts.iter().filter(|cut| usize::from(cut.at) < at) {
                place = place.wrapping_add(cut.more);
            }
        }
        place as usize
    }

    /// How long the body is, so far.
    pub(super) fn end(&self) -> usize {
        self.offset(usize::from(self.len))
    }

    /// Where something was first left out of the text at `span`.
    pub(super) fn cut_in(&self, span: Span) -> Option<usize> {
        let places =
            self.cuts.iter().filter(|cut| cut.in_text && cut.is_in(span)).map(|cut| usize::from(cut.at));
        places.min()
    }

    /// Drops the first bytes, and gives how much of the body they stood for.
    pub(super) fn slide(&mut self, by: usize) -> u32 {
        let passed = self.passed;
        self.passed = offset(self.offset(by));
        let by = short(by);
        for cut in &mut self.cuts {
            match cut.at.checked_sub(by) {
                Some(at) => cut.at = at,
                None => *cut = Cut::NONE,
            }
        }
        self.close(0, usize::from(by));
        self.passed.wrapping_sub(passed)
    }

    /// Puts its mark in the place of a run; fails where too much has been left out already.
    pub(super) fn leave_out(&mut self, run: Run) -> Result<(), Error> {
        let gone = run.span.len().wrapping_sub(1);
        let mut more = offset(gone);
        for cut in &mut self.cuts {
            if cut.is_in(run.span) {
                more = more.wrapping_add(cut.more);
                *cut = Cut::NONE;
            } else if usize::from(cut.at) >= run.span.end() {
                cut.at = cut.at.wrapping_sub(short(gone));
            }
        }
        let Some(free) = self.cuts.iter_mut().find(|cut| cut.more == 0) else {
            return Err(self.long_token());
        };
        *free = Cut { at: short(run.span.start()), in_text: run.in_text, more };
        if let Some(mark) = self.bytes.get_mut(run.span.start()) {
            *mark = run.mark;
        }
        self.close(run.span.start().wrapping_add(1), run.span.end());
        Ok(())
    }

    /// Tells whether the byte at `at` stands for more.
    pub(super) fn has_cut(&self, at: usize) -> bool {
        self.cuts.iter().any(|cut| cut.is_in(Span::new(at, at.wrapping_add(1))))
    }

    /// Says that the token with which the window begins is too long for it.
    pub(super) fn long_token(&self) -> Error {
        ErrorKind::LongToken.at(self.offset(0))
    }

    /// Closes a gap, whose bytes are whole characters.
    fn close(&mut self, start: usize, end: usize) {
        let gone = end.wrapping_sub(start);
        shift(&mut self.bytes, end, start, usize::from(self.len).saturating_sub(end));
        self.len = self.len.wrapping_sub(short(gone));
        self.good = self.good.wrapping_sub(short(gone));
    }
}

/// Narrows a place in the window.
#[expect(clippy::cast_possible_truncation, reason = "the window is shorter than 64 KiB")]
const fn short(at: usize) -> u16 {
    at as u16
}

#[cfg(test)]
mod tests {
    use super::Window;
    use crate::error::ErrorKind;

    #[test]
    fn a_body_ends_below_4_gib() {
        let mut window = Window { passed: u32::MAX - 2, ..Window::new() };
        assert_eq!(window.fill(&mut &b"ab"[..]), Ok(()));
        assert_eq!(window.fill(&mut &b"c"[..]), Err(ErrorKind::TooLong.at(u32::MAX as usize)));
    }
}
