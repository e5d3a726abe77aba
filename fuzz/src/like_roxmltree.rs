//! XML, read by `roxmltree` and put into our model by a slow reading of its table.

use cloudstack_codec::{Error, ErrorKind, MAX_ATTRIBUTES, MAX_DEPTH, Reader, Syntax};
use roxmltree::{Document, Error as Theirs, Node};

use crate::document::body_in;
use crate::tree::Tree;

/// Checks that XML reads as `roxmltree` reads it.
///
/// What it takes and our model has, we read to the same tree; what our model does not have, we refuse for that very
/// reason; what we take in strict mode, it takes.
pub fn read_xml_like_roxmltree(data: &[u8]) {
    let body = &*body_in(Syntax::Xml, data);
    let Ok(text) = str::from_utf8(body) else { return };
    let ours = Reader::new(body).and_then(Tree::read);
    match Document::parse(text) {
        Ok(document) => match (tree(text, document.root_element(), 1), ours) {
            (Ok(theirs), Ok(ours)) if text.contains('\r') && text.contains('&') => {
                assert_eq!(with_line_feeds(ours), with_line_feeds(theirs));
            }
            (Ok(theirs), Ok(ours)) => assert_eq!(ours, theirs),
            (Ok(theirs), Err(error)) if !is_looser(text, &error) => panic!("{error}, but {theirs:?}"),
            (Ok(_), Err(_)) => {}
            (Err(outside), ours) => {
                let error = ours.expect_err("read beyond the model");
                let is_why = error.kind() == outside;
                assert!(is_why || is_looser(text, &error), "{outside:?}, refused by {error}");
            }
        },
        Err(error) => {
            let is_xml = Reader::strict(body).is_ok_and(|reader| reader.syntax() == Syntax::Xml);
            if let (true, Ok(ours)) = (is_xml, Reader::strict(body).and_then(Tree::read)) {
                assert!(is_stricter(text, &error), "{error}, but read strictly to {ours:?}");
            }
        }
    }
}

/// Differences, by name: what `roxmltree` takes and XML 1.0 does not have.
fn is_looser(text: &str, error: &Error) -> bool {
    match error.kind() {
        // The values of a declaration are not looked at.
        ErrorKind::Declaration => true,
        // Between the target of an instruction and the rest there may be no white space.
        ErrorKind::ExpectedTagEnd(_) => {
            let target = text[..error.offset()].rsplit_once("<?").map(|(_, target)| target);
            target.is_some_and(|target| !target.contains([' ', '\t', '\r', '\n', '>']))
        }
        // `<:a>` is ended by `</a>`: an empty prefix is none, where to XML 1.0 the colon is a letter of the name.
        ErrorKind::CrossedTag => text.contains("<:") || text.contains("</:"),
        // `&#xD800;`: a number that is no character is U+FFFD.
        ErrorKind::Reference => {
            let number = text[error.offset()..].strip_prefix("&#").and_then(|rest| rest.split_once(';'));
            number.is_some_and(|(number, _)| {
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                code.is_ok_and(|code| char::from_u32(code).is_none())
            })
        }
        _ => false,
    }
}

/// Differences, by name: what `roxmltree` refuses and XML 1.0 has.
fn is_stricter(text: &str, error: &Theirs) -> bool {
    match *error {
        // Namespaces, which are beyond XML 1.0: to us a colon is a letter.
        Theirs::InvalidXmlPrefixUri(_)
        | Theirs::UnexpectedXmlUri(_)
        | Theirs::UnexpectedXmlnsUri(_)
        | Theirs::InvalidElementNamePrefix(_)
        | Theirs::DuplicatedNamespace(..)
        | Theirs::UnknownNamespace(..)
        | Theirs::DuplicatedAttribute(..) => true,
        // `<:2/>`: what follows a colon must begin as a name does.
        Theirs::InvalidName(at) => {
            let line = text.split('\n').nth(at.row as usize - 1).unwrap_or_default();
            line.chars().skip(at.col as usize - 1).take_while(|c| !" \t\r/>=".contains(*c)).any(|c| c == ':')
        }
        _ => false,
    }
}

/// A difference, by name: `roxmltree` leaves a carriage return that ends a text with a reference in it, where XML 1.0,
/// 2.11, has a line feed.
fn with_line_feeds(tree: Tree) -> Tree {
    let children = tree.children.into_iter().map(with_line_feeds).collect();
    Tree { text: tree.text.replace('\r', "\n"), children, ..tree }
}

/// Puts an element into our model, or says why it is not there.
fn tree(text: &str, element: Node<'_, '_>, depth: usize) -> Result<Tree, ErrorKind> {
    let start = StartTag::of(&text[element.range()]);
    if depth == 1 && start.name.eq_ignore_ascii_case("html") {
        return Err(ErrorKind::Html);
    }
    if depth > MAX_DEPTH {
        return Err(ErrorKind::TooDeep);
    }
    if start.attributes > MAX_ATTRIBUTES {
        return Err(ErrorKind::TooManyAttributes);
    }
    let mut node = Tree::named(start.name);
    let is_branch = element.children().any(|child| child.is_element());
    // The source between the children that are no text, where a reference to a space is no white space.
    let mut from = element.range().start + start.len;
    let mut gaps = String::new();
    for child in element.children().filter(|child| !child.is_text()) {
        gaps += &text[from..child.range().start];
        from = child.range().end;
        if child.is_element() {
            if !is_blank(&gaps) {
                return Err(ErrorKind::MixedContent);
            }
            node.children.push(tree(text, child, depth + 1)?);
        }
    }
    if is_branch {
        let end = text[..element.range().end].rfind("</").unwrap();
        gaps += &text[from..end];
        if !is_blank(&gaps) {
            return Err(ErrorKind::MixedContent);
        }
    } else {
        node.text = element.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
    }
    Ok(node)
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

/// What `roxmltree` does not keep of a start tag.
struct StartTag<'a> {
    /// With its prefix.
    name: &'a str,
    /// With the declarations of namespaces.
    attributes: usize,
    len: usize,
}

impl<'a> StartTag<'a> {
    fn of(element: &'a str) -> Self {
        let name = element[1..].split(['>', '/', ' ', '\t', '\r', '\n']).next().unwrap_or_default();
        let (mut quote, mut attributes) = (None, 0);
        for (at, c) in element.char_indices() {
            match (quote, c) {
                (None, '>') => return Self { name, attributes, len: at + 1 },
                (None, '"' | '\'') => {
                    quote = Some(c);
                    attributes += 1;
                }
                (Some(open), _) if open == c => quote = None,
                _ => {}
            }
        }
        unreachable!("an element that was parsed has a start tag")
    }
}
