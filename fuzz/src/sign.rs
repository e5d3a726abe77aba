//! Signatures, made and verified.

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{Command, Credentials, HmacSha1, HmacSha512, Mac, Query, Refusal};

use crate::signed::{Verdict, are_alike, signature, string_to_sign, url_encoded, verdict};

#[derive(Arbitrary, Debug)]
struct Input<'d> {
    key: String,
    secret: String,
    sha512: bool,
    now: u32,
    /// Seconds from now to the end.
    expires: Option<i16>,
    command: String,
    value: String,
    /// Where the signed query is changed, and to what.
    change: (u16, u8),
    query: &'d str,
}

/// Checks signatures against the server's rule: of any query, of a signed one, and of that with a byte changed.
pub fn sign(data: &[u8]) {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(data)) else { return };
    if input.sha512 {
        input.check(&Credentials::<_, HmacSha512>::with_mac(&input.key, &input.secret));
    } else {
        input.check(&Credentials::<_, HmacSha1>::with_mac(&input.key, &input.secret));
    }
}

impl Input<'_> {
    fn check(&self, who: &Credentials<&String, impl Mac>) {
        self.is_judged(who, self.query);

        let whole = format!("{}&apiKey={}", self.query, url_encoded(&self.key));
        if let Some(text) = string_to_sign(&whole) {
            let signature = signature(&text, &self.secret, self.sha512);
            self.each_change(who, &format!("{whole}&signature={}", url_encoded(&signature)));
        }

        let mut command = Command::new(String::new(), &self.command).param("name", &self.value);
        if let Some(seconds) = self.expires {
            command = command.expires(i64::from(self.now) + i64::from(seconds));
        }
        let Ok(signed) = command.sign(who) else { return };
        let right = match self.expires {
            Some(..0) => Err(Refusal::Expired),
            Some(901..) => Err(Refusal::TooFarAhead),
            _ => Ok(()),
        };
        assert_eq!(Query::parse(&signed).unwrap().verify(who, self.now.into()), right);
        self.each_change(who, &signed);
    }

    /// Checks all that is said of a query.
    fn is_judged(&self, who: &Credentials<&String, impl Mac>, text: &str) {
        let Ok(query) = Query::parse(text) else { return };
        let slow = string_to_sign(text);
        assert_eq!(query.string_to_sign().ok().map(|text| text.to_string()), slow);
        let made = who.sign(query);
        let slow = slow.map(|text| signature(&text, &self.secret, self.sha512));
        assert_eq!(made.ok().map(|signature| signature.to_string()), slow);

        let verified = query.verify(who, self.now.into());
        match verdict(text, &self.key, &self.secret, self.sha512, self.now.into()) {
            Verdict::Is(right) => assert_eq!(verified, right),
            Verdict::Timed => assert!(matches!(
                verified,
                Ok(()) | Err(Refusal::BadExpires | Refusal::Expired | Refusal::TooFarAhead)
            )),
        }
    }

    /// Checks a signed query, and with one byte of it changed.
    fn each_change(&self, who: &Credentials<&String, impl Mac>, signed: &str) {
        self.is_judged(who, signed);
        let (at, byte) = (usize::from(self.change.0) % signed.len(), self.change.1);
        let mut changed = signed.as_bytes().to_vec();
        changed[at] = byte;
        let Ok(changed) = String::from_utf8(changed) else { return };
        self.is_judged(who, &changed);
        // Another escape of the same is the same, as is another case. Nothing else is.
        let meaning = |text: &str| form_urlencoded::parse(text.as_bytes()).into_owned().collect::<Vec<_>>();
        let is_same = meaning(signed) == meaning(&changed) || are_alike(signed, &changed);
        if let (false, Ok(query)) = (is_same, Query::parse(&changed)) {
            assert!(query.verify(who, self.now.into()).is_err(), "{signed} and {changed}");
        }
    }
}
