//! The names of parameters: what the server reads as one, and which two it takes for the same.
//!
//! Wire: `name`, or `map%5B0%5D.field` for a field of a map. Source: `com.cloud.api.dispatch.ParamUnpackWorker`.

use core::{fmt, mem};

use crate::find::{FAST, byte, sequence};

use super::encode::{Sink, decimal, encode};
use super::scan::is_unreserved;

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
        if is_word(name) {
            return (!name.eq_ignore_ascii_case("signature")).then_some(Self { word: name, field: None });
        }
        let (map, rest) = split(name, b'[')?;
        let (index, field) = split(rest, b']')?;
        Self::at(map, index.parse().ok()?, field.strip_prefix('.')?)
    }

    /// Takes the parts of the name of a field.
    pub(crate) fn at(map: &'n str, index: u16, field: &'n str) -> Option<Self> {
        let valid = is_word(map) && !map.contains('.') && is_word(field);
        valid.then_some(Self { word: map, field: Some((index, field)) })
    }

    pub(super) fn write<S: Sink + ?Sized>(self, first: bool, out: &mut S) -> fmt::Result {
        if !first {
            out.put("&")?;
        }
        encode(self.word, out, |_| true)?;
        if let Some((index, field)) = self.field {
            out.put("%5B")?;
            decimal(u32::from(index), out)?;
            out.put("%5D.")?;
            encode(field, out, |_| true)?;
        }
        out.put("=")
    }
}

/// What a part of a name may be: not empty, printable ASCII, and nothing that a name is taken apart at.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
fn is_word(name: &str) -> bool {
    let is_allowed = |b: u8| matches!(b, b' '..=b'~') && !matches!(b, b'&' | b'=' | b'[' | b']');
    !name.is_empty() && (FAST && is_unreserved(name.as_bytes()) || name.bytes().all(is_allowed))
}

/// What stands before and after the first `mark`, an ASCII character.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = byte(text.as_bytes(), 0, mark);
    Some((text.get(..at)?, text.get(at.wrapping_add(1)..)?))
}

/// Finds the first parameter of a written query whose name clashes with that of one before.
#[inline(never)]
pub(super) fn duplicate(query: &str) -> Option<u8> {
    let mut marks = Marks([0; MARKS]);
    for (before, name) in (0_u8..).zip(names(query)) {
        if (!FAST || marks.add(name)) && names(query).take(before.into()).any(|other| clash(other, name)) {
            return Some(before);
        }
    }
    None
}

/// The names of a query, still escaped; it was written here, so that each ends at a `=`.
const fn names(query: &str) -> Names<'_> {
    Names(query.as_bytes())
}

struct Names<'q>(&'q [u8]);

impl<'q> Iterator for Names<'q> {
    type Item = &'q [u8];

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn next(&mut self) -> Option<&'q [u8]> {
        let (name, value) = self.0.split_at_checked(byte(self.0, 0, b'='))?;
        self.0 = value.get(byte(value, 0, b'&').wrapping_add(1)..).unwrap_or_default();
        (!name.is_empty()).then_some(name)
    }
}

/// A set of names that holds those that were added, and seems to hold few others: most need not be compared.
struct Marks([u32; MARKS]);

const MARKS: usize = 128;

impl Marks {
    /// Adds a name, and tells whether one is there that may clash with it.
    fn add(&mut self, name: &[u8]) -> bool {
        let Some((map, field)) = bracket(name).and_then(|at| name.split_at_checked(at)) else {
            let name = hash(0, name);
            return self.has(!name) | self.set(name);
        };
        // A map and a plain value of one name clash. A map has a mark, and each field of it one of its own.
        let map = hash(0, map);
        self.set(!map);
        self.has(map) | self.set(hash(map, field))
    }

    fn has(&self, mark: u32) -> bool {
        let (at, bit) = place(mark);
        self.0.get(at).is_some_and(|marks| marks & bit != 0)
    }

    /// Sets a mark, and tells whether it was there.
    fn set(&mut self, mark: u32) -> bool {
        let (at, bit) = place(mark);
        self.0.get_mut(at).is_some_and(|marks| mem::replace(marks, *marks | bit) & bit != 0)
    }
}

/// Where a mark stands: in which number, and at which bit of it.
const fn place(mark: u32) -> (usize, u32) {
    let mixed = mark.wrapping_mul(0x9E37_79B1) >> 16;
    ((mixed >> 5) as usize % MARKS, 1 << (mixed & 31))
}

/// The same for texts that differ by case, and then some.
fn hash(seed: u32, text: &[u8]) -> u32 {
    let mix = |hash: u32, part: u32| (hash ^ part).wrapping_mul(0x85EB_CA6B).rotate_left(15);
    let (mut hash, mut rest) = (seed, text);
    while let Some((part, after)) = rest.split_first_chunk() {
        hash = mix(hash, u32::from_le_bytes(*part) | 0x2020_2020);
        rest = after;
    }
    rest.iter().fold(hash, |hash, &b| mix(hash, u32::from(b | 0x20)))
}

/// Tells whether the server takes two names, as [`Key`] writes them, for one.
///
/// It lower-cases all but the fields of maps, and has no place for a map and a plain value of one name.
fn clash(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    match (a.get(same..), b.get(same..)) {
        (Some([]), Some([])) => {
            let map = bracket(a).unwrap_or(same);
            a.get(map..) == b.get(map..)
        }
        (Some([]), Some(rest)) | (Some(rest), Some([])) => rest.starts_with(BRACKET),
        _ => false,
    }
}

/// Finds the bracket in the name of a field.
fn bracket(name: &[u8]) -> Option<usize> {
    sequence(name, 0, BRACKET)
}

const BRACKET: &[u8] = b"%5B";
