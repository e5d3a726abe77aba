//! The simulated server, as `examples/` has it.

use std::sync::Mutex;
use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{Command, Credentials, JobStatus, Response, Syntax};
use simulator::{PATH, Reply, Request, Settings, Simulator, serve_connection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

/// Checks what the simulated server makes of any bytes on a connection, and of any sequence of requests.
pub fn http(data: &[u8]) {
    connection(data);
    if let Ok(requests) = Vec::arbitrary_take_rest(Unstructured::new(data)) {
        session(requests);
    }
}

/// How much a connection holds; more is not sent, and no answer to an unsigned request is longer.
const ENOUGH: usize = 1 << 16;

fn connection(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(ENOUGH)];
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
    }
    let simulator = Mutex::new(Simulator::new(Settings::default()));
    let mut answer = Vec::new();
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let (mut client, server) = tokio::io::duplex(ENOUGH);
            client.write_all(bytes).await.unwrap();
            client.shutdown().await.unwrap();
            serve_connection(server, &simulator, || Duration::ZERO).await;
            client.read_to_end(&mut answer).await.unwrap();
        });
    });
    if !answer.is_empty() {
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)).unwrap();
        assert!(head.starts_with("HTTP/1.0 ") || head.starts_with("HTTP/1.1 "), "{head}");
        // No signature is right by chance.
        assert!(["400", "401", "404", "405", "413", "414", "431"].contains(&status), "{answer}");
        let is_page = head.contains("text/html");
        assert!(body.is_empty() || is_page || Response::parse(body.as_bytes()).is_ok(), "{answer}");
    }
}

#[derive(Arbitrary, Debug)]
struct Sent<'d> {
    /// Milliseconds since the request before.
    later: u16,
    what: What<'d>,
}

#[derive(Arbitrary, Debug)]
enum What<'d> {
    /// Anything without a signature that is right.
    Raw { post: bool, target: &'d str, query: &'d str, form: &'d [u8] },
    /// A signed command.
    Signed { command: u8, json: bool, post: bool, parameters: Vec<(u8, Value<'d>)> },
}

#[derive(Arbitrary, Debug)]
enum Value<'d> {
    Number(u8),
    Text(&'d str),
}

const COMMANDS: [&str; 9] = [
    "deployVirtualMachine",
    "queryAsyncJobResult",
    "listAsyncJobs",
    "cancelAsyncJob",
    "startVirtualMachine",
    "stopVirtualMachine",
    "listVirtualMachines",
    "listZones",
    "listNothing",
];

const PARAMETERS: [&str; 9] =
    ["jobid", "id", "page", "pagesize", "customjobid", "zoneid", "serviceofferingid", "templateid", "name"];

fn session(requests: Vec<Sent<'_>>) {
    let settings = Settings {
        job_time: Duration::from_millis(500),
        fail_share: 0.3,
        expire: Duration::from_secs(2),
        rate_limit: Some(20),
        max_jobs: 3,
        ..Settings::default()
    };
    let mut simulator = Simulator::new(settings.clone());
    let mut now = Duration::from_secs(1_900_000_000);
    for Sent { later, what } in requests {
        now += Duration::from_millis(later.into());
        match what {
            What::Raw { post, target, query, form } => {
                let before = jobs(&mut simulator.clone(), &settings, now);
                let method = if post { "POST" } else { "GET" };
                let with_path = format!("{PATH}?{query}");
                let target = if target.is_empty() { &with_path } else { target };
                let reply = simulator.answer(&Request { method, target, form }, now);
                is_answer(&reply);
                assert_ne!(reply.status, 200, "{target}");
                assert_eq!(jobs(&mut simulator.clone(), &settings, now), before, "{target} did something");
            }
            What::Signed { command, json, post, parameters } => {
                let name = COMMANDS[usize::from(command) % COMMANDS.len()];
                let syntax = if json { Syntax::Json } else { Syntax::Xml };
                let mut built = Command::new(String::new(), name).response(syntax);
                if command > 127 {
                    for name in ["zoneid", "serviceofferingid", "templateid"] {
                        built = built.param(name, 1);
                    }
                }
                for (name, value) in parameters {
                    let name = PARAMETERS[usize::from(name) % PARAMETERS.len()];
                    built = match value {
                        Value::Number(number) => built.param(name, number),
                        Value::Text(text) => built.param(name, text),
                    };
                }
                let who = Credentials::new(&settings.key, &settings.secret);
                let Ok(query) = built.sign(&who) else { continue };
                let get = format!("{PATH}?{query}");
                let request = if post {
                    Request { method: "POST", target: PATH, form: query.as_bytes() }
                } else {
                    Request { method: "GET", target: &get, form: b"" }
                };
                let reply = simulator.answer(&request, now);
                is_answer(&reply);
                let body = Response::parse(reply.body.as_bytes()).unwrap();
                assert_eq!(body.syntax(), syntax);
                assert_eq!(reply.status == 401, name == "listNothing");
            }
        }
    }
}

/// Checks that a reply reads, and that its status is the code of its fault.
fn is_answer(reply: &Reply) {
    if reply.content_type.starts_with("text/html") {
        assert!(matches!(reply.status, 400 | 404 | 405), "{reply:?}");
        return;
    }
    let body = Response::parse(reply.body.as_bytes()).unwrap();
    let code = body.fault().and_then(|fault| fault.code).map(|code| code.0);
    assert_eq!(code, (reply.status != 200).then_some(reply.status.into()), "{reply:?}");
    if body.syntax() == Syntax::Json {
        assert!(serde_json::from_str::<serde_json::Value>(&reply.body).is_ok(), "{reply:?}");
    }
}

/// The jobs that the server knows, by a request that is not limited.
fn jobs(simulator: &mut Simulator, settings: &Settings, now: Duration) -> Vec<(String, JobStatus)> {
    let who = Credentials::new(&settings.key, &settings.secret);
    let query = Command::new(String::new(), "listAsyncJobs").sign(&who).unwrap();
    let request = Request { method: "GET", target: &format!("{PATH}?{query}"), form: b"" };
    let reply = simulator.answer(&request, now);
    let body = Response::parse(reply.body.as_bytes()).unwrap();
    body.jobs().map_or_else(Vec::new, |jobs| {
        jobs.map(|job| (job.job_id().unwrap().to_string(), job.status())).collect()
    })
}
