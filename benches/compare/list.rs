//! A list of 10,000 jobs, of which the finished are counted.
//!
//! Ours gathers and checks all that it gathers of one job; the peers do the least that gives the number: `jobstatus`
//! at its depth, for the virtual machines have one of their own. They check what they do of a job.

use cloudstack_codec::Syntax;
use cloudstack_codec_benches::{jobs, ours};
use criterion::Criterion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use roxmltree::Document;
use serde::Deserialize;

use crate::{group, measure};

const JOBS: u32 = 10_000;

pub(crate) fn define(criterion: &mut Criterion) {
    let finished = jobs::finished(JOBS);

    let text = jobs::list(Syntax::Xml, JOBS);
    let (text, bytes) = (text.as_str(), text.as_bytes());
    let mut xml = group(criterion, "list/xml", bytes.len());
    measure(&mut xml, "ours", bytes, &finished, ours::finished);
    measure(&mut xml, "quick-xml", bytes, &finished, quick_xml);
    measure(&mut xml, "roxmltree-str", text, &finished, roxmltree);
    xml.finish();

    let text = jobs::list(Syntax::Json, JOBS);
    let (text, bytes) = (text.as_str(), text.as_bytes());
    let mut json = group(criterion, "list/json", bytes.len());
    measure(&mut json, "ours", bytes, &finished, ours::finished);
    measure(&mut json, "serde_json", bytes, &finished, |body| {
        serde_json::from_slice::<Answer>(body).expect("well formed").finished()
    });
    measure(&mut json, "serde_json-checked-str", bytes, &finished, |body| {
        let body = str::from_utf8(body).expect("UTF-8");
        serde_json::from_str::<Answer>(body).expect("well formed").finished()
    });
    measure(&mut json, "sonic-rs", bytes, &finished, |body| {
        sonic_rs::from_slice::<Answer>(body).expect("well formed").finished()
    });
    measure(&mut json, "sonic-rs-str", text, &finished, |body| {
        sonic_rs::from_str::<Answer>(body).expect("well formed").finished()
    });
}

/// The pull reader, from bytes, with its own check of the end tags.
fn quick_xml(body: &[u8]) -> u32 {
    let mut reader = Reader::from_reader(body);
    let mut finished = 0;
    let mut depth = 0;
    let mut is_status = false;
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(tag) => {
                depth += 1;
                is_status = depth == 3 && tag.name().0 == "jobstatus";
            }
            Event::Text(text) if is_status => finished += u32::from(text.into_inner() != "0"),
            Event::End(_) => {
                depth -= 1;
                is_status = false;
            }
            Event::Eof => {
                assert_eq!(depth, 0);
                return finished;
            }
            _ => {}
        }
    }
}

/// The tree, of which each job is asked.
fn roxmltree(body: &str) -> u32 {
    let document = Document::parse(body).expect("well formed");
    let jobs = document.root_element().children().filter(|node| node.has_tag_name("asyncjobs"));
    let statuses = jobs.flat_map(|job| job.children().filter(|node| node.has_tag_name("jobstatus")));
    statuses.map(|status| u32::from(status.text() != Some("0"))).sum()
}

#[derive(Deserialize)]
struct Answer {
    listasyncjobsresponse: List,
}

#[derive(Deserialize)]
struct List {
    asyncjobs: Vec<Job>,
}

#[derive(Deserialize)]
struct Job {
    jobstatus: i32,
}

impl Answer {
    fn finished(&self) -> u32 {
        self.listasyncjobsresponse.asyncjobs.iter().map(|job| u32::from(job.jobstatus != 0)).sum()
    }
}
