//! What can be wrong with a value that is read into a type: a kind and an offset.
//!
//! Serde and the types report what they refuse without saying where; the accesses of `de/node.rs` and `de/query.rs`
//! know where and [place](DeError::or_at) the error, the innermost first.

use core::fmt;

use serde::de;

use crate::error::{self, Location, Shown};

/// Why a type could not be read, and where.
///
/// An error needs no allocator, and so keeps no text that is made at run time. It keeps the names that serde gives as
/// `'static`, and the offset, at which the body has the rest, such as the name of an unknown field or a text that is no
/// number. A message that a type makes itself is not kept.
///
/// # Examples
/// ```
/// use cloudstack_codec::{DeErrorKind, Response};
///
/// #[derive(Debug, serde::Deserialize)]
/// struct Nic<'a> {
///     id: &'a str,
///     mtu: u16,
/// }
///
/// let body = br#"{"nic":{"id":"1","mtu":"65536"}}"#;
/// let error = Response::parse(body)?.node().deserialize::<Nic<'_>>().unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (DeErrorKind::ExpectedNumber, 23));
///
/// let error = Response::parse(br#"{"nic":{"id":"1"}}"#)?.node().deserialize::<Nic<'_>>().unwrap_err();
/// assert_eq!(error.to_string(), r#"the field "mtu" is missing at byte 7"#);
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeError {
    kind: DeErrorKind,
    offset: usize,
}

const _: () = assert!(size_of::<DeError>() <= 32);

/// The offset of an error that has no place yet. No body is that long.
const NOWHERE: usize = usize::MAX;

impl DeError {
    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> DeErrorKind {
        self.kind
    }

    /// Returns where it is wrong: bytes from the start of the body, or of the query.
    ///
    /// A value begins in JSON with its quote or brace, in XML after its start tag. `usize::MAX` where there is no place
    /// to point at: in an error that the caller made, by `serde::de::Error::custom`, and in one that is at no
    /// parameter of a query, such as a [`MissingField`](DeErrorKind::MissingField).
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Finds the line and the column of the offset in the body, or the query, that was read; as
    /// [`Error::locate`](crate::Error::locate) does.
    #[must_use]
    pub fn locate(&self, body: &[u8]) -> Location {
        error::locate(self.offset, body)
    }

    /// Displays the error above the line it is in, with a caret under its place; as
    /// [`Error::show`](crate::Error::show) does.
    ///
    /// The line is shown as it is in the body, secrets and all.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// let body = br#"{"nic":{"mtu":"65536"}}"#;
    /// let error = Response::parse(body)?.node().child("mtu").unwrap().deserialize::<u16>().unwrap_err();
    /// assert_eq!(error.show(body).to_string(), "\
    /// expected a number that fits the type at byte 14 (line 1, column 15)
    ///   {\"nic\":{\"mtu\":\"65536\"}}
    ///                 ^");
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    #[must_use]
    pub fn show<'e>(self, body: &'e [u8]) -> impl fmt::Display + use<'e> {
        Shown { offset: self.offset, error: self, body }
    }

    /// Places an error that has no place yet.
    pub(super) const fn or_at(self, offset: usize) -> Self {
        if self.offset == NOWHERE { Self { offset, ..self } } else { self }
    }
}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            NOWHERE => self.kind.fmt(f),
            offset => write!(f, "{} at byte {offset}", self.kind),
        }
    }
}

impl core::error::Error for DeError {}

/// What is wrong with a value for the type that it is read into.
///
/// The variants are the same whatever features are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeErrorKind {
    /// A message of the type's own, which is not kept, for instance that no variant of an untagged enum fits: such an
    /// enum sees every number and every boolean as text, because the body has no types.
    Custom,
    /// A field that occurs twice: in a body where the elements of a list do not stand together; in a query by two
    /// spellings of one name, by a plain value beside a map, or, in a struct that is read from a map, by two indices.
    Duplicate(&'static str),
    /// A text with escapes in it where the type borrows decoded text, or one that is too long to be decoded on the
    /// stack: [`Node::deserialize_in`](crate::Node::deserialize_in) decodes into a buffer, and a
    /// [`Text`](crate::Text) keeps the escapes.
    Escaped,
    /// A text that is neither `true` nor `false`.
    ExpectedBool,
    /// A text where the type takes members.
    ExpectedMembers,
    /// A text where the type takes nothing, as a unit does.
    ExpectedNothing,
    /// A text that is no number of the type: out of its range, or with a fraction, or none at all. An infinity is out of
    /// the range of floats.
    ExpectedNumber,
    /// The second of several nodes where the type takes one.
    ExpectedOne,
    /// More or fewer members than the one that names the variant of an enum.
    ExpectedOneMember,
    /// Members where the type takes a text.
    ExpectedText,
    /// A list, an array or a text that is longer or shorter than the type takes.
    Length,
    /// A field that is missing.
    MissingField(&'static str),
    /// A list in a list, or a list read from a single node: read it from the node around its elements.
    NestedList,
    /// The buffer is full.
    NoRoom,
    /// A query with more than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    TooMany,
    /// A value of a kind that the type does not take. `flatten` and tagged enums, which keep what they cannot place
    /// yet, see every number and every boolean as text.
    Type,
    /// A field that the type does not have, and those that it has.
    UnknownField(&'static [&'static str]),
    /// A variant that the enum does not have, and those that it has.
    UnknownVariant(&'static [&'static str]),
    /// A value that the type refuses: 0 for a `NonZeroU32`, two characters for a `char`, an id with a space in it.
    Value,
}

impl DeErrorKind {
    /// Makes the error of this kind at an offset.
    pub(super) const fn at(self, offset: usize) -> DeError {
        DeError { kind: self, offset }
    }

    /// Makes the error of this kind, still to be placed.
    #[cold]
    pub(super) const fn nowhere(self) -> DeError {
        self.at(NOWHERE)
    }
}

impl fmt::Display for DeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Custom => {
                "refused by the type for a reason of its own (if it is an untagged enum, it sees numbers as text)"
            }
            Self::Duplicate(field) => {
                return write!(f, "the field \"{field}\" occurs twice");
            }
            Self::Escaped => "a text with escapes, which needs a buffer (see deserialize_in)",
            Self::ExpectedBool => "expected \"true\" or \"false\"",
            Self::ExpectedMembers => "expected members, found a text",
            Self::ExpectedNothing => "expected nothing, found a text",
            Self::ExpectedNumber => "expected a number that fits the type",
            Self::ExpectedOne => "expected one node, found a second of the same name",
            Self::ExpectedOneMember => "expected one member, the variant of an enum",
            Self::ExpectedText => "expected a text, found members",
            Self::Length => "a length that the type does not take",
            Self::MissingField(field) => return write!(f, "the field \"{field}\" is missing"),
            Self::NestedList => "a list in a list, or a list read from a single node",
            Self::NoRoom => "the buffer is too small",
            Self::TooMany => "too many parameters",
            Self::Type => {
                "a value that the type does not take (flatten and tagged enums see numbers as text)"
            }
            Self::UnknownField(known) => {
                f.write_str("an unknown field")?;
                return expected(known, f);
            }
            Self::UnknownVariant(known) => {
                f.write_str("an unknown variant")?;
                return expected(known, f);
            }
            Self::Value => "a value that the type refuses",
        })
    }
}

/// Lists what is known instead.
fn expected(known: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut before = ", expected ";
    for name in known {
        write!(f, "{before}\"{name}\"")?;
        before = " or ";
    }
    Ok(())
}

impl de::Error for DeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        DeErrorKind::Custom.nowhere()
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        DeErrorKind::Type.nowhere()
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        DeErrorKind::Value.nowhere()
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        DeErrorKind::Length.nowhere()
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        DeErrorKind::UnknownVariant(expected).nowhere()
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        DeErrorKind::UnknownField(expected).nowhere()
    }

    fn missing_field(field: &'static str) -> Self {
        DeErrorKind::MissingField(field).nowhere()
    }

    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        DeErrorKind::Duplicate(field).nowhere()
    }
}
