//! The peers that read JSON, all by serde.

use cloudstack_codec_benches::ours::Job;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use sonic_rs::LazyValue;

/// The answer, whose root the document names without `response`; `R` is what is kept of the result.
#[derive(Deserialize)]
struct Answer<'a, R> {
    #[serde(
        alias = "queryasyncjobresult",
        bound(deserialize = "R: Deserialize<'de>"),
        borrow,
        rename = "queryasyncjobresultresponse"
    )]
    job: Wire<'a, R>,
}

#[derive(Deserialize)]
struct Wire<'a, R> {
    jobid: &'a str,
    jobstatus: i32,
    jobprocstatus: Option<i32>,
    jobresultcode: Option<i32>,
    jobresulttype: Option<&'a str>,
    #[serde(bound(deserialize = "R: Deserialize<'de>"))]
    jobresult: Option<R>,
}

impl<'a, R> From<Answer<'a, R>> for Job<'a, R> {
    fn from(Answer { job }: Answer<'a, R>) -> Self {
        Self {
            id: job.jobid,
            status: job.jobstatus,
            progress: job.jobprocstatus,
            code: job.jobresultcode,
            result_type: job.jobresulttype,
            result: job.jobresult,
        }
    }
}

/// `from_slice`, the result as `RawValue`.
pub(crate) fn serde_json(body: &[u8]) -> Job<'_, &RawValue> {
    serde_json::from_slice::<Answer<'_, &RawValue>>(body).expect("well formed").into()
}

/// `from_slice`, the result as `LazyValue`.
pub(crate) fn sonic(body: &[u8]) -> Job<'_, LazyValue<'_>> {
    sonic_rs::from_slice::<Answer<'_, LazyValue<'_>>>(body).expect("well formed").into()
}

/// `from_slice`. It cannot give the source of a result.
pub(crate) fn serde_json_core(body: &[u8]) -> Job<'_, IgnoredAny> {
    serde_json_core::from_slice::<Answer<'_, IgnoredAny>>(body).expect("well formed").0.into()
}

/// `from_slice_with_buffers`. It cannot give the source of a result.
pub(crate) fn simd_json<'a>(body: &[u8], room: &'a mut Room) -> Job<'a, IgnoredAny> {
    room.simd_json::<Answer<'_, IgnoredAny>>(body).into()
}

/// The memory that simd-json uses again and again: a copy of the body, which it writes into, and its buffers.
#[derive(Default)]
pub(crate) struct Room {
    body: Vec<u8>,
    buffers: simd_json::Buffers,
}

impl Room {
    /// Copies the body, which is part of the work, and reads the copy.
    pub(crate) fn simd_json<'a, T: Deserialize<'a>>(&'a mut self, body: &[u8]) -> T {
        self.body.clear();
        self.body.extend_from_slice(body);
        simd_json::serde::from_slice_with_buffers(&mut self.body, &mut self.buffers).expect("well formed")
    }
}
