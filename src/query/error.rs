//! What can be wrong with a command: a kind and the parameter it was found in.

use core::fmt;

/// What is wrong with a command, and with which of its parameters.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Command, CommandErrorKind};
///
/// let command = Command::new(String::new(), "listVirtualMachines").param("zoneid", 1).list("ids", ["1,2"]);
/// let error = command.finish().unwrap_err();
/// assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::ListItem, 2));
/// assert_eq!(error.to_string(), "an item of a list that is empty or has a comma at parameter 2");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandError {
    kind: CommandErrorKind,
    parameter: u8,
}

impl CommandError {
    pub(super) const fn new(kind: CommandErrorKind, parameter: u8) -> Self {
        Self { kind, parameter }
    }

    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> CommandErrorKind {
        self.kind
    }

    /// Returns which parameter is wrong, in the order in which they are written: 0 is `command`.
    ///
    /// What counts is what stands between two `&`: a call of [`param`](crate::Command::param),
    /// [`list`](crate::Command::list) or [`at`](crate::Command::at) writes one,
    /// [`fields`](crate::Command::fields) and [`entries`](crate::Command::entries) one for each entry,
    /// [`pairs`](crate::Command::pairs) two for each, [`expires`](crate::Command::expires) two, and
    /// [`option`](crate::Command::option) without a value none.
    #[must_use]
    pub fn parameter(&self) -> usize {
        usize::from(self.parameter)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at parameter {}", self.kind, self.parameter)
    }
}

impl core::error::Error for CommandError {}

/// What can be wrong with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandErrorKind {
    /// A value that refuses to be serialised, for a reason of its own.
    Custom,
    /// A name that the command has already, as the server compares them: without regard to case, but for the fields
    /// of maps. Also a map and a plain value of one name, and `apiKey` in a command that is signed.
    Duplicate,
    /// A key of a map that is not a text, or is given apart from its value.
    Key,
    /// An item of a list that is empty or has a comma, which the server drops or splits.
    ListItem,
    /// A name that is empty or has a character that is not printable ASCII, a `&`, a `=`, or brackets but
    /// `map[index].field`; and `signature`, which signing adds.
    Name,
    /// A list or a map in an item of a list or in a field of a map: no name has more than `map[index].field`.
    Nested,
    /// An empty name of a command.
    NoCommand,
    /// The sink has no room for it.
    NoRoom,
    /// A time that is not of the years 1 to 9999.
    Time,
    /// More than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    TooMany,
    /// A value of a type that no parameter has: bytes, a float that is not finite, a variant with members, a list of
    /// scalars and structs. Also what is given for all parameters, where it is neither a struct nor a map.
    Type,
    /// A value with a control character other than LF and CR, which the server answers with 431 (except in
    /// `activationrule`, where a space can stand for a tab).
    Value,
}

impl fmt::Display for CommandErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Custom => "a value that refuses to be serialised",
            Self::Duplicate => "a name that the command has already",
            Self::Key => "a map key that is not a text",
            Self::ListItem => "an item of a list that is empty or has a comma",
            Self::Name => {
                r#"a name that is empty, "signature", not printable ASCII, or has a "&", a "=" or brackets out of place"#
            }
            Self::Nested => "a list or a map in another",
            Self::NoCommand => "no name of a command",
            Self::NoRoom => "no room for the command",
            Self::Time => "a time outside the years 1 to 9999",
            Self::TooMany => "more than 128 parameters",
            Self::Type => "a value of an unsupported type, such as bytes or a variant with members",
            Self::Value => "a value with a control character",
        })
    }
}

impl core::error::Error for CommandErrorKind {}
