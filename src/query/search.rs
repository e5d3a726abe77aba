//! The searches in a query: for what is escaped, for where a parameter ends, for what has to be escaped.
//!
//! All of them go by the search of `find.rs`; what depends on [`FAST`] is said at each.

use crate::find::{FAST, HIGHS, ONES, either, find, near_below, offset_of};
use crate::text::percent_byte;

/// Finds a byte that may be forbidden in a query: a control character, `%`, or what lies between them. Unless
/// [`FAST`], every byte is one.
#[inline]
pub(super) fn query_stop(bytes: &[u8], from: usize) -> usize {
    if !FAST {
        return from;
    }
    let in_word = |word| marked(word, near_below(word, b'&') | above(word, 0x7E));
    find(bytes, from, in_word, |b| b < b'&' || b == 0x7F)
}

/// Steps over whole blocks that have no control character and two hex digits after each `%`, and tells how far; not at
/// all unless [`FAST`].
pub(super) fn well_formed(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, later)) = rest.split_first_chunk().filter(|_| FAST) {
        if !has_no_stop(block) && !rest.first_chunk().is_some_and(is_block_well_formed) {
            break;
        }
        rest = later;
    }
    offset_of(bytes, rest)
}

// These two have no branches, so that the compiler handles many bytes at once.

/// `false` also for characters beyond ASCII.
#[inline]
fn has_no_stop(block: &[u8; 32]) -> bool {
    block.iter().fold(true, |is_calm, &b| is_calm & (b.wrapping_sub(b'&') < 0x7F - b'&'))
}

/// Takes two bytes beyond the block, which may be the digits of its last `%`.
#[inline]
fn is_block_well_formed(bytes: &[u8; 34]) -> bool {
    let [block @ .., _, _] = bytes;
    let ([_, high @ .., _], [_, _, low @ ..]) = (bytes, bytes);
    block.iter().zip(high).zip(low).fold(true, |is_right, ((&b, &high), &low)| {
        let is_control = is_among(b, 0, 32) | (b == 0x7F);
        is_right & !is_control & ((b != b'%') | is_digit(high) & is_digit(low))
    })
}

/// Tells whether a byte is a hex digit.
#[inline(always)]
const fn is_digit(b: u8) -> bool {
    is_among(b, b'0', 10) | is_among(b | 0x20, b'a', 6)
}

/// Finds the end of a text: `&`, `mark`, or that of the query. `Err` is an odd byte before it, the first one if [`FAST`].
#[inline(always)]
pub(super) fn text_end(bytes: &[u8], mark: u8) -> Result<usize, usize> {
    if !FAST {
        return Err(0);
    }
    let at = text_stop(bytes, 0, mark);
    match bytes.get(at) {
        Some(&b) if b != b'&' && b != mark => Err(at),
        _ => Ok(at),
    }
}

/// Finds the end of a text from its first odd byte on, and tells whether anything in it may be escaped: exactly if
/// [`FAST`], else always.
#[cfg_attr(not(small), inline(never))]
pub(super) fn odd_text_end(bytes: &[u8], odd: usize, mark: u8) -> (usize, bool) {
    let end = either(bytes, odd, b'&', mark);
    let text = bytes.get(odd..end).unwrap_or_default();
    (end, !FAST || text.iter().any(|b| matches!(b, b'%' | b'+')))
}

/// Finds `%`, `&`, `+`, `mark`, which is `&` or `=`, or another byte below the comma or beyond ASCII, which few queries
/// have.
#[inline(always)]
fn text_stop(bytes: &[u8], from: usize, mark: u8) -> usize {
    let in_word =
        |word| (near_below(word, b',') | word | if mark == b'&' { 0 } else { equal(word, mark) }) & HIGHS;
    find(bytes, from, in_word, |b| b < b',' || !b.is_ascii() || b == mark)
}

/// Tells whether no byte has to be escaped. A `*` need not be either, but is so rare that it counts as if it had to.
#[inline(never)]
pub(super) fn is_unreserved(bytes: &[u8]) -> bool {
    are_all(bytes, is_plain)
}

/// Tells whether a control character occurs, or `other`.
pub(super) fn has_control_or(bytes: &[u8], other: u8) -> bool {
    !are_all(bytes, |b| (b >= b' ') & (b != 0x7F) & (b != other))
}

/// Tells whether something holds for all bytes; it must have no branches, so that the compiler handles many at once.
#[inline(always)]
fn are_all(bytes: &[u8], holds: impl Fn(u8) -> bool + Copy) -> bool {
    // The last block may overlap the one before.
    if let Some(last) = bytes.last_chunk::<16>() {
        let mut rest = bytes;
        while let Some((block, after)) = rest.split_first_chunk::<16>() {
            if !all_in(block, holds) {
                return false;
            }
            rest = after;
        }
        return rest.is_empty() || all_in(last, holds);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk()) {
        return are_both(first, last, holds);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk()) {
        return are_both(first, last, holds);
    }
    bytes.iter().all(|&b| holds(b))
}

/// Not inlined: else the compiler handles each byte by itself.
#[inline(never)]
fn are_both<const N: usize>(first: &[u8; N], last: &[u8; N], holds: impl Fn(u8) -> bool + Copy) -> bool {
    all_in(first, holds) & all_in(last, holds)
}

#[inline(always)]
fn all_in<const N: usize>(block: &[u8; N], holds: impl Fn(u8) -> bool) -> bool {
    block.iter().fold(true, |all, &b| all & holds(b))
}

/// The length of the leading blocks in which no byte has to be escaped.
#[inline]
pub(super) fn plain_blocks(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((block, later)) = rest.split_first_chunk::<16>() {
        if !all_in(block, is_plain) {
            break;
        }
        rest = later;
    }
    offset_of(bytes, rest)
}

/// Tells whether a byte is a letter, a digit, or one of `-`, `.` and `_`.
#[inline(always)]
const fn is_plain(b: u8) -> bool {
    let is_letter = is_among(b | 0x20, b'a', 26);
    let is_near_digit = is_among(b, b'-', 13);
    is_letter | is_near_digit & (b != b'/') | (b == b'_')
}

/// Tells whether a byte is one of `count` from `first` on. By a signed comparison: vector units have one for bytes, and
/// need two instructions for an unsigned one.
#[inline(always)]
const fn is_among(b: u8, first: u8, count: i8) -> bool {
    b.wrapping_sub(first).wrapping_add(0x80).cast_signed() < i8::MIN.wrapping_add(count)
}

/// Tells whether a text is escaped as [`Command`](super::Command) would: what has to be and nothing else, with hex digits
/// in either case. `false` also for escaped characters beyond ASCII.
#[inline]
pub(super) fn is_escaped(bytes: &[u8]) -> bool {
    is_unreserved(bytes) || is_odd_escaped(bytes)
}

/// The same for a text that is not plain.
#[inline(never)]
fn is_odd_escaped(bytes: &[u8]) -> bool {
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

/// Tells whether a byte has to be escaped.
#[inline]
pub(super) const fn is_reserved(b: u8) -> bool {
    !matches!(b, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*')
}

/// Keeps the marks of the bytes below 0x80.
#[inline]
const fn marked(word: u64, highs: u64) -> u64 {
    highs & !word & HIGHS
}

// Each of these marks a byte below 0x80 by its high bit. Above its first mark `equal` may be wrong, as `near_below` may;
// `above` is exact.

#[inline]
const fn equal(word: u64, wanted: u8) -> u64 {
    near_below(word ^ ONES.wrapping_mul(wanted as u64), 1)
}

#[inline]
const fn above(word: u64, bound: u8) -> u64 {
    (word & !HIGHS).wrapping_add(ONES.wrapping_mul(0x7F_u8.wrapping_sub(bound) as u64))
}

#[cfg(test)]
mod tests {
    use super::{FAST, has_control_or, is_reserved, is_unreserved, odd_text_end, percent_byte, query_stop};
    use super::{text_end, text_stop, well_formed};
    use crate::sample::Sample as _;

    /// Every byte value at every place in a run of other bytes, searched from several places. Miri takes only the values
    /// near what is searched for.
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
                    let is_odd = |b: u8| b < b',' || !b.is_ascii();
                    assert_eq!(text_stop(bytes, from, b'='), plain(&|b| is_odd(b) || b == b'='));
                    assert_eq!(text_stop(bytes, from, b'&'), plain(&is_odd));
                    for mark in *b"=&" {
                        let end = plain(&|b| b == b'&' || b == mark) - from;
                        let (text, rest) = (&bytes[from..][..end], &bytes[from..]);
                        let is_escaped = !FAST || text.iter().any(|b| b"%+".contains(b));
                        let found = text_end(rest, mark)
                            .map_or_else(|odd| odd_text_end(rest, odd, mark), |end| (end, false));
                        assert_eq!(found, (end, is_escaped));
                    }
                    let is_star = |b| b == b'*' || is_reserved(b);
                    assert_eq!(is_unreserved(&bytes[from..]), plain(&is_star) == bytes.len());
                    let is_wrong = |b: u8| b.is_ascii_control() || b == b',';
                    assert_eq!(has_control_or(&bytes[from..], b','), plain(&is_wrong) < bytes.len());
                }
            }
        }
    }
}
