//! Signatures: `signature=` is the Base64 of an HMAC over the string to sign.
//!
//! [`Command::sign`] adds `apiKey` and `signature` to a command, [`Credentials::sign`] signs any [`Query`], and
//! [`Query::verify`] (`sign/verify.rs`) is the server's side. There is one signer for all three: it streams the sorted
//! parameters through the lower-casing into the MAC, and keeps no text. Source:
//! `com.cloud.api.ApiServer.verifyRequest`.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::KeyInit as _;
use hmac::block_api::HmacCore;
use hmac::digest::block_api::{Block, Buffer, FixedOutputCore as _, UpdateCore as _};
use hmac::digest::{Key, Output};
use sha1::Sha1;
use sha2::Sha512;

use crate::find::FAST;
use crate::query::canonical::Canonical;
use crate::query::encode::encode;
use crate::query::{Command, CommandError, Query, TooMany};
use crate::text::copy;

mod expires;
mod verify;

pub use self::verify::Refusal;

/// The MAC of a signature: [`HmacSha1`] or [`HmacSha512`].
///
/// The MAC is chosen by type, so that a program links only the one that it uses; nothing on the wire tells which it is.
/// The trait is sealed.
pub trait Mac: sealed::Keyed {}

mod sealed {
    /// A MAC that has its key.
    #[expect(unnameable_types, reason = "sealed")]
    pub trait Keyed: Clone {
        fn new(secret: &[u8]) -> Self;
        /// Takes the whole blocks of a text, and returns the rest.
        fn take<'t>(&mut self, text: &'t [u8]) -> &'t [u8];
        /// Takes the rest of a text, and writes the signature.
        fn finish(&mut self, last: &[u8], signature: &mut super::Signature);
    }
}

macro_rules! mac {
    ($(#[$doc:meta])* $name:ident, $hash:ty) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(HmacCore<$hash>);

        impl Mac for $name {}

        impl sealed::Keyed for $name {
            // Neither this nor `finish` is inlined, so that key, index and digest share their stack.
            #[inline(never)]
            fn new(secret: &[u8]) -> Self {
                // HMAC takes secrets of any length, so the other key is never used.
                let keyed = HmacCore::new_from_slice(secret);
                Self(keyed.unwrap_or_else(|_| HmacCore::new(&Key::<HmacCore<$hash>>::default())))
            }

            fn take<'t>(&mut self, text: &'t [u8]) -> &'t [u8] {
                let (blocks, left) = Block::<HmacCore<$hash>>::slice_as_chunks(text);
                self.0.update_blocks(blocks);
                left
            }

            #[inline(never)]
            fn finish(&mut self, last: &[u8], signature: &mut Signature) {
                let mut last = Buffer::<HmacCore<$hash>>::try_new(self.take(last)).unwrap_or_default();
                let mut code = Output::<HmacCore<$hash>>::default();
                self.0.finalize_fixed_core(&mut last, &mut code);
                signature.write(&code);
            }
        }

        /// Shows nothing of the key.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

mac! {
    /// HMAC-SHA1, which servers of every version take by default.
    HmacSha1, Sha1
}

mac! {
    /// HMAC-SHA512, which newer servers may accept or require.
    HmacSha512, Sha512
}

/// An API key and its secret, ready to sign.
///
/// The API key is borrowed or owned, as it is given: a client may keep a `Credentials<String>`. The secret itself is
/// not kept, only the state of the MAC that it keys. `Debug` shows neither.
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
pub struct Credentials<K, M = HmacSha1> {
    api_key: K,
    mac: M,
}

impl<K: AsRef<str>> Credentials<K> {
    /// Takes an API key and its secret, to sign with HMAC-SHA1.
    #[must_use]
    pub fn new(api_key: K, secret: &str) -> Self {
        Self::with_mac(api_key, secret)
    }
}

impl<K: AsRef<str>, M: Mac> Credentials<K, M> {
    /// Takes an API key and its secret, to sign with the MAC that the type names:
    /// `Credentials::<_, HmacSha512>::with_mac(…)`.
    #[must_use]
    pub fn with_mac(api_key: K, secret: &str) -> Self {
        Self { api_key, mac: M::new(secret.as_bytes()) }
    }

    /// Returns the API key.
    #[must_use]
    #[doc(alias = "apiKey")]
    pub fn api_key(&self) -> &str {
        self.api_key.as_ref()
    }

    /// Makes the signature of a query: over all its parameters except `signature`.
    ///
    /// The query must already hold `apiKey`; [`Command::sign`] adds it. Names are signed as they are: one with an escaped
    /// `&` or `=` in it, which no command has, makes the signature hold for another query too.
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
        let mut signature = Signature::EMPTY;
        write(&self.mac, query, false, &mut signature)?;
        Ok(signature)
    }
}

/// Makes a signature in its place, because it is large to move. `is_own` says that a [`Command`] wrote the query.
fn write<M: Mac>(mac: &M, query: Query<'_>, is_own: bool, signature: &mut Signature) -> Result<(), TooMany> {
    let mut mac = mac.clone();
    let mut text = Lowered { mac: &mut mac, blocks: [0; ROOM], len: 0 };
    text.take(query, is_own)?;
    text.finish(signature);
    Ok(())
}

impl<K, M> fmt::Debug for Credentials<K, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// Signatures, with feature `sign`.
impl<W: fmt::Write + AsRef<str>> Command<W> {
    /// Adds `apiKey` and `signature`, and returns the sink with the signed query in it.
    ///
    /// # Errors
    /// The first error of the command, as by [`finish`](Self::finish).
    pub fn sign<K: AsRef<str>, M: Mac>(mut self, who: &Credentials<K, M>) -> Result<W, CommandError> {
        self.push_named("apiKey", &who.api_key());
        let mut signature = Signature::EMPTY;
        let signature = &mut signature;
        self.seal(|query| {
            write(&who.mac, query, true, signature)?;
            Ok(signature.as_str())
        })
    }
}

/// A signature, in Base64 as the server compares it.
///
/// On the wire its `+`, `/` and `=` must be escaped, as [`Command::sign`] and [`escaped`](Self::escaped) do.
#[derive(Clone, Copy)]
pub struct Signature {
    base64: [u8; MAX_SIGNATURE],
    len: u8,
}

/// The length of the Base64 of an HMAC-SHA512, which has 64 bytes.
const MAX_SIGNATURE: usize = 64_usize.div_ceil(3) * 4;

impl Signature {
    const EMPTY: Self = Self { base64: [0; MAX_SIGNATURE], len: 0 };

    fn write(&mut self, mac: &[u8]) {
        let len = Base64::encode(mac, &mut self.base64).map_or(0, str::len);
        self.len = u8::try_from(len).unwrap_or_default();
    }

    /// Returns the Base64, with its padding: the value of the parameter once decoded, not as it stands in a URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let base64 = self.base64.get(..usize::from(self.len)).unwrap_or_default();
        core::str::from_utf8(base64).unwrap_or_default()
    }

    /// Displays the Base64 as it stands in a query, with its `+`, `/` and `=` escaped.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Credentials, Query};
    ///
    /// let query = "apiKey=apiKey&command=listZones";
    /// let signature = Credentials::new("apiKey", "secretKey").sign(Query::parse(query).unwrap()).unwrap();
    /// let signed = format!("{query}&signature={}", signature.escaped());
    /// assert_eq!(signed, "apiKey=apiKey&command=listZones&signature=2UG8AcnMaozL3BINdjgkJ%2BRzjEY%3D");
    /// ```
    #[must_use]
    pub fn escaped(&self) -> impl fmt::Display + use<> {
        Escaped(*self)
    }
}

/// A signature as it stands in a query.
struct Escaped(Signature);

impl fmt::Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        encode(self.0.as_str(), f)
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

/// Leaves out its text: whoever has that can send the request again.
impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(..)")
    }
}

/// Feeds text to a MAC in lower case and whole blocks, because a query comes in hundreds of small pieces.
struct Lowered<'m, M> {
    mac: &'m mut M,
    blocks: [u8; ROOM],
    /// How many bytes wait in the blocks.
    len: usize,
}

/// How many bytes the MAC takes at once: whole blocks of either hash, and few where size counts.
const ROOM: usize = if FAST { 512 } else { 128 };

impl<M: Mac> Lowered<'_, M> {
    /// Takes the string to sign. Not inlined, so that its index is off the stack when the MAC is finished.
    #[inline(never)]
    fn take(&mut self, query: Query<'_>, is_own: bool) -> Result<(), TooMany> {
        let mut canonical = Canonical::new(query.as_str(), is_own);
        canonical.sort()?;
        // Writing to a MAC does not fail.
        let _ = canonical.write(self);
        Ok(())
    }

    fn finish(&mut self, signature: &mut Signature) {
        let last = self.blocks.get_mut(..self.len).unwrap_or_default();
        last.make_ascii_lowercase();
        self.mac.finish(last, signature);
    }

    /// Takes text in pieces that fit.
    #[inline(never)]
    fn take_pieces(&mut self, text: &[u8]) {
        let mut rest = text;
        while !rest.is_empty() {
            let room = self.blocks.get_mut(self.len..).unwrap_or_default();
            let (piece, later) = rest.split_at_checked(room.len()).unwrap_or((rest, &[]));
            // It is no longer than the room.
            let _ = copy(piece, room);
            self.len = self.len.wrapping_add(piece.len());
            if self.len >= ROOM {
                self.blocks.make_ascii_lowercase();
                self.mac.take(&self.blocks);
                self.len = 0;
            }
            rest = later;
        }
    }
}

impl<M: Mac> fmt::Write for Lowered<'_, M> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if FAST {
            let end = self.len.wrapping_add(text.len());
            let room = self.blocks.get_mut(self.len..end).unwrap_or_default();
            if copy(text.as_bytes(), room).is_some() {
                self.len = end;
                return Ok(());
            }
        }
        self.take_pieces(text.as_bytes());
        Ok(())
    }
}
