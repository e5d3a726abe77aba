//! The characters of XML names, by the fifth edition: what the reader takes and the writer writes.

/// Tells whether a character may stand in a name, at its beginning or later.
///
/// `NameStartChar`, `NameChar`   XML 1.0 \[4\] \[4a\]
pub(crate) fn is_name_char(c: char, is_first: bool) -> bool {
    let from = if is_first { ONLY_LATER } else { 0 };
    match u16::try_from(u32::from(c)) {
        Ok(c) => {
            RANGES.get(from..).unwrap_or_default().iter().any(|&(first, last)| (first..=last).contains(&c))
        }
        Err(_) => c <= '\u{EFFFF}',
    }
}

/// How many of the ranges do not count where a name begins: `-` and `.`, the digits, and three beyond ASCII.
const ONLY_LATER: usize = 5;

/// From where to where, up to 16 bits. A table, because comparisons one by one are more code.
const RANGES: &[(u16, u16)] = &[
    (0x2D, 0x2E),
    (0x30, 0x39),
    (0xB7, 0xB7),
    (0x300, 0x36F),
    (0x203F, 0x2040),
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
];
