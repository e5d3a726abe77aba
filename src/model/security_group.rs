//! A security group and its rules.

use serde::{Deserialize, Serialize};

use super::Unread;

/// A security group: `securitygroup`, an element of a [`VirtualMachine`](super::VirtualMachine)'s list.
///
/// `R` is the type of its two lists of rules, such as `Vec<SecurityGroupRule>`, and `T` that of its tags, such as
/// `Vec<ResourceTag>`; lists that nobody asks for are [`Unread`].
///
/// Wire: `<securitygroup><id>41</id><name>default</name><ingressrule>…</ingressrule></securitygroup>`,
/// `{"id":"41","name":"default","ingressrule":[{…}],…}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.SecurityGroupResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias = "securitygroup")]
#[serde(default, bound(deserialize = "R: Deserialize<'de> + Default, T: Deserialize<'de> + Default"))]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make groups")]
pub struct SecurityGroup<'a, R = Unread, T = Unread> {
    /// The id of the group.
    pub id: Option<&'a str>,
    /// The name of the group.
    pub name: Option<&'a str>,
    /// What it is for.
    pub description: Option<&'a str>,
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
    /// What traffic may come in.
    #[doc(alias = "ingressrule")]
    #[serde(rename = "ingressrule")]
    pub ingress_rule: R,
    /// What traffic may go out.
    #[doc(alias = "egressrule")]
    #[serde(rename = "egressrule")]
    pub egress_rule: R,
    /// What users have tagged it with.
    pub tags: T,
}

/// A rule of a security group: `ingressrule` or `egressrule`, an element of a [`SecurityGroup`]'s lists.
///
/// Its tags are passed over.
///
/// Wire: `<ingressrule><ruleid>35</ruleid><protocol>tcp</protocol><startport>22</startport>…</ingressrule>`,
/// `{"ruleid":"35","protocol":"tcp","startport":22,…}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.SecurityGroupRuleResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias("ingressrule", "egressrule"))]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make rules")]
pub struct SecurityGroupRule<'a> {
    /// The id of the rule.
    #[doc(alias = "ruleid")]
    #[serde(rename = "ruleid")]
    pub rule_id: Option<&'a str>,
    /// The protocol: `tcp`, `udp`, `icmp`, `all`, or its number.
    pub protocol: Option<&'a str>,
    /// The first port, of TCP and UDP.
    #[doc(alias = "startport")]
    #[serde(rename = "startport")]
    pub start_port: Option<i32>,
    /// The last port.
    #[doc(alias = "endport")]
    #[serde(rename = "endport")]
    pub end_port: Option<i32>,
    /// The message type, of ICMP; -1 is any.
    #[doc(alias = "icmptype")]
    #[serde(rename = "icmptype")]
    pub icmp_type: Option<i32>,
    /// The message code, of ICMP; -1 is any.
    #[doc(alias = "icmpcode")]
    #[serde(rename = "icmpcode")]
    pub icmp_code: Option<i32>,
    /// The network that it applies to: `0.0.0.0/0`.
    pub cidr: Option<&'a str>,
    /// The security group that it applies to, in place of a network.
    #[doc(alias = "securitygroupname")]
    #[serde(rename = "securitygroupname")]
    pub security_group_name: Option<&'a str>,
    /// The account of that group.
    pub account: Option<&'a str>,
}
