//! Typed values from a [`Node`] and from a [`Query`], by serde.
//!
//! `de/scalar.rs` reads a text into a scalar type, whatever the text is from; `de/node.rs` and `de/query.rs` say
//! what is a member, a list and a map there. Nothing is kept but the place in the text, and nothing is copied but
//! what is escaped.

use serde::Deserialize;

use self::scalar::Scratch;
use crate::node::Node;
use crate::query::Query;

/// What is read as a text is, `Option`, newtypes, unit structs and tuples: the same for every kind of value.
macro_rules! wrappers {
    () => {
        #[inline]
        fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.deserialize_str(visitor)
        }

        #[inline]
        fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.deserialize_str(visitor)
        }

        #[inline]
        fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.deserialize_str(visitor)
        }

        fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            visitor.visit_some(self)
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            name: &'static str,
            visitor: V,
        ) -> Result<V::Value, DeError> {
            if text::is_text(name) {
                return text::lend(self.text()?, visitor);
            }
            visitor.visit_newtype_struct(self)
        }

        fn deserialize_unit_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, DeError> {
            self.deserialize_unit(visitor)
        }

        fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DeError> {
            self.deserialize_seq(visitor)
        }

        fn deserialize_tuple_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            _: usize,
            visitor: V,
        ) -> Result<V::Value, DeError> {
            self.deserialize_seq(visitor)
        }
    };
}

/// The scalar types, for a value that is a text.
macro_rules! scalars {
    () => {
        scalars! {
            deserialize_bool
            deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
            deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
            deserialize_f32 deserialize_f64
            deserialize_bytes deserialize_byte_buf
            deserialize_unit
        }
    };
    ($($method:ident)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            self.scalar()?.$method(visitor)
        }
    )*};
}

mod error;
mod node;
mod parsed;
mod query;
mod scalar;
mod text;

pub use self::error::{DeError, DeErrorKind};

/// Typed values, with feature `serde`.
impl<'a> Node<'a> {
    /// Reads the node into a type, from XML and from JSON alike.
    ///
    /// The node is the root of an answer, the object of a job's result, or any node below. It is read in one walk and
    /// without an allocator. A member is a field; a member that the type does not have is skipped. A list is a run of
    /// nodes with one name, even of a single node. An absent member, `"a":null` and `"a":[]` are the same nothing:
    /// `None`, or the default where the field says `#[serde(default)]`. A `null` in a list is left out of the list;
    /// where `null` is the value of an enum's variant, the variant is lost. What is there must be something that the
    /// type takes; anything else is an error, of the [kind](DeErrorKind) in the table:
    ///
    /// | type | from a text: `<a>5</a>`, `"a":"5"`, `"a":5` | empty: `<a></a>`, `"a":""`, `"a":{}` | members | several `a` |
    /// |---|---|---|---|---|
    /// | `Text`, `&str`, `String`, `Cow`, `heapless::String`, bytes | the text | `""` | `ExpectedText` | `ExpectedOne` |
    /// | integers up to 128 bits, floats | the number, with white space around it or not | `ExpectedNumber` | `ExpectedText` | `ExpectedOne` |
    /// | `bool` | from `true` or `false`, whatever their case, with white space around it or not | `ExpectedBool` | `ExpectedText` | `ExpectedOne` |
    /// | `char` | from one character | `Value` | `ExpectedText` | `ExpectedOne` |
    /// | `()`, unit struct | `ExpectedNothing` | `()` | `ExpectedText` | `ExpectedOne` |
    /// | struct, map | `ExpectedMembers` | without members | its members | `ExpectedOne` |
    /// | `Vec`, `heapless::Vec`, tuple, array | one element | one element, empty | one element | the elements |
    /// | enum | the unit variant of that name | the variant `""` | the variant that the one member names, and its value; a unit variant takes any | `ExpectedOne` |
    /// | `Option<T>`, newtype | as the `T` | as the `T` | as the `T` | as the `T` |
    /// | any (`untagged`, `flatten`, `tag = "…"`, `serde_json::Value`) | text | text `""` | map | list |
    ///
    /// For `()`, structs and maps a text of white space is empty too.
    ///
    /// A map such as `details` is a text in XML: see [`model::Details`](crate::model::Details). An object in an object
    /// can have one name in JSON and another in XML (in XML its own object name, `null` without one; in JSON the
    /// field's): `#[serde(alias = "…")]` takes both.
    ///
    /// The body has no types. So where serde keeps a value until it knows the type, it keeps numbers and booleans as
    /// text, and a list of one as text or a map, and does not turn them into numbers or lists later. It keeps text
    /// decoded: a [`Text`](crate::Text) then takes only what a `&str` takes.
    ///
    /// | written | works | fails |
    /// |---|---|---|
    /// | `#[serde(untagged)]` | variants of text and of structs of text | numbers, `bool`, a list of one: `Custom` |
    /// | `#[serde(flatten)]` | a map of text; a struct of text | numbers, `bool`, a list of one: `Type` |
    /// | `#[serde(tag = "…")]` | variants with fields of text | numbers, `bool`, a list of one: `Type` |
    /// | `#[serde(deserialize_with = "…")]`, newtypes | all that asks for a type | |
    ///
    /// A type may go on after an error in a value, or read nothing of a value: the next member is read all the same.
    ///
    /// The elements of a list must stand together, as servers write them: a field of a struct whose name comes again
    /// after others is a `Duplicate`; in a map the last such list counts. A list in a list, which XML cannot say, is a
    /// `NestedList`, and so is reading this node itself as a list.
    ///
    /// Fields borrow text where nothing is escaped in it; a [`Text`](crate::Text) borrows any, with its escapes.
    /// Otherwise only types that own their text take text with escapes: for a `&str` it is an `Escaped` error, and
    /// without the feature `alloc` also for any other type if it is longer than 512 bytes.
    /// [`deserialize_in`](Self::deserialize_in) has neither limit. Nodes nest at most [`MAX_DEPTH`](crate::MAX_DEPTH)
    /// deep, and so does a recursive type.
    ///
    /// A type whose fields are all optional reads from a fault too, as if nothing were there: where the node is the
    /// root, ask for [`Response::fault`](crate::Response::fault) first.
    ///
    /// # Errors
    /// What the type does not take, and its offset.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// #[derive(Debug, PartialEq, serde::Deserialize)]
    /// struct VirtualMachine<'a> {
    ///     id: &'a str,
    ///     memory: Option<u32>,
    ///     #[serde(default, borrow)]
    ///     nic: heapless::Vec<Nic<'a>, 4>,
    /// }
    ///
    /// #[derive(Debug, PartialEq, serde::Deserialize)]
    /// struct Nic<'a> {
    ///     #[serde(rename = "ipaddress")]
    ///     ip_address: &'a str,
    /// }
    ///
    /// let xml = b"<vm><id>450</id><memory>512</memory><nic><ipaddress>10.1.1.225</ipaddress></nic></vm>";
    /// let json = br#"{"vm":{"id":"450","memory":512,"nic":[{"ipaddress":"10.1.1.225"}],"tags":[]}}"#;
    /// let xml = Response::parse(xml)?;
    /// let vm: VirtualMachine<'_> = xml.node().deserialize().unwrap();
    /// assert_eq!((vm.id, vm.memory), ("450", Some(512)));
    /// assert_eq!(vm.nic[0].ip_address, "10.1.1.225");
    /// let json = Response::parse(json)?;
    /// assert_eq!(json.node().deserialize(), Ok(vm));
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T, DeError> {
        node::deserialize(self, Scratch(None))
    }

    /// Reads the node into a type, as [`deserialize`](Self::deserialize) does, and decodes text into a buffer where it
    /// has escapes, so that fields can borrow that as well.
    ///
    /// A buffer as long as the node in the body always suffices. A [`Text`](crate::Text) stays escaped and takes none
    /// of it.
    ///
    /// # Errors
    /// Those of [`deserialize`](Self::deserialize) except `Escaped`; [`NoRoom`](DeErrorKind::NoRoom) where the buffer
    /// is too small.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{DeErrorKind, Response};
    ///
    /// #[derive(Debug, serde::Deserialize)]
    /// struct Fault<'a> {
    ///     errortext: &'a str,
    /// }
    ///
    /// let response = Response::parse(b"<r><errortext>R&amp;D is out of capacity</errortext></r>")?;
    /// let mut scratch = [0; 64];
    /// let fault: Fault<'_> = response.node().deserialize_in(&mut scratch).unwrap();
    /// assert_eq!(fault.errortext, "R&D is out of capacity");
    ///
    /// let error = response.node().deserialize::<Fault<'_>>().unwrap_err();
    /// assert_eq!(error.kind(), DeErrorKind::Escaped);
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    pub fn deserialize_in<'de, T: Deserialize<'de>>(&self, scratch: &'de mut [u8]) -> Result<T, DeError>
    where
        'a: 'de,
    {
        node::deserialize(self, Scratch(Some(scratch)))
    }
}

/// Typed values, with feature `serde`.
impl<'a> Query<'a> {
    /// Reads the parameters into a struct or a map.
    ///
    /// | type of a field | from |
    /// |---|---|
    /// | a scalar, an enum without values, `Option` of one | `name=value`, read as [`Node::deserialize`] reads a text |
    /// | a list of scalars | `ids=a,b,c`; empty items are dropped |
    /// | a list of structs or maps | `tags[0].key=…&tags[0].value=…&tags[1].key=…`: one element for each index, in their order |
    /// | a struct or a map | `details[0].cpuNumber=2&details[0].memory=512`: the fields of all indices |
    ///
    /// A name matches the fields of a struct whatever its case, but a field of the same case first. Of several
    /// parameters with one name the last counts; two names that differ only in case are a `Duplicate`, and so are two
    /// spellings of the name of one map, which CloudStack takes for the same. The signature is left out, and so is a
    /// parameter that has no field. A name with brackets that is not of the form `name[index].field`, with a number for
    /// the index, is a plain name like any other, and a map has all of it as the key. CloudStack passes over what
    /// stands between `]` and `.`, and refuses all other forms. What is read without a type, as by a struct with
    /// `flatten` and by enums with a tag, is text; a map with indices is then a list of maps, and the case of names
    /// counts, even for the other fields of that struct.
    ///
    /// A field that stands at two indices is a `Duplicate` in a struct, but in a map only one of the two is kept: read
    /// what [`pairs`](crate::Command::pairs) writes as a list of structs with a `key` and a `value`.
    ///
    /// A value that the type does not take is an error. CloudStack itself reads a boolean that is not `true` as `false`,
    /// takes a blank number for one that is not given, and refuses white space around an integer.
    ///
    /// Fields borrow text where nothing is escaped in it, and a [`Text`](crate::Text) borrows any text; a `+`, which
    /// stands for a space, counts as escaped. All else is as in [`Node::deserialize`]; offsets are from the start of
    /// the query. Reading takes 8 KB of stack for an index of the parameters, 5 KB on 32-bit processors.
    ///
    /// # Errors
    /// What the type does not take, and its offset; [`TooMany`](DeErrorKind::TooMany) for more than
    /// [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Query;
    ///
    /// #[derive(Debug, serde::Deserialize)]
    /// struct Deploy<'a> {
    ///     command: &'a str,
    ///     zoneid: u32,
    ///     name: Option<&'a str>,
    ///     #[serde(default, borrow)]
    ///     networkids: Vec<&'a str>,
    ///     #[serde(default, borrow)]
    ///     tags: Vec<Tag<'a>>,
    /// }
    ///
    /// #[derive(Debug, serde::Deserialize)]
    /// struct Tag<'a> {
    ///     key: &'a str,
    ///     value: &'a str,
    /// }
    ///
    /// let query = "command=deployVirtualMachine&zoneId=1&networkids=4,7&tags[0].key=env&tags[0].value=prod";
    /// let deploy: Deploy<'_> = Query::parse(query).unwrap().deserialize().unwrap();
    /// assert_eq!((deploy.command, deploy.zoneid, deploy.name), ("deployVirtualMachine", 1, None));
    /// assert_eq!(deploy.networkids, ["4", "7"]);
    /// assert_eq!((deploy.tags[0].key, deploy.tags[0].value), ("env", "prod"));
    /// ```
    ///
    /// Source: `com.cloud.api.dispatch.ParamUnpackWorker`, `ParamProcessWorker`.
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T, DeError> {
        query::deserialize(self, Scratch(None))
    }

    /// Reads the parameters into a type, as [`deserialize`](Self::deserialize) does, and decodes text into a buffer
    /// where it has escapes, so that fields can borrow that as well.
    ///
    /// A buffer as long as the query always suffices. A [`Text`](crate::Text) stays escaped and takes none of it.
    ///
    /// # Errors
    /// Those of [`deserialize`](Self::deserialize) except `Escaped`; [`NoRoom`](DeErrorKind::NoRoom) where the buffer
    /// is too small.
    pub fn deserialize_in<'de, T: Deserialize<'de>>(&self, scratch: &'de mut [u8]) -> Result<T, DeError>
    where
        'a: 'de,
    {
        query::deserialize(self, Scratch(Some(scratch)))
    }
}
