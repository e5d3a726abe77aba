//! Walks the folder of fixtures: each response means the same in both syntaxes, however it is read.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use core::iter::FusedIterator;

use cloudstack_codec::{Event, Jobs, Node, Query, Reader, Response, Syntax};

// rustfmt would look in the folder of this file's name.
#[path = "common"]
mod common {
    pub(crate) mod fixture;
    pub(crate) mod lines;
}
use common::{fixture, lines};

/// Hands on each body, with its name for messages and its events.
fn each(check: impl Fn(&str, &[u8], &str)) {
    fixture::all().iter().for_each(|(body, events)| check(&body.name, &body.bytes, events));
}

fn each_node(node: Node<'_>, check: &mut impl FnMut(Node<'_>)) {
    check(node);
    node.children().for_each(|child| each_node(child, check));
}

#[test]
fn readers_give_the_events() {
    each(|name, body, events| {
        assert_eq!(lines::of_reader(Reader::new(body).unwrap()).as_deref(), Ok(events), "{name}");
        assert_eq!(lines::of_reader(Reader::strict(body).unwrap()).as_deref(), Ok(events), "{name}, strict");
    });
}

#[test]
fn nodes_give_the_same_tree() {
    each(|name, body, events| {
        for response in [Response::parse(body), Response::parse_strict(body)] {
            assert_eq!(lines::of_node(response.unwrap().node()), events, "{name}");
        }
    });
}

/// Who asks again behind the end gets nothing again.
#[test]
fn iterators_stay_at_their_end() {
    fn leave<I: FusedIterator>(mut iterator: I) -> bool {
        iterator.by_ref().for_each(drop);
        (0..3).all(|_| iterator.next().is_none())
    }
    each(|name, body, _| {
        let response = Response::parse(body).unwrap();
        assert!(leave(Jobs::new(body).unwrap()), "{name}");
        assert!(response.jobs().is_none_or(leave), "{name}");
        each_node(response.node(), &mut |node| {
            assert!(leave(node.children()), "{name}: {node:?}");
            assert!(node.text().is_none_or(|text| leave(text.chars())), "{name}: {node:?}");
        });
    });
    assert!(leave(Query::parse("command=listZones&&a=%20b&c&").unwrap().params()));
}

#[test]
fn skipping_leaves_a_node_as_reading_does() {
    each(|name, body, _| {
        let mut reader = Reader::new(body).unwrap();
        while let Some(event) = reader.next().unwrap() {
            if event == Event::End {
                continue;
            }
            let (mut skipped, mut read) = (reader.clone(), reader.clone());
            skipped.skip().unwrap();
            let mut open = 1;
            while open > 0 {
                match read.next().unwrap().unwrap() {
                    Event::Start(_) => open += 1,
                    Event::Text(_) => {}
                    Event::End => open -= 1,
                }
            }
            assert_eq!(skipped.offset(), read.offset(), "{name}");
            assert_eq!(skipped.next(), read.next(), "{name}");
        }
        assert_eq!((reader.skip(), reader.next()), (Ok(()), Ok(None)), "{name}");
    });
}

#[test]
fn a_raw_node_stands_at_its_offset_and_parses_alone() {
    each(|name, body, _| {
        each_node(Response::parse(body).unwrap().node(), &mut |node| {
            assert!(body[node.offset()..].starts_with(node.raw().as_bytes()), "{name}: {node:?}");
            match node.syntax() {
                Syntax::Xml => {
                    let document = roxmltree::Document::parse(node.raw()).expect(name);
                    assert_eq!(node.name(), document.root_element().tag_name().name(), "{name}");
                }
                Syntax::Json => drop(serde_json::from_str::<serde_json::Value>(node.raw()).expect(name)),
            }
        });
    });
}

#[test]
#[cfg_attr(miri, ignore = "it sees some of the cases only")]
fn every_case_has_its_line_in_the_readme() {
    let readme = include_str!("fixtures/README.md");
    let mut cases: Vec<_> = fixture::all().into_iter().map(|(body, _)| body.name).collect();
    cases.iter_mut().for_each(|name| name.truncate(name.rfind('.').unwrap()));
    cases.sort();
    assert!(cases.chunks(2).all(|twins| twins[0] == twins[1]), "{cases:?}");
    cases.dedup();
    let told: Vec<_> =
        readme.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, cases);
}
