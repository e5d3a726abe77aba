//! The document's succeeded answer, from bytes to a typed virtual machine with its nics: parsed, judged, read.
//!
//! `ours` is by serde, as the peers are; `ours-by-hand` is a loop over the members. `node` is what either costs of it
//! where the answer has been parsed. The peers check what they do of a job.

use cloudstack_codec::Syntax;
use cloudstack_codec_benches::bodies;
use cloudstack_codec_benches::machine::VirtualMachine;
use cloudstack_codec_benches::ours;
use criterion::Criterion;
use criterion::measurement::WallTime;
use instant_xml::FromXml;
use serde::Deserialize;

use crate::job::json::Room;
use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    let text = bodies::SUCCEEDED.xml;
    let machine = ours::machine_by_hand(text.as_bytes());
    assert_eq!(quick_xml(text), machine);
    assert_eq!(instant_xml(text), machine);
    let sum = machine.sum();
    let mut xml = group(criterion, "machine/xml", text.len());
    define_ours(&mut xml, Syntax::Xml);
    measure(&mut xml, "quick-xml-serde-str", text, &sum, |body| quick_xml(body).sum());
    measure(&mut xml, "instant-xml-str", text, &sum, |body| instant_xml(body).sum());
    xml.finish();

    let text = bodies::SUCCEEDED.json;
    let bytes = text.as_bytes();
    assert_eq!(serde_json(bytes), machine);
    assert_eq!(sonic(bytes), machine);
    let mut json = group(criterion, "machine/json", bytes.len());
    define_ours(&mut json, Syntax::Json);
    measure(&mut json, "serde_json", bytes, &sum, |body| serde_json(body).sum());
    measure(&mut json, "serde_json-checked-str", bytes, &sum, |body| serde_json_checked_str(body).sum());
    measure(&mut json, "sonic-rs", bytes, &sum, |body| sonic(body).sum());
    measure(&mut json, "sonic-rs-str", text, &sum, |body| sonic_str(body).sum());
    measure(&mut json, "serde-json-core", bytes, &sum, |body| serde_json_core(body).sum());
    let mut room = Room::new(bytes);
    measure(&mut json, "simd-json", "", &sum, |_| simd_json(&mut room).sum());
}

fn define_ours(group: &mut criterion::BenchmarkGroup<'_, WallTime>, syntax: Syntax) {
    let body = bodies::SUCCEEDED.text(syntax).as_bytes();
    let sum = ours::machine_by_hand(body).sum();
    assert_eq!(ours::machine_by_serde(body), ours::machine_by_hand(body));
    measure(group, "ours", body, &sum, |body| ours::machine_by_serde(body).sum());
    measure(group, "ours-by-hand", body, &sum, |body| ours::machine_by_hand(body).sum());
    let node = ours::object(body);
    measure(group, "node", &node, &sum, |node| {
        node.deserialize::<VirtualMachine<'_>>().expect("a virtual machine").sum()
    });
    measure(group, "node-by-hand", &node, &sum, |node| VirtualMachine::by_hand(node).sum());
}

/// The answer, for serde; in XML without the root.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    queryasyncjobresultresponse: Job<'a>,
}

#[derive(Deserialize, FromXml)]
#[xml(rename = "queryasyncjobresultresponse")]
struct Job<'a> {
    jobstatus: i32,
    #[serde(borrow)]
    #[xml(borrow)]
    jobresult: JobResult<'a>,
}

#[derive(Deserialize, FromXml)]
#[xml(rename = "jobresult")]
struct JobResult<'a> {
    #[serde(borrow)]
    #[xml(borrow)]
    virtualmachine: VirtualMachine<'a>,
}

impl<'a> Job<'a> {
    fn machine(self) -> VirtualMachine<'a> {
        assert_eq!(self.jobstatus, 1);
        self.jobresult.virtualmachine
    }
}

fn quick_xml(body: &str) -> VirtualMachine<'_> {
    quick_xml::de::from_str::<Job<'_>>(body).expect("well formed").machine()
}

/// It stands on xmlparser. It checks every character, references, prefixes and end tags. It does not look at whether an
/// attribute stands twice, whether the root is closed, and what follows it.
fn instant_xml(body: &str) -> VirtualMachine<'_> {
    instant_xml::from_str::<Job<'_>>(body).expect("well formed").machine()
}

fn serde_json(body: &[u8]) -> VirtualMachine<'_> {
    serde_json::from_slice::<Answer<'_>>(body).expect("well formed").queryasyncjobresultresponse.machine()
}

fn serde_json_checked_str(body: &[u8]) -> VirtualMachine<'_> {
    let body = str::from_utf8(body).expect("UTF-8");
    serde_json::from_str::<Answer<'_>>(body).expect("well formed").queryasyncjobresultresponse.machine()
}

fn sonic(body: &[u8]) -> VirtualMachine<'_> {
    sonic_rs::from_slice::<Answer<'_>>(body).expect("well formed").queryasyncjobresultresponse.machine()
}

fn sonic_str(body: &str) -> VirtualMachine<'_> {
    sonic_rs::from_str::<Answer<'_>>(body).expect("well formed").queryasyncjobresultresponse.machine()
}

fn serde_json_core(body: &[u8]) -> VirtualMachine<'_> {
    let (answer, _) = serde_json_core::from_slice::<Answer<'_>>(body).expect("well formed");
    answer.queryasyncjobresultresponse.machine()
}

fn simd_json(room: &mut Room) -> VirtualMachine<'_> {
    let answer: Answer<'_> = room.simd_json();
    answer.queryasyncjobresultresponse.machine()
}
