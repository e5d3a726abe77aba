//! The entries of a map: the key must be a text, and the value goes under it.

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq};

use super::{Fill, OpenList, OpenObject, Scalar, Slot, SlotError};

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
        Err(O::Error::KEY)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Self::Error> {
        Err(O::Error::KEY)
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
        Err(O::Error::KEY)
    }

    fn scalar(self, scalar: Scalar<'_>) -> Result<(), O::Error> {
        match scalar {
            Scalar::Text(name) => self.object.member(name, self.value),
            Scalar::Shown(_) | Scalar::Literal(_) => Err(O::Error::KEY),
        }
    }

    fn list(self, _: Option<&'static str>) -> Result<Self::List, O::Error> {
        Err(O::Error::KEY)
    }

    fn object(self, _: Option<&'static str>) -> Result<Self::Object, O::Error> {
        Err(O::Error::KEY)
    }

    fn tagged<T: Serialize + ?Sized>(self, _: &'static str, _: &T) -> Result<(), O::Error> {
        Err(O::Error::KEY)
    }
}

impl<E: SlotError> OpenList for Impossible<(), E> {
    type Error = E;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), E> {
        SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), E> {
        SerializeSeq::end(self)
    }
}

impl<E: SlotError> OpenObject for Impossible<(), E> {
    type Error = E;

    fn member<T: Serialize + ?Sized>(&mut self, _: &str, value: &T) -> Result<(), E> {
        SerializeMap::serialize_value(self, value)
    }

    fn end(self) -> Result<(), E> {
        SerializeMap::end(self)
    }
}
