//! The server's side of a signature: is this query signed, by this key, and in time?

use core::fmt;

use subtle::ConstantTimeEq as _;

use crate::query::{MAX_EXPIRY, Query};

use super::{Credentials, MAX_SIGNATURE, Mac, expires};

/// Verification, with feature `sign`.
impl Query<'_> {
    /// Checks the signature of this query as a server does, at a time in Unix seconds.
    ///
    /// It is stricter than a server in four ways: a name with `&` or `=` in it, by which one signature holds for
    /// several queries, is [`Ambiguous`](Refusal::Ambiguous); more than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS) are
    /// [`TooMany`](Refusal::TooMany); dates that Java takes only out of leniency, such as 30 February, are
    /// [`BadExpires`](Refusal::BadExpires); and an upper-case letter beyond ASCII in a name is signed as it stands. It
    /// is more lenient in two: like servers up to 4.11 it takes `GMT` as a zone, and it takes an `expires` of the
    /// current second, which a server, counting milliseconds, refuses.
    ///
    /// The signature is compared in constant time. If `signatureVersion` is 3, `expires` must be `now` or later. The
    /// checks come in the order of [`Refusal`], so any of its last three says that the signature itself is right.
    /// Only servers with `enforce.post.requests.and.timestamps` refuse [`TooFarAhead`](Refusal::TooFarAhead); ignore it
    /// to behave like the others. Servers with that setting also refuse a query whose `signatureVersion` is not 3; that
    /// is not checked here: look it up with [`get`](Self::get).
    ///
    /// # Errors
    /// [`Refusal`], which says why.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Command, Credentials, Query, Refusal};
    ///
    /// let who = Credentials::new("fnord", "abracadabra");
    /// let now = 1_893_553_445;
    /// let sent = Command::new(String::new(), "listZones").expires(now + 600).sign(&who)?;
    /// let received = Query::parse(&sent).unwrap();
    /// assert_eq!(received.verify(&who, now), Ok(()));
    /// assert_eq!(received.verify(&who, now + 601), Err(Refusal::Expired));
    /// assert_eq!(received.verify(&Credentials::new("fnord", "guess"), now), Err(Refusal::Wrong));
    /// # Ok::<(), cloudstack_codec::CommandError>(())
    /// ```
    ///
    /// Source: `com.cloud.api.ApiServer.verifyRequest`.
    pub fn verify<K: AsRef<str>, M: Mac>(&self, who: &Credentials<K, M>, now: i64) -> Result<(), Refusal> {
        let given = self.get("signature").ok_or(Refusal::NoSignature)?;
        let api_key = self.get("apiKey").ok_or(Refusal::NoApiKey)?;
        if api_key != *who.api_key() {
            return Err(Refusal::OtherApiKey);
        }
        // Names are not escaped before they are signed.
        if self.params().any(|(name, _)| name.chars().any(|c| matches!(c, '&' | '='))) {
            return Err(Refusal::Ambiguous);
        }
        let right = who.sign(*self).map_err(|_| Refusal::TooMany)?;
        let mut buf = [0; MAX_SIGNATURE];
        let given = given.to_str_in(&mut buf).map_err(|_| Refusal::Wrong)?;
        if !bool::from(given.as_bytes().ct_eq(right.as_str().as_bytes())) {
            return Err(Refusal::Wrong);
        }
        if self.get("signatureVersion").is_none_or(|version| version != "3") {
            return Ok(());
        }
        // The longest time that can be read has 35 characters.
        let mut buf = [0; 40];
        let expires = self.get("expires").and_then(|time| expires::parse(time.to_str_in(&mut buf).ok()?));
        match expires.ok_or(Refusal::BadExpires)? {
            time if time < now => Err(Refusal::Expired),
            time if time > now.saturating_add(MAX_EXPIRY) => Err(Refusal::TooFarAhead),
            _ => Ok(()),
        }
    }
}

/// Why a signature is refused, in the order of the checks.
///
/// For the log: to the client a server gives no reason, but always the code
/// [`UNAUTHORIZED`](crate::ErrorCode::UNAUTHORIZED) and the text `unable to verify user credentials and/or request
/// signature`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no `signature`.
    NoSignature,
    /// There is no `apiKey`.
    NoApiKey,
    /// The `apiKey` is not that of the credentials.
    OtherApiKey,
    /// A name with `&` or `=` in it, by which the same signature would hold for another query too. CloudStack
    /// itself takes such a query.
    Ambiguous,
    /// More than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
    TooMany,
    /// The signature is wrong.
    Wrong,
    /// The signature is right, but `expires` is missing or is no time, and `signatureVersion` is 3.
    BadExpires,
    /// The signature is right, but has expired.
    Expired,
    /// The signature is right, but expires more than [`MAX_EXPIRY`] seconds from now.
    TooFarAhead,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSignature => "no signature",
            Self::NoApiKey => "no API key",
            Self::OtherApiKey => "another API key",
            Self::Ambiguous => "a name with \"&\" or \"=\" in it",
            Self::TooMany => "too many parameters",
            Self::Wrong => "a wrong signature",
            Self::BadExpires => "no readable time in \"expires\"",
            Self::Expired => "a signature that has expired",
            Self::TooFarAhead => "a signature that expires more than 15 minutes from now",
        })
    }
}

impl core::error::Error for Refusal {}
