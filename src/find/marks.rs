//! Bytes of interest, found 64 at a time: one bit of a word for each.
//!
//! A block is looked at wherever the marks are, so that the processor need not have found one to look for the next; and
//! there is no branch in it to be guessed.

/// The places of what is wanted in a body, one after the other.
pub(crate) struct Marks<'b, F> {
    body: &'b [u8],
    wanted: F,
    /// Where the block at hand begins.
    at: usize,
    /// What is marked in it and has not been given.
    bits: u64,
}

impl<'b, F: Fn(u8) -> bool + Copy> Marks<'b, F> {
    /// Begins at a place of the body.
    #[inline(always)]
    pub(crate) fn new(body: &'b [u8], at: usize, wanted: F) -> Self {
        // Behind a block without marks: nothing is looked at before it is asked for.
        Self { body, wanted, at: at.wrapping_sub(BLOCK), bits: 0 }
    }

    /// Gives the next; `None` where there is none.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.at = self.at.wrapping_add(BLOCK);
            self.bits = block(self.body, self.at, self.wanted)?;
        }
        let place = self.at.wrapping_add(self.bits.trailing_zeros() as usize);
        self.bits &= self.bits.wrapping_sub(1);
        Some(place)
    }
}

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// The marks of the block at a place; `None` behind the end.
#[inline(always)]
fn block(body: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> Option<u64> {
    let rest = body.get(at..)?;
    match rest.first_chunk() {
        Some(chunk) => Some(bits(chunk, wanted)),
        None => last_block(body, rest, wanted),
    }
}

/// The same of the last bytes, which are no block.
#[inline(never)]
fn last_block(body: &[u8], rest: &[u8], wanted: impl Fn(u8) -> bool) -> Option<u64> {
    let missing = BLOCK.wrapping_sub(rest.len());
    let bits = match body.last_chunk() {
        _ if rest.is_empty() => return None,
        Some(chunk) => bits(chunk, wanted),
        None => {
            let mut chunk = [0; BLOCK];
            chunk.iter_mut().rev().zip(rest.iter().rev()).for_each(|(slot, &b)| *slot = b);
            bits(&chunk, wanted)
        }
    };
    Some(bits >> missing)
}

/// One bit for each of the bytes, the lowest for the first.
///
/// Written for the compiler to take 16 or 32 bytes as one: each gets its bit of eight, the words are put together, and
/// what is a table of eight by eight bits then is turned over.
#[inline(never)]
fn bits(chunk: &[u8; BLOCK], wanted: impl Fn(u8) -> bool) -> u64 {
    let mut marked = [0; BLOCK];
    for ((marked, &b), bit) in marked.iter_mut().zip(chunk).zip(BITS) {
        *marked = if wanted(b) { bit } else { 0 };
    }
    let words = marked.chunks_exact(8).filter_map(|word| word.first_chunk());
    turned(words.fold(0, |table, word| table | u64::from_le_bytes(*word)))
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

/// Exchanges rows and columns of a table of eight by eight bits.
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
    use alloc::vec::Vec;

    /// Bodies of all lengths around that of one block and of two, with marks at any places.
    #[test]
    fn all_marks_are_found() {
        let wanted = |b: u8| matches!(b, b'"' | b'\\');
        for len in [0, 1, 7, 8, 30, 63, 64, 65, 100, 127, 128, 129, 200] {
            for seed in 1..60 {
                let byte = |i: usize| match i.wrapping_mul(seed).wrapping_add(i / seed) % 13 {
                    0 => b'"',
                    1 => b'\\',
                    2 => b'#',
                    3 => 0x80 | b'"',
                    _ => b'x',
                };
                let body: Vec<u8> = (0..len).map(byte).collect();
                for from in [0, 1, 5, len / 2, len] {
                    let mut marks = Marks::new(&body, from, wanted);
                    let found: Vec<_> = core::iter::from_fn(|| marks.next()).collect();
                    let there: Vec<_> = (from..len).filter(|&i| wanted(body[i])).collect();
                    assert_eq!(found, there, "{len} {seed} {from}");
                    assert!(marks.next().is_none());
                }
            }
        }
        let body = [b'"'; 3 * BLOCK];
        let mut marks = Marks::new(&body, 1, wanted);
        assert!((1..body.len()).all(|place| marks.next() == Some(place)));
    }
}
