//! Reads a job's answer in either syntax to its state.

#![no_std]
#![no_main]

use cloudstack_codec::{JobState, Response};
use cloudstack_codec_firmware::{answers, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| [answers::failed_json(), answers::failed_xml()].into_iter().all(|body| state(body) == Some(533)))
}

fn state(body: &[u8]) -> Option<i32> {
    match Response::parse(body).ok()?.job()?.state() {
        JobState::Failed(fault) => fault.code.map(|code| code.0),
        _ => None,
    }
}
