//! What is shown to people: every message of every error, and what `Display` and `Debug` say of the rest.

use core::fmt::{Debug, Display};

use cloudstack_codec::answer::{Answer, Outcome, WriteError};
use cloudstack_codec::{
    BadId, BadPace, BadSyntax, BadTimestamp, Command, CommandErrorKind, End, Endpoint, EndpointErrorKind,
    ErrorCode, ErrorKind, Fault, Fed, Fixed, JobStatus, Jobs, Method, NoRoom, Query, Reader, Request,
    Response, Scan, Syntax, Text, Timestamp, TooMany,
};

/// Each row: what an error is, and what it says.
#[track_caller]
fn say<E: Display + Debug, const N: usize>(rows: [(E, &str); N]) {
    for (error, message) in rows {
        assert_eq!(error.to_string(), message, "{error:?}");
        // A message is a part of a sentence.
        assert!(
            !message.ends_with('.') && !message.starts_with(|c: char| c.is_ascii_uppercase()),
            "{message}"
        );
    }
}

#[test]
fn errors_of_reading() {
    use ErrorKind::*;

    say([
        (Attribute(b'x'), r#"expected an attribute, name="value" after white space, found "x""#),
        (CdataEnd, r#""]]>" outside a CDATA section"#),
        (Comment, r#""--" inside a comment"#),
        (ControlCharacter(7), r#"expected no control character, found "\x07""#),
        (CrossedTag, "an end tag that does not match the open element"),
        (Declaration, "a malformed or misplaced XML declaration"),
        (Doctype, "a document type declaration, which is not supported"),
        (DuplicateAttribute, "a duplicate attribute"),
        (Empty, "an empty body"),
        (Escape, "a malformed escape"),
        (ExpectedBody(b'<'), r#"expected an answer in the other syntax, found "<""#),
        (ExpectedBody(b'['), r#"expected "<" or "{" to begin an answer, found "[""#),
        (ExpectedColon(b' '), r#"expected ":" after a member's name, found " ""#),
        (ExpectedComma(b'"'), r#"expected "," or the end of the object or array, found "\"""#),
        (ExpectedMember(b'\\'), r#"expected a member's name in quotes, found "\\""#),
        (ExpectedName(0xFF), r#"expected a name, found "\xff""#),
        (ExpectedTagEnd(b'~'), r#"expected ">" to end the tag, found "~""#),
        (ExpectedValue(0x7F), r#"expected a value, found "\x7f""#),
        (Html, "a web page instead of an answer"),
        (Incomplete, "the body ends before it is whole"),
        (LongToken, "a name, a tag or a reference too long to be read in pieces"),
        (MixedContent, "text beside elements"),
        (NestedList, "a list in a list"),
        (NoRoot, "a document without a member that could be its root"),
        (NotUtf8, "bytes that are not UTF-8"),
        (Null, "the body is null"),
        (Number(b'x'), r#"expected a number as JSON writes one, found "x""#),
        (Reference, r#"an "&" that refers to no character"#),
        (SecondRoot, "a second root"),
        (TooDeep, "nodes nested too deep"),
        (TooLong, "a body of 4 GiB or more"),
        (TooManyAttributes, "too many attributes in a tag"),
        (Trailing(b'}'), r#"expected nothing after the document, found "}""#),
    ]);
    say([(Response::parse(b"<a>").unwrap_err(), "the body ends before it is whole at byte 3")]);
}

#[test]
fn a_place_is_counted_in_characters() {
    let body = "<r>\n  <a>é日😀</b>".as_bytes();
    let place = Response::parse(body).unwrap_err().locate(body);
    assert_eq!((place.line, place.column), (2, 11));
    assert_eq!(place.to_string(), "2:11");
}

/// And nothing in it commands a terminal.
#[test]
fn of_a_long_line_the_surroundings_are_shown() {
    let body = format!("<r><a>{:x>99}\u{1b}[31mé\t</b>{:y>99}\n", "", "");
    let shown = Response::parse(body.as_bytes()).unwrap_err().show(body.as_bytes()).to_string();
    let lines: Vec<_> = shown.lines().skip(1).collect();
    assert_eq!(lines, [format!("  {:x>34}</b>{:y>34}", ".[31m...", ""), format!("{:38}^", "")]);
}

#[test]
fn a_line_end_is_not_shown() {
    for (body, shown) in [
        (&b"<a>\r\n<b></c>\r\n</a>"[..], "  <b></c>\n       ^"),
        (b"<a><b/\r\n></a>", "  <a><b/\n        ^"),
        (b"<a>\r\n", "  \n  ^"),
        (b"<a>\r</b>\n", "  <a>.</b>\n        ^"),
    ] {
        let error = Response::parse(body).unwrap_err().show(body).to_string();
        assert_eq!(error.split_once('\n').unwrap().1, shown, "{error}");
    }
}

#[test]
fn errors_of_commands() {
    use CommandErrorKind::*;

    say([
        (Custom, "a value that refuses to be serialised"),
        (Duplicate, "a name that the command has already"),
        (Key, "a map key that is not a text, or is given without its value"),
        (ListItem, "a list item that is empty or has a comma"),
        (
            Name,
            r#"a name that is empty, "signature", not printable ASCII, or has a "&", a "=" or brackets out of place"#,
        ),
        (Nested, "a list or a map in another"),
        (NoCommand, "an empty command name"),
        (NoRoom, "no room for the command"),
        (Time, "a time outside the years 1 to 9999"),
        (TooMany, "more than 128 parameters"),
        (
            Type,
            "a value of an unsupported type, such as bytes or a list of scalars and structs, or parameters that are no \
             struct",
        ),
        (Value, "a value with a control character"),
    ]);
    let error = Command::new(String::new(), "c").list("a", [""]).finish().unwrap_err();
    say([(error, "parameter 1: a list item that is empty or has a comma")]);
}

#[test]
fn errors_of_endpoints() {
    use EndpointErrorKind::*;

    say([
        (Host, "a host that is no name and no address, or none"),
        (Path, "a path with a query, a fragment or an unescaped character"),
        (Port, "a port that is not a number up to 65535"),
        (Scheme, r#"a URL that begins with neither "http://" nor "https://""#),
        (TooLong, "a URL of more than 8192 bytes"),
        (User, "a user before the host"),
    ]);
    say([(Endpoint::parse("http://h:x/").unwrap_err(), "a port that is not a number up to 65535 at byte 9")]);
}

#[test]
fn errors_of_writing() {
    use WriteError::*;

    say([
        (Custom, "a value that refuses to be serialised"),
        (Key, "a map key that is not a text, or is given without its value"),
        (Name, "a name that XML does not allow"),
        (NestedList, "a list in a list"),
        (NoMembers, "a value without members"),
        (Sink, "the sink took no more"),
        (Type, "a value of an unsupported type"),
    ]);
}

#[test]
fn ends() {
    say([
        (End::Succeeded, "succeeded"),
        (End::Failed, "failed"),
        (End::Cancelled, "was cancelled"),
        (End::Unknown(Some(7)), "ended with the unknown status 7"),
        (End::Unknown(None), "ended with a status that is not a number"),
        (End::PollRefused(ErrorCode(401)), "cannot be polled (code 401)"),
        (End::PollsExhausted, "left its polls unanswered"),
        (End::DeadlineExceeded, "was not done by the deadline"),
    ]);
}

#[test]
fn statuses() {
    let shown = [
        JobStatus::Pending,
        JobStatus::Succeeded,
        JobStatus::Failed,
        JobStatus::Cancelled,
        JobStatus::Unknown(Some(-7)),
        JobStatus::Unknown(None),
    ];
    let shown = shown.map(|status| status.to_string());
    assert_eq!(shown, ["pending", "succeeded", "failed", "cancelled", "unknown (-7)", "unknown"]);
    assert_eq!(format!("[{:>8}]", JobStatus::Pending), "[ pending]");
}

#[test]
fn errors_of_one_kind() {
    say([(BadId, r#"an id has 1 to 39 letters, digits and "-""#)]);
    say([(BadSyntax, r#"neither "xml" nor "json""#)]);
    say([(BadTimestamp, "a moment is written as 2011-03-10T18:20:25-0800")]);
    say([(NoRoom, "the buffer is too small")]);
    say([(TooMany, "more than 128 parameters")]);
    say([
        (BadPace::CeilingBelowFirst, "the longest rest between polls is shorter than the first"),
        (BadPace::DeadlineBeforeFirst, "the deadline comes before the first poll"),
        (BadPace::ZeroFirst, "the first rest is shorter than a millisecond"),
        (BadPace::ZeroMisses, "the budget of missed polls is empty"),
    ]);
}

#[test]
fn faults() {
    let code = Some(ErrorCode(551));
    let fault = Fault::new(ErrorCode(551), "no room");
    say([
        (fault, "no room (551)"),
        (Fault { code: None, ..fault }, "no room"),
        (Fault { code, ..Fault::default() }, "no reason given (551)"),
        (Fault::default(), "no reason given"),
    ]);
}

#[test]
fn requests() {
    let endpoint = Endpoint::parse("https://cloud.example:8443/client/api").unwrap();
    let request = endpoint.request(Query::parse("command=listZones&name=a%20b").unwrap());
    let get = "/client/api?command=listZones&name=a%20b";
    assert_eq!(request.target().to_string(), get);
    assert_eq!(request.url().to_string(), format!("https://cloud.example:8443{get}"));

    assert_eq!(format!("{endpoint:?}"), "Endpoint(https://cloud.example:8443/client/api)");

    let endpoint = Endpoint::parse("http://10.0.0.1").unwrap();
    let request = endpoint.request(Query::parse("command=login").unwrap());
    assert_eq!(request.url().to_string(), "http://10.0.0.1/");
    assert_eq!((format!("[{:5}]", Method::Get), Method::Post.as_str()), ("[GET  ]".to_owned(), "POST"));
    assert_eq!(format!("[{endpoint:>17}]"), "[  http://10.0.0.1]");
    assert_eq!(Request::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=UTF-8");
}

#[test]
fn texts_are_padded() {
    let response = Response::parse("<r><a>plain</a><b>é&amp;D</b></r>".as_bytes()).unwrap();
    let text = |name| response.node().child(name).unwrap().text().unwrap();
    for (name, same) in [("a", "plain"), ("b", "é&D")] {
        let text = text(name);
        assert_eq!(format!("[{text}] [{text:7}] [{text:>7}]"), format!("[{same}] [{same:7}] [{same:>7}]"));
        assert_eq!(format!("[{text:-^8}] [{text:_<6.2}]"), format!("[{same:-^8}] [{same:_<6.2}]"));
        assert_eq!(
            format!("[{text:2}] [{text:.0}] [{text:.9}]"),
            format!("[{same:2}] [{same:.0}] [{same:.9}]")
        );
    }
}

#[test]
fn moments_are_padded() {
    assert_eq!(format!("[{:>25}]", Timestamp::new(0, 0).unwrap()), "[ 1970-01-01T00:00:00+0000]");
}

#[test]
fn texts_for_a_log() {
    let text = Text::plain("é\0\t\n\r\u{1b}[31m\u{7f}\u{9b}\"\\");
    assert_eq!(format!("{text:?}"), r#""é\u{0}\u{9}\n\u{d}\u{1b}[31m\u{7f}\u{9b}\"\\""#);
}

#[test]
fn what_comes_in_pieces() {
    let mut scan = Scan::default();
    let mut piece =
        &b"<queryasyncjobresult><jobid>1</jobid><jobstatus>0</jobstatus></queryasyncjobresult>"[..];
    assert!(matches!(scan.feed(&mut piece), Ok(Fed::All)));
    assert_eq!(format!("{scan:?}"), "Scan { read: 83, failed: None, .. }");
    let shown = format!("{:?}", scan.finish());
    assert_eq!(shown, r#"Ok(Job(ScannedJob { job_id: Some("1"), state: Pending { progress: None }, .. }))"#);
}

#[test]
fn answers_by_what_they_are() {
    for (body, shown) in [
        (
            r#"{"listzonesresponse":{"count":1,"zone":[{"id":"1"}]}}"#,
            r#"Response { name: "listzonesresponse", kind: Other(Node("listzonesresponse" at 21, 31 bytes)), .. }"#,
        ),
        (
            r#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":0}}"#,
            r#"Response { name: "queryasyncjobresultresponse", kind: Job(JobReport { job_id: Some("1"), state: Pending { progress: None }, .. }), .. }"#,
        ),
        (
            "<listasyncjobsresponse><count>2</count><asyncjobs/></listasyncjobsresponse>",
            r#"Response { name: "listasyncjobsresponse", kind: Jobs(JobList { total: Some(2), .. }), .. }"#,
        ),
    ] {
        assert_eq!(format!("{:?}", Response::parse(body.as_bytes()).unwrap()), shown);
    }
    let body = br#"{"listasyncjobsresponse":{"asyncjobs":[{"jobid":"1"}],"count":1}}"#;
    let mut jobs = Jobs::new(body).unwrap();
    assert_eq!(format!("{jobs:?}"), r#"Jobs { name: "listasyncjobsresponse", progress: Reading, .. }"#);
    assert_eq!(jobs.by_ref().count(), 1);
    assert_eq!(format!("{jobs:?}"), r#"Jobs { name: "listasyncjobsresponse", progress: Whole, .. }"#);
    let mut jobs = Jobs::new(b"<listasyncjobsresponse><a>").unwrap();
    assert!(jobs.next().is_some_and(|job| job.is_err()));
    assert_eq!(format!("{jobs:?}"), r#"Jobs { name: "listasyncjobsresponse", progress: Broken, .. }"#);
}

/// Whoever logs an answer logs no secret that stands in it.
#[test]
fn answers_without_what_stands_in_them() {
    for body in [
        r#"{"queryasyncjobresultresponse":{"jobstatus":1,"jobresult":{"virtualmachine":{"password":"hunter2"}}}}"#,
        r#"{"listasyncjobsresponse":{"asyncjobs":[{"jobstatus":1,"jobresult":{"vm":{"password":"hunter2"}}}]}}"#,
        r#"{"registeruserkeysresponse":{"userkeys":{"secretkey":"hunter2"}}}"#,
        "<loginresponse><sessionkey>hunter2</sessionkey></loginresponse>",
    ] {
        let response = Response::parse(body.as_bytes()).unwrap();
        let reader = Reader::new(body.as_bytes()).unwrap();
        let jobs = Jobs::new(body.as_bytes()).unwrap();
        let job = response.job().map(|job| (job, job.state()));
        let node = response.node();
        let shown = format!(
            "{response:?} {:?} {job:?} {:?} {node:?} {:?} {jobs:?} {reader:?}",
            response.kind(),
            response.jobs(),
            node.children()
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
    let response = Response::parse(b"<r><a>1</a></r>").unwrap();
    assert_eq!(format!("{:?}", response.node().child("a").unwrap()), r#"Node("a" at 3, 8 bytes)"#);
    let mut reader = Reader::new(b"<r><a>1</a></r>").unwrap();
    reader.next().unwrap();
    assert_eq!(format!("{reader:?}"), "Reader { syntax: Xml, offset: 3, .. }");
}

#[test]
fn texts_that_are_percent_encoded() {
    let decoded = |body: &str| {
        let response = Response::parse(body.as_bytes()).unwrap();
        let mut buf = [0; 32];
        let text = response.node().child("a").unwrap().text().unwrap();
        text.percent_decode_into(&mut buf).map(|text| text.to_string())
    };
    assert_eq!(decoded("<r><a>R%26amp%3BD%20lab +</a></r>").as_deref(), Ok("R&D lab +"));
    assert_eq!(decoded("<r><a>%26%230%3B%26</a></r>").as_deref(), Ok("&#0;&"));
    assert_eq!(decoded(r#"{"r":{"a":"R%26amp%3BD%20lab +"}}"#).as_deref(), Ok("R&amp;D lab +"));
    assert_eq!(decoded(&format!("<r><a>{}</a></r>", "%41".repeat(33))), Err(NoRoom));
}

#[test]
fn values_for_a_log() {
    assert_eq!(format!("{:?}", Fixed::new(&mut [0; 8])), "Fixed(0 of 8 bytes)");
    let job = Response::parse(b"<r><jobid>1</jobid><jobstatus>1</jobstatus></r>").unwrap().job().unwrap();
    assert_eq!(format!("{job:?}"), r#"JobReport { job_id: Some("1"), state: Succeeded(None), .. }"#);
    let outcomes: [(Outcome<'_>, _); 4] = [
        (Outcome::Fault(Fault::default()), "Fault(Fault { code: None, cs_code: None, text: None })"),
        (Outcome::Object("vm", &|_| Ok(())), r#"Object("vm", ..)"#),
        (Outcome::Success(true, Some("x")), r#"Success(true, Some("x"))"#),
        (Outcome::Text("a\"b"), r#"Text("a\"b")"#),
    ];
    for (outcome, shown) in outcomes {
        assert_eq!(format!("{outcome:?}"), shown);
    }
    let written = Answer::named("r", Syntax::Xml).write(&mut String::new(), |w| {
        assert_eq!((format!("{w:?}"), w.syntax()), ("Writer { syntax: Xml, .. }".to_owned(), Syntax::Xml));
        Ok(())
    });
    assert_eq!(written, Ok(()));
}

#[test]
fn syntaxes() {
    say([(Syntax::Xml, "xml"), (Syntax::Json, "json")]);
    let types = [Syntax::Xml, Syntax::Json].map(Syntax::content_type);
    assert_eq!(types, ["text/xml; charset=UTF-8", "application/json; charset=UTF-8"]);
}

#[cfg(feature = "sign")]
#[test]
fn signing() {
    use cloudstack_codec::Refusal::*;

    say([
        (NoSignature, "no signature"),
        (NoApiKey, "no API key"),
        (OtherApiKey, "another API key"),
        (Ambiguous, r#"a name with "&" or "=" in it"#),
        (TooMany, "too many parameters"),
        (Wrong, "a wrong signature"),
        (BadExpires, r#"no readable time in "expires""#),
        (Expired, "a signature that has expired"),
        (TooFarAhead, "a signature that expires more than 15 minutes from now"),
    ]);
}

#[cfg(feature = "serde")]
#[test]
fn errors_of_types() {
    use cloudstack_codec::DeErrorKind::*;

    say([
        (
            Custom,
            "refused by the type for a reason of its own (if it is an untagged enum, it sees numbers as text)",
        ),
        (Duplicate("nic"), r#"the field "nic" occurs twice"#),
        (Escaped, "a text with escapes, which needs a buffer (see deserialize_in)"),
        (ExpectedBool, r#"expected "true" or "false""#),
        (ExpectedMembers, "expected members, found a text"),
        (ExpectedNothing, "expected nothing, found a text"),
        (ExpectedNumber, "expected a number that fits the type"),
        (ExpectedOne, "expected one node, found a second of the same name"),
        (ExpectedOneMember, "expected one member, the variant of an enum"),
        (ExpectedText, "expected a text, found members"),
        (Length, "a length that the type does not take"),
        (MissingField("id"), r#"the field "id" is missing"#),
        (NestedList, "a list in a list, or a list read from a single node"),
        (NoRoom, "the buffer is too small"),
        (TooMany, "too many parameters"),
        (Type, "a value that the type does not take (flatten and tagged enums see numbers as text)"),
        (UnknownField(&["id", "nic"]), r#"an unknown field, expected "id" or "nic""#),
        (UnknownVariant(&[]), "an unknown variant"),
        (Value, "a value that the type refuses"),
    ]);
    let node = Response::parse(b"<r>x</r>").unwrap().node();
    say([(node.deserialize::<u8>().unwrap_err(), "expected a number that fits the type at byte 3")]);

    let body = b"<r>\n  <a>x</a>\n</r>";
    let error = Response::parse(body).unwrap().node().child("a").unwrap().deserialize::<u8>().unwrap_err();
    let place = error.locate(body);
    assert_eq!((place.line, place.column), (2, 6));
    let shown = "expected a number that fits the type at byte 9 (line 2, column 6)\n    <a>x</a>\n       ^";
    assert_eq!(error.show(body).to_string(), shown);
}

#[cfg(feature = "serde")]
#[test]
fn a_virtual_machine_without_its_password() {
    use cloudstack_codec::model::VirtualMachine;

    let body = b"<r><id>450</id><name>web</name><state>Running</state><password>swordfish</password></r>";
    let vm: VirtualMachine<'_, Vec<u8>> = Response::parse(body).unwrap().node().deserialize().unwrap();
    let shown = format!("{vm:?}");
    assert!(shown.contains("450") && shown.contains("web") && !shown.contains("swordfish"), "{shown}");
}
