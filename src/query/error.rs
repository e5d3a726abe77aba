//! What can be wrong with a command: a kind, and the parameter in which it was found.

use core::fmt;

/// What is wrong with a command, and with which of its parameters.
///
/// The `Debug` of the command, before it is finished, shows the parameters that were written before it, and the error
/// (not a [`Duplicate`](CommandErrorKind::Duplicate), which is found only at the end).
///
/// # Examples
/// ```
/// use cloudstack_codec::{Command, CommandErrorKind};
///
/// let command = Command::new(String::new(), "listVirtualMachines").param("zoneid", 1).list("ids", ["1,2"]);
/// let error = command.finish().unwrap_err();
/// assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::ListItem, 2));
/// assert_eq!(error.to_string(), "parameter 2: a list item that is empty or has a comma");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Returns which parameter of the query is wrong: 0 is `command`.
    ///
    /// [`param`](crate::Command::param), [`list`](crate::Command::list) and [`at`](crate::Command::at) write one each,
    /// [`fields`](crate::Command::fields) and [`entries`](crate::Command::entries) one for each entry,
    /// [`pairs`](crate::Command::pairs) two for each, [`expires`](crate::Command::expires) two, and
    /// [`option`](crate::Command::option) without a value and a list without items none.
    #[must_use]
    pub fn parameter(&self) -> usize {
        usize::from(self.parameter)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "parameter {}: {}", self.parameter, self.kind)
    }
}

impl core::error::Error for CommandError {}

/// What can be wrong with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CommandErrorKind {
    /// A value whose `Serialize` fails, for a reason of its own.
    Custom,
    /// A name that the command has already, as the server compares names: ignoring case, except in the fields of maps.
    /// Also a map and a plain value of one name, and `apiKey` in a command that is signed.
    Duplicate,
    /// A map key that is not a text, is given without its value, or has escapes and is longer than 512 bytes once they
    /// are undone.
    Key,
    /// A list item that is empty or has a comma: the server would drop or split it.
    ListItem,
    /// A name that is empty, or has a character that is not printable ASCII, a `&`, a `=`, or brackets other than in
    /// `map[index].field`; also `signature`, which signing adds.
    Name,
    /// A list or a map in an item of a list or in a field of a map: names go no deeper than `map[index].field`.
    Nested,
    /// The name of the command is empty.
    NoCommand,
    /// The sink has no room left, or a value could not be displayed.
    NoRoom,
    /// A time outside the years 1 to 9999.
    Time,
    /// More than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    TooMany,
    /// A value of a type that no parameter has: bytes, a unit struct, a float that is not finite, a variant with
    /// members, a list that mixes scalars and structs. Also a value that is given for all parameters together, if it is
    /// neither a struct nor a map.
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
            Self::Key => "a map key that is not a text, or is given without its value",
            Self::ListItem => "a list item that is empty or has a comma",
            Self::Name => {
                r#"a name that is empty, "signature", not printable ASCII, or has a "&", a "=" or brackets out of place"#
            }
            Self::Nested => "a list or a map in another",
            Self::NoCommand => "an empty command name",
            Self::NoRoom => "no room for the command",
            Self::Time => "a time outside the years 1 to 9999",
            Self::TooMany => "more than 128 parameters",
            Self::Type => "a value of an unsupported type, such as bytes or a list of scalars and structs, or parameters that are no struct",
            Self::Value => "a value with a control character",
        })
    }
}

impl core::error::Error for CommandErrorKind {}
