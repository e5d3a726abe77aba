//! What is expected of every error.

use cloudstack_codec::{Error, ErrorKind};

/// Checks that an offset lies in the body, and that the byte that was found stands there.
pub(crate) fn is_true_error(body: &[u8], error: &Error) {
    let at = error.offset();
    assert!(at <= body.len(), "{error}, of {} bytes", body.len());
    let found = match error.kind() {
        ErrorKind::Incomplete | ErrorKind::Empty => {
            assert_eq!(at, body.len(), "{error}");
            None
        }
        ErrorKind::Attribute(found)
        | ErrorKind::ControlCharacter(found)
        | ErrorKind::ExpectedBody(found)
        | ErrorKind::ExpectedColon(found)
        | ErrorKind::ExpectedComma(found)
        | ErrorKind::ExpectedMember(found)
        | ErrorKind::ExpectedName(found)
        | ErrorKind::ExpectedTagEnd(found)
        | ErrorKind::ExpectedValue(found)
        | ErrorKind::Number(found)
        | ErrorKind::Trailing(found) => Some(found),
        _ => None,
    };
    if let Some(found) = found {
        assert_eq!(body.get(at), Some(&found), "{error}");
    }
    let place = error.locate(body);
    assert!(place.line > 0 && place.column > 0);
    let shown = error.show(body).to_string();
    assert!(shown.starts_with(&error.to_string()) && shown.ends_with('^'));
}
