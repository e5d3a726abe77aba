//! Queries read and commands written: rows of both, the two against each other, and requests by method.

#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use core::fmt::Write as _;
use core::iter;
use core::net::Ipv6Addr;
use std::collections::HashMap;
use std::sync::LazyLock;

use cloudstack_codec::{
    BadSyntax, Command, CommandErrorKind, Endpoint, EndpointErrorKind, ErrorKind, Fixed, JobId, MAX_HEAD,
    MAX_PARAMETERS, Method, Query, Syntax, Text,
};
use proptest::prelude::*;
use proptest::sample::Index;

mod common {
    pub(crate) mod sample;
}
use common::sample::Sample as _;

/// Decoded parameters, in order.
fn params(query: Query<'_>) -> Vec<(String, String)> {
    query.params().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn begin(command: &str) -> Command<String> {
    Command::new(String::new(), command)
}

#[test]
fn queries() {
    for (raw, want) in [
        ("", &[][..]),
        ("&&", &[]),
        ("command=listZones", &[("command", "listZones")]),
        ("a&b=&&=c&=", &[("a", ""), ("b", ""), ("", "c"), ("", "")]),
        ("a=b=c&a=d", &[("a", "b=c"), ("a", "d")]),
        ("a;b=c;d", &[("a;b", "c;d")]),
        ("a+b=c+d%20e%2Bf", &[("a b", "c d e+f")]),
        ("tags%5b0%5D.key=R%26D&tags[0].value=%3d", &[("tags[0].key", "R&D"), ("tags[0].value", "=")]),
        ("a=%C3%A9é%F0%9F%98%80", &[("a", "éé😀")]),
        ("a=%FF%e2%98&b=%00", &[("a", "\u{FFFD}\u{FFFD}"), ("b", "\0")]),
        ("a=x?y#z", &[("a", "x?y#z")]),
    ] {
        let want: Vec<(String, String)> = want.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        assert_eq!(params(Query::parse(raw).unwrap()), want, "{raw}");
        assert_eq!(Query::parse_bytes(raw.as_bytes()).unwrap().as_str(), raw);
        assert_eq!(params(Query::of_url(&format!("http://host/?{raw}")).unwrap()).len(), want.len(), "{raw}");
    }
}

#[test]
fn queries_refused() {
    for (raw, kind, offset) in [
        ("a=%", ErrorKind::Escape, 2),
        ("a=%4", ErrorKind::Escape, 2),
        ("a=%zz", ErrorKind::Escape, 2),
        ("a=b%u0041", ErrorKind::Escape, 3),
        ("%a%b=c", ErrorKind::Escape, 0),
        ("a=%4é", ErrorKind::Escape, 2),
        ("a=b\tc", ErrorKind::ControlCharacter(b'\t'), 3),
        ("a=b\r\n", ErrorKind::ControlCharacter(b'\r'), 3),
        ("a\x7F", ErrorKind::ControlCharacter(0x7F), 1),
    ] {
        // At any place, because long queries are checked in blocks.
        for before in (0..70).sample(23) {
            for after in ["", "&d=", "&d=and%20so+on,+and+on,+and+on,+and+on"] {
                let query = format!("{}{raw}{after}", "b".repeat(before));
                let error = Query::parse(&query).unwrap_err();
                assert_eq!((error.kind(), error.offset()), (kind, before + offset), "{query}");
            }
        }
        let url = format!("/client/api?{raw}#%");
        let error = Query::of_url(&url).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset + 12), "{url}");
    }
    for (raw, kind, offset) in [
        (&b"a=\xFF"[..], ErrorKind::NotUtf8, 2),
        (b"a=%41\xFF", ErrorKind::NotUtf8, 5),
        (b"a=%4\xFF", ErrorKind::Escape, 2),
        (b"a=\x07&b=%zz\xFF", ErrorKind::ControlCharacter(7), 2),
    ] {
        let error = Query::parse_bytes(raw).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{raw:?}");
    }
}

#[test]
fn lenient_queries() {
    let query = Query::parse_lenient("a=o%project&b=100%&c=%zz%41\t").unwrap_err();
    assert_eq!((query.kind(), query.offset()), (ErrorKind::ControlCharacter(b'\t'), 27));
    let query = Query::parse_lenient("a=o%project&b=100%&c=%zz%41").unwrap();
    let want = [("a", "o%project"), ("b", "100%"), ("c", "%zzA")];
    assert_eq!(params(query), want.map(|(name, value)| (name.to_string(), value.to_string())));
}

#[test]
fn queries_of_urls() {
    for (url, want) in [
        ("https://host:8443/client/api?a=b&c=d?e#f", "a=b&c=d?e"),
        ("/client/api?", ""),
        ("/client/api", ""),
        ("/client/api#a?b=c", ""),
        ("?a=b", "a=b"),
    ] {
        assert_eq!(Query::of_url(url).unwrap().as_str(), want, "{url}");
    }
}

#[test]
fn parameters_are_found_as_the_server_finds_them() {
    let query = Query::parse("a=1&A=2&a=3&apiKey=k&APIKEY=l&%61pikey=m&b&command=x").unwrap();
    assert_eq!(query.get_exact("a"), Some(Text::plain("3")));
    assert_eq!(query.get_exact("A"), Some(Text::plain("2")));
    assert_eq!(query.get_exact("c"), None);
    assert_eq!(query.get("A"), Some(Text::plain("3")));
    assert_eq!(query.get("B"), Some(Text::plain("")));
    let fields =
        Query::parse("Details[0].cpuNumber=1&details%5B0%5D.cpunumber=2&details[1].cpuNumber=3").unwrap();
    assert_eq!(fields.get("details[0].cpuNumber"), Some(Text::plain("1")));
    assert_eq!(fields.get("DETAILS[0].cpunumber"), Some(Text::plain("2")));
    assert_eq!(fields.get("details[0].CPUNUMBER"), None);
    assert_eq!(Query::parse("[a]=1").unwrap().get("[A]"), Some(Text::plain("1")));
    assert_eq!(query.get("ApiKey"), Some(Text::plain("m")));
    assert_eq!(query.get("signature"), None);
    assert_eq!(Query::parse("apikey=k&apiKey=l").unwrap().get("apiKey"), Some(Text::plain("k")));
    let escaped = Query::parse("ap%69key=n&b%70ikey=o").unwrap();
    assert_eq!((escaped.get("apiKey"), escaped.get("cpiKey")), (Some(Text::plain("n")), None));
    assert_eq!(query.command(), Some(Text::plain("x")));
    assert_eq!(Query::parse("Command=x").unwrap().command(), None);
    for (query, syntax) in [
        ("", Syntax::Xml),
        ("response=json", Syntax::Json),
        ("response=JSon", Syntax::Json),
        ("response=%6Ason", Syntax::Json),
        ("response=xml&response=json", Syntax::Json),
        ("response=json&response=xml", Syntax::Xml),
        ("response=json%20", Syntax::Xml),
        ("response", Syntax::Xml),
        ("Response=json", Syntax::Xml),
    ] {
        assert_eq!(Query::parse(query).unwrap().response(), syntax, "{query}");
    }
}

#[test]
fn a_query_is_two_words_and_shows_no_secret() {
    assert_eq!(size_of::<Query<'_>>(), 2 * size_of::<usize>());
    let endpoint = Endpoint::parse("http://h").unwrap();
    let shown = |query: &str| {
        let query = Query::parse(query).unwrap();
        format!("{query:?} {:?} {:?}", query.params(), endpoint.request(query))
    };
    for name in [
        "%70assword",
        "Password",
        "SAMLResponse",
        "accesskey",
        "apiKey",
        "authorization",
        "codefor2fa",
        "credentials",
        "details[0].ldap.bindpass",
        "ipsecpsk",
        "privatekey",
        "secret",
        "sessionkey",
        "signature",
        "tags[0].value",
        "token",
        "userdata",
    ] {
        let shown = shown(&format!("command=listZones&{name}=hunter2"));
        assert!(shown.contains("[secret]") && !shown.contains("hunter2"), "{shown}");
    }
    let shown =
        shown("command=login&username=admin&password=x&domain=&tags[0].key=a&name=x%22y&signatureversion=3");
    for seen in [
        r#""command": "login""#,
        r#""password": "[secret]""#,
        r#""domain": """#,
        r#""tags[0].key": "a""#,
        r#""name": "x\"y""#,
        r#""signatureversion": "3""#,
    ] {
        assert!(shown.contains(seen), "{shown}");
    }
}

/// The README and the docs name these numbers.
#[test]
fn limits() {
    use cloudstack_codec::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_EXPIRY, MAX_FORM, MAX_ID};
    assert_eq!((MAX_DEPTH, MAX_ATTRIBUTES, MAX_ID, MAX_PARAMETERS), (32, 32, 39, 128));
    assert_eq!((MAX_HEAD, MAX_FORM, MAX_EXPIRY), (8 << 10, 1 << 20, 900));
}

#[test]
fn commands() {
    let ip: core::net::IpAddr = "10.1.1.225".parse().unwrap();
    let nothing = "";
    let map = HashMap::from([("k", "v")]);
    let id = JobId::new("6679e6b9-4bf2-4d83-b9f0-235fc1609227").unwrap();
    for (command, want) in [
        (
            begin("c")
                .param("a", "Az09-_.*~ !\"'()[]é")
                .param("b", true)
                .param("c", -1_i64)
                .param("c2", i32::MIN)
                .option("c3", Some(&u32::MAX))
                .param("d", ip),
            "command=c&a=Az09-_.*%7E%20%21%22%27%28%29%5B%5D%C3%A9&b=true&c=-1&c2=-2147483648&c3=4294967295&d=10.1.1.225",
        ),
        (
            begin("c").param("a", format_args!("{}={}", 1, 2)).param("b", Text::plain("x")).param("c", id),
            "command=c&a=1%3D2&b=x&c=6679e6b9-4bf2-4d83-b9f0-235fc1609227",
        ),
        (begin("c").option("a", Some(1)).option("b", None::<&str>).param("d", ""), "command=c&a=1&d="),
        (begin("c").list("ids", [1, 2, 3]).list("none", [""; 0]), "command=c&ids=1%2C2%2C3"),
        // An item may come in pieces, some of them empty.
        (begin("c").list("a", [format_args!("{}{nothing}", 1)]), "command=c&a=1"),
        (
            begin("c").at("iptonetworklist", 0, "ip", ip).at("iptonetworklist", 65_535, "networkid", 2),
            "command=c&iptonetworklist%5B0%5D.ip=10.1.1.225&iptonetworklist%5B65535%5D.networkid=2",
        ),
        (
            begin("c").fields("details", 0, [("cpuNumber", 2), ("cpu.speed", 500)]),
            "command=c&details%5B0%5D.cpuNumber=2&details%5B0%5D.cpu.speed=500",
        ),
        (
            begin("c").entries("details", [("a", "b"), ("c", "d")]),
            "command=c&details%5B0%5D.a=b&details%5B1%5D.c=d",
        ),
        (
            begin("c").pairs("tags", [("env", "prod"), ("Größe", "1")]),
            "command=c&tags%5B0%5D.key=env&tags%5B0%5D.value=prod&tags%5B1%5D.key=Gr%C3%B6%C3%9Fe&tags%5B1%5D.value=1",
        ),
        // By reference too, from a map or not.
        (
            begin("c").fields("a", 7, &map).entries("b", &map).pairs("c", &map),
            "command=c&a%5B7%5D.k=v&b%5B0%5D.k=v&c%5B0%5D.key=k&c%5B0%5D.value=v",
        ),
        (
            begin("c").fields("a", 7, &vec![("k", 1)]).entries("b", &[("k", "v")]).pairs("c", [&("k", true)]),
            "command=c&a%5B7%5D.k=1&b%5B0%5D.k=v&c%5B0%5D.key=k&c%5B0%5D.value=true",
        ),
        (begin("c").param("details[007].a b", 1), "command=c&details%5B7%5D.a%20b=1"),
        // Fields of maps keep their case.
        (begin("c").fields("d", 0, [("a", 1), ("A", 2)]), "command=c&d%5B0%5D.a=1&d%5B0%5D.A=2"),
        (
            begin("c").response(Syntax::Json).custom_job_id(id),
            "command=c&response=json&customjobid=6679e6b9-4bf2-4d83-b9f0-235fc1609227",
        ),
        (begin("c").response(Syntax::Xml), "command=c&response=xml"),
        (
            begin("c").expires(1_893_553_445),
            "command=c&signatureVersion=3&expires=2030-01-02T03%3A04%3A05%2B0000",
        ),
        (begin("c").param("a*b", "x*y").param("a.b", "*"), "command=c&a*b=x*y&a.b=*"),
        // Of long names not only the ends are compared.
        (begin("c").param("abcdefgh ijklmnop", 1), "command=c&abcdefgh%20ijklmnop=1"),
        (begin("c").param("userdata", "a\r\nb"), "command=c&userdata=a%0D%0Ab"),
        (Command::new("http://host/?".to_string(), "c").param("a", 1), "http://host/?command=c&a=1"),
    ] {
        assert_eq!(command.finish().unwrap(), want);
    }
}

#[test]
fn numbers_are_written_as_they_display() {
    let some = [u32::MAX, 1 << 31, 1_000_000_000, 999_999_999, 90_909, 10_000, 9_999];
    for number in (0..=1100).chain(some).sample(47) {
        assert_eq!(begin("c").param("n", number).finish().unwrap(), format!("command=c&n={number}"));
        let number = i64::from(number);
        assert_eq!(begin("c").param("n", -number).finish().unwrap(), format!("command=c&n={}", -number));
    }
    for number in (i8::MIN..=i8::MAX).sample(51) {
        assert_eq!(begin("c").param("n", number).finish().unwrap(), format!("command=c&n={number}"));
    }
}

#[test]
fn commands_refused() {
    let many = (0..MAX_PARAMETERS).fold(begin("c"), |command, i| command.param(&format!("p{i}"), ""));
    for (command, kind, parameter) in [
        (begin("c").param("a", 1).param("b", 2).param("a", 3), CommandErrorKind::Duplicate, 3),
        (begin("c").param("zoneId", 1).param("zoneid", 2), CommandErrorKind::Duplicate, 2),
        (begin("c").param("Command", "d"), CommandErrorKind::Duplicate, 1),
        (begin("c").at("d", 0, "a", 1).at("D", 0, "a", 2), CommandErrorKind::Duplicate, 2),
        (begin("c").at("d", 0, "a", 1).param("d", 2), CommandErrorKind::Duplicate, 2),
        (begin("c").param("D", 2).at("d", 0, "a", 1), CommandErrorKind::Duplicate, 2),
        (begin("c").list("a", ["1", "2,3"]), CommandErrorKind::ListItem, 1),
        (begin("c").list("a", ["1", ""]), CommandErrorKind::ListItem, 1),
        (begin("c").param("", 1), CommandErrorKind::Name, 1),
        (begin("c").param("é", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a\n", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a=b", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a&b", 1), CommandErrorKind::Name, 1),
        (begin("c").param("abcdefgh&ijklmnop", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a]", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a[0]", 1), CommandErrorKind::Name, 1),
        (begin("c").param("[0].a", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a[x].b", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a[0].", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a[0].b[1].c", 1), CommandErrorKind::Name, 1),
        (begin("c").param("a.b[0].c", 1), CommandErrorKind::Name, 1),
        (begin("c").param("abcdefgh.ijklmnopq[0].c", 1), CommandErrorKind::Name, 1),
        (begin("c").at("abcdefgh.ijklmnopq", 0, "c", 1), CommandErrorKind::Name, 1),
        (begin("c").at("a[0]", 0, "b", 1), CommandErrorKind::Name, 1),
        (begin("c").param("SIGNATURE", "x"), CommandErrorKind::Name, 1),
        (begin("c").param("a", "x\ty"), CommandErrorKind::Value, 1),
        (begin("c").param("a", "a longer text\tand more"), CommandErrorKind::Value, 1),
        (begin("c").param("a", "a longer text\u{7f}and more"), CommandErrorKind::Value, 1),
        (begin("c").list("a", ["a longer item,and more"]), CommandErrorKind::ListItem, 1),
        (begin("c").param("a", 1).param("b", "\0").param("", 1), CommandErrorKind::Value, 2),
        (begin("c\u{7f}"), CommandErrorKind::Value, 0),
        (begin("").param("a", 1), CommandErrorKind::NoCommand, 0),
        (begin("c").expires(i64::MAX), CommandErrorKind::Time, 2),
        (many, CommandErrorKind::TooMany, MAX_PARAMETERS),
    ] {
        let shown = format!("{command:?}");
        let error = command.finish().unwrap_err();
        assert_eq!((error.kind(), error.parameter()), (kind, parameter), "{shown}");
    }
}

#[test]
fn a_command_is_written_on_from_one_beginning() {
    let all = begin("listZones").response(Syntax::Json);
    let pages = [1, 2].map(|page| all.clone().param("page", page).finish().unwrap());
    assert_eq!(pages, [1, 2].map(|page| format!("command=listZones&response=json&page={page}")));
    assert_eq!(all.clone().param("RESPONSE", 1).finish().unwrap_err().kind(), CommandErrorKind::Duplicate);
}

/// The most names that there may be, of which none clash, and for each of them one more that clashes.
#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn clashes_among_many_names() {
    let name = |i: usize| match i % 3 {
        0 => format!("name{i}"),
        1 => format!("map{}[{}].key", i / 9, i),
        _ => format!("some other~name {i}"),
    };
    let build = |count| (1..count).fold(begin("c"), |command, i| command.param(&name(i), i));
    let full = build(MAX_PARAMETERS).finish().unwrap();
    assert_eq!(Query::parse(&full).unwrap().params().count(), MAX_PARAMETERS);
    for i in 1..MAX_PARAMETERS - 1 {
        let clashing = match i % 9 {
            1 | 7 => name(i).replace("map", "MAP"),
            4 => format!("Map{}", i / 9),
            0 => format!("NAME{i}[0].x"),
            _ => name(i).to_uppercase(),
        };
        let error = build(MAX_PARAMETERS - 1).param(&clashing, "").finish().unwrap_err();
        let wanted = (CommandErrorKind::Duplicate, MAX_PARAMETERS - 1);
        assert_eq!((error.kind(), error.parameter()), wanted, "{clashing}");
    }
}

/// Names of all lengths that differ in one letter clash only if they differ in its case.
#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn clashes_of_letters() {
    for len in 1..=20 {
        let name: String = ('a'..='z').take(len).collect();
        for at in 0..len {
            for (letter, clashes) in [(name[at..=at].to_uppercase(), true), ("z".into(), false)] {
                let other = format!("{}{letter}{}", &name[..at], &name[at + 1..]);
                let plain = begin("x").param(&name, 1).param(&other, 2);
                let map = begin("x").at(&name, 0, "f", 1).param(&other, 2);
                let maps = begin("x").at(&name, 0, "f", 1).at(&other, 0, "f", 2);
                let error = Some((CommandErrorKind::Duplicate, 2)).filter(|_| clashes);
                for command in [plain, map, maps] {
                    let shown = format!("{command:?}");
                    let found = command.finish().err().map(|error| (error.kind(), error.parameter()));
                    assert_eq!(found, error, "{shown}");
                }
            }
        }
    }
}

/// Plain names among maps, and maps among plain names: duplicates are found whatever else there is.
#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn clashes_among_names_of_the_other_kind() {
    for i in 0..2400 {
        let others = if i < 2000 { 15 } else { MAX_PARAMETERS - 3 };
        let name = format!("n{i}");
        let maps = (0..others).fold(begin("c"), |command, k| command.at(&format!("map{k}"), 0, "key", k));
        let words = (0..others).fold(begin("c"), |command, k| command.param(&format!("word{k}"), k));
        for command in
            [maps.param(&name, 1).param(&name, 2), words.at(&name, 0, "key", 1).at(&name, 0, "key", 2)]
        {
            let error = command.finish().unwrap_err();
            assert_eq!(
                (error.kind(), error.parameter()),
                (CommandErrorKind::Duplicate, others + 2),
                "{name}"
            );
        }
    }
}

#[test]
fn a_buffer_too_small_is_an_error() {
    let want = "command=c&a=1%2C2";
    for size in 0..want.len() {
        let mut buf = vec![0; size];
        let error = Command::in_buf(&mut buf, "c").list("a", [1, 2]).finish().unwrap_err();
        assert_eq!(error.kind(), CommandErrorKind::NoRoom, "{size}");
    }
    let mut buf = vec![0; want.len()];
    assert_eq!(Command::in_buf(&mut buf, "c").list("a", [1, 2]).finish().map(Fixed::into_str), Ok(want));
}

#[test]
fn syntaxes_by_name() {
    for (name, want) in
        [("xml", Ok(Syntax::Xml)), ("Json", Ok(Syntax::Json)), ("yaml", Err(BadSyntax)), ("", Err(BadSyntax))]
    {
        assert_eq!(name.parse(), want, "{name}");
    }
}

/// Where there is no room for more, no more is asked for.
#[test]
fn what_has_no_end_fills_a_buffer() {
    let mut buf = [0; 64];
    let list = Command::in_buf(&mut buf, "c").list("a", iter::repeat(1)).finish().unwrap_err();
    let map = Command::in_buf(&mut buf, "c").fields("a", 0, iter::repeat(("b", 1))).finish().unwrap_err();
    let mut command = Command::in_buf(&mut buf, "c");
    command.extend(iter::repeat(("a", 1)));
    let params = command.finish().unwrap_err();
    assert_eq!([list.kind(), map.kind(), params.kind()], [CommandErrorKind::NoRoom; 3]);

    // Nor of what ends only after 65,536.
    let mut drawn = 0;
    let mut next = || {
        drawn += 1;
        ("b", 1)
    };
    let entries =
        Command::in_buf(&mut buf, "c").entries("a", iter::repeat_with(&mut next)).finish().unwrap_err();
    let pairs = Command::in_buf(&mut buf, "c").pairs("a", iter::repeat_with(&mut next)).finish().unwrap_err();
    assert_eq!([entries.kind(), pairs.kind()], [CommandErrorKind::NoRoom; 2]);
    assert!(drawn < 16, "{drawn}");
}

/// A sink whose text is not what was written to it.
#[test]
fn a_sink_that_shows_more_names_than_can_be_counted() {
    struct Odd(String);
    impl core::fmt::Write for Odd {
        fn write_str(&mut self, text: &str) -> core::fmt::Result {
            self.0.write_str(text)
        }
    }
    impl AsRef<str> for Odd {
        fn as_ref(&self) -> &str {
            if self.0.is_empty() { "" } else { &MANY }
        }
    }
    static MANY: LazyLock<String> = LazyLock::new(|| (0..700).map(|i| format!("p{i}=&")).collect());

    // Two of one name, so that duplicates are looked for.
    let written = Command::new(Odd(String::new()), "c").param("a", 1).param("a", 2).finish();
    assert_eq!(written.map(|odd| odd.0).map_err(|error| error.kind()), Ok("command=c&a=1&a=2".to_string()));
}

#[test]
fn names_by_place() {
    let query = Query::parse("command=c&&a%5B0%5D.b=%26&last").unwrap();
    let names: Vec<_> = (0..=query.as_str().len() + 1).map(|at| query.name_at(at)).collect();
    for (at, name) in names.iter().enumerate() {
        let want = match at {
            0..=9 => Some("command"),
            10..=25 => Some("a[0].b"),
            26..=30 => Some("last"),
            _ => None,
        };
        assert_eq!(name.map(|name| name.to_string()).as_deref(), want, "{at}");
    }
    assert_eq!(Query::parse("").unwrap().name_at(0), None);
    assert_eq!(Query::parse("=1").unwrap().name_at(1).unwrap(), "");
}

/// The sink is read again: for where the command begins, and for duplicate names.
#[test]
fn a_buffer_is_a_sink_that_shows_what_is_in_it() {
    let mut buf = [0; 64];
    let mut sink = Fixed::new(&mut buf);
    sink.write_str("/client/api?").unwrap();
    assert_eq!((sink.as_str(), sink.as_ref()), ("/client/api?", "/client/api?"));
    let command = Command::new(sink, "c").param("id", 1);
    assert_eq!(
        format!("{command:?}"),
        r#"Command { query: Query {"command": "c", "id": "1"}, error: None }"#
    );
    let error = command.param("ID", 2).finish().unwrap_err();
    assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::Duplicate, 2));
}

#[test]
fn endpoints() {
    for (url, https, host, port, authority, path) in [
        ("http://localhost:8080/client/api", false, "localhost", 8080, "localhost:8080", "/client/api"),
        ("HTTPS://cloud.example/client/api", true, "cloud.example", 443, "cloud.example", "/client/api"),
        ("http://10.0.0.1", false, "10.0.0.1", 80, "10.0.0.1", "/"),
        ("https://[::1]/a/b/", true, "::1", 443, "[::1]", "/a/b/"),
        ("https://[fe80::1]:8443/", true, "fe80::1", 8443, "[fe80::1]:8443", "/"),
        ("http://[::ffff:10.0.0.1]", false, "::ffff:10.0.0.1", 80, "[::ffff:10.0.0.1]", "/"),
        // A port may be empty: RFC 3986, 3.2.3.
        ("http://host:/x", false, "host", 80, "host", "/x"),
        ("https://[::1]:", true, "::1", 443, "[::1]", "/"),
        (
            "http://a-b_c~1.d!$&'()*+,;=:080/",
            false,
            "a-b_c~1.d!$&'()*+,;=",
            80,
            "a-b_c~1.d!$&'()*+,;=:080",
            "/",
        ),
        ("http://h//a@b:c;d=%2F/~_-.!$&'()*+,", false, "h", 80, "h", "//a@b:c;d=%2F/~_-.!$&'()*+,"),
    ] {
        let endpoint = Endpoint::parse(url).unwrap();
        assert_eq!((endpoint.is_https(), endpoint.host(), endpoint.port()), (https, host, port), "{url}");
        assert_eq!((endpoint.authority(), endpoint.path()), (authority, path), "{url}");
        assert_eq!((endpoint.as_str(), &*endpoint.to_string()), (url, url));
        let owned: Endpoint<String> = url.parse().unwrap();
        assert_eq!((owned.as_str(), owned.host()), (url, host));
    }
    let error = "ftp://host/".parse::<Endpoint<String>>().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (EndpointErrorKind::Scheme, 0));
    let longest = format!("http://h/{}", "a".repeat(MAX_HEAD - "http://h/".len()));
    assert_eq!(Endpoint::parse(&longest).unwrap().path().len(), MAX_HEAD - "http://h".len());
    let error = Endpoint::parse(longest + "a").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (EndpointErrorKind::TooLong, MAX_HEAD));
}

#[test]
fn no_endpoints() {
    use EndpointErrorKind::{Host, Path, Port, Scheme, User};
    for (url, kind, offset) in [
        ("", Scheme, 0),
        ("localhost/client/api", Scheme, 0),
        ("ftp://host/", Scheme, 0),
        ("http:/host/", Scheme, 0),
        ("http:///client/api", Host, 7),
        ("http://:80/", Host, 7),
        ("http://:/", Host, 7),
        ("http://::/", Host, 7),
        ("http://host::/", Port, 12),
        ("http://host:65536/", Port, 12),
        ("http://host:+1/", Port, 12),
        ("http://host:80:80/", Port, 14),
        ("http://host:80:/", Port, 14),
        ("http://[::1]:80:", Port, 15),
        ("http://user@host/", User, 11),
        ("http://user:password@host/", User, 12),
        ("http://@[::1]/", Host, 7),
        ("http://host/api?a=b", Path, 15),
        ("http://host/#a", Path, 12),
        ("http://ho st/", Host, 9),
        ("http://cloud%2Eexample/", Host, 12),
        ("http://host/\r\nX: y", Path, 12),
        ("http://hôst/", Host, 8),
        ("http://[::1/", Host, 8),
        ("http://::1]/", Host, 7),
        ("http://[::1]x/", Host, 12),
        ("http://[::1]80/", Host, 12),
        ("http://x[::1]/", Host, 8),
        ("http://[]/", Host, 8),
        ("http://[]", Host, 8),
        ("http://[zz]/", Host, 8),
        ("http://[1::", Host, 8),
        ("http://[a]b]:1/", Host, 8),
        ("http://[::1]]/", Host, 12),
        ("http://[[::1]]/", Host, 8),
        ("http://[1:2:3:4:5:6:7::8]/", Host, 8),
        ("http://[1:2:3:4:5:6:7:8:]/", Host, 8),
        ("http://[1::2::3]/", Host, 8),
        ("http://[12345::1]/", Host, 8),
        ("http://[1.2.3.4::1]/", Host, 8),
        ("http://[127.0.0.1]/", Host, 8),
        ("http://[fe80::1%25eth0]/", Host, 8),
        ("http://h[/", Host, 8),
        ("http://user:1@host/", User, 13),
        ("http://host:x/a@b", Port, 12),
    ] {
        let error = Endpoint::parse(url).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{url}");
    }
    // What RFC 3986 has neither in a host nor in a path.
    for c in "\"<>[\\]^`{|}?#\x7F\0 \té".chars() {
        let is_path = matches!(c, '?' | '#');
        for (url, kind, offset) in [
            (format!("http://h{c}/"), if is_path { Path } else { Host }, 8),
            (format!("http://h/a{c}b"), Path, 10),
            (format!("http://h:8{c}/"), if is_path { Path } else { Port }, 10),
            (format!("http://[::1{c}]/"), Host, if c == ']' { 12 } else { 8 }),
        ] {
            let error = Endpoint::parse(&url).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (kind, offset), "{url:?}");
        }
    }
}

#[test]
fn methods() {
    for (command, method) in [
        ("queryAsyncJobResult", Method::Get),
        ("listZones", Method::Get),
        ("LISTZONES", Method::Get),
        ("findHostsForMigration", Method::Get),
        ("getVMPassword", Method::Get),
        ("list_zones", Method::Get),
        ("cloudianIsEnabled", Method::Get),
        ("isAccountAllowedToCreateOfferingsWithTags", Method::Get),
        ("quotaBalance", Method::Get),
        ("QUOTABALANCE", Method::Get),
        ("quotaIsEnabled", Method::Get),
        ("quotaStatement", Method::Get),
        ("quotaSummary", Method::Get),
        ("quotaTariffList", Method::Get),
        ("readyForShutdown", Method::Get),
        ("verifyOAuthCodeAndGetUser", Method::Get),
        ("list", Method::Post),
        ("list-zones", Method::Post),
        ("deployVirtualMachine", Method::Post),
        ("login", Method::Post),
        ("quotaUpdate", Method::Post),
        ("", Method::Post),
        ("lité", Method::Post),
    ] {
        assert_eq!(Method::of(command), method, "{command}");
    }
}

#[test]
fn requests_by_length() {
    let endpoint = Endpoint::parse("http://localhost:8080/client/api").unwrap();
    let query = format!("command=listZones&keyword={}", "x".repeat(8192));
    let request = endpoint.request(Query::parse(&query).unwrap());
    assert_eq!((request.method(), request.body(), request.fits()), (Method::Post, &*query, true));
    assert!(!request.by(Method::Get).fits());

    let query = format!("command=listZones&keyword={}", "x".repeat(7000));
    let request = endpoint.request(Query::parse(&query).unwrap());
    assert_eq!((request.method(), request.body(), request.fits()), (Method::Get, "", true));
    assert_eq!(request.by(Method::Post).target().to_string(), "/client/api");

    assert_eq!(endpoint.request(Query::parse("keyword=x").unwrap()).method(), Method::Post);
}

/// A kilobyte is left for the headers of the client, whether the query is escaped or is a body.
#[test]
fn requests_that_just_fit() {
    let room = MAX_HEAD - 1024 - "h/client/api".len();
    let endpoint = Endpoint::parse("http://h/client/api").unwrap();
    for (odd, escaped) in [("", 0), ("\"<", 6), ("é", 6)].into_iter().sample(3) {
        let start = "command=listZones&keyword=";
        for (len, method) in [(room, Method::Get), (room + 1, Method::Post)] {
            let query = format!("{start}{odd}{}", "x".repeat(len - start.len() - escaped));
            let request = endpoint.request(Query::parse(&query).unwrap());
            assert_eq!(request.method(), method, "{odd} {len}");
            assert!(request.fits());
        }
    }
    let path = "/".repeat(room + "/client/api".len());
    for (path, fits) in [(path.clone(), true), (path + "/", false)] {
        let endpoint = Endpoint::parse(format!("http://h{path}")).unwrap();
        let request = endpoint.request(Query::parse("command=login").unwrap());
        assert_eq!((request.method(), request.fits()), (Method::Post, fits));
    }
}

#[test]
#[cfg_attr(miri, ignore = "a megabyte takes too long there")]
fn a_request_that_no_server_takes() {
    let endpoint = Endpoint::parse("http://localhost:8080/client/api").unwrap();
    let mut query = String::from("command=registerUserData&userdata=");
    query.extend(iter::repeat_n('x', 1_048_576 - query.len()));
    assert!(endpoint.request(Query::parse(&query).unwrap()).fits());
    query.push('x');
    assert!(!endpoint.request(Query::parse(&query).unwrap()).fits());
}

/// What Jetty and Tomcat refuse in the line of a request is escaped.
#[test]
fn odd_characters_in_a_target() {
    let endpoint = Endpoint::parse("http://localhost:8080/client/api").unwrap();
    let query = Query::parse(r##"command=listZones&a[0].b=" #<>\^`{|}~!$'()*,:;@/?é"##).unwrap();
    let want = "/client/api?command=listZones&a[0].b=%22%20%23%3C%3E%5C%5E%60%7B%7C%7D~!$'()*,:;@/?%C3%A9";
    assert_eq!(endpoint.request(query).target().to_string(), want);
}

/// `application/x-www-form-urlencoded`, by the standard library's lossy UTF-8.
fn slow_decode(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, tail @ ..] = rest {
        (rest, bytes) = match (first, tail) {
            (b'+', _) => (tail, [bytes, vec![b' ']].concat()),
            (b'%', [a, b, tail @ ..]) => {
                let digits = [*a, *b];
                let digits = core::str::from_utf8(&digits).unwrap();
                (tail, [bytes, vec![u8::from_str_radix(digits, 16).unwrap()]].concat())
            }
            _ => (tail, [bytes, vec![*first]].concat()),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn made_address() -> impl Strategy<Value = String> {
    let group = "[0-9a-fA-F]{1,4}|:?[0-9a-g]{0,5}|1[.]2[.]3[.](4|256|04)";
    let end = || prop::sample::select(&["", "", ":", "::"][..]);
    (end(), prop::collection::vec(group, 0..10), end())
        .prop_map(|(start, groups, end)| format!("{start}{}{end}", groups.join(":")))
}

/// An address with one character changed.
fn changed_address() -> impl Strategy<Value = String> {
    let groups = prop::array::uniform8(prop_oneof![Just(0), any::<u16>()]).prop_map(Ipv6Addr::from);
    let address = prop_oneof![any::<Ipv6Addr>(), groups].prop_map(|address| address.to_string());
    (address, any::<Index>(), "[0-9a-g:.]{0,2}").prop_map(|(mut address, at, other)| {
        let at = at.index(address.len());
        address.replace_range(at..=at, &other);
        address
    })
}

proptest! {
    #[test]
    fn addresses_are_those_of_core(
        address in prop_oneof![made_address(), changed_address()],
    ) {
        let is_address = address.parse::<Ipv6Addr>().is_ok();
        prop_assert_eq!(Endpoint::parse(&format!("http://[{address}]")).is_ok(), is_address, "{}", address);
    }

    #[test]
    fn what_is_built_reads_back(
        values in prop::collection::vec(prop_oneof![30 => any::<String>(), 1 => "a[\\x00-\\x1f\\x7f]"], 0..12),
        fields in prop::collection::vec(("[!-%'-<>-Z^-~]{1,8}", "[^\\pC]*"), 0..6),
    ) {
        let is_free = |value: &str| !value.bytes().any(|b| matches!(b, 0..=0x1F | 0x7F) && b != b'\r' && b != b'\n');
        let mut want = vec![("command".to_string(), "c".to_string())];
        let mut command = begin("c");
        for (i, value) in values.iter().enumerate() {
            command = command.param(&format!("p{i}"), &**value);
            want.push((format!("p{i}"), value.clone()));
        }
        command = command.entries("d", fields.iter().map(|(field, value)| (&**field, &**value)));
        for (i, (field, value)) in fields.iter().enumerate() {
            want.push((format!("d[{i}].{field}"), value.clone()));
        }
        match command.finish() {
            Ok(query) => {
                prop_assert_eq!(params(Query::parse(&query).unwrap()), want);
                prop_assert!(query.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.*%&=".contains(&b)));
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), CommandErrorKind::Value);
                prop_assert!(!is_free(&want[error.parameter()].1));
            }
        }
    }

    #[test]
    fn anything_is_read_or_refused_at_a_place(
        raw in concat!(
            r"([ab=&+;é0-9A-F]|%[0-9A-Fa-f]{2}|%[C-F][0-9A-F]%[89AB][0-9A-F]){0,30}[%\x01]?[^&]{0,3}|",
            r"\PC{0,40}",
        ),
    ) {
        match Query::parse(&raw) {
            Ok(query) => {
                let want: Vec<(String, String)> = raw
                    .split('&')
                    .filter(|param| !param.is_empty())
                    .map(|param| param.split_once('=').unwrap_or((param, "")))
                    .map(|(name, value)| (slow_decode(name), slow_decode(value)))
                    .collect();
                prop_assert_eq!(params(query), want);
            }
            Err(error) => {
                let found = &raw.as_bytes()[error.offset()..];
                prop_assert!(Query::parse(&raw[..error.offset()]).is_ok());
                match error.kind() {
                    ErrorKind::Escape => prop_assert!(found[0] == b'%'),
                    kind => prop_assert_eq!(kind, ErrorKind::ControlCharacter(found[0])),
                }
            }
        }
    }
}
