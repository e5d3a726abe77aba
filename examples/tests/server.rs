//! The simulated server over sockets: what is no request gets an answer or a closed connection, and the next client
//! is served as if nothing had been.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use cloudstack_codec::{Command, Credentials, HmacSha512, Request};
use simulator::{Server, Settings};

use self::program::program;

#[path = "common/program.rs"]
mod program;

fn start() -> String {
    let server = Server::bind("127.0.0.1:0", Settings::default()).unwrap();
    let address = server.url().split('/').nth(2).unwrap().to_owned();
    thread::spawn(|| server.run());
    address
}

/// Sends bytes, as many as the server takes, and returns what comes back.
fn send(address: &str, pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
    let _ = pieces.into_iter().try_for_each(|piece| stream.write_all(piece.as_ref()));
    let _ = stream.shutdown(Shutdown::Write);
    // A connection that is reset has perhaps brought something before.
    let mut answer = Vec::new();
    let _ = stream.take(1 << 16).read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn list_zones(address: &str) -> String {
    let Settings { key, secret, .. } = Settings::default();
    let query = Command::new(String::new(), "listZones").sign(&Credentials::new(&key, &secret)).unwrap();
    send(address, [format!("GET /client/api?{query} HTTP/1.1\r\nHost: x\r\n\r\n")])
}

#[test]
fn what_is_no_request_harms_nobody() {
    let address = &start();
    let get = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes();
    let post = |headers: &str, body: &[u8]| {
        let head = format!("POST /client/api HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n");
        [head.as_bytes(), body].concat()
    };
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let length = |length: usize| format!("{form}Content-Length: {length}");
    let parameters: String = (0..10_000).map(|i| format!("p{i}={i}&")).collect();
    let unsigned = "command=listZones&";
    let rows = [
        ("half a request", b"GET /client/api?comm".to_vec(), ""),
        ("nothing", Vec::new(), ""),
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(), "400"),
        ("another path", get("/"), "404"),
        ("another method", b"PATCH /client/api HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), "405"),
        ("a malformed escape", get("/client/api?a=%zz"), "400"),
        ("a control character", get("/client/api?a=\u{1}"), "400"),
        ("an escaped one", get("/client/api?command=%01"), "401"),
        ("escaped bytes that are not UTF-8", get("/client/api?command=%ff%fe"), "401"),
        ("bytes that are not UTF-8", b"GET /client/api?a=\xff HTTP/1.1\r\n\r\n".to_vec(), "400"),
        ("a long target", get(&format!("/client/api?{parameters}")), "4"),
        ("many headers", get(&"x: y\r\n".repeat(1000)), "4"),
        ("half a body", post(&length(100), b"command="), "400"),
        ("a form that is not UTF-8", post(&length(1), b"\xff"), "400"),
        ("a form without a type", post("Content-Length: 17", b"command=listZones"), "401"),
        ("many parameters", post(&length(parameters.len()), parameters.as_bytes()), "401"),
        (
            "many parameters of a command",
            post(&length(parameters.len() + unsigned.len()), (unsigned.to_owned() + &parameters).as_bytes()),
            "4",
        ),
        ("a length that is none", post("Content-Length: -1", b""), "400"),
        ("chunks that are none", post("Transfer-Encoding: chunked", b"zz\r\n"), "400"),
    ];
    for (name, bytes, status) in rows {
        let answer = send(address, [bytes]);
        if status.is_empty() {
            assert_eq!(answer, "", "{name}");
        } else {
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{name}: {answer:?}");
        }
        assert!(list_zones(address).starts_with("HTTP/1.1 200 OK"), "{name}");
    }
}

#[test]
fn a_method_that_is_refused_is_told_the_others() {
    let answer = send(&start(), ["PATCH /client/api HTTP/1.1\r\nHost: x\r\n\r\n"]);
    assert!(answer.contains("\r\nallow: GET, POST\r\n"), "{answer}");
}

#[test]
fn a_form_is_read_with_and_without_a_charset() {
    let address = &start();
    let Settings { key, secret, .. } = Settings::default();
    let query = Command::new(String::new(), "listZones").sign(&Credentials::new(&key, &secret)).unwrap();
    for (kind, status) in [
        (Request::CONTENT_TYPE, "200"),
        ("application/x-www-form-urlencoded", "200"),
        ("Application/X-WWW-Form-URLEncoded;charset=utf-8", "200"),
        ("text/plain", "401"),
    ] {
        let head = format!(
            "POST /client/api HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            query.len()
        );
        let answer = send(address, [head + &query]);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{kind}: {answer:?}");
    }
}

#[test]
fn what_has_no_end_is_not_read_to_its_end() {
    let address = &start();
    // 10 MB.
    let piece = [b'a'; 10_000];
    let endless = |head: &'static str| {
        [head.as_bytes()]
            .into_iter()
            .chain((0..1000).map(|_| &piece[..]))
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
    };
    for (head, status) in [
        ("", "431"),
        ("GET /client/api?", "431"),
        ("GET /client/api HTTP/1.1\r\nX: ", "431"),
        ("POST /client/api HTTP/1.1\r\nContent-Length: 10000000\r\n\r\n", "413"),
        ("POST /client/api HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n989680\r\n", "413"),
    ] {
        let answer = send(address, endless(head));
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}: {answer:?}");
        assert!(list_zones(address).starts_with("HTTP/1.1 200 OK"), "{head}");
    }
}

#[test]
fn many_clients_are_served_at_once() {
    let address = &start();
    // Those who say nothing keep none of the others waiting.
    let silent: Vec<_> = (0..400).map(|_| TcpStream::connect(address).unwrap()).collect();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| assert!(list_zones(address).starts_with("HTTP/1.1 200 OK")));
        }
    });
    drop(silent);
}

/// The program, with the settings of its command line; it is stopped in the end.
#[test]
fn the_program_serves_as_it_is_told() {
    let log = serve(&[]);
    let lines = [
        "GET stopVirtualMachine 200\n",
        "GET queryAsyncJobResult 200\n",
        "GET stopVirtualMachine 530 Can not accept new async jobs: too many of them are running\n",
        "no request: invalid HTTP version parsed\n",
        "PATCH - 405 there are only GET and POST\n",
    ];
    assert!(log.starts_with(&lines.concat()), "{log}");
    assert_eq!(serve(&["--quiet"]), "");
}

/// Starts the program, tries its settings, and returns its log.
fn serve(quiet: &[&str]) -> String {
    let args = ["--listen", "127.0.0.1:0", "--key", "k", "--secret", "s", "--sha512"];
    let more = ["--job-time", "1h", "--rate-limit", "3", "--max-jobs", "1"];
    let mut server = program("simulator");
    server.args(args).args(more).args(quiet).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut server = server.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on http://").unwrap();
    let address = address.strip_suffix("/client/api").unwrap();
    let ask = |command: Command<String>| {
        let query = command.sign(&Credentials::<_, HmacSha512>::with_mac("k", "s")).unwrap();
        send(address, [format!("GET /client/api?{query} HTTP/1.1\r\nHost: x\r\n\r\n")])
    };
    let stop = || Command::new(String::new(), "stopVirtualMachine").param("id", 450);
    let poll = || Command::new(String::new(), "queryAsyncJobResult").param("jobid", 1);
    let [begun, running, full] = [stop(), poll(), stop()].map(ask);
    send(address, ["GET / HTTP/7\r\n\r\n"]);
    send(address, ["PATCH /client/api HTTP/1.1\r\nHost: x\r\n\r\n"]);
    // Four within a second are too many; on a busy machine they may take longer.
    let is_limited = (0..100).any(|_| ask(poll()).contains("please retry after"));
    server.kill().unwrap();
    let log = server.wait_with_output().unwrap().stderr;
    assert!(begun.contains("<jobid>1</jobid>"), "{begun}");
    assert!(running.contains("<jobstatus>0</jobstatus>"), "{running}");
    assert!(full.contains("too many of them are running"), "{full}");
    assert!(is_limited);
    String::from_utf8(log).unwrap()
}

#[test]
fn the_program_refuses_what_is_no_setting() {
    for (args, said) in [
        (["--job-time", "3"], "'--job-time <TIME>': a time has a unit of at most hours"),
        (["--job-time", "1d"], "a unit of at most hours, and is not negative: 500ms, 3s or 2m, for example"),
        (["--job-time", "-5s"], "'--job-time <TIME>': a time has a unit"),
        (["--expire", "soon"], "'--expire <TIME>': a time has a unit"),
        (["--listen", ":8080"], "'--listen <HOST:PORT>': an address is HOST:PORT, such as 127.0.0.1:8080"),
        (["--listen", "0"], "'--listen <HOST:PORT>': an address is HOST:PORT"),
        (["--listen", "localhost:99999"], "'--listen <HOST:PORT>': an address is HOST:PORT"),
        (["--rate-limit", "0"], "'--rate-limit <REQUESTS>': number would be zero"),
        (["--max-jobs", "0"], "'--max-jobs <JOBS>': number would be zero"),
        (["--key", ""], "a value is required for '--key <KEY>'"),
        (["--secret", ""], "a value is required for '--secret <SECRET>'"),
        (["--fail-share", "1.1"], "a share is from 0 to 1"),
        (["--fail-share", "-1"], "a share is from 0 to 1"),
        (["--fail-share", "NaN"], "a share is from 0 to 1"),
        // What is taken does not get any further.
        (["--listen", "nowhere:0"], "simulator: cannot listen on nowhere:0: "),
    ] {
        let output = program("simulator").args(args).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && stderr.contains(said), "{args:?}: {stderr}");
    }
}
