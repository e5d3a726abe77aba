//! A planted panic, and with it what no image of the library may have: the checks must find it.

#![no_std]
#![no_main]

use core::hint::black_box;

use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| black_box(&[1, 2, 3][..])[black_box(3)] == black_box(6_000_000_000_u64) / black_box(7))
}
