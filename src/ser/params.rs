//! How a map goes into parameters: choices for the fields of a struct given to
//! [`Command::params`](crate::Command::params).
//!
//! Without such a choice, the entries of a map and the fields of a struct share index 0, as
//! [`Command::fields`](crate::Command::fields) writes them. As far as is known, every command that does not read
//! [`pairs`] reads this form, and some keep nothing but index 0. The methods of [`Command`](crate::Command) say which
//! form a command is documented to read.
//!
//! # Examples
//! ```
//! use cloudstack_codec::{Command, params};
//! use std::collections::BTreeMap;
//!
//! #[derive(serde::Serialize)]
//! struct Params<'a> {
//!     details: BTreeMap<&'a str, u32>,
//!     #[serde(serialize_with = "params::entries")]
//!     zonedetails: BTreeMap<&'a str, u32>,
//!     #[serde(serialize_with = "params::pairs")]
//!     tags: BTreeMap<&'a str, &'a str>,
//! }
//!
//! let details = BTreeMap::from([("cpuNumber", 2), ("memory", 512)]);
//! let tags = BTreeMap::from([("env", "prod")]);
//! let params = Params { details: details.clone(), zonedetails: details, tags };
//! let query = Command::new(String::new(), "c").params(&params).finish().unwrap();
//! assert_eq!(query.replace("%5B", "[").replace("%5D", "]"), "command=c\
//! &details[0].cpuNumber=2&details[0].memory=512\
//! &zonedetails[0].cpuNumber=2&zonedetails[1].memory=512\
//! &tags[0].key=env&tags[0].value=prod");
//! ```

use serde::Serializer;
use serde::ser::{Serialize, SerializeStruct as _};

/// Writes a map with an index for each entry, as [`Command::entries`](crate::Command::entries) does:
/// `details[0].cpuNumber=2&details[1].memory=512`.
///
/// The field must be the map itself, as for [`pairs`]. A list of maps with one entry each is written the same way
/// without this. An empty map is left out, and so is an entry that is `None`, with its index.
///
/// # Errors
/// Those of the serializer.
pub fn entries<'m, M: ?Sized, K, V, S>(map: &'m M, serializer: S) -> Result<S::Ok, S::Error>
where
    &'m M: IntoIterator<Item = (K, V)>,
    K: Serialize,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_seq(map.into_iter().map(|(key, value)| Entry { key, value }))
}

/// Writes a map as keys and values, as [`Command::pairs`](crate::Command::pairs) does:
/// `tags[0].key=env&tags[0].value=prod`.
///
/// The field must be the map itself: a reference to one, an `Option` of one or a list of tuples does not compile. A
/// list of structs with the members `key` and `value` is written the same way without this. An empty map is left out.
///
/// # Errors
/// Those of the serializer.
pub fn pairs<'m, M: ?Sized, K, V, S>(map: &'m M, serializer: S) -> Result<S::Ok, S::Error>
where
    &'m M: IntoIterator<Item = (K, V)>,
    K: Serialize,
    V: Serialize,
    S: Serializer,
{
    serializer.collect_seq(map.into_iter().map(|(key, value)| Pair { key, value }))
}

struct Entry<K, V> {
    key: K,
    value: V,
}

impl<K: Serialize, V: Serialize> Serialize for Entry<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(&self.key, &self.value)])
    }
}

struct Pair<K, V> {
    key: K,
    value: V,
}

impl<K: Serialize, V: Serialize> Serialize for Pair<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_struct("Pair", 2)?;
        pair.serialize_field("key", &self.key)?;
        pair.serialize_field("value", &self.value)?;
        pair.end()
    }
}
