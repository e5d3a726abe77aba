//! How a map goes into parameters: choices for the fields of a struct given to
//! [`Command::params`](crate::Command::params).
//!
//! Without such a choice, a map or a struct has an index for each entry, as
//! [`Command::entries`](crate::Command::entries) writes it. The methods of [`Command`](crate::Command) say which
//! commands read which form; where in doubt, choose [`fields`].
//!
//! # Examples
//! ```
//! use cloudstack_codec::{Command, params};
//! use std::collections::BTreeMap;
//!
//! #[derive(serde::Serialize)]
//! struct Params<'a> {
//!     zonedetails: BTreeMap<&'a str, u32>,
//!     #[serde(serialize_with = "params::fields")]
//!     details: BTreeMap<&'a str, u32>,
//!     #[serde(serialize_with = "params::pairs")]
//!     tags: BTreeMap<&'a str, &'a str>,
//! }
//!
//! let details = BTreeMap::from([("cpuNumber", 2), ("memory", 512)]);
//! let tags = BTreeMap::from([("env", "prod")]);
//! let params = Params { zonedetails: details.clone(), details, tags };
//! let query = Command::new(String::new(), "c").params(&params).finish().unwrap();
//! assert_eq!(query.replace("%5B", "[").replace("%5D", "]"), "command=c\
//! &zonedetails[0].cpuNumber=2&zonedetails[1].memory=512\
//! &details[0].cpuNumber=2&details[0].memory=512\
//! &tags[0].key=env&tags[0].value=prod");
//! ```

use serde::Serializer;
use serde::ser::{Serialize, SerializeStruct as _};

/// Writes a map or a struct whose entries share an index, as [`Command::fields`](crate::Command::fields) does:
/// `details[0].cpuNumber=2&details[0].memory=512`.
///
/// It is a list of one object: a field of the type `[Details; 1]` is written the same way.
///
/// # Errors
/// Those of the serializer.
pub fn fields<T: Serialize + ?Sized, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq([value])
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
