//! A body as a tree, in which what two readers read can be compared.

use cloudstack_codec::{Error, Event, Node, Reader};

/// A node. It has a text or children, or neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Tree>,
}

impl Tree {
    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Reads all events; that they are balanced is checked here.
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let mut open = vec![Self::default()];
        while let Some(event) = reader.next()? {
            match event {
                Event::Start(name) => open.push(Self::named(name.to_string())),
                Event::Text(text) => {
                    let node = open.last_mut().unwrap();
                    assert!(node.text.is_empty() && node.children.is_empty(), "text beside something else");
                    node.text = text.to_string();
                    assert!(!node.text.is_empty(), "a text of nothing");
                }
                Event::End => {
                    let node = open.pop().unwrap();
                    open.last_mut().expect("an end that ends nothing").children.push(node);
                }
            }
        }
        assert_eq!(open.len(), 1, "a node without an end");
        let mut document = open.remove(0);
        assert!(document.children.len() == 1 && document.text.is_empty(), "not one root: {document:?}");
        Ok(document.children.remove(0))
    }

    /// Walks through a node.
    pub(crate) fn of(node: &Node<'_>) -> Self {
        Self {
            name: node.name().to_string(),
            text: node.text().map(|text| text.to_string()).unwrap_or_default(),
            children: node.children().map(|child| Self::of(&child)).collect(),
        }
    }

    /// The last child of this name.
    pub(crate) fn last(&self, name: &str) -> Option<&Self> {
        self.children.iter().rfind(|child| child.name == name)
    }

    /// The first child of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}
