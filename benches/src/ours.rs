//! Each work of reading, as a user of the library does it: from bytes to what a caller needs.

use std::hint::black_box;

use cloudstack_codec::{Error, JobResult, JobState, Jobs, Node, Response};

use crate::machine::VirtualMachine;

/// What every reader of a job's answer gathers at depth 1; `R` is what it keeps of the result.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the wire")]
pub struct Job<'a, R = &'a str> {
    pub id: &'a str,
    pub status: i32,
    pub progress: Option<i32>,
    pub code: Option<i32>,
    pub result_type: Option<&'a str>,
    pub result: Option<R>,
}

impl<R> Default for Job<'_, R> {
    fn default() -> Self {
        Self { id: "", status: -1, progress: None, code: None, result_type: None, result: None }
    }
}

impl<'a, R> Job<'a, R> {
    /// The same with something else kept of the result.
    #[must_use]
    pub const fn with<S>(&self, result: Option<S>) -> Job<'a, S>
    where
        S: Copy,
    {
        let Self { id, status, progress, code, result_type, .. } = *self;
        Job { id, status, progress, code, result_type, result }
    }

    /// A number that is wrong where a member was not read; cheap enough to be asserted in a measurement.
    #[must_use]
    pub fn sum(&self) -> usize {
        // What is not summed, such as the result itself, is not optimized away.
        let Self { id, status, progress, code, result_type, result } = black_box(self);
        let numbers = [Some(*status), *progress, *code];
        let numbers: u32 = numbers.into_iter().flatten().map(i32::unsigned_abs).sum();
        numbers as usize + id.len() + result_type.map_or(0, str::len) + usize::from(result.is_some())
    }
}

/// Reads, checks and judges the answer of a job. The state stands in for the result, of which it has the bookmark.
#[must_use]
pub fn job(body: &[u8]) -> Job<'_, JobState<'_>> {
    let report = Response::parse(body).expect("well formed").job().expect("a job's");
    let state = report.state();
    Job {
        id: report.job_id().and_then(|id| id.as_str()).expect("an id"),
        status: state.status().code().expect("a known status"),
        progress: report.progress(),
        code: report.result_code(),
        result_type: report.result_type().and_then(|text| text.as_str()),
        result: state.is_done().then_some(state),
    }
}

/// Reads any answer, and tells what is wrong with it.
#[must_use]
pub fn error(body: &[u8]) -> Option<Error> {
    black_box(&Response::parse(body)).as_ref().err().copied()
}

/// Counts the finished jobs of a list.
#[must_use]
pub fn finished(body: &[u8]) -> u32 {
    let jobs = Jobs::new(body).expect("well formed");
    jobs.map(|job| u32::from(job.expect("well formed").status().is_done())).sum()
}

/// Finds the object of a succeeded job.
#[must_use]
pub fn object(body: &[u8]) -> Node<'_> {
    let job = Response::parse(body).expect("well formed").job().expect("a job's");
    match job.state() {
        JobState::Succeeded(JobResult::Object(object)) => object,
        other => panic!("{other:?}"),
    }
}

/// Reads the virtual machine of a succeeded job by serde.
#[must_use]
pub fn machine_by_serde(body: &[u8]) -> VirtualMachine<'_> {
    object(body).deserialize().expect("a virtual machine")
}

/// Reads the virtual machine of a succeeded job by hand.
#[must_use]
pub fn machine_by_hand(body: &[u8]) -> VirtualMachine<'_> {
    VirtualMachine::by_hand(&object(body))
}

/// Asks the virtual machine of a succeeded job for a few members by their names; gives the length of their texts.
#[must_use]
pub fn members_by_name(body: &[u8]) -> usize {
    let vm = object(body);
    let names = ["id", "zonename", "state", "memory", "created", "serviceofferingname"];
    names.iter().map(|name| vm.text_of(name).expect("a member").raw().len()).sum()
}
