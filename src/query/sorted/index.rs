//! The sorted parameters at hand.

use core::cell::Cell;

use heapless::Vec;

use super::signed;
use crate::find::{HIGHS, equal_either};
use crate::query::canonical::compare;
use crate::query::params::Param;
use crate::query::{MAX_PARAMETERS, TooMany};
use crate::text::Text;
use crate::text::decode::percent_byte;

/// The parameters, each where it belongs.
pub(crate) struct Index<'a> {
    raw: &'a str,
    places: Vec<Place<'a>, MAX_PARAMETERS>,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    /// How the name begins.
    start: u64,
    param: Param<'a>,
}

impl<'a> Index<'a> {
    /// Takes a query whose parameters are still to be [sorted](Self::sort): the index is large to be moved around.
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { raw, places: Vec::new() }
    }

    /// Not inlined, so that what it needs is off the stack when the parameters are written.
    #[inline(never)]
    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        for param in signed(self.raw) {
            let place = Place { start: start(param.name), param };
            let found = self.places.binary_search_by(|other| {
                other.start.cmp(&place.start).then_with(|| compare(other.param.name, param.name))
            });
            if let Err(at) = found {
                self.places.push(place).map_err(|_| TooMany)?;
                // `copy_within` would bring a panic with it.
                let later = Cell::from_mut(self.places.get_mut(at..).unwrap_or_default());
                for pair in later.as_slice_of_cells().windows(2).rev() {
                    if let [one, next] = pair {
                        next.set(one.get());
                    }
                }
            }
            // Of two of one name the last holds.
            let (Ok(at) | Err(at)) = found;
            self.places.get_mut(at).into_iter().for_each(|slot| *slot = place);
        }
        Ok(())
    }

    /// The parameters, in the order of their names.
    pub(crate) fn params(&self) -> Run<'_, 'a> {
        Run(&self.places)
    }
}

/// Parameters in the order of their names.
#[derive(Clone, Copy)]
pub(crate) struct Run<'s, 'a>(&'s [Place<'a>]);

impl<'a> Iterator for Run<'_, 'a> {
    type Item = Param<'a>;

    #[inline]
    fn next(&mut self) -> Option<Param<'a>> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first.param)
    }
}

/// The first eight characters of a name, which tell most names apart.
///
/// Takes characters beyond ASCII for one, and ends with it.
fn start(name: Text<'_>) -> u64 {
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
