#![doc = "CloudStack codec"]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod endpoint;
mod error;
mod event;
mod job;
mod query;
#[cfg(feature = "sign")]
mod sign;
mod text;

pub use endpoint::{BadEndpoint, Endpoint, MAX_FORM, MAX_HEAD, Method, Request};
pub use error::{Error, ErrorKind, Location};
pub use event::{Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use query::{
    Command, CommandError, CommandErrorKind, Fixed, MAX_EXPIRY, MAX_PARAMETERS, Params, Query, TooMany, Value,
};
#[cfg(feature = "sign")]
pub use sign::{Credentials, HmacSha1, HmacSha512, Mac, Refusal, Signature};
pub use text::{Chars, NoRoom, Text};
