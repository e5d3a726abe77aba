//! A `Text` with its escapes still in it, as a field.
//!
//! Serde has no such value. So a `Text` asks for a newtype struct of a private name, and the deserialisers of this
//! crate answer with a map of one member: the form, by a private name, and the raw text. Any other format answers with
//! what it has in a newtype, a string. The private names are recognised by their address, which nothing in an input
//! has, so no input can choose the form of a text.

use core::{fmt, ptr};

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Unexpected, Visitor};

use super::error::DeError;
use crate::text::{Form, Text};

/// What is asked for.
static TEXT: &str = "$cloudstack_codec::Text";

/// The forms of whole texts.
static FORMS: [&str; 5] = [
    "$cloudstack_codec::Text::plain",
    "$cloudstack_codec::Text::xml",
    "$cloudstack_codec::Text::xml_plain",
    "$cloudstack_codec::Text::json",
    "$cloudstack_codec::Text::query",
];

/// Borrows the text, with its escapes still in it.
///
/// A [`Node`](crate::Node) and a [`Query`](crate::Query) give any text. Another format gives only a string that can be
/// borrowed, which is taken as by [`Text::plain`]; one with escapes is an error. Where no other field of a struct
/// borrows, one `Text` has to be marked `#[serde(borrow)]`, or the struct does not compile.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Query, Response, Text};
///
/// #[derive(serde::Deserialize)]
/// struct Template<'a> {
///     #[serde(borrow)]
///     name: Text<'a>,
///     displaytext: Option<Text<'a>>,
/// }
///
/// let body = Response::parse(br#"{"template":{"name":"R\u0026D"}}"#).unwrap();
/// let template: Template<'_> = body.node().deserialize().unwrap();
/// assert_eq!((template.name, template.displaytext), (Text::plain("R&D"), None));
/// assert_eq!(template.name.raw(), r"R\u0026D");
/// let query = Query::parse("name=R%26D&displayText=of+Q").unwrap();
/// let template: Template<'_> = query.deserialize().unwrap();
/// assert_eq!((template.name, template.displaytext), (Text::plain("R&D"), Some(Text::plain("of Q"))));
/// ```
impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT, Lent)
    }
}

/// Tells whether the newtype struct of this name is a `Text`.
#[inline]
pub(super) fn is_text(name: &'static str) -> bool {
    ptr::eq(name, TEXT)
}

/// Hands a text over to the `Text` that has asked for it.
pub(super) fn lend<'de, V: Visitor<'de>>(text: Text<'de>, visitor: V) -> Result<V::Value, DeError> {
    visitor.visit_map(Lender { form: Some(name_of(text.form())), raw: text.raw() })
}

/// The form of a text that is not cut.
fn name_of(form: Form) -> &'static str {
    let [plain, xml, xml_plain, json, query] = FORMS;
    match (form.is_xml(), form.is_plain()) {
        (true, true) => xml_plain,
        (true, false) => xml,
        (false, true) => plain,
        (false, false) if form.is_query() => query,
        (false, false) => json,
    }
}

fn form_of(name: &str) -> Option<Form> {
    let forms = [Form::PLAIN, Form::XML, Form::XML_PLAIN, Form::JSON, Form::QUERY];
    FORMS.iter().zip(forms).find(|(known, _)| ptr::eq(**known, name)).map(|(_, form)| form)
}

/// A text as a map of one member.
struct Lender<'de> {
    /// The name of the form, until it is read.
    form: Option<&'static str>,
    raw: &'de str,
}

impl<'de> MapAccess<'de> for Lender<'de> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        self.form.take().map(|form| seed.deserialize(BorrowedStrDeserializer::new(form))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        seed.deserialize(BorrowedStrDeserializer::new(self.raw))
    }
}

/// Takes what is lent.
struct Lent;

impl<'de> Visitor<'de> for Lent {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string that can be borrowed, without escapes")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::plain(text))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
        let member = map.next_entry::<&str, &str>()?;
        let text = member.and_then(|(form, raw)| Some(Text::new(raw, form_of(form)?)));
        text.ok_or_else(|| Error::invalid_type(Unexpected::Map, &self))
    }
}
