//! `inspect response`: what a body is, and what a job in it means.

use std::io;
use std::path::PathBuf;

use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{
    DeError, Error, ErrorCode, Fault, JobReport, JobResult, JobState, Kind, Node, Response, Syntax, Text,
};
use serde_json::{Value, json};

use crate::Output;
use crate::input;

/// Explains each file.
pub fn explain(files: &[PathBuf], strict: bool, objects: bool, output: &mut Output) -> io::Result<()> {
    for file in files {
        let body = match input::read(file) {
            Ok(body) => body,
            Err(error) => {
                output.error(&input::error(format!("{}: {error}", file.display()), Value::Null))?;
                continue;
            }
        };
        let parsed = if strict { Response::parse_strict(&body) } else { Response::parse(&body) };
        match parsed {
            Ok(response) => {
                let mut line = of_response(&response);
                let object = response.job().and_then(|job| job.result().object());
                if let Some(object) = object.filter(|_| objects) {
                    line["object"] = of_object(&object);
                }
                output.line(&line)?;
            }
            Err(error) => {
                if output.pretty {
                    eprintln!("{}: {}", file.display(), error.show(&body));
                }
                let mut line = of_error(&error);
                if let Some(root) = foreign_root(&body) {
                    line["kind"] = "other".into();
                    line["root"] = root.into();
                }
                output.error(&line)?;
            }
        }
    }
    Ok(())
}

/// What could not be read, and where.
pub fn of_error(error: &Error) -> Value {
    input::error(error.kind(), error.offset())
}

/// The root of a body that a general parser can read: well formed, but not what any answer says, such as a web page.
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
        Kind::Submitted(submitted) => json!({
            "kind": "submitted",
            "jobid": id(Some(submitted.job_id)),
            "id": id(submitted.id),
        }),
        Kind::Fault(fault) => {
            let mut line = of_fault(&fault);
            line["kind"] = "fault".into();
            line["cserrorcode"] = fault.cs_code.into();
            line
        }
        Kind::Jobs(jobs) => json!({
            "kind": "jobs",
            "count": jobs.total(),
            "jobs": jobs.map(|job| of_job(&job)).collect::<Vec<_>>(),
        }),
        Kind::Other(_) => {
            json!({ "kind": "other", "count": response.count(), "success": response.success() })
        }
    };
    line["root"] = root.into();
    line["syntax"] = match response.syntax() {
        Syntax::Xml => "xml",
        Syntax::Json => "json",
    }
    .into();
    line["version"] = text(response.version());
    line
}

fn of_job(job: &JobReport<'_>) -> Value {
    json!({
        "kind": "job",
        "jobid": id(job.id()),
        "jobstatus": job.status().code(),
        "state": match job.state() {
            JobState::Pending { .. } => "pending",
            JobState::Succeeded(_) => "succeeded",
            JobState::Failed(_) => "failed",
            JobState::Cancelled(_) => "cancelled",
            JobState::Unknown { .. } => "unknown",
        },
        "jobprocstatus": job.progress(),
        "jobresultcode": job.result_code(),
        "jobresulttype": text(job.result_type()),
        "result": of_result(&job.result()),
    })
}

fn of_result(result: &JobResult<'_>) -> Value {
    match result {
        JobResult::None => json!({ "kind": "none" }),
        JobResult::Empty => json!({ "kind": "empty" }),
        JobResult::Text(said) => json!({ "kind": "text", "text": text(Some(*said)) }),
        JobResult::Success(success) => json!({ "kind": "success", "success": success }),
        JobResult::Object(object) => json!({ "kind": "object", "name": text(Some(object.name())) }),
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

/// An object as a map of text, and a virtual machine through its model.
fn of_object(object: &Node<'_>) -> Value {
    let mut shown = json!({ "map": or_error(object.deserialize::<Value>()) });
    if object.name() == "virtualmachine" {
        let mut scratch = vec![0; object.raw().len()];
        let machine = object.deserialize_in::<VirtualMachine<'_, Vec<Nic<'_>>>>(&mut scratch);
        shown["virtualmachine"] = or_error(machine.map(|vm| serde_json::to_value(vm).unwrap_or_default()));
    }
    shown
}

fn or_error(read: Result<Value, DeError>) -> Value {
    read.unwrap_or_else(|error| json!({ "error": error.to_string() }))
}

/// A text, decoded and as it is.
fn text(text: Option<Text<'_>>) -> Value {
    text.map(|text| text.to_cow()).into()
}

/// An id, without the white space that a printed body can have around it.
fn id(id: Option<Text<'_>>) -> Value {
    id.map(|id| id.to_cow().trim_ascii().to_owned()).into()
}
