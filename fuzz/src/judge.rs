//! A slow judgement of an answer: over its tree, by the words of the documentation.

use std::time::Duration;

use cloudstack_codec::{ErrorCode, Fault, Heard, JobResult, JobState, JobStatus, Text};

use crate::tree::Tree;

/// The state of a job, with the name of its object.
pub(crate) type State<'t> = JobState<'t, Text<'t>>;

/// The members of depth 1 that mean something there, and so are no object of a server up to 2.1.
const KNOWN: [&str; 13] = [
    "asyncjobs",
    "count",
    "cserrorcode",
    "errorcode",
    "errortext",
    "id",
    "jobid",
    "jobprocstatus",
    "jobresult",
    "jobresultcode",
    "jobresulttype",
    "jobstatus",
    "success",
];

/// Tells whether a number or an id may be hidden from us: escaped, it is read up to 40 bytes only.
pub(crate) fn has_long_word(node: &Tree) -> bool {
    let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+'));
    node.text.len() > 40 && is_word(trim(&node.text)) || node.children.iter().any(has_long_word)
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

pub(crate) fn text(node: &Tree) -> Option<Text<'_>> {
    (!node.text.is_empty()).then(|| Text::plain(&node.text))
}

/// The text of the member that holds, which is the last of its name.
pub(crate) fn member<'t>(node: &'t Tree, name: &str) -> Option<Text<'t>> {
    node.last(name).and_then(text)
}

pub(crate) fn integer(text: Option<Text<'_>>) -> Option<i32> {
    let text = trim(text?.as_str()?);
    if text.starts_with('+') { None } else { text.parse().ok() }
}

pub(crate) fn status(job: &Tree) -> JobStatus {
    match integer(member(job, "jobstatus")) {
        Some(0) => JobStatus::Pending,
        Some(1) => JobStatus::Succeeded,
        Some(2) => JobStatus::Failed,
        Some(3) => JobStatus::Cancelled,
        other => JobStatus::Unknown(other),
    }
}

pub(crate) fn state(job: &Tree) -> State<'_> {
    let result = result(job);
    let fault = || {
        let mut fault = match result {
            JobResult::Fault(fault) => fault,
            JobResult::Text(text) => Fault { text: Some(text), ..Fault::default() },
            _ => Fault::default(),
        };
        let code = integer(member(job, "jobresultcode")).filter(|code| *code != 0);
        fault.code = fault.code.or(code.map(ErrorCode));
        fault
    };
    match status(job) {
        JobStatus::Pending => JobState::Pending { progress: integer(member(job, "jobprocstatus")) },
        JobStatus::Succeeded => JobState::Succeeded(result),
        JobStatus::Failed => JobState::Failed(fault()),
        JobStatus::Cancelled => JobState::Cancelled(fault()),
        JobStatus::Unknown(status) => JobState::Unknown { status, result },
    }
}

pub(crate) fn result(job: &Tree) -> JobResult<'_, Text<'_>> {
    let has_members = |child: &&Tree| !child.children.is_empty();
    let Some(result) = job.last("jobresult") else {
        let mut beside = job.children.iter().filter(|child| !KNOWN.contains(&child.name.as_str()));
        let is_object = member(job, "jobresulttype").is_some_and(|kind| kind == "object");
        return match beside.find(has_members) {
            Some(object) if is_object => JobResult::Object(Text::plain(&object.name)),
            _ => JobResult::None,
        };
    };
    if let Some(first) = result.children.first() {
        // Here the first of its name holds.
        let part = |name| result.first(name).and_then(text);
        return if result.first("errorcode").or(result.first("errortext")).is_some() {
            JobResult::Fault(Fault {
                code: integer(part("errorcode")).map(ErrorCode),
                cs_code: integer(part("cserrorcode")),
                text: part("errortext"),
            })
        } else if let Some(object) = result.children.iter().find(has_members) {
            JobResult::Object(Text::plain(&object.name))
        } else if let Some(success) = result.first("success") {
            JobResult::Success(trim(&success.text).parse().ok())
        } else {
            JobResult::Object(Text::plain(&first.name))
        };
    }
    match text(result) {
        Some(text) if !trim(&result.text).is_empty() => JobResult::Text(text),
        _ => JobResult::Empty,
    }
}

/// Tells whether an answer is the report of a job: rule 1 of `kind`.
pub(crate) fn is_job(root: &Tree) -> bool {
    root.last("jobstatus").is_some() && (is_report(root) || status(root) != JobStatus::Pending)
}

/// Tells whether the root is that of an answer to `queryAsyncJobResult` or `cancelAsyncJob`.
pub(crate) fn is_report(root: &Tree) -> bool {
    begins(root, "queryasyncjob") || begins(root, "cancelasyncjob")
}

pub(crate) fn begins(root: &Tree, start: &str) -> bool {
    root.name.to_ascii_lowercase().starts_with(start)
}

pub(crate) fn fault(root: &Tree) -> Option<Fault<'_>> {
    if is_job(root) {
        return None;
    }
    let description = match root.first("description") {
        Some(description) => text(description),
        None if root.name == "error" => text(root),
        None => None,
    };
    let said = member(root, "errortext").or(description);
    let has_part = root.last("errorcode").or(root.last("errortext")).is_some();
    (has_part || root.name == "error" && said.is_some()).then(|| Fault {
        code: integer(member(root, "errorcode")).map(ErrorCode),
        cs_code: integer(member(root, "cserrorcode")),
        text: said,
    })
}

/// What a poll brought.
pub(crate) fn heard(root: &Tree) -> Heard {
    match fault(root) {
        Some(fault) => Heard::Fault { code: fault.code, retry_after: retry_after(&fault) },
        None if is_job(root) => {
            Heard::Job { status: status(root), progress: integer(member(root, "jobprocstatus")) }
        }
        None => Heard::Nothing,
    }
}

fn retry_after(fault: &Fault<'_>) -> Option<Duration> {
    if fault.code != Some(ErrorCode(429)) {
        return None;
    }
    let (_, rest) = fault.text?.as_str()?.split_once("retry after ")?;
    let digits = rest.trim_start_matches([' ', '[']);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (millis, after) = digits.split_at(end);
    let is_whole = matches!(after.chars().next(), None | Some(' ' | ']'));
    (is_whole && !millis.is_empty())
        .then(|| Duration::from_millis(millis.parse::<u32>().unwrap_or(u32::MAX).into()))
}
