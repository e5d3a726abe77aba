//! The peers that read JSON, all by serde, and what they check beside the syntax.
//!
//! All read up to the end of the body, and refuse what follows the document. Unlike ours, all but `serde-json-core`
//! refuse raw control characters and escapes that do not exist.

use cloudstack_codec_benches::ours::Job;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use simd_json::{Buffers, Deserializer, INPUT_PADDING, Tape};
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
///
/// It refuses a lone surrogate in a text that is read. It checks the UTF-8 of what is read and of the result, not that
/// of what is skipped.
pub(crate) fn serde_json(body: &[u8]) -> Job<'_, &RawValue> {
    serde_json::from_slice::<Answer<'_, &RawValue>>(body).expect("well formed").into()
}

/// `from_str` once all of the body is known to be UTF-8; else the same.
pub(crate) fn serde_json_checked_str(body: &[u8]) -> Job<'_, &RawValue> {
    let body = str::from_utf8(body).expect("UTF-8");
    serde_json::from_str::<Answer<'_, &RawValue>>(body).expect("well formed").into()
}

/// `from_slice`, the result as `LazyValue`.
///
/// All UTF-8 is checked. It refuses a lone surrogate in a text that is read. It does not look at the digits of a `\u`
/// in what is skipped.
pub(crate) fn sonic(body: &[u8]) -> Job<'_, LazyValue<'_>> {
    sonic_rs::from_slice::<Answer<'_, LazyValue<'_>>>(body).expect("well formed").into()
}

/// `from_slice`. It cannot give the source of a result.
///
/// It checks the UTF-8 of each string. It neither checks nor undoes escapes, and lets control characters pass. Where it
/// skips a number or a literal, it takes anything up to the next `,`, `}` or `]`.
pub(crate) fn serde_json_core(body: &[u8]) -> Job<'_, IgnoredAny> {
    serde_json_core::from_slice::<Answer<'_, IgnoredAny>>(body).expect("well formed").0.into()
}

/// `fill_tape_padded`. It cannot give the source of a result.
///
/// All UTF-8 is checked. It decodes every text and number, also those that are skipped, and refuses lone surrogates and
/// numbers beyond its range.
pub(crate) fn simd_json(room: &mut Room) -> Job<'_, IgnoredAny> {
    room.simd_json::<Answer<'_, IgnoredAny>>().into()
}

/// What simd-json uses again and again: a body in memory that it may write into, its buffers and its tape.
///
/// The body stands with its padding where it was received: no copy is part of the work. As nothing is escaped in the
/// bodies here, it stays as it was, and is read again.
pub(crate) struct Room {
    body: Vec<u8>,
    len: usize,
    buffers: Buffers,
    tape: Option<Tape<'static>>,
}

impl Room {
    pub(crate) fn new(body: &[u8]) -> Self {
        assert!(!body.contains(&b'\\'), "would be written into");
        let padded = [body, &[0; INPUT_PADDING]].concat();
        Self { body: padded, len: body.len(), buffers: Buffers::new(body.len()), tape: None }
    }

    pub(crate) fn simd_json<'a, T: Deserialize<'a>>(&'a mut self) -> T {
        let mut tape = self.tape.take().unwrap_or_else(Tape::null).reset();
        simd_json::fill_tape_padded(&mut self.body, self.len, &mut self.buffers, &mut tape)
            .expect("well formed");
        let mut tape = Deserializer::from_tape(tape);
        let value = T::deserialize(&mut tape).expect("as expected");
        self.tape = Some(tape.into_tape().reset());
        value
    }
}
