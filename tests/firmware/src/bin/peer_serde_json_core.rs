//! The peer serde-json-core: a job's answer in JSON, read to its state and the code of its fault.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{answers, run};
use serde::Deserialize;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| fault(answers::failed_json()) == Some(533))
}

#[derive(Deserialize)]
struct Answer {
    queryasyncjobresultresponse: Report,
}

#[derive(Deserialize)]
struct Report {
    jobstatus: i32,
    jobresultcode: Option<i32>,
    jobresult: Option<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    errorcode: Option<i32>,
}

fn fault(body: &[u8]) -> Option<i32> {
    let (answer, _) = serde_json_core::from_slice::<Answer>(body).ok()?;
    let report = answer.queryasyncjobresultresponse;
    (report.jobstatus == 2)
        .then(|| report.jobresult.and_then(|fault| fault.errorcode).or(report.jobresultcode))?
}
