//! A body that is read in the one syntax that was asked for: as by [`Response::parse`], but for the other syntax.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cloudstack_codec::{Error, ErrorKind, JobStatus, Response};

type Parse<'a> = fn(&'a [u8]) -> Result<Response<'a>, Error>;

const XML: &[u8] = b"<r><jobid>1</jobid><jobstatus>2</jobstatus></r>";
const JSON: &[u8] = br#"{"r":{"jobid":"1","jobstatus":2}}"#;

#[track_caller]
fn refuses(parse: Parse<'_>, body: &'static [u8], kind: ErrorKind, offset: usize) {
    let error = parse(body).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (kind, offset), "{}", body.escape_ascii());
}

#[test]
fn its_own_is_read_as_by_parse() {
    for (parse, body) in [(Response::parse_xml as Parse<'_>, XML), (Response::parse_json, JSON)] {
        let response = parse(body).unwrap();
        assert_eq!(response.node(), Response::parse(body).unwrap().node());
        assert_eq!(response.job().map(|job| job.status()), Some(JobStatus::Failed));
    }
}

#[test]
fn the_other_is_refused() {
    refuses(Response::parse_xml, JSON, ErrorKind::ExpectedBody(b'{'), 0);
    refuses(Response::parse_json, XML, ErrorKind::ExpectedBody(b'<'), 0);
    refuses(Response::parse_json, b"\n<html></html>", ErrorKind::ExpectedBody(b'<'), 1);
    refuses(Response::parse_xml, b"\n<html></html>", ErrorKind::Html, 1);
}

#[test]
fn what_is_no_answer_is_told_as_by_parse() {
    for parse in [Response::parse_xml as Parse<'_>, Response::parse_json] {
        refuses(parse, b" ", ErrorKind::Empty, 1);
        refuses(parse, b"null\n", ErrorKind::Null, 0);
        refuses(parse, b"no", ErrorKind::ExpectedBody(b'n'), 0);
    }
    refuses(Response::parse_xml, b"<r>\xFF</r>", ErrorKind::NotUtf8, 3);
    refuses(Response::parse_xml, b"<r>\xC3", ErrorKind::Incomplete, 4);
    refuses(Response::parse_json, b"{\"r\":1]\xFF", ErrorKind::ExpectedComma(b']'), 6);
}
