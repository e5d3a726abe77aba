//! Queries, parsed and decoded: the poll's of 5 parameters, and a large command's of 30.
//!
//! `ours` decodes into one buffer where there is anything to decode, so that a text is gone once the next is decoded.
//! `ours-cow` gives a `Cow` for each name and value, which can be kept, as the peers do: these are to be compared.
//!
//! Ours refuses raw control characters and a `%` without its two digits; the peers leave both as they stand. What is
//! not UTF-8 once decoded becomes U+FFFD; with `percent-encoding` it is an error.

use std::borrow::Cow;

use cloudstack_codec_benches::query;
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    let deploy = query::build(String::new()).expect("room enough");
    for (name, text) in [("query/5", query::POLL), ("query/30", &deploy)] {
        let sum = query::decoded(text);
        assert_eq!(sum, query::decoded_as_cow(text));
        let mut group = group(criterion, name, text.len());
        measure(&mut group, "ours", text, &sum, query::decoded);
        measure(&mut group, "ours-cow", text, &sum, query::decoded_as_cow);
        measure(&mut group, "form_urlencoded", text, &sum, form_urlencoded);
        measure(&mut group, "serde_urlencoded", text, &sum, serde_urlencoded);
        measure(&mut group, "percent-encoding", text, &sum, percent_encoding);
    }
}

fn form_urlencoded(query: &str) -> usize {
    form_urlencoded::parse(query.as_bytes()).map(|(name, value)| name.len() + value.len()).sum()
}

/// Into pairs that borrow what is not escaped: a `Cow` alone would be read as an owned one.
fn serde_urlencoded(query: &str) -> usize {
    #[derive(serde::Deserialize)]
    struct Borrowed<'q>(#[serde(borrow)] Cow<'q, str>);

    let pairs: Vec<(Borrowed<'_>, Borrowed<'_>)> = serde_urlencoded::from_str(query).expect("well formed");
    pairs.iter().map(|(name, value)| name.0.len() + value.0.len()).sum()
}

/// The query cut by hand, and `+` left as it is: there is none here.
fn percent_encoding(query: &str) -> usize {
    let decoded = |text| percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").len();
    let pairs = query.split('&').map(|pair| pair.split_once('=').expect("a pair"));
    pairs.map(|(name, value)| decoded(name) + decoded(value)).sum()
}
