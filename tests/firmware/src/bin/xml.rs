//! Reads a job's answer in XML, asked for in XML, to its state.

#![no_std]
#![no_main]

use cloudstack_codec::Response;
use cloudstack_codec_firmware::{answers, parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| code(answers::failed_xml()) == Some(533))
}

fn code(body: &[u8]) -> Option<i32> {
    parts::fault_code(Response::parse_xml(body).ok()?.job()?.state())
}
