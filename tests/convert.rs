//! Nodes written in the syntax they were read in and in the other: byte by byte, and to the same events.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cloudstack_codec::Syntax::{self, Json, Xml};
use cloudstack_codec::answer::{Answer, WriteError};
use cloudstack_codec::{Fixed, JobResult, JobState, Reader, Response};
use proptest::prelude::*;

mod common {
    #[expect(dead_code, reason = "other tests need more of it")]
    #[expect(clippy::arithmetic_side_effects, clippy::expect_used, reason = "a test that panics has failed")]
    pub(crate) mod lines;
    pub(crate) mod sample;
    #[expect(dead_code, reason = "other tests need more of it")]
    pub(crate) mod tree;
}
use common::lines;
use common::sample::Sample as _;
use common::tree::{self, written};

fn converted(body: &str, syntax: Syntax) -> Result<String, WriteError> {
    let mut out = String::new();
    Response::parse(body.as_bytes()).unwrap().node().write(&mut out, syntax)?;
    Ok(out)
}

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// One row, one test: what stands in a root `r` in one syntax, and what it is in XML and in JSON.
macro_rules! converts {
    ($($name:ident: $from:literal => $xml:literal, $json:literal;)*) => {$(
        #[test]
        fn $name() {
            let body = match $from.as_bytes() {
                [] | [b'<', ..] => format!("<r>{}</r>", $from),
                _ => format!(r#"{{"r":{{{}}}}}"#, $from),
            };
            assert_eq!(converted(&body, Xml), Ok(format!("{DECLARATION}<r>{}</r>", $xml)));
            assert_eq!(converted(&body, Json), Ok(format!(r#"{{"r":{{{}}}}}"#, $json)));
        }
    )*};
}

converts! {
    xml_texts: "<a>1</a><b>true</b><c>x</c>" => "<a>1</a><b>true</b><c>x</c>", r#""a":"1","b":"true","c":"x""#;
    xml_nothing: "<a></a><b/><c><!-- --></c>" => "<a></a><b></b><c></c>", r#""a":"","b":"","c":"""#;
    xml_white_space: "<a> </a> <b>\n<c> x </c>\n</b>" => "<a> </a><b><c> x </c></b>", r#""a":" ","b":{"c":" x "}"#;
    xml_objects: "<a><b><c>1</c></b><d/></a>" => "<a><b><c>1</c></b><d></d></a>", r#""a":{"b":{"c":"1"},"d":""}"#;
    xml_runs: "<a>1</a><a>2</a><b><c>3</c></b><b/><b>4</b>" => "<a>1</a><a>2</a><b><c>3</c></b><b></b><b>4</b>",
        r#""a":["1","2"],"b":[{"c":"3"},"","4"]"#;
    xml_run_in_the_middle: "<z/><a>1</a><a>2</a><b/>" => "<z></z><a>1</a><a>2</a><b></b>",
        r#""z":"","a":["1","2"],"b":"""#;
    xml_same_name_apart: "<a>1</a><b>2</b><a>3</a><a>4</a>" => "<a>1</a><b>2</b><a>3</a><a>4</a>",
        r#""a":"1","b":"2","a":["3","4"]"#;
    xml_attributes: "<a b='1' c=\"2\">x</a>" => "<a>x</a>", r#""a":"x""#;
    xml_escapes: "<a>&lt;&#233;<![CDATA[<&]]>&amp;&quot;\r\n</a>"
        => "<a>&lt;é&lt;&amp;&amp;&quot;\n</a>", r#""a":"<é<&&\"\n""#;
    xml_text_like_a_list: "<a>:[</a><b> : [1]</b>" => "<a>:[</a><b> : [1]</b>", r#""a":":[","b":" : [1]""#;
    xml_bare_ampersand: "<a>a & b</a>" => "<a>a &amp; b</a>", r#""a":"a & b""#;
    json_scalars: r#""a":"x","b":1,"c":true,"d":false,"e":-1.5e+3"#
        => "<a>x</a><b>1</b><c>true</c><d>false</d><e>-1.5e+3</e>",
        r#""a":"x","b":1,"c":true,"d":false,"e":-1.5e+3"#;
    json_texts_like_literals: r#""a":"1","b":"null","c":"[]""# => "<a>1</a><b>null</b><c>[]</c>",
        r#""a":"1","b":"null","c":"[]""#;
    json_nothing: r#""a":"","b":{},"c":null,"d":[],"e":[null]"# => "<a></a><b></b>", r#""a":"","b":{}"#;
    json_lists: r#""a":[1],"b" : [ "x" , {"c":[{}]} , null, "" ],"d":0"#
        => "<a>1</a><b>x</b><b><c></c></b><b></b><d>0</d>", r#""a":[1],"b":["x",{"c":[{}]},""],"d":0"#;
    json_lists_of_one_in_white_space: "\"a\" :[1],\"b\": [2],\"c\"\n:\n[3]" => "<a>1</a><b>2</b><c>3</c>",
        r#""a":[1],"b":[2],"c":[3]"#;
    json_same_name_again: r#""a":[1],"a":2,"a":[3,4]"# => "<a>1</a><a>2</a><a>3</a><a>4</a>",
        r#""a":[1],"a":2,"a":[3,4]"#;
    json_escapes: r#""\u0061":"\u00e9\/\n\r\\\u0007<""# => "<a>é/\n&#13;\\\u{7}&lt;</a>",
        r#""a":"é/\n\r\\\u0007<""#;
    json_white_space: " \"a\" : 1 , \"b\" : { } " => "<a>1</a><b></b>", r#""a":1,"b":{}"#;
    nothing_in_xml: "" => "", "";
}

#[test]
fn a_root_may_be_a_text_and_any_node_a_root() {
    for (body, xml, json) in [
        ("<error>530 : no</error>", "<error>530 : no</error>", r#"{"error":"530 : no"}"#),
        (r#"{"error":"530 : no"}"#, "<error>530 : no</error>", r#"{"error":"530 : no"}"#),
        (r#"{"a":1}"#, "<a>1</a>", r#"{"a":1}"#),
        (r#"{"a":""}"#, "<a></a>", r#"{"a":{}}"#),
        ("<a/>", "<a></a>", r#"{"a":{}}"#),
    ] {
        assert_eq!(converted(body, Xml), Ok(format!("{DECLARATION}{xml}")), "{body}");
        assert_eq!(converted(body, Json).as_deref(), Ok(json), "{body}");
    }
    for body in [r#"{"r":{"x":0,"a":[{"b":1},{"c":2}]}}"#, "<r><x/><a><b>1</b></a><a><c>2</c></a></r>"] {
        let response = Response::parse(body.as_bytes()).unwrap();
        let nodes: Vec<String> = response
            .node()
            .all("a")
            .map(|node| {
                let mut out = String::new();
                node.write(&mut out, Xml).unwrap();
                out
            })
            .collect();
        assert_eq!(nodes, [format!("{DECLARATION}<a><b>1</b></a>"), format!("{DECLARATION}<a><c>2</c></a>")]);
    }
}

#[test]
fn a_text_has_no_members() {
    let rows = [
        (r#"{"l":{"id":["a"]}}"#, Err(WriteError::NoMembers)),
        (r#"{"l":{"id":1}}"#, Err(WriteError::NoMembers)),
        ("<l><id>a</id></l>", Err(WriteError::NoMembers)),
        (r#"{"l":{"id":""}}"#, Ok(())),
        (r#"{"l":{"id":{}}}"#, Ok(())),
        ("<l><id> \n</id></l>", Ok(())),
    ];
    for (body, expected) in rows {
        let id = Response::parse(body.as_bytes()).unwrap().node().child("id").unwrap();
        let mut out = String::new();
        let written = Answer::named("r", Json).write(&mut out, |writer| writer.members_of(&id));
        assert_eq!(written, expected, "{body}");
    }
}

#[test]
fn errors_are_those_of_the_writer() {
    for body in
        [r#"{"r":{"a b":1}}"#, r#"{"r":{"":1}}"#, r#"{"r":{"a":[{"1":[]},{"1":[2]}]}}"#, r#"{"a<":{}}"#]
    {
        assert_eq!(converted(body, Xml), Err(WriteError::Name), "{body}");
        assert!(converted(body, Json).is_ok(), "{body}");
    }
    let response = Response::parse(br#"{"r":{"a":[1,2],"b":{"c":"x"}}}"#).unwrap();
    for syntax in [Xml, Json] {
        let mut whole = String::new();
        response.node().write(&mut whole, syntax).unwrap();
        for room in (0..whole.len()).sample(7) {
            let mut buf = vec![0; room];
            let written = response.node().write(&mut Fixed::new(&mut buf), syntax);
            assert_eq!(written, Err(WriteError::Sink), "{room}");
        }
    }
}

/// What a body means, a node a line.
fn lines(body: &str) -> String {
    lines::of_reader(Reader::new(body.as_bytes()).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn what_is_converted_reads_to_the_same_events(members in tree::root(tree::any_text())) {
        for from in [Xml, Json] {
            let body = written(from, "r", &members);
            for to in [Xml, Json] {
                let there = converted(&body, to).unwrap();
                prop_assert_eq!(lines(&there), lines(&body), "{}", there);
                let back = converted(&there, from).unwrap();
                prop_assert_eq!(lines(&back), lines(&body), "{}", back);
            }
        }
    }

    #[test]
    fn xml_is_written_as_it_is_by_hand(members in tree::root(tree::any_text())) {
        let xml = written(Xml, "r", &members);
        prop_assert_eq!(&converted(&xml, Xml).unwrap(), &xml);
        prop_assert_eq!(&converted(&written(Json, "r", &members), Xml).unwrap(), &xml);
    }
}

/// The report of one job of a list, kept when the list is gone.
#[test]
fn a_report_of_a_list_is_read_again() {
    for body in [
        "<listasyncjobsresponse><asyncjobs><jobid>7</jobid><jobstatus>1</jobstatus><jobresult><vm><id>450</id></vm>\
         </jobresult></asyncjobs></listasyncjobsresponse>",
        r#"{"listasyncjobsresponse":{"asyncjobs":[{"jobid":"7","jobstatus":1,"jobresult":{"vm":{"id":450}}}]}}"#,
    ] {
        let job = Response::parse(body.as_bytes()).unwrap().jobs().unwrap().next().unwrap();
        for syntax in [Xml, Json] {
            let mut kept = String::new();
            job.node().write(&mut kept, syntax).unwrap();
            let again = Response::parse(kept.as_bytes()).unwrap().job().unwrap();
            assert_eq!(again.job_id(), job.job_id());
            let JobState::Succeeded(JobResult::Object(machine)) = again.state() else { panic!("{kept}") };
            assert_eq!(machine.text_of("id").unwrap(), "450");
        }
    }
}
