//! The whole life of a job on a device without an allocator: ask for a virtual machine, wait for it, say what came.
//!
//! All that it wants from the device is a [`Board`]; `script.rs` plays one. A device of one syntax calls
//! `Response::parse_json` or `Response::parse_xml`, and does not link the reader of the other.
//!
//! Signing takes more than a kilobyte of stack, and reading nearly as much. So each is in a function of its own, never
//! inlined: the loop that calls one after the other needs the stack of the larger, not of both.

use core::time::Duration;

use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, JobId, JobResult, JobState, Node, Pace, Poller, ResourceId,
    Response, Step, Syntax,
};

/// The network and the clock.
pub trait Board {
    /// Sends a query to the server, and returns the body of the answer, whatever its HTTP status, in the buffer.
    ///
    /// It is `None` if no answer came, or one that is longer than the buffer.
    fn exchange<'b>(&mut self, query: &str, buf: &'b mut [u8]) -> Option<&'b [u8]>;

    /// The time since any moment that stays the same.
    fn now(&self) -> Duration;

    /// Sleeps, or does other work, for so long.
    fn sleep(&mut self, rest: Duration);
}

/// What asks the server.
pub struct Client<'c, B> {
    pub board: B,
    pub credentials: &'c Credentials<&'c str>,
    pub syntax: Syntax,
    /// Room for a query.
    pub query: &'c mut [u8],
    /// Room for the body of an answer.
    pub body: &'c mut [u8],
}

/// A virtual machine, kept when the answer is gone.
pub struct Machine {
    pub id: ResourceId,
    pub address: Address,
}

/// An IP address as a text: one of version 6 has up to 39 characters.
pub type Address = heapless::String<39>;

/// Why there is no machine.
pub enum Failure {
    /// A query is longer than its buffer.
    NoRoom,
    /// No answer to the command came.
    NoAnswer,
    /// An answer cannot be read, or is not what was asked for.
    Unreadable,
    /// The server says no, to the command or at the end of the job.
    Fault(Option<ErrorCode>),
    /// The wait ended otherwise.
    End(End),
}

impl<B: Board> Client<'_, B> {
    /// Deploys a virtual machine; `read` finds in the job's result what is to be kept.
    pub fn deploy(&mut self, read: fn(Node<'_>) -> Option<Machine>) -> Result<Machine, Failure> {
        let query = command(self.query, self.syntax, self.credentials).ok_or(Failure::NoRoom)?;
        let body = self.board.exchange(query, self.body).ok_or(Failure::NoAnswer)?;
        let job = submitted(body)?;
        let (end, body) = self.wait(job)?;
        read(result(end, body)?).ok_or(Failure::Unreadable)
    }

    /// Polls a job until the wait is over; returns how it ended, and the last answer.
    #[inline(never)]
    fn wait(&mut self, job: JobId) -> Result<(End, &[u8]), Failure> {
        // The default pace is never refused.
        let mut poller =
            Poller::new(job, Pace::DEFAULT, self.board.now()).map_err(|_| Failure::Unreadable)?;
        let mut len = 0;
        let end = loop {
            match poller.step(self.board.now()) {
                Step::Wait(rest) => self.board.sleep(rest),
                Step::Ask => {
                    let query = poll(self.query, self.syntax, self.credentials, job);
                    let body = self.board.exchange(query.ok_or(Failure::NoRoom)?, self.body);
                    let now = self.board.now();
                    match body {
                        Some(body) => {
                            hear(&mut poller, now, body);
                            len = body.len();
                        }
                        // A failed poll is not a failed job.
                        None => poller.missed(now),
                    }
                }
                Step::Done(end) => break end,
            }
        };
        Ok((end, self.body.get(..len).unwrap_or_default()))
    }
}

/// Writes and signs the query that asks for the machine.
#[inline(never)]
fn command<'b>(buf: &'b mut [u8], syntax: Syntax, credentials: &Credentials<&str>) -> Option<&'b str> {
    let query = Command::in_buf(buf, "deployVirtualMachine")
        .response(syntax)
        .param("serviceOfferingId", 1)
        .param("templateId", "d8e9f0a1-b2c3-4d5e-8f60-718293a4b5c6")
        .param("zoneId", 1)
        .param("displayname", "web & db")
        .list("networkids", ["205", "206"])
        .pairs("tags", [("env", "prod")])
        .sign(credentials);
    Some(query.ok()?.into_str())
}

/// Reads which job the server has begun, or why it has not.
#[inline(never)]
fn submitted(body: &[u8]) -> Result<JobId, Failure> {
    let response = Response::parse(body).map_err(|_| Failure::Unreadable)?;
    let response = response.or_fault().map_err(|fault| Failure::Fault(fault.code))?;
    let job = response.submitted().and_then(|submitted| submitted.job_id().ok());
    job.ok_or(Failure::Unreadable)
}

/// Writes and signs the query that asks for the job. Each poll is signed: servers refuse one that is not, with a 401.
#[inline(never)]
fn poll<'b>(
    buf: &'b mut [u8],
    syntax: Syntax,
    credentials: &Credentials<&str>,
    job: JobId,
) -> Option<&'b str> {
    let query = Command::in_buf(buf, "queryAsyncJobResult").response(syntax).param("jobid", job);
    Some(query.sign(credentials).ok()?.into_str())
}

/// Tells the poller what an answer says.
#[inline(never)]
fn hear(poller: &mut Poller, now: Duration, body: &[u8]) {
    poller.heard(now, Response::parse(body));
}

/// Reads what the job has made, or why it has failed, from the last answer.
#[inline(never)]
fn result(end: End, body: &[u8]) -> Result<Node<'_>, Failure> {
    let job = Response::parse(body).ok().and_then(|response| response.job());
    match (end, job.map(|job| job.state())) {
        (End::Succeeded, Some(JobState::Succeeded(JobResult::Object(made)))) => Ok(made),
        (End::Failed, Some(JobState::Failed(fault))) => Err(Failure::Fault(fault.code)),
        _ => Err(Failure::End(end)),
    }
}
