//! Whatever is written in one syntax or the other reads back equal.

use std::collections::{BTreeMap, HashMap};

use cloudstack_codec::answer::{Answer, WriteError, Writer};
use cloudstack_codec::{DeError, Response, Syntax};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

use super::tree::{self, Member, Tree};

/// A struct of every kind of field, written by the verbs.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
struct Vm {
    id: String,
    memory: Option<u64>,
    offset: i64,
    haenable: Option<bool>,
    #[serde(default)]
    nic: Vec<Self>,
    #[serde(default)]
    affinity: Vec<String>,
    template: Option<Box<Self>>,
    #[serde(default)]
    details: BTreeMap<String, String>,
}

impl Vm {
    fn write(&self, w: &mut Writer<'_>) -> Result<(), WriteError> {
        w.object("account", |w| w.list("id", |ids| (0..3).try_for_each(|id| ids.number(id))))?;
        w.list("nic", |nics| self.nic.iter().try_for_each(|nic| nics.object(|w| nic.write(w))))?;
        w.text("id", &self.id)?;
        self.memory.map_or(Ok(()), |memory| w.number("memory", memory))?;
        w.list("affinity", |list| self.affinity.iter().try_for_each(|text| list.text(text)))?;
        w.number("offset", self.offset)?;
        self.haenable.map_or(Ok(()), |haenable| w.bool("haenable", haenable))?;
        self.template.as_ref().map_or(Ok(()), |template| w.object("template", |w| template.write(w)))?;
        w.object("details", |w| self.details.iter().try_for_each(|(name, text)| w.text(name, text)))
    }
}

fn vms() -> impl Strategy<Value = Vm> {
    let leaf = (
        tree::xml_text(),
        any::<Option<u64>>(),
        any::<i64>(),
        any::<Option<bool>>(),
        prop::collection::vec(tree::xml_text(), 0..3),
        prop::collection::btree_map("[a-z]{1,3}", tree::xml_text(), 0..3),
    )
        .prop_map(|(id, memory, offset, haenable, affinity, details)| Vm {
            id,
            memory,
            offset,
            haenable,
            affinity,
            details,
            ..Vm::default()
        })
        .boxed();
    leaf.clone().prop_recursive(3, 24, 3, move |inner| {
        (leaf.clone(), prop::collection::vec(inner.clone(), 0..3), prop::option::of(inner))
            .prop_map(|(vm, nic, template)| Vm { nic, template: template.map(Box::new), ..vm })
    })
}

fn read<T: DeserializeOwned>(body: &str) -> Result<T, DeError> {
    let node = Response::parse(body.as_bytes()).unwrap().node();
    let mut scratch = vec![0; body.len()];
    let read = node.deserialize_in(&mut scratch);
    #[cfg(feature = "alloc")]
    assert_eq!(node.deserialize::<T>().is_ok(), read.is_ok());
    read
}

proptest! {
    #[test]
    fn what_is_written_reads_back_equal(vm in vms()) {
        for syntax in [Syntax::Xml, Syntax::Json] {
            let mut body = String::new();
            Answer::named("vm", syntax).write(&mut body, |w| vm.write(w)).unwrap();
            prop_assert_eq!(read::<Vm>(&body), Ok(vm.clone()), "{}", body);
        }
    }

    /// Without types all is text, and what is skipped leaves the rest in its place.
    #[test]
    fn any_tree_reads_as_texts(members in tree::root(tree::xml_text())) {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Last {
            last: u8,
        }
        let one = |name: &str, tree| (name.to_owned(), Member::One(tree));
        let root = vec![one("a", Tree::Object(members)), one("last", Tree::Number(1))];
        for syntax in [Syntax::Xml, Syntax::Json] {
            let body = tree::written(syntax, "r", &root);
            prop_assert_eq!(read::<Value>(&body), Ok(untyped(&root)), "{}", &body);
            prop_assert_eq!(read::<Last>(&body), Ok(Last { last: 1 }));
            prop_assert_eq!(read::<HashMap<String, IgnoredAny>>(&body).map(|map| map.len()), Ok(2));
        }
    }
}

fn untyped(members: &tree::Members) -> Value {
    let mut lists = BTreeMap::<&str, Vec<Value>>::new();
    for (name, tree) in tree::runs(members) {
        lists.entry(name).or_default().push(match tree {
            Tree::Text(text) => json!(text),
            Tree::Number(number) => json!(number.to_string()),
            Tree::Bool(value) => json!(value.to_string()),
            Tree::Object(members) => untyped(members),
        });
    }
    if lists.is_empty() {
        return json!("");
    }
    let one = |mut list: Vec<Value>| if list.len() == 1 { list.remove(0) } else { json!(list) };
    lists.into_iter().map(|(name, list)| (name.to_owned(), one(list))).collect()
}
