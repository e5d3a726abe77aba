//! The answers of a server, in flash.

use core::hint::black_box;

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident: $file:literal)*) => {$(
        $(#[$doc])*
        pub fn $name() -> &'static [u8] {
            // SAFETY: the section is one of constants, which `memory.x` puts into flash.
            #[unsafe(link_section = ".answers")]
            static BODY: [u8; include_bytes!($file).len()] = *include_bytes!($file);
            // The compiler must not read it in advance.
            black_box(&BODY)
        }
    )*};
}

answers! {
    /// A machine is being deployed.
    submitted_xml: "../answers/submitted.xml"
    submitted_json: "../answers/submitted.json"
    /// The job is not finished.
    pending_xml: "../answers/pending.xml"
    pending_json: "../answers/pending.json"
    /// The job has failed.
    failed_xml: "../answers/failed.xml"
    failed_json: "../answers/failed.json"
    /// The job has made a virtual machine.
    succeeded_xml: "../answers/succeeded.xml"
    succeeded_json: "../answers/succeeded.json"
}
