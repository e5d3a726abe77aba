//! Documents made up by proptest, for whatever must read back what was written.

use core::ops::Range;
use core::slice;
use std::collections::HashSet;

use cloudstack_codec::Syntax;
use cloudstack_codec::answer::{Answer, WriteError, Writer};
use proptest::collection::vec;
use proptest::prelude::*;

/// The members of an object; no name occurs twice.
pub(crate) type Members = Vec<(String, Member)>;

#[derive(Clone, Debug)]
pub(crate) enum Member {
    One(Tree),
    List(Vec<Tree>),
}

/// What is not a list, so that no list can hold one.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Text(String),
    Number(i64),
    Bool(bool),
    Object(Members),
}

/// How deep objects are nested in each other. Miri takes small documents.
const DEPTH: u32 = if cfg!(miri) { 2 } else { 4 };

/// How many members an object has.
const MEMBERS: Range<usize> = if cfg!(miri) { 0..3 } else { 0..6 };

/// The members of a root, nested at most 6 deep with it.
pub(crate) fn root(text: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = Members> {
    let scalar = prop_oneof![
        4 => text.prop_map(Tree::Text),
        1 => any::<i64>().prop_map(Tree::Number),
        1 => any::<bool>().prop_map(Tree::Bool),
    ]
    .boxed();
    // What means something in an answer is a scalar, and `prop_recursive` alone makes few beside objects.
    let one = scalar.clone();
    let nested = scalar.clone().prop_recursive(DEPTH, 64, 6, move |inner| {
        members(prop_oneof![2 => one.clone(), 1 => inner]).prop_map(Tree::Object)
    });
    members(prop_oneof![2 => scalar, 1 => nested])
}

fn members(tree: impl Strategy<Value = Tree> + Clone + 'static) -> impl Strategy<Value = Members> {
    let list = vec(tree.clone(), 0..4).prop_map(Member::List);
    vec((name(), prop_oneof![3 => tree.prop_map(Member::One), 1 => list]), MEMBERS).prop_map(|mut members| {
        let mut names = HashSet::new();
        members.retain(|(name, _)| names.insert(name.clone()));
        members
    })
}

/// Names of XML, without the colon, which means something to readers that know namespaces.
fn name() -> impl Strategy<Value = String> {
    concat!(
        r"[a-zA-Z_\u{C0}-\u{D6}\u{370}-\u{37D}\u{3001}-\u{D7FF}\u{10000}-\u{EFFFF}]",
        r"[a-z0-9.\-\u{B7}\u{300}-\u{36F}\u{F8}-\u{2FF}\u{10000}-\u{EFFFF}]{0,8}",
    )
}

/// Texts of all characters, those that mean something to a syntax before others.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let char = prop_oneof![
        prop::sample::select("\"'<>&\\/]}; \r\n\t\u{7f}\u{85}\u{2028}".chars().collect::<Vec<_>>()),
        prop::char::range('\0', '\u{1f}'),
        prop::char::range('a', 'z'),
        any::<char>(),
    ];
    vec(char, 0..12).prop_map(String::from_iter)
}

/// Texts without the characters that XML 1.0 has no way to say.
pub(crate) fn xml_text() -> impl Strategy<Value = String> {
    any_text().prop_map(|text| {
        text.replace(|c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..), "")
    })
}

/// An answer with the members under a root, each written by its verb.
pub(crate) fn written(syntax: Syntax, root: &str, members: &Members) -> String {
    let mut body = String::new();
    Answer::named(root, syntax).write(&mut body, |w| write(w, members)).unwrap();
    body
}

fn write(w: &mut Writer<'_>, members: &Members) -> Result<(), WriteError> {
    members.iter().try_for_each(|(name, member)| match member {
        Member::One(Tree::Text(text)) => w.text(name, text),
        Member::One(Tree::Number(number)) => w.number(name, *number),
        Member::One(Tree::Bool(value)) => w.bool(name, *value),
        Member::One(Tree::Object(members)) => w.object(name, |w| write(w, members)),
        Member::List(list) => w.list(name, |w| {
            list.iter().try_for_each(|element| match element {
                Tree::Text(text) => w.text(text),
                Tree::Number(number) => w.number(*number),
                Tree::Bool(value) => w.bool(*value),
                Tree::Object(members) => w.object(|w| write(w, members)),
            })
        }),
    })
}

/// The members as both syntaxes read: a list is a run of its name.
pub(crate) fn runs(members: &Members) -> impl Iterator<Item = (&str, &Tree)> {
    members.iter().flat_map(|(name, member)| {
        let run = match member {
            Member::One(tree) => slice::from_ref(tree),
            Member::List(list) => list,
        };
        run.iter().map(move |tree| (name.as_str(), tree))
    })
}
