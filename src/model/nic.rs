//! A network interface of a virtual machine, and the elements of its lists.

use serde::{Deserialize, Serialize};

use super::object::object;

object! {
    /// A network interface: `nic`, an element of a [`VirtualMachine`](super::VirtualMachine)'s list.
    ///
    /// Wire: `<nic><id>561</id><ipaddress>10.1.1.225</ipaddress>…</nic>`, `{"id":"561","ipaddress":"10.1.1.225",…}`.
    ///
    /// `S` is the type of its list `secondaryip`, such as `Vec<SecondaryIp>`, and `O` that of `extradhcpoption`, such
    /// as `Vec<ExtraDhcpOption>`; a list that nobody asks for is [`Unread`](super::Unread).
    ///
    /// # Examples
    /// See [`VirtualMachine`](super::VirtualMachine).
    ///
    /// Source: `org.apache.cloudstack.api.response.NicResponse`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
    #[doc(alias = "nic")]
    #[expect(clippy::exhaustive_structs, reason = "simulators and tests make interfaces")]
    pub struct Nic<'a, S, O> {
        /// The id of the interface.
        "id" => id: Option<&'a str>,
        /// The id of the network.
        #[doc(alias = "networkid")]
        "networkid" => network_id: Option<&'a str>,
        /// The name of the network.
        #[doc(alias = "networkname")]
        "networkname" => network_name: Option<&'a str>,
        /// The mask of the network: `255.255.255.0`.
        "netmask" => netmask: Option<&'a str>,
        /// The address of the gateway.
        "gateway" => gateway: Option<&'a str>,
        /// The address: `10.1.1.225`.
        #[doc(alias = "ipaddress")]
        "ipaddress" => ip_address: Option<&'a str>,
        /// The IPv6 address: `2001:db8::12`.
        #[doc(alias = "ip6address")]
        "ip6address" => ip6_address: Option<&'a str>,
        /// The address of the IPv6 gateway.
        #[doc(alias = "ip6gateway")]
        "ip6gateway" => ip6_gateway: Option<&'a str>,
        /// The IPv6 network: `2001:db8::/64`.
        #[doc(alias = "ip6cidr")]
        "ip6cidr" => ip6_cidr: Option<&'a str>,
        /// Its further addresses.
        #[doc(alias = "secondaryip")]
        "secondaryip" => secondary_ip: S,
        /// What the DHCP server tells it besides the usual.
        #[doc(alias = "extradhcpoption")]
        "extradhcpoption" => extra_dhcp_option: O,
        /// The hardware address: `02:00:00:b9:01:1a`.
        #[doc(alias = "macaddress")]
        "macaddress" => mac_address: Option<&'a str>,
        /// What keeps the network apart from others: `vlan://295`.
        #[doc(alias = "isolationuri")]
        "isolationuri" => isolation_uri: Option<&'a str>,
        /// Where it broadcasts: `vlan://295`.
        #[doc(alias = "broadcasturi")]
        "broadcasturi" => broadcast_uri: Option<&'a str>,
        /// The kind of traffic: `Guest`, `Public`, `Management`, `Storage`.
        #[doc(alias = "traffictype")]
        "traffictype" => traffic_type: Option<&'a str>,
        /// The type of the network: `Virtual`, `Isolated`, `Shared`, `L2`.
        #[doc(alias = "type")]
        "type" => kind: Option<&'a str>,
        /// Whether it is the machine's default interface.
        #[doc(alias = "isdefault")]
        "isdefault" => is_default: Option<bool>,
        /// The device number.
        #[doc(alias = "deviceid")]
        "deviceid" => device_id: Option<i32>,
    }
}

/// A further address of an interface: `secondaryip`, an element of a [`Nic`]'s list.
///
/// Wire: `<secondaryip><id>7</id><ipaddress>10.1.1.226</ipaddress></secondaryip>`,
/// `{"id":"7","ipaddress":"10.1.1.226"}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.NicSecondaryIpResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias = "secondaryip")]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make addresses")]
pub struct SecondaryIp<'a> {
    /// The id of the address.
    pub id: Option<&'a str>,
    /// The address: `10.1.1.226`.
    #[doc(alias = "ipaddress")]
    #[serde(rename = "ipaddress")]
    pub ip_address: Option<&'a str>,
    /// The id of the interface.
    #[doc(alias = "nicid")]
    #[serde(rename = "nicid")]
    pub nic_id: Option<&'a str>,
    /// The id of the network.
    #[doc(alias = "networkid")]
    #[serde(rename = "networkid")]
    pub network_id: Option<&'a str>,
    /// The id of the machine.
    #[doc(alias = "virtualmachineid")]
    #[serde(rename = "virtualmachineid")]
    pub virtual_machine_id: Option<&'a str>,
}

/// What a DHCP server tells an interface: `extradhcpoption`, an element of a [`Nic`]'s list.
///
/// Wire: `<extradhcpoption><extradhcpoptioncode>66</extradhcpoptioncode>…</extradhcpoption>`,
/// `{"extradhcpoptioncode":66,…}`.
///
/// # Examples
/// See [`VirtualMachine`](super::VirtualMachine).
///
/// Source: `org.apache.cloudstack.api.response.NicExtraDhcpOptionResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[doc(alias = "extradhcpoption")]
#[serde(default)]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make options")]
pub struct ExtraDhcpOption<'a> {
    /// The id of the option.
    pub id: Option<&'a str>,
    /// The id of the interface.
    #[doc(alias = "nicid")]
    #[serde(rename = "nicid")]
    pub nic_id: Option<&'a str>,
    /// The name: `tftp-server`.
    #[doc(alias = "extradhcpoptionname")]
    #[serde(rename = "extradhcpoptionname")]
    pub name: Option<&'a str>,
    /// The code of RFC 2132: 66.
    #[doc(alias = "extradhcpoptioncode")]
    #[serde(rename = "extradhcpoptioncode")]
    pub code: Option<i32>,
    /// The value.
    #[doc(alias = "extradhcpoptionvalue")]
    #[serde(rename = "extradhcpoptionvalue")]
    pub value: Option<&'a str>,
}
