//! The simulated server, as `examples/` has it.

use std::sync::Mutex;
use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{Command, Credentials, JobStatus, MAX_HEAD, Query, Response, Syntax};
use simulator::{PATH, Reply, Request, Settings, Simulator, serve_connection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

use crate::query::text;
use crate::signed::url_encoded;

/// Checks what the simulated server makes of any bytes on a connection, and of any sequence of requests.
pub fn http(data: &[u8]) {
    if data.first().is_none_or(u8::is_ascii) {
        connection(data);
    } else {
        request(data);
    }
    if let Ok(requests) = Vec::arbitrary_take_rest(Unstructured::new(data)) {
        session(requests);
    }
}

/// How much a connection holds; more is not sent, and no answer to an unsigned request is longer.
const ENOUGH: usize = 1 << 16;

/// Checks what is said to any bytes.
fn connection(bytes: &[u8]) {
    let (status, answer) = exchange(&bytes[..bytes.len().min(ENOUGH)]);
    // No signature is right by chance.
    assert!(matches!(status, 0 | 400 | 401 | 404 | 405 | 413 | 414 | 431), "{answer}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let is_page = head.contains("text/html");
    assert!(body.is_empty() || is_page || Response::parse(body.as_bytes()).is_ok(), "{answer}");
}

/// Checks that a query with a right head before it is answered as it is without HTTP, with a signature and without one.
fn request(data: &[u8]) {
    // The lowest bits say how the query is damaged.
    let choices = data[0] >> 2;
    let settings = Settings::default();
    let who = Credentials::new(&settings.key, &settings.secret);
    let mut query = String::from_utf8_lossy(&text(data)).into_owned();
    if choices & 1 == 0 {
        query += &format!("&apiKey={}", settings.key);
        if let Ok(Ok(signature)) = Query::parse(&query).map(|query| who.sign(query)) {
            query += &format!("&signature={}", url_encoded(signature.as_ref()));
        }
    }
    // What a URL cannot hold is sent as a form.
    let is_target = |b: u8| b.is_ascii_graphic() && !b"\"#<>".contains(&b);
    let is_form = choices & 2 == 0 || query.len() > MAX_HEAD / 2 || !query.bytes().all(is_target);
    let (method, target, form) =
        if is_form { ("POST", PATH.into(), &*query) } else { ("GET", format!("{PATH}?{query}"), "") };
    let mut sent = format!("{method} {target} HTTP/1.{}\r\n", choices >> 2 & 1);
    sent += "Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    if choices & 12 == 12 {
        sent += "Transfer-Encoding: chunked\r\n\r\n";
        let (some, rest) = form.split_at(form.floor_char_boundary(usize::from(choices)));
        for chunk in [some, rest].into_iter().filter(|chunk| !chunk.is_empty()) {
            sent += &format!("{:x}\r\n{chunk}\r\n", chunk.len());
        }
        sent += "0\r\n\r\n";
    } else {
        sent += &format!("Content-Length: {}\r\n\r\n{form}", form.len());
    }
    let reply = Simulator::new(settings)
        .answer(&Request { method, target: &target, form: form.as_bytes() }, Duration::ZERO);
    is_answer(&reply);
    let (status, answer) = exchange(sent.as_bytes());
    assert_eq!((status, answer.split_once("\r\n\r\n").unwrap().1), (reply.status, &*reply.body), "{sent}");
}

/// Sends all of a connection, and gives the status and all of the answer; both are nothing where there is none.
fn exchange(bytes: &[u8]) -> (u16, String) {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
    }
    let simulator = Mutex::new(Simulator::new(Settings::default()));
    let mut answer = Vec::new();
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let (mut client, server) = tokio::io::duplex(ENOUGH.max(bytes.len()));
            client.write_all(bytes).await.unwrap();
            client.shutdown().await.unwrap();
            serve_connection(server, &simulator, || Duration::ZERO).await;
            client.read_to_end(&mut answer).await.unwrap();
        });
    });
    if answer.is_empty() {
        return Default::default();
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.0 ") || answer.starts_with("HTTP/1.1 "), "{answer}");
    assert!(answer.contains("\r\n\r\n"), "{answer}");
    (answer[9..12].parse().unwrap(), answer)
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
                        // Machines are numbered from 450.
                        Value::Number(number) if name == "id" => built.param(name, 450 + u32::from(number)),
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
