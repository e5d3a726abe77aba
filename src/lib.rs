//! A codec for the asynchronous jobs of the [Apache CloudStack](https://cloudstack.apache.org) API.
//!
//! It builds and signs commands, reads the answers in XML and JSON, judges what became of a job, and says when to poll
//! again. Sockets, TLS, the clock and the sleep stay with the caller.
//!
//! | to | use |
//! |---|---|
//! | write a command | [`Command`], into a `String` or a buffer |
//! | sign it | [`Credentials`], with the feature `sign` |
//! | log in instead of signing | the command `login` with `username`, `password` and `domain`; with each further command send the `sessionkey` of its answer and the cookie `JSESSIONID`; after a 401 log in again |
//! | send it | [`Endpoint`], which makes a [`Request`] of it, with method, URL and body |
//! | log it | the `Debug` of a [`Command`], a [`Query`] or a [`Request`], which leaves secrets out |
//! | read an answer | [`Response`]; [`Jobs`] for a long list of jobs; [`Scan`] for a body that comes in pieces |
//! | know whether the server says no | [`Response::or_fault`] |
//! | know what became of a job | [`JobReport::state`] |
//! | wait for a job | [`Poller`], at a [`Pace`]; many pollers can share one [list of jobs](Poller#many-jobs-at-once) |
//! | read a result | [`Node`], a tree to walk; with the feature `serde` also [`Node::deserialize`], and the module [`model`] |
//! | read all of a body, event by event | [`Reader`] |
//! | show what is wrong with a body | [`Error::show`] |
//! | be the server, or a proxy | [`Query`] for requests, the module [`answer`] for answers |
//!
//! # Examples
//! A command, from its parameters to its result. `send` is the caller's: it sends a query and returns the body of the
//! answer, whatever the HTTP status, and fails only if the transport fails or times out. With the feature `sign`, write
//! `.sign(&credentials)?` in place of `.finish()?`, in each poll too.
//! ```
//! use cloudstack_codec::{Command, JobResult, JobState, Pace, Poller, Response, Step, Syntax};
//! use std::{error::Error, io, thread, time::Instant};
//!
//! /// Starts a virtual machine, and returns its state once the job is done.
//! fn start(
//!     id: &str,
//!     pace: Pace,
//!     mut send: impl FnMut(String) -> io::Result<Vec<u8>>,
//! ) -> Result<String, Box<dyn Error>> {
//!     let command = Command::new(String::new(), "startVirtualMachine").response(Syntax::Json).param("id", id);
//!     let body = send(command.finish()?)?;
//!     let response = Response::parse(&body)?.or_fault().map_err(|fault| fault.to_string())?;
//!     let job = response.submitted().ok_or("no job was started")?.job_id()?;
//!
//!     let clock = Instant::now();
//!     let mut poller = Poller::new(job, pace, clock.elapsed())?;
//!     let mut last = Vec::new();
//!     let end = loop {
//!         match poller.step(clock.elapsed()) {
//!             Step::Wait(rest) => thread::sleep(rest),
//!             Step::Ask => {
//!                 let poll = Command::new(String::new(), "queryAsyncJobResult").response(Syntax::Json);
//!                 match send(poll.param("jobid", poller.job_id()).finish()?) {
//!                     Ok(body) => {
//!                         poller.heard(clock.elapsed(), Response::parse(&body));
//!                         last = body;
//!                     }
//!                     // A failed poll is not a failed job.
//!                     Err(_) => poller.missed(clock.elapsed()),
//!                 }
//!             }
//!             Step::Done(end) => break end,
//!         }
//!     };
//!
//!     let job = Response::parse(&last).ok().and_then(|response| response.job());
//!     match job.map(|job| job.state()) {
//!         Some(JobState::Succeeded(JobResult::Object(machine))) => {
//!             Ok(machine.text_of("state").ok_or("a machine without a state")?.to_string())
//!         }
//!         Some(JobState::Failed(fault)) => Err(fault.to_string().into()),
//!         _ => Err(format!("the job {end}").into()),
//!     }
//! }
//!
//! # let pace = Pace::DEFAULT.first(std::time::Duration::from_millis(1));
//! let mut answers = [
//!     r#"{"startvirtualmachineresponse":{"jobid":"1"}}"#,
//!     r#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":0}}"#,
//!     r#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":1,
//!         "jobresult":{"virtualmachine":{"id":"450","state":"Running"}}}}"#,
//! ]
//! .into_iter();
//! let state = start("450", pace, |_query| Ok(answers.next().unwrap().into()))?;
//! assert_eq!(state, "Running");
//! # Ok::<(), Box<dyn Error>>(())
//! ```
//!
//! # Features
//! No feature is on by default, and each only adds: what works without it works the same with it. The crate is always
//! `no_std`; only `alloc` and `roxmltree` need an allocator.
//!
//! | feature | adds |
//! |---|---|
//! | `alloc` | [`Text::to_cow`]; [`Text`] converted into `String` and compared with it; `String` and `Cow<str>` as values of parameters; with `serde`, escaped text of any length without a buffer |
//! | `roxmltree` | [`Node::to_document`]: a result as a `roxmltree::Document`; turns on `alloc` |
//! | `serde` | results and queries read into structs with borrowed fields, parameters and answers written from structs; the module [`model`]; ids, times and a [`Poller`] that can be stored |
//! | `sign` | [`Credentials`], [`Command::sign`], [`Query::verify`]: HMAC-SHA1 and HMAC-SHA512, without an allocator |
//!
//! # Speed or size
//! On 32-bit bare metal, and on other 32-bit targets such as WebAssembly if `opt-level` is `"s"` or `"z"`, the crate is
//! built in a form that is less than half as large, and takes several times as long. Everywhere else it is built for
//! speed. Both forms do the same.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(feature = "roxmltree", feature = "serde", feature = "sign")),
    allow(rustdoc::broken_intra_doc_links, reason = "links to what a feature adds lead nowhere without it")
)]
#![forbid(unsafe_code)]

#[cfg(any(feature = "alloc", test))]
extern crate alloc;
#[cfg(test)]
extern crate std;

/// The examples in the README, tested like those here; they sign.
#[cfg(all(doctest, feature = "sign"))]
#[doc = include_str!("../README.md")]
struct Readme;

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
// The integration tests use the same file.
#[cfg(test)]
#[path = "../tests/common/sample.rs"]
mod sample;
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
pub use endpoint::{Endpoint, EndpointError, EndpointErrorKind, MAX_FORM, MAX_HEAD, Method, Request};
pub use error::{Error, ErrorKind, Location};
pub use event::{BadSyntax, Event, Syntax};
pub use job::{BadId, ErrorCode, Heard, JobId, JobStatus, MAX_ID, ResourceId, Retry};
pub use node::{Children, Node};
pub use poll::{BadPace, End, Pace, Poller, Step};
pub use query::{
    Command, CommandError, CommandErrorKind, Fixed, MAX_EXPIRY, MAX_PARAMETERS, Params, Query, TooMany, Value,
};
pub use read::{MAX_ATTRIBUTES, MAX_DEPTH, Reader};
pub use response::{JobList, JobReport, Jobs, Kind, Response, Submitted};
pub use scan::{Fed, Scan, Scanned, ScannedJob};
#[cfg(feature = "serde")]
pub use ser::params;
#[cfg(feature = "sign")]
pub use sign::{Credentials, HmacSha1, HmacSha512, Mac, Refusal, Signature};
pub use state::{Fault, JobResult, JobState};
pub use text::{Chars, NoRoom, Text};
pub use timestamp::{BadTimestamp, Timestamp};

/// The types that read, ask and wait can cross threads; those that [`answer`] writes from need not.
const _: () = {
    const fn crosses_threads<T: Send + Sync>() {}
    crosses_threads::<(Response<'_>, Jobs<'_>, Reader<'_>, Children<'_>, JobState<'_>)>();
    crosses_threads::<(Scan, Poller, Command<Fixed<'_>>, Query<'_>, Endpoint<&str>, Request<'_>)>();
    #[cfg(feature = "sign")]
    crosses_threads::<(Credentials<&str>, Signature)>();
};
