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
mod node;
mod poll;
mod read;
mod response;
mod state;
mod text;
mod write;

pub use error::{Error, ErrorKind, Location};
pub use event::{Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use node::{Children, Node};
pub use poll::{BadPace, End, Pace, Poller, Step};
pub use read::{MAX_ATTRIBUTES, MAX_DEPTH, Reader};
pub use response::{JobList, JobReport, Jobs, Kind, Response, Submitted};
pub use state::{Fault, JobResult, JobState};
pub use text::{Chars, NoRoom, Text};
