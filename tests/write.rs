//! What is written, byte by byte, and that others read it back.

use core::fmt::{self, Write as _};

use cloudstack_codec::Fixed;
use cloudstack_codec::Syntax::{self, Json, Xml};
use cloudstack_codec::answer::{Answer, WriteError, Writer};
use proptest::prelude::*;

mod common {
    #[expect(clippy::unwrap_used, reason = "a test that panics has failed")]
    pub(crate) mod tree;
}
use common::tree::{self, Member, Members, Tree};

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

fn written(
    syntax: Syntax,
    root: &str,
    members: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
) -> Result<String, WriteError> {
    let mut out = String::new();
    Answer::named(root, syntax).write(&mut out, members)?;
    Ok(out)
}

/// One row, one test: what the verbs write inside of a root `r`.
macro_rules! writes {
    ($($name:ident: $members:expr => $xml:expr, $json:expr;)*) => {$(
        #[test]
        fn $name() {
            let xml = format!("{DECLARATION}<r>{}</r>", $xml);
            assert_eq!(written(Xml, "r", $members).as_deref(), Ok(xml.as_str()));
            let json = format!(r#"{{"r":{{{}}}}}"#, $json);
            assert_eq!(written(Json, "r", $members).as_deref(), Ok(json.as_str()));
        }
    )*};
}

writes! {
    nothing: |_| Ok(()) => "", "";
    empty_text: |w| w.text("a", "") => "<a></a>", r#""a":"""#;
    empty_object: |w| w.object("a", |_| Ok(())) => "<a></a>", r#""a":{}"#;
    empty_list: |w| w.list("a", |_| Ok(())) => "", r#""a":[]"#;
    numbers: |w| {
        w.number("a", i64::MIN)?;
        w.number("b", u64::MAX)?;
        w.number("c", 0_u8)
    } => "<a>-9223372036854775808</a><b>18446744073709551615</b><c>0</c>",
        r#""a":-9223372036854775808,"b":18446744073709551615,"c":0"#;
    bools: |w| {
        w.bool("a", true)?;
        w.bool("b", false)
    } => "<a>true</a><b>false</b>", r#""a":true,"b":false"#;
    displayed_text: |w| w.text("a", format_args!("{}<{:?}", 1, "x"))
        => "<a>1&lt;&quot;x&quot;</a>", r#""a":"1<\"x\"""#;
    list_of_scalars: |w| w.list("a", |w| {
        w.text("x")?;
        w.number(-1)?;
        w.bool(true)?;
        w.text("")
    }) => "<a>x</a><a>-1</a><a>true</a><a></a>", r#""a":["x",-1,true,""]"#;
    list_of_objects: |w| w.list("a", |w| {
        w.object(|w| w.text("b", "x"))?;
        w.object(|_| Ok(()))
    }) => "<a><b>x</b></a><a></a>", r#""a":[{"b":"x"},{}]"#;
    commas_after_what_was_nested: |w| {
        w.object("a", |w| w.list("b", |w| w.object(|_| Ok(()))))?;
        w.list("c", |_| Ok(()))?;
        w.object("d", |w| {
            w.object("e", |_| Ok(()))?;
            w.text("f", "x")
        })?;
        w.text("g", "y")
    } => "<a><b></b></a><d><e></e><f>x</f></d><g>y</g>",
        r#""a":{"b":[{}]},"c":[],"d":{"e":{},"f":"x"},"g":"y""#;
    special_characters: |w| w.text("a", r#"'"<&>\/"#)
        => r"<a>&apos;&quot;&lt;&amp;&gt;\/</a>", r#""a":"'\"<&>\\/""#;
    what_looks_escaped: |w| w.text("a", r"&amp;\u0041\n]]>")
        => r"<a>&amp;amp;\u0041\n]]&gt;</a>", r#""a":"&amp;\\u0041\\n]]>""#;
    line_ends: |w| w.text("a", "1\r\n2\r3\n\t") => "<a>1&#13;\n2&#13;3\n\t</a>", r#""a":"1\r\n2\r3\n\t""#;
    control_characters: |w| w.text("a", "\0\u{7}\u{8}\u{b}\u{c}\u{1f}\u{7f}")
        => "<a>\0\u{7}\u{8}\u{b}\u{c}\u{1f}\u{7f}</a>", "\"a\":\"\\u0000\\u0007\\b\\u000b\\f\\u001f\u{7f}\"";
    other_scripts: |w| w.text("größe", "é日本😀\u{2028}\u{FFFE}")
        => "<größe>é日本😀\u{2028}\u{FFFE}</größe>", "\"größe\":\"é日本😀\u{2028}\u{FFFE}\"";
}

type Verb = fn(&mut Writer<'_>, &str) -> Result<(), WriteError>;

#[test]
fn xml_refuses_what_is_no_name_and_json_escapes_it() {
    for name in [
        "", " ", "a b", "1", "-a", ".a", "a<", "a>", "a&b", "a/", "a=", "\u{B7}a", "a\u{D7}", "×", "a\0",
        "\u{37E}",
    ] {
        let verbs: [Verb; 6] = [
            |w, name| w.text(name, "x"),
            |w, name| w.number(name, 1),
            |w, name| w.bool(name, true),
            |w, name| w.object(name, |_| Ok(())),
            |w, name| w.list(name, |_| Ok(())),
            |w, name| w.object("a", |w| w.list(name, |w| w.text("x"))),
        ];
        for (i, verb) in verbs.into_iter().enumerate() {
            assert_eq!(written(Xml, "r", |w| verb(w, name)), Err(WriteError::Name), "{name:?}, verb {i}");
            let json = written(Json, "r", |w| verb(w, name)).unwrap();
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert!(i == 5 || value["r"].get(name).is_some(), "{json}");
        }
        assert_eq!(written(Xml, name, |_| Ok(())), Err(WriteError::Name), "{name:?}");
        assert!(written(Json, name, |_| Ok(())).is_ok(), "{name:?}");
    }
    for name in ["a", "_", "a:b", "a-1.2", "é", "日本", "😀a", "a\u{B7}\u{300}"] {
        assert!(written(Xml, name, |w| w.text(name, "")).is_ok(), "{name:?}");
    }
}

#[test]
fn every_sink_that_is_too_small_is_an_error() {
    struct Small {
        held: String,
        room: usize,
    }
    impl fmt::Write for Small {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            if self.held.len() + text.len() > self.room {
                return Err(fmt::Error);
            }
            self.held.push_str(text);
            Ok(())
        }
    }
    let members = |w: &mut Writer<'_>| {
        w.list("a", |w| w.object(|w| w.text("b", "\"<\r\0")))?;
        w.number("c", 12)?;
        w.bool("d", true)
    };
    for syntax in [Xml, Json] {
        let answer = Answer::to("x", syntax).version("4");
        let mut whole = String::new();
        answer.write(&mut whole, members).unwrap();
        for room in 0..whole.len() {
            let mut out = Small { held: String::new(), room };
            assert_eq!(answer.write(&mut out, members), Err(WriteError::Sink), "{room}");
            assert!(whole.starts_with(&out.held), "{}", out.held);
        }
        let mut out = Small { held: String::new(), room: whole.len() };
        assert_eq!(answer.write(&mut out, members), Ok(()));
        let mut out = heapless::String::<16>::new();
        assert_eq!(answer.write(&mut out, members), Err(WriteError::Sink));
    }
}

#[test]
fn errors_come_through_closures() {
    struct Broken;
    impl fmt::Display for Broken {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }
    assert_eq!(written(Json, "r", |w| w.object("a", |w| w.text("b", Broken))), Err(WriteError::Sink));
    assert_eq!(written(Json, "r", |w| w.list("a", |_| Err(WriteError::Name))), Err(WriteError::Name));
}

/// Whoever goes on after an error does not get a document that lacks something.
#[test]
fn an_error_that_is_ignored_is_kept() {
    /// Words, whatever the sink says.
    struct Deaf;
    impl fmt::Display for Deaf {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let _ = f.write_str("a word that is long");
            let _ = f.write_str("and");
            Ok(())
        }
    }
    type Members = fn(&mut Writer<'_>) -> Result<(), WriteError>;
    let rows: [(&str, Members, WriteError); 6] = [
        ("object", |w| w.object("a", |_| Err(WriteError::Custom)), WriteError::Custom),
        ("list", |w| w.list("a", |w| w.number(1).and(Err(WriteError::Key))), WriteError::Key),
        (
            "object in a list",
            |w| w.list("a", |w| w.object(|_| Err(WriteError::Type)).or(Ok(()))),
            WriteError::Type,
        ),
        (
            "list in an object",
            |w| w.object("a", |w| w.list("b", |_| Err(WriteError::Key)).or(Ok(()))),
            WriteError::Key,
        ),
        ("long text", |w| w.text("a", "a text that is longer than its sink has room"), WriteError::Sink),
        ("deaf text", |w| w.text("a", Deaf), WriteError::Sink),
    ];
    for (syntax, room) in [(Xml, DECLARATION.len() + 16), (Json, 16)] {
        for (name, members, error) in rows {
            let (mut buf, mut later) = (vec![0; room], Ok(()));
            let done = Answer::named("r", syntax).write(&mut Fixed::new(&mut buf), |w| {
                let _ = members(w);
                later = w.number("b", 2);
                Ok(())
            });
            assert_eq!((later, done), (Err(error), Err(error)), "{name}, {syntax}");
        }
    }
    let named = |syntax| {
        written(syntax, "r", |w| {
            let _ = w.text("a b", "");
            w.text("c", "")
        })
    };
    assert_eq!(named(Xml), Err(WriteError::Name));
    assert_eq!(named(Json).as_deref(), Ok(r#"{"r":{"a b":"","c":""}}"#));
}

#[test]
fn a_text_may_come_in_pieces() {
    struct Chars<'a>(&'a str);
    impl fmt::Display for Chars<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.chars().try_for_each(|c| f.write_char(c))
        }
    }
    let text = "a<\"é\r\n\0\\";
    for syntax in [Xml, Json] {
        assert_eq!(
            written(syntax, "r", |w| w.text("a", Chars(text))),
            written(syntax, "r", |w| w.text("a", text))
        );
    }
}

/// The members as `serde_json` sees them.
fn json(members: &Members) -> serde_json::Value {
    fn value(tree: &Tree) -> serde_json::Value {
        match tree {
            Tree::Text(text) => text.as_str().into(),
            Tree::Number(number) => (*number).into(),
            Tree::Bool(value) => (*value).into(),
            Tree::Object(members) => json(members),
        }
    }
    let member = |(name, member): &(String, Member)| match member {
        Member::One(tree) => (name.clone(), value(tree)),
        Member::List(list) => (name.clone(), list.iter().map(value).collect()),
    };
    serde_json::Value::Object(members.iter().map(member).collect())
}

/// Asserts that an element has the members, in order, and nothing else.
fn assert_xml(element: roxmltree::Node<'_, '_>, members: &Members) {
    assert_eq!(element.children().count(), tree::runs(members).count());
    for (child, (name, tree)) in element.children().zip(tree::runs(members)) {
        assert_eq!(child.tag_name().name(), name);
        match tree {
            Tree::Text(text) => assert_eq!(child.text().unwrap_or_default(), text),
            Tree::Number(number) => assert_eq!(child.text(), Some(&*number.to_string())),
            Tree::Bool(value) => assert_eq!(child.text(), Some(&*value.to_string())),
            Tree::Object(members) => assert_xml(child, members),
        }
    }
}

proptest! {
    #[test]
    fn serde_json_reads_back_what_was_written(members in tree::root(tree::any_text())) {
        let body = tree::written(Json, "r", &members);
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(&read["r"], &json(&members));
    }

    #[test]
    fn roxmltree_reads_back_what_was_written(members in tree::root(tree::xml_text())) {
        let body = tree::written(Xml, "r", &members);
        let read = roxmltree::Document::parse(&body).unwrap();
        assert_xml(read.root_element(), &members);
    }
}
