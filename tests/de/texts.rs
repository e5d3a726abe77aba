//! Texts that keep their escapes, borrowed from whatever they are read from.

use core::fmt::Debug;
use std::collections::BTreeMap;

use cloudstack_codec::DeErrorKind::*;
use cloudstack_codec::{Node, Query, Text};
use serde::de::IntoDeserializer as _;
use serde::de::value::{self, BorrowedStrDeserializer, MapDeserializer};
use serde::{Deserialize, Serialize};

use super::nodes::{A, roots};

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Vm<'a> {
    id: Text<'a>,
    #[serde(borrow)]
    name: Name<'a>,
    group: Option<Text<'a>>,
    displayname: Option<Text<'a>>,
    #[serde(default)]
    tag: heapless::Vec<Text<'a>, 2>,
    #[serde(default)]
    nic: Vec<Nic<'a>>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Name<'a>(#[serde(borrow)] Text<'a>);

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Nic<'a> {
    #[serde(borrow)]
    networkname: Text<'a>,
}

/// A machine in both syntaxes, nearly all of it escaped.
fn machines() -> [Node<'static>; 2] {
    roots(
        "<id>7</id><name>R&amp;D</name><group/><tag>a&lt;b</tag><tag>c\r\n</tag>\
         <nic><networkname><![CDATA[x]]>\\u0079%7a</networkname></nic>",
        r#""id":7,"name":"R\u0026D","group":{},"displayname":null,"tag":["a\u003cb","c\n"],
           "nic":[{"networkname":"\u0078\\u0079%7a"}]"#,
    )
}

/// Neither a buffer nor an allocator: what is read is what stands in the body.
#[test]
fn a_text_is_borrowed_as_it_stands() {
    for node in machines() {
        let vm: Vm<'_> = node.deserialize().unwrap();
        let want = Vm {
            id: "7".into(),
            name: Name("R&D".into()),
            group: Some("".into()),
            displayname: None,
            tag: ["a<b".into(), "c\n".into()].into(),
            nic: vec![Nic { networkname: "x\\u0079%7a".into() }],
        };
        assert_eq!(vm, want);
        assert_eq!(node.deserialize_in(&mut []), Ok(want));
        let in_body = |text: Text<'_>, own: Text<'_>| {
            assert!(core::ptr::eq(text.raw(), own.raw()), "{text} is not in the body");
            assert_eq!(text.as_str(), own.as_str());
        };
        in_body(vm.id, node.text_of("id").unwrap());
        in_body(vm.name.0, node.text_of("name").unwrap());
        node.all("tag").zip(&vm.tag).for_each(|(tag, text)| in_body(*text, tag.text().unwrap()));
        in_body(vm.nic[0].networkname, node.child("nic").unwrap().text_of("networkname").unwrap());
    }
}

#[test]
fn a_text_serializes_as_decoded() {
    let want = serde_json::json!({
        "id": "7", "name": "R&D", "group": "", "displayname": null, "tag": ["a<b", "c\n"],
        "nic": [{"networkname": "x\\u0079%7a"}],
    });
    for node in machines() {
        let vm: Vm<'_> = node.deserialize().unwrap();
        let json = serde_json::to_string(&vm).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), want);
    }
}

/// What is beneath a percent-encoding is XML in XML alone, even where nothing else is escaped.
#[test]
fn a_text_keeps_its_form() {
    let [xml, json] = roots(
        "<a>R%26amp%3BD</a><a>&#82;%26amp%3BD</a><a>R\\u0026D</a>",
        r#""a":["R%26amp%3BD","\u0052%26amp%3BD","R&amp;D"]"#,
    );
    for (node, want) in [(xml, "R&D"), (json, "R&amp;D")] {
        let [plain, escaped, raw] = node.deserialize::<A<[Text<'_>; 3]>>().unwrap().a;
        assert_eq!((plain.as_str(), escaped.as_str()), (Some("R%26amp%3BD"), None));
        assert_eq!((escaped, raw), (plain, raw.raw().into()));
        assert_eq!(plain.percent_decode_into(&mut [0; 16]).unwrap(), want);
    }
    let query = Query::parse("a=R%26amp%3BD+%5cn").unwrap().deserialize::<A<Text<'_>>>().unwrap().a;
    assert_eq!(query, "R&amp;D \\n");
}

/// A text of any length, and without a place to decode it.
#[test]
fn a_long_text_needs_no_room() {
    let long = "&lt;\\u003c".repeat(400);
    for (node, want) in roots(&format!("<a>{long}</a>"), &format!(r#""a":"{long}""#))
        .into_iter()
        .zip(["<\\u003c".repeat(400), "&lt;<".repeat(400)])
    {
        assert_eq!(node.deserialize::<A<Text<'_>>>().unwrap().a, *want);
        assert_eq!(node.deserialize_in::<A<Text<'_>>>(&mut []).unwrap().a, *want);
    }
}

/// The buffer is for the fields that need it.
#[test]
fn a_text_takes_no_room_of_the_buffer() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Two<'a> {
        text: Text<'a>,
        decoded: &'a str,
    }
    let xml = "<text>R&amp;D</text><decoded>R&amp;D</decoded>";
    for node in roots(xml, r#""text":"R\u0026D","decoded":"R\u0026D""#) {
        let mut scratch = [0; 3];
        let two: Two<'_> = node.deserialize_in(&mut scratch).unwrap();
        assert_eq!((two.text, two.text.as_str(), two.decoded), ("R&D".into(), None, "R&D"));
        let error = node.deserialize_in::<Two<'_>>(&mut [0; 2]).unwrap_err();
        assert_eq!(error.kind(), NoRoom);
    }
}

#[test]
fn texts_of_a_query() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Deploy<'a> {
        name: Text<'a>,
        #[serde(borrow)]
        ids: heapless::Vec<Text<'a>, 3>,
        keyword: Option<Text<'a>>,
        tags: Vec<BTreeMap<Text<'a>, Text<'a>>>,
        #[serde(default)]
        details: BTreeMap<Text<'a>, Text<'a>>,
    }
    let raw = "name=R%26D+1&ids=a,b+%C3%A9%2Cc&tags[0].%6Bey=%3D&tags[0].value=&details[0].x%2By=1";
    let query = Query::parse(raw).unwrap();
    let deploy: Deploy<'_> = query.deserialize().unwrap();
    let want = Deploy {
        name: "R&D 1".into(),
        ids: ["a".into(), "b é".into(), "c".into()].into(),
        keyword: None,
        tags: vec![BTreeMap::from([("key".into(), "=".into()), ("value".into(), "".into())])],
        details: BTreeMap::from([("x+y".into(), "1".into())]),
    };
    assert_eq!(deploy, want);
    assert!(raw.as_bytes().as_ptr_range().contains(&deploy.name.raw().as_ptr()));
    assert_eq!(deploy.ids.iter().map(Text::raw).collect::<Vec<_>>(), ["a", "b+%C3%A9", "c"]);
    assert_eq!(query.deserialize_in(&mut []), Ok(want));
}

#[test]
fn texts_of_names_and_in_enums() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum Result<'a> {
        Text(#[serde(borrow)] Text<'a>),
        Both(Text<'a>, Text<'a>),
    }
    let xml = "<a><Text>&#120;</Text></a><a><Both>y</Both><Both>&#122;</Both></a>";
    for node in roots(xml, r#""a":[{"Text":"\u0078"},{"Both":["y","\u007a"]}]"#) {
        let want = [Result::Text("x".into()), Result::Both("y".into(), "z".into())];
        assert_eq!(node.deserialize::<A<[Result<'_>; 2]>>().unwrap().a, want);
    }
    for node in roots("<a><x>1</x><yé>&#50;</yé></a>", r#""a":{"x":1,"y\u00e9":"\u0032"}"#) {
        let map = node.deserialize::<A<BTreeMap<Text<'_>, Text<'_>>>>().unwrap().a;
        assert_eq!(map, BTreeMap::from([("x".into(), "1".into()), ("yé".into(), "2".into())]));
        let [x, y] = map.keys().map(|name| name.raw()).collect::<Vec<_>>()[..] else { panic!("{map:?}") };
        assert!([x, y].iter().all(|raw| node.raw().as_bytes().as_ptr_range().contains(&raw.as_ptr())));
    }
}

/// Serde keeps decoded text, which a `Text` borrows where a `&str` can.
#[test]
fn texts_that_serde_keeps_for_a_while() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer<'a> {
        id: Text<'a>,
        #[serde(borrow, flatten)]
        inner: Inner<'a>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner<'a> {
        #[serde(borrow)]
        name: Text<'a>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Either<'a> {
        #[serde(borrow)]
        Inner(Inner<'a>),
        Text(Text<'a>),
    }
    for node in roots("<id>&#55;</id><name>x</name>", r#""id":"\u0037","name":"x""#) {
        let want = Outer { id: "7".into(), inner: Inner { name: "x".into() } };
        assert_eq!(node.deserialize(), Ok(want));
        assert_eq!(node.deserialize(), Ok(Either::Inner(Inner { name: "x".into() })));
        assert_eq!(node.child("name").unwrap().deserialize(), Ok(Either::Text("x".into())));
    }
    for node in roots("<id>&#55;</id><name>R&amp;D</name>", r#""id":"\u0037","name":"R\u0026D""#) {
        assert_eq!(node.deserialize::<Outer<'_>>().map_err(|error| error.kind()), Err(Type));
        assert_eq!(node.deserialize::<Either<'_>>().map_err(|error| error.kind()), Err(Custom));
        let mut scratch = [0; 8];
        let outer: Outer<'_> = node.deserialize_in(&mut scratch).unwrap();
        assert_eq!((outer.id, outer.id.as_str()), ("7".into(), None));
        assert_eq!(outer.inner.name.as_str(), Some("R&D"));
    }
}

/// Another format lends what it can, and says what it cannot.
#[test]
fn texts_of_another_format() {
    let json = String::from(r#"["x","","\\u0026"]"#);
    let [x, empty]: [Text<'_>; 2] = serde_json::from_str(r#"["&amp;%26",""]"#).unwrap();
    assert_eq!((x.as_str(), empty.as_str()), (Some("&amp;%26"), Some("")));
    let error = serde_json::from_str::<Vec<Text<'_>>>(&json).unwrap_err().to_string();
    let want = r#"invalid type: string "\\u0026", expected a string that can be borrowed, without escapes"#;
    assert!(error.starts_with(want), "{error}");
    let error = serde_json::from_str::<Text<'_>>("7").unwrap_err().to_string();
    let want = "invalid type: integer `7`, expected a string that can be borrowed, without escapes";
    assert!(error.starts_with(want), "{error}");

    let vm = serde_json::from_str::<Vm<'_>>(r#"{"id":"7","name":"R&D","group":null}"#).unwrap();
    assert_eq!((vm.name, vm.group, vm.nic), (Name("R&D".into()), None, Vec::new()));
}

/// A format without newtypes, which hands on whatever it has.
#[test]
fn no_other_format_says_how_a_text_is_escaped() {
    fn lent<'de, D: serde::Deserializer<'de, Error = value::Error>>(from: D) -> Result<Text<'de>, String> {
        Text::deserialize(from).map_err(|error| error.to_string())
    }
    assert_eq!(lent(BorrowedStrDeserializer::new("R&amp;D")).map(|text| text.as_str()), Ok(Some("R&amp;D")));
    let want = "invalid type: string \"x\", expected a string that can be borrowed, without escapes";
    assert_eq!(lent("x".into_deserializer()), Err(want.into()));
    for form in ["plain", "xml", "xml_plain", "json", "query"] {
        let name = format!("$cloudstack_codec::Text::{form}");
        let [name, raw] = [&*name, "R&amp;D"].map(BorrowedStrDeserializer::<value::Error>::new);
        let want = "invalid type: map, expected a string that can be borrowed, without escapes";
        assert_eq!(lent(MapDeserializer::new([(name, raw)].into_iter())), Err(want.into()));
    }
    assert!(lent(MapDeserializer::new([(1, 2)].into_iter())).is_err());
}
