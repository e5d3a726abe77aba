//! Bodies that try to be slow: what a byte costs is bounded by a constant, however long the body is.
//!
//! Each is one thing and nothing else, again and again: what must be looked at byte by byte, what may be the beginning
//! of something, what costs most for its length. The dearest is a tag with many attributes: each of them looks through
//! those before it, so that with the 32 that are allowed the first is read 32 times.

use cloudstack_codec::{MAX_ATTRIBUTES, MAX_DEPTH};

/// A body by its name, made of nearly so many bytes.
pub type Worst = (&'static str, fn(usize) -> String);

/// A piece, so often that it has the length.
fn many(piece: &str, length: usize) -> String {
    piece.repeat(length / piece.len())
}

/// Pieces with a comma between them.
fn list(piece: &str, length: usize) -> String {
    vec![piece; length / (piece.len() + 1)].join(",")
}

const FLOORS: usize = MAX_DEPTH - 2;

/// In XML.
pub const XML: [Worst; 14] = [
    ("xml/references", |length| text("&#x41;", length)),
    ("xml/entities", |length| text("&lt;", length)),
    ("xml/bare-ampersands", |length| text("&", length)),
    ("xml/quotes", |length| text("\"", length)),
    ("xml/brackets", |length| text("]", length)),
    ("xml/beyond-ascii", |length| text("ä€", length)),
    ("xml/less-than-in-section", |length| section("<", length)),
    ("xml/brackets-in-section", |length| section("]", length)),
    ("xml/long-names", |length| {
        let long = "n".repeat(1_000);
        root(&format!("<{long}>v</{long}>"), length)
    }),
    ("xml/long-attribute", |length| format!("<r a='{}'/>", many("\">", length))),
    ("xml/most-attributes", |length| {
        let attributes: String = (0..MAX_ATTRIBUTES).map(|i| format!(" a{i}=''")).collect();
        root(&format!("<a{attributes}/>"), length)
    }),
    ("xml/tiny-elements", |length| root("<a/>", length)),
    ("xml/tiny-comments", |length| root("<!---->", length)),
    ("xml/deep-and-empty", |length| root(&("<a>".repeat(FLOORS) + &"</a>".repeat(FLOORS)), length)),
];

fn text(text: &str, length: usize) -> String {
    format!("<r><a>{}</a></r>", many(text, length))
}

fn section(text: &str, length: usize) -> String {
    format!("<r><a><![CDATA[{}]]></a></r>", many(text, length))
}

fn root(content: &str, length: usize) -> String {
    format!("<r>{}</r>", many(content, length))
}

/// In JSON.
pub const JSON: [Worst; 12] = [
    ("json/escapes", |length| string("\\u0041", length)),
    ("json/surrogates", |length| string("\\ud83d\\ude00", length)),
    ("json/short-escapes", |length| string("\\n", length)),
    ("json/quotes", |length| string("\\\"", length)),
    ("json/less-than", |length| string("<", length)),
    ("json/beyond-ascii", |length| string("ä€", length)),
    ("json/long-names", |length| object(&list(&format!("\"{}\":\"v\"", "n".repeat(1_000)), length))),
    ("json/long-number", |length| object(&format!("\"a\":{}", many("1", length)))),
    ("json/white-space", |length| object(&many(" ", length))),
    ("json/tiny-members", |length| object(&list("\"a\":0", length))),
    ("json/empty-objects", |length| object(&format!("\"a\":[{}]", list("{}", length)))),
    ("json/deep-and-empty", |length| {
        object(&list(&("\"a\":{".repeat(FLOORS) + &"}".repeat(FLOORS)), length))
    }),
];

fn string(text: &str, length: usize) -> String {
    object(&format!("\"a\":\"{}\"", many(text, length)))
}

fn object(members: &str) -> String {
    format!("{{\"r\":{{{members}}}}}")
}
