//! Properties of reading: what was written comes back, and all ways to read agree on any bytes.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use core::fmt;

use cloudstack_codec::{Error, Event, Heard, JobReport, Jobs, Kind, Node, Reader, Response, Syntax};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

mod common {
    pub(crate) mod fixture;
    pub(crate) mod lines;
    pub(crate) mod parts;
    pub(crate) mod sample;
    pub(crate) mod tree;
}
use common::parts::PARTS;
use common::sample::Sample as _;
use common::tree::{self, Member, Members, Tree, written};
use common::{fixture, lines};

/// The lines of a tree under a root.
fn lines_of_tree(root: &str, members: &Members) -> String {
    fn walk(lines: &mut lines::Lines, depth: usize, members: &Members) {
        for (name, tree) in tree::runs(members) {
            lines.start(depth, name.chars());
            match tree {
                Tree::Text(text) if text.is_empty() => {}
                Tree::Text(text) => lines.text(text.chars()),
                Tree::Number(number) => lines.text(number.to_string().chars()),
                Tree::Bool(value) => lines.text(value.to_string().chars()),
                Tree::Object(members) => walk(lines, depth + 1, members),
            }
        }
    }
    let mut lines = lines::Lines::default();
    lines.start(0, root.chars());
    walk(&mut lines, 1, members);
    lines.finish()
}

fn read(reader: Result<Reader<'_>, Error>) -> Result<String, Error> {
    lines::of_reader(reader?)
}

/// Reads any bytes in every way there is, and compares the ways with each other.
fn check(body: &[u8]) {
    let lenient = read(Reader::new(body));
    let parsed = Response::parse(body);
    check_steps(body);
    match (&parsed, &lenient) {
        (Ok(response), Ok(lines)) => {
            assert_eq!(&lines::of_node(response.node()), lines);
            check_nodes(body, response.node());
            show(&(response, response.kind(), response.job(), response.fault(), response.version()));
        }
        (Err(parsed), Err(read)) => {
            assert_eq!(parsed, read);
            assert!(parsed.offset() <= body.len());
            show(&(parsed.show(body).to_string(), parsed.locate(body), parsed.to_string()));
        }
        _ => panic!("{parsed:?}, but {lenient:?}"),
    }
    check_jobs(body, parsed);
    // What strict mode takes, it reads to the same.
    let strict = read(Reader::strict(body));
    assert_eq!(Response::parse_strict(body).err(), strict.as_ref().err().copied());
    if strict.is_ok() {
        assert_eq!(strict, lenient);
    }
}

/// The events are balanced and few, the offset never goes back, and the end or the error stays.
fn check_steps(body: &[u8]) {
    let Ok(mut reader) = Reader::new(body) else { return };
    let (mut open, mut at) = (0_usize, 0);
    for _ in 0..=2 * body.len() + 2 {
        let event = reader.next();
        assert!((at..=body.len()).contains(&reader.offset()));
        at = reader.offset();
        show(&(&reader, event));
        match event {
            Ok(Some(Event::Start(_))) => open += 1,
            Ok(Some(Event::Text(text))) => assert!(open > 0 && !text.is_empty()),
            Ok(Some(Event::End)) => open = open.checked_sub(1).expect("an end of nothing"),
            Ok(None) | Err(_) => {
                assert!(open == 0 || event.is_err());
                assert_eq!(reader.next(), event);
                return;
            }
        }
    }
    panic!("more events than bytes");
}

/// Every node says the same as its own reader and stands where it says.
fn check_nodes(body: &[u8], node: Node<'_>) {
    assert!(body[node.offset()..].starts_with(node.raw().as_bytes()));
    assert_eq!(lines::of_reader(node.reader()).as_deref(), Ok(&*lines::of_node(node)));
    show(&(node, node.children(), node.attribute("a")));
    node.children().for_each(|child| check_nodes(body, child));
}

/// One pass over a list gives what a walk in the checked answer gives, and refuses what it refuses.
fn check_jobs(body: &[u8], parsed: Result<Response<'_>, Error>) {
    let mut jobs = match Jobs::new(body) {
        Ok(jobs) => jobs,
        Err(error) => return assert_eq!(Some(error), parsed.err()),
    };
    let mut passed = Vec::new();
    let mut error = None;
    for job in &mut jobs {
        match job {
            Ok(job) => passed.push(job),
            Err(stop) => error = Some(stop),
        }
    }
    assert_eq!(error, parsed.err());
    assert!(jobs.next().is_none());
    show(&jobs);
    let answer = |response: Response<'_>| format!("{:?} {:?}", response.node(), response.kind());
    assert_eq!(jobs.response().map(answer), parsed.ok().map(answer));
    if let Some(walked) = parsed.ok().and_then(|response| response.jobs()) {
        let walked: Vec<_> = walked.collect();
        assert_eq!(walked.len(), passed.len());
        for (walked, passed) in walked.iter().zip(&passed) {
            assert_eq!(walked.node(), passed.node());
            assert_eq!(walked.state(), passed.state());
            assert_eq!(walked.result(), passed.result());
            assert_eq!(format!("{walked:?}"), format!("{passed:?}"));
        }
    }
}

/// Printing must not panic, whatever is printed.
fn show(value: &dyn fmt::Debug) {
    assert!(!format!("{value:?}").is_empty());
}

/// All that an answer says, whatever syntax it is in.
fn meaning(response: Response<'_>) -> String {
    let state = |job: JobReport<'_>| {
        let state = job.state().map_object(lines::of_node);
        let result = job.result().map_object(lines::of_node);
        format!("{:?} {state:?} {result:?} {:?}\n", job.job_id(), job.result_code())
    };
    let kind = match response.kind() {
        Kind::Job(_) => "job",
        Kind::Fault(_) => "fault",
        Kind::Jobs(_) => "jobs",
        Kind::Submitted(_) => "submitted",
        Kind::Other(_) => "other",
    };
    let (fault, submitted) = (response.fault(), response.submitted());
    let (count, success, heard) = (response.count(), response.success(), Heard::from(response));
    let jobs: Option<String> = response.jobs().map(|jobs| jobs.map(state).collect());
    let job = response.job().map(state);
    format!("{kind} {fault:?} {submitted:?} {count:?} {success:?} {heard:?}\n{job:?}\n{jobs:?}")
}

/// The same tree with names, numbers and texts that mean something.
fn known(members: Members) -> Members {
    const TEXTS: &[&str] = &["0", "0", "1", "2", "3", " 1 ", "true", "false", "object", "text", ""];
    let pick =
        |of: &[&'static str], by: &str| of[by.bytes().map(usize::from).sum::<usize>() % of.len()].to_owned();
    let tree = |tree| match tree {
        Tree::Number(number) if number % 4 != 0 => Tree::Number(number.rem_euclid(5)),
        Tree::Text(text) if text.len() % 8 != 0 => Tree::Text(pick(TEXTS, &text)),
        Tree::Object(members) => Tree::Object(known(members)),
        other => other,
    };
    let member = |(name, member): (String, Member)| {
        let member = match member {
            Member::One(one) => Member::One(tree(one)),
            Member::List(list) => Member::List(list.into_iter().map(tree).collect()),
        };
        (pick(NAMES, &name), member)
    };
    members.into_iter().map(member).collect()
}

/// A body that failures print as text.
#[derive(Clone)]
struct Body(Vec<u8>);

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Roots of which each means something else, that of a job most often.
const ROOTS: &[&str] =
    &["a", "error", "listasyncjobsresponse", "queryasyncjobresultresponse", "queryasyncjobresultresponse"];

/// Names, most of which mean something to the reading side.
const NAMES: &[&str] = &[
    "a",
    "a",
    "b",
    "html",
    "id",
    "jobid",
    "jobstatus",
    "jobstatus",
    "jobresult",
    "jobresulttype",
    "virtualmachine",
    "asyncjobs",
    "errorcode",
    "errortext",
    "success",
    "count",
    "error",
    "description",
    "listasyncjobs",
    "queryasyncjob",
];

/// XML elements of all that the syntax has, most of them well formed.
fn xml() -> BoxedStrategy<String> {
    const TEXTS: &[&str] = &[
        "",
        "",
        "0",
        "1",
        "2",
        "true",
        "object",
        " x ",
        "é",
        "&lt;",
        "&#65;",
        "R&D",
        "<![CDATA[<b>]]>",
        "<!-- </a> -->",
        "<?b </a>?>",
        "\r\n",
        "]]>",
        "\u{7}",
    ];
    const BETWEEN: &[&str] = &["", "", "\n  ", "<!-- <b> -->", " <?b <c>?> "];
    const ATTRIBUTES: &[&str] = &["", "", " ", " a='1'", " b = \"/>\"\n", " a='&gt;' b=''"];
    let text = vec(select(TEXTS), 1..3).prop_map(|texts| texts.concat());
    let element = |content: BoxedStrategy<String>| {
        let parts = (select(NAMES), select(ATTRIBUTES), content);
        parts.prop_map(|(name, attributes, content)| match &*content {
            "" => format!("<{name}{attributes}/>"),
            _ => format!("<{name}{attributes}>{content}</{name} >"),
        })
    };
    element(text.boxed())
        .prop_recursive(5, 32, 5, move |inner| {
            let children = vec((inner, select(BETWEEN)), 1..6);
            let content = (select(BETWEEN), children).prop_map(|(before, children)| {
                children.into_iter().fold(before.to_owned(), |out, (child, after)| out + &child + after)
            });
            element(content.boxed())
        })
        .boxed()
}

/// JSON values of all that the syntax has, most of them well formed.
fn json() -> BoxedStrategy<String> {
    const SCALARS: &[&str] = &[
        "null",
        "null",
        "true",
        "false",
        "0",
        "1",
        "2",
        "-1.5e+3",
        "{ }",
        "[]",
        "\"\"",
        "\"0\"",
        "\"object\"",
        r#""\"\\\u0041\ud83d""#,
        r#""\A{]""#,
        "\" \u{7}é\"",
    ];
    fn name() -> impl Strategy<Value = String> {
        (select(NAMES), prop::bool::weighted(0.1)).prop_map(|(name, is_escaped)| {
            let first = name.as_bytes()[0];
            if is_escaped { format!("\\u{:04x}{}", first, &name[1..]) } else { name.into() }
        })
    }
    select(SCALARS)
        .prop_map(str::to_owned)
        .prop_recursive(6, 48, 5, |inner| {
            let list = vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(" ,")));
            let member = (name(), inner).prop_map(|(name, value)| format!("\"{name}\": {value}"));
            let object = vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(",\n")));
            prop_oneof![1 => list, 4 => object]
        })
        .boxed()
}

/// Whole bodies.
fn body() -> impl Strategy<Value = Body> {
    let members = vec((select(NAMES), json()), 1..3).prop_map(|members| {
        let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(", "))
    });
    prop_oneof![xml(), members].prop_map(|body| Body(body.into_bytes()))
}

/// Bytes that mean something to a reader, most of them.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![9 => select(PARTS).prop_map(|part| part.into()), 1 => vec(any::<u8>(), 0..3)]
}

/// Such pieces in any order, alone or in a root.
fn pieces() -> impl Strategy<Value = Body> {
    let root = select(&[("", ""), ("<a>", ""), ("<a>", "</a>"), (r#"{"a":{"#, "}}")][..]);
    (root, vec(piece(), 0..24)).prop_map(|((start, end), pieces)| {
        Body([start.as_bytes(), &pieces.concat(), end.as_bytes()].concat())
    })
}

/// A body with a few bytes changed for others.
fn changed(body: impl Strategy<Value = Body>) -> impl Strategy<Value = Body> {
    let change = (any::<Index>(), 0..12_usize, piece());
    (body, vec(change, 1..3)).prop_map(|(Body(mut body), changes)| {
        for (at, len, piece) in changes {
            let at = at.index(body.len() + 1);
            body.splice(at..(at + len).min(body.len()), piece);
        }
        Body(body)
    })
}

/// A recorded answer.
fn recorded() -> impl Strategy<Value = Body> {
    select(fixture::all().into_iter().map(|(body, _)| Body(body.bytes)).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read(members in tree::root(tree::any_text())) {
        let lines = lines_of_tree("r", &members);
        for syntax in [Syntax::Xml, Syntax::Json] {
            let body = written(syntax, "r", &members);
            prop_assert_eq!(read(Reader::new(body.as_bytes())), Ok(lines.clone()), "{}", body);
            prop_assert_eq!(lines::of_node(Response::parse(body.as_bytes()).unwrap().node()), &*lines);
        }
        let json = written(Syntax::Json, "r", &members);
        prop_assert_eq!(read(Reader::strict(json.as_bytes())), Ok(lines));
    }

    #[test]
    fn both_syntaxes_mean_the_same(members in tree::root(tree::any_text()), root in select(ROOTS)) {
        let members = known(members);
        let (xml, json) = (written(Syntax::Xml, root, &members), written(Syntax::Json, root, &members));
        let (xml, json) = (Response::parse(xml.as_bytes()).unwrap(), Response::parse(json.as_bytes()).unwrap());
        prop_assert_eq!(meaning(xml), meaning(json));
    }

    #[test]
    fn strict_mode_takes_what_xml_can_say(members in tree::root(tree::xml_text())) {
        let body = written(Syntax::Xml, "r", &members);
        prop_assert_eq!(read(Reader::strict(body.as_bytes())), Ok(lines_of_tree("r", &members)));
    }

    #[test]
    fn any_bytes(body in vec(any::<u8>(), 0..64)) {
        check(&body);
    }

    #[test]
    fn bytes_of_the_syntaxes(body in pieces()) {
        check(&body.0);
    }

    #[test]
    fn bodies_of_the_syntaxes(body in body()) {
        check(&body.0);
    }

    #[test]
    fn changed_bodies(body in changed(body())) {
        check(&body.0);
    }

    #[test]
    fn changed_fixtures(body in changed(recorded())) {
        check(&body.0);
    }
}

#[test]
fn the_fixtures_themselves() {
    for (body, _) in fixture::all().into_iter().sample(3) {
        println!("{}", body.name);
        check(&body.bytes);
    }
}

/// The first member of a document that is an object; where none is, the first.
#[test]
fn roots_of_documents() {
    for (body, name, raw) in [
        (r#"{"r":{}}"#, "r", "{}"),
        (r#"{"a":1,"b":2}"#, "a", "1"),
        (r#"{"a":null,"b":2}"#, "a", ""),
        (r#"{"a":"{","r":{"b":1}}"#, "r", r#"{"b":1}"#),
        (r#"{"r":{"b":1},"c":{"d":1}}"#, "r", r#"{"b":1}"#),
        (r#"{"r":{},"c":{"d":1}}"#, "r", "{}"),
        // An object in a list is none of the document's members.
        (r#"{"l":[{"a":1}],"r":{"b":1}}"#, "r", r#"{"b":1}"#),
        (r#"{"l":[{"a":{}}],"r":{"b":1}}"#, "r", r#"{"b":1}"#),
        (r#"{"l":[{"a":{"b":[{}]}},{}],"r":{}}"#, "r", "{}"),
        (r#"{"a":1,"l":[{"a":{}}]}"#, "a", "1"),
    ] {
        let root = Response::parse(body.as_bytes()).unwrap().node();
        assert_eq!((root.name().raw(), root.raw()), (name, raw), "{body}");
        assert_eq!(read(Reader::new(body.as_bytes())), Ok(lines::of_node(root)), "{body}");
    }
}

/// What stands in a string is no structure, wherever white space stands between the tokens.
#[test]
fn punctuation_in_strings() {
    const TOKENS: &[&str] = &[
        "{", "$", ":", "{", "$", ":", "$", ",", "$", ":", "[", "$", ",", "{", "$", ":", "1", "}", "]", "}",
        "}",
    ];
    for text in [":", ",", "{", "}", "[", "]", "':'", ",':", "\\\"", "\\\":"].into_iter().sample(4) {
        let body = TOKENS.concat().replace('$', &format!("\"{text}\""));
        let want = read(Reader::new(body.as_bytes())).unwrap();
        assert_eq!(want.lines().count(), 5, "{body}");
        for one in (0..TOKENS.len()).sample(7) {
            for other in (one..TOKENS.len()).sample(9) {
                let mut tokens = TOKENS.to_vec();
                tokens.insert(other, "\n");
                tokens.insert(one, " ");
                let body = tokens.concat().replace('$', &format!("\"{text}\""));
                assert_eq!(read(Reader::new(body.as_bytes())).as_ref(), Ok(&want), "{body}");
                let response = Response::parse(body.as_bytes()).unwrap();
                assert_eq!(lines::of_node(response.node()), want, "{body}");
            }
        }
    }
}
