//! What a parameter of a command can be.

use core::fmt::{self, Write as _};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::job::{JobId, ResourceId};
use crate::text::Text;

use super::encode::{Sink, decimal};

use self::sealed::Plain;

/// A value of a parameter: a `&str`, a [`Text`] that was read, a `bool`, an integer of up to 64 bits, an id, an IP
/// address or `format_args!(…)`.
///
/// Also a reference to one, and with the feature `alloc` a `String` or a `Cow<str>`. The trait is sealed, because the
/// server reads some types in its own way: floats and dates must be given as text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a parameter",
    note = "use `option` for an `Option`, `list` for a sequence, `entries`, `fields` or `pairs` for a map",
    note = "`String` and `Cow<str>` need the feature `alloc`; write other types with `format_args!(…)`"
)]
pub trait Value: Plain {}

impl<T: Plain + ?Sized> Value for T {}

pub(crate) mod sealed {
    use core::fmt;

    use super::Sink;

    /// Writes itself without escapes.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Plain {
        fn write(&self, out: &mut dyn Sink) -> fmt::Result;

        /// Returns the value if it is one text, which is written at once where speed counts.
        #[inline]
        fn text(&self) -> Option<&str> {
            None
        }
    }
}

impl<T: Plain + ?Sized> Plain for &T {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        (**self).write(out)
    }

    #[inline]
    fn text(&self) -> Option<&str> {
        (**self).text()
    }
}

impl Plain for str {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        out.put(self)
    }

    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

/// `Boolean.valueOf` takes anything else for `false`.
impl Plain for bool {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        out.put(if *self { "true" } else { "false" })
    }
}

macro_rules! by_str {
    ($($type:ty),*) => {$(
        impl Plain for $type {
            fn write(&self, out: &mut dyn Sink) -> fmt::Result {
                out.put(self.as_ref())
            }

            #[inline]
            fn text(&self) -> Option<&str> {
                Some(self.as_ref())
            }
        }
    )*};
}

by_str!(JobId, ResourceId);
#[cfg(feature = "alloc")]
by_str!(alloc::string::String, alloc::borrow::Cow<'_, str>);

/// Brings `core`'s formatting to a sink, for the types that need it.
struct Formatted<'o>(&'o mut dyn Sink);

impl fmt::Write for Formatted<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.put(text)
    }
}

macro_rules! by_display {
    ($($type:ty),*) => {$(
        impl Plain for $type {
            fn write(&self, out: &mut dyn Sink) -> fmt::Result {
                write!(Formatted(out), "{self}")
            }
        }
    )*};
}

macro_rules! by_digits {
    ($($unsigned:ty, $signed:ty);*) => {$(
        impl Plain for $unsigned {
            fn write(&self, out: &mut dyn Sink) -> fmt::Result {
                decimal(u32::from(*self), out)
            }
        }

        impl Plain for $signed {
            fn write(&self, out: &mut dyn Sink) -> fmt::Result {
                if *self < 0 {
                    out.put("-")?;
                }
                decimal(u32::from(self.unsigned_abs()), out)
            }
        }
    )*};
}

by_digits!(u8, i8; u16, i16; u32, i32);
by_display!(u64, usize, i64, isize, Text<'_>, fmt::Arguments<'_>);

impl Plain for IpAddr {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        match self {
            Self::V4(address) => address.write(out),
            Self::V6(address) => address.write(out),
        }
    }
}

/// As `core` displays it, but without linking a panic.
impl Plain for Ipv4Addr {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        let [first, rest @ ..] = self.octets();
        decimal(u32::from(first), out)?;
        rest.into_iter().try_for_each(|octet| {
            out.put(".")?;
            decimal(u32::from(octet), out)
        })
    }
}

/// Also as `core` displays it: the first of the longest runs of two or more zero groups is written as `::` (RFC 5952).
impl Plain for Ipv6Addr {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        if let Some(mapped) = self.to_ipv4_mapped() {
            out.put("::ffff:")?;
            return mapped.write(out);
        }
        let segments = self.segments();
        let zeros = |at: usize| segments.iter().skip(at).take_while(|&&segment| segment == 0).count();
        let (mut gap, mut gap_len) = (0, 1);
        for (at, len) in (0..segments.len()).map(|at| (at, zeros(at))) {
            if len > gap_len {
                (gap, gap_len) = (at, len);
            }
        }
        let is_in_gap = |at: usize| gap_len > 1 && at.checked_sub(gap).is_some_and(|into| into < gap_len);
        for (at, segment) in segments.into_iter().enumerate() {
            if !is_in_gap(at) {
                write!(Formatted(out), "{segment:x}")?;
                let is_last = at.saturating_add(1) == segments.len();
                if !is_last {
                    out.put(":")?;
                }
            } else if at == gap {
                out.put(if at == 0 { "::" } else { ":" })?;
            }
        }
        Ok(())
    }
}
