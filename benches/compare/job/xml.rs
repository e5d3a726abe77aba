//! The peers that read XML, and what they check beside the syntax of elements.

use cloudstack_codec_benches::ours::Job;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use roxmltree::{Document, StringStorage};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use xmlparser::{ElementEnd, Token, Tokenizer};

/// Puts the text of one member where it belongs.
fn gather<'a, R>(job: &mut Job<'a, R>, name: &str, text: &'a str) {
    match name {
        "jobid" => job.id = text,
        "jobstatus" => job.status = text.parse().expect("a number"),
        "jobprocstatus" => job.progress = text.parse().ok(),
        "jobresultcode" => job.code = text.parse().ok(),
        "jobresulttype" => job.result_type = Some(text),
        _ => {}
    }
}

/// The pull reader, from bytes, with its own check of the end tags.
///
/// It checks UTF-8 event by event, and refuses a bare `&` in text. It does not look at names, attributes, comments,
/// what a reference refers to, and what stands outside the root. Control characters and `]]>` pass, as with ours.
pub(crate) fn quick_xml(body: &[u8]) -> Job<'_, &[u8]> {
    let mut reader = Reader::from_reader(body);
    let mut job = Job::default();
    let mut depth = 0;
    let mut member = None;
    let mut result_start = 0;
    loop {
        let start = reader.buffer_position() as usize;
        match reader.read_event().expect("well formed") {
            Event::Start(tag) => {
                depth += 1;
                if depth == 2 {
                    member = MEMBERS.into_iter().find(|name| tag.name().0 == *name);
                    result_start = reader.buffer_position() as usize;
                }
            }
            Event::Text(text) if depth == 2 => {
                if let (Some(name), Cow::Borrowed(text)) = (member, text.into_inner()) {
                    gather(&mut job, name, text);
                }
            }
            Event::End(_) => {
                if depth == 2 && member == Some("jobresult") {
                    job.result = body.get(result_start..start);
                }
                depth -= 1;
            }
            Event::Eof => {
                assert_eq!(depth, 0);
                return job;
            }
            _ => {}
        }
    }
}

const MEMBERS: [&str; 6] =
    ["jobid", "jobstatus", "jobprocstatus", "jobresultcode", "jobresulttype", "jobresult"];

/// quick-xml by serde, which borrows from a `&str` only. It cannot give the source of a result.
///
/// It checks what the pull reader does, the references in texts that are read, and nothing that follows the root.
pub(crate) fn quick_xml_serde(body: &str) -> Job<'_, IgnoredAny> {
    #[derive(Deserialize)]
    struct Wire<'a> {
        jobid: &'a str,
        jobstatus: i32,
        jobprocstatus: Option<i32>,
        jobresultcode: Option<i32>,
        jobresulttype: Option<&'a str>,
        jobresult: Option<IgnoredAny>,
    }
    let wire: Wire<'_> = quick_xml::de::from_str(body).expect("well formed");
    Job {
        id: wire.jobid,
        status: wire.jobstatus,
        progress: wire.jobprocstatus,
        code: wire.jobresultcode,
        result_type: wire.jobresulttype,
        result: wire.jobresult,
    }
}

/// xmlparser's tokens. It leaves the check of the end tags to its caller, who does it here.
///
/// It checks every character, and refuses `]]>`. It does not look at references, nor whether an attribute stands twice.
pub(crate) fn xmlparser(body: &str) -> Job<'_> {
    let mut job = Job::default();
    let mut open = [""; 32];
    let mut depth = 0;
    let mut result_start = 0;
    for token in Tokenizer::from(body) {
        match token.expect("well formed") {
            Token::ElementStart { local, .. } => {
                open[depth] = local.as_str();
                depth += 1;
            }
            Token::ElementEnd { end: ElementEnd::Open, span } if depth == 2 => result_start = span.end(),
            Token::ElementEnd { end: ElementEnd::Open, .. } => {}
            Token::ElementEnd { end: ElementEnd::Close(_, local), span } => {
                depth -= 1;
                assert_eq!(open[depth], local.as_str());
                if depth == 1 && open[depth] == "jobresult" {
                    job.result = body.get(result_start..span.start());
                }
            }
            Token::ElementEnd { end: ElementEnd::Empty, .. } => depth -= 1,
            Token::Text { text } if depth == 2 => gather(&mut job, open[1], text.as_str()),
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    job
}

/// roxmltree's tree, of which the members are asked.
///
/// It checks every character, attributes and namespaces, resolves the references, and refuses `]]>` and a bare `&`.
pub(crate) fn roxmltree(body: &str) -> Job<'_> {
    let document = Document::parse(body).expect("well formed");
    let mut job = Job::default();
    for member in document.root_element().children().filter(|node| node.is_element()) {
        if member.has_tag_name("jobresult") {
            job.result = body.get(member.range());
        } else if let Some(StringStorage::Borrowed(text)) = member.text_storage() {
            gather(&mut job, member.tag_name().name(), text);
        }
    }
    job
}
