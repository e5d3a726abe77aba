//! Reads a type from a query: the parameters as a server takes them.
//!
//! They are sorted by name first, as they are to be signed: so the fields of a map stand together, of a name
//! that stands twice the last holds, and the signature is left out. What is written `name[index].field` is one
//! member `name`. Source: `com.cloud.api.dispatch.ParamUnpackWorker`, `ParamProcessWorker`.

use serde::Deserializer;
use serde::de::{Deserialize, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::error::{DeError, DeErrorKind};
use super::scalar::{Scalar, Scratch};
use crate::query::canonical::same_ignoring_case;
use crate::query::params::Param;
use crate::query::sorted::{Index, Run};
use crate::query::{Query, TooMany};
use crate::text::decode::percent_byte;
use crate::text::{Form, Text};

/// Reads a type from all parameters.
pub(super) fn deserialize<'de, T: Deserialize<'de>>(
    query: &Query<'de>,
    mut scratch: Scratch<'de>,
) -> Result<T, DeError> {
    let raw = query.as_str();
    let mut index = Index::new(raw);
    index.sort().map_err(|TooMany| DeErrorKind::TooMany.at(raw.len()))?;
    let params = Params { raw, rest: index.params(), part: Part::All };
    T::deserialize(Value { what: What::Params(params), scratch: &mut scratch })
        .map_err(|error| error.or_at(0))
}

/// Parameters, sorted by name: those of a query, or those that are fields of one map.
#[derive(Clone, Copy)]
struct Params<'q, 'de> {
    /// The whole query.
    raw: &'de str,
    /// The first of them and all that stand behind it.
    rest: Run<'q, 'de>,
    part: Part<'de>,
}

/// Which parameters.
#[derive(Clone, Copy)]
enum Part<'de> {
    /// Those of a query.
    All,
    /// The fields of a map that stand together.
    Map(&'de str),
    /// Those of them at one index.
    Index(&'de str, i32),
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
        loop {
            let mut rest = self.rest;
            let param = rest.next()?;
            let field = field(param.name.raw());
            let is_one = match (self.part, field) {
                (Part::All, _) => true,
                (Part::Map(map), Some(field)) if field.is_of(map) => true,
                (Part::Index(map, index), Some(field)) if field.is_of(map) => field.index == index,
                _ => return None,
            };
            self.rest = rest;
            if is_one {
                return Some((param, field));
            }
        }
    }

    /// Steps over the next member.
    fn next(&mut self) -> Option<Member<'q, 'de>> {
        let before = *self;
        let (Param { name, value, left }, field) = self.step()?;
        let at = self.raw.len().saturating_sub(left);
        if let (Part::All, Some(Field { map, .. })) = (self.part, field) {
            let fields = Self { part: Part::Map(map), ..before };
            let mut run = fields;
            while run.step().is_some() {
                self.rest = run.rest;
            }
            return Some(Member { at, name: map, value: What::Params(fields) });
        }
        let after = at.saturating_add(name.raw().len());
        let mark = self.raw.as_bytes().get(after) == Some(&b'=');
        let value = What::Text { raw: value.raw(), at: after.saturating_add(mark.into()) };
        let name = field.map_or_else(|| name.raw(), |field| field.name);
        Some(Member { at, name, value })
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

impl Field<'_> {
    fn is_of(&self, map: &str) -> bool {
        self.map == map || escaped(self.map) == escaped(map)
    }
}

/// Takes the name of a field apart; `None` where it is a plain name.
fn field(name: &str) -> Option<Field<'_>> {
    let (map, rest) = split(name, b'[').filter(|(map, _)| !map.is_empty())?;
    let (index, rest) = split(rest, b']')?;
    let (_, name) = split(rest, b'.').filter(|(between, _)| between.is_empty())?;
    Some(Field { map, index: escaped(index).parse()?, name })
}

/// Splits an escaped text at the first `mark`, an ASCII character that may be escaped as well.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    text.bytes().enumerate().find_map(|(at, b)| {
        let (before, rest) = text.split_at_checked(at)?;
        let len = match b {
            _ if b == mark => 1,
            b'%' if percent_byte(rest.as_bytes()) == Some(mark) => 3,
            _ => return None,
        };
        Some((before, rest.get(len..)?))
    })
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

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.what {
            What::Text { .. } => self.deserialize_str(visitor),
            What::Params(Params { part: Part::Map(_), .. }) => self.deserialize_seq(visitor),
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
            What::Params(params @ Params { part: Part::Map(_), .. }) => {
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
    /// Where the member begins whose name was read last.
    at: usize,
    /// Its value, until that is read.
    value: Option<What<'q, 'de>>,
}

impl<'de> MapAccess<'de> for Members<'_, '_, 'de> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some(Member { at, name, value }) = self.params.next() else { return Ok(None) };
        (self.at, self.value) = (at, Some(value));
        // A server lower-cases the names, and knows a parameter whatever its case.
        let known = self.fields.iter().find(|field| same_ignoring_case(escaped(name), field));
        let text = known.map_or_else(|| escaped(name), |field| Text::plain(field));
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

/// The items of a list that is written `a,b,c`; those without a character are none.
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

/// The elements of a list that is written as a map: one an index, in the order of the indices.
struct Elements<'s, 'q, 'de> {
    params: Params<'q, 'de>,
    last: Option<i32>,
    scratch: &'s mut Scratch<'de>,
}

impl<'q, 'de> Elements<'_, 'q, 'de> {
    fn next(&mut self) -> Option<What<'q, 'de>> {
        let Part::Map(map) = self.params.part else { return None };
        let index = self.params.index_after(self.last)?;
        self.last = Some(index);
        Some(What::Params(Params { part: Part::Index(map, index), ..self.params }))
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
