//! The finishing matrix: all that can come of a poll, as its caller sees it.
//!
//! One row, one test: an answer to `queryAsyncJobResult` in XML and in JSON, what it says of the job, and what a
//! [`Poller`] does that is told of it, whether it came whole or in pieces. Each answer is also cut at every byte, and no
//! part of it is ever an answer.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use core::time::Duration;

use cloudstack_codec::{
    End, Error, ErrorCode, ErrorKind, Fault, Fed, Heard, JobId, JobResult, JobState, Pace, Poller, Response,
    Scan, Scanned, Step, Text,
};

/// What a caller sees in the answer.
#[derive(Debug, PartialEq)]
enum Seen<'a> {
    /// The job: its id, and its state with the name of a result object in the object's place.
    Job(Option<Text<'a>>, JobState<'a, Text<'a>>),
    /// The server refuses the poll, and says nothing of the job.
    Refusal(Fault<'a>),
    /// The answer to another command.
    Other,
    /// No answer.
    Error(ErrorKind),
}

impl<'a> From<Result<Response<'a>, Error>> for Seen<'a> {
    fn from(response: Result<Response<'a>, Error>) -> Self {
        let response = match response {
            Ok(response) => response,
            Err(error) => return Self::Error(error.kind()),
        };
        match (response.fault(), response.job()) {
            (Some(fault), _) => Self::Refusal(fault),
            (None, Some(job)) => Self::Job(job.job_id(), job.state().map_object(|node| node.name())),
            (None, None) => Self::Other,
        }
    }
}

impl<'a> From<Result<Scanned<'a>, Error>> for Seen<'a> {
    fn from(scanned: Result<Scanned<'a>, Error>) -> Self {
        match scanned {
            Ok(Scanned::Job(job)) => Self::Job(job.job_id(), job.state()),
            Ok(Scanned::Fault(fault)) => Self::Refusal(fault),
            Ok(Scanned::Jobs | Scanned::Submitted(_) | Scanned::Other) => Self::Other,
            Err(error) => Self::Error(error.kind()),
        }
    }
}

/// Reads a body in pieces of a size, as far as it is good.
fn scan(body: &[u8], size: usize) -> Scan {
    let mut scan = Scan::new();
    for mut piece in body.chunks(size) {
        while let Ok(Fed::Job(_)) = scan.feed(&mut piece) {}
    }
    scan
}

/// What the poller does then, and how many misses in a row it counts.
type Told = (Step, u16);

/// Is told of one poll, a second after it began to wait.
fn told(what: impl Into<Heard>) -> Told {
    let mut poller = Poller::new(JobId::new(ID).unwrap(), Pace::DEFAULT, Duration::ZERO).unwrap();
    let now = Duration::from_secs(1);
    assert_eq!(poller.step(now), Step::Ask);
    poller.heard(now, what);
    (poller.step(now), poller.misses())
}

#[track_caller]
fn row(bodies: [String; 2], seen: Seen<'_>, expected: Told) {
    for body in bodies.iter().map(String::as_bytes) {
        for size in [1, 7, body.len().max(1)] {
            let scan = scan(body, size);
            assert_eq!(Seen::from(scan.finish()), seen, "in pieces of {size}");
            assert_eq!(told(scan.finish()), expected, "in pieces of {size}");
        }
        for len in 0..body.len() {
            assert_eq!(told(scan(&body[..len], 7).finish()), MISSED, "cut at {len}");
        }
        for parse in [Response::parse, Response::parse_strict] {
            let parsed = parse(body);
            assert_eq!(Seen::from(parsed), seen);
            assert_eq!(told(parsed), expected);
            for len in 0..body.len() {
                let cut = parse(&body[..len]);
                assert_eq!(told(cut), MISSED, "cut at {len}");
                let error = cut.unwrap_err();
                match (error.kind(), &seen) {
                    // A page that is cut is still a page, and a `null` that is cut is not JSON.
                    (_, Seen::Error(_)) => {}
                    (ErrorKind::Empty, _) => assert_eq!(len, 0),
                    (kind, _) => assert_eq!((kind, error.offset()), (ErrorKind::Incomplete, len)),
                }
            }
        }
    }
}

const ID: &str = "6679e6b9-4bf2-4d83-b9f0-235fc1609227";

/// An answer to a poll, with these members.
fn answer(xml: &str, json: &str) -> [String; 2] {
    [
        format!("<queryasyncjobresultresponse>{xml}</queryasyncjobresultresponse>"),
        format!(r#"{{"queryasyncjobresultresponse":{{{json}}}}}"#),
    ]
}

/// An answer to a poll with these members, and after them the job's id.
fn job(xml: &str, json: &str) -> [String; 2] {
    answer(&format!("{xml}<jobid>{ID}</jobid>"), &format!(r#"{json},"jobid":"{ID}""#))
}

/// A body that is the same whatever syntax was asked for.
fn either(body: &str) -> [String; 2] {
    [body, body].map(Into::into)
}

/// What came of a job, with the name of an object in its place.
type Outcome<'a> = JobResult<'a, Text<'a>>;

const fn state(state: JobState<'static, Text<'static>>) -> Seen<'static> {
    Seen::Job(Some(Text::plain(ID)), state)
}

const fn pending(progress: Option<i32>) -> Seen<'static> {
    state(JobState::Pending { progress })
}

const fn succeeded(result: Outcome<'static>) -> Seen<'static> {
    state(JobState::Succeeded(result))
}

const fn failed(fault: Fault<'static>) -> Seen<'static> {
    state(JobState::Failed(fault))
}

const fn cancelled(fault: Fault<'static>) -> Seen<'static> {
    state(JobState::Cancelled(fault))
}

const fn unknown(status: Option<i32>, result: Outcome<'static>) -> Seen<'static> {
    state(JobState::Unknown { status, result })
}

const fn succeeded_by_id(id: Option<&'static str>) -> Seen<'static> {
    let id = match id {
        Some(id) => Some(Text::plain(id)),
        None => None,
    };
    Seen::Job(id, JobState::Succeeded(JobResult::None))
}

const fn object(name: &'static str) -> Outcome<'static> {
    JobResult::Object(Text::plain(name))
}

const NO_FAULT: Fault<'static> = Fault { code: None, cs_code: None, text: None };

const fn fault(code: i32, text: &'static str) -> Fault<'static> {
    Fault::new(ErrorCode(code), text)
}

const fn refusal(code: i32, cs_code: Option<i32>, text: &'static str) -> Seen<'static> {
    Seen::Refusal(Fault { cs_code, ..fault(code, text) })
}

/// The poller rests as long as its pace says, and no miss is counted.
const GOES_ON: Told = (Step::Wait(Duration::from_millis(1_500)), 0);

/// The poller rests as long, and counts a miss.
const MISSED: Told = (Step::Wait(Duration::from_millis(1_500)), 1);

/// The poller rests as long as the server asked for.
const fn rests(millis: u64) -> Told {
    (Step::Wait(Duration::from_millis(millis)), 0)
}

const fn ends(end: End) -> Told {
    (Step::Done(end), 0)
}

const UNKNOWN_JOB: &str = "Unable to execute API command queryasyncjobresult due to invalid value.";

macro_rules! matrix {
    ($($name:ident: $bodies:expr => $seen:expr, $told:expr;)*) => {$(
        #[test]
        fn $name() {
            row($bodies, $seen, $told);
        }
    )*};
}

matrix! {
    pending_without_a_result: job("<jobprocstatus>1</jobprocstatus><jobstatus>0</jobstatus>", r#""jobprocstatus":1,"jobstatus":0"#)
        => pending(Some(1)), GOES_ON;
    pending_with_a_result: job(
        "<jobstatus>0</jobstatus><jobresultcode>0</jobresultcode><jobresult><success>true</success></jobresult>",
        r#""jobstatus":0,"jobresultcode":0,"jobresult":{"success":true}"#,
    ) => pending(None), GOES_ON;

    succeeded_with_object: job(
        "<jobresulttype>object</jobresulttype><jobresult><virtualmachine><id>450</id></virtualmachine></jobresult><jobstatus>1</jobstatus>",
        r#""jobresulttype":"object","jobresult":{"virtualmachine":{"id":"450"}},"jobstatus":1"#,
    ) => succeeded(object("virtualmachine")), ends(End::Succeeded);
    succeeded_with_success_flag: job(
        "<jobresult><success>true</success></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"success":true},"jobstatus":1"#,
    ) => succeeded(JobResult::Success(Some(true))), ends(End::Succeeded);
    succeeded_with_success_flag_in_a_string: job(
        "<jobresult><success>true</success></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"success":"true"},"jobstatus":1"#,
    ) => succeeded(JobResult::Success(Some(true))), ends(End::Succeeded);
    succeeded_with_nothing: job("<jobstatus>1</jobstatus>", r#""jobstatus":1"#)
        => succeeded(JobResult::None), ends(End::Succeeded);
    succeeded_with_an_empty_result: job("<jobresult></jobresult><jobstatus>1</jobstatus>", r#""jobresult":{},"jobstatus":1"#)
        => succeeded(JobResult::Empty), ends(End::Succeeded);
    succeeded_with_text: job("<jobresult>öffne &amp; los</jobresult><jobstatus>1</jobstatus>", r#""jobresult":"öffne \u0026 los","jobstatus":1"#)
        => succeeded(JobResult::Text(Text::plain("öffne & los"))), ends(End::Succeeded);
    succeeded_with_two_members: job(
        "<jobresult><success>true</success><volume><id>7</id></volume></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"success":true,"volume":{"id":"7"}},"jobstatus":1"#,
    ) => succeeded(object("volume")), ends(End::Succeeded);
    succeeded_with_two_objects: job(
        "<jobresult><nic><id>1</id></nic><volume><id>7</id></volume></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"nic":{"id":"1"},"volume":{"id":"7"}},"jobstatus":1"#,
    ) => succeeded(object("nic")), ends(End::Succeeded);
    succeeded_with_an_object_named_null: job(
        "<jobresult><null><id>7</id></null></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"null":{"id":"7"}},"jobstatus":1"#,
    ) => succeeded(object("null")), ends(End::Succeeded);
    succeeded_with_the_object_beside_its_type: job(
        "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><virtualmachine><id>450</id></virtualmachine>",
        r#""jobstatus":"1","jobresulttype":"object","virtualmachine":[{"id":"450"}]"#,
    ) => succeeded(object("virtualmachine")), ends(End::Succeeded);
    succeeded_with_the_code_of_a_failure: job(
        "<jobstatus>1</jobstatus><jobresultcode>530</jobresultcode>",
        r#""jobstatus":1,"jobresultcode":530"#,
    ) => succeeded(JobResult::None), ends(End::Succeeded);
    succeeded_by_a_string: job("<jobstatus> 1 </jobstatus>", r#""jobstatus":" 1 ""#)
        => succeeded(JobResult::None), ends(End::Succeeded);
    succeeded_after_a_stale_status: job(
        "<jobresult><vm><jobid>b</jobid><jobstatus>0</jobstatus></vm></jobresult><jobstatus>1</jobstatus>",
        r#""jobresult":{"vm":{"jobid":"b","jobstatus":0}},"jobstatus":1"#,
    ) => succeeded(object("vm")), ends(End::Succeeded);
    succeeded_before_a_stale_status: answer(
        &format!("<jobid>{ID}</jobid><jobstatus>1</jobstatus><jobresult><vm><jobstatus>0</jobstatus><jobid>b</jobid></vm></jobresult>"),
        &format!(r#""jobid":"{ID}","jobstatus":1,"jobresult":{{"vm":{{"jobstatus":0,"jobid":"b"}}}}"#),
    ) => succeeded(object("vm")), ends(End::Succeeded);

    failed_with_a_fault: job(
        "<jobresultcode>533</jobresultcode><jobresult><errorcode>533</errorcode><errortext>voll – ☹</errortext></jobresult><jobstatus>2</jobstatus>",
        r#""jobresultcode":533,"jobresult":{"errorcode":533,"errortext":"voll – ☹"},"jobstatus":2"#,
    ) => failed(fault(533, "voll – ☹")), ends(End::Failed);
    failed_with_text: job(
        "<jobstatus>2</jobstatus><jobresultcode>551</jobresultcode><jobresulttype>text</jobresulttype><jobresult>no room</jobresult>",
        r#""jobstatus":2,"jobresultcode":551,"jobresulttype":"text","jobresult":"no room""#,
    ) => failed(fault(551, "no room")), ends(End::Failed);
    failed_with_a_code_alone: job(
        "<jobresultcode>530</jobresultcode><jobstatus>2</jobstatus>",
        r#""jobresultcode":530,"jobstatus":2"#,
    ) => failed(Fault { code: Some(ErrorCode(530)), ..NO_FAULT }), ends(End::Failed);
    failed_with_nothing: job("<jobstatus>2</jobstatus>", r#""jobstatus":2"#) => failed(NO_FAULT), ends(End::Failed);
    failed_with_code_0: job("<jobresultcode>0</jobresultcode><jobstatus>2</jobstatus>", r#""jobresultcode":0,"jobstatus":2"#)
        => failed(NO_FAULT), ends(End::Failed);
    failed_with_codes_that_disagree: job(
        "<jobresultcode>530</jobresultcode><jobresult><errorcode>533</errorcode><errortext>x</errortext></jobresult><jobstatus>2</jobstatus>",
        r#""jobresultcode":530,"jobresult":{"errorcode":533,"errortext":"x"},"jobstatus":2"#,
    ) => failed(fault(533, "x")), ends(End::Failed);
    failed_with_success_true: job(
        "<jobresult><success>true</success></jobresult><jobstatus>2</jobstatus>",
        r#""jobresult":{"success":true},"jobstatus":2"#,
    ) => failed(NO_FAULT), ends(End::Failed);
    failed_with_an_object: job(
        "<jobresult><vm><id>1</id><jobstatus>1</jobstatus></vm></jobresult><jobstatus>2</jobstatus>",
        r#""jobresult":{"vm":{"id":1,"jobstatus":1}},"jobstatus":2"#,
    ) => failed(NO_FAULT), ends(End::Failed);
    failed_with_status_1_in_its_result: job(
        "<jobstatus>2</jobstatus><jobresult><jobstatus>1</jobstatus></jobresult>",
        r#""jobstatus":2,"jobresult":{"jobstatus":1}"#,
    ) => failed(NO_FAULT), ends(End::Failed);

    cancelled_with_a_fault: job(
        "<jobresultcode>530</jobresultcode><jobresult><errorcode>530</errorcode><errortext>x</errortext></jobresult><jobstatus>3</jobstatus>",
        r#""jobresultcode":530,"jobresult":{"errorcode":530,"errortext":"x"},"jobstatus":3"#,
    ) => cancelled(fault(530, "x")), ends(End::Cancelled);
    cancelled_with_nothing: job("<jobstatus>3</jobstatus>", r#""jobstatus":3"#)
        => cancelled(NO_FAULT), ends(End::Cancelled);
    status_4: job(
        "<jobstatus>4</jobstatus><jobresult><success>true</success></jobresult>",
        r#""jobstatus":4,"jobresult":{"success":true}"#,
    ) => unknown(Some(4), JobResult::Success(Some(true))), ends(End::Unknown(Some(4)));
    status_negative: job("<jobstatus>-1</jobstatus>", r#""jobstatus":-1"#)
        => unknown(Some(-1), JobResult::None), ends(End::Unknown(Some(-1)));
    status_in_words: job("<jobstatus>done</jobstatus>", r#""jobstatus":"done""#)
        => unknown(None, JobResult::None), ends(End::Unknown(None));

    job_id_an_integer: answer("<jobid>17</jobid><jobstatus>1</jobstatus>", r#""jobid":17,"jobstatus":1"#)
        => succeeded_by_id(Some("17")), ends(End::Succeeded);
    job_id_a_uuid: answer(
        "<jobid>6679e6b9-4bf2-4d83-b9f0-235fc1609227</jobid><jobstatus>1</jobstatus>",
        r#""jobid":"6679e6b9-4bf2-4d83-b9f0-235fc1609227","jobstatus":1"#,
    ) => succeeded_by_id(Some(ID)), ends(End::Succeeded);
    job_id_absent: answer("<jobstatus>1</jobstatus>", r#""jobstatus":1"#)
        => succeeded_by_id(None), ends(End::Succeeded);

    fault_431_of_a_vanished_job: answer(
        &format!("<errorcode>431</errorcode><cserrorcode>9999</cserrorcode><errortext>{UNKNOWN_JOB}</errortext>"),
        &format!(r#""uuidList":[],"errorcode":431,"cserrorcode":9999,"errortext":"{UNKNOWN_JOB}""#),
    ) => refusal(431, Some(9999), UNKNOWN_JOB), ends(End::PollRefused(ErrorCode::PARAM_ERROR));
    fault_431_beside_a_job_id: job(
        "<errorcode>431</errorcode><errortext>x</errortext>",
        r#""errorcode":431,"errortext":"x""#,
    ) => refusal(431, None, "x"), ends(End::PollRefused(ErrorCode::PARAM_ERROR));
    fault_429: answer(
        "<errorcode>429</errorcode><cserrorcode>9999</cserrorcode><errortext>please retry after [9000] ms.</errortext>",
        r#""uuidList":[],"errorcode":429,"cserrorcode":9999,"errortext":"please retry after [9000] ms.""#,
    ) => refusal(429, Some(9999), "please retry after [9000] ms."), rests(9_000);
    fault_429_without_a_number: answer(
        "<errorcode>429</errorcode><errortext>later</errortext>",
        r#""errorcode":429,"errortext":"later""#,
    ) => refusal(429, None, "later"), GOES_ON;
    fault_530_of_the_serialiser: answer(
        "<errorcode>530</errorcode><cserrorcode>4250</cserrorcode><errortext>x</errortext>",
        r#""uuidList":[],"errorcode":530,"cserrorcode":4250,"errortext":"x""#,
    ) => refusal(530, Some(4250), "x"), MISSED;
    fault_401: answer(
        "<errorcode>401</errorcode><errortext>unable to verify user credentials</errortext>",
        r#""uuidList":[],"errorcode":401,"errortext":"unable to verify user credentials""#,
    ) => refusal(401, None, "unable to verify user credentials"), ends(End::PollRefused(ErrorCode::UNAUTHORIZED));
    fault_under_a_root_named_null: [
        "<null><errorcode>430</errorcode><errortext>x</errortext></null>".into(),
        r#"{"null":{"uuidList":[],"errorcode":430,"errortext":"x"}}"#.into(),
    ] => refusal(430, None, "x"), ends(End::PollRefused(ErrorCode::MALFORMED_PARAMETER_ERROR));
    fault_of_the_integration_port: [
        "<error>Internal Server Error</error>".into(),
        r#"{ "error" : { "description" : "Internal Server Error" } }"#.into(),
    ] => Seen::Refusal(Fault { code: None, ..fault(0, "Internal Server Error") }), MISSED;

    answer_without_a_status: job("<jobresult><success>true</success></jobresult>", r#""jobresult":{"success":true}"#)
        => Seen::Other, MISSED;
    answer_without_members: answer("", "") => Seen::Other, MISSED;
    answer_to_another_command: [
        "<startvirtualmachineresponse><jobid>17</jobid></startvirtualmachineresponse>".into(),
        r#"{"startvirtualmachineresponse":{"jobid":"17"}}"#.into(),
    ] => Seen::Other, MISSED;

    html: either("<html><head><title>Error 503</title></head><body><h1>503</h1></body></html>")
        => Seen::Error(ErrorKind::Html), MISSED;
    html_with_a_document_type: either("<!DOCTYPE html>\n<html lang=\"en\"><p>jobstatus 1</html>")
        => Seen::Error(ErrorKind::Html), MISSED;
    empty: either("") => Seen::Error(ErrorKind::Empty), MISSED;
    blank: either(" \r\n") => Seen::Error(ErrorKind::Empty), MISSED;
    null: either("null") => Seen::Error(ErrorKind::Null), MISSED;
    text: either("503 Service Unavailable") => Seen::Error(ErrorKind::ExpectedBody(b'5')), MISSED;
}

/// Of a job in pieces little is kept: two long texts give way to the id, and neither is cut within a character.
#[test]
fn an_id_after_long_texts() {
    for raw in ["x", "é", "☹", "&amp;", "&#x1F600;"] {
        let long = raw.repeat(400);
        let xml =
            format!("<errortext>{long}</errortext><jobresult>{long}</jobresult><jobstatus>2</jobstatus>");
        let body = &job(&xml, "")[0];
        let text = Response::parse(body.as_bytes()).unwrap().job().unwrap().result();
        let JobResult::Text(whole) = text else { panic!("{text:?}") };
        for size in [7, body.len()] {
            let scan = scan(body.as_bytes(), size);
            let Ok(Scanned::Job(job)) = scan.finish() else { panic!("{:?}", scan.finish()) };
            assert_eq!(job.job_id(), Some(Text::plain(ID)));
            let JobState::Failed(Fault { text: Some(text), .. }) = job.state() else { panic!("{job:?}") };
            assert!(
                text.is_cut() && whole.chars().zip(text.chars()).all(|(whole, cut)| whole == cut),
                "{text:?}"
            );
            assert!(text.chars().count() * raw.len() > 40, "{text:?}");
        }
    }
}
