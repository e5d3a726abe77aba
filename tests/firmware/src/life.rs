//! The whole life of a job on a device without an allocator: ask for a virtual machine, wait for it, say what came.
//!
//! The server is a script of answers in flash, the clock a number; all else is what a device does. Each step is a
//! function that is not inlined, so that the stack that it takes is free again for the next one.

use core::time::Duration;

use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, JobResult, JobState, Node, Pace, Poller, Query, ResourceId,
    Response, Step, Syntax, Text,
};

use crate::answers;

/// Deploys two machines in each syntax, one in vain; it ends well only if every answer is read rightly.
///
/// `machine` reads the id and an address of the virtual machine.
pub fn is_right(buf: &mut [u8], machine: ReadMachine) -> bool {
    let mut json = |last| {
        let polls = [answers::pending_json(), b"", last];
        deploy(buf, Syntax::Json, answers::submitted_json(), &polls, machine)
    };
    let is_json_right = runs(json(answers::succeeded_json())) && failed(json(answers::failed_json()));
    let mut xml = |last| {
        let polls = [answers::pending_xml(), b"<html></html>", last];
        deploy(buf, Syntax::Xml, answers::submitted_xml(), &polls, machine)
    };
    is_json_right && runs(xml(answers::succeeded_xml())) && failed(xml(answers::failed_xml()))
}

fn runs(end: Option<Result<Address, ErrorCode>>) -> bool {
    matches!(end, Some(Ok(address)) if address == "10.1.1.225")
}

fn failed(end: Option<Result<Address, ErrorCode>>) -> bool {
    end == Some(Err(ErrorCode(533)))
}

/// Reads the id and the first address of a virtual machine.
pub type ReadMachine = fn(Node<'_>) -> Option<(ResourceId, Address)>;

/// An IP address as a text, kept when the answer is gone.
pub type Address = heapless::String<39>;

/// Deploys a machine; `polls` are the answers of the server to each. Returns its address, or the code of the fault.
fn deploy(
    buf: &mut [u8],
    syntax: Syntax,
    submitted: &'static [u8],
    polls: &[&'static [u8]],
    machine: ReadMachine,
) -> Option<Result<Address, ErrorCode>> {
    let query = request(buf, syntax)?;
    if command(query)? != "deployVirtualMachine" {
        return None;
    }
    let mut poller = submit(submitted);
    let poller = poller.as_mut()?;
    let (end, body) = wait(poller, polls)?;
    match result(end, body)? {
        Ok(vm) => {
            let (id, address) = machine(vm)?;
            (Some(id) == poller.resource_id()).then_some(Ok(address))
        }
        Err(code) => Some(Err(code)),
    }
}

/// Writes and signs the query that asks for the machine.
#[inline(never)]
fn request(buf: &mut [u8], syntax: Syntax) -> Option<&str> {
    let query = Command::in_buf(buf, "deployVirtualMachine")
        .response(syntax)
        .param("serviceOfferingId", 1)
        .param("templateId", "d8e9f0a1-b2c3-4d5e-8f60-718293a4b5c6")
        .param("zoneId", 1)
        .param("displayname", "web & db")
        .list("networkids", ["205", "206"])
        .pairs("tags", [("env", "prod")])
        .sign(&Credentials::new("fnord", "abracadabra"));
    query.ok().map(|query| query.into_str())
}

/// Reads the command of a query, as its server does.
#[inline(never)]
fn command(query: &str) -> Option<Text<'_>> {
    Query::parse(query).ok()?.command()
}

/// Begins to wait for the job that the answer tells of.
#[inline(never)]
fn submit(answer: &[u8]) -> Option<Poller> {
    let submitted = Response::parse(answer).ok()?.submitted()?;
    let poller = Poller::new(submitted.job_id().ok()?, Pace::DEFAULT, Duration::ZERO).ok()?;
    Some(poller.resource(submitted.resource_id()))
}

/// Polls until the wait is over; returns how it ended, and the last answer.
#[inline(never)]
fn wait(poller: &mut Poller, polls: &[&'static [u8]]) -> Option<(End, &'static [u8])> {
    let mut polls = polls.iter();
    let mut now = Duration::ZERO;
    let mut body: &[u8] = &[];
    loop {
        match poller.step(now) {
            Step::Wait(rest) => now = now.checked_add(rest)?,
            Step::Ask => {
                body = polls.next()?;
                poller.heard(now, Response::parse(body));
            }
            Step::Done(end) => return Some((end, body)),
        }
    }
}

/// What the last answer says: what the job has made, or the code of its fault.
#[inline(never)]
fn result(end: End, body: &'static [u8]) -> Option<Result<Node<'static>, ErrorCode>> {
    match (end, Response::parse(body).ok()?.job()?.state()) {
        (End::Succeeded, JobState::Succeeded(JobResult::Object(made))) => Some(Ok(made)),
        (End::Failed, JobState::Failed(fault)) => fault.code.map(Err),
        _ => None,
    }
}
