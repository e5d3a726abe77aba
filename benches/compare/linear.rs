//! That cost grows with the length of a body and with nothing else: the time per byte must not.
//!
//! Lists of 10 KB to 10 MB; and the shapes that ask whether something is searched again and again: very many members
//! of one object, of different names and of one, and members on all floors of a body as deep as is read. They have
//! members of the same lengths, like those of a list: what a byte costs is to depend on the shape alone.

use cloudstack_codec::{MAX_DEPTH, Syntax};
use cloudstack_codec_benches::{jobs, ours};
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    for syntax in [Syntax::Xml, Syntax::Json] {
        let word = syntax.as_str();
        for (size, count) in [("10KB", 10), ("100KB", 100), ("1MB", 1_000), ("10MB", 10_000)] {
            let body = jobs::list(syntax, count);
            let mut group = group(criterion, &format!("linear/{word}/list-{size}"), body.len());
            measure(&mut group, "ours", body.as_bytes(), &jobs::finished(count), ours::finished);
        }
        let shapes = [
            ("members-10000", members(syntax, |i| format!("member{}", letters(i)))),
            ("equal-names-10000", members(syntax, |_| "networkid".into())),
            ("deepest", deepest(syntax, 500_000)),
        ];
        for (name, body) in shapes {
            let mut group = group(criterion, &format!("linear/{word}/{name}"), body.len());
            measure(&mut group, "ours", body.as_bytes(), &None, ours::error);
        }
    }
}

/// The values of members that follow each other, again and again.
const VALUES: [&str; 4] =
    ["admin", "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f", "Running", "2026-04-14T09:25:51+0000"];

fn member(syntax: Syntax, name: &str, number: usize) -> String {
    let value = VALUES[number % VALUES.len()];
    match syntax {
        Syntax::Xml => format!("<{name}>{value}</{name}>"),
        Syntax::Json => format!("\"{name}\":\"{value}\""),
    }
}

/// Members one after the other.
fn joined(syntax: Syntax, members: &[String]) -> String {
    members.join(if syntax == Syntax::Xml { "" } else { "," })
}

/// 10,000 members of one object.
fn members(syntax: Syntax, name: impl Fn(usize) -> String) -> String {
    let members: Vec<_> = (0..10_000).map(|i| member(syntax, &name(i), i)).collect();
    let members = joined(syntax, &members);
    match syntax {
        Syntax::Xml => format!("<r>{members}</r>"),
        Syntax::Json => format!("{{\"r\":{{{members}}}}}"),
    }
}

/// Four letters that are different for each number.
fn letters(number: usize) -> String {
    let digits = [number / 1_000, number / 100, number / 10, number];
    digits.into_iter().map(|digit| char::from(b"abcdefghij"[digit % 10])).collect()
}

/// As deep as is read, with some members on each floor, again and again.
fn deepest(syntax: Syntax, bytes: usize) -> String {
    let floors = MAX_DEPTH - 2;
    let members: Vec<_> = (0..VALUES.len()).map(|i| member(syntax, "networkid", i)).collect();
    let members = joined(syntax, &members);
    match syntax {
        Syntax::Xml => {
            let tower = format!("<object>{members}").repeat(floors) + &"</object>".repeat(floors);
            format!("<r>{}</r>", tower.repeat(bytes / tower.len()))
        }
        Syntax::Json => {
            let floor = format!("\"object\":{{{members}");
            let tower = vec![floor.as_str(); floors].join(",") + &"}".repeat(floors);
            format!("{{\"r\":{{{}}}}}", vec![tower.as_str(); bytes / tower.len()].join(","))
        }
    }
}
