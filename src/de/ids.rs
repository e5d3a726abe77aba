//! Ids, read from any text.

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::job::{BadId, JobId, ResourceId};

impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Id(PhantomData))
    }
}

impl<'de> Deserialize<'de> for ResourceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Id(PhantomData))
    }
}

struct Id<T>(PhantomData<T>);

impl<T: FromStr<Err = BadId>> Visitor<'_> for Id<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&BadId, f)
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<T, E> {
        id.parse().map_err(E::custom)
    }
}
