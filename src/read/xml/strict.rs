//! What strict mode refuses in XML.
//!
//! A reader has a pointer to these checks or none, so that a program that is always lenient has none of them.

use crate::error::{Error, ErrorKind};
use crate::find;
use crate::text::decode::is_xml_char;

/// What is checked beside what lenient mode checks.
#[derive(Debug)]
pub(crate) struct Strict {
    /// Checks that all from one place to another is characters of XML.
    pub(super) characters: fn(&[u8], usize, usize) -> Result<(), Error>,
    /// The same of text, in which no `]]>` may stand.
    pub(super) text: fn(&[u8], usize, usize) -> Result<(), Error>,
    /// Says what is wrong with an `&` that begins no reference.
    pub(super) bare: fn(&[u8], usize) -> Error,
}

pub(super) const CHECKS: &Strict = &Strict { characters, text, bare };

fn characters(body: &[u8], from: usize, to: usize) -> Result<(), Error> {
    let mut rest = body.get(from..to).unwrap_or_default();
    loop {
        match *rest {
            [] => return Ok(()),
            // Beyond the control characters only U+FFFE and U+FFFF are none.
            [b, ..] if !is_xml_char(char::from(b)) => {
                return Err(ErrorKind::ControlCharacter(b).at(to.wrapping_sub(rest.len())));
            }
            [b @ 0xEF, 0xBF, 0xBE..=0xBF, ..] => {
                return Err(ErrorKind::ControlCharacter(b).at(to.wrapping_sub(rest.len())));
            }
            [_, ref later @ ..] => rest = later,
        }
    }
}

fn text(body: &[u8], from: usize, to: usize) -> Result<(), Error> {
    characters(body, from, to)?;
    match find::sequence(body.get(..to).unwrap_or(body), from, b"]]>") {
        Some(at) => Err(ErrorKind::CdataEnd.at(at)),
        None => Ok(()),
    }
}

fn bare(body: &[u8], at: usize) -> Error {
    let name = find::rest(body, at.wrapping_add(1));
    // All that is left may be the beginning of a reference.
    if name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#') {
        ErrorKind::Incomplete.at(body.len())
    } else {
        ErrorKind::Reference.at(at)
    }
}
