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

/// The cases that Miri takes, which needs a second for some hundred bytes.
const FEW: [&str; 4] = ["documented-pending", "markup", "scalars", "text-escapes"];

/// All answers, each with what it means in the lines of `common/lines.rs`.
pub(crate) fn all() -> Vec<(Body, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| match name.rsplit_once('.') {
            Some((case, "xml" | "json")) => !cfg!(miri) || FEW.contains(&case),
            _ => false,
        })
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
