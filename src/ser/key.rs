//! The entries of a map: the key must be a text, and the value goes under it.

use core::fmt::{Display, Write as _};

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq};

use super::{Fill, OpenList, OpenObject, Scalar, Slot, SlotError};
use crate::query::Fixed;
use crate::write::Sink;

/// Takes a key only together with its value, as maps give it: a key alone would have to be kept.
impl<O: OpenObject> SerializeMap for Fill<O> {
    type Ok = ();
    type Error = O::Error;

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Self::Error> {
        Key { object: &mut self.0, value }.fill(key)
    }

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Self::Error> {
        Err(self.0.bad_key())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Self::Error> {
        Err(self.0.bad_key())
    }

    fn end(self) -> Result<(), Self::Error> {
        self.0.end()
    }
}

/// The slot of a key, which must be a text: as soon as it is known the value is written under it.
struct Key<'s, O, V: ?Sized> {
    object: &'s mut O,
    value: &'s V,
}

impl<O: OpenObject, V: Serialize + ?Sized> Slot for Key<'_, O, V> {
    type Error = O::Error;
    type List = Impossible<(), O::Error>;
    type Object = Impossible<(), O::Error>;

    fn nothing(self) -> Result<(), O::Error> {
        Err(self.object.bad_key())
    }

    fn scalar(self, scalar: Scalar<'_>) -> Result<(), O::Error> {
        match scalar {
            Scalar::Text(name) => self.object.member(name, self.value),
            Scalar::Shown(name) => self.shown(name),
            Scalar::Literal(_) => Err(self.object.bad_key()),
        }
    }

    fn list(self, _: Option<&'static str>) -> Result<Self::List, O::Error> {
        Err(self.object.bad_key())
    }

    fn object(self, _: Option<&'static str>) -> Result<Self::Object, O::Error> {
        Err(self.object.bad_key())
    }

    fn tagged<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), O::Error> {
        Err(self.object.bad_key())
    }
}

impl<O: OpenObject, V: Serialize + ?Sized> Key<'_, O, V> {
    /// Takes a key that is displayed, such as a text with escapes. Not inlined, for the sake of the stack.
    #[inline(never)]
    fn shown(self, shown: &dyn Display) -> Result<(), O::Error> {
        let mut buf = [0; LONGEST];
        let mut name = Fixed::new(&mut buf);
        let mut sink = Sink::new(&mut name);
        match (write!(sink, "{shown}"), sink.failed) {
            (Ok(()), None) => self.object.member(name.as_str(), self.value),
            _ => Err(self.object.bad_key()),
        }
    }
}

/// The longest key that is displayed, in bytes.
const LONGEST: usize = 512;

impl<E: SlotError> OpenList for Impossible<(), E> {
    type Error = E;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), E> {
        SerializeSeq::serialize_element(self, value)
    }
}

impl<E: SlotError> OpenObject for Impossible<(), E> {
    type Error = E;

    fn member<T: Serialize + ?Sized>(&mut self, _: &str, value: &T) -> Result<(), E> {
        SerializeMap::serialize_value(self, value)
    }
}
