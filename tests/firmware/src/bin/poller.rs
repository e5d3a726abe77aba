//! Waits for a job, told what a script says.

#![no_std]
#![no_main]

use core::hint::black_box;
use core::time::Duration;

use cloudstack_codec::{End, ErrorCode, Heard, JobId, JobStatus, Pace, Poller, Step};
use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| wait(black_box(&SCRIPT)) == Some(End::Succeeded))
}

/// What each poll brings.
static SCRIPT: [Heard; 4] = [
    Heard::Job { status: JobStatus::Pending, progress: Some(1) },
    Heard::Nothing,
    Heard::Fault { code: Some(ErrorCode::API_LIMIT_EXCEED), retry_after: Some(Duration::from_millis(1500)) },
    Heard::Job { status: JobStatus::Succeeded, progress: None },
];

fn wait(script: &[Heard]) -> Option<End> {
    let mut now = Duration::ZERO;
    let mut polls = script.iter();
    let mut poller = Poller::new(JobId::new(black_box("17")).ok()?, Pace::DEFAULT, now).ok()?;
    loop {
        match poller.step(now) {
            Step::Wait(rest) => now = now.checked_add(rest)?,
            Step::Ask => poller.heard(now, *polls.next()?),
            Step::Done(end) => return Some(end),
        }
    }
}
