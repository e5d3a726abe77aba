//! Runs the simulated management server on its own, for clients of any kind to be tried against.

use std::io::{self, Write as _};
use std::num::{NonZeroU32, NonZeroUsize};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use clap::builder::NonEmptyStringValueParser;
use jiff::SignedDuration;
use simulator::{Server, Settings};

/// Simulate a CloudStack management server until Ctrl-C, with a line on standard error for each request.
#[derive(Parser)]
#[command(name = "simulator", version, after_help = AFTER)]
struct Args {
    /// The address to listen on; port 0 takes any free port.
    #[arg(long, value_name = "HOST:PORT", value_parser = parse_listen, default_value = "127.0.0.1:8080")]
    listen: String,
    /// The API key of the one user.
    #[arg(long, value_parser = NonEmptyStringValueParser::new(), default_value_t = Settings::default().key)]
    key: String,
    /// The user's secret.
    #[arg(long, value_parser = NonEmptyStringValueParser::new(), default_value_t = Settings::default().secret)]
    secret: String,
    /// Expect HMAC-SHA512 signatures instead of HMAC-SHA1.
    #[arg(long)]
    sha512: bool,
    /// How long a job runs, such as 500ms, 3s or 2m.
    #[arg(long, value_name = "TIME", value_parser = parse_time, default_value = "2s", allow_hyphen_values = true)]
    job_time: Duration,
    /// The share of jobs that fail, evenly spread: with 0.1, every tenth.
    #[arg(long, value_name = "SHARE", value_parser = parse_share, default_value = "0", allow_hyphen_values = true)]
    fail_share: f64,
    /// Let jobs fail with a fault and code 533, as servers since 3.0 do, instead of the guide's text and 551.
    #[arg(long)]
    fail_by_fault: bool,
    /// How long after its end a job is forgotten.
    #[arg(long, value_name = "TIME", value_parser = parse_time, default_value = "24h", allow_hyphen_values = true)]
    expire: Duration,
    /// Answer this many requests per second, and refuse the others with 429.
    #[arg(long, value_name = "REQUESTS")]
    rate_limit: Option<NonZeroU32>,
    /// How many jobs are remembered; the oldest finished ones are forgotten first.
    #[arg(long, value_name = "JOBS", default_value_t = default_max_jobs())]
    max_jobs: NonZeroUsize,
    /// Tell of no requests.
    #[arg(long)]
    quiet: bool,
}

const AFTER: &str = "\
Commands, by GET or POST and in XML or JSON:
  deployVirtualMachine startVirtualMachine stopVirtualMachine queryAsyncJobResult
  cancelAsyncJob listAsyncJobs listVirtualMachines listZones

A client to try it with:
  CLOUDSTACK_ENDPOINT=http://127.0.0.1:8080/client/api CLOUDSTACK_KEY=simulated-key \\
  CLOUDSTACK_SECRET=simulated-secret cargo run --release --example deploy";

fn parse_listen(address: &str) -> Result<String, &'static str> {
    let (host, port) = address.rsplit_once(':').unwrap_or_default();
    let is_right = !host.is_empty() && port.parse::<u16>().is_ok();
    is_right.then(|| address.into()).ok_or("an address is HOST:PORT, such as 127.0.0.1:8080")
}

fn parse_time(time: &str) -> Result<Duration, &'static str> {
    let time = time.parse::<SignedDuration>().ok().and_then(|time| time.try_into().ok());
    time.ok_or("a time has a unit of at most hours, and is not negative: 500ms, 3s or 2m, for example")
}

fn parse_share(share: &str) -> Result<f64, &'static str> {
    share.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or("a share is from 0 to 1")
}

fn default_max_jobs() -> NonZeroUsize {
    NonZeroUsize::new(Settings::default().max_jobs).unwrap_or(NonZeroUsize::MIN)
}

fn main() -> ExitCode {
    match serve(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "simulator: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn serve(args: Args) -> anyhow::Result<()> {
    let settings = Settings {
        key: args.key,
        secret: args.secret,
        sha512: args.sha512,
        job_time: args.job_time,
        fail_share: args.fail_share,
        fail_by_fault: args.fail_by_fault,
        expire: args.expire,
        rate_limit: args.rate_limit.map(NonZeroU32::get),
        max_jobs: args.max_jobs.get(),
        log: !args.quiet,
    };
    let server =
        Server::bind(&args.listen, settings).with_context(|| format!("cannot listen on {}", args.listen))?;
    writeln!(io::stdout(), "listening on {}", server.url())?;
    match server.run()? {}
}
