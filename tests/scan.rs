//! Bodies in pieces: the outcome is that of the whole body, wherever it was cut.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use core::fmt::Write as _;

use cloudstack_codec::{
    Error, ErrorCode, ErrorKind, Fault, Fed, Heard, JobReport, JobResult, JobState, Kind, Response, Scan,
    Scanned, ScannedJob, Submitted, Syntax, Text,
};

use proptest::prelude::*;
use proptest::sample::Index;

mod common {
    pub(crate) mod fixture;
    pub(crate) mod parts;
    pub(crate) mod sample;
}
use common::fixture;
use common::parts::PARTS;
use common::sample::Sample as _;

/// What there is to be known of a job: its numbers, and behind a bar its texts.
fn told(id: Option<Text<'_>>, state: JobState<'_, Text<'_>>, result: JobResult<'_, Text<'_>>) -> String {
    let said = match result {
        JobResult::Text(text) | JobResult::Object(text) => Some(text),
        JobResult::Fault(fault) => fault.text,
        JobResult::None | JobResult::Empty | JobResult::Success(_) => None,
    };
    format!("{:?}|{}", state.status(), texts([id, said], &format!("{id:?} {state:?} {result:?}")))
}

/// Texts, unless one is only the beginning of what was sent.
fn texts<const N: usize>(texts: [Option<Text<'_>>; N], told: &str) -> String {
    if texts.iter().flatten().any(Text::is_cut) { "cut".to_owned() } else { told.to_owned() }
}

fn report(job: &JobReport<'_>) -> String {
    let (state, result) = (job.state().map_object(|o| o.name()), job.result().map_object(|o| o.name()));
    format!("{:?} {:?} {}", job.progress(), job.result_code(), told(job.job_id(), state, result))
}

fn scanned_report(job: &ScannedJob<'_>) -> String {
    assert_eq!(job.state().status(), job.status());
    format!("{:?} {:?} {}", job.progress(), job.result_code(), told(job.job_id(), job.state(), job.result()))
}

fn refusal(fault: &Fault<'_>) -> String {
    format!("fault {:?} {:?}|{}", fault.code, fault.cs_code, texts([fault.text], &format!("{fault:?}")))
}

fn submission(it: &Submitted<'_>) -> String {
    format!("submitted|{}", texts([Some(it.job_id), it.id], &format!("{it:?}")))
}

/// What there is to be known of an answer whatever it is.
fn about(
    syntax: Syntax,
    count: Option<u32>,
    success: Option<bool>,
    display_text: Option<Text<'_>>,
) -> String {
    let said = texts([display_text], &format!("{display_text:?}"));
    format!("{syntax:?} {count:?} {success:?}|{said}")
}

/// What there is to be known of an answer: its jobs, one a line, what is known of any, and itself.
fn whole(body: &[u8]) -> Result<String, Error> {
    let response = Response::parse(body)?;
    let mut said = String::new();
    for job in response.jobs().into_iter().flatten() {
        writeln!(said, "{}", report(&job)).unwrap();
    }
    let display_text = response.display_text();
    let about = about(response.syntax(), response.count(), response.success(), display_text);
    writeln!(said, "{about}").unwrap();
    said += &match response.kind() {
        Kind::Job(job) => format!("job {}", report(&job)),
        Kind::Fault(fault) => refusal(&fault),
        Kind::Jobs(_) => "jobs".to_owned(),
        Kind::Submitted(it) => submission(&it),
        Kind::Other(_) => "other".to_owned(),
    };
    Ok(said)
}

/// The same, of a body in pieces.
fn in_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<String, Error> {
    let mut scan = Scan::new();
    let mut said = String::new();
    let fed = pieces.into_iter().try_for_each(|mut piece| {
        while let Fed::Job(job) = scan.feed(&mut piece)? {
            writeln!(said, "{}", scanned_report(&job)).unwrap();
        }
        assert!(piece.is_empty());
        Ok(())
    });
    if let Err(error) = fed {
        assert_eq!(scan.feed(&mut &b"x"[..]).map(|_| ()), Err(error), "the same again");
        assert_eq!(scan.finish().map(|_| ()), Err(error));
    }
    let scanned = scan.finish().inspect_err(|_| {
        assert_eq!((scan.success(), scan.display_text()), (None, None), "of no whole body");
    })?;
    let about = about(scan.syntax().unwrap(), scan.count(), scan.success(), scan.display_text());
    writeln!(said, "{about}").unwrap();
    said += &match scanned {
        Scanned::Job(job) => format!("job {}", scanned_report(&job)),
        Scanned::Fault(fault) => refusal(&fault),
        Scanned::Jobs => "jobs".to_owned(),
        Scanned::Submitted(it) => submission(&it),
        Scanned::Other => "other".to_owned(),
    };
    Ok(said)
}

const SIZES: [usize; 7] = [7, 1, 2, 3, 16, 64, usize::MAX];

/// The length of what is long: longer than all that is kept of a body in pieces.
const LONG: usize = if cfg!(miri) { 450 } else { 5000 };

/// Checks that the pieces say what the whole says, of whatever size they are.
#[track_caller]
fn agrees(body: &[u8]) {
    let want = whole(body);
    for size in SIZES.into_iter().sample(7) {
        assert_eq!(
            in_pieces(body.chunks(size)),
            want,
            "pieces of {size}: {:?}",
            String::from_utf8_lossy(body)
        );
    }
}

#[test]
fn every_fixture() {
    for (body, _) in fixture::all() {
        agrees(&body.bytes);
    }
}

/// Where no member is an object the first is the root, and its name and text say what the answer is.
#[test]
fn roots_without_members() {
    for body in [
        "<error>530 : no</error>",
        "<listasyncjobsresponse/>",
        "<r>x</r>",
        r#"{"error":"530 : no"}"#,
        r#"{"error":"no","cloudstack-version":"4.1","error":530}"#,
        r#"{"err\u006fr":"\u006eo","a":null}"#,
        r#"{"listasyncjobsresponse":"","error":"no"}"#,
        r#"{"a":"no","error":"no"}"#,
        r#"{"a":"no","error":{"description":"no"}}"#,
        r#"{"a":"no","error":{"errorcode":530}}"#,
    ] {
        agrees(body.as_bytes());
    }
}

/// What follows the root is no part of it, wherever it is cut.
#[test]
fn objects_after_the_root() {
    agrees(br#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":0},"a":{"b":{"jobstatus":1}}}"#);
    agrees(br#"{"a":{"success":true},"b":{"success":false,"count":1,"displaytext":"x"}}"#);
}

/// Nothing is left of a result for the next of the same job.
#[test]
fn results_after_another() {
    agrees(
        b"<q><jobstatus>2</jobstatus><jobresult>x</jobresult><jobresult><errorcode>1</errorcode></jobresult></q>",
    );
    agrees(br#"{"q":{"jobstatus":2,"jobresult":["x",{"errorcode":1}]}}"#);
    agrees(br#"{"q":{"jobstatus":2,"jobresult":[{"errortext":"x"},{"errorcode":1}]}}"#);
}

/// What an object beside the result holds is no part of the result.
#[test]
fn objects_after_the_result() {
    agrees(
        b"<q><jobstatus>2</jobstatus><jobresult><a/></jobresult><x><errorcode>1</errorcode><b><c/></b></x></q>",
    );
    agrees(br#"{"q":{"jobstatus":2,"jobresult":{"a":{"b":1}},"x":{"errorcode":1,"errortext":"x"}}}"#);
}

/// Feeds a body, or the beginning of one, in which nothing is wrong.
fn fed(body: impl AsRef<[u8]>, size: usize) -> Scan {
    let mut scan = Scan::new();
    for mut piece in body.as_ref().chunks(size) {
        while let Fed::Job(_) = scan.feed(&mut piece).unwrap() {}
    }
    scan
}

/// Each row: the members of an answer in both syntaxes, and its flag.
#[test]
fn flags() {
    for (xml, json, success) in [
        ("<success>true</success>", r#""success":true"#, Some(true)),
        ("<success>false</success>", r#""success":false"#, Some(false)),
        ("<success> true\n</success>", r#""success":" true\n""#, Some(true)),
        ("<success>&#102;<![CDATA[als]]>e</success>", r#""s\u0075ccess":"\u0066alse""#, Some(false)),
        ("<success>t<!-- c -->rue</success>", r#""success" : "tru\u0065""#, Some(true)),
        ("<success>True</success>", r#""success":"True""#, None),
        ("<success>truely</success>", r#""success":"truely""#, None),
        ("<success>1</success>", r#""success":1"#, None),
        ("<success/>", r#""success":null"#, None),
        ("<success></success>", r#""success":"""#, None),
        ("<Success>true</Success>", r#""Success":true"#, None),
        // The last of several holds, be it a flag or not.
        ("<success>true</success><success>false</success>", r#""success":true,"success":false"#, Some(false)),
        ("<success>false</success><success>true</success>", r#""success":["false","true"]"#, Some(true)),
        ("<success>true</success><success/>", r#""success":true,"success":"""#, None),
        (
            "<success>true</success><success><a>true</a></success>",
            r#""success":true,"success":{"a":true}"#,
            None,
        ),
        // Elsewhere it is not the answer's.
        ("<a><success>true</success></a>", r#""a":{"success":true}"#, None),
        ("<asyncjobs><success>true</success></asyncjobs>", r#""asyncjobs":[{"success":true}]"#, None),
        ("<jobresult><success>true</success></jobresult>", r#""jobresult":{"success":true}"#, None),
        (
            "<success>false</success><jobresult><success>true</success></jobresult>",
            r#""success":false,"jobresult":{"success":true}"#,
            Some(false),
        ),
        // Whatever else the answer is.
        ("<success>true</success><jobid>1</jobid>", r#""success":true,"jobid":"1""#, Some(true)),
        ("<jobstatus>1</jobstatus><success>true</success>", r#""jobstatus":1,"success":true"#, Some(true)),
        ("<errorcode>1</errorcode><success>false</success>", r#""errorcode":1,"success":false"#, Some(false)),
    ]
    .into_iter()
    .sample(5)
    {
        for body in [format!("<r>{xml}</r>"), format!(r#"{{"r":{{{json}}}}}"#)] {
            agrees(body.as_bytes());
            assert_eq!(fed(&body, 7).success(), success, "{body}");
        }
    }
}

/// A flag that was read is none before the body is whole, nor where it is wrong.
#[test]
fn a_flag_of_a_whole_body() {
    for body in [
        r#"{"r":{"success":true,"displaytext":"gone"}}"#,
        "<r><success>true</success><displaytext>gone</displaytext></r>",
    ] {
        for len in (0..body.len()).sample(11) {
            let scan = fed(&body.as_bytes()[..len], 5);
            assert_eq!((scan.success(), scan.display_text()), (None, None), "{body} up to {len}");
        }
        let mut scan = fed(body, 5);
        assert_eq!((scan.success(), scan.display_text()), (Some(true), Some(Text::plain("gone"))));
        assert!(scan.feed(&mut &b"x"[..]).is_err());
        assert_eq!((scan.success(), scan.display_text()), (None, None));
    }
}

#[test]
fn what_was_cut_is_no_flag_and_no_count() {
    let space = " ".repeat(LONG);
    for body in [
        format!(
            "<r><success>true{space}</success><count>1{space}</count><displaytext>x{space}</displaytext></r>"
        ),
        format!(r#"{{"r":{{"success":"true{space}","count":"1{space}","displaytext":"x{space}"}}}}"#),
    ] {
        let whole = Response::parse(body.as_bytes()).unwrap();
        assert_eq!((whole.success(), whole.count()), (Some(true), Some(1)));
        let scan = fed(&body, 100);
        assert_eq!((scan.success(), scan.count()), (None, None));
        let text = scan.display_text().unwrap();
        assert!(text.is_cut() && text.raw().len() > 100, "{text:?}");
        assert!(text.to_string().starts_with("x  "), "{text:?}");
    }
}

/// The first `displaytext` counts, even where it has no text; beside all else that is kept.
#[test]
fn texts_beside_a_flag() {
    for (body, text) in [
        ("<r><displaytext>a</displaytext><displaytext>b</displaytext></r>", Some("a")),
        ("<r><displaytext/><displaytext>b</displaytext></r>", None),
        ("<r><displaytext><a>b</a></displaytext><displaytext>b</displaytext></r>", None),
        ("<r><description>a</description><displaytext>b</displaytext></r>", Some("b")),
        ("<error><displaytext>a</displaytext><description>b</description></error>", Some("a")),
        ("<r><asyncjobs><displaytext>a</displaytext></asyncjobs><displaytext>b</displaytext></r>", Some("b")),
        ("<r><jobresult><displaytext>a</displaytext></jobresult></r>", None),
        (r#"{"r":{"displaytext":["a","b"],"success":true}}"#, Some("a")),
        (r#"{"r":{"displayt\u0065xt":"\u0061\"","displaytext":"b"}}"#, Some("a\"")),
        (r#"{"r":{"displaytext":"","displaytext":"b"}}"#, None),
        (r#"{"r":{"displaytext":null,"displaytext":"b"}}"#, Some("b")),
        (r#"{"displaytext":"a"}"#, None),
    ]
    .into_iter()
    .sample(4)
    {
        agrees(body.as_bytes());
        assert_eq!(fed(body, 7).display_text(), text.map(Text::plain), "{body}");
    }
}

/// The count is known before the items have been read, and the syntax before anything.
#[test]
fn what_is_known_early() {
    let count = |body: &str| fed(body, 3).count();
    assert_eq!(count(r#"{"listzonesresponse":{"count":2"#), None);
    assert_eq!(count(r#"{"listzonesresponse":{"count":2,"zone":[{"id""#), Some(2));
    assert_eq!(count("<listasyncjobsresponse><count>2</count><asyncjobs><count>3</count>"), Some(2));
    assert_eq!(count("<r><count>-1</count></r>"), None);
    for (body, syntax) in [
        ("", None),
        ("\u{FEFF}\n ", None),
        ("nul", None),
        ("null ", None),
        ("\u{FEFF}\n <", Some(Syntax::Xml)),
        (" {", Some(Syntax::Json)),
    ] {
        for size in [1, 2, 100] {
            assert_eq!(fed(body, size).syntax(), syntax, "{body}");
        }
    }
}

#[test]
fn every_fixture_cut_at_every_byte() {
    for (body, _) in fixture::all() {
        for len in (0..body.bytes.len()).sample(97) {
            let start = &body.bytes[..len];
            assert_eq!(in_pieces(start.chunks(61)), whole(start), "{} up to {len}", body.name);
        }
    }
}

/// Any one byte turned into another: the same judgement or the same error.
#[test]
fn every_fixture_with_a_byte_changed() {
    for (body, _) in fixture::all() {
        let mut bytes = body.bytes.clone();
        for at in (0..bytes.len()).sample(151) {
            let good = bytes[at];
            bytes[at] = [b'<', b'"', b'&', b'x', b'}', b' ', 0xC3][at % 7];
            is_like(&bytes, &in_pieces(bytes.chunks(53)));
            bytes[at] = good;
        }
    }
}

/// The same with a text in it made longer.
fn lengthened(body: &[u8], at: Index, more: &str) -> Vec<u8> {
    let ends = (1..).zip(body.windows(3)).filter_map(|(end, bytes)| match bytes {
        [text, b'<' | b'"', after] => (text.is_ascii_alphanumeric() && *after != b':').then_some(end),
        _ => None,
    });
    let ends: Vec<_> = ends.collect();
    let mut long = body.to_vec();
    if !ends.is_empty() {
        let end = *at.get(&ends);
        long.splice(end..end, more.bytes());
    }
    long
}

/// Checks what pieces say against what the whole says, but for what is documented to be different.
fn is_like(body: &[u8], got: &Result<String, Error>) {
    let want = whole(body);
    match (&want, got) {
        // An end tag is compared as a whole: it has to be there, and where it differs is not known.
        (Err(one), Err(other)) if one.kind() == ErrorKind::CrossedTag => match other.kind() {
            ErrorKind::CrossedTag => assert!(other.offset() <= one.offset()),
            ErrorKind::LongToken => {}
            kind => assert_eq!((kind, other.offset()), (ErrorKind::Incomplete, body.len())),
        },
        (_, Err(other)) if other.kind() == ErrorKind::LongToken => assert!(!is_json(body)),
        (Ok(want), Ok(got)) if got.contains("|cut") => {
            for (want, got) in want.lines().zip(got.lines()).filter(|(_, got)| got.ends_with("|cut")) {
                assert_eq!(want.split('|').next(), got.split('|').next());
            }
            assert_eq!(want.lines().count(), got.lines().count());
        }
        _ => assert_eq!(*got, want, "{}", String::from_utf8_lossy(body)),
    }
}

fn is_json(body: &[u8]) -> bool {
    body.iter().find(|b| matches!(b, b'<' | b'{')) == Some(&b'{')
}

/// Feeds a body and hands the job on that it is.
fn job(body: &str, check: impl Fn(ScannedJob<'_>)) {
    assert!(Response::parse(body.as_bytes()).is_ok(), "{body}");
    for size in [1000, 13, usize::MAX].into_iter().sample(3) {
        let mut scan = Scan::new();
        for mut piece in body.as_bytes().chunks(size) {
            assert!(matches!(scan.feed(&mut piece), Ok(Fed::All)), "{body}");
        }
        match scan.finish() {
            Ok(Scanned::Job(job)) => check(job),
            other => panic!("{other:?}"),
        }
    }
}

fn xml(result: &str) -> String {
    format!(
        "<queryasyncjobresultresponse><jobresultcode>530</jobresultcode><jobresult>{result}</jobresult>\
         <jobid>6679e6b9-4bf2-4d83-b9f0-235fc1609227</jobid><jobstatus>2</jobstatus></queryasyncjobresultresponse>"
    )
}

fn json(result: &str) -> String {
    format!(
        r#"{{"queryasyncjobresultresponse":{{"jobresultcode":530,"jobresult":{result},
        "jobid":"6679e6b9-4bf2-4d83-b9f0-235fc1609227","jobstatus":2}}}}"#
    )
}

/// Checks that a failed job's text is kept up to a point and marked, and that all around it is read.
#[track_caller]
fn is_cut(body: &str, text: &str, least: usize) {
    job(body, |job| {
        assert_eq!(job.job_id().unwrap(), "6679e6b9-4bf2-4d83-b9f0-235fc1609227");
        assert_eq!(job.result_code(), Some(530));
        let JobState::Failed(fault) = job.state() else { panic!("{job:?}") };
        let kept = fault.text.unwrap();
        assert!(kept.is_cut());
        assert!(kept.raw().len() >= least, "{} of {kept}", kept.raw().len());
        assert!(text.starts_with(&kept.to_string()), "{kept}");
        assert_eq!(fault.code, Some(ErrorCode(530)));
    });
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn long_texts_are_cut_and_marked() {
    for times in [10, 100, 1000] {
        let plain = "No capacity; 日本. ".repeat(times * 5);
        let escapes = r"\u00e9\n\ud83d\ude00\\\u0022".repeat(times * 3);
        let references = "&amp;&#x1F600;&lt;R&D;".repeat(times * 3);
        let comments = "text<!-- and a comment --><![CDATA[ & a <section> ]]>".repeat(times * 2);
        let fault = |text: &str| format!("<errorcode>530</errorcode><errortext>{text}</errortext>");
        for (raw, text) in [
            (&plain, plain.clone()),
            (&references, "&\u{1F600}<R&D;".repeat(times * 3)),
            (&comments, "text & a <section> ".repeat(times * 2)),
        ] {
            is_cut(&xml(raw), &text, 100);
            is_cut(&xml(&fault(raw)), &text, 100);
        }
        for (raw, text) in [(&plain, plain.clone()), (&escapes, "é\n😀\\\"".repeat(times * 3))] {
            is_cut(&json(&format!("\"{raw}\"")), &text, 150);
            is_cut(&json(&format!(r#"{{"errorcode":530,"errortext":"{raw}"}}"#)), &text, 150);
        }
        let section = format!("<![CDATA[{}]]>", "]] > &".repeat(times * 10));
        is_cut(&xml(&section), &"]] > &".repeat(times * 10), 100);
    }
}

/// A text that was whole gives way to an id that comes later, and says so.
#[test]
fn the_longest_text_gives_way() {
    let (text, id) = ("x".repeat(250), "i".repeat(80));
    for body in [
        format!("<r><errorcode>530</errorcode><errortext>{text}</errortext><jobid>{id}</jobid></r>"),
        format!(r#"{{"r":{{"errorcode":530,"errortext":"{text}","jobid":"{id}"}}}}"#),
    ] {
        let scan = fed(&body, 100);
        let Scanned::Fault(Fault { text: Some(kept), .. }) = scan.finish().unwrap() else { panic!("{body}") };
        assert!(kept.is_cut() && kept.raw().len() == 240 && text.starts_with(kept.raw()), "{kept}");
    }
}

#[test]
fn long_markup_and_white_space_are_no_part_of_a_text() {
    for times in [10, 100, 3000].into_iter().sample(3) {
        let space = " \n\t".repeat(times);
        let comment = format!("<!-- {} -->", "a - b ".repeat(times));
        let instruction = format!("<?a {}?>", "b ? ".repeat(times));
        let comments = "<!-- c --> <?d e?>".repeat(times);
        for between in [&space, &comment, &instruction, &comments].into_iter().sample(3) {
            let result = format!("{between}<a>{between}<b>1</b>{between}</a>{between}");
            let body = xml(&result).replace("><j", &format!(">{between}<j"));
            agrees_at_large(&format!("<?xml version=\"1.0\"?>{between}{body}{between}"));
        }
        agrees_at_large(&json(&format!(r#"{{{space}"a"{space}:{space}{{"b"{space}:{space}1}}}}"#)));
        agrees_at_large(&format!("{}<r/>", "<!--c-->".repeat(times)));
        let body = xml(&format!("<errortext>some{comment}thing</errortext>"));
        job(&body, |job| {
            let JobState::Failed(fault) = job.state() else { panic!("{job:?}") };
            assert_eq!(fault.text.unwrap(), "something");
            assert!(!fault.text.unwrap().is_cut());
        });
    }
}

/// As [`agrees`], in pieces that do not take forever.
#[track_caller]
fn agrees_at_large(body: &str) {
    let want = whole(body.as_bytes()).unwrap();
    for size in [11, 640, usize::MAX].into_iter().sample(3) {
        assert_eq!(in_pieces(body.as_bytes().chunks(size)).as_ref(), Ok(&want), "pieces of {size}");
    }
}

#[test]
fn what_is_wrong_in_a_long_token_is_found_where_it_is() {
    let long = "x".repeat(LONG);
    let after = |start: &str, end: &str| format!("{start}{long}{end}").into_bytes();
    let blank = |start: &str, end: &str| format!("{start}{}{end}", " ".repeat(LONG)).into_bytes();
    for body in [
        after("<a><b>", "&#0;</b></a>"),
        after("<a><b>&", "#0;</b></a>"),
        after("<a><b>", "<c/></b></a>"),
        after("<a><b>", "</c></a>"),
        after("<a><b>", "</b ></a ><c/>"),
        after("<a><!--", "--x--></a>"),
        after("<a><b/><![CDATA[", "]]></a>"),
        after("<a><b/>", "</a>"),
        after("<!--", "--><?xml version='1.0'?><a/>"),
        after("<a/><!--", "-->\u{FEFF}"),
        after("<!--", "-->\u{FEFF}<a/>"),
        after(r#"{"a":{"b":""#, r#""x}}"#),
        after(r#"{"a":{"b":""#, r#"","#),
        after(r#"{"a":{"b":"\"#, r#"\"","c":01}}"#),
        after(r#"{"a":{""#, r#"":x}}"#),
        after(r#"{"a":{""#, r#"":["b",["c"]]}}"#),
        after(r#"{"a":{"b":""#, "\u{7}\"}} x"),
        after(r#"{"a":""#, r#"","b":[1]} x"#),
        blank("<a><b/>", "x</a>"),
        blank(r#"{"a":{"b":1"#, "x}}"),
        blank(r#"{"a":[1]}"#, ""),
        [b"<a><b>\xFF", long.as_bytes(), b"</b></a>"].concat(),
        [b"{\"a\":{\"b\":\"\xFF", long.as_bytes(), b"\"}}"].concat(),
    ]
    .into_iter()
    .sample(11)
    {
        let want = whole(&body);
        for size in [300, 1, 7, usize::MAX].into_iter().sample(4) {
            assert_eq!(in_pieces(body.chunks(size)), want, "{}…", String::from_utf8_lossy(&body[..20]));
        }
    }
}

#[test]
fn a_number_that_was_cut_is_none() {
    let digits = "1".repeat(LONG);
    let body = format!(r#"{{"r":{{"jobid":{digits}.{digits}e-{digits},"jobstatus":{digits}}}}}"#);
    job(&body, |job| {
        assert!(job.job_id().unwrap().is_cut());
        assert_eq!(job.state(), JobState::Unknown { status: None, result: JobResult::None });
    });
}

#[test]
fn a_cut_text_stays_one_when_it_is_decoded() {
    let long = format!("%31{}2", "%20".repeat(200));
    for body in [xml(&long), json(&format!("\"{long}\""))] {
        job(&body, |job| {
            let JobState::Failed(fault) = job.state() else { panic!("{job:?}") };
            let mut buf = [0; 700];
            let text = fault.text.unwrap().percent_decode_into(&mut buf).unwrap();
            assert_eq!((text.is_cut(), text.parse::<u32>()), (true, None), "{text}");
            assert!(text.to_string().starts_with("1  "));
        });
    }
}

#[test]
fn a_text_is_cut_before_a_long_comment() {
    let comment = "c".repeat(90);
    let body = format!(
        "<queryasyncjobresultresponse><jobid>ab<!--{comment}-->cd</jobid><jobstatus>0</jobstatus>\
        </queryasyncjobresultresponse>"
    );
    job(&body, |job| {
        let id = job.job_id().unwrap();
        assert_eq!((id.to_string().as_str(), id.is_cut()), ("ab", true));
    });
}

/// A cut comes between two characters, whatever escapes they are written with.
#[test]
fn a_cut_text_is_the_beginning_of_the_whole() {
    for escapes in [r"\ud83d\ud83d\ude00", r"\ude00\ud83d", r"\ud83d\u12", r"\A\\\u00e9"] {
        for start in ["", "x", "xx", "xxx", "xxxx", "xxxxx"].into_iter().sample(6) {
            let body = json(&format!("\"{start}{}\"", escapes.repeat(100)));
            let whole = Response::parse(body.as_bytes()).unwrap().job().unwrap();
            let JobState::Failed(Fault { text: Some(whole), .. }) = whole.state() else { panic!("{body}") };
            is_cut(&body, &whole.to_string(), 150);
        }
    }
}

/// Wherever among its digits the text is cut.
#[test]
fn a_wait_that_was_cut_is_none() {
    let end = "y".repeat(400);
    let mut waits: Vec<_> = (0..300)
        .step_by(5)
        .sample(59)
        .map(|before| {
            let text = format!("{}retry after 1234567890 ms. {end}", "x".repeat(before));
            let scan =
                fed(format!("<r><errorcode>429</errorcode><errortext>{text}</errortext></r>"), usize::MAX);
            let Heard::Fault { retry_after, .. } = scan.finish().into() else { panic!("{before}") };
            retry_after.map(|wait| wait.as_millis())
        })
        .collect();
    waits.dedup();
    assert_eq!(waits, [Some(1_234_567_890), None]);
}

#[test]
fn what_cannot_be_shortened_is_an_error_of_its_own() {
    let long = "x".repeat(LONG);
    let name = "n".repeat(160);
    for body in [
        format!("<a><{long}/></a>"),
        format!("<a><b c='{long}'/></a>"),
        format!("<a>&#x{};</a>", "0".repeat(LONG)),
        format!("<a><{name}>{long}</{name}></a>"),
    ] {
        for size in [300, 1, usize::MAX].into_iter().sample(3) {
            let error = in_pieces(body.as_bytes().chunks(size)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::LongToken, "{error}");
            assert!(error.offset() <= 3, "{error}");
        }
    }
}

/// How much is kept of a text, as the docs of `Scan` have it.
#[test]
fn texts_of_the_documented_lengths() {
    for (len, least) in [(255, 255), (LONG, 215)] {
        let text = "x".repeat(len);
        for body in [xml(&text), json(&format!("\"{text}\""))] {
            job(&body, |job| {
                let JobState::Failed(Fault { text: Some(kept), .. }) = job.state() else { panic!("{job:?}") };
                assert!(kept.raw().len() >= least && kept.is_cut() == (least < len), "{kept}");
            });
        }
        if least == len {
            agrees_at_large(&format!("<error><description>{text}</description></error>"));
            agrees_at_large(&format!(r#"{{"error":"{text}"}}"#));
        }
    }
}

/// A text is there though all that is kept of it is white space.
#[test]
fn a_text_behind_much_white_space() {
    let text = " ".repeat(LONG) + "x";
    for body in [xml(&text), json(&format!("\"{text}\""))] {
        job(&body, |job| {
            let JobState::Failed(Fault { text: Some(kept), .. }) = job.state() else { panic!("{job:?}") };
            assert!(kept.is_cut() && text.starts_with(kept.raw()), "{kept:?}");
        });
    }
}

/// A name that is longer than what is kept of it says so, whatever white space comes before its value.
#[test]
fn a_long_name_of_an_object_is_cut() {
    for (len, space) in [(81, 0), (150, 150), (200, 90), (200, 300), (260, 300)].into_iter().sample(3) {
        let (name, space) = ("n".repeat(len), " ".repeat(space));
        for body in [
            xml(&format!("<{name}>{space}<a/></{name}>")),
            json(&format!(r#"{{"{name}"{space}:{space}{{"a":1}}}}"#)),
        ] {
            job(&body, |job| {
                let JobResult::Object(kept) = job.result() else { panic!("{job:?}") };
                assert_eq!((kept.raw(), kept.is_cut()), (&*"n".repeat(80), true));
            });
        }
    }
}

/// Names and tags of up to the documented lengths are read, whatever stands beside them.
#[test]
fn long_names_and_tags() {
    let (name, tag) = ("n".repeat(140), "t".repeat(270));
    let texts = [&"x".repeat(100), "", "12345", "12345678", &"&amp; ".repeat(90), &"é".repeat(1000)];
    for text in texts.into_iter().sample(6) {
        for body in [
            format!("<r><{name}>{text}</{name}></r>"),
            format!("<r>\n <{name}><![CDATA[{text}]]></{name}></r>"),
            format!("<r><!--{text}--><{name}>{text}<!--{text}--></{name}></r>"),
            format!("<r><{tag}><b>{text}</b></{tag}></r>"),
            format!("<r><b c='{tag}'>{text}</b></r>"),
            format!("<r><b>{text}</b{}></r>", tag.replace('t', " ")),
            format!(r#"{{"r":{{"{name}{tag}":"{text}"}}}}"#),
        ]
        .into_iter()
        .sample(2)
        {
            agrees_at_large(&body);
        }
    }
}

/// The name of a long value says what it is the value of: it stays, even if it is escaped, and the value is cut.
#[test]
fn names_of_long_values() {
    let escaped = |name: &str| name.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect::<String>();
    let known = ["jobstatus", "jobresultcode", "asyncjobs", "errorcode", "success"].map(escaped);
    let plain = [1, 40, 47, 48, 79, 80].map(|len| "n".repeat(len));
    for len in [200, 215, 216, 230, 251, 252, 270, 300, LONG].into_iter().sample(3) {
        for space in ["", &" ".repeat(90)] {
            let member = |name: &str| format!(r#""{name}"{space}:{space}"{}""#, "x".repeat(len));
            for name in &known {
                agrees_at_large(&format!(r#"{{"r":{{"jobid":"1","jobstatus":1,{}}}}}"#, member(name)));
                agrees_at_large(&format!(r#"{{"r":{{{}}}}}"#, member(name)));
            }
            for name in &plain {
                let result = format!("{{{}}}", member(name));
                agrees_at_large(&format!(r#"{{"q":{{"jobstatus":1,"jobresult":{result}}}}}"#));
            }
        }
    }
}

/// In JSON nothing is too long: of a member with white space in all four places, a long name and a long text, what does
/// not matter is left out.
#[test]
fn no_member_is_too_long() {
    for times in [100, 300, LONG].into_iter().sample(3) {
        let (space, long) = (" ".repeat(times), "x".repeat(times));
        for member in [
            r#""LONG" : "LONG""#,
            r#""a" : [ "LONG" , null , "LONG" ]"#,
            r#""LONG" : [ "LONG" ]"#,
            r#""a" : [ { "LONG" : [ "LONG" ] } , { } ]"#,
            r#""a" : null , "b" : [ ] , "c" : 1"#,
        ] {
            let body =
                r#" { "r" : { "jobstatus" : 1 , MEMBER , "jobid" : "1" } } "#.replace("MEMBER", member);
            agrees_at_large(&body.replace(' ', &space).replace("LONG", &long));
        }
    }
}

/// Names that are no longer at hand are told from one another all the same.
#[test]
fn end_tags_of_other_names() {
    let letters = ('a'..='z').chain('A'..='Z').map(String::from);
    let names: Vec<_> =
        letters.chain(["ab", "ba", "abab", "baab", "é", "e\u{301}"].map(String::from)).collect();
    for open in names.iter().sample(9) {
        for close in names.iter().sample(9) {
            let body = format!("<{open}><r/></{close}>");
            let kind = in_pieces(body.as_bytes().chunks(64)).map_err(|error| error.kind()).err();
            assert_eq!(kind, (open != close).then_some(ErrorKind::CrossedTag), "{body}");
        }
    }
}

/// Checks that a list gives its jobs in turn.
#[track_caller]
fn is_list(body: &str, count: usize) {
    let want = whole(body.as_bytes()).unwrap();
    assert_eq!(want.lines().count(), count + 2);
    for size in [7, 1, 100, usize::MAX].into_iter().sample(4) {
        assert_eq!(in_pieces(body.as_bytes().chunks(size)).as_ref(), Ok(&want), "pieces of {size}");
    }
}

#[test]
fn a_list_of_any_length_gives_each_job() {
    let (mut xml, mut json) = (String::new(), Vec::new());
    let count = if cfg!(miri) { 5 } else { 1000 };
    for id in 0..count {
        let status = id % 4;
        let result = if status == 2 {
            ("<errorcode>530</errorcode><errortext>no</errortext>", r#"{"errorcode":530,"errortext":"no"}"#)
        } else {
            ("<vm><id>1</id><jobstatus>2</jobstatus></vm>", r#"{"vm":{"id":1,"jobstatus":2}}"#)
        };
        write!(
            xml,
            "<asyncjobs><jobresult>{}</jobresult><jobid>{id}</jobid><jobstatus>{status}</jobstatus></asyncjobs>",
            result.0
        )
        .unwrap();
        json.push(format!(r#"{{"jobresult":{},"jobid":"{id}","jobstatus":{status}}}"#, result.1));
    }
    is_list(&format!("<listasyncjobsresponse><count>{count}</count>{xml}</listasyncjobsresponse>"), count);
    let jobs = json.join(",");
    is_list(&format!(r#"{{"listasyncjobsresponse":{{"count":{count},"asyncjobs":[{jobs}]}}}}"#), count);
    is_list(r#"{"listasyncjobsresponse":{"asyncjobs":[{},"x",null,{"a":null}, 1, {"jobstatus":1}]}}"#, 5);
    is_list("<listasyncjobsresponse><asyncjobs/><asyncjobs>x</asyncjobs></listasyncjobsresponse>", 2);
    is_list("<listasyncjobsresponse/>", 0);
    // What has the name of a job inside of one is none.
    is_list(r#"{"l":{"asyncjobs":[{"asyncjobs":"x","jobid":"1"},{"jobid":"2","asyncjobs":[{"a":1}]}]}}"#, 2);
    is_list(
        "<l><asyncjobs><asyncjobs>x</asyncjobs><jobid>1</jobid><asyncjobs><a/></asyncjobs></asyncjobs></l>",
        1,
    );
    // Nothing of a job is left for the next.
    is_list(r#"{"listasyncjobsresponse":{"asyncjobs":[{"jobid":"1","jobstatus":1},"x"]}}"#, 2);
    is_list("<l><asyncjobs><jobid>1</jobid><jobstatus>1</jobstatus></asyncjobs><asyncjobs/></l>", 2);
}

/// A job has been handed on, and what follows it in the same piece was not fed yet.
#[test]
fn a_list_is_not_whole_behind_one_of_its_jobs() {
    for body in [
        "<l><asyncjobs><jobid>1</jobid></asyncjobs><a>1</a></l>",
        r#"{"l":{"asyncjobs":[{"jobid":"1"}],"a":1}}"#,
    ] {
        let mut scan = Scan::new();
        assert!(matches!(scan.feed(&mut body.as_bytes()), Ok(Fed::Job(_))));
        let error = scan.finish().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Incomplete, body.len()));
        assert!(matches!(scan.feed(&mut &b""[..]), Ok(Fed::All)));
        assert!(scan.finish().is_ok());
    }
}

#[test]
fn a_poller_is_told() {
    for body in [
        &json(r#"{"errorcode":431,"errortext":"no"}"#),
        &json(r#"{"jobstatus":0,"jobprocstatus":5}"#),
        &json(r#"{"jobstatus":3}"#),
        r#"{"errorresponse":{"errorcode":429,"errortext":"please retry after 1500 ms."}}"#,
        // What is pending is a job under its own name alone.
        r#"{"jobresponse":{"jobid":"17","jobstatus":0}}"#,
        "<jobresponse><jobid>17</jobid><jobstatus>0</jobstatus></jobresponse>",
        r#"{"x":{"jobstatus":0}}"#,
        r#"{"x":{"jobstatus":1}}"#,
        r#"{"listasyncjobsresponse":{"asyncjobs":[{"jobstatus":1}]}}"#,
        "<r/>",
        "",
    ] {
        let scan = fed(body, usize::MAX);
        assert_eq!(Heard::from(scan.finish()), Heard::from(Response::parse(body.as_bytes())), "{body}");
    }
    assert_eq!(Heard::from(Scan::new().finish()), Heard::Nothing);
}

proptest! {
    /// A fixture, the same with a long text and with parts thrown in, and the parts alone.
    #[test]
    fn any_cut_points(
        (body, _) in prop::sample::select(fixture::all()),
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..30),
        at in any::<Index>(),
        text in prop::sample::select(&["x", "é", "☹", "&amp;", "&#65;y"][..]),
        times in prop_oneof![Just(1_usize), Just(1), 2..100_usize],
        cuts in prop::collection::vec(any::<Index>(), 0..20),
    ) {
        let long = lengthened(&body.bytes, at, &text.repeat(9 * times));
        let parts = parts.concat();
        // A number with a long comment beside it is cut, and none any more.
        let times = if parts.contains("<!") || parts.contains("<?") { 1 } else { times };
        let parts = parts.repeat(times).into_bytes();
        let mut with = body.bytes.clone();
        let at = at.index(with.len());
        with.splice(at..at, parts.iter().copied());
        for body in [body.bytes, long, with, parts] {
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
            cuts.sort_unstable();
            cuts.push(body.len());
            let mut start = 0;
            let pieces: Vec<_> = cuts.iter().map(|&cut| &body[core::mem::replace(&mut start, cut)..cut]).collect();
            is_like(&body, &in_pieces(pieces));
        }
    }
}
