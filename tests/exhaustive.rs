//! All of what is finite: every character through every escape and back, every escape that there is, every
//! character in a name, and the server's own table of what a value of a query is escaped to.
//!
//! Without optimisation that would take minutes. Then most tests take only every 257th of the characters beyond the
//! first plane, which are all alike to an escape, and one is ignored. `ci/exhaustive` leaves nothing out.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use core::fmt::Write as _;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use cloudstack_codec::answer::{Answer, WriteError};
use cloudstack_codec::{Command, CommandErrorKind, ErrorKind, Query, Response, Syntax};

/// How many characters stand in one body.
const CHUNK: usize = 512;

/// All characters that pass, in vectors of [`CHUNK`].
fn chunks(pass: impl Fn(char) -> bool) -> Vec<Vec<char>> {
    let step = if cfg!(debug_assertions) { 257 } else { 1 };
    let chars = ('\0'..='\u{FFFF}').chain(('\u{10000}'..=char::MAX).step_by(step));
    let all: Vec<_> = chars.filter(|&c| pass(c)).collect();
    all.chunks(CHUNK).map(<[char]>::to_vec).collect()
}

/// The children of the root hold these characters, one each, and no others.
#[track_caller]
fn hold(response: Response<'_>, chars: &[char]) {
    let mut children = response.node().children();
    for &c in chars {
        let text = children.next().expect("a child less").text().expect("an empty child");
        assert!(text.chars().eq([c]), "{c:?} reads as {text:?}");
        assert_eq!(text.decode_into(&mut [0; 12]), Ok(c.encode_utf8(&mut [0; 4]) as &str));
    }
    assert!(children.next().is_none());
}

/// `Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]`   XML 1.0 \[2\]
fn is_xml_char(c: char) -> bool {
    matches!(u32::from(c), 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x10000..=0x10FFFF)
}

fn written(syntax: Syntax, chars: &[char]) -> String {
    let mut body = String::new();
    let list = Answer::named("r", syntax)
        .write(&mut body, |w| w.list("a", |list| chars.iter().try_for_each(|c| list.text(c))));
    assert_eq!(list, Ok(()));
    body
}

mod xml {
    use super::*;

    #[test]
    fn every_character_written() {
        for chars in chunks(is_xml_char) {
            let body = written(Syntax::Xml, &chars);
            hold(Response::parse_strict(body.as_bytes()).unwrap(), &chars);
            let document = roxmltree::Document::parse(&body).unwrap();
            let theirs = document.root_element().children().map(|node| node.text().unwrap());
            assert!(theirs.eq(chars.iter().map(char::to_string)), "{body}");
        }
    }

    /// XML has no way to say them; the server sends them all the same.
    #[test]
    fn characters_that_are_none() {
        let [chars] = &chunks(|c| !is_xml_char(c))[..] else { panic!("more than a few") };
        assert_eq!(chars.len(), 31);
        hold(Response::parse(written(Syntax::Xml, chars).as_bytes()).unwrap(), chars);
        for c in chars {
            let body = format!("<a>{c}</a>");
            let error = Response::parse_strict(body.as_bytes()).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (ErrorKind::ControlCharacter(body.as_bytes()[3]), 3));
        }
    }

    /// A form in which every character of XML can stand between tags.
    fn each_as(form: impl Fn(&mut String, char)) {
        for chars in chunks(is_xml_char) {
            let mut body = String::from("<r>");
            for &c in &chars {
                body += "<a>";
                form(&mut body, c);
                body += "</a>";
            }
            body += "</r>";
            hold(Response::parse(body.as_bytes()).unwrap(), &chars);
            hold(Response::parse_strict(body.as_bytes()).unwrap(), &chars);
        }
    }

    #[test]
    fn every_reference_in_hex() {
        each_as(|body, c| write!(body, "&#x{:x};", u32::from(c)).unwrap());
        each_as(|body, c| write!(body, "&#x{:08X};", u32::from(c)).unwrap());
    }

    #[test]
    fn every_reference_in_decimal() {
        each_as(|body, c| write!(body, "&#{};", u32::from(c)).unwrap());
        each_as(|body, c| write!(body, "&#{:09};", u32::from(c)).unwrap());
    }

    #[test]
    fn every_character_as_it_stands() {
        each_as(|body, c| match c {
            // What must not stand as it is, and the line end that reads as another.
            '&' | '<' | '\r' => write!(body, "&#{};", u32::from(c)).unwrap(),
            _ => body.push(c),
        });
    }

    #[test]
    fn every_character_in_a_section() {
        each_as(|body, c| match c {
            '\r' => *body += "<![CDATA[]]>&#13;<![CDATA[]]>",
            _ => write!(body, "<![CDATA[{c}]]>").unwrap(),
        });
    }

    #[test]
    fn every_reference_in_an_attribute() {
        for chars in chunks(is_xml_char) {
            let mut body = String::from("<r>");
            chars.iter().for_each(|&c| write!(body, "<a b='&#x{:X};'/>", u32::from(c)).unwrap());
            body += "</r>";
            let response = Response::parse_strict(body.as_bytes()).unwrap();
            let values = response.node().children().map(|node| node.attribute("b").unwrap());
            values.zip(&chars).for_each(|(value, &c)| assert!(value.chars().eq([c]), "{c:?}: {value:?}"));
        }
    }

    /// Surrogates, and what lies beyond the last character.
    #[test]
    fn every_reference_to_no_character() {
        for code in 0..0x0012_0000 {
            if char::from_u32(code).is_none_or(|c| !is_xml_char(c)) {
                for body in [format!("<a>&#x{code:x};</a>"), format!("<a>&#{code};</a>")] {
                    for error in [Response::parse(body.as_bytes()), Response::parse_strict(body.as_bytes())] {
                        let error = error.unwrap_err();
                        assert_eq!((error.kind(), error.offset()), (ErrorKind::Reference, 3), "{body}");
                    }
                }
            }
        }
    }

    /// `NameStartChar`   XML 1.0 \[4\], as it is written there
    const START: &str = r#"":" | [A-Z] | "_" | [a-z] | [#xC0-#xD6] | [#xD8-#xF6] | [#xF8-#x2FF] | [#x370-#x37D] |
        [#x37F-#x1FFF] | [#x200C-#x200D] | [#x2070-#x218F] | [#x2C00-#x2FEF] | [#x3001-#xD7FF] | [#xF900-#xFDCF] |
        [#xFDF0-#xFFFD] | [#x10000-#xEFFFF]"#;

    /// What `NameChar` has beyond `NameStartChar`   XML 1.0 \[4a\], as it is written there
    const LATER: &str = r##""-" | "." | [0-9] | #xB7 | [#x0300-#x036F] | [#x203F-#x2040]"##;

    /// The first and the last character of each alternative.
    fn ranges(grammar: &str) -> Vec<(char, char)> {
        let char = |text: &str| match text.strip_prefix("#x") {
            Some(hex) => char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap(),
            None => text.parse().unwrap(),
        };
        let range = |alternative: &str| {
            let alternative = alternative.trim_matches(|c: char| c.is_ascii_whitespace());
            if let Some(quoted) = alternative.strip_prefix('"') {
                let c = char(quoted.trim_end_matches('"'));
                return (c, c);
            }
            let (first, last) = alternative.split_once('-').unwrap_or((alternative, alternative));
            (char(first.trim_start_matches('[')), char(last.trim_end_matches(']')))
        };
        grammar.split('|').map(range).collect()
    }

    #[test]
    fn every_character_in_a_name() {
        let (start, later) = (ranges(START), ranges(LATER));
        let is_in =
            |ranges: &[(char, char)], c| ranges.iter().any(|&(first, last)| (first..=last).contains(&c));
        let reads = |body: &str| Response::parse(body.as_bytes()).is_ok();
        let mut out = String::new();
        let mut writes = |name: &str| {
            out.clear();
            let written = Answer::named(name, Syntax::Xml).write(&mut out, |_| Ok(()));
            assert!(matches!(written, Ok(()) | Err(WriteError::Name)), "{name}: {written:?}");
            written.is_ok()
        };
        for c in '\0'..=char::MAX {
            let (first, name) = (c.to_string(), format!("a{c}b"));
            let is_start = is_in(&start, c);
            assert_eq!(reads(&format!("<{c}/>")), is_start, "{c:?}");
            assert_eq!(writes(&first), is_start, "{c:?}");
            let is_later = is_start || is_in(&later, c);
            assert_eq!(reads(&format!("<{name}></{name}>")), is_later, "a{c:?}b");
            assert_eq!(writes(&name), is_later, "a{c:?}b");
        }
    }
}

mod json {
    use super::*;

    fn theirs(body: &str) -> Vec<String> {
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        value["r"]["a"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn every_character_written() {
        for chars in chunks(|_| true) {
            let body = written(Syntax::Json, &chars);
            hold(Response::parse_strict(body.as_bytes()).unwrap(), &chars);
            assert!(theirs(&body).into_iter().eq(chars.iter().map(char::to_string)), "{body}");
        }
    }

    #[test]
    fn every_character_in_a_name() {
        for chars in chunks(|_| true) {
            let mut body = String::new();
            let answer = Answer::named("r", Syntax::Json);
            answer.write(&mut body, |w| chars.iter().try_for_each(|c| w.bool(&c.to_string(), true))).unwrap();
            let response = Response::parse_strict(body.as_bytes()).unwrap();
            assert_eq!(response.node().children().count(), chars.len());
            let names = response.node().children().map(|node| node.name());
            names.zip(&chars).for_each(|(name, &c)| assert!(name.chars().eq([c]), "{c:?}: {name:?}"));
        }
    }

    /// A form in which these characters can stand between quotes.
    fn each_as(pass: impl Fn(char) -> bool, form: impl Fn(&mut String, char)) {
        for chars in chunks(pass) {
            let mut body = String::from(r#"{"r":{"a":["#);
            for &c in &chars {
                body += "\"";
                form(&mut body, c);
                body += "\",";
            }
            body.truncate(body.len() - 1);
            body += "]}}";
            hold(Response::parse(body.as_bytes()).unwrap(), &chars);
            hold(Response::parse_strict(body.as_bytes()).unwrap(), &chars);
            assert!(theirs(&body).into_iter().eq(chars.iter().map(char::to_string)), "{body}");
        }
    }

    #[test]
    fn every_escape_by_number() {
        each_as(
            |_| true,
            |body, c| {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(body, "\\u{unit:04x}").unwrap());
            },
        );
        each_as(
            |_| true,
            |body, c| {
                c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| write!(body, "\\u{unit:04X}").unwrap());
            },
        );
    }

    #[test]
    fn every_character_as_it_stands() {
        each_as(|c| c >= ' ' && c != '"' && c != '\\', |body, c| body.push(c));
    }

    /// The server sends them raw.
    #[test]
    fn control_characters_as_they_stand() {
        for c in '\0'..' ' {
            let body = format!(r#"{{"r":{{"a":"{c}"}}}}"#);
            hold(Response::parse(body.as_bytes()).unwrap(), &[c]);
            let kind = Response::parse_strict(body.as_bytes()).map_err(|error| error.kind()).err();
            assert_eq!(kind, u8::try_from(c).ok().map(ErrorKind::ControlCharacter));
        }
    }

    #[test]
    fn every_byte_after_a_backslash() {
        for byte in 0..0x80_u8 {
            let c = char::from(byte);
            let body = format!("{{\"r\":{{\"a\":\"x\\{c}y\"}}}}");
            let decoded = match c {
                '"' | '\\' | '/' => Some(c),
                'b' => Some('\u{8}'),
                'f' => Some('\u{c}'),
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                _ => None,
            };
            // What is no escape stands for itself; `\"` does not end the string.
            let want = decoded.map_or_else(|| format!("x\\{c}y"), |decoded| format!("x{decoded}y"));
            let response = Response::parse(body.as_bytes()).unwrap();
            assert_eq!(response.node().child("a").unwrap().text().unwrap(), &*want);
            assert_eq!(Response::parse_strict(body.as_bytes()).is_ok(), decoded.is_some(), "{c:?}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&body).is_ok(), decoded.is_some(), "{c:?}");
        }
    }

    #[test]
    fn every_lone_surrogate() {
        for unit in 0xD800..0xE000 {
            for after in ["", "x", "\\n", "\\u0041", "\\ud800"] {
                let body = format!(r#"{{"r":{{"a":"\u{unit:x}{after}"}}}}"#);
                let response = Response::parse(body.as_bytes()).unwrap();
                let text = response.node().child("a").unwrap().text().unwrap();
                assert_eq!(text.chars().next(), Some(char::REPLACEMENT_CHARACTER), "{body}");
                let error = Response::parse_strict(body.as_bytes()).unwrap_err();
                assert_eq!((error.kind(), error.offset()), (ErrorKind::Escape, 11), "{body}");
                assert!(serde_json::from_str::<serde_json::Value>(&body).is_err());
            }
        }
    }
}

mod query {
    use super::*;

    /// What the server refuses in any value: `ApiServer.CONTROL_CHARACTERS`.
    fn is_refused(c: char) -> bool {
        matches!(u32::from(c), 0x00..=0x09 | 0x0B | 0x0C | 0x0E..=0x1F | 0x7F)
    }

    /// What `URLEncoder` makes of the printable characters of ASCII, with `%20` for a space as the server has it.
    const ESCAPES: &str = "%20 %21 %22 %23 %24 %25 %26 %27 %28 %29 * %2B %2C - . %2F 0 1 2 3 4 5 6 7 8 9 \
        %3A %3B %3C %3D %3E %3F %40 A B C D E F G H I J K L M N O P Q R S T U V W X Y Z \
        %5B %5C %5D %5E _ %60 a b c d e f g h i j k l m n o p q r s t u v w x y z %7B %7C %7D %7E";

    #[test]
    fn every_printable_character_as_the_server_escapes_it() {
        let printable = ' '..='~';
        assert_eq!(ESCAPES.split(' ').count(), printable.clone().count());
        for (c, escaped) in printable.zip(ESCAPES.split(' ')) {
            let query = Command::new(String::new(), "c").param("a", &*c.to_string()).finish().unwrap();
            assert_eq!(query, format!("command=c&a={escaped}"));
            // Whatever its form on the wire, the signature is made of the server's.
            for wire in
                [escaped.to_owned(), format!("%{:02x}", u32::from(c)), format!("%{:02X}", u32::from(c))]
            {
                let signed =
                    Query::parse(&format!("a={wire}")).unwrap().string_to_sign().unwrap().to_string();
                assert_eq!(signed, format!("a={}", escaped.to_ascii_lowercase()), "{wire}");
            }
        }
    }

    #[test]
    fn every_character_built() {
        let printable: Vec<_> = ESCAPES.split(' ').collect();
        for chars in chunks(|c| !is_refused(c)) {
            let value = String::from_iter(&chars);
            let query = Command::new(String::new(), "c").param("a", &*value).finish().unwrap();
            let query = Query::parse(&query).unwrap();
            assert_eq!(query.get("a").unwrap(), &*value);

            let wire: String = value
                .bytes()
                .map(|byte| match printable.get(usize::from(byte.wrapping_sub(b' '))) {
                    Some(escaped) => (*escaped).to_owned(),
                    None => format!("%{byte:02X}"),
                })
                .collect();
            assert_eq!(query.as_str(), format!("command=c&a={wire}"));
            let signed = query.string_to_sign().unwrap().to_string();
            assert_eq!(signed, format!("a={wire}&command=c").to_ascii_lowercase());
        }
    }

    #[test]
    fn every_character_that_no_value_has() {
        for c in ('\0'..=char::MAX).filter(|&c| is_refused(c)) {
            let error = Command::new(String::new(), "c").param("a", &*format!("x{c}y")).finish().unwrap_err();
            assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::Value, 1), "{c:?}");
        }
    }

    #[test]
    fn every_character_escaped_by_hand() {
        for chars in chunks(|_| true) {
            let value = String::from_iter(&chars);
            let (mut lower, mut upper) = (String::from("a="), String::from("a="));
            for byte in value.bytes() {
                write!(lower, "%{byte:02x}").unwrap();
                write!(upper, "%{byte:02X}").unwrap();
            }
            for query in [lower, upper] {
                assert_eq!(Query::parse(&query).unwrap().get("a").unwrap(), &*value);
            }
        }
    }

    #[test]
    fn every_character_as_it_stands() {
        for chars in chunks(|c| !matches!(c, '\0'..' ' | '\x7f' | '%' | '&' | '+')) {
            let value = String::from_iter(&chars);
            assert_eq!(Query::parse(&format!("a={value}")).unwrap().get("a").unwrap(), &*value);
        }
        for c in ('\0'..' ').chain(['\x7f']) {
            let error = Query::parse(&format!("a={c}")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ControlCharacter(u8::try_from(c).unwrap()));
        }
    }

    /// Decodes as the standard library does, U+FFFD for each maximal part of what is no UTF-8.
    fn decodes(bytes: &[u8]) {
        let mut query = String::from("a=");
        bytes.iter().for_each(|byte| write!(query, "%{byte:02X}").unwrap());
        let value = Query::parse(&query).unwrap().get("a").unwrap();
        assert_eq!(value, &*String::from_utf8_lossy(bytes), "{query}");
    }

    #[test]
    fn addresses_are_written_as_they_display() {
        let octets = [0, 1, 9, 10, 99, 100, 255].map(|octet| Ipv4Addr::new(octet, 255 - octet, 0, octet));
        let zeros = (0..=u8::MAX).map(|bits| {
            Ipv6Addr::from(core::array::from_fn::<u16, 8, _>(
                |i| if bits >> i & 1 == 0 { 0 } else { 0xA0 << i },
            ))
        });
        let mapped = octets.map(|address| address.to_ipv6_mapped());
        for address in zeros.chain(mapped).map(IpAddr::V6).chain(octets.map(IpAddr::V4)) {
            let query = Command::new(String::new(), "c").param("a", address).finish().unwrap();
            assert_eq!(Query::parse(&query).unwrap().get("a").unwrap(), &*address.to_string());
        }
    }

    #[test]
    fn every_two_bytes() {
        for first in 0..=u8::MAX {
            decodes(&[first]);
            (0..=u8::MAX).for_each(|second| decodes(&[first, second]));
        }
    }

    #[test]
    #[ignore = "half a minute with optimisation"]
    fn every_three_bytes() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                (0..=u8::MAX).for_each(|third| decodes(&[first, second, third]));
            }
        }
    }
}
