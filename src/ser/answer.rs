//! The slots of an answer: a member of an object, an element of a list, or an object that is open already.

use core::fmt;

use serde::ser::{self, Serialize};

use super::{OpenList, OpenObject, Scalar, Slot, SlotError};
use crate::write::{Kind, List, Place, WriteError, Writer};

/// Typed values, with feature `serde`.
impl Writer<'_> {
    /// Writes a member from any `Serialize`.
    ///
    /// A server writes a map in XML as one text, `{k=v}`: for that there is
    /// [`Details::Text`](crate::model::Details::Text).
    ///
    /// | in serde | XML | JSON |
    /// |---|---|---|
    /// | `None`, `()`, also in a sequence | nothing | nothing |
    /// | a number, a `bool` | `<a>1</a>` | `"a":1` |
    /// | a text, a `char`, a variant without members | `<a>x</a>` | `"a":"x"` |
    /// | a struct, a map with texts for keys | `<a><b>1</b></a>` | `"a":{"b":1}` |
    /// | a sequence, a tuple | a run of `<a>…</a>` | `"a":[…]` |
    /// | a variant with members | `<a><Variant>…</Variant></a>` | `"a":{"Variant":…}` |
    /// | a newtype struct | its value | its value |
    ///
    /// An enum that is flattened must have variants of one value each: of other variants serde gives a key apart from
    /// its value, or nothing.
    ///
    /// Floats are written in full, with zeros in place of an exponent, and read back as the same number; Java may write
    /// the same one as `1.0E10`.
    ///
    /// # Errors
    /// Those of every verb; [`WriteError::Key`] at a map key that cannot be written; [`WriteError::NestedList`] at a
    /// sequence in a sequence; [`WriteError::Type`] at bytes, at a unit struct, and at a float that is not finite;
    /// [`WriteError::Custom`] if the value's own `Serialize` fails.
    ///
    /// # Examples
    /// See [`members`](Self::members).
    pub fn serialize(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), WriteError> {
        self.fill(Some(Place::member(&name)), value)
    }

    /// Writes the members of a struct or a map into the object that is open.
    ///
    /// Each is written as by [`serialize`](Self::serialize). `None` and `()` have no members, and nothing is written.
    ///
    /// # Errors
    /// Those of [`serialize`](Self::serialize); [`WriteError::NoMembers`] at a value that is neither a struct nor a
    /// map.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::answer::{Answer, Job, Outcome};
    /// use cloudstack_codec::{JobStatus, Syntax};
    ///
    /// #[derive(serde::Serialize)]
    /// struct Vm<'a> {
    ///     name: &'a str,
    ///     memory: Option<u32>,
    ///     nic: &'a [Nic<'a>],
    /// }
    ///
    /// #[derive(serde::Serialize)]
    /// struct Nic<'a> {
    ///     ipaddress: &'a str,
    ///     isdefault: bool,
    /// }
    ///
    /// let nic = [Nic { ipaddress: "10.1.1.225", isdefault: true }];
    /// let vm = Vm { name: "web", memory: None, nic: &nic };
    /// let answer = Answer::to("queryAsyncJobResult", Syntax::Json);
    /// let done = Job::new(JobStatus::Succeeded);
    /// let mut body = String::new();
    /// answer.job(&mut body, &done.result(Outcome::Object("virtualmachine", &|w| w.members(&vm))))?;
    /// assert_eq!(body, concat!(
    ///     r#"{"queryasyncjobresultresponse":{"jobresulttype":"object","jobresult":{"virtualmachine":"#,
    ///     r#"{"name":"web","nic":[{"ipaddress":"10.1.1.225","isdefault":true}]}},"jobstatus":1}}"#,
    /// ));
    /// # Ok::<(), cloudstack_codec::answer::WriteError>(())
    /// ```
    pub fn members(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), WriteError> {
        self.fill(None, value)
    }

    /// Writes a value at a place; without one, its members.
    fn fill(
        &mut self,
        place: Option<Place<'_>>,
        value: &(impl Serialize + ?Sized),
    ) -> Result<(), WriteError> {
        let done = AnswerSlot { writer: self, place }.fill(value);
        self.keep(done)
    }
}

/// Typed values, with feature `serde`.
impl List<'_, '_> {
    /// Writes an element from any `Serialize`.
    ///
    /// # Errors
    /// Those of [`Writer::serialize`].
    pub fn serialize(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), WriteError> {
        self.writer.fill(Some(Place::element(&self.name)), value)
    }
}

impl ser::Error for WriteError {
    /// The message cannot be kept without an allocator.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Custom
    }
}

impl SlotError for WriteError {
    const KEY: Self = Self::Key;
    const TYPE: Self = Self::Type;
}

struct AnswerSlot<'s, 'w> {
    writer: &'s mut Writer<'w>,
    /// `None` is the object that is open, which takes only members.
    place: Option<Place<'s>>,
}

impl<'s, 'w> AnswerSlot<'s, 'w> {
    fn open(self, variant: Option<&'static str>, kind: Kind) -> Result<Open<'s, 'w>, WriteError> {
        let open = Open { writer: self.writer, place: self.place, variant, kind };
        if let Some(place) = open.place {
            open.writer.begin(place, open.outer())?;
        }
        if let Some(variant) = variant {
            open.writer.begin(Place::member(&variant), kind)?;
        }
        Ok(open)
    }
}

impl<'s, 'w> Slot for AnswerSlot<'s, 'w> {
    type Error = WriteError;
    type List = Open<'s, 'w>;
    type Object = Open<'s, 'w>;

    fn scalar(self, scalar: Scalar<'_>) -> Result<(), WriteError> {
        let kind = match scalar {
            Scalar::Text(_) | Scalar::Shown(_) => Kind::Text,
            Scalar::Literal(_) => Kind::Literal,
        };
        self.writer.scalar(self.place.ok_or(WriteError::NoMembers)?, kind, &scalar)
    }

    fn list(self, variant: Option<&'static str>) -> Result<Open<'s, 'w>, WriteError> {
        if variant.is_none() {
            self.place.ok_or(WriteError::NoMembers)?.elements().ok_or(WriteError::NestedList)?;
        }
        self.open(variant, Kind::List)
    }

    fn object(self, variant: Option<&'static str>) -> Result<Open<'s, 'w>, WriteError> {
        self.open(variant, Kind::Object)
    }

    fn tagged<T: Serialize + ?Sized>(self, variant: &'static str, value: &T) -> Result<(), WriteError> {
        let mut object = self.open(None, Kind::Object)?;
        object.member(variant, value)?;
        object.close()
    }
}

/// An object or a list that is open; for a variant, with the object around it.
struct Open<'s, 'w> {
    writer: &'s mut Writer<'w>,
    place: Option<Place<'s>>,
    variant: Option<&'static str>,
    kind: Kind,
}

impl Open<'_, '_> {
    /// What stands at the place itself.
    const fn outer(&self) -> Kind {
        if self.variant.is_some() { Kind::Object } else { self.kind }
    }

    fn close(self) -> Result<(), WriteError> {
        if let Some(variant) = self.variant {
            self.writer.end(Place::member(&variant), self.kind)?;
        }
        match self.place {
            Some(place) => self.writer.end(place, self.outer()),
            None => Ok(()),
        }
    }
}

impl OpenList for Open<'_, '_> {
    type Error = WriteError;

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let place = match &self.variant {
            Some(variant) => Some(Place::element(variant)),
            None => self.place.and_then(Place::elements),
        };
        self.writer.fill(place, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}

impl OpenObject for Open<'_, '_> {
    type Error = WriteError;

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), WriteError> {
        self.writer.serialize(name, value)
    }

    fn bad_key(&mut self) -> WriteError {
        self.writer.fail(WriteError::Key)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}
