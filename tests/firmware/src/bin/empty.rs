//! Nothing: what every other image has as well.

#![no_std]
#![no_main]

use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| true)
}
