//! The plain element, `<name>text</name>`: at most 22 letters in the name, nothing to look at in the text. Most of an
//! answer.
//!
//! A shortcut where registers are wide: what it does not take is left to the step of `read/xml.rs`, which takes
//! everything.

use crate::find::{self, Head};

/// How long the parts of a plain element are.
pub(crate) struct Plain {
    pub(crate) name: usize,
    pub(crate) text: usize,
}

impl Plain {
    /// The bytes of the whole element.
    #[inline(always)]
    pub(crate) const fn len(&self) -> usize {
        self.name.wrapping_mul(2).wrapping_add(self.text).wrapping_add(b"<></>".len())
    }
}

/// Looks for a plain element at the start of `rest`; none within [`find::HEAD`] bytes of the end.
#[inline(always)]
pub(crate) fn element(rest: &[u8]) -> Option<Plain> {
    let open = Head::of(rest)?;
    // The `<` is no letter of the name.
    let name = open.until(find::no_letters, 0xFF)?;
    let content = rest.get(name.len..)?;
    let [b'>', content @ ..] = content else { return None };
    let close = find::stop(content, find::markup)?;
    let text = content.len().wrapping_sub(close.len());
    // `<name>` and `</name>`: with the `>` after both, neither name is longer than the other.
    let [b'<', close @ ..] = close else { return None };
    let is_leaf = name.len > 1 && open.is_like(&Head::of(close)?, name.mask, b'<' ^ b'/');
    is_leaf.then_some(Plain { name: name.len.wrapping_sub(1), text })
}

/// Looks for a plain start tag, `<name>`, with a child element after it: the length of its name.
#[inline(always)]
pub(crate) fn open(rest: &[u8]) -> Option<usize> {
    let name = Head::of(rest)?.until(find::no_letters, 0xFF)?.len;
    let [b'<', ..] = rest else { return None };
    let [b'>', content @ ..] = rest.get(name..)? else { return None };
    let is_open = matches!(find::past_space(content), [b'<', b'a'..=b'z' | b'A'..=b'Z', ..]);
    (is_open && name > 1).then_some(name.wrapping_sub(1))
}
