//! The searches of the hot path: eight bytes at a time, in safe integers.
//!
//! The values of an answer are 1 to 36 bytes long, so that a search must cost little to start. Each takes a start
//! and gives the offset of the first hit, or the length of the bytes where there is none.

/// Finds `<` or `&`, where XML text ends or has to be looked at.
#[inline]
pub(crate) fn text_stop(bytes: &[u8], from: usize) -> usize {
    either(bytes, from, b'<', b'&')
}

/// Finds `"`, `\` or a control character, where a JSON string ends or has to be looked at.
#[inline]
pub(crate) fn string_stop(bytes: &[u8], from: usize) -> usize {
    find(
        bytes,
        from,
        |word| equal(word, b'"') | equal(word, b'\\') | below_space(word),
        |b| matches!(b, b'"' | b'\\' | 0..b' '),
    )
}

/// Finds one or the other.
#[inline]
pub(crate) fn either(bytes: &[u8], from: usize, one: u8, other: u8) -> usize {
    find(bytes, from, |word| equal(word, one) | equal(word, other), |b| b == one || b == other)
}

/// Finds `wanted`.
#[inline]
pub(crate) fn byte(bytes: &[u8], from: usize, wanted: u8) -> usize {
    find(bytes, from, |word| equal(word, wanted), |b| b == wanted)
}

/// Steps over the white space of XML and JSON.
#[inline]
pub(crate) fn skip_space(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at = at.wrapping_add(1);
    }
    at
}

/// Finds the end of a run of small letters, of which most names are.
#[inline]
pub(crate) fn letters_end(bytes: &[u8], from: usize) -> usize {
    find(bytes, from, |word| !letters(word) & HIGHS, |b| !b.is_ascii_lowercase())
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

/// Tells whether the same `len` bytes stand at `a` and at `b`.
#[inline]
pub(crate) fn same(bytes: &[u8], a: usize, b: usize, len: usize) -> bool {
    let mut done = 0;
    while done < len {
        let (Some(x), Some(y)) = (word(bytes, a.wrapping_add(done)), word(bytes, b.wrapping_add(done)))
        else {
            // Too near to the end for a whole word.
            let run = |from: usize| bytes.get(from.wrapping_add(done)..from.wrapping_add(len));
            return run(a).is_some() && run(a) == run(b);
        };
        // Of the last word only the first bytes count, which are the low ones.
        let beyond = 8_usize.saturating_sub(len.wrapping_sub(done));
        if (x ^ y) << (beyond.wrapping_mul(8) & 63) != 0 {
            return false;
        }
        done = done.wrapping_add(8);
    }
    true
}

#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
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
    match rest.iter().position(|&b| is_hit(b)) {
        Some(i) => at.wrapping_add(i),
        None => bytes.len(),
    }
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
    use super::{byte, sequence, string_stop, text_stop};
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
    fn sequences() {
        assert_eq!(sequence(b"a--->", 0, b"-->"), Some(2));
        assert_eq!(sequence(b"a--->", 3, b"-->"), None);
        assert_eq!(sequence(b"", 0, b"-->"), None);
    }
}
