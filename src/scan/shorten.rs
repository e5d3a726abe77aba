//! Finds what can be left out of a token that is longer than the window, so that its end can be read.
//!
//! The step has looked at all bytes of the window and found nothing wrong. What is left out begins and ends between
//! two characters, escapes, references or comments of one run of text, and one byte stays in its place that cannot be
//! a part of any of them: so the step reads the rest as it would have read all.

use super::window::{Run, Window};
use crate::event::Syntax;
use crate::find;
use crate::read::token::Span;
use crate::read::xml::{Cursor, markup};
use crate::text::decode::{Reference, json_escape, may_begin_reference, reference};

/// How much is left out of a text at a time.
const STEP: usize = 48;

/// The least that is worth leaving out.
const LEAST: usize = 8;

/// The longest escape or reference that may be unfinished at the end of the window.
const TAIL: usize = 12;

/// The longest run in the window, or rather what can be left out of it.
pub(super) fn longest(window: &Window, syntax: Syntax) -> Option<Run> {
    let mut runs = Runs { window, body: window.body(), best: None };
    match syntax {
        Syntax::Xml => runs.xml(),
        Syntax::Json => {
            runs.json(false);
            if runs.best.is_none() {
                runs.json(true);
            }
        }
    }
    runs.best
}

struct Runs<'w> {
    window: &'w Window,
    body: &'w [u8],
    best: Option<Run>,
}

/// Where a run can be cut.
#[derive(Clone, Copy)]
struct Edges {
    start: usize,
    /// Where what is kept can end, so that enough is left out.
    keep: usize,
    /// Where something has been left out before.
    cut: Option<usize>,
    /// Where the last unit ends that is more than white space or a comment.
    text: usize,
    end: usize,
}

impl Runs<'_> {
    fn at(&self, at: usize) -> &[u8] {
        find::rest(self.body, at)
    }

    /// Up to where something can be left out: the last bytes may be the beginning of something.
    fn limit(&self, tail: usize) -> usize {
        self.body.len().saturating_sub(tail)
    }

    /// Considers leaving out all from `start` to `end`.
    fn offer(&mut self, start: usize, end: usize, in_text: bool, mark: u8) {
        let run = Run { span: Span::new(start, end), in_text, mark };
        if end >= start.saturating_add(LEAST)
            && self.best.as_ref().is_none_or(|best| best.span.len() < run.span.len())
        {
            self.best = Some(run);
        }
    }

    /// Considers leaving out the end of a text: what has come since the last time; all of it where that is too little,
    /// because the end tag is long.
    fn offer_text(&mut self, edges: Edges, mark: u8) {
        let from = edges.cut.unwrap_or(edges.keep);
        let is_worth_it = from.saturating_add(LEAST) <= edges.end;
        let from = if is_worth_it { from } else { edges.start };
        self.offer(from, edges.end, true, if from < edges.text { mark } else { b' ' });
    }

    /// Looks at the units of a text, each as long as `unit` says; gives where they end.
    fn units(&self, start: usize, limit: usize, unit: impl Fn(usize) -> Option<usize>) -> (Edges, usize) {
        let mut edges = Edges { start, keep: start, cut: None, text: start, end: start };
        let mut at = start;
        while let Some(len) = unit(at) {
            if self.window.has_cut(at) {
                edges.cut = Some(at);
            }
            let is_blank = matches!(
                self.at(at),
                [b' ' | b'\t' | b'\n' | b'\r', ..] | [b'<', b'!', b'-', ..] | [b'<', b'?', ..]
            );
            at = at.saturating_add(len);
            if at <= limit {
                edges.end = at;
                edges.text = if is_blank { edges.text } else { at };
            }
            if at.saturating_add(STEP) <= limit {
                edges.keep = at;
            }
        }
        (edges, at)
    }

    /// `ws , ws "name" ws : ws value`, as far as it goes. The name says what the value is, and stays whole unless
    /// nothing else can be left out.
    fn json(&mut self, with_name: bool) {
        let mut at = 0;
        loop {
            at = match *self.at(at) {
                [] => return,
                [b' ' | b'\t' | b'\n' | b'\r', ..] => {
                    let end = find::skip_space(self.body, at);
                    self.offer(at, end, false, b' ');
                    end
                }
                [b'"', ..] => {
                    let (edges, end) =
                        self.units(at.wrapping_add(1), self.limit(TAIL), |at| json_unit(self.at(at)));
                    // A text that has ended would have been taken by the step.
                    let is_name = self.at(end).starts_with(b"\"");
                    if with_name || !is_name {
                        self.offer_text(edges, b'.');
                    }
                    end.wrapping_add(1)
                }
                [b'0'..=b'9', ..] => {
                    let end = find::digits_end(self.body, at);
                    let digit = |at: usize| (at < end).then_some(1);
                    let (edges, _) = self.units(at.wrapping_add(1), self.limit(1).min(end), digit);
                    self.offer_text(edges, b'0');
                    end
                }
                [..] => at.wrapping_add(1),
            }
        }
    }

    /// What stands between two tags, a tag, and its text, as far as they go.
    fn xml(&mut self) {
        // What comes first stays: it decides whether a declaration may follow.
        let (first, _) = self.units(0, self.body.len(), |at| self.markup(at).filter(|_| at == 0));
        let (blank, at) = self.units(first.end, self.body.len(), |at| match *self.at(at) {
            [b' ' | b'\t' | b'\n' | b'\r', ..] => Some(1),
            _ => self.markup(at),
        });
        self.insides(0, at);
        self.offer(blank.start, blank.end, false, b' ');
        let [b'<', name @ ..] = self.at(at) else { return };
        let name_len = name.iter().position(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
        let Some(name_end) = name_len.map(|len| at.saturating_add(len).saturating_add(1)) else { return };
        let mut tag = Cursor::new(self.body, name_end);
        if tag.tag_end() != Ok(false) {
            return;
        }
        let (edges, end) = self.units(tag.at, self.limit(TAIL), |at| self.xml_unit(at));
        self.insides(tag.at, end);
        self.offer_text(edges, b'.');
    }

    /// Considers what is inside comments, sections and instructions, of which the last may end behind the window.
    fn insides(&mut self, from: usize, end: usize) {
        let mut at = from;
        while at <= end {
            let (inside, in_text) = match *self.at(at) {
                [b'<', b'!', b'-', b'-', ..] => (at.wrapping_add(b"<!--".len()), false),
                [b'<', b'!', b'[', ..] => (at.wrapping_add(b"<![CDATA[".len()), true),
                // A declaration stays whole: its parts are checked.
                [b'<', b'?', ref rest @ ..] if !markup::is_declaration(self.at(at)) => {
                    let space = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
                    (at.saturating_add(space).saturating_add(b"<? ".len()), false)
                }
                _ => {
                    at = at.saturating_add(1);
                    continue;
                }
            };
            let after = self.markup(at).map_or(self.body.len(), |len| at.saturating_add(len));
            // The end mark stays, or the part of it that is there.
            let (edges, _) = self.units(inside, after.saturating_sub(b"-->".len()), |at| {
                if at < after { character(self.at(at)) } else { None }
            });
            if in_text {
                self.offer_text(edges, b'.');
            } else {
                self.offer(edges.start, edges.end, false, b'.');
            }
            at = after;
            if after == self.body.len() {
                return;
            }
        }
    }

    /// Measures what stands at `at` in a text; `None` at a tag, and where its end is not in the window.
    fn xml_unit(&self, at: usize) -> Option<usize> {
        match *self.at(at) {
            [b'<', b'!' | b'?', ..] => self.markup(at),
            [b'<', ..] => None,
            [b'&', ref rest @ ..] => match reference(self.at(at)) {
                Reference::Char(_, len) => Some(len),
                _ if may_begin_reference(rest) => None,
                _ => Some(1),
            },
            _ => character(self.at(at)),
        }
    }

    /// Measures a comment, a section or an instruction; `None` where its end is not in the window.
    fn markup(&self, at: usize) -> Option<usize> {
        let (start, end): (&[u8], &[u8]) = match self.at(at) {
            [b'<', b'!', b'-', b'-', ..] => (b"<!--", b"-->"),
            [b'<', b'!', b'[', ..] => (b"<![CDATA[", b"]]>"),
            [b'<', b'?', ..] => (b"<?", b"?>"),
            _ => return None,
        };
        Some(find::past(self.body, at.saturating_add(start.len()), end)?.saturating_sub(at))
    }
}

/// Measures a character or an escape in a JSON string; `None` at its end.
fn json_unit(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'"', ..] | [b'\\'] => None,
        [b'\\', ..] => Some(json_escape(rest)),
        _ => character(rest),
    }
}

/// Measures a character.
fn character(rest: &[u8]) -> Option<usize> {
    let (_, later) = rest.split_first()?;
    let len = later.iter().take_while(|&&b| b & 0xC0 == 0x80).count();
    Some(len.saturating_add(1))
}
