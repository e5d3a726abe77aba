//! Queries into types, as a server takes the parameters.

use core::fmt::Debug;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use cloudstack_codec::DeErrorKind::*;
use cloudstack_codec::{Command, MAX_PARAMETERS, Query, Text};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::nodes::A;

/// One row, one test: a parameter `a`, and what is with it, reads as the value, with a buffer and without.
macro_rules! reads {
    ($($name:ident: $type:ty, $query:expr => $value:expr;)*) => {$(
        #[test]
        fn $name() {
            let query = Query::parse($query).unwrap();
            let want: $type = $value;
            assert_eq!(query.deserialize::<A<$type>>().as_ref().map(|a| &a.a), Ok(&want));
            let scratch = vec![0; $query.len()].leak();
            assert_eq!(query.deserialize_in::<A<$type>>(scratch).map(|a| a.a), Ok(want));
        }
    )*};
}

#[derive(Debug, PartialEq, Deserialize)]
struct Tag {
    key: String,
    value: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    cpu_number: u8,
    memory: Option<u32>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Running,
}

fn tag(key: &str, value: Option<&str>) -> Tag {
    Tag { key: key.into(), value: value.map(Into::into) }
}

reads! {
    text: &str, "a=x" => "x";
    text_whatever_the_case: &str, "b=1&A=x" => "x";
    name_with_escapes: &str, "%61=x" => "x";
    name_with_escapes_whatever_the_case: &str, "%41=x" => "x";
    last_of_several: &str, "a=x&b=1&a=y" => "y";
    escaped_text: String, "a=R%26D+x%2B" => "R&D x+".into();
    text_as_it_stands: Text<'_>, "a=R%26D+x%2B" => "R&D x+".into();
    text_without_a_value: &str, "a" => "";
    number: u64, "a=18446744073709551615" => u64::MAX;
    boolean: bool, "a=TRUE" => true;
    state: State, "a=running" => State::Running;
    absent: Option<u8>, "b=1" => None;
    optional: Option<u8>, "a=1" => Some(1);
    ignored: IgnoredAny, "a=1" => IgnoredAny;
    signature: Option<&str>, "signature=x&a=1" => Some("1");

    list_of_one: Vec<&str>, "a=x" => vec!["x"];
    list: Vec<u8>, "a=1,2%2c3%2C4" => vec![1, 2, 3, 4];
    list_of_nothing: Vec<u8>, "a=" => vec![];
    list_with_empty_items: Vec<&str>, "a=,x,,y," => vec!["x", "y"];
    list_of_escaped_items: Vec<Cow<'_, str>>, "a=x+y,%c3%a9" => vec!["x y".into(), "é".into()];
    list_of_texts_as_they_stand: Vec<Text<'_>>, "a=x+y,,%c3%a9%2cz" => vec!["x y".into(), "é".into(), "z".into()];
    array: [u8; 2], "a=1,2" => [1, 2];

    list_of_structs: Vec<Tag>, "a[0].key=x&b=1&a%5B1%5D%2Ekey=y&a[0].value=1+2"
        => vec![tag("x", Some("1 2")), tag("y", None)];
    list_in_the_order_of_indices: Vec<BTreeMap<&str, u8>>, "a[10].x=3&a[9].x=2&a[+1].x=1&a[-1].x=0"
        => vec![BTreeMap::from([("x", 0)]), BTreeMap::from([("x", 1)]), BTreeMap::from([("x", 2)]), BTreeMap::from([("x", 3)])];
    list_of_optional: Option<Vec<Tag>>, "a[0].key=x" => Some(vec![tag("x", None)]);
    structure: Details, "a[0].cpuNumber=2&a[0].memory=512" => Details { cpu_number: 2, memory: Some(512) };
    structure_over_indices: Details, "a[0].cpuNumber=2&a[1].memory=512&a[1].x=1"
        => Details { cpu_number: 2, memory: Some(512) };
    map: HashMap<&str, &str>, "a[0].cpuNumber=2&ab=1&a[0].x.y=z"
        => HashMap::from([("cpuNumber", "2"), ("x.y", "z")]);
    map_of_lists: BTreeMap<&str, Vec<u8>>, "a[0].x=1,2" => BTreeMap::from([("x", vec![1, 2])]);
    list_around_an_index_that_is_no_number: Vec<Tag>, "a[0].key=x&a[0x].key=n&a[1].key=y"
        => vec![tag("x", None), tag("y", None)];
    list_around_a_name_with_more_behind_its_index: Vec<Tag>, "a[0].key=x&a[0]y.key=n&a[1].key=y&b=1"
        => vec![tag("x", None), tag("y", None)];
    list_behind_an_index_that_is_no_number: Vec<Tag>, "a[!].key=n&a[0].key=x" => vec![tag("x", None)];
    structure_around_an_index_that_is_no_number: Details, "a[0].cpuNumber=2&a[x].memory=1&%61%5b1].memory=512&ab=1"
        => Details { cpu_number: 2, memory: Some(512) };
    absent_beside_an_index_that_is_no_number: Option<Vec<Tag>>, "a[x].key=n" => None;
    anything: serde_json::Value, "a[0].x=1&a[1].x=2" => serde_json::json!([{"x": "1"}, {"x": "2"}]);
}

/// Of the fields of a map the case counts, where a struct has both.
#[test]
fn fields_that_differ_in_case() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Both {
        x: u8,
        #[serde(rename = "X")]
        upper: u8,
    }
    let query = Query::parse("a[0].X=1&a[0].x=2").unwrap();
    assert_eq!(query.deserialize(), Ok(A { a: Both { x: 2, upper: 1 } }));
}

#[test]
fn a_map_has_the_names_as_they_stand() {
    let query = "b=1&B=2&x[0.y=3&[0].z=4&u[x].v=5&k[0]w.l=6";
    let map: BTreeMap<&str, &str> = Query::parse(query).unwrap().deserialize().unwrap();
    let want = [("B", "2"), ("[0].z", "4"), ("b", "1"), ("k[0]w.l", "6"), ("u[x].v", "5"), ("x[0.y", "3")];
    assert_eq!(map, BTreeMap::from(want));
}

/// Names that are plain for their brackets are there once, wherever they are sorted to.
#[test]
fn a_map_has_names_between_the_fields_of_another() {
    let query =
        "a[2].x=1&a[1y].x=2&a[1].x=3&a[0x].b=4&a[!].b=5&a[0].x=6&a[z].b=7&a=8&aa[0].x=9&%61[3].x=10&a[z=11";
    let map: BTreeMap<&str, serde_json::Value> = Query::parse(query).unwrap().deserialize().unwrap();
    let want = serde_json::json!({
        "a[!].b": "5", "a[0x].b": "4", "a[1y].x": "2", "a[z].b": "7", "a[z": "11",
        "aa": [{"x": "9"}],
        "a": [{"x": "6"}, {"x": "3"}, {"x": "1"}, {"x": "10"}],
    });
    assert_eq!(serde_json::to_value(map).unwrap(), want);
    let query = "tags[0].a=1&tags[0x].b=2&tags[1].a=3";
    let value: serde_json::Value = Query::parse(query).unwrap().deserialize().unwrap();
    assert_eq!(value, serde_json::json!({"tags": [{"a": "1"}, {"a": "3"}], "tags[0x].b": "2"}));
}

/// What the command writes, the simulator reads.
#[test]
fn a_command_reads_back() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Deploy<'a> {
        command: &'a str,
        #[serde(rename = "zoneId")]
        zone_id: u64,
        displayname: &'a str,
        startvm: bool,
        #[serde(borrow)]
        networkids: heapless::Vec<&'a str, 2>,
        tags: Vec<Tag>,
        #[serde(borrow)]
        details: BTreeMap<&'a str, &'a str>,
    }
    let command = Command::new(String::new(), "deployVirtualMachine")
        .param("zoneid", u64::MAX)
        .param("displayName", "R&D, 1")
        .param("startvm", false)
        .list("networkids", ["x", "y z"])
        .pairs("tags", [("env", "prod"), ("é", "=")])
        .fields("details", 0, [("cpuNumber", "2"), ("memory", "5 12")])
        .finish()
        .unwrap();
    let query = Query::parse(&command).unwrap();
    let mut scratch = vec![0; command.len()];
    let want = Deploy {
        command: "deployVirtualMachine",
        zone_id: u64::MAX,
        displayname: "R&D, 1",
        startvm: false,
        networkids: ["x", "y z"].into(),
        tags: vec![tag("env", Some("prod")), tag("é", Some("="))],
        details: BTreeMap::from([("cpuNumber", "2"), ("memory", "5 12")]),
    };
    assert_eq!(query.deserialize_in(&mut scratch), Ok(want));
}

/// A server that is told what to do by the name of the command.
#[test]
fn a_request_is_an_enum_of_commands() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "command", rename_all = "camelCase")]
    enum Request<'a> {
        ListZones { keyword: Option<&'a str> },
        QueryAsyncJobResult { jobid: &'a str },
    }
    let request = |query| Query::parse(query).unwrap().deserialize::<Request<'_>>();
    let polled = request("jobid=1&command=queryAsyncJobResult&response=json");
    assert_eq!(polled, Ok(Request::QueryAsyncJobResult { jobid: "1" }));
    assert_eq!(request("command=listZones"), Ok(Request::ListZones { keyword: None }));
    assert_eq!(
        request("command=listzones").map_err(|error| error.kind()),
        Err(UnknownVariant(&["listZones", "queryAsyncJobResult"]))
    );
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is never read without an error")]
struct Closed {
    key: u8,
}

/// One row, one test: a parameter `a` is refused by the type, at the byte that the mark `^` stands before.
macro_rules! refuses {
    ($($name:ident: $type:ty, $query:expr => $kind:expr;)*) => {$(
        #[test]
        fn $name() {
            let query = $query.replace('^', "").leak();
            let error = Query::parse(query).unwrap().deserialize::<A<$type>>().unwrap_err();
            assert_eq!((error.kind(), error.offset()), ($kind, $query.find('^').unwrap()));
        }
    )*};
}

refuses! {
    no_number: u8, "b=1&a=^x" => ExpectedNumber;
    no_boolean: bool, "a=^1" => ExpectedBool;
    names_that_differ_in_case: u8, "a=1&A=1&^a=2" => Duplicate("a");
    plain_value_and_map: IgnoredAny, "^a[0].x=1&a=2" => Duplicate("a");
    escapes_where_text_is_borrowed: &str, "b=1&a=^x+y" => Escaped;
    text_as_it_stands_of_a_map: Text<'_>, "b=1&^a[0].x=1" => ExpectedText;
    list_in_a_list_of_texts: Vec<[Text<'_>; 1]>, "a=^1,2" => NestedList;
    text_of_a_map: &str, "b=1&^a[0].x=1" => ExpectedText;
    variant_with_an_escape: State, "a=^%78" => UnknownVariant(&["running"]);
    text_in_a_list_of_structs: Vec<Tag>, "a=^1,2" => ExpectedMembers;
    map_of_a_text: Tag, "a=^1" => ExpectedMembers;
    map_of_a_name: Tag, "a^" => ExpectedMembers;
    map_of_the_first_name: Tag, "a^&b=1" => ExpectedMembers;
    item: Vec<u8>, "a=1,^x,3" => ExpectedNumber;
    list_in_a_list: Vec<Vec<u8>>, "a=^1,2" => NestedList;
    list_at_an_index: Vec<Vec<u8>>, "b=1&^a[0].x=1" => NestedList;
    array_too_long: [u8; 1], "a=1,^2" => Length;
    map_too_long: [IgnoredAny; 1], "a[0].x=1&^a[1].x=2" => Length;
    fixed_list_too_long: heapless::Vec<&str, 1>, "a=^x,y" => Length;
    field_of_an_element: Vec<Closed>, "a[0].key=1&a[1].key=^x" => ExpectedNumber;
    missing_field_of_an_element: Vec<Tag>, "a[0].key=1&^a[1].value=x" => MissingField("key");
    unknown_field_of_an_element: Vec<Closed>, "a[0].key=1&^a[1].KEYS=2" => UnknownField(&["key"]);
    field_at_two_indices: Closed, "a[0].key=1&^a[1].key=2" => Duplicate("key");
    variant: State, "a=^x" => UnknownVariant(&["running"]);
}

#[test]
fn too_many_parameters() {
    let query: String = (0..=MAX_PARAMETERS).map(|i| format!("p{i}=1&")).collect();
    let error = Query::parse(&query).unwrap().deserialize::<IgnoredAny>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (TooMany, query.len()));
}

/// No parameter is to blame for what is wrong with all of them, and none is named.
#[test]
fn errors_at_no_parameter() {
    let query = Query::parse("b=1").unwrap();
    for (error, kind, shown) in [
        (query.deserialize::<A<u8>>().err(), MissingField("a"), r#"the field "a" is missing"#),
        (
            query.deserialize::<Vec<u8>>().err(),
            NestedList,
            "a list in a list, or a list read from a single node",
        ),
        (query.deserialize::<u8>().err(), ExpectedText, "expected a text, found members"),
    ] {
        let error = error.unwrap();
        assert_eq!((error.kind(), error.offset()), (kind, usize::MAX));
        assert_eq!(query.name_at(error.offset()), None);
        let of_query = error.show(query.as_str().as_bytes()).to_string();
        assert_eq!((error.to_string().as_str(), of_query.as_str()), (shown, shown));
    }
}

/// Where a `%` stands for itself, so does what is behind it.
#[test]
fn lists_of_lenient_queries() {
    for (query, want) in [
        ("a=x%,y", &["x%", "y"][..]),
        ("a=50%,60%2,70%", &["50%", "60%2", "70%"]),
        ("a=x%2C%,y%%2c", &["x", "%", "y%"]),
    ] {
        assert_eq!(
            Query::parse_lenient(query).unwrap().deserialize::<A<Vec<String>>>().unwrap().a,
            want,
            "{query}"
        );
    }
    let query = Query::parse_lenient("a%[0].key=x").unwrap();
    assert_eq!(query.deserialize::<HashMap<String, Vec<Tag>>>().unwrap()["a%"], [tag("x", None)]);
}
