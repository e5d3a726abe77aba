//! Texts and ids as values: compared, ordered, hashed, converted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::std_instead_of_alloc, reason = "tests have std")]

use core::hash::BuildHasher as _;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::RandomState;

use cloudstack_codec::{BadId, Event, JobId, MAX_ID, NoRoom, Query, Reader, ResourceId, Response, Text};

/// The texts of a body, in order.
fn texts(body: &str) -> Vec<Text<'_>> {
    let mut reader = Reader::new(body.as_bytes()).unwrap();
    let mut texts = Vec::new();
    while let Some(event) = reader.next().unwrap() {
        if let Event::Text(text) = event {
            texts.push(text);
        }
    }
    texts
}

#[test]
fn a_long_text_is_no_value_but_a_text() {
    for (escapes, is_value) in [(0, true), (1, true), (39, true), (40, false)] {
        let body = format!("<r><a>{}x</a><b/></r>", "&amp;".repeat(escapes));
        let node = Response::parse(body.as_bytes()).unwrap().node();
        let text = format!("{}x", "&".repeat(escapes));
        assert_eq!(node.text_of("a").unwrap(), *text);
        assert_eq!(node.get::<String>("a"), is_value.then_some(text));
        assert_eq!((node.text_of("b"), node.text_of("c")), (None, None));
    }
}

/// `R&D`, as each form writes it, and not escaped.
const XML: &str = "<r><a>R&amp;D</a><a><![CDATA[R&D]]></a><a>R&D</a><a>R<!-- -->&#38;D</a></r>";
const JSON: &str = r#"{"r":{"a":["R\u0026D","R&D"]}}"#;

#[test]
fn equal_texts_are_one_in_a_set() {
    let mut all = texts(XML);
    all.extend(texts(JSON));
    all.push(Query::parse("a=R%26D").unwrap().get("a").unwrap());
    all.push("R&D".into());
    assert_eq!(all.len(), 8);
    for text in &all {
        assert_eq!("R&D", *text);
        assert_eq!(*"R&D", *text);
        assert_ne!("R&E", *text);
        assert_ne!("R&D ", *text);
        assert_ne!(*"R", *text);
    }
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 1);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 1);
}

#[test]
fn only_what_is_escaped_needs_the_buffer() {
    let plain = Text::plain("a text that is longer than the buffer");
    assert_eq!(plain.to_str_in(&mut []).map(str::as_ptr), Ok(plain.raw().as_ptr()));
    for text in texts(XML).into_iter().chain(texts(JSON)).filter(|text| text.as_str().is_none()) {
        assert_eq!(text.to_str_in(&mut [0; 3]), Ok("R&D"));
        assert_eq!(text.to_str_in(&mut [0; 2]), Err(NoRoom));
        #[cfg(feature = "alloc")]
        assert_eq!(text.to_cow(), "R&D");
    }
    assert_eq!(Text::default(), "");
}

#[test]
fn texts_that_follow_each_other_have_a_hash_of_their_own() {
    let state = RandomState::new();
    let hash = |texts: [&'static str; 2]| state.hash_one(texts.map(Text::plain));
    assert_eq!(hash(["ab", "c"]), hash(["ab", "c"]));
    assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
    assert_ne!(hash(["", "c"]), hash(["c", ""]));
}

#[test]
fn texts_are_ordered_as_str() {
    let words = ["", "\u{1}", "Z", "a", "a\u{301}", "aa", "b", "é", "\u{ffff}", "\u{10000}"];
    for (a, b) in words.iter().flat_map(|a| words.map(|b| (*a, b))) {
        assert_eq!(Text::plain(a).cmp(&Text::plain(b)), a.cmp(b), "{a:?} {b:?}");
        assert_eq!(Text::plain(a).partial_cmp(&b.into()), a.partial_cmp(b), "{a:?} {b:?}");
    }
    // Where it is the other way round as they stand.
    let mut sorted = texts("<r><a>&#98;</a><a>a&lt;</a><a>&#97;&amp;</a></r>");
    sorted.sort();
    assert_eq!(sorted, ["a&", "a<", "b"]);
}

#[cfg(feature = "alloc")]
#[test]
fn owned_texts() {
    use std::borrow::Cow;

    for text in texts(XML) {
        let owned = String::from(text);
        assert_eq!(owned, "R&D");
        assert_eq!(owned, text);
        assert_eq!(text, owned);
        assert_eq!(Cow::from(text), "R&D");
    }
    let plain = texts("<r>plain</r>");
    assert!(matches!(plain.first().unwrap().to_cow(), Cow::Borrowed("plain")));
    assert!(matches!(texts(XML).first().unwrap().to_cow(), Cow::Owned(text) if text == "R&D"));
}

#[test]
fn ids_are_small_and_ordered_as_text() {
    assert_eq!((size_of::<JobId>(), size_of::<Option<JobId>>()), (40, 40));
    let mut ids = ["b", "a-1", "a", "a0"].map(|id| JobId::new(id).unwrap());
    ids.sort();
    assert_eq!(ids.map(|id| id.to_string()), ["a", "a-1", "a0", "b"]);
    assert_eq!(format!("{:?} {:>3}", ids[0], ids[0]), "JobId(a)   a");
    assert_eq!(["b", "a"].concat(), [ids[3].as_ref(), ids[0].as_ref()].concat());
}

#[test]
fn what_is_no_id_is_refused() {
    let long = "1".repeat(MAX_ID);
    assert_eq!(ResourceId::new(&long).map(|id| id.as_str() == long), Ok(true));
    for wrong in ["", " 1", "a b", "a_b", "a.b", "é", "a&b", "a\0", &format!("{long}1")] {
        assert_eq!(JobId::new(wrong), Err(BadId), "{wrong}");
        assert_eq!(wrong.parse::<ResourceId>(), Err(BadId), "{wrong}");
    }
}

#[test]
fn ids_of_texts_that_were_read() {
    let response = Response::parse(b"<r> &#49;-a </r>").unwrap();
    let text = response.node().text().unwrap();
    assert_eq!(JobId::try_from(text), JobId::new("1-a"));
    assert_eq!(ResourceId::try_from(text), ResourceId::new("1-a"));
    assert_eq!(JobId::try_from(Text::plain("a b")), Err(BadId));
    assert_eq!(ResourceId::try_from(Text::plain(" ")), Err(BadId));
}

#[test]
fn ids_of_numbers() {
    let edges = [0, 1, 9, 10, 99, 100, u64::from(u32::MAX), u64::MAX - 1, u64::MAX];
    let powers = (0..20).map(|power| 10_u64.pow(power)).flat_map(|number| [number - 1, number]);
    for number in edges.into_iter().chain(powers) {
        let written = number.to_string();
        assert_eq!(JobId::from(number), JobId::new(&written).unwrap());
        assert_eq!(ResourceId::from(number), *written);
    }
}

#[test]
fn a_map_of_ids_is_asked_by_a_text() {
    let ids = ["1", "10", "6679e6b9-4bf2-4d83-b9f0-235fc1609227"];
    let job = |id: &str| JobId::try_from(id).unwrap();
    let hashed: HashMap<JobId, &str> = ids.map(|id| (job(id), id)).into();
    let sorted: BTreeMap<JobId, &str> = ids.map(|id| (job(id), id)).into();
    for id in ids {
        assert_eq!((hashed.get(id), sorted.get(id)), (Some(&id), Some(&id)));
        assert!(job(id) == id && job(id) != "1 " && job(id) != *"");
    }
    assert_eq!((hashed.get("2"), sorted.get("2"), hashed.get("")), (None, None, None));
    assert_eq!(JobId::try_from("a b"), Err(BadId));
    assert_eq!(ResourceId::try_from(""), Err(BadId));
}
