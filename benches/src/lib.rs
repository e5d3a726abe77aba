//! What is measured: the bodies, and each work as a user of the library does it.
//!
//! Two programs share this: `compare` (criterion) sets each work beside the peers', and `instructions` counts what it
//! costs, for `ci/instructions`.

pub mod bodies;
pub mod jobs;
pub mod machine;
pub mod ours;
pub mod query;
pub mod worst;
