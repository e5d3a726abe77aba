//! An answer: the one place where bytes and meaning meet.
//!
//! One pass over the whole body checks it to its last byte and gathers the members of depth 1 that are known here;
//! only then is anything judged. Members come in any order, and the object inside `jobresult` carries a `jobid` and
//! a stale `jobstatus` of its own: only depth tells them apart.

use core::fmt;
use core::iter::FusedIterator;

use crate::error::Error;
use crate::event::Syntax;
use crate::find;
use crate::job::{BadId, Heard, JobId, ResourceId};
use crate::node::Node;
use crate::read::json::Json;
use crate::read::token::Mode;
use crate::read::xml::Xml;
use crate::read::{Machine, syntax_of, whole};
use crate::state::Fault;
use crate::text::Text;

mod jobs;
mod member;
mod members;
mod report;
mod rules;

pub use self::jobs::{JobList, Jobs};
pub(crate) use self::member::{Found, Member, NUMBERS, Place};
use self::members::{Members, Source};
pub use self::report::JobReport;
pub(crate) use self::rules::{Gathered, Job, RootName, Rule, Rules};

/// An answer of a CloudStack server, checked and gathered, not yet judged.
///
/// It borrows from the body. To keep an answer, keep the body and parse it again; to keep one job of a list,
/// [write](Node::write) its node into a body of its own: that parses to an answer with this [`job`](Self::job).
///
/// Which question to ask depends on the command that was sent: [`submitted`](Self::submitted) after a command
/// that starts a job, [`job`](Self::job) after `queryAsyncJobResult`, [`jobs`](Self::jobs) after `listAsyncJobs`,
/// [`items`](Self::items) after a list, [`success`](Self::success) after the others, and [`fault`](Self::fault)
/// or [`or_fault`](Self::or_fault) after any. If you do not know the command, ask for the [`kind`](Self::kind).
///
/// # Examples
/// ```
/// use cloudstack_codec::Response;
///
/// let xml = b"<deployvirtualmachineresponse><jobid>1</jobid><id>100</id></deployvirtualmachineresponse>";
/// let json = br#"{"deployvirtualmachineresponse":{"id":"100","jobid":"1"}}"#;
/// for body in [&xml[..], &json[..]] {
///     let submitted = Response::parse(body)?.submitted().unwrap();
///     assert_eq!(submitted.job_id, "1");
///     assert_eq!(submitted.id.unwrap(), "100");
/// }
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Response<'a>(Members<'a>);

/// What an answer is, judged by its root and its members where the command is not known; see [`Response::kind`].
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new kind should break callers, not slip by them")]
pub enum Kind<'a> {
    /// The report of a job.
    Job(JobReport<'a>),
    /// The server says no.
    Fault(Fault<'a>),
    /// A list of jobs.
    Jobs(JobList<'a>),
    /// A job was started.
    Submitted(Submitted<'a>),
    /// Anything else, as the root of the answer.
    Other(Node<'a>),
}

impl<'a> Response<'a> {
    /// Reads a whole body, XML or JSON.
    ///
    /// Parse the body whatever the HTTP status: that of a 400 or more says why the request failed. A `Content-Encoding`
    /// such as gzip, which a server uses only if it is asked to, must be undone first.
    ///
    /// The reading is lenient with what servers are known to write wrongly, and with nothing else: see
    /// [`parse_strict`](Self::parse_strict).
    ///
    /// # Errors
    /// `Empty`, `Null`, `Html` and `ExpectedBody` where the body is no answer at all; `Incomplete` where it ends early;
    /// any other kind where something in it is wrong. The offset is that of the first wrong byte.
    #[inline]
    pub fn parse(body: &'a [u8]) -> Result<Self, Error> {
        Self::filled(|answer| answer.read(body, Mode::Lenient))
    }

    /// Reads a whole body without the leniencies.
    ///
    /// It refuses raw control characters, unknown escapes and lone surrogates in JSON strings; in XML a bare `&`,
    /// `]]>` in text, characters that XML does not have, and white space before the declaration.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse).
    #[inline]
    pub fn parse_strict(body: &'a [u8]) -> Result<Self, Error> {
        Self::filled(|answer| answer.read(body, Mode::Strict))
    }

    /// Reads a whole body in XML, and nothing else.
    ///
    /// For small devices that asked for XML: a program that reads only by this method does not link the reader of JSON.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse); `ExpectedBody` where the body is JSON.
    #[inline]
    pub fn parse_xml(body: &'a [u8]) -> Result<Self, Error> {
        Self::filled(|answer| answer.read_xml(body))
    }

    /// Reads a whole body in JSON, and nothing else.
    ///
    /// For small devices that asked for JSON: a program that reads only by this method does not link the reader of XML.
    ///
    /// # Errors
    /// Those of [`parse`](Self::parse); `ExpectedBody` where the body is XML or a web page.
    #[inline]
    pub fn parse_json(body: &'a [u8]) -> Result<Self, Error> {
        Self::filled(|answer| answer.read_json(body))
    }

    /// Fills an answer in its place, because it is large to move.
    #[inline(always)]
    fn filled(fill: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<Self, Error> {
        let mut answer = Self(Members::new());
        fill(&mut answer)?;
        Ok(answer)
    }

    fn read(&mut self, body: &'a [u8], mode: Mode) -> Result<(), Error> {
        whole(body, |src| match syntax_of(src, true)? {
            // One copy of the code for both.
            syntax if !find::FAST => self.gather(src, &mut Machine::new(syntax, mode)),
            Syntax::Xml => self.gather(src, &mut Xml::new(0, mode)),
            Syntax::Json => self.gather(src, &mut Json::new(mode)),
        })
    }

    fn read_xml(&mut self, body: &'a [u8]) -> Result<(), Error> {
        whole(body, |src| {
            syntax_of(src, true)?;
            self.gather(src, &mut Xml::new(0, Mode::Lenient))
        })
    }

    fn read_json(&mut self, body: &'a [u8]) -> Result<(), Error> {
        whole(body, |src| {
            syntax_of(src, false)?;
            self.gather(src, &mut Json::new(Mode::Lenient))
        })
    }

    fn gather<S: Source>(&mut self, src: &'a str, tokens: &mut S) -> Result<(), Error> {
        self.0.begin(src, tokens);
        if self.0.take_root(tokens.step_to_root(src.as_bytes())?) {
            self.0.gather(tokens)?;
        }
        // Nothing follows the root.
        tokens.step_to_end(src.as_bytes())
    }

    /// Returns the name of the root: often, but not always, the command in lower case, with `response`.
    ///
    /// In JSON the root is the first member that is an object, or the first member if none is. The other members are
    /// left out.
    #[must_use]
    pub fn name(&self) -> Text<'a> {
        self.node().name()
    }

    /// Returns the root.
    #[must_use]
    pub const fn node(&self) -> Node<'a> {
        self.0.job.node
    }

    /// Returns the syntax of the body.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.node().syntax
    }

    /// Returns the server's version: in XML an attribute of the root; in JSON a second root member, and only on
    /// some servers of 4.1.
    ///
    /// Wire: `<… cloud-stack-version="4.20.0.0">`, on servers of 4.1 also `cloudstack-version`.
    #[must_use]
    #[doc(alias("cloud-stack-version", "cloudstack-version"))]
    pub fn version(&self) -> Option<Text<'a>> {
        const NAMES: [&str; 2] = ["cloud-stack-version", "cloudstack-version"];
        let node = match self.node().syntax {
            Syntax::Xml => return NAMES.iter().find_map(|name| self.node().attribute(name)),
            Syntax::Json => self.node().document(),
        };
        NAMES.iter().find_map(|name| node.text_of(name))
    }

    /// Returns the fault, where the server says no to the request.
    ///
    /// A fault that stands in a `jobresult` is the job's, not the request's: see [`JobReport::state`].
    ///
    /// Wire: `errorcode` or `errortext` at depth 1, unless the answer is a job's by the first rule of
    /// [`kind`](Self::kind). `{"error":{"description":"…"}}` and `<error>…</error>`, from the oldest servers and from
    /// the integration port, count too.
    #[must_use]
    pub fn fault(&self) -> Option<Fault<'a>> {
        Rules::fault(self)
    }

    /// Returns the answer itself, or the fault where there is one.
    ///
    /// Without this call a refused answer looks like an empty one, with no items and no job. So does an error that a
    /// gateway writes in a form of its own, such as `{"message":"Not Found"}`: after an HTTP status of 400 or more, an
    /// answer without a fault is not the server's.
    ///
    /// # Errors
    /// The [`fault`](Self::fault), which borrows from the body; for an error that owns its text write
    /// `.map_err(|fault| fault.to_string())`.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// let refused = br#"{"listzonesresponse":{"errorcode":401,"errortext":"unable to verify user credentials"}}"#;
    /// let response = Response::parse(refused)?;
    /// assert_eq!(response.items("zone").count(), 0);
    /// let fault = response.or_fault().unwrap_err();
    /// assert_eq!(fault.to_string(), "unable to verify user credentials (401)");
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    pub fn or_fault(self) -> Result<Self, Fault<'a>> {
        self.fault().map_or(Ok(self), Err)
    }

    /// Returns the ids of the job that a command has started.
    ///
    /// It is `None` where the command was carried out at once, but `Some` for the report of a job too, which also has a
    /// `jobid`: ask this only of the answer to a command that was submitted.
    ///
    /// Wire: `{"startvirtualmachineresponse":{"jobid":"…"}}`, with `"id"` where a resource is created.
    #[must_use]
    pub fn submitted(&self) -> Option<Submitted<'a>> {
        Rules::submitted(self)
    }

    /// Returns the report of the job that was asked for, or that `cancelAsyncJob` was to cancel.
    ///
    /// Wire: `{"queryasyncjobresultresponse":{…,"jobstatus":0}}`: `jobstatus` at depth 1.
    #[must_use]
    pub fn job(&self) -> Option<JobReport<'a>> {
        self.0.has(Member::JobStatus).then_some(self.0.job)
    }

    /// Returns the jobs of a list, which may be empty.
    ///
    /// Each job is gathered when it is asked for. For lists of many megabytes, [`Jobs`] reads and gathers in one pass.
    ///
    /// Wire: `{"listasyncjobsresponse":{"count":2,"asyncjobs":[{…},{…}]}}`, or any root that begins with
    /// `listasyncjobs`. A fault with such a root is an empty list here: ask for the [`fault`](Self::fault) first. The
    /// answer to `upgradeRouterTemplate` is a list of the jobs that it has begun: they have a `jobid` and nothing else,
    /// so that their status is unknown until they are polled.
    #[must_use]
    pub fn jobs(&self) -> Option<JobList<'a>> {
        self.has_jobs().then(|| self.list())
    }

    fn list(&self) -> JobList<'a> {
        JobList::new(self.node(), self.count())
    }

    /// Returns the items of a list: the members of depth 1 of that name.
    ///
    /// To read a list page by page, send `page`, from 1, and `pagesize` together until [`count`](Self::count) items
    /// have come or a page has none. A fault has no items: ask for the [`fault`](Self::fault) first. A wrong name looks
    /// like an empty page: a first page that has a count but no items gives it away. Without `page` a server sends no
    /// more than the first 500, or as many as its setting `default.page.size` says; it answers a greater `pagesize`
    /// with 431.
    ///
    /// A program that does not know the name takes the children of the [`node`](Self::node) that are not called `count`.
    ///
    /// Wire: `{"listzonesresponse":{"count":1,"zone":[{…}]}}`. The name is the object's, not the command's.
    #[must_use]
    pub fn items<'n>(&self, name: &'n str) -> impl FusedIterator<Item = Node<'a>> + Clone + use<'a, 'n> {
        self.node().all(name)
    }

    /// Returns how many items there are on all pages; `None` where there is no `count`, as in an empty list,
    /// or one above `i32::MAX`, which no server has.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        Rules::count(self)
    }

    /// Returns the flag of a command that was carried out at once: `true` or `false`, in lower case as servers write
    /// it.
    ///
    /// Wire: `{"deletezoneresponse":{"success":true}}`; `"true"` on servers up to 3.x.
    #[must_use]
    pub fn success(&self) -> Option<bool> {
        Rules::success(self)
    }

    /// Returns the text beside the flag: the reason, if the command did not succeed.
    ///
    /// Wire: `{"deletezoneresponse":{"success":false,"displaytext":"…"}}`.
    #[must_use]
    #[doc(alias = "displaytext")]
    pub fn display_text(&self) -> Option<Text<'a>> {
        self.node().text_of("displaytext")
    }

    /// Tells what the answer is where the command is not known, by the first of these rules that applies:
    ///
    /// 1. `jobstatus`, and either the root begins with `queryasyncjob` or `cancelasyncjob`, or the status is not 0: a
    ///    job
    /// 2. `errorcode` or `errortext`, or a root `error` with a text: a fault
    /// 3. `asyncjobs`, or the root begins with `listasyncjobs`: jobs
    /// 4. `jobid`, and the root begins with neither `queryasyncjob` nor `cancelasyncjob`: submitted
    /// 5. anything else
    #[must_use]
    pub fn kind(&self) -> Kind<'a> {
        match self.rule() {
            Rule::Job => Kind::Job(self.0.job),
            Rule::Fault(fault) => Kind::Fault(fault),
            Rule::Jobs => Kind::Jobs(self.list()),
            Rule::Submitted(submitted) => Kind::Submitted(submitted),
            Rule::Other => Kind::Other(self.node()),
        }
    }
}

/// The name and the kind of the answer, with the text of a fault or of a result that is a text, but nothing of an
/// object, which can hold a password.
impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("name", &self.name())
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

impl<'a> Gathered<'a> for Response<'a> {
    fn has(&self, member: Member) -> bool {
        self.0.has(member)
    }

    fn text(&self, member: Member) -> Option<Text<'a>> {
        self.0.text(member)
    }

    fn number(&self, member: Member) -> Option<i32> {
        self.0.number(member)
    }
}

impl<'a> Rules<'a> for Response<'a> {
    fn root_name(&self) -> RootName {
        RootName::of(&self.name())
    }

    fn description(&self) -> Option<Text<'a>> {
        match self.node().child("description") {
            Some(description) => description.text(),
            None => self.node().text(),
        }
    }
}

/// The two ids of a submit answer, as they stand on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "a submit answer has two ids and nothing else")]
pub struct Submitted<'a> {
    /// `jobid`: the id of the job.
    #[doc(alias = "jobid")]
    pub job_id: Text<'a>,
    /// `id`: the id of the resource that is being created.
    pub id: Option<Text<'a>>,
}

impl Submitted<'_> {
    /// Copies the id of the job out of the body.
    ///
    /// # Errors
    /// [`BadId`] if the text is not an id.
    #[doc(alias = "jobid")]
    pub fn job_id(&self) -> Result<JobId, BadId> {
        self.job_id.try_into()
    }

    /// Copies the id of the resource out of the body; `None` if there is none, or if the text is not an id.
    #[must_use]
    #[doc(alias = "id")]
    pub fn resource_id(&self) -> Option<ResourceId> {
        self.id?.parse()
    }
}

/// By the [`kind`](Response::kind) of the answer; a [`Scan`](crate::Scan) of it says the same.
impl From<&Response<'_>> for Heard {
    fn from(response: &Response<'_>) -> Self {
        // What comes after these two says nothing.
        if response.is_job() {
            return Self::from(response.0.job);
        }
        response.request_fault().map_or(Self::Nothing, Self::from)
    }
}

impl From<Response<'_>> for Heard {
    fn from(response: Response<'_>) -> Self {
        Self::from(&response)
    }
}

/// From a job of a [list](crate::Poller#many-jobs-at-once). A report without `jobstatus` says nothing.
impl From<JobReport<'_>> for Heard {
    fn from(job: JobReport<'_>) -> Self {
        Job::heard(&job)
    }
}

/// An answer that cannot be read says nothing of the job.
impl From<Result<Response<'_>, Error>> for Heard {
    fn from(response: Result<Response<'_>, Error>) -> Self {
        response.map_or(Self::Nothing, Self::from)
    }
}

/// As [`Response::or_fault`] returns it.
impl From<Result<Response<'_>, Fault<'_>>> for Heard {
    fn from(response: Result<Response<'_>, Fault<'_>>) -> Self {
        response.map_or_else(Self::from, Self::from)
    }
}
