//! Builds and signs a command into a fixed buffer.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(parts::signs)
}
