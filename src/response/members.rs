//! The members of an answer that are known here, gathered while the body is checked.
//!
//! All that the judgement needs is gathered in this one pass, the members of `jobresult` too: nothing is walked through
//! again. Codes and flags are read as they come by, of a text it is kept where it stands.

use crate::error::Error;
use crate::event::Syntax;
use crate::find;
use crate::node::Node;
use crate::read::Machine;
use crate::read::json::Json;
use crate::read::token::{Edge, Leaf, Skipped, Span, Tokens, offset, text_of};
use crate::read::xml::Xml;
use crate::state::{JobResult, ResultParts};
use crate::text::{Form, Text, digits};

macro_rules! members {
    ($($($wire:literal)? $member:ident $($end:ident)?,)*) => {
        /// A member that is gathered. The others are looked up when someone asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Member {
            $($member,)*
        }

        impl Member {
            const ALL: &[(&str, Self)] = &[$($(($wire, Self::$member),)?)*];

            /// Finds the member by the end of its name and its length, which tell all apart.
            #[inline(always)]
            fn by_end(name: &[u8]) -> Option<Self> {
                $($(const $end: Option<u32> = end($wire.as_bytes());)?)*
                match end(name) {
                    $($($end if name == $wire.as_bytes() => Some(Self::$member),)?)*
                    _ => None,
                }
            }
        }
    };
}

/// The last four bytes of a name and its length; `None` of a shorter one, which is `id`.
#[inline(always)]
const fn end(name: &[u8]) -> Option<u32> {
    let Some([w, x, y, z]) = name.last_chunk() else { return None };
    Some(u32::from_le_bytes([*w, *x, *y, *z]) ^ offset(name.len()))
}

members! {
    // Numbers: of a job,
    "jobstatus" JobStatus JOB_STATUS,
    "jobprocstatus" JobProcStatus JOB_PROC_STATUS,
    "jobresultcode" JobResultCode JOB_RESULT_CODE,
    ResultCsErrorCode,
    ResultErrorCode,
    // and of other answers.
    "count" Count COUNT,
    "cserrorcode" CsErrorCode CS_ERROR_CODE,
    "errorcode" ErrorCode ERROR_CODE,
    // Texts: of a job,
    "jobid" JobId JOB_ID,
    "jobresulttype" JobResultType JOB_RESULT_TYPE,
    ResultSuccess,
    "jobresult" JobResult JOB_RESULT,
    // and of other answers.
    "errortext" ErrorText ERROR_TEXT,
    "id" Id ID,
    "success" Success SUCCESS,
    // The list, of which it is enough that it is there, and what stands in the place of the result's own text.
    "asyncjobs" AsyncJobs ASYNC_JOBS,
    ResultErrorText,
}

/// Where each group ends.
const JOB_NUMBERS: usize = Member::Count as usize;
const NUMBERS: usize = Member::JobId as usize;
const JOB_TEXTS: usize = Member::ErrorText as usize;
const TEXTS: usize = Member::AsyncJobs as usize;

impl Member {
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        match Self::of_plain(name) {
            None if find::byte(name, 0, b'\\') < name.len() => Self::of_escaped(name),
            member => member,
        }
    }

    /// The same for a name with nothing escaped in it.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn of_plain(name: &[u8]) -> Option<Self> {
        if find::FAST {
            return Self::by_end(name);
        }
        // One after the other, which is half the code.
        Self::ALL.iter().find(|(wire, _)| wire.as_bytes() == name).map(|&(_, member)| member)
    }

    /// The same for a JSON name with escapes in it.
    #[cold]
    fn of_escaped(name: &[u8]) -> Option<Self> {
        let name = Text::new(core::str::from_utf8(name).ok()?, Form::JSON);
        Self::ALL.iter().find(|(wire, _)| name == *wire).map(|&(_, member)| member)
    }

    /// What the member is in `jobresult`, where it counts there.
    const fn in_result(self) -> Option<Self> {
        match self {
            Self::CsErrorCode => Some(Self::ResultCsErrorCode),
            Self::ErrorCode => Some(Self::ResultErrorCode),
            Self::ErrorText => Some(Self::ResultErrorText),
            Self::Success => Some(Self::ResultSuccess),
            _ => None,
        }
    }

    /// One bit, another for each.
    pub(crate) const fn bit(self) -> u32 {
        1_u32.wrapping_shl(self as u32)
    }
}

/// What members are gathered from: the token steps of one syntax, with what a program of that syntax alone needs.
pub(super) trait Source: Tokens {
    /// Whether a plain leaf has nothing in its text that stands for something else: in XML a carriage return does.
    const IS_PLAIN_TEXT: bool = false;

    /// Finds the member of a name.
    fn member(name: &[u8]) -> Option<Member>;

    /// How a text is read.
    fn reading(&self) -> Reading;
}

/// Reads the text of a content without members, where it has one.
type Reading = for<'a> fn(&'a str, Span) -> Option<Text<'a>>;

impl Source for Xml {
    #[inline]
    fn member(name: &[u8]) -> Option<Member> {
        Member::of_plain(name)
    }

    fn reading(&self) -> Reading {
        xml_text
    }
}

impl Source for Json {
    const IS_PLAIN_TEXT: bool = true;

    #[inline]
    fn member(name: &[u8]) -> Option<Member> {
        Member::of(name)
    }

    fn reading(&self) -> Reading {
        json_text
    }
}

impl Source for Machine {
    fn member(name: &[u8]) -> Option<Member> {
        Member::of(name)
    }

    fn reading(&self) -> Reading {
        match self {
            Self::Xml(_) => xml_text,
            Self::Json(_) => json_text,
        }
    }
}

fn xml_text(src: &str, content: Span) -> Option<Text<'_>> {
    text_of(src, Syntax::Xml, content)
}

fn json_text(src: &str, content: Span) -> Option<Text<'_>> {
    text_of(src, Syntax::Json, content)
}

/// The known members of an answer: of a name the last holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Members {
    pub(super) job: JobMembers,
    /// Those that no job has.
    numbers: [i32; NUMBERS - JOB_NUMBERS],
    texts: [Span; TEXTS - JOB_TEXTS],
}

/// The known members of a job, and those in its `jobresult`, of which the first of a name holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobMembers {
    /// A bit for each [`Member`] that is there.
    has: u32,
    /// A bit for each number that is one, and for each text that is known to have nothing escaped in it.
    good: u32,
    numbers: [i32; JOB_NUMBERS],
    /// The text of the result stands here, or that of the fault in it.
    texts: [Span; JOB_TEXTS - NUMBERS],
    object: Object,
    reading: Reading,
}

/// What may be the result's object: its name and its content.
#[derive(Clone, Copy, Debug)]
enum Object {
    None,
    /// The first member with members beside `jobresult`.
    Beside(Span, Span),
    /// The first member of `jobresult`.
    First(Span, Span),
    /// The first member of `jobresult` that has members.
    Whole(Span, Span),
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    /// Among the members of the answer.
    Answer,
    /// In `jobresult`.
    Result,
}

impl Members {
    /// Begins before the first member.
    pub(super) fn new(source: &impl Source) -> Self {
        let none = Span { start: 0, end: 0 };
        let job = JobMembers {
            has: 0,
            good: 0,
            numbers: [0; JOB_NUMBERS],
            texts: [none; JOB_TEXTS - NUMBERS],
            object: Object::None,
            reading: source.reading(),
        };
        Self { job, numbers: [0; NUMBERS - JOB_NUMBERS], texts: [none; TEXTS - JOB_TEXTS] }
    }

    /// Gathers all members of the node that opened last, and gives where its content ends.
    #[inline]
    pub(super) fn gather<S: Source>(&mut self, tokens: &mut S, src: &str) -> Result<u32, Error> {
        loop {
            match self.level(Level::Answer, tokens, src)? {
                Edge::Open { name, at } => self.open(tokens, src, name, at)?,
                Edge::Close { at } => return Ok(at),
                Edge::End => return Ok(0),
            }
        }
    }

    /// Gathers the members of a level up to its end, or up to one of the answer's that has members.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn level<S: Source>(&mut self, level: Level, tokens: &mut S, src: &str) -> Result<Edge, Error> {
        let body = src.as_bytes();
        loop {
            let edge = match level {
                Level::Answer => tokens.after_leaves(body, |leaf| self.leaf::<S>(leaf, src)),
                Level::Result => tokens.after_leaves(body, |leaf| self.leaf_of_result::<S>(leaf, src)),
            };
            match edge? {
                Edge::Open { name, at } if level == Level::Result => self.skip(level, tokens, src, name, at)?,
                edge => return Ok(edge),
            }
        }
    }

    /// Keeps the member of the answer that opened last, after all that stands in it.
    #[inline]
    pub(super) fn open<S: Source>(
        &mut self,
        tokens: &mut S,
        src: &str,
        name: Span,
        at: u32,
    ) -> Result<(), Error> {
        if S::member(name.bytes(src.as_bytes())) != Some(Member::JobResult) {
            return self.skip(Level::Answer, tokens, src, name, at);
        }
        self.keep::<S>(Member::JobResult, &Leaf::new(name, Span { start: at, end: at }), src);
        self.level(Level::Result, tokens, src).map(drop)
    }

    /// Keeps the member that opened last, and steps over all that stands in it.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn skip<S: Source>(
        &mut self,
        level: Level,
        tokens: &mut S,
        src: &str,
        name: Span,
        at: u32,
    ) -> Result<(), Error> {
        let Skipped { end, is_empty } = tokens.skip(src.as_bytes())?;
        let member = S::member(name.bytes(src.as_bytes()));
        self.node::<S>(level, member, &Leaf::new(name, Span { start: at, end }), !is_empty, src);
        Ok(())
    }

    /// Keeps a member of the answer without members.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    pub(super) fn leaf<S: Source>(&mut self, leaf: Leaf, src: &str) {
        if !find::FAST || !leaf.is_plain {
            return self.odd_leaf::<S>(Level::Answer, &leaf, src);
        }
        if let Some(member) = Member::by_end(leaf.name.bytes(src.as_bytes())) {
            self.keep::<S>(member, &leaf, src);
        }
    }

    /// Keeps a member of `jobresult` without members.
    #[cfg_attr(target_pointer_width = "64", inline(always))]
    fn leaf_of_result<S: Source>(&mut self, leaf: Leaf, src: &str) {
        self.odd_leaf::<S>(Level::Result, &leaf, src);
    }

    /// Keeps a member without members, wherever it stands and however its name is written.
    #[cfg_attr(target_pointer_width = "64", inline(never))]
    fn odd_leaf<S: Source>(&mut self, level: Level, leaf: &Leaf, src: &str) {
        let member = S::member(leaf.name.bytes(src.as_bytes()));
        self.node::<S>(level, member, leaf, false, src);
    }

    /// Gathers the members of a node of a checked body.
    pub(super) fn of(node: &Node<'_>) -> Self {
        let mut members = Self::new(&Machine::new(node.syntax, false));
        for child in node.children() {
            let member = members.child(Level::Answer, &child);
            if member == Some(Member::JobResult) {
                for inner in child.children() {
                    members.child(Level::Result, &inner);
                }
            }
        }
        members
    }

    fn child(&mut self, level: Level, child: &Node<'_>) -> Option<Member> {
        let member = Member::of(child.name.bytes(child.src.as_bytes()));
        let leaf = Leaf::new(child.name, child.content);
        self.node::<Machine>(level, member, &leaf, child.has_members(), child.src);
        member
    }

    /// Keeps a member that may have members.
    fn node<S: Source>(
        &mut self,
        level: Level,
        member: Option<Member>,
        leaf: &Leaf,
        has_members: bool,
        src: &str,
    ) {
        let Leaf { name, content, .. } = *leaf;
        let object = &mut self.job.object;
        let member = match level {
            Level::Answer => {
                if has_members && member.is_none() && matches!(object, Object::None) {
                    *object = Object::Beside(name, content);
                }
                member
            }
            Level::Result => {
                match *object {
                    Object::Whole(..) => {}
                    _ if has_members => *object = Object::Whole(name, content),
                    Object::First(..) => {}
                    Object::None | Object::Beside(..) => *object = Object::First(name, content),
                }
                member.and_then(Member::in_result).filter(|&member| !self.job.has(member))
            }
        };
        // A status or a code that has members has no text.
        let nothing = Leaf::new(name, Span { start: content.start, end: content.start });
        if let Some(member) = member {
            self.keep::<S>(member, if has_members { &nothing } else { leaf }, src);
        }
    }

    /// Keeps what stands in a member.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn keep<S: Source>(&mut self, member: Member, leaf: &Leaf, src: &str) {
        self.put(member);
        let content = leaf.content;
        if (member as usize) < NUMBERS {
            return match *content.bytes(src.as_bytes()) {
                // Most are, and it takes no call.
                [digit @ b'0'..=b'9'] if find::FAST => {
                    self.keep_number(member, i32::from(digit & 0xF));
                }
                _ => self.keep_odd(member, content, src),
            };
        }
        let beside = self.texts.get_mut((member as usize).wrapping_sub(JOB_TEXTS));
        if let Some(slot) = self.job.texts.get_mut(text_place(member)).or(beside) {
            *slot = content;
            if find::FAST && leaf.is_plain && S::IS_PLAIN_TEXT {
                self.job.good |= member.bit();
            }
        }
    }

    /// Keeps a number, if it is one.
    #[cfg_attr(target_pointer_width = "64", inline(never))]
    fn keep_odd(&mut self, member: Member, content: Span, src: &str) {
        let number = digits(content.bytes(src.as_bytes()));
        if let Some(number) = number.or_else(|| (self.job.reading)(src, content)?.integer()) {
            self.keep_number(member, number);
        }
    }

    #[inline]
    fn keep_number(&mut self, member: Member, number: i32) {
        let place = member as usize;
        let beside = self.numbers.get_mut(place.wrapping_sub(JOB_NUMBERS));
        if let Some(slot) = self.job.numbers.get_mut(place).or(beside) {
            *slot = number;
            self.job.good |= member.bit();
        }
    }

    /// Keeps in mind that a member is there.
    pub(super) fn put(&mut self, member: Member) {
        let job = &mut self.job;
        job.has |= member.bit();
        job.good &= !member.bit();
        if member == Member::JobResult {
            // An earlier one does not count.
            job.has &= !IN_RESULT;
            job.object = Object::None;
        }
    }

    pub(super) const fn has(&self, member: Member) -> bool {
        self.job.has(member)
    }

    /// Returns the text of a member, of a job or beside it.
    pub(super) fn text<'a>(&self, of: &Node<'a>, member: Member) -> Option<Text<'a>> {
        match self.texts.get((member as usize).wrapping_sub(JOB_TEXTS)) {
            Some(&content) => self.job.text_at(of, member, content),
            None => self.job.text(of, member),
        }
    }

    /// Returns a number, of a job or beside it.
    pub(super) fn number(&self, member: Member) -> Option<i32> {
        match self.numbers.get((member as usize).wrapping_sub(JOB_NUMBERS)) {
            Some(&number) => self.job.is_good(member).then_some(number),
            None => self.job.number(member),
        }
    }
}

impl JobMembers {
    #[inline]
    pub(super) const fn has(&self, member: Member) -> bool {
        self.has & member.bit() != 0
    }

    const fn is_good(&self, member: Member) -> bool {
        self.good & member.bit() != 0
    }

    #[inline]
    pub(super) fn text<'a>(&self, of: &Node<'a>, member: Member) -> Option<Text<'a>> {
        self.text_at(of, member, *self.texts.get(text_place(member))?)
    }

    #[inline]
    fn text_at<'a>(&self, of: &Node<'a>, member: Member, content: Span) -> Option<Text<'a>> {
        if find::FAST && self.is_good(member) {
            return Node { content, is_plain: true, ..*of }.text();
        }
        if self.has(member) { (self.reading)(of.src, content) } else { None }
    }

    /// Returns a number, where it is one.
    #[inline]
    pub(super) fn number(&self, member: Member) -> Option<i32> {
        self.numbers.get(member as usize).copied().filter(|_| self.is_good(member))
    }

    /// Judges what came of the job.
    pub(super) fn result<'a>(&self, of: &Node<'a>) -> JobResult<'a> {
        let node = |name, content| Node { name, content, is_plain: false, ..*of };
        let (object, first) = match self.object {
            // Servers up to 2.1: the object stands beside its type (`com.cloud.api.BaseCmd`).
            Object::Beside(name, content) if !self.has(Member::JobResult) => {
                let is_object = self.text(of, Member::JobResultType).is_some_and(|kind| kind == "object");
                return if is_object { JobResult::Object(node(name, content)) } else { JobResult::None };
            }
            Object::None | Object::Beside(..) => {
                return match self.text(of, Member::JobResult) {
                    Some(text) if !text.is_blank() => JobResult::Text(text),
                    _ if self.has(Member::JobResult) => JobResult::Empty,
                    _ => JobResult::None,
                };
            }
            Object::First(name, content) => (None, Some(node(name, content))),
            Object::Whole(name, content) => (Some(node(name, content)), None),
        };
        let number = |member| self.has(member).then(|| self.number(member));
        let text = |member| self.has(member).then(|| self.text(of, member));
        let parts = ResultParts {
            code: number(Member::ResultErrorCode),
            cs_code: number(Member::ResultCsErrorCode),
            text: text(Member::ResultErrorText),
            success: text(Member::ResultSuccess).map(|text| text?.flag()),
        };
        parts.judge(object, first, |text| text)
    }
}

/// The members that stand in `jobresult`.
const IN_RESULT: u32 = Member::ResultCsErrorCode.bit()
    | Member::ResultErrorCode.bit()
    | Member::ResultSuccess.bit()
    | Member::ResultErrorText.bit();

/// Where a text of a job is kept.
const fn text_place(member: Member) -> usize {
    let member = if let Member::ResultErrorText = member { Member::JobResult } else { member };
    (member as usize).wrapping_sub(NUMBERS)
}
