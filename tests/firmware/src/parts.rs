//! The parts of a job's life, each of them an image and all of them together another.

use core::hint::black_box;
use core::time::Duration;

use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, Heard, JobId, JobState, JobStatus, Pace, Poller, Query, Response,
    Step, Syntax,
};

use crate::answers;

/// Reads a job's answer in either syntax to its state.
pub fn judges() -> bool {
    [answers::failed_json(), answers::failed_xml()].into_iter().all(|body| code(body) == Some(533))
}

fn code(body: &[u8]) -> Option<i32> {
    fault_code(Response::parse(body).ok()?.job()?.state())
}

/// The code of the fault with which a job has failed.
pub fn fault_code<O>(state: JobState<'_, O>) -> Option<i32> {
    match state {
        JobState::Failed(fault) => fault.code.map(|code| code.0),
        _ => None,
    }
}

/// Parses a query, as a device does that is asked by CloudStack's clients.
pub fn parses() -> bool {
    let query = "command=createTags&resourceids=450&tags%5B0%5D.key=R%26D&tags%5B0%5D.value=a+b";
    parse(black_box(query)).is_some()
}

fn parse(query: &str) -> Option<()> {
    let query = Query::parse(query).ok()?;
    let is_right = query.command()? == "createTags"
        && query.get_exact("tags[0].key")? == "R&D"
        && query.params().count() == 4;
    is_right.then_some(())
}

/// Builds and signs a command into a fixed buffer.
pub fn signs(buf: &mut [u8]) -> bool {
    let signed = sign(buf, black_box("fnord"), black_box("abracadabra"));
    signed.is_some_and(|query| query.ends_with("&signature=Lls8skLasTmKM%2BSzTVYEd2WvMuE%3D"))
}

fn sign<'b>(buf: &'b mut [u8], key: &str, secret: &str) -> Option<&'b str> {
    let query = Command::in_buf(buf, "deployVirtualMachine")
        .response(Syntax::Json)
        .param("serviceOfferingId", 1)
        .param("templateId", "d8e9f0a1-b2c3-4d5e-8f60-718293a4b5c6")
        .param("zoneId", 1)
        .param("displayname", "web & db")
        .list("networkids", ["205", "206"])
        .pairs("tags", [("env", "prod")])
        .sign(&Credentials::new(key, secret));
    query.ok().map(|query| query.into_str())
}

/// Waits for a job, told what a script says.
pub fn waits() -> bool {
    wait(black_box(&SCRIPT)) == Some(End::Succeeded)
}

/// What each poll brings.
static SCRIPT: [Heard; 4] = [
    Heard::Job { status: JobStatus::Pending, progress: Some(1) },
    Heard::Nothing,
    Heard::Fault { code: Some(ErrorCode::API_LIMIT_EXCEED), retry_after: Some(Duration::from_millis(1500)) },
    Heard::Job { status: JobStatus::Succeeded, progress: None },
];

fn wait(script: &[Heard]) -> Option<End> {
    let mut now = Duration::ZERO;
    let mut polls = script.iter();
    let mut poller = Poller::new(JobId::new(black_box("17")).ok()?, Pace::DEFAULT, now).ok()?;
    loop {
        match poller.step(now) {
            Step::Wait(rest) => now = now.checked_add(rest)?,
            Step::Ask => poller.heard(now, *polls.next()?),
            Step::Done(end) => return Some(end),
        }
    }
}

/// All of them.
pub fn all(buf: &mut [u8]) -> bool {
    apart(|| signs(buf)) && apart(parses) && apart(waits) && apart(judges)
}

/// Not inlined, so that the stack of one part is free again for the next.
#[inline(never)]
fn apart(part: impl FnOnce() -> bool) -> bool {
    part()
}
