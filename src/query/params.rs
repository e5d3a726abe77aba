//! The parameters of a query, one after the other: the one place where a query is taken apart.

use core::fmt;

use crate::find::{FAST, byte};
use crate::text::{Form, Text};

use super::scan::text_end;

/// The parameters of a [`Query`](super::Query), in order; made by [`Query::params`](super::Query::params).
#[derive(Clone)]
pub struct Params<'a> {
    rest: &'a str,
}

/// A parameter of a query.
#[derive(Clone, Copy)]
pub(crate) struct Param<'a> {
    pub(crate) name: Text<'a>,
    pub(crate) value: Text<'a>,
    /// How long the query is from its first byte on.
    #[cfg_attr(
        all(not(feature = "serde"), not(test)),
        expect(dead_code, reason = "told only to those who look for a parameter again or show where it is")
    )]
    pub(crate) left: usize,
}

#[cfg(any(target_pointer_width = "64", feature = "serde"))]
impl Param<'_> {
    pub(crate) const NOTHING: Self = Self { name: Text::plain(""), value: Text::plain(""), left: 0 };
}

impl<'a> Params<'a> {
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { rest: raw }
    }

    /// Steps over the next parameter.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(crate) fn step(&mut self) -> Option<Param<'a>> {
        if FAST { self.step_by_words() } else { self.step_by_bytes() }
    }

    /// What is escaped and what is not is told, so that nobody looks again.
    #[inline(always)]
    fn step_by_words(&mut self) -> Option<Param<'a>> {
        // Nothing between two `&` is nothing.
        while self.rest.as_bytes().first()? == &b'&' {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        let left = self.rest.len();
        let name = self.text(true);
        if self.rest.as_bytes().first() == Some(&b'=') {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        Some(Param { name, value: self.text(false), left })
    }

    /// Steps over a name or a value, up to what ends it.
    #[inline(always)]
    fn text(&mut self, is_name: bool) -> Text<'a> {
        let (end, is_escaped) = text_end(self.rest.as_bytes(), is_name);
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        Text::new(text, if is_escaped { Form::QUERY_ESCAPED } else { Form::PLAIN })
    }

    #[inline(always)]
    fn step_by_bytes(&mut self) -> Option<Param<'a>> {
        while !self.rest.is_empty() {
            let left = self.rest.len();
            let (param, rest) = split(self.rest, b'&');
            self.rest = rest;
            if !param.is_empty() {
                let (name, value) = split(param, b'=');
                let (name, value) = (Text::new(name, Form::QUERY), Text::new(value, Form::QUERY));
                return Some(Param { name, value, left });
            }
        }
        None
    }
}

/// What stands before and after the first `mark`, an ASCII character; nothing after it where there is none.
fn split(text: &str, mark: u8) -> (&str, &str) {
    let end = byte(text.as_bytes(), 0, mark);
    let after = text.get(end.wrapping_add(1)..).unwrap_or_default();
    (text.get(..end).unwrap_or_default(), after)
}

impl<'a> Iterator for Params<'a> {
    type Item = (Text<'a>, Text<'a>);

    #[cfg_attr(target_pointer_width = "64", inline)]
    fn next(&mut self) -> Option<Self::Item> {
        self.step().map(|param| (param.name, param.value))
    }
}

impl fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.clone().map(|(name, value)| {
            let secret = SECRET.iter().any(|word| contains_ignoring_case(name, word));
            Shown(name, if secret { Text::plain("[secret]") } else { value })
        });
        // A set, because a map would bring a panic with it.
        f.debug_set().entries(shown).finish()
    }
}

struct Shown<'a>(Text<'a>, Text<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {:?}", self.0, self.1)
    }
}

/// What the name of a secret contains: passwords, keys, tokens, and the `value` of a pair or of a setting, which
/// may be any of them.
const SECRET: [&str; 12] = [
    "2fa",
    "accesskey",
    "apikey",
    "pass",
    "privatekey",
    "psk",
    "secret",
    "sessionkey",
    "signature",
    "token",
    "userdata",
    "value",
];

fn contains_ignoring_case(name: Text<'_>, word: &str) -> bool {
    let mut rest = name.chars();
    loop {
        let lower = rest.clone().map(|c| c.to_ascii_lowercase());
        if lower.take(word.len()).eq(word.chars()) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::iter;

    use super::{Param, Params};

    /// Both forms take a query apart alike.
    #[test]
    fn the_steps_agree() {
        for raw in [
            "",
            "&&",
            "a",
            "a=",
            "=a&",
            "&a=b=c&&d&e==f&",
            "a%3Db=%26&c+d=(e)*!&f\u{e9}=\u{2603}%",
            "command=listVirtualMachines&keyword=San+Jose%2C%20CA&id=6679e6b9-4bf2-4d83-b9f0-235fc1609227",
        ] {
            let all = |mut step: &mut dyn FnMut() -> Option<Param<'static>>| {
                let shown = |param: Param<'static>| (param.name.raw(), param.value.raw(), param.left);
                iter::from_fn(&mut step).map(shown).collect::<Vec<_>>()
            };
            let (mut words, mut bytes) = (Params::new(raw), Params::new(raw));
            assert_eq!(all(&mut || words.step_by_words()), all(&mut || bytes.step_by_bytes()), "{raw}");
        }
    }
}
