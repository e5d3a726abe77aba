//! What nobody asks for.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that nobody asks for: whatever stands in it is passed over, and it is not written.
///
/// The lists of this module's objects are `Unread` until a type is named for them. It takes no room and reads from any
/// shape, where `()` reads from an empty text alone.
///
/// # Examples
/// ```
/// use cloudstack_codec::Response;
/// use cloudstack_codec::model::VirtualMachine;
///
/// let body = br#"{"virtualmachine":{"id":"450","nic":[{"id":"561"},{"id":"562"}]}}"#;
/// let mut scratch = [0; 256];
/// let vm: VirtualMachine<'_> = Response::parse(body)?.node().deserialize_in(&mut scratch)?;
/// assert_eq!(vm.id, Some("450"));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it, for good")]
pub struct Unread;

impl<'de> Deserialize<'de> for Unread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|IgnoredAny| Self)
    }
}

/// As nothing, which the answers of this crate leave out.
impl Serialize for Unread {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}
