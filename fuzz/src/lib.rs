//! What must hold of `cloudstack-codec` for any bytes: one function a property, which takes the bytes and panics where
//! the property does not hold.
//!
//! Each has a program in `fuzz_targets/` that lets a fuzzer look for such bytes or, built without one, replays files.
//! `tests/replay.rs` holds the fixtures and the seeds against all of them. `tree` and `judge` are what the
//! properties compare with: the same facts, read in another way, written to be read and not to be fast.

#![forbid(unsafe_code)]

mod agree;
mod careless;
mod document;
mod expect;
mod http;
mod judge;
mod like_roxmltree;
mod like_serde_json;
mod made;
mod pieces;
mod poller;
mod query;
mod read;
mod response;
mod serde_any;
mod sign;
mod signed;
mod tree;

pub use self::agree::agree;
pub use self::http::http;
pub use self::like_roxmltree::read_xml_like_roxmltree;
pub use self::like_serde_json::read_json_like_serde_json;
pub use self::pieces::pieces;
pub use self::poller::poller;
pub use self::query::query;
pub use self::read::read;
pub use self::response::response;
pub use self::serde_any::serde_any;
pub use self::sign::sign;

#[cfg(fuzzing)]
#[doc(hidden)]
pub use libfuzzer_sys::fuzz_target;

/// Takes any bytes, and panics where the property does not hold of them.
pub type Property = fn(&[u8]);

/// All properties, by the name of their program.
pub const PROPERTIES: [(&str, Property); 11] = [
    ("agree", agree),
    ("http", http),
    ("pieces", pieces),
    ("poller", poller),
    ("query", query),
    ("read", read),
    ("read_json_like_serde_json", read_json_like_serde_json),
    ("read_xml_like_roxmltree", read_xml_like_roxmltree),
    ("response", response),
    ("serde_any", serde_any),
    ("sign", sign),
];

/// Makes the program of a property: for a fuzzer, or to replay the files that are its arguments.
#[macro_export]
macro_rules! target {
    ($property:ident) => {
        #[cfg(fuzzing)]
        $crate::fuzz_target!(|data: &[u8]| $crate::$property(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            for path in std::env::args_os().skip(1) {
                println!("{}", path.display());
                $crate::$property(&std::fs::read(path)?);
            }
            Ok(())
        }
    };
}
