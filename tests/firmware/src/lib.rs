//! Runs a piece of work on a bare Cortex-M and says what it cost: stack and instructions.
//!
//! Each binary is one capability of the library, or one peer, and nothing else: what its image has beyond that of
//! `empty` is what the capability costs in flash. Nothing here formats, divides or copies, so that the capability
//! pays for all of that itself; only the script of `lifecycle` copies and compares, which counts with it.

#![no_std]

use core::hint::black_box;
use core::panic::PanicInfo;

use cloudstack_codec::{Poller, Scan};
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m::peripheral::{Peripherals, SYST};
use cortex_m_semihosting::{debug, syscall1};

pub mod answers;
pub mod life;
pub mod parts;
pub mod script;

/// What the README says.
const _: () = assert!(size_of::<Scan>() == 980 && size_of::<Poller>() == 152);

/// Does a piece of work, prints what it cost and ends the program, successfully if the work returns `true`.
///
/// The work is given a buffer, which is the caller's and so no part of the stack that it costs.
pub fn run(work: fn(&mut [u8]) -> bool) -> ! {
    if !measure("ok", work) {
        fail();
    }
    end(debug::EXIT_SUCCESS)
}

/// A panic is a failure. In the images of the library this is never linked.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    fail()
}

/// One text for both failures, so that one that can panic has no more in flash than one that cannot.
#[cold]
#[inline(never)]
fn fail() -> ! {
    print("failed: a wrong answer or a panic\n");
    end(debug::EXIT_FAILURE)
}

/// Ends the program, and QEMU with it.
fn end(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        cortex_m::asm::wfi();
    }
}

/// Does a piece of work, and prints a line: the name, or `wrong`, and the stack and the ticks that it took.
///
/// The ticks are those of a clock that QEMU's `-icount` ties to the instructions; `ci/firmware` knows the rate.
pub fn measure(name: &str, work: fn(&mut [u8]) -> bool) -> bool {
    static mut BUFFER: [u8; 4096] = [0; 4096];
    let buffer = &raw mut BUFFER;
    // SAFETY: only the innermost work uses it.
    let buffer = unsafe { &mut *buffer };
    let mut clock = clock();
    let top = paint();
    clock.clear_current();
    let is_right = black_box(work)(buffer);
    let ticks = RELOAD - SYST::get_current();
    let stack = top as usize - deepest(top) as usize;
    print(if is_right { name } else { "wrong" });
    print(": ");
    print_number(stack as u32);
    print(" bytes of stack, ");
    print_number(ticks);
    print(" ticks\n");
    is_right
}

/// The clock counts 24 bits downwards.
const RELOAD: u32 = 0xFF_FFFF;

fn clock() -> SYST {
    // SAFETY: there is one core, no interrupt, and nobody else who takes the peripherals.
    let mut clock = unsafe { Peripherals::steal() }.SYST;
    clock.set_clock_source(SystClkSource::Core);
    clock.set_reload(RELOAD);
    clock.enable_counter();
    clock
}

unsafe extern "C" {
    /// Where `cortex-m-rt` has the static data end, and so the stack at the latest.
    static mut __sheap: u32;
}

const PAINT: u32 = 0x5AC3_A53C;

/// Paints all of the stack that is not in use, and returns where that ends.
#[inline(never)]
fn paint() -> *mut u32 {
    let top: *mut u32;
    // SAFETY: it reads a register.
    unsafe { core::arch::asm!("mov {}, sp", out(reg) top) };
    let mut word = &raw mut __sheap;
    while word < top {
        // SAFETY: between the static data and the top of the stack is nothing that is in use.
        unsafe {
            word.write_volatile(PAINT);
            word = word.add(1);
        }
    }
    top
}

/// The lowest word of the stack that has been written since it was painted.
#[inline(never)]
fn deepest(top: *mut u32) -> *mut u32 {
    let mut word = &raw mut __sheap;
    // SAFETY: as in `paint`.
    while word < top && unsafe { word.read_volatile() } == PAINT {
        word = unsafe { word.add(1) };
    }
    word
}

#[inline(never)]
fn print(text: &str) {
    for &byte in text.as_bytes() {
        print_byte(byte);
    }
}

/// Prints a number of up to eight digits, in groups of three.
fn print_number(mut number: u32) {
    let mut has_begun = false;
    for power in [10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1] {
        if has_begun && (power == 100_000 || power == 100) {
            print_byte(b',');
        }
        let mut digit = b'0';
        while number >= power {
            number -= power;
            digit += 1;
        }
        has_begun |= digit > b'0' || power == 1;
        if has_begun {
            print_byte(digit);
        }
    }
}

#[inline(never)]
fn print_byte(byte: u8) {
    // SAFETY: the debugger reads one byte.
    unsafe { syscall1!(WRITEC, &raw const byte) };
}
