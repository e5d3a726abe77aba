//! Parses a query, as a device does that is asked by CloudStack's clients.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::{parts, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| parts::parses())
}
