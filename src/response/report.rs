//! The report of one job: an answer to `queryAsyncJobResult`, or an item of `listAsyncJobs`.

use core::fmt;

use super::member::{JOB_NUMBERS, JOB_TEXTS, Member, NUMBERS};
use crate::find;
use crate::job::{ErrorCode, JobStatus};
use crate::node::Node;
use crate::read::token::Span;
use crate::state::{Fault, JobResult, JobState};
use crate::text::Text;

/// What a server reports of a job.
///
/// Every member but `jobstatus` can be absent, and they come in any order.
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
    // Taken in by its caller where flash is dear: a report that is only looked at is not moved, by no routine.
    #[cfg_attr(not(target_pointer_width = "64"), inline(always))]
    #[must_use]
    pub fn state(&self) -> JobState<'a> {
        JobState::judge(self.status(), self.progress(), self.result_code(), || self.result())
    }

    /// Returns the id of the job: a UUID, or an integer on servers before 3.0.
    #[must_use]
    #[doc(alias = "jobid")]
    pub fn id(&self) -> Option<Text<'a>> {
        self.members.text(&self.node, Member::JobId)
    }

    /// Returns the status alone.
    #[must_use]
    #[doc(alias = "jobstatus")]
    pub fn status(&self) -> JobStatus {
        JobStatus::new(self.members.number(Member::JobStatus))
    }

    /// Returns how far a pending job is, a number without unit.
    #[must_use]
    #[doc(alias = "jobprocstatus")]
    pub fn progress(&self) -> Option<i32> {
        self.members.number(Member::JobProcStatus)
    }

    /// Returns the code of the result: 0, or the code of the fault. It says nothing of the state.
    #[must_use]
    #[doc(alias = "jobresultcode")]
    pub fn result_code(&self) -> Option<i32> {
        self.members.number(Member::JobResultCode)
    }

    /// Returns the type of the result: `object`, on servers up to 2.1 also `text`.
    #[must_use]
    #[doc(alias = "jobresulttype")]
    pub fn result_type(&self) -> Option<Text<'a>> {
        self.members.text(&self.node, Member::JobResultType)
    }

    /// Judges what came of the job, whatever its status: a pending job can have a result already.
    #[inline(always)]
    #[must_use]
    #[doc(alias = "jobresult")]
    pub fn result(&self) -> JobResult<'a> {
        self.members.result(&self.node)
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
        /// Returns the name of the account; newer servers of 4.x.
        account "account"
        /// Returns the id of the account's domain; newer servers of 4.x.
        #[doc(alias = "domainid")]
        domain_id "domainid"
        /// Returns the path of the account's domain, `ROOT/a`; newer servers of 4.x.
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
        /// Returns the id of the management server that carries the job out; since 4.19, while it does.
        #[doc(alias = "managementserverid")]
        management_server_id "managementserverid"
        /// Returns the name of that management server; since 4.21.
        #[doc(alias = "managementservername")]
        management_server_name "managementservername"
        /// Returns when the job was made, `2026-04-14T09:25:51+0000`, in the server's zone.
        created "created"
        /// Returns when the job finished, likewise; newer servers of 4.x.
        completed "completed"
    }
}

impl fmt::Debug for JobReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobReport")
            .field("id", &self.id())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

/// The known members of a job, and those in its `jobresult`, of which the first of a name holds.
#[derive(Clone, Copy)]
pub(super) struct JobMembers {
    /// A bit for each [`Member`] that is there.
    pub(super) has: u32,
    /// A bit for each number that is one, and for each text that is known to have nothing escaped in it.
    pub(super) good: u32,
    pub(super) numbers: [i32; JOB_NUMBERS],
    /// The text of the result stands here, or that of the fault in it.
    pub(super) texts: [Span; JOB_TEXTS - NUMBERS],
    pub(super) object: Object,
    pub(super) reading: Reading,
}

/// What may be the result's object: its name and its content.
#[derive(Clone, Copy)]
pub(super) enum Object {
    None,
    /// The first member with members beside `jobresult`.
    Beside(Span, Span),
    /// The first member of `jobresult`.
    First(Span, Span),
    /// The first member of `jobresult` that has members.
    Whole(Span, Span),
}

/// Reads the text of a content without members, where it has one.
pub(super) type Reading = for<'a> fn(&'a str, Span) -> Option<Text<'a>>;

impl JobMembers {
    #[inline]
    pub(super) const fn has(&self, member: Member) -> bool {
        self.has & member.bit() != 0
    }

    pub(super) const fn set_good(&mut self, member: Member, is_good: bool) {
        self.good = if is_good { self.good | member.bit() } else { self.good & !member.bit() };
    }

    pub(super) const fn is_good(&self, member: Member) -> bool {
        self.good & member.bit() != 0
    }

    #[inline]
    pub(super) fn text<'a>(&self, of: &Node<'a>, member: Member) -> Option<Text<'a>> {
        self.text_at(of, member, *self.texts.get(text_place(member))?)
    }

    #[inline]
    pub(super) fn text_at<'a>(&self, of: &Node<'a>, member: Member, content: Span) -> Option<Text<'a>> {
        if find::FAST && self.is_good(member) {
            return of.plain_text(content);
        }
        if self.has(member) { (self.reading)(of.src, content) } else { None }
    }

    /// Returns a number, where it is one.
    #[inline]
    pub(super) fn number(&self, member: Member) -> Option<i32> {
        self.numbers.get(member as usize).copied().filter(|_| self.is_good(member))
    }

    /// Judges what came of the job.
    #[inline(always)]
    fn result<'a>(&self, of: &Node<'a>) -> JobResult<'a> {
        let (object, is_whole) = match self.object {
            // Servers up to 2.1: the object stands beside its type (`com.cloud.api.BaseCmd`).
            Object::Beside(name, content) if !self.has(Member::JobResult) => {
                match self.text(of, Member::JobResultType) {
                    Some(kind) if kind == "object" => (Some((name, content)), true),
                    _ => return JobResult::None,
                }
            }
            Object::None | Object::Beside(..) => match self.text(of, Member::JobResult) {
                Some(text) if !text.is_blank() => return JobResult::Text(text),
                _ if self.has(Member::JobResult) => (None, false),
                _ => return JobResult::None,
            },
            Object::First(name, content) => (Some((name, content)), false),
            Object::Whole(name, content) => (Some((name, content)), true),
        };
        let is_fault = self.has(Member::ResultErrorCode) || self.has(Member::ResultErrorText);
        let fault = is_fault.then(|| Fault {
            code: self.number(Member::ResultErrorCode).map(ErrorCode),
            cs_code: self.number(Member::ResultCsErrorCode),
            text: self.text(of, Member::ResultErrorText),
        });
        let flag = Member::ResultSuccess;
        let flag = self.has(flag).then(|| self.text(of, flag)?.flag());
        let node = |(name, content)| Node { name, content, ..*of };
        JobResult::judge(fault, flag, object, is_whole).map_object(node)
    }
}

/// Where a text of a job is kept.
pub(super) const fn text_place(member: Member) -> usize {
    let member = if let Member::ResultErrorText = member { Member::JobResult } else { member };
    (member as usize).wrapping_sub(NUMBERS)
}
