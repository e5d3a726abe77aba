//! The names of parameters: what the server reads as one, and which two it takes for the same.
//!
//! Wire: `name`, or `map%5B0%5D.field` for a field of a map. Source: `com.cloud.api.dispatch.ParamUnpackWorker`.

use core::fmt;

use crate::text::decode::find;

use super::MAX_PARAMETERS;
use super::canonical::{name_at, names};
use super::encode::{Sink, decimal, encode};

/// The checked name of a parameter: a word, or a field of a map, `map[index].field`.
///
/// Source: `com.cloud.api.dispatch.ParamUnpackWorker`, which answers other uses of brackets with 430.
#[derive(Clone, Copy)]
pub(crate) struct Key<'n> {
    word: &'n str,
    field: Option<(u16, &'n str)>,
}

impl<'n> Key<'n> {
    /// Takes a whole name, also that of a field.
    pub(crate) fn new(name: &'n str) -> Option<Self> {
        let Some((map, rest)) = name.split_once('[') else {
            let free = is_word(name) && !name.eq_ignore_ascii_case("signature");
            return free.then_some(Self { word: name, field: None });
        };
        let (index, field) = rest.split_once(']')?;
        Self::at(map, index.parse().ok()?, field.strip_prefix('.')?)
    }

    /// Takes the parts of the name of a field.
    pub(crate) fn at(map: &'n str, index: u16, field: &'n str) -> Option<Self> {
        let valid = is_word(map) && !map.contains('.') && is_word(field);
        valid.then_some(Self { word: map, field: Some((index, field)) })
    }

    pub(super) fn write(self, first: bool, out: &mut dyn Sink) -> fmt::Result {
        if !first {
            out.put("&")?;
        }
        encode(self.word, out)?;
        if let Some((index, field)) = self.field {
            out.put("%5B")?;
            decimal(u32::from(index), out)?;
            out.put("%5D.")?;
            encode(field, out)?;
        }
        out.put("=")
    }
}

/// What a part of a name may be: not empty, printable ASCII, and nothing that a name is taken apart at.
fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| matches!(b, b' '..=b'~') && !matches!(b, b'&' | b'=' | b'[' | b']'))
}

/// Finds the first parameter whose name clashes with that of one before.
///
/// A function of its own, so that its half KiB is off the stack when the signature is made.
#[inline(never)]
pub(super) fn duplicate(query: &str) -> Option<u8> {
    let mut seen = heapless::Vec::<u32, MAX_PARAMETERS>::new();
    for (at, name) in names(query) {
        if seen.iter().any(|&other| begins_alike(query, other, name) && clash(name_at(query, other), name)) {
            return u8::try_from(seen.len()).ok();
        }
        // There is room for as many as can have been begun.
        seen.push(at).ok()?;
    }
    None
}

/// Looks at the first letters before all the others: most names differ there.
fn begins_alike(query: &str, at: u32, name: &str) -> bool {
    let first = usize::try_from(at).ok().and_then(|at| query.as_bytes().get(at));
    first.zip(name.as_bytes().first()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Tells whether the server takes two names, as [`Key`] writes them, for one.
///
/// It lower-cases all but the fields of maps, and has no place for a map and a plain value of one name.
fn clash(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    match (a.get(same..), b.get(same..)) {
        (Some([]), Some([])) => {
            let map = find(a, BRACKET).unwrap_or(same);
            a.get(map..) == b.get(map..)
        }
        (Some([]), Some(rest)) | (Some(rest), Some([])) => rest.starts_with(BRACKET),
        _ => false,
    }
}

const BRACKET: &[u8] = b"%5B";
