//! Waits for a job, told what a script says.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| parts::waits())
}
