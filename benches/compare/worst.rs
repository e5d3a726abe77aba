//! Bodies that try to be slow: no byte of them may cost more than a small constant.

use cloudstack_codec::{Response, Syntax};
use cloudstack_codec_benches::{bodies, shapes};
use criterion::Criterion;

use crate::{group, measure};

const BYTES: usize = 200_000;

pub(crate) fn define(criterion: &mut Criterion) {
    for syntax in [Syntax::Xml, Syntax::Json] {
        for (name, shape) in shapes::WORST {
            let body = shape(syntax, BYTES);
            let mut group = group(criterion, &format!("worst/{}/{name}", bodies::word(syntax)), body.len());
            measure(&mut group, "ours", body.as_bytes(), &None, |body| Response::parse(body).err());
        }
    }
}
