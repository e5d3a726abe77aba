//! What a job's answer means: one row, one test, in both syntaxes.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use core::time::Duration;

use cloudstack_codec::{
    ErrorCode, Fault, Fed, JobResult, JobState, JobStatus, Jobs, Kind, Response, Retry, Scan, Scanned, Text,
};

/// States and results with the name of a result object in its place.
type State = JobState<'static, Text<'static>>;
type Result = JobResult<'static, Text<'static>>;

const NO_FAULT: Fault<'static> = Fault { code: None, cs_code: None, text: None };

const fn pending(progress: Option<i32>) -> State {
    JobState::Pending { progress }
}

const fn succeeded(result: Result) -> State {
    JobState::Succeeded(result)
}

const fn unknown(status: Option<i32>, result: Result) -> State {
    JobState::Unknown { status, result }
}

const fn object(name: &'static str) -> Result {
    JobResult::Object(Text::plain(name))
}

const fn text(text: &'static str) -> Result {
    JobResult::Text(Text::plain(text))
}

const fn fault(code: i32, text: &'static str) -> Fault<'static> {
    Fault::new(ErrorCode(code), text)
}

const fn code(code: i32) -> Fault<'static> {
    Fault { code: Some(ErrorCode(code)), ..NO_FAULT }
}

const fn reason(text: &'static str) -> Fault<'static> {
    Fault { text: Some(Text::plain(text)), ..NO_FAULT }
}

/// Judges members as the root of an answer, and as an item of a list in both ways to read one; and both in pieces.
#[track_caller]
fn judged(body: &str, list: &str, want: State) {
    let job = Response::parse(body.as_bytes()).unwrap().job().expect(body);
    assert_eq!(job.state().map_object(|node| node.name()), want, "{body}");
    assert_eq!(job.state().is_done(), !matches!(want, JobState::Pending { .. }));
    assert_eq!(job.state().status(), job.status());
    let walked = Response::parse(list.as_bytes()).unwrap().jobs().unwrap().next().expect(list);
    assert_eq!(walked.state().map_object(|node| node.name()), want, "{list}");
    let mut jobs = Jobs::new(list.as_bytes()).unwrap();
    let passed = jobs.next().expect(list).unwrap();
    assert_eq!(passed.state().map_object(|node| node.name()), want, "{list}");
    assert!(jobs.next().is_none());
    let mut scan = Scan::new();
    body.as_bytes().chunks(7).for_each(|mut piece| assert!(matches!(scan.feed(&mut piece), Ok(Fed::All))));
    let Scanned::Job(scanned) = scan.finish().unwrap() else { panic!("{body}") };
    assert_eq!(scanned.state(), want, "{body}");
    let mut scan = Scan::new();
    let Ok(Fed::Job(scanned)) = scan.feed(&mut list.as_bytes()) else { panic!("{list}") };
    assert_eq!(scanned.state(), want, "{list}");
    assert!(matches!(jobs.response().unwrap().kind(), Kind::Jobs(_)), "{list}");
}

/// Each row: the members in XML and in JSON, and the state that both mean.
macro_rules! judges {
    ($($name:ident: $xml:expr, $json:expr => $state:expr;)*) => {$(
        #[test]
        fn $name() {
            let (xml, json) = ($xml, $json);
            judged(
                &format!("<queryasyncjobresultresponse>{xml}</queryasyncjobresultresponse>"),
                &format!("<l><asyncjobs>{xml}</asyncjobs></l>"),
                $state,
            );
            judged(
                &format!(r#"{{"queryasyncjobresultresponse":{{{json}}}}}"#),
                &format!(r#"{{"l":{{"asyncjobs":[{{{json}}}]}}}}"#),
                $state,
            );
        }
    )*};
}

mod status {
    use super::*;

    judges! {
        zero: "<jobstatus>0</jobstatus>", r#""jobstatus":0"# => pending(None);
        one: "<jobstatus>1</jobstatus>", r#""jobstatus":1"# => succeeded(JobResult::None);
        two: "<jobstatus>2</jobstatus>", r#""jobstatus":2"# => JobState::Failed(NO_FAULT);
        three: "<jobstatus>3</jobstatus>", r#""jobstatus":3"# => JobState::Cancelled(NO_FAULT);
        four: "<jobstatus>4</jobstatus>", r#""jobstatus":4"# => unknown(Some(4), JobResult::None);
        negative: "<jobstatus>-1</jobstatus>", r#""jobstatus":-1"# => unknown(Some(-1), JobResult::None);
        string: "<jobstatus>1</jobstatus>", r#""jobstatus":"1""# => succeeded(JobResult::None);
        white_space: "<jobstatus>\n 1\t</jobstatus>", r#""jobstatus":"\n 1\t""# => succeeded(JobResult::None);
        escaped: "<jobstatus>&#49;</jobstatus>", r#""jobstatus":"\u0031""# => succeeded(JobResult::None);
        escaped_name: "<jobstatus>1</jobstatus>", r#""jobst\u0061tus":1"# => succeeded(JobResult::None);
        zeros_first: "<jobstatus>01</jobstatus>", r#""jobstatus":"01""# => succeeded(JobResult::None);
        beyond_32_bits: "<jobstatus>4294967297</jobstatus>", r#""jobstatus":4294967297"#
            => unknown(None, JobResult::None);
        fraction: "<jobstatus>1.0</jobstatus>", r#""jobstatus":1.0"# => unknown(None, JobResult::None);
        exponent: "<jobstatus>1e0</jobstatus>", r#""jobstatus":1e0"# => unknown(None, JobResult::None);
        plus: "<jobstatus>+1</jobstatus>", r#""jobstatus":"+1""# => unknown(None, JobResult::None);
        other_digits: "<jobstatus>١</jobstatus>", r#""jobstatus":"١""# => unknown(None, JobResult::None);
        flag: "<jobstatus>true</jobstatus>", r#""jobstatus":true"# => unknown(None, JobResult::None);
        empty: "<jobstatus></jobstatus>", r#""jobstatus":"""# => unknown(None, JobResult::None);
        object: "<jobstatus><a>1</a></jobstatus>", r#""jobstatus":{"a":1}"# => unknown(None, JobResult::None);
        twice: "<jobstatus>0</jobstatus><jobstatus>1</jobstatus>", r#""jobstatus":0,"jobstatus":1"#
            => succeeded(JobResult::None);
        twice_and_then_no_number: "<jobstatus>1</jobstatus><jobstatus>x</jobstatus>",
            r#""jobstatus":1,"jobstatus":"x""# => unknown(None, JobResult::None);
        list: "<jobstatus>0</jobstatus><jobstatus>1</jobstatus>", r#""jobstatus":[0,1]"#
            => succeeded(JobResult::None);
    }
}

mod progress {
    use super::*;

    judges! {
        given: "<jobstatus>0</jobstatus><jobprocstatus>1</jobprocstatus>", r#""jobstatus":0,"jobprocstatus":1"#
            => pending(Some(1));
        string: "<jobprocstatus>70</jobprocstatus><jobstatus>0</jobstatus>", r#""jobprocstatus":"70","jobstatus":"0""#
            => pending(Some(70));
        no_number: "<jobstatus>0</jobstatus><jobprocstatus>x</jobprocstatus>", r#""jobstatus":0,"jobprocstatus":"x""#
            => pending(None);
        with_a_result: "<jobstatus>0</jobstatus><jobresult><a><b>1</b></a></jobresult>",
            r#""jobstatus":0,"jobresult":{"a":{"b":1}}"# => pending(None);
    }
}

mod result {
    use super::*;

    judges! {
        nothing_in_it: "<jobstatus>1</jobstatus><jobresult></jobresult>", r#""jobstatus":1,"jobresult":{}"#
            => succeeded(JobResult::Empty);
        empty_text: "<jobstatus>1</jobstatus><jobresult/>", r#""jobstatus":1,"jobresult":"""#
            => succeeded(JobResult::Empty);
        blank: "<jobstatus>1</jobstatus><jobresult>\n </jobresult>", r#""jobstatus":1,"jobresult":"\n ""#
            => succeeded(JobResult::Empty);
        null: "<jobstatus>1</jobstatus>", r#""jobstatus":1,"jobresult":null"# => succeeded(JobResult::None);
        empty_list: "<jobstatus>1</jobstatus>", r#""jobstatus":1,"jobresult":[]"# => succeeded(JobResult::None);
        nulls_in_it: "<jobstatus>1</jobstatus><jobresult/>", r#""jobstatus":1,"jobresult":{"a":null,"b":[]}"#
            => succeeded(JobResult::Empty);
        a_text: "<jobstatus>1</jobstatus><jobresult> R&amp;D </jobresult>", r#""jobstatus":1,"jobresult":" R&D ""#
            => succeeded(text(" R&D "));
        line_ends: "<jobstatus>1</jobstatus><jobresult>a\r\nb\rc</jobresult>",
            r#""jobstatus":1,"jobresult":"a\nb\nc""# => succeeded(text("a\nb\nc"));
        number: "<jobstatus>1</jobstatus><jobresult>42</jobresult>", r#""jobstatus":1,"jobresult":42"#
            => succeeded(text("42"));

        flag: "<jobstatus>1</jobstatus><jobresult><success>true</success></jobresult>",
            r#""jobstatus":1,"jobresult":{"success":true}"# => succeeded(JobResult::Success(Some(true)));
        flag_in_a_string: "<jobstatus>1</jobstatus><jobresult><success>false</success></jobresult>",
            r#""jobstatus":1,"jobresult":{"success":"false"}"# => succeeded(JobResult::Success(Some(false)));
        flag_with_text: "<jobstatus>1</jobstatus><jobresult><success>true</success><displaytext>x</displaytext></jobresult>",
            r#""jobstatus":1,"jobresult":{"displaytext":"x","success":true}"#
            => succeeded(JobResult::Success(Some(true)));
        flag_that_is_none: "<jobstatus>1</jobstatus><jobresult><success>1</success></jobresult>",
            r#""jobstatus":1,"jobresult":{"success":1}"# => succeeded(JobResult::Success(None));
        flag_beside_an_object: "<jobstatus>1</jobstatus><jobresult><success>true</success><a><b>1</b></a></jobresult>",
            r#""jobstatus":1,"jobresult":{"success":true,"a":{"b":1}}"# => succeeded(object("a"));
        flag_beside_an_empty_object: "<jobstatus>1</jobstatus><jobresult><success>true</success><a/></jobresult>",
            r#""jobstatus":1,"jobresult":{"success":true,"a":{"b":null}}"#
            => succeeded(JobResult::Success(Some(true)));

        an_object: "<jobstatus>1</jobstatus><jobresult><virtualmachine><id>1</id></virtualmachine></jobresult>",
            r#""jobstatus":1,"jobresult":{"virtualmachine":{"id":"1"}}"# => succeeded(object("virtualmachine"));
        object_without_a_name: "<jobstatus>1</jobstatus><jobresult><null><id>1</id></null></jobresult>",
            r#""jobstatus":1,"jobresult":{"null":{"id":"1"}}"# => succeeded(object("null"));
        object_of_empty_lists: "<jobstatus>1</jobstatus><jobresult><null></null></jobresult>",
            r#""jobstatus":1,"jobresult":{"null":{"securitygroup":[],"nic":[],"tags":[]}}"# => succeeded(object("null"));
        object_in_a_list: "<jobstatus>1</jobstatus><jobresult><a><id>1</id></a><a><id>2</id></a></jobresult>",
            r#""jobstatus":1,"jobresult":{"a":[{"id":1},{"id":2}]}"# => succeeded(object("a"));
        object_after_scalars: "<jobstatus>1</jobstatus><jobresult><n>1</n><a><id>1</id></a></jobresult>",
            r#""jobstatus":1,"jobresult":{"n":1,"a":{"id":1}}"# => succeeded(object("a"));
        object_of_scalars: "<jobstatus>1</jobstatus><jobresult><n>1</n><m>2</m></jobresult>",
            r#""jobstatus":1,"jobresult":{"n":1,"m":2}"# => succeeded(object("n"));
        object_that_is_nothing: "<jobstatus>1</jobstatus><jobresult/>",
            r#""jobstatus":1,"jobresult":{"virtualmachine":[]}"# => succeeded(JobResult::Empty);
        empty_object: "<jobstatus>1</jobstatus><jobresult><a/></jobresult>", r#""jobstatus":1,"jobresult":{"a":{}}"#
            => succeeded(object("a"));
        stale_status_inside:
            "<jobresult><vm><jobstatus>0</jobstatus><jobid>b</jobid></vm></jobresult><jobstatus>1</jobstatus>",
            r#""jobresult":{"vm":{"jobstatus":0,"jobid":"b"}},"jobstatus":1"# => succeeded(object("vm"));
        stale_status_directly_inside:
            "<jobstatus>1</jobstatus><jobresult><jobstatus>0</jobstatus><jobid>b</jobid></jobresult>",
            r#""jobstatus":1,"jobresult":{"jobstatus":0,"jobid":"b"}"# => succeeded(object("jobstatus"));
        twice: "<jobstatus>1</jobstatus><jobresult>x</jobresult><jobresult><a><b>1</b></a></jobresult>",
            r#""jobstatus":1,"jobresult":"x","jobresult":{"a":{"b":1}}"# => succeeded(object("a"));
        object_then_text: "<jobstatus>1</jobstatus><jobresult><a><b>1</b></a></jobresult><jobresult>x</jobresult>",
            r#""jobstatus":1,"jobresult":{"a":{"b":1}},"jobresult":"x""# => succeeded(text("x"));
        fault_twice: "<jobstatus>2</jobstatus><jobresult><errorcode>530</errorcode><errortext>x</errortext></jobresult><jobresult><cserrorcode>4350</cserrorcode><errortext>y</errortext></jobresult>",
            r#""jobstatus":2,"jobresult":{"errorcode":530,"errortext":"x"},"jobresult":{"cserrorcode":4350,"errortext":"y"}"#
            => JobState::Failed(Fault { cs_code: Some(4350), ..reason("y") });
        fault_then_nothing: "<jobstatus>2</jobstatus><jobresult><errorcode>530</errorcode><errortext>x</errortext></jobresult><jobresult></jobresult>",
            r#""jobstatus":2,"jobresult":{"errorcode":530,"errortext":"x"},"jobresult":{}"#
            => JobState::Failed(NO_FAULT);
        text_then_null: "<jobstatus>1</jobstatus><jobresult>x</jobresult><jobresult></jobresult>",
            r#""jobstatus":1,"jobresult":"x","jobresult":{"a":null}"# => succeeded(JobResult::Empty);
        parts_twice: "<jobstatus>2</jobstatus><jobresult><errorcode>530</errorcode><errortext>x</errortext><errorcode>531</errorcode><errortext>y</errortext></jobresult>",
            r#""jobstatus":2,"jobresult":{"errorcode":530,"errortext":"x","errorcode":531,"errortext":"y"}"#
            => JobState::Failed(fault(530, "x"));
        escaped_parts: "<jobstatus>2</jobstatus><jobresult><errorcode>&#53;30</errorcode><errortext>&#120;</errortext></jobresult>",
            r#""job\u0073tatus":"\u0032","jobresult":{"\u0065rrorcode":"\u00353\u0030","err\u006frtext":"\u0078"}"#
            => JobState::Failed(fault(530, "x"));

        code_is_no_judge: "<jobstatus>1</jobstatus><jobresultcode>530</jobresultcode>",
            r#""jobstatus":1,"jobresultcode":530"# => succeeded(JobResult::None);
        fault_of_a_success: "<jobstatus>1</jobstatus><jobresult><errorcode>530</errorcode><errortext>x</errortext></jobresult>",
            r#""jobstatus":1,"jobresult":{"errorcode":530,"errortext":"x"}"#
            => succeeded(JobResult::Fault(fault(530, "x")));
        result_of_the_unknown: "<jobstatus>9</jobstatus><jobresult><a><b>1</b></a></jobresult>",
            r#""jobstatus":9,"jobresult":{"a":{"b":1}}"# => unknown(Some(9), object("a"));
    }
}

/// Servers up to 2.1 put the object beside its type.
mod beside {
    use super::*;

    judges! {
        an_object: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><vm><id>1</id></vm>",
            r#""jobstatus":"1","jobresulttype":"object","vm":[{"id":"1"}]"# => succeeded(object("vm"));
        before_its_type: "<vm><id>1</id></vm><jobresulttype>object</jobresulttype><jobstatus>1</jobstatus>",
            r#""vm":{"id":"1"},"jobresulttype":"object","jobstatus":"1""# => succeeded(object("vm"));
        the_first_of_two: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><a><b>1</b></a><c><d>1</d></c>",
            r#""jobstatus":1,"jobresulttype":"object","a":{"b":1},"c":{"d":1}"# => succeeded(object("a"));
        after_scalars: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><cmd>x</cmd><c><d>1</d></c>",
            r#""jobstatus":1,"jobresulttype":"object","cmd":"x","c":{"d":1}"# => succeeded(object("c"));
        after_what_is_empty: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><a/><c><d>1</d></c>",
            r#""jobstatus":1,"jobresulttype":"object","a":{"b":null},"c":{"d":1}"# => succeeded(object("c"));
        nothing: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><a/>",
            r#""jobstatus":1,"jobresulttype":"object","a":{"b":[null]}"# => succeeded(JobResult::None);
        of_another_type: "<jobstatus>1</jobstatus><jobresulttype>text</jobresulttype><vm><id>1</id></vm>",
            r#""jobstatus":1,"jobresulttype":"text","vm":{"id":1}"# => succeeded(JobResult::None);
        of_a_type_in_another_case: "<jobstatus>1</jobstatus><jobresulttype>Object</jobresulttype><vm><id>1</id></vm>",
            r#""jobstatus":1,"jobresulttype":"Object","vm":{"id":1}"# => succeeded(JobResult::None);
        without_a_type: "<jobstatus>1</jobstatus><vm><id>1</id></vm>", r#""jobstatus":1,"vm":{"id":1}"#
            => succeeded(JobResult::None);
        a_result_comes_first: "<jobstatus>1</jobstatus><jobresulttype>object</jobresulttype><jobresult>x</jobresult><vm><id>1</id></vm>",
            r#""jobstatus":1,"jobresulttype":"object","jobresult":"x","vm":{"id":1}"# => succeeded(text("x"));
    }
}

mod failure {
    use super::*;

    judges! {
        of_code_0: "<jobstatus>2</jobstatus><jobresultcode>0</jobresultcode>", r#""jobstatus":2,"jobresultcode":0"#
            => JobState::Failed(NO_FAULT);
        with_a_code_alone: "<jobstatus>2</jobstatus><jobresultcode>530</jobresultcode>",
            r#""jobstatus":2,"jobresultcode":530"# => JobState::Failed(code(530));
        with_a_code_that_is_none: "<jobstatus>2</jobstatus><jobresultcode>x</jobresultcode>",
            r#""jobstatus":2,"jobresultcode":"x""# => JobState::Failed(NO_FAULT);
        with_a_text: "<jobstatus>2</jobstatus><jobresultcode>551</jobresultcode><jobresult>no room</jobresult>",
            r#""jobstatus":2,"jobresultcode":551,"jobresult":"no room""# => JobState::Failed(fault(551, "no room"));
        with_a_text_and_code_0: "<jobstatus>2</jobstatus><jobresultcode>0</jobresultcode><jobresult>x</jobresult>",
            r#""jobstatus":2,"jobresultcode":0,"jobresult":"x""# => JobState::Failed(reason("x"));
        with_a_fault: "<jobresult><errorcode>533</errorcode><errortext>x</errortext></jobresult><jobstatus>2</jobstatus>",
            r#""jobresult":{"errorcode":533,"errortext":"x"},"jobstatus":2"# => JobState::Failed(fault(533, "x"));
        whose_fault_has_another_code:
            "<jobresultcode>530</jobresultcode><jobresult><errorcode>533</errorcode></jobresult><jobstatus>2</jobstatus>",
            r#""jobresultcode":530,"jobresult":{"errorcode":533},"jobstatus":2"# => JobState::Failed(code(533));
        of_code_0_whose_fault_has_a_code:
            "<jobresult><errorcode>530</errorcode><errortext>x</errortext></jobresult><jobresultcode>0</jobresultcode><jobstatus>2</jobstatus>",
            r#""jobresult":{"errorcode":530,"errortext":"x"},"jobresultcode":0,"jobstatus":2"#
            => JobState::Failed(fault(530, "x"));
        whose_fault_begins_with_ids:
            "<jobstatus>2</jobstatus><jobresult><uuidList><uuid>a</uuid><uuidProperty>vmId</uuidProperty></uuidList><errorcode>530</errorcode></jobresult>",
            r#""jobstatus":2,"jobresult":{"uuidList":[{"serialVersionUID":-7514266713085362000,"uuid":"a","description":"vmId"}],"errorcode":"530"}"#
            => JobState::Failed(code(530));
        whose_fault_has_no_code:
            "<jobresultcode>530</jobresultcode><jobresult><errortext>x</errortext></jobresult><jobstatus>2</jobstatus>",
            r#""jobresultcode":530,"jobresult":{"errortext":"x"},"jobstatus":2"#
            => JobState::Failed(fault(530, "x"));
        whose_fault_has_code_0: "<jobresult><errorcode>0</errorcode></jobresult><jobstatus>2</jobstatus>",
            r#""jobresult":{"errorcode":0},"jobstatus":2"# => JobState::Failed(code(0));
        whose_fault_has_a_string: "<jobresult><errorcode> 530 </errorcode></jobresult><jobstatus>2</jobstatus>",
            r#""jobresult":{"errorcode":" 530 "},"jobstatus":2"# => JobState::Failed(code(530));
        of_a_known_class:
            "<jobresult><errorcode>530</errorcode><cserrorcode>-1</cserrorcode></jobresult><jobstatus>2</jobstatus>",
            r#""jobresult":{"errorcode":530,"cserrorcode":-1},"jobstatus":2"#
            => JobState::Failed(Fault { cs_code: Some(-1), ..code(530) });
        with_a_flag: "<jobstatus>2</jobstatus><jobresult><success>false</success></jobresult>",
            r#""jobstatus":2,"jobresult":{"success":false}"# => JobState::Failed(NO_FAULT);
        with_an_object: "<jobstatus>2</jobstatus><jobresultcode>530</jobresultcode><jobresult><a><b>1</b></a></jobresult>",
            r#""jobstatus":2,"jobresultcode":530,"jobresult":{"a":{"b":1}}"# => JobState::Failed(code(530));
        with_its_code_at_depth_1: "<jobstatus>2</jobstatus><errorcode>530</errorcode>",
            r#""jobstatus":2,"errorcode":530"# => JobState::Failed(NO_FAULT);
        by_cancelling: "<jobstatus>3</jobstatus><jobresultcode>530</jobresultcode><jobresult>x</jobresult>",
            r#""jobstatus":3,"jobresultcode":530,"jobresult":"x""# => JobState::Cancelled(fault(530, "x"));
    }
}

/// What an answer is if its command is not known: each kind, with bodies of it.
macro_rules! kinds {
    ($($name:ident: $kind:pat => $($body:expr),+;)*) => {$(
        #[test]
        fn $name() {
            for body in [$($body),+] {
                let kind = Response::parse(body.as_bytes()).unwrap().kind();
                assert!(matches!(kind, $kind), "{body}: {kind:?}");
            }
        }
    )*};
}

mod kind {
    use super::*;

    kinds! {
        job: Kind::Job(_) =>
            "<queryasyncjobresult><jobstatus>0</jobstatus></queryasyncjobresult>",
            r#"{"queryasyncjobresultresponse":{"jobstatus":0,"errorcode":530}}"#,
            r#"{"QueryAsyncJobResultResponse":{"jobstatus":0}}"#,
            r#"{"\u0071ueryasyncjobresultresponse":{"jobid":"1","jobstatus":0}}"#;
        job_by_its_status: Kind::Job(_) =>
            "<r><jobid>1</jobid><jobstatus>1</jobstatus></r>",
            r#"{"r":{"jobstatus":"x"}}"#,
            r#"{"errorresponse":{"errorcode":530,"jobstatus":2}}"#;
        fault: Kind::Fault(_) =>
            "<r><errorcode>431</errorcode></r>",
            r#"{"r":{"errortext":"x","jobid":"1","jobstatus":0}}"#,
            "<r><uuidList><uuid>a</uuid><uuidProperty>vmId</uuidProperty></uuidList><errorcode>530</errorcode></r>",
            r#"{"r":{"uuidList":[{"serialVersionUID":1,"uuid":"a","description":"vmId"}],"errorcode":530}}"#,
            r#"{"listasyncjobsresponse":{"uuidList":[],"errorcode":431}}"#,
            r#"{"null":{"errorcode":null,"errortext":""}}"#;
        fault_of_old: Kind::Fault(Fault { code: None, text: Some(_), .. }) =>
            "<error>530 : x</error>",
            "<error><description>x</description></error>",
            r#"{ "error" : { "description" : "x" } }"#,
            r#"{"error":"x"}"#,
            r#"{"r":{"errortext":"","description":"x"}}"#;
        jobs: Kind::Jobs(_) =>
            "<listasyncjobsresponse/>",
            r#"{"listasyncjobsresponse":{"count":1}}"#,
            "<r><asyncjobs/></r>",
            r#"{"l\u0069stasyncjobsresponse":{"jobid":"1"}}"#;
        submitted: Kind::Submitted(_) =>
            "<r><jobid>1</jobid><id>2</id></r>",
            r#"{"r":{"id":2,"jobid":1}}"#,
            r#"{"r":{"jobid":"1","jobstatus":0}}"#;
        other: Kind::Other(_) =>
            "<r/>",
            "<error/>",
            r#"{"error":{}}"#,
            "<Error>x</Error>",
            r#"{"errorresponse":{"description":"x"}}"#,
            "<r><description>x</description></r>",
            "<r><vm><id>1</id><jobid>2</jobid><jobstatus>1</jobstatus></vm></r>",
            r#"{"r":{"vm":{"id":"1","jobid":"2","jobstatus":1}}}"#,
            r#"{"r":{"jobid":null}}"#,
            "<queryasyncjobresultresponse><jobid>1</jobid></queryasyncjobresultresponse>",
            r#"{"r":{"jobid":{"a":1},"errorcode":null,"jobstatus":null}}"#;
    }
}

#[test]
fn waits_of_a_limit() {
    for (text, millis) in [
        ("please retry after [1500] ms.", Some(1500)),
        ("please retry after 1500 ms.", Some(1500)),
        // The words begin once more before they are whole.
        ("retretry after 1", Some(1)),
        ("retry afteretry after  [ 2", Some(2)),
        ("retry after 99999999999", Some(u32::MAX)),
        ("retry after 1,500 ms.", None),
        ("retry after 1.5 s.", None),
        ("retry after", None),
        ("retry after ms", None),
        ("retry after -1", None),
        ("retry After 1", None),
        ("", None),
    ] {
        let wait = millis.map(|millis| Duration::from_millis(millis.into()));
        assert_eq!(Fault::new(ErrorCode::API_LIMIT_EXCEED, text).retry_after(), wait, "{text}");
        assert_eq!(Fault::new(ErrorCode::PARAM_ERROR, text).retry_after(), None, "{text}");
    }
}

/// A code that is not known may pass.
#[test]
fn which_refusals_are_final() {
    for (retry, codes) in [
        (Retry::Credentials, &[401, 411, 511][..]),
        (Retry::Never, &[400, 405, 430, 431, 432, 531]),
        (Retry::Later, &[0, -1, 404, 429, 500, 503, 530, 532, 533, 534, 535, 536, 537, 551]),
    ] {
        for &code in codes {
            assert_eq!(ErrorCode(code).retry(), retry, "{code}");
        }
    }
}

#[test]
fn only_status_0_is_not_done() {
    for code in [None, Some(-1), Some(0), Some(1), Some(2), Some(3), Some(4), Some(i32::MAX)] {
        let status = JobStatus::new(code);
        assert_eq!((status.code(), status.is_done()), (code, code != Some(0)));
    }
}

#[test]
fn codes_have_the_numbers_of_the_server() {
    for (code, number) in [
        (ErrorCode::BAD_REQUEST, 400),
        (ErrorCode::UNAUTHORIZED, 401),
        (ErrorCode::METHOD_NOT_ALLOWED, 405),
        (ErrorCode::API_LIMIT_EXCEED, 429),
        (ErrorCode::MALFORMED_PARAMETER_ERROR, 430),
        (ErrorCode::PARAM_ERROR, 431),
        (ErrorCode::UNSUPPORTED_ACTION_ERROR, 432),
        (ErrorCode::SERVICE_UNAVAILABLE, 503),
        (ErrorCode::UNAUTHORIZED2FA, 511),
        (ErrorCode::INTERNAL_ERROR, 530),
        (ErrorCode::ACCOUNT_ERROR, 531),
        (ErrorCode::ACCOUNT_RESOURCE_LIMIT_ERROR, 532),
        (ErrorCode::INSUFFICIENT_CAPACITY_ERROR, 533),
        (ErrorCode::RESOURCE_UNAVAILABLE_ERROR, 534),
        (ErrorCode::RESOURCE_ALLOCATION_ERROR, 535),
        (ErrorCode::RESOURCE_IN_USE_ERROR, 536),
        (ErrorCode::NETWORK_RULE_CONFLICT_ERROR, 537),
        (ErrorCode::VM_INSUFFICIENT_CAPACITY, 551),
    ] {
        assert_eq!(code.0, number);
    }
}

#[test]
fn of_a_name_the_last_counts() {
    let xml = b"<r><jobid>a</jobid><cmd>x</cmd><created>1</created><jobid>b</jobid><cmd>y</cmd><created>2</created>\
        <jobstatus>2</jobstatus><jobstatus>1</jobstatus></r>";
    let json = br#"{"r":{"jobid":"a","cmd":"x","created":1,"jobid":"b","cmd":"y","created":2,"jobstatus":2,"jobstatus":1}}"#;
    for body in [&xml[..], json] {
        let job = Response::parse(body).unwrap().job().unwrap();
        let texts = [job.job_id(), job.cmd(), job.created()].map(|text| text.unwrap().as_str().unwrap());
        assert_eq!((texts, job.status()), (["b", "y", "2"], JobStatus::Succeeded));
    }
}
