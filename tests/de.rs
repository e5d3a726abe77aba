//! Types read from nodes and from queries: serde's model type by type, in both syntaxes, and every error.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::std_instead_of_alloc, reason = "tests have all of std")]

#[path = "de/errors.rs"]
mod errors;
#[path = "de/lenient.rs"]
mod lenient;
#[path = "de/nodes.rs"]
mod nodes;
#[path = "de/queries.rs"]
mod queries;
#[path = "common/sample.rs"]
mod sample;
#[path = "de/scalars.rs"]
mod scalars;
#[path = "de/texts.rs"]
mod texts;
#[path = "common/tree.rs"]
mod tree;
#[path = "de/written.rs"]
mod written;
