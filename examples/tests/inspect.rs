//! The program `inspect`, run as a user runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::{Value, json};

use self::program::program;

#[path = "common/program.rs"]
mod program;

/// Runs the program, and returns its exit status and the JSON lines it has written.
fn inspect(args: &[&str], input: impl AsRef<[u8]>) -> (Option<i32>, Vec<Value>) {
    let (code, stdout, _) = written(args, input);
    (code, stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The same, with what it has written for people.
fn written(args: &[&str], input: impl AsRef<[u8]>) -> (Option<i32>, String, String) {
    run(program("inspect").args(args), input)
}

fn run(inspect: &mut Command, input: impl AsRef<[u8]>) -> (Option<i32>, String, String) {
    inspect.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut inspect = inspect.spawn().unwrap();
    let mut stdin = inspect.stdin.take().unwrap();
    let input = input.as_ref();
    thread::scope(|scope| {
        // A program that has seen enough closes the pipe.
        scope.spawn(move || stdin.write_all(input));
        let Output { status, stdout, stderr } = inspect.wait_with_output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert!(!stderr.contains("panicked"), "{stderr}");
        (status.code(), String::from_utf8(stdout).unwrap(), stderr)
    })
}

/// Checks that an object has these members, whatever else it has.
#[track_caller]
fn assert_has(line: &Value, members: &Value) {
    for (name, value) in members.as_object().unwrap() {
        assert_eq!(&line[name], value, "{name} in {line}");
    }
}

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/");

#[test]
fn bodies_are_explained_in_order() {
    let text = "Unable to deploy virtual machine id = 100 due to not enough capacity";
    let rows = [
        ("documented-submit", json!({ "kind": "submitted", "jobid": "1", "id": "100" })),
        (
            "documented-pending",
            json!({ "kind": "job", "root": "queryasyncjobresult", "jobid": "1", "jobstatus": 0, "state": "pending",
                "jobprocstatus": 1, "jobresultcode": null, "jobresulttype": null, "result": { "kind": "none" } }),
        ),
        (
            "documented-succeeded",
            json!({ "kind": "job", "state": "succeeded", "jobresultcode": 0, "jobresulttype": "object",
                "result": { "kind": "object", "name": "virtualmachine" } }),
        ),
        (
            "documented-failed",
            json!({ "kind": "job", "state": "failed", "jobresultcode": 551, "jobresulttype": "text",
                "result": { "kind": "text", "text": text } }),
        ),
        (
            "job-failed",
            json!({ "kind": "job", "state": "failed", "result": { "kind": "fault", "errorcode": 530,
                "errortext": "Unable to start a VM due to insufficient capacity" } }),
        ),
        (
            "job-succeeded-flag",
            json!({ "kind": "job", "state": "succeeded", "result": { "kind": "success", "success": true } }),
        ),
        (
            "fault-of-command",
            json!({ "kind": "fault", "root": "deployvirtualmachineresponse", "errorcode": 431, "cserrorcode": 4350,
                "errortext": "Unable to find template 99" }),
        ),
        ("jobs", json!({ "kind": "jobs", "root": "listasyncjobsresponse", "count": 4 })),
        (
            "list-one",
            json!({ "kind": "other", "root": "listzonesresponse", "count": 1, "item": "zone", "items": 1 }),
        ),
        ("success", json!({ "kind": "other", "success": true, "item": null, "items": 0 })),
    ];
    for syntax in ["xml", "json"] {
        let files: Vec<_> = rows.iter().map(|(name, _)| format!("{FIXTURES}{name}.{syntax}")).collect();
        let args: Vec<_> = ["response"].into_iter().chain(files.iter().map(String::as_str)).collect();
        let (code, lines) = inspect(&args, "");
        assert_eq!((code, lines.len()), (Some(0), rows.len()));
        for ((line, file), (_, members)) in lines.iter().zip(&files).zip(&rows) {
            assert_has(line, members);
            assert_eq!(line["syntax"], syntax);
            // First, so that it is seen first.
            assert_eq!(line.as_object().unwrap().iter().next(), Some((&"path".into(), &json!(file))));
        }
    }
}

/// What is said of a body in pieces is said of the whole too; a text that was cut is marked.
#[test]
fn bodies_in_pieces_are_explained_alike() {
    for name in [
        "documented-submit",
        "documented-pending",
        "documented-succeeded",
        "documented-failed",
        "job-failed",
        "job-succeeded-flag",
        "fault-of-command",
        "success",
        "list-one",
    ] {
        for file in ["xml", "json"].map(|syntax| format!("{FIXTURES}{name}.{syntax}")) {
            let (_, whole) = inspect(&["response", &file], "");
            let (code, pieces) = inspect(&["response", "--pieces", "7", &file], "");
            assert_eq!((code, pieces.len()), (Some(0), 1), "{file}");
            assert_has(&whole[0], &pieces[0]);
        }
    }
    let body = format!("<r><jobstatus>2</jobstatus><jobresult>{}</jobresult></r>", "x".repeat(1000));
    let (_, lines) = inspect(&["response", "--pieces", "100", "-"], body);
    let text = lines[0]["result"]["text"].as_str().unwrap();
    assert!(text.starts_with("xxx") && text.ends_with("x…"), "{text}");
    let jobs = format!("{FIXTURES}jobs.json");
    let (_, lines) = inspect(&["response", "--pieces", "7", &jobs], "");
    assert_eq!((&lines[0]["count"], lines[0]["jobs"].as_array().unwrap().len()), (&json!(4), 4));
}

#[test]
fn what_servers_write_wrongly_is_refused_if_asked() {
    for (body, offset) in [("<a><b>R & D</b></a>", 8), (r#"{"a":{"b":"\A"}}"#, 11)] {
        assert_eq!(inspect(&["response", "-"], body).0, Some(0), "{body}");
        let (code, lines) = inspect(&["response", "--strict", "-"], body);
        assert_eq!((code, &lines[0]["offset"]), (Some(1), &json!(offset)), "{body}");
    }
}

/// The details of a machine are a text in XML, and an object in JSON.
#[test]
fn objects_are_shown() {
    let xml = "<r><jobstatus>1</jobstatus><jobresult><virtualmachine><id>450</id><details>{keyboard=us}</details>\
        </virtualmachine></jobresult></r>";
    let json =
        r#"{"r":{"jobstatus":1,"jobresult":{"virtualmachine":{"id":"450","details":{"keyboard":"us"}}}}}"#;
    for (body, details) in [(xml, json!("{keyboard=us}")), (json, json!({ "keyboard": "us" }))] {
        let (code, lines) = inspect(&["response", "--objects", "-"], body);
        assert_eq!(code, Some(0));
        assert_has(&lines[0]["object"]["map"], &json!({ "id": "450", "details": details }));
        assert_has(&lines[0]["object"]["virtualmachine"], &json!({ "id": "450", "details": details }));
    }
    let wrong = xml.replace("<details>{keyboard=us}</details>", "<memory>much</memory>");
    let (_, lines) = inspect(&["response", "--objects", "-"], wrong);
    let machine = json!({ "error": "expected a number that fits the type", "offset": 74 });
    assert_eq!(lines[0]["object"]["virtualmachine"], machine);
}

/// Each row: a body, the name of the items in its list, and the items.
#[test]
fn items_of_lists_are_shown() {
    let two = json!([{ "id": "1", "tags": { "key": "k" } }, { "id": "2" }]);
    let rows = [
        (
            "<r><count>7</count><vm><id>1</id><tags><key>k</key></tags></vm><vm><id>2</id></vm></r>",
            "vm",
            &two,
        ),
        (r#"{"r":{"count":7,"vm":[{"id":1,"tags":[{"key":"k"}]},{"id":2}]}}"#, "vm", &two),
        (r#"{"r":{"zone":{"id":3}}}"#, "zone", &json!([{ "id": "3" }])),
        (r#"{"r":{"count":7}}"#, "", &json!([])),
        ("<r/>", "", &json!([])),
    ];
    for (body, name, items) in rows {
        let (_, lines) = inspect(&["response", "--objects", "-"], body);
        let name = if name.is_empty() { Value::Null } else { name.into() };
        let len = items.as_array().unwrap().len();
        assert_has(&lines[0], &json!({ "kind": "other", "item": name, "items": len, "objects": items }));
    }
}

/// A list is written job by job: as a whole this one takes more memory than is given here.
#[test]
#[cfg(target_os = "linux")]
fn a_long_list_takes_little_memory() {
    let job = r#"{"jobid":"a","jobstatus":1,"jobresult":{"success":true}},"#;
    let body = format!(r#"{{"listasyncjobsresponse":{{"asyncjobs":[{}{{}}]}}}}"#, job.repeat(100_000));
    for pieces in [&[][..], &["--pieces", "512"]] {
        let limited = r#"ulimit -v 80000; exec "$0" "$@""#;
        let mut inspect = Command::new("sh");
        inspect.args(["-c", limited]).arg(program("inspect").get_program()).arg("response").args(pieces);
        let (code, stdout, _) = run(inspect.arg("-"), &body);
        assert_eq!((code, stdout.matches("succeeded").count()), (Some(0), 100_000), "{pieces:?}");
    }
}

#[test]
fn what_is_no_answer_is_an_error_with_its_place() {
    let deep = "<a>".repeat(100_000);
    let deep_but_whole = format!("{}{}", "<a>".repeat(40), "</a>".repeat(40));
    let deep_json = format!("{}1{}", r#"{"a":"#.repeat(40), "}".repeat(40));
    let long = vec![b'a'; 10_000_000];
    let rows: [(&[u8], &str, u64); 12] = [
        (b"", "an empty body", 0),
        (b"null", "the body is null", 0),
        (b"<html><body>Bad Gateway", "a web page instead of an answer", 0),
        (b"<a><b>1</b>", "the body ends before it is whole", 11),
        (b"<a>\xff</a>", "bytes that are not UTF-8", 3),
        (b"<a></b>", "an end tag", 5),
        (b"\x7fELF", "expected \"<\" or \"{\"", 0),
        (deep.as_bytes(), "nodes nested too deep", 96),
        (deep_but_whole.as_bytes(), "nodes nested too deep", 96),
        (deep_json.as_bytes(), "nodes nested too deep", 165),
        (br#"{"a":{"b":[[1]]}}"#, "a list in a list", 11),
        (&long, "expected \"<\" or \"{\"", 0),
    ];
    for (body, error, offset) in rows {
        let (code, lines) = inspect(&["response", "-"], body);
        let [line] = &lines[..] else { panic!("{lines:?}") };
        assert_eq!(code, Some(1), "{line}");
        assert_has(line, &json!({ "kind": "error", "offset": offset }));
        assert!(line["error"].as_str().unwrap().contains(error), "{line}");
    }
    // A page that is well formed is told of by its root.
    let (code, lines) = inspect(&["response", "-"], "<html><body>Bad Gateway</body></html>");
    assert_eq!(code, Some(1));
    assert_has(
        &lines[0],
        &json!({ "kind": "other", "root": "html", "error": "a web page instead of an answer" }),
    );
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_others_their_lines() {
    let good = format!("{FIXTURES}documented-submit.xml");
    let (code, lines) = inspect(&["response", &good, "no/such/file", FIXTURES, &good], "");
    let kinds: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!((code, kinds), (Some(1), vec!["submitted", "error", "error", "submitted"]));
    assert_eq!(lines[1]["path"], "no/such/file");
}

/// Of zeros that take no room on the disk.
#[test]
fn a_file_is_read_up_to_a_limit() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zeros");
    let file = File::create(&path).unwrap();
    let limit = 64 << 20;
    for (len, error) in [(limit, "expected \"<\" or \"{\""), (limit + 1, "longer than 64 MiB")] {
        file.set_len(len).unwrap();
        let (code, lines) = inspect(&["response", path.to_str().unwrap()], "");
        assert_eq!(code, Some(1));
        assert!(lines[0]["error"].as_str().unwrap().contains(error), "{len}: {}", lines[0]);
    }
}

#[test]
fn queries_and_urls_are_decoded_in_order() {
    let input = b"command=listZones&name=a+b%20c&&flag\r\n\
        http://localhost:8080/client/api?command=x&command=y#top\n\
        name=100%&a=1#b\n\
        ?name=100%#top\n\
        GET /client/api?command=listZones&name=GET%20HTTP/1.1 HTTP/1.1\r\n\
        POST /client/api HTTP/2.0\n\
        name=\"GET x HTTP/1.1 y\n\
        \xff\n\
        \n\
        a=1";
    let (code, lines) = inspect(&["query"], input);
    let params = json!([["command", "listZones"], ["name", "a b c"], ["flag", ""]]);
    let expected = [
        json!({ "kind": "query", "command": "listZones", "params": params }),
        json!({ "kind": "query", "command": "y", "params": [["command", "x"], ["command", "y"]] }),
        json!({ "kind": "error", "error": "a malformed escape", "offset": 8, "params": [["name", "100%"], ["a", "1#b"]] }),
        json!({ "kind": "error", "error": "a malformed escape", "offset": 9, "params": [["name", "100%"]] }),
        json!({ "kind": "query", "command": "listZones", "params": [["command", "listZones"], ["name", "GET HTTP/1.1"]] }),
        json!({ "kind": "query", "command": null, "params": [] }),
        json!({ "kind": "query", "command": null, "params": [["name", "\"GET x HTTP/1.1 y"]] }),
        json!({ "kind": "error", "error": "bytes that are not UTF-8", "offset": 0 }),
        json!({ "kind": "query", "command": null, "params": [] }),
        json!({ "kind": "query", "command": null, "params": [["a", "1"]] }),
    ];
    assert_eq!(code, Some(1));
    assert_eq!(lines, expected);
}

#[test]
fn a_line_without_end_is_not_kept() {
    let mut input = vec![b'a'; 10_000_000];
    input.extend(b"\na=1\n");
    let (code, lines) = inspect(&["query"], &input);
    assert_eq!((code, lines.len()), (Some(1), 2));
    assert_has(&lines[0], &json!({ "kind": "error", "error": "a line of 4 MiB or more" }));
    assert_has(&lines[1], &json!({ "kind": "query" }));
    // Ten thousand parameters are no trouble.
    let many: Vec<_> = (0..10_000).map(|i| format!("p{i}={i}")).collect();
    let (code, lines) = inspect(&["query"], many.join("&"));
    assert_eq!((code, lines[0]["params"].as_array().unwrap().len()), (Some(0), 10_000));
}

/// The signature that CloudMonkey's tests publish, and the one of the same string by HMAC-SHA512.
#[test]
fn lines_are_signed() {
    let input = r#"{"secret":"secret","params":[["apikey","abc"],["command","listZones"],["response","json"]]}
        {"secret":1}"#;
    let (code, lines) = inspect(&["sign"], input);
    assert_eq!(code, Some(1));
    let signed = json!({
        "string_to_sign": "apikey=abc&command=listzones&response=json",
        "hmac_sha1": "tcMI1Kpm20pLhrrVYtCCcualuBU=",
        "hmac_sha512": "/JUUf9SPvNd0sjdbfIxsCxYItNUlGauI+T71cOhHd5fYffHuVAXIba9RzFBK+empezGCzlhw4+R9LFri3CG+oQ==",
    });
    assert_eq!(lines[0], signed);
    assert_has(&lines[1], &json!({ "kind": "error" }));
}

#[test]
fn a_query_is_signed_and_verified() {
    let (code, signed, _) =
        written(&["sign", "--key", "k", "--secret", "s", "command=listZones&keyword=~&signature=old"], "");
    assert_eq!(code, Some(0));
    let signed = signed.trim_end();
    let url = format!("http://localhost:8080/client/api?{signed}");
    let get = format!("GET /client/api?{signed} HTTP/1.1");
    let post = format!("POST /client/api?{signed} HTTP/1.0\r\n");
    let logged =
        format!(r#"::1 - - [01/Dec/2026:00:00:00 +0000] "GET /client/api?{signed} HTTP/1.1" 200 99 "-""#);
    for (query, secret, holds) in [
        (signed, "s", true),
        (&url, "s", true),
        (&get, "s", true),
        (&post, "s", true),
        (&logged, "s", true),
        (&logged.replace("HTTP/1.1", "HTTP/2.0"), "s", true),
        (signed, "guess", false),
        (&logged, "guess", false),
    ] {
        let (code, again, _) = written(&["sign", "--key", "k", "--secret", "s", query], "");
        assert_eq!((code, again.trim_end()), (Some(0), signed));
        let (code, lines) = inspect(&["verify", "--secret", secret, query], "");
        assert_eq!(code, Some(if holds { 0 } else { 1 }), "{lines:?}");
        assert_has(&lines[0], &json!({ "kind": "verified", "holds": holds }));
    }
    let (code, lines) = inspect(&["verify", "--secret", "s", "command=listZones"], "");
    assert_eq!(code, Some(1));
    assert_has(&lines[0], &json!({ "holds": false, "reason": "no signature" }));
    // A name that CloudStack takes, and the library does not; the HMAC-SHA1 is by another program than this one.
    for (signature, is_right) in [("n9KCqhczRskDIwU9FPAoqjSJp7g%3D", true), ("c2lnbmVk", false)] {
        let query = format!("apiKey=k&b%26c=&command=listZones&signature={signature}");
        let (code, lines) = inspect(&["verify", "--secret", "s", &query], "");
        assert_eq!(code, Some(1));
        let reason = r#"a name with "&" or "=" in it"#;
        let line = json!({ "holds": false, "reason": reason, "signature_is_right": is_right });
        assert_has(&lines[0], &line);
    }
}

/// Each row: what is signed, the arguments it is verified with, and what is said.
#[test]
fn a_query_is_verified_by_a_key_a_time_and_a_mac() {
    let sign = |args: &[&str]| written(&[&["sign", "--key", "k", "--secret", "s"], args].concat(), "").1;
    let until = "command=c&signatureVersion=3&expires=2030-01-02T03:04:05Z";
    let epoch = "command=c&signatureVersion=3&expires=1970-01-01T00:00:00Z";
    let other = json!({ "holds": false, "reason": "another API key", "signature_is_right": false });
    let late =
        json!({ "holds": false, "reason": "a signature that has expired", "signature_is_right": true });
    for (signed, args, said) in [
        (&["command=c"][..], &[][..], json!({ "holds": true, "mac": "hmac_sha1" })),
        (&["--sha512", "command=c"], &[], json!({ "holds": true, "mac": "hmac_sha512" })),
        (&["command=c"], &["--key", "k"], json!({ "holds": true })),
        (&["command=c"], &["--key", "l"], other),
        (&[until], &["--now", "1893553445"], json!({ "holds": true })),
        (&[until], &["--now", "1893553446"], late),
        (&[epoch], &[], json!({ "holds": false })),
        (&[epoch], &["--now", "-5"], json!({ "holds": true })),
    ] {
        let query = sign(signed);
        let args = [&["verify", "--secret", "s"], args, &[query.trim_end()]].concat();
        let (code, lines) = inspect(&args, "");
        assert_has(&lines[0], &said);
        assert_eq!(code, Some(if said["holds"] == true { 0 } else { 1 }), "{args:?}");
    }
}

/// The signatures are HMAC-SHA1 over the string beside each, by another program than this one.
#[test]
fn known_faults_of_a_client_explain_its_signature() {
    let secret = "s3cr3t/KEY+with=chars";
    let tilde = "`~` is left raw instead of `%7e`";
    let brackets = "`[` and `]` are left raw in values";
    let pairs = "whole `name=value` pairs are sorted instead of names";
    let names = "names are encoded, as values are, instead of left raw";
    let plus = "`+` is left raw in the signature instead of `%2B`";
    let rows = [
        // apikey=k&command=c&v=~
        (
            "apiKey=k&command=c&v=~",
            "sF5Iua30lD%2F%2Bx5zC%2FsjYO08t6d0%3D",
            "apikey=k&command=c&v=%7e",
            &[tilde][..],
        ),
        // apikey=k&command=c&v=a~b
        (
            "apiKey=k&command=c&v=zzz&v=a~b",
            "oXO1DEVecbevPTSC%2F6MZQg4TmxA%3D",
            "apikey=k&command=c&v=a%7eb",
            &[tilde],
        ),
        // apikey=k&command=x&zone-x=c&zone1=a&zone=b
        (
            "command=x&zone=b&zone1=a&zone-x=c&apiKey=k",
            "g7KvvBAnPHtfB8hkFeX240om4Z8%3D",
            "apikey=k&command=x&zone=b&zone-x=c&zone1=a",
            &[pairs],
        ),
        // apikey=k&command=c&my%20name=v
        (
            "apiKey=k&command=c&my%20name=v",
            "8Jcv%2FWKDIljb%2FR9EB3AfMr4b%2F6E%3D",
            "apikey=k&command=c&my name=v",
            &[names],
        ),
        // apikey=k&command=c&d[0].my%20name=v
        (
            "apiKey=k&command=c&d[0].my%20name=v",
            "RZmS2pOOsUlWlOM2nn6AwKXSjGg%3D",
            "apikey=k&command=c&d[0].my name=v",
            &[brackets, names],
        ),
        // apikey=k&command=c&v=3
        ("apiKey=k&command=c&v=3", "nq+Qb5zqUKLRpxyotQTz9RiYO9A=", "apikey=k&command=c&v=3", &[plus]),
        // apikey=k&command=c&v=5~
        (
            "apiKey=k&command=c&v=5~",
            "tz2JeOLq8ZsdHVL9h4pL+JnL5Lo=",
            "apikey=k&command=c&v=5%7e",
            &[plus, tilde],
        ),
        // apikey=k&command=c&v=%2a
        (
            "apiKey=k&command=c&v=*",
            "fJDL0bOcO1ZHBY2CGob85uHqDY8%3D",
            "apikey=k&command=c&v=*",
            &["`*` is encoded as `%2a` instead of left raw"],
        ),
        // apikey=k&command=c&zone=z
        (
            "Zone=z&apiKey=k&command=c",
            "sZdEGgWrcBdKHETF3tO0rLs3Unk%3D",
            "zone=z&apikey=k&command=c",
            &["names are sorted after they are lower-cased"],
        ),
        // apikey=k&command=c&v=a+b
        (
            "apiKey=k&command=c&v=a%20b",
            "AHP0ygsw8%2BtW0Om6QSZe70EODoI%3D",
            "apikey=k&command=c&v=a%20b",
            &["a space is `+` instead of `%20`"],
        ),
        // Nothing that is known.
        ("apiKey=k&command=c&v=3", "sF5Iua30lD%2F%2Bx5zC%2FsjYO08t6d0%3D", "apikey=k&command=c&v=3", &[]),
        ("apiKey=k&command=c&v=3", "a+b", "apikey=k&command=c&v=3", &[]),
    ];
    for (query, signature, right, faults) in rows {
        let query = format!("{query}&signature={signature}");
        let (code, lines) = inspect(&["verify", "--secret", secret, &query], "");
        assert_eq!(code, Some(1), "{query}");
        let reason = "a wrong signature";
        let line =
            json!({ "holds": false, "reason": reason, "string_to_sign": right, "explained_by": faults });
        assert_has(&lines[0], &line);
    }
}

#[test]
fn the_exit_statuses_are_named() {
    let (_, help, _) = written(&["--help"], "");
    assert!(help.contains("Exit status:\n  0  All was read"), "{help}");
}

#[test]
fn what_is_wrong_is_shown_in_its_line() {
    let rows = [
        (&["--pretty", "response", "-"][..], "<a>1</b>", "-: "),
        (&["--pretty", "response", "--pieces", "3", "-"], "<a>1</b>", "-: "),
        (&["--pretty", "query"], "command=c&a=%zz", "-: "),
        (&["--pretty", "verify", "--secret", "s", "command=c&a=%zz"], "", "the query: "),
    ];
    for (args, input, source) in rows {
        let (code, _, stderr) = written(args, input);
        assert_eq!(code, Some(1), "{args:?}");
        let lines: Vec<_> = stderr.lines().collect();
        assert!(lines[0].starts_with(source) && lines[0].contains(" at byte "), "{stderr}");
        assert!(lines.last().unwrap().trim_start() == "^", "{stderr}");
        // No more than that where no one looks.
        let (_, _, stderr) = written(&args[1..], input);
        assert_eq!(stderr, "", "{args:?}");
    }
}

/// Where nobody can be told more, the status still says that something is wrong.
#[test]
#[cfg(target_os = "linux")]
fn standard_error_may_be_full() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let mut inspect = program("inspect");
    inspect.args(["--pretty", "response", "-"]).stdin(Stdio::null()).stderr(full());
    assert_eq!(inspect.output().unwrap().status.code(), Some(1));
    // The line of JSON cannot be written either.
    assert_eq!(inspect.stdin(Stdio::null()).stdout(full()).status().unwrap().code(), Some(2));
}
