//! What no image of the library may have, planted: the checks must find it. An allocation is found in `peer_roxmltree`.

#![no_std]
#![no_main]

use core::fmt::{self, Write};
use core::hint::black_box;

use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|_| {
        let _ = write!(Nowhere, "{}", black_box(0.5_f32));
        let is_letter = black_box('ä').is_alphabetic();
        let quotient = black_box(6_000_000_000_u64) / black_box(7);
        // The panic.
        is_letter && black_box(&[1, 2, 3][..])[black_box(3)] == quotient
    })
}

struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        black_box(text);
        Ok(())
    }
}
