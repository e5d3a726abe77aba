//! What a parameter of a command can be.

use core::fmt::{self, Write as _};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::job::{JobId, ResourceId};
use crate::text::Text;

use super::encode::{Sink, decimal};

use self::sealed::Plain;

/// A value of a parameter: a text, a `bool`, an integer, an id, an IP address or `format_args!(…)`.
///
/// Also a reference to one, and with the feature `alloc` a `String` or a `Cow<str>`. The trait is sealed, because
/// the server reads some types in ways of its own: floats and dates are the caller's to write as text.
pub trait Value: Plain {}

impl<T: Plain + ?Sized> Value for T {}

pub(crate) mod sealed {
    use core::fmt;

    use super::Sink;

    /// Writes itself without escapes.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Plain {
        fn write(&self, out: &mut dyn Sink) -> fmt::Result;
    }
}

impl<T: Plain + ?Sized> Plain for &T {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        (**self).write(out)
    }
}

impl Plain for str {
    fn write(&self, out: &mut dyn Sink) -> fmt::Result {
        out.put(self)
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
                out.put(self.as_str())
            }
        }
    )*};
}

by_str!(JobId, ResourceId);
#[cfg(feature = "alloc")]
by_str!(alloc::string::String);

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
by_display!(u64, usize, i64, isize);
by_display!(IpAddr, Ipv4Addr, Ipv6Addr, Text<'_>, fmt::Arguments<'_>);
#[cfg(feature = "alloc")]
by_display!(alloc::borrow::Cow<'_, str>);
