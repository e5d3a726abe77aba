//! Reads an object into a struct whose members are all optional, in place and by one loop over a table of its fields.
//!
//! What is read is what serde's derive would read. The derive keeps each field apart until all are read, which takes a
//! small processor some 150 bytes of code a field, 12 KB for a machine.

use core::fmt;
use core::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::find::FAST;

/// Declares such a struct: each field with the name of its member, and its lists as parameters that are [`Unread`]
/// until they are named.
///
/// [`Unread`]: super::Unread
macro_rules! object {
    (
        $(#[$meta:meta])*
        pub struct $type:ident<$a:lifetime $(, $list:ident)*> {
            $($(#[$field_meta:meta])* $wire:literal => $field:ident: $value:ty,)*
        }
    ) => {
        $(#[$meta])*
        pub struct $type<$a $(, $list = super::Unread)*> {
            $($(#[$field_meta])* #[serde(rename = $wire)] pub $field: $value,)*
        }

        const _: () = {
            use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess};

            use crate::find;
            use crate::model::object::{self, Object};

            #[expect(non_camel_case_types, reason = "they are named as the fields")]
            enum Field {
                $($field,)*
            }

            impl<'de: $a, $a $(, $list: Deserialize<'de> + Default)*> Deserialize<'de>
                for $type<$a $(, $list)*>
            {
                fn deserialize<From: Deserializer<'de>>(deserializer: From) -> Result<Self, From::Error> {
                    object::deserialize(stringify!($type), deserializer)
                }
            }

            const _: () = assert!([$($wire),*].len() <= object::MAX_FIELDS);

            impl<'de: $a, $a $(, $list: Deserialize<'de> + Default)*> Object<'de> for $type<$a $(, $list)*> {
                const MEMBERS: &'static [&'static str] = &[$($wire),*];

                fn field(name: &str) -> Option<u8> {
                    if !find::FAST {
                        return object::place(Self::MEMBERS, name);
                    }
                    match name {
                        $($wire => Some(Field::$field as u8),)*
                        _ => None,
                    }
                }

                fn read<Members: MapAccess<'de>>(
                    &mut self,
                    field: u8,
                    members: &mut Members,
                ) -> Result<(), Members::Error> {
                    match field {
                        $(at if at == Field::$field as u8 => object::read(&mut self.$field, members),)*
                        _ => Ok(()),
                    }
                }

                fn read_all<Values: SeqAccess<'de>>(
                    &mut self,
                    values: &mut Values,
                ) -> Result<(), Values::Error> {
                    $(self.$field = values.next_element()?.unwrap_or_default();)*
                    Ok(())
                }
            }
        };
    };
}

pub(super) use object;

/// A struct that is read member by member. A field is told by its place among them.
pub(super) trait Object<'de>: Default {
    /// The names of the members.
    const MEMBERS: &'static [&'static str];

    /// Finds the field of a member.
    fn field(name: &str) -> Option<u8>;

    /// Reads the value of the member that is a field.
    fn read<M: MapAccess<'de>>(&mut self, field: u8, members: &mut M) -> Result<(), M::Error>;

    /// Reads the values of all, which have no names.
    fn read_all<S: SeqAccess<'de>>(&mut self, values: &mut S) -> Result<(), S::Error>;
}

/// How many fields an object can have.
pub(super) const MAX_FIELDS: usize = 128;

/// Finds the place of a member among all: one routine for all objects, where it is found so.
#[inline(never)]
pub(super) fn place(members: &[&str], name: &str) -> Option<u8> {
    u8::try_from(members.iter().position(|&member| member == name)?).ok()
}

/// Reads a struct.
pub(super) fn deserialize<'de, O: Object<'de>, D: Deserializer<'de>>(
    name: &'static str,
    deserializer: D,
) -> Result<O, D::Error> {
    deserializer.deserialize_struct(name, O::MEMBERS, Whole(PhantomData))
}

/// Reads the value of a member into its field. Not inlined on small processors.
#[cfg_attr(target_pointer_width = "64", inline)]
pub(super) fn read<'de, T: Deserialize<'de>, M: MapAccess<'de>>(
    field: &mut T,
    members: &mut M,
) -> Result<(), M::Error> {
    if FAST {
        *field = members.next_value()?;
        return Ok(());
    }
    members.next_value_seed(Place(field))
}

/// A field that a value is read into: what passes through the deserializer is then not the value, which may be large
/// for a small stack.
struct Place<'f, T>(&'f mut T);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Place<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::deserialize(deserializer).map(|value| *self.0 = value)
    }
}

/// Reads all members into their fields.
#[inline(never)]
fn read_members<'de, O: Object<'de>, M: MapAccess<'de>>(
    object: &mut O,
    members: &mut M,
) -> Result<(), M::Error> {
    // One bit for each field.
    let mut seen = [0_u32; MAX_FIELDS / 32];
    while let Some(Name(field, _)) = members.next_key::<Name<O>>()? {
        let Some(field) = field else {
            members.next_value::<IgnoredAny>()?;
            continue;
        };
        let bit = 1_u32.wrapping_shl(u32::from(field));
        if let Some(seen) = seen.get_mut(usize::from(field / 32)) {
            if *seen & bit != 0 {
                let name = O::MEMBERS.get(usize::from(field)).copied().unwrap_or_default();
                return Err(M::Error::duplicate_field(name));
            }
            *seen |= bit;
        }
        object.read(field, members)?;
    }
    Ok(())
}

/// Visits a whole struct.
struct Whole<O>(PhantomData<O>);

impl<'de, O: Object<'de>> Visitor<'de> for Whole<O> {
    type Value = O;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<O, M::Error> {
        // Read in the place of the result, because an object is large to move.
        let mut whole = Ok(O::default());
        if let Ok(object) = &mut whole {
            if let Err(error) = read_members(object, &mut members) {
                whole = Err(error);
            }
        }
        whole
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut values: S) -> Result<O, S::Error> {
        let mut object = O::default();
        object.read_all(&mut values)?;
        Ok(object)
    }
}

/// The name of a member, as the field that it is.
struct Name<O>(Option<u8>, PhantomData<O>);

impl<'de, O: Object<'de>> Deserialize<'de> for Name<O> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(Self(None, PhantomData))
    }
}

impl<'de, O: Object<'de>> Visitor<'de> for Name<O> {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self, E> {
        Ok(Self(O::field(name), PhantomData))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Self, E> {
        Ok(Self(core::str::from_utf8(name).ok().and_then(O::field), PhantomData))
    }

    fn visit_u64<E: Error>(self, field: u64) -> Result<Self, E> {
        let field = u8::try_from(field).ok().filter(|&field| usize::from(field) < O::MEMBERS.len());
        Ok(Self(field, PhantomData))
    }
}
