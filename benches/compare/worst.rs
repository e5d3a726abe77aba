//! The bodies that try to be slow.

use cloudstack_codec_benches::{ours, worst};
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    for (name, body) in worst::XML.into_iter().chain(worst::JSON) {
        let body = body(LENGTH);
        let mut group = group(criterion, &format!("worst/{name}"), body.len());
        measure(&mut group, "ours", body.as_bytes(), &None, ours::error);
    }
}

/// Nearly the length of each body, in bytes.
const LENGTH: usize = 200_000;
