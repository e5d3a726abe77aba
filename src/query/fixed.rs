//! A caller's buffer as a sink for text.

use core::fmt;

use crate::text::copy;

/// A caller's buffer that text is written into.
///
/// A text that does not fit is not written at all; a shorter one still may be. To keep as much of a long text as fits,
/// write its characters: `text.chars().try_for_each(|c| out.write_char(c))`.
///
/// # Examples
/// ```
/// use core::fmt::Write as _;
/// use cloudstack_codec::Fixed;
///
/// let mut buf = [0; 8];
/// let mut out = Fixed::new(&mut buf);
/// write!(out, "job {}", 1)?;
/// assert!(out.write_str(" of many").is_err());
/// assert_eq!(out.into_str(), "job 1");
/// # Ok::<(), core::fmt::Error>(())
/// ```
pub struct Fixed<'b> {
    buf: &'b mut [u8],
    len: usize,
}

impl<'b> Fixed<'b> {
    /// Takes a buffer, whose content is overwritten.
    #[must_use]
    pub const fn new(buf: &'b mut [u8]) -> Self {
        Self { buf, len: 0 }
    }

    /// Returns what was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        text(self.buf, self.len)
    }

    /// Returns what was written, for as long as the buffer lives.
    #[must_use]
    pub fn into_str(self) -> &'b str {
        text(self.buf, self.len)
    }
}

/// Only whole texts are ever written, so the start of the buffer is valid UTF-8.
fn text(buf: &[u8], len: usize) -> &str {
    buf.get(..len).and_then(|written| core::str::from_utf8(written).ok()).unwrap_or_default()
}

impl fmt::Write for Fixed<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len.wrapping_add(text.len());
        let slots = self.buf.get_mut(self.len..end).ok_or(fmt::Error)?;
        copy(text.as_bytes(), slots).ok_or(fmt::Error)?;
        self.len = end;
        Ok(())
    }
}

impl AsRef<str> for Fixed<'_> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// How much is written, not what: a query holds secrets.
impl fmt::Debug for Fixed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fixed({} of {} bytes)", self.len, self.buf.len())
    }
}
