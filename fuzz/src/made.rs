//! Bytes that are taken as they are, or make something that is written and then damaged.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Unstructured};

/// Gives what bytes stand for: themselves where a text may begin with the first, or else what is written of the thing
/// that the others make, with some of it replaced.
pub(crate) fn raw_or_made<'d, T: Arbitrary<'d>>(
    data: &'d [u8],
    is_raw: impl FnOnce(u8) -> bool,
    write: impl FnOnce(T) -> String,
) -> Cow<'d, [u8]> {
    let (first, mut rest) = match data {
        [first, rest @ ..] if !is_raw(*first) => (first, Unstructured::new(rest)),
        _ => return data.into(),
    };
    // Nothing in half of the cases.
    let damage: Result<Vec<Damage>, _> = (1..!first & 3).map(|_| rest.arbitrary()).collect();
    let (Ok(damage), Ok(thing)) = (damage, T::arbitrary_take_rest(rest)) else { return data.into() };
    let mut text = write(thing).into_bytes();
    damage.iter().for_each(|damage| damage.be_done(&mut text));
    text.into()
}

/// Something else, more often put in than put in the place of something.
#[derive(Arbitrary, Debug)]
struct Damage {
    /// Before or behind which mark.
    at: u16,
    cut: u8,
    piece: u8,
}

impl Damage {
    fn be_done(&self, text: &mut Vec<u8>) {
        let marks = || (0..).zip(text.iter()).filter(|(_, b)| b.is_ascii_punctuation());
        let places: Vec<usize> = marks().flat_map(|(at, _)| [at, at + 1]).collect();
        let Some(place) = usize::from(self.at).checked_rem(places.len()) else { return };
        let from = places[place];
        let to = text.len().min(from + usize::from(self.cut.saturating_sub(192)));
        text.splice(from..to, PIECES[usize::from(self.piece) % PIECES.len()].bytes());
    }
}

/// What the syntaxes are made of, right in some places and wrong in others.
const PIECES: [&str; 64] = [
    "",
    " ",
    "\r\n",
    "\u{0}",
    "\u{FEFF}",
    "é",
    "a",
    "0",
    // XML.
    "<",
    ">",
    "</",
    "/",
    "<a>",
    "</a>",
    "<a/>",
    "<a b='>' />",
    " a=\"&lt;'\"",
    " b='\n'",
    "<!-- <a> -->",
    "<!--",
    "--",
    "<?a ?>",
    "<?xml version='1.0'?>",
    "<![CDATA[a]]>",
    "<![CDATA[<]]",
    "]]>",
    "&amp;",
    "&#13;",
    "&#x1F600;",
    "&#0;",
    "&a;",
    "\u{10000}",
    // JSON.
    "\"",
    ",",
    ":",
    "{",
    "}",
    "[",
    "]",
    "{}",
    "[[]]",
    "null",
    "true",
    "-0.5e+1",
    "1.",
    "\\",
    "\\n",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\udc00",
    "\"a\":null,",
    ",\"a\":[1,null,{}]",
    // Queries.
    "&",
    "=",
    "%",
    "%2b",
    "%FF",
    "%00",
    "+",
    "#",
    "?",
    "[0].",
    "&A=1",
    "&&",
];
