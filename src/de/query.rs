//! Reads a type from a query: the parameters as a server takes them.
//!
//! They are sorted by name first, as they are to be signed: so the fields of a map stand together, of a name
//! that occurs twice the last holds, and the signature is left out. What is written `name[index].field` is one
//! member `name`; any other name is a member by itself. Source: `com.cloud.api.dispatch.ParamUnpackWorker`,
//! `ParamProcessWorker`.

use serde::Deserializer;
use serde::de::{Deserialize, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::error::{DeError, DeErrorKind};
use super::scalar::{Scalar, Scratch};
use super::text;
use crate::find::either;
use crate::query::canonical::same_ignoring_case;
use crate::query::params::Param;
use crate::query::sorted::{Index, Run};
use crate::query::{Query, TooMany};
use crate::text::{Form, Text, percent_byte};

/// Reads a type from all parameters.
pub(super) fn deserialize<'de, T: Deserialize<'de>>(
    query: &Query<'de>,
    mut scratch: Scratch<'de>,
) -> Result<T, DeError> {
    let raw = query.as_str();
    let mut index = Index::new(raw);
    index.sort().map_err(|TooMany| DeErrorKind::TooMany.at(raw.len()))?;
    let params = Params { raw, rest: index.params(), part: Part::All(None) };
    // An error of all parameters together, such as that one is missing, is at no place among them.
    T::deserialize(Value { what: What::Params(params), scratch: &mut scratch })
}

/// Parameters, sorted by name: those of a query, or those that are fields of one map.
#[derive(Clone, Copy)]
struct Params<'q, 'de> {
    /// The whole query.
    raw: &'de str,
    /// The parameters that are still to come, with others among them.
    rest: Run<'q, 'de>,
    part: Part<'de>,
}

/// Which parameters.
#[derive(Clone, Copy)]
enum Part<'de> {
    /// Those of a query, except the other fields of the map that was met last.
    All(Option<&'de str>),
    /// The fields of a map.
    Map,
    /// Those of them at one index.
    Index(i32),
}

/// A parameter, or all parameters that are fields of one map.
struct Member<'q, 'de> {
    /// Where it begins.
    at: usize,
    /// Still escaped.
    name: &'de str,
    value: What<'q, 'de>,
}

/// What a value is made of.
#[derive(Clone, Copy)]
enum What<'q, 'de> {
    /// An escaped text, and where it begins.
    Text {
        raw: &'de str,
        at: usize,
    },
    Params(Params<'q, 'de>),
}

impl What<'_, '_> {
    fn offset(&self) -> usize {
        match self {
            Self::Text { at, .. } => *at,
            Self::Params(params) => params.offset(),
        }
    }
}

impl<'q, 'de> Params<'q, 'de> {
    /// Where the first begins.
    fn offset(&self) -> usize {
        let mut params = *self;
        params.next().map_or_else(|| self.raw.len(), |first| first.at)
    }

    /// Steps over the next parameter.
    fn step(&mut self) -> Option<(Param<'de>, Option<Field<'de>>)> {
        let part = self.part;
        self.rest.by_ref().map(|param| (param, field(param.name.raw()))).find(|(_, field)| match part {
            Part::All(_) => true,
            Part::Map => field.is_some(),
            Part::Index(index) => field.is_some_and(|field| field.index == index),
        })
    }

    /// Steps over the next member.
    fn next(&mut self) -> Option<Member<'q, 'de>> {
        loop {
            let before = self.rest;
            let (Param { name, value, left }, field) = self.step()?;
            let at = self.raw.len().saturating_sub(left);
            if let (Part::All(last), Some(Field { map, .. })) = (self.part, field) {
                if last.is_some_and(|last| is_same(last, map)) {
                    continue;
                }
                self.part = Part::All(Some(map));
                // In the order of names all that begin with `map[` stand together, whether they are fields or not.
                let is_alike = |param: &Param<'_>| {
                    map_of(param.name.raw()).is_some_and(|(other, _)| is_same(other, map))
                };
                let fields = Self { rest: before.leading(is_alike), part: Part::Map, ..*self };
                return Some(Member { at, name: map, value: What::Params(fields) });
            }
            let after = at.saturating_add(name.raw().len());
            let mark = self.raw.as_bytes().get(after) == Some(&b'=');
            let value = What::Text { raw: value.raw(), at: after.saturating_add(mark.into()) };
            let name = field.map_or_else(|| name.raw(), |field| field.name);
            return Some(Member { at, name, value });
        }
    }

    /// Finds the least index of a map that is greater than `last`.
    fn index_after(mut self, last: Option<i32>) -> Option<i32> {
        let indices = core::iter::from_fn(|| self.step()).filter_map(|(_, field)| Some(field?.index));
        indices.filter(|&index| last.is_none_or(|last| index > last)).min()
    }
}

/// The parts of `map[index].name`, still escaped.
#[derive(Clone, Copy)]
struct Field<'de> {
    map: &'de str,
    index: i32,
    name: &'de str,
}

/// Takes the name of a field apart; `None` where it is a plain name.
fn field(name: &str) -> Option<Field<'_>> {
    let (map, rest) = map_of(name)?;
    let (index, rest) = split(rest, b']')?;
    let (_, name) = split(rest, b'.').filter(|(between, _)| between.is_empty())?;
    Some(Field { map, index: escaped(index).parse()?, name })
}

/// Splits a name behind that of the map, if there is one.
fn map_of(name: &str) -> Option<(&str, &str)> {
    split(name, b'[').filter(|(map, _)| !map.is_empty())
}

/// Tells whether two names are the same, however they are escaped.
fn is_same(one: &str, other: &str) -> bool {
    one == other || escaped(one) == escaped(other)
}

/// Splits an escaped text at the first `mark`, an ASCII character that may be escaped as well.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0_usize;
    let len = loop {
        at = match *bytes.get(at)? {
            b if b == mark => break 1,
            b'%' if bytes.get(at..).and_then(percent_byte) == Some(mark) => break 3,
            // Only past this byte: behind a bare `%` an escape may begin, and the digits of one are no marks.
            _ => either(bytes, at.saturating_add(1), mark, b'%'),
        };
    };
    Some((text.get(..at)?, text.get(at.saturating_add(len)..)?))
}

const fn escaped(raw: &str) -> Text<'_> {
    Text::new(raw, Form::QUERY)
}

/// A value that is read into a type.
struct Value<'s, 'q, 'de> {
    what: What<'q, 'de>,
    scratch: &'s mut Scratch<'de>,
}

impl<'s, 'de> Value<'s, '_, 'de> {
    /// The text with its escapes.
    fn text(self) -> Result<Text<'de>, DeError> {
        self.scalar().map(|scalar| scalar.text)
    }

    fn scalar(self) -> Result<Scalar<'s, 'de>, DeError> {
        match self.what {
            What::Text { raw, .. } => Ok(Scalar { text: escaped(raw), scratch: self.scratch }),
            What::Params(_) => Err(DeErrorKind::ExpectedText.nowhere()),
        }
    }

    fn members<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let What::Params(params) = self.what else { return Err(DeErrorKind::ExpectedMembers.nowhere()) };
        let mut members = Members { params, fields, scratch: self.scratch, at: 0, value: None };
        visitor.visit_map(&mut members).map_err(|error| match error.kind() {
            DeErrorKind::Duplicate(_) => error.or_at(members.at),
            _ => error,
        })
    }
}

impl<'de> Deserializer<'de> for Value<'_, '_, 'de> {
    type Error = DeError;

    scalars! {}
    wrappers! {}

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.scalar()?.deserialize_str(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.what {
            What::Text { .. } => self.deserialize_str(visitor),
            What::Params(Params { part: Part::Map, .. }) => self.deserialize_seq(visitor),
            What::Params(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.what {
            What::Text { raw, at } => {
                let end = at.saturating_add(raw.len());
                let mut items = Items { rest: raw, end, scratch: self.scratch };
                let value = visitor.visit_seq(&mut items)?;
                match items.next() {
                    None => Ok(value),
                    Some((_, at)) => Err(DeErrorKind::Length.at(at)),
                }
            }
            What::Params(params @ Params { part: Part::Map, .. }) => {
                let mut elements = Elements { params, last: None, scratch: self.scratch };
                let value = visitor.visit_seq(&mut elements)?;
                match elements.next() {
                    None => Ok(value),
                    Some(surplus) => Err(DeErrorKind::Length.at(surplus.offset())),
                }
            }
            What::Params(_) => Err(DeErrorKind::NestedList.nowhere()),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.members(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.members(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.scalar()?.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_unit()
    }
}

/// The parameters as the members of a struct or a map.
struct Members<'s, 'q, 'de> {
    params: Params<'q, 'de>,
    /// The fields of the struct.
    fields: &'static [&'static str],
    scratch: &'s mut Scratch<'de>,
    /// Where the member whose name was read last begins.
    at: usize,
    /// Its value, until that is read.
    value: Option<What<'q, 'de>>,
}

impl<'de> MapAccess<'de> for Members<'_, '_, 'de> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some(Member { at, name, value }) = self.params.next() else { return Ok(None) };
        (self.at, self.value) = (at, Some(value));
        let name = escaped(name);
        // A server lower-cases the names, and knows a parameter whatever its case, but not those of the fields of maps.
        let exact = self.fields.iter().find(|&field| name == **field);
        let known = exact.or_else(|| self.fields.iter().find(|field| same_ignoring_case(name, field)));
        let text = known.map_or(name, |field| Text::plain(field));
        let name = Scalar { text, scratch: self.scratch };
        seed.deserialize(name).map(Some).map_err(|error| error.or_at(at))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        // No type asks for a value before its name.
        let what = self.value.take().ok_or_else(|| DeErrorKind::Custom.nowhere())?;
        let value = Value { what, scratch: self.scratch };
        seed.deserialize(value).map_err(|error| error.or_at(what.offset()))
    }
}

/// The items of a list that is written `a,b,c`; empty ones are dropped.
struct Items<'s, 'de> {
    rest: &'de str,
    /// Where the rest ends.
    end: usize,
    scratch: &'s mut Scratch<'de>,
}

impl<'de> Items<'_, 'de> {
    /// Steps over the next item: its escaped text, and where it begins.
    fn next(&mut self) -> Option<(&'de str, usize)> {
        while !self.rest.is_empty() {
            let at = self.end.saturating_sub(self.rest.len());
            let (item, rest) = split(self.rest, b',').unwrap_or((self.rest, ""));
            self.rest = rest;
            if !item.is_empty() {
                return Some((item, at));
            }
        }
        None
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        let Some((item, at)) = self.next() else { return Ok(None) };
        let item = Scalar { text: escaped(item), scratch: self.scratch };
        seed.deserialize(item).map(Some).map_err(|error| error.or_at(at))
    }
}

/// The elements of a list that is written as a map: one for each index, in the order of the indices.
struct Elements<'s, 'q, 'de> {
    params: Params<'q, 'de>,
    last: Option<i32>,
    scratch: &'s mut Scratch<'de>,
}

impl<'q, 'de> Elements<'_, 'q, 'de> {
    fn next(&mut self) -> Option<What<'q, 'de>> {
        let index = self.params.index_after(self.last)?;
        self.last = Some(index);
        Some(What::Params(Params { part: Part::Index(index), ..self.params }))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, '_, 'de> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        let Some(what) = self.next() else { return Ok(None) };
        let element = Value { what, scratch: self.scratch };
        seed.deserialize(element).map(Some).map_err(|error| error.or_at(what.offset()))
    }
}
