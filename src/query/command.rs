//! A command, written parameter by parameter straight into its sink.

use core::borrow::Borrow;
use core::fmt::{self, Write as _};

use crate::event::Syntax;
use crate::find::FAST;
use crate::job::JobId;
use crate::timestamp::{Timestamp, Written};

use super::encode::{Sink, encode, encode_all, shared};
use super::error::{CommandError, CommandErrorKind};
use super::name::{Bloom, Key, duplicate};
use super::search::{has_control_or, is_unreserved};
use super::value::sealed::Plain;
use super::{Fixed, MAX_PARAMETERS, Query, Value};

/// A command under construction, written straight into a sink.
///
/// The sink is a `String`, a `heapless::String` of any version, a [`Fixed`] over a buffer, or any other
/// [`fmt::Write`] that can be read back by `AsRef<str>`, and that only grows. What is already in it, say a URL up to
/// its `?`, stays in front and is not signed. Parameters are not kept, only a mark of each name. The first error is
/// kept, and returned by [`finish`](Self::finish) or [`sign`](Self::sign).
///
/// Wire: `command=NAME&name=value…`, in the order of the calls; names and values as `java.net.URLEncoder` escapes
/// them, with `%20` for a space. The same text is the query string of a GET and the form of a POST.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Command, Syntax};
///
/// let mut buf = [0; 256];
/// let query = Command::in_buf(&mut buf, "deployVirtualMachine")
///     .response(Syntax::Json)
///     .param("zoneId", 1)
///     .option("name", Some("web 1"))
///     .list("networkids", ["42", "43"])
///     .at("iptonetworklist", 0, "ip", "10.1.1.225")
///     .pairs("tags", [("env", "prod")])
///     .finish()?
///     .into_str();
/// assert_eq!(query, "command=deployVirtualMachine&response=json&zoneId=1&name=web%201&networkids=42%2C43\
/// &iptonetworklist%5B0%5D.ip=10.1.1.225&tags%5B0%5D.key=env&tags%5B0%5D.value=prod");
/// # Ok::<(), cloudstack_codec::CommandError>(())
/// ```
#[derive(Clone)]
#[must_use = "a command is written, but not finished or signed"]
pub struct Command<W> {
    out: W,
    /// Where the query begins in the sink.
    start: usize,
    /// How many parameters were begun.
    count: u8,
    /// The names so far, and whether two of them may clash.
    names: Bloom<BLOOM>,
    may_clash: bool,
    error: Option<CommandError>,
}

/// How many words the filter has: none where size counts; there all names are compared at the end.
const BLOOM: usize = if FAST { 8 } else { 0 };

impl<'b> Command<Fixed<'b>> {
    /// Begins a command in a buffer.
    ///
    /// Each parameter, `command` included, takes the bytes of its name and its value, three for every byte except ASCII
    /// letters, digits, `.`, `-`, `*` and `_`, and up to two bytes more. Signing takes the bytes of the API key,
    /// counted the same way, and up to 103 bytes more, 283 with HMAC-SHA512.
    pub fn in_buf(buf: &'b mut [u8], command: &str) -> Self {
        Self::new(Fixed::new(buf), command)
    }
}

impl<W: fmt::Write + AsRef<str>> Command<W> {
    /// Begins a command at the end of a sink; what is there already stays.
    ///
    /// The case of the command's name matters to the server.
    ///
    /// # Examples
    /// The whole head of a request in one buffer:
    /// ```
    /// use cloudstack_codec::{Command, Fixed};
    /// use core::fmt::Write as _;
    ///
    /// let mut buf = [0; 256];
    /// let mut head = Fixed::new(&mut buf);
    /// head.write_str("GET /client/api?")?;
    /// let mut head = Command::new(head, "queryAsyncJobResult").param("jobid", 1).finish()?;
    /// head.write_str(" HTTP/1.1\r\nHost: cloud.example\r\n\r\n")?;
    /// let wanted = "GET /client/api?command=queryAsyncJobResult&jobid=1 HTTP/1.1\r\nHost: cloud.example\r\n\r\n";
    /// assert_eq!(head.into_str(), wanted);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn new(out: W, command: &str) -> Self {
        let start = out.as_ref().len();
        let mut this = Self { out, start, count: 0, names: Bloom::EMPTY, may_clash: false, error: None };
        this.push_named("command", &command);
        if command.is_empty() {
            this.note(Err(CommandErrorKind::NoCommand));
        }
        this
    }

    /// Adds a parameter.
    ///
    /// The server takes `command`, `response`, `sessionkey` and `projectid` in lower case only, and likewise the
    /// parameters of `login` and the `id` of the commands that change a project. It ignores the case of other names,
    /// except in the fields of maps. A field may be given by its whole name, `details[0].cpuNumber`.
    pub fn param(mut self, name: &str, value: impl Value) -> Self {
        self.push_named(name, &value);
        self
    }

    /// Adds a parameter if there is a value.
    pub fn option(self, name: &str, value: Option<impl Value>) -> Self {
        match value {
            Some(value) => self.param(name, value),
            None => self,
        }
    }

    /// Adds a list: `networkids=42,43`; adds nothing if there are no items, even if the name is wrong.
    ///
    /// Some commands clear a list by an empty value: `.param("securitygroupids", "")`. Others refuse it.
    ///
    /// Empty items and items with a comma are refused: the server drops the former and splits the latter, and a comma
    /// cannot be escaped.
    pub fn list<V: Value>(mut self, name: &str, items: impl IntoIterator<Item = V>) -> Self {
        let mut part = Part::First;
        self.each(items, |this, item| {
            if part == Part::First {
                this.begin_named(name);
            }
            this.write(&item, part);
            part = Part::Next;
        });
        self
    }

    /// Adds one field of an object in a list: `iptonetworklist[0].ip=10.1.1.225`.
    pub fn at(mut self, name: &str, index: u16, field: &str, value: impl Value) -> Self {
        self.push_field(name, index, field, &value);
        self
    }

    /// Adds a map whose entries share an index: `details[0].cpuNumber=2&details[0].memory=512`.
    ///
    /// This is how `registerTemplate`, `getUploadParamsForTemplate`, `createTemplate`, `updateTemplate`, `updateIso`,
    /// `updateVirtualMachine`, `importUnmanagedInstance`, `importVm`, `createBgpPeer` and, on older servers,
    /// `createNetworkOffering` read their `details`, `createAccount` and `updateAccount` their `accountdetails`, all at
    /// index 0, and how every command reads the objects of a list, each at its own index.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Command;
    ///
    /// let details = [("cpuNumber", 2), ("memory", 512)];
    /// let query = Command::new(String::new(), "updateVirtualMachine").fields("details", 0, details).finish()?;
    /// assert_eq!(query, "command=updateVirtualMachine&details%5B0%5D.cpuNumber=2&details%5B0%5D.memory=512");
    /// # Ok::<(), cloudstack_codec::CommandError>(())
    /// ```
    pub fn fields<K: AsRef<str>, V: Value>(
        mut self,
        name: &str,
        index: u16,
        fields: impl IntoIterator<Item: Borrow<(K, V)>>,
    ) -> Self {
        self.each(fields, |this, entry| {
            let (field, value) = entry.borrow();
            this.push_field(name, index, field.as_ref(), value);
        });
        self
    }

    /// Adds a map with an index for each entry, as most commands are documented to read it:
    /// `details[0].cpuNumber=2&details[1].memory=512`, `dhcpoptions[0].dhcp:114=…`.
    ///
    /// Where in doubt, write [`fields`](Self::fields) at index 0, which such commands take as well, as far as is known.
    pub fn entries<K: AsRef<str>, V: Value>(
        mut self,
        name: &str,
        entries: impl IntoIterator<Item: Borrow<(K, V)>>,
    ) -> Self {
        self.each((0..=u16::MAX).zip(entries), |this, (index, entry)| {
            let (field, value) = entry.borrow();
            this.push_field(name, index, field.as_ref(), value);
        });
        self
    }

    /// Adds a map as keys and values: `tags[0].key=env&tags[0].value=prod`.
    ///
    /// This is for `tags`, the `properties` of `deployVirtualMachine`, the `serviceofferingdetails` of
    /// `createServiceOffering`, which newer servers take in any form, and the `details` of zones, guest systems,
    /// resources and image stores.
    ///
    /// The pairs come from a map, an array or a vector, which may be borrowed, here and for [`fields`](Self::fields)
    /// and [`entries`](Self::entries).
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Command;
    /// use std::collections::BTreeMap;
    ///
    /// let tags = BTreeMap::from([("env", "prod")]);
    /// let query = Command::new(String::new(), "createTags").pairs("tags", &tags).finish()?;
    /// assert_eq!(query, "command=createTags&tags%5B0%5D.key=env&tags%5B0%5D.value=prod");
    ///
    /// let tags = vec![("env", "prod")];
    /// assert_eq!(Command::new(String::new(), "createTags").pairs("tags", &tags).finish()?, query);
    /// # Ok::<(), cloudstack_codec::CommandError>(())
    /// ```
    pub fn pairs<K: AsRef<str>, V: Value>(
        mut self,
        name: &str,
        pairs: impl IntoIterator<Item: Borrow<(K, V)>>,
    ) -> Self {
        self.each((0..=u16::MAX).zip(pairs), |this, (index, pair)| {
            let (key, value) = pair.borrow();
            this.push_field(name, index, "key", &key.as_ref());
            this.push_field(name, index, "value", value);
        });
        self
    }

    /// Asks for the answer in a syntax; by default a server answers in XML.
    ///
    /// Ask for JSON where maps or lists of numbers matter: XML has a map as one text, `{k=v}`, and leaves lists of
    /// numbers out.
    pub fn response(self, syntax: Syntax) -> Self {
        self.param("response", syntax.as_str())
    }

    /// Chooses the id of the job, so that it is known even if the answer is lost: a UUID in lower case that was never
    /// used.
    ///
    /// If the answer is lost, poll this id, and go on while it is unknown (431): the server first makes what the
    /// command creates, and only then the job. Do not send the command again under the same id: what it creates would
    /// be made a second time before the id is refused, also with a 431. The id of the resource was in the lost answer;
    /// the report may have it as [`job_instance_id`](crate::JobReport::job_instance_id).
    ///
    /// Source: `org.apache.cloudstack.api.BaseAsyncCmd`, `com.cloud.api.ApiServer.queueCommand`.
    #[doc(alias = "customjobid")]
    pub fn custom_job_id(self, id: JobId) -> Self {
        self.param("customjobid", id)
    }

    /// Lets the request expire, at a time in Unix seconds: `signatureVersion=3&expires=2030-01-02T03:04:05+0000`.
    ///
    /// A server that insists on such a time allows at most [`MAX_EXPIRY`](crate::MAX_EXPIRY) seconds from now. Only the
    /// years 1 to 9999 can be written. A device without a clock leaves this out, or takes the time from the header
    /// `Date` of an earlier answer.
    #[doc(alias("signatureVersion", "signatureversion"))]
    pub fn expires(mut self, unix_seconds: i64) -> Self {
        self.push_named("signatureVersion", &3_u8);
        match Timestamp::new(unix_seconds, 0) {
            Some(time) => self.push_named("expires", &Written::new(time).as_str()),
            None => self.refuse(CommandErrorKind::Time),
        }
        self
    }

    /// Returns the sink with the unsigned query in it.
    ///
    /// # Errors
    /// The first error. [`Duplicate`](CommandErrorKind::Duplicate) is found only at the end. After an error a borrowed
    /// sink holds a part of the command: take that out before you write the next.
    pub fn finish(mut self) -> Result<W, CommandError> {
        self.check_names();
        self.end()
    }

    /// Adds the signature that `sign` makes of the query, and ends the command.
    #[cfg(feature = "sign")]
    pub(crate) fn seal<'s>(
        mut self,
        sign: impl FnOnce(Query<'_>) -> Result<&'s str, super::TooMany>,
    ) -> Result<W, CommandError> {
        self.check_names();
        if self.error.is_none() {
            let signature = sign(self.query()).map_err(|super::TooMany| CommandErrorKind::TooMany);
            let written = signature.and_then(|signature| {
                let out = shared(&mut self.out);
                let escaped = out.put("&signature=").and_then(|()| encode(signature, out));
                escaped.map_err(no_room)
            });
            self.note(written);
        }
        self.end()
    }

    /// Hands on items up to the first error: the rest would be read in vain, and may have no end.
    fn each<T>(&mut self, items: impl IntoIterator<Item = T>, mut push: impl FnMut(&mut Self, T)) {
        for item in items {
            if self.error.is_some() {
                return;
            }
            push(self, item);
        }
    }

    fn end(self) -> Result<W, CommandError> {
        self.error.map_or(Ok(self.out), Err)
    }

    /// Adds a parameter by its whole name.
    #[cfg_attr(not(small), inline)]
    pub(crate) fn push_named(&mut self, name: &str, value: &dyn Plain) {
        match one_text(value) {
            Some(text) => self.push_text(name, text),
            None => {
                self.begin_named(name);
                self.write_value(value, Part::Value);
            }
        }
    }

    /// The same with a value that is one text, as most are: there is one call for name and value.
    #[inline(never)]
    fn push_text(&mut self, name: &str, text: &str) {
        self.begin_named(name);
        self.write_text(text, Part::Value);
    }

    /// Adds a field of an object in a list, or of a map.
    #[cfg_attr(not(small), inline)]
    #[cfg_attr(small, inline(never))]
    pub(crate) fn push_field(&mut self, map: &str, index: u16, field: &str, value: &dyn Plain) {
        self.begin_field(map, index, field);
        self.write(value, Part::Value);
    }

    /// How many parameters were begun.
    #[cfg(feature = "serde")]
    pub(crate) const fn count(&self) -> u8 {
        self.count
    }

    /// Begins a parameter by its whole name.
    #[cfg_attr(not(small), inline)]
    pub(crate) fn begin_named(&mut self, name: &str) {
        match Key::of_letters(name) {
            Some(key) => self.begin(Some(key)),
            None => self.begin_odd(name),
        }
    }

    #[cfg_attr(not(small), inline(never))]
    fn begin_odd(&mut self, name: &str) {
        self.begin(Key::new(name));
    }

    #[cfg_attr(not(small), inline(never))]
    fn begin_field(&mut self, map: &str, index: u16, field: &str) {
        self.begin(Key::at(map, index, field));
    }

    /// Begins a parameter: all up to its value. `None` is a name that no parameter may have.
    ///
    /// Inlined where speed counts: a key is slow to store, and what is known of it is not checked again.
    #[cfg_attr(not(small), inline(always))]
    #[cfg_attr(small, inline(never))]
    fn begin(&mut self, key: Option<Key<'_>>) {
        if self.error.is_some() {
            return;
        }
        let first = self.count == 0;
        self.count = self.count.saturating_add(1);
        let begun = match key {
            None => Err(CommandErrorKind::Name),
            Some(_) if usize::from(self.count) > MAX_PARAMETERS => Err(CommandErrorKind::TooMany),
            Some(key) => {
                if FAST {
                    self.may_clash |= key.mark(&mut self.names);
                }
                key.write(first, shared(&mut self.out)).map_err(no_room)
            }
        };
        self.note(begun);
    }

    /// Writes the value of the parameter that was begun, or a part of it.
    #[inline]
    pub(crate) fn write(&mut self, value: &dyn Plain, part: Part) {
        match one_text(value) {
            Some(text) => self.write_text(text, part),
            None => self.write_value(value, part),
        }
    }

    #[inline(never)]
    fn write_value(&mut self, value: &dyn Plain, part: Part) {
        if self.error.is_some() {
            return;
        }
        let written = write_part(part, shared(&mut self.out), |escaper| value.write(escaper));
        self.note(written);
    }

    /// Writes a value that is one text.
    #[inline]
    fn write_text(&mut self, text: &str, part: Part) {
        if self.error.is_some() {
            return;
        }
        let out = &mut self.out;
        let written = match part {
            Part::Value if is_unreserved(text.as_bytes()) => out.put(text).map_err(no_room),
            Part::Value => refused(text, false).map_or_else(|| encode_all(text, out).map_err(no_room), Err),
            Part::First | Part::Next => write_part(part, out, |escaper| escaper.write_str(text)),
        };
        self.note(written);
    }

    /// Keeps the first error, with the parameter that was begun last.
    pub(crate) fn note(&mut self, done: Result<(), CommandErrorKind>) {
        if let (Err(kind), None) = (done, self.error) {
            self.error = Some(CommandError::new(kind, self.count.saturating_sub(1)));
        }
    }

    /// Keeps the first error, with the parameter that would have been begun next.
    pub(crate) fn refuse(&mut self, kind: CommandErrorKind) {
        self.count = self.count.saturating_add(1);
        self.note(Err(kind));
    }

    /// Looks for two names that the server takes for one.
    fn check_names(&mut self) {
        if self.error.is_none() && (self.may_clash || !FAST) {
            let duplicate = duplicate(self.query().as_str());
            self.error = duplicate.map(|parameter| CommandError::new(CommandErrorKind::Duplicate, parameter));
        }
    }
}

/// Adds parameters by their whole names, as by [`param`](Command::param), up to the first error.
///
/// In a loop of [`param`](Command::param) the command would be moved twice for each.
///
/// # Examples
/// ```
/// use cloudstack_codec::Command;
///
/// let mut command = Command::new(String::new(), "listVolumes");
/// command.extend([("zoneId", "1"), ("type", "ROOT")]);
/// assert_eq!(command.finish()?, "command=listVolumes&zoneId=1&type=ROOT");
/// # Ok::<(), cloudstack_codec::CommandError>(())
/// ```
impl<W: fmt::Write + AsRef<str>, K: AsRef<str>, V: Value> Extend<(K, V)> for Command<W> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, params: I) {
        self.each(params, |this, (name, value)| this.push_named(name.as_ref(), &value));
    }
}

impl<W: AsRef<str>> Command<W> {
    /// Returns the query so far.
    fn query(&self) -> Query<'_> {
        Query { raw: self.out.as_ref().get(self.start..).unwrap_or_default() }
    }
}

/// The query so far, with the values of secret parameters left out.
impl<W: AsRef<str>> fmt::Debug for Command<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command").field("query", &self.query()).field("error", &self.error).finish()
    }
}

/// Returns a value that is one text, where speed counts.
#[inline]
fn one_text(value: &dyn Plain) -> Option<&str> {
    if FAST { value.text() } else { None }
}

/// What is written of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The whole.
    Value,
    /// The first item of a list.
    First,
    /// A further item.
    Next,
}

/// Writes a value, or a part of it, by what `write` puts into the escaper.
fn write_part<'o, S: Sink + ?Sized>(
    part: Part,
    out: &'o mut S,
    write: impl FnOnce(&mut Escaper<'o, S>) -> fmt::Result,
) -> Result<(), CommandErrorKind> {
    if part == Part::Next {
        out.put("%2C").map_err(no_room)?;
    }
    let mut escaper = Escaper { out, is_item: part != Part::Value, is_empty: true, wrong: None };
    let written = write(&mut escaper);
    match escaper.wrong {
        Some(kind) => Err(kind),
        None if escaper.is_item && escaper.is_empty => Err(CommandErrorKind::ListItem),
        None => written.map_err(no_room),
    }
}

/// Escapes the text of a value on its way into the sink, and refuses what the server would.
struct Escaper<'w, S: ?Sized> {
    out: &'w mut S,
    is_item: bool,
    is_empty: bool,
    wrong: Option<CommandErrorKind>,
}

impl<S: Sink + ?Sized> fmt::Write for Escaper<'_, S> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.wrong.is_some() {
            return Err(fmt::Error);
        }
        self.is_empty &= text.is_empty();
        match refused(text, self.is_item) {
            None => encode(text, self.out).inspect_err(|_| self.wrong = Some(CommandErrorKind::NoRoom)),
            wrong => {
                self.wrong = wrong;
                Err(fmt::Error)
            }
        }
    }
}

/// A sink fails for want of room.
const fn no_room(_: fmt::Error) -> CommandErrorKind {
    CommandErrorKind::NoRoom
}

/// Why a text may not be a value, or an item of a list.
fn refused(text: &str, is_item: bool) -> Option<CommandErrorKind> {
    if FAST && !has_control_or(text.as_bytes(), if is_item { b',' } else { 0x7F }) {
        return None;
    }
    text.bytes().find_map(|b| refusal(b, is_item))
}

/// Why a character may not be in one.
const fn refusal(b: u8, is_item: bool) -> Option<CommandErrorKind> {
    match b {
        // ApiServer.CONTROL_CHARACTERS: a tab too, but neither LF nor CR.
        b'\n' | b'\r' => None,
        0..=0x1F | 0x7F => Some(CommandErrorKind::Value),
        b',' if is_item => Some(CommandErrorKind::ListItem),
        _ => None,
    }
}
