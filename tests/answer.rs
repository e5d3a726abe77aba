//! The answers of a server, byte by byte, against what servers have been seen to send.

#![expect(clippy::unwrap_used, reason = "a helper that panics fails the test, as it should")]

use cloudstack_codec::Syntax::{Json, Xml};
use cloudstack_codec::answer::{Answer, Job, Outcome, WriteError, Writer};
use cloudstack_codec::{
    ErrorCode, Fault, Heard, JobId, JobResult, JobStatus, ResourceId, Response, Syntax, Text, Timestamp,
};
use proptest::prelude::*;

mod common {
    #[expect(dead_code, reason = "other tests need more of it")]
    pub(crate) mod tree;
}
use common::tree;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

type Say = fn(&Answer<'_>, &mut String) -> Result<(), WriteError>;

/// One row, one test: what an answer to the command says inside of its root, without the root in XML.
macro_rules! answers {
    ($($name:ident: $command:literal, $say:expr => $xml:expr, $json:expr;)*) => {$(
        #[test]
        fn $name() {
            let say: Say = $say;
            let root = format!("{}response", $command.to_lowercase());
            let xml = format!(r#"{DECLARATION}<{root} cloud-stack-version="4.22.0.0">{}</{root}>"#, $xml);
            assert_eq!(said(Xml, $command, say), xml);
            assert_eq!(said(Json, $command, say), format!(r#"{{"{root}":{}}}"#, $json));
        }
    )*};
}

fn said(syntax: Syntax, command: &str, say: Say) -> String {
    let mut out = String::new();
    say(&Answer::to(command, syntax).version("4.22.0.0"), &mut out).unwrap();
    out
}

const UUID: &str = "6679e6b9-4bf2-4d83-b9f0-235fc1609227";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn job_id(id: &str) -> JobId {
    id.parse().unwrap()
}

fn virtual_machine(w: &mut Writer<'_>) -> Result<(), WriteError> {
    w.text("id", "450")?;
    w.number("cpunumber", 1)?;
    w.list("nic", |nics| nics.object(|w| w.bool("isdefault", true)))?;
    w.list("tags", |_| Ok(()))
}

answers! {
    submitted: "startVirtualMachine", |a, out| a.submitted(out, job_id(UUID), None)
        => "<jobid>6679e6b9-4bf2-4d83-b9f0-235fc1609227</jobid>",
        r#"{"jobid":"6679e6b9-4bf2-4d83-b9f0-235fc1609227"}"#;
    submitted_and_created: "deployVirtualMachine",
        |a, out| a.submitted(out, job_id("1"), ResourceId::new("100").ok())
        => "<id>100</id><jobid>1</jobid>",
        r#"{"id":"100","jobid":"1"}"#;
    job_pending: "queryAsyncJobResult",
        |a, out| a.job(out, &Job::new(JobStatus::Pending).job_id(job_id("1")).progress(1))
        => "<jobprocstatus>1</jobprocstatus><jobid>1</jobid><jobstatus>0</jobstatus>",
        r#"{"jobprocstatus":1,"jobid":"1","jobstatus":0}"#;
    job_with_all_members: "queryAsyncJobResult", |a, out| a.job(out, &Job::new(JobStatus::Succeeded)
            .job_id(job_id("r")).completed(time("2026-04-14T09:25:52Z")).created(time("2026-04-14T09:25:51Z")).management_server_name("o").management_server_id("n")
            .job_instance_id(ResourceId::new("m").unwrap()).job_instance_type("l").result(Outcome::Text("j"))
            .result_code(8).progress(7).cmd("f").user_id("e").domain_path("d").domain_id("c").account("b")
            .account_id("a"))
        => "<accountid>a</accountid><account>b</account><domainid>c</domainid><domainpath>d</domainpath>\
            <userid>e</userid><cmd>f</cmd><jobprocstatus>7</jobprocstatus><jobresultcode>8</jobresultcode>\
            <jobresulttype>text</jobresulttype><jobresult>j</jobresult><jobinstancetype>l</jobinstancetype>\
            <jobinstanceid>m</jobinstanceid><managementserverid>n</managementserverid>\
            <managementservername>o</managementservername><created>2026-04-14T09:25:51+0000</created>\
            <completed>2026-04-14T09:25:52+0000</completed>\
            <jobid>r</jobid><jobstatus>1</jobstatus>",
        concat!(
            r#"{"accountid":"a","account":"b","domainid":"c","domainpath":"d","userid":"e","cmd":"f","#,
            r#""jobprocstatus":7,"jobresultcode":8,"jobresulttype":"text","jobresult":"j","jobinstancetype":"l","#,
            r#""jobinstanceid":"m","managementserverid":"n","managementservername":"o","#,
            r#""created":"2026-04-14T09:25:51+0000","completed":"2026-04-14T09:25:52+0000","jobid":"r","jobstatus":1}"#,
        );
    job_with_an_object: "queryAsyncJobResult", |a, out| {
            a.job(out, &Job::new(JobStatus::Succeeded).result(Outcome::Object("virtualmachine", &virtual_machine)))
        } => "<jobresulttype>object</jobresulttype><jobresult><virtualmachine><id>450</id>\
            <cpunumber>1</cpunumber><nic><isdefault>true</isdefault></nic></virtualmachine></jobresult>\
            <jobstatus>1</jobstatus>",
        concat!(
            r#"{"jobresulttype":"object","jobresult":{"virtualmachine":{"id":"450","cpunumber":1,"#,
            r#""nic":[{"isdefault":true}],"tags":[]}},"jobstatus":1}"#,
        );
    job_with_success: "queryAsyncJobResult",
        |a, out| a.job(out, &Job::new(JobStatus::Succeeded).result(Outcome::Success(true, None)))
        => "<jobresulttype>object</jobresulttype><jobresult><success>true</success></jobresult>\
            <jobstatus>1</jobstatus>",
        r#"{"jobresulttype":"object","jobresult":{"success":true},"jobstatus":1}"#;
    job_with_details_of_success: "queryAsyncJobResult",
        |a, out| a.job(out, &Job::new(JobStatus::Succeeded).result(Outcome::Success(false, Some("no"))))
        => "<jobresulttype>object</jobresulttype>\
            <jobresult><success>false</success><displaytext>no</displaytext></jobresult><jobstatus>1</jobstatus>",
        r#"{"jobresulttype":"object","jobresult":{"success":false,"details":"no"},"jobstatus":1}"#;
    job_failed: "queryAsyncJobResult", |a, out| {
            let fault = Fault { cs_code: Some(4250), ..Fault::new(ErrorCode(530), "a < b") };
            a.job(out, &Job::new(JobStatus::Failed).result_code(530).result(Outcome::Fault(fault)))
        } => "<jobresultcode>530</jobresultcode><jobresulttype>object</jobresulttype><jobresult>\
            <errorcode>530</errorcode><cserrorcode>4250</cserrorcode><errortext>a &lt; b</errortext></jobresult>\
            <jobstatus>2</jobstatus>",
        concat!(
            r#"{"jobresultcode":530,"jobresulttype":"object","#,
            r#""jobresult":{"errorcode":530,"errortext":"a < b"},"jobstatus":2}"#,
        );
    job_failed_without_a_word: "queryAsyncJobResult",
        |a, out| a.job(out, &Job::new(JobStatus::Failed).result(Outcome::Fault(Fault { text: None, ..Fault::new(ErrorCode(530), "") })))
        => "<jobresulttype>object</jobresulttype><jobresult><errorcode>530</errorcode></jobresult>\
            <jobstatus>2</jobstatus>",
        r#"{"jobresulttype":"object","jobresult":{"errorcode":530},"jobstatus":2}"#;
    job_cancelled: "queryAsyncJobResult", |a, out| a.job(out, &Job::new(JobStatus::Cancelled))
        => "<jobstatus>3</jobstatus>", r#"{"jobstatus":3}"#;
    job_of_unknown_status: "queryAsyncJobResult", |a, out| a.job(out, &Job::new(JobStatus::Unknown(Some(-7))))
        => "<jobstatus>-7</jobstatus>", r#"{"jobstatus":-7}"#;
    job_without_status: "queryAsyncJobResult", |a, out| a.job(out, &Job::new(JobStatus::Unknown(None)))
        => "", "{}";
    jobs: "listAsyncJobs", |a, out| {
            a.jobs(out, 5, [Job::new(JobStatus::Pending), Job::new(JobStatus::Succeeded).job_id(job_id("2"))])
        } => "<count>5</count><asyncjobs><jobstatus>0</jobstatus></asyncjobs>\
            <asyncjobs><jobid>2</jobid><jobstatus>1</jobstatus></asyncjobs>",
        r#"{"count":5,"asyncjobs":[{"jobstatus":0},{"jobid":"2","jobstatus":1}]}"#;
    no_jobs: "listAsyncJobs", |a, out| a.jobs(out, 0, []) => "", "{}";
    page_behind_the_last: "listAsyncJobs", |a, out| a.jobs(out, 5, []) => "<count>5</count>", r#"{"count":5}"#;
    list: "listZones", |a, out| a.list(out, "zone", 2, ["a", "b"], |w, name| w.text("name", name))
        => "<count>2</count><zone><name>a</name></zone><zone><name>b</name></zone>",
        r#"{"count":2,"zone":[{"name":"a"},{"name":"b"}]}"#;
    object: "createZone", |a, out| a.object(out, "zone", |w| w.text("name", "a"))
        => "<zone><name>a</name></zone>", r#"{"zone":{"name":"a"}}"#;
    success: "deleteZone", |a, out| a.success(out, true, None)
        => "<success>true</success>", r#"{"success":true}"#;
    success_with_text: "deleteZone", |a, out| a.success(out, false, Some("in use"))
        => "<success>false</success><displaytext>in use</displaytext>",
        r#"{"success":false,"displaytext":"in use"}"#;
    fault: "listZones", |a, out| a.fault(out, &Fault { cs_code: Some(4350), ..Fault::new(ErrorCode(431), "\"no\"") })
        => "<errorcode>431</errorcode><cserrorcode>4350</cserrorcode><errortext>&quot;no&quot;</errortext>",
        r#"{"uuidList":[],"errorcode":431,"cserrorcode":4350,"errortext":"\"no\""}"#;
    fault_of_the_servlet: "listZones", |a, out| a.fault(out, &Fault::new(ErrorCode::UNAUTHORIZED, "no"))
        => "<errorcode>401</errorcode><errortext>no</errortext>",
        r#"{"uuidList":[],"errorcode":401,"errortext":"no"}"#;
}

#[test]
fn a_version_is_escaped_and_a_root_that_is_no_name_refused() {
    let mut out = String::new();
    Answer::named("r", Xml).version("\"<&>\"").write(&mut out, |_| Ok(())).unwrap();
    assert_eq!(out, format!(r#"{DECLARATION}<r cloud-stack-version="&quot;&lt;&amp;&gt;&quot;"></r>"#));
    assert_eq!(Answer::to("list Zones", Xml).jobs(&mut out, 0, []), Err(WriteError::Name));
}

/// The example of the developer's guide, in the order of a server of today.
#[test]
fn the_documented_answers_can_be_given() {
    let documented = [
        r#"<queryasyncjobresult><jobid>1</jobid><jobstatus>0</jobstatus><jobprocstatus>1</jobprocstatus></queryasyncjobresult>"#,
        "<queryasyncjobresult><jobid>1</jobid><jobstatus>2</jobstatus><jobprocstatus>0</jobprocstatus>\
         <jobresultcode>551</jobresultcode><jobresulttype>text</jobresulttype><jobresult>Unable to deploy virtual \
         machine id = 100 due to not enough capacity</jobresult></queryasyncjobresult>",
    ];
    let text = "Unable to deploy virtual machine id = 100 due to not enough capacity";
    let failed = Job::new(JobStatus::Failed).progress(0).result_code(551).result(Outcome::Text(text));
    for (documented, job) in documented.into_iter().zip([Job::new(JobStatus::Pending).progress(1), failed]) {
        let mut body = String::new();
        Answer::named("queryasyncjobresult", Xml).job(&mut body, &job.job_id(job_id("1"))).unwrap();
        assert_eq!(members(&body), members(documented));
    }
}

/// The names and texts of the root's members, sorted.
fn members(xml: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let own = |n: roxmltree::Node<'_, '_>| (n.tag_name().name().into(), n.text().unwrap_or_default().into());
    let mut members: Vec<_> = document.root_element().children().map(own).collect();
    members.sort();
    members
}

/// What a job came to, owned.
#[derive(Clone, Debug)]
enum End {
    Nothing,
    Fault(Option<i32>, Option<String>),
    Object,
    Success(bool, Option<String>),
    Text(String),
}

/// A form feed is white space of ASCII, but not of XML or JSON.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

#[test]
fn a_text_of_a_form_feed_is_not_empty() {
    for (text, result) in [("\u{c}", JobResult::Text(Text::plain("\u{c}"))), (" \t\r\n", JobResult::Empty)] {
        let job = Job::new(JobStatus::Succeeded).job_id(job_id(UUID)).result(Outcome::Text(text));
        for syntax in [Xml, Json] {
            let mut body = String::new();
            Answer::to("queryAsyncJobResult", syntax).job(&mut body, &job).unwrap();
            assert_eq!(Response::parse(body.as_bytes()).unwrap().job().unwrap().result(), result, "{body}");
        }
    }
}

/// An empty text is nothing to a reader.
fn some_text() -> impl Strategy<Value = String> {
    tree::any_text().prop_filter("empty", |text| !text.is_empty())
}

fn ends() -> impl Strategy<Value = End> {
    let text = || prop::option::of(some_text());
    prop_oneof![
        Just(End::Nothing),
        Just(End::Object),
        (any::<Option<i32>>(), text()).prop_map(|(code, text)| End::Fault(code, text)),
        (any::<bool>(), text()).prop_map(|(success, text)| End::Success(success, text)),
        tree::any_text().prop_map(End::Text),
    ]
}

const STATUSES: &[JobStatus] = &[
    JobStatus::Pending,
    JobStatus::Succeeded,
    JobStatus::Failed,
    JobStatus::Cancelled,
    JobStatus::Unknown(Some(4)),
    JobStatus::Unknown(Some(i32::MIN)),
];

proptest! {
    #[test]
    fn a_job_reads_back_as_it_was_written(
        status in prop::sample::select(STATUSES),
        progress in any::<Option<i32>>(),
        code in any::<Option<i32>>(),
        cmd in some_text(),
        end in ends(),
    ) {
        let mut job = Job::new(status).job_id(job_id(UUID)).cmd(&cmd);
        if let Some(progress) = progress {
            job = job.progress(progress);
        }
        if let Some(code) = code {
            job = job.result_code(code);
        }
        let (outcome, result) = match &end {
            End::Nothing => (None, JobResult::None),
            End::Object => (Some(Outcome::Object("virtualmachine", &virtual_machine)), JobResult::None),
            End::Fault(code, text) => {
                let (code, text) = (code.map(ErrorCode), text.as_deref().map(Text::plain));
                let fault = Fault { code, cs_code: None, text };
                let is_empty = code.is_none() && text.is_none();
                let result = if is_empty { JobResult::Empty } else { JobResult::Fault(fault) };
                (Some(Outcome::Fault(fault)), result)
            }
            End::Success(success, text) => {
                (Some(Outcome::Success(*success, text.as_deref())), JobResult::Success(Some(*success)))
            }
            End::Text(text) if text.chars().all(is_space) => (Some(Outcome::Text(text)), JobResult::Empty),
            End::Text(text) => (Some(Outcome::Text(text)), JobResult::Text(Text::plain(text))),
        };
        if let Some(outcome) = outcome {
            job = job.result(outcome);
        }
        for syntax in [Xml, Json] {
            let mut body = String::new();
            Answer::to("queryAsyncJobResult", syntax).job(&mut body, &job).unwrap();
            let response = Response::parse(body.as_bytes()).unwrap();
            let read = response.job().unwrap();
            prop_assert_eq!((read.status(), read.progress(), read.result_code()), (status, progress, code));
            prop_assert!(read.job_id().unwrap() == UUID && read.cmd().unwrap() == *cmd, "{}", body);
            match (&end, read.result()) {
                (End::Object, JobResult::Object(vm)) => prop_assert_eq!(vm.get::<u32>("id"), Some(450)),
                (_, read) => prop_assert_eq!(read, result),
            }
            prop_assert_eq!(Heard::from(response), Heard::Job { status, progress });
        }
    }

    #[test]
    fn a_fault_reads_back_as_it_was_written(
        code in any::<i32>(),
        cs_code in any::<Option<i32>>(),
        text in some_text(),
    ) {
        let fault = Fault { cs_code, ..Fault::new(ErrorCode(code), &text) };
        for syntax in [Xml, Json] {
            let mut body = String::new();
            Answer::named("errorresponse", syntax).fault(&mut body, &fault).unwrap();
            prop_assert_eq!(Response::parse(body.as_bytes()).unwrap().fault(), Some(fault), "{}", body);
        }
    }
}
