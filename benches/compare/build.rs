//! A command with 30 parameters, built into memory that is used again.
//!
//! Ours refuses names that stand twice and values that the server would refuse; the peers write what they are given.
//! `form_urlencoded` and `serde_urlencoded` write `+` for a space, which servers do not take in a signed command.

use std::hint::black_box;

use cloudstack_codec::Fixed;
use cloudstack_codec_benches::query::{self, API_KEY, DEPLOY, DEPLOY_COMMAND};
use criterion::Criterion;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use serde::Serialize;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    let expected = query::build(String::new()).expect("room enough");
    let pairs = pairs();
    let mut group = group(criterion, "build/30", expected.len());
    let mut buf = [0; 2_048];
    measure(&mut group, "ours", "", &expected.len(), |_| {
        black_box(query::build(Fixed::new(&mut buf)).expect("room enough").as_str()).len()
    });
    measure(&mut group, "ours-fresh-string", "", &expected.len(), |_| {
        black_box(query::build(String::new()).expect("room enough")).len()
    });
    let mut out = String::new();
    form_urlencoded(&pairs, &mut out);
    let with_plus = expected.replace("%20", "+");
    assert_eq!(out, with_plus);
    measure(&mut group, "form_urlencoded", &pairs, &with_plus.len(), |pairs| {
        form_urlencoded(pairs, &mut out)
    });
    serde_urlencoded(&pairs, &mut out);
    assert_eq!(out, with_plus);
    measure(&mut group, "serde_urlencoded", &pairs, &with_plus.len(), |pairs| {
        serde_urlencoded(pairs, &mut out)
    });
    percent_encoding(&pairs, &mut out);
    assert_eq!(out, expected);
    measure(&mut group, "percent-encoding", &pairs, &expected.len(), |pairs| {
        percent_encoding(pairs, &mut out)
    });
}

fn pairs() -> Vec<(&'static str, &'static str)> {
    let mut pairs = vec![("command", DEPLOY_COMMAND)];
    pairs.extend(DEPLOY);
    pairs.push(("apiKey", API_KEY));
    pairs
}

fn form_urlencoded(pairs: &[(&str, &str)], out: &mut String) -> usize {
    out.clear();
    form_urlencoded::Serializer::new(&mut *out).extend_pairs(pairs).finish();
    black_box(out).len()
}

fn serde_urlencoded(pairs: &[(&str, &str)], out: &mut String) -> usize {
    out.clear();
    let mut form = form_urlencoded::Serializer::new(&mut *out);
    pairs.serialize(serde_urlencoded::Serializer::new(&mut form)).expect("pairs");
    form.finish();
    black_box(out).len()
}

fn percent_encoding(pairs: &[(&str, &str)], out: &mut String) -> usize {
    const SET: AsciiSet = NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'*').remove(b'_');
    out.clear();
    for (i, (name, value)) in pairs.iter().enumerate() {
        if i > 0 {
            out.push('&');
        }
        out.extend(percent_encoding::utf8_percent_encode(name, &SET));
        out.push('=');
        out.extend(percent_encoding::utf8_percent_encode(value, &SET));
    }
    black_box(out).len()
}
