//! The objects of the model, from both syntaxes and back into them.

#![cfg(feature = "serde")]

use std::collections::HashMap;

use cloudstack_codec::DeErrorKind::*;
use cloudstack_codec::answer::Answer;
use cloudstack_codec::model::{
    self, AffinityGroup, Details, ExtraDhcpOption, ResourceTag, SecondaryIp, SecurityGroupRule, Success,
};
use cloudstack_codec::{Response, Syntax};
use serde::Serialize;
use serde::de::value::{BorrowedStrDeserializer, Error as ValueError, MapDeserializer};
use serde::de::{Deserialize as _, Deserializer, IntoDeserializer, Visitor};

type Nic<'a> = model::Nic<'a, Vec<SecondaryIp<'a>>, Vec<ExtraDhcpOption<'a>>>;
type SecurityGroup<'a> = model::SecurityGroup<'a, Vec<SecurityGroupRule<'a>>, Vec<ResourceTag<'a>>>;
type VirtualMachine<'a> = model::VirtualMachine<
    'a,
    Vec<Nic<'a>>,
    Vec<SecurityGroup<'a>>,
    Vec<AffinityGroup<'a>>,
    Vec<ResourceTag<'a>>,
    Details<'a, HashMap<&'a str, &'a str>>,
>;

const XML: &str = "<virtualmachine><id>450</id><securitygroup><id>41</id><name>default</name>\
    <ingressrule><ruleid>35</ruleid><protocol>tcp</protocol><startport>22</startport><endport>22</endport>\
    <cidr>0.0.0.0/0</cidr></ingressrule><ingressrule><ruleid>36</ruleid><protocol>icmp</protocol>\
    <icmptype>-1</icmptype><icmpcode>-1</icmpcode><cidr>10.0.0.0/8</cidr></ingressrule></securitygroup>\
    <nic><id>561</id><ip6address>2001:db8::12</ip6address><secondaryip><id>7</id><ipaddress>10.1.1.226</ipaddress>\
    </secondaryip><extradhcpoption><extradhcpoptionname>tftp-server</extradhcpoptionname>\
    <extradhcpoptioncode>66</extradhcpoptioncode><extradhcpoptionvalue>10.1.1.9</extradhcpoptionvalue>\
    </extradhcpoption></nic><nic><id>562</id></nic><affinitygroup><id>3</id><name>apart</name>\
    <type>host anti-affinity</type></affinitygroup><tags><key>env</key><value>prod</value>\
    <resourcetype>UserVm</resourcetype></tags><tags><key>tier</key><value>web</value></tags>\
    <details>{keyboard=us, Message.ReservedCapacityFreed.Flag=true}</details></virtualmachine>";

const JSON: &str = r#"{"virtualmachine":{"id":"450","securitygroup":[{"id":"41","name":"default","ingressrule":[
    {"ruleid":"35","protocol":"tcp","startport":22,"endport":22,"cidr":"0.0.0.0/0"},
    {"ruleid":"36","protocol":"icmp","icmptype":-1,"icmpcode":-1,"cidr":"10.0.0.0/8"}],"egressrule":[],"tags":[]}],
    "nic":[{"id":"561","ip6address":"2001:db8::12","secondaryip":[{"id":"7","ipaddress":"10.1.1.226"}],
    "extradhcpoption":[{"extradhcpoptionname":"tftp-server","extradhcpoptioncode":66,
    "extradhcpoptionvalue":"10.1.1.9"}]},{"id":"562","secondaryip":[],"extradhcpoption":[]}],
    "affinitygroup":[{"id":"3","name":"apart","type":"host anti-affinity"}],
    "tags":[{"key":"env","value":"prod","resourcetype":"UserVm"},{"key":"tier","value":"web"}],
    "details":{"keyboard":"us","Message.ReservedCapacityFreed.Flag":"true"}}}"#;

/// The machine, but for its details, which differ with the syntax.
fn whole(details: Details<'static, HashMap<&'static str, &'static str>>) -> VirtualMachine<'static> {
    VirtualMachine {
        id: Some("450"),
        security_group: vec![SecurityGroup {
            id: Some("41"),
            name: Some("default"),
            ingress_rule: vec![
                SecurityGroupRule {
                    rule_id: Some("35"),
                    protocol: Some("tcp"),
                    start_port: Some(22),
                    end_port: Some(22),
                    cidr: Some("0.0.0.0/0"),
                    ..SecurityGroupRule::default()
                },
                SecurityGroupRule {
                    rule_id: Some("36"),
                    protocol: Some("icmp"),
                    icmp_type: Some(-1),
                    icmp_code: Some(-1),
                    cidr: Some("10.0.0.0/8"),
                    ..SecurityGroupRule::default()
                },
            ],
            ..SecurityGroup::default()
        }],
        nic: vec![
            Nic {
                id: Some("561"),
                ip6_address: Some("2001:db8::12"),
                secondary_ip: vec![SecondaryIp {
                    id: Some("7"),
                    ip_address: Some("10.1.1.226"),
                    ..SecondaryIp::default()
                }],
                extra_dhcp_option: vec![ExtraDhcpOption {
                    name: Some("tftp-server"),
                    code: Some(66),
                    value: Some("10.1.1.9"),
                    ..ExtraDhcpOption::default()
                }],
                ..Nic::default()
            },
            Nic { id: Some("562"), ..Nic::default() },
        ],
        affinity_group: vec![AffinityGroup {
            id: Some("3"),
            name: Some("apart"),
            kind: Some("host anti-affinity"),
            ..AffinityGroup::default()
        }],
        tags: vec![
            ResourceTag {
                key: Some("env"),
                value: Some("prod"),
                resource_type: Some("UserVm"),
                ..ResourceTag::default()
            },
            ResourceTag { key: Some("tier"), value: Some("web"), ..ResourceTag::default() },
        ],
        details,
        ..VirtualMachine::default()
    }
}

fn text() -> Details<'static, HashMap<&'static str, &'static str>> {
    Details::Text("{keyboard=us, Message.ReservedCapacityFreed.Flag=true}")
}

fn map() -> Details<'static, HashMap<&'static str, &'static str>> {
    Details::Map(HashMap::from([("keyboard", "us"), ("Message.ReservedCapacityFreed.Flag", "true")]))
}

#[test]
fn the_names_of_key_pairs_are_read_from_old_and_new_servers() {
    let old = br#"{"virtualmachine":{"keypair":"ops"}}"#;
    let new = br#"{"virtualmachine":{"keypairs":"ops,dev"}}"#;
    let read = |body: &'static [u8]| {
        let node = Response::parse(body).unwrap().node();
        let machine = node.deserialize::<VirtualMachine<'_>>().unwrap();
        (machine.key_pair, machine.key_pairs)
    };
    assert_eq!((read(old), read(new)), ((Some("ops"), None), (None, Some("ops,dev"))));
}

#[test]
fn a_machine_with_all_its_lists_is_read_from_both_syntaxes() {
    for (body, details) in [(XML, text()), (JSON, map())] {
        let response = Response::parse(body.as_bytes()).unwrap();
        assert_eq!(response.node().deserialize::<VirtualMachine<'_>>().unwrap(), whole(details), "{body}");
    }
}

/// One row, one test: details are read so from a node `a`, with a buffer.
macro_rules! details {
    ($($name:ident: $body:expr => $want:expr;)*) => {$(
        #[test]
        fn $name() {
            let scratch = vec![0; $body.len()].leak();
            let node = Response::parse($body.as_bytes()).unwrap().node();
            let read = node.child("a").unwrap().deserialize_in::<Details<'_, HashMap<&str, u8>>>(scratch);
            assert_eq!(read.map_err(|error| (error.kind(), error.offset())), $want);
        }
    )*};
}

details! {
    details_as_text: "<r><a>{b=1, c=2}</a></r>" => Ok(Details::Text("{b=1, c=2}"));
    details_as_escaped_text: "<r><a>{b=&lt;1&gt;}</a></r>" => Ok(Details::Text("{b=<1>}"));
    details_as_map: r#"{"r":{"a":{"b":1,"c":"2"}}}"# => Ok(Details::Map(HashMap::from([("b", 1), ("c", 2)])));
    details_as_map_with_escapes: r#"{"r":{"a":{"\u0062":"\u0031"}}}"# => Ok(Details::Map(HashMap::from([("b", 1)])));
    details_of_elements: "<r><a><b>1</b></a></r>" => Ok(Details::Map(HashMap::from([("b", 1)])));
    details_of_nothing: r#"{"r":{"a":{}}}"# => Ok(Details::Map(HashMap::new()));
    details_of_white_space: "<r><a> </a></r>" => Ok(Details::Text(" "));
    details_of_nothing_as_text: "<r><a>{}</a></r>" => Ok(Details::Text("{}"));
    details_with_what_the_map_does_not_take: r#"{"r":{"a":{"b":"x"}}}"# => Err((ExpectedNumber, 15));
}

#[test]
fn details_are_no_list() {
    for body in ["<r><details>{}</details><details>{}</details></r>", r#"{"r":{"details":[{},{}]}}"#] {
        let node = Response::parse(body.as_bytes()).unwrap().node();
        assert_eq!(
            node.deserialize::<VirtualMachine<'_>>().map_err(|error| error.kind()),
            Err(Type),
            "{body}"
        );
    }
}

#[test]
fn details_with_escapes_need_a_buffer() {
    let node = Response::parse(b"<r><details>{k=&lt;v&gt;}</details></r>").unwrap().node();
    assert_eq!(node.deserialize::<VirtualMachine<'_>>().map_err(|error| error.kind()), Err(Escaped));
}

#[test]
fn what_nobody_asked_for_is_passed_over() {
    for body in [
        // Lists.
        XML,
        JSON,
        // Members that newer servers send.
        "<virtualmachine><gpu/><id>450</id><lease><id>1</id></lease><lease>x</lease></virtualmachine>",
        r#"{"virtualmachine":{"gpu":null,"id":"450","lease":[{"id":"1"},{"lease":[1,"x"]}]}}"#,
    ] {
        let response = Response::parse(body.as_bytes()).unwrap();
        let vm: model::VirtualMachine<'_> = response.node().deserialize().unwrap();
        assert_eq!(vm, model::VirtualMachine { id: Some("450"), ..Default::default() }, "{body}");
    }
}

#[test]
fn what_is_written_of_a_machine_reads_back_equal() {
    for (syntax, details) in [(Syntax::Xml, text()), (Syntax::Xml, map()), (Syntax::Json, map())] {
        let mut body = String::new();
        let vm = whole(details);
        Answer::named("virtualmachine", syntax).write(&mut body, |w| w.members(&vm)).unwrap();
        let response = Response::parse(body.as_bytes()).unwrap();
        assert_eq!(response.node().deserialize::<VirtualMachine<'_>>().as_ref(), Ok(&vm), "{body}");
    }
}

#[test]
fn a_list_that_nobody_asked_for_is_not_written() {
    let mut body = String::new();
    let vm: model::VirtualMachine<'_> = model::VirtualMachine { id: Some("450"), ..Default::default() };
    Answer::named("virtualmachine", Syntax::Json).write(&mut body, |w| w.members(&vm)).unwrap();
    assert_eq!(body, r#"{"virtualmachine":{"id":"450"}}"#);
}

/// Each row: an object, and its members as the server names them.
#[test]
fn members_have_the_names_of_the_server() {
    fn names<T: Default + Serialize>() -> String {
        let object = serde_json::to_value(T::default()).unwrap();
        let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        names.join(" ")
    }
    for (found, names) in [
        (names::<AffinityGroup<'_>>(), "account description domain domainid id name project projectid type"),
        (
            names::<ExtraDhcpOption<'_>>(),
            "extradhcpoptioncode extradhcpoptionname extradhcpoptionvalue id nicid",
        ),
        (
            names::<model::Nic<'_>>(),
            "broadcasturi deviceid extradhcpoption gateway id ip6address ip6cidr ip6gateway ipaddress \
             isdefault isolationuri macaddress netmask networkid networkname secondaryip traffictype type",
        ),
        (
            names::<ResourceTag<'_>>(),
            "account customer domain domainid key project projectid resourceid resourcetype value",
        ),
        (names::<SecondaryIp<'_>>(), "id ipaddress networkid nicid virtualmachineid"),
        (
            names::<model::SecurityGroup<'_>>(),
            "account description domain domainid egressrule id ingressrule name project projectid tags",
        ),
        (
            names::<SecurityGroupRule<'_>>(),
            "account cidr endport icmpcode icmptype protocol ruleid securitygroupname startport",
        ),
        (names::<Success<'_>>(), "displaytext success"),
        (
            names::<model::VirtualMachine<'_>>(),
            "account affinitygroup backupofferingid backupofferingname bootmode boottype cpunumber cpuspeed \
             cpuused created details diskioread diskiowrite diskkbsread diskkbswrite diskofferingid \
             diskofferingname displayname displayvm domain domainid group groupid guestosid haenable \
             hasannotations hostid hostname hypervisor id instancename isdynamicallyscalable isodisplaytext \
             isoid isoname jobid jobstatus keypair keypairs lastupdated memory memoryintfreekbs memorykbs \
             memorytargetkbs name networkkbsread networkkbswrite nic oscategoryid osdisplayname ostypeid \
             password passwordenabled pooltype project projectid publicip publicipid receivedbytes \
             rootdeviceid rootdevicetype securitygroup sentbytes serviceofferingid serviceofferingname state \
             tags templatedisplaytext templateid templatename userid username zoneid zonename",
        ),
    ] {
        assert_eq!(found, names);
    }
}

#[test]
fn the_text_beside_a_flag_has_two_names() {
    for name in ["displaytext", "details"] {
        let body = format!(r#"{{"r":{{"success":false,"{name}":"in use"}}}}"#);
        let success = Response::parse(body.as_bytes()).unwrap().node().deserialize();
        assert_eq!(success, Ok(Success { success: Some(false), display_text: Some("in use") }), "{name}");
    }
}

/// Other formats have an object as a list of its fields, too.
#[test]
fn an_object_from_another_format() {
    let tag = ResourceTag { key: Some("env"), value: Some("prod"), ..ResourceTag::default() };
    for json in [
        r#"{"key":"env","value":"prod","other":[1]}"#,
        r#"["env","prod",null,null,null,null,null,null,null,null]"#,
    ] {
        assert_eq!(serde_json::from_str::<ResourceTag<'_>>(json).unwrap(), tag, "{json}");
    }
    let machine = serde_json::from_str::<model::VirtualMachine<'_>>(r#"["450"]"#).unwrap();
    assert_eq!(machine, model::VirtualMachine { id: Some("450"), ..Default::default() });
    let all = serde_json::to_string(&machine).unwrap();
    assert_eq!(serde_json::from_str::<model::VirtualMachine<'_>>(&all).unwrap(), machine);
    let refused = |json| serde_json::from_str::<model::VirtualMachine<'_>>(json).unwrap_err().to_string();
    assert!(refused("1").contains("expected an object"), "{}", refused("1"));
    assert!(refused(r#"{"id":"1","name":"2","name":"3"}"#).contains("duplicate field `name`"));
    let details = serde_json::from_str::<Details<'_, HashMap<&str, &str>>>("1").unwrap_err().to_string();
    assert!(details.contains("expected a map or a text"), "{details}");
}

/// A text of a format that, unlike JSON, has texts and nothing else.
#[derive(Clone, Copy)]
struct Given(&'static str);

impl IntoDeserializer<'_, ValueError> for Given {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Given {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_some(BorrowedStrDeserializer::new(self.0))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Formats that are no text name a member by its bytes, or by its place.
#[test]
fn an_object_whose_members_are_named_otherwise() {
    fn nic<K: IntoDeserializer<'static, ValueError>>(
        names: [K; 2],
    ) -> Result<model::Nic<'static>, ValueError> {
        let members = names.into_iter().zip(["561", "x"].map(Given));
        model::Nic::deserialize(MapDeserializer::new(members))
    }
    let id = Ok(model::Nic { id: Some("561"), ..Default::default() });
    assert_eq!(nic(["id", "name"]), id);
    assert_eq!(nic([&b"id"[..], b"name"]), id);
    assert_eq!(nic([&b"id"[..], b"\xFF"]), id);
    assert_eq!(nic([0_u64, 100]), id);
    assert_eq!(nic([0_u64, 256]), id);
    assert_eq!(nic([0_u64, 18]), id);
    assert!(nic([0_u64, 17]).unwrap_err().to_string().contains("expected i32"));
    let twice = nic([0_u64, 0]).unwrap_err();
    assert_eq!(twice.to_string(), "duplicate field `id`");
    let no_name = nic([true, false]).unwrap_err();
    assert_eq!(no_name.to_string(), "invalid type: boolean `true`, expected the name of a member");
}
