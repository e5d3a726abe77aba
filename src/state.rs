//! What a job's answer means: the one judgement.
//!
//! [`JobState`] is judged by `jobstatus` alone, never by `jobresultcode`: a job that was blocked too long has failed
//! with code 0 (`AsyncJobManagerImpl`). `O` is what is known of a result object: a [`Node`], or only its name if the
//! body came in pieces.

use core::fmt;
use core::time::Duration;

use crate::job::{ErrorCode, Heard, JobStatus, duration};
use crate::node::Node;
use crate::text::Text;

/// Where a job stands, and what came of it.
///
/// Every state but `Pending` is final, even `Unknown`, which is never a success.
///
/// Wire: `jobstatus` with `jobprocstatus`, `jobresultcode` and `jobresult`, of `queryAsyncJobResult` and of each
/// item of `listAsyncJobs`.
///
/// | `jobstatus` | state |
/// |---|---|
/// | 0 | `Pending`, even if there is a `jobresult` already |
/// | 1 | `Succeeded`, whatever `jobresultcode` says, and even without a result |
/// | 2 | `Failed`, even with code 0, and even without a result |
/// | 3 | `Cancelled` |
/// | any other, or not a number | `Unknown` |
///
/// # Examples
/// ```
/// use cloudstack_codec::{ErrorCode, JobState, Response};
///
/// let body = b"<queryasyncjobresult><jobid>1</jobid><jobstatus>2</jobstatus>\
///     <jobresultcode>551</jobresultcode><jobresult>not enough capacity</jobresult></queryasyncjobresult>";
/// let job = Response::parse(body)?.job().unwrap();
/// let JobState::Failed(fault) = job.state() else { panic!("it has failed") };
/// assert_eq!(fault.code, Some(ErrorCode(551)));
/// assert_eq!(fault.to_string(), "not enough capacity (551)");
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
///
/// Source: `org.apache.cloudstack.jobs.JobInfo.Status`, `com.cloud.api.ApiAsyncJobDispatcher`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "jobstatus")]
#[expect(clippy::exhaustive_enums, reason = "a new state should break callers, not slip by them")]
pub enum JobState<'a, O = Node<'a>> {
    /// Not finished; the progress has no unit, and only some commands count it up.
    Pending {
        /// `jobprocstatus`.
        progress: Option<i32>,
    },
    /// Finished with success.
    Succeeded(JobResult<'a, O>),
    /// Finished with a fault.
    Failed(Fault<'a>),
    /// Cancelled, with what the server says about it.
    Cancelled(Fault<'a>),
    /// Finished with an unknown status: not a success.
    Unknown {
        /// `jobstatus`; `None` if it was not a number.
        status: Option<i32>,
        /// What came of it.
        result: JobResult<'a, O>,
    },
}

impl<'a, O> JobState<'a, O> {
    /// The judgement. `code` is `jobresultcode`; the result is only looked for where it matters.
    pub(crate) fn judge(
        status: JobStatus,
        progress: Option<i32>,
        code: Option<i32>,
        result: impl FnOnce() -> JobResult<'a, O>,
    ) -> Self {
        if let JobStatus::Pending = status {
            return Self::Pending { progress };
        }
        // Called in one place, because it is inlined.
        let result = result();
        match status {
            JobStatus::Pending => Self::Pending { progress },
            JobStatus::Succeeded => Self::Succeeded(result),
            JobStatus::Failed => Self::Failed(Fault::of_job(code, &result)),
            JobStatus::Cancelled => Self::Cancelled(Fault::of_job(code, &result)),
            JobStatus::Unknown(status) => Self::Unknown { status, result },
        }
    }

    /// Returns the status alone.
    #[must_use]
    pub const fn status(&self) -> JobStatus {
        match self {
            Self::Pending { .. } => JobStatus::Pending,
            Self::Succeeded(_) => JobStatus::Succeeded,
            Self::Failed(_) => JobStatus::Failed,
            Self::Cancelled(_) => JobStatus::Cancelled,
            Self::Unknown { status, .. } => JobStatus::Unknown(*status),
        }
    }

    /// Tells whether the job has come to its end.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.status().is_done()
    }

    /// Replaces a result object, for instance by its name.
    #[must_use]
    pub fn map_object<P>(self, f: impl FnOnce(O) -> P) -> JobState<'a, P> {
        match self {
            Self::Pending { progress } => JobState::Pending { progress },
            Self::Succeeded(result) => JobState::Succeeded(result.map_object(f)),
            Self::Failed(fault) => JobState::Failed(fault),
            Self::Cancelled(fault) => JobState::Cancelled(fault),
            Self::Unknown { status, result } => JobState::Unknown { status, result: result.map_object(f) },
        }
    }
}

/// What stands in `jobresult`.
///
/// | variant | XML, inside `<jobresult>` | JSON, `"jobresult":` |
/// |---|---|---|
/// | `None` | absent | absent, `null`, `[]` |
/// | `Empty` | nothing, or white space | `{}`, `""`, a text of white space |
/// | `Text` | `text` | `"text"` |
/// | `Success` | `<success>true</success>` | `{"success":true}`, `{"success":"true"}` |
/// | `Object` | `<virtualmachine>…</virtualmachine>` | `{"virtualmachine":{…}}` |
/// | `Fault` | `<errorcode>530</errorcode><errortext>…</errortext>` | `{"errorcode":530,"errortext":"…"}` |
///
/// If one result holds several of these, a fault counts before an object with members, such an object before a flag,
/// and a flag before any other member. Servers up to 2.1 put the object beside `jobresulttype` instead; it is found
/// there too.
///
/// Source: `com.cloud.api.ApiSerializerHelper`, `com.cloud.api.ResponseObjectTypeAdapter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "jobresult")]
#[expect(clippy::exhaustive_enums, reason = "a new shape should break callers, not slip by them")]
pub enum JobResult<'a, O = Node<'a>> {
    /// There is no result.
    None,
    /// An empty result.
    Empty,
    /// A text: in this form servers up to 2.x gave the reason for a failure.
    Text(Text<'a>),
    /// A flag; `None` if it was neither `true` nor `false`. A text beside it, `displaytext` or `details`, stands in
    /// the child `jobresult` of [`JobReport::node`](crate::JobReport::node); that child also reads into a
    /// `model::Success`.
    Success(Option<bool>),
    /// An object: the first member that has members of its own, or else the first member.
    Object(O),
    /// A fault.
    Fault(Fault<'a>),
}

impl<'a, O> JobResult<'a, O> {
    /// Returns the object, if the result is one.
    #[must_use]
    pub fn object(self) -> Option<O> {
        match self {
            Self::Object(object) => Some(object),
            Self::None | Self::Empty | Self::Text(_) | Self::Success(_) | Self::Fault(_) => None,
        }
    }

    /// Replaces the object, if the result is one.
    #[must_use]
    pub fn map_object<P>(self, f: impl FnOnce(O) -> P) -> JobResult<'a, P> {
        match self {
            Self::None => JobResult::None,
            Self::Empty => JobResult::Empty,
            Self::Text(text) => JobResult::Text(text),
            Self::Success(success) => JobResult::Success(success),
            Self::Object(object) => JobResult::Object(f(object)),
            Self::Fault(fault) => JobResult::Fault(fault),
        }
    }
}

/// What a server says when it says no: to a request, or of a job that has failed.
///
/// Each part is there only if the server sent it. `Display` gives the text and the code, `text (551)`.
///
/// It borrows from the body: an error that outlives the body must copy what it needs. What else a server says, such as
/// `uuidList`, or `errortextkey` and `errormetadata` on newer servers, is in the [`node`](crate::Response::node).
///
/// Wire: `{"errorcode":431,"cserrorcode":4350,"errortext":"…"}`, in XML
/// `<errorcode>431</errorcode><cserrorcode>4350</cserrorcode><errortext>…</errortext>`.
///
/// # Examples
/// ```
/// use cloudstack_codec::{Error, ErrorCode, Response};
///
/// #[derive(Debug, PartialEq)]
/// enum Failure {
///     Unreadable(Error),
///     Refused { code: Option<ErrorCode>, why: String },
/// }
///
/// fn check(body: &[u8]) -> Result<(), Failure> {
///     let answer = Response::parse(body).map_err(Failure::Unreadable)?.or_fault();
///     answer.map(drop).map_err(|fault| Failure::Refused { code: fault.code, why: fault.to_string() })
/// }
///
/// let body = br#"{"deployvirtualmachineresponse":{"errorcode":533,"errortext":"no capacity"}}"#;
/// let code = Some(ErrorCode::INSUFFICIENT_CAPACITY_ERROR);
/// assert_eq!(check(body), Err(Failure::Refused { code, why: "no capacity (533)".to_owned() }));
/// ```
///
/// Source: `org.apache.cloudstack.api.response.ExceptionResponse`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[doc(alias = "ExceptionResponse")]
#[expect(clippy::exhaustive_structs, reason = "simulators and tests make faults")]
pub struct Fault<'a> {
    /// `errorcode`; for a job without one, `jobresultcode` unless that is 0.
    pub code: Option<ErrorCode>,
    /// `cserrorcode`, the number of the exception's class: its meaning has changed between versions.
    #[doc(alias = "cserrorcode")]
    pub cs_code: Option<i32>,
    /// `errortext`, or the text that stands in its place on old servers.
    #[doc(alias = "errortext")]
    pub text: Option<Text<'a>>,
}

impl<'a> Fault<'a> {
    /// Makes a fault, as simulators and tests need it.
    #[must_use]
    pub const fn new(code: ErrorCode, text: &'a str) -> Self {
        Self { code: Some(code), cs_code: None, text: Some(Text::plain(text)) }
    }

    /// The fault of a job that did not succeed.
    fn of_job<O>(result_code: Option<i32>, result: &JobResult<'a, O>) -> Self {
        let said = match *result {
            JobResult::Fault(fault) => fault,
            JobResult::Text(text) => Self { text: Some(text), ..Self::default() },
            JobResult::None | JobResult::Empty | JobResult::Success(_) | JobResult::Object(_) => {
                Self::default()
            }
        };
        Self { code: said.code.or_else(|| result_code.filter(|&code| code != 0).map(ErrorCode)), ..said }
    }

    /// Returns the wait that the text of a 429 asks for, at most 49 days.
    ///
    /// Wire: `The given user has reached his/her account api limit, please retry after [1500] ms.`, on older
    /// servers without the brackets. There is no header for it.
    ///
    /// It is `None` for any other code or text; and also where the server has `encode.api.response` on and answers in
    /// JSON.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{ErrorCode, Fault};
    /// use core::time::Duration;
    ///
    /// let text = "reached his/her account api limit, please retry after 1500 ms.";
    /// let fault = Fault::new(ErrorCode::API_LIMIT_EXCEED, text);
    /// assert_eq!(fault.retry_after(), Some(Duration::from_millis(1500)));
    /// ```
    ///
    /// Source: `org.apache.cloudstack.ratelimit.ApiRateLimitServiceImpl`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if self.code != Some(ErrorCode::API_LIMIT_EXCEED) {
            return None;
        }
        let mut chars = self.text?.chars();
        // Of the words before the number only these are the same in all versions.
        let mut number = loop {
            let mut rest = chars.clone();
            if AFTER.bytes().all(|wanted| rest.next() == Some(char::from(wanted))) {
                break rest;
            }
            chars.next()?;
        };
        let mut millis = None;
        let mut end = number.find(|c| !matches!(c, ' ' | '['));
        while let Some(digit) = end.and_then(|c| c.to_digit(10)) {
            millis = Some(millis.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            end = number.next();
        }
        // Only a whole number counts, not the start of one that is cut off or written in another way, as `1,500`.
        let is_whole = match end {
            Some(c) => matches!(c, ' ' | ']'),
            None => !self.text?.is_cut(),
        };
        Some(duration(millis.filter(|_| is_whole)?))
    }
}

/// What stands before the wait of a 429.
const AFTER: &str = "retry after ";

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.text, self.code) {
            (Some(text), Some(code)) => write!(f, "{text} ({code})"),
            (Some(text), None) => write!(f, "{text}"),
            (None, Some(code)) => write!(f, "no reason given ({code})"),
            (None, None) => f.write_str("no reason given"),
        }
    }
}

impl core::error::Error for Fault<'_> {}

/// From the fault of a request. A job's own fault is not heard like this, but with the report of the job.
impl From<Fault<'_>> for Heard {
    fn from(fault: Fault<'_>) -> Self {
        Self::Fault { code: fault.code, retry_after: fault.retry_after() }
    }
}
