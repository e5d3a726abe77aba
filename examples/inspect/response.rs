//! `inspect response`: what a body is, and what a job in it means.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::{io, iter};

use cloudstack_codec::model;
use cloudstack_codec::{
    DeError, Error, ErrorCode, ErrorKind, Fault, Fed, JobReport, JobResult, JobState, Kind, Node, Response,
    Scan, Scanned, ScannedJob, Submitted, Syntax, Text,
};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Value, json};

use crate::Output;
use crate::input;

/// The line about a file: its path, what is said of it, and perhaps a list, whose items are made one at a time.
struct Line<'l> {
    path: &'l Path,
    said: Value,
    list: Option<(&'static str, Items<'l>)>,
}

/// Items that are made as they are written, which is once.
struct Items<'l>(RefCell<Box<dyn Iterator<Item = Value> + 'l>>);

impl<'l> Items<'l> {
    fn new(items: impl Iterator<Item = Value> + 'l) -> Self {
        Self(RefCell::new(Box::new(items)))
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        // As in other lines, what a path has besides UTF-8 is replaced.
        line.serialize_entry("path", &self.path.to_string_lossy())?;
        for (name, value) in self.said.as_object().into_iter().flatten() {
            line.serialize_entry(name, value)?;
        }
        if let Some((name, items)) = &self.list {
            line.serialize_entry(name, items)?;
        }
        line.end()
    }
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&mut **self.0.borrow_mut())
    }
}

/// Explains each file.
pub fn explain(files: &[PathBuf], strict: bool, objects: bool, output: &mut Output) -> io::Result<()> {
    each(files, output, |path, body, output| {
        let parsed = if strict { Response::parse_strict(body) } else { Response::parse(body) };
        let response = match parsed {
            Ok(response) => response,
            Err(error) => {
                output.excerpt(path.display(), error.show(body));
                let mut said = of_error(&error);
                if let Some(root) = foreign_root(body, &error) {
                    said["kind"] = "other".into();
                    said["root"] = root.into();
                }
                return output.error(&Line { path, said, list: None });
            }
        };
        let tell = |error: &DeError| output.excerpt(path.display(), error.show(body));
        let mut list = None;
        let mut said = match response.kind() {
            Kind::Job(job) => {
                let mut said = of_job(&job);
                if let Some(object) = job.result().object().filter(|_| objects) {
                    said["object"] = of_object(&object, tell);
                }
                said
            }
            Kind::Submitted(submitted) => of_submitted(&submitted),
            Kind::Fault(fault) => of_refusal(&fault),
            Kind::Jobs(jobs) => {
                let said = json!({ "kind": "jobs", "count": jobs.total() });
                list = Some(("jobs", Items::new(jobs.map(|job| of_job(&job)))));
                said
            }
            Kind::Other(answer) => {
                let mut said = of_other(response.count(), response.success(), response.display_text());
                // The items have the name of the first member that has members of its own.
                let item = answer.children().find(|child| child.children().next().is_some());
                let name = item.map(|item| item.name());
                let items = answer.children().filter(move |child| Some(child.name()) == name);
                said["item"] = text(name);
                said["items"] = items.clone().count().into();
                if objects {
                    let maps = items.map(move |item| or_error(item.deserialize(), tell));
                    list = Some(("objects", Items::new(maps)));
                }
                said
            }
        };
        said["root"] = response.name().to_cow().into();
        said["syntax"] = response.syntax().as_str().into();
        said["version"] = text(response.version());
        output.line(&Line { path, said, list })
    })
}

/// Explains each file as a device does that reads it in pieces of that many bytes.
pub fn explain_pieces(files: &[PathBuf], size: NonZeroUsize, output: &mut Output) -> io::Result<()> {
    each(files, output, |path, body, output| match of_pieces(body, size.get()) {
        Ok((said, is_list)) => {
            // Now that the list is known to be whole, it is read once more, for its jobs.
            let list = is_list.then(|| ("jobs", Items::new(scanned_jobs(body, size.get()))));
            output.line(&Line { path, said, list })
        }
        Err(error) => {
            output.excerpt(path.display(), error.show(body));
            output.error(&Line { path, said: of_error(&error), list: None })
        }
    })
}

/// Passes on the body in each file, and says which files cannot be read.
fn each(
    files: &[PathBuf],
    output: &mut Output,
    mut explain: impl FnMut(&Path, &[u8], &mut Output) -> io::Result<()>,
) -> io::Result<()> {
    for path in files {
        match input::read(path) {
            Ok(body) => explain(path, &body, output)?,
            Err(error) => {
                output.error(&Line { path, said: input::error(error, Value::Null), list: None })?;
            }
        }
    }
    Ok(())
}

/// What a body is that comes in pieces, and whether that is a list of jobs.
fn of_pieces(body: &[u8], size: usize) -> Result<(Value, bool), Error> {
    let mut scan = Scan::new();
    for mut piece in body.chunks(size) {
        while let Fed::Job(_) = scan.feed(&mut piece)? {}
    }
    let scanned = scan.finish()?;
    let mut said = match scanned {
        Scanned::Job(job) => of_scanned_job(&job),
        Scanned::Submitted(submitted) => of_submitted(&submitted),
        Scanned::Fault(fault) => of_refusal(&fault),
        Scanned::Jobs => json!({ "kind": "jobs", "count": scan.count() }),
        Scanned::Other => of_other(scan.count(), scan.success(), scan.display_text()),
    };
    said["syntax"] = scan.syntax().map(Syntax::as_str).into();
    Ok((said, matches!(scanned, Scanned::Jobs)))
}

/// The jobs of a list that can be read.
fn scanned_jobs(body: &[u8], size: usize) -> impl Iterator<Item = Value> {
    let (mut scan, mut pieces, mut piece) = (Scan::new(), body.chunks(size), &[][..]);
    iter::from_fn(move || {
        loop {
            if let Fed::Job(job) = scan.feed(&mut piece).ok()? {
                return Some(of_scanned_job(&job));
            }
            piece = pieces.next()?;
        }
    })
}

/// What could not be read, and where.
pub fn of_error(error: &Error) -> Value {
    input::error(error.kind(), error.offset())
}

/// The root of a web page or of another document in which text stands beside elements: well formed, but not an answer.
fn foreign_root(body: &[u8], error: &Error) -> Option<String> {
    if !matches!(error.kind(), ErrorKind::Html | ErrorKind::MixedContent) {
        return None;
    }
    let document = roxmltree::Document::parse(str::from_utf8(body).ok()?).ok()?;
    Some(document.root_element().tag_name().name().to_owned())
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
    let mut shown = json!({ "map": or_error(object.deserialize(), &tell) });
    if object.name() == "virtualmachine" {
        let mut scratch = vec![0; object.raw().len()];
        let machine = object.deserialize_in::<VirtualMachine<'_>>(&mut scratch);
        let machine = machine.map(|vm| serde_json::to_value(vm).unwrap_or_default());
        shown["virtualmachine"] = or_error(machine, tell);
    }
    shown
}

fn or_error(read: Result<Value, DeError>, tell: impl Fn(&DeError)) -> Value {
    read.unwrap_or_else(|error| {
        tell(&error);
        json!({ "error": error.kind().to_string(), "offset": error.offset() })
    })
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
