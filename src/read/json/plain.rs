//! The plain member, `"name":"text"`, `"name":512` or `"name":true`: no white space, nothing escaped. Most of an
//! answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/json.rs`, which takes
//! everything.

use crate::find;

/// Measures a name with nothing escaped in it, behind its first quote, and gives what follows its last.
#[inline(always)]
pub(crate) fn name(rest: &[u8]) -> Option<(usize, &[u8])> {
    find::past(rest, b'"', b'\\')
}

/// Measures the plain value, with its quotes where it is a string, of the member whose name has just ended.
#[inline(always)]
pub(crate) fn value(after_name: &[u8]) -> Option<usize> {
    match *after_name {
        [b':', b'"', ref text @ ..] => {
            find::past(text, b'"', b'\\').map(|(len, _)| len.wrapping_add(br#""""#.len()))
        }
        [b':', b'0'..=b'9', b',' | b'}', ..] => Some(1),
        [b':', ref number @ ..] => number_or_literal(number),
        _ => None,
    }
}

/// Measures a number of digits, or `true` or `false`, where the member ends with it.
#[inline(always)]
fn number_or_literal(rest: &[u8]) -> Option<usize> {
    let len = match *rest {
        [b't', b'r', b'u', b'e', ..] => 4,
        [b'f', b'a', b'l', b's', b'e', ..] => 5,
        [b'1'..=b'9', ..] => rest.iter().position(|b| !b.is_ascii_digit())?,
        _ => return None,
    };
    matches!(rest.get(len), Some(b',' | b'}')).then_some(len)
}
