//! Reads a type from a node: one walk over the checked bytes, forward only, by serde's own calls.
//!
//! [`Input`] is the place in the body; each node whose members are being read has a [`Level`] on the stack. A type
//! asks a [`Value`] for what it wants: a scalar, [`Members`], or the [`Elements`] of a list, a run of equal names
//! that ends where another name follows. Nothing is looked at twice, except for a type that takes anything: that has to
//! know whether a second node of the name follows.

use serde::Deserializer;
use serde::de::{
    Deserialize, DeserializeSeed, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::error::{DeError, DeErrorKind};
use super::scalar::{Scalar, Scratch};
use super::text;
use crate::event::Syntax;
use crate::find;
use crate::node::Node;
use crate::node::walk::{Child, Content, Walk};
use crate::read::token::{Span, name_of, plain_form, text_of};
use crate::text::Text;

/// Reads a type from a whole node.
pub(super) fn deserialize<'de, T: Deserialize<'de>>(
    node: &Node<'de>,
    scratch: Scratch<'de>,
) -> Result<T, DeError> {
    let Node { src, name, content, syntax, .. } = *node;
    let content =
        if node.has_members() { Content::Members { at: content.start } } else { Content::Leaf(content) };
    let walk = Walk::new(node.content, src, syntax);
    let mut input = Input { src, syntax, walk, scratch };
    let whole = Value { input: &mut input, child: &Child { name, content }, level: None };
    placed(T::deserialize(whole), node.content.start())
}

/// Places the error of a result that has no place yet.
#[inline(always)]
fn placed<T>(mut result: Result<T, DeError>, offset: usize) -> Result<T, DeError> {
    if let Err(error) = &mut result {
        *error = error.or_at(offset);
    }
    result
}

/// The body, how far it has been read, and where its escaped texts are decoded.
struct Input<'de> {
    src: &'de str,
    syntax: Syntax,
    walk: Walk,
    scratch: Scratch<'de>,
}

impl<'de> Input<'de> {
    /// Takes an object whose members are all `null` or `[]` for an empty one, which only shows inside.
    fn settle(&mut self, content: Content) -> Content {
        let Content::Members { at } = content else { return content };
        let mut ahead = self.walk;
        if ahead.step(self.src, self.syntax, &mut None).is_some() {
            return content;
        }
        self.walk = ahead;
        Content::Leaf(Span { start: at, end: at })
    }

    /// The text of a node that has just been stepped to; `None` where it has members.
    #[inline(never)]
    fn text(&mut self, content: Content) -> Option<Text<'de>> {
        let content = self.settle(content).leaf()?;
        Some(text_of(self.src, self.syntax, content).unwrap_or_default())
    }

    /// Tells whether a leaf has no text but white space.
    #[cfg_attr(small, inline(never))]
    fn is_blank(&self, content: Span) -> bool {
        text_of(self.src, self.syntax, content).is_none_or(|text| text.is_blank())
    }

    /// Tells whether two names are the same, however they are escaped.
    #[cfg_attr(not(small), inline)]
    #[cfg_attr(small, inline(never))]
    fn same(&self, one: &Child, other: &Child) -> bool {
        let body = self.src.as_bytes();
        match (one.plain(), other.plain()) {
            // Most differ in length.
            (Some(_), Some(_)) => {
                one.name.len() == other.name.len() && one.name.bytes(body) == other.name.bytes(body)
            }
            // One way for all, where size counts.
            _ if !find::FAST => self.name(one).chars().eq(self.name(other).chars()),
            _ => match (body.get(one.name.start()), body.get(other.name.start())) {
                (Some(b'\\'), _) | (_, Some(b'\\')) => self.same_name(one.name, other.name),
                (one_byte, other_byte) => one_byte == other_byte && self.same_name(one.name, other.name),
            },
        }
    }

    /// The same where a name may be escaped.
    #[cold]
    fn same_name(&self, one: Span, other: Span) -> bool {
        one == other || name_of(self.src, self.syntax, one) == name_of(self.src, self.syntax, other)
    }

    #[inline]
    fn name(&self, child: &Child) -> Text<'de> {
        match child.plain() {
            Some(_) => Text::plain(child.name.of(self.src)),
            None => name_of(self.src, self.syntax, child.name),
        }
    }
}

/// What is kept of a node while its members are read.
struct Level {
    /// How deep the walk is there; once it is less deep, the node is over.
    depth: u32,
    /// JSON: the name of the array whose elements stand here.
    array: Option<Span>,
    /// A member that was stepped to in search of the end of a list.
    ahead: Option<Child>,
    list: List,
}

/// Whether the member that was read last is the first of a list.
#[derive(Clone, Copy)]
enum List {
    No,
    /// Nobody wants it: the rest of it is passed over when the next name is asked for.
    Ignored,
    /// It is, and has not been read itself.
    Unread,
    Begun,
    /// The type does not take it.
    Broken,
}

impl Level {
    /// Steps to the next member, whatever was left unread in the last one: a type may ignore its value, or go on after
    /// an error in it.
    #[cfg_attr(not(small), inline(always))]
    fn next(&mut self, input: &mut Input<'_>) -> Option<Child> {
        if self.ahead.is_some() {
            return self.ahead.take();
        }
        if input.walk.depth() != self.depth {
            self.come_back(input)?;
        }
        input.walk.step(input.src, input.syntax, &mut self.array)
    }

    /// Leaves what was not read to its end; `None` where the node itself has been left.
    #[cold]
    fn come_back(&self, input: &mut Input<'_>) -> Option<()> {
        while input.walk.depth() > self.depth {
            input.walk.leave(input.src, input.syntax);
        }
        (input.walk.depth() == self.depth).then_some(())
    }

    /// Steps to the next element of the list that `child` is the first of.
    fn element(&mut self, child: &Child, input: &mut Input<'_>) -> Option<Child> {
        match core::mem::replace(&mut self.list, List::Begun) {
            List::Unread => Some(*child),
            List::No | List::Ignored | List::Begun | List::Broken => self.next_of(child, input),
        }
    }

    /// Steps to the next member if it has the name of `child`.
    fn next_of(&mut self, child: &Child, input: &mut Input<'_>) -> Option<Child> {
        self.ahead = self.next(input);
        self.ahead.take_if(|next| input.same(next, child))
    }
}

/// A node that is read into a type.
struct Value<'s, 'de> {
    input: &'s mut Input<'de>,
    child: &'s Child,
    /// Where the list that the node may begin goes on; `None` for an element of a list and for a whole node.
    level: Option<&'s mut Level>,
}

impl<'s, 'de> Value<'s, 'de> {
    /// The node with its content settled.
    fn settled(&mut self) -> Child {
        Child { content: self.input.settle(self.child.content), ..*self.child }
    }

    /// The text with its escapes, in the form of its syntax.
    // Apart from `scalar`, which takes a plain text for one of no syntax: with its form, a machine costs 2 % more.
    fn text(self) -> Result<Text<'de>, DeError> {
        match self.child.plain() {
            Some(text) => Ok(Text::new(text.of(self.input.src), plain_form(self.input.syntax))),
            None => self.input.text(self.child.content).ok_or_else(|| DeErrorKind::ExpectedText.nowhere()),
        }
    }

    #[inline]
    fn scalar(self) -> Result<Scalar<'s, 'de>, DeError> {
        let text = match self.child.plain() {
            Some(text) => Text::plain(text.of(self.input.src)),
            None => {
                let text = self.input.text(self.child.content);
                text.ok_or_else(|| DeErrorKind::ExpectedText.nowhere())?
            }
        };
        Ok(Scalar { text, scratch: &mut self.input.scratch })
    }

    /// Reads a text in which something may be escaped. Apart, so that the code for a plain text stays short.
    #[cfg_attr(not(small), cold, inline(never))]
    fn escaped<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        self.scalar()?.deserialize_str(visitor)
    }

    /// Tells whether another node of the name follows.
    fn is_list(&self) -> bool {
        let Some(level) = &self.level else { return false };
        let (mut walk, mut array) = (self.input.walk, level.array);
        let Input { src, syntax, .. } = *self.input;
        if let Content::Members { .. } = self.child.content {
            walk.leave(src, syntax);
        }
        let next = walk.step(src, syntax, &mut array);
        next.is_some_and(|next| self.input.same(&next, self.child))
    }
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = DeError;

    scalars! {}
    wrappers! {}

    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.child.plain() {
            Some(text) => visitor.visit_borrowed_str(text.of(self.input.src)),
            None => self.escaped(visitor),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, DeError> {
        if self.is_list() {
            return self.deserialize_seq(visitor);
        }
        let child = self.settled();
        let value = Value { child: &child, ..self };
        match child.content {
            Content::Members { .. } => value.deserialize_map(visitor),
            Content::Leaf(_) | Content::Plain(_) | Content::Quoted(_) => value.deserialize_str(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let Self { input, child, level: Some(level) } = self else {
            return Err(DeErrorKind::NestedList.nowhere());
        };
        level.list = List::Unread;
        let value = visitor.visit_seq(Elements { input, level: &mut *level, child });
        if value.is_err() {
            level.list = List::Broken;
        }
        value
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let depth = self.input.walk.depth();
        let depth = match self.child.content.leaf() {
            None => depth,
            // Over before it begins.
            Some(content) if self.input.is_blank(content) => depth.wrapping_add(1),
            Some(_) => return Err(DeErrorKind::ExpectedMembers.nowhere()),
        };
        let mut members = Members::new(self.input, depth);
        // The value stays in the result, here and in `placed`, because it may be large to move.
        let mut value = visitor.visit_map(&mut members);
        if let Err(error) = &mut value {
            *error = members.place(*error);
        }
        value
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let child = self.settled();
        if child.content.leaf().is_some() {
            return Value { child: &child, ..self }.scalar()?.deserialize_enum(name, variants, visitor);
        }
        let depth = self.input.walk.depth();
        let mut members = Members::new(self.input, depth);
        let value = visitor.visit_enum(&mut members)?;
        match members.name()? {
            None => Ok(value),
            Some(_) => Err(DeErrorKind::ExpectedOneMember.at(members.name_start())),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        if let Some(level) = self.level {
            level.list = List::Ignored;
        }
        visitor.visit_unit()
    }
}

/// The elements of a list.
struct Elements<'s, 'de> {
    input: &'s mut Input<'de>,
    level: &'s mut Level,
    /// The first.
    child: &'s Child,
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        let Some(child) = self.level.element(self.child, self.input) else { return Ok(None) };
        let element = Value { input: self.input, child: &child, level: None };
        seed.deserialize(element).map(Some).map_err(|error| error.or_at(child.content.start()))
    }
}

/// The members of a node.
struct Members<'s, 'de> {
    input: &'s mut Input<'de>,
    level: Level,
    /// The member whose name was read last.
    child: Option<Child>,
    /// Its value was not read.
    is_unread: bool,
}

impl<'s, 'de> Members<'s, 'de> {
    const fn new(input: &'s mut Input<'de>, depth: u32) -> Self {
        let level = Level { depth, array: None, ahead: None, list: List::No };
        Self { input, level, child: None, is_unread: false }
    }

    /// Hands on the value of the member whose name was read last.
    fn value<R>(&mut self, read: impl FnOnce(Value<'_, 'de>) -> Result<R, DeError>) -> Result<R, DeError> {
        let (true, Some(child)) = (core::mem::take(&mut self.is_unread), &self.child) else {
            // No type asks for a value before its name.
            return Err(DeErrorKind::Custom.nowhere());
        };
        let value = Value { input: self.input, child, level: Some(&mut self.level) };
        let value = placed(read(value), child.content.start());
        if !matches!(self.level.list, List::No | List::Ignored) {
            if value.is_err() {
                self.level.list = List::Broken;
            }
            if let Some(surplus) = self.close_list() {
                return Err(DeErrorKind::Length.at(surplus));
            }
        }
        value
    }

    /// Ends the list that has been read: its type has to take all elements, unless it goes on after an error in it.
    /// Gives where the first element that it has not taken begins.
    // Not where the list is read, which would be one more copy of a large value.
    #[inline(never)]
    fn close_list(&mut self) -> Option<usize> {
        let child = self.child?;
        let is_broken = matches!(self.level.list, List::Broken);
        let surplus = self.level.element(&child, self.input);
        self.level.list = List::No;
        let surplus = surplus?;
        if !is_broken {
            return Some(surplus.content.start());
        }
        self.level.list = List::Ignored;
        None
    }

    /// Places what serde says of a field whose name it has just read.
    fn place(&self, error: DeError) -> DeError {
        match (error.kind(), self.child) {
            (DeErrorKind::Duplicate(_), Some(child)) => error.or_at(child.name.start()),
            _ => error,
        }
    }

    /// Where the name that was read last begins.
    fn name_start(&self) -> usize {
        self.child.map_or(0, |child| child.name.start())
    }

    /// Steps to the next member, and gives its name.
    #[cfg_attr(not(small), inline(always))]
    fn name(&mut self) -> Result<Option<Text<'de>>, DeError> {
        // Whatever comes, the value of the member before is no longer where the walk stands.
        self.is_unread = false;
        loop {
            let Some(child) = self.level.next(self.input) else { return Ok(None) };
            if !self.child.is_some_and(|last| self.input.same(&last, &child)) {
                self.child = Some(child);
                self.is_unread = true;
                self.level.list = List::No;
                return Ok(Some(self.input.name(&child)));
            }
            if !matches!(self.level.list, List::Ignored) {
                // A type that takes a list has read all of it, and one that wants none has said so.
                return Err(DeErrorKind::ExpectedOne.at(child.content.start()));
            }
        }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        let Some(text) = self.name()? else { return Ok(None) };
        let name = Scalar { text, scratch: &mut self.input.scratch };
        seed.deserialize(name).map(Some).map_err(|error| error.or_at(self.name_start()))
    }

    // Inlined, it makes the compiler keep each value of a struct in a variable of its own, and copy all of them at each
    // member.
    #[cfg_attr(not(small), inline(never))]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        self.value(|value| seed.deserialize(value))
    }
}

/// An enum as a node with one member, whose name is the variant and whose value is what the variant holds.
impl<'de> EnumAccess<'de> for &mut Members<'_, 'de> {
    type Error = DeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DeError> {
        let variant = self.next_key_seed(seed)?.ok_or_else(|| DeErrorKind::ExpectedOneMember.nowhere())?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Members<'_, 'de> {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        self.next_value().map(|IgnoredAny| ())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DeError> {
        self.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, DeError> {
        self.value(|value| value.deserialize_tuple(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        self.value(|value| value.deserialize_struct("", fields, visitor))
    }
}
