//! Strict mode against the references, `roxmltree` and `serde_json`.
//!
//! What we take, the reference takes for the same; what only one of them takes is a difference that has a name here.
//! Compared are bodies that are one byte away from a fixture, and one body for each difference; of small fixtures
//! `ci/exhaustive` turns each byte into all others, and puts any before it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use std::collections::{BTreeMap, BTreeSet};

use cloudstack_codec::{Error, ErrorKind, MAX_ATTRIBUTES, MAX_DEPTH, Node, Response};

mod common {
    pub(crate) mod fixture;
}
use common::fixture::{self, Body};

/// The bytes that mean something to a syntax, and some that mean nothing.
const BYTES: &[u8] = b"<>&;\"'/=!?-[]{},:\\ \nu0e.a\x07\x80\xFF";

/// The longest fixture that is changed byte by byte.
const SMALL: usize = 500;

/// What a body means to either side. The references lose the order between names, and we the kinds of scalars.
#[derive(Debug, Default, PartialEq)]
struct Tree {
    text: String,
    members: BTreeMap<String, Vec<Self>>,
}

impl Tree {
    fn of_text(text: &str) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn push(&mut self, name: &str, member: Self) {
        self.members.entry(name.into()).or_default().push(member);
    }

    fn of_node(node: Node<'_>) -> Self {
        let text = node.text().map_or_else(String::new, |text| text.to_string());
        let mut tree = Self { text, ..Self::default() };
        node.children().for_each(|child| tree.push(&child.name().to_string(), Self::of_node(child)));
        tree
    }
}

/// What strict mode reads: the root's name and what stands in it.
fn ours(body: &[u8]) -> Result<(String, Tree), Error> {
    let root = Response::parse_strict(body)?.node();
    Ok((root.name().to_string(), Tree::of_node(root)))
}

/// Compares bodies that are one byte away from a fixture of the syntax, and names the differences.
///
/// Of the small fixtures each byte is left out, and becomes each of [`BYTES`]. With `any` it becomes any byte, any is
/// put before it, and the larger fixtures are changed too, by [`BYTES`].
fn differences(
    extension: &str,
    any: bool,
    difference: fn(&[u8]) -> Option<&'static str>,
) -> Vec<&'static str> {
    let every = Vec::from_iter(0..=u8::MAX);
    let mut names = BTreeSet::new();
    for (Body { name, bytes }, _) in fixture::all() {
        let is_small = bytes.len() <= SMALL;
        if !name.ends_with(extension) || !is_small && !any {
            continue;
        }
        assert_eq!(difference(&bytes), None, "{name}");
        let others = if is_small && any { &every } else { BYTES };
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            for &byte in others {
                changed[at] = byte;
                names.extend(difference(&changed));
            }
            changed.remove(at);
            names.extend(difference(&changed));
            if any {
                changed = bytes.clone();
                changed.insert(at, 0);
                for &byte in others {
                    changed[at] = byte;
                    names.extend(difference(&changed));
                }
            }
        }
    }
    names.into_iter().collect()
}

/// One row, one test: a body and the name of the difference that it shows.
macro_rules! differs {
    ($difference:ident: $($name:ident: $body:expr, $named:expr;)*) => {$(
        #[test]
        fn $name() {
            let body = $body;
            assert_eq!($difference(AsRef::<[u8]>::as_ref(&body)), $named);
        }
    )*};
}

mod json {
    use serde_json::Value;

    use super::*;

    fn tree(value: &Value) -> Tree {
        match value {
            Value::Object(members) => {
                let mut tree = Tree::default();
                for (name, value) in members {
                    let list = match value {
                        Value::Array(list) => list,
                        value => core::slice::from_ref(value),
                    };
                    let list = list.iter().filter(|value| !value.is_null());
                    list.for_each(|value| tree.push(name, self::tree(value)));
                }
                tree
            }
            Value::String(text) => Tree::of_text(text),
            scalar => Tree::of_text(&scalar.to_string()),
        }
    }

    /// Writes the numbers that are no integers in one way.
    fn with_equal_numbers(tree: Tree) -> Tree {
        let text = match serde_json::from_str(&tree.text) {
            Ok(Value::Number(number)) if !number.is_i64() => format!("{:.9e}", number.as_f64().unwrap()),
            _ => tree.text,
        };
        let list = |list: Vec<Tree>| list.into_iter().map(with_equal_numbers).collect();
        let members = tree.members.into_iter().map(|(name, trees)| (name, list(trees))).collect();
        Tree { text, members }
    }

    /// Of a member that occurs twice the reference keeps the last; to us it is a list, as in XML.
    fn keeps_the_last(theirs: &Tree, ours: &Tree) -> bool {
        let last = |(theirs, ours): (&Vec<Tree>, &Vec<Tree>)| {
            theirs.len() <= ours.len()
                && theirs
                    .iter()
                    .rev()
                    .zip(ours.iter().rev())
                    .all(|(theirs, ours)| keeps_the_last(theirs, ours))
        };
        theirs.text == ours.text
            && theirs.members.keys().eq(ours.members.keys())
            && theirs.members.values().zip(ours.members.values()).all(last)
    }

    fn difference(body: &[u8]) -> Option<&'static str> {
        let theirs = serde_json::from_slice::<Value>(body);
        match (ours(body), &theirs) {
            (Ok((name, ours)), Ok(document)) => {
                let (ours, theirs) = (with_equal_numbers(ours), with_equal_numbers(tree(&document[&name])));
                if ours == theirs {
                    return None;
                }
                assert!(keeps_the_last(&theirs, &ours), "{theirs:?}, but {ours:?}");
                Some("a member that occurs twice")
            }
            (Err(_), Err(_)) => None,
            (Ok(_), Err(error)) if error.to_string().starts_with("number out of range") => {
                Some("a number beyond f64")
            }
            (Err(error), Ok(document)) => match error.kind() {
                ErrorKind::ExpectedBody(_) | ErrorKind::Null if !document.is_object() => Some("no document"),
                ErrorKind::NoRoot if !document.as_object()?.values().any(Value::is_object) => Some("no root"),
                ErrorKind::NestedList => Some("a list in a list"),
                ErrorKind::TooDeep => Some("depth"),
                _ => panic!("{error}: {document}"),
            },
            (Ok(ours), Err(theirs)) => panic!("{theirs}, but {ours:?}"),
        }
    }

    #[test]
    fn changed_fixtures() {
        assert_eq!(
            differences(".json", false, difference),
            ["a member that occurs twice", "a number beyond f64"]
        );
    }

    #[test]
    #[ignore = "half a minute with optimisation"]
    fn fixtures_changed_to_anything() {
        assert_eq!(
            differences(".json", true, difference),
            ["a member that occurs twice", "a number beyond f64"]
        );
    }

    differs! { difference:
        none: r#"{"a":[],"b":{"c":[null,1,{"d":"\u00e9"}],"e":{}},"f":{"g":1}}"#, None;
        member_twice: r#"{"a":{"b":1,"c":[],"b":2}}"#, Some("a member that occurs twice");
        number_beyond_f64: r#"{"a":{"b":1e999}}"#, Some("a number beyond f64");
        array_for_a_document: r#"[{"a":1}]"#, Some("no document");
        string_for_a_document: r#""a""#, Some("no document");
        null_for_a_document: "null", Some("no document");
        empty_document: "{}", Some("no root");
        list_for_a_root: r#"{"a":[{"b":1}]}"#, Some("no root");
        list_in_a_list: r#"{"a":{"b":[1,[2]]}}"#, Some("a list in a list");
        empty_list_in_a_list: r#"{"a":{"b":[[]]}}"#, Some("a list in a list");
        deep: format!("{}1{}", r#"{"a":"#.repeat(MAX_DEPTH + 1), "}".repeat(MAX_DEPTH + 1)), Some("depth");
    }
}

mod xml {
    use roxmltree::{Document, Error, Node};

    use super::*;

    /// Names are compared without what stands before their colon.
    fn local(name: &str) -> &str {
        name.rsplit(':').next().unwrap_or_default()
    }

    fn tree(element: Node<'_, '_>) -> Tree {
        let mut tree = Tree::default();
        for child in element.children() {
            match child.text() {
                Some(text) if child.is_text() => tree.text += text,
                _ if child.is_element() => tree.push(child.tag_name().name(), self::tree(child)),
                _ => {}
            }
        }
        if !tree.members.is_empty() {
            tree.text.clear();
        }
        tree
    }

    fn with_local_names(tree: Tree) -> Tree {
        let list = |list: Vec<Tree>| list.into_iter().map(with_local_names).collect();
        let mut members = BTreeMap::<_, Vec<_>>::new();
        for (name, trees) in tree.members {
            let trees: Vec<_> = list(trees);
            members.entry(local(&name).to_owned()).or_default().extend(trees);
        }
        Tree { members, ..tree }
    }

    /// Makes one of the two ends of a line, of which `roxmltree` leaves one beside a reference.
    fn with_line_feeds(tree: Tree) -> Tree {
        let list = |list: Vec<Tree>| list.into_iter().map(with_line_feeds).collect();
        let members = tree.members.into_iter().map(|(name, trees)| (name, list(trees))).collect();
        Tree { text: tree.text.replace('\r', "\n"), members }
    }

    fn difference(body: &[u8]) -> Option<&'static str> {
        let Ok(text) = core::str::from_utf8(body) else {
            assert!(ours(body).is_err());
            return None;
        };
        match (ours(body), Document::parse(text)) {
            (Ok((name, ours)), Ok(document)) => {
                let root = document.root_element();
                assert_eq!(local(&name), root.tag_name().name());
                let (ours, theirs) = (with_local_names(ours), tree(root));
                if ours == theirs {
                    return None;
                }
                assert!(text.contains('\r') && text.contains('&'), "{text}: {theirs:?}, but {ours:?}");
                assert_eq!(with_line_feeds(ours), with_line_feeds(theirs), "{text}");
                Some("a carriage return beside a reference")
            }
            (Err(_), Err(_)) => None,
            (Ok(_), Err(error)) => match error {
                Error::UnknownNamespace(..) | Error::InvalidName(_) if text.contains(':') => {
                    Some("a namespace")
                }
                _ => panic!("{error}: {text}"),
            },
            (Err(error), Ok(document)) => {
                let markup = text[..error.offset()].rfind('<').map_or("", |at| &text[at..]);
                match error.kind() {
                    ErrorKind::MixedContent if is_mixed(document.root()) => Some("mixed content"),
                    ErrorKind::Html if local(document.root_element().tag_name().name()) == "html" => {
                        Some("a web page")
                    }
                    ErrorKind::CrossedTag if markup.starts_with("</:") || text.contains("<:") => {
                        Some("an empty prefix")
                    }
                    ErrorKind::TooDeep => Some("depth"),
                    ErrorKind::TooManyAttributes => Some("attributes"),
                    ErrorKind::Declaration if is_declaration(text) => Some("a malformed declaration"),
                    ErrorKind::Reference if is_beyond_unicode(&text[error.offset()..]) => {
                        Some("a reference beyond Unicode")
                    }
                    ErrorKind::ExpectedTagEnd(_) if markup.starts_with("<?") => {
                        Some("a malformed instruction")
                    }
                    _ => panic!("{error}: {text}"),
                }
            }
        }
    }

    /// Tells whether a body begins with a declaration, or with an instruction that is named like one.
    fn is_declaration(text: &str) -> bool {
        text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<?xml"))
    }

    /// Tells whether a number is referred to that is no character of any kind.
    fn is_beyond_unicode(reference: &str) -> bool {
        let number = reference.strip_prefix("&#").and_then(|rest| rest.split(';').next()).unwrap_or_default();
        let code = match number.strip_prefix('x') {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        code.is_ok_and(|code| char::from_u32(code).is_none())
    }

    fn is_mixed(root: Node<'_, '_>) -> bool {
        root.descendants().any(|node| {
            node.children().any(|child| child.is_element()) && node.children().any(|child| child.is_text())
        })
    }

    #[test]
    fn changed_fixtures() {
        assert_eq!(
            differences(".xml", false, difference),
            ["a malformed declaration", "a malformed instruction", "a namespace", "mixed content"]
        );
    }

    #[test]
    #[ignore = "half a minute with optimisation"]
    fn fixtures_changed_to_anything() {
        let shown = [
            "a carriage return beside a reference",
            "a malformed declaration",
            "a malformed instruction",
            "a namespace",
            "a reference beyond Unicode",
            "an empty prefix",
            "mixed content",
        ];
        assert_eq!(differences(".xml", true, difference), shown);
    }

    differs! { difference:
        none: "<?xml version='1.0'?>\n<a b='c'><d>x&#13;\r\n<![CDATA[\r<e>]]></d> <f/><d><g/></d></a>\n<!-- -->", None;
        text_before_an_element: "<a>x<b/></a>", Some("mixed content");
        reference_beside_an_element: "<a>&#32;<b/></a>", Some("mixed content");
        web_page: "<html><body/></html>", Some("a web page");
        deep: format!("{}{}", "<a>".repeat(MAX_DEPTH + 1), "</a>".repeat(MAX_DEPTH + 1)), Some("depth");
        many_attributes: format!("<a{}/>", (0..=MAX_ATTRIBUTES).map(|i| format!(" b{i}=''")).collect::<String>()),
            Some("attributes");
        declaration_of_no_encoding: "<?xml version='1.0' encoding='8'?><a/>", Some("a malformed declaration");
        instruction_not_apart: "<a><?b=c?></a>", Some("a malformed instruction");
        unknown_namespace: "<a:b/>", Some("a namespace");
        declaration_in_capitals: "<?XML version='1.0'?><a/>", Some("a malformed declaration");
        reference_beyond_unicode: "<a>&#x110000;</a>", Some("a reference beyond Unicode");
        reference_to_a_surrogate: "<a>&#55296;</a>", Some("a reference beyond Unicode");
        carriage_return_beside_a_reference: "<a>x\r&lt;</a>", Some("a carriage return beside a reference");
        empty_prefix: "<:a></a>", Some("an empty prefix");
        // Nobody reads it.
        document_type: "<!DOCTYPE a><a/>", None;
    }
}
