//! Writes a server's answers, for simulators and tests: the answers that [`Response`](crate::Response) reads.
//!
//! An [`Answer`] knows the root, the syntax and the version; each of its methods writes one whole body into any
//! `core::fmt::Write`, with the members of a current server, in that server's order. [`write`](Answer::write) writes
//! everything else, by the verbs of a [`Writer`]. For the request there are [`Query`](crate::Query), which tells what
//! is asked, in which syntax, and with the feature `sign` whether the signature is right, and
//! [`Method::of`](crate::Method::of), which tells what a server refuses by GET.
//!
//! Source: `ApiResponseSerializer`, `ApiServer`, `AsyncJobResponse`, `ExceptionResponse`.
//!
//! # Relaying
//! A proxy passes on what it has read with [`Writer::members_of`], or a whole answer with
//! [`Node::write`](crate::Node::write). It had better ask the server in the syntax that its client wants: what comes
//! from XML becomes text in JSON, `"jobstatus":"0"`, and a map of JSON becomes elements in XML, or an error where a key
//! is not a name that XML allows. To keep an answer, keep the body.
//!
//! A command is passed on without what belongs to its signature, and signed anew. A parameter that occurs twice is then
//! a [`Duplicate`](crate::CommandErrorKind::Duplicate): pass on the one that [`Query::get`](crate::Query::get) gives.
//!
//! ```
//! use cloudstack_codec::{Command, Query};
//!
//! const SIGNED: [&str; 5] = ["command", "apiKey", "signature", "signatureVersion", "expires"];
//!
//! let received = Query::parse("command=listZones&response=json&name=a+b&apiKey=theirs&signature=ofthem%3D")?;
//! let name = received.command().ok_or("no command")?.to_string();
//! let mut command = Command::new(String::new(), &name);
//! for (name, value) in received.params() {
//!     let name = name.to_string();
//!     if !SIGNED.iter().any(|signed| name.eq_ignore_ascii_case(signed)) {
//!         command = command.param(&name, value);
//!     }
//! }
//! // With the feature `sign`: `.sign(&ours)?`.
//! assert_eq!(command.finish()?, "command=listZones&response=json&name=a%20b");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

use core::fmt::{self, Write as _};

pub use self::job::{Job, Members, Outcome};
use crate::event::Syntax;
use crate::job::{JobId, ResourceId};
use crate::state::Fault;
use crate::write::document;
pub use crate::write::{Integer, List, WriteError, Writer};

mod job;

/// How a server begins an answer: the root, the syntax and the server's version.
///
/// What is written reads back the same if a fault has a code or a text, and no object has the name of a member that
/// this crate knows, such as `errorcode`. The exceptions:
///
/// - an empty text and a count above `i32::MAX` read as `None`, a result of nothing but white space as `Empty`
/// - an XML root `html`, whatever its case, reads as a web page
/// - [`Response::kind`](crate::Response::kind) goes by the root, too: a pending job reads as a job only under the root
///   of `queryAsyncJobResult` or `cancelAsyncJob`, and under that of `listAsyncJobs` anything but a fault or a job that
///   has ended reads as jobs
/// - the version, and the `cserrorcode` of a job, are only in XML
///
/// # Examples
/// A server without sockets: what it says to a command and to the two polls after it.
/// ```
/// use cloudstack_codec::answer::{Answer, Job, Outcome};
/// use cloudstack_codec::{JobId, JobStatus, ResourceId, Syntax};
///
/// let (job, vm) = (JobId::new("1")?, ResourceId::new("100")?);
/// let mut body = String::new();
///
/// let answer = Answer::to("deployVirtualMachine", Syntax::Json);
/// answer.submitted(&mut body, job, Some(vm))?;
/// assert_eq!(body, r#"{"deployvirtualmachineresponse":{"id":"100","jobid":"1"}}"#);
///
/// body.clear();
/// let answer = Answer::to("queryAsyncJobResult", Syntax::Json);
/// answer.job(&mut body, &Job::new(JobStatus::Pending).progress(1).job_id(job))?;
/// assert_eq!(body, r#"{"queryasyncjobresultresponse":{"jobprocstatus":1,"jobid":"1","jobstatus":0}}"#);
///
/// body.clear();
/// let answer = Answer::to("queryAsyncJobResult", Syntax::Xml).version("4.22.0.0");
/// let done = Job::new(JobStatus::Succeeded).job_id(job);
/// answer.job(&mut body, &done.result(Outcome::Object("virtualmachine", &|w| w.text("id", vm))))?;
/// assert_eq!(body, concat!(
///     r#"<?xml version="1.0" encoding="UTF-8"?><queryasyncjobresultresponse cloud-stack-version="4.22.0.0">"#,
///     "<jobresulttype>object</jobresulttype><jobresult><virtualmachine><id>100</id></virtualmachine></jobresult>",
///     "<jobid>1</jobid><jobstatus>1</jobstatus></queryasyncjobresultresponse>",
/// ));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    root: Root<'a>,
    syntax: Syntax,
    version: Option<&'a str>,
}

impl<'a> Answer<'a> {
    /// Begins the answer to a command: `deployVirtualMachine` is answered by `deployvirtualmachineresponse`.
    ///
    /// The name of a command that a client sent may be one that XML does not allow; then nothing can be written. So
    /// answer a command that you do not know under the root `errorresponse`, by [`named`](Self::named).
    #[must_use]
    pub const fn to(command: &'a str, syntax: Syntax) -> Self {
        Self { root: Root::To(command), syntax, version: None }
    }

    /// Begins an answer whose root does not follow from the command's name.
    ///
    /// `restorevmresponse` answers `restoreVirtualMachine`, and `errorresponse` an unknown command.
    #[must_use]
    pub const fn named(root: &'a str, syntax: Syntax) -> Self {
        Self { root: Root::Named(root), syntax, version: None }
    }

    /// Sets the server's version, an attribute of the root in XML; in JSON it is not written.
    #[doc(alias = "cloud-stack-version")]
    #[must_use]
    pub const fn version(self, version: &'a str) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Writes that a command was accepted and a job was started.
    ///
    /// Wire: `<…response><id>UUID</id><jobid>UUID</jobid></…response>`, `{"…response":{"id":"UUID","jobid":"UUID"}}`;
    /// `id` only for commands that create something.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`]; the same goes for all methods of an answer.
    ///
    /// # Examples
    /// See [`Answer`].
    pub fn submitted(
        &self,
        out: &mut dyn fmt::Write,
        job_id: JobId,
        id: Option<ResourceId>,
    ) -> Result<(), WriteError> {
        self.write(out, |w| {
            if let Some(id) = id {
                w.text("id", id)?;
            }
            w.text("jobid", job_id)
        })
    }

    /// Writes how a job stands.
    ///
    /// Wire: `<…response><jobid>1</jobid><jobstatus>0</jobstatus></…response>`,
    /// `{"…response":{"jobid":"1","jobstatus":0}}`, and before them whatever else [`Job`] was given.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`].
    ///
    /// # Examples
    /// See [`Answer`] and [`Job`].
    pub fn job(&self, out: &mut dyn fmt::Write, job: &Job<'_>) -> Result<(), WriteError> {
        self.write(out, |w| job.write(w))
    }

    /// Writes a list of jobs, as `listAsyncJobs` is answered; `count` as in [`list`](Self::list).
    ///
    /// Wire: `<count>1</count><asyncjobs>…</asyncjobs>`, `{"listasyncjobsresponse":{"count":1,"asyncjobs":[{…}]}}`.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`].
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::answer::{Answer, Job};
    /// use cloudstack_codec::{JobStatus, Response, Syntax};
    ///
    /// let mut body = String::new();
    /// let page = [Job::new(JobStatus::Pending), Job::new(JobStatus::Succeeded)];
    /// Answer::to("listAsyncJobs", Syntax::Xml).jobs(&mut body, 40, page)?;
    /// let jobs = Response::parse(body.as_bytes())?.jobs().unwrap();
    /// assert_eq!((jobs.total(), jobs.count()), (Some(40), 2));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[doc(alias = "asyncjobs")]
    pub fn jobs<'j>(
        &self,
        out: &mut dyn fmt::Write,
        count: u32,
        jobs: impl IntoIterator<Item = Job<'j>>,
    ) -> Result<(), WriteError> {
        self.list(out, "asyncjobs", count, jobs, |w, job| job.write(w))
    }

    /// Writes a page of a list, each item by `members`.
    ///
    /// Wire: `{"listzonesresponse":{"count":2,"zone":[{…},{…}]}}`, `<count>2</count><zone>…</zone><zone>…</zone>`.
    /// `count` is the number of items on all pages together, and is left out if it is 0; an empty page is left out
    /// too.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`]; and what `members` returns.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Syntax, answer::Answer};
    ///
    /// let mut body = String::new();
    /// let answer = Answer::to("listZones", Syntax::Json);
    /// answer.list(&mut body, "zone", 2, ["San Jose 1", "Genf"], |w, name| w.text("name", name))?;
    /// assert_eq!(body, r#"{"listzonesresponse":{"count":2,"zone":[{"name":"San Jose 1"},{"name":"Genf"}]}}"#);
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    pub fn list<T>(
        &self,
        out: &mut dyn fmt::Write,
        name: &str,
        count: u32,
        page: impl IntoIterator<Item = T>,
        mut members: impl FnMut(&mut Writer<'_>, T) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let mut page = page.into_iter().peekable();
        self.write(out, |w| {
            if count > 0 {
                w.number("count", count)?;
            }
            if page.peek().is_none() {
                return Ok(());
            }
            w.list(name, |list| page.try_for_each(|item| list.object(|w| members(w, item))))
        })
    }

    /// Writes one object, the answer to a command that has no job.
    ///
    /// Wire: `<createzoneresponse><zone>…</zone></createzoneresponse>`, `{"createzoneresponse":{"zone":{…}}}`.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`]; and what `members` returns.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Syntax, answer::Answer};
    ///
    /// let mut body = String::new();
    /// Answer::to("createZone", Syntax::Json).object(&mut body, "zone", |w| w.text("name", "Genf"))?;
    /// assert_eq!(body, r#"{"createzoneresponse":{"zone":{"name":"Genf"}}}"#);
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    pub fn object(
        &self,
        out: &mut dyn fmt::Write,
        name: &str,
        members: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.write(out, |w| w.object(name, members))
    }

    /// Writes whether a command without a job succeeded, with or without a text.
    ///
    /// Wire: `<success>true</success><displaytext>…</displaytext>`,
    /// `{"deletezoneresponse":{"success":true,"displaytext":"…"}}`.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`].
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Syntax, answer::Answer};
    ///
    /// let mut body = String::new();
    /// Answer::to("deleteZone", Syntax::Json).success(&mut body, false, Some("in use"))?;
    /// assert_eq!(body, r#"{"deletezoneresponse":{"success":false,"displaytext":"in use"}}"#);
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    #[doc(alias = "displaytext")]
    pub fn success(
        &self,
        out: &mut dyn fmt::Write,
        success: bool,
        text: Option<&str>,
    ) -> Result<(), WriteError> {
        self.write(out, |w| {
            w.bool("success", success)?;
            write_text(w, "displaytext", text)
        })
    }

    /// Writes that the request is refused.
    ///
    /// Wire: `<errorcode>431</errorcode><cserrorcode>4350</cserrorcode><errortext>…</errortext>`,
    /// `{"…":{"uuidList":[],"errorcode":431,"cserrorcode":4350,"errortext":"…"}}`. A server sends it with the code as
    /// HTTP status.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`].
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{ErrorCode, Fault, Syntax, answer::Answer};
    ///
    /// let mut body = String::new();
    /// let fault = Fault::new(ErrorCode::PARAM_ERROR, "Unable to find template 99");
    /// Answer::to("deployVirtualMachine", Syntax::Json).fault(&mut body, &fault)?;
    /// assert_eq!(body, concat!(
    ///     r#"{"deployvirtualmachineresponse":"#,
    ///     r#"{"uuidList":[],"errorcode":431,"errortext":"Unable to find template 99"}}"#,
    /// ));
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    #[doc(alias("uuidList", "cserrorcode", "errorresponse"))]
    pub fn fault(&self, out: &mut dyn fmt::Write, fault: &Fault<'_>) -> Result<(), WriteError> {
        self.write(out, |w| {
            w.list("uuidList", |_| Ok(()))?;
            write_fault(w, fault)
        })
    }

    /// Writes an answer with members of the caller's own.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`]; and what `members` returns.
    ///
    /// # Examples
    /// A job as servers up to 2.2 reported it: numbers for ids, `jobid` first.
    /// ```
    /// use cloudstack_codec::{Syntax, answer::Answer};
    ///
    /// let mut body = String::new();
    /// Answer::named("queryasyncjobresult", Syntax::Json).write(&mut body, |w| {
    ///     w.number("jobid", 1)?;
    ///     w.number("jobstatus", 0)
    /// })?;
    /// assert_eq!(body, r#"{"queryasyncjobresult":{"jobid":1,"jobstatus":0}}"#);
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    pub fn write(
        &self,
        out: &mut dyn fmt::Write,
        members: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let version = self.version.map(|version| ("cloud-stack-version", version));
        document(out, self.syntax, &self.root, version, members)
    }
}

#[derive(Clone, Copy, Debug)]
enum Root<'a> {
    To(&'a str),
    Named(&'a str),
}

impl fmt::Display for Root<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(root) => f.write_str(root),
            Self::To(command) => {
                command.chars().try_for_each(|c| f.write_char(c.to_ascii_lowercase()))?;
                f.write_str("response")
            }
        }
    }
}

fn write_fault(w: &mut Writer<'_>, fault: &Fault<'_>) -> Result<(), WriteError> {
    write_number(w, "errorcode", fault.code.map(|code| code.0))?;
    write_number(w, "cserrorcode", fault.cs_code)?;
    write_text(w, "errortext", fault.text)
}

fn write_text(w: &mut Writer<'_>, name: &str, text: Option<impl fmt::Display>) -> Result<(), WriteError> {
    text.map_or(Ok(()), |text| w.text(name, text))
}

fn write_number(w: &mut Writer<'_>, name: &str, number: Option<i32>) -> Result<(), WriteError> {
    number.map_or(Ok(()), |number| w.number(name, number))
}
