//! What is sent: a query with the method, the target, the URL and the body that carry it to an endpoint.
//!
//! ```text
//! GET /client/api?command=listZones&response=json
//! POST /client/api                                 command=deployVirtualMachine&zoneid=1
//! ```
//!
//! Made by [`Endpoint::request`]. Source: `com.cloud.api.ApiServlet` (GET and POST only, and which command by which),
//! `org.apache.cloudstack.ServerDaemon` (the limits of Jetty).

use core::fmt;

use super::Endpoint;
use crate::query::Query;

/// A request: method, target and body; made by [`Endpoint::request`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    method: Method,
    endpoint: Endpoint<&'a str>,
    query: Query<'a>,
}

impl<'a> Request<'a> {
    /// The `Content-Type` of a POST.
    ///
    /// It names the charset, because the Tomcat of servers up to 4.10 takes a form for ISO-8859-1 otherwise: then the
    /// signature of a value beyond ASCII is wrong.
    pub const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded; charset=UTF-8";

    pub(super) fn new(endpoint: Endpoint<&'a str>, query: Query<'a>) -> Self {
        let name = query.command().and_then(|command| command.as_str());
        let method = name.map_or(Method::Post, Method::of);
        let request = Self { method, endpoint, query };
        if request.fits() { request } else { request.by(Method::Post) }
    }

    /// Changes the method to this one, whatever the command. The signature stays the same.
    #[must_use]
    pub const fn by(self, method: Method) -> Self {
        Self { method, ..self }
    }

    /// Returns the method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Displays the target of the request line: the path, and for a GET the query after it.
    ///
    /// What a query may contain and a target may not, such as a space or a `#`, is escaped; the values stay the same.
    #[must_use]
    pub const fn target(&self) -> impl fmt::Display + use<'a> {
        Target(*self)
    }

    /// Displays the whole URL, as HTTP clients want it: the endpoint and the [`target`](Self::target).
    ///
    /// The URL of a GET has the signature in it, and HTTP clients put the URL into the text of their errors: for logs
    /// there is `Debug`, which leaves secrets out.
    #[must_use]
    pub const fn url(&self) -> impl fmt::Display + use<'a> {
        Url(*self)
    }

    /// Returns the body: the query for a POST, nothing for a GET.
    #[must_use]
    pub const fn body(&self) -> &'a str {
        match self.method {
            Method::Get => "",
            Method::Post => self.query.as_str(),
        }
    }

    /// Tells whether a server takes a request of this length: a head of at most [`MAX_HEAD`], 1 KiB of it set aside for
    /// what the client adds, and a body of at most [`MAX_FORM`].
    #[must_use]
    pub fn fits(&self) -> bool {
        let query = self.query.as_str();
        let head = self
            .endpoint
            .path()
            .len()
            .saturating_add(self.endpoint.authority().len())
            .saturating_add(HEADERS);
        match self.method {
            Method::Get => {
                // Each byte of an odd character becomes `%XX`.
                let odd = query.chars().filter(|&c| is_odd(c)).map(|c| c.len_utf8().saturating_mul(2));
                head.saturating_add(query.len()).saturating_add(odd.sum()) <= MAX_HEAD
            }
            Method::Post => head <= MAX_HEAD && query.len() <= MAX_FORM,
        }
    }
}

struct Target<'a>(Request<'a>);

impl fmt::Display for Target<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(request) = self;
        f.write_str(request.endpoint.path())?;
        if request.method == Method::Post {
            return Ok(());
        }
        f.write_str("?")?;
        for part in request.query.as_str().split_inclusive(is_odd) {
            let plain = part.trim_end_matches(is_odd);
            f.write_str(plain)?;
            for b in part.bytes().skip(plain.len()) {
                write!(f, "%{b:02X}")?;
            }
        }
        Ok(())
    }
}

/// Tells whether a character must be escaped in a target, because it would end the target or the query, or because a URL
/// has no such character (RFC 3986, 2): Tomcat refuses it. It takes `[` and `]` in a query, though RFC 3986 has them only
/// in a host.
///
/// Source: `org.apache.tomcat.util.http.parser.HttpParser`, `IS_NOT_REQUEST_TARGET`.
const fn is_odd(c: char) -> bool {
    !matches!(c, '!'..='~') || matches!(c, '"' | '#' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

struct Url<'a>(Request<'a>);

impl fmt::Display for Url<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(request) = self;
        let scheme = if request.endpoint.is_https() { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", request.endpoint.authority(), request.target())
    }
}

/// The method of a request; a server takes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the server has two methods")]
pub enum Method {
    /// `GET`, with the query in the target.
    Get,
    /// `POST`, with the query as its body, `application/x-www-form-urlencoded`.
    Post,
}

impl Method {
    /// Returns the method by which every server takes a command: GET only if its name, `get…`, `list…`, `query…` or
    /// `find…`, or the server's own list says that it changes nothing.
    ///
    /// Servers with `enforce.post.requests.and.timestamps` (since 4.21) refuse all other commands by GET.
    ///
    /// Source: `com.cloud.api.ApiServlet.isStateChangingCommandNotUsingPOST`.
    #[must_use]
    pub fn of(command: &str) -> Self {
        let reads = ["get", "list", "query", "find"].iter().any(|verb| {
            let (start, rest) = command.split_at_checked(verb.len()).unwrap_or_default();
            start.eq_ignore_ascii_case(verb)
                && !rest.is_empty()
                && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        if reads || READING.iter().any(|name| command.eq_ignore_ascii_case(name)) {
            Self::Get
        } else {
            Self::Post
        }
    }

    /// Returns the word in the request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Commands that only read, though their names do not say so.
const READING: [&str; 9] = [
    "cloudianIsEnabled",
    "isAccountAllowedToCreateOfferingsWithTags",
    "quotaBalance",
    "quotaIsEnabled",
    "quotaStatement",
    "quotaSummary",
    "quotaTariffList",
    "readyForShutdown",
    "verifyOAuthCodeAndGetUser",
];

/// The longest head of a request that Jetty takes, in bytes: the request line and the headers.
pub const MAX_HEAD: usize = 8192;

/// The longest form of a POST, in bytes: the default of the setting `request.content.size`. Without that setting Jetty,
/// in which servers from 4.11 on run, takes 200,000.
pub const MAX_FORM: usize = 1_048_576;

/// How much of [`MAX_HEAD`] is set aside for what an HTTP client adds to target and authority.
const HEADERS: usize = 1024;
