//! What a user has tagged something with.

use serde::{Deserialize, Serialize};

/// A tag: an element of the lists named `tags`.
///
/// Wire: `<tags><key>env</key><value>prod</value>…</tags>`, `{"key":"env","value":"prod",…}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.ResourceTagResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make tags")]
pub struct ResourceTag<'a> {
    /// The key: `env`.
    pub key: Option<&'a str>,
    /// The value: `prod`.
    pub value: Option<&'a str>,
    /// The kind of what is tagged: `UserVm`.
    #[doc(alias = "resourcetype")]
    #[serde(rename = "resourcetype")]
    pub resource_type: Option<&'a str>,
    /// The id of what is tagged.
    #[doc(alias = "resourceid")]
    #[serde(rename = "resourceid")]
    pub resource_id: Option<&'a str>,
    /// The customer, where one was named with the tag.
    pub customer: Option<&'a str>,
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
