//! The answers of a server, in flash.

use core::hint::black_box;

/// A file in flash, in the section that is no part of what is measured.
macro_rules! file {
    ($name:literal) => {{
        // SAFETY: the section is one of constants, which `memory.x` puts into flash.
        #[unsafe(link_section = ".answers")]
        static FILE: [u8; include_bytes!(concat!("../answers/", $name)).len()] =
            *include_bytes!(concat!("../answers/", $name));
        &FILE
    }};
}
pub(crate) use file;

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident: $file:literal)*) => {$(
        $(#[$doc])*
        pub fn $name() -> &'static [u8] {
            // The compiler must not read it in advance.
            black_box(file!($file))
        }
    )*};
}

answers! {
    /// The job has failed.
    failed_xml: "failed.xml"
    failed_json: "failed.json"
    /// The job is not finished.
    pending_xml: "pending.xml"
    pending_json: "pending.json"
    /// The job has made a virtual machine.
    succeeded_xml: "succeeded.xml"
    succeeded_json: "succeeded.json"
}
