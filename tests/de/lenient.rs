//! Types that do not read all of their value, or go on after an error in it: what stands after it is read all the same.

use core::fmt;
use std::collections::HashMap;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::nodes::{A, roots};

#[derive(Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Variant {
    Id(u8),
}

/// A value with a member after it, of a name that stands in the value too.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Before<T> {
    a: T,
    id: u8,
}

/// Goes on after an error.
#[derive(Debug, PartialEq)]
struct Lenient<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

/// Asks for nothing.
#[derive(Debug, PartialEq)]
struct Untouched;

impl<'de> Deserialize<'de> for Untouched {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Leaves out the elements that are wrong.
#[derive(Debug, PartialEq)]
struct Sound<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sound<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements<T>(Vec<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<S: SeqAccess<'de>>(mut self, mut list: S) -> Result<Vec<T>, S::Error> {
                loop {
                    match list.next_element() {
                        Ok(Some(element)) => self.0.push(element),
                        Ok(None) => return Ok(self.0),
                        Err(_) => {}
                    }
                }
            }
        }

        deserializer.deserialize_seq(Elements(Vec::new())).map(Self)
    }
}

/// Leaves out the members that are wrong.
#[derive(Debug, PartialEq)]
struct SoundMap<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for SoundMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(Vec<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<Vec<T>, M::Error> {
                while map.next_key::<IgnoredAny>()?.is_some() {
                    self.0.extend(map.next_value::<T>());
                }
                Ok(self.0)
            }
        }

        deserializer.deserialize_map(Members(Vec::new())).map(Self)
    }
}

/// Reads the first name, and neither its value nor what follows.
#[derive(Debug, PartialEq)]
struct FirstName(String);

impl<'de> Deserialize<'de> for FirstName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = FirstName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<FirstName, M::Error> {
                map.next_key().map(|name| FirstName(name.unwrap_or_default()))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// One row, one test: a type that does not read its value to the end, and what stands after that.
macro_rules! goes_on {
    ($($name:ident: $type:ty, $xml:expr, $json:expr => $value:expr;)*) => {$(
        #[test]
        fn $name() {
            let (xml, json) = (format!("{}<id>2</id>", $xml), format!(r#"{},"id":2"#, $json));
            for node in roots(&xml, &json) {
                let want = Before { a: $value, id: 2 };
                assert_eq!(node.deserialize::<Before<$type>>().as_ref(), Ok(&want), "{node:?}");
            }
        }
    )*};
}

goes_on! {
    after_an_error_in_a_struct: Lenient<Before<u8>>,
        "<a><b><id>3</id></b><a>x</a><id>1</id></a>", r#""a":{"b":{"id":3},"a":"x","id":1}"# => Lenient(None);
    after_a_struct_for_a_number: Lenient<u8>,
        "<a><id>1</id></a>", r#""a":{"id":1}"# => Lenient(None);
    after_a_value_that_nothing_was_asked_of: Untouched,
        "<a><b><id>1</id></b><id>1</id></a>", r#""a":{"b":[{"id":1}],"id":1}"# => Untouched;
    after_a_second_variant: Lenient<HashMap<String, Variant>>,
        "<a><b><id>1</id><b>2</b></b></a>", r#""a":{"b":{"id":1,"b":2}}"# => Lenient(None);
    after_an_error_in_a_list: Lenient<Vec<u8>>,
        "<a>1</a><a>x</a><a>3</a><a>4</a>", r#""a":[1,"x",3,4]"# => Lenient(None);
    after_a_list_that_is_too_long: Lenient<heapless::Vec<u8, 2>>,
        "<a>1</a><a>2</a><a>3</a><a>4</a>", r#""a":[1,2,3,4]"# => Lenient(None);
    after_a_list_of_structs_with_an_error: Lenient<Vec<A<u8>>>,
        "<a><a>x</a><id>1</id></a><a><a>1</a></a>", r#""a":[{"a":"x","id":1},{"a":1}]"# => Lenient(None);
    with_the_elements_that_are_right: Sound<A<u8>>,
        "<a><a>x</a><id>1</id></a><a><a>2</a></a><a><a>y</a></a>",
        r#""a":[{"a":"x","id":1},{"a":2},{"a":"y"}]"# => Sound(vec![A { a: 2 }]);
    with_a_list_of_what_may_be_wrong: Vec<Lenient<A<u8>>>,
        "<a><a>x</a><id>1</id></a><a><a>2</a></a>", r#""a":[{"a":"x","id":1},{"a":2}]"#
        => vec![Lenient(None), Lenient(Some(A { a: 2 }))];
    with_a_list_that_nothing_was_asked_of: Vec<Untouched>,
        "<a><a>x</a></a><a><a>2</a></a>", r#""a":[{"a":"x"},{"a":2}]"# => vec![Untouched, Untouched];
    with_the_lists_that_are_right: SoundMap<Vec<u8>>,
        "<a><b>x</b><b>1</b><c>2</c><id>y</id></a>", r#""a":{"b":["x",1],"c":[2],"id":"y"}"# => SoundMap(vec![vec![2]]);
    with_a_list_of_first_names: Vec<FirstName>,
        "<a><x><y/></x><id><y/></id></a><a/>", r#""a":[{"x":{"y":1},"id":[{}]},{}]"#
        => vec![FirstName("x".into()), FirstName(String::new())];
    with_the_members_that_are_right: SoundMap<A<u8>>,
        "<a><b><a>x</a><a>1</a></b><c><a>2</a></c><d>3</d><e><a>4</a></e></a>",
        r#""a":{"b":{"a":["x",1]},"c":{"a":2},"d":3,"e":{"a":4}}"# => SoundMap(vec![A { a: 2 }, A { a: 4 }]);
}

/// Asks for a value when there is none left, or when its name was refused.
#[derive(Debug, PartialEq)]
struct Late(Vec<String>);

impl<'de> Deserialize<'de> for Late {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Late;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Late, M::Error> {
                let mut late = Late(Vec::new());
                while let Ok(Some(IgnoredAny)) = map.next_key() {}
                late.0.extend(
                    map.next_value::<HashMap<String, String>>().into_iter().flat_map(HashMap::into_values),
                );
                Ok(late)
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// The value of a member is there after its name, and not for later.
#[test]
fn a_value_that_is_asked_for_too_late() {
    for (xml, json) in [
        ("<a><x><k>1</k></x></a><id>2</id><z>3</z>", r#""a":{"x":{"k":"1"}},"id":2,"z":"3""#),
        ("<a><x><k>1</k></x><x><k>4</k></x></a><id>2</id>", r#""a":{"x":[{"k":"1"},{"k":"4"}]},"id":2"#),
    ] {
        for node in roots(xml, json) {
            assert_eq!(node.deserialize(), Ok(Before { a: Late(vec![]), id: 2 }), "{node:?}");
        }
    }
}
