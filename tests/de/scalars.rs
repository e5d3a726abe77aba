//! Types that are one value: as items of a list in a query, and ids and moments.

use std::collections::BTreeMap;

use cloudstack_codec::DeErrorKind::{self, *};
use cloudstack_codec::{JobId, Query, ResourceId, Response, Timestamp};
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, Visitor};

use super::nodes::A;

/// Bytes, which no answer has, taken from a text.
#[derive(Debug, PartialEq)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Taken;

        impl Visitor<'_> for Taken {
            type Value = Bytes;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Taken)
    }
}

#[derive(Debug, PartialEq, Deserialize)]
enum Choice {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { x: u8 },
}

/// Reads the items of a list, with a buffer and without.
#[track_caller]
fn items<T: DeserializeOwned + PartialEq + core::fmt::Debug>(query: &str) -> Result<Vec<T>, DeErrorKind> {
    let query = Query::parse(query).unwrap();
    let read = query.deserialize::<A<Vec<T>>>().map(|a| a.a).map_err(|error| error.kind());
    let mut scratch = vec![0; query.as_str().len()];
    let decoded = query.deserialize_in::<A<Vec<T>>>(&mut scratch).map(|a| a.a).map_err(|error| error.kind());
    assert_eq!(read, decoded);
    read
}

#[test]
fn items_of_a_list() {
    let bytes = |text: &str| Bytes(text.into());
    assert_eq!(items("a=x,y+z"), Ok(vec![bytes("x"), bytes("y z")]));
    assert_eq!(items("a=x"), Ok(vec![bytes("x")]));
    assert_eq!(items::<()>("a=+,x"), Err(ExpectedNothing));
    assert_eq!(items("a=Unit,Unit"), Ok(vec![Choice::Unit, Choice::Unit]));
    assert_eq!(items::<Choice>("a=Unit,Newtype"), Err(ExpectedMembers));
    assert_eq!(items::<Choice>("a=Tuple"), Err(ExpectedMembers));
    assert_eq!(items::<Choice>("a=Struct"), Err(ExpectedMembers));
    assert_eq!(items::<BTreeMap<u8, u8>>("a=1,2"), Err(ExpectedMembers));
    assert_eq!(items::<[u8; 1]>("a=1,2"), Err(NestedList));
    let ignored = Query::parse("a=1,2").unwrap().deserialize::<A<Vec<IgnoredAny>>>();
    assert_eq!(ignored.map(|a| a.a.len()).map_err(|error| error.kind()), Ok(2));
}

#[test]
fn ids() {
    #[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
    struct Submitted {
        jobid: JobId,
        id: Option<ResourceId>,
    }

    let want = Submitted { jobid: JobId::new("1").unwrap(), id: ResourceId::new("a-b").ok() };
    for body in [
        "<r><jobid>1</jobid><id>a-b</id></r>",
        r#"{"r":{"jobid":1,"id":"a\u002db"}}"#,
        "<r><jobid> 1\n</jobid><id>\ta-b</id></r>",
        r#"{"r":{"jobid":" 1","id":"a-b\u0020"}}"#,
    ] {
        assert_eq!(Response::parse(body.as_bytes()).unwrap().node().deserialize(), Ok(want), "{body}");
    }
    let none = Response::parse(br#"{"r":{"jobid":"1 2"}}"#).unwrap().node().deserialize::<Submitted>();
    assert_eq!(none.map_err(|error| (error.kind(), error.offset())), Err((Value, 14)));
    let missing = Response::parse(br#"{"r":{"jobid":"1"}}"#).unwrap().node().deserialize::<Submitted>();
    assert_eq!(missing.map(|submitted| submitted.id), Ok(None));
}

#[test]
fn moments() {
    let read = |body: &'static str| {
        let moment = Response::parse(body.as_bytes()).unwrap().node().deserialize::<A<Timestamp>>();
        moment.map(|a| a.a.unix_seconds()).map_err(|error| (error.kind(), error.offset()))
    };
    assert_eq!(read("<r><a>2011-03-10T18:20:25-0800</a></r>"), Ok(1_299_810_025));
    assert_eq!(read(r#"{"r":{"a":"2011-03-10T18:20:25\u002d0800"}}"#), Ok(1_299_810_025));
    assert_eq!(read("<r><a>\n  2011-03-10T18:20:25-0800 </a></r>"), Ok(1_299_810_025));
    assert_eq!(read("<r><a>2011-03-10</a></r>"), Err((Value, 6)));
    assert_eq!(read("<r><a>yesterday</a></r>"), Err((Value, 6)));
}

/// Another format that reads them says what they want.
#[test]
fn ids_and_moments_say_what_is_expected() {
    let id = serde_json::from_str::<JobId>(r#""1; drop""#).unwrap_err().to_string();
    let want = r#"invalid value: string "1; drop", expected an id of 1 to 39 letters, digits and "-""#;
    assert!(id.starts_with(want), "{id}");
    let moment = serde_json::from_str::<Timestamp>("1").unwrap_err().to_string();
    let want = "invalid type: integer `1`, expected a moment as 2011-03-10T18:20:25-0800";
    assert!(moment.starts_with(want), "{moment}");
}
