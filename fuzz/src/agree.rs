//! Trees, written in both syntaxes.

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{Error, ErrorKind, Heard, JobState, Kind, MAX_DEPTH, Reader, Response, Syntax, Text};

use crate::document::{Document, Member, Members, Name, Value};
use crate::tree::Tree;

/// Checks that what is written in both syntaxes reads to what was written, and means the same.
pub fn agree(data: &[u8]) {
    let Ok(document) = Document::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let (xml, json) = (document.write(Syntax::Xml), document.write(Syntax::Json));
    let Document { root: Name(root), members } = document;
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
