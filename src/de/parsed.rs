//! This crate's own types that are parsed from a text: ids and moments.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use crate::job::{JobId, ResourceId};
use crate::text::Text;
use crate::timestamp::Timestamp;

const ID: &str = "an id of 1 to 39 letters, digits and \"-\"";
const MOMENT: &str = "a moment as 2011-03-10T18:20:25-0800";

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(ID, PhantomData))
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(ID, PhantomData))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(MOMENT, PhantomData))
    }
}

/// Parses a text, with white space around it or not; holds what is expected.
struct Parsed<T>(&'static str, PhantomData<T>);

impl<T: FromStr> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Text::plain(text).parse().ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
