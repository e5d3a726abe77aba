//! The parameters of a query, sorted by name as the server sorts them; of two of one name the last holds.
//!
//! An `Index` is fast, and a `Selection` small: it looks through the query for each parameter. What comes is the
//! same. `signature` is left out.

#[cfg(any(target_pointer_width = "64", feature = "serde"))]
use heapless::Vec;

#[cfg(target_pointer_width = "64")]
use crate::find::{HIGHS, equal_either};
use crate::text::Text;
#[cfg(target_pointer_width = "64")]
use crate::text::decode::percent_byte;

use super::canonical::{compare, same_ignoring_case};
use super::params::{Param, Params};
use super::{MAX_PARAMETERS, TooMany};

#[cfg(target_pointer_width = "64")]
pub(super) type Sorted<'a> = Index<'a>;
#[cfg(not(target_pointer_width = "64"))]
pub(super) type Sorted<'a> = Selection<'a>;

/// The parameters that are signed, in the order of a query.
fn signed(raw: &str) -> impl Iterator<Item = Param<'_>> {
    let mut params = Params::new(raw);
    core::iter::from_fn(move || params.step()).filter(|param| !same_ignoring_case(param.name, "signature"))
}

/// The sorted parameters where memory is dear: each costs a look through the query, of which there are at most two for
/// each of [`MAX_PARAMETERS`], and none an index.
#[cfg(any(test, not(target_pointer_width = "64")))]
#[derive(Clone, Copy)]
pub(super) struct Selection<'a> {
    raw: &'a str,
    last: Option<Text<'a>>,
}

#[cfg(any(test, not(target_pointer_width = "64")))]
impl<'a> Selection<'a> {
    pub(super) const fn new(raw: &'a str) -> Self {
        Self { raw, last: None }
    }

    /// Only counts.
    pub(super) fn sort(&mut self) -> Result<(), TooMany> {
        let are_few = Params::new(self.raw).nth(MAX_PARAMETERS).is_none();
        if are_few || self.params().nth(MAX_PARAMETERS).is_none() { Ok(()) } else { Err(TooMany) }
    }

    pub(super) const fn params(&self) -> Self {
        *self
    }
}

#[cfg(any(test, not(target_pointer_width = "64")))]
impl<'a> Iterator for Selection<'a> {
    type Item = Param<'a>;

    /// Selects the least name above the last one.
    fn next(&mut self) -> Option<Param<'a>> {
        let mut least: Option<Param<'a>> = None;
        for param in signed(self.raw) {
            if self.last.is_none_or(|last| compare(last, param.name).is_lt())
                && least.is_none_or(|least| compare(param.name, least.name).is_le())
            {
                least = Some(param);
            }
        }
        self.last = least.map(|least| least.name);
        least
    }
}

/// The sorted parameters where they are looked at again and again.
#[cfg(any(target_pointer_width = "64", feature = "serde"))]
pub(crate) struct Index<'a> {
    raw: &'a str,
    /// The parameters as they are found. Where memory is dear they are looked for again.
    #[cfg(target_pointer_width = "64")]
    params: Vec<Param<'a>, MAX_PARAMETERS>,
    order: Vec<Place, MAX_PARAMETERS>,
}

/// Where a parameter is to be found.
#[cfg(any(target_pointer_width = "64", feature = "serde"))]
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// How its name begins.
    start: Start,
    /// Its index, or its offset: below 4 GiB, which [`Query`](super::Query) has checked.
    at: u32,
}

#[cfg(any(target_pointer_width = "64", feature = "serde"))]
impl<'a> Index<'a> {
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
        for param in signed(self.raw) {
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
                    let place = Place { start, at: self.keep(param, None)? };
                    self.order.push(place).map_err(|_| TooMany)?;
                    let later = self.order.get_mut(i..).unwrap_or_default();
                    if let Some(count) = later.len().checked_sub(1) {
                        later.copy_within(..count, 1);
                    }
                    later.first_mut().into_iter().for_each(|slot| *slot = place);
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

    /// The parameters, in the order of their names.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn params(&self) -> impl Iterator<Item = Param<'a>> {
        self.order.iter().map(|&place| self.param(place))
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
}

/// The first eight characters of a name, which tell most names apart.
#[cfg(target_pointer_width = "64")]
type Start = u64;
#[cfg(all(not(target_pointer_width = "64"), feature = "serde"))]
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

#[cfg(all(not(target_pointer_width = "64"), feature = "serde"))]
const fn start(_: Text<'_>) -> Start {}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use std::format;

    use super::{Selection, Sorted};
    use crate::query::params::Param;
    use crate::query::{MAX_PARAMETERS, TooMany};

    /// Both forms sort alike.
    #[test]
    fn a_selection_is_as_the_index() {
        let shown = |param: Param<'_>| format!(" {}={}", param.name.raw(), param.value.raw());
        for (raw, want) in [
            ("", ""),
            ("b=1&a=2&&B=3&=4&signature=5&SIGNATURE=6", " =4 B=3 a=2 b=1"),
            ("a=1&b=2&a=3&%61=4", " %61=4 b=2"),
            ("ab=1&a=2&a%62c=3&a%2Bb=4&a+b=5", " a=2 a+b=5 a%2Bb=4 ab=1 a%62c=3"),
            ("%EE%80%80=1&%F0%9F%98%80=2&\u{e9}=3&%7F=4", " %7F=4 \u{e9}=3 %F0%9F%98%80=2 %EE%80%80=1"),
            ("z=1&y=2&x=3&w=4&v=5&zz=6", " v=5 w=4 x=3 y=2 z=1 zz=6"),
        ] {
            let (mut sorted, mut selection) = (Sorted::new(raw), Selection::new(raw));
            assert_eq!((sorted.sort(), selection.sort()), (Ok(()), Ok(())), "{raw}");
            assert_eq!(sorted.params().map(shown).collect::<String>(), want, "{raw}");
            assert_eq!(selection.params().map(shown).collect::<String>(), want, "{raw}");
        }
    }

    /// Both forms count names, not parameters.
    #[test]
    fn both_refuse_too_many() {
        let query = |count| (0..count).map(|i| format!("&{i}=a&{i}=b")).collect::<String>() + "&signature=c";
        for (count, want) in [(MAX_PARAMETERS, Ok(())), (MAX_PARAMETERS + 1, Err(TooMany))] {
            let raw = &query(count);
            assert_eq!((Sorted::new(raw).sort(), Selection::new(raw).sort()), (want, want));
        }
    }
}
