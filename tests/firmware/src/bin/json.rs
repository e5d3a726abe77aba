//! Reads a job's answer in JSON, asked for in JSON, to its state.

#![no_std]
#![no_main]

use cloudstack_codec::Response;
use cloudstack_codec_firmware::{answers, parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| code(answers::failed_json()) == Some(533))
}

fn code(body: &[u8]) -> Option<i32> {
    parts::fault_code(Response::parse_json(body).ok()?.job()?.state())
}
