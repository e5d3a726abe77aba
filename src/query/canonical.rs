//! The parameters of a query in the form that is signed: `apikey=…&command=…`, sorted.
//!
//! The server decodes all parameters, leaves out `signature`, sorts by name before it lower-cases, joins
//! `name=escaped value` (the name not escaped), and lower-cases the whole. Here only an index of the sorted
//! parameters is kept; the text is written piece by piece into a MAC or onto a screen, and whoever takes it
//! lower-cases it. Source: `com.cloud.api.ApiServer.verifyRequest`.

use core::cmp::Ordering;
use core::fmt;
use core::{iter, mem};

use heapless::Vec;

use crate::text::decode::{Piece, Pieces};
use crate::text::{Chars, Form, Text};

use super::encode::{Sink, encode};
use super::{MAX_PARAMETERS, TooMany};

/// The sorted parameters of a query: where each begins. Below 4 GiB, which [`Query`](super::Query) has checked.
pub(crate) struct Canonical<'a> {
    raw: &'a str,
    order: Vec<u32, MAX_PARAMETERS>,
}

impl<'a> Canonical<'a> {
    /// Takes a query whose parameters are still to be [sorted](Self::sort): the index is large to be moved around.
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { raw, order: Vec::new() }
    }

    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        for (at, name) in names(self.raw) {
            if same_ignoring_case(name, "signature") {
                continue;
            }
            match self.order.binary_search_by(|&other| compare(name_at(self.raw, other), name)) {
                // Of two of one name the last holds.
                Ok(i) => self.order.get_mut(i).into_iter().for_each(|slot| *slot = at),
                Err(i) => {
                    let mut last = at;
                    for slot in self.order.get_mut(i..).unwrap_or_default() {
                        mem::swap(slot, &mut last);
                    }
                    self.order.push(last).map_err(|_| TooMany)?;
                }
            }
        }
        Ok(())
    }

    /// Where each parameter begins, in the order of the names.
    #[cfg(feature = "serde")]
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Writes all but the lower-casing, which is left to the sink.
    pub(crate) fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        for (i, &at) in self.order.iter().enumerate() {
            if i > 0 {
                out.put("&")?;
            }
            let (name, value) = param_at(self.raw, at);
            each_piece(name, |piece| out.put(piece))?;
            out.put("=")?;
            each_piece(value, |piece| encode(piece, out))?;
        }
        Ok(())
    }
}

impl fmt::Display for Canonical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Lower<'f, 'g>(&'f mut fmt::Formatter<'g>);
        impl fmt::Write for Lower<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                text.chars().try_for_each(|c| self.0.write_char(c.to_ascii_lowercase()))
            }
        }
        self.write(&mut Lower(f))
    }
}

/// Where each parameter begins, and its name, still escaped.
pub(super) fn names(raw: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut next = 0_usize;
    iter::from_fn(move || {
        loop {
            let at = next;
            let param = until(raw.get(at..)?, |b| b == b'&');
            next = at.saturating_add(param.len()).saturating_add(1);
            if !param.is_empty() {
                return Some((u32::try_from(at).ok()?, until(param, |b| b == b'=')));
            }
        }
    })
}

/// The name and the value, both escaped, of the parameter that begins at `at`.
pub(crate) fn param_at(raw: &str, at: u32) -> (&str, &str) {
    let name = name_at(raw, at);
    let value_at = usize::try_from(at).unwrap_or(usize::MAX).saturating_add(name.len());
    let value = until(raw.get(value_at..).unwrap_or_default(), |b| b == b'&');
    (name, value.strip_prefix('=').unwrap_or_default())
}

/// The name of the parameter that begins at `at`.
pub(super) fn name_at(raw: &str, at: u32) -> &str {
    let rest = usize::try_from(at).ok().and_then(|at| raw.get(at..)).unwrap_or_default();
    until(rest, |b| matches!(b, b'=' | b'&'))
}

/// All before the first byte, an ASCII one, that `ends` names.
fn until(text: &str, ends: impl Fn(u8) -> bool) -> &str {
    let end = text.bytes().position(ends).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Compares two escaped names as Java compares strings: by UTF-16 units, where U+E000 to U+FFFF come last.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    // Most names differ at a plain character, and what stands before it is the same on both sides.
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (next_a, next_b) = (a.as_bytes().get(same), b.as_bytes().get(same));
    let is_plain = |next: Option<&u8>| next.is_none_or(|b| b.is_ascii() && !matches!(b, b'%' | b'+'));
    let before = a.as_bytes().get(same.saturating_sub(2)..same).unwrap_or_default();
    if is_plain(next_a) && is_plain(next_b) && !before.contains(&b'%') {
        return next_a.cmp(&next_b);
    }
    let java = |c: char| match u32::from(c) {
        unit @ 0xE000..=0xFFFF => unit | 0x20_0000,
        other => other,
    };
    decoded(a).map(java).cmp(decoded(b).map(java))
}

pub(crate) fn same_ignoring_case(escaped: &str, name: &str) -> bool {
    decoded(escaped).map(|c| c.to_ascii_lowercase()).eq(name.chars().map(|c| c.to_ascii_lowercase()))
}

/// The characters that an escaped name stands for.
fn decoded(escaped: &str) -> Chars<'_> {
    Text::new(escaped, Form::QUERY).chars()
}

/// Hands on what an escaped text stands for, piece by piece.
fn each_piece(escaped: &str, mut take: impl FnMut(&str) -> fmt::Result) -> fmt::Result {
    Pieces::new(escaped, Form::QUERY).try_for_each(|piece| match piece {
        Piece::Run(run) => take(run),
        Piece::Char(c) => take(c.encode_utf8(&mut [0; 4])),
    })
}
