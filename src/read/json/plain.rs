//! The plain member, `"name":"text"`, `"name":512` or `"name":true`: no white space, nothing escaped. Most of an
//! answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/json.rs`, which takes
//! everything.

use crate::find::{self, Marks};

/// Finds the quotes of strings.
pub(crate) trait Strings {
    /// Finds where the string ends whose text begins at a place, or where an escape stands in it.
    fn end(&mut self, text: usize) -> Option<usize>;
}

/// All strings of a body, none left out: their quotes are the next ones.
pub(super) struct Following<'b, F>(Marks<'b, F>);

/// Begins with the string whose text begins at a place.
#[inline(always)]
pub(super) fn following(body: &[u8], text: usize) -> Following<'_, impl Fn(u8) -> bool + Copy> {
    Following(Marks::new(body, text.wrapping_sub(1), |b| matches!(b, b'"' | b'\\')))
}

impl<F: Fn(u8) -> bool + Copy> Strings for Following<'_, F> {
    #[inline(always)]
    fn end(&mut self, _: usize) -> Option<usize> {
        self.0.next()?;
        self.0.next()
    }
}

/// Any string of a body.
pub(crate) struct Any<'b>(pub(crate) &'b [u8]);

impl Strings for Any<'_> {
    #[inline(always)]
    fn end(&mut self, text: usize) -> Option<usize> {
        let end = find::stop(self.0.get(text..)?, find::quotes)?;
        Some(self.0.len().wrapping_sub(end.len()))
    }
}

/// Finds the end of a name with nothing escaped in it and its `:` right behind it.
#[inline(always)]
pub(crate) fn name_end(body: &[u8], name: usize, strings: &mut impl Strings) -> Option<usize> {
    let end = strings.end(name)?;
    body.get(end..)?.starts_with(br#"":"#).then_some(end)
}

/// Finds the end of a plain value, with its quotes where it is a string.
#[inline(always)]
pub(crate) fn value_end(body: &[u8], value: usize, strings: &mut impl Strings) -> Option<usize> {
    let after = match body.get(value..)? {
        [b'"', ..] => {
            let end = strings.end(value.wrapping_add(1))?;
            return (body.get(end) == Some(&b'"')).then_some(end.wrapping_add(1));
        }
        [b'0'..=b'9', after @ ..] if matches!(after, [b',' | b'}', ..]) => after,
        other => number_or_literal(other)?,
    };
    Some(body.len().wrapping_sub(after.len()))
}

/// Finds the name of the next member, behind a `,` at a place and its first quote.
#[inline(always)]
pub(crate) fn next_name(body: &[u8], at: usize) -> Option<usize> {
    body.get(at..)?.starts_with(br#",""#).then_some(at.wrapping_add(br#",""#.len()))
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
