//! The query of a request, read: `command=queryAsyncJobResult&jobId=1&apiKey=…&signature=…`.
//!
//! A [`Query`] is the checked text of a query string or of a POST form; its parameters are decoded on demand
//! (`query/params.rs`). [`Command`] writes one (`query/command.rs` and the rest of the folder), and
//! `query/canonical.rs` brings the parameters of either into the form that is signed. Source:
//! `com.cloud.api.ApiServlet.utf8Fixup` and `com.cloud.api.ApiServer.verifyRequest`.

use core::fmt;

use crate::error::{Error, ErrorKind};
use crate::event::Syntax;
use crate::find::byte;
use crate::text::{Text, good_part, percent_byte};

use self::canonical::{Canonical, compare, same_ignoring_case};
use self::search::{query_stop, well_formed};

pub(crate) mod canonical;
mod command;
pub(crate) mod encode;
mod error;
mod fixed;
mod name;
pub(crate) mod params;
mod search;
pub(crate) mod sorted;
mod value;

pub use self::command::Command;
pub use self::error::{CommandError, CommandErrorKind};
pub use self::fixed::Fixed;
pub use self::params::Params;
pub use self::value::Value;

#[cfg(feature = "serde")]
pub(crate) use self::command::Part;

/// The most parameters that a command may have and a signature may cover, not counting the signature.
pub const MAX_PARAMETERS: usize = 128;

/// How far ahead `expires` may be, in seconds (15 minutes), where the server limits it.
///
/// Source: setting `enforce.post.requests.and.timestamps`, since 4.21.
pub const MAX_EXPIRY: i64 = 900;

/// A query string or POST form, borrowed, with its escapes checked.
///
/// Wire: `name=value` pairs with `&` between them, and with `+` and `%XX` in names and values. A `name` alone is
/// `name=`; an empty pair, as in `a=1&&b=2`, is skipped; `;` does not separate. The order is kept.
///
/// A POST may have parameters in its target too, which outrank the form's; of equal names in a form the first counts.
/// To read both as the server does, join the pairs of the form in reverse and then the query of the target:
/// `form.rsplit('&').chain([query])`, with `&` between. For logs and offsets read each by itself, because the joined
/// text has the form in reverse.
///
/// # Examples
/// ```
/// use cloudstack_codec::Query;
///
/// let query = Query::parse("command=createTags&tags%5B0%5D.key=R%26D&tags%5B0%5D.value=").unwrap();
/// assert_eq!(query.command().unwrap(), "createTags");
/// assert_eq!(query.get("tags[0].key").unwrap(), "R&D");
/// for (name, value) in query.params() {
///     println!("{name} is {value}");
/// }
/// ```
///
/// A POST with parameters in its target:
/// ```
/// use cloudstack_codec::Query;
///
/// let (query, form) = ("command=listZones", "command=listUsers&name=Genf&name=Bern");
/// let joined = form.rsplit('&').chain([query]).collect::<Vec<_>>().join("&");
/// let post = Query::parse(&joined).unwrap();
/// assert_eq!(post.command().unwrap(), "listZones");
/// assert_eq!(post.get("name").unwrap(), "Genf");
/// ```
///
/// Source: `com.cloud.api.ApiServlet.utf8Fixup`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Query<'a> {
    raw: &'a str,
}

impl<'a> Query<'a> {
    /// Reads a query string, without its `?`, or a POST form.
    ///
    /// # Errors
    /// [`Escape`](ErrorKind::Escape) at a `%` without two hex digits after it (a server answers nearly all of them with
    /// a web page); [`ControlCharacter`](ErrorKind::ControlCharacter) at one that is not escaped;
    /// [`TooLong`](ErrorKind::TooLong) from 4 GiB on. Characters beyond ASCII need not be escaped.
    pub fn parse(query: &'a str) -> Result<Self, Error> {
        Self::read(query, 0, query.len(), true)
    }

    /// Reads a query string or a POST form as [`parse`](Self::parse) does, but takes a `%` without two hex digits after
    /// it literally, as browsers do.
    ///
    /// This is for showing what a client sent: a server refuses such a query.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse) except [`Escape`](ErrorKind::Escape).
    pub fn parse_lenient(query: &'a str) -> Result<Self, Error> {
        Self::read(query, 0, query.len(), false)
    }

    /// Reads a query string or a POST form from the bytes of a request.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse), and [`NotUtf8`](ErrorKind::NotUtf8).
    pub fn parse_bytes(query: &'a [u8]) -> Result<Self, Error> {
        let good = good_part(query);
        // What is wrong before comes first, as in a body.
        let parsed = Self::parse(good)?;
        if good.len() == query.len() { Ok(parsed) } else { Err(ErrorKind::NotUtf8.at(good.len())) }
    }

    /// Reads the query of a URL or of the target in a request line: what stands between the first `?` and `#`.
    ///
    /// Without a `?` the query is empty.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse), with offsets from the start of the URL.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{ErrorKind, Query};
    ///
    /// let query = Query::of_url("http://localhost:8080/client/api?command=listZones#top").unwrap();
    /// assert_eq!(query.as_str(), "command=listZones");
    ///
    /// let error = Query::of_url("/client/api?name=100%").unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (ErrorKind::Escape, 20));
    /// ```
    pub fn of_url(url: &'a str) -> Result<Self, Error> {
        let end = url.bytes().position(|b| b == b'#').unwrap_or(url.len());
        let mark = url.bytes().take(end).position(|b| b == b'?');
        Self::read(url, mark.map_or(end, |mark| mark.saturating_add(1)), end, true)
    }

    /// Reads `text[start..end]`; both are at ASCII characters or at the ends of the text.
    fn read(text: &'a str, start: usize, end: usize, strict: bool) -> Result<Self, Error> {
        if u32::try_from(end).is_err() {
            return Err(ErrorKind::TooLong.at(u32::MAX as usize));
        }
        let raw = text.get(start..end).unwrap_or_default();
        let bytes = raw.as_bytes();
        let mut at = if strict { well_formed(bytes) } else { 0 };
        loop {
            at = query_stop(bytes, at);
            let Some(&b) = bytes.get(at) else { return Ok(Self { raw }) };
            let kind = match b {
                b'%' if strict => {
                    bytes.get(at..).and_then(percent_byte).is_none().then_some(ErrorKind::Escape)
                }
                _ => b.is_ascii_control().then_some(ErrorKind::ControlCharacter(b)),
            };
            if let Some(kind) = kind {
                return Err(kind.at(start.wrapping_add(at)));
            }
            at = at.wrapping_add(1);
        }
    }

    /// Returns the query as it stands on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.raw
    }

    /// Returns the parameters in their order, names and values decoded on demand.
    #[must_use]
    pub const fn params(&self) -> Params<'a> {
        Params::new(self.raw)
    }

    /// Returns the value of a parameter, found as the server finds all parameters but `command`, `response`,
    /// `sessionkey` and `projectid`: ignoring the case of its name, but not that of the field of a map.
    ///
    /// Of parameters with equal names the last is taken; from a form the server takes the first. Of several spellings
    /// of a name the one that sorts last is taken, `apikey` rather than `apiKey`: the server does so for `apiKey`,
    /// `signature`, `signatureVersion` and `expires`; for other names it takes any of the spellings.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Query;
    ///
    /// let query = Query::parse("command=deployVirtualMachine&zoneid=1&details[0].cpuNumber=2").unwrap();
    /// assert_eq!(query.get("zoneId").unwrap(), "1");
    /// assert_eq!(query.get("Details[0].cpuNumber").unwrap(), "2");
    /// assert_eq!(query.get("details[0].cpunumber"), None);
    /// ```
    ///
    /// Source: `com.cloud.api.dispatch.ParamUnpackWorker`, `com.cloud.api.ApiServer.verifyRequest`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Text<'a>> {
        let found = self.params().filter(|(n, _)| is_to_the_server(*n, name));
        found.max_by(|(a, _), (b, _)| compare(*a, *b)).map(|(_, value)| value)
    }

    /// Returns the name of the parameter that the byte at an offset belongs to; the `&` after a parameter belongs to
    /// that parameter, a further `&` to the next.
    ///
    /// So the offset of an error, such as a `DeError` (feature `serde`), tells which parameter is wrong. It is `None`
    /// for an error that is at no parameter: a `MissingField`, which has the name of its field, or an error in an enum
    /// with a tag or in a struct that is flattened.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Query;
    ///
    /// let query = Query::parse("command=listZones&page=one").unwrap();
    /// assert_eq!(query.name_at(23).unwrap(), "page");
    /// ```
    #[must_use]
    pub fn name_at(&self, offset: usize) -> Option<Text<'a>> {
        let before = self.raw.as_bytes().get(..offset)?;
        let start = before.iter().rposition(|&b| b == b'&').unwrap_or(0);
        Params::new(self.raw.get(start..)?).next().map(|(name, _)| name)
    }

    /// Returns the value of the parameter with exactly this name, as the server finds `command`, `response`,
    /// `sessionkey`, `projectid` and the parameters of `login`; of several the last, as with [`get`](Self::get).
    #[must_use]
    pub fn get_exact(&self, name: &str) -> Option<Text<'a>> {
        // By steps, because `Iterator::last` takes more flash.
        let mut params = self.params();
        let mut found = None;
        while let Some(param) = params.step() {
            if param.name == *name {
                found = Some(param.value);
            }
        }
        found
    }

    /// Returns the name of the command, whose case matters.
    #[must_use]
    pub fn command(&self) -> Option<Text<'a>> {
        self.get_exact("command")
    }

    /// Returns the syntax that the client asks for: JSON if `response` is `json`, ignoring case, otherwise XML.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Query, Syntax};
    ///
    /// let syntax = |query| Query::parse(query).unwrap().response();
    /// assert_eq!(syntax("command=listZones&response=json"), Syntax::Json);
    /// assert_eq!(syntax("command=listZones"), Syntax::Xml);
    /// ```
    ///
    /// Source: `com.cloud.api.ApiServlet`.
    #[must_use]
    pub fn response(&self) -> Syntax {
        match self.get_exact("response") {
            Some(syntax) if same_ignoring_case(syntax, "json") => Syntax::Json,
            _ => Syntax::Xml,
        }
    }

    /// Displays the text that is signed: all parameters except `signature`, sorted, escaped as the server escapes them,
    /// in lower case.
    ///
    /// This is for finding the reason for a 401, and for callers that make their own signatures. Only ASCII is
    /// lower-cased: the server lower-cases names beyond ASCII too, but no command has any.
    ///
    /// # Errors
    /// [`TooMany`] if there are more than [`MAX_PARAMETERS`] different names.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Query;
    ///
    /// let query = Query::parse("command=listZones&response=json&apiKey=Abc&keyword=San+Jose").unwrap();
    /// let text = query.string_to_sign().unwrap().to_string();
    /// assert_eq!(text, "apikey=abc&command=listzones&keyword=san%20jose&response=json");
    /// ```
    ///
    /// Source: `com.cloud.api.ApiServer.verifyRequest`.
    pub fn string_to_sign(&self) -> Result<impl fmt::Display + use<'a>, TooMany> {
        let mut canonical = Canonical::new(self.raw, false);
        canonical.sort()?;
        Ok(canonical)
    }
}

/// Tells whether the server takes the name of a parameter for this one. A name that begins with a bracket is no field.
fn is_to_the_server(name: Text<'_>, wanted: &str) -> bool {
    let map = byte(wanted.as_bytes(), 0, b'[');
    let field = wanted.get(map..).filter(|_| map > 0).unwrap_or_default();
    same_ignoring_case(name, wanted)
        && (field.is_empty() || name.chars().skip_while(|&c| c != '[').eq(field.chars()))
}

/// The parameters, for logs: the values of those that are secret by their names are left out, such as `signature`,
/// `password`, `userdata` and the `value` of a tag. A secret under another name, as in a `url`, is shown.
impl fmt::Debug for Query<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query ")?;
        fmt::Debug::fmt(&self.params(), f)
    }
}

/// More parameters than [`MAX_PARAMETERS`], too many to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say of it")]
pub struct TooMany;

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more than 128 parameters")
    }
}

impl core::error::Error for TooMany {}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::Query;
    use crate::error::ErrorKind;

    /// The text is left out: to have one of 4 GiB takes long.
    #[test]
    fn a_query_of_4_gib_is_refused_unread() {
        let read = |len| Query::read("", 0, len, true).err();
        let longest = u32::MAX as usize;
        assert_eq!((read(longest), read(longest + 1)), (None, Some(ErrorKind::TooLong.at(longest))));
    }
}
