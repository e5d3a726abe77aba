//! Any bytes, in pieces.

use cloudstack_codec::{
    Error, ErrorKind, Fault, Fed, Heard, JobReport, JobResult, Kind, Node, Response, Scan, Scanned,
    ScannedJob, Text,
};

use crate::document::body;

/// Checks that a body means the same in pieces as it does whole.
///
/// The same bytes say where it is cut.
pub fn pieces(data: &[u8]) {
    let body = &*body(data);
    let whole = Response::parse(body);
    let jobs: Vec<_> = whole.iter().flat_map(Response::jobs).flatten().collect();
    let is_short = whole.is_ok_and(|whole| is_short(whole.node()));
    let mut scan = Scan::new();
    let (mut rest, mut sizes, mut given) = (body, body.iter().chain(data).rev(), 0);
    let fed = loop {
        let Some(&size) = sizes.next() else { break Ok(()) };
        let (mut piece, later) = rest.split_at(rest.len().min(usize::from(size) + 1));
        let fed = loop {
            match scan.feed(&mut piece) {
                Ok(Fed::All) => break Ok(()),
                Ok(Fed::Job(job)) => {
                    if let Some(want) = jobs.get(given).filter(|_| is_short) {
                        is_report(want, &job);
                    }
                    given += 1;
                }
                Err(error) => break Err(error),
            }
        };
        if fed.is_err() {
            break fed;
        }
        assert!(piece.is_empty());
        rest = later;
    };
    let scanned = fed.and_then(|()| scan.finish());
    match (whole, scanned) {
        (Ok(whole), Ok(scanned)) => {
            assert_eq!(scan.syntax(), Some(whole.syntax()));
            // A number or a flag that was cut is none.
            assert!(scan.count() == whole.count() || !is_short && scan.count().is_none());
            assert!(scan.success() == whole.success() || !is_short && scan.success().is_none());
            if is_short {
                is_text(whole.display_text(), scan.display_text());
                assert_eq!(given, whole.items("asyncjobs").count());
                is_answer(&whole.kind(), &scanned);
                assert_eq!(Heard::from(whole), Heard::from(scanned));
            }
        }
        (Err(whole), Err(error)) => {
            is_error(body, whole, error);
            assert_eq!((scan.success(), scan.display_text()), (None, None));
        }
        (Ok(_), Err(error)) => {
            assert_eq!(error.kind(), ErrorKind::LongToken);
            assert!(has_long_token(body));
        }
        (whole, scanned) => panic!("{whole:?}, {scanned:?}"),
    }
}

/// The same error, but for what is known of an end tag.
fn is_error(body: &[u8], whole: Error, error: Error) {
    match (whole.kind(), error.kind()) {
        (_, ErrorKind::LongToken) => {
            assert!(!is_json(body));
            assert!(body.len() >= error.offset() + LONG);
        }
        (ErrorKind::CrossedTag, ErrorKind::CrossedTag) => assert!(error.offset() <= whole.offset()),
        (ErrorKind::CrossedTag, ErrorKind::Incomplete) => assert_eq!(error.offset(), body.len()),
        // The end tag goes on to where the characters end.
        (ErrorKind::CrossedTag, ErrorKind::NotUtf8) => assert!(error.offset() >= whole.offset()),
        _ => assert_eq!(error, whole),
    }
}

fn is_json(body: &[u8]) -> bool {
    body.iter().find(|b| matches!(b, b'<' | b'{')) == Some(&b'{')
}

/// Tells whether it is XML with a tag, a comment, a section or a reference that is longer than a window may hold.
fn has_long_token(body: &[u8]) -> bool {
    let is_long = |(at, b): (usize, &u8)| match (b, body.get(at..at + LONG)) {
        (b'<', Some(tag)) => !has_end(tag),
        (b'&', Some(reference)) => !reference.contains(&b';'),
        _ => false,
    };
    !is_json(body) && body.iter().enumerate().any(is_long)
}

/// Tells whether a tag has a `>` that is not in quotes.
fn has_end(tag: &[u8]) -> bool {
    let mut quote = None;
    tag.iter().any(|b| match (b, quote) {
        (b'"' | b'\'', None) => {
            quote = Some(b);
            false
        }
        (b, Some(open)) => {
            quote = quote.filter(|_| b != open);
            false
        }
        (b, None) => *b == b'>',
    })
}

/// Less than the longest name of an element with a text, of which the window holds both tags.
const LONG: usize = 135;

/// Tells whether no name and no text, with its markup, is so long that it would be cut.
fn is_short(node: Node<'_>) -> bool {
    let is_leaf = node.children().next().is_none();
    node.name().raw().len() < 64 && (!is_leaf || node.raw().len() < 128) && node.children().all(is_short)
}

fn is_answer(whole: &Kind<'_>, scanned: &Scanned<'_>) {
    match (whole, scanned) {
        (Kind::Job(whole), Scanned::Job(job)) => is_report(whole, job),
        (Kind::Fault(whole), Scanned::Fault(fault)) => is_fault(whole, fault),
        (Kind::Submitted(whole), Scanned::Submitted(submitted)) => {
            is_text(Some(whole.job_id), Some(submitted.job_id));
            is_text(whole.id, submitted.id);
        }
        (Kind::Jobs(_), Scanned::Jobs) | (Kind::Other(_), Scanned::Other) => {}
        _ => panic!("{whole:?}, {scanned:?}"),
    }
}

fn is_report(whole: &JobReport<'_>, job: &ScannedJob<'_>) {
    is_text(whole.job_id(), job.job_id());
    assert_eq!(whole.state().status(), job.state().status());
    assert_eq!((whole.progress(), whole.result_code()), (job.progress(), job.result_code()));
    match (whole.result().map_object(|object| object.name()), job.result()) {
        (JobResult::Text(whole), JobResult::Text(text)) => is_text(Some(whole), Some(text)),
        (JobResult::Object(whole), JobResult::Object(name)) => is_text(Some(whole), Some(name)),
        (JobResult::Fault(whole), JobResult::Fault(fault)) => is_fault(&whole, &fault),
        (whole, result) => assert_eq!(whole, result),
    }
}

fn is_fault(whole: &Fault<'_>, fault: &Fault<'_>) {
    assert_eq!((whole.code, whole.cs_code), (fault.code, fault.cs_code));
    is_text(whole.text, fault.text);
}

/// The same text, or its beginning: several long ones have no room beside each other.
fn is_text(whole: Option<Text<'_>>, text: Option<Text<'_>>) {
    match (whole, text) {
        (Some(whole), Some(text)) if text.is_cut() => {
            assert!(whole.to_string().starts_with(&text.to_string()))
        }
        _ => assert_eq!(whole, text),
    }
}
