//! The recorded answers of `tests/fixtures`: each twice, and what both mean.

use std::fs;
use std::path::{Path, PathBuf};

use cloudstack_codec::Syntax;

/// A response in both syntaxes.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) xml: Vec<u8>,
    pub(crate) json: Vec<u8>,
    /// What both mean, in the lines of `common/lines.rs`.
    pub(crate) events: String,
}

impl Fixture {
    /// Reads a case by its name.
    pub(crate) fn new(name: &str) -> Self {
        let read = |extension| {
            let path = folder().join(format!("{name}.{extension}"));
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let events = String::from_utf8(read("events")).unwrap();
        Self { name: name.into(), xml: read("xml"), json: read("json"), events }
    }

    /// The two bodies.
    pub(crate) fn bodies(&self) -> [(Syntax, &[u8]); 2] {
        [(Syntax::Xml, &self.xml), (Syntax::Json, &self.json)]
    }
}

/// All cases, by name.
pub(crate) fn all() -> Vec<Fixture> {
    let mut names: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "xml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names.iter().map(|name| Fixture::new(name)).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}
