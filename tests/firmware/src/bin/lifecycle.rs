//! The whole life of a job on a device without an allocator: ask for a virtual machine, wait for it, say what came.
//!
//! The server is a script of answers in flash, the clock a number; all else is what a device does. It ends well only
//! if every answer is read rightly, in both syntaxes.

#![no_std]
#![no_main]

use core::time::Duration;

use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, JobResult, JobState, Pace, Poller, Query, ResourceId, Response,
    Step, Syntax,
};
use cloudstack_codec_firmware::{answers, run};

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| {
        let json = [answers::pending_json(), b"", answers::succeeded_json()];
        let xml = [answers::pending_xml(), b"<html></html>", answers::failed_xml()];
        deploy(buf, Syntax::Json, answers::submitted_json(), &json) == Some(Outcome::Address("10.1.1.225"))
            && deploy(buf, Syntax::Xml, answers::submitted_xml(), &xml)
                == Some(Outcome::Fault(ErrorCode(533)))
    })
}

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
    let (job, machine) = (submitted.job_id().ok()?, submitted.resource_id());
    let mut now = Duration::ZERO;
    let mut poller = Poller::new(job, Pace::DEFAULT, now).ok()?.resource(machine);
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
    outcome(end, body, poller.resource_id()?)
}

/// What the last answer says.
fn outcome(end: End, body: &'static [u8], machine: &ResourceId) -> Option<Outcome> {
    match (end, Response::parse(body).ok()?.job()?.state()) {
        (End::Succeeded, JobState::Succeeded(JobResult::Object(vm))) => {
            let is_ours = vm.child("id")?.text()?.parse::<ResourceId>()? == *machine;
            let address = vm.child("nic")?.child("ipaddress")?.text()?.as_str()?;
            is_ours.then_some(Outcome::Address(address))
        }
        (End::Failed, JobState::Failed(fault)) => fault.code.map(Outcome::Fault),
        _ => None,
    }
}
