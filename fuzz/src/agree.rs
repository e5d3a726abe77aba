//! Trees, written in both syntaxes.

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::answer::{Answer, WriteError, Writer};
use cloudstack_codec::{Error, ErrorKind, Heard, JobState, Kind, MAX_DEPTH, Reader, Response, Syntax, Text};

use crate::tree::Tree;

/// Checks that what is written in both syntaxes reads to what was written, and means the same.
pub fn agree(data: &[u8]) {
    let Ok(Document { root: Name(root), members }) = Document::arbitrary_take_rest(Unstructured::new(data))
    else {
        return;
    };
    let written = |syntax| {
        let mut out = String::new();
        Answer::named(root, syntax).write(&mut out, |w| write(w, &members)).unwrap();
        out
    };
    let (xml, json) = (written(Syntax::Xml), written(Syntax::Json));
    let mut tree = Tree::named(root);
    runs(&members, &mut tree);
    if depth(&tree) > MAX_DEPTH {
        for body in [&xml, &json] {
            assert_eq!(read(body, Reader::new).map_err(|error| error.kind()), Err(ErrorKind::TooDeep));
        }
        return;
    }
    assert_eq!(read(&xml, Reader::new).as_ref(), Ok(&tree));
    assert_eq!(read(&json, Reader::strict).as_ref(), Ok(&tree));
    match read(&xml, Reader::strict) {
        Ok(strict) => assert_eq!(strict, tree),
        Err(error) => assert!(
            matches!(error.kind(), ErrorKind::ControlCharacter(_)) && !has_only_xml_characters(&tree),
            "{error}"
        ),
    }

    let (xml, json) = (parse(&xml), parse(&json));
    assert_eq!(Heard::from(&xml), Heard::from(&json));
    assert_eq!(xml.fault(), json.fault());
    assert_eq!(xml.submitted(), json.submitted());
    assert_eq!((xml.count(), xml.success()), (json.count(), json.success()));
    assert_eq!(states(&xml), states(&json));

    for from in [xml, json] {
        for to in [Syntax::Xml, Syntax::Json] {
            let mut out = String::new();
            from.node().write(&mut out, to).unwrap();
            assert_eq!(read(&out, Reader::new).as_ref(), Ok(&tree), "{:?} as {to:?}", from.syntax());
        }
    }
}

fn read<'b>(body: &'b str, reader: fn(&'b [u8]) -> Result<Reader<'b>, Error>) -> Result<Tree, Error> {
    reader(body.as_bytes()).and_then(Tree::read)
}

fn parse(body: &str) -> Response<'_> {
    Response::parse(body.as_bytes()).unwrap()
}

/// The job that a body reports, or those that it lists, by the kind of the answer.
fn states<'b>(response: &Response<'b>) -> Vec<JobState<'b, Text<'b>>> {
    let jobs: Vec<_> = match response.kind() {
        Kind::Job(job) => vec![job],
        Kind::Jobs(jobs) => jobs.collect(),
        Kind::Fault(_) | Kind::Submitted(_) | Kind::Other(_) => return Vec::new(),
    };
    jobs.iter().map(|job| job.state().map_object(|object| object.name())).collect()
}

#[derive(Arbitrary, Debug)]
struct Document {
    root: Name,
    members: Members,
}

type Members = Vec<(Name, Member)>;

#[derive(Arbitrary, Debug)]
enum Member {
    One(Value),
    List(Vec<Value>),
}

/// What is not a list, so that no list can hold one.
#[derive(Arbitrary, Debug)]
enum Value {
    Text(String),
    Number(i64),
    Status(u8),
    Bool(bool),
    Object(Members),
}

/// The words of the wire, and odd names.
#[derive(Debug)]
struct Name(&'static str);

impl<'d> Arbitrary<'d> for Name {
    fn arbitrary(data: &mut Unstructured<'d>) -> arbitrary::Result<Self> {
        const NAMES: [&str; 24] = [
            "queryasyncjobresultresponse",
            "jobid",
            "jobstatus",
            "jobresult",
            "jobresultcode",
            "jobresulttype",
            "jobprocstatus",
            "errorcode",
            "errortext",
            "cserrorcode",
            "success",
            "id",
            "count",
            "asyncjobs",
            "listasyncjobsresponse",
            "error",
            "description",
            "virtualmachine",
            "null",
            "a",
            "é-1",
            "x:y",
            "_.",
            "\u{10000}",
        ];
        Ok(Self(data.choose(&NAMES)?))
    }
}

fn write(w: &mut Writer<'_>, members: &Members) -> Result<(), WriteError> {
    members.iter().try_for_each(|(Name(name), member)| match member {
        Member::One(Value::Text(text)) => w.text(name, text),
        Member::One(Value::Number(number)) => w.number(name, *number),
        Member::One(Value::Status(number)) => w.number(name, *number),
        Member::One(Value::Bool(value)) => w.bool(name, *value),
        Member::One(Value::Object(members)) => w.object(name, |w| write(w, members)),
        Member::List(list) => w.list(name, |w| {
            list.iter().try_for_each(|element| match element {
                Value::Text(text) => w.text(text),
                Value::Number(number) => w.number(*number),
                Value::Status(number) => w.number(*number),
                Value::Bool(value) => w.bool(*value),
                Value::Object(members) => w.object(|w| write(w, members)),
            })
        }),
    })
}

/// Adds the members as both syntaxes have them: a list is a run of its name.
fn runs(members: &Members, node: &mut Tree) {
    for (Name(name), member) in members {
        let run = match member {
            Member::One(value) => std::slice::from_ref(value),
            Member::List(list) => list,
        };
        for value in run {
            let mut child = Tree::named(*name);
            match value {
                Value::Text(text) => child.text.clone_from(text),
                Value::Number(number) => child.text = number.to_string(),
                Value::Status(number) => child.text = number.to_string(),
                Value::Bool(value) => child.text = value.to_string(),
                Value::Object(members) => runs(members, &mut child),
            }
            node.children.push(child);
        }
    }
}

fn depth(node: &Tree) -> usize {
    1 + node.children.iter().map(depth).max().unwrap_or(0)
}

fn has_only_xml_characters(node: &Tree) -> bool {
    let is_one = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    node.text.chars().all(is_one) && node.children.iter().all(has_only_xml_characters)
}
