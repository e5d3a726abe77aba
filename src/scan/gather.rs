//! The members of an answer that comes in pieces, gathered token by token.
//!
//! The same members as in `response/members.rs`, under the same rules; but of a text, what is kept is a copy, and
//! of an object only its name.

use super::kept::{Kept, SLOTS, Slot, form};
use super::name::Name;
use super::window::Window;
use crate::event::Syntax;
use crate::read::token::{Edge, Span, Token, text_of};
use crate::response::{Found, Member, NUMBERS, Place, RootName};
use crate::text::Text;

/// All that is known of an answer so far.
#[derive(Clone, Debug)]
pub(super) struct Gather {
    /// Known once the body has begun; XML stands in until then.
    pub(super) syntax: Syntax,
    /// How many nodes are open.
    depth: u8,
    /// A job of a list is open: what comes are its members.
    in_item: bool,
    /// `jobresult` is open.
    in_result: bool,
    /// The node that opened last, which is an object if something stands in it.
    candidate: Option<Slot>,
    /// The root has begun.
    pub(super) is_rooted: bool,
    pub(super) root_name: RootName,
    /// There was a `description`.
    is_described: bool,
    /// There was a `displaytext`.
    has_display_text: bool,
    pub(super) root: Report,
    pub(super) item: Report,
    kept: Kept,
}

/// The members of the root or of a job in a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    pub(super) found: Found<NUMBERS>,
    /// `jobresulttype` is `object`.
    pub(super) is_object: bool,
    /// The result is a text and not blank.
    pub(super) is_text: bool,
    success: Option<bool>,
    /// The same in the result.
    result_success: Option<bool>,
}

/// Whose members: of the root, or of the job in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Root,
    Item,
}

impl Report {
    const NONE: Self =
        Self { found: Found::new(), is_object: false, is_text: false, success: None, result_success: None };

    /// Notes that a member is there, and keeps its number or its flag where it has one.
    fn put(&mut self, member: Member, text: Option<Text<'_>>) {
        self.found.put(member);
        self.found.keep_number(member, text.and_then(|text| text.integer()));
        let slot = match member {
            Member::Success => &mut self.success,
            Member::ResultSuccess => &mut self.result_success,
            _ => return,
        };
        *slot = text.and_then(|text| text.flag());
    }

    pub(super) const fn flag(&self, member: Member) -> Option<bool> {
        match member {
            Member::Success => self.success,
            Member::ResultSuccess => self.result_success,
            _ => None,
        }
    }
}

impl Gather {
    pub(super) const fn new() -> Self {
        Self {
            syntax: Syntax::Xml,
            depth: 0,
            in_item: false,
            in_result: false,
            candidate: None,
            is_rooted: false,
            root_name: RootName::Other,
            is_described: false,
            has_display_text: false,
            root: Report::NONE,
            item: Report::NONE,
            kept: Kept::new(),
        }
    }

    /// Takes a token, and tells whether a job of a list has ended with it.
    pub(super) fn take(&mut self, token: Token, window: &Window) -> bool {
        match token {
            Token::Leaf(leaf) => self.take_leaf(leaf.name, leaf.content, window),
            Token::Edge(Edge::Open { name, .. }) => {
                self.open(name, window);
                false
            }
            Token::Edge(Edge::Close { .. }) => self.close(),
            Token::Edge(Edge::End) => false,
        }
    }

    /// Takes the document's first member, which is the root unless an object follows.
    pub(super) fn take_first(&mut self, name: Span, content: Span, window: &Window) {
        if self.is_rooted || !is_at_hand(name, window) {
            return;
        }
        self.name_root(name, window);
        self.replace(Slot::Description, self.text_at(content, window));
    }

    /// Keeps the name of an array before it leaves the window: the elements to come have no other.
    pub(super) fn keep_array(&mut self, name: Span, window: &Window) {
        if let Some(slot) = self.level() {
            let name = self.name(name, slot, window);
            self.put(slot, &name.text());
        }
    }

    /// Drops the job that was given last.
    pub(super) fn next_item(&mut self) {
        self.item = Report::NONE;
        self.kept.clear(SLOTS, 2 * SLOTS);
    }

    fn name_root(&mut self, name: Span, window: &Window) {
        let name = self.name(name, Slot::Member, window);
        self.root_name = RootName::of(&name.text());
        self.drop(Slot::Description);
    }

    fn take_leaf(&mut self, name: Span, content: Span, window: &Window) -> bool {
        self.settle();
        let Some(slot) = self.level() else {
            if self.depth == 0 {
                self.take_first(name, content, window);
                self.is_rooted = true;
            }
            return false;
        };
        let name = self.name(name, slot, window);
        let text = self.text_at(content, window);
        let member = self.keep(slot, &name, text);
        if member == Some(Member::JobResult) {
            // A text is blank only if all of it is, not just the part that is kept.
            let whole = self.whole_text(content, window);
            self.report().is_text = whole.is_some_and(|whole| !whole.is_blank());
            self.replace(Slot::Result, text);
        }
        // A job without members.
        member == Some(Member::AsyncJobs) && !self.in_item
    }

    fn open(&mut self, name: Span, window: &Window) {
        self.settle();
        let slot = self.level();
        self.depth = self.depth.saturating_add(1);
        let Some(slot) = slot else {
            if self.depth == 1 {
                self.name_root(name, window);
                self.is_rooted = true;
            }
            return;
        };
        let name = self.name(name, slot, window);
        self.put(slot, &name.text());
        let member = self.keep(slot, &name, None);
        if member.is_none() {
            self.candidate = Some(slot);
        }
        self.in_result |= member == Some(Member::JobResult);
        self.in_item |= member == Some(Member::AsyncJobs);
    }

    fn close(&mut self) -> bool {
        self.candidate = None;
        self.depth = self.depth.saturating_sub(1);
        self.in_result &= self.level() != Some(Slot::Member);
        let is_item = self.in_item && self.depth == 1;
        self.in_item &= !is_item;
        is_item
    }

    /// The slot for the name of a node at this level: among the members, or in the result.
    fn level(&self) -> Option<Slot> {
        let first = if self.in_item { 2 } else { 1 };
        match self.depth.checked_sub(first)? {
            0 => Some(Slot::Member),
            1 if self.in_result => Some(Slot::Inner),
            _ => None,
        }
    }

    /// Notes that something stands in the node that opened last, which makes it an object.
    fn settle(&mut self) {
        let Some(slot) = self.candidate.take() else { return };
        let name = self.kept_name(slot);
        self.keep_object(if slot == Slot::Inner { Place::Whole } else { Place::Beside }, &name);
    }

    /// Keeps the name of what may be the result's object, if it counts more than what was found before.
    fn keep_object(&mut self, place: Place, name: &Name) {
        if self.report().found.note_object(place) {
            self.put(Slot::Object, &name.text());
        }
    }

    /// Keeps what is known of a node, and tells which of the members it is.
    fn keep(&mut self, slot: Slot, name: &Name, text: Option<Text<'_>>) -> Option<Member> {
        if slot == Slot::Inner {
            self.keep_result_member(name, text);
            return None;
        }
        let member = name.member();
        match member {
            Some(member) => self.keep_member(member, text),
            None => self.describe(name, text),
        }
        member
    }

    fn keep_member(&mut self, member: Member, text: Option<Text<'_>>) {
        let report = self.report();
        report.put(member, text);
        match member {
            Member::JobResultType => {
                report.is_object = text.is_some_and(|kind| !kind.is_cut() && kind == "object");
            }
            Member::JobResult => {
                report.is_text = false;
                self.drop(Slot::Result);
                self.drop(Slot::Object);
            }
            Member::JobId => self.replace(Slot::JobId, text),
            Member::Id => self.replace(Slot::Id, text),
            Member::ErrorText => self.replace(Slot::ErrorText, text),
            _ => {}
        }
    }

    /// Keeps the first `description` and the first `displaytext` of an answer.
    fn describe(&mut self, name: &Name, text: Option<Text<'_>>) {
        if self.in_item {
            return;
        }
        let name = name.text();
        let (slot, was_there) = if name == "description" {
            (Slot::Description, &mut self.is_described)
        } else if name == "displaytext" {
            (Slot::DisplayText, &mut self.has_display_text)
        } else {
            return;
        };
        if !core::mem::replace(was_there, true) {
            self.replace(slot, text);
        }
    }

    fn keep_result_member(&mut self, name: &Name, text: Option<Text<'_>>) {
        self.keep_object(Place::First, name);
        let report = self.report();
        let Some(member) = name.member().and_then(|member| report.found.in_result(member)) else { return };
        report.put(member, text);
        if member == Member::ResultErrorText {
            self.replace(Slot::Result, text);
        }
    }

    fn whose(&self) -> Whose {
        if self.in_item { Whose::Item } else { Whose::Root }
    }

    fn report(&mut self) -> &mut Report {
        if self.in_item { &mut self.item } else { &mut self.root }
    }

    fn put(&mut self, slot: Slot, text: &Text<'_>) {
        let is_short =
            !matches!(slot, Slot::ErrorText | Slot::Description | Slot::DisplayText | Slot::Result);
        self.kept.put(index(self.whose(), slot), text, form(self.syntax, false), is_short);
    }

    fn drop(&mut self, slot: Slot) {
        let index = index(self.whose(), slot);
        self.kept.clear(index, index.saturating_add(1));
    }

    fn replace(&mut self, slot: Slot, text: Option<Text<'_>>) {
        match text {
            Some(text) => self.put(slot, &text),
            None => self.drop(slot),
        }
    }

    pub(super) fn kept_text(&self, whose: Whose, slot: Slot) -> Option<Text<'_>> {
        let (raw, is_cut) = self.kept.get(index(whose, slot))?;
        Some(Text::new(raw, form(self.syntax, is_cut)))
    }

    /// The name at `span`; where that has left the window, the name that was kept of the array.
    fn name(&self, span: Span, slot: Slot, window: &Window) -> Name {
        if is_at_hand(span, window) {
            // Where a name is cut it is longer than `Name` keeps, but that is not to be relied on here.
            return Name::new(window.text(span), window.cut_in(span).is_some(), self.syntax);
        }
        self.kept_name(slot)
    }

    fn kept_name(&self, slot: Slot) -> Name {
        let kept = self.kept_text(self.whose(), slot).unwrap_or_default();
        Name::new(kept.raw(), kept.is_cut(), self.syntax)
    }

    /// The text of a content, with a byte in the place of what was left out.
    fn whole_text<'w>(&self, content: Span, window: &'w Window) -> Option<Text<'w>> {
        let raw = window.text(content);
        text_of(raw, self.syntax, Span::new(0, raw.len()))
    }

    /// The text of a content, up to where something was left out.
    fn text_at<'w>(&self, content: Span, window: &'w Window) -> Option<Text<'w>> {
        let text = self.whole_text(content, window)?;
        let Some(cut) = window.cut_in(content) else { return Some(text) };
        let quote = usize::from(window.text(content).starts_with('"') && self.syntax == Syntax::Json);
        let len = cut.saturating_sub(content.start()).saturating_sub(quote);
        Some(Text::new(text.raw().get(..len).unwrap_or_default(), form(self.syntax, true)))
    }
}

const fn index(whose: Whose, slot: Slot) -> usize {
    let first = match whose {
        Whose::Root => 0,
        Whose::Item => SLOTS,
    };
    first.saturating_add(slot as usize)
}

/// Tells whether a name is still in the window.
fn is_at_hand(name: Span, window: &Window) -> bool {
    name.start() < window.body().len()
}
