//! A node as a `roxmltree::Document`, for callers whose code works on one.

use core::fmt;

use alloc::string::String;
use roxmltree::Document;

use crate::event::Syntax;
use crate::node::Node;
use crate::write::WriteError;

/// Documents, with feature `roxmltree`.
impl<'a> Node<'a> {
    /// Parses the node, such as a job's result, as the root element of a document.
    ///
    /// XML is taken as it stands in the body, and positions count from [`offset`](Self::offset); JSON is first
    /// [written](Self::write) into `xml`, whose content it replaces. The document is one of the crate `roxmltree` 0.21.
    ///
    /// # Errors
    /// [`DomError::Write`] where JSON has a name that XML cannot have. [`DomError::Parse`] where this crate's reader is
    /// lenient and `roxmltree` is not: a bare `&` or `]]>` in a text, or a character that XML does not have, even one
    /// that JSON had escaped; and where a name has a prefix that nothing declares.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// let body = br#"{"queryasyncjobresultresponse":{"jobstatus":1,"jobresult":
    ///     {"virtualmachine":{"nic":[{"ipaddress":"10.1.1.225"},{"ipaddress":"10.1.2.7"}]}}}}"#;
    /// let result = Response::parse(body)?.job().and_then(|job| job.result().object()).unwrap();
    /// let mut xml = String::new();
    /// let document = result.to_document(&mut xml)?;
    /// let addresses = document.descendants().filter(|node| node.has_tag_name("ipaddress"));
    /// assert!(addresses.filter_map(|node| node.text()).eq(["10.1.1.225", "10.1.2.7"]));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn to_document<'d>(&self, xml: &'d mut String) -> Result<Document<'d>, DomError>
    where
        'a: 'd,
    {
        let text = match self.syntax() {
            Syntax::Xml => self.raw(),
            Syntax::Json => {
                xml.clear();
                self.write(xml, Syntax::Xml).map_err(DomError::Write)?;
                xml
            }
        };
        Document::parse(text).map_err(DomError::Parse)
    }
}

/// Why a node could not become a `roxmltree::Document`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DomError {
    /// `roxmltree` does not take the XML.
    Parse(roxmltree::Error),
    /// The JSON could not be written as XML.
    Write(WriteError),
}

impl fmt::Display for DomError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for DomError {}
