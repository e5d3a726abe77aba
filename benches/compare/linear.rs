//! That cost grows with the length of a body and with nothing else: the time per byte must not.

use cloudstack_codec::{Response, Syntax};
use cloudstack_codec_benches::{bodies, jobs, ours, shapes};
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    for syntax in [Syntax::Xml, Syntax::Json] {
        for (size, count) in [("10KB", 10), ("100KB", 100), ("1MB", 1_000), ("10MB", 10_000)] {
            let body = jobs::list(syntax, count);
            let mut group =
                group(criterion, &format!("linear/{}/list-{size}", bodies::word(syntax)), body.len());
            measure(&mut group, "ours", body.as_bytes(), &jobs::finished(count), ours::finished);
        }
        let shapes = [
            ("members-10000", shapes::many_members(syntax, 10_000)),
            ("equal-names-10000", shapes::equal_names(syntax, 10_000)),
            ("deepest", shapes::deep(syntax, 500_000)),
        ];
        for (name, body) in shapes {
            let mut group = group(criterion, &format!("linear/{}/{name}", bodies::word(syntax)), body.len());
            measure(&mut group, "ours", body.as_bytes(), &true, |body| Response::parse(body).is_ok());
        }
    }
}
