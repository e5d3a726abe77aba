//! The parameters of a query in the form that is signed: `apikey=…&command=…`, sorted.
//!
//! The server decodes all parameters, leaves out `signature`, sorts by name before it lower-cases, joins
//! `name=escaped value` (the name not escaped), and lower-cases the whole. Here only an index of the sorted
//! parameters is kept; the text is written piece by piece into a MAC or onto a screen, and whoever takes it
//! lower-cases it. Source: `com.cloud.api.ApiServer.verifyRequest`.

use core::cmp::Ordering;
use core::{fmt, mem};

use heapless::Vec;

use crate::find::FAST;
#[cfg(target_pointer_width = "64")]
use crate::find::{HIGHS, equal_either};
use crate::text::Text;
use crate::text::decode::Piece;
#[cfg(target_pointer_width = "64")]
use crate::text::decode::percent_byte;

use super::encode::{Sink, encode, shared};
use super::params::{Param, Params};
use super::scan::is_escaped;
use super::{MAX_PARAMETERS, TooMany};

/// The sorted parameters of a query.
pub(crate) struct Canonical<'a> {
    raw: &'a str,
    /// The parameters as they are found. Where memory is dear they are looked for again.
    #[cfg(target_pointer_width = "64")]
    params: Vec<Param<'a>, MAX_PARAMETERS>,
    order: Vec<Place, MAX_PARAMETERS>,
}

/// Where a parameter is to be found.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// How its name begins.
    start: Start,
    /// Its index, or its offset: below 4 GiB, which [`Query`](super::Query) has checked.
    at: u32,
}

impl<'a> Canonical<'a> {
    /// Takes a query whose parameters are still to be [sorted](Self::sort): the index is large to be moved around.
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self {
            raw,
            #[cfg(target_pointer_width = "64")]
            params: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Not inlined, so that what it needs is off the stack when the parameters are written.
    #[inline(never)]
    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        let mut params = Params::new(self.raw);
        while let Some(param) = params.step() {
            if same_ignoring_case(param.name, "signature") {
                continue;
            }
            let start = start(param.name);
            let found = self.order.binary_search_by(|other| {
                other.start.cmp(&start).then_with(|| compare(self.param(*other).name, param.name))
            });
            match found {
                // Of two of one name the last holds.
                Ok(i) => {
                    let found = self.order.get(i).copied();
                    let at = self.keep(param, found)?;
                    self.order.get_mut(i).into_iter().for_each(|place| place.at = at);
                }
                Err(i) => {
                    let mut last = Place { start, at: self.keep(param, None)? };
                    for slot in self.order.get_mut(i..).unwrap_or_default() {
                        mem::swap(slot, &mut last);
                    }
                    self.order.push(last).map_err(|_| TooMany)?;
                }
            }
        }
        Ok(())
    }

    /// Keeps a parameter, in the place of another one or of none.
    #[cfg(target_pointer_width = "64")]
    fn keep(&mut self, param: Param<'a>, instead: Option<Place>) -> Result<u32, TooMany> {
        let at = instead.map_or(self.params.len(), |place| place.at as usize);
        match self.params.get_mut(at) {
            Some(slot) => *slot = param,
            None => self.params.push(param).map_err(|_| TooMany)?,
        }
        u32::try_from(at).map_err(|_| TooMany)
    }

    #[cfg(not(target_pointer_width = "64"))]
    fn keep(&mut self, param: Param<'a>, _: Option<Place>) -> Result<u32, TooMany> {
        u32::try_from(self.raw.len().wrapping_sub(param.left)).map_err(|_| TooMany)
    }

    /// The parameter that is to be found there.
    #[cfg(target_pointer_width = "64")]
    pub(crate) fn param(&self, place: Place) -> Param<'a> {
        self.params.get(place.at as usize).copied().unwrap_or(Param::NOTHING)
    }

    #[cfg(not(target_pointer_width = "64"))]
    pub(crate) fn param(&self, place: Place) -> Param<'a> {
        let rest = usize::try_from(place.at).ok().and_then(|at| self.raw.get(at..));
        Params::new(rest.unwrap_or_default()).step().unwrap_or(Param::NOTHING)
    }

    #[cfg(feature = "serde")]
    pub(crate) const fn raw(&self) -> &'a str {
        self.raw
    }

    /// Where the parameters are to be found, in the order of their names.
    #[cfg(feature = "serde")]
    pub(crate) fn order(&self) -> &[Place] {
        &self.order
    }

    /// Writes all but the lower-casing, which is left to the sink.
    pub(crate) fn write<S: Sink>(&self, out: &mut S) -> fmt::Result {
        let out = shared(out);
        let mut buf = [0; 64];
        for (i, &place) in self.order.iter().enumerate() {
            if i > 0 {
                out.put("&")?;
            }
            let Param { name, value, .. } = self.param(place);
            let whole = if FAST { name.as_str().or_else(|| name.decode_into(&mut buf).ok()) } else { None };
            match whole {
                Some(name) => out.put(name)?,
                None => name.pieces().try_for_each(|piece| match piece {
                    Piece::Run(run) => out.put(run),
                    Piece::Char(c) => out.put(c.encode_utf8(&mut [0; 4])),
                })?,
            }
            out.put("=")?;
            match value.raw() {
                value if FAST && is_escaped(value.as_bytes()) => out.put(value)?,
                _ => value.pieces().try_for_each(|piece| match piece {
                    Piece::Run(run) => encode(run, out, |_| true),
                    Piece::Char(c) => encode(c.encode_utf8(&mut [0; 4]), out, |_| true),
                })?,
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

/// The first eight characters of a name, which tell most names apart.
#[cfg(target_pointer_width = "64")]
type Start = u64;
#[cfg(not(target_pointer_width = "64"))]
type Start = ();

/// Takes characters beyond ASCII for one, and ends with it.
#[cfg(target_pointer_width = "64")]
fn start(name: Text<'_>) -> Start {
    let bytes = name.raw().as_bytes();
    let word = word(bytes);
    if word & HIGHS | equal_either(word, b'%', b'+') == 0 {
        return word;
    }
    let mut start = [0; 8];
    let mut at = 0_usize;
    for slot in &mut start {
        let Some(&b) = bytes.get(at) else { break };
        let c = match b {
            b'%' => bytes.get(at..).and_then(percent_byte),
            b'+' => Some(b' '),
            _ => None,
        };
        at = at.wrapping_add(if b == b'%' && c.is_some() { 3 } else { 1 });
        *slot = c.unwrap_or(b).min(0x80);
        if *slot == 0x80 {
            break;
        }
    }
    u64::from_be_bytes(start)
}

/// The first eight bytes, or fewer and zeros.
#[cfg(target_pointer_width = "64")]
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk() {
        return u64::from_be_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // The bytes that both have are the same.
        let missing = 8_usize.wrapping_sub(bytes.len());
        let (first, last) = (u32::from_be_bytes(*first), u32::from_be_bytes(*last));
        return u64::from(first) << 32 | u64::from(last) << missing.wrapping_mul(8);
    }
    bytes.iter().zip([56, 48, 40]).fold(0, |word, (&b, place)| word | u64::from(b) << place)
}

#[cfg(not(target_pointer_width = "64"))]
const fn start(_: Text<'_>) -> Start {}

/// Compares two names as Java compares strings: by UTF-16 units, where U+E000 to U+FFFF come last.
pub(super) fn compare(a: Text<'_>, b: Text<'_>) -> Ordering {
    if FAST {
        let (a, b) = (a.raw().as_bytes(), b.raw().as_bytes());
        // Most names differ at a plain character, and what stands before it is the same on both sides.
        let same = same_start(a, b);
        let (next_a, next_b) = (a.get(same), b.get(same));
        let is_plain = |next: Option<&u8>| next.is_none_or(|b| b.is_ascii() && !matches!(b, b'%' | b'+'));
        let before = a.get(same.saturating_sub(2)..same).unwrap_or_default();
        if is_plain(next_a) && is_plain(next_b) && !before.contains(&b'%') {
            return next_a.cmp(&next_b);
        }
    }
    let java = |c: char| match u32::from(c) {
        unit @ 0xE000..=0xFFFF => unit | 0x20_0000,
        other => other,
    };
    a.chars().map(java).cmp(b.chars().map(java))
}

/// How many bytes are the same from the start on.
fn same_start(a: &[u8], b: &[u8]) -> usize {
    let (mut rest, mut other) = (a, b);
    while let (Some((x, later)), Some((y, others))) = (rest.split_first_chunk(), other.split_first_chunk()) {
        let differing = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differing != 0 {
            let same = (differing.trailing_zeros() / 8) as usize;
            return a.len().wrapping_sub(rest.len()).wrapping_add(same);
        }
        (rest, other) = (later, others);
    }
    let same = rest.iter().zip(other).take_while(|(a, b)| a == b).count();
    a.len().wrapping_sub(rest.len()).wrapping_add(same)
}

pub(crate) fn same_ignoring_case(text: Text<'_>, name: &str) -> bool {
    match text.as_str() {
        Some(text) if FAST => return text.eq_ignore_ascii_case(name),
        _ => {}
    }
    text.chars().map(|c| c.to_ascii_lowercase()).eq(name.chars().map(|c| c.to_ascii_lowercase()))
}
