//! What an answer is and what came of a job, by their members alone: one set of rules for whole bodies and for bodies
//! in pieces.

use super::{Member, Place, Submitted};
use crate::find;
use crate::job::{ErrorCode, Heard, JobStatus};
use crate::state::{Fault, JobResult, JobState};
use crate::text::Text;

/// Members of an answer or a job, gathered.
pub(crate) trait Gathered<'a> {
    /// Tells whether the member is there.
    fn has(&self, member: Member) -> bool;

    /// The text of a member, where it has one.
    fn text(&self, member: Member) -> Option<Text<'a>>;

    /// The number of a member, where it has one.
    fn number(&self, member: Member) -> Option<i32>;

    /// The flag of a member, where it is one.
    #[inline]
    fn flag(&self, member: Member) -> Option<bool> {
        self.text(member)?.flag()
    }
}

/// The members of a job and of its `jobresult`.
pub(crate) trait Job<'a>: Gathered<'a> {
    /// What is kept of an object.
    type Object;

    /// The text of a `jobresult` without members, where it is not blank.
    fn result_text(&self) -> Option<Text<'a>>;

    /// Where what may be the result's object stands.
    fn place(&self) -> Place;

    /// What stands there.
    fn object(&self) -> Self::Object;

    /// Tells whether `jobresulttype` is `object`.
    fn is_object(&self) -> bool;

    #[inline]
    fn status(&self) -> JobStatus {
        JobStatus::new(self.number(Member::JobStatus))
    }

    #[inline(always)]
    fn state(&self) -> JobState<'a, Self::Object> {
        let progress = self.number(Member::JobProcStatus);
        let result_code = self.number(Member::JobResultCode);
        JobState::judge(self.status(), progress, result_code, || self.result())
    }

    /// What a poller is told.
    #[inline]
    fn heard(&self) -> Heard {
        if !self.has(Member::JobStatus) {
            return Heard::Nothing;
        }
        Heard::Job { status: self.status(), progress: self.number(Member::JobProcStatus) }
    }

    /// Judges what came of the job.
    #[inline(always)]
    fn result(&self) -> JobResult<'a, Self::Object> {
        let place = self.place();
        let object = || JobResult::Object(self.object());
        if !self.has(Member::JobResult) {
            // Servers up to 2.1: the object stands beside its type (`com.cloud.api.BaseCmd`).
            return if place == Place::Beside && self.is_object() { object() } else { JobResult::None };
        }
        // There is nothing in it, or a text.
        if let Place::Nowhere | Place::Beside = place {
            return self.result_text().map_or(JobResult::Empty, JobResult::Text);
        }
        if self.has(Member::ResultErrorCode) || self.has(Member::ResultErrorText) {
            return JobResult::Fault(Fault {
                code: self.number(Member::ResultErrorCode).map(ErrorCode),
                cs_code: self.number(Member::ResultCsErrorCode),
                text: self.text(Member::ResultErrorText),
            });
        }
        if place != Place::Whole && self.has(Member::ResultSuccess) {
            return JobResult::Success(self.flag(Member::ResultSuccess));
        }
        object()
    }
}

/// The root of an answer and its members.
pub(crate) trait Rules<'a>: Gathered<'a> {
    /// What the name of the root says.
    fn root_name(&self) -> RootName;

    /// The text of the first `description`; where there is none, that of the root, which has one if it has no members.
    fn description(&self) -> Option<Text<'a>>;

    #[inline]
    fn is_job(&self) -> bool {
        self.has(Member::JobStatus)
            && (self.root_name() == RootName::Report || self.number(Member::JobStatus) != Some(0))
    }

    fn has_jobs(&self) -> bool {
        self.has(Member::AsyncJobs) || self.root_name() == RootName::List
    }

    fn fault(&self) -> Option<Fault<'a>> {
        if self.is_job() { None } else { self.request_fault() }
    }

    /// The same of an answer that is known not to be a job's, whose fault is therefore the request's.
    fn request_fault(&self) -> Option<Fault<'a>> {
        let is_coded = self.has(Member::ErrorCode) || self.has(Member::ErrorText);
        // Checked before the description is looked for, as that would walk through a whole list.
        if !is_coded && self.root_name() != RootName::Error {
            return None;
        }
        let text = self.text(Member::ErrorText).or_else(|| self.description());
        (is_coded || text.is_some()).then(|| Fault {
            code: self.number(Member::ErrorCode).map(ErrorCode),
            cs_code: self.number(Member::CsErrorCode),
            text,
        })
    }

    fn submitted(&self) -> Option<Submitted<'a>> {
        Some(Submitted { job_id: self.text(Member::JobId)?, id: self.text(Member::Id) })
    }

    fn count(&self) -> Option<u32> {
        self.number(Member::Count)?.try_into().ok()
    }

    fn success(&self) -> Option<bool> {
        self.flag(Member::Success)
    }

    /// The first of the rules of [`Response::kind`](super::Response::kind) that holds.
    fn rule(&self) -> Rule<'a> {
        if self.is_job() {
            return Rule::Job;
        }
        if let Some(fault) = self.request_fault() {
            return Rule::Fault(fault);
        }
        if self.has_jobs() {
            return Rule::Jobs;
        }
        match self.submitted() {
            Some(submitted) if self.root_name() != RootName::Report => Rule::Submitted(submitted),
            _ => Rule::Other,
        }
    }
}

/// What an answer is.
pub(crate) enum Rule<'a> {
    Job,
    Fault(Fault<'a>),
    Jobs,
    Submitted(Submitted<'a>),
    Other,
}

/// What the name of a root says about the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootName {
    /// Of an answer to `queryAsyncJobResult`, or to `cancelAsyncJob`, which reports the job in the same way
    /// (`org.apache.cloudstack.api.command.user.job.CancelAsyncJobCmd`).
    Report,
    /// Of an answer to `listAsyncJobs`.
    List,
    /// `error`.
    Error,
    Other,
}

impl RootName {
    pub(crate) fn of(name: &Text<'_>) -> Self {
        if begins(name, "queryasyncjob") || begins(name, "cancelasyncjob") {
            Self::Report
        } else if begins(name, "listasyncjobs") {
            Self::List
        } else if *name == "error" {
            Self::Error
        } else {
            Self::Other
        }
    }
}

/// Tells whether a name begins with `start`, in letters of either case.
#[inline(always)]
fn begins(name: &Text<'_>, start: &str) -> bool {
    // As most names do.
    if find::FAST && name.begins_otherwise(start) {
        return false;
    }
    let mut name = name.chars();
    start.bytes().all(|wanted| name.next().is_some_and(|c| c.eq_ignore_ascii_case(&char::from(wanted))))
}
