//! The values that are neither strings nor have members: numbers, `true`, `false` and `null`.

use crate::error::{Error, ErrorKind};
use crate::find;

/// Steps over a literal whose first letter stands at `at`.
#[cfg_attr(not(target_pointer_width = "64"), inline(never))]
pub(super) fn literal(body: &[u8], at: usize, wanted: &[u8]) -> Result<usize, Error> {
    let mut at = at;
    for letter in wanted {
        match body.get(at) {
            Some(byte) if byte == letter => at = at.wrapping_add(1),
            Some(&byte) => return Err(ErrorKind::ExpectedValue(byte).at(at)),
            None => return Err(ErrorKind::Incomplete.at(body.len())),
        }
    }
    Ok(at)
}

/// Steps over a number.
///
/// `number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]`
pub(super) fn number(body: &[u8], at: usize) -> Result<usize, Error> {
    let first = if body.get(at) == Some(&b'-') { at.wrapping_add(1) } else { at };
    // Where digits begin, and what may follow them with more of them.
    let (mut start, mut marks): (_, &[u8]) = (first, b".eE");
    loop {
        let end = find::digits_end(body, start);
        // More of them may come where the bytes end.
        let Some(&byte) = body.get(end) else { return Err(ErrorKind::Incomplete.at(body.len())) };
        if end == start {
            return Err(ErrorKind::Number(byte).at(end));
        }
        let second = first.wrapping_add(1);
        if start == first && end != second && body.get(first) == Some(&b'0') {
            return Err(ErrorKind::Number(body.get(second).copied().unwrap_or_default()).at(second));
        }
        if !marks.contains(&byte) {
            return Ok(end);
        }
        start = end.wrapping_add(1);
        if byte == b'.' {
            marks = b"eE";
        } else {
            marks = b"";
            if let Some(b'-' | b'+') = body.get(start) {
                start = start.wrapping_add(1);
            }
        }
    }
}
