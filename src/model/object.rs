//! Reads an object into a struct whose members are all optional, in place and by one loop over a table of its fields.
//!
//! It reads what serde's derive would read. But the derive keeps each field in a variable of its own until all are
//! read, which takes a small processor some 150 bytes of code a field, 12 KB for a virtual machine.

use core::fmt;
use core::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::find::{self, FAST};

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

            use crate::model::object::{self, Names, Object};

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

            const MEMBERS: &[&str] = &[$($wire),*];
            const NAMES: [u8; object::joined_len(MEMBERS)] = object::joined(MEMBERS);
            const _: () = assert!(MEMBERS.len() <= object::MAX_FIELDS);

            impl<'de: $a, $a $(, $list: Deserialize<'de> + Default)*> Object<'de> for $type<$a $(, $list)*> {
                const MEMBERS: &'static [&'static str] = MEMBERS;
                const NAMES: Names = Names(&NAMES);

                fn field(name: &str) -> Option<u8> {
                    match name {
                        $($wire => Some(Field::$field as u8),)*
                        _ => None,
                    }
                }

                #[cfg_attr(small, inline(never))]
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

/// A struct that is read member by member. A field is known by its place among the members.
pub(super) trait Object<'de>: Default {
    /// The names of the members.
    const MEMBERS: &'static [&'static str];

    /// The same in less flash, for deserializers that do not ask for the others.
    const NAMES: Names;

    /// Finds the field of a member.
    fn field(name: &str) -> Option<u8>;

    /// Reads the value of the member that is a field.
    fn read<M: MapAccess<'de>>(&mut self, field: u8, members: &mut M) -> Result<(), M::Error>;

    /// Reads the values of all members, given without their names.
    fn read_all<S: SeqAccess<'de>>(&mut self, values: &mut S) -> Result<(), S::Error>;
}

/// How many fields an object can have.
pub(super) const MAX_FIELDS: usize = 128;

/// The names of all members in one run of bytes, each behind its length.
#[derive(Clone, Copy)]
pub(super) struct Names(pub(super) &'static [u8]);

impl Names {
    /// Finds the place of a name.
    fn place(self, name: &str) -> Option<u8> {
        u8::try_from(self.iter().position(|member| find::same(member, name.as_bytes()))?).ok()
    }

    /// The name at a place.
    fn at(self, place: u8) -> Option<&'static str> {
        core::str::from_utf8(self.iter().nth(usize::from(place))?).ok()
    }

    fn iter(self) -> impl Iterator<Item = &'static [u8]> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            let (&len, names) = rest.split_first()?;
            let (name, later) = names.split_at_checked(usize::from(len))?;
            rest = later;
            Some(name)
        })
    }
}

/// How many bytes the joined names take.
pub(super) const fn joined_len(members: &[&str]) -> usize {
    let (mut len, mut rest) = (0_usize, members);
    while let [name, later @ ..] = rest {
        (len, rest) = (len.wrapping_add(1).wrapping_add(name.len()), later);
    }
    len
}

/// Joins the names for [`Names`].
#[expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "done by the compiler, and no name is so long"
)]
pub(super) const fn joined<const N: usize>(members: &[&str]) -> [u8; N] {
    let (mut joined, mut at, mut rest) = ([0; N], 0, members);
    while let [name, later @ ..] = rest {
        joined[at] = name.len() as u8;
        joined.split_at_mut(at + 1).1.split_at_mut(name.len()).0.copy_from_slice(name.as_bytes());
        (at, rest) = (at + 1 + name.len(), later);
    }
    joined
}

/// Reads a struct.
pub(super) fn deserialize<'de, O: Object<'de>, D: Deserializer<'de>>(
    name: &'static str,
    deserializer: D,
) -> Result<O, D::Error> {
    deserializer.deserialize_struct(name, O::MEMBERS, Whole(PhantomData))
}

/// Reads the value of a member into its field. Not inlined where size counts.
#[cfg_attr(not(small), inline)]
#[cfg_attr(small, inline(never))]
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

/// Reads all members into their fields, which are found by `find`.
#[inline(never)]
fn read_members<'de, O: Object<'de>, M: MapAccess<'de>>(
    object: &mut O,
    find: impl Fn(Names, &str) -> Option<u8> + Copy,
    members: &mut M,
) -> Result<(), M::Error> {
    // One bit for each field.
    let mut seen = [0_u32; MAX_FIELDS / 32];
    while let Some(field) = members.next_key_seed(Name { names: O::NAMES, find })? {
        let Some(field) = field else {
            members.next_value::<IgnoredAny>()?;
            continue;
        };
        let bit = 1_u32 << (field % 32);
        if let Some(seen) = seen.get_mut(usize::from(field / 32)) {
            if *seen & bit != 0 {
                return Err(M::Error::duplicate_field(O::NAMES.at(field).unwrap_or_default()));
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
            let done = if FAST {
                read_members(object, |_, name| O::field(name), &mut members)
            } else {
                read_members(object, Names::place, &mut members)
            };
            if let Err(error) = done {
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

/// The name of a member, read as the field that it is.
struct Name<F> {
    names: Names,
    find: F,
}

impl<'de, F: Fn(Names, &str) -> Option<u8>> DeserializeSeed<'de> for Name<F> {
    type Value = Option<u8>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<u8>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<F: Fn(Names, &str) -> Option<u8>> Visitor<'_> for Name<F> {
    type Value = Option<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<u8>, E> {
        Ok((self.find)(self.names, name))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<Option<u8>, E> {
        Ok(core::str::from_utf8(name).ok().and_then(|name| (self.find)(self.names, name)))
    }

    fn visit_u64<E: Error>(self, field: u64) -> Result<Option<u8>, E> {
        Ok(u8::try_from(field).ok().filter(|&field| self.names.at(field).is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::Object;
    use crate::model::{Nic, VirtualMachine};

    /// Both forms find the same fields.
    #[test]
    fn a_name_has_its_place() {
        fn check<'de, O: Object<'de>>() {
            for (place, &name) in (0..).zip(O::MEMBERS) {
                assert_eq!((O::NAMES.place(name), O::NAMES.at(place)), (Some(place), Some(name)));
                assert_eq!(O::field(name), Some(place));
            }
            for none in ["", "i", "idx", "\u{2}id", "id\u{4}name"] {
                assert_eq!((O::NAMES.place(none), O::field(none)), (None, None), "{none}");
            }
            assert_eq!(u8::try_from(O::MEMBERS.len()).ok().and_then(|count| O::NAMES.at(count)), None);
        }
        check::<VirtualMachine<'_>>();
        check::<Nic<'_>>();
    }
}
