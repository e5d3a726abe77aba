//! The searches of the hot path: eight bytes at a time, in safe integers, where speed counts.
//!
//! Most values of an answer are 1 to 36 bytes long, so a search must be cheap to start. `stop` and `past_space` give
//! the bytes from the first hit on. The others take a start and give an offset. Without a hit, `stop` and the searches
//! for a sequence give `None`; the others give the end.

use core::num::NonZero;

pub(crate) use self::marks::Marks;

mod marks;

/// Whether speed counts more than size; `build.rs` decides.
///
/// Where speed counts, searches go by words and readers take shortcuts through what is common in an answer. Both ways
/// find the same; debug builds, and so the tests, compare them.
pub(crate) const FAST: bool = !cfg!(small);

/// Finds `<` or `&`, where XML text ends or needs a closer look.
#[inline]
pub(crate) fn text_stop(bytes: &[u8], from: usize) -> usize {
    either(bytes, from, b'<', b'&')
}

/// Finds `"`, `\` or a control character, where a JSON string ends or needs a closer look.
#[inline]
pub(crate) fn string_stop(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, string_stops, |b| matches!(b, b'"' | b'\\' | 0..b' '))
}

const fn string_stops(word: u64) -> u64 {
    equal(word, b'"') | equal(word, b'\\') | below(word, b' ')
}

/// Finds either of two bytes, both of them ASCII.
#[inline]
pub(crate) fn either(bytes: &[u8], from: usize, one: u8, other: u8) -> usize {
    find(bytes, from, |word| equal_either(word, one, other), |b| b == one || b == other)
}

/// Tells whether any of three bytes occurs.
#[inline]
pub(crate) fn has_any(bytes: &[u8], [one, other, third]: [u8; 3]) -> bool {
    let in_word = |word| equal(word, one) | equal(word, other) | equal(word, third);
    find(bytes, 0, in_word, |b| b == one || b == other || b == third) < bytes.len()
}

/// Finds `wanted`.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
pub(crate) fn byte(bytes: &[u8], from: usize, wanted: u8) -> usize {
    find(bytes, from, |word| equal(word, wanted), |b| b == wanted)
}

/// The bytes from a place on; none beyond the end.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
pub(crate) fn rest(bytes: &[u8], from: usize) -> &[u8] {
    bytes.get(from..).unwrap_or_default()
}

/// Where `rest`, the last bytes of a body, begins.
#[inline(always)]
pub(crate) const fn offset_of(body: &[u8], rest: &[u8]) -> usize {
    body.len().wrapping_sub(rest.len())
}

/// Steps over the white space of XML and JSON.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
pub(crate) fn skip_space(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// The bytes after leading white space.
#[inline(always)]
pub(crate) fn past_space(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let [b' ' | b'\t' | b'\n' | b'\r', later @ ..] = rest {
        rest = later;
    }
    rest
}

/// Finds the end of a run of lower-case letters, which nearly all names are.
#[inline]
pub(crate) fn letters_end(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, no_letters, |b| !b.is_ascii_lowercase())
}

/// Finds the end of a run of digits.
#[inline]
pub(crate) fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// Finds the first byte that `stops` marks, and gives the bytes from it on; `None` if there is none.
#[inline(always)]
pub(crate) fn stop(bytes: &[u8], stops: impl Fn(u64) -> u64) -> Option<&[u8]> {
    let mut rest = bytes;
    // One check that four words are left, instead of one for each.
    while let Some((chunk, later)) = rest.split_first_chunk::<32>() {
        for at in [0, 8, 16, 24] {
            if let Some(index) = first(stops(word(chunk, at)?)) {
                return rest.get(index.wrapping_add(at)..);
            }
        }
        rest = later;
    }
    while let Some((eight, later)) = rest.split_first_chunk() {
        if let Some(index) = first(stops(u64::from_le_bytes(*eight))) {
            return rest.get(index..);
        }
        rest = later;
    }
    // The padding of the last word may be marked too.
    rest.get(first(stops(last_word(rest)))?..).filter(|rest| !rest.is_empty())
}

/// Which byte of a word is the first that is marked, if any.
// Written so that the compiler knows that it is one of eight.
#[inline(always)]
pub(crate) fn first(hits: u64) -> Option<usize> {
    NonZero::new(hits).map(|hits| (hits.trailing_zeros() / 8) as usize)
}

/// Tells whether `wanted` stands at a place. The sum of a place and a length can wrap around only in 32 bits, and makes
/// a range there that no bytes have: so one comparison tells whether the bytes are there.
#[inline(always)]
pub(crate) fn stands<const N: usize>(bytes: &[u8], at: u32, wanted: &[u8; N]) -> bool {
    let at = at as usize;
    bytes.get(at..at.wrapping_add(N)).is_some_and(|there| there == wanted)
}

/// The word at a place.
#[inline(always)]
pub(crate) fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// The last bytes of a body, fewer than eight, padded with zeros.
#[inline(never)]
fn last_word(rest: &[u8]) -> u64 {
    rest.iter().rev().fold(0, |word, &b| word << 8 | u64::from(b))
}

/// Tells whether the bytes begin with `start`, by a loop, which is smaller than `memcmp`, and as fast for a few bytes.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
pub(crate) fn starts(bytes: &[u8], start: &[u8]) -> bool {
    let mut rest = bytes.iter();
    start.iter().all(|b| rest.next() == Some(b))
}

/// Tells whether both are the same.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    if FAST { one == other } else { one.len() == other.len() && starts(one, other) }
}

/// Finds the sequence `wanted`; gives where it begins.
pub(crate) fn sequence(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let (&first, _) = wanted.split_first()?;
    let mut at = from;
    loop {
        at = byte(bytes, at, first);
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        if starts(rest, wanted) {
            return Some(at);
        }
        at = at.wrapping_add(1);
    }
}

/// Finds the end of the sequence `wanted`.
pub(crate) fn past(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    Some(sequence(bytes, from, wanted)?.wrapping_add(wanted.len()))
}

/// Finds the first hit, or the end of the bytes. `in_word` marks the hits of a word; only the lowest mark counts.
#[inline]
pub(crate) fn find(
    bytes: &[u8],
    from: usize,
    in_word: impl Fn(u64) -> u64,
    is_hit: impl Fn(u8) -> bool,
) -> usize {
    if !FAST {
        let hit = by_bytes(bytes, from, &is_hit);
        debug_assert_eq!(hit, by_words(bytes, from, in_word, is_hit));
        return hit;
    }
    let hit = by_words(bytes, from, in_word, &is_hit);
    debug_assert_eq!(hit, by_bytes(bytes, from, is_hit));
    hit
}

#[inline]
fn by_words(bytes: &[u8], from: usize, in_word: impl Fn(u64) -> u64, is_hit: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    let mut rest = bytes.get(from..).unwrap_or_default();
    while let Some((word, tail)) = rest.split_first_chunk() {
        if let Some(hit) = first(in_word(u64::from_le_bytes(*word))) {
            return at.wrapping_add(hit);
        }
        at = at.wrapping_add(8);
        rest = tail;
    }
    rest.iter().position(|&b| is_hit(b)).map_or(bytes.len(), |i| at.wrapping_add(i))
}

#[inline]
fn by_bytes(bytes: &[u8], from: usize, is_hit: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|&b| is_hit(b)).map_or(bytes.len(), |i| from.wrapping_add(i))
}

// A hit sets the high bit of its byte. A borrow can set bits in the bytes above a hit, never below it, so the lowest
// set bit is always right.

pub(crate) const ONES: u64 = u64::MAX / 0xFF;
pub(crate) const HIGHS: u64 = ONES << 7;

/// Marks the bytes that are `wanted`.
const fn equal(word: u64, wanted: u8) -> u64 {
    let zero_where_equal = word ^ ONES.wrapping_mul(wanted as u64);
    zero_where_equal.wrapping_sub(ONES) & !zero_where_equal & HIGHS
}

/// Marks the bytes that are one or the other, both of them ASCII.
pub(crate) const fn equal_either(word: u64, one: u8, other: u8) -> u64 {
    near_either(word, one, other) & !word
}

/// The same at less cost, but marks bytes beyond ASCII too.
const fn near_either(word: u64, one: u8, other: u8) -> u64 {
    let zero_where_one = word ^ ONES.wrapping_mul(one as u64);
    let zero_where_other = word ^ ONES.wrapping_mul(other as u64);
    (zero_where_one.wrapping_sub(ONES) | zero_where_other.wrapping_sub(ONES)) & HIGHS
}

/// Marks all but the letters `a` to `z`.
pub(crate) const fn no_letters(word: u64) -> u64 {
    const TO_A: u64 = ONES * b'a' as u64;
    const PAST_Z: u64 = ONES * (0x7F - (b'z' - b'a') as u64);
    let from_a = word.wrapping_sub(TO_A);
    (from_a | from_a.wrapping_add(PAST_Z)) & HIGHS
}

/// Marks the bytes below 0x40: all that can end a name, and also digits, `-`, `.` and `:`.
pub(crate) const fn below_letters(word: u64) -> u64 {
    !(word | word << 1) & HIGHS
}

/// Marks `<` and `&`, which end plain XML text.
const fn markup(word: u64) -> u64 {
    equal_either(word, b'<', b'&')
}

/// The same at less cost, but marks bytes beyond ASCII too.
pub(crate) const fn near_markup(word: u64) -> u64 {
    near_either(word, b'<', b'&')
}

/// Marks `"`, `<` and `&`, which end the plain value of an attribute.
pub(crate) const fn value_stops(word: u64) -> u64 {
    markup(word) | equal(word, b'"')
}

/// Marks `<`, `&` and the bytes below 0x20.
pub(crate) const fn odd_text(word: u64) -> u64 {
    markup(word) | below(word, b' ')
}

/// Marks the bytes below `bound`, which is ASCII.
pub(crate) const fn below(word: u64, bound: u8) -> u64 {
    near_below(word, bound) & !word
}

/// The same at less cost, but may mark bytes beyond ASCII too.
pub(crate) const fn near_below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES.wrapping_mul(bound as u64)) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::{
        below_letters, byte, has_any, markup, near_markup, no_letters, odd_text, sequence, stop, string_stop,
        text_stop,
    };
    use crate::sample::Sample as _;
    use alloc::vec::Vec;

    /// Every byte value at every place in a run of every other byte: each search must stop at the first hit. Miri takes
    /// only the values near what is searched for.
    #[test]
    fn searches_agree_with_a_plain_look() {
        let fills = [b'a', 0x00, 0x1F, 0x20, 0x21, 0x3B, 0x7F, 0x80, 0xBC, 0xFF];
        for fill in fills.into_iter().sample(6) {
            for hit in (0..=255_u8).filter(|hit| !cfg!(miri) || b"\x1F &<\"\\%?@az{\x80\xFF".contains(hit)) {
                for place in (0..20).sample(6) {
                    let mut bytes: Vec<u8> = [fill; 20].into();
                    bytes[place] = hit;
                    for from in [0, 3, 19, 20] {
                        let plain = |is: &dyn Fn(u8) -> bool| {
                            (from..20).find(|&i| is(bytes[i])).unwrap_or(bytes.len())
                        };
                        assert_eq!(text_stop(&bytes, from), plain(&|b| b == b'<' || b == b'&'));
                        assert_eq!(
                            string_stop(&bytes, from),
                            plain(&|b| b == b'"' || b == b'\\' || b < b' ')
                        );
                        assert_eq!(byte(&bytes, from, hit), plain(&|b| b == hit));
                    }
                    let from = |stops: fn(u64) -> u64| stop(&bytes, stops).map(|rest| 20 - rest.len());
                    let first = |is: &dyn Fn(u8) -> bool| bytes.iter().position(|&b| is(b));
                    assert_eq!(from(markup), first(&|b| matches!(b, b'<' | b'&')), "{bytes:?}");
                    assert_eq!(from(near_markup), first(&|b| matches!(b, b'<' | b'&' | 0x80..)), "{bytes:?}");
                    assert_eq!(from(no_letters), first(&|b| !b.is_ascii_lowercase()), "{bytes:?}");
                    assert_eq!(from(below_letters), first(&|b| b < 0x40), "{bytes:?}");
                    assert_eq!(from(odd_text), first(&|b| matches!(b, b'<' | b'&' | 0..b' ')), "{bytes:?}");
                    assert_eq!(
                        has_any(&bytes, [b'%', hit, 0x21]),
                        bytes.iter().any(|&b| b == b'%' || b == hit || b == 0x21)
                    );
                }
            }
        }
        assert_eq!(byte(b"abc", 7, b'a'), 3);
    }

    #[test]
    fn sequences() {
        assert_eq!(sequence(b"a--->", 0, b"-->"), Some(2));
        assert_eq!(sequence(b"a--->", 3, b"-->"), None);
        assert_eq!(sequence(b"", 0, b"-->"), None);
    }
}
