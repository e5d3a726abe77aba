//! The plain member, `"name":"text"`, `"name":512` or `"name":true`: no white space, nothing escaped. Most of an
//! answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/json.rs`, which takes
//! everything.

use crate::find;

/// How long the parts of a plain member are.
pub(crate) struct Plain {
    pub(crate) name: usize,
    /// With its quotes, where it is a string.
    pub(crate) value: usize,
}

impl Plain {
    /// The bytes of the whole member, behind the first quote.
    #[inline(always)]
    pub(crate) const fn len(&self) -> usize {
        self.name.wrapping_add(self.value).wrapping_add(br#"":"#.len())
    }
}

/// Looks for a plain member at the start of `rest`, which is behind the first quote.
#[inline(always)]
pub(crate) fn member(rest: &[u8]) -> Option<Plain> {
    let (name, after) = find::past(rest, b'"', b'\\')?;
    let value = match *after {
        [b':', b'"', ref text @ ..] => find::past(text, b'"', b'\\')?.0.wrapping_add(br#""""#.len()),
        [b':', b'0'..=b'9', b',' | b'}', ..] => 1,
        [b':', ref number @ ..] => number_or_literal(number)?,
        _ => return None,
    };
    Some(Plain { name, value })
}

/// Looks for a plain name with an object after it that is not empty: the length of the name.
#[inline(always)]
pub(crate) fn object(rest: &[u8]) -> Option<usize> {
    let (name, after) = find::past(rest, b'"', b'\\')?;
    matches!(after, [b':', b'{', b'"', ..]).then_some(name)
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
