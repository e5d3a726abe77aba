//! Text as it stands on the wire, decoded when someone asks.
//!
//! The readers and the query parser hand out [`Text`]: a borrowed slice and the form it is in. Where nothing is
//! escaped, [`Text::as_str`] gives the slice itself; else the text is decoded piece by piece, into a formatter, a
//! buffer, an iterator or a comparison, and never into memory of its own. `text/decode.rs` holds the forms,
//! `text/short.rs` reads numbers, flags and ids.

use core::cmp::Ordering;
use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::hint::black_box;
use core::iter::FusedIterator;

use crate::find;

pub(crate) use self::decode::{Form, Piece, Pieces};
pub(crate) use self::query::percent_byte;

pub(crate) mod decode;
pub(crate) mod name;
mod query;
pub(crate) mod short;

/// A text borrowed from a body or a query, with its escapes still in it.
///
/// Everything but [`raw`](Self::raw) speaks of the decoded text: comparison, `Display` and `Debug` too. Decoding
/// cannot fail, because what is not an escape stands for itself:
///
/// | form | decoded |
/// |---|---|
/// | XML | the five entities, character references, CDATA; comments are left out, CR LF and CR are LF. A bare `&` stands for itself |
/// | JSON | `\n`, `\u00e9`, …; a lone surrogate is U+FFFD. An unknown escape such as `\A` stands for itself |
/// | query | `+` is a space, `%C3%A9` is `é`; bytes that are not UTF-8 are U+FFFD |
///
/// # Examples
/// ```
/// use cloudstack_codec::Response;
///
/// let xml = Response::parse(b"<r><a>1 &lt; 2</a><b>plain</b></r>").unwrap();
/// let json = Response::parse(br#"{"r":{"a":"1 \u003c 2","b":"plain"}}"#).unwrap();
/// for body in [xml, json] {
///     let a = body.node().text_of("a").unwrap();
///     assert_eq!(a, "1 < 2");
///     assert_eq!(a.as_str(), None); // something is escaped
///     let mut buf = [0; 16];
///     assert_eq!(a.decode_into(&mut buf).unwrap(), "1 < 2");
///     let b = body.node().text_of("b").unwrap();
///     assert_eq!(b.as_str(), Some("plain"));
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a str,
    form: Form,
}

impl<'a> Text<'a> {
    /// Takes a text that is not escaped, for defaults: `.unwrap_or(Text::plain("-"))`.
    #[must_use]
    pub const fn plain(text: &'a str) -> Self {
        Self { raw: text, form: Form::PLAIN }
    }

    pub(crate) const fn new(raw: &'a str, form: Form) -> Self {
        Self { raw, form }
    }

    #[cfg(feature = "serde")]
    pub(crate) const fn form(&self) -> Form {
        self.form
    }

    /// Returns the text as it stands on the wire.
    #[must_use]
    pub const fn raw(&self) -> &'a str {
        self.raw
    }

    /// Returns the text itself, without a copy, where nothing in it is escaped.
    #[cfg_attr(not(small), inline)]
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        (self.form.is_plain() || !self.form.is_escaped(self.raw)).then_some(self.raw)
    }

    /// Tells whether this is only the beginning of the text, which is what a [`Scan`](crate::Scan) keeps of a long one.
    ///
    /// Only that beginning is shown and compared; no number is read from it.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.form.is_cut()
    }

    /// Tells whether the decoded text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty() || self.pieces().next().is_none()
    }

    /// Tells whether the decoded text is nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        // A letter or a digit is never part of an escape where a text begins.
        let is_word = find::FAST && self.raw.starts_with(|c: char| c.is_ascii_alphanumeric());
        !is_word && self.chars().past_space().is_none()
    }

    /// Returns the characters of the decoded text.
    #[must_use]
    pub fn chars(&self) -> Chars<'a> {
        Chars { run: "".chars(), pieces: self.pieces() }
    }

    /// Decodes the text into a buffer and returns it; [`raw`](Self::raw)`().len()` bytes always suffice.
    ///
    /// # Errors
    /// [`NoRoom`] where the decoded text is longer than the buffer, whose content is then of no use.
    pub fn decode_into<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, NoRoom> {
        let len = self.decode(buf).ok_or(NoRoom)?;
        buf.get(..len).and_then(|decoded| core::str::from_utf8(decoded).ok()).ok_or(NoRoom)
    }

    /// Decodes the text into a buffer, if there is room, and returns its length.
    pub(crate) fn decode(&self, buf: &mut [u8]) -> Option<usize> {
        if find::FAST && self.form.is_query() {
            query::decode(self.raw, buf)
        } else {
            self.decode_pieces(buf)
        }
    }

    /// Returns the text itself where nothing is escaped, and otherwise decodes it into a buffer.
    ///
    /// # Errors
    /// [`NoRoom`] where something is escaped and the decoded text is longer than the buffer, whose content is then of
    /// no use.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// let response = Response::parse(b"<r><a>R&amp;D</a><b>too long for the buffer, but plain</b></r>").unwrap();
    /// let mut buf = [0; 16];
    /// for (name, want) in [("a", "R&D"), ("b", "too long for the buffer, but plain")] {
    ///     assert_eq!(response.node().text_of(name).unwrap().to_str_in(&mut buf), Ok(want));
    /// }
    /// ```
    pub fn to_str_in<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, NoRoom>
    where
        'a: 'b,
    {
        self.as_str().map_or_else(|| self.decode_into(buf), Ok)
    }

    fn decode_pieces(&self, buf: &mut [u8]) -> Option<usize> {
        let mut end = 0_usize;
        for piece in self.pieces() {
            let mut utf8 = [0; 4];
            let bytes = piece.as_str(&mut utf8).as_bytes();
            copy(bytes, buf.get_mut(end..)?)?;
            end = end.saturating_add(bytes.len());
        }
        Some(end)
    }

    /// Undoes the percent-encoding of a server with `encode.api.response` on, and gives the text beneath it.
    ///
    /// Nothing on the wire tells whether values are encoded: the caller has to know how the server is set up. Even then
    /// some are not: the text of a fault in XML, the fault of a job, the elements of a list of texts in XML, and
    /// `details` beside a flag in JSON. Dates and numbers are not either, but decoding leaves them as they are, `+`
    /// included.
    ///
    /// # Errors
    /// [`NoRoom`] where the text is longer than the buffer; [`raw`](Self::raw)`().len()` bytes always suffice.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::Response;
    ///
    /// let body = b"<r><name>R%26amp%3BD%20lab</name></r>";
    /// let name = Response::parse(body)?.node().text_of("name").unwrap();
    /// assert_eq!(name.percent_decode_into(&mut [0; 32])?, "R&D lab");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// Source: `com.cloud.api.response.ApiResponseSerializer`, `com.cloud.api.EncodedStringTypeAdapter`.
    #[doc(alias = "encode.api.response")]
    pub fn percent_decode_into<'b>(&self, buf: &'b mut [u8]) -> Result<Text<'b>, NoRoom> {
        let decoded = Text::new(self.raw, Form::PERCENT).decode_into(buf)?;
        // XML is escaped first and percent-encoded then; JSON has nothing left to escape.
        let form = match (self.form.is_xml(), self.is_cut()) {
            (true, false) => Form::XML,
            (true, true) => Form::XML_CUT,
            (false, false) => Form::PLAIN,
            (false, true) => Form::PLAIN_CUT,
        };
        Ok(Text::new(decoded, form))
    }

    /// Returns the text borrowed where nothing is escaped, decoded into a `String` where something is; with feature
    /// `alloc`.
    #[cfg(feature = "alloc")]
    #[must_use]
    pub fn to_cow(&self) -> alloc::borrow::Cow<'a, str> {
        if let Some(text) = self.as_str() {
            return text.into();
        }
        let mut buf = alloc::vec![0; self.raw.len()];
        let len = self.decode(&mut buf).unwrap_or(0);
        buf.truncate(len);
        alloc::string::String::from_utf8(buf).unwrap_or_default().into()
    }

    /// Tells whether the decoded text is known by its first byte to begin with another letter or digit than `start` does,
    /// ignoring case: where a text begins, one stands for itself.
    #[inline(always)]
    pub(crate) fn begins_otherwise(&self, start: &str) -> bool {
        match (self.raw.as_bytes(), start.as_bytes()) {
            ([own, ..], [wanted, ..]) => own.is_ascii_alphanumeric() && !own.eq_ignore_ascii_case(wanted),
            _ => false,
        }
    }

    /// Compares the decoded text.
    fn decodes_to(&self, other: &str) -> bool {
        if find::FAST {
            if self.begins_otherwise(other) {
                return false;
            }
            if let Some(text) = self.as_str() {
                return text == other;
            }
        }
        let mut rest = other.chars();
        self.chars().all(|c| next_char(&mut rest) == Some(c)) && rest.as_str().is_empty()
    }

    pub(crate) const fn pieces(&self) -> Pieces<'a> {
        Pieces::new(self.raw, self.form)
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.width().is_some() || f.precision().is_some() {
            return self.pad(f);
        }
        for piece in self.pieces() {
            match piece {
                Piece::Run(run) => f.write_str(run)?,
                Piece::Char(c) => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

impl Text<'_> {
    /// Displays the text as `str` is displayed at a width and a precision, which count characters.
    fn pad(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.chars().take(f.precision().unwrap_or(usize::MAX));
        let spare = f.width().unwrap_or(0).saturating_sub(chars.clone().count());
        let before = match f.align() {
            None | Some(fmt::Alignment::Left) => 0,
            Some(fmt::Alignment::Center) => spare / 2,
            Some(fmt::Alignment::Right) => spare,
        };
        let fill = f.fill();
        (0..before).try_for_each(|_| f.write_char(fill))?;
        chars.try_for_each(|c| f.write_char(c))?;
        (before..spare).try_for_each(|_| f.write_char(fill))
    }
}

/// The decoded text in quotes. `str`'s own `Debug` would bring Unicode tables into small firmware.
impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\0'..' ' | '\u{7f}'..='\u{9f}' => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                _ => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match other.as_str() {
            Some(other) => self == other,
            None => self.chars().eq(other.chars()),
        }
    }
}

impl Eq for Text<'_> {}

impl PartialEq<str> for Text<'_> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        if find::FAST && self.form.is_plain() { self.raw == other } else { self.decodes_to(other) }
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl PartialEq<Text<'_>> for str {
    fn eq(&self, other: &Text<'_>) -> bool {
        other == self
    }
}

impl PartialEq<Text<'_>> for &str {
    fn eq(&self, other: &Text<'_>) -> bool {
        other == *self
    }
}

/// The order of the decoded texts, as `str` has it: by characters, which is by bytes too.
impl Ord for Text<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.chars().cmp(other.chars())
    }
}

impl PartialOrd for Text<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The hash of the decoded text, which differs from the hash of an equal `str`.
impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.chars().for_each(|c| c.hash(state));
        // No character is this number: it parts the text from the next one.
        u32::MAX.hash(state);
    }
}

/// The empty text.
impl Default for Text<'_> {
    fn default() -> Self {
        Self::plain("")
    }
}

/// As by [`Text::plain`].
impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self::plain(text)
    }
}

/// As by [`Text::to_cow`].
#[cfg(feature = "alloc")]
impl<'a> From<Text<'a>> for alloc::borrow::Cow<'a, str> {
    fn from(text: Text<'a>) -> Self {
        text.to_cow()
    }
}

/// The decoded text.
#[cfg(feature = "alloc")]
impl From<Text<'_>> for alloc::string::String {
    fn from(text: Text<'_>) -> Self {
        text.to_cow().into_owned()
    }
}

#[cfg(feature = "alloc")]
impl PartialEq<alloc::string::String> for Text<'_> {
    fn eq(&self, other: &alloc::string::String) -> bool {
        self == other.as_str()
    }
}

#[cfg(feature = "alloc")]
impl PartialEq<Text<'_>> for alloc::string::String {
    fn eq(&self, other: &Text<'_>) -> bool {
        other == self.as_str()
    }
}

/// The characters of a decoded [`Text`]; made by [`Text::chars`].
#[derive(Clone, Debug)]
pub struct Chars<'a> {
    run: core::str::Chars<'a>,
    pieces: Pieces<'a>,
}

/// Takes the next character. A function, so that small images have one copy of the code that decodes UTF-8.
pub(crate) fn next_char(run: &mut core::str::Chars<'_>) -> Option<char> {
    run.next()
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            if let Some(c) = next_char(&mut self.run) {
                return Some(c);
            }
            match self.pieces.next()? {
                Piece::Run(run) => self.run = run.chars(),
                Piece::Char(c) => return Some(c),
            }
        }
    }
}

impl FusedIterator for Chars<'_> {}

/// A buffer that is too small for what was to be written into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say of it")]
pub struct NoRoom;

impl fmt::Display for NoRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the buffer is too small")
    }
}

impl core::error::Error for NoRoom {}

/// The text that bytes begin with, up to where they are not UTF-8. A loop, so that `core` checks in one place.
#[inline]
pub(crate) fn good_part(bytes: &[u8]) -> &str {
    let mut good = bytes;
    loop {
        match core::str::from_utf8(good) {
            Ok(text) => return text,
            Err(error) => good = good.get(..error.valid_up_to()).unwrap_or_default(),
        }
    }
}

/// Copies bytes to the start of `slots`, where there are as many.
#[cfg_attr(small, inline(never))]
pub(crate) fn copy(bytes: &[u8], slots: &mut [u8]) -> Option<()> {
    if find::FAST {
        // `copy_from_slice` can panic.
        for (slot, byte) in slots.get_mut(..bytes.len())?.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        return Some(());
    }
    // Hidden from the compiler, which would call `memcpy`: that is larger than this loop.
    let mut slots = slots.iter_mut();
    for &byte in bytes {
        *slots.next()? = black_box(byte);
    }
    Some(())
}
