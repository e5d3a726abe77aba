//! A job as a current server reports it: `AsyncJobResponse`, then the members of `BaseResponse`.

use core::fmt;

use super::{write_fault, write_number, write_text};
use crate::event::Syntax;
use crate::job::{JobId, JobStatus, ResourceId};
use crate::state::Fault;
use crate::text::Text;
use crate::timestamp::Timestamp;
use crate::write::{WriteError, Writer};

/// Declares [`Job`]: its optional members, each with its setter.
macro_rules! job {
    ($($(#[$doc:meta])* $member:ident: $type:ty,)*) => {
        /// A report of a job: the answer to `queryAsyncJobResult`, or an item of `listAsyncJobs`.
        ///
        /// Only the status is required. Members are written in the order of a current server, whatever the order of the
        /// calls. A current server always has `accountid`, `account`, `domainid`, `domainpath`, `userid`, `cmd`,
        /// `jobprocstatus`, `jobresultcode`, `created` and `jobid`.
        ///
        /// # Examples
        /// ```
        /// use cloudstack_codec::answer::{Answer, Job, Outcome};
        /// use cloudstack_codec::{ErrorCode, Fault, JobStatus, Syntax};
        ///
        /// let code = ErrorCode::INSUFFICIENT_CAPACITY_ERROR;
        /// let failed = Job::new(JobStatus::Failed)
        ///     .progress(0)
        ///     .result_code(code.0)
        ///     .result(Outcome::Fault(Fault::new(code, "not enough capacity")));
        /// let mut body = String::new();
        /// Answer::to("queryAsyncJobResult", Syntax::Json).job(&mut body, &failed)?;
        /// assert_eq!(body, concat!(
        ///     r#"{"queryasyncjobresultresponse":{"jobprocstatus":0,"jobresultcode":533,"jobresulttype":"object","#,
        ///     r#""jobresult":{"errorcode":533,"errortext":"not enough capacity"},"jobstatus":2}}"#,
        /// ));
        /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
        /// ```
        #[derive(Clone, Copy, Debug)]
        #[must_use]
        pub struct Job<'a> {
            status: JobStatus,
            $($member: Option<$type>,)*
        }

        impl<'a> Job<'a> {
            /// Makes a report of a job with this status; for `Unknown(None)` no `jobstatus` is written.
            #[doc(alias = "jobstatus")]
            pub const fn new(status: JobStatus) -> Self {
                Self { status, $($member: None,)* }
            }

            $(
                $(#[$doc])*
                pub const fn $member(self, $member: $type) -> Self {
                    Self { $member: Some($member), ..self }
                }
            )*
        }
    };
}

job! {
    /// Sets the id of the account whose job it is: `accountid`.
    #[doc(alias = "accountid")]
    account_id: &'a str,
    /// Sets the account's name: `account`.
    account: &'a str,
    /// Sets the id of the account's domain: `domainid`.
    #[doc(alias = "domainid")]
    domain_id: &'a str,
    /// Sets the path of that domain, such as `ROOT/a`: `domainpath`.
    #[doc(alias = "domainpath")]
    domain_path: &'a str,
    /// Sets the id of the user who asked for the job: `userid`.
    #[doc(alias = "userid")]
    user_id: &'a str,
    /// Sets the Java class of the command: `cmd`.
    cmd: &'a str,
    /// Sets the progress, 0 by convention where there is none: `jobprocstatus`.
    #[doc(alias = "jobprocstatus")]
    progress: i32,
    /// Sets the result's code: `jobresultcode`, 0 or that of the fault.
    #[doc(alias = "jobresultcode")]
    result_code: i32,
    /// Sets the result: `jobresult`, and the `jobresulttype` that goes with it.
    #[doc(alias("jobresult", "jobresulttype"))]
    result: Outcome<'a>,
    /// Sets what the job works on, such as `VirtualMachine`: `jobinstancetype`.
    #[doc(alias = "jobinstancetype")]
    job_instance_type: &'a str,
    /// Sets the id of what the job works on: `jobinstanceid`.
    #[doc(alias = "jobinstanceid")]
    job_instance_id: ResourceId,
    /// Sets the id of the server that is running the job: `managementserverid`.
    #[doc(alias = "managementserverid")]
    management_server_id: &'a str,
    /// Sets the name of that server: `managementservername`.
    #[doc(alias = "managementservername")]
    management_server_name: &'a str,
    /// Sets when the job was started, written as `2026-04-14T09:25:51+0000`: `created`.
    created: Timestamp,
    /// Sets when the job was finished: `completed`.
    completed: Timestamp,
    /// Sets the job's id: `jobid`.
    #[doc(alias = "jobid")]
    job_id: JobId,
}

impl Job<'_> {
    /// Writes the members, in the server's order, into the object that is open.
    ///
    /// For lists whose results are written by closures that live for one item only;
    /// [`Answer::jobs`](super::Answer::jobs) takes reports that all live at once.
    ///
    /// # Errors
    /// Those of every verb of a [`Writer`].
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::answer::{Answer, Job, Outcome};
    /// use cloudstack_codec::{JobStatus, Syntax};
    ///
    /// let mut body = String::new();
    /// Answer::to("listAsyncJobs", Syntax::Json).list(&mut body, "asyncjobs", 2, ["a", "b"], |w, name| {
    ///     let done = Job::new(JobStatus::Succeeded);
    ///     done.result(Outcome::Object("zone", &|w| w.text("name", name))).write(w)
    /// })?;
    /// assert!(body.ends_with(concat!(
    ///     r#"{"jobresulttype":"object","jobresult":{"zone":{"name":"b"}},"jobstatus":1}]}}"#,
    /// )));
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    pub fn write(&self, w: &mut Writer<'_>) -> Result<(), WriteError> {
        write_text(w, "accountid", self.account_id)?;
        write_text(w, "account", self.account)?;
        write_text(w, "domainid", self.domain_id)?;
        write_text(w, "domainpath", self.domain_path)?;
        write_text(w, "userid", self.user_id)?;
        write_text(w, "cmd", self.cmd)?;
        write_number(w, "jobprocstatus", self.progress)?;
        write_number(w, "jobresultcode", self.result_code)?;
        if let Some(result) = &self.result {
            result.write(w)?;
        }
        write_text(w, "jobinstancetype", self.job_instance_type)?;
        write_text(w, "jobinstanceid", self.job_instance_id)?;
        write_text(w, "managementserverid", self.management_server_id)?;
        write_text(w, "managementservername", self.management_server_name)?;
        write_text(w, "created", self.created)?;
        write_text(w, "completed", self.completed)?;
        write_text(w, "jobid", self.job_id)?;
        write_number(w, "jobstatus", self.status.code())
    }
}

/// Writes the members of a result object: a closure `|w| { w.text("id", "450")?; … }`, or a function.
///
/// The closure must live as long as the job that it is given to: where the job is built in a `match` or a function, put
/// the closure into a variable first, and give its argument a type there: `|w: &mut Writer<'_>| …`. The closure need
/// not be `Send`, and so a job that may have such members stays in its thread.
pub type Members<'a> = dyn Fn(&mut Writer<'_>) -> Result<(), WriteError> + 'a;

/// What came of a job: its `jobresult`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Outcome<'a> {
    /// A fault: `{"errorcode":530,"errortext":"…"}`. Its `cserrorcode` is written only in XML; a current server writes
    /// none for a job.
    Fault(Fault<'a>),
    /// An object and what writes its members: `{"virtualmachine":{…}}`.
    Object(&'a str, &'a Members<'a>),
    /// A flag, with or without a text: `{"success":true,"details":"…"}`, with `displaytext` for `details` in XML.
    Success(bool, Option<&'a str>),
    /// A text, as servers up to 2.x had it.
    Text(&'a str),
}

impl Outcome<'_> {
    fn write(&self, w: &mut Writer<'_>) -> Result<(), WriteError> {
        let name = "jobresult";
        w.text("jobresulttype", if matches!(self, Self::Text(_)) { "text" } else { "object" })?;
        match *self {
            Self::Text(text) => w.text(name, text),
            Self::Object(object, members) => w.object(name, |w| w.object(object, members)),
            Self::Fault(fault) => w.object(name, |w| match w.syntax() {
                Syntax::Xml => write_fault(w, &fault),
                Syntax::Json => write_fault(w, &Fault { cs_code: None, ..fault }),
            }),
            Self::Success(success, text) => w.object(name, |w| {
                w.bool("success", success)?;
                let details = match w.syntax() {
                    Syntax::Xml => "displaytext",
                    Syntax::Json => "details",
                };
                write_text(w, details, text)
            }),
        }
    }
}

/// Without the closure, which has nothing to show. `str`'s own `Debug` would link a panic.
impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault(fault) => f.debug_tuple("Fault").field(fault).finish(),
            Self::Object(name, _) => {
                f.debug_tuple("Object").field(&Text::plain(name)).finish_non_exhaustive()
            }
            Self::Success(success, text) => {
                f.debug_tuple("Success").field(success).field(&text.map(Text::plain)).finish()
            }
            Self::Text(text) => f.debug_tuple("Text").field(&Text::plain(text)).finish(),
        }
    }
}
