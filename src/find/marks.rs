//! Finds the quotes and backslashes of JSON in blocks of 64 bytes: one bit of a word for each.
//!
//! A block is looked at without branches, which a processor would have to predict.

use super::{HIGHS, ONES};

/// The marks of the block that was looked at last, so that a search in short steps looks at each block once.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    /// Where the block begins.
    at: usize,
    /// What is marked in it.
    bits: u64,
}

impl Marks {
    /// Stands before the body, with nothing marked.
    pub(crate) const NONE: Self = Self { at: BLOCK.wrapping_neg(), bits: 0 };

    /// Finds the first quote or backslash at or after a place; `None` if there is none.
    ///
    /// Each call must be given the same body.
    #[inline(always)]
    pub(crate) fn next(&mut self, body: &[u8], from: usize) -> Option<usize> {
        let place = |from: usize, bits: u64| from.wrapping_add(bits.trailing_zeros() as usize);
        let mut from = from;
        let passed = from.wrapping_sub(self.at);
        if passed < BLOCK {
            let bits = self.bits >> passed;
            if bits != 0 {
                return Some(place(from, bits));
            }
            from = self.at.wrapping_add(BLOCK);
        }
        loop {
            *self = Self { at: from, bits: block(body, from)? };
            if self.bits != 0 {
                return Some(place(from, self.bits));
            }
            from = from.wrapping_add(BLOCK);
        }
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// The marks of the block at a place; `None` beyond the end.
#[inline(always)]
fn block(body: &[u8], at: usize) -> Option<u64> {
    let rest = body.get(at..)?;
    match rest.first_chunk() {
        Some(chunk) => Some(bits(chunk)),
        None => last_block(body, rest),
    }
}

/// The same for the last bytes, fewer than a block.
#[inline(never)]
fn last_block(body: &[u8], rest: &[u8]) -> Option<u64> {
    let missing = BLOCK.wrapping_sub(rest.len());
    let bits = match body.last_chunk() {
        _ if rest.is_empty() => return None,
        Some(chunk) => bits(chunk),
        None => {
            let mut chunk = [0; BLOCK];
            chunk.iter_mut().rev().zip(rest.iter().rev()).for_each(|(slot, &b)| *slot = b);
            bits(&chunk)
        }
    };
    Some(bits >> missing)
}

/// One bit for each of the bytes, the lowest for the first.
///
/// A table of eight by eight bits, a column for each word, is filled first, and then transposed.
#[inline(never)]
fn bits(chunk: &[u8; BLOCK]) -> u64 {
    const HAS_VECTORS: bool =
        cfg!(any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128"));
    let table = if HAS_VECTORS { by_bytes(chunk) } else { by_words(chunk) };
    debug_assert_eq!((by_bytes(chunk), by_words(chunk)), (table, table));
    turned(table)
}

/// Written so that the compiler handles 16 or 32 bytes at once: each byte gets its word's bit.
#[inline(always)]
fn by_bytes(chunk: &[u8; BLOCK]) -> u64 {
    let mut marked = [0; BLOCK];
    for ((marked, &b), bit) in marked.iter_mut().zip(chunk).zip(BITS) {
        *marked = if matches!(b, b'"' | b'\\') { bit } else { 0 };
    }
    words(&marked).fold(0, |table, word| table | word)
}

/// The same for a processor that handles no more than a word at once.
#[inline(always)]
fn by_words(chunk: &[u8; BLOCK]) -> u64 {
    let marks = words(chunk).map(|word| only(word, b'"') | only(word, b'\\'));
    marks.zip((0..8).rev()).fold(0, |table, (marks, place)| table | marks >> place)
}

fn words(chunk: &[u8; BLOCK]) -> impl Iterator<Item = u64> {
    chunk.chunks_exact(8).filter_map(|word| word.first_chunk()).map(|word| u64::from_le_bytes(*word))
}

/// Marks the bytes that are `wanted` by their high bits, and no others.
const fn only(word: u64, wanted: u8) -> u64 {
    let zero_where_equal = word ^ ONES.wrapping_mul(wanted as u64);
    // The high bit of each byte that is not zero; a sum of its seven low bits never reaches the next byte.
    let not_equal = (zero_where_equal & !HIGHS).wrapping_add(!HIGHS) | zero_where_equal;
    !not_equal & HIGHS
}

/// The bit of each byte's word.
const BITS: [u8; BLOCK] = {
    let mut bits = [1; BLOCK];
    let mut rest: &mut [u8] = &mut bits;
    let mut bit = 1_u8;
    while let Some((word, later)) = rest.split_at_mut_checked(8) {
        let mut word = word;
        while let [first, others @ ..] = word {
            *first = bit;
            word = others;
        }
        bit = bit.wrapping_shl(1);
        rest = later;
    }
    bits
};

/// Transposes a table of eight by eight bits.
///
/// Source: Hacker's Delight, 7-3.
#[inline(always)]
const fn turned(table: u64) -> u64 {
    const fn swap(x: u64, by: u32, which: u64) -> u64 {
        let differ = (x ^ x.wrapping_shr(by)) & which;
        x ^ differ ^ differ.wrapping_shl(by)
    }
    swap(swap(swap(table, 7, 0x00AA_00AA_00AA_00AA), 14, 0x0000_CCCC_0000_CCCC), 28, 0x0000_0000_F0F0_F0F0)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Marks};
    use crate::sample::Sample as _;
    use alloc::vec::Vec;

    /// Bodies about as long as one block and as two, with marks anywhere.
    #[test]
    fn all_marks_are_found() {
        let wanted = |b: u8| matches!(b, b'"' | b'\\');
        for len in [0, 1, 7, 8, 30, 63, 64, 65, 100, 127, 128, 129, 200].into_iter().sample(4) {
            for seed in (1..60).sample(29) {
                let byte = |i: usize| match i.wrapping_mul(seed).wrapping_add(i / seed) % 13 {
                    0 => b'"',
                    1 => b'\\',
                    2 => b'#',
                    3 => 0x80 | b'"',
                    _ => b'x',
                };
                let body: Vec<u8> = (0..len).map(byte).collect();
                for from in [0, 1, 5, len / 2, len] {
                    for step in [1, 2, 40, 70] {
                        let mut marks = Marks::NONE;
                        let mut at = from;
                        while at <= len {
                            let there = (at..len).find(|&i| wanted(body[i]));
                            assert_eq!(marks.next(&body, at), there, "{len} {seed} {from} {step}");
                            at = there.unwrap_or(at) + step;
                        }
                    }
                }
            }
        }
        let body = [b'"'; 3 * BLOCK];
        let mut marks = Marks::NONE;
        assert!((1..body.len()).all(|place| marks.next(&body, place) == Some(place)));
    }
}
