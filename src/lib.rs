#![doc = "CloudStack codec"]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod error;
mod event;
mod job;
mod poll;
mod text;

pub use error::{Error, ErrorKind, Location};
pub use event::{Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use poll::{BadPace, End, Pace, Poller, Step};
pub use text::{Chars, NoRoom, Text};
