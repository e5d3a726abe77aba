//! The plain element, `<name>text</name>`: letters in the name, nothing to look at in the text. Most of an answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/xml.rs`, which takes
//! everything.

use crate::find::{self, Head};

/// A plain element: what follows its name, begins its end tag, and follows it.
pub(super) struct Plain<'b> {
    pub(super) after_name: &'b [u8],
    pub(super) close: &'b [u8],
    pub(super) after: &'b [u8],
}

/// Looks for a plain element at the start of `rest`; none within [`find::HEAD`] bytes of the end.
#[inline(always)]
pub(super) fn element(rest: &[u8]) -> Option<Plain<'_>> {
    let open = Head::of(rest)?;
    // The `<` is no letter of the name.
    let name = open.until(find::no_letters, 0xFF)?;
    let after_name = rest.get(name.len..)?;
    let [b'>', content @ ..] = after_name else { return None };
    let close = find::stop(content, find::markup)?;
    // `<name>` and `</name>`: with the `>` after both, neither name is longer than the other.
    let [b'<', end @ ..] = close else { return None };
    let is_leaf = name.len > 1 && open.is_like(&Head::of(end)?, name.mask, b'<' ^ b'/');
    let after = end.get(name.len.wrapping_add(1)..)?;
    is_leaf.then_some(Plain { after_name, close, after })
}

/// A plain start tag: what follows its name and begins its content.
pub(super) struct Open<'b> {
    pub(super) after_name: &'b [u8],
    pub(super) content: &'b [u8],
}

/// Looks for a plain start tag, `<name>` or `<name attribute="value">`, with a child element after it.
#[inline(always)]
pub(super) fn open(rest: &[u8]) -> Option<Open<'_>> {
    let [b'<', tag @ ..] = rest else { return None };
    let after_name = find::stop(tag, find::no_letters)?;
    if after_name.len() == tag.len() {
        return None;
    }
    let content = match after_name {
        [b'>', content @ ..] => content,
        [b' ', attribute @ ..] => after_attribute(attribute)?.strip_prefix(b">")?,
        _ => return None,
    };
    let is_open = matches!(find::past_space(content), [b'<', b'a'..=b'z' | b'A'..=b'Z', ..]);
    is_open.then_some(Open { after_name, content })
}

/// What follows an attribute of letters and `-`, with nothing to look at in its value.
#[inline]
fn after_attribute(rest: &[u8]) -> Option<&[u8]> {
    let mut after_name = find::stop(rest, find::no_letters)?;
    if after_name.len() == rest.len() {
        return None;
    }
    while let [b'-', later @ ..] = after_name {
        after_name = find::stop(later, find::no_letters)?;
    }
    let value = after_name.strip_prefix(br#"=""#)?;
    find::stop(value, find::value_stops)?.strip_prefix(br#"""#)
}
