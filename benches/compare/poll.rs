//! One step of the poller: what a program that waits for many jobs does for each of them, again and again.

use std::time::Duration;

use cloudstack_codec::{JobId, Pace, Poller, Step};
use criterion::Criterion;

use crate::measure;

/// A program holds as many pollers as it waits for jobs.
const _: () = assert!(size_of::<Poller>() <= 160);

pub(crate) fn define(criterion: &mut Criterion) {
    let job = JobId::new("9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f").expect("an id");
    let poller = Poller::new(job, Pace::DEFAULT, Duration::ZERO).expect("a pace");
    let mut group = criterion.benchmark_group("poll");
    let expected = Step::Wait(Duration::from_millis(400));
    measure(&mut group, "step", &(poller, Duration::from_millis(600)), &expected, |(poller, now)| {
        poller.step(*now)
    });
}
