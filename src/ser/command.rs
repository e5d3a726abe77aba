//! The slots of a command: all its parameters, one of them, an item of a list, a field of a map.

use core::fmt;

use serde::ser::{self, Serialize};

use super::{OpenList, OpenObject, Scalar, Slot, SlotError};
use crate::query::{Command, CommandErrorKind, Part};

/// Typed values, with feature `serde`.
impl<W: fmt::Write + AsRef<str>> Command<W> {
    /// Adds the members of a struct or a map as parameters, in their order.
    ///
    /// | in serde | wire |
    /// |---|---|
    /// | `None`, `()`, a list or a map of nothing | left out; `None` and `()` in a sequence too |
    /// | a text, a number, a `bool`, a `char` | `name=value` |
    /// | a variant without members | `name=Variant` |
    /// | a sequence or a tuple of these | `name=1,2`, as by [`list`](Self::list) |
    /// | a map with texts for keys, a struct | `name[0].a=1&name[0].b=2`, as by [`fields`](Self::fields) at index 0 |
    /// | a sequence of structs or maps | `name[0].a=1&name[0].b=2&name[1].a=3`, as by `fields` at index 0, 1, … |
    /// | a newtype struct | its value |
    ///
    /// Other ways to write a map are in [`params`](mod@crate::params). Floats are written as `0.5`, never as `5e-1`.
    ///
    /// The errors are those of the methods named above, and these: [`Nested`](CommandErrorKind::Nested) at a list or a
    /// map in an item of a list, or in a field of a map; [`Type`](CommandErrorKind::Type) at bytes, at a unit struct,
    /// at a variant with members, at a float that is not finite, at a list that mixes scalars and structs, and where
    /// neither a struct nor a map is given; [`Key`](CommandErrorKind::Key) at a map key that cannot be written;
    /// [`Custom`](CommandErrorKind::Custom) if the value's own `Serialize` fails.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Command;
    ///
    /// #[derive(serde::Serialize)]
    /// struct DeployVirtualMachine<'a> {
    ///     #[serde(rename = "zoneId")]
    ///     zone_id: u32,
    ///     name: Option<&'a str>,
    ///     networkids: &'a [u32],
    ///     iptonetworklist: &'a [IpToNetwork<'a>],
    /// }
    ///
    /// #[derive(serde::Serialize)]
    /// struct IpToNetwork<'a> {
    ///     networkid: u32,
    ///     ip: &'a str,
    /// }
    ///
    /// let deploy = DeployVirtualMachine {
    ///     zone_id: 1,
    ///     name: None,
    ///     networkids: &[42, 43],
    ///     iptonetworklist: &[IpToNetwork { networkid: 42, ip: "10.1.1.225" }],
    /// };
    /// let mut buf = [0; 256];
    /// let query = Command::in_buf(&mut buf, "deployVirtualMachine").params(&deploy).finish()?.into_str();
    /// assert_eq!(query, "command=deployVirtualMachine&zoneId=1&networkids=42%2C43\
    /// &iptonetworklist%5B0%5D.networkid=42&iptonetworklist%5B0%5D.ip=10.1.1.225");
    /// # Ok::<(), cloudstack_codec::CommandError>(())
    /// ```
    pub fn params(mut self, params: &(impl Serialize + ?Sized)) -> Self {
        let filled = CommandSlot { command: &mut self, place: Place::Command }.fill(params);
        if let Err(kind) = filled {
            // Does nothing if the error was noted with its parameter.
            self.refuse(kind);
        }
        self
    }
}

impl ser::Error for CommandErrorKind {
    /// The message cannot be kept without an allocator.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Custom
    }
}

impl SlotError for CommandErrorKind {
    const KEY: Self = Self::Key;
    const TYPE: Self = Self::Type;
}

/// A slot returns only errors of types; the command itself notes those of names and values.
struct CommandSlot<'s, W> {
    command: &'s mut Command<W>,
    place: Place<'s>,
}

enum Place<'n> {
    Command,
    Parameter(&'n str),
    /// A field of a map: its name and index, and the name of the field.
    Field(&'n str, u16, &'n str),
    /// An item of a list, and what has been seen of it.
    Item(&'n str, &'n mut Items),
}

/// What the items of a list are; the first decides.
#[derive(Clone, Copy)]
enum Items {
    Unknown,
    Scalars,
    /// As many objects as this.
    Objects(u16),
}

impl<'s, W: fmt::Write + AsRef<str>> Slot for CommandSlot<'s, W> {
    type Error = CommandErrorKind;
    type List = CommandList<'s, W>;
    type Object = CommandObject<'s, W>;

    fn scalar(self, scalar: Scalar<'_>) -> Result<(), CommandErrorKind> {
        let command = self.command;
        match self.place {
            Place::Command => return Err(CommandErrorKind::Type),
            Place::Parameter(name) => command.push_named(name, &format_args!("{scalar}")),
            Place::Field(map, index, field) => {
                command.push_field(map, index, field, &format_args!("{scalar}"));
            }
            Place::Item(name, items) => match *items {
                Items::Unknown => {
                    *items = Items::Scalars;
                    command.begin_named(name);
                    command.write(&format_args!("{scalar}"), Part::First);
                }
                Items::Scalars => command.write(&format_args!("{scalar}"), Part::Next),
                Items::Objects(_) => return Err(CommandErrorKind::Type),
            },
        }
        Ok(())
    }

    fn list(self, variant: Option<&'static str>) -> Result<CommandList<'s, W>, CommandErrorKind> {
        if variant.is_some() {
            return Err(CommandErrorKind::Type);
        }
        match self.place {
            Place::Parameter(name) => Ok(CommandList { command: self.command, name, items: Items::Unknown }),
            Place::Command => Err(CommandErrorKind::Type),
            Place::Field(..) | Place::Item(..) => Err(CommandErrorKind::Nested),
        }
    }

    fn object(self, variant: Option<&'static str>) -> Result<CommandObject<'s, W>, CommandErrorKind> {
        if variant.is_some() {
            return Err(CommandErrorKind::Type);
        }
        let members = match self.place {
            Place::Command => Members::Parameters,
            Place::Parameter(name) => Members::Fields(name, 0),
            Place::Field(..) => return Err(CommandErrorKind::Nested),
            Place::Item(name, items) => {
                let index = match *items {
                    Items::Unknown => 0,
                    Items::Scalars => return Err(CommandErrorKind::Type),
                    Items::Objects(count) => count,
                };
                *items = Items::Objects(index.checked_add(1).ok_or(CommandErrorKind::TooMany)?);
                Members::Fields(name, index)
            }
        };
        Ok(CommandObject { command: self.command, members })
    }

    fn tagged<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), CommandErrorKind> {
        Err(CommandErrorKind::Type)
    }
}

struct CommandList<'s, W> {
    command: &'s mut Command<W>,
    name: &'s str,
    items: Items,
}

impl<W: fmt::Write + AsRef<str>> OpenList for CommandList<'_, W> {
    type Error = CommandErrorKind;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CommandErrorKind> {
        let place = Place::Item(self.name, &mut self.items);
        let filled = CommandSlot { command: self.command, place }.fill(value);
        match (filled, self.items) {
            (Err(_), Items::Scalars) => self.command.note(filled),
            // It is no fault of the last field of the object before.
            (Err(kind), Items::Unknown | Items::Objects(_)) => self.command.refuse(kind),
            (Ok(()), _) => {}
        }
        filled
    }
}

struct CommandObject<'s, W> {
    command: &'s mut Command<W>,
    members: Members<'s>,
}

#[derive(Clone, Copy)]
enum Members<'n> {
    Parameters,
    /// The name of the map, and its index.
    Fields(&'n str, u16),
}

impl<W: fmt::Write + AsRef<str>> OpenObject for CommandObject<'_, W> {
    type Error = CommandErrorKind;

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), CommandErrorKind> {
        let before = self.command.count();
        let place = match self.members {
            Members::Parameters => Place::Parameter(name),
            Members::Fields(map, index) => Place::Field(map, index, name),
        };
        let filled = CommandSlot { command: self.command, place }.fill(value);
        match filled {
            // The error is this parameter's, though it was refused before it was begun.
            Err(kind) if self.command.count() == before => self.command.refuse(kind),
            _ => self.command.note(filled),
        }
        filled
    }

    fn bad_key(&mut self) -> CommandErrorKind {
        self.command.refuse(CommandErrorKind::Key);
        CommandErrorKind::Key
    }
}
