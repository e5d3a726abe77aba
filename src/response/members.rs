//! The members of an answer that are known here, gathered while the body is checked.

use crate::error::Error;
use crate::find;
use crate::node::Node;
use crate::read::token::{Edge, Leaf, Skipped, Span, Tokens, text_of};
use crate::state::JobResult;
use crate::text::{Form, Text, digits};

macro_rules! members {
    ($($wire:literal $member:ident $ends:ident)*) => {
        /// A member that is gathered. The others are looked up when someone asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Member {
            $($member,)*
        }

        impl Member {
            const ALL: &[(&[u8], Self)] = &[$(($wire, Self::$member),)*];

            /// Finds the member by the ends of its name, which tell all apart.
            #[inline(always)]
            fn by_ends(name: &[u8]) -> Option<Self> {
                $(const $ends: Option<u64> = ends($wire);)*
                match ends(name) {
                    $($ends if name == $wire => Some(Self::$member),)*
                    _ => None,
                }
            }
        }
    };
}

/// The first four bytes of a name and the last four; `None` of a shorter one, which is `id`.
#[inline(always)]
const fn ends(name: &[u8]) -> Option<u64> {
    let (Some([a, b, c, d]), Some([w, x, y, z])) = (name.first_chunk(), name.last_chunk()) else {
        return None;
    };
    Some(u64::from_le_bytes([*a, *b, *c, *d, *w, *x, *y, *z]))
}

members! {
    b"asyncjobs" AsyncJobs ASYNC_JOBS
    b"count" Count COUNT
    b"cserrorcode" CsErrorCode CS_ERROR_CODE
    b"errorcode" ErrorCode ERROR_CODE
    b"errortext" ErrorText ERROR_TEXT
    b"id" Id ID
    b"jobid" JobId JOB_ID
    b"jobprocstatus" JobProcStatus JOB_PROC_STATUS
    b"jobresult" JobResult JOB_RESULT
    b"jobresultcode" JobResultCode JOB_RESULT_CODE
    b"jobresulttype" JobResultType JOB_RESULT_TYPE
    b"jobstatus" JobStatus JOB_STATUS
    b"success" Success SUCCESS
}

const MEMBERS: usize = Member::ALL.len();

impl Member {
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        let member = if find::FAST {
            Self::by_ends(name)
        } else {
            // One after the other, which is half the code.
            Self::ALL.iter().find(|(wire, _)| *wire == name).map(|&(_, member)| member)
        };
        match member {
            None if find::byte(name, 0, b'\\') < name.len() => Self::of_escaped(name),
            member => member,
        }
    }

    /// The same for a name that was read.
    #[inline(always)]
    fn of_leaf(leaf: &Leaf, body: &[u8]) -> Option<Self> {
        let name = leaf.name.bytes(body);
        if find::FAST && leaf.is_plain { Self::by_ends(name) } else { Self::of(name) }
    }

    /// The same for a JSON name with escapes in it.
    #[cold]
    fn of_escaped(name: &[u8]) -> Option<Self> {
        let mut buf = [0; 16];
        let name = Text::new(core::str::from_utf8(name).ok()?, Form::JSON).decode_into(&mut buf).ok()?;
        // A backslash that is left would be looked at again and again.
        if find::byte(name.as_bytes(), 0, b'\\') < name.len() { None } else { Self::of(name.as_bytes()) }
    }
}

/// Where the known members of depth 1 stand. Of a member that stands twice, the last holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Members {
    /// The contents, by [`Member`]; one that begins at 0 is not there.
    contents: [Span; MEMBERS],
    object: Object,
}

/// The first member with members of its own: in `jobresult`, or beside it as on servers up to 2.1.
#[derive(Clone, Copy, Debug, Default)]
enum Object {
    #[default]
    None,
    Beside(Span, Span),
    /// The result itself: no part of a fault is beside it.
    Result(Span, Span),
}

impl Members {
    /// Gathers all members of the node that opened last, and gives where its content ends.
    #[inline]
    pub(super) fn gather(&mut self, tokens: &mut impl Tokens, body: &[u8]) -> Result<u32, Error> {
        loop {
            match tokens.after_leaves(body, |leaf| self.leaf(Member::of_leaf(&leaf, body), leaf.content))? {
                Edge::Open { name, at } if Member::of(name.bytes(body)) == Some(Member::JobResult) => {
                    let end = self.gather_result(tokens, body)?;
                    self.put(Member::JobResult, Span { start: at, end });
                }
                Edge::Open { name, at } => self.open(tokens, body, name, at)?,
                Edge::Close { at } => return Ok(at),
                Edge::End => return Ok(0),
            }
        }
    }

    /// Gathers what is needed to judge `jobresult` without walking through a large object again.
    fn gather_result(&mut self, tokens: &mut impl Tokens, body: &[u8]) -> Result<u32, Error> {
        let mut object = Object::None;
        let mut is_fault = false;
        let is_of_fault = |member| matches!(member, Some(Member::ErrorCode | Member::ErrorText));
        loop {
            match tokens.after_leaves(body, |leaf| is_fault |= is_of_fault(Member::of_leaf(&leaf, body)))? {
                Edge::Open { name, at } => {
                    let Skipped { end, is_empty } = tokens.skip(body)?;
                    if !is_empty && matches!(object, Object::None) {
                        object = Object::Result(name, Span { start: at, end });
                    }
                    is_fault |= is_of_fault(Member::of(name.bytes(body)));
                }
                Edge::Close { at } => {
                    self.object = if is_fault { Object::None } else { object };
                    return Ok(at);
                }
                Edge::End => return Ok(0),
            }
        }
    }

    /// Keeps the member that opened last, after all that stands in it.
    #[inline]
    pub(super) fn open(
        &mut self,
        tokens: &mut impl Tokens,
        body: &[u8],
        name: Span,
        at: u32,
    ) -> Result<(), Error> {
        let Skipped { end, is_empty } = tokens.skip(body)?;
        let content = Span { start: at, end };
        if is_empty {
            self.leaf(Member::of(name.bytes(body)), content);
        } else {
            self.branch(body, name, content);
        }
        Ok(())
    }

    /// Gathers the members of a node of a checked body.
    pub(super) fn of(node: &Node<'_>) -> Self {
        let mut members = Self::default();
        for child in node.children() {
            if child.has_members() {
                members.branch(child.src.as_bytes(), child.name, child.content);
            } else {
                members.leaf(Member::of(child.name.bytes(child.src.as_bytes())), child.content);
            }
        }
        members
    }

    /// Keeps a member without members.
    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    pub(super) fn leaf(&mut self, member: Option<Member>, content: Span) {
        if let Some(member) = member {
            if member == Member::JobResult {
                self.object = Object::None;
            }
            self.put(member, content);
        }
    }

    /// Keeps a member with members, where it can have any: a status or a code that has some has no text.
    pub(super) fn branch(&mut self, body: &[u8], name: Span, content: Span) {
        match Member::of(name.bytes(body)) {
            Some(Member::JobResult) => self.put(Member::JobResult, content),
            Some(member) => self.put(member, Span { start: content.start, end: content.start }),
            None if matches!(self.object, Object::None) => self.object = Object::Beside(name, content),
            None => {}
        }
    }

    #[cfg_attr(target_pointer_width = "64", inline)]
    #[cfg_attr(not(target_pointer_width = "64"), inline(never))]
    fn put(&mut self, member: Member, content: Span) {
        if let Some(slot) = self.contents.get_mut(member as usize) {
            *slot = content;
        }
    }

    fn content(&self, member: Member) -> Option<Span> {
        self.contents.get(member as usize).copied().filter(|content| content.start != 0)
    }

    pub(super) fn has(&self, member: Member) -> bool {
        self.content(member).is_some()
    }

    pub(super) fn text<'a>(&self, of: &Node<'a>, member: Member) -> Option<Text<'a>> {
        text_of(of.src, of.syntax, self.content(member)?)
    }

    pub(super) fn integer(&self, of: &Node<'_>, member: Member) -> Option<i32> {
        let content = self.content(member)?;
        digits(content.bytes(of.src.as_bytes())).or_else(|| text_of(of.src, of.syntax, content)?.integer())
    }

    /// Judges what came of the job.
    pub(super) fn result<'a>(&self, of: &Node<'a>) -> JobResult<'a> {
        let is_object = || self.text(of, Member::JobResultType).is_some_and(|kind| kind == "object");
        match (self.content(Member::JobResult), self.object) {
            (Some(_), Object::Result(name, content)) => JobResult::Object(Node { name, content, ..*of }),
            (Some(content), _) => JobResult::of(&Node { name: Span::default(), content, ..*of }),
            // Servers up to 2.1: the object stands beside its type (`com.cloud.api.BaseCmd`).
            (None, Object::Beside(name, content)) if is_object() => {
                JobResult::Object(Node { name, content, ..*of })
            }
            (None, _) => JobResult::None,
        }
    }
}
