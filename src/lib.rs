#![doc = "CloudStack codec"]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod answer;
mod error;
mod event;
mod job;
mod text;
mod write;

pub use error::{Error, ErrorKind, Location};
pub use event::{Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use text::{Chars, NoRoom, Text};
