//! A simulated CloudStack management server: signatures, asynchronous jobs, both syntaxes, and the ways to fail.
//!
//! [`Simulator`] is the server without sockets and clock: a request and the time go in, a status and a body come out.
//! That is what tests and fuzz targets drive. [`Server`] puts it behind HTTP, for the programs.
//!
//! | command | is answered by |
//! |---|---|
//! | `deployVirtualMachine` | a job and the id of a machine; wants `zoneid`, `serviceofferingid` and `templateid`, and takes `name` and `displayname` |
//! | `startVirtualMachine`, `stopVirtualMachine` | a job; want the `id` of a machine: 450, or one that a job remembered here works on |
//! | `queryAsyncJobResult` | how the job `jobid` stands |
//! | `cancelAsyncJob` | how the job `jobid` stands, which is cancelled |
//! | `listAsyncJobs` | the jobs that run, in pages |
//! | `listVirtualMachines`, `listZones` | lists, in pages |
//!
//! The first job is the one of the server's developer's guide: job 1, machine 100, and in the end the machine
//! `i-2-450-VM`. Those after it count on from there, each with one id for what is submitted and what comes back. Nothing
//! is random.

#![warn(clippy::indexing_slicing, unreachable_pub)]

mod jobs;
mod refusal;
mod server;
mod settings;
mod simulator;

pub use server::{Server, serve_connection};
pub use settings::Settings;
pub use simulator::{PATH, Reply, Request, Simulator};
