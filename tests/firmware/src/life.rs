//! The whole life of a job on a device without an allocator: ask for a virtual machine, wait for it, say what came.
//!
//! The server is a script of answers in flash, the clock a number; all else is what a device does.

use core::time::Duration;

use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, JobResult, JobState, Node, Pace, Poller, Query, ResourceId, Response,
    Step, Syntax,
};

use crate::answers;

/// Deploys a machine in each syntax; it ends well only if every answer is read rightly.
///
/// `machine` reads the id and an address of the virtual machine.
pub fn is_right(buf: &mut [u8], machine: ReadMachine) -> bool {
    let json = [answers::pending_json(), b"", answers::succeeded_json()];
    let xml = [answers::pending_xml(), b"<html></html>", answers::failed_xml()];
    deploy(buf, Syntax::Json, answers::submitted_json(), &json, machine) == Some(Outcome::Address("10.1.1.225"))
        && deploy(buf, Syntax::Xml, answers::submitted_xml(), &xml, machine)
            == Some(Outcome::Fault(ErrorCode(533)))
}

/// Reads the id and the first address of a virtual machine.
pub type ReadMachine = fn(Node<'static>) -> Option<(ResourceId, &'static str)>;

#[derive(PartialEq)]
enum Outcome {
    Address(&'static str),
    Fault(ErrorCode),
}

/// Deploys a machine; `polls` are the answers of the server to each.
fn deploy(
    buf: &mut [u8],
    syntax: Syntax,
    submitted: &'static [u8],
    polls: &[&'static [u8]],
    machine: ReadMachine,
) -> Option<Outcome> {
    let who = Credentials::new("fnord", "abracadabra");
    let query = Command::in_buf(buf, "deployVirtualMachine")
        .response(syntax)
        .param("serviceOfferingId", 1)
        .param("templateId", "d8e9f0a1-b2c3-4d5e-8f60-718293a4b5c6")
        .param("zoneId", 1)
        .param("displayname", "web & db")
        .list("networkids", ["205", "206"])
        .pairs("tags", [("env", "prod")])
        .sign(&who)
        .ok()?
        .into_str();
    if Query::parse(query).ok()?.command()? != "deployVirtualMachine" {
        return None;
    }

    let submitted = Response::parse(submitted).ok()?.submitted()?;
    let (job, id) = (submitted.job_id().ok()?, submitted.resource_id());
    let mut now = Duration::ZERO;
    let mut poller = Poller::new(job, Pace::DEFAULT, now).ok()?.resource(id);
    let mut polls = polls.iter();
    let mut body: &[u8] = &[];
    let end = loop {
        match poller.step(now) {
            Step::Wait(rest) => now = now.checked_add(rest)?,
            Step::Ask => {
                body = polls.next()?;
                poller.heard(now, Response::parse(body));
            }
            Step::Done(end) => break end,
        }
    };
    outcome(end, body, poller.resource_id()?, machine)
}

/// What the last answer says.
fn outcome(end: End, body: &'static [u8], id: &ResourceId, machine: ReadMachine) -> Option<Outcome> {
    match (end, Response::parse(body).ok()?.job()?.state()) {
        (End::Succeeded, JobState::Succeeded(JobResult::Object(vm))) => {
            let (given, address) = machine(vm)?;
            (given == *id).then_some(Outcome::Address(address))
        }
        (End::Failed, JobState::Failed(fault)) => fault.code.map(Outcome::Fault),
        _ => None,
    }
}
