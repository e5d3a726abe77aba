//! Bodies in pieces: the outcome is that of the whole body, wherever it was cut.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use std::fmt::Write as _;

use cloudstack_codec::{
    Error, ErrorKind, Heard, JobReport, JobState, Kind, Response, Scan, Scanned, ScannedJob, Text,
};
use proptest::prelude::*;

// rustfmt would look in the folder of this file's name.
#[path = "common"]
mod common {
    pub(crate) mod fixture;
}
use common::fixture;

/// What there is to be known of a job, as text.
fn report(job: &JobReport<'_>) -> String {
    let (state, result) = (job.state().map_object(|o| o.name()), job.result().map_object(|o| o.name()));
    format!("{:?} {state:?} {result:?} {:?}", job.id(), (job.progress(), job.result_code()))
}

fn scanned_report(job: &ScannedJob<'_>) -> String {
    assert_eq!(job.state().status(), job.status());
    format!("{:?} {:?} {:?} {:?}", job.id(), job.state(), job.result(), (job.progress(), job.result_code()))
}

/// What there is to be known of an answer: its jobs, one a line, and itself.
fn whole(body: &[u8]) -> Result<String, Error> {
    let response = Response::parse(body)?;
    let mut said = String::new();
    for job in response.jobs().into_iter().flatten() {
        writeln!(said, "{}", report(&job)).unwrap();
    }
    match response.kind() {
        Kind::Job(job) => write!(said, "job {}", report(&job)),
        Kind::Fault(fault) => write!(said, "fault {fault:?}"),
        Kind::Jobs(_) => write!(said, "jobs"),
        Kind::Submitted(submitted) => write!(said, "submitted {submitted:?}"),
        Kind::Other(_) => write!(said, "other"),
    }
    .unwrap();
    Ok(said)
}

/// The same, of a body in pieces.
fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<String, Error> {
    let mut scan = Scan::new();
    let mut said = String::new();
    let fed = pieces.into_iter().try_for_each(|mut piece| {
        while let Some(job) = scan.feed(&mut piece)? {
            writeln!(said, "{}", scanned_report(&job)).unwrap();
        }
        assert!(piece.is_empty());
        Ok(())
    });
    if let Err(error) = fed {
        assert_eq!(scan.feed(&mut &b"x"[..]).map(|_| ()), Err(error), "the same again");
        assert_eq!(scan.finish().map(|_| ()), Err(error));
        return Err(error);
    }
    match scan.finish()? {
        Scanned::Job(job) => write!(said, "job {}", scanned_report(&job)),
        Scanned::Fault(fault) => write!(said, "fault {fault:?}"),
        Scanned::Jobs => write!(said, "jobs"),
        Scanned::Submitted(submitted) => write!(said, "submitted {submitted:?}"),
        Scanned::Other => write!(said, "other"),
    }
    .unwrap();
    Ok(said)
}

const SIZES: [usize; 7] = [1, 2, 3, 7, 16, 64, usize::MAX];

/// Checks that the pieces say what the whole says, of whatever size they are.
#[track_caller]
fn agrees(body: &[u8]) {
    let want = whole(body);
    for size in SIZES {
        assert_eq!(
            in_pieces(body.chunks(size)),
            want,
            "pieces of {size}: {:?}",
            String::from_utf8_lossy(body)
        );
    }
}

#[test]
fn every_fixture() {
    for (body, _) in fixture::all() {
        agrees(&body.bytes);
    }
}

#[test]
fn every_fixture_cut_at_every_byte() {
    for (body, _) in fixture::all() {
        for len in 0..body.bytes.len() {
            let start = &body.bytes[..len];
            let want = whole(start);
            for size in [1, 64, usize::MAX] {
                assert_eq!(in_pieces(start.chunks(size)), want, "{} up to {len}", body.name);
            }
        }
    }
}

/// Every fixture with any one byte turned into another: the same judgement or the same error.
#[test]
fn every_fixture_with_a_byte_changed() {
    for (body, _) in fixture::all() {
        let mut bytes = body.bytes.clone();
        for at in 0..bytes.len() {
            let good = bytes[at];
            for wrong in [b'<', b'"', b'&', b'x', b'}', 0xC3] {
                bytes[at] = wrong;
                let (want, got) = (whole(&bytes), in_pieces(bytes.chunks(53)));
                match (&want, &got) {
                    // An end tag is compared as a whole: it has to be there, and where it differs is not known.
                    (Err(one), Err(other)) if one.kind() == ErrorKind::CrossedTag => match other.kind() {
                        ErrorKind::CrossedTag => assert!(other.offset() <= one.offset()),
                        kind => assert_eq!((kind, other.offset()), (ErrorKind::Incomplete, bytes.len())),
                    },
                    _ => assert_eq!(got, want, "{} with {wrong} at {at}", body.name),
                }
            }
            bytes[at] = good;
        }
    }
}
