//! Learns the state of a job from an answer in either syntax that comes in pieces of 64 bytes.

#![no_std]
#![no_main]

use cloudstack_codec::{Fed, Scan, Scanned};
use cloudstack_codec_firmware::{answers, parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| [answers::failed_json(), answers::failed_xml()].into_iter().all(|body| code(body) == Some(533)))
}

fn code(body: &[u8]) -> Option<i32> {
    let mut scan = Scan::new();
    for mut piece in body.chunks(64) {
        while let Fed::Job(_) = scan.feed(&mut piece).ok()? {}
    }
    match scan.finish().ok()? {
        Scanned::Job(job) => parts::fault_code(job.state()),
        _ => None,
    }
}
