//! The plain member, `"name":"text"`, `"name":512` or `"name":true`: no white space, nothing escaped. Most of an
//! answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/json.rs`, which takes
//! everything.

use crate::find;

/// A plain member: what follows its name, from the quote on, begins the value, and follows the value.
pub(crate) struct Plain<'b> {
    pub(crate) after_name: &'b [u8],
    pub(crate) after: &'b [u8],
}

/// Looks for a plain member whose first quote stands before `rest`.
#[inline(always)]
pub(crate) fn member(rest: &[u8]) -> Option<Plain<'_>> {
    let after_name = name(rest)?;
    Some(Plain { after_name, after: value(after_name)? })
}

/// What follows a name with nothing escaped in it, whose first quote stands before `rest`: from its last quote on.
#[inline(always)]
pub(crate) fn name(rest: &[u8]) -> Option<&[u8]> {
    find::stop(rest, find::quotes).filter(|after| after.starts_with(br#"":"#))
}

/// What follows the plain value of the member whose name has just ended.
#[inline(always)]
pub(crate) fn value(after_name: &[u8]) -> Option<&[u8]> {
    match after_name.strip_prefix(br#"":"#)? {
        [b'"', text @ ..] => find::stop(text, find::quotes)?.strip_prefix(br#"""#),
        [b'0'..=b'9', after @ ..] if matches!(after, [b',' | b'}', ..]) => Some(after),
        other => number_or_literal(other),
    }
}

/// What follows a number of digits, or `true` or `false`, where the member ends with it.
#[inline(always)]
fn number_or_literal(rest: &[u8]) -> Option<&[u8]> {
    let after = match rest {
        [b't', b'r', b'u', b'e', after @ ..] | [b'f', b'a', b'l', b's', b'e', after @ ..] => after,
        [b'1'..=b'9', later @ ..] => {
            let mut after = later;
            while let [b'0'..=b'9', later @ ..] = after {
                after = later;
            }
            after
        }
        _ => return None,
    };
    matches!(after, [b',' | b'}', ..]).then_some(after)
}
