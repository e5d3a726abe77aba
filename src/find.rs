//! The searches of the hot path: eight bytes at a time, in safe integers, where a register holds as many.
//!
//! The values of an answer are 1 to 36 bytes long, so that a search must cost little to start. Each takes a start
//! and gives the offset of the first hit, or the length of the bytes where there is none.

/// Whether code is written for speed: on a small processor flash is dearer than time.
///
/// Words are only looked at there, and so are the shortcuts through what is common in an answer. What is found is the
/// same either way; debug builds, and so the tests, compare the two.
pub(crate) const FAST: bool = cfg!(target_pointer_width = "64");

/// Finds `<` or `&`, where XML text ends or has to be looked at.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn text_stop(bytes: &[u8], from: usize) -> usize {
    either(bytes, from, b'<', b'&')
}

/// Finds `"`, `\` or a control character, where a JSON string ends or has to be looked at.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn string_stop(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, string_stops, |b| matches!(b, b'"' | b'\\' | 0..b' '))
}

#[inline]
const fn string_stops(word: u64) -> u64 {
    equal(word, b'"') | equal(word, b'\\') | below_space(word)
}

/// Finds `%` or a control character, where a query has to be looked at.
pub(crate) fn query_stop(bytes: &[u8], from: usize) -> usize {
    let in_word = |word| equal(word, b'%') | equal(word, 0x7F) | below_space(word);
    find(bytes, from, in_word, |b| matches!(b, b'%' | 0x7F | 0..b' '))
}

/// Finds one or the other.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn either(bytes: &[u8], from: usize, one: u8, other: u8) -> usize {
    find(bytes, from, |word| equal(word, one) | equal(word, other), |b| b == one || b == other)
}

/// Finds `wanted`.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn byte(bytes: &[u8], from: usize, wanted: u8) -> usize {
    find(bytes, from, |word| equal(word, wanted), |b| b == wanted)
}

/// Steps over the white space of XML and JSON.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn skip_space(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// Finds the end of a run of small letters, of which most names are.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn letters_end(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, |word| !letters(word) & HIGHS, |b| !b.is_ascii_lowercase())
}

/// Finds the end of a run of digits.
#[cfg_attr(target_pointer_width = "64", inline)]
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(crate) fn digits_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// Finds the first byte that `stops` marks, and gives its place and itself.
///
/// `None` within eight bytes of the end, too.
#[inline(always)]
fn stop(bytes: &[u8], from: usize, stops: impl Fn(u64) -> u64) -> Option<(usize, u8)> {
    let mut at = from;
    loop {
        let word = word(bytes, at)?;
        let hits = stops(word);
        if hits != 0 {
            let [first, ..] = (word >> (hits.trailing_zeros() & 56)).to_le_bytes();
            return Some((at.wrapping_add((hits.trailing_zeros() / 8) as usize), first));
        }
        at = at.wrapping_add(8);
    }
}

#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}

/// Finds what follows a run of small letters: where, and which byte.
#[inline(always)]
pub(crate) fn after_letters(bytes: &[u8], from: usize) -> Option<(usize, u8)> {
    stop(bytes, from, |word| !letters(word) & HIGHS)
}

/// Finds `<` or `&`: where, and which of them.
#[inline(always)]
pub(crate) fn after_text(bytes: &[u8], from: usize) -> Option<(usize, u8)> {
    stop(bytes, from, |word| equal(word, b'<') | equal(word, b'&'))
}

/// Tells whether the same `len` bytes stand at `a` and at `b`; not within eight bytes of the end.
#[inline(always)]
pub(crate) fn same(bytes: &[u8], a: usize, b: usize, len: usize) -> bool {
    let (mut a, mut b, mut left) = (a, b, len);
    loop {
        let (Some(x), Some(y)) = (word(bytes, a), word(bytes, b)) else { return false };
        if left <= 8 {
            // Of the last word only the first bytes count, which are the low ones.
            return (x ^ y) << (64_usize.wrapping_sub(left.wrapping_mul(8)) & 63) == 0;
        }
        if x != y {
            return false;
        }
        (a, b, left) = (a.wrapping_add(8), b.wrapping_add(8), left.wrapping_sub(8));
    }
}

/// Finds the sequence `wanted`; gives where it begins.
pub(crate) fn sequence(bytes: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let (&first, _) = wanted.split_first()?;
    let mut at = from;
    loop {
        at = byte(bytes, at, first);
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        if rest.starts_with(wanted) {
            return Some(at);
        }
        at = at.wrapping_add(1);
    }
}

#[inline]
fn find(bytes: &[u8], from: usize, in_word: impl Fn(u64) -> u64, is_hit: impl Fn(u8) -> bool) -> usize {
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
        let hits = in_word(u64::from_le_bytes(*word));
        if hits != 0 {
            return at.wrapping_add((hits.trailing_zeros() / 8) as usize);
        }
        at = at.wrapping_add(8);
        rest = tail;
    }
    position(rest, is_hit).map_or(bytes.len(), |i| at.wrapping_add(i))
}

#[inline]
fn by_bytes(bytes: &[u8], from: usize, is_hit: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    position(rest, is_hit).map_or(bytes.len(), |i| from.wrapping_add(i))
}

#[inline]
fn position(bytes: &[u8], is_hit: impl Fn(u8) -> bool) -> Option<usize> {
    bytes.iter().position(|&b| is_hit(b))
}

// A hit sets the high bit of its byte. A borrow can set bits of the bytes above a hit, never below: the lowest set
// bit is always true.

const ONES: u64 = u64::MAX / 0xFF;
const HIGHS: u64 = ONES << 7;

/// Marks the bytes that are `wanted`.
#[inline]
const fn equal(word: u64, wanted: u8) -> u64 {
    let zero_where_equal = word ^ ONES.wrapping_mul(wanted as u64);
    zero_where_equal.wrapping_sub(ONES) & !zero_where_equal & HIGHS
}

/// Marks the bytes `a` to `z`.
#[inline]
const fn letters(word: u64) -> u64 {
    // Without the high bits no sum runs over into the next byte.
    let low = word & !HIGHS;
    const TO_A: u64 = ONES * (0x80 - b'a' as u64);
    const PAST_Z: u64 = ONES * (0x7F - b'z' as u64);
    let from_a = low.wrapping_add(TO_A);
    let past_z = low.wrapping_add(PAST_Z);
    from_a & !past_z & !word & HIGHS
}

/// Marks the bytes below 0x20.
#[inline]
const fn below_space(word: u64) -> u64 {
    word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word & HIGHS
}

#[cfg(test)]
mod tests {
    use super::{after_letters, after_text, byte, same, sequence, string_stop, text_stop};
    use alloc::vec::Vec;

    /// Every byte value at every place of a run of every other byte: where the search stops must be the first hit.
    #[test]
    fn searches_agree_with_a_plain_look() {
        let fills = [b'a', 0x00, 0x1F, 0x20, 0x21, 0x3B, 0x7F, 0x80, 0xBC, 0xFF];
        for fill in fills {
            for hit in 0..=255_u8 {
                for place in 0..20 {
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
                }
            }
        }
        assert_eq!(byte(b"abc", 7, b'a'), 3);
    }

    #[test]
    fn stops_say_where_and_what() {
        assert_eq!(after_letters(b"jobstatus>0</jobstatus>", 0), Some((9, b'>')));
        assert_eq!(after_letters(b"a`{A.......", 0), Some((1, b'`')));
        assert_eq!(after_letters(b"ab{zyxwvu........", 0), Some((2, b'{')));
        assert_eq!(after_text(b"ten bytes &amp; more text", 2), Some((10, b'&')));
        assert_eq!(after_text(b"near <e", 0), None);
        let twins = b"abcdefghij>abcdefghij>abcdefghiJ>........";
        assert!(same(twins, 0, 11, 11) && same(twins, 0, 11, 8) && same(twins, 0, 22, 9));
        assert!(!same(twins, 0, 22, 11) && !same(twins, 0, 1, 1) && !same(twins, 0, 34, 1));
    }

    #[test]
    fn sequences() {
        assert_eq!(sequence(b"a--->", 0, b"-->"), Some(2));
        assert_eq!(sequence(b"a--->", 3, b"-->"), None);
        assert_eq!(sequence(b"", 0, b"-->"), None);
    }
}
