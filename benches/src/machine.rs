//! The virtual machine of the document's succeeded answer as a type, which all that read into types share.

use std::borrow::Cow;
use std::hint::black_box;

use cloudstack_codec::Node;
use instant_xml::FromXml;
use serde::Deserialize;

/// Declares a struct for serde, for instant-xml and for a loop over [`Node`]: its fields and their names on the wire.
macro_rules! wire_object {
    (
        $(#[$meta:meta])*
        $type:ident $xml:tt {
            $($text:ident $text_wire:tt)*;
            $($number:ident $number_wire:tt)*;
            $($flag:ident $flag_wire:tt)*;
            $($list:ident $list_wire:tt: $item:ident)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Deserialize, FromXml, PartialEq)]
        #[xml(rename = $xml)]
        #[expect(missing_docs, reason = "the fields are those of the wire")]
        pub struct $type<'a> {
            $(
                #[serde(borrow, rename = $text_wire)]
                #[xml(borrow, rename = $text_wire)]
                pub $text: Cow<'a, str>,
            )*
            $(
                #[serde(rename = $number_wire)]
                #[xml(rename = $number_wire)]
                pub $number: u32,
            )*
            $(
                #[serde(rename = $flag_wire)]
                #[xml(rename = $flag_wire)]
                pub $flag: bool,
            )*
            $(
                #[serde(borrow, rename = $list_wire)]
                #[xml(borrow)]
                pub $list: Vec<$item<'a>>,
            )*
        }

        impl<'a> $type<'a> {
            /// Reads it by a loop over the members, as one does without serde.
            #[must_use]
            pub fn by_hand(node: &Node<'a>) -> Self {
                let mut this = Self::default();
                for member in node.children() {
                    match member.name().raw() {
                        $($text_wire => this.$text = member.text().map(|text| text.to_cow()).unwrap_or_default(),)*
                        $(
                            $number_wire => {
                                this.$number = member.text().and_then(|text| text.parse()).unwrap_or_default();
                            }
                        )*
                        $(
                            $flag_wire => {
                                this.$flag = member.text().and_then(|text| text.parse()).unwrap_or_default();
                            }
                        )*
                        $($list_wire => this.$list.push($item::by_hand(&member)),)*
                        _ => {}
                    }
                }
                this
            }

            /// A number that every field goes into; cheap enough to be asserted in a measurement.
            #[must_use]
            pub fn sum(&self) -> usize {
                // Of the texts themselves, too, nothing is optimized away.
                let this = black_box(self);
                0 $(+ this.$text.len())*
                    $(+ this.$number as usize)*
                    $(+ usize::from(this.$flag))*
                    $(+ this.$list.iter().map($item::sum).sum::<usize>())*
            }
        }
    };
}

wire_object! {
    /// `virtualmachine`.
    VirtualMachine "virtualmachine" {
        id "id"
        name "name"
        display_name "displayname"
        account "account"
        domain "domain"
        created "created"
        state "state"
        zone_name "zonename"
        host_name "hostname"
        template_name "templatename"
        template_display_text "templatedisplaytext"
        service_offering_name "serviceofferingname"
        root_device_type "rootdevicetype"
        hypervisor "hypervisor";
        domain_id "domainid"
        zone_id "zoneid"
        host_id "hostid"
        template_id "templateid"
        service_offering_id "serviceofferingid"
        cpu_number "cpunumber"
        cpu_speed "cpuspeed"
        memory "memory"
        guest_os_id "guestosid"
        root_device_id "rootdeviceid";
        ha_enable "haenable"
        password_enabled "passwordenabled";
        nics "nic": Nic
    }
}

wire_object! {
    /// `nic`.
    Nic "nic" {
        id "id"
        network_id "networkid"
        netmask "netmask"
        gateway "gateway"
        ip_address "ipaddress"
        isolation_uri "isolationuri"
        broadcast_uri "broadcasturi"
        traffic_type "traffictype"
        kind "type";
        ;
        is_default "isdefault";
    }
}
