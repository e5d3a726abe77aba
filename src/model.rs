//! The objects of CloudStack's developer's guide as structs, typed by serde, with borrowed text.
//!
//! These are few, and the API has some 900 commands: for the rest, a struct of your own that derives `Deserialize`
//! reads as these do. Every member is optional, because servers leave out what is unknown or not permitted; members
//! that are not here are passed over.
//!
//! Source: `org.apache.cloudstack.api.response.UserVmResponse`, `NicResponse`, `SuccessResponse`.

use serde::{Deserialize, Serialize};

mod affinity_group;
mod details;
mod nic;
mod object;
mod resource_tag;
mod security_group;
mod unread;
mod virtual_machine;

pub use self::affinity_group::AffinityGroup;
pub use self::details::Details;
pub use self::nic::{ExtraDhcpOption, Nic, SecondaryIp};
pub use self::resource_tag::ResourceTag;
pub use self::security_group::{SecurityGroup, SecurityGroupRule};
pub use self::unread::Unread;
pub use self::virtual_machine::VirtualMachine;

/// The answer to a command that has nothing to return: whether it succeeded.
///
/// Wire: `<success>true</success><displaytext>…</displaytext>`, `{"success":true,"displaytext":"…"}`; in JSON, the
/// result of a job has `details` for `displaytext`, and servers up to 3.x write `"true"` for `true`.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Response, model::Success};
///
/// let body = br#"{"deletezoneresponse":{"success":"true"}}"#;
/// let mut scratch = [0; 256];
/// let success: Success<'_> = Response::parse(body)?.node().deserialize_in(&mut scratch)?;
/// assert_eq!((success.success, success.display_text), (Some(true), None));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Source: `org.apache.cloudstack.api.response.SuccessResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make it")]
pub struct Success<'a> {
    /// Whether the command succeeded.
    pub success: Option<bool>,
    /// What the server says about it.
    #[doc(alias("displaytext", "details"))]
    #[serde(rename = "displaytext", alias = "details")]
    pub display_text: Option<&'a str>,
}
