//! The members of an answer that are known here, by their names.

use crate::find;
use crate::read::token::offset;
use crate::text::{Form, Text};

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
            pub(super) fn by_end(name: &[u8]) -> Option<Self> {
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
pub(super) const JOB_NUMBERS: usize = Member::Count as usize;
pub(super) const NUMBERS: usize = Member::JobId as usize;
pub(super) const JOB_TEXTS: usize = Member::ErrorText as usize;
pub(super) const TEXTS: usize = Member::AsyncJobs as usize;

impl Member {
    /// Finds the member of a name, which in JSON can have escapes in it.
    pub(crate) fn of(name: &[u8]) -> Option<Self> {
        let member = if find::FAST { Self::by_end(name) } else { None };
        let is_escaped = member.is_none() && find::byte(name, 0, b'\\') < name.len();
        if find::FAST && !is_escaped {
            return member;
        }
        Self::by_turns(|wire| if is_escaped { decodes_to(name, wire) } else { wire.as_bytes() == name })
    }

    /// The same for a name with nothing escaped in it.
    #[inline]
    pub(super) fn of_plain(name: &[u8]) -> Option<Self> {
        if find::FAST { Self::by_end(name) } else { Self::by_turns(|wire| wire.as_bytes() == name) }
    }

    /// Tries one name after the other, which is half the code.
    fn by_turns(is_it: impl Fn(&str) -> bool) -> Option<Self> {
        Self::ALL.iter().find(|(wire, _)| is_it(wire)).map(|&(_, member)| member)
    }

    /// The bits of those that stand in `jobresult`.
    pub(crate) const IN_RESULT: u32 = Self::ResultCsErrorCode.bit()
        | Self::ResultErrorCode.bit()
        | Self::ResultErrorText.bit()
        | Self::ResultSuccess.bit();

    /// What the member is in `jobresult`, where it counts there.
    pub(crate) const fn in_result(self) -> Option<Self> {
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

/// Compares a JSON name with escapes in it.
#[cold]
fn decodes_to(name: &[u8], wire: &str) -> bool {
    core::str::from_utf8(name).is_ok_and(|name| Text::new(name, Form::JSON) == wire)
}
