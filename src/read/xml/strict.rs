//! What strict mode refuses in XML.
//!
//! A reader has a pointer to these checks or none, so that a program that is always lenient does not link them.

use super::Cursor;
use crate::error::ErrorKind;
use crate::find;
use crate::text::decode::{is_xml_char, may_begin_reference};

/// What is checked beyond lenient mode.
#[derive(Debug)]
pub(crate) struct Strict {
    /// Checks that all from here up to a place is characters of XML.
    pub(super) characters: fn(&mut Cursor<'_>, usize) -> Result<(), ErrorKind>,
    /// The same for text, where `]]>` is refused as well.
    pub(super) text: fn(&mut Cursor<'_>, usize) -> Result<(), ErrorKind>,
    /// Says what is wrong with an `&` here that begins no reference.
    pub(super) bare: fn(&mut Cursor<'_>) -> ErrorKind,
}

pub(super) const CHECKS: &Strict = &Strict { characters, text, bare };

fn characters(cursor: &mut Cursor<'_>, to: usize) -> Result<(), ErrorKind> {
    let body = cursor.body.get(..to).unwrap_or(cursor.body);
    loop {
        match *find::rest(body, cursor.at) {
            [] => return Ok(()),
            // Apart from control characters XML lacks only U+FFFE and U+FFFF.
            [b, ..] if !is_xml_char(char::from(b)) => return Err(ErrorKind::ControlCharacter(b)),
            [b @ 0xEF, 0xBF, 0xBE..=0xBF, ..] => return Err(ErrorKind::ControlCharacter(b)),
            [_, ..] => cursor.skip(1),
        }
    }
}

fn text(cursor: &mut Cursor<'_>, to: usize) -> Result<(), ErrorKind> {
    let body = cursor.body.get(..to).unwrap_or(cursor.body);
    let end = find::sequence(body, cursor.at, b"]]>");
    characters(cursor, end.unwrap_or(to))?;
    end.map_or(Ok(()), |at| Err(cursor.wrong(at, ErrorKind::CdataEnd)))
}

fn bare(cursor: &mut Cursor<'_>) -> ErrorKind {
    if may_begin_reference(find::rest(cursor.body, cursor.at.wrapping_add(1))) {
        cursor.incomplete()
    } else {
        ErrorKind::Reference
    }
}
