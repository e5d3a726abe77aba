//! The parameters of a query in the form that is signed: `apikey=…&command=…`, sorted.
//!
//! The server decodes all parameters, leaves out `signature`, sorts by name (before it lower-cases), joins
//! `name=escaped value` (the name is not escaped), and lower-cases the whole. Here the text is written piece by piece
//! to a sink that lower-cases it, a MAC or a screen; `query/sorted.rs` sorts. Source:
//! `com.cloud.api.ApiServer.verifyRequest`.

use core::cmp::Ordering;
use core::fmt;

use crate::find::FAST;
use crate::text::Text;

use super::TooMany;
use super::encode::{Sink, encode, shared};
use super::params::Param;
use super::search::is_escaped;
use super::sorted::Sorted;

/// The parameters of a query, as they are signed.
pub(crate) struct Canonical<'a> {
    params: Sorted<'a>,
    is_own: bool,
}

impl<'a> Canonical<'a> {
    /// Takes a query, to be [sorted](Self::sort) in place: an index is large to move.
    ///
    /// `is_own` says that a [`Command`](super::Command) wrote the query: then each value already stands as it is signed,
    /// and the parameters are not too many.
    pub(crate) const fn new(raw: &'a str, is_own: bool) -> Self {
        Self { params: Sorted::new(raw), is_own }
    }

    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        // A command has counted its parameters, and where size counts nothing else is done here.
        if !FAST && self.is_own {
            return Ok(());
        }
        self.params.sort()
    }

    /// Writes the text; lower-casing is left to the sink.
    pub(crate) fn write<S: Sink>(&self, out: &mut S) -> fmt::Result {
        let out = shared(out);
        let mut buf = [0; 64];
        for (i, Param { name, value, .. }) in self.params.params().enumerate() {
            if i > 0 {
                out.put("&")?;
            }
            let whole = if FAST { name.to_str_in(&mut buf).ok() } else { None };
            match whole {
                Some(name) => out.put(name)?,
                None => decode(name, &mut |text| out.put(text))?,
            }
            out.put("=")?;
            match value.raw() {
                value if self.is_own || FAST && is_escaped(value.as_bytes()) => out.put(value)?,
                _ => decode(value, &mut |text| encode(text, out))?,
            }
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

/// Decodes a text piece by piece. Not inlined: few names and values need it, and unless [`FAST`] size counts.
#[inline(never)]
fn decode(text: Text<'_>, take: &mut dyn FnMut(&str) -> fmt::Result) -> fmt::Result {
    text.pieces().try_for_each(|piece| take(piece.as_str(&mut [0; 4])))
}

/// Compares two names as Java compares strings: by UTF-16 units, where U+E000 to U+FFFF come last.
pub(super) fn compare(a: Text<'_>, b: Text<'_>) -> Ordering {
    if FAST {
        let (a, b) = (a.raw().as_bytes(), b.raw().as_bytes());
        // Most names differ at a plain character, and are the same up to there.
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let (next_a, next_b) = (a.get(same), b.get(same));
        let is_plain = |next: Option<&u8>| next.is_none_or(|b| b.is_ascii() && !matches!(b, b'%' | b'+'));
        let before = a.get(same.saturating_sub(2)..same).unwrap_or_default();
        if is_plain(next_a) && is_plain(next_b) && !before.contains(&b'%') {
            return next_a.cmp(&next_b);
        }
    } else if let ([x, ..], [y, ..]) = (a.raw().as_bytes(), b.raw().as_bytes()) {
        if x != y && x.is_ascii_alphanumeric() && y.is_ascii_alphanumeric() {
            return x.cmp(y);
        }
    }
    let java = |c: char| match u32::from(c) {
        unit @ 0xE000..=0xFFFF => unit | 0x20_0000,
        other => other,
    };
    a.chars().map(java).cmp(b.chars().map(java))
}

pub(crate) fn same_ignoring_case(text: Text<'_>, name: &str) -> bool {
    if FAST {
        if let Some(text) = text.as_str() {
            return text.eq_ignore_ascii_case(name);
        }
    }
    // Most differ in their first letter.
    if text.begins_otherwise(name) {
        return false;
    }
    text.chars().map(|c| c.to_ascii_lowercase()).eq(name.chars().map(|c| c.to_ascii_lowercase()))
}
