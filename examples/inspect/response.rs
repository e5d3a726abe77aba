//! `inspect response`: what a body is, and what a job in it means.

use std::collections::BTreeMap;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use cloudstack_codec::model;
use cloudstack_codec::{
    DeError, Error, ErrorCode, Fault, JobReport, JobResult, JobState, Kind, Node, Response, Scan, Scanned,
    ScannedJob, Submitted, Syntax, Text,
};
use serde_json::{Value, json};

use crate::Output;
use crate::input;

/// Explains each file.
pub fn explain(files: &[PathBuf], strict: bool, objects: bool, output: &mut Output) -> io::Result<()> {
    each(files, output, |file, body, output| {
        let parsed = if strict { Response::parse_strict(body) } else { Response::parse(body) };
        match parsed {
            Ok(response) => {
                let mut line = of_response(&response);
                let object = response.job().and_then(|job| job.result().object());
                if let Some(object) = object.filter(|_| objects) {
                    line["object"] =
                        of_object(&object, |error| output.excerpt(file.display(), error.show(body)));
                }
                output.line(&line)
            }
            Err(error) => {
                output.excerpt(file.display(), error.show(body));
                let mut line = of_error(&error);
                if let Some(root) = foreign_root(body) {
                    line["kind"] = "other".into();
                    line["root"] = root.into();
                }
                output.error(&line)
            }
        }
    })
}

/// Explains each file as a device does that reads it in pieces of that many bytes.
pub fn explain_pieces(files: &[PathBuf], size: NonZeroUsize, output: &mut Output) -> io::Result<()> {
    each(files, output, |file, body, output| match of_pieces(body, size.get()) {
        Ok(line) => output.line(&line),
        Err(error) => {
            output.excerpt(file.display(), error.show(body));
            output.error(&of_error(&error))
        }
    })
}

/// Passes on the body in each file, and says which files cannot be read.
fn each(
    files: &[PathBuf],
    output: &mut Output,
    mut explain: impl FnMut(&Path, &[u8], &mut Output) -> io::Result<()>,
) -> io::Result<()> {
    for file in files {
        match input::read(file) {
            Ok(body) => explain(file, &body, output)?,
            Err(error) => output.error(&input::error(format!("{}: {error}", file.display()), Value::Null))?,
        }
    }
    Ok(())
}

fn of_pieces(body: &[u8], size: usize) -> Result<Value, Error> {
    let mut scan = Scan::new();
    let mut jobs = Vec::new();
    for mut piece in body.chunks(size) {
        while let Some(job) = scan.feed(&mut piece)? {
            jobs.push(of_scanned_job(&job));
        }
    }
    let mut line = match scan.finish()? {
        Scanned::Job(job) => of_scanned_job(&job),
        Scanned::Submitted(submitted) => of_submitted(&submitted),
        Scanned::Fault(fault) => of_refusal(&fault),
        Scanned::Jobs => json!({ "kind": "jobs", "count": scan.count(), "jobs": jobs }),
        Scanned::Other => of_other(scan.count(), scan.success(), scan.display_text()),
    };
    line["syntax"] = scan.syntax().map(Syntax::as_str).into();
    Ok(line)
}

/// What could not be read, and where.
pub fn of_error(error: &Error) -> Value {
    input::error(error.kind(), error.offset())
}

/// The root of a body that a general parser can read: well formed, but not an answer, such as a web page.
fn foreign_root(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    if let Ok(document) = roxmltree::Document::parse(text) {
        return Some(document.root_element().tag_name().name().to_owned());
    }
    let document: serde_json::Map<String, Value> = serde_json::from_str(text).ok()?;
    document.keys().next().cloned()
}

fn of_response(response: &Response<'_>) -> Value {
    let root = response.name().to_cow();
    let mut line = match response.kind() {
        Kind::Job(job) => of_job(&job),
        Kind::Submitted(submitted) => of_submitted(&submitted),
        Kind::Fault(fault) => of_refusal(&fault),
        Kind::Jobs(jobs) => json!({
            "kind": "jobs",
            "count": jobs.total(),
            "jobs": jobs.map(|job| of_job(&job)).collect::<Vec<_>>(),
        }),
        Kind::Other(_) => of_other(response.count(), response.success(), response.display_text()),
    };
    line["root"] = root.into();
    line["syntax"] = response.syntax().as_str().into();
    line["version"] = text(response.version());
    line
}

fn of_other(count: Option<u32>, success: Option<bool>, display_text: Option<Text<'_>>) -> Value {
    json!({ "kind": "other", "count": count, "success": success, "displaytext": text(display_text) })
}

fn of_submitted(submitted: &Submitted<'_>) -> Value {
    json!({ "kind": "submitted", "jobid": id(Some(submitted.job_id)), "id": id(submitted.id) })
}

/// The fault of a request.
fn of_refusal(fault: &Fault<'_>) -> Value {
    let mut line = of_fault(fault);
    line["cserrorcode"] = fault.cs_code.into();
    line
}

fn of_job(job: &JobReport<'_>) -> Value {
    let state = job.state().map_object(|object| object.name());
    let result = job.result().map_object(|object| object.name());
    let mut line = of_outcome(job.job_id(), &state, job.progress(), job.result_code(), &result);
    line["jobresulttype"] = text(job.result_type());
    line
}

fn of_scanned_job(job: &ScannedJob<'_>) -> Value {
    of_outcome(job.job_id(), &job.state(), job.progress(), job.result_code(), &job.result())
}

/// What is known of a job whether its body was whole or came in pieces.
fn of_outcome(
    job: Option<Text<'_>>,
    state: &JobState<'_, Text<'_>>,
    progress: Option<i32>,
    code: Option<i32>,
    result: &JobResult<'_, Text<'_>>,
) -> Value {
    let name = match state {
        JobState::Pending { .. } => "pending",
        JobState::Succeeded(_) => "succeeded",
        JobState::Failed(_) => "failed",
        JobState::Cancelled(_) => "cancelled",
        JobState::Unknown { .. } => "unknown",
    };
    json!({
        "kind": "job",
        "jobid": id(job),
        "jobstatus": state.status().code(),
        "state": name,
        "jobprocstatus": progress,
        "jobresultcode": code,
        "result": of_result(result),
    })
}

fn of_result(result: &JobResult<'_, Text<'_>>) -> Value {
    match result {
        JobResult::None => json!({ "kind": "none" }),
        JobResult::Empty => json!({ "kind": "empty" }),
        JobResult::Text(said) => json!({ "kind": "text", "text": text(Some(*said)) }),
        JobResult::Success(success) => json!({ "kind": "success", "success": success }),
        JobResult::Object(name) => json!({ "kind": "object", "name": text(Some(*name)) }),
        JobResult::Fault(fault) => of_fault(fault),
    }
}

fn of_fault(fault: &Fault<'_>) -> Value {
    json!({
        "kind": "fault",
        "errorcode": fault.code.map(|ErrorCode(code)| code),
        "errortext": text(fault.text),
    })
}

/// A virtual machine with all its lists.
type VirtualMachine<'a> = model::VirtualMachine<
    'a,
    Vec<model::Nic<'a, Vec<model::SecondaryIp<'a>>, Vec<model::ExtraDhcpOption<'a>>>>,
    Vec<model::SecurityGroup<'a, Vec<model::SecurityGroupRule<'a>>, Vec<model::ResourceTag<'a>>>>,
    Vec<model::AffinityGroup<'a>>,
    Vec<model::ResourceTag<'a>>,
    model::Details<'a, BTreeMap<&'a str, &'a str>>,
>;

/// An object as a map of text, and a virtual machine through its model; `tell` is told what cannot be read.
fn of_object(object: &Node<'_>, tell: impl Fn(&DeError)) -> Value {
    let or_error = |read: Result<Value, DeError>| {
        read.unwrap_or_else(|error| {
            tell(&error);
            json!({ "error": error.kind().to_string(), "offset": error.offset() })
        })
    };
    let mut shown = json!({ "map": or_error(object.deserialize()) });
    if object.name() == "virtualmachine" {
        let mut scratch = vec![0; object.raw().len()];
        let machine = object.deserialize_in::<VirtualMachine<'_>>(&mut scratch);
        shown["virtualmachine"] = or_error(machine.map(|vm| serde_json::to_value(vm).unwrap_or_default()));
    }
    shown
}

/// A text, decoded and not trimmed; `…` marks where it was cut.
fn text(text: Option<Text<'_>>) -> Value {
    match text {
        Some(text) if text.is_cut() => format!("{text}…").into(),
        _ => text.map(|text| text.to_cow()).into(),
    }
}

/// An id, without the white space that a printed body can have around it.
fn id(id: Option<Text<'_>>) -> Value {
    id.map(|id| id.to_cow().trim_ascii().to_owned()).into()
}
