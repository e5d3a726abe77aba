//! Writes a document in either syntax: five verbs, `object`, `list`, `text`, `number` and `bool`.
//!
//! Writing is a union where reading is an intersection: for JSON a list must be told from an object and a number from a
//! text, for XML each element of a list needs the list's name. So there are verbs instead of events. What a [`Writer`]
//! is told comes out as XML or as JSON, compact as the server writes it (`ApiResponseSerializer`), and reads back as
//! the events of `event.rs`. `write/xml.rs` and `write/json.rs` hold the syntaxes.

use core::fmt::{self, Write as _};

use crate::event::Syntax;

mod json;
mod xml;

/// Writes the members of an object, in order.
///
/// Members are written by verbs; an object or a list is open while its closure runs, so that none can stay open. A
/// document may nest as deep as the caller's stack allows; readers take [`MAX_DEPTH`](crate::MAX_DEPTH) levels.
///
/// | verb | XML | JSON |
/// |---|---|---|
/// | `w.object("a", …)` | `<a>…</a>` | `"a":{…}` |
/// | `w.list("a", …)` | a run of `<a>…</a>`, nothing where it is empty | `"a":[…]` |
/// | `w.text("a", "x<y")` | `<a>x&lt;y</a>` | `"a":"x<y"` |
/// | `w.number("a", 1)` | `<a>1</a>` | `"a":1` |
/// | `w.bool("a", true)` | `<a>true</a>` | `"a":true` |
///
/// What is written reads back as the same text. In XML the characters of the five entities are escaped, and a carriage
/// return is written as `&#13;`, because raw it would read as a line feed. Characters that XML 1.0 does not allow, such
/// as U+0007, stay raw, as with the server; only a lenient reader takes them. JSON is always valid: quotes, backslashes
/// and control characters are escaped, though the server leaves control characters raw. In XML lists the server does
/// not escape texts and leaves numbers out; both are written properly here.
///
/// # Errors
/// Every verb fails with [`WriteError::Sink`] if the sink fails, and in XML with [`WriteError::Name`] if the name is
/// not one that XML allows; in JSON any name will do. After an error the sink holds a part of a document, and every
/// later verb fails with that first error, as does the whole answer.
///
/// # Examples
/// ```
/// use cloudstack_codec::Syntax;
/// use cloudstack_codec::answer::{Answer, WriteError, Writer};
///
/// fn virtual_machine(w: &mut Writer<'_>) -> Result<(), WriteError> {
///     w.text("name", "R&D")?;
///     w.number("cpunumber", 2)?;
///     w.list("nic", |nics| {
///         nics.object(|w| w.text("ipaddress", "10.1.1.225"))?;
///         nics.object(|w| w.text("ipaddress", "10.1.2.7"))
///     })
/// }
///
/// let mut json = String::new();
/// Answer::named("virtualmachine", Syntax::Json).write(&mut json, virtual_machine)?;
/// assert_eq!(json, concat!(
///     r#"{"virtualmachine":{"name":"R&D","cpunumber":2,"#,
///     r#""nic":[{"ipaddress":"10.1.1.225"},{"ipaddress":"10.1.2.7"}]}}"#,
/// ));
/// let mut xml = String::new();
/// Answer::named("virtualmachine", Syntax::Xml).write(&mut xml, virtual_machine)?;
/// assert_eq!(xml, concat!(
///     r#"<?xml version="1.0" encoding="UTF-8"?><virtualmachine><name>R&amp;D</name><cpunumber>2</cpunumber>"#,
///     "<nic><ipaddress>10.1.1.225</ipaddress></nic><nic><ipaddress>10.1.2.7</ipaddress></nic></virtualmachine>",
/// ));
/// # Ok::<(), WriteError>(())
/// ```
pub struct Writer<'w> {
    out: Sink<'w>,
    syntax: Syntax,
    /// The innermost open object or list is still empty. One flag is enough for any depth: whatever has just been
    /// closed stands in what is around it, which is then not empty.
    first: bool,
}

impl<'w> Writer<'w> {
    /// Returns the syntax that is written.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// Writes a member that has members of its own.
    ///
    /// # Errors
    /// Those of every verb; and what `members` returns.
    pub fn object(
        &mut self,
        name: &str,
        members: impl FnOnce(&mut Self) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.nested(Place::member(&name), Kind::Object, members)
    }

    /// Writes a list, which in XML is a run of elements of this name.
    ///
    /// # Errors
    /// Those of every verb; and what `elements` returns.
    pub fn list(
        &mut self,
        name: &str,
        elements: impl FnOnce(&mut List<'_, 'w>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.nested(Place::member(&name), Kind::List, |writer| elements(&mut List { writer, name }))
    }

    /// Writes a text.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn text(&mut self, name: &str, text: impl fmt::Display) -> Result<(), WriteError> {
        self.scalar(Place::member(&name), Kind::Text, &text)
    }

    /// Writes an integer.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn number(&mut self, name: &str, number: impl Integer) -> Result<(), WriteError> {
        self.scalar(Place::member(&name), Kind::Literal, &number)
    }

    /// Writes `true` or `false`.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn bool(&mut self, name: &str, value: bool) -> Result<(), WriteError> {
        self.scalar(Place::member(&name), Kind::Literal, &value)
    }

    /// Writes an object or a list.
    pub(crate) fn nested(
        &mut self,
        place: Place<'_>,
        kind: Kind,
        inside: impl FnOnce(&mut Self) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        let done = self.begin(place, kind).and_then(|()| inside(self)).and_then(|()| self.end(place, kind));
        self.keep(done)
    }

    /// Writes a text or a literal. A literal has nothing to escape, so both go the same way.
    pub(crate) fn scalar(
        &mut self,
        place: Place<'_>,
        kind: Kind,
        value: &dyn fmt::Display,
    ) -> Result<(), WriteError> {
        let done = self.begin(place, kind).and_then(|()| {
            match self.syntax {
                Syntax::Xml => write!(xml::Escaped(&mut self.out), "{value}")?,
                Syntax::Json => write!(json::Escaped(&mut self.out), "{value}")?,
            }
            self.end(place, kind)
        });
        self.keep(done)
    }

    /// Keeps the first error: whoever goes on after it gets it again, and it is the error of the whole document too.
    pub(crate) fn keep(&mut self, done: Result<(), WriteError>) -> Result<(), WriteError> {
        match done {
            Ok(()) => self.out.failed.map_or(Ok(()), Err),
            Err(error) => Err(self.fail(error)),
        }
    }

    /// Keeps an error unless there is one already, and gives the one that is kept.
    pub(crate) fn fail(&mut self, error: WriteError) -> WriteError {
        *self.out.failed.get_or_insert(error)
    }

    /// Writes all that stands before a value.
    pub(crate) fn begin(&mut self, place: Place<'_>, kind: Kind) -> Result<(), WriteError> {
        match self.syntax {
            Syntax::Xml => xml::begin(&mut self.out, place.name, kind)?,
            Syntax::Json => json::begin(&mut self.out, place, kind, self.first)?,
        }
        self.first = true;
        Ok(())
    }

    /// Writes all that stands after a value; takes what [`begin`](Self::begin) was given.
    pub(crate) fn end(&mut self, place: Place<'_>, kind: Kind) -> Result<(), WriteError> {
        match self.syntax {
            Syntax::Xml => xml::end(&mut self.out, place.name, kind)?,
            Syntax::Json => json::end(&mut self.out, kind)?,
        }
        self.first = false;
        Ok(())
    }
}

/// A sink that is given nothing more after an error, because a `Display` of the caller's may hide the error.
pub(crate) struct Sink<'w> {
    out: &'w mut dyn fmt::Write,
    pub(crate) failed: Option<WriteError>,
}

impl<'w> Sink<'w> {
    pub(crate) const fn new(out: &'w mut dyn fmt::Write) -> Self {
        Self { out, failed: None }
    }
}

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.failed.is_some() {
            return Err(fmt::Error);
        }
        self.out.write_str(text).inspect_err(|_| self.failed = Some(WriteError::Sink))
    }
}

/// Without the sink, whose content is not the writer's to show.
impl fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("syntax", &self.syntax).finish_non_exhaustive()
    }
}

/// Writes the elements of a list; made by [`Writer::list`].
///
/// It has the verbs of a [`Writer`] except `list`: XML cannot express a list in a list.
///
/// # Examples
/// ```
/// use cloudstack_codec::Syntax;
/// use cloudstack_codec::answer::Answer;
///
/// let mut json = String::new();
/// Answer::named("r", Syntax::Json).write(&mut json, |w| {
///     w.list("id", |ids| (1..4).try_for_each(|id| ids.number(id)))?;
///     w.list("tag", |tags| tags.text("a"))?;
///     w.list("none", |_| Ok(()))
/// })?;
/// assert_eq!(json, r#"{"r":{"id":[1,2,3],"tag":["a"],"none":[]}}"#);
/// # Ok::<(), cloudstack_codec::answer::WriteError>(())
/// ```
#[derive(Debug)]
pub struct List<'l, 'w> {
    pub(crate) writer: &'l mut Writer<'w>,
    pub(crate) name: &'l str,
}

impl<'w> List<'_, 'w> {
    /// Writes an element that has members.
    ///
    /// # Errors
    /// Those of every verb; and what `members` returns.
    pub fn object(
        &mut self,
        members: impl FnOnce(&mut Writer<'w>) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.writer.nested(Place::element(&self.name), Kind::Object, members)
    }

    /// Writes a text.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn text(&mut self, text: impl fmt::Display) -> Result<(), WriteError> {
        self.writer.scalar(Place::element(&self.name), Kind::Text, &text)
    }

    /// Writes an integer.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn number(&mut self, number: impl Integer) -> Result<(), WriteError> {
        self.writer.scalar(Place::element(&self.name), Kind::Literal, &number)
    }

    /// Writes `true` or `false`.
    ///
    /// # Errors
    /// Those of every verb.
    pub fn bool(&mut self, value: bool) -> Result<(), WriteError> {
        self.writer.scalar(Place::element(&self.name), Kind::Literal, &value)
    }
}

/// Writes a whole document. The attribute is the root's in XML; JSON has none.
pub(crate) fn document(
    out: &mut dyn fmt::Write,
    syntax: Syntax,
    root: &dyn fmt::Display,
    attribute: Option<(&str, &str)>,
    members: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let root = Place::member(root);
    around(out, syntax, |writer| {
        match syntax {
            Syntax::Xml => xml::root(&mut writer.out, root.name, attribute)?,
            Syntax::Json => writer.begin(root, Kind::Object)?,
        }
        members(writer)?;
        writer.end(root, Kind::Object)
    })
}

/// Writes what stands around the root of a document; `root` writes the root itself, as a member.
pub(crate) fn around(
    out: &mut dyn fmt::Write,
    syntax: Syntax,
    root: impl FnOnce(&mut Writer<'_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let mut writer = Writer { out: Sink::new(out), syntax, first: true };
    let (start, end) = match syntax {
        Syntax::Xml => (xml::DECLARATION, ""),
        Syntax::Json => ("{", "}"),
    };
    writer.out.write_str(start)?;
    let done = root(&mut writer);
    writer.keep(done)?;
    Ok(writer.out.write_str(end)?)
}

/// Where a value stands: under its own name, or as an element of the list that has the name.
#[derive(Clone, Copy)]
pub(crate) struct Place<'n> {
    name: &'n dyn fmt::Display,
    is_element: bool,
}

impl<'n> Place<'n> {
    pub(crate) const fn member(name: &'n dyn fmt::Display) -> Self {
        Self { name, is_element: false }
    }

    pub(crate) const fn element(name: &'n dyn fmt::Display) -> Self {
        Self { name, is_element: true }
    }

    /// The place of the elements of a list that stands here; `None` if this is an element, which cannot be a list.
    #[cfg(feature = "serde")]
    pub(crate) fn elements(self) -> Option<Self> {
        (!self.is_element).then_some(Self { is_element: true, ..self })
    }
}

/// What a value is, which decides what is written before and after it.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    /// A number, `true` or `false`.
    Literal,
}

/// Writes `text` in runs; characters that are `special`, all of them ASCII, are written by `escape`.
fn escaped(
    out: &mut dyn fmt::Write,
    text: &str,
    special: impl Fn(u8) -> bool,
    escape: impl Fn(&mut dyn fmt::Write, char) -> fmt::Result,
) -> fmt::Result {
    let mut rest = text;
    while let Some((run, tail)) = rest.bytes().position(&special).and_then(|at| rest.split_at_checked(at)) {
        out.write_str(run)?;
        let mut tail = tail.chars();
        if let Some(c) = tail.next() {
            escape(out, c)?;
        }
        rest = tail.as_str();
    }
    out.write_str(rest)
}

/// The integers of up to 64 bits: what [`Writer::number`] takes.
pub trait Integer: sealed::Sealed + fmt::Display {}

mod sealed {
    #[expect(unnameable_types, reason = "it cannot be named, so that no other type can be an integer")]
    pub trait Sealed {}
}

macro_rules! integers {
    ($($integer:ty)*) => {
        $(
            impl sealed::Sealed for $integer {}
            impl Integer for $integer {}
        )*
    };
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

/// Why a document could not be written to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WriteError {
    /// A value whose `Serialize` fails, for a reason of its own.
    Custom,
    /// A map key that is not a text, is given without its value, or has escapes and is longer than 512 bytes once they
    /// are undone.
    Key,
    /// A name that XML does not allow: empty, with a space, or beginning with a digit.
    Name,
    /// A list in a list, which XML cannot express.
    NestedList,
    /// A value without members, given to be written as members.
    NoMembers,
    /// The sink took no more, or a text could not be displayed.
    Sink,
    /// A value of an unsupported type: bytes, a float that is not finite, a unit struct.
    Type,
}

impl From<fmt::Error> for WriteError {
    fn from(_: fmt::Error) -> Self {
        Self::Sink
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Custom => "a value that refuses to be serialised",
            Self::Key => "a map key that is not a text, or is given without its value",
            Self::Name => "a name that XML does not allow",
            Self::NestedList => "a list in a list",
            Self::NoMembers => "a value without members",
            Self::Sink => "the sink took no more",
            Self::Type => "a value of an unsupported type",
        })
    }
}

impl core::error::Error for WriteError {}
