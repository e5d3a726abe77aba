//! The parameters of a query, one after the other: the one place where a query is taken apart.

use core::fmt;
use core::iter::FusedIterator;

use crate::text::{Form, Text};

use super::canonical::same_ignoring_case;
use super::search::{odd_text_end, text_end};

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
    /// The length of the query from the parameter's first byte.
    #[cfg_attr(
        not(feature = "serde"),
        expect(dead_code, reason = "told only to those who show where it is")
    )]
    pub(crate) left: usize,
}

impl<'a> Params<'a> {
    pub(crate) const fn new(raw: &'a str) -> Self {
        Self { rest: raw }
    }

    /// Steps over the next parameter.
    #[cfg_attr(not(small), inline)]
    pub(crate) fn step(&mut self) -> Option<Param<'a>> {
        // Nothing between two `&` is no parameter.
        while let Some(rest) = self.rest.strip_prefix('&') {
            self.rest = rest;
        }
        if self.rest.is_empty() {
            return None;
        }
        let left = self.rest.len();
        Some(Param { name: self.text(b'='), value: self.text(b'&'), left })
    }

    /// Steps over a name or a value, and the mark that ends it. The text knows whether it is escaped, so that nobody has
    /// to look again.
    #[cfg_attr(not(small), inline(always))]
    #[cfg_attr(small, inline(never))]
    fn text(&mut self, mark: u8) -> Text<'a> {
        let bytes = self.rest.as_bytes();
        match text_end(bytes, mark) {
            Ok(end) => self.cut(end, mark, Form::PLAIN),
            Err(odd) => {
                let (end, is_escaped) = odd_text_end(bytes, odd, mark);
                self.cut(end, mark, if is_escaped { Form::QUERY_ESCAPED } else { Form::PLAIN })
            }
        }
    }

    /// Steps over a text that ends here. Inlined where the byte behind it is known, so that it is not looked at again.
    #[inline(always)]
    fn cut(&mut self, end: usize, mark: u8, form: Form) -> Text<'a> {
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest.strip_prefix(char::from(mark)).unwrap_or(rest);
        Text::new(text, form)
    }
}

impl<'a> Iterator for Params<'a> {
    type Item = (Text<'a>, Text<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.step().map(|param| (param.name, param.value))
    }
}

impl FusedIterator for Params<'_> {}

impl fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.clone().map(|(name, value)| {
            let secret = SECRET.iter().any(|word| contains_ignoring_case(name, word))
                && !same_ignoring_case(name, "signatureVersion");
            Shown(name, if secret { Text::plain("[secret]") } else { value })
        });
        // A set, because `core`'s map can panic.
        f.debug_set().entries(shown).finish()
    }
}

struct Shown<'a>(Text<'a>, Text<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {:?}", self.0, self.1)
    }
}

/// What the names of secrets contain: passwords, keys, tokens, what an identity provider answers, and the `value` of a
/// pair or a setting, which may be any of them. All of `ApiServer.sensitiveFields` are among them.
const SECRET: [&str; 15] = [
    "2fa",
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "pass",
    "privatekey",
    "psk",
    "samlresponse",
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
