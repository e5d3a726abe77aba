//! The members of an answer, gathered while the body is checked.
//!
//! All that the judgement needs is gathered in this one pass, the members of `jobresult` too: nothing is walked through
//! again. Codes are read on the way; of a text, its place is kept.

use super::JobReport;
use super::member::{Found, JOB_NUMBERS, JOB_TEXTS, Member, NOTHING, NUMBERS, Place, TEXTS};
use super::report::{JobMembers, Reading, text_place};
use crate::error::Error;
use crate::event::Syntax;
use crate::find;
use crate::node::Node;
use crate::read::Machine;
use crate::read::json::Json;
use crate::read::token::{Edge, Escapes, Leaf, Skipped, Span, Token, Tokens, text_of};
use crate::read::xml::Xml;
use crate::text::Text;
use crate::text::short::digits;

/// The known members of an answer. Of several with one name the last holds.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    /// The answer as if it were a job's.
    pub(super) job: JobReport<'a>,
    /// The members that no job has. The place of one that a job has wraps around here, and so is out of range.
    numbers: [i32; NUMBERS - JOB_NUMBERS],
    texts: [Span; TEXTS - JOB_TEXTS],
}

/// The place of a text that is not there. Not zeros, for the same reason as [`NOTHING`].
const NOWHERE: Span = Span { start: 1, end: 1 };

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// Among the members of the answer.
    Answer,
    /// In `jobresult`.
    Result,
}

impl<'a> Members<'a> {
    /// Begins with nothing.
    #[cfg_attr(small, inline(never))]
    pub(super) fn new() -> Self {
        let members = JobMembers {
            found: Found::new(),
            texts: [NOWHERE, NOWHERE, NOWHERE, NOWHERE],
            object: (NOWHERE, NOWHERE),
            // That of neither syntax, which would be linked even where the syntax is never read.
            reading: |_, _| None,
        };
        let (name, content) = (Span::default(), Span::default());
        let node = Node { src: "", name, content, syntax: Syntax::Json, is_plain: false };
        // One by one, here and above: a repeated value is a loop, and takes more flash.
        Self {
            job: JobReport { node, members },
            numbers: [NOTHING, NOTHING, NOTHING],
            texts: [NOWHERE, NOWHERE, NOWHERE],
        }
    }

    /// Takes the body that is gathered from.
    pub(super) fn begin<S: Source>(&mut self, src: &'a str, tokens: &S) {
        self.job.node.src = src;
        (self.job.node.syntax, self.job.members.reading) = tokens.syntax();
    }

    /// Takes the root; tells whether its members follow.
    #[inline]
    pub(super) fn take_root(&mut self, token: Token) -> bool {
        let (name, content, has_members) = match token {
            Token::Leaf(Leaf { name, content, .. }) => (name, content, false),
            Token::Edge(Edge::Open { name, at }) => (name, Span { start: at, end: at }, true),
            // No body begins with one of these.
            Token::Edge(Edge::Close { .. } | Edge::End) => return false,
        };
        (self.job.node.name, self.job.node.content) = (name, content);
        has_members
    }

    /// Begins another node of the same body.
    pub(super) fn beside(&self, name: Span, content: Span) -> Self {
        let mut members = Self::new();
        members.job.node = Node { name, content, ..self.job.node };
        members.job.members.reading = self.job.members.reading;
        members
    }

    const fn body(&self) -> &'a [u8] {
        self.job.node.src.as_bytes()
    }

    /// Gathers all members of the node that opened last, and keeps where its content ends.
    #[inline]
    pub(super) fn gather<S: Source>(&mut self, tokens: &mut S) -> Result<(), Error> {
        loop {
            match self.gather_level(Level::Answer, tokens)? {
                Edge::Open { name, at } => self.gather_result(tokens, name, at)?,
                Edge::Close { at } => {
                    self.job.node.content.end = at;
                    return Ok(());
                }
                Edge::End => return Ok(()),
            }
        }
    }

    /// Gathers the members of a level up to its end, or up to a `jobresult` that opens.
    #[cfg_attr(not(small), inline(always))]
    fn gather_level<S: Source>(&mut self, level: Level, tokens: &mut S) -> Result<Edge, Error> {
        let body = self.body();
        loop {
            let edge = if find::FAST && level == Level::Answer {
                tokens.leaves_until(body, |leaf| self.keep_leaf::<S>(leaf), |_| true)
            } else {
                tokens.leaves_until(body, |leaf| self.keep_leaf_slow::<S>(level, &leaf), |_| true)
            };
            let edge = edge?;
            let Edge::Open { name, at } = edge else { return Ok(edge) };
            let member = S::member(name.bytes(body));
            if level == Level::Answer && member == Some(Member::JobResult) {
                return Ok(edge);
            }
            self.skip(level, tokens, member, name, at)?;
        }
    }

    /// Gathers the members of the `jobresult` that opened last.
    #[inline]
    fn gather_result<S: Source>(&mut self, tokens: &mut S, name: Span, at: u32) -> Result<(), Error> {
        // It has no text, as it has members.
        self.keep::<S>(Member::JobResult, &Leaf::new(name, Span { start: at, end: at }));
        self.gather_level(Level::Result, tokens).map(drop)
    }

    /// Keeps the member of the answer that opened last, and steps over all that is in it.
    #[inline]
    pub(super) fn keep_branch<S: Source>(
        &mut self,
        tokens: &mut S,
        name: Span,
        at: u32,
    ) -> Result<(), Error> {
        match S::member(name.bytes(self.body())) {
            Some(Member::JobResult) => self.gather_result(tokens, name, at),
            member => self.skip(Level::Answer, tokens, member, name, at),
        }
    }

    /// Keeps the member that opened last, and steps over all that stands in it.
    #[inline(always)]
    fn skip<S: Source>(
        &mut self,
        level: Level,
        tokens: &mut S,
        member: Option<Member>,
        name: Span,
        at: u32,
    ) -> Result<(), Error> {
        let Skipped { end, is_empty } = tokens.skip(self.body())?;
        self.keep_member::<S>(level, member, &Leaf::new(name, Span { start: at, end }), !is_empty);
        Ok(())
    }

    /// Keeps a member of the answer without members.
    #[inline(always)]
    pub(super) fn keep_leaf<S: Source>(&mut self, leaf: Leaf) {
        let Leaf { name, content, escapes } = leaf;
        if !find::FAST || escapes == Escapes::Perhaps {
            // A copy is lent, so that a plain leaf stays in registers.
            return self.keep_leaf_slow::<S>(Level::Answer, &Leaf::new(name, content));
        }
        if let Some(member) = Member::by_end(name.bytes(self.body())) {
            self.keep::<S>(member, &leaf);
        }
    }

    /// Keeps a member without members, wherever it stands and however its name is written.
    #[cfg_attr(not(small), inline(never))]
    fn keep_leaf_slow<S: Source>(&mut self, level: Level, leaf: &Leaf) {
        let member = S::member(leaf.name.bytes(self.body()));
        self.keep_member::<S>(level, member, leaf, false);
    }

    /// Gathers the members of a node of a checked body.
    pub(super) fn of(node: &Node<'a>) -> Self {
        let mut members = Self::new();
        members.job.node = *node;
        members.job.members.reading = match node.syntax {
            Syntax::Xml => xml_text,
            Syntax::Json => json_text,
        };
        for child in node.children() {
            let member = members.keep_child(Level::Answer, &child);
            if member == Some(Member::JobResult) {
                for inner in child.children() {
                    members.keep_child(Level::Result, &inner);
                }
            }
        }
        members
    }

    fn keep_child(&mut self, level: Level, child: &Node<'_>) -> Option<Member> {
        let member = Member::of(child.name.bytes(self.body()));
        let leaf = Leaf::new(child.name, child.content);
        self.keep_member::<Machine>(level, member, &leaf, child.has_members());
        member
    }

    /// Keeps a member that may have members: then `leaf` is only its name and its content.
    fn keep_member<S: Source>(
        &mut self,
        level: Level,
        member: Option<Member>,
        leaf: &Leaf,
        has_members: bool,
    ) {
        let Leaf { name, content, .. } = *leaf;
        let job = &mut self.job.members;
        let (place, member) = match level {
            Level::Answer if has_members && member.is_none() => (Place::Beside, None),
            Level::Answer => (Place::Nowhere, member),
            Level::Result => {
                let place = if has_members { Place::Whole } else { Place::First };
                (place, member.and_then(|member| job.found.in_result(member)))
            }
        };
        if job.found.note_object(place) {
            job.object = (name, content);
        }
        // A status or a code that has members has no text.
        let nothing = Leaf::new(name, Span { start: content.start, end: content.start });
        if let Some(member) = member {
            self.keep::<S>(member, if has_members { &nothing } else { leaf });
        }
    }

    /// Keeps what stands in a member.
    #[inline]
    fn keep<S: Source>(&mut self, member: Member, leaf: &Leaf) {
        self.put(member);
        let content = leaf.content;
        if (member as usize) < NUMBERS {
            return match *content.bytes(self.body()) {
                // Most are one digit, which takes no call.
                [digit @ b'0'..=b'9'] if find::FAST => {
                    self.keep_number(member, i32::from(digit & 0xF));
                }
                _ => self.keep_number_slow(member, content),
            };
        }
        let beside = self.texts.get_mut((member as usize).wrapping_sub(JOB_TEXTS));
        if let Some(slot) = self.job.members.texts.get_mut(text_place(member)).or(beside) {
            *slot = content;
            if find::FAST && S::IS_PLAIN_TEXT {
                self.job.members.found.set_good(member, leaf.escapes == Escapes::None);
            }
        }
    }

    /// Keeps a number, if it is one.
    #[cfg_attr(not(small), inline(never))]
    fn keep_number_slow(&mut self, member: Member, content: Span) {
        let number = digits(content.bytes(self.body()));
        match number.or_else(|| (self.job.members.reading)(self.job.node.src, content)?.integer()) {
            Some(number) => self.keep_number(member, number),
            None => self.job.members.found.set_good(member, false),
        }
    }

    /// Keeps a number in its place, of a job or beside it.
    #[inline]
    fn keep_number(&mut self, member: Member, number: i32) {
        let place = member as usize;
        let beside = self.numbers.get_mut(place.wrapping_sub(JOB_NUMBERS));
        let found = &mut self.job.members.found;
        if let Some(slot) = found.numbers.get_mut(place).or(beside) {
            *slot = number;
            found.set_good(member, true);
        }
    }

    /// Notes that a member is there.
    pub(super) fn put(&mut self, member: Member) {
        self.job.members.found.put(member);
    }

    pub(super) const fn has(&self, member: Member) -> bool {
        self.job.members.found.has(member)
    }

    /// Returns the text of a member, of a job or beside it.
    pub(super) fn text(&self, member: Member) -> Option<Text<'a>> {
        let JobReport { node, members } = &self.job;
        match self.texts.get((member as usize).wrapping_sub(JOB_TEXTS)) {
            Some(&content) => members.text_at(node, member, content),
            None => members.text(node, member),
        }
    }

    /// Returns a number, of a job or beside it.
    pub(super) fn number(&self, member: Member) -> Option<i32> {
        match self.numbers.get((member as usize).wrapping_sub(JOB_NUMBERS)) {
            Some(&number) => self.job.members.found.is_good(member).then_some(number),
            None => self.job.members.found.number(member),
        }
    }
}

/// What members are gathered from: the token steps of one syntax, with what a program of that syntax alone needs.
pub(super) trait Source: Tokens {
    /// Whether the text of a plain leaf stands for itself; in XML it may have a carriage return in it.
    const IS_PLAIN_TEXT: bool = false;

    /// Finds the member of a name, which in JSON may have escapes in it.
    #[inline]
    fn member(name: &[u8]) -> Option<Member> {
        Member::of(name)
    }

    /// The syntax of the body, and how a text is read in it.
    fn syntax(&self) -> (Syntax, Reading);
}

impl Source for Xml {
    #[inline]
    fn member(name: &[u8]) -> Option<Member> {
        Member::of_plain(name)
    }

    fn syntax(&self) -> (Syntax, Reading) {
        (Syntax::Xml, xml_text)
    }
}

impl Source for Json {
    const IS_PLAIN_TEXT: bool = true;

    fn syntax(&self) -> (Syntax, Reading) {
        (Syntax::Json, json_text)
    }
}

impl Source for Machine {
    fn syntax(&self) -> (Syntax, Reading) {
        match self {
            Self::Xml(xml) => xml.syntax(),
            Self::Json(json) => json.syntax(),
        }
    }
}

fn xml_text(src: &str, content: Span) -> Option<Text<'_>> {
    text_of(src, Syntax::Xml, content)
}

fn json_text(src: &str, content: Span) -> Option<Text<'_>> {
    text_of(src, Syntax::Json, content)
}
