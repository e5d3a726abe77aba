//! What is known of a job without its text: ids, status, code, and what one poll brought.
//!
//! Plain `Copy` data without a lifetime, so that a wait can outlive every body. The ids are in `job/id.rs`. Also here,
//! because a state and a poller both need it: a duration without a 64-bit division. Source:
//! `org.apache.cloudstack.jobs.JobInfo.Status`, `org.apache.cloudstack.api.ApiErrorCode`.

use core::fmt;
use core::time::Duration;

mod id;

pub use self::id::{BadId, JobId, MAX_ID, ResourceId};

/// Where a job stands: `jobstatus`.
///
/// Every status but 0 is the end of the job, even an unknown one: a client that went on waiting might never stop.
///
/// Source: `org.apache.cloudstack.jobs.JobInfo.Status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "jobstatus")]
#[expect(clippy::exhaustive_enums, reason = "a new status should break callers, not slip by them")]
pub enum JobStatus {
    /// 0: not finished.
    Pending,
    /// 1: finished with success.
    Succeeded,
    /// 2: finished with a fault.
    Failed,
    /// 3: cancelled.
    Cancelled,
    /// Any other number; `None` if it was not a number, or not there.
    Unknown(Option<i32>),
}

impl JobStatus {
    /// Makes the status from the number on the wire, or from `None` if that is not a number, or not there.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::JobStatus;
    ///
    /// assert_eq!(JobStatus::new(Some(3)), JobStatus::Cancelled);
    /// assert_eq!(JobStatus::new(Some(7)), JobStatus::Unknown(Some(7)));
    /// ```
    #[must_use]
    pub const fn new(code: Option<i32>) -> Self {
        match code {
            Some(0) => Self::Pending,
            Some(1) => Self::Succeeded,
            Some(2) => Self::Failed,
            Some(3) => Self::Cancelled,
            other => Self::Unknown(other),
        }
    }

    /// Tells whether the job has come to its end.
    #[must_use]
    pub const fn is_done(self) -> bool {
        !matches!(self, Self::Pending)
    }

    /// Returns the number on the wire; `None` if it was not a number, or not there.
    #[must_use]
    pub const fn code(self) -> Option<i32> {
        match self {
            Self::Pending => Some(0),
            Self::Succeeded => Some(1),
            Self::Failed => Some(2),
            Self::Cancelled => Some(3),
            Self::Unknown(code) => code,
        }
    }
}

/// In a word: `pending`, `succeeded`, `failed`, `cancelled`, `unknown (7)`; `unknown` if there is no number.
impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Unknown(Some(code)) => return write!(f, "unknown ({code})"),
            Self::Unknown(None) => "unknown",
        })
    }
}

/// The code of a fault: `errorcode`, or `jobresultcode` of a failed job.
///
/// Any number, because codes came and went: 551 on the oldest servers is 533 today. Source:
/// `org.apache.cloudstack.api.ApiErrorCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[doc(alias("errorcode", "jobresultcode"))]
#[expect(clippy::exhaustive_structs, reason = "a code is a number and nothing else")]
pub struct ErrorCode(pub i32);

impl ErrorCode {
    /// 400: a command sent by GET that must be sent by POST, or no command.
    pub const BAD_REQUEST: Self = Self(400);
    /// 401: wrong signature or key, expired, not allowed, or no such command.
    pub const UNAUTHORIZED: Self = Self(401);
    /// 405: a command that must be sent by POST, such as `login`, came by GET. Only the HTTP status says so: the body
    /// is plain text, which this crate cannot read.
    pub const METHOD_NOT_ALLOWED: Self = Self(405);
    /// 429: too many requests; the text says how long to wait.
    pub const API_LIMIT_EXCEED: Self = Self(429);
    /// 430: a parameter that cannot be read.
    pub const MALFORMED_PARAMETER_ERROR: Self = Self(430);
    /// 431: a parameter with a wrong value; the id of something that does not exist, if the text has
    /// `entity does not exist`; a job that is unknown or has expired; an answer that the server cannot write in JSON
    /// ([`End::PollRefused`](crate::End::PollRefused)).
    pub const PARAM_ERROR: Self = Self(431);
    /// 432: an unknown or unsupported command.
    pub const UNSUPPORTED_ACTION_ERROR: Self = Self(432);
    /// 503: the server takes no new jobs, because it is being maintained or about to stop.
    pub const SERVICE_UNAVAILABLE: Self = Self(503);
    /// 511: the second factor is missing. Builds before the release of 4.18 said 411.
    pub const UNAUTHORIZED2FA: Self = Self(511);
    /// 530: something went wrong in the server.
    pub const INTERNAL_ERROR: Self = Self(530);
    /// 531: the account has no right to something, such as another account's job.
    pub const ACCOUNT_ERROR: Self = Self(531);
    /// 532: the account has reached its limit of a resource.
    pub const ACCOUNT_RESOURCE_LIMIT_ERROR: Self = Self(532);
    /// 533: not enough capacity.
    pub const INSUFFICIENT_CAPACITY_ERROR: Self = Self(533);
    /// 534: a resource is not available.
    pub const RESOURCE_UNAVAILABLE_ERROR: Self = Self(534);
    /// 535: a resource could not be allocated.
    pub const RESOURCE_ALLOCATION_ERROR: Self = Self(535);
    /// 536: a resource is in use.
    pub const RESOURCE_IN_USE_ERROR: Self = Self(536);
    /// 537: network rules contradict each other.
    pub const NETWORK_RULE_CONFLICT_ERROR: Self = Self(537);
    /// 551: not enough capacity, as servers up to 2.1 said it.
    pub const VM_INSUFFICIENT_CAPACITY: Self = Self(551);

    /// Tells whether a *request* that was answered with this code can succeed when it is sent again.
    ///
    /// | | codes |
    /// |---|---|
    /// | [`Credentials`](Retry::Credentials) | 401, 411, 511 |
    /// | [`Never`](Retry::Never) | 400, 405, 430, 431, 432, 531 |
    /// | [`Later`](Retry::Later) | all others, such as 429, 503, 530, 532 to 537 |
    ///
    /// An unknown code may stand for something that passes by itself, such as a gateway's 404 until the server has
    /// restarted. Of the requests to be sent again later, only one that got a 429 is known to have done nothing: before
    /// you send a command that creates something again, find out what became of it.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{ErrorCode, Retry};
    ///
    /// assert_eq!(ErrorCode::API_LIMIT_EXCEED.retry(), Retry::Later);
    /// assert_eq!(ErrorCode::PARAM_ERROR.retry(), Retry::Never);
    /// assert_eq!(ErrorCode(401).retry(), Retry::Credentials);
    /// ```
    #[must_use]
    pub const fn retry(self) -> Retry {
        match self {
            Self::UNAUTHORIZED | Self::UNAUTHORIZED2FA | Self(411) => Retry::Credentials,
            Self::BAD_REQUEST
            | Self::METHOD_NOT_ALLOWED
            | Self::MALFORMED_PARAMETER_ERROR
            | Self::PARAM_ERROR
            | Self::UNSUPPORTED_ACTION_ERROR
            | Self::ACCOUNT_ERROR => Retry::Never,
            _ => Retry::Later,
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Whether a request can succeed when it is sent again; see [`ErrorCode::retry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way to go on")]
pub enum Retry {
    /// Unchanged, but later.
    Later,
    /// Unchanged, it would fail again.
    Never,
    /// With other credentials, a clock that is right, rights that are missing now, or the right name of the command.
    Credentials,
}

/// What one poll of a job brought: all that a [`Poller`](crate::Poller) needs to be told.
///
/// A parsed [`Response`](crate::Response), what a [`Scan`](crate::Scan) has found, or the `Result` of either converts into
/// it, and so does a [`JobReport`](crate::JobReport) or a [`ScannedJob`](crate::ScannedJob) of a list, and the
/// [`Fault`](crate::Fault) of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a poll brings a job, a refusal or nothing")]
pub enum Heard {
    /// Where the job stands.
    Job {
        /// `jobstatus`.
        status: JobStatus,
        /// `jobprocstatus`.
        progress: Option<i32>,
    },
    /// A fault of the request itself, which says nothing about the job.
    Fault {
        /// `errorcode`.
        code: Option<ErrorCode>,
        /// The wait that it asks for: only the text of a 429 does.
        retry_after: Option<Duration>,
    },
    /// Nothing that says how the job stands: no answer, an unreadable one, or an answer to something else.
    Nothing,
}

/// Makes a duration of milliseconds; `Duration::from_millis` would divide 64 bits.
pub(crate) const fn duration(millis: u32) -> Duration {
    Duration::new((millis / 1_000) as u64, (millis % 1_000).wrapping_mul(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::{Duration, duration};

    #[test]
    fn durations_are_those_of_core() {
        for ms in [0, 1, 999, 1_000, 61_001, u32::MAX - 1, u32::MAX] {
            assert_eq!(duration(ms), Duration::from_millis(ms.into()));
        }
    }
}
