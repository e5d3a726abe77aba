//! The settings of something, which the server writes in two shapes.

use core::fmt;
use core::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// The settings of something, as in members named `details`: a map, or the text that XML has in place of one.
///
/// In XML a server writes a map as Java shows it, in one text. That is left as it is, because it cannot be taken apart
/// for certain: a value may have `, ` and `=` in it. Where the settings matter, ask for JSON.
///
/// `M` is the type of the map, a `BTreeMap<&str, &str>` or a struct of the settings that matter; members in XML, which
/// CloudStack itself does not write, are read into it too. An empty node is an `M` without members.
///
/// Wire: `<details>{keyboard=us, cpuOvercommitRatio=2.0}</details>`,
/// `"details":{"keyboard":"us","cpuOvercommitRatio":"2.0"}`.
///
/// # Examples
/// ```
/// use std::collections::BTreeMap;
///
/// use cloudstack_codec::Response;
/// use cloudstack_codec::model::Details;
///
/// #[derive(serde::Deserialize)]
/// struct Template<'a> {
///     #[serde(borrow)]
///     details: Option<Details<'a, BTreeMap<&'a str, &'a str>>>,
/// }
///
/// let json = Response::parse(br#"{"template":{"details":{"keyboard":"us"}}}"#)?;
/// let template: Template<'_> = json.node().deserialize()?;
/// assert_eq!(template.details, Some(Details::Map(BTreeMap::from([("keyboard", "us")]))));
///
/// let xml = Response::parse(b"<template><details>{keyboard=us}</details></template>")?;
/// let template: Template<'_> = xml.node().deserialize()?;
/// assert_eq!(template.details, Some(Details::Text("{keyboard=us}")));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// A struct that owns its fields declares an enum of its own, in which an empty node is a text:
/// ```
/// use std::collections::BTreeMap;
///
/// use cloudstack_codec::Response;
///
/// #[derive(serde::Deserialize)]
/// struct Template {
///     details: Option<Details>,
/// }
///
/// #[derive(Debug, PartialEq, serde::Deserialize)]
/// #[serde(untagged)]
/// enum Details {
///     Map(BTreeMap<String, String>),
///     Text(String),
/// }
///
/// let json = Response::parse(br#"{"template":{"details":{"keyboard":"us"}}}"#)?;
/// let template: Template = json.node().deserialize()?;
/// assert_eq!(template.details, Some(Details::Map(BTreeMap::from([("keyboard".into(), "us".into())]))));
///
/// let xml = Response::parse(b"<template><details>{keyboard=us}</details></template>")?;
/// let template: Template = xml.node().deserialize()?;
/// assert_eq!(template.details, Some(Details::Text("{keyboard=us}".into())));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Source: `com.cloud.api.response.ApiResponseSerializer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[expect(clippy::exhaustive_enums, reason = "there are two syntaxes")]
pub enum Details<'a, M> {
    /// The settings by name, as in JSON.
    Map(M),
    /// All of them in one text, as in XML: `{keyboard=us, cpuOvercommitRatio=2.0}`.
    Text(&'a str),
}

/// Without any.
impl<M: Default> Default for Details<'_, M> {
    fn default() -> Self {
        Self::Map(M::default())
    }
}

impl<'de: 'a, 'a, M: Deserialize<'de>> Deserialize<'de> for Details<'a, M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either(PhantomData))
    }
}

/// Visits the one or the other.
struct Either<M>(PhantomData<M>);

impl<'de, M: Deserialize<'de>> Visitor<'de> for Either<M> {
    type Value = Details<'de, M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map or a text")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        M::deserialize(MapAccessDeserializer::new(members)).map(Details::Map)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        if text.is_empty() {
            let nothing = core::iter::empty::<(&str, &str)>();
            return M::deserialize(MapDeserializer::new(nothing)).map(Details::Map);
        }
        Ok(Details::Text(text))
    }
}
