//! The members of an answer that are known here, by their names.

use crate::find;
use crate::read::token::offset;
use crate::text::{Form, Text};

/// Declares the members in groups, each with the constant that says where it ends.
macro_rules! members {
    ($($group:ident { $($($wire:literal)? $member:ident $($end:ident)?,)* })*) => {
        /// A member that is gathered. The others are looked up when someone asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Member {
            $($($member,)*)*
        }

        $(pub(crate) const $group: usize = {
            let [.., last] = [$(Member::$member as usize),*];
            last.wrapping_add(1)
        };)*

        impl Member {
            /// All names, one behind the other: a table of them would have a pointer for each.
            const NAMES: &[u8] = concat!($($($($wire,)?)*)*).as_bytes();
            /// The length of each name, and its member.
            #[expect(clippy::cast_possible_truncation, reason = "names are short")]
            const NAMED: &[(u8, Self)] = &[$($($(($wire.len() as u8, Self::$member),)?)*)*];

            /// Finds the member by the end and the length of its name, which together tell all members apart.
            #[inline(always)]
            pub(super) fn by_end(name: &[u8]) -> Option<Self> {
                $($($(const $end: Option<u32> = end($wire.as_bytes());)?)*)*
                match end(name) {
                    $($($($end if name == $wire.as_bytes() => Some(Self::$member),)?)*)*
                    _ => None,
                }
            }
        }
    };
}

/// The last four bytes of a name and its length; `None` for a shorter name, of which `id` is the only one known here.
#[inline(always)]
const fn end(name: &[u8]) -> Option<u32> {
    let Some([w, x, y, z]) = name.last_chunk() else { return None };
    Some(u32::from_le_bytes([*w, *x, *y, *z]) ^ offset(name.len()))
}

members! {
    // Numbers: of a job, and of other answers.
    JOB_NUMBERS {
        "jobstatus" JobStatus JOB_STATUS,
        "jobprocstatus" JobProcStatus JOB_PROC_STATUS,
        "jobresultcode" JobResultCode JOB_RESULT_CODE,
        ResultCsErrorCode,
        ResultErrorCode,
    }
    NUMBERS {
        "count" Count COUNT,
        "cserrorcode" CsErrorCode CS_ERROR_CODE,
        "errorcode" ErrorCode ERROR_CODE,
    }
    // Texts: of a job, and of other answers.
    JOB_TEXTS {
        "jobid" JobId JOB_ID,
        "jobresulttype" JobResultType JOB_RESULT_TYPE,
        ResultSuccess,
        "jobresult" JobResult JOB_RESULT,
    }
    TEXTS {
        "errortext" ErrorText ERROR_TEXT,
        "id" Id ID,
        "success" Success SUCCESS,
    }
    // The list, which is only noted, and a text that is kept in the place of the result's own.
    MEMBERS {
        "asyncjobs" AsyncJobs ASYNC_JOBS,
        ResultErrorText,
    }
}

impl Member {
    /// Finds the member of a name, which in JSON can have escapes in it.
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        Self::of_plain(name).or_else(|| {
            let is_escaped = find::byte(name, 0, b'\\') < name.len();
            if is_escaped { Self::by_turns(|wire| decodes_to(name, wire)) } else { None }
        })
    }

    /// The same for a name with nothing escaped in it.
    pub(super) fn of_plain(name: &[u8]) -> Option<Self> {
        if find::FAST { Self::by_end(name) } else { Self::by_turns(|wire| find::same(wire, name)) }
    }

    /// Tries one name after another, which is half the code.
    fn by_turns(is_it: impl Fn(&[u8]) -> bool) -> Option<Self> {
        let mut names = Self::NAMES;
        for &(len, member) in Self::NAMED {
            let (wire, later) = names.split_at_checked(usize::from(len))?;
            if is_it(wire) {
                return Some(member);
            }
            names = later;
        }
        None
    }

    /// The bits of those that stand in `jobresult`.
    const IN_RESULT: u32 = Self::ResultCsErrorCode.bit()
        | Self::ResultErrorCode.bit()
        | Self::ResultErrorText.bit()
        | Self::ResultSuccess.bit();

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
    const fn bit(self) -> u32 {
        const { assert!(MEMBERS <= u32::BITS as usize, "too many for the bits") };
        1_u32.wrapping_shl(self as u32)
    }
}

/// The value of a number that is not there. Not zero: the compiler would clear all of them by `memset`, which costs
/// more flash than it saves.
pub(super) const NOTHING: i32 = 1;

/// Which members are there, and those that are numbers: the same for whole bodies and for bodies in pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<const N: usize> {
    /// A bit for each member that is there.
    has: u32,
    /// A bit for each number whose text is one, and for each text that is known to have nothing escaped in it.
    good: u32,
    pub(super) numbers: [i32; N],
    /// Where what may be the result's object stands.
    place: Place,
}

/// Where what may be the result's object stands: the variants that count more come later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// There is none.
    Nowhere,
    /// Beside `jobresult`: the first member that has members.
    Beside,
    /// In it: the first member.
    First,
    /// In it: the first member that has members.
    Whole,
}

impl<const N: usize> Found<N> {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self { has: 0, good: 0, numbers: [NOTHING; N], place: Place::Nowhere }
    }

    pub(crate) const fn has(&self, member: Member) -> bool {
        self.has & member.bit() != 0
    }

    /// Notes that a member is there. Of several with one name the last holds.
    pub(crate) fn put(&mut self, member: Member) {
        self.has |= member.bit();
        if member == Member::JobResult {
            self.begin_result();
        }
    }

    /// Drops what was in an earlier `jobresult`: it does not count.
    #[cold]
    fn begin_result(&mut self) {
        self.has &= !Member::IN_RESULT;
        self.good &= !Member::IN_RESULT;
        self.place = Place::Nowhere;
    }

    /// Notes what may be the result's object, and tells whether it counts more than what was found before.
    pub(crate) fn note_object(&mut self, place: Place) -> bool {
        let counts = place > self.place;
        if counts {
            self.place = place;
        }
        counts
    }

    pub(crate) const fn place(&self) -> Place {
        self.place
    }

    /// What a member is in `jobresult`, where it counts there. Of several with one name the first holds.
    pub(crate) fn in_result(&self, member: Member) -> Option<Member> {
        member.in_result().filter(|&member| !self.has(member))
    }

    pub(super) const fn set_good(&mut self, member: Member, is_good: bool) {
        self.good = if is_good { self.good | member.bit() } else { self.good & !member.bit() };
    }

    pub(super) const fn is_good(&self, member: Member) -> bool {
        self.good & member.bit() != 0
    }

    /// Keeps a number, where the member is one that has a place here.
    pub(crate) fn keep_number(&mut self, member: Member, number: Option<i32>) {
        if let Some(slot) = self.numbers.get_mut(member as usize) {
            *slot = number.unwrap_or_default();
            self.set_good(member, number.is_some());
        }
    }

    /// Returns a number, where it is one.
    pub(crate) fn number(&self, member: Member) -> Option<i32> {
        self.numbers.get(member as usize).copied().filter(|_| self.is_good(member))
    }
}

/// Compares a JSON name with escapes in it.
#[cold]
fn decodes_to(name: &[u8], wire: &[u8]) -> bool {
    let text = |bytes| core::str::from_utf8(bytes).unwrap_or_default();
    Text::new(text(name), Form::JSON) == text(wire)
}
