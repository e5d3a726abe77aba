//! The hot path: one answer to a poll, from bytes to what the job is and where its result stands.

use cloudstack_codec::{JobResult, JobState, Syntax};
use cloudstack_codec_benches::bodies::{self, Body};
use cloudstack_codec_benches::ours::{self, Job};
use criterion::Criterion;

use crate::{group, measure};

pub(crate) mod json;
mod xml;

pub(crate) fn define(criterion: &mut Criterion) {
    for body in bodies::ALL {
        define_xml(criterion, &body);
        define_json(criterion, &body);
    }
}

/// The body is checked, and the six members of depth 1 are gathered. What is in the result is stepped over, not read.
/// Ours also judges the state.
fn define_xml(criterion: &mut Criterion, body: &Body) {
    let (text, bytes) = (body.xml, body.xml.as_bytes());
    let sum = agreed(body, Syntax::Xml, [xml::xmlparser(text), xml::roxmltree(text)]);
    let mut group = group(criterion, &format!("read/xml/{}", body.name), bytes.len());
    measure(&mut group, "ours", bytes, &sum, |body| ours::job(body).sum());
    measure(&mut group, "quick-xml", bytes, &sum, |body| xml::quick_xml(body).sum());
    measure(&mut group, "quick-xml-serde-str", text, &sum, |body| xml::quick_xml_serde(body).sum());
    measure(&mut group, "xmlparser-str", text, &sum, |body| xml::xmlparser(body).sum());
    measure(&mut group, "roxmltree-str", text, &sum, |body| xml::roxmltree(body).sum());
}

/// The same in JSON.
fn define_json(criterion: &mut Criterion, body: &Body) {
    let bytes = body.json.as_bytes();
    let serde_json = json::serde_json(bytes);
    let sum = agreed(body, Syntax::Json, [serde_json.with(serde_json.result.map(|raw| raw.get()))]);
    let mut group = group(criterion, &format!("read/json/{}", body.name), bytes.len());
    measure(&mut group, "ours", bytes, &sum, |body| ours::job(body).sum());
    measure(&mut group, "serde_json", bytes, &sum, |body| json::serde_json(body).sum());
    measure(&mut group, "serde_json-checked-str", bytes, &sum, |body| {
        json::serde_json_checked_str(body).sum()
    });
    measure(&mut group, "sonic-rs", bytes, &sum, |body| json::sonic(body).sum());
    measure(&mut group, "serde-json-core", bytes, &sum, |body| json::serde_json_core(body).sum());
    let mut room = json::Room::new(bytes);
    measure(&mut group, "simd-json", "", &sum, |_| json::simd_json(&mut room).sum());
}

/// Asserts that peers have found what ours finds, and gives the sum that all measurements must come to.
fn agreed<const N: usize>(body: &Body, syntax: Syntax, peers: [Job<'_>; N]) -> usize {
    let ours = ours::job(body.text(syntax).as_bytes());
    let result = match ours.result {
        None => None,
        Some(JobState::Succeeded(JobResult::Object(object))) => Some(object.raw()),
        Some(JobState::Failed(fault)) => fault.text.map(|text| text.raw()),
        Some(other) => panic!("{other:?}"),
    };
    for peer in peers {
        assert_eq!(ours.with(None::<()>), peer.with(None), "{}", body.name);
        assert_eq!(ours.result.is_some(), peer.result.is_some(), "{}", body.name);
        assert!(result.is_none_or(|result| peer.result.is_some_and(|source| source.contains(result))));
    }
    ours.sum()
}
