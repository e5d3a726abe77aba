//! Reads a scalar type from a text: a leaf, a name, a value of a query or an item of its list.
//!
//! The text has no type until one is asked for. Without one, a text is a text.

use core::str::FromStr;

use serde::Deserializer;
use serde::de::{DeserializeSeed, EnumAccess, VariantAccess, Visitor};

use super::error::{DeError, DeErrorKind};
use super::text;
use crate::find::FAST;
use crate::text::Text;
use crate::text::short::digits;

/// Where escaped text is decoded for as long as the types borrow it, if the caller gave a buffer.
pub(super) struct Scratch<'de>(pub(super) Option<&'de mut [u8]>);

impl<'de> Scratch<'de> {
    /// Decodes a text into the buffer and keeps the rest of the buffer for the next; `None` where there is no room.
    fn decode(buf: &mut &'de mut [u8], text: Text<'_>) -> Option<&'de str> {
        let len = text.decode(buf)?;
        let (decoded, rest) = core::mem::take(buf).split_at_mut_checked(len).unwrap_or_default();
        *buf = rest;
        core::str::from_utf8(decoded).ok()
    }
}

/// A text that is read into a scalar type.
pub(super) struct Scalar<'s, 'de> {
    pub(super) text: Text<'de>,
    pub(super) scratch: &'s mut Scratch<'de>,
}

/// A text with its escapes undone.
enum Decoded<'t, 'de> {
    Borrowed(&'de str),
    Transient(&'t str),
}

impl<'de> Scalar<'_, 'de> {
    /// The text with its escapes.
    const fn text(self) -> Result<Text<'de>, DeError> {
        Ok(self.text)
    }

    /// Hands on the decoded text: borrowed where that can be.
    #[inline]
    fn decoded<R>(self, take: impl FnOnce(Decoded<'_, 'de>) -> Result<R, DeError>) -> Result<R, DeError> {
        match (self.text.as_str(), &mut self.scratch.0) {
            (Some(text), _) => take(Decoded::Borrowed(text)),
            (None, Some(buf)) => {
                let text = Scratch::decode(buf, self.text).ok_or_else(|| DeErrorKind::NoRoom.nowhere())?;
                take(Decoded::Borrowed(text))
            }
            (None, None) => {
                // A type that must borrow the text refuses it as a value of another type.
                transient(self.text, |text| take(Decoded::Transient(text))).map_err(|error| {
                    match error.kind() {
                        DeErrorKind::Type => DeErrorKind::Escaped.nowhere(),
                        _ => error,
                    }
                })
            }
        }
    }
}

/// Hands on a decoded text that nothing can borrow.
#[cfg(feature = "alloc")]
fn transient<R>(text: Text<'_>, take: impl FnOnce(&str) -> Result<R, DeError>) -> Result<R, DeError> {
    take(&text.to_cow())
}

/// The longest decoded text that nothing can borrow, without an allocator: its buffer is on the stack.
#[cfg(not(feature = "alloc"))]
const TRANSIENT: usize = 512;

/// Hands on a decoded text that nothing can borrow. Never inlined, so that no other call pays for the buffer.
#[cfg(not(feature = "alloc"))]
#[inline(never)]
fn transient<R>(text: Text<'_>, take: impl FnOnce(&str) -> Result<R, DeError>) -> Result<R, DeError> {
    let mut buf = [0; TRANSIENT];
    take(text.decode_into(&mut buf).map_err(|_| DeErrorKind::Escaped.nowhere())?)
}

/// Reads a flag, whatever its case.
#[cfg_attr(not(small), cold, inline(never))]
fn flag(text: &Text<'_>) -> Option<bool> {
    text.short(|text| match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    })
}

macro_rules! numbers {
    ($($method:ident $visit:ident by $parse:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            visitor.$visit($parse(&self.text).ok_or_else(|| DeErrorKind::ExpectedNumber.nowhere())?)
        }
    )*};
}

/// Reads an integer that an `i64` holds, of any type: where size counts, there is one routine for all of them.
#[cfg_attr(not(small), inline)]
fn short<T: FromStr + TryFrom<i64>>(text: &Text<'_>) -> Option<T> {
    if FAST { wide(text) } else { long(text)?.try_into().ok() }
}

/// Reads an integer of any size.
#[cfg_attr(not(small), inline)]
fn wide<T: FromStr + TryFrom<i64>>(text: &Text<'_>) -> Option<T> {
    match digits(text.raw().as_bytes()) {
        Some(number) => i64::from(number).try_into().ok(),
        None => odd(text),
    }
}

/// The same where it is not a few digits. For `FromStr`, `-0` is no unsigned number.
#[cfg_attr(not(small), cold, inline(never))]
fn odd<T: FromStr + TryFrom<i64>>(text: &Text<'_>) -> Option<T> {
    text.parse().or_else(|| long(text)?.try_into().ok())
}

#[inline(never)]
fn long(text: &Text<'_>) -> Option<i64> {
    text.parse()
}

/// Finite ones: `FromStr` has infinity for what is out of range, and takes `inf` and `nan`.
macro_rules! floats {
    ($($method:ident $visit:ident $float:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
            let number = self.text.parse().filter(|number: &$float| number.is_finite());
            visitor.$visit(number.ok_or_else(|| DeErrorKind::ExpectedNumber.nowhere())?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Scalar<'_, 'de> {
    type Error = DeError;

    wrappers! {}

    numbers! {
        deserialize_i8 visit_i8 by short;
        deserialize_i16 visit_i16 by short;
        deserialize_i32 visit_i32 by short;
        deserialize_i64 visit_i64 by short;
        deserialize_i128 visit_i128 by wide;
        deserialize_u8 visit_u8 by short;
        deserialize_u16 visit_u16 by short;
        deserialize_u32 visit_u32 by short;
        deserialize_u64 visit_u64 by wide;
        deserialize_u128 visit_u128 by wide;
    }

    floats! {
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let value = match self.text.raw() {
            // As servers write them, which is found sooner.
            "true" if FAST => Some(true),
            "false" if FAST => Some(false),
            _ => flag(&self.text),
        };
        visitor.visit_bool(value.ok_or_else(|| DeErrorKind::ExpectedBool.nowhere())?)
    }

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.decoded(|text| match text {
            Decoded::Borrowed(text) => visitor.visit_borrowed_str(text),
            Decoded::Transient(text) => visitor.visit_str(text),
        })
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.decoded(|text| match text {
            Decoded::Borrowed(text) => visitor.visit_borrowed_bytes(text.as_bytes()),
            Decoded::Transient(text) => visitor.visit_bytes(text.as_bytes()),
        })
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if self.text.is_blank() { visitor.visit_unit() } else { Err(DeErrorKind::ExpectedNothing.nowhere()) }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        visitor.visit_enum(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DeError> {
        Err(DeErrorKind::NestedList.nowhere())
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DeError> {
        Err(DeErrorKind::ExpectedMembers.nowhere())
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.deserialize_str(visitor)
    }
}

/// A text that names the variant of an enum.
impl<'de> EnumAccess<'de> for Scalar<'_, 'de> {
    type Error = DeError;
    type Variant = NoContent;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, NoContent), DeError> {
        Ok((seed.deserialize(self)?, NoContent))
    }
}

/// What stands in a variant that is named by a text alone.
pub(super) struct NoContent;

impl<'de> VariantAccess<'de> for NoContent {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, DeError> {
        Err(DeErrorKind::ExpectedMembers.nowhere())
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DeError> {
        Err(DeErrorKind::ExpectedMembers.nowhere())
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, DeError> {
        Err(DeErrorKind::ExpectedMembers.nowhere())
    }
}
