//! Any bytes, read to their end.

use cloudstack_codec::{Error, ErrorKind, Event, MAX_DEPTH, Reader};

use crate::document::body;
use crate::expect::is_true_error;
use crate::tree::Tree;

/// The longest body that is cut at every byte.
const SHORT: usize = 256;

/// Checks that reading any bytes ends, in balanced events or in a true error, strictly or leniently.
pub fn read(data: &[u8]) {
    let body = &*body(data);
    let lenient = walk(body, Reader::new(body));
    let strict = walk(body, Reader::strict(body));
    match (&lenient, &strict) {
        (Ok(lenient), Ok(strict)) => assert_eq!(lenient, strict),
        // What strict mode is for, and nothing else.
        (Ok(_), Err(error)) => assert!(
            matches!(
                error.kind(),
                ErrorKind::CdataEnd
                    | ErrorKind::ControlCharacter(_)
                    | ErrorKind::Declaration
                    | ErrorKind::Escape
                    | ErrorKind::Reference
            ),
            "refused by strict mode alone: {error}"
        ),
        (Err(error), Ok(_)) => panic!("refused by lenient mode alone: {error}"),
        // That a document has no root shows at its end, and is placed at its first member.
        (Err(lenient), Err(_)) if lenient.kind() == ErrorKind::NoRoot => {}
        (Err(lenient), Err(strict)) => assert!(strict.offset() <= lenient.offset(), "{strict}, {lenient}"),
    }
    if body.len() <= SHORT {
        if let Ok(whole) = &lenient {
            each_cut(body, whole, Reader::new);
        }
        if let Ok(whole) = &strict {
            each_cut(body, whole, Reader::strict);
        }
    }
}

fn walk<'b>(body: &'b [u8], reader: Result<Reader<'b>, Error>) -> Result<Tree, Error> {
    let tree = reader.and_then(|reader| {
        count(body, reader.clone());
        Tree::read(reader)
    });
    if let Err(error) = &tree {
        is_true_error(body, error);
    }
    tree
}

/// Counts the events, and looks at the reader between them.
fn count(body: &[u8], mut reader: Reader<'_>) {
    let (mut events, mut offset, mut depth, mut deepest) = (0, 0, 0_usize, 0);
    let mut skipped = None;
    let end = loop {
        let event = match reader.next() {
            Ok(Some(event)) => event,
            end => break end,
        };
        events += 1;
        match event {
            Event::Start(_) => depth += 1,
            Event::Text(_) => {}
            Event::End => depth -= 1,
        }
        deepest = deepest.max(depth);
        assert!(reader.offset() >= offset, "reading goes back");
        offset = reader.offset();
        if skipped.is_none() {
            let mut reader = reader.clone();
            skipped = Some(reader.skip().and_then(|()| reader.next()));
        }
    };
    assert!(events <= 2 * body.len() + 2, "{events} events");
    assert!(deepest <= MAX_DEPTH && reader.offset() <= body.len());
    // The end is the end, and to leave the root leads there.
    assert_eq!(reader.next(), end);
    if let Some(skipped) = skipped {
        assert_eq!(skipped, end);
    }
}

/// A body that is cut is not whole; where it is, only white space, comments and instructions were cut off.
fn each_cut<'b>(body: &'b [u8], whole: &Tree, read: fn(&'b [u8]) -> Result<Reader<'b>, Error>) {
    for end in 0..body.len() {
        match read(&body[..end]).and_then(Tree::read) {
            Ok(tree) => assert_eq!(tree, *whole, "cut at {end}"),
            Err(error) => {
                assert!(
                    matches!(error.kind(), ErrorKind::Incomplete | ErrorKind::Empty),
                    "cut at {end}: {error}"
                );
                assert_eq!(error.offset(), end);
            }
        }
    }
}
