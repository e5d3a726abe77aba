//! The server without sockets and clock: a request and the time go in, a status and a body come out.
//!
//! The order of the checks is that of a real server: path and method (the container), the parameters
//! (`ApiServlet.utf8Fixup`), the command, its key, the rate and the signature (`ApiServer.verifyRequest`,
//! `ApiRateLimitServiceImpl`), and only then what the command wants. Unlike a real one it limits an administrator too, and
//! refuses a signature that holds for more than one query.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use cloudstack_codec::answer::Answer;
use cloudstack_codec::{
    Credentials, DeErrorKind, HmacSha512, JobId, JobStatus, Query, Refusal as Unverified, ResourceId,
};
use serde::Deserialize;

use crate::jobs::{Job, Jobs, Task};
use crate::refusal::Refusal;
use crate::settings::Settings;

/// The path of the API.
pub const PATH: &str = "/client/api";

/// The version that the developer's guide shows.
const VERSION: &str = "3.0.1.6";

/// The longest page of a list, and the one that is given unasked: setting `default.page.size`.
const PAGE_SIZE: usize = 500;

/// The longest text of a parameter, in UTF-16 units: the length that `Parameter` has by default.
const MAX_TEXT: usize = 255;

/// A request, as far as the server looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The target in the request line: `/client/api?command=…`.
    pub target: &'a str,
    /// The form of a POST.
    pub form: &'a [u8],
}

/// What the server says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status, which is also the `errorcode`.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// What a log says of it: the command, the status and why it is refused, without control characters and secrets.
    pub log: String,
}

impl Reply {
    /// What the servlet container says, before the API is asked.
    pub(crate) fn page(status: u16, text: impl fmt::Display) -> Self {
        let body = format!("<html><body><h1>HTTP {status}</h1><p>{text}</p></body></html>\n");
        let log = log_line("-", status, &text.to_string());
        Self { status, content_type: "text/html; charset=UTF-8", body, log }
    }
}

/// Puts a request into a line, of which no part is longer than a log can do with.
fn log_line(command: &str, status: u16, reason: &str) -> String {
    let mut line = String::new();
    for part in [command, " ", &status.to_string(), " ", reason] {
        for c in part.chars().take(300) {
            if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
        }
    }
    line.truncate(line.trim_ascii_end().len());
    line
}

/// A simulated management server.
#[derive(Clone, Debug)]
pub struct Simulator {
    pub(crate) settings: Settings,
    jobs: Jobs,
    now: Duration,
    /// When the second began that requests are counted in, and how many there were.
    rate: (Duration, u32),
}

impl Simulator {
    /// Makes a server without jobs.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, jobs: Jobs::default(), now: Duration::ZERO, rate: (Duration::ZERO, 0) }
    }

    /// Answers a request, at a time since 1970; a time before that of the last request counts as that.
    ///
    /// # Examples
    /// ```
    /// use std::time::Duration;
    /// use simulator::{Request, Settings, Simulator};
    /// use cloudstack_codec::{Command, Credentials, Response};
    ///
    /// let settings = Settings::default();
    /// let query = Command::new(String::new(), "listZones").sign(&Credentials::new(&settings.key, &settings.secret))?;
    /// let mut simulator = Simulator::new(settings.clone());
    ///
    /// let target = format!("/client/api?{query}");
    /// let reply = simulator.answer(&Request { method: "GET", target: &target, form: b"" }, Duration::ZERO);
    /// assert_eq!(reply.status, 200);
    /// assert_eq!(Response::parse(reply.body.as_bytes())?.items("zone").count(), 1);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn answer(&mut self, request: &Request<'_>, now: Duration) -> Reply {
        let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
        if path != PATH {
            return Reply::page(404, "there is only /client/api");
        }
        let form = match request.method {
            "GET" => &[],
            "POST" => request.form,
            _ => return Reply::page(405, "there are only GET and POST"),
        };
        let Ok(form) = str::from_utf8(form) else { return Reply::page(400, "a form that is not UTF-8") };
        // Of parameters with one name the last counts, but in a form the first; and the query outranks the form.
        let merged: Vec<&str> = form.rsplit('&').chain([query]).collect();
        let merged = merged.join("&");
        match Query::parse(&merged) {
            Ok(query) => {
                self.now = self.now.max(now);
                self.answer_query(query)
            }
            Err(error) => Reply::page(400, error.kind()),
        }
    }

    fn answer_query(&mut self, query: Query<'_>) -> Reply {
        let syntax = query.response();
        let given = query.command();
        let command = COMMANDS.into_iter().find(|&(name, _)| given.is_some_and(|given| given == name));
        let answer = match command {
            Some((name, _)) => Answer::to(name, syntax),
            None if given.is_none() && query.params().next().is_some() => Answer::named("null", syntax),
            None => Answer::named("errorresponse", syntax),
        };
        let answer = answer.version(VERSION);
        let (status, body, reason) = match self.carry_out(command, query, &answer) {
            Ok(body) => (200, Ok(body), String::new()),
            Err(refusal) => {
                let status = u16::try_from(refusal.code.0).unwrap_or(530);
                (status, refusal.body(&answer), refusal.into_reason())
            }
        };
        let log = log_line(&given.map_or(Cow::Borrowed("-"), |name| name.to_cow()), status, &reason);
        match body {
            Ok(body) => Reply { status, content_type: syntax.content_type(), body, log },
            Err(error) => Reply::page(500, error),
        }
    }

    fn carry_out(
        &mut self,
        command: Option<(&str, Command)>,
        query: Query<'_>,
        answer: &Answer<'_>,
    ) -> Result<String, Refusal> {
        let now = self.now;
        // Only the root of the answer tells an unknown command from a wrong signature.
        let (name, command) = command.ok_or_else(|| Refusal::unauthorized("an unknown command"))?;
        self.verify(query)?;
        let parameters = Parameters { command: name, query };
        parameters.check()?;

        let mut body = String::new();
        match command {
            Command::Begin(task) => {
                let machine = match task {
                    Task::Deploy => {
                        let Deploy { name, displayname, .. } = parameters.read()?;
                        let name = parameters.short("name", name)?;
                        self.jobs.new_machine(name, parameters.short("displayName", displayname)?)
                    }
                    Task::Start | Task::Stop => {
                        let id = parameters.get("id")?;
                        self.jobs.machine(id, now).ok_or_else(|| Refusal::invalid(name, "id", id))?
                    }
                };
                let id = self.custom_job_id(&parameters)?;
                let job =
                    self.jobs.begin(task, machine, id, &self.settings, now).ok_or_else(Refusal::busy)?;
                answer.submitted(&mut body, job.id, (task == Task::Deploy).then_some(job.resource))?;
            }
            Command::Query => {
                let job = self.job(&parameters)?;
                answer.job(&mut body, &job.report(now, &|w| job.machine(w)))?;
            }
            Command::Cancel => {
                let job = self.job(&parameters)?;
                if job.status(now).is_done() {
                    return Err(Refusal::already_done(job.id));
                }
                let id = job.id;
                self.jobs.cancel(&id, now);
                let job = self.job(&parameters)?;
                answer.job(&mut body, &job.report(now, &|w| job.machine(w)))?;
            }
            Command::Jobs => {
                // Only those that run, as on servers that note when a job was completed.
                let running = self.jobs.iter(now).filter(|job| !job.status(now).is_done());
                let (count, page) = parameters.page(running)?;
                answer.list(&mut body, "asyncjobs", count, page, |w, job| {
                    job.report(now, &|w| job.machine(w)).write(w)
                })?;
            }
            Command::Machines => {
                // Each machine as the last job left it.
                let done = self.jobs.iter(now).filter(|job| job.status(now) == JobStatus::Succeeded);
                let machines: BTreeMap<ResourceId, &Job> = done.map(|job| (job.machine.id, job)).collect();
                let (count, page) = parameters.page(machines.into_values())?;
                answer.list(&mut body, "virtualmachine", count, page, |w, job| job.machine(w))?;
            }
            Command::Zones => {
                let (count, page) = parameters.page([("1", "San Jose 1")])?;
                answer.list(&mut body, "zone", count, page, |w, (id, name)| {
                    w.text("id", id)?;
                    w.text("name", name)?;
                    w.text("networktype", "Advanced")?;
                    w.text("allocationstate", "Enabled")
                })?;
            }
        }
        Ok(body)
    }

    fn verify(&mut self, query: Query<'_>) -> Result<(), Refusal> {
        let Settings { key, secret, sha512, .. } = &self.settings;
        let now = i64::try_from(self.now.as_secs()).unwrap_or(i64::MAX);
        let verified = if *sha512 {
            query.verify(&Credentials::<_, HmacSha512>::with_mac(key, secret), now)
        } else {
            query.verify(&Credentials::new(key, secret), now)
        };
        // Once the key is known and in time, a request counts, be the signature right or wrong.
        if matches!(verified, Ok(()) | Err(Unverified::Wrong | Unverified::TooFarAhead)) {
            self.count_in()?;
        }
        match verified {
            // Only servers that enforce POST and timestamps limit this, which they do not by default.
            Err(Unverified::TooFarAhead) => Ok(()),
            verified => Ok(verified?),
        }
    }

    /// Counts a request in the second that it comes in.
    fn count_in(&mut self) -> Result<(), Refusal> {
        let Some(max) = self.settings.rate_limit else { return Ok(()) };
        let (start, count) = &mut self.rate;
        if self.now >= start.saturating_add(SECOND) {
            (*start, *count) = (self.now, 0);
        }
        *count = count.saturating_add(1);
        let wait = start.saturating_add(SECOND).saturating_sub(self.now);
        if *count > max { Err(Refusal::rate_limit(wait.as_millis())) } else { Ok(()) }
    }

    fn job(&self, parameters: &Parameters<'_>) -> Result<&Job, Refusal> {
        let id = parameters.get("jobid")?;
        self.jobs.get(&id, self.now).ok_or_else(|| Refusal::invalid(parameters.command, "jobid", id))
    }

    /// Takes the id that the client has chosen for a job: a UUID that is not in use, as `UUIDManagerImpl` checks it.
    fn custom_job_id(&self, parameters: &Parameters<'_>) -> Result<Option<JobId>, Refusal> {
        let Some(given) = parameters.query.get("customjobid") else { return Ok(None) };
        let Some(id) = JobId::new(&given.to_cow()).ok().filter(is_uuid) else {
            return Err(Refusal::value(format!("UUID: {given} doesn't follow the UUID format")));
        };
        if self.jobs.get(&id, self.now).is_some() {
            let text = "already exists so can't create/update with custom id";
            return Err(Refusal::value(format!("UUID: {id} {text}")));
        }
        Ok(Some(id))
    }
}

/// Tells a UUID, whose letters must be lower case, from another id.
fn is_uuid(id: &JobId) -> bool {
    id.as_str().len() == 36
        && id.as_str().bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

const SECOND: Duration = Duration::from_secs(1);

/// What a command is to do.
#[derive(Clone, Copy)]
enum Command {
    Begin(Task),
    Cancel,
    Jobs,
    Machines,
    Query,
    Zones,
}

const COMMANDS: [(&str, Command); 8] = [
    ("cancelAsyncJob", Command::Cancel),
    ("deployVirtualMachine", Command::Begin(Task::Deploy)),
    ("listAsyncJobs", Command::Jobs),
    ("listVirtualMachines", Command::Machines),
    ("listZones", Command::Zones),
    ("queryAsyncJobResult", Command::Query),
    ("startVirtualMachine", Command::Begin(Task::Start)),
    ("stopVirtualMachine", Command::Begin(Task::Stop)),
];

/// The parameters of `deployVirtualMachine` that are looked at: three that it must have, and two that it may.
#[derive(Deserialize)]
#[expect(dead_code, reason = "this server has one zone, one offering and one template, whatever their ids")]
struct Deploy {
    zoneid: ResourceId,
    serviceofferingid: ResourceId,
    templateid: ResourceId,
    name: Option<String>,
    displayname: Option<String>,
}

/// The parameters of a command, whose names are matched without regard to case.
struct Parameters<'q> {
    command: &'q str,
    query: Query<'q>,
}

impl<'q> Parameters<'q> {
    /// Refuses control characters, as `ApiServer.checkCharacterInkParams` does.
    fn check(&self) -> Result<(), Refusal> {
        for (name, value) in self.query.params() {
            if value.chars().any(|c| c.is_ascii_control() && !matches!(c, '\n' | '\r')) {
                return Err(Refusal::unprintable(name, value));
            }
        }
        Ok(())
    }

    /// Reads the parameters of a command as a struct.
    fn read<T: Deserialize<'q>>(&self) -> Result<T, Refusal> {
        self.query.deserialize().map_err(|error| {
            let name = self.query.name_at(error.offset()).map(|name| name.to_string().to_ascii_lowercase());
            let given = name.as_ref().and_then(|name| Some((name, self.query.get(name)?)));
            match (error.kind(), given) {
                (DeErrorKind::MissingField(name), _) => Refusal::missing(self.command, name),
                (DeErrorKind::Value, Some((name, value))) => Refusal::invalid(self.command, name, value),
                (kind, _) => Refusal::unreadable(self.command, kind),
            }
        })
    }

    fn get<T: FromStr>(&self, name: &str) -> Result<T, Refusal> {
        let value = self.query.get(name).ok_or_else(|| Refusal::missing(self.command, name))?;
        value.parse().ok_or_else(|| Refusal::invalid(self.command, name, value))
    }

    /// Takes a text that is not too long; an empty one is none. The server names it as its own field is named.
    fn short(&self, field: &str, text: Option<String>) -> Result<Option<String>, Refusal> {
        let text = text.filter(|text| !text.is_empty());
        if text.as_ref().is_some_and(|text| text.encode_utf16().count() > MAX_TEXT) {
            let reason = format!("Value greater than max allowed length {MAX_TEXT} for param: {field}");
            return Err(Refusal::unreadable(self.command, reason));
        }
        Ok(text)
    }

    /// Returns an integer, which has no white space around it; a blank one is 0, which as a page is the first.
    fn integer(&self, name: &str) -> Result<Option<i32>, Refusal> {
        let Some(given) = self.query.get(name).map(|value| value.to_cow()) else { return Ok(None) };
        let value = if given.trim_ascii().is_empty() { Ok(0) } else { given.parse() };
        value.map(Some).map_err(|_| Refusal::unfit(self.command, name, given))
    }

    /// Returns the number of all items, and the page of them that is asked for, as `BaseListCmd` does; a size of -1 asks
    /// for all.
    fn page<T>(&self, all: impl IntoIterator<Item = T>) -> Result<(u32, Vec<T>), Refusal> {
        let (page, size) = match (self.integer("page")?, self.integer("pagesize")?) {
            (None, None) => (1, PAGE_SIZE),
            (None, Some(-1)) => (1, usize::MAX),
            (Some(_), Some(-1)) => {
                let text = "Can't specify page parameter when pagesize is -1 (Unlimited)";
                return Err(Refusal::value(text));
            }
            (Some(page), Some(given)) => match usize::try_from(given) {
                Ok(size @ 1..=PAGE_SIZE) => (usize::try_from(page).unwrap_or(0), size),
                Err(_) | Ok(0) => return Err(Refusal::unfit(self.command, "pagesize", given)),
                Ok(_) => {
                    let text = "Page size can't exceed max allowed page size value:";
                    return Err(Refusal::value(format!("{text} {PAGE_SIZE}")));
                }
            },
            (None, Some(_)) => return Err(Refusal::missing_beside("page", "pagesize")),
            (Some(_), None) => return Err(Refusal::missing_beside("pagesize", "page")),
        };
        let all: Vec<T> = all.into_iter().collect();
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let skipped = page.saturating_sub(1).saturating_mul(size);
        Ok((count, all.into_iter().skip(skipped).take(size).collect()))
    }
}
