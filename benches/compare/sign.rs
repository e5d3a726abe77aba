//! A command with 30 parameters, signed by a key that was not used before, beside the MAC alone over the same bytes.

use std::hint::black_box;

use cloudstack_codec::{Credentials, Fixed, Query};
use cloudstack_codec_benches::query::{self, API_KEY, SECRET};
use criterion::Criterion;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::{group, measure};

pub(crate) fn define(criterion: &mut Criterion) {
    let built = query::build(String::new()).expect("room enough");
    let query = Query::parse(&built).expect("well formed");
    let text = query.string_to_sign().expect("few parameters").to_string();
    let signature = Credentials::new(API_KEY, SECRET).sign(query).expect("few parameters");
    let mut group = group(criterion, "sign/30", text.len());
    measure(&mut group, "ours", &query, &signature.as_str().len(), |query| {
        let signature = Credentials::new(API_KEY, SECRET).sign(*query).expect("few parameters");
        black_box(signature.as_str()).len()
    });
    let mut buf = [0; 2_048];
    let signed = query::build_and_sign(Fixed::new(&mut buf)).expect("room enough").as_str().len();
    measure(&mut group, "ours-with-build", "", &signed, |_| {
        black_box(query::build_and_sign(Fixed::new(&mut buf)).expect("room enough").as_str()).len()
    });
    let mac = rust_crypto(text.as_bytes());
    measure(&mut group, "rust-crypto-mac-alone", text.as_bytes(), &mac, rust_crypto);
}

fn rust_crypto(text: &[u8]) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}
