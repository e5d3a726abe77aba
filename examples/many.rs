//! Deploys many virtual machines and waits for all of them at once: how a program asks for many jobs with one list.
//!
//! `wait_for_all` and `list_jobs` are what a program of your own would copy. The rest stands in for what it has: the
//! server is simulated in this process, and the client's clock moves only when the client sleeps or waits for an
//! answer, so that minutes pass in no time.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Parser;
use cloudstack_codec::{
    Command, Credentials, End, ErrorCode, Heard, JobId, JobResult, JobState, JobStatus, Kind, Pace, Poller,
    Response, Retry, Step, Syntax,
};
use simulator::{PATH, Request, Settings, Simulator};

/// Deploy virtual machines on a simulated CloudStack and wait for all of them at once.
#[derive(Parser)]
#[command(name = "many", version)]
struct Args {
    /// How many virtual machines to deploy.
    #[arg(long, value_name = "MACHINES", default_value = "5")]
    count: u32,
    /// The share of jobs that fail, evenly spread: with 0.1, every tenth.
    #[arg(long, value_name = "SHARE", default_value = "0")]
    fail_share: f64,
    /// How many jobs are on a page of the list; the server refuses more than 500.
    #[arg(long, value_name = "JOBS", default_value = "500", value_parser = clap::value_parser!(u32).range(1..))]
    page_size: u32,
    /// Let the server answer this many requests per second, and refuse the others with 429.
    #[arg(long, value_name = "REQUESTS")]
    rate_limit: Option<NonZeroU32>,
    /// The syntax in which the server answers, xml or json.
    #[arg(long, default_value_t = Syntax::Xml)]
    syntax: Syntax,
}

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    let mut client = Client::new(&args);
    let mut pollers = Vec::new();
    for _ in 0..args.count {
        pollers.push(submit(&mut client)?);
    }
    let submitted = client.requests;
    let answers = wait_for_all(&mut client, &mut pollers, args.page_size);

    let mut out = io::stdout().lock();
    for poller in &pollers {
        let job = poller.job_id();
        let machine = poller.resource_id().context("a machine without an id")?;
        let end = poller.end().context("the wait is not over")?;
        let text = answers.get(&job).map_or_else(String::new, |body| tell(body));
        writeln!(out, "job {job} of machine {machine} {end}: {text}")?;
    }
    let requests = client.requests.saturating_sub(submitted);
    let alone: u32 = pollers.iter().map(Poller::polls).sum();
    writeln!(out, "{requests} requests; polled alone as often, the jobs would take {alone}")?;
    let is_good = pollers.iter().all(|poller| poller.end() == Some(End::Succeeded));
    Ok(if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Submits a deployment, and begins to wait for its job.
fn submit(client: &mut Client) -> anyhow::Result<Poller> {
    loop {
        let command = Command::new(String::new(), "deployVirtualMachine")
            .param("zoneId", 1)
            .param("serviceOfferingId", 1)
            .param("templateId", 1);
        let body = client.send(command)?;
        match Response::parse(&body)?.or_fault() {
            Ok(response) => {
                let submitted = response.submitted().context("an answer without a job")?;
                let poller = Poller::new(submitted.job_id()?, Pace::DEFAULT, client.now())?;
                return Ok(poller.resource(submitted.resource_id()));
            }
            // Nothing was done, so that it can be sent again.
            Err(fault) if fault.code == Some(ErrorCode::API_LIMIT_EXCEED) => {
                client.sleep(fault.retry_after().unwrap_or(Duration::from_secs(1)));
            }
            Err(fault) => bail!("the server refuses: {fault}"),
        }
    }
}

/// Waits until all waits are over, and returns the last answer that came to a poll of each job.
fn wait_for_all(client: &mut Client, pollers: &mut [Poller], page_size: u32) -> BTreeMap<JobId, Vec<u8>> {
    let mut answers = BTreeMap::new();
    let mut can_list = true;
    while let Some(rest) = pollers.iter().filter_map(|poller| rest(poller.step(client.now()))).min() {
        client.sleep(rest);
        let list = can_list.then(|| list_jobs(client, page_size));
        // Answers take time, but until the end of the round `now` stays, so that no job is asked for twice.
        let now = client.now();
        let is_asking = |poller: &&mut Poller| poller.step(now) == Step::Ask;
        match list {
            // Even a poller that rests is told, so that it will ask together with the others.
            Some(Ok(running)) => {
                for poller in &mut *pollers {
                    if let Some(&report) = running.get(&poller.job_id()) {
                        poller.heard(now, report);
                    }
                }
            }
            // The list would be refused again, which says nothing of the jobs: each is polled alone.
            Some(Err(Heard::Fault { code: Some(code), .. })) if code.retry() != Retry::Later => {
                can_list = false
            }
            // A 429 asks for patience; any other fault that passes, or no answer, is a miss.
            Some(Err(why)) => pollers.iter_mut().filter(is_asking).for_each(|poller| poller.heard(now, why)),
            None => {}
        }
        // A job that was not on the list has most likely ended: only a poll tells how.
        for poller in pollers.iter_mut().filter(is_asking) {
            let job = poller.job_id();
            match client.send(Command::new(String::new(), "queryAsyncJobResult").param("jobId", job)) {
                Ok(body) => {
                    poller.heard(client.now(), Response::parse(&body));
                    answers.insert(job, body);
                }
                Err(_) => poller.missed(client.now()),
            }
        }
    }
    answers
}

/// How long a poller would sleep, if its wait is not over.
fn rest(step: Step) -> Option<Duration> {
    match step {
        Step::Ask => Some(Duration::ZERO),
        Step::Wait(rest) => Some(rest),
        Step::Done(_) => None,
    }
}

/// Reads all pages of the list of jobs, and returns those that run, or what to tell the pollers that have asked.
fn list_jobs(client: &mut Client, page_size: u32) -> Result<BTreeMap<JobId, Heard>, Heard> {
    let mut running = BTreeMap::new();
    for page in 1_u32.. {
        let list =
            Command::new(String::new(), "listAsyncJobs").param("page", page).param("pagesize", page_size);
        let body = client.send(list).map_err(|_| Heard::Nothing)?;
        let response = Response::parse(&body).map_err(|_| Heard::Nothing)?;
        let jobs = match response.kind() {
            Kind::Jobs(jobs) => jobs,
            Kind::Fault(fault) => return Err(fault.into()),
            _ => return Err(Heard::Nothing),
        };
        // Older servers list jobs that are done, too: they are left out, so that their last answer is that to a poll.
        for job in jobs.filter(|job| job.status() == JobStatus::Pending) {
            if let Some(id) = job.job_id().and_then(|id| id.parse()) {
                running.insert(id, job.into());
            }
        }
        // The count is that of all pages; an empty list has none.
        if page.saturating_mul(page_size) >= response.count().unwrap_or(0) {
            break;
        }
    }
    Ok(running)
}

/// Puts the last answer into words: the name of the machine, or why there is none.
fn tell(body: &[u8]) -> String {
    match Response::parse(body).map(|response| response.kind()) {
        Ok(Kind::Job(job)) => match job.state() {
            JobState::Succeeded(JobResult::Object(vm)) => vm.text_of("name").unwrap_or_default().to_string(),
            JobState::Failed(fault) | JobState::Cancelled(fault) => fault.to_string(),
            state => state.status().to_string(),
        },
        Ok(Kind::Fault(fault)) => fault.to_string(),
        Ok(_) => "no report of a job".into(),
        Err(error) => error.to_string(),
    }
}

/// The simulated server, and who asks it.
struct Client {
    simulator: Simulator,
    credentials: Credentials<String>,
    syntax: Syntax,
    now: Duration,
    requests: u32,
}

impl Client {
    fn new(args: &Args) -> Self {
        let settings = Settings {
            job_time: Duration::from_secs(60),
            fail_share: args.fail_share,
            rate_limit: args.rate_limit.map(NonZeroU32::get),
            ..Settings::default()
        };
        Self {
            credentials: Credentials::new(settings.key.clone(), &settings.secret),
            simulator: Simulator::new(settings),
            syntax: args.syntax,
            now: Duration::ZERO,
            requests: 0,
        }
    }

    fn now(&self) -> Duration {
        self.now
    }

    fn sleep(&mut self, rest: Duration) {
        self.now = self.now.saturating_add(rest);
    }

    /// Signs a command, sends it, and takes what comes back a tenth of a second later.
    fn send(&mut self, command: Command<String>) -> anyhow::Result<Vec<u8>> {
        // Whoever gets hold of a signed request can send it again, but not for long.
        let expires = i64::try_from(self.now.as_secs().saturating_add(600))?;
        let query = command.response(self.syntax).expires(expires).sign(&self.credentials)?;
        let target = format!("{PATH}?{query}");
        let reply = self.simulator.answer(&Request { method: "GET", target: &target, form: b"" }, self.now);
        self.requests = self.requests.saturating_add(1);
        self.sleep(Duration::from_millis(100));
        Ok(reply.body.into_bytes())
    }
}
