//! Nodes as documents of `roxmltree`.

#![cfg(feature = "roxmltree")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cloudstack_codec::answer::WriteError;
use cloudstack_codec::{DomError, Node, Response};

const XML: &str = "<queryasyncjobresultresponse cloud-stack-version='4'><jobstatus>1</jobstatus><jobresult>\
    <virtualmachine id='x'><name>R&amp;D</name><nic><ip>1</ip></nic><nic><ip>2</ip></nic></virtualmachine>\
    </jobresult></queryasyncjobresultresponse>";
const JSON: &str = r#"{"queryasyncjobresultresponse":{"jobstatus":1,"jobresult":
    {"virtualmachine":{"name":"R&D","nic":[{"ip":1},{"ip":"2"}]}}}}"#;

fn result(body: &str) -> Node<'_> {
    Response::parse(body.as_bytes()).unwrap().job().unwrap().result().object().unwrap()
}

#[test]
fn a_result_is_the_same_document_in_both_syntaxes() {
    for body in [XML, JSON] {
        let mut xml = String::from("what was here before");
        let document = result(body).to_document(&mut xml).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "virtualmachine");
        let texts = root.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text());
        assert!(texts.eq(["R&D", "1", "2"]));
        assert_eq!(root.children().count(), 3);
    }
}

#[test]
fn xml_stands_as_it_is_and_in_its_place() {
    let node = result(XML);
    let mut unused = String::new();
    let document = node.to_document(&mut unused).unwrap();
    let name = document.descendants().find(|node| node.has_tag_name("name")).unwrap();
    assert_eq!(document.root_element().attribute("id"), Some("x"));
    let place = node.offset() + name.range().start;
    assert!(XML.get(place..).unwrap().starts_with("<name>"));
    assert_eq!(document.input_text(), node.raw());
    assert!(unused.is_empty());
}

#[test]
fn a_strict_reader_refuses_what_a_lenient_one_takes() {
    for body in [
        "<r><a>a & b</a></r>",
        "<r><a>\u{7}</a></r>",
        "<r><a>]]></a></r>",
        "<r><x:a>1</x:a></r>",
        "{\"r\":{\"a\":\"\u{7}\"}}",
        r#"{"r":{"x:a":1}}"#,
    ] {
        let mut xml = String::new();
        let error = Response::parse(body.as_bytes()).unwrap().node().to_document(&mut xml).unwrap_err();
        let DomError::Parse(inner) = &error else { panic!("{body}: {error:?}") };
        assert_eq!(error.to_string(), inner.to_string());
    }
}

#[test]
fn names_that_are_none_of_xml_are_refused() {
    let mut xml = String::new();
    let response = Response::parse(br#"{"r":{"a b":1}}"#).unwrap();
    let error = response.node().to_document(&mut xml).unwrap_err();
    assert!(matches!(error, DomError::Write(WriteError::Name)));
    assert_eq!(error.to_string(), "a name that XML does not allow");
}
