//! Deploys a virtual machine and waits until it runs: how a program uses `cloudstack-codec`.
//!
//! The library builds and signs the commands, says how and when to send them, and reads the answers. This program
//! adds what a library without sockets leaves to its user: HTTP, a clock, and the patience to sleep.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, thread};

use anyhow::{Context as _, anyhow, bail};
use clap::Parser;
use cloudstack_codec::model::{Nic, VirtualMachine};
use cloudstack_codec::{
    Command, Credentials, End, Endpoint, JobReport, JobResult, JobState, Method, Pace, Poller, Query,
    Request, ResourceId, Response, Step, Syntax, Text,
};
use indicatif::ProgressBar;
use simulator::{Server, Settings};
use ureq::Proxy;
use ureq::tls::{RootCerts, TlsConfig};

/// Deploy a virtual machine on CloudStack and wait until it runs.
#[derive(Parser)]
#[command(name = "deploy", version, after_help = ENVIRONMENT)]
struct Args {
    /// The syntax in which the server answers, xml or json.
    #[arg(long, default_value_t = Syntax::Xml)]
    syntax: Syntax,
    /// The zone to deploy in.
    #[arg(long, value_name = "ID", default_value = "1")]
    zone: ResourceId,
    /// The service offering: how large the machine is.
    #[arg(long, value_name = "ID", default_value = "1")]
    service_offering: ResourceId,
    /// The disk offering: how large its data disk is.
    #[arg(long, value_name = "ID", default_value = "1")]
    disk_offering: ResourceId,
    /// The template that the machine is made from.
    #[arg(long, value_name = "ID", default_value = "1")]
    template: ResourceId,
    /// One more parameter of the command, such as networkids=42, but none that it has already; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_param)]
    param: Vec<(String, String)>,
    /// The longest time to wait for the job, in seconds.
    #[arg(long, value_name = "SECONDS", default_value = "3600")]
    timeout: u64,
    /// Let the simulated server run out of capacity, so that the job fails.
    #[arg(long)]
    fail: bool,
    /// Cancel the job once it is submitted.
    #[arg(long)]
    cancel: bool,
}

const ENVIRONMENT: &str = "\
Environment:
  CLOUDSTACK_ENDPOINT  The server: http://HOST:8080/client/api for instance, or https://...
  CLOUDSTACK_KEY       The API key of the user who deploys
  CLOUDSTACK_SECRET    The user's secret
  SSL_CERT_FILE        On Linux, certificates to trust instead of the system's

Without the first three the server is a simulated one, started on a free port for this one deployment.";

fn parse_param(param: &str) -> Result<(String, String), &'static str> {
    let (name, value) = param.split_once('=').ok_or("a parameter is NAME=VALUE")?;
    Ok((name.into(), value.into()))
}

fn main() -> ExitCode {
    match deploy(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // If even standard error is closed, the status says enough.
            let _ = writeln!(io::stderr(), "deploy: {}", printable(format_args!("{error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn deploy(args: &Args) -> anyhow::Result<()> {
    let (label, [url, key, secret]) = match server_of_environment()? {
        Some(_) if args.fail => {
            bail!("--fail is for the simulated server, but the environment names a real one")
        }
        Some(server) => ("server", server),
        None => ("simulated", simulated_server(args.fail)?),
    };
    // The URL is not shown where it is wrong: it may have a password in it.
    let endpoint = Endpoint::parse(url).context("cannot use CLOUDSTACK_ENDPOINT")?;
    let client = Client {
        http: http(endpoint.host()),
        endpoint,
        credentials: Credentials::new(key, &secret),
        syntax: args.syntax,
    };
    // A pace is checked before anything is sent: more often at first than by default, and no longer than asked for.
    let pace = Pace::DEFAULT.first(Duration::from_millis(400)).deadline(Duration::from_secs(args.timeout));
    let pace = pace.check().with_context(|| format!("cannot wait for {} s", args.timeout))?;
    say(label, &client.endpoint)?;

    // Submit: the server answers at once, with the ids of a job and of the machine that is to be.
    let mut command = Command::new(String::new(), "deployVirtualMachine")
        .param("zoneId", args.zone)
        .param("serviceOfferingId", args.service_offering)
        .param("diskOfferingId", args.disk_offering)
        .param("templateId", args.template);
    for (name, value) in &args.param {
        command = command.param(name, value);
        // Signed on trial, so that it can be said which of the arguments is wrong.
        client.sign(command.clone()).with_context(|| format!("cannot send --param {name}"))?;
    }
    let answer = client.send(command)?;
    let submitted =
        answer.read()?.submitted().with_context(|| format!("HTTP {}, without a job", answer.status))?;
    let job = submitted.job_id().with_context(|| format!("the job has the id {:?}", submitted.job_id))?;
    let machine = submitted.id.unwrap_or(Text::plain("without an id"));
    say("submitted", format_args!("job {job}, virtual machine {machine}"))?;

    if args.cancel {
        let answer = client.send(Command::new(String::new(), "cancelAsyncJob").param("jobId", job));
        let cancelled = answer.and_then(|answer| answer.read().map(drop));
        cancelled.with_context(|| format!("job {job} may still be running, but cannot be cancelled"))?;
        say("cancelled", format_args!("job {job}"))?;
    }

    // Wait: the poller says when to ask and when to stop, and is told what each poll brought. It reads no clock, and
    // takes any that does not go back: here the time since the job was submitted.
    let start = Instant::now();
    let mut poller = Poller::new(job, pace, start.elapsed())?;
    let mut last = Err(anyhow!("not asked yet"));
    let mut news = String::new();
    let spinner = ProgressBar::new_spinner().with_message(format!("waiting for job {job}"));
    spinner.enable_steady_tick(Duration::from_millis(100));
    let end = loop {
        match poller.step(start.elapsed()) {
            Step::Wait(rest) => thread::sleep(rest),
            Step::Ask => {
                last = client.send(Command::new(String::new(), "queryAsyncJobResult").param("jobId", job));
                match &last {
                    Ok(answer) => poller.heard(start.elapsed(), Response::parse(&answer.body)),
                    Err(_) => poller.missed(start.elapsed()),
                }
                news = tell(&last);
                spinner.suspend(|| say(&format!("poll {}", poller.polls()), &news))?;
            }
            Step::Done(end) => break end,
        }
    };
    spinner.finish_and_clear();

    let (polls, seconds) = (poller.polls(), poller.elapsed().as_secs_f32());
    match end {
        End::Succeeded => say("succeeded", format_args!("asked {polls} times in {seconds:.1} s"))?,
        End::Failed | End::Cancelled => bail!("job {job} {news}"),
        End::Unknown(_) => bail!("job {job} {end}"),
        // The other ends say nothing about the job itself.
        End::PollRefused(_) => bail!("job {job} may still be running, but cannot be polled: {news}"),
        End::PollsExhausted => {
            bail!("job {job} may still be running, but the last polls were in vain: {news}")
        }
        End::DeadlineExceeded => bail!("job {job} was not done after {seconds:.1} s: {news}"),
    }

    // The result stands in the last body. That of another command may be something other than an object.
    let last = last?;
    if let JobResult::Object(object) = last.job()?.result() {
        // Texts are borrowed from the body, or from here where something in them is escaped.
        let mut scratch = vec![0; last.body.len()];
        let vm: VirtualMachine<'_, Vec<Nic<'_>>> = object.deserialize_in(&mut scratch)?;
        let members = [
            ("id", vm.id),
            ("name", vm.name),
            ("state", vm.state),
            ("zone", vm.zone_name),
            ("template", vm.template_name),
        ];
        let addresses = vm.nic.iter().map(|nic| ("address", nic.ip_address));
        for (label, text) in members.into_iter().chain(addresses) {
            say(label, text.unwrap_or("-"))?;
        }
    }
    Ok(())
}

/// Puts a poll into words.
fn tell(poll: &anyhow::Result<Answer>) -> String {
    let job = match poll {
        Ok(answer) => answer.job(),
        Err(error) => return format!("missed: {error:#}"),
    };
    match job.map(|job| job.state()) {
        Ok(JobState::Pending { progress: Some(progress) }) => format!("pending, progress {progress}"),
        Ok(JobState::Failed(fault)) => format!("failed: {fault}"),
        Ok(JobState::Cancelled(fault)) => format!("was cancelled: {fault}"),
        Ok(state) => state.status().to_string(),
        Err(error) => format!("{error:#}"),
    }
}

/// Prints a line; unlike `println!`, without a panic if nobody reads it.
fn say(label: &str, text: impl Display) -> io::Result<()> {
    writeln!(io::stdout(), "{label:<10} {}", printable(text))
}

/// What a server says, without the control characters by which it could command a terminal.
fn printable(text: impl Display) -> String {
    text.to_string().chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A server, and who asks it.
struct Client {
    endpoint: Endpoint<String>,
    credentials: Credentials<String>,
    syntax: Syntax,
    http: ureq::Agent,
}

impl Client {
    /// Signs a command, with the parameters that all have.
    fn sign(&self, command: Command<String>) -> anyhow::Result<String> {
        // Whoever gets hold of a signed request can send it again, but not for long.
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let expires = i64::try_from(now.saturating_add(600))?;
        let signed = command.response(self.syntax).expires(expires).sign(&self.credentials);
        signed.map_err(|error| error.kind().into())
    }

    /// Signs a command, sends it, and takes what comes back.
    fn send(&self, command: Command<String>) -> anyhow::Result<Answer> {
        let query = self.sign(command)?;
        let Self { endpoint, http, .. } = self;
        let request = endpoint.request(Query::parse(&query)?);
        let url = request.url().to_string();
        let response = match request.method() {
            Method::Get => http.get(url).call(),
            Method::Post => http.post(url).content_type(Request::CONTENT_TYPE).send(request.body()),
        };
        let mut response = response.with_context(|| format!("cannot ask {}", endpoint.authority()))?;
        let body = response.body_mut().with_config().limit(MAX_BODY).read_to_vec();
        Ok(Answer {
            status: response.status().as_u16(),
            body: body.context("the answer cannot be received")?,
        })
    }
}

/// The longest answer that is read, in bytes.
const MAX_BODY: u64 = 16 << 20;

/// What came back.
struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Answer {
    /// Reads the body; that the server says no is an error here.
    fn read(&self) -> anyhow::Result<Response<'_>> {
        let response = Response::parse(&self.body).with_context(|| format!("HTTP {}", self.status))?;
        response.or_fault().map_err(|fault| anyhow!("the server refuses: {fault}"))
    }

    fn job(&self) -> anyhow::Result<JobReport<'_>> {
        self.read()?.job().with_context(|| format!("HTTP {}, without a job", self.status))
    }
}

fn http(host: &str) -> ureq::Agent {
    // A server on this machine is out of every proxy's reach.
    let is_here = host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = ureq::Agent::config_builder()
        // A refusal has a status of 400 or more, and says why in its body.
        .http_status_as_error(false)
        // What is signed is for this server alone.
        .max_redirects(0)
        .proxy(if is_here { None } else { Proxy::try_from_env() })
        .timeout_global(Some(Duration::from_secs(30)))
        .tls_config(tls);
    config.build().into()
}

/// Looks for the URL, the key and the secret of a server.
fn server_of_environment() -> anyhow::Result<Option<[String; 3]>> {
    let names = ["CLOUDSTACK_ENDPOINT", "CLOUDSTACK_KEY", "CLOUDSTACK_SECRET"];
    // What is not UTF-8 is set too: the server will say that it is wrong.
    let value = |name| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    match names.map(|name| value(name).filter(|value| !value.is_empty())) {
        [Some(url), Some(key), Some(secret)] => Ok(Some([url, key, secret])),
        [None, None, None] => Ok(None),
        _ => bail!("of {} some are set and some are not: set all of them, or none", names.join(", ")),
    }
}

/// Starts a server on a free port, in a thread that ends with the program.
fn simulated_server(fail: bool) -> anyhow::Result<[String; 3]> {
    let settings = Settings { fail_share: if fail { 1.0 } else { 0.0 }, ..Settings::default() };
    let (key, secret) = (settings.key.clone(), settings.secret.clone());
    let server = Server::bind("127.0.0.1:0", settings).context("cannot start the simulated server")?;
    let url = server.url();
    thread::spawn(|| server.run());
    Ok([url, key, secret])
}
