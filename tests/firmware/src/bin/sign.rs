//! Builds and signs a command into a fixed buffer.

#![no_std]
#![no_main]

use core::hint::black_box;

use cloudstack_codec::{Command, Credentials, Syntax};
use cloudstack_codec_firmware::run;

#[cortex_m_rt::entry]
fn main() -> ! {
    run(|buf| {
        let signed = sign(buf, black_box("fnord"), black_box("abracadabra"));
        signed.is_some_and(|query| query.ends_with("&signature=Lls8skLasTmKM%2BSzTVYEd2WvMuE%3D"))
    })
}

fn sign<'b>(buf: &'b mut [u8], key: &str, secret: &str) -> Option<&'b str> {
    let query = Command::in_buf(buf, "deployVirtualMachine")
        .response(Syntax::Json)
        .param("serviceOfferingId", 1)
        .param("templateId", "d8e9f0a1-b2c3-4d5e-8f60-718293a4b5c6")
        .param("zoneId", 1)
        .param("displayname", "web & db")
        .list("networkids", ["205", "206"])
        .pairs("tags", [("env", "prod")])
        .sign(&Credentials::new(key, secret));
    query.ok().map(|query| query.into_str())
}
