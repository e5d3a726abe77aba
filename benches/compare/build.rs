//! A command with 30 parameters, built into memory that is used again.
//!
//! `form_urlencoded` and `serde_urlencoded` write `+` for a space, which servers do not take in a signed command.

use cloudstack_codec::Fixed;
use cloudstack_codec_benches::query::{self, API_KEY, DEPLOY, DEPLOY_COMMAND};
use criterion::Criterion;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    let expected = query::build(String::new()).expect("room enough");
    let pairs = pairs();
    let mut group = group(criterion, "build/30", expected.len());
    let mut buf = [0; 2_048];
    measure(&mut group, "ours", "", &expected.len(), |_| {
        query::build(Fixed::new(&mut buf)).expect("room enough").as_str().len()
    });
    measure(&mut group, "ours-fresh-string", "", &expected.len(), |_| {
        query::build(String::new()).expect("room enough").len()
    });
    let mut out = String::new();
    form_urlencoded(&pairs, &mut out);
    let with_plus = expected.replace("%20", "+");
    assert_eq!(out, with_plus);
    measure(&mut group, "form_urlencoded", &pairs, &with_plus.len(), |pairs| {
        form_urlencoded(pairs, &mut out)
    });
    measure(&mut group, "serde_urlencoded", &pairs, &with_plus.len(), |pairs| {
        serde_urlencoded::to_string(pairs).expect("pairs").len()
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
    out.len()
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
    out.len()
}
