//! Reads a job's answer in either syntax to its state.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| parts::judges())
}
