//! That cost grows with the length of a body and with nothing else: the time per byte must not.
//!
//! Lists of 10 KB to 10 MB; and the shapes that ask whether something is searched again and again: very many members
//! of one object, of different names and of one, and members on all floors of a body as deep as is read.

use cloudstack_codec::{MAX_DEPTH, Response, Syntax};
use cloudstack_codec_benches::{bodies, jobs, ours};
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    for syntax in [Syntax::Xml, Syntax::Json] {
        let word = bodies::word(syntax);
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
            measure(&mut group, "ours", body.as_bytes(), &None, |body| Response::parse(body).err());
        }
    }
}

const VALUE: &str = "9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f";

/// 10,000 members of one object.
fn members(syntax: Syntax, name: impl Fn(usize) -> String) -> String {
    let names = (0..10_000).map(name);
    match syntax {
        Syntax::Xml => {
            let members: String = names.map(|name| format!("<{name}>{VALUE}</{name}>")).collect();
            format!("<r>{members}</r>")
        }
        Syntax::Json => {
            let members: Vec<_> = names.map(|name| format!("\"{name}\":\"{VALUE}\"")).collect();
            format!("{{\"r\":{{{}}}}}", members.join(","))
        }
    }
}

/// Four letters that are different for each number.
fn letters(number: usize) -> String {
    let digits = [number / 1_000, number / 100, number / 10, number];
    digits.into_iter().map(|digit| char::from(b"abcdefghij"[digit % 10])).collect()
}

/// As deep as is read, with a member on each floor, again and again.
fn deepest(syntax: Syntax, bytes: usize) -> String {
    let floors = MAX_DEPTH - 2;
    match syntax {
        Syntax::Xml => {
            let up = format!("<object><networkid>{VALUE}</networkid>").repeat(floors);
            let tower = up + &"</object>".repeat(floors);
            format!("<r>{}</r>", tower.repeat(bytes / tower.len()))
        }
        Syntax::Json => {
            let floor = format!("\"object\":{{\"networkid\":\"{VALUE}\"");
            let tower = vec![floor.as_str(); floors].join(",") + &"}".repeat(floors);
            format!("{{\"r\":{{{}}}}}", vec![tower.as_str(); bytes / tower.len()].join(","))
        }
    }
}
