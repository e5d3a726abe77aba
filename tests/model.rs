//! The objects of the model, from both syntaxes and back into them.

#![cfg(feature = "serde")]

use std::collections::HashMap;

use cloudstack_codec::answer::Answer;
use cloudstack_codec::model::{
    self, AffinityGroup, ExtraDhcpOption, ResourceTag, SecondaryIp, SecurityGroupRule,
};
use cloudstack_codec::{Response, Syntax};

type Nic<'a> = model::Nic<'a, Vec<SecondaryIp<'a>>, Vec<ExtraDhcpOption<'a>>>;
type SecurityGroup<'a> = model::SecurityGroup<'a, Vec<SecurityGroupRule<'a>>, Vec<ResourceTag<'a>>>;
type VirtualMachine<'a> = model::VirtualMachine<
    'a,
    Vec<Nic<'a>>,
    Vec<SecurityGroup<'a>>,
    Vec<AffinityGroup<'a>>,
    Vec<ResourceTag<'a>>,
    HashMap<&'a str, &'a str>,
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
    <details><keyboard>us</keyboard><Message.ReservedCapacityFreed.Flag>true</Message.ReservedCapacityFreed.Flag>\
    </details></virtualmachine>";

const JSON: &str = r#"{"virtualmachine":{"id":"450","securitygroup":[{"id":"41","name":"default","ingressrule":[
    {"ruleid":"35","protocol":"tcp","startport":22,"endport":22,"cidr":"0.0.0.0/0"},
    {"ruleid":"36","protocol":"icmp","icmptype":-1,"icmpcode":-1,"cidr":"10.0.0.0/8"}],"egressrule":[],"tags":[]}],
    "nic":[{"id":"561","ip6address":"2001:db8::12","secondaryip":[{"id":"7","ipaddress":"10.1.1.226"}],
    "extradhcpoption":[{"extradhcpoptionname":"tftp-server","extradhcpoptioncode":66,
    "extradhcpoptionvalue":"10.1.1.9"}]},{"id":"562","secondaryip":[],"extradhcpoption":[]}],
    "affinitygroup":[{"id":"3","name":"apart","type":"host anti-affinity"}],
    "tags":[{"key":"env","value":"prod","resourcetype":"UserVm"},{"key":"tier","value":"web"}],
    "details":{"keyboard":"us","Message.ReservedCapacityFreed.Flag":"true"}}}"#;

fn whole() -> VirtualMachine<'static> {
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
        details: HashMap::from([("keyboard", "us"), ("Message.ReservedCapacityFreed.Flag", "true")]),
        ..VirtualMachine::default()
    }
}

#[test]
fn a_machine_with_all_its_lists_is_read_from_both_syntaxes() {
    for body in [XML, JSON] {
        let response = Response::parse(body.as_bytes()).unwrap();
        assert_eq!(response.node().deserialize::<VirtualMachine<'_>>().unwrap(), whole(), "{body}");
    }
}

#[test]
fn lists_that_nobody_asked_for_are_passed_over() {
    for body in [XML, JSON] {
        let response = Response::parse(body.as_bytes()).unwrap();
        let vm: model::VirtualMachine<'_> = response.node().deserialize().unwrap();
        assert_eq!(vm, model::VirtualMachine { id: Some("450"), ..Default::default() }, "{body}");
    }
}

#[test]
fn what_is_written_of_a_machine_reads_back_equal() {
    for syntax in [Syntax::Xml, Syntax::Json] {
        let mut body = String::new();
        Answer::named("virtualmachine", syntax).write(&mut body, |w| w.members(&whole())).unwrap();
        let response = Response::parse(body.as_bytes()).unwrap();
        assert_eq!(response.node().deserialize::<VirtualMachine<'_>>().unwrap(), whole(), "{body}");
    }
}

#[test]
fn a_list_that_nobody_asked_for_is_not_written() {
    let mut body = String::new();
    let vm: model::VirtualMachine<'_> = model::VirtualMachine { id: Some("450"), ..Default::default() };
    Answer::named("virtualmachine", Syntax::Json).write(&mut body, |w| w.members(&vm)).unwrap();
    assert_eq!(body, r#"{"virtualmachine":{"id":"450"}}"#);
}
