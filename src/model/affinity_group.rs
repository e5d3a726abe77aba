//! Which machines are to run together, or apart.

use serde::{Deserialize, Serialize};

/// An affinity group: `affinitygroup`, an element of a [`VirtualMachine`](super::VirtualMachine)'s list.
///
/// Its lists of machines and of dedicated resources are passed over: a machine's answer leaves them out.
///
/// Wire: `<affinitygroup><id>3</id><name>apart</name>…</affinitygroup>`, `{"id":"3","name":"apart",…}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.affinity.AffinityGroupResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias = "affinitygroup")]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make groups")]
pub struct AffinityGroup<'a> {
    /// The id of the group.
    pub id: Option<&'a str>,
    /// The name of the group.
    pub name: Option<&'a str>,
    /// What it is for.
    pub description: Option<&'a str>,
    /// The kind: `host anti-affinity`.
    #[doc(alias = "type")]
    #[serde(rename = "type")]
    pub kind: Option<&'a str>,
    /// The name of the account that it belongs to.
    pub account: Option<&'a str>,
    /// The id of the account's domain.
    #[doc(alias = "domainid")]
    #[serde(rename = "domainid")]
    pub domain_id: Option<&'a str>,
    /// The name of the account's domain.
    pub domain: Option<&'a str>,
    /// The id of the project that it belongs to.
    #[doc(alias = "projectid")]
    #[serde(rename = "projectid")]
    pub project_id: Option<&'a str>,
    /// The name of the project.
    pub project: Option<&'a str>,
}
