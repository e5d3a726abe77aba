//! JSON, read by `serde_json` and put into our model by a slow reading of its table.

use std::fmt;

use cloudstack_codec::{ErrorKind, MAX_DEPTH, Reader, Syntax};
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::document::body_in;
use crate::tree::Tree;

/// Differences, by name: a byte order mark is white space to us.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Checks that JSON reads as `serde_json` reads it.
///
/// What it takes and our model has, we read to the same tree; what our model does not have, we refuse for that very
/// reason; what we take in strict mode, it takes.
pub fn read_json_like_serde_json(data: &[u8]) {
    let body = &*body_in(Syntax::Json, data);
    let json = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    let theirs = serde_json::from_slice::<&RawValue>(json).ok().and_then(|value| root(value).ok());
    match (theirs, Reader::new(body).and_then(Tree::read)) {
        (Some(Ok(theirs)), ours) => assert_eq!(ours.as_ref(), Ok(&theirs)),
        (Some(Err(outside)), ours) => match (outside, ours.expect_err("read beyond the model").kind()) {
            (Outside::NoObject, ErrorKind::Null | ErrorKind::ExpectedBody(_)) => {}
            (Outside::NoRoot, ErrorKind::NoRoot) => {}
            (Outside::NestedList, ErrorKind::NestedList) => {}
            (Outside::TooDeep, ErrorKind::TooDeep) => {}
            (outside, kind) => panic!("{outside:?}, refused as {kind:?}"),
        },
        (None, _) => {
            let is_json = Reader::strict(body).is_ok_and(|reader| reader.syntax() == Syntax::Json);
            if let (true, Ok(tree)) = (is_json, Reader::strict(body).and_then(Tree::read)) {
                panic!("refused by serde_json, and read strictly to {tree:?}");
            }
        }
    }
}

/// Why a JSON document is no answer.
#[derive(Debug)]
enum Outside {
    /// It is no object.
    NoObject,
    /// It has no member that is an object, and the first is a list.
    NoRoot,
    /// A list stands in a list.
    NestedList,
    /// More nodes are open at once than are read.
    TooDeep,
}

/// A value, its numbers as they are written and its members as often as they stand there.
enum Json<'a> {
    Scalar(String),
    Null,
    List(Vec<&'a RawValue>),
    Object(Vec<(String, &'a RawValue)>),
}

/// Gives the root of a document, if our model has it. All of the document is looked at.
fn root(document: &RawValue) -> serde_json::Result<Result<Tree, Outside>> {
    let Json::Object(members) = Json::of(document)? else { return Ok(Err(Outside::NoObject)) };
    let mut roots = Vec::new();
    for (name, value) in &members {
        let mut nodes = Vec::new();
        if let Err(outside) = nodes_of(name, value, 1, &mut nodes)? {
            return Ok(Err(outside));
        }
        roots.push((value.get().starts_with('{'), value.get().starts_with('['), nodes));
    }
    // The first object or, where there is none, the first member, which may be nothing but not a list.
    let at = roots.iter().position(|(is_object, ..)| *is_object).unwrap_or(0);
    Ok(match (members.get(at), roots.get(at)) {
        (Some((name, _)), Some((_, is_list, nodes))) => match nodes.first() {
            None => Ok(Tree::named(name)),
            Some(_) if *is_list => Err(Outside::NoRoot),
            Some(node) => Ok(node.clone()),
        },
        _ => Err(Outside::NoRoot),
    })
}

/// Adds the nodes that a member stands for; `depth` counts those that are open, with it.
fn nodes_of(
    name: &str,
    value: &RawValue,
    depth: usize,
    nodes: &mut Vec<Tree>,
) -> serde_json::Result<Result<(), Outside>> {
    let elements = match Json::of(value)? {
        Json::List(elements) => elements,
        _ => vec![value],
    };
    let is_list = value.get().starts_with('[');
    for element in elements {
        let mut node = Tree::named(name);
        let value = Json::of(element)?;
        match value {
            Json::Null => continue,
            Json::List(_) if is_list => return Ok(Err(Outside::NestedList)),
            _ if depth > MAX_DEPTH => return Ok(Err(Outside::TooDeep)),
            Json::List(_) => unreachable!("a list is taken apart above"),
            Json::Scalar(text) => node.text = text,
            Json::Object(members) => {
                for (name, value) in members {
                    if let Err(outside) = nodes_of(&name, value, depth + 1, &mut node.children)? {
                        return Ok(Err(outside));
                    }
                }
            }
        }
        nodes.push(node);
    }
    Ok(Ok(()))
}

impl<'a> Json<'a> {
    fn of(value: &'a RawValue) -> serde_json::Result<Self> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                std::iter::from_fn(|| map.next_entry().transpose()).collect()
            }
        }
        let text = value.get();
        match text.as_bytes() {
            [b'{', ..] => serde_json::Deserializer::from_str(text).deserialize_map(Members).map(Self::Object),
            [b'[', ..] => serde_json::from_str(text).map(Self::List),
            [b'"', ..] => serde_json::from_str(text).map(Self::Scalar),
            b"null" => Ok(Self::Null),
            _ => Ok(Self::Scalar(text.into())),
        }
    }
}
