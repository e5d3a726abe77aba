//! What strict mode refuses in a JSON string.
//!
//! A reader has a pointer to this check or none, so that a program that is always lenient does not link it.

use super::Cursor;
use crate::error::ErrorKind;
use crate::text::copy;
use crate::text::decode::hex4;

/// Steps over an escape in a string, or says what is wrong with what is here instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strict(pub(super) fn(&mut Cursor<'_>) -> Result<(), ErrorKind>);

/// Takes good escapes only.
pub(super) const CHECK: Strict = Strict(|cursor| match *cursor.rest() {
    [b'\\', ref rest @ ..] => match escape(rest) {
        Some(len) => {
            cursor.skip(len);
            Ok(())
        }
        None if may_begin_escape(rest) => Err(cursor.incomplete()),
        None => Err(ErrorKind::Escape),
    },
    [byte, ..] => Err(ErrorKind::ControlCharacter(byte)),
    [] => Err(ErrorKind::Incomplete),
});

/// Tells whether `rest`, up to the end of the bytes, may be the beginning of a good escape: filled up with the rest of a
/// pair of surrogates, it would be one.
fn may_begin_escape(rest: &[u8]) -> bool {
    let mut whole = *br"uD800\uDC00";
    let start = whole.get_mut(..rest.len());
    start.is_some_and(|start| copy(rest, start).is_some()) && escape(&whole).is_some()
}

/// Measures the escape that goes on with `rest` after its `\`.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'u', digits @ ..] => match (hex4(digits)?, digits) {
            (0xD800..=0xDBFF, [_, _, _, _, b'\\', b'u', low @ ..]) => {
                matches!(hex4(low)?, 0xDC00..=0xDFFF).then_some(12)
            }
            (0xD800..=0xDFFF, _) => None,
            _ => Some(6),
        },
        _ => None,
    }
}
