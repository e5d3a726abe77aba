//! Where a query is sent: the URL of a server's API, checked and taken apart.
//!
//! `https://cloud.example:8443/client/api` has a scheme, a host, a port and a path. What is sent there is made in
//! `endpoint/request.rs`. No socket is opened and no head of a request is written: that is for an HTTP client. Source:
//! RFC 3986.

use core::fmt;
use core::net::Ipv4Addr;
use core::str::FromStr;

use crate::find;
use crate::query::Query;

mod request;

pub use self::request::{MAX_FORM, MAX_HEAD, Method, Request};

/// The endpoint of a server: `https://cloud.example:8443/client/api`.
///
/// It holds the URL as it was given, borrowed or owned: a client may keep an `Endpoint<String>`, which `str::parse`
/// returns.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Endpoint, Method, Query};
///
/// let endpoint = Endpoint::parse("https://cloud.example:8443/client/api").unwrap();
/// assert_eq!((endpoint.host(), endpoint.port()), ("cloud.example", 8443));
///
/// let poll = endpoint.request(Query::parse("command=queryAsyncJobResult&jobid=1").unwrap());
/// assert_eq!(poll.method(), Method::Get);
/// assert_eq!(poll.target().to_string(), "/client/api?command=queryAsyncJobResult&jobid=1");
/// assert_eq!(poll.url().to_string(), "https://cloud.example:8443/client/api?command=queryAsyncJobResult&jobid=1");
/// assert_eq!(poll.body(), "");
///
/// let deploy = endpoint.request(Query::parse("command=deployVirtualMachine&zoneid=1").unwrap());
/// assert_eq!(deploy.method(), Method::Post);
/// assert_eq!(deploy.target().to_string(), "/client/api");
/// assert_eq!(deploy.body(), "command=deployVirtualMachine&zoneid=1");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Endpoint<U> {
    url: U,
    parts: Parts,
}

impl<U: AsRef<str>> Endpoint<U> {
    /// Reads `http://` or `https://`, a host, an optional port and an optional path.
    ///
    /// The host is a name, an IPv4 address, or an IPv6 address in brackets. An empty port is that of the scheme. Host
    /// and path are kept as they are written, the path with its escapes, which are not checked.
    ///
    /// # Errors
    /// [`EndpointError`] at anything else: a user, a query, a fragment, or the zone of an IPv6 address; a port above
    /// 65,535; a character that RFC 3986 allows neither in a host nor in a path: a space, one of ``"<>[\]^`{|}``, or
    /// anything but printable ASCII; an escape in the host; or more than [`MAX_HEAD`] bytes.
    pub fn parse(url: U) -> Result<Self, EndpointError> {
        let parts = Parts::of(url.as_ref())?;
        Ok(Self { url, parts })
    }

    /// Returns the URL as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_ref()
    }

    /// Tells whether the scheme is `https`.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.parts.is_https
    }

    /// Returns host and port as they are written, for the header `Host`: an IPv6 address with its brackets, an empty
    /// port without its colon.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.parts.authority.of(self.url.as_ref())
    }

    /// Returns the host, to connect to and for TLS: a name, an IPv4 address, or an IPv6 address without its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.parts.host.of(self.url.as_ref())
    }

    /// Returns the port; 80 or 443 if none is given.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.parts.port
    }

    /// Returns the path, `/` at least.
    #[must_use]
    pub fn path(&self) -> &str {
        match self.parts.path.of(self.url.as_ref()) {
            "" => "/",
            path => path,
        }
    }

    /// Makes the request that sends a query: a GET if the command only reads and the GET fits, otherwise a POST.
    ///
    /// Even a POST may not [fit](Request::fits).
    #[must_use]
    pub fn request<'a>(&'a self, query: Query<'a>) -> Request<'a> {
        Request::new(Endpoint { url: self.url.as_ref(), parts: self.parts }, query)
    }
}

/// Into a type that owns the URL, such as `Endpoint<String>`.
impl<U: AsRef<str> + for<'u> From<&'u str>> FromStr for Endpoint<U> {
    type Err = EndpointError;

    fn from_str(url: &str) -> Result<Self, EndpointError> {
        Self::parse(url.into())
    }
}

/// The URL as it was given.
impl<U: AsRef<str>> fmt::Display for Endpoint<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<U: AsRef<str>> fmt::Debug for Endpoint<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without quotes: the `Debug` of a text would link a panic.
        write!(f, "Endpoint({})", self.url.as_ref())
    }
}

/// The parts of an endpoint's URL.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Parts {
    is_https: bool,
    authority: Part,
    host: Part,
    port: u16,
    path: Part,
}

impl Parts {
    // scheme "://" host [ ":" *DIGIT ] path-abempty   RFC 3986, 3
    fn of(url: &str) -> Result<Self, EndpointError> {
        if url.len() > MAX_HEAD {
            return Err(EndpointErrorKind::TooLong.at(MAX_HEAD));
        }
        // In two steps, because a search for `://` would link a panic.
        let (scheme, rest) = url.split_once(':').unwrap_or_default();
        let authority = rest.strip_prefix("//").ok_or_else(|| EndpointErrorKind::Scheme.at(0))?;
        let (is_https, default_port) = match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => (true, 443),
            _ if scheme.eq_ignore_ascii_case("http") => (false, 80),
            _ => return Err(EndpointErrorKind::Scheme.at(0)),
        };
        let (host, after_host) = host(url, authority)?;
        let (port, path) = port(url, after_host)?;
        let (_, odd) = split_where(path, |b| !is_plain(b) && !matches!(b, b'/' | b':' | b'@'));
        if !odd.is_empty() {
            return Err(EndpointErrorKind::Path.at(offset_of(url, odd)));
        }
        // The colon before an empty port is left out.
        let after_authority = if port.is_some() { path } else { after_host };
        Ok(Self {
            is_https,
            authority: Part::new(offset_of(url, authority), offset_of(url, after_authority)),
            host,
            port: port.unwrap_or(default_port),
            path: Part::new(offset_of(url, path), url.len()),
        })
    }
}

/// The host at the start of an authority, and what follows it.
// host = "[" IPv6address "]" / IPv4address / reg-name   RFC 3986, 3.2.2
fn host<'u>(url: &str, authority: &'u str) -> Result<(Part, &'u str), EndpointError> {
    let start = offset_of(url, authority);
    if let Some(inside) = authority.strip_prefix('[') {
        let start = offset_of(url, inside);
        let bracketed = inside.split_once(']').filter(|(address, _)| is_ipv6(address));
        let (_, rest) = bracketed.ok_or_else(|| EndpointErrorKind::Host.at(start))?;
        return Ok((Part::new(start, offset_of(url, rest).saturating_sub(1)), rest));
    }
    let (name, rest) = split_where(authority, |b| !is_plain(b) || b == b'%');
    if name.is_empty() {
        return Err(EndpointErrorKind::Host.at(start));
    }
    Ok((Part::new(start, offset_of(url, rest)), rest))
}

/// The port behind a host, `None` if it is empty or not there, and what follows the authority.
// port = *DIGIT   RFC 3986, 3.2.3
fn port<'u>(url: &str, after_host: &'u str) -> Result<(Option<u16>, &'u str), EndpointError> {
    let (kind, (digits, rest)) = match after_host.strip_prefix(':') {
        Some(port) => (EndpointErrorKind::Port, split_where(port, |b| !b.is_ascii_digit())),
        None => (EndpointErrorKind::Host, ("", after_host)),
    };
    let port = match digits {
        "" => None,
        _ => Some(digits.parse().map_err(|_| kind.at(offset_of(url, after_host).saturating_add(1)))?),
    };
    // The authority must end here. If an `@` is still to come, what looked like host and port was a user.
    let (wrong, _) = split_where(rest, |b| matches!(b, b'/' | b'?' | b'#'));
    if !wrong.is_empty() {
        let kind = if wrong.contains('@') { EndpointErrorKind::User } else { kind };
        return Err(kind.at(offset_of(url, rest)));
    }
    Ok((port, rest))
}

/// Where the rest of a URL begins in it.
const fn offset_of(url: &str, rest: &str) -> usize {
    find::offset_of(url.as_bytes(), rest.as_bytes())
}

/// A part of a URL: where it begins, and where it ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Part(u16, u16);

impl Part {
    #[expect(clippy::cast_possible_truncation, reason = "a URL is no longer than MAX_HEAD")]
    const fn new(start: usize, end: usize) -> Self {
        Self(start as u16, end as u16)
    }

    fn of(self, url: &str) -> &str {
        url.get(self.0.into()..self.1.into()).unwrap_or_default()
    }
}

/// Splits a text before the first byte for which `is_end` holds. It must hold for all bytes beyond ASCII or for none, so
/// that no character is cut.
fn split_where(text: &str, is_end: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(is_end).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Tells whether a text is an IPv6 address. `core` can tell too, but links a panic, though it is never reached.
// IPv6address   RFC 3986, 3.2.2
fn is_ipv6(address: &str) -> bool {
    // Groups of 16 bits. The last two may be written as an IPv4 address; `::` is a gap, for those that are left out.
    let (mut groups, mut has_gap, mut rest) = (0_usize, false, address);
    loop {
        if let Some(after) = rest.strip_prefix("::").filter(|_| !has_gap) {
            (has_gap, rest) = (true, after);
        } else if groups > 0 {
            rest = rest.strip_prefix(':').filter(|after| !after.is_empty()).unwrap_or(rest);
        }
        if rest.is_empty() {
            return if has_gap { groups < 8 } else { groups == 8 };
        }
        let (group, after) = split_where(rest, |b| b == b':');
        let is_hex = matches!(group.len(), 1..=4) && group.bytes().all(|b| b.is_ascii_hexdigit());
        groups = groups.saturating_add(match group {
            _ if is_hex => 1,
            _ if after.is_empty() && group.parse::<Ipv4Addr>().is_ok() => 2,
            _ => return false,
        });
        rest = after;
    }
}

/// Tells whether a path may have this character. The digits after a `%` are not checked. A host may have the same but
/// `%`, because clients differ in whether they decode a host.
// unreserved / pct-encoded / sub-delims   RFC 3986, 3.2.2 and 3.3
const fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(b, b'-' | b'.' | b'_' | b'~' | b'%' | b'!' | b'$' | b'&'..=b',' | b';' | b'=')
}

/// What is wrong with the URL of an endpoint, and where.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Endpoint, EndpointErrorKind};
///
/// let error = Endpoint::parse("http://cloud.example/client/api\n").unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (EndpointErrorKind::Path, 31));
/// assert_eq!(error.to_string(), "a path with a query, a fragment or an unescaped character at byte 31");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndpointError {
    kind: EndpointErrorKind,
    offset: usize,
}

impl EndpointError {
    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> EndpointErrorKind {
        self.kind
    }

    /// Returns where it is wrong: bytes from the start of the URL.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl core::error::Error for EndpointError {}

/// What can be wrong with the URL of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EndpointErrorKind {
    /// A host that is neither a name nor an IPv4 address nor an IPv6 address in brackets, or none.
    Host,
    /// A path with a `?`, a `#` or a character that must be escaped.
    Path,
    /// A port that is not a number up to 65,535.
    Port,
    /// Neither `http://` nor `https://` at the beginning.
    Scheme,
    /// More than [`MAX_HEAD`] bytes.
    TooLong,
    /// A user before the host: CloudStack takes no user in this way.
    User,
}

impl EndpointErrorKind {
    const fn at(self, offset: usize) -> EndpointError {
        EndpointError { kind: self, offset }
    }
}

impl fmt::Display for EndpointErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "a host that is no name and no address, or none",
            Self::Path => "a path with a query, a fragment or an unescaped character",
            Self::Port => "a port that is not a number up to 65535",
            Self::Scheme => "a URL that begins with neither \"http://\" nor \"https://\"",
            Self::TooLong => "a URL of more than 8192 bytes",
            Self::User => "a user before the host",
        })
    }
}
