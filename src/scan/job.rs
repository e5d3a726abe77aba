//! The report of one job, from what was gathered of it.

use core::fmt;

use super::gather::{Gather, Report, Whose};
use super::kept::Slot;
use crate::job::JobStatus;
use crate::response::{Gathered, Job, Member, Place, RootName, Rules};
use crate::state::{JobResult, JobState};
use crate::text::Text;

/// What a [`Scan`](crate::Scan) keeps of the report of one job.
#[derive(Clone, Copy)]
pub struct ScannedJob<'s> {
    pub(super) gather: &'s Gather,
    pub(super) whose: Whose,
}

impl<'s> ScannedJob<'s> {
    /// Judges where the job stands and what came of it; of a result object, its name.
    #[must_use]
    pub fn state(&self) -> JobState<'s, Text<'s>> {
        Job::state(self)
    }

    /// Returns what came of the job, whatever its status.
    #[must_use]
    #[doc(alias = "jobresult")]
    pub fn result(&self) -> JobResult<'s, Text<'s>> {
        Job::result(self)
    }

    /// Returns the id of the job: a UUID, or an integer on servers before 3.0.
    #[must_use]
    #[doc(alias = "jobid")]
    pub fn job_id(&self) -> Option<Text<'s>> {
        self.text(Member::JobId)
    }

    /// Returns the status alone.
    #[must_use]
    #[doc(alias = "jobstatus")]
    pub fn status(&self) -> JobStatus {
        Job::status(self)
    }

    /// Returns how far a pending job is, a number without unit.
    #[must_use]
    #[doc(alias = "jobprocstatus")]
    pub fn progress(&self) -> Option<i32> {
        self.number(Member::JobProcStatus)
    }

    /// Returns the code of the result: 0, or the code of the fault. It says nothing of the state.
    #[must_use]
    #[doc(alias = "jobresultcode")]
    pub fn result_code(&self) -> Option<i32> {
        self.number(Member::JobResultCode)
    }
}

impl fmt::Debug for ScannedJob<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScannedJob")
            .field("job_id", &self.job_id())
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

impl ScannedJob<'_> {
    const fn report(&self) -> &Report {
        match self.whose {
            Whose::Root => &self.gather.root,
            Whose::Item => &self.gather.item,
        }
    }
}

impl<'s> Gathered<'s> for ScannedJob<'s> {
    fn has(&self, member: Member) -> bool {
        self.report().found.has(member)
    }

    fn text(&self, member: Member) -> Option<Text<'s>> {
        let slot = match member {
            Member::JobId => Slot::JobId,
            Member::Id => Slot::Id,
            Member::ErrorText => Slot::ErrorText,
            Member::ResultErrorText => Slot::Result,
            _ => return None,
        };
        self.gather.kept_text(self.whose, slot)
    }

    fn number(&self, member: Member) -> Option<i32> {
        self.report().found.number(member)
    }

    fn flag(&self, member: Member) -> Option<bool> {
        self.report().flag(member)
    }
}

impl<'s> Job<'s> for ScannedJob<'s> {
    /// Its name.
    type Object = Text<'s>;

    fn result_text(&self) -> Option<Text<'s>> {
        let text = || self.gather.kept_text(self.whose, Slot::Result).unwrap_or_default();
        self.report().is_text.then(text)
    }

    fn place(&self) -> Place {
        self.report().found.place()
    }

    fn object(&self) -> Text<'s> {
        self.gather.kept_text(self.whose, Slot::Object).unwrap_or_default()
    }

    fn is_object(&self) -> bool {
        self.report().is_object
    }
}

/// An answer is judged by the members of its root, as if they were a job's.
impl<'s> Rules<'s> for ScannedJob<'s> {
    fn root_name(&self) -> RootName {
        self.gather.root_name
    }

    fn description(&self) -> Option<Text<'s>> {
        self.gather.kept_text(Whose::Root, Slot::Description)
    }
}
