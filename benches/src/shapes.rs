//! Bodies of a given size and an unkind shape.

use std::iter::repeat_n;

use cloudstack_codec::{MAX_DEPTH, Syntax};

/// A maker of a body of about so many bytes.
pub type Shape = fn(Syntax, usize) -> String;

/// Many members of one object, in which nothing is odd but their number: `(name, value)` each.
fn members(syntax: Syntax, members: impl Iterator<Item = (String, String)>) -> String {
    match syntax {
        Syntax::Xml => {
            let members: String = members.map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
            format!("<r>{members}</r>")
        }
        Syntax::Json => {
            let members: Vec<_> = members.map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
            format!("{{\"r\":{{{}}}}}", members.join(","))
        }
    }
}

/// One text, around which stands nothing else.
fn text(syntax: Syntax, xml: &str, json: &str, bytes: usize) -> String {
    let piece = if syntax == Syntax::Xml { xml } else { json };
    members(syntax, [("a".into(), piece.repeat(bytes / piece.len()))].into_iter())
}

const VALUE: &str = "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f";

/// So many members of different names.
#[must_use]
pub fn many_members(syntax: Syntax, count: usize) -> String {
    members(syntax, (0..count).map(|i| (format!("member{i:05}"), VALUE.into())))
}

/// So many members of one name.
#[must_use]
pub fn equal_names(syntax: Syntax, count: usize) -> String {
    members(syntax, repeat_n(("networkidnr".into(), VALUE.into()), count))
}

/// As deep as is read, with a member on each floor, again and again.
#[must_use]
pub fn deep(syntax: Syntax, bytes: usize) -> String {
    let floors = MAX_DEPTH - 2;
    let mut tower = String::new();
    match syntax {
        Syntax::Xml => {
            tower.push_str(&format!("<object><networkid>{VALUE}</networkid>").repeat(floors));
            tower.push_str(&"</object>".repeat(floors));
            format!("<r>{}</r>", tower.repeat(bytes / tower.len()))
        }
        Syntax::Json => {
            let floor = format!("\"object\":{{\"networkid\":\"{VALUE}\",");
            tower.push_str(&floor.repeat(floors));
            tower.pop();
            tower.push_str(&"}".repeat(floors));
            let towers = vec![tower.as_str(); bytes / tower.len()];
            format!("{{\"r\":{{{}}}}}", towers.join(","))
        }
    }
}

/// Bodies that try to be slow: their names, and what is odd about them.
pub const WORST: [(&str, Shape); 10] = [
    // Each needs a look at what follows.
    ("escapes", |syntax, bytes| text(syntax, "&#x41;", "\\u0041", bytes)),
    ("short-escapes", |syntax, bytes| text(syntax, "&lt;", "\\n", bytes)),
    // What ends a text in one syntax is a character of it in the other; XML has many only in a section.
    ("less-than", |syntax, bytes| match syntax {
        Syntax::Xml => format!("<r><a><![CDATA[{}]]></a></r>", "<".repeat(bytes)),
        Syntax::Json => text(syntax, "", "<", bytes),
    }),
    ("quotes", |syntax, bytes| text(syntax, "\"", "\\\"", bytes)),
    // The end of a section that does not come.
    ("brackets", |syntax, bytes| match syntax {
        Syntax::Xml => format!("<r><a><![CDATA[{}]]></a></r>", "]".repeat(bytes)),
        Syntax::Json => text(syntax, "", "]", bytes),
    }),
    ("beyond-ascii", |syntax, bytes| text(syntax, "ä€", "ä€", bytes)),
    ("long-names", |syntax, bytes| {
        members(syntax, (0..bytes / 2_000).map(|i| (format!("n{i}{}", "n".repeat(1_000)), "v".into())))
    }),
    ("long-attributes", |syntax, bytes| match syntax {
        Syntax::Xml => format!("<r a=\"{}\"><a>1</a></r>", "<>".replace('<', "'").repeat(bytes / 2)),
        Syntax::Json => format!("{{\"r\":{{\"a\":[{}]}}}}", vec!["{}"; bytes / 3].join(",")),
    }),
    ("tiny-members", |syntax, bytes| match syntax {
        Syntax::Xml => format!("<r>{}</r>", "<a/>".repeat(bytes / 4)),
        Syntax::Json => format!("{{\"r\":{{{}}}}}", vec!["\"a\":0"; bytes / 6].join(",")),
    }),
    ("deep-and-empty", |syntax, bytes| {
        let floors = MAX_DEPTH - 2;
        match syntax {
            Syntax::Xml => {
                let tower = format!("{}{}", "<a>".repeat(floors), "</a>".repeat(floors));
                format!("<r>{}</r>", tower.repeat(bytes / tower.len()))
            }
            Syntax::Json => {
                let tower = format!("{}0{}", "\"a\":{".repeat(floors - 1) + "\"a\":", "}".repeat(floors - 1));
                let towers = vec![tower.as_str(); bytes / tower.len()];
                format!("{{\"r\":{{{}}}}}", towers.join(","))
            }
        }
    }),
];
