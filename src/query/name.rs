//! The names of parameters: what may be one, and which two the server takes for the same.
//!
//! Wire: `name`, or `map%5B0%5D.field` for a field of a map. Source: `com.cloud.api.dispatch.ParamUnpackWorker`.

use core::fmt;

use crate::find::{FAST, ONES, byte, no_letters, sequence};

use super::encode::{Sink, decimal, encode_all};
use super::search::is_unreserved;

/// The checked name of a parameter: a word, or a field of a map, `map[index].field`.
///
/// Source: `com.cloud.api.dispatch.ParamUnpackWorker`, which answers other uses of brackets with 430.
#[derive(Clone, Copy)]
pub(crate) struct Key<'n> {
    word: Word<'n>,
    field: Option<(u16, Word<'n>)>,
}

impl<'n> Key<'n> {
    /// Takes a name that begins and ends with letters and needs no escape, as most are.
    #[inline(always)]
    pub(super) fn of_letters(name: &'n str) -> Option<Self> {
        Self::word(name, Word::of_letters(name)?)
    }

    /// Takes a whole name, which may be that of a field.
    #[cfg_attr(not(small), inline(always))]
    pub(crate) fn new(name: &'n str) -> Option<Self> {
        let Some((map, rest)) = split(name, b'[') else { return Self::word(name, Word::new(name)?) };
        let (index, field) = split(rest, b']')?;
        Self::at(map, index.parse().ok()?, field.strip_prefix('.')?)
    }

    /// Takes a word, which must not be `signature`.
    #[inline(always)]
    fn word(name: &str, word: Word<'n>) -> Option<Self> {
        (!name.eq_ignore_ascii_case("signature")).then_some(Self { word, field: None })
    }

    /// Takes the parts of the name of a field.
    #[cfg_attr(not(small), inline)]
    pub(crate) fn at(map: &'n str, index: u16, field: &'n str) -> Option<Self> {
        let word = Word::new(map).filter(|_| byte(map.as_bytes(), 0, b'.') == map.len())?;
        Some(Self { word, field: Some((index, Word::new(field)?)) })
    }

    #[inline(always)]
    pub(super) fn write<S: Sink + ?Sized>(self, first: bool, out: &mut S) -> fmt::Result {
        if !first {
            out.put("&")?;
        }
        self.word.write(out)?;
        if let Some((index, field)) = self.field {
            out.put("%5B")?;
            decimal(u32::from(index), out)?;
            out.put("%5D.")?;
            field.write(out)?;
        }
        out.put("=")
    }

    /// Adds the name to a set, and tells whether the set may hold one that clashes with it.
    #[inline(always)]
    pub(super) fn mark<const N: usize>(&self, names: &mut Bloom<N>) -> bool {
        let word = self.word.hash();
        names.add(word, self.field.map(|(index, field)| mix(word ^ u64::from(index), field.hash())))
    }
}

/// A part of a name: not empty, printable ASCII, without `&`, `=` and brackets.
#[derive(Clone, Copy)]
struct Word<'n> {
    text: &'n str,
    /// There only where speed counts.
    known: [Known; FAST as usize],
}

/// What is found out about a word while it is checked.
#[derive(Clone, Copy)]
struct Known {
    /// Nothing in it needs an escape.
    is_plain: bool,
    hash: u64,
}

impl<'n> Word<'n> {
    #[inline(always)]
    fn new(text: &'n str) -> Option<Self> {
        Self::of_letters(text).or_else(|| Self::odd(text))
    }

    /// Takes a word that begins and ends with letters; within a long one there may be digits, `-`, `.` and `_`.
    #[inline(always)]
    fn of_letters(text: &'n str) -> Option<Self> {
        if !FAST {
            return None;
        }
        let ends = Ends::of(text.as_bytes());
        let is_plain = ends.are_letters() && (text.len() <= 16 || is_unreserved(text.as_bytes()));
        is_plain.then(|| Self::known(text, is_plain, &ends))
    }

    /// Takes any other word.
    #[inline(never)]
    fn odd(text: &'n str) -> Option<Self> {
        let bytes = text.as_bytes();
        is_word(text).then(|| Self::known(text, FAST && is_unreserved(bytes), &Ends::of(bytes)))
    }

    #[inline(always)]
    fn known(text: &'n str, is_plain: bool, ends: &Ends) -> Self {
        Self { text, known: [Known { is_plain, hash: ends.hash() }; FAST as usize] }
    }

    #[inline(always)]
    fn hash(&self) -> u64 {
        self.known.first().map_or(0, |known| known.hash)
    }

    #[inline(always)]
    fn write<S: Sink + ?Sized>(self, out: &mut S) -> fmt::Result {
        match self.known.first() {
            Some(known) if known.is_plain => out.put(self.text),
            _ => encode_all(self.text, out),
        }
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_allowed)
}

const fn is_allowed(b: u8) -> bool {
    matches!(b, b' '..=b'~') && !matches!(b, b'&' | b'=' | b'[' | b']')
}

/// What stands before and after the first `mark`, an ASCII character.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = byte(text.as_bytes(), 0, mark);
    Some((text.get(..at)?, text.get(at.wrapping_add(1)..)?))
}

/// Finds the first parameter of a written query whose name clashes with that of one before.
pub(super) fn duplicate(query: &str) -> Option<u8> {
    let names = Names(query.as_bytes());
    let mut seen = Bloom::<64>::EMPTY;
    for (before, name) in names.clone().enumerate() {
        if (!FAST || mark(name, &mut seen)) && names.clone().take(before).any(|other| clash(other, name)) {
            return u8::try_from(before).ok();
        }
    }
    None
}

/// The names of a query, still escaped; it was written here, so that each ends at a `=`.
#[derive(Clone)]
struct Names<'q>(&'q [u8]);

impl<'q> Iterator for Names<'q> {
    type Item = &'q [u8];

    #[cfg_attr(not(small), inline)]
    fn next(&mut self) -> Option<&'q [u8]> {
        let (name, value) = self.0.split_at_checked(byte(self.0, 0, b'='))?;
        self.0 = value.get(byte(value, 0, b'&').wrapping_add(1)..).unwrap_or_default();
        (!name.is_empty()).then_some(name)
    }
}

/// Does with a written name what [`Key::mark`] does.
fn mark<const N: usize>(name: &[u8], names: &mut Bloom<N>) -> bool {
    let (map, field) = bracket(name).and_then(|at| name.split_at_checked(at)).unwrap_or((name, b""));
    let word = Ends::of(map).hash();
    names.add(word, (!field.is_empty()).then(|| mix(word, Ends::of(field).hash())))
}

/// A Bloom filter of names: one that it takes for new is new, so that most need no comparison.
#[derive(Clone, Copy)]
pub(super) struct Bloom<const N: usize>([u64; N]);

impl<const N: usize> Bloom<N> {
    pub(super) const EMPTY: Self = Self([0; N]);

    /// Adds a name by its hashes, and tells whether the set may hold one that clashes with it.
    #[inline(always)]
    fn add(&mut self, word: u64, field: Option<u64>) -> bool {
        let mark = mark_of(word);
        let Some(marks) = self.of(word) else { return true };
        // A map and a plain value of one name clash.
        let (is_word, is_map) = (has(*marks, mark), has(*marks, of_map(mark)));
        let Some(field) = field else {
            *marks |= mark;
            return is_word || is_map;
        };
        *marks |= of_map(mark);
        let mark = mark_of(field);
        let Some(marks) = self.of(field) else { return true };
        let is_there = has(*marks, mark);
        *marks |= mark;
        is_word || is_there
    }

    /// The part of the set that a hash belongs in.
    fn of(&mut self, hash: u64) -> Option<&mut u64> {
        let [.., at, _, _, _] = hash.to_be_bytes();
        usize::from(at).checked_rem(N).and_then(|at| self.0.get_mut(at))
    }
}

/// The mark of a hash: up to three bits.
const fn mark_of(hash: u64) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 8 & 63) | 1 << (hash >> 16 & 63)
}

const fn has(bits: u64, mark: u64) -> bool {
    bits & mark == mark
}

/// The mark of a map, from that of a plain value of the same name.
const fn of_map(mark: u64) -> u64 {
    mark.rotate_left(32)
}

/// The first and the last eight bytes of a name, in lower case: all of a name of up to 16.
struct Ends {
    first: u64,
    last: u64,
    len: usize,
}

impl Ends {
    #[inline(always)]
    fn of(name: &[u8]) -> Self {
        let (first, last) = match (name.first_chunk(), name.last_chunk()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => {
                let all = short(name);
                (all, all)
            }
        };
        Self { first: first | LOWER, last: last | LOWER, len: name.len() }
    }

    #[inline(always)]
    const fn are_letters(&self) -> bool {
        no_letters(self.first) | no_letters(self.last) == 0
    }

    /// The same for names that differ only in case; also for long names with the same ends.
    #[inline(always)]
    const fn hash(&self) -> u64 {
        mix(mix(self.len as u64, self.first), self.last)
    }
}

/// All bytes of a name of fewer than eight, some of them repeated.
#[inline(always)]
fn short(name: &[u8]) -> u64 {
    let part = |bytes: [u8; 4]| u64::from(u32::from_le_bytes(bytes));
    let twice = |part: u64| part << 32 | part;
    match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => part(*first) << 32 | part(*last),
        _ => match *name {
            [first, second, third] => twice(part([first, second, third, third])),
            [first, second] => twice(part([first, second, second, second])),
            [only] => twice(part([only; 4])),
            _ => 0,
        },
    }
}

const LOWER: u64 = ONES * 0x20;

#[inline(always)]
const fn mix(hash: u64, part: u64) -> u64 {
    (hash ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32)
}

/// Tells whether the server takes two names, as [`Key`] writes them, for one.
///
/// It lower-cases all but the fields of maps, and cannot hold both a map and a plain value of one name.
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

// Where size counts, no names are marked.
#[cfg(all(test, not(small)))]
mod tests {
    use super::{Bloom, Key, mark};

    /// None of the names of a large command seems to be there before it is, and so they need not be compared.
    #[test]
    fn names_of_a_command_seem_to_differ() {
        let words = [
            "command",
            "response",
            "zoneId",
            "templateId",
            "serviceOfferingId",
            "diskOfferingId",
            "name",
            "displayName",
            "hypervisor",
            "networkIds",
            "ipAddress",
            "keypair",
            "account",
            "domainId",
            "size",
            "group",
            "userdata",
            "apiKey",
        ];
        let fields = [
            ("iptonetworklist[0].ip", "iptonetworklist%5B0%5D.ip"),
            ("iptonetworklist[0].networkid", "iptonetworklist%5B0%5D.networkid"),
            ("iptonetworklist[1].ip", "iptonetworklist%5B1%5D.ip"),
            ("details[0].cpuNumber", "details%5B0%5D.cpuNumber"),
            ("details[0].memory", "details%5B0%5D.memory"),
        ];
        let (mut given, mut written) = (Bloom::<8>::EMPTY, Bloom::<64>::EMPTY);
        for (name, escaped) in fields.into_iter().chain(words.map(|word| (word, word))) {
            assert!(!Key::new(name).unwrap().mark(&mut given), "{name}");
            assert!(!mark(escaped.as_bytes(), &mut written), "{name}");
        }
    }
}
