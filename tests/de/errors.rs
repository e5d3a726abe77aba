//! Every error, by kind and offset, from both syntaxes.

use core::num::NonZeroU8;
use std::collections::BTreeMap;

use cloudstack_codec::DeErrorKind::{self, *};
use cloudstack_codec::{DeError, Response, Text};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::nodes::{A, Either, Flat, Tagged};
use super::sample::Sample as _;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "they are never read without an error")]
struct Closed {
    id: u8,
    #[serde(default)]
    nic: Vec<u8>,
}

#[derive(Debug, Deserialize)]
enum State {
    Running,
    Of(#[expect(dead_code, reason = "it is never read without an error")] u8),
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is never read without an error")]
struct Named<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

/// One row, one test: a member `a` is refused by the type, at the byte that the mark `^` stands before.
macro_rules! refuses {
    ($($name:ident: $type:ty, $xml:expr, $json:expr => $kind:expr;)*) => {$(
        #[test]
        fn $name() {
            for marked in [format!("<r>{}</r>", $xml), format!(r#"{{"r":{{{}}}}}"#, $json)] {
                let want = ($kind, marked.find('^').unwrap());
                let body = marked.replace('^', "").leak();
                let node = Response::parse(body.as_bytes()).unwrap().node();
                let place = |error: DeError| (error.kind(), error.offset());
                assert_eq!(node.deserialize::<A<$type>>().map_err(place).unwrap_err(), want, "{body}");
                if want.0 != Escaped {
                    let scratch = vec![0; body.len()].leak();
                    let error = node.deserialize_in::<A<$type>>(scratch).map_err(place).unwrap_err();
                    assert_eq!(error, want, "{body}");
                }
            }
        }
    )*};
}

const FIELDS: DeErrorKind = UnknownField(&["id", "nic"]);
const STATES: DeErrorKind = UnknownVariant(&["Running", "Of"]);

refuses! {
    number_with_a_fraction: u32, "<a>^1.0</a>", r#""a":^1.0"# => ExpectedNumber;
    number_out_of_range: u8, "<a>^256</a>", r#""a":^256"# => ExpectedNumber;
    number_below_zero: u64, "<a>^-1</a>", r#""a":^-1"# => ExpectedNumber;
    number_of_text: i64, "<a>^x</a>", r#""a":^"x""# => ExpectedNumber;
    number_of_nothing: Option<u8>, "<a>^</a>", r#""a":^"""# => ExpectedNumber;
    number_of_a_literal: u8, "<a>^true</a>", r#""a":^true"# => ExpectedNumber;
    float_of_text: f64, "<a>^1,5</a>", r#""a":^"1,5""# => ExpectedNumber;
    float_out_of_range: f64, "<a>^-1e309</a>", r#""a":^-1e309"# => ExpectedNumber;
    small_float_out_of_range: f32, "<a>^1e39</a>", r#""a":^1e39"# => ExpectedNumber;
    float_in_words: f64, "<a>^inf</a>", r#""a":^"NaN""# => ExpectedNumber;
    bool_of_a_number: bool, "<a>^1</a>", r#""a":^1"# => ExpectedBool;
    bool_of_nothing: bool, "<a>^</a>", r#""a":^{}"# => ExpectedBool;
    two_characters: char, "<a>^xy</a>", r#""a":^"xy""# => Value;
    no_character: char, "<a>^</a>", r#""a":^"""# => Value;
    zero: NonZeroU8, "<a>^0</a>", r#""a":^0"# => Value;
    unit_of_text: (), "<a>^x</a>", r#""a":^"x""# => ExpectedNothing;
    unit_of_members: Option<()>, "<a>^<b/></a>", r#""a":^{"b":1}"# => ExpectedText;

    text_of_members: String, "<a>^<b/></a>", r#""a":^{"b":""}"# => ExpectedText;
    text_as_it_stands_of_members: Text<'_>, "<a>^<b/></a>", r#""a":^{"b":""}"# => ExpectedText;
    number_of_members: u8, "<a>^<b>1</b></a>", r#""a":^{"b":1}"# => ExpectedText;
    members_of_text: Closed, "<a>^x</a>", r#""a":^"x""# => ExpectedMembers;
    map_of_text: BTreeMap<u8, u8>, "<a>^1</a>", r#""a":^1"# => ExpectedMembers;
    map_by_what_is_no_number: BTreeMap<u8, u8>, "<a><^x>1</x></a>", r#""a":{"^x":1}"# => ExpectedNumber;

    text_of_several: &str, "<a>1</a><a>^2</a>", r#""a":[1,^2]"# => ExpectedOne;
    text_as_it_stands_of_several: Option<Text<'_>>, "<a>1</a><a>^&lt;</a>", r#""a":1,"a":^"\u003c""# => ExpectedOne;
    optional_text_of_several: Option<String>, "<a>1</a><a>^2</a>", r#""a":1,"a":^2"# => ExpectedOne;
    members_of_several: BTreeMap<&str, u8>, "<a><b>1</b></a><a>^<c>2</c></a>", r#""a":[{"b":1},^{"c":2}]"#
        => ExpectedOne;
    map_of_several: BTreeMap<&str, u8>, "<a><b>1</b><b>^2</b></a>", r#""a":{"b":[1,^2]}"# => ExpectedOne;
    element_of_a_list: Vec<u8>, "<a>1</a><a>^x</a>", r#""a":[1,^"x"]"# => ExpectedNumber;
    list_in_a_list: Vec<Vec<u8>>, "<a>^1</a><a>2</a>", r#""a":[^1,2]"# => NestedList;
    scattered_list: Closed, "<a><nic>1</nic><id>1</id><^nic>2</nic></a>", r#""a":{"nic":[1],"id":1,"^nic":[2]}"#
        => Duplicate("nic");
    array_too_long: [u8; 2], "<a>1</a><a>2</a><a>^3</a><a>4</a>", r#""a":[1,2,^3,4]"# => Length;
    array_too_long_before_another: [u8; 1], "<a>1</a><a>^2</a><b>3</b>", r#""a":[1,^2],"b":3"# => Length;
    array_of_none: [u8; 0], "<a>^1</a>", r#""a":^1"# => Length;
    array_of_no_objects: [IgnoredAny; 0], "<a>^<b>1</b></a><a/>", r#""a":[^{"b":1},{}]"# => Length;
    array_too_short: (u8, u8), "<a>^1</a>", r#""a":^1"# => Length;
    list_too_long: heapless::Vec<u8, 1>, "<a>^1</a><a>2</a>", r#""a":[^1,2]"# => Length;
    text_too_long: heapless::String<1>, "<a>^é</a>", r#""a":^"é""# => Length;
    borrowed_text_with_escapes: &str, "<a>^&lt;</a>", r#""a":^"\u003c""# => Escaped;

    missing_field: Closed, "<a>^<nic>1</nic></a>", r#""a":^{"nic":1}"# => MissingField("id");
    missing_field_of_nothing: Closed, "<a>^</a>", r#""a":^{"id":null}"# => MissingField("id");
    missing_text: Named<'_>, "<a>^<b>1</b></a>", r#""a":^{"name":null}"# => MissingField("name");
    unknown_field: Closed, "<a><id>1</id><^mac>2</mac></a>", r#""a":{"id":1,"^mac":2}"# => FIELDS;
    unknown_variant: State, "<a>^Stopped</a>", r#""a":^"Stopped""# => STATES;
    unknown_variant_of_a_member: State, "<a><^x>1</x></a>", r#""a":{"^x":1}"# => STATES;
    variant_of_nothing: State, "<a>^</a>", r#""a":^{"x":null}"# => STATES;
    variant_without_its_value: State, "<a>^Of</a>", r#""a":^"Of""# => ExpectedMembers;
    variant_of_several: State, "<a><Of>1</Of><Of>^2</Of></a>", r#""a":{"Of":[1,^2]}"# => ExpectedOne;
    variant_beside_another_member: State, "<a><Of>1</Of><^x/></a>", r#""a":{"Of":1,"^x":{}}"# => ExpectedOneMember;
    value_of_a_variant: State, "<a><Of>^x</Of></a>", r#""a":{"Of":^"x"}"# => ExpectedNumber;

    untagged_number: Either, "<a>^1</a>", r#""a":^1"# => Custom;
    flattened_list: Flat, "<a>^<id>1</id><nic>1</nic><x>1</x><x>2</x></a>", r#""a":^{"id":1,"nic":1,"x":[1,2]}"#
        => Type;
    number_in_a_tagged_enum: Tagged, "<a>^<type>Isolated</type><vlan>1</vlan></a>",
        r#""a":^{"type":"Isolated","vlan":1}"# => Type;
}

/// Escaped text that nothing borrows is decoded on the stack, or by the allocator where there is one.
#[test]
fn long_text_with_escapes() {
    for len in [511, 512, 4000].into_iter().sample(2) {
        let body = format!("<r><a>{}&amp;</a></r>", "x".repeat(len));
        let node = Response::parse(body.as_bytes()).unwrap().node();
        let want = "x".repeat(len) + "&";
        let got = node.deserialize::<A<String>>();
        if cfg!(feature = "alloc") || want.len() <= 512 {
            assert_eq!(got.unwrap().a, want);
        } else {
            assert_eq!(got.map_err(|error| (error.kind(), error.offset())), Err((Escaped, 6)));
        }
        let mut scratch = vec![0; want.len()];
        assert_eq!(node.deserialize_in::<A<&str>>(&mut scratch).unwrap().a, want);
        let error = node.deserialize_in::<A<&str>>(&mut scratch[1..]).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (NoRoom, 6));
    }
}

#[test]
fn a_whole_node_is_no_list() {
    let node = Response::parse(br#" {"r":{"a":1}}"#).unwrap().node();
    let error = node.deserialize::<Vec<IgnoredAny>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (NestedList, 6));
}

#[test]
fn a_name_with_escapes_is_borrowed_from_the_buffer_alone() {
    let node = Response::parse(br#"{"r":{"a":{"x":1,"\u0079":2}}}"#).unwrap().node();
    let error = node.deserialize::<A<BTreeMap<&str, u8>>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (Escaped, 18));
    let mut scratch = [0; 1];
    let map = node.deserialize_in::<A<BTreeMap<&str, u8>>>(&mut scratch).unwrap().a;
    assert_eq!(map, BTreeMap::from([("x", 1), ("y", 2)]));
}
