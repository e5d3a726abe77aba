//! Nodes into types, the same from both syntaxes.

use core::fmt::Debug;
use core::net::IpAddr;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use cloudstack_codec::{Node, Response, Text};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// The members of a root `r`, in both syntaxes, for as long as the tests run.
pub(crate) fn roots(xml: &str, json: &str) -> [Node<'static>; 2] {
    [format!("<r>{xml}</r>"), format!(r#"{{"r":{{{json}}}}}"#)]
        .map(|body| Response::parse(body.leak().as_bytes()).unwrap().node())
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct A<T> {
    pub(crate) a: T,
}

/// One row, one test: a member `a` of the type reads from both syntaxes as the value, with a buffer and without.
macro_rules! reads {
    ($($name:ident: $type:ty, $xml:expr, $json:expr => $value:expr;)*) => {$(
        #[test]
        fn $name() {
            for node in roots($xml, $json) {
                let want: $type = $value;
                assert_eq!(node.deserialize::<A<$type>>().as_ref().map(|a| &a.a), Ok(&want), "{node:?}");
                let scratch = vec![0; node.raw().len()].leak();
                assert_eq!(node.deserialize_in::<A<$type>>(scratch).map(|a| a.a), Ok(want), "{node:?}");
            }
        }
    )*};
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Unit;

#[derive(Debug, PartialEq, Deserialize)]
struct Newtype<T>(T);

#[derive(Debug, PartialEq, Deserialize)]
struct Pair(u8, String);

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Nic {
    id: String,
    mtu: Option<u16>,
    secondaryip: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Running,
    Stopped,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Result {
    Success(bool),
    Nic(Nic),
    Zones(Vec<u8>),
    Point {
        x: u8,
        y: u8,
    },
    Both(u8, u8),
    #[serde(other)]
    Other,
}

fn nic(id: &str, mtu: Option<u16>) -> Nic {
    Nic { id: id.into(), mtu, secondaryip: Vec::new() }
}

reads! {
    borrowed_text: &str, "<a> x </a>", r#""a":" x ""# => " x ";
    text_of_a_number: &str, "<a>1.50</a>", r#""a":1.50"# => "1.50";
    text_of_a_literal: &str, "<a>true</a>", r#""a":true"# => "true";
    empty_text: &str, "<a/>", r#""a":"""# => "";
    empty_text_of_an_empty_object: String, "<a></a>", r#""a":{ }"# => String::new();
    empty_text_of_members_that_are_nothing: String, "<a><!-- b --></a>", r#""a":{"b":null,"c":[ ]}"#
        => String::new();
    escaped_text: String, "<a>R&amp;D<![CDATA[<]]></a>", r#""a":"R\u0026D\u003c""# => "R&D<".into();
    escaped_into_a_cow: Cow<'_, str>, "<a>&#65;</a>", r#""a":"\u0041""# => "A".into();
    fixed_text: heapless::String<3>, "<a>a&lt;b</a>", r#""a":"a\u003cb""# => "a<b".try_into().unwrap();
    boxed_text: Box<str>, "<a>x</a>", r#""a":"x""# => "x".into();
    text_around_a_comment_like_one_that_ends_at_once: &str, "<a>x</a><!--><a>y</a>-->", r#""a":"x""# => "x";
    text_as_it_stands: Text<'_>, "<a>R&amp;D<![CDATA[<]]></a>", r#""a":"R\u0026D\u003c""# => "R&D<".into();
    bytes: &[u8], "<a>é</a>", r#""a":"é""# => "é".as_bytes();
    character: char, "<a>é</a>", r#""a":"\u00e9""# => 'é';

    i8_least: i8, "<a>-128</a>", r#""a":-128"# => i8::MIN;
    i16_least: i16, "<a>-32768</a>", r#""a":"-32768""# => i16::MIN;
    i32_least: i32, "<a>-2147483648</a>", r#""a":-2147483648"# => i32::MIN;
    i64_least: i64, "<a>-9223372036854775808</a>", r#""a":-9223372036854775808"# => i64::MIN;
    i128_least: i128, "<a>-170141183460469231731687303715884105728</a>",
        r#""a":-170141183460469231731687303715884105728"# => i128::MIN;
    u8_most: u8, "<a>255</a>", r#""a":255"# => u8::MAX;
    u16_most: u16, "<a>65535</a>", r#""a":65535"# => u16::MAX;
    u32_most: u32, "<a>4294967295</a>", r#""a":"4294967295""# => u32::MAX;
    minus_zero: u32, "<a>-0</a>", r#""a":-0"# => 0;
    wide_minus_zero: u64, "<a>-0</a>", r#""a":-0"# => 0;
    u64_most: u64, "<a>18446744073709551615</a>", r#""a":18446744073709551615"# => u64::MAX;
    u128_most: u128, "<a>340282366920938463463374607431768211455</a>",
        r#""a":340282366920938463463374607431768211455"# => u128::MAX;
    f32_number: f32, "<a>-1.5e3</a>", r#""a":-1.5e3"# => -1500.0;
    f64_number: f64, "<a>0.1</a>", r#""a":"0.1""# => 0.1;
    f32_maximum: f32, "<a>3.4028235e38</a>", r#""a":3.4028235e38"# => f32::MAX;
    number_among_white_space: u8, "<a> \n5\t</a>", r#""a":" \n5\t""# => 5;
    escaped_number: u8, "<a>&#53;</a>", r#""a":"\u0035""# => 5;
    literal: bool, "<a>true</a>", r#""a":true"# => true;
    literal_as_text: bool, "<a> False </a>", r#""a":" False ""# => false;
    address: IpAddr, "<a>10.1.1.225</a>", r#""a":"10.1.1.225""# => IpAddr::from([10, 1, 1, 225]);

    absent: Option<&str>, "", "" => None;
    nothing: Option<&str>, "", r#""a":null"# => None;
    no_text: Option<Text<'_>>, "", r#""a":[null]"# => None;
    empty_list: Option<Vec<&str>>, "", r#""a":[]"# => None;
    list_of_nothing: Option<Vec<&str>>, "", r#""a":[null]"# => None;
    optional: Option<u8>, "<a>1</a>", r#""a":1"# => Some(1);
    optional_and_empty: Option<&str>, "<a></a>", r#""a":"""# => Some("");
    optional_text: Option<Text<'_>>, "<a><!-- b --></a>", r#""a":{"b":[]}"# => Some("".into());
    optional_twice: Option<Option<u8>>, "<a>1</a>", r#""a":1"# => Some(Some(1));

    unit: (), "<a></a>", r#""a":{}"# => ();
    blank_unit: (), "<a>\n</a>", r#""a":" ""# => ();
    unit_struct: Unit, "<a></a>", r#""a":"""# => Unit;
    newtype: Newtype<u8>, "<a>1</a>", r#""a":1"# => Newtype(1);
    newtype_of_a_list: Newtype<Vec<u8>>, "<a>1</a><a>2</a>", r#""a":[1,2]"# => Newtype(vec![1, 2]);

    list_of_one: Vec<u8>, "<a>1</a>", r#""a":1"# => vec![1];
    array_of_one: Vec<u8>, "<a>1</a>", r#""a":[1]"# => vec![1];
    list: Vec<u8>, "<a>1</a><a>2</a><a>3</a><b/>", r#""a":[1,null,2],"a":3,"b":1"# => vec![1, 2, 3];
    list_by_names_before_white_space: Vec<u8>, "<a >1</a ><a\t>2</a\t><a\r>3</a\r><a\n>4</a\n>", r#""a":[1,2,3,4]"#
        => vec![1, 2, 3, 4];
    list_by_names_that_are_escaped: Vec<u8>, "<a>1</a><a>2</a>", r#""a":[1],"\u0061":2"# => vec![1, 2];
    list_of_empty_texts: Vec<&str>, "<a/><a></a>", r#""a":["",{}]"# => vec!["", ""];
    list_of_structs: Vec<Nic>, "<a><id>1</id></a><a><mtu>9</mtu><id>2</id></a>",
        r#""a":[{"id":1},{"mtu":9,"id":2}]"# => vec![nic("1", None), nic("2", Some(9))];
    list_of_optional: Vec<Option<u8>>, "<a>1</a>", r#""a":[1,null]"# => vec![Some(1)];
    optional_list: Option<Vec<u8>>, "<a>1</a><a>2</a>", r#""a":[1,2]"# => Some(vec![1, 2]);
    list_of_escaped_texts: Vec<Text<'_>>, "<a>&lt;</a><a/>", r#""a":["\u003c",{"b":null}]"#
        => vec!["<".into(), "".into()];
    fixed_list: heapless::Vec<&str, 2>, "<a>x</a><a>y</a>", r#""a":["x","y"]"# => ["x", "y"].into();
    array: [u8; 2], "<a>1</a><a>2</a>", r#""a":[1,2]"# => [1, 2];
    tuple: (u8, bool), "<a>1</a><a>true</a>", r#""a":["1",true]"# => (1, true);
    tuple_of_one: (&str,), "<a>x</a>", r#""a":"x""# => ("x",);
    tuple_struct: Pair, "<a>1</a><a>x</a>", r#""a":[1,"x"]"# => Pair(1, "x".into());
    text_and_struct_in_a_tuple: (u8, Nic), "<a>1</a><a><id>2</id></a>", r#""a":[1,{"id":2}]"#
        => (1, nic("2", None));

    structure: Nic, "<a><id>1</id><secondaryip>x</secondaryip><secondaryip>y</secondaryip></a>",
        r#""a":{"id":"1","secondaryip":["x","y"]}"#
        => Nic { secondaryip: vec!["x".into(), "y".into()], ..nic("1", None) };
    structure_without_members: Nic, "<a>\n</a>", r#""a":{}"# => Nic::default();
    structure_of_nothing: Nic, "<a></a>", r#""a":{"mtu":null,"secondaryip":[]}"# => Nic::default();
    members_that_are_not_known: Nic, "<a><x><y>1</y><y><z/></y></x><id>1</id><x>2</x><z/><mtu>2</mtu></a>",
        r#""a":{"x":{"y":["]}",{"z":1}]},"id":1,"x":[{"y":1},{"y":2}],"z":{},"mtu":2}"# => nic("1", Some(2));
    ignored: IgnoredAny, "<a><b><c/></b></a><a>2</a><a/>", r#""a":[{"b":{"c":1}},2,{}]"# => IgnoredAny;
    map: BTreeMap<&str, &str>, "<a><x>1</x><y></y></a>", r#""a":{"x":1,"y":""}"#
        => BTreeMap::from([("x", "1"), ("y", "")]);
    map_of_lists: HashMap<String, Vec<u8>>, "<a><x>1</x><x>2</x><y>3</y></a>", r#""a":{"x":[1,2],"y":3}"#
        => HashMap::from([("x".into(), vec![1, 2]), ("y".into(), vec![3])]);
    map_by_states: HashMap<State, u8>, "<a><running>1</running><stopped>2</stopped></a>",
        r#""a":{"running":1,"stopped":2}"# => HashMap::from([(State::Running, 1), (State::Stopped, 2)]);
    map_without_members: BTreeMap<u8, u8>, "<a/>", r#""a":"""# => BTreeMap::new();
    map_by_scattered_names: BTreeMap<&str, u8>, "<a><x>1</x><y>2</y><x>3</x></a>", r#""a":{"x":1,"y":2,"x":3}"#
        => BTreeMap::from([("x", 3), ("y", 2)]);

    state: State, "<a>running</a>", r#""a":"running""# => State::Running;
    states: Vec<State>, "<a>stopped</a><a>running</a>", r#""a":["stopped","running"]"#
        => vec![State::Stopped, State::Running];
    variant_of_a_scalar: Result, "<a><success>true</success></a>", r#""a":{"success":"true"}"#
        => Result::Success(true);
    variant_of_a_struct: Result, "<a><nic><id>1</id></nic></a>", r#""a":{"nic":{"id":1}}"#
        => Result::Nic(nic("1", None));
    variant_of_an_array_of_one: Result, "<a><nic><id>1</id></nic></a>", r#""a":{"nic":[{"id":1}]}"#
        => Result::Nic(nic("1", None));
    variant_of_a_list: Result, "<a><zones>1</zones><zones>2</zones></a>", r#""a":{"zones":[1,2]}"#
        => Result::Zones(vec![1, 2]);
    variant_with_members: Result, "<a><point><x>1</x><y>2</y></point></a>", r#""a":{"point":{"x":1,"y":2}}"#
        => Result::Point { x: 1, y: 2 };
    variant_of_a_run: Result, "<a><both>1</both><both>2</both></a>", r#""a":{"both":[1,2]}"# => Result::Both(1, 2);
    variant_that_is_not_known: Result, "<a><volume><id>1</id></volume></a>", r#""a":{"volume":{"id":1}}"#
        => Result::Other;
    variants_in_a_list: Vec<Result>, "<a><success>true</success></a><a><x/></a>", r#""a":[{"success":true},{"x":1}]"#
        => vec![Result::Success(true), Result::Other];

    anything: Value, "<a>1</a>", r#""a":1"# => json!("1");
    anything_empty: Value, "<a/>", r#""a":{"x":null}"# => json!("");
    anything_with_members: Value, "<a><x><y>1</y></x><x><y>2</y></x><z>3</z></a>",
        r#""a":{"x":[{"y":1},{"y":2}],"z":3}"# => json!({"x": [{"y": "1"}, {"y": "2"}], "z": "3"});
    untagged_text: Either, "<a><id>1</id></a>", r#""a":{"id":"1"}"# => Either::Object { id: "1".into() };
    tagged: Tagged, "<a><type>L2</type><name>x</name></a>", r#""a":{"type":"L2","name":"x"}"#
        => Tagged::L2 { name: "x".into() };
    flattened: Flat, "<a><id>1</id><nic>1</nic><nic>2</nic><x>y</x></a>", r#""a":{"id":1,"nic":[1,2],"x":"y"}"#
        => Flat { id: 1, nic: vec![1, 2], rest: HashMap::from([("x".into(), "y".into())]) };
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Either {
    Number(u8),
    Object { id: String },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type")]
pub(crate) enum Tagged {
    L2 { name: String },
    Isolated { vlan: u16 },
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Flat {
    id: u8,
    nic: Vec<u8>,
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

#[test]
fn a_field_may_have_a_default() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Vm {
        #[serde(default)]
        nic: Vec<u8>,
        #[serde(default)]
        name: String,
    }
    for node in roots("", r#""nic":[],"name":null"#) {
        assert_eq!(node.deserialize(), Ok(Vm { nic: Vec::new(), name: String::new() }));
    }
}

#[test]
fn a_whole_node_is_any_type_but_a_list() {
    let [xml, json] = roots("<a>1</a>", r#""a":1"#).map(|node| node.child("a").unwrap());
    for node in [xml, json] {
        assert_eq!(node.deserialize(), Ok(1_u8));
        assert_eq!(node.deserialize(), Ok("1"));
        assert_eq!(node.deserialize(), Ok(Some('1')));
    }
    for node in roots("<success>true</success>", r#""success":true"#) {
        assert_eq!(node.deserialize(), Ok(Result::Success(true)));
        assert_eq!(node.deserialize(), Ok(IgnoredAny));
    }
}

/// What is borrowed lies in the body, and what is decoded in the buffer.
#[test]
fn nothing_is_copied_but_what_is_escaped() {
    #[derive(Deserialize)]
    struct Vm<'a> {
        name: &'a str,
        group: &'a str,
        #[serde(borrow)]
        tag: [Cow<'a, str>; 2],
    }
    let xml = "<group>R&amp;D</group><name>x</name><tag>y</tag><tag>&#122;</tag>";
    let json = r#""group":"R\u0026D","name":"x","tag":["y","\u007a"]"#;
    for node in roots(xml, json) {
        let mut scratch = [0; 4];
        let buffer = scratch.as_ptr_range();
        let vm: Vm<'_> = node.deserialize_in(&mut scratch).unwrap();
        assert_eq!((vm.name, vm.group, &*vm.tag[0], &*vm.tag[1]), ("x", "R&D", "y", "z"));
        assert!(node.raw().as_bytes().as_ptr_range().contains(&vm.name.as_ptr()));
        assert!(buffer.contains(&vm.group.as_ptr()));
    }
}
