//! Bodies that try to be slow: what a byte costs is bounded by a constant, however long the body is.
//!
//! Each is one thing and nothing else, again and again: what must be looked at byte by byte, what may be the beginning
//! of something, what costs most for its length. The dearest is a tag with many attributes: each of them looks through
//! those before it, so that with the 32 that are allowed the first is read 32 times.

use cloudstack_codec::{MAX_ATTRIBUTES, MAX_DEPTH};
use cloudstack_codec_benches::ours;
use criterion::Criterion;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    for (name, body) in xml().into_iter().chain(json()) {
        let mut group = group(criterion, &format!("worst/{name}"), body.len());
        measure(&mut group, "ours", body.as_bytes(), &None, ours::error);
    }
}

/// Nearly the length of each body, in bytes.
const LENGTH: usize = 200_000;

/// A piece, so often that it has the length.
fn many(piece: &str) -> String {
    piece.repeat(LENGTH / piece.len())
}

/// Pieces with a comma between them.
fn list(piece: &str) -> String {
    vec![piece; LENGTH / (piece.len() + 1)].join(",")
}

const FLOORS: usize = MAX_DEPTH - 2;

fn xml() -> [(&'static str, String); 14] {
    let text = |text: &str| format!("<r><a>{}</a></r>", many(text));
    let section = |text: &str| format!("<r><a><![CDATA[{}]]></a></r>", many(text));
    let root = |content: &str| format!("<r>{}</r>", many(content));
    let long = "n".repeat(1_000);
    let attributes: String = (0..MAX_ATTRIBUTES).map(|i| format!(" a{i}=''")).collect();
    [
        ("xml/references", text("&#x41;")),
        ("xml/entities", text("&lt;")),
        ("xml/bare-ampersands", text("&")),
        ("xml/quotes", text("\"")),
        ("xml/brackets", text("]")),
        ("xml/beyond-ascii", text("ä€")),
        ("xml/less-than-in-section", section("<")),
        ("xml/brackets-in-section", section("]")),
        ("xml/long-names", root(&format!("<{long}>v</{long}>"))),
        ("xml/long-attribute", format!("<r a='{}'/>", many("\">"))),
        ("xml/most-attributes", root(&format!("<a{attributes}/>"))),
        ("xml/tiny-elements", root("<a/>")),
        ("xml/tiny-comments", root("<!---->")),
        ("xml/deep-and-empty", root(&("<a>".repeat(FLOORS) + &"</a>".repeat(FLOORS)))),
    ]
}

fn json() -> [(&'static str, String); 12] {
    let text = |text: &str| format!("{{\"r\":{{\"a\":\"{}\"}}}}", many(text));
    let root = |content: &str| format!("{{\"r\":{{{content}}}}}");
    let long = "n".repeat(1_000);
    [
        ("json/escapes", text("\\u0041")),
        ("json/surrogates", text("\\ud83d\\ude00")),
        ("json/short-escapes", text("\\n")),
        ("json/quotes", text("\\\"")),
        ("json/less-than", text("<")),
        ("json/beyond-ascii", text("ä€")),
        ("json/long-names", root(&list(&format!("\"{long}\":\"v\"")))),
        ("json/long-number", root(&format!("\"a\":{}", many("1")))),
        ("json/white-space", root(&many(" "))),
        ("json/tiny-members", root(&list("\"a\":0"))),
        ("json/empty-objects", root(&format!("\"a\":[{}]", list("{}")))),
        ("json/deep-and-empty", root(&list(&("\"a\":{".repeat(FLOORS) + &"}".repeat(FLOORS))))),
    ]
}
