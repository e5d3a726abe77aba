//! The report of one job: an answer to `queryAsyncJobResult`, or an item of `listAsyncJobs`.

use core::fmt;

use super::member::{Found, JOB_NUMBERS, JOB_TEXTS, Member, NUMBERS, Place};
use super::rules::{Gathered, Job};
use crate::find;
use crate::job::JobStatus;
use crate::node::Node;
use crate::read::token::Span;
use crate::state::{JobResult, JobState};
use crate::text::Text;

/// What a server reports of a job.
///
/// Every member but `jobstatus` can be absent, and members come in any order.
///
/// Wire:
/// ```xml
/// <queryasyncjobresultresponse cloud-stack-version="4.20.0.0"><accountid>…</accountid><userid>…</userid>
///   <cmd>org.apache.cloudstack.api.command.user.vm.StartVMCmd</cmd><jobprocstatus>0</jobprocstatus>
///   <jobresultcode>0</jobresultcode><jobresulttype>object</jobresulttype><jobresult>…</jobresult>
///   <created>…</created><jobid>…</jobid><jobstatus>1</jobstatus></queryasyncjobresultresponse>
/// ```
/// ```json
/// {"queryasyncjobresultresponse":{"accountid":"…","userid":"…",
///   "cmd":"org.apache.cloudstack.api.command.user.vm.StartVMCmd","jobprocstatus":0,"jobresultcode":0,
///   "jobresulttype":"object","jobresult":{…},"created":"…","jobid":"…","jobstatus":1}}
/// ```
///
/// # Examples
/// ```
/// use cloudstack_codec::{JobResult, JobState, Response};
///
/// let body = br#"{"queryasyncjobresultresponse":{"jobresult":{"virtualmachine":{"id":"450","jobstatus":0}},
///     "jobid":"1","jobstatus":1}}"#;
/// let job = Response::parse(body)?.job().unwrap();
/// match job.state() {
///     JobState::Succeeded(JobResult::Object(vm)) => assert_eq!(vm.text_of("id").unwrap(), "450"),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
///
/// Source: `org.apache.cloudstack.api.response.AsyncJobResponse`.
#[derive(Clone, Copy)]
#[doc(alias = "AsyncJobResponse")]
pub struct JobReport<'a> {
    pub(super) node: Node<'a>,
    pub(super) members: JobMembers,
}

// Up to this size it is moved without a call.
const _: () = assert!(size_of::<JobReport<'_>>() <= 128);

/// Members that are looked up when they are asked for: their method, their name on the wire, their meaning.
macro_rules! looked_up {
    ($($(#[$doc:meta])* $method:ident $wire:literal)*) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $method(&self) -> Option<Text<'a>> {
                self.node.all($wire).last()?.text()
            }
        )*
    };
}

impl<'a> JobReport<'a> {
    /// Judges where the job stands and what came of it.
    // Inlined where size counts, so that a report that is only looked at is not copied.
    #[cfg_attr(small, inline(always))]
    #[must_use]
    pub fn state(&self) -> JobState<'a> {
        Job::state(self)
    }

    /// Returns the id of the job: a UUID, or an integer on servers before 3.0. It parses to a [`JobId`](crate::JobId).
    #[must_use]
    #[doc(alias = "jobid")]
    pub fn job_id(&self) -> Option<Text<'a>> {
        self.text(Member::JobId)
    }

    /// Returns the status alone; unknown without a number where there is none.
    #[must_use]
    #[doc(alias = "jobstatus")]
    pub fn status(&self) -> JobStatus {
        Job::status(self)
    }

    /// Returns how far a pending job has come, as a number without a unit.
    #[must_use]
    #[doc(alias = "jobprocstatus")]
    pub fn progress(&self) -> Option<i32> {
        self.number(Member::JobProcStatus)
    }

    /// Returns the code of the result: 0, or the code of the fault. It says nothing about the state.
    #[must_use]
    #[doc(alias = "jobresultcode")]
    pub fn result_code(&self) -> Option<i32> {
        self.number(Member::JobResultCode)
    }

    /// Returns the type of the result: `object`, on servers up to 2.x also `text`.
    #[must_use]
    #[doc(alias = "jobresulttype")]
    pub fn result_type(&self) -> Option<Text<'a>> {
        self.text(Member::JobResultType)
    }

    /// Judges what came of the job, whatever its status: a pending job can have a result already.
    #[inline(always)]
    #[must_use]
    #[doc(alias = "jobresult")]
    pub fn result(&self) -> JobResult<'a> {
        Job::result(self)
    }

    /// Returns the whole report, for members that have no method here.
    #[must_use]
    pub const fn node(&self) -> Node<'a> {
        self.node
    }

    looked_up! {
        /// Returns the id of the account that the job belongs to.
        #[doc(alias = "accountid")]
        account_id "accountid"
        /// Returns the name of the account; only newer servers of 4.x send it.
        account "account"
        /// Returns the id of the account's domain; only newer servers of 4.x send it.
        #[doc(alias = "domainid")]
        domain_id "domainid"
        /// Returns the path of the account's domain, `ROOT/a`; only newer servers of 4.x send it.
        #[doc(alias = "domainpath")]
        domain_path "domainpath"
        /// Returns the id of the user who started the job.
        #[doc(alias = "userid")]
        user_id "userid"
        /// Returns the class of the command, `org.apache.cloudstack.api.command.user.vm.StartVMCmd`.
        cmd "cmd"
        /// Returns the type of the resource that the job works on, `VirtualMachine`.
        #[doc(alias = "jobinstancetype")]
        job_instance_type "jobinstancetype"
        /// Returns the id of the resource that the job works on.
        #[doc(alias = "jobinstanceid")]
        job_instance_id "jobinstanceid"
        /// Returns the id of the management server that is carrying the job out, as long as it is; since 4.19.
        #[doc(alias = "managementserverid")]
        management_server_id "managementserverid"
        /// Returns the name of that management server; since 4.21.
        #[doc(alias = "managementservername")]
        management_server_name "managementservername"
        /// Returns when the job was created, `2026-04-14T09:25:51+0000`, in the server's zone; it parses to a
        /// [`Timestamp`](crate::Timestamp).
        created "created"
        /// Returns when the job finished, in the same form; only newer servers of 4.x send it.
        completed "completed"
    }
}

impl<'a> Gathered<'a> for JobReport<'a> {
    #[inline]
    fn has(&self, member: Member) -> bool {
        self.members.found.has(member)
    }

    #[inline]
    fn text(&self, member: Member) -> Option<Text<'a>> {
        self.members.text(&self.node, member)
    }

    #[inline]
    fn number(&self, member: Member) -> Option<i32> {
        self.members.found.number(member)
    }
}

impl<'a> Job<'a> for JobReport<'a> {
    type Object = Node<'a>;

    #[inline]
    fn result_text(&self) -> Option<Text<'a>> {
        self.text(Member::JobResult).filter(|text| !text.is_blank())
    }

    #[inline]
    fn place(&self) -> Place {
        self.members.found.place()
    }

    #[inline]
    fn object(&self) -> Node<'a> {
        let (name, content) = self.members.object;
        Node { name, content, ..self.node }
    }

    #[inline]
    fn is_object(&self) -> bool {
        self.text(Member::JobResultType).is_some_and(|kind| kind == "object")
    }
}

impl fmt::Debug for JobReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobReport")
            .field("job_id", &self.job_id())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

/// The known members of a job, and those in its `jobresult`, of which the first of a name holds.
#[derive(Clone, Copy)]
pub(super) struct JobMembers {
    pub(super) found: Found<JOB_NUMBERS>,
    /// The text of the result stands here, or that of the fault in it.
    pub(super) texts: [Span; JOB_TEXTS - NUMBERS],
    /// What may be the result's object: its name and its content.
    pub(super) object: (Span, Span),
    pub(super) reading: Reading,
}

/// Reads the text of a content without members, where it has one.
pub(super) type Reading = for<'a> fn(&'a str, Span) -> Option<Text<'a>>;

impl JobMembers {
    #[inline]
    pub(super) fn text<'a>(&self, of: &Node<'a>, member: Member) -> Option<Text<'a>> {
        self.text_at(of, member, *self.texts.get(text_place(member))?)
    }

    #[inline]
    pub(super) fn text_at<'a>(&self, of: &Node<'a>, member: Member, content: Span) -> Option<Text<'a>> {
        if find::FAST && self.found.is_good(member) {
            return of.plain_text(content);
        }
        if self.found.has(member) { (self.reading)(of.src, content) } else { None }
    }
}

/// Where a text of a job is kept.
pub(super) const fn text_place(member: Member) -> usize {
    let member = if let Member::ResultErrorText = member { Member::JobResult } else { member };
    (member as usize).wrapping_sub(NUMBERS)
}
