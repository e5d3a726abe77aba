//! Ours beside the peers, in one run: `cargo bench -p cloudstack-codec-benches`.
//!
//! A file is a kind of work. In a group all do the same work on the same body, in their best idiom and borrowing where
//! they can, and each measured closure asserts what it has read. The name of a peer ends in `-str` where it takes a
//! `&str`: it is spared the check of UTF-8 that ours does, which takes bytes. One that ends in `-checked-str` takes
//! bytes, checks all of them first and then reads the `&str`. `ci/bench` writes the record of a run.
//!
//! Ours reads as a client does, by `Response::parse` and `Jobs`. Of the whole body it checks the UTF-8, the syntax and
//! the references. It lets pass what servers are known to write wrongly: raw control characters, escapes that do not
//! exist, lone surrogates, a bare `&` and `]]>`. What a peer checks more or less is said where it is called: in
//! `job/json.rs`, in `job/xml.rs`, and in `machine.rs`, `query.rs` and `build.rs` of what is only there.

use std::fmt::Debug;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};

mod build;
mod job;
mod linear;
mod list;
mod machine;
mod poll;
mod query;
mod sign;
mod worst;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(200))
        .sample_size(20)
        .nresamples(2_000)
        .configure_from_args();
    job::define(&mut criterion);
    list::define(&mut criterion);
    machine::define(&mut criterion);
    query::define(&mut criterion);
    build::define(&mut criterion);
    sign::define(&mut criterion);
    poll::define(&mut criterion);
    linear::define(&mut criterion);
    worst::define(&mut criterion);
    criterion.final_summary();
}

/// Begins a group of works on so many bytes.
fn group<'c>(criterion: &'c mut Criterion, name: &str, bytes: usize) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes as u64));
    group
}

/// Measures one work, whose outcome must be the expected one each time.
fn measure<I: ?Sized, T: Debug + PartialEq>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    input: &I,
    expected: &T,
    mut work: impl FnMut(&I) -> T,
) {
    group.bench_function(name, |bencher| bencher.iter(|| assert_eq!(work(black_box(input)), *expected)));
}
