//! The answers of one job, as the crate's fixtures have them.

use cloudstack_codec::Syntax;

/// The same answer in both syntaxes.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// What it is called in the ids of the benchmarks, as are its files.
    pub name: &'static str,
    /// As XML.
    pub xml: &'static str,
    /// As JSON.
    pub json: &'static str,
}

impl Body {
    /// Returns the answer in one syntax.
    #[must_use]
    pub const fn text(&self, syntax: Syntax) -> &'static str {
        match syntax {
            Syntax::Xml => self.xml,
            Syntax::Json => self.json,
        }
    }
}

macro_rules! fixture {
    ($doc:literal, $body:ident, $name:literal) => {
        #[doc = $doc]
        pub const $body: Body = Body {
            name: $name,
            xml: include_str!(concat!("../../tests/fixtures/", $name, ".xml")),
            json: include_str!(concat!("../../tests/fixtures/", $name, ".json")),
        };
    };
}

fixture!("A pending job, as a current server reports it.", CURRENT, "job-pending");
fixture!("A pending job, as the document has it.", PENDING, "documented-pending");
fixture!("A failed job, as the document has it.", FAILED, "documented-failed");
fixture!("A succeeded job, as the document has it.", SUCCEEDED, "documented-succeeded");

/// All of them.
pub const ALL: [Body; 4] = [CURRENT, PENDING, FAILED, SUCCEEDED];
