//! Nodes and queries, read into types.

use std::borrow::Cow;
use std::collections::BTreeMap;

use cloudstack_codec::model::{
    AffinityGroup, Details, ExtraDhcpOption, Nic, ResourceTag, SecondaryIp, SecurityGroup, SecurityGroupRule,
    Success, VirtualMachine,
};
use cloudstack_codec::{DeError, DeErrorKind, Node, Query, Response, Text};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::careless::{Careless, carelessly};
use crate::document::body;
use crate::query::text;
use crate::tree::Tree;

/// Checks that any body and any query is read into types with scratch of its length, without types to what it says, and
/// to an end by types that do not care.
pub fn serde_any(data: &[u8]) {
    let (body, query) = (&*body(data), &*text(data));
    if let Ok(response) = Response::parse(body) {
        let node = response.node();
        let mut scratch = vec![0; body.len()];
        let value: Value = node.deserialize_in(&mut scratch).unwrap();
        assert_eq!(value, untyped(&Tree::of(&node)));
        each_type(&node, body.len());
        node.children().for_each(|child| each_type(&child, body.len()));
        carelessly(body, || {
            let _ = node.deserialize::<Careless>();
            let _ = node.deserialize_in::<Careless>(&mut [0; 4]);
        });
    }
    if let Ok(query) = Query::parse_bytes(query) {
        let len = query.as_str().len();
        let mut scratch = vec![0; len];
        // What is wrong with all parameters has none.
        let is_place = |offset| offset <= len || offset == usize::MAX;
        is_placed(query.deserialize_in::<Value>(&mut scratch), is_place);
        is_placed(query.deserialize_in::<Everything<'_>>(&mut scratch), is_place);
        is_placed(query.deserialize_in::<BTreeMap<&str, Cow<'_, str>>>(&mut scratch), is_place);
        let _ = query.deserialize::<Everything<'_>>();
        carelessly(data, || {
            let _ = query.deserialize::<Careless>();
        });
        is_same_text(query.deserialize(), query.deserialize());
    }
}

/// A node without types: a text, or a map in which the last run of a name holds.
fn untyped(node: &Tree) -> Value {
    if node.children.is_empty() {
        return Value::String(node.text.clone());
    }
    let mut members = Map::new();
    for run in node.children.chunk_by(|a, b| a.name == b.name) {
        let value = match run {
            [one] => untyped(one),
            several => several.iter().map(untyped).collect(),
        };
        members.insert(run[0].name.clone(), value);
    }
    Value::Object(members)
}

/// A virtual machine with all its lists.
type WholeMachine<'a> = VirtualMachine<
    'a,
    Vec<Nic<'a, Vec<SecondaryIp<'a>>, Vec<ExtraDhcpOption<'a>>>>,
    Vec<SecurityGroup<'a, Vec<SecurityGroupRule<'a>>, Vec<ResourceTag<'a>>>>,
    Vec<AffinityGroup<'a>>,
    Vec<ResourceTag<'a>>,
    Details<'a, BTreeMap<&'a str, &'a str>>,
>;

fn each_type(node: &Node<'_>, len: usize) {
    let mut scratch = vec![0; len];
    is_typed::<Everything<'_>>(node, &mut scratch);
    is_typed::<VirtualMachine<'_>>(node, &mut scratch);
    is_typed::<WholeMachine<'_>>(node, &mut scratch);
    is_typed::<Success<'_>>(node, &mut scratch);
    is_typed::<BTreeMap<&str, Value>>(node, &mut scratch);
    is_typed::<Kind<'_>>(node, &mut scratch);
    is_typed::<Untagged<'_>>(node, &mut scratch);
    is_typed::<Tagged<'_>>(node, &mut scratch);
    is_typed::<Flat<'_>>(node, &mut scratch);
    is_typed::<Option<u64>>(node, &mut scratch);
    is_typed::<f64>(node, &mut scratch);
    is_typed::<&str>(node, &mut scratch);
    is_typed::<()>(node, &mut scratch);
    let _ = node.deserialize::<Everything<'_>>();
    is_same_text(node.deserialize(), node.deserialize());
}

/// Checks that texts that are borrowed with their escapes are those that are decoded.
fn is_same_text(
    borrowed: Result<BTreeMap<Text<'_>, Text<'_>>, DeError>,
    decoded: Result<BTreeMap<String, String>, DeError>,
) {
    let own = |(name, text): (Text<'_>, Text<'_>)| (name.into(), text.into());
    assert_eq!(borrowed.map(|map| map.into_iter().map(own).collect()), decoded);
}

fn is_typed<'s, T: Deserialize<'s>>(node: &Node<'s>, scratch: &'s mut [u8]) {
    let len = scratch.len();
    is_placed(node.deserialize_in::<T>(scratch), |offset| offset <= len);
}

/// Checks that an error has a place, and does not say that the scratch is too short.
fn is_placed<T>(read: Result<T, DeError>, is_place: impl Fn(usize) -> bool) {
    if let Err(error) = read {
        assert!(is_place(error.offset()), "{error}");
        assert!(!matches!(error.kind(), DeErrorKind::Escaped | DeErrorKind::NoRoom), "{error}");
    }
}

/// A field of every type.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Everything<'a> {
    id: &'a str,
    jobid: Option<&'a str>,
    jobstatus: Option<i8>,
    jobresultcode: u128,
    errorcode: Option<f32>,
    success: Option<bool>,
    count: (u16, i64),
    a: Vec<Option<u8>>,
    b: char,
    c: (),
    d: Vec<Everything<'a>>,
    e: Option<Box<Everything<'a>>>,
    f: BTreeMap<String, f64>,
    g: [i32; 2],
    h: String,
    #[serde(borrow)]
    i: Cow<'a, str>,
    j: Vec<Vec<i8>>,
    k: Option<Kind<'a>>,
    #[serde(borrow)]
    tags: Vec<BTreeMap<&'a str, &'a str>>,
    jobresult: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "it is only read into")]
enum Kind<'a> {
    A,
    B(&'a str),
    C { id: u8, name: Option<&'a str> },
    D(u8, u8),
    VirtualMachine(BTreeMap<&'a str, Value>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is only read into")]
enum Untagged<'a> {
    Text(&'a str),
    Two { id: String, name: String },
    Any(BTreeMap<String, Value>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "id")]
#[expect(dead_code, reason = "it is only read into")]
enum Tagged<'a> {
    A { name: &'a str },
    B,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is only read into")]
struct Flat<'a> {
    id: Option<&'a str>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}
