//! The searches in a query: for what is escaped, for where a parameter ends, for what has to be escaped.
//!
//! What is looked for here is looked for by the search of `find.rs`, which has a form for wide registers and one for
//! small flash.

use crate::find::{FAST, HIGHS, ONES, byte, either, find, place};
use crate::text::decode::percent_byte;

/// Finds a control character, `%`, or what stands between them, where a query may have to be looked at; which it may
/// anywhere where flash is dear.
#[cfg_attr(target_pointer_width = "64", inline)]
pub(super) fn query_stop(bytes: &[u8], from: usize) -> usize {
    if !FAST {
        return from;
    }
    let in_word = |word| marked(word, below(word, b'&') | above(word, 0x7E));
    find(bytes, from, in_word, |b| b < b'&' || b == 0x7F)
}

/// Steps over whole blocks without a control character, in which two hex digits follow each `%`; tells how far, which
/// is nowhere where flash is dear.
pub(super) fn well_formed(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, later)) = rest.split_first_chunk().filter(|_| FAST) {
        if !has_no_stop(block) && !rest.first_chunk().is_some_and(is_block_well_formed) {
            break;
        }
        rest = later;
    }
    place(bytes, rest)
}

// These two without branches, so that a compiler looks at all bytes at once.

/// `false` also where there are characters beyond ASCII.
#[inline]
fn has_no_stop(block: &[u8; 32]) -> bool {
    block.iter().fold(true, |is_calm, &b| is_calm & (b.wrapping_sub(b'&') < 0x7F - b'&'))
}

/// Takes two bytes more, which may be digits of the last `%`.
#[inline]
fn is_block_well_formed(bytes: &[u8; 34]) -> bool {
    let [block @ .., _, _] = bytes;
    let ([_, high @ .., _], [_, _, low @ ..]) = (bytes, bytes);
    block.iter().zip(high).zip(low).fold(true, |is_right, ((&b, &high), &low)| {
        is_right & !b.is_ascii_control() & ((b != b'%') | high.is_ascii_hexdigit() & low.is_ascii_hexdigit())
    })
}

/// Finds where a name (which `=` ends, too) or a value ends, and tells whether anything in it is escaped; where flash
/// is dear nobody looks, and something may be.
#[inline(always)]
pub(super) fn text_end(bytes: &[u8], is_name: bool) -> (usize, bool) {
    if !FAST {
        return (either(bytes, 0, b'&', if is_name { b'=' } else { b'&' }), true);
    }
    let mut at = text_stop(bytes, 0, is_name);
    loop {
        let after = at.wrapping_add(1);
        match bytes.get(at) {
            Some(&b) if b != b'&' && !(is_name && b == b'=') => {
                if matches!(b, b'%' | b'+') {
                    let end =
                        if is_name { either(bytes, after, b'&', b'=') } else { byte(bytes, after, b'&') };
                    return (end, true);
                }
                at = text_stop(bytes, after, is_name);
            }
            _ => return (at, false),
        }
    }
}

/// Finds `%`, `&`, `+`, in a name `=`, and what else stands before the comma, which hardly a query has.
#[inline(always)]
fn text_stop(bytes: &[u8], from: usize, is_name: bool) -> usize {
    let in_word = |word| marked(word, below(word, b',') | if is_name { equal(word, b'=') } else { 0 });
    find(bytes, from, in_word, |b| b < b',' || is_name && b == b'=')
}

/// Tells whether all bytes stand for themselves in an escaped text, but for a `*`, which is rare: then it is not told.
#[inline(never)]
pub(super) fn is_unreserved(bytes: &[u8]) -> bool {
    // Where two blocks overlap, some bytes are looked at twice.
    if let Some(last) = bytes.last_chunk::<16>() {
        let mut rest = bytes;
        while let Some((block, after)) = rest.split_first_chunk::<16>() {
            if !is_plain(block) {
                return false;
            }
            rest = after;
        }
        return rest.is_empty() || is_plain(last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk()) {
        return are_plain(first, last);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk()) {
        return are_plain(first, last);
    }
    bytes.iter().all(|&b| !is_reserved(b) && b != b'*')
}

/// How long the blocks from the start on are in which all bytes stand for themselves.
#[inline]
pub(super) fn plain_blocks(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, later)) = rest.split_first_chunk::<16>() {
        if !is_plain(block) {
            break;
        }
        rest = later;
    }
    place(bytes, rest)
}

/// Tells whether a control character is there, or this one.
pub(super) fn has_control_or(bytes: &[u8], other: u8) -> bool {
    let in_word = |word| marked(word, below(word, b' ') | equal(word, 0x7F) | equal(word, other));
    find(bytes, 0, in_word, |b| b < b' ' || b == 0x7F || b == other) < bytes.len()
}

/// A function of its own, so that a compiler does not look at each byte by itself.
#[inline(never)]
fn are_plain<const N: usize>(first: &[u8; N], last: &[u8; N]) -> bool {
    is_plain(first) & is_plain(last)
}

/// Without branches, so that a compiler looks at all bytes at once.
#[inline(always)]
fn is_plain<const N: usize>(block: &[u8; N]) -> bool {
    block.iter().fold(true, |is_plain, &b| {
        let is_letter = is_among(b | 0x20, b'a', 26);
        let is_near_digit = is_among(b, b'-', 13);
        is_plain & (is_letter | is_near_digit & (b != b'/') | (b == b'_'))
    })
}

/// Tells whether a byte is one of so many from the first on. Processors compare many signed bytes by one instruction,
/// and unsigned ones by two.
#[inline(always)]
const fn is_among(b: u8, first: u8, count: i8) -> bool {
    b.wrapping_sub(first).wrapping_add(0x80).cast_signed() < i8::MIN.wrapping_add(count)
}

/// Tells whether a text is escaped as it would be again, but for the case of the digits: what has to be, and nothing
/// else. Of characters beyond ASCII it is not told.
pub(super) fn is_escaped(bytes: &[u8]) -> bool {
    if is_unreserved(bytes) {
        return true;
    }
    let mut rest = bytes;
    loop {
        let start = plain_blocks(rest);
        rest = rest.get(start..).unwrap_or_default();
        let stop = rest.iter().position(|&b| is_reserved(b));
        rest = stop.and_then(|stop| rest.get(stop..)).unwrap_or_default();
        let [_, _, _, later @ ..] = rest else { return rest.is_empty() };
        if percent_byte(rest).is_none_or(|b| !b.is_ascii() || !is_reserved(b)) {
            return false;
        }
        rest = later;
    }
}

/// Tells whether a byte does not stand for itself in an escaped text.
#[inline]
pub(super) const fn is_reserved(b: u8) -> bool {
    !matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*')
}

/// Takes of the high bits those of bytes below 0x80.
#[inline]
const fn marked(word: u64, highs: u64) -> u64 {
    highs & !word & HIGHS
}

// Each of these sets the high bit of a byte below 0x80 that it is to mark. What `below` and `equal` set of the bytes
// above the first one nobody looks at; `above` is exact.

#[inline]
const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES.wrapping_mul(bound as u64))
}

#[inline]
const fn equal(word: u64, wanted: u8) -> u64 {
    below(word ^ ONES.wrapping_mul(wanted as u64), 1)
}

#[inline]
const fn above(word: u64, bound: u8) -> u64 {
    (word & !HIGHS).wrapping_add(ONES.wrapping_mul(0x7F_u8.wrapping_sub(bound) as u64))
}

#[cfg(test)]
mod tests {
    use super::{FAST, is_reserved, is_unreserved, percent_byte, query_stop, text_stop, well_formed};
    use crate::sample::Sample as _;

    /// Every byte value at every place of a run of other bytes, from several places on. Miri takes the values that
    /// something is at.
    #[test]
    fn searches_agree_with_a_plain_look() {
        let fills = [b'a', b'Z', b'0', b'-', 0x1F, b'%', b'+', b'^', b'`', 0x7E, 0x7F, 0x80, 0xAD, 0xFF];
        let places = [0, 1, 4, 5, 7, 8, 15, 16, 17, 31, 32, 36, 37, 40, 59];
        for fill in fills.into_iter().sample(11) {
            let hits = (0..=255_u8).filter(|hit| !cfg!(miri) || b"\x1F%&*+,-/=Z\x7F\x80".contains(hit));
            for (hit, place) in hits.flat_map(|hit| places.map(|place| (hit, place))).sample(11) {
                let mut bytes = [fill; 60];
                bytes[place] = hit;
                let bytes = &bytes[..];
                for (bytes, from) in [
                    (bytes, 0),
                    (&bytes[..20], 0),
                    (bytes, 5),
                    (&bytes[..17], 16),
                    (&bytes[..7], 1),
                    (&bytes[..20], 20),
                ] {
                    let plain = |is: &dyn Fn(u8) -> bool| {
                        (from..bytes.len()).find(|&i| is(bytes[i])).unwrap_or(bytes.len())
                    };
                    let stop = if FAST { plain(&|b| b < b'&' || b == 0x7F) } else { from };
                    assert_eq!(query_stop(bytes, from), stop);
                    let is_fault = |&at: &usize| match bytes[at] {
                        b'%' => percent_byte(&bytes[at..]).is_none(),
                        b => b.is_ascii_control(),
                    };
                    let fault = (from..bytes.len()).find(is_fault);
                    let end = from + well_formed(&bytes[from..]);
                    let is_whole = !FAST || end + 34 > bytes.len();
                    assert!(fault.map_or(is_whole, |fault| end <= fault));
                    assert_eq!(text_stop(bytes, from, true), plain(&|b| b < b',' || b == b'='));
                    assert_eq!(text_stop(bytes, from, false), plain(&|b| b < b','));
                    let is_star = |b| b == b'*' || is_reserved(b);
                    assert_eq!(is_unreserved(&bytes[from..]), plain(&is_star) == bytes.len());
                }
            }
        }
    }
}
