//! A network interface of a virtual machine.

use serde::{Deserialize, Serialize};

/// A network interface: `nic`, an element of a [`VirtualMachine`](super::VirtualMachine)'s list.
///
/// Wire: `<nic><id>561</id><ipaddress>10.1.1.225</ipaddress>…</nic>`, `{"id":"561","ipaddress":"10.1.1.225",…}`.
/// Lists in it (`secondaryip`, `extradhcpoption`) are passed over.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.NicResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias = "nic")]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make interfaces")]
pub struct Nic<'a> {
    /// The id of the interface.
    pub id: Option<&'a str>,
    /// The id of the network.
    #[doc(alias = "networkid")]
    #[serde(rename = "networkid")]
    pub network_id: Option<&'a str>,
    /// The name of the network.
    #[doc(alias = "networkname")]
    #[serde(rename = "networkname")]
    pub network_name: Option<&'a str>,
    /// The mask of the network: `255.255.255.0`.
    pub netmask: Option<&'a str>,
    /// The address of the gateway.
    pub gateway: Option<&'a str>,
    /// The address: `10.1.1.225`.
    #[doc(alias = "ipaddress")]
    #[serde(rename = "ipaddress")]
    pub ip_address: Option<&'a str>,
    /// The hardware address: `02:00:00:b9:01:1a`.
    #[doc(alias = "macaddress")]
    #[serde(rename = "macaddress")]
    pub mac_address: Option<&'a str>,
    /// What keeps the network apart from others: `vlan://295`.
    #[doc(alias = "isolationuri")]
    #[serde(rename = "isolationuri")]
    pub isolation_uri: Option<&'a str>,
    /// Where it broadcasts: `vlan://295`.
    #[doc(alias = "broadcasturi")]
    #[serde(rename = "broadcasturi")]
    pub broadcast_uri: Option<&'a str>,
    /// The kind of traffic: `Guest`, `Public`, `Management`, `Storage`.
    #[doc(alias = "traffictype")]
    #[serde(rename = "traffictype")]
    pub traffic_type: Option<&'a str>,
    /// The type of the network: `Virtual`, `Isolated`, `Shared`, `L2`.
    #[doc(alias = "type")]
    #[serde(rename = "type")]
    pub kind: Option<&'a str>,
    /// Whether it is the machine's default interface.
    #[doc(alias = "isdefault")]
    #[serde(rename = "isdefault")]
    pub is_default: Option<bool>,
    /// The device number.
    #[doc(alias = "deviceid")]
    #[serde(rename = "deviceid")]
    pub device_id: Option<u32>,
}
