//! Signatures: vectors that others published or the JDK made, the server's rule in a slow form, and refusals.

#![cfg(feature = "sign")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};
use cloudstack_codec::{
    Command, CommandErrorKind, Credentials, HmacSha1, HmacSha512, MAX_PARAMETERS, Mac, Query, Refusal,
    Syntax, TooMany,
};
use proptest::prelude::*;

mod common {
    pub(crate) mod sample;
}
use common::sample::Sample as _;

struct Vector {
    name: &'static str,
    key: &'static str,
    secret: &'static str,
    /// Without the API key.
    params: &'static [(&'static str, &'static str)],
    /// Empty where the vector was published without it.
    string_to_sign: &'static str,
    sha1: &'static str,
    sha512: Option<&'static str>,
}

const KEY: &str = "AbC-123_xyz";
const SECRET: &str = "s3cr3t/KEY+with=chars";

/// V: of the documentation and of the tests of other clients. T: by `URLEncoder` and `Mac` of JDK 17.
const VECTORS: &[Vector] = &[
    Vector {
        name: "V1: documentation",
        key: "plgWJfZK4gyS3mOMTVmjUVg-X-jlWlnfaUJ9GAbBbf9EdM-kAYMmAiLqzzq1ElZLYq_u38zCm0bewzGUdP66mg",
        secret: "VDaACYb0LV9eNjTetIOElcVQkvJck_J_QljX_FcHRj87ZKiy0z0ty0ZsYBkoXkY9b7eq1EhwJaw7FF3akA3KBQ",
        params: &[("command", "listUsers"), ("response", "json")],
        string_to_sign: "apikey=plgwjfzk4gys3momtvmjuvg-x-jlwlnfauj9gabbbf9edm-kaymmailqzzq1elzlyq_u38zcm0bewzgudp66mg\
                         &command=listusers&response=json",
        sha1: "TTpdDq/7j/J58XCRHomKoQXEQds=",
        sha512: None,
    },
    Vector {
        name: "V2: cloudmonkey",
        key: "abc",
        secret: "secret",
        params: &[("command", "listZones"), ("response", "json")],
        string_to_sign: "apikey=abc&command=listzones&response=json",
        sha1: "tcMI1Kpm20pLhrrVYtCCcualuBU=",
        sha512: Some(
            "/JUUf9SPvNd0sjdbfIxsCxYItNUlGauI+T71cOhHd5fYffHuVAXIba9RzFBK+empezGCzlhw4+R9LFri3CG+oQ==",
        ),
    },
    Vector {
        name: "V3: jclouds",
        key: "apiKey",
        secret: "secretKey",
        params: &[("command", "listZones")],
        string_to_sign: "apikey=apikey&command=listzones",
        sha1: "2UG8AcnMaozL3BINdjgkJ+RzjEY=",
        sha512: None,
    },
    Vector {
        name: "V4a: libcloud",
        key: "fnord",
        secret: "abracadabra",
        params: &[("command", "listVirtualMachines"), ("response", "json")],
        string_to_sign: "",
        sha1: "z/a9Y7J52u48VpqIgiwaGUMCso0=",
        sha512: None,
    },
    Vector {
        name: "V4b: libcloud, a plus",
        key: "fnord",
        secret: "abracadabra",
        params: &[
            ("command", "deployVirtualMachine"),
            ("name", "fred"),
            ("displayname", "George+Ringo"),
            ("serviceofferingid", "5"),
            ("templateid", "17"),
            ("zoneid", "23"),
            ("networkids", "42"),
            ("response", "json"),
        ],
        string_to_sign: "",
        sha1: "tAgfrreI1ZvWlWLClD3gu4+aKv4=",
        sha512: None,
    },
    Vector {
        name: "V5: cs, a map",
        key: "foo",
        secret: "bar",
        params: &[
            ("command", "scaleVirtualMachine"),
            ("response", "json"),
            ("id", "a"),
            ("details[0].cpunumber", "1000"),
            ("details[0].memory", "640k"),
        ],
        string_to_sign: "apikey=foo&command=scalevirtualmachine&details[0].cpunumber=1000&details[0].memory=640k&id=a\
                         &response=json",
        sha1: "ZNl66z3gFhnsx2Eo3vvCIM0kAgI=",
        sha512: None,
    },
    Vector {
        name: "V6: cs, beyond ASCII",
        key: "foo",
        secret: "bar",
        params: &[
            ("command", "listVirtualMachines"),
            ("response", "json"),
            ("listall", "1"),
            ("unicode_param", "éèààû"),
        ],
        string_to_sign: "",
        sha1: "gABU/KFJKD3FLAgKDuxQoryu4sA=",
        sha512: None,
    },
    Vector {
        name: "V7: cs, empty values",
        key: "foo",
        secret: "bar",
        params: &[("command", "createNetwork"), ("response", "json"), ("name", ""), ("display_text", "")],
        string_to_sign: "apikey=foo&command=createnetwork&display_text=&name=&response=json",
        sha1: "CistTEiPt/4Rv1v4qSyILvPbhmg=",
        sha512: None,
    },
    Vector {
        name: "T1: spaces",
        key: KEY,
        secret: SECRET,
        params: &[("command", "listVirtualMachines"), ("response", "json"), ("keyword", "two words  here")],
        string_to_sign: "apikey=abc-123_xyz&command=listvirtualmachines&keyword=two%20words%20%20here&response=json",
        sha1: "8JwG7XWoWISQSqwmzfZw+2qLQ90=",
        sha512: None,
    },
    Vector {
        name: "T2: brackets in names, beyond ASCII",
        key: KEY,
        secret: SECRET,
        params: &[
            ("command", "createTags"),
            ("response", "xml"),
            ("resourcetype", "UserVm"),
            ("tags[0].key", "Größe"),
            ("tags[0].value", "日本語 ☃ 😀 İ"),
        ],
        string_to_sign: "apikey=abc-123_xyz&command=createtags&resourcetype=uservm&response=xml\
                         &tags[0].key=gr%c3%b6%c3%9fe\
                         &tags[0].value=%e6%97%a5%e6%9c%ac%e8%aa%9e%20%e2%98%83%20%f0%9f%98%80%20%c4%b0",
        sha1: "cE6lU9LrwHIFxCvHUv/ELYO4/A4=",
        sha512: None,
    },
    Vector {
        name: "T3: an asterisk",
        key: KEY,
        secret: SECRET,
        params: &[
            ("command", "updateConfiguration"),
            ("response", "json"),
            ("name", "consoleproxy.url.domain"),
            ("value", "*.example.com"),
        ],
        string_to_sign: "apikey=abc-123_xyz&command=updateconfiguration&name=consoleproxy.url.domain&response=json\
                         &value=*.example.com",
        sha1: "IvXrtfn8PxGbAKjhyyzOrWPnVSg=",
        sha512: None,
    },
    Vector {
        name: "T4: what sets queries apart",
        key: KEY,
        secret: SECRET,
        params: &[
            ("command", "deployVirtualMachine"),
            ("response", "json"),
            ("userdata", "I2Nsb3VkLWNvbmZpZwo+/+8="),
            ("displayname", "a+b/c=d&e%f?g#h"),
        ],
        string_to_sign: "apikey=abc-123_xyz&command=deployvirtualmachine&displayname=a%2bb%2fc%3dd%26e%25f%3fg%23h\
                         &response=json&userdata=i2nsb3vklwnvbmzpzwo%2b%2f%2b8%3d",
        sha1: "vhtw4qQuqC//4YN/Rdx3AB3LqAI=",
        sha512: None,
    },
    Vector {
        name: "T5: a tilde",
        key: KEY,
        secret: SECRET,
        params: &[("command", "addHost"), ("response", "json"), ("password", "Of4N~H$JP9")],
        string_to_sign: "apikey=abc-123_xyz&command=addhost&password=of4n%7eh%24jp9&response=json",
        sha1: "jIZy8WrPBR+eZQnTmdC3JN6uKZg=",
        sha512: None,
    },
    Vector {
        name: "T6: brackets in a value",
        key: KEY,
        secret: SECRET,
        params: &[("command", "updateVirtualMachine"), ("response", "json"), ("displayname", "vm[01] (x)!'")],
        string_to_sign: "apikey=abc-123_xyz&command=updatevirtualmachine&displayname=vm%5b01%5d%20%28x%29%21%27\
                         &response=json",
        sha1: "kbqUi6vcfEBoLSRCAtwUuOrPCXY=",
        sha512: None,
    },
    Vector {
        name: "T7: sorted before lower-casing",
        key: KEY,
        secret: SECRET,
        params: &[
            ("command", "listDiskOfferings"),
            ("response", "json"),
            ("diskOfferingId", "7"),
            ("diskname", "A"),
            ("Zone", "Z"),
            ("account", "a"),
        ],
        string_to_sign: "zone=z&account=a&apikey=abc-123_xyz&command=listdiskofferings&diskofferingid=7&diskname=a\
                         &response=json",
        sha1: "+IVISj2GvDdKSdjMwuVuBHd6ACU=",
        sha512: None,
    },
    Vector {
        name: "T8: a name that begins another",
        key: KEY,
        secret: SECRET,
        params: &[("command", "x"), ("zone", "b"), ("zone1", "a"), ("zone-x", "c")],
        string_to_sign: "apikey=abc-123_xyz&command=x&zone=b&zone-x=c&zone1=a",
        sha1: "EE0hXgiXetePz5T7KqhYcp4grv4=",
        sha512: None,
    },
    Vector {
        name: "T9: version 3",
        key: KEY,
        secret: SECRET,
        params: &[
            ("command", "queryAsyncJobResult"),
            ("response", "json"),
            ("jobid", "6679e6b9-4bf2-4d83-b9f0-235fc1609227"),
            ("signatureVersion", "3"),
            ("expires", "2030-01-02T03:04:05+0000"),
        ],
        string_to_sign: "apikey=abc-123_xyz&command=queryasyncjobresult&expires=2030-01-02t03%3a04%3a05%2b0000\
                         &jobid=6679e6b9-4bf2-4d83-b9f0-235fc1609227&response=json&signatureversion=3",
        sha1: "mtWVpoXmOKFETP89+sel+ufHdmw=",
        sha512: Some(
            "2LYhOHOwYkWnLLQGXhDh0/fE33MY6VA+OkxqSevjhrp2jYTYjQELy3uYLrDTW/N2IqdiBcX0xsKCI1K5Yhp5yw==",
        ),
    },
    Vector {
        name: "T10: all punctuation",
        key: KEY,
        secret: SECRET,
        params: &[("command", "c"), ("v", r##"AZaz09-_.*~ !"#$%&'()+,/:;<=>?@[\]^`{|}"##)],
        string_to_sign: "apikey=abc-123_xyz&command=c&v=azaz09-_.*%7e%20%21%22%23%24%25%26%27%28%29%2b%2c%2f%3a%3b%3c\
                         %3d%3e%3f%40%5b%5c%5d%5e%60%7b%7c%7d",
        sha1: "ahJTMs/6/tep51zVwU2aU1hdWLs=",
        sha512: None,
    },
    Vector {
        name: "T11: line ends",
        key: KEY,
        secret: SECRET,
        params: &[("command", "registerUserData"), ("userdata", "line1\r\nline2\n")],
        string_to_sign: "apikey=abc-123_xyz&command=registeruserdata&userdata=line1%0d%0aline2%0a",
        sha1: "z/XIfU2YVKTZJlt3i/hiTO3anyc=",
        sha512: None,
    },
];

/// The time of T9.
const NOW: i64 = 1_893_553_445;

impl Vector {
    fn command(&self) -> Command<String> {
        let mut params = self.params.iter();
        let (_, command) = params.next().unwrap();
        params.fold(Command::new(String::new(), command), |command, (name, value)| command.param(name, value))
    }

    /// Signed by the builder, and read back.
    #[track_caller]
    fn check<M: Mac>(&self, signature: &str) {
        let who = Credentials::<_, M>::with_mac(self.key, self.secret);
        let signed = self.command().sign(&who).unwrap();
        let query = Query::parse(&signed).unwrap();
        assert_eq!(query.get("signature").unwrap(), signature, "{}", self.name);
        assert_eq!(query.verify(&who, NOW), Ok(()), "{}", self.name);
        if !self.string_to_sign.is_empty() {
            assert_eq!(query.string_to_sign().unwrap().to_string(), self.string_to_sign, "{}", self.name);
        }

        // Another client's spelling: key in front, spaces as `+`, raw brackets.
        let other = format!("apiKey={}&&{}", self.key, self.command().finish().unwrap());
        let other = other.replace("%20", "+").replace("%5B", "[").replace("%5D", "]");
        let query = Query::parse(&other).unwrap();
        assert_eq!(who.sign(query).unwrap().as_str(), signature, "{}", self.name);
        assert_eq!(query.verify(&who, NOW), Err(Refusal::NoSignature), "{}", self.name);
    }
}

#[test]
fn vectors() {
    for vector in VECTORS.iter().sample(2) {
        vector.check::<HmacSha1>(vector.sha1);
        if let Some(sha512) = vector.sha512 {
            vector.check::<HmacSha512>(sha512);
        }
    }
}

#[test]
fn t2_on_the_wire() {
    let who = Credentials::new(KEY, SECRET);
    let mut out = Command::new(String::new(), "createTags")
        .param("apiKey", who.api_key())
        .response(Syntax::Xml)
        .param("resourcetype", "UserVm")
        .pairs("tags", [("Größe", "日本語 ☃ 😀 İ")])
        .finish()
        .unwrap();
    let signature = who.sign(Query::parse(&out).unwrap()).unwrap();
    out += &format!("&signature={}", signature.escaped());
    assert_eq!(
        out,
        "command=createTags&apiKey=AbC-123_xyz&response=xml&resourcetype=UserVm&tags%5B0%5D.key=Gr%C3%B6%C3%9Fe\
         &tags%5B0%5D.value=%E6%97%A5%E6%9C%AC%E8%AA%9E%20%E2%98%83%20%F0%9F%98%80%20%C4%B0\
         &signature=cE6lU9LrwHIFxCvHUv%2FELYO4%2FA4%3D"
    );
    assert_eq!(Query::parse(&out).unwrap().verify(&who, NOW), Ok(()));
}

#[test]
fn any_other_byte_in_a_signature_is_wrong() {
    for vector in VECTORS.iter().sample(5) {
        let who = Credentials::new(vector.key, vector.secret);
        let query = vector.command().param("apiKey", vector.key).finish().unwrap();
        for i in (0..vector.sha1.len()).sample(19) {
            for byte in (b'!'..=b'~').filter(|&b| b != vector.sha1.as_bytes()[i]).sample(47) {
                let mut signature = vector.sha1.as_bytes().to_vec();
                signature[i] = byte;
                let given: String = signature.iter().map(|b| format!("%{b:02x}")).collect();
                let changed = format!("{query}&signature={given}");
                assert_eq!(
                    Query::parse(&changed).unwrap().verify(&who, NOW),
                    Err(Refusal::Wrong),
                    "{changed}"
                );
            }
        }
        for given in
            ["", "A", vector.sha1.trim_end_matches('='), &format!("{}=", vector.sha1), &"A".repeat(89)]
        {
            let changed = format!("{query}&signature={given}");
            assert_eq!(Query::parse(&changed).unwrap().verify(&who, NOW), Err(Refusal::Wrong), "{changed}");
        }
    }
}

#[test]
fn refusals() {
    let who = Credentials::new("key", "secret");
    let signed = |query: &str| {
        let query = format!("command=listZones&apiKey=key&{query}");
        let signature = who.sign(Query::parse(&query).unwrap()).unwrap();
        format!("SIGNATURE={}&{query}", signature.as_str().replace('+', "%2b"))
    };
    let soon = "signatureversion=3&expires=2030-01-02T03:04:05Z";
    for (query, now, want) in [
        ("command=listZones&apiKey=key".to_string(), 0, Err(Refusal::NoSignature)),
        ("command=listZones&signature=x".to_string(), 0, Err(Refusal::NoApiKey)),
        ("command=listZones&signature=x&apiKey=Key".to_string(), 0, Err(Refusal::OtherApiKey)),
        ("command=listZones&signature=x&apiKey=key".to_string(), 0, Err(Refusal::Wrong)),
        (signed(""), 0, Ok(())),
        (signed("expires=never"), 0, Ok(())),
        (signed("expires=never&signatureVersion=2"), 0, Ok(())),
        (signed("expires=never&signatureVersion=03"), 0, Ok(())),
        (signed("signatureVersion=3"), 0, Err(Refusal::BadExpires)),
        (signed("signatureVersion=3&expires=never"), 0, Err(Refusal::BadExpires)),
        (signed("signatureVersion=3&expires=2030-01-02T03:04:05+0000"), NOW, Err(Refusal::BadExpires)),
        (signed("signatureVersion=3&expires=2030-01-02T03:04:05%2B0000"), NOW, Ok(())),
        (signed("signatureVersion=3&expires=2030-01-02T03:04:05.123456789%2B00:00"), NOW, Ok(())),
        (signed(soon), NOW, Ok(())),
        (signed(soon), NOW + 1, Err(Refusal::Expired)),
        (signed(soon), i64::MAX, Err(Refusal::Expired)),
        (signed(soon), NOW - 900, Ok(())),
        (signed(soon), NOW - 901, Err(Refusal::TooFarAhead)),
        (signed(soon), i64::MIN, Err(Refusal::TooFarAhead)),
        // Both are signed, and the server looks the key up under the one that sorts last.
        (signed("apikey=key"), 0, Ok(())),
        (signed("apikey=other"), 0, Err(Refusal::OtherApiKey)),
        (signed("command=x&command=listZones"), 0, Ok(())),
        // Whose `signatureVersion` and `command` are hidden in a name.
        (
            signed("expires=2030-01-02T03:04:05Z&response%3Djson%26signatureVersion=3"),
            0,
            Err(Refusal::Ambiguous),
        ),
        (signed("b%26command%3DlistZones%26d="), 0, Err(Refusal::Ambiguous)),
        (signed("b%3D="), 0, Err(Refusal::Ambiguous)),
        (signed("b=%26%3D"), 0, Ok(())),
    ] {
        assert_eq!(Query::parse(&query).unwrap().verify(&who, now), want, "{query} at {now}");
    }
    let sha512 = Credentials::<_, HmacSha512>::with_mac("key", "secret");
    assert_eq!(Query::parse(&signed("")).unwrap().verify(&sha512, 0), Err(Refusal::Wrong));
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn limits_of_signing() {
    let who = Credentials::new("key", "secret");
    let many = |count: usize| (0..count).map(|i| format!("{i}&")).collect::<String>();
    let most = many(MAX_PARAMETERS) + "signature=x&0=again";
    assert!(who.sign(Query::parse(&most).unwrap()).is_ok());
    let more = many(MAX_PARAMETERS + 1);
    assert_eq!(who.sign(Query::parse(&more).unwrap()).map(|_| ()), Err(TooMany));
    let query = format!("{more}apiKey=key&signature=x");
    assert_eq!(Query::parse(&query).unwrap().verify(&who, 0), Err(Refusal::TooMany));

    // As many parameters as there may be, and one more.
    let fill = |count: usize| {
        (1..count).fold(Command::new(String::new(), "c"), |command, i| command.param(&format!("p{i}"), i))
    };
    assert!(fill(MAX_PARAMETERS - 1).sign(&who).is_ok());
    let error = fill(MAX_PARAMETERS).sign(&who).unwrap_err();
    assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::TooMany, MAX_PARAMETERS));

    let length = Command::new(String::new(), "listZones").sign(&who).unwrap().len();
    for size in 0..length {
        let mut buf = vec![0; size];
        let error = Command::in_buf(&mut buf, "listZones").sign(&who).unwrap_err();
        assert_eq!(error.kind(), CommandErrorKind::NoRoom, "{size}");
    }
    assert!(Command::in_buf(&mut vec![0; length], "listZones").sign(&who).is_ok());
}

#[test]
fn a_command_with_a_key_of_its_own_is_not_signed() {
    let who = Credentials::new("key", "secret");
    let error = Command::new(String::new(), "listZones").param("apikey", "key").sign(&who).unwrap_err();
    assert_eq!((error.kind(), error.parameter()), (CommandErrorKind::Duplicate, 2));
}

/// A client keeps its credentials without a lifetime, in a `String` or in a buffer of its own.
#[test]
fn credentials_that_own_their_key() {
    fn signature<K: AsRef<str>>(who: &Credentials<K>) -> String {
        let signed =
            Command::new(String::new(), "listVirtualMachines").response(Syntax::Json).sign(who).unwrap();
        assert_eq!(Query::parse(&signed).unwrap().verify(who, 0), Ok(()));
        signed
    }
    let owned = Credentials::new("fnord".to_owned(), "abracadabra");
    let small = Credentials::new(heapless::String::<8>::try_from("fnord").unwrap(), "abracadabra");
    let want = signature(&Credentials::new("fnord", "abracadabra"));
    assert_eq!((signature(&owned), signature(&small.clone())), (want.clone(), want));
    assert_eq!(owned.api_key(), small.api_key());
}

/// Signing takes as much room as the documentation says.
#[test]
fn room_for_a_signature() {
    fn room<M: Mac>(most: usize) {
        for secret in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let who: Credentials<&str, M> = Credentials::with_mac("a/b", secret);
            let unsigned = Command::new(String::new(), "c").param("a", "~").finish().unwrap();
            assert_eq!(unsigned.len(), "command".len() + 1 + 1 + "a".len() + 3 + 2);
            let mut buf = [0; 512];
            let buf = &mut buf[..unsigned.len() + "a%2Fb".len() + most];
            let signed = Command::in_buf(buf, "c").param("a", "~").sign(&who).unwrap().into_str();
            assert!(signed.starts_with(&format!("{unsigned}&apiKey=a%2Fb&signature=")), "{signed}");
        }
    }
    room::<HmacSha1>(103);
    room::<HmacSha512>(283);
}

#[test]
fn what_stands_before_a_command_is_not_signed() {
    let who = Credentials::new("fnord", "abracadabra");
    let url = "https://cloud.example/client/api?".to_string();
    let signed = Command::new(url, "listVirtualMachines").response(Syntax::Json).sign(&who).unwrap();
    assert_eq!(Query::of_url(&signed).unwrap().verify(&who, 0), Ok(()));
    assert!(signed.ends_with("&signature=z%2Fa9Y7J52u48VpqIgiwaGUMCso0%3D"));
}

/// The server sorts and signs what it has read: for bytes that are not UTF-8, U+FFFD.
#[test]
fn what_is_escaped_is_signed_as_it_is_read() {
    for (query, want) in [
        ("a=%FF", "a=%ef%bf%bd"),
        ("a=%C3%A9%E2%98", "a=%c3%a9%ef%bf%bd"),
        ("a=b%80%2F", "a=b%ef%bf%bd%2f"),
        ("%FF=a", "\u{FFFD}=a"),
        ("a!=1&a+b=2&a+a=3", "a a=3&a b=2&a!=1"),
        ("a+xyb=1&a+abz=2", "a abz=2&a xyb=1"),
    ] {
        assert_eq!(Query::parse(query).unwrap().string_to_sign().unwrap().to_string(), want, "{query}");
    }
}

#[test]
fn secrets_longer_than_a_block_are_hashed() {
    // `openssl dgst -hmac` over "command=c" with 200 times "k".
    let query = Query::parse("command=c").unwrap();
    let long = Credentials::new("", &"k".repeat(200)).sign(query).unwrap();
    assert_eq!(long.as_str(), "uvMT3l8/iJPAQnGSd5jqJa92uwI=");
    let long = Credentials::<_, HmacSha512>::with_mac("", &"k".repeat(200)).sign(query).unwrap();
    assert_eq!(
        long.as_str(),
        "tdRszwACBQLrY+pO7oEa5Pa/n/7oqdJebQ7XSANVZhPMPMmbHOjEQOQidrXNbG1F7QPpefghNYkPBgEU7FbmZA=="
    );
}

/// Names that differ late, of lengths around those at which they are compared in another way.
#[test]
fn long_names_are_sorted_and_decoded() {
    for len in (0..80).sample(13) {
        let name = "n".repeat(len);
        let query = format!("{name}b=1&{name}%5B0%5D.x=2&{name}+a=3&{name}=4&{name}a%C3%A4=5&{name}aa=6");
        let text = Query::parse(&query).unwrap().string_to_sign().unwrap().to_string();
        assert_eq!(text, format!("{name}=4&{name} a=3&{name}[0].x=2&{name}aa=6&{name}aä=5&{name}b=1"));
    }
}

/// Texts of every length up to more than all blocks that are taken at once, and secrets of about a block.
#[test]
fn codes_are_those_of_rust_crypto() {
    fn right<M: hmac::Mac + hmac::KeyInit>(secret: &str, text: &str) -> String {
        let mac = <M as hmac::KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
        let code = mac.chain_update(text).finalize().into_bytes();
        Base64::encode(&code, &mut [0; 88]).unwrap().into()
    }
    for len in (0..1_300).sample(433) {
        let secret = "s".repeat([0, 1, 63, 64, 65, 127, 128, 129, 300][len % 9]);
        let text = format!("c={}", "V".repeat(len));
        let (query, signed) = (Query::parse(&text).unwrap(), text.to_ascii_lowercase());
        let sha1 = Credentials::new("", &secret).sign(query).unwrap();
        assert_eq!(sha1.as_str(), right::<hmac::Hmac<sha1::Sha1>>(&secret, &signed), "{len}");
        let sha512 = Credentials::<_, HmacSha512>::with_mac("", &secret).sign(query).unwrap();
        assert_eq!(sha512.as_str(), right::<hmac::Hmac<sha2::Sha512>>(&secret, &signed), "{len}");
    }
}

#[test]
fn debug_shows_no_secret() {
    let who = Credentials::new("plgWJfZK", "VDaACYb0");
    let sha512 = Credentials::<_, HmacSha512>::with_mac("plgWJfZK", "VDaACYb0");
    let command = Command::new(String::new(), "c").param("password", "Of4N").param("a", "b");
    let shown = format!("{who:?} {sha512:?} {command:?}");
    let signature = who.sign(Query::parse("command=c").unwrap()).unwrap();
    let signed = Command::new(String::new(), "c").sign(&who).unwrap();
    let shown = format!("{shown} {signature:?} {:?}", Query::parse(&signed).unwrap());
    // Something is shown of each.
    for name in ["Credentials { .. }", "Signature(..)", "Command", "Query"] {
        assert!(shown.contains(name), "{shown}");
    }
    assert_eq!(signature.as_ref(), signature.as_str());
    for secret in ["plgWJfZK", "VDaACYb0", "Of4N", signature.as_str()] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// The server's rule, by a map of decoded parameters.
fn slow_string_to_sign(params: &[(String, String)]) -> String {
    let mut sorted = BTreeMap::<Vec<u16>, (&str, &str)>::new();
    for (name, value) in params {
        if !name.eq_ignore_ascii_case("signature") {
            sorted.insert(name.encode_utf16().collect(), (name, value));
        }
    }
    let joined: Vec<String> = sorted
        .values()
        .map(|(name, value)| {
            let value: String = value.bytes().map(slow_escape).collect();
            format!("{name}={value}")
        })
        .collect();
    joined.join("&").to_ascii_lowercase()
}

fn slow_escape(byte: u8) -> String {
    match char::from(byte) {
        c if c.is_ascii_alphanumeric() || "-_.*".contains(c) => c.to_string(),
        _ => format!("%{byte:02X}"),
    }
}

fn params() -> impl Strategy<Value = Vec<(String, String)>> {
    // Few letters, so that names are equal, begin with one another, or differ only in case.
    prop::collection::vec(("[aAbB\\[\u{FFFD}\u{E000}😀]{1,3}|(?i)signature", any::<String>()), 0..20)
}

proptest! {
    #[test]
    fn string_to_sign_is_the_servers(params in params(), escape_all in any::<bool>()) {
        let escape = |text: &str| -> String {
            text.bytes().map(|b| if escape_all { format!("%{b:02x}") } else { slow_escape(b) }).collect()
        };
        let wire: Vec<String> = params.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        let wire = wire.join("&");
        let query = Query::parse(&wire).unwrap();
        prop_assert_eq!(query.string_to_sign().unwrap().to_string(), slow_string_to_sign(&params));
    }

    #[test]
    fn one_changed_byte_is_refused(value in "x[a-z]{1,40}", at in any::<prop::sample::Index>(), byte in b'0'..=b'9') {
        let who = Credentials::new("key", "secret");
        let signed = Command::new(String::new(), "C").param("name", &*value).sign(&who).unwrap();
        let mut changed = value.clone().into_bytes();
        changed[at.index(value.len())] = byte;
        let changed = signed.replacen(&value, &String::from_utf8(changed).unwrap(), 1);
        prop_assert_eq!(Query::parse(&changed).unwrap().verify(&who, 0), Err(Refusal::Wrong));
    }
}
