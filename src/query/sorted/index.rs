//! The parameters, sorted once.

use core::cmp::Ordering;
use core::mem;

use heapless::Vec;

use super::signed;
use crate::find::{HIGHS, equal_either};
use crate::query::canonical::compare;
use crate::query::params::Param;
use crate::query::{MAX_PARAMETERS, TooMany};
use crate::text::{Text, percent_byte};

/// The parameters, and their order.
pub(crate) struct Index<'a> {
    raw: &'a str,
    params: Vec<Param<'a>, MAX_PARAMETERS>,
    /// Of each parameter the start of its name, and in the lowest byte its slot.
    order: [u64; MAX_PARAMETERS],
}

/// The bits of the slot.
const AT: u64 = 0xFF;

impl<'a> Index<'a> {
    /// Takes a query, to be [sorted](Self::sort) in place: the index is large to move.
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { raw, params: Vec::new(), order: [0; MAX_PARAMETERS] }
    }

    /// Not inlined, so that its stack is free again when the parameters are written.
    #[inline(never)]
    pub(crate) fn sort(&mut self) -> Result<(), TooMany> {
        for param in signed(self.raw) {
            let start = start(param.name);
            let count = self.params.len();
            let order = self.order.get(..count).unwrap_or_default();
            let mut at = order.partition_point(|&other| other < start);
            let same = loop {
                // Few names begin alike.
                let other = order.get(at).filter(|&other| other & !AT == start);
                let Some(other) = other.and_then(|&other| self.params.get_mut(slot(other))) else {
                    break None;
                };
                match compare(param.name, other.name) {
                    Ordering::Less => break None,
                    Ordering::Equal => break Some(other),
                    Ordering::Greater => at = at.wrapping_add(1),
                }
            };
            if let Some(same) = same {
                // Of equal names the last holds.
                *same = param;
                continue;
            }
            self.params.push(param).map_err(|_| TooMany)?;
            let mut next = start | count as u64;
            for later in self.order.get_mut(at..self.params.len()).unwrap_or_default() {
                next = mem::replace(later, next);
            }
        }
        Ok(())
    }

    /// The parameters, in the order of their names.
    pub(crate) fn params(&self) -> Run<'_, 'a> {
        Run { params: &self.params, order: self.order.get(..self.params.len()).unwrap_or_default() }
    }
}

/// Parameters in the order of their names.
#[derive(Clone, Copy)]
pub(crate) struct Run<'s, 'a> {
    params: &'s [Param<'a>],
    order: &'s [u64],
}

#[cfg(feature = "serde")]
impl<'a> Run<'_, 'a> {
    /// The leading ones for which `is_so` holds.
    pub(crate) fn leading(self, is_so: impl FnMut(&Param<'a>) -> bool) -> Self {
        let count = self.take_while(is_so).count();
        Self { order: self.order.get(..count).unwrap_or_default(), ..self }
    }
}

impl<'a> Iterator for Run<'_, 'a> {
    type Item = Param<'a>;

    #[inline]
    fn next(&mut self) -> Option<Param<'a>> {
        let (first, rest) = self.order.split_first()?;
        self.order = rest;
        self.params.get(slot(*first)).copied()
    }
}

fn slot(at: u64) -> usize {
    (at & AT) as usize
}

/// The first seven characters of a name, which tell most names apart, above the byte of a slot.
///
/// All characters beyond ASCII count as the same one, at which it ends.
fn start(name: Text<'_>) -> u64 {
    let bytes = name.raw().as_bytes();
    let word = word(bytes) & !AT;
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
    u64::from_be_bytes(start) & !AT
}

/// The first eight bytes, padded with zeros.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let Some(word) = bytes.first_chunk() {
        return u64::from_be_bytes(*word);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // The two may overlap: then they agree.
        let missing = 8_usize.wrapping_sub(bytes.len());
        let (first, last) = (u32::from_be_bytes(*first), u32::from_be_bytes(*last));
        return u64::from(first) << 32 | u64::from(last) << missing.wrapping_mul(8);
    }
    bytes.iter().zip([56, 48, 40]).fold(0, |word, (&b, place)| word | u64::from(b) << place)
}
