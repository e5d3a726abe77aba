//! The one model of both syntaxes: three events.
//!
//! The table at [`Event`] is all there is to it; the readers in `read/` keep to it, and the writers in `write/` write
//! nothing that it could not read back.

use core::fmt;
use core::str::FromStr;

use crate::text::Text;

/// One step through a body. Answers in XML and in JSON are read as the same events:
///
/// | events | XML | JSON |
/// |---|---|---|
/// | `Start(a)` … `End` | `<a>…</a>` | `"a":{…}` |
/// | `Start(a)` `Text(x)` `End` | `<a>x</a>` | `"a":"x"`, and numbers and literals: `"a":512`, `"a":true` |
/// | `Start(a)` `End` | `<a></a>`, `<a/>` | `"a":""`, `"a":{}` |
/// | the same once for each element | `<a>1</a><a>2</a>` | `"a":[1,2]` |
/// | nothing | | `"a":null`, `"a":[]`, and `null` in a list |
///
/// White space between tags and between tokens gives no events. Attributes, comments, processing instructions and the
/// XML declaration are checked and give no events. The root is the root element, or the first top-level member of the
/// JSON document that is an object (the first member where none is); the top-level members beside it are checked and
/// left out. A list in a list and text beside elements have no events: they are errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a new event should break callers, not slip by them")]
pub enum Event<'a> {
    /// A node begins; its name.
    Start(Text<'a>),
    /// The text of a node without members; never empty.
    Text(Text<'a>),
    /// The innermost open node ends.
    End,
}

/// The syntax of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a third syntax should break callers, not slip by them")]
pub enum Syntax {
    /// XML, a server's default.
    Xml,
    /// JSON, by `response=json`.
    Json,
}

impl Syntax {
    /// Returns the value of the parameter `response` that asks for it: `xml` or `json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::Json => "json",
        }
    }

    /// Returns the `Content-Type` of a body: `text/xml; charset=UTF-8` or `application/json; charset=UTF-8`.
    ///
    /// A server's setting `json.content.type` can change the latter. Source: `com.cloud.api.ApiServlet`.
    #[must_use]
    #[doc(alias = "json.content.type")]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=UTF-8",
            Self::Json => "application/json; charset=UTF-8",
        }
    }
}

/// Reads the name of a syntax, `xml` or `json` in letters of either case.
impl FromStr for Syntax {
    type Err = BadSyntax;

    fn from_str(name: &str) -> Result<Self, BadSyntax> {
        let found =
            [Self::Xml, Self::Json].into_iter().find(|syntax| syntax.as_str().eq_ignore_ascii_case(name));
        found.ok_or(BadSyntax)
    }
}

/// As the parameter `response` says it: `xml` or `json`.
impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that is not the name of a [`Syntax`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say of it")]
pub struct BadSyntax;

impl fmt::Display for BadSyntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither \"xml\" nor \"json\"")
    }
}

impl core::error::Error for BadSyntax {}
