//! The parameters of a query, one after the other: the one place where a query is taken apart.

use core::fmt;
use core::iter::FusedIterator;

use crate::text::{Form, Text};

use super::canonical::same_ignoring_case;
use super::search::text_end;

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
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub(crate) fn step(&mut self) -> Option<Param<'a>> {
        // Nothing between two `&` is no parameter.
        while let Some(rest) = self.rest.strip_prefix('&') {
            self.rest = rest;
        }
        if self.rest.is_empty() {
            return None;
        }
        let left = self.rest.len();
        let name = self.text(true);
        self.rest = self.rest.strip_prefix('=').unwrap_or(self.rest);
        Some(Param { name, value: self.text(false), left })
    }

    /// Steps over a name or a value, up to what ends it. The text knows whether it is escaped, so that nobody has to look
    /// again.
    #[inline(always)]
    fn text(&mut self, is_name: bool) -> Text<'a> {
        let (end, is_escaped) = text_end(self.rest.as_bytes(), is_name);
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        Text::new(text, if is_escaped { Form::QUERY_ESCAPED } else { Form::PLAIN })
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
