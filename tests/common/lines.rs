//! What a body means, one node a line, as the `.events` files have it: `name`, or `name = text`, indented by depth.

use core::fmt::Write as _;

use cloudstack_codec::{Error, Event, Node, Reader};

/// The lines of all that a reader has still to give.
pub(crate) fn of_reader(mut reader: Reader<'_>) -> Result<String, Error> {
    let mut lines = Lines::default();
    let mut depth = 0_usize;
    while let Some(event) = reader.next()? {
        match event {
            Event::Start(name) => {
                lines.start(depth, name.chars());
                depth += 1;
            }
            Event::Text(text) => lines.text(text.chars()),
            Event::End => depth = depth.checked_sub(1).expect("an end of nothing"),
        }
    }
    assert_eq!(depth, 0, "a node without an end");
    Ok(lines.finish())
}

/// The lines of a node, by a walk.
pub(crate) fn of_node(node: Node<'_>) -> String {
    fn walk(lines: &mut Lines, depth: usize, node: Node<'_>) {
        lines.start(depth, node.name().chars());
        if let Some(text) = node.text() {
            lines.text(text.chars());
            assert_eq!(node.children().count(), 0, "{node:?}");
        }
        node.children().for_each(|child| walk(lines, depth + 1, child));
    }
    let mut lines = Lines::default();
    walk(&mut lines, 0, node);
    lines.finish()
}

/// Writes the lines.
#[derive(Default)]
pub(crate) struct Lines {
    out: String,
}

impl Lines {
    pub(crate) fn start(&mut self, depth: usize, name: impl Iterator<Item = char>) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.extend(core::iter::repeat_n("  ", depth));
        self.escaped(name);
    }

    pub(crate) fn text(&mut self, text: impl Iterator<Item = char>) {
        self.out.push_str(" = ");
        self.escaped(text);
    }

    /// Whatever would not stand in its line.
    fn escaped(&mut self, text: impl Iterator<Item = char>) {
        for c in text {
            match c {
                '\\' | '\n' | '\r' | '\t' => self.out.extend(c.escape_default()),
                '\0'..' ' | '\u{7f}'..='\u{9f}' => write!(self.out, "\\u{{{:x}}}", u32::from(c)).unwrap(),
                _ => self.out.push(c),
            }
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.out.push('\n');
        self.out
    }
}
