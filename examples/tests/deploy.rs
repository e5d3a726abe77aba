//! The program `deploy`, run as a user runs it: against its simulated server, and against servers that fail it.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use simulator::{Server, Settings};

use self::program::program;

#[path = "common/program.rs"]
mod program;

const SIMULATED: [&str; 3] = [""; 3];

/// Runs the program with the URL, the key and the secret of a server in the environment, and returns its exit status,
/// standard output and standard error.
fn deploy(args: &[&str], server: [&str; 3]) -> (Option<i32>, String, String) {
    run(program("deploy").args(args), server)
}

fn run(program: &mut Command, server: [&str; 3]) -> (Option<i32>, String, String) {
    let names = ["CLOUDSTACK_ENDPOINT", "CLOUDSTACK_KEY", "CLOUDSTACK_SECRET"];
    let output = program.envs(names.into_iter().zip(server)).output();
    let Output { status, stdout, stderr } = output.expect("`cargo test` builds the programs, too");
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(!stderr.contains("panicked"), "{stderr}");
    (status.code(), stdout, stderr)
}

/// Starts a server whose jobs run that long, for the user `key` with the secret `secret`, and returns its URL.
fn server(job_time: Duration) -> String {
    let settings = Settings { key: "key".into(), secret: "secret".into(), job_time, ..Settings::default() };
    let server = Server::bind("127.0.0.1:0", settings).unwrap();
    let url = server.url();
    thread::spawn(|| server.run());
    url
}

#[test]
fn the_virtual_machine_runs_in_the_end() {
    for syntax in ["xml", "json"] {
        let (code, stdout, stderr) = deploy(&["--syntax", syntax], SIMULATED);
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
        let (steps, machine) = stdout.split_at(stdout.find("id ").unwrap());
        // How far the job is at each poll depends on how busy this machine is.
        assert!(steps.contains("submitted  job 1, virtual machine 100\npoll 1     "), "{steps}");
        let progress: Vec<u32> =
            steps.lines().filter_map(|line| line.split_once("progress ")?.1.parse().ok()).collect();
        assert!(progress.is_sorted_by(|a, b| a < b), "{steps}");
        assert_eq!(
            machine,
            "id         450\nname       i-2-450-VM\nstate      Running\nzone       San Jose 1\n\
             template   CentOS 5.3 64bit LAMP\naddress    10.1.1.225\n"
        );
    }
}

#[test]
fn a_job_that_fails_is_told_on_standard_error() {
    for syntax in ["xml", "json"] {
        let (code, _, stderr) = deploy(&["--fail", "--syntax", syntax], SIMULATED);
        let text = "Unable to deploy virtual machine id = 100 due to not enough capacity (551)";
        assert_eq!((code, stderr), (Some(1), format!("deploy: job 1 failed: {text}\n")));
    }
}

#[test]
fn a_job_that_is_cancelled_is_no_success() {
    // It would run for longer than anybody waits.
    let url = server(Duration::from_secs(3600));
    let (code, stdout, stderr) = deploy(&["--cancel"], [&url, "key", "secret"]);
    assert_eq!((code, stderr.as_str()), (Some(1), "deploy: job 1 was cancelled: no reason given\n"));
    assert!(stdout.contains("cancelled  job 1\n"), "{stdout}");
}

/// The deadline is in seconds, and says nothing of the job.
#[test]
fn a_job_that_takes_too_long_is_no_success() {
    let url = server(Duration::from_secs(3600));
    let (code, stdout, stderr) = deploy(&["--timeout", "1"], [&url, "key", "secret"]);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(stderr.starts_with("deploy: job 1 was not done after 1."), "{stderr}");
    assert!(stderr.ends_with(" s: pending, progress 0\n"), "{stderr}");
}

#[test]
fn the_server_of_the_environment_is_asked() {
    let url = server(Duration::ZERO);
    let (code, stdout, stderr) = deploy(&[], [&url, "key", "secret"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.starts_with(&format!("server     {url}\nsubmitted  job 1,")), "{stdout}");

    let (code, _, stderr) = deploy(&[], [&url, "key", "guess"]);
    let text = "unable to verify user credentials and/or request signature (401)";
    assert_eq!((code, stderr), (Some(1), format!("deploy: the server refuses: {text}\n")));
}

/// A server of TLS is greeted as one.
#[test]
fn https_is_spoken_where_the_url_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/client/api", listener.local_addr().unwrap());
    let greeted = thread::spawn(move || {
        let mut greeting = [0; 2];
        listener.accept().unwrap().0.read_exact(&mut greeting).map(|()| greeting)
    });
    let (code, _, stderr) = deploy(&[], [&url, "key", "secret"]);
    assert_eq!(greeted.join().unwrap().unwrap(), [0x16, 3], "a handshake of TLS");
    assert!(code == Some(1) && stderr.starts_with("deploy: cannot ask 127.0.0.1:"), "{stderr}");
}

#[test]
fn the_arguments_and_the_environment_are_checked() {
    let dead = ["http://127.0.0.1:1/client/api", "key", "secret"];
    let rows: [(&[&str], [&str; 3], &str); 16] = [
        (&[], ["http://127.0.0.1:1", "", ""], "set all of them, or none"),
        (&[], ["", "key", "secret"], "set all of them, or none"),
        (&["--fail"], dead, "--fail is for the simulated server"),
        (&[], ["cloud.example", "key", "secret"], r#"neither "http://" nor "https://" at byte 0"#),
        (&[], dead, "cannot ask 127.0.0.1:1: "),
        (
            &["--param", "zoneid=2"],
            SIMULATED,
            "cannot send --param zoneid: a name that the command has already",
        ),
        (&["--param", "expires=x"], SIMULATED, "--param expires: a name that the command has already"),
        (&["--param", "Response=xml"], SIMULATED, "--param Response: a name that the command has already"),
        (&["--param", "APIKEY=k"], SIMULATED, "--param APIKEY: a name that the command has already"),
        (&["--param", "Command=c"], SIMULATED, "--param Command: a name that the command has already"),
        (&["--param", "Signature=s"], SIMULATED, "--param Signature: a name that is empty, \"signature\""),
        (&["--zone", "San Jose"], SIMULATED, "for '--zone <ID>': an id has 1 to 39 letters, digits and"),
        (&["--timeout", "0"], SIMULATED, "the deadline comes before the first poll"),
        (&["--syntax", "yaml"], SIMULATED, r#"neither "xml" nor "json""#),
        (&["--param", "name"], SIMULATED, "a parameter is NAME=VALUE"),
        (&["--param", "a&b=c"], SIMULATED, "cannot send --param a&b: a name that is empty"),
    ];
    for (args, server, expected) in rows {
        let (code, _, stderr) = deploy(args, server);
        assert!(code.is_some_and(|code| code != 0) && stderr.contains(expected), "{args:?}: {stderr}");
    }
}

/// Answers each request by the next of these bytes, and closes the connection.
fn scripted(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/client/api", listener.local_addr().unwrap());
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            read_request(&mut stream);
            // A program that has seen enough closes the connection.
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.shutdown(Shutdown::Write));
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    url
}

/// Reads up to the signature, which every request of the program ends with, be it in the target or in the form.
fn read_request(stream: &mut TcpStream) {
    let (mut request, mut byte) = (Vec::new(), [0]);
    let mut is_signed = false;
    while stream.read(&mut byte).unwrap() > 0 {
        request.extend(byte);
        is_signed |= request.ends_with(b"signature=");
        // `%3D`: Base64 of a SHA-1 is padded.
        if is_signed && (request.ends_with(b"%3D") || request.ends_with(b"\r\n\r\n")) {
            break;
        }
    }
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[test]
fn an_answer_that_is_none_is_explained() {
    let html = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";
    let fault =
        r#"{"deployvirtualmachineresponse":{"uuidList":[],"errorcode":533,"errortext":"no\u001broom"}}"#;
    let rows = [
        (http("502 Bad Gateway", html), "HTTP 502: a web page instead of an answer at byte 0"),
        (http("200 OK", ""), "HTTP 200: an empty body at byte 0"),
        (http("530 Error", "null"), "HTTP 530: the body is null at byte 0"),
        (http("200 OK", r#"{"a":{"jobid":"1"#), "HTTP 200: the body ends before it is whole at byte 16"),
        (http("200 OK", r#"{"a":{"success":true}}"#), "HTTP 200, without a job"),
        (http("200 OK", r#"{"a":{"jobid":"1/2"}}"#), "the job has the id \"1/2\": an id has 1 to 39 letters"),
        (http("302 Found\r\nLocation: http://127.0.0.1:1/", ""), "HTTP 302: an empty body"),
        (http("533 Error", fault), "the server refuses: no\u{FFFD}room (533)"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<a>".into(), "the answer cannot be received: "),
        (http("200 OK", &" ".repeat((16 << 20) + 1)), "the answer cannot be received: "),
        ("SSH-2.0-OpenSSH_9.2\r\n".into(), "cannot ask 127.0.0.1:"),
        (String::new(), "cannot ask 127.0.0.1:"),
    ];
    for (answer, expected) in rows {
        let (code, _, stderr) = deploy(&[], [&scripted(vec![answer]), "key", "secret"]);
        assert_eq!(code, Some(1), "{expected}");
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
}

#[test]
fn polls_in_vain_are_not_the_end_of_the_job() {
    let limit = r#"{"a":{"errorcode":429,"errortext":"api limit, please retry after [1] ms."}}"#;
    let url = scripted(vec![
        http("200 OK", r#"{"deployvirtualmachineresponse":{"jobid":"7","id":"8"}}"#),
        http("200 OK", r#"{"queryasyncjobresultresponse":{"jobstatus":0,"jobprocstatus":20}}"#),
        String::new(),
        http("503 Unavailable", "<html><body></body></html>"),
        http("429 Too Many", limit),
        http("200 OK", r#"{"queryasyncjobresultresponse":{"jobstatus":1}}"#),
    ]);
    let (code, stdout, stderr) = deploy(&[], [&url, "key", "secret"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    let mut polls = stdout.lines().filter(|line| line.starts_with("poll"));
    for expected in [
        "poll 1     pending, progress 20",
        "poll 2     missed: cannot ask 127.0.0.1:",
        "poll 3     HTTP 503: a web page instead of an answer",
        "poll 4     the server refuses: api limit, please retry after [1] ms. (429)",
        "poll 5     succeeded",
    ] {
        let line = polls.next().unwrap();
        assert!(line.starts_with(expected), "{line}");
    }
}

#[test]
fn a_job_that_cannot_be_polled_is_not_a_failed_job() {
    let fault =
        r#"{"queryasyncjobresultresponse":{"errorcode":431,"errortext":"Unable to find a job by id"}}"#;
    let url = scripted(vec![http("200 OK", r#"{"a":{"jobid":"7"}}"#), http("431 Error", fault)]);
    let (code, _, stderr) = deploy(&[], [&url, "key", "secret"]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("job 7 may still be running, but cannot be polled"), "{stderr}");
}

#[test]
fn a_job_of_an_unknown_end_is_no_success() {
    for (status, end) in [("7", "the unknown status 7"), ("\"x\"", "a status that is not a number")] {
        let job = format!(r#"{{"queryasyncjobresultresponse":{{"jobstatus":{status}}}}}"#);
        let url = scripted(vec![http("200 OK", r#"{"a":{"jobid":"7"}}"#), http("200 OK", &job)]);
        let (code, _, stderr) = deploy(&[], [&url, "key", "secret"]);
        assert_eq!((code, stderr), (Some(1), format!("deploy: job 7 ended with {end}\n")));
    }
}

/// Servers before 4.23 have no command for it, and so say that they do not know the user.
#[test]
fn a_job_that_cannot_be_cancelled_is_told_of() {
    let fault = r#"{"errorresponse":{"errorcode":401,"errortext":"unable to verify"}}"#;
    let url = scripted(vec![http("200 OK", r#"{"a":{"jobid":"7"}}"#), http("401 Error", fault)]);
    let (code, _, stderr) = deploy(&["--cancel"], [&url, "key", "secret"]);
    let text =
        "job 7 may still be running, but cannot be cancelled: the server refuses: unable to verify (401)";
    assert_eq!((code, stderr), (Some(1), format!("deploy: {text}\n")));
}

#[test]
fn a_server_on_this_machine_is_asked_without_a_proxy() {
    for (address, host) in [("127.0.0.1:0", "127.0.0.1"), ("127.0.0.1:0", "LocalHost"), ("[::1]:0", "[::1]")]
    {
        let settings = Settings { job_time: Duration::ZERO, ..Settings::default() };
        let (key, secret) = (settings.key.clone(), settings.secret.clone());
        let server = Server::bind(address, settings);
        // Not every machine has IPv6.
        let Ok(server) = server else { continue };
        let url = server.url().replacen(address.trim_end_matches(":0"), host, 1);
        thread::spawn(|| server.run());
        // Nobody listens there.
        let proxy = ["http_proxy", "HTTP_PROXY", "ALL_PROXY"].map(|name| (name, "http://127.0.0.1:9"));
        let (code, _, stderr) = run(program("deploy").envs(proxy), [&url, &key, &secret]);
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{url}");
    }
}
