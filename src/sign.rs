//! Signatures: `signature=` is the Base64 of an HMAC over the string to sign.
//!
//! [`Command::sign`] adds `apiKey` and `signature` to a command, [`Credentials::sign`] signs any [`Query`], and
//! [`Query::verify`] (`sign/verify.rs`) is the server's side. There is one signer for all three: it streams the sorted
//! parameters through the lower-casing into the MAC, and keeps no text. Source:
//! `com.cloud.api.ApiServer.verifyRequest`.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::{Digest as _, Sha1};
use sha2::Sha512;

use crate::find::FAST;
use crate::query::canonical::Canonical;
use crate::query::{Command, CommandError, Query, TooMany};
use crate::text::copy;

mod verify;

pub use self::verify::Refusal;

/// The MAC of a signature: [`HmacSha1`] or [`HmacSha512`].
///
/// Chosen by type, so that a program has only the code of the one that it uses; nothing on the wire tells which it
/// is. The trait is sealed.
pub trait Mac: sealed::Keyed {}

mod sealed {
    /// The state of a MAC that has taken its key.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Keyed: Clone {
        fn new(secret: &[u8]) -> Self;
        fn update(&mut self, bytes: &[u8]);
        fn finish(self) -> super::Signature;
    }
}

macro_rules! mac {
    ($(#[$doc:meta])* $name:ident, $hash:ty, $block:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Hmac<$hash>);

        impl Mac for $name {}

        impl sealed::Keyed for $name {
            // Neither this nor `finish` nor `Lowered::take` is inlined: key, index and digest take turns on the stack.
            #[inline(never)]
            fn new(secret: &[u8]) -> Self {
                let mut key = [0; $block];
                // A key longer than a block is hashed first (RFC 2104).
                let hash = (secret.len() > key.len()).then(|| <$hash>::digest(secret));
                for (slot, b) in key.iter_mut().zip(hash.as_deref().unwrap_or(secret)) {
                    *slot = *b;
                }
                Self(Hmac::new(&key.into()))
            }

            fn update(&mut self, bytes: &[u8]) {
                self.0.update(bytes);
            }

            #[inline(never)]
            fn finish(self) -> Signature {
                Signature::new(&self.0.finalize().into_bytes())
            }
        }

        /// Nothing of the key.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

mac! {
    /// HMAC-SHA1, which servers of every version take.
    HmacSha1, Sha1, 64
}

mac! {
    /// HMAC-SHA512, for servers that are set up to have no SHA-1.
    HmacSha512, Sha512, 128
}

/// An API key, and the MAC that its secret has keyed.
///
/// The secret itself is not kept. `Debug` shows neither.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Command, Credentials, Syntax};
///
/// let credentials = Credentials::new("fnord", "abracadabra");
/// let mut buf = [0; 256];
/// let query = Command::in_buf(&mut buf, "listVirtualMachines").response(Syntax::Json).sign(&credentials)?.into_str();
/// assert_eq!(
///     query,
///     "command=listVirtualMachines&response=json&apiKey=fnord&signature=z%2Fa9Y7J52u48VpqIgiwaGUMCso0%3D"
/// );
/// # Ok::<(), cloudstack_codec::CommandError>(())
/// ```
#[derive(Clone)]
pub struct Credentials<'a, M = HmacSha1> {
    api_key: &'a str,
    mac: M,
}

impl<'a> Credentials<'a> {
    /// Takes an API key and its secret, to sign by HMAC-SHA1.
    #[must_use]
    pub fn new(api_key: &'a str, secret: &str) -> Self {
        Self::with_mac(api_key, secret)
    }
}

impl<'a, M: Mac> Credentials<'a, M> {
    /// Takes an API key and its secret, to sign by the MAC that the type says: `Credentials::<HmacSha512>::with_mac(…)`.
    #[must_use]
    pub fn with_mac(api_key: &'a str, secret: &str) -> Self {
        Self { api_key, mac: M::new(secret.as_bytes()) }
    }

    /// Returns the API key.
    #[must_use]
    pub const fn api_key(&self) -> &'a str {
        self.api_key
    }

    /// Makes the signature of a query: of all its parameters but a `signature`.
    ///
    /// The query must already hold `apiKey`; [`Command::sign`] adds it.
    ///
    /// # Errors
    /// [`TooMany`] with more than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Credentials, Query};
    ///
    /// let query = Query::parse("apiKey=apiKey&command=listZones").unwrap();
    /// let signature = Credentials::new("apiKey", "secretKey").sign(query).unwrap();
    /// assert_eq!(signature.to_string(), "2UG8AcnMaozL3BINdjgkJ+RzjEY=");
    /// ```
    pub fn sign(&self, query: Query<'_>) -> Result<Signature, TooMany> {
        let mut sink = Lowered::new(self.mac.clone());
        sink.take(query)?;
        Ok(sink.mac.finish())
    }
}

impl<M> fmt::Debug for Credentials<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

impl<W: fmt::Write + AsRef<str>> Command<W> {
    /// Adds `apiKey` and `signature`, and returns the sink with the signed query in it.
    ///
    /// # Errors
    /// The first fault of the command, as by [`finish`](Self::finish).
    pub fn sign<M: Mac>(mut self, who: &Credentials<'_, M>) -> Result<W, CommandError> {
        self.push_named("apiKey", &who.api_key);
        self.seal(|query| who.sign(query))
    }
}

/// A signature, in Base64 as the server compares it.
///
/// On the wire its `+`, `/` and `=` must be escaped, as [`Command::sign`] does.
#[derive(Clone, Copy)]
pub struct Signature {
    base64: [u8; MAX_SIGNATURE],
    len: u8,
}

/// The length of the Base64 of an HMAC-SHA512.
const MAX_SIGNATURE: usize = 88;

impl Signature {
    fn new(mac: &[u8]) -> Self {
        let mut base64 = [0; MAX_SIGNATURE];
        let len = Base64::encode(mac, &mut base64).map_or(0, str::len);
        Self { base64, len: u8::try_from(len).unwrap_or_default() }
    }

    /// Returns the Base64, with its padding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let base64 = self.base64.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(base64).unwrap_or_default()
    }
}

impl AsRef<str> for Signature {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Not what it is: whoever has it can send the request again.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// Takes text into a MAC in lower case, by whole blocks: a query comes in hundreds of small pieces.
struct Lowered<M> {
    mac: M,
    blocks: [u8; ROOM],
    /// How much of the blocks waits to be taken.
    len: usize,
}

/// So many bytes are taken at once: a whole number of blocks, of one of SHA-1 where memory is dear.
const ROOM: usize = if FAST { 512 } else { 64 };

impl<M: Mac> Lowered<M> {
    const fn new(mac: M) -> Self {
        Self { mac, blocks: [0; ROOM], len: 0 }
    }

    #[inline(never)]
    fn take(&mut self, query: Query<'_>) -> Result<(), TooMany> {
        let mut canonical = Canonical::new(query.as_str());
        canonical.sort()?;
        // A MAC takes whatever it is given.
        canonical.write(self).unwrap_or_default();
        self.flush();
        Ok(())
    }

    #[inline(never)]
    fn flush(&mut self) {
        let blocks = self.blocks.get_mut(..self.len).unwrap_or_default();
        blocks.make_ascii_lowercase();
        self.mac.update(blocks);
        self.len = 0;
    }
}

impl<M: Mac> fmt::Write for Lowered<M> {
    #[cfg_attr(target_pointer_width = "64", inline)]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text.as_bytes();
        let room = self.blocks.get_mut(self.len..).unwrap_or_default();
        if FAST && copy(rest, room).is_some() {
            self.len = self.len.wrapping_add(rest.len());
            return Ok(());
        }
        while !rest.is_empty() {
            let room = self.blocks.get_mut(self.len..).unwrap_or_default();
            let (piece, later) = rest.split_at_checked(room.len()).unwrap_or((rest, &[]));
            copy(piece, room).unwrap_or_default();
            self.len = self.len.wrapping_add(piece.len());
            if self.len >= ROOM {
                self.flush();
            }
            rest = later;
        }
        Ok(())
    }
}
