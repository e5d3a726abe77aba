#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(any(feature = "alloc", test))]
extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod answer;
mod convert;
#[cfg(feature = "serde")]
mod de;
#[cfg(feature = "roxmltree")]
mod dom;
mod endpoint;
mod error;
mod event;
mod find;
mod job;
#[cfg(feature = "serde")]
pub mod model;
mod node;
mod poll;
mod query;
mod read;
mod response;
mod scan;
#[cfg(feature = "serde")]
mod ser;
#[cfg(feature = "sign")]
mod sign;
mod state;
mod text;
mod timestamp;
mod write;

#[cfg(feature = "serde")]
pub use de::{DeError, DeErrorKind};
#[cfg(feature = "roxmltree")]
pub use dom::DomError;
pub use endpoint::{BadEndpoint, Endpoint, MAX_FORM, MAX_HEAD, Method, Request};
pub use error::{Error, ErrorKind, Location};
pub use event::{Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use node::{Children, Node};
pub use poll::{BadPace, End, Pace, Poller, Step};
pub use query::{
    Command, CommandError, CommandErrorKind, Fixed, MAX_EXPIRY, MAX_PARAMETERS, Params, Query, TooMany, Value,
};
pub use read::{MAX_ATTRIBUTES, MAX_DEPTH, Reader};
pub use response::{JobList, JobReport, Jobs, Kind, Response, Submitted};
pub use scan::{Scan, Scanned, ScannedJob};
#[cfg(feature = "serde")]
pub use ser::params;
#[cfg(feature = "sign")]
pub use sign::{Credentials, HmacSha1, HmacSha512, Mac, Refusal, Signature};
pub use state::{Fault, JobResult, JobState};
pub use text::{Chars, NoRoom, Text};
pub use timestamp::{BadTimestamp, Timestamp};
