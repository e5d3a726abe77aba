//! The plain element, `<name>text</name>`: lower-case letters in the name, ASCII without references in the text. Most
//! of an answer.
//!
//! A shortcut where speed counts: what it does not take is left to the step of `read/xml.rs`, which takes
//! everything.

use crate::find;

/// A plain element: the length of its name, what begins its end tag, and what follows it.
pub(super) struct Plain<'b> {
    pub(super) name: usize,
    pub(super) close: &'b [u8],
    pub(super) after: &'b [u8],
}

/// How many bytes there must be from the `<` on, so that the first words are looked at without checking how many are left.
const HEAD: usize = 1 + 40;

/// How many bytes must follow the text, so that the end tag of a name of three words, and the byte after it, are looked
/// at in the same way; a longer name is not plain.
const END: usize = b"</".len() + 24 + 1;

/// Looks for a plain element at the start of `rest`; none within [`HEAD`] bytes of the end.
///
/// The end tag is looked for from the very start, and the name after that: to find the next element the processor need
/// not wait for the end of this one's name.
#[inline(always)]
pub(super) fn element(rest: &[u8]) -> Option<Plain<'_>> {
    let (b"<", head) = rest.first_chunk::<HEAD>()?.split_at(1) else { return None };
    if head.first() == Some(&b'/') {
        return None;
    }
    let tag = find::rest(rest, 1);
    let close = text_end(tag, head);
    let end = close.first_chunk::<END>()?.strip_prefix(b"</")?;
    let len = common_name(head, end)?;
    // The byte behind is the same in both: neither name is longer than the other.
    if end.get(len) != Some(&b'>') {
        return None;
    }
    Some(Plain { name: len, close, after: find::rest(close, len.wrapping_add(b"</>".len())) })
}

/// Finds the end of an element's text: the bytes from there on; none where it has no end.
// Not an `Option`, which would be looked at once more.
#[inline(always)]
fn text_end<'b>(tag: &'b [u8], head: &[u8]) -> &'b [u8] {
    for at in [0, 8, 16, 24, 32] {
        let stops = find::word(head, at).map_or(0, find::near_markup);
        if let Some(index) = find::first(stops) {
            return find::rest(tag, index.wrapping_add(at));
        }
    }
    find::stop(find::rest(tag, head.len()), find::near_markup).unwrap_or_default()
}

/// The length of a name that both begin with, with the same byte behind it.
#[inline(always)]
fn common_name(open: &[u8], end: &[u8]) -> Option<usize> {
    for at in [0, 8, 16] {
        let word = find::word(open, at)?;
        let differs = word ^ find::word(end, at)?;
        let stops = find::no_letters(word);
        if let Some(index) = find::first(stops) {
            let len = index.wrapping_add(at);
            let up_to_stop = stops ^ stops.wrapping_sub(1);
            return (len > 0 && differs & up_to_stop == 0).then_some(len);
        }
        if differs != 0 {
            return None;
        }
    }
    None
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
