//! Parameters and answers from any `Serialize`: type by type, byte by byte, and every refusal.

#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use core::fmt;
use std::collections::BTreeMap;

use cloudstack_codec::Syntax::{self, Json, Xml};
use cloudstack_codec::answer::{Answer, Job, Outcome, WriteError, Writer};
use cloudstack_codec::{
    Command, CommandErrorKind, JobId, JobStatus, MAX_PARAMETERS, Query, Reader, ResourceId, Response, Text,
    Timestamp, params,
};
use proptest::prelude::*;
use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

mod common {
    #[expect(dead_code, reason = "other tests need more of it")]
    #[expect(clippy::arithmetic_side_effects, clippy::expect_used, reason = "a test that panics has failed")]
    pub(crate) mod lines;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub(crate) mod tree;
}
use common::lines;
use common::tree::{self, Member, Members, Tree};

#[derive(Serialize)]
struct Pair<A, B> {
    a: A,
    b: B,
}

#[derive(Serialize)]
struct Newtype<T>(T);

#[derive(Serialize)]
struct Tuple(u8, &'static str);

#[derive(Serialize)]
struct Nothing;

#[derive(Serialize)]
enum Choice {
    #[serde(rename = "kvm")]
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct {
        x: u8,
        y: Option<u8>,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Tagged {
    Ipv4 { address: &'static str },
}

#[derive(Serialize)]
struct Flat {
    a: u8,
    #[serde(flatten)]
    rest: BTreeMap<&'static str, u8>,
    #[serde(flatten)]
    pair: Pair<Option<u8>, &'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    z: Option<u8>,
}

fn flat() -> Flat {
    Flat { a: 1, rest: map([("r", 2)]), pair: Pair { a: None, b: "x" }, z: None }
}

fn map<const N: usize, V>(entries: [(&'static str, V); N]) -> BTreeMap<&'static str, V> {
    BTreeMap::from(entries)
}

/// A type that is serialised by its `Display`, as an address is.
struct Shown(&'static str);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}!", self.0))
    }
}

struct Bytes;

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(b"x")
    }
}

struct Refuses;

impl Serialize for Refuses {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("never"))
    }
}

/// A map that gives its keys apart from their values.
struct Apart;

impl Serialize for Apart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_key("a")?;
        map.serialize_value(&1)?;
        map.end()
    }
}

/// A map that gives a value without a key.
struct Keyless;

impl Serialize for Keyless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_value(&1)?;
        map.end()
    }
}

/// A map with anything for its second key.
struct Later<K>(K);

impl<K: Serialize> Serialize for Later<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("a", &1)?;
        map.serialize_entry(&self.0, &1)?;
        map.end()
    }
}

/// A map with anything for its one key.
struct Under<K>(K);

impl<K: Serialize> Serialize for Under<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(&self.0, 1)])
    }
}

struct BrokenText;

impl Serialize for BrokenText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Broken;
        impl fmt::Display for Broken {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                Err(fmt::Error)
            }
        }
        serializer.collect_str(&Broken)
    }
}

const NOTHING: Option<u8> = None;

fn answered(value: &(impl Serialize + ?Sized), syntax: Syntax) -> Result<String, WriteError> {
    let mut out = String::new();
    Answer::named("r", syntax).write(&mut out, |w| {
        w.number("before", 0)?;
        w.serialize("v", value)?;
        w.number("after", 9)
    })?;
    Ok(out)
}

/// What a body means, a node a line.
fn lines(body: &str) -> String {
    lines::of_reader(Reader::strict(body.as_bytes()).unwrap()).unwrap()
}

/// One row, one test: a member `v` between two others.
macro_rules! answers {
    ($($name:ident: $value:expr => $xml:literal, $json:literal;)*) => {
        mod answers {
            use super::*;
            $(
                #[test]
                fn $name() {
                    let xml = answered(&$value, Xml).unwrap();
                    let inner = xml.split_once("</before>").unwrap().1;
                    assert_eq!(inner.strip_suffix("<after>9</after></r>"), Some($xml));
                    let json = answered(&$value, Json).unwrap();
                    let inner = json.strip_prefix(r#"{"r":{"before":0"#).unwrap();
                    assert_eq!(inner.strip_suffix(r#","after":9}}"#), Some($json));
                    assert_eq!(lines(&xml), lines(&json));
                }
            )*
        }
    };
}

answers! {
    bool: true => "<v>true</v>", r#","v":true"#;
    i8: i8::MIN => "<v>-128</v>", r#","v":-128"#;
    i16: i16::MIN => "<v>-32768</v>", r#","v":-32768"#;
    i32: i32::MIN => "<v>-2147483648</v>", r#","v":-2147483648"#;
    i64: i64::MIN => "<v>-9223372036854775808</v>", r#","v":-9223372036854775808"#;
    i128: i128::MIN => "<v>-170141183460469231731687303715884105728</v>",
        r#","v":-170141183460469231731687303715884105728"#;
    u8: u8::MAX => "<v>255</v>", r#","v":255"#;
    u16: u16::MAX => "<v>65535</v>", r#","v":65535"#;
    u32: u32::MAX => "<v>4294967295</v>", r#","v":4294967295"#;
    u64: u64::MAX => "<v>18446744073709551615</v>", r#","v":18446744073709551615"#;
    u128: u128::MAX => "<v>340282366920938463463374607431768211455</v>",
        r#","v":340282366920938463463374607431768211455"#;
    f32: 0.1_f32 => "<v>0.1</v>", r#","v":0.1"#;
    f64: -1.5e10_f64 => "<v>-15000000000</v>", r#","v":-15000000000"#;
    char: '<' => "<v>&lt;</v>", r#","v":"<""#;
    text: "é\"&" => "<v>é&quot;&amp;</v>", r#","v":"é\"&""#;
    empty_text: "" => "<v></v>", r#","v":"""#;
    owned_text: String::from("x") => "<v>x</v>", r#","v":"x""#;
    shown: Shown("\"") => "<v>&quot;!</v>", r#","v":"\"!""#;
    address: core::net::Ipv4Addr::LOCALHOST => "<v>127.0.0.1</v>", r#","v":"127.0.0.1""#;
    none: NOTHING => "", "";
    some: Some(1) => "<v>1</v>", r#","v":1"#;
    unit: () => "", "";
    newtype: Newtype(Newtype(1)) => "<v>1</v>", r#","v":1"#;
    unit_variant: Choice::Unit => "<v>kvm</v>", r#","v":"kvm""#;
    newtype_variant: Choice::Newtype(1) => "<v><Newtype>1</Newtype></v>", r#","v":{"Newtype":1}"#;
    tuple_variant: Choice::Tuple(1, 2) => "<v><Tuple>1</Tuple><Tuple>2</Tuple></v>", r#","v":{"Tuple":[1,2]}"#;
    struct_variant: Choice::Struct { x: 1, y: None } => "<v><Struct><x>1</x></Struct></v>",
        r#","v":{"Struct":{"x":1}}"#;
    tagged_variant: Tagged::Ipv4 { address: "x" } => "<v><type>ipv4</type><address>x</address></v>",
        r#","v":{"type":"ipv4","address":"x"}"#;
    sequence: [1, 2] => "<v>1</v><v>2</v>", r#","v":[1,2]"#;
    sequence_of_one: ["x"] => "<v>x</v>", r#","v":["x"]"#;
    sequence_of_nothing: [(); 0] => "", r#","v":[]"#;
    sequence_with_none: [None, Some(1), None, Some(2)] => "<v>1</v><v>2</v>", r#","v":[1,2]"#;
    sequence_of_objects: [Pair { a: 1, b: "x" }, Pair { a: 2, b: "y" }]
        => "<v><a>1</a><b>x</b></v><v><a>2</a><b>y</b></v>", r#","v":[{"a":1,"b":"x"},{"a":2,"b":"y"}]"#;
    sequence_of_variants: [Choice::Unit, Choice::Newtype(1), Choice::Tuple(2, 3)]
        => "<v>kvm</v><v><Newtype>1</Newtype></v><v><Tuple>2</Tuple><Tuple>3</Tuple></v>",
        r#","v":["kvm",{"Newtype":1},{"Tuple":[2,3]}]"#;
    tuple: (1, "x", Pair { a: (), b: true }) => "<v>1</v><v>x</v><v><b>true</b></v>", r#","v":[1,"x",{"b":true}]"#;
    tuple_struct: Tuple(1, "x") => "<v>1</v><v>x</v>", r#","v":[1,"x"]"#;
    maps: map([("a", 1), ("b", 2)]) => "<v><a>1</a><b>2</b></v>", r#","v":{"a":1,"b":2}"#;
    map_of_nothing: map::<0, u8>([]) => "<v></v>", r#","v":{}"#;
    map_by_shown: Under(format_args!("{}", "a")) => "<v><a>1</a></v>", r#","v":{"a":1}"#;
    map_by_chars: BTreeMap::from([('a', 1)]) => "<v><a>1</a></v>", r#","v":{"a":1}"#;
    structs: Pair { a: Pair { a: 1, b: [2] }, b: map([("c", Some("x"))]) }
        => "<v><a><a>1</a><b>2</b></a><b><c>x</c></b></v>", r#","v":{"a":{"a":1,"b":[2]},"b":{"c":"x"}}"#;
    flattened: flat() => "<v><a>1</a><r>2</r><b>x</b></v>", r#","v":{"a":1,"r":2,"b":"x"}"#;
}

#[test]
fn answers_refuse_what_they_cannot_say() {
    fn row(name: &str, want: WriteError, value: &(impl Serialize + ?Sized)) {
        for syntax in [Xml, Json] {
            assert_eq!(answered(value, syntax), Err(want), "{name}");
            assert_eq!(answered(&Pair { a: 1, b: value }, syntax), Err(want), "{name}");
            assert_eq!(answered(&(1, Pair { a: 1, b: value }), syntax), Err(want), "{name}");
            let mut out = String::new();
            let listed =
                Answer::named("r", syntax).write(&mut out, |w| w.list("v", |w| w.serialize(&Some(value))));
            assert_eq!(listed, Err(want), "{name}");
        }
    }
    row("bytes", WriteError::Type, &Bytes);
    row("unit struct", WriteError::Type, &Nothing);
    row("not a number", WriteError::Type, &f32::NAN);
    row("infinity", WriteError::Type, &f64::NEG_INFINITY);
    row("custom", WriteError::Custom, &Refuses);
    row("broken text", WriteError::Sink, &BrokenText);
    row("key without a value", WriteError::Key, &Apart);
    row("value without a key", WriteError::Key, &Keyless);
    row("number for a key", WriteError::Key, &Under(1));
    row("nothing for a key", WriteError::Key, &Under(NOTHING));
    row("list for a key", WriteError::Key, &Under([1]));
    row("map for a key", WriteError::Key, &Under(map([("a", 1)])));
    row("variant with a value for a key", WriteError::Key, &Under(Choice::Newtype(1)));
    row("list in a list", WriteError::NestedList, &[[1], [2]].map(|list| Pair { a: 1, b: [list] }));
    let mut out = String::new();
    let nested = Answer::named("r", Json).write(&mut out, |w| w.serialize("v", &[[1], [2]]));
    assert_eq!(nested, Err(WriteError::NestedList));
    assert_eq!(answered(&map([("a b", 1)]), Xml), Err(WriteError::Name));
    assert!(answered(&map([("a b", 1)]), Json).is_ok());
}

/// Goes on after each error.
struct Deaf;

impl Serialize for Deaf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let _ = list.serialize_element(&Bytes);
        let _ = list.serialize_element(&1);
        let _ = list.serialize_element(&[2]);
        let _ = list.serialize_element(&3);
        list.end()
    }
}

/// Displayed as words, whatever the sink says.
struct DeafWords;

impl fmt::Display for DeafWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f.write_str("k");
        let _ = f.write_str(&"y".repeat(600));
        let _ = f.write_str("z");
        Ok(())
    }
}

#[test]
fn an_error_that_is_ignored_is_kept() {
    assert_eq!(answered(&Deaf, Json), Err(WriteError::Type));
    assert_eq!(answered(&Pair { a: Deaf, b: 1 }, Xml), Err(WriteError::Type));
    assert_eq!(answered(&Under(format_args!("{DeafWords}")), Json), Err(WriteError::Key));
    assert_eq!(given(&map([("a", Deaf)])), Err((CommandErrorKind::Type, 2)));
    assert_eq!(given(&Under(format_args!("{DeafWords}"))), Err((CommandErrorKind::Key, 2)));
    let error =
        Command::in_buf(&mut [0; 100], "c").param("a", format_args!("{DeafWords}")).finish().unwrap_err();
    assert_eq!(error.kind(), CommandErrorKind::NoRoom);
    let body = |w: &mut Writer<'_>| {
        let _ = w.members(&map([("a", [[1]])]));
        let _ = w.serialize("b", &Bytes);
        w.list("c", |w| w.serialize(&Bytes).or(Ok(())))
    };
    assert_eq!(Answer::named("r", Json).write(&mut String::new(), body), Err(WriteError::NestedList));
}

fn members(value: &impl Serialize, syntax: Syntax) -> Result<String, WriteError> {
    let mut out = String::new();
    Answer::named("r", syntax).write(&mut out, |w| w.members(value))?;
    Ok(out)
}

#[test]
fn members_go_into_the_object_that_is_open() {
    let pair = || Pair { a: 1, b: Some("x") };
    let want = r#"{"r":{"a":1,"b":"x"}}"#;
    assert_eq!(members(&pair(), Json).as_deref(), Ok(want));
    assert_eq!(members(&Some(Newtype(pair())), Json).as_deref(), Ok(want));
    assert_eq!(members(&map([("a", "x")]), Json).as_deref(), Ok(r#"{"r":{"a":"x"}}"#));
    assert_eq!(members(&Choice::Newtype(1), Json).as_deref(), Ok(r#"{"r":{"Newtype":1}}"#));
    assert_eq!(members(&Choice::Tuple(1, 2), Json).as_deref(), Ok(r#"{"r":{"Tuple":[1,2]}}"#));
    let variant = Choice::Struct { x: 1, y: Some(2) };
    assert_eq!(members(&variant, Json).as_deref(), Ok(r#"{"r":{"Struct":{"x":1,"y":2}}}"#));
    assert_eq!(members(&NOTHING, Json).as_deref(), Ok(r#"{"r":{}}"#));
    assert!(members(&flat(), Xml).unwrap().ends_with("<r><a>1</a><r>2</r><b>x</b></r>"));
    for syntax in [Xml, Json] {
        assert_eq!(members(&1, syntax), Err(WriteError::NoMembers));
        assert_eq!(members(&Choice::Unit, syntax), Err(WriteError::NoMembers));
        assert_eq!(members(&[pair()], syntax), Err(WriteError::NoMembers));
        assert_eq!(members(&Nothing, syntax), Err(WriteError::Type));
    }
}

#[test]
fn a_job_is_answered_from_a_struct_and_read_back() {
    let nics = [Pair { a: "10.1.1.225", b: true }, Pair { a: "10.1.2.7", b: false }];
    let vm = Pair { a: "R&D", b: nics };
    for syntax in [Xml, Json] {
        let mut body = String::new();
        let done = Job::new(JobStatus::Succeeded);
        Answer::to("queryAsyncJobResult", syntax)
            .job(&mut body, &done.result(Outcome::Object("virtualmachine", &|w| w.members(&vm))))
            .unwrap();
        let result = Response::parse(body.as_bytes()).unwrap().job().unwrap().result().object().unwrap();
        assert_eq!(result.name(), "virtualmachine");
        assert_eq!(result.get::<String>("a").as_deref(), Some("R&D"));
        let nics: Vec<_> =
            result.all("b").map(|nic| (nic.get::<String>("a"), nic.get::<bool>("b"))).collect();
        assert_eq!(nics, [(Some("10.1.1.225".into()), Some(true)), (Some("10.1.2.7".into()), Some(false))]);
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Number(number) => number.serialize(serializer),
            Self::Bool(value) => value.serialize(serializer),
            Self::Object(members) => Root(members).serialize(serializer),
        }
    }
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(tree) => tree.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
        }
    }
}

struct Root<'a>(&'a Members);

impl Serialize for Root<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, member)| (name, member)))
    }
}

proptest! {
    #[test]
    fn serde_writes_what_the_verbs_write(members in tree::root(tree::any_text())) {
        for syntax in [Xml, Json] {
            let mut by_serde = String::new();
            Answer::named("r", syntax).write(&mut by_serde, |w| w.members(&Root(&members))).unwrap();
            prop_assert_eq!(by_serde, tree::written(syntax, "r", &members));
        }
    }
}

fn given(params: &(impl Serialize + ?Sized)) -> Result<String, (CommandErrorKind, usize)> {
    let command = Command::new(String::new(), "c").param("first", 0).params(params);
    let query = command.param("last", 9).finish().map_err(|error| (error.kind(), error.parameter()))?;
    let params = Query::parse(&query).unwrap().params().map(|(name, value)| format!("{name}={value}"));
    Ok(params.collect::<Vec<_>>().join("&"))
}

/// One row, one test: what stands for a parameter `v` between two others, decoded.
macro_rules! params {
    ($($name:ident: $value:expr => $want:literal;)*) => {
        mod parameters {
            use super::*;
            $(
                #[test]
                fn $name() {
                    let params = given(&map([("v", $value)]));
                    assert_eq!(params, Ok(format!("command=c&first=0{}&last=9", $want)));
                    let params = given(&Pair { a: 1, b: Some(Newtype($value)) });
                    let want = $want.replace("&v", "&b");
                    assert_eq!(params, Ok(format!("command=c&first=0&a=1{want}&last=9")));
                }
            )*
        }
    };
}

params! {
    bool: true => "&v=true";
    i128: i128::MIN => "&v=-170141183460469231731687303715884105728";
    u64: u64::MAX => "&v=18446744073709551615";
    f32: 0.1_f32 => "&v=0.1";
    f64: 1.5e-7_f64 => "&v=0.00000015";
    char: '&' => "&v=&";
    text: "é +%" => "&v=é +%";
    empty_text: "" => "&v=";
    shown: Shown("x") => "&v=x!";
    job_id: JobId::new("1-a").unwrap() => "&v=1-a";
    moment: Timestamp::new(0, 3600).unwrap() => "&v=1970-01-01T01:00:00+0100";
    resource_id: ResourceId::new("2").unwrap() => "&v=2";
    plain_text: Text::plain("x y") => "&v=x y";
    address: core::net::Ipv4Addr::LOCALHOST => "&v=127.0.0.1";
    none: NOTHING => "";
    some: Some(1) => "&v=1";
    unit: () => "";
    newtype: Newtype("x") => "&v=x";
    unit_variant: Choice::Unit => "&v=kvm";
    sequence: ["x", "y z"] => "&v=x,y z";
    sequence_of_one: [true] => "&v=true";
    sequence_of_nothing: [(); 0] => "";
    sequence_with_none: [None, Some(1), None, Some(2)] => "&v=1,2";
    sequence_of_none: [NOTHING] => "";
    sequence_of_variants: [Choice::Unit, Choice::Unit] => "&v=kvm,kvm";
    tuple: (1, "x") => "&v=1,x";
    tuple_struct: Tuple(1, "x") => "&v=1,x";
    maps: map([("cpuNumber", 2), ("a.b", 3)]) => "&v[0].a.b=3&v[0].cpuNumber=2";
    map_of_nothing: map::<0, u8>([]) => "";
    map_with_none: map([("a", Some(1)), ("b", None), ("c", Some(3))]) => "&v[0].a=1&v[0].c=3";
    map_by_shown: Under(Shown("a")) => "&v[0].a!=1";
    map_by_chars: BTreeMap::from([('a', 1)]) => "&v[0].a=1";
    structs: Pair { a: 1, b: "x" } => "&v[0].a=1&v[0].b=x";
    tagged_variant: Tagged::Ipv4 { address: "x" } => "&v[0].type=ipv4&v[0].address=x";
    flattened: flat() => "&v[0].a=1&v[0].r=2&v[0].b=x";
    sequence_of_structs: [Pair { a: 1, b: "x" }, Pair { a: 2, b: "y" }]
        => "&v[0].a=1&v[0].b=x&v[1].a=2&v[1].b=y";
    sequence_of_maps: [map([("a", 1), ("b", 2)]), map([]), map([("a", 3)])]
        => "&v[0].a=1&v[0].b=2&v[2].a=3";
    sequence_of_one_map: [map([("a", 1), ("b", 2)])] => "&v[0].a=1&v[0].b=2";
}

#[test]
fn a_text_that_was_read_is_given_decoded() {
    let response = Response::parse(br#"{"r":{"a\u0062":"1\u002c2"}}"#).unwrap();
    let node = response.node().children().next().unwrap();
    assert_eq!(given(&map([("v", node.text())])).unwrap(), "command=c&first=0&v=1,2&last=9");
    assert_eq!(given(&map([("v", [node.text()])])), Err((CommandErrorKind::ListItem, 2)));
    assert!(answered(&node.text(), Json).unwrap().contains(r#""v":"1,2""#));
}

#[test]
fn maps_go_the_way_that_is_chosen() {
    #[derive(Serialize)]
    struct Params {
        fields: BTreeMap<&'static str, u8>,
        #[serde(serialize_with = "params::entries")]
        entries: BTreeMap<&'static str, Option<u8>>,
        #[serde(serialize_with = "params::pairs")]
        pairs: BTreeMap<&'static str, u8>,
    }
    let details = || map([("a", 1), ("b", 2)]);
    let maps = Params { fields: details(), entries: map([("a", Some(1)), ("b", Some(2))]), pairs: details() };
    let by_hand = Command::new(String::new(), "c")
        .fields("fields", 0, details())
        .entries("entries", details())
        .pairs("pairs", details());
    let by_hand = by_hand.finish().unwrap();
    assert_eq!(Command::new(String::new(), "c").params(&maps).finish().unwrap(), by_hand);
    assert!(by_hand.ends_with("&pairs%5B1%5D.key=b&pairs%5B1%5D.value=2"));

    let nothing = Params { fields: map([]), entries: map([]), pairs: map([]) };
    assert_eq!(given(&nothing).unwrap(), "command=c&first=0&last=9");
    let some = Params { entries: map([("a", None), ("b", Some(2))]), ..nothing };
    assert_eq!(given(&some).unwrap(), "command=c&first=0&entries[1].b=2&last=9");
    // Other serializers see ordinary sequences.
    let json = serde_json::to_value(&maps).unwrap();
    assert_eq!(json["entries"], serde_json::json!([{"a": 1}, {"b": 2}]));
    assert_eq!(json["pairs"], serde_json::json!([{"key": "a", "value": 1}, {"key": "b", "value": 2}]));
}

#[test]
fn parameters_may_have_whole_names() {
    assert_eq!(given(&map([("tags[0].key", "x")])).unwrap(), "command=c&first=0&tags[0].key=x&last=9");
    assert_eq!(given(&NOTHING).unwrap(), "command=c&first=0&last=9");
    // The longest that is shown.
    let name = "x".repeat(512);
    let query = format!("command=c&first=0&{name}=1&last=9");
    assert_eq!(given(&Under(format_args!("{name}"))), Ok(query));
}

#[test]
fn parameters_refuse_what_they_cannot_say() {
    use CommandErrorKind::{Custom, Duplicate, Key, ListItem, Name, Nested, Type, Value};

    /// The value is parameter 3.
    fn row(name: &str, want: CommandErrorKind, value: &(impl Serialize + ?Sized)) {
        assert_eq!(given(&Pair { a: 1, b: value }), Err((want, 3)), "{name}");
        assert_eq!(given(&Pair { a: 1, b: Pair { a: NOTHING, b: value } }), Err((want, 3)), "{name}");
    }
    row("bytes", Type, &Bytes);
    row("unit struct", Type, &Nothing);
    row("not a number", Type, &f64::NAN);
    row("infinity", Type, &f32::INFINITY);
    row("custom", Custom, &Refuses);
    row("newtype variant", Type, &Choice::Newtype(1));
    row("control character", Value, "\t");

    fn value(name: &str, want: (CommandErrorKind, usize), value: &(impl Serialize + ?Sized)) {
        assert_eq!(given(&Pair { a: 1, b: value }), Err(want), "{name}");
    }
    value("tuple variant", (Type, 3), &Choice::Tuple(1, 2));
    value("struct variant", (Type, 3), &Choice::Struct { x: 1, y: None });
    value("list in a list", (Nested, 3), &[[1]]);
    value("list in a list, later", (Nested, 3), &(1, [2]));
    value("list in a map", (Nested, 4), &Pair { a: 1, b: [2] });
    value("map in a map", (Nested, 4), &Pair { a: 1, b: map([("c", 2)]) });
    value("list in a struct in a list", (Nested, 4), &[Pair { a: 1, b: [2] }]);
    value(
        "map in a struct in a list",
        (Nested, 5),
        &[Pair { a: 1, b: None }, Pair { a: 2, b: Some(map([("c", 2)])) }],
    );
    value("scalar, then struct", (Type, 3), &(1, Pair { a: 1, b: 2 }));
    value("struct, then scalar", (Type, 5), &(Pair { a: 1, b: 2 }, 1));
    value("struct, then list", (Nested, 5), &(Pair { a: 1, b: 2 }, [1]));
    value("struct, then variant", (Type, 5), &(Pair { a: 1, b: 2 }, Choice::Newtype(1)));
    value("struct, then custom", (Custom, 5), &(Pair { a: 1, b: 2 }, Refuses));
    value("tuple variant in a list", (Type, 3), &[Choice::Tuple(1, 2)]);
    value("tuple variant in a map", (Type, 4), &Pair { a: 1, b: Choice::Tuple(1, 2) });
    value("comma in a list", (ListItem, 3), &["x", "y,z"]);
    value("empty in a list", (ListItem, 3), &["x", ""]);
    value("empty first in a list", (ListItem, 3), &["", "x"]);
    value("control character in a list", (Value, 3), &["x", "\0"]);
    value("control character in a field", (Value, 4), &Pair { a: 1, b: "\0" });
    value("key without a value", (Key, 3), &Apart);
    value("value without a key", (Key, 3), &Keyless);
    value("number for a key", (Key, 3), &Under(1));
    value("nothing for a key", (Key, 3), &Under(NOTHING));
    value("key too long to be shown", (Key, 3), &Under(format_args!("{:513}", "")));
    value("list for a key", (Key, 3), &Under([1]));
    value("map for a key", (Key, 3), &Under(map([("a", 1)])));
    value("variant with a value for a key", (Key, 3), &Under(Choice::Newtype(1)));
    value("number for a later key", (Key, 4), &Later(1));
    value("key that is no name", (Name, 4), &BTreeMap::from([(" ", 2), ("[", 3)]));
    value("bytes in a list", (Type, 3), &(1, Bytes));
    value("custom in a list", (Custom, 3), &(1, Refuses));

    for (name, got, want) in [
        ("number", given(&1), (Type, 2)),
        ("text", given("x"), (Type, 2)),
        ("list", given(&[1]), (Type, 2)),
        ("variant", given(&Choice::Newtype(1)), (Type, 2)),
        ("number for a key", given(&BTreeMap::from([(1, 2)])), (Key, 2)),
        ("bytes for a name that is none", given(&map([("a=b", Bytes)])), (Type, 2)),
        ("no name", given(&map([("a=b", 1)])), (Name, 2)),
        ("signature", given(&map([("Signature", 1)])), (Name, 2)),
        ("twice", given(&map([("FIRST", 1)])), (Duplicate, 2)),
        ("map and text of one name", given(&Flat { rest: map([("A", 1)]), ..flat() }), (Duplicate, 3)),
        ("the first of two faults", given(&Pair { a: Bytes, b: "\0" }), (Type, 2)),
    ] {
        assert_eq!(got, Err(want), "{name}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn no_more_parameters_than_are_signed() {
    let names: BTreeMap<String, u8> = (0..MAX_PARAMETERS).map(|i| (format!("n{i}"), 1)).collect();
    let command = Command::new(String::new(), "c").params(&names);
    assert_eq!(command.finish().unwrap_err().kind(), CommandErrorKind::TooMany);
    let items: Vec<u8> = vec![1; 1000];
    assert!(given(&map([("list", items)])).is_ok());
}

#[test]
fn every_buffer_that_is_too_small_is_an_error() {
    let params = Pair { a: [1, 2], b: [Pair { a: "&", b: true }] };
    let whole = Command::new(String::new(), "c").params(&params).finish().unwrap();
    for room in 0..whole.len() {
        let error = Command::in_buf(&mut vec![0; room], "c").params(&params).finish().unwrap_err();
        assert_eq!(error.kind(), CommandErrorKind::NoRoom, "{room}");
    }
    assert!(Command::in_buf(&mut vec![0; whole.len()], "c").params(&params).finish().is_ok());
}

#[derive(Serialize)]
struct DeployVirtualMachine<'a> {
    #[serde(rename = "zoneId")]
    zone_id: u32,
    #[serde(rename = "serviceOfferingId")]
    service_offering_id: u32,
    #[serde(rename = "diskOfferingId")]
    disk_offering_id: Option<u32>,
    #[serde(rename = "templateId")]
    template_id: u32,
    displayname: Option<&'a str>,
}

const DEPLOY: DeployVirtualMachine<'_> = DeployVirtualMachine {
    zone_id: 1,
    service_offering_id: 1,
    disk_offering_id: Some(1),
    template_id: 1,
    displayname: None,
};

fn deploy() -> Command<String> {
    Command::new(String::new(), "deployVirtualMachine")
}

/// The command of the developer's guide.
fn deploy_by_hand() -> Command<String> {
    deploy()
        .param("zoneId", 1)
        .param("serviceOfferingId", 1)
        .param("diskOfferingId", 1)
        .param("templateId", 1)
}

#[test]
fn the_documented_command_comes_from_a_struct() {
    assert_eq!(deploy().params(&DEPLOY).finish(), deploy_by_hand().finish());
}

#[cfg(feature = "sign")]
#[test]
fn the_documented_command_is_signed_from_a_struct() {
    let who: cloudstack_codec::Credentials<&str> = cloudstack_codec::Credentials::new("key", "secret");
    let signed = deploy().params(&DEPLOY).sign(&who).unwrap();
    assert_eq!(signed, deploy_by_hand().sign(&who).unwrap());
    assert_eq!(Query::parse(&signed).unwrap().verify(&who, 0), Ok(()));
}
