//! The recorded answers of `tests/fixtures`: each in both syntaxes, and what both mean.

use std::fs;
use std::path::Path;

/// An answer in one syntax.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The name of its file, for messages.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// All answers, each with what it means in the lines of `common/lines.rs`.
pub(crate) fn all() -> Vec<(Body, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".xml") || name.ends_with(".json"))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let read = |name: String| {
        let path = folder.join(&name);
        let events = fs::read_to_string(path.with_extension("events")).expect(&name);
        (Body { bytes: fs::read(path).unwrap(), name }, events)
    };
    names.into_iter().map(read).collect()
}
