//! `inspect sign` and `inspect verify`: right signatures, and what is wrong with others.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use base64ct::{Base64, Encoding as _};
use cloudstack_codec::{Command, Credentials, HmacSha1, HmacSha512, Mac, Query, Refusal, TooMany};
use hmac::Hmac;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::query::{parse, target};
use crate::response::of_error;
use crate::{Output, input};

/// One line of `inspect sign`.
#[derive(Deserialize)]
struct Request {
    secret: String,
    params: Vec<(String, String)>,
}

/// Signs each line of standard input.
pub fn lines(output: &mut Output) -> io::Result<()> {
    input::lines(|line| match line.and_then(sign_line) {
        Ok(signed) => output.line(&signed),
        Err(error) => output.error(&error),
    })
}

fn sign_line(line: &str) -> Result<Value, Value> {
    let failed = |error: &dyn Display| input::error(error, Value::Null);
    let Request { secret, params } = serde_json::from_str(line).map_err(|error| failed(&error))?;
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
    let query = Query::parse(&query).map_err(|error| failed(&error))?;
    right(query, &secret).map_err(|error| failed(&error))
}

/// The string to sign and the right signatures of a query.
fn right(query: Query<'_>, secret: &str) -> Result<Value, TooMany> {
    Ok(json!({
        "string_to_sign": query.string_to_sign()?.to_string(),
        "hmac_sha1": Credentials::new("", secret).sign(query)?.as_str(),
        "hmac_sha512": Credentials::<_, HmacSha512>::with_mac("", secret).sign(query)?.as_str(),
    }))
}

/// Signs a query with a key, in place of any `apiKey` and `signature` that it has.
pub fn query(query: &str, key: &str, secret: &str, sha512: bool) -> Result<String, String> {
    if sha512 {
        sign_by(query, &Credentials::<_, HmacSha512>::with_mac(key, secret))
    } else {
        sign_by(query, &Credentials::new(key, secret))
    }
}

fn sign_by<M: Mac>(query: &str, credentials: &Credentials<&str, M>) -> Result<String, String> {
    let query = parse(target(query)).map_err(|error| error.to_string())?;
    let name = query.command().ok_or("there is no command in the query")?.to_string();
    let mut command = Command::new(String::new(), &name);
    for (name, value) in query.params() {
        let name = name.to_string();
        if !["command", "apikey", "signature"].contains(&name.to_ascii_lowercase().as_str()) {
            command = command.param(&name, value);
        }
    }
    command.sign(credentials).map_err(|error| error.to_string())
}

/// Says whether the signature of a query holds, and looks for what is wrong where it does not.
pub fn verify(
    text: &str,
    key: Option<&str>,
    secret: &str,
    now: Option<i64>,
    output: &mut Output,
) -> io::Result<()> {
    let text = target(text);
    let query = match parse(text) {
        Ok(query) => query,
        Err(error) => {
            output.excerpt("the query", error.show(text.as_bytes()));
            return output.error(&of_error(&error));
        }
    };
    let own_key = query.get("apiKey").map(|key| key.to_string()).unwrap_or_default();
    let key = key.unwrap_or(&own_key);
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now = now.unwrap_or_else(|| clock().try_into().unwrap_or(i64::MAX));
    let sha1 = query.verify(&Credentials::<_, HmacSha1>::with_mac(key, secret), now);
    let sha512 = query.verify(&Credentials::<_, HmacSha512>::with_mac(key, secret), now);
    let (mac, verdict) =
        if sha512 == Err(Refusal::Wrong) { ("hmac_sha1", sha1) } else { ("hmac_sha512", sha512) };
    let Err(refusal) = verdict else {
        return output.line(&json!({ "kind": "verified", "holds": true, "mac": mac }));
    };
    let right = right(query, secret).unwrap_or_default();
    let is_right = match refusal {
        // These three come only if the signature itself is right.
        Refusal::BadExpires | Refusal::Expired | Refusal::TooFarAhead => true,
        // This one comes before it is looked at.
        Refusal::Ambiguous => {
            let given = query.get("signature").unwrap_or_default();
            right.as_object().is_some_and(|right| right.values().any(|right| right == &*given.to_cow()))
        }
        _ => false,
    };
    let reason = refusal.to_string();
    let mut line =
        json!({ "kind": "verified", "holds": false, "reason": reason, "signature_is_right": is_right });
    for (name, value) in right.as_object().into_iter().flatten() {
        line[name] = value.clone();
    }
    if refusal == Refusal::Wrong {
        line["explained_by"] = explain(query, secret).into();
    }
    output.error(&line)
}

/// What clients are known to do wrongly when they make the string to sign.
const FAULTS: [(Fault, &str); 7] = [
    (Fault::TildeRaw, "`~` is left raw instead of `%7e`"),
    (Fault::StarEncoded, "`*` is encoded as `%2a` instead of left raw"),
    (Fault::BracketsRaw, "`[` and `]` are left raw in values"),
    (Fault::SortedLower, "names are sorted after they are lower-cased"),
    (Fault::SpacePlus, "a space is `+` instead of `%20`"),
    (Fault::SortedPairs, "whole `name=value` pairs are sorted instead of names"),
    (Fault::NamesEncoded, "names are encoded, as values are, instead of left raw"),
];

/// What they are known to do wrongly when they send the signature: it comes out of the query with spaces in it.
const PLUS_RAW: &str = "`+` is left raw in the signature instead of `%2B`";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    TildeRaw,
    StarEncoded,
    BracketsRaw,
    SortedLower,
    SpacePlus,
    SortedPairs,
    NamesEncoded,
}

/// The fewest known faults that together give the signature of a query; none where they do not.
fn explain(query: Query<'_>, secret: &str) -> Vec<&'static str> {
    let given = query.get("signature").map(|signature| signature.to_string()).unwrap_or_default();
    let plus = given.contains(' ').then_some(PLUS_RAW);
    let given = given.replace(' ', "+");
    let mut sets: Vec<u32> = (0..1 << FAULTS.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    let chosen =
        |set: u32| FAULTS.iter().enumerate().filter(move |(i, _)| set >> i & 1 == 1).map(|(_, fault)| fault);
    for set in sets {
        let faults: Vec<Fault> = chosen(set).map(|(fault, _)| *fault).collect();
        let text = string_to_sign(query, &faults);
        if given == mac::<Hmac<sha1::Sha1>>(secret, &text)
            || given == mac::<Hmac<sha2::Sha512>>(secret, &text)
        {
            return plus.into_iter().chain(chosen(set).map(|(_, meaning)| *meaning)).collect();
        }
    }
    Vec::new()
}

fn mac<M: hmac::Mac + hmac::KeyInit>(secret: &str, text: &str) -> String {
    // An HMAC takes a key of any length.
    <M as hmac::KeyInit>::new_from_slice(secret.as_bytes())
        .map(|mac| Base64::encode_string(&mac.chain_update(text).finalize().into_bytes()))
        .unwrap_or_default()
}

/// The string to sign as a client with these faults makes it.
fn string_to_sign(query: Query<'_>, faults: &[Fault]) -> String {
    // Of parameters with one name the last counts.
    let params: BTreeMap<String, String> = query
        .params()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .filter(|(name, _)| !name.eq_ignore_ascii_case("signature"))
        .collect();
    let pair = |(name, value): (String, String)| {
        let value = encode(&value, faults);
        let written = if faults.contains(&Fault::NamesEncoded) { &encode(&name, faults) } else { &name };
        let pair = format!("{written}={value}");
        (name, pair)
    };
    let mut pairs: Vec<(String, String)> = params.into_iter().map(pair).collect();
    pairs.sort_by_cached_key(|(name, pair)| {
        let key = if faults.contains(&Fault::SortedPairs) { pair } else { name };
        if faults.contains(&Fault::SortedLower) { key.to_lowercase() } else { key.clone() }
    });
    let pairs: Vec<String> = pairs.into_iter().map(|(_, pair)| pair).collect();
    pairs.join("&").to_lowercase()
}

fn encode(value: &str, faults: &[Fault]) -> String {
    let mut encoded = String::new();
    for byte in value.bytes() {
        let raw = match byte {
            b'~' => faults.contains(&Fault::TildeRaw),
            b'*' => !faults.contains(&Fault::StarEncoded),
            b'[' | b']' => faults.contains(&Fault::BracketsRaw),
            _ => byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
        };
        match byte {
            _ if raw => encoded.push(byte.into()),
            b' ' if faults.contains(&Fault::SpacePlus) => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
