//! Writes any `Serialize`: the parameters of a command, the members of an answer.
//!
//! [`Fill`] reduces the types of serde to scalars, lists and objects, and hands each to the [`Slot`] that it is to
//! fill. The slots are in `ser/command.rs` and `ser/answer.rs`, and refuse what the wire cannot express. No value is
//! kept, so no allocator is needed.

use core::fmt::{self, Display};

use serde::Serializer;
use serde::ser::{
    Error, Serialize, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

mod answer;
mod command;
mod key;
pub mod params;
mod types;

/// A place that takes one value.
trait Slot: Sized {
    type Error: SlotError;
    type List: OpenList<Error = Self::Error>;
    type Object: OpenObject<Error = Self::Error>;

    /// Takes `None`, which is left out.
    fn nothing(self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Takes a scalar.
    fn scalar(self, scalar: Scalar<'_>) -> Result<(), Self::Error>;

    /// Opens a list; for a variant, inside an object whose only member it is.
    fn list(self, variant: Option<&'static str>) -> Result<Self::List, Self::Error>;

    /// Opens an object; for a variant, inside an object whose only member it is.
    fn object(self, variant: Option<&'static str>) -> Result<Self::Object, Self::Error>;

    /// Takes an object whose only member is the variant.
    fn tagged<T: Serialize + ?Sized>(self, variant: &'static str, value: &T) -> Result<(), Self::Error>;

    /// Takes any value.
    fn fill<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
        value.serialize(Fill(self))
    }
}

/// A list that is open.
trait OpenList: Sized {
    type Error: SlotError;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error>;

    /// Closes it, where that takes more than to stop.
    fn end(self) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// An object that is open.
trait OpenObject: Sized {
    type Error: SlotError;

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Self::Error>;

    /// Closes it, where that takes more than to stop.
    fn end(self) -> Result<(), Self::Error> {
        Ok(())
    }

    /// Refuses the key of the next member.
    fn bad_key(&mut self) -> Self::Error {
        Self::Error::KEY
    }
}

/// What every slot refuses.
trait SlotError: Error {
    /// A map key that is not a text, is given without its value, or is too long once its escapes are undone.
    const KEY: Self;
    /// Bytes, a float that is not finite, a unit struct.
    const TYPE: Self;
}

/// A value without members.
#[derive(Clone, Copy)]
enum Scalar<'a> {
    Text(&'a str),
    /// A text that is still to be displayed.
    Shown(&'a dyn Display),
    /// A number, `true` or `false`.
    Literal(&'a dyn Display),
}

impl Display for Scalar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Shown(value) | Self::Literal(value) => value.fmt(f),
        }
    }
}

/// Fills a slot, or what was opened in one.
struct Fill<S>(S);

macro_rules! literals {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Result<(), Self::Error> {
            self.0.scalar(Scalar::Literal(&value))
        }
    )*};
}

impl<S: Slot> Serializer for Fill<S> {
    type Ok = ();
    type Error = S::Error;
    type SerializeSeq = Fill<S::List>;
    type SerializeTuple = Fill<S::List>;
    type SerializeTupleStruct = Fill<S::List>;
    type SerializeTupleVariant = Fill<S::List>;
    type SerializeMap = Fill<S::Object>;
    type SerializeStruct = Fill<S::Object>;
    type SerializeStructVariant = Fill<S::Object>;

    literals! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128,
    }

    fn serialize_f32(self, value: f32) -> Result<(), Self::Error> {
        if value.is_finite() { self.0.scalar(Scalar::Literal(&value)) } else { Err(S::Error::TYPE) }
    }

    fn serialize_f64(self, value: f64) -> Result<(), Self::Error> {
        if value.is_finite() { self.0.scalar(Scalar::Literal(&value)) } else { Err(S::Error::TYPE) }
    }

    fn serialize_char(self, value: char) -> Result<(), Self::Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Self::Error> {
        self.0.scalar(Scalar::Text(value))
    }

    // serde's own makes a `String` of it, and needs an allocator.
    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
        self.0.scalar(Scalar::Shown(&value))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Self::Error> {
        Err(S::Error::TYPE)
    }

    fn serialize_none(self) -> Result<(), Self::Error> {
        self.0.nothing()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Self::Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Self::Error> {
        self.0.nothing()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Self::Error> {
        Err(S::Error::TYPE)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Self::Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Self::Error> {
        self.0.tagged(variant, value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Fill<S::List>, Self::Error> {
        self.0.list(None).map(Fill)
    }

    fn serialize_tuple(self, _: usize) -> Result<Fill<S::List>, Self::Error> {
        self.0.list(None).map(Fill)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Fill<S::List>, Self::Error> {
        self.0.list(None).map(Fill)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fill<S::List>, Self::Error> {
        self.0.list(Some(variant)).map(Fill)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Fill<S::Object>, Self::Error> {
        self.0.object(None).map(Fill)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fill<S::Object>, Self::Error> {
        self.0.object(None).map(Fill)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fill<S::Object>, Self::Error> {
        self.0.object(Some(variant)).map(Fill)
    }
}

macro_rules! lists {
    ($($trait:ident: $method:ident,)*) => {$(
        impl<L: OpenList> $trait for Fill<L> {
            type Ok = ();
            type Error = L::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Self::Error> {
                self.0.element(value)
            }

            fn end(self) -> Result<(), Self::Error> {
                self.0.end()
            }
        }
    )*};
}

lists! {
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field,
}

macro_rules! objects {
    ($($trait:ident)*) => {$(
        impl<O: OpenObject> $trait for Fill<O> {
            type Ok = ();
            type Error = O::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Self::Error> {
                self.0.member(name, value)
            }

            fn end(self) -> Result<(), Self::Error> {
                self.0.end()
            }
        }
    )*};
}

objects! { SerializeStruct SerializeStructVariant }
