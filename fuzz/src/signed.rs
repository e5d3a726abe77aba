//! The server's rule of signatures, written slowly: `ApiServer.verifyRequest` over decoded strings.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};
use cloudstack_codec::{MAX_EXPIRY, MAX_PARAMETERS, Refusal};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha1::Sha1;
use sha2::Sha512;

/// A name as Java compares it.
type JavaName = Vec<u16>;

/// The parameters by name, of which the last holds.
///
/// A difference to the server, by name: it knows a `ſignature` and an `apiKey` with a Kelvin sign too; we compare ASCII.
fn parameters(query: &str) -> BTreeMap<JavaName, (String, String)> {
    let decoded = form_urlencoded::parse(query.as_bytes()).into_owned();
    decoded.map(|(name, value)| (name.encode_utf16().collect(), (name, value))).collect()
}

/// Tells whether two queries have the same parameters but for their signature and the case of letters.
pub(crate) fn are_alike(one: &str, other: &str) -> bool {
    let folded = |query| {
        let mut parameters: Vec<_> = parameters(query).into_values().collect();
        parameters.retain(|(name, _)| !name.eq_ignore_ascii_case("signature"));
        parameters
            .iter_mut()
            .for_each(|(name, value)| [name, value].into_iter().for_each(|text| text.make_ascii_lowercase()));
        parameters.sort();
        parameters
    };
    folded(one) == folded(other)
}

/// The string to sign; `None` where there are more parameters than are signed.
pub(crate) fn string_to_sign(query: &str) -> Option<String> {
    let mut parameters = parameters(query);
    parameters.retain(|_, (name, _)| !name.eq_ignore_ascii_case("signature"));
    if parameters.len() > MAX_PARAMETERS {
        return None;
    }
    let joined: Vec<_> =
        parameters.into_values().map(|(name, value)| format!("{name}={}", url_encoded(&value))).collect();
    // A difference to the server, by name: it lower-cases letters beyond ASCII in names too.
    Some(joined.join("&").to_ascii_lowercase())
}

/// `java.net.URLEncoder`, with `%20` for the space.
pub(crate) fn url_encoded(value: &str) -> String {
    value
        .bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => char::from(b).to_string(),
            _ => format!("%{b:02X}"),
        })
        .collect()
}

pub(crate) fn signature(text: &str, secret: &str, sha512: bool) -> String {
    let (text, secret) = (text.as_bytes(), secret.as_bytes());
    if sha512 {
        let mac = Hmac::<Sha512>::new_from_slice(secret).unwrap();
        Base64::encode_string(&mac.chain_update(text).finalize().into_bytes())
    } else {
        let mac = Hmac::<Sha1>::new_from_slice(secret).unwrap();
        Base64::encode_string(&mac.chain_update(text).finalize().into_bytes())
    }
}

/// What is to be said of a signature.
#[derive(Debug)]
pub(crate) enum Verdict {
    Is(Result<(), Refusal>),
    /// The signature is right, and its time is in a form that is not read here.
    Timed,
}

pub(crate) fn verdict(query: &str, key: &str, secret: &str, sha512: bool, now: i64) -> Verdict {
    let parameters = parameters(query);
    let find = |wanted: &str| {
        let mut found = parameters.values().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.next_back().map(|(_, value)| value.as_str())
    };
    let Some(given) = find("signature") else { return Verdict::Is(Err(Refusal::NoSignature)) };
    match find("apikey") {
        None => return Verdict::Is(Err(Refusal::NoApiKey)),
        Some(given) if given != key => return Verdict::Is(Err(Refusal::OtherApiKey)),
        Some(_) => {}
    }
    if parameters.values().any(|(name, _)| name.contains(['&', '='])) {
        return Verdict::Is(Err(Refusal::Ambiguous));
    }
    let Some(text) = string_to_sign(query) else { return Verdict::Is(Err(Refusal::TooMany)) };
    if signature(&text, secret, sha512) != given {
        return Verdict::Is(Err(Refusal::Wrong));
    }
    if find("signatureversion") != Some("3") {
        return Verdict::Is(Ok(()));
    }
    match find("expires").and_then(unix) {
        None => Verdict::Timed,
        Some(time) if time < now => Verdict::Is(Err(Refusal::Expired)),
        Some(time) if i128::from(time) > i128::from(now) + i128::from(MAX_EXPIRY) => {
            Verdict::Is(Err(Refusal::TooFarAhead))
        }
        Some(_) => Verdict::Is(Ok(())),
    }
}

/// Reads `2030-01-02T03:04:05+0000`, of a year that has four digits and is not 0.
fn unix(text: &str) -> Option<i64> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let moment = text.strip_suffix("+0000").filter(|_| shape == "0000-00-00T00:00:00+0000")?;
    // The second 60 is the one before to jiff.
    let moment: DateTime = moment.parse().ok().filter(|_| !moment.ends_with("60"))?;
    let moment = moment.to_zoned(TimeZone::UTC).ok().filter(|moment| moment.year() > 0)?;
    Some(moment.timestamp().as_second())
}
