//! What an answer is, by its members alone: one set of rules for whole bodies and for bodies in pieces.

use super::{Member, Submitted};
use crate::job::ErrorCode;
use crate::state::Fault;
use crate::text::Text;

/// The root of an answer and its members, gathered.
pub(crate) trait Rules<'a> {
    /// Tells whether the member is there.
    fn has(&self, member: Member) -> bool;

    /// The text of a member, where it has one.
    fn text(&self, member: Member) -> Option<Text<'a>>;

    /// Tells whether the name of the root begins so: [`QUERY`] or [`LIST`].
    fn root(&self, start: &str) -> bool;

    /// Tells whether the root is `error`.
    fn is_error(&self) -> bool;

    /// The text of the first `description`, or where there is none that of the root itself, which only one without
    /// members has.
    fn description(&self) -> Option<Text<'a>>;

    /// The number of a member, where it has one.
    fn integer(&self, member: Member) -> Option<i32>;

    #[inline]
    fn is_job(&self) -> bool {
        self.has(Member::JobStatus) && (self.root(QUERY) || self.integer(Member::JobStatus) != Some(0))
    }

    fn is_list(&self) -> bool {
        self.has(Member::AsyncJobs) || self.root(LIST)
    }

    fn fault(&self) -> Option<Fault<'a>> {
        let is_coded = self.has(Member::ErrorCode) || self.has(Member::ErrorText);
        // Before the description is looked for: that would walk through a whole list.
        if self.is_job() || !is_coded && !self.is_error() {
            return None;
        }
        let text = self.text(Member::ErrorText).or_else(|| self.description());
        (is_coded || text.is_some()).then(|| Fault {
            code: self.integer(Member::ErrorCode).map(ErrorCode),
            cs_code: self.integer(Member::CsErrorCode),
            text,
        })
    }

    fn submitted(&self) -> Option<Submitted<'a>> {
        Some(Submitted { job_id: self.text(Member::JobId)?, id: self.text(Member::Id) })
    }

    /// The first of the rules of [`Response::kind`](super::Response::kind) that holds.
    fn rule(&self) -> Rule<'a> {
        if self.is_job() {
            return Rule::Job;
        }
        if let Some(fault) = self.fault() {
            return Rule::Fault(fault);
        }
        if self.is_list() {
            return Rule::Jobs;
        }
        match self.submitted() {
            Some(submitted) if !self.root(QUERY) => Rule::Submitted(submitted),
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

/// How the root of every answer to `queryAsyncJobResult` begins.
pub(crate) const QUERY: &str = "queryasyncjob";

/// How the root of every answer to `listAsyncJobs` begins.
pub(crate) const LIST: &str = "listasyncjobs";

/// Tells whether a name begins so, in letters of either case.
pub(crate) fn begins(name: &Text<'_>, start: &str) -> bool {
    let mut name = name.chars();
    start.chars().all(|wanted| name.next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)))
}
