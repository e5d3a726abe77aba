//! Answers of any members, and bodies with them.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::Syntax;
use cloudstack_codec::answer::{Answer, WriteError, Writer};

use crate::made::raw_or_made;

/// Gives the body that bytes stand for: themselves, or a document in either syntax.
pub(crate) fn body(data: &[u8]) -> Cow<'_, [u8]> {
    raw_or_made(data, begins_body, |(is_json, document): (bool, Document)| {
        document.write(if is_json { Syntax::Json } else { Syntax::Xml })
    })
}

/// The same in one syntax.
pub(crate) fn body_in(syntax: Syntax, data: &[u8]) -> Cow<'_, [u8]> {
    raw_or_made(data, begins_body, |document: Document| document.write(syntax))
}

/// Tells whether a body may begin with this byte, be it that of a byte order mark.
fn begins_body(first: u8) -> bool {
    matches!(first, b'<' | b'{' | b' ' | b'\t' | b'\r' | b'\n' | 0xEF)
}

#[derive(Arbitrary, Debug)]
pub(crate) struct Document {
    pub(crate) root: Name,
    pub(crate) members: Members,
}

impl Document {
    pub(crate) fn write(&self, syntax: Syntax) -> String {
        let mut out = String::new();
        Answer::named(self.root.0, syntax).write(&mut out, |w| write(w, &self.members)).unwrap();
        out
    }
}

pub(crate) type Members = Vec<(Name, Member)>;

#[derive(Arbitrary, Debug)]
pub(crate) enum Member {
    One(Value),
    List(Vec<Value>),
}

/// What is not a list, so that no list can hold one.
#[derive(Arbitrary, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Status(u8),
    Bool(bool),
    Object(Members),
}

/// The words of the wire, and odd names.
#[derive(Debug)]
pub(crate) struct Name(pub(crate) &'static str);

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
