//! The ids of a job and of the resource that it creates: short texts, kept inline.
//!
//! Wire: `"jobid":"6679e6b9-4bf2-4d83-b9f0-235fc1609227"`, `<jobid>6679e6b9-4bf2-4d83-b9f0-235fc1609227</jobid>`; a number
//! on servers before 3.0. Only letters, digits and `-`, so that an id is written the same in JSON, in XML and in a query.
//! Source: `org.apache.cloudstack.api.response.AsyncJobResponse`, `org.apache.cloudstack.api.response.CreateCmdResponse`.

use core::borrow::Borrow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::num::NonZeroU8;
use core::str::FromStr;

use crate::text::Text;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Id);

        impl $name {
            /// Takes an id of 1 to 39 letters, digits and `-`.
            ///
            /// # Errors
            /// [`BadId`] at anything else.
            pub const fn new(id: &str) -> Result<Self, BadId> {
                match Id::new(id) {
                    Some(id) => Ok(Self(id)),
                    None => Err(BadId),
                }
            }

            /// Returns the id as the server wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(id: &str) -> Result<Self, BadId> {
                Self::new(id)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = BadId;

            fn try_from(id: &str) -> Result<Self, BadId> {
                Self::new(id)
            }
        }

        /// From a text that was read; white space around the id is left out.
        impl TryFrom<Text<'_>> for $name {
            type Error = BadId;

            fn try_from(id: Text<'_>) -> Result<Self, BadId> {
                id.parse().ok_or(BadId)
            }
        }

        /// In decimal, as old servers number jobs and resources.
        impl From<u64> for $name {
            fn from(number: u64) -> Self {
                Self(Id::of_number(number))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// So that a map with ids as keys can be searched by a text.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.as_str())
            }
        }
    };
}

id! {
    /// The id of a job, kept inline: `jobid`.
    ///
    /// Wire: a UUID; an integer on servers before 3.0. With the feature `serde` it can be a field of a struct that is
    /// read or written, as a text.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::JobId;
    ///
    /// let id: JobId = "6679e6b9-4bf2-4d83-b9f0-235fc1609227".parse().unwrap();
    /// assert_eq!(id, "6679e6b9-4bf2-4d83-b9f0-235fc1609227");
    /// assert_eq!(JobId::from(1), JobId::new("1").unwrap());
    /// assert!(JobId::new("1; drop").is_err());
    ///
    /// let answer = cloudstack_codec::Response::parse(br#"{"r":{"jobid":"1"}}"#)?;
    /// let job = answer.node().text_of("jobid").ok_or("no job")?;
    /// assert_eq!(JobId::try_from(job)?, JobId::from(1));
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[doc(alias = "jobid")]
    JobId
}

id! {
    /// The id of the resource that a command creates, kept inline: `id` beside `jobid`.
    ///
    /// A type of its own, so that the two ids of a submit answer cannot be mixed up. All else is as with [`JobId`].
    #[doc(alias = "id")]
    ResourceId
}

/// The text of an id. The bytes come first and are padded with zeros, so that the derived order is the order of the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    bytes: [u8; MAX_ID],
    len: NonZeroU8,
}

impl Id {
    #[expect(clippy::cast_possible_truncation, reason = "the length was compared with MAX_ID")]
    const fn new(id: &str) -> Option<Self> {
        let mut bytes = [0; MAX_ID];
        let Some((slots, _)) = bytes.split_at_mut_checked(id.len()) else { return None };
        let (mut slots, mut rest) = (slots, id.as_bytes());
        while let ([slot, slots_left @ ..], [byte, rest_left @ ..]) = (slots, rest) {
            if !byte.is_ascii_alphanumeric() && *byte != b'-' {
                return None;
            }
            *slot = *byte;
            (slots, rest) = (slots_left, rest_left);
        }
        match NonZeroU8::new(id.len() as u8) {
            Some(len) => Some(Self { bytes, len }),
            None => None,
        }
    }

    fn of_number(mut number: u64) -> Self {
        let (mut bytes, mut len) = ([0; MAX_ID], NonZeroU8::MIN);
        let mut digits = number;
        while digits >= 10 {
            digits /= 10;
            len = len.saturating_add(1);
        }
        for slot in bytes.iter_mut().take(usize::from(len.get())).rev() {
            *slot = b'0' | (number % 10) as u8;
            number /= 10;
        }
        Self { bytes, len }
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len.get())).unwrap_or_default();
        core::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The longest id, in bytes: a UUID has 36, the integers of old servers at most 20. A [`JobId`] takes 40 bytes.
pub const MAX_ID: usize = 39;

/// A text that is not an id: empty, longer than 39 bytes, or with anything but letters, digits and `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing more to say of it")]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 1 to 39 letters, digits and \"-\"")
    }
}

impl core::error::Error for BadId {}
