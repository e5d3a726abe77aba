//! The state machine of a wait: when to ask for a job again, and when to stop.
//!
//! It is told the time and what the polls brought, and says what to do next. It sees no text and no bytes, reads no
//! clock and sends nothing, so that it fits every client and can be tested by a script. Its states, the loop that
//! drives it and the table of its transitions are documented at [`Poller`]; `tests/poll.rs` walks that very table.
//! `poll/pace.rs` holds the numbers.

use core::fmt;
use core::time::Duration;

#[cfg(feature = "serde")]
use serde::{Deserialize, Serialize};

use crate::job::{ErrorCode, Heard, JobId, JobStatus, ResourceId, Retry, duration};

mod pace;

pub use self::pace::{BadPace, Pace};
use self::pace::{millis, millis_between};

/// Waits for a job: says when to poll it and when to stop.
///
/// ```text
///                  pending, limit, miss
///              +----------------------------+
///              v                            |
///  new --> Resting -- asked ------------> Asking -- done, refusal, too many misses --> Done
///              |                                                                        ^
///              +----- asked at the deadline or after --> Last -- anything --------------+
/// ```
///
/// [`step`](Self::step) says what to do, and changes nothing. [`heard`](Self::heard), [`missed`](Self::missed) and the
/// optional [`asked`](Self::asked) tell the poller what was done, and change its state. A wait is this loop:
///
/// ```
/// use cloudstack_codec::{End, Heard, JobId, JobStatus, Pace, Poller, Step};
/// # use core::{cell::Cell, time::Duration};
/// # let (time, mut polls) = (Cell::new(Duration::ZERO), 0);
/// # let clock = || time.get();
/// # let sleep = |rest| time.set(time.get() + rest);
/// # let mut get = |_: JobId| {
/// #     polls += 1;
/// #     let status = if polls < 4 { JobStatus::Pending } else { JobStatus::Succeeded };
/// #     if polls == 2 { Err("time-out") } else { Ok(Heard::Job { status, progress: None }) }
/// # };
///
/// let mut poller = Poller::new(JobId::new("17")?, Pace::DEFAULT, clock())?;
/// let end = loop {
///     match poller.step(clock()) {
///         Step::Wait(rest) => sleep(rest),
///         Step::Ask => match get(poller.job_id()) {
///             Ok(answer) => poller.heard(clock(), answer),
///             Err(_) => poller.missed(clock()),
///         },
///         Step::Done(end) => break end,
///     }
/// };
/// assert_eq!((end, poller.polls(), poller.elapsed().as_millis()), (End::Succeeded, 4, 8_125));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # How the state changes
///
/// | told | `Resting` | `Asking` | `Last` | `Done` |
/// |---|---|---|---|---|
/// | asked | `Asking` | `Asking` | `Last` | `Done` |
/// | asked at the deadline or after | `Last` | `Last` | `Last` | `Done` |
/// | pending | `Resting` | `Resting` | `DeadlineExceeded` | `Done` |
/// | succeeded | `Succeeded` | `Succeeded` | `Succeeded` | `Done` |
/// | failed | `Failed` | `Failed` | `Failed` | `Done` |
/// | cancelled | `Cancelled` | `Cancelled` | `Cancelled` | `Done` |
/// | unknown | `Unknown` | `Unknown` | `Unknown` | `Done` |
/// | refusal | `PollRefused` | `PollRefused` | `PollRefused` | `Done` |
/// | limit | `Resting` | `Resting` | `DeadlineExceeded` | `Done` |
/// | miss | `Resting` | `Resting` | `DeadlineExceeded` | `Done` |
/// | miss too many | `PollsExhausted` | `PollsExhausted` | `DeadlineExceeded` | `Done` |
///
/// - A *refusal* is a fault whose code says that asking again is useless: [`Retry::Never`] or [`Retry::Credentials`]. A
///   *limit* is code 429. Every other fault, [`Heard::Nothing`] and `missed` are a *miss*. None of these is a failed
///   job.
/// - A limit comes from a server that is up and asks for patience: like a pending answer it ends a row of misses, so
///   only the deadline bounds a row of limits. A fault that asks for a longer wait than the next rest gets it, up to
///   the deadline.
/// - An answer that is told while `Resting` counts as one that was asked for at that moment: told at the deadline or
///   after, it has the effect in the column `Last`.
/// - A rest that would go past the deadline ends at the deadline. Exactly one poll is made then, or as soon after as
///   the caller looks, and what it brings counts.
/// - After the end nothing changes: late answers are ignored.
///
/// In a session, a 401 may only mean that the session has ended: log in again, once, and do not tell the poller of that
/// answer, but send the poll again and tell what that brings. It is the same poll: do not call `asked` again.
///
/// # Time
///
/// `now` is the time since any fixed moment, best taken from a clock that never goes back. If the clock does go back,
/// the rest gets longer by as much, and nothing else happens: what is told counts as no earlier than what was told
/// before. If `now` stays before the start, neither the next poll nor the deadline comes. Times are kept in
/// milliseconds, and stop 49 days after the start.
///
/// A 32-bit counter of milliseconds may wrap around: begin at [`Duration::ZERO`], when the counter is at `start`, and
/// pass `Duration::from_millis(tick.wrapping_sub(start).into())`. In a browser `std::time::Instant` panics: take the
/// milliseconds of `Date.now()`.
///
/// The time that a laptop or a browser's tab sleeps counts as well, even between two misses, so the second miss may end
/// the wait. On such devices set [`Pace::misses`] to a count and `Duration::MAX`; and if the wait ends with
/// [`End::DeadlineExceeded`] on waking, before the network is up, begin another.
///
/// Asking late is always fine: to spread many clients out, let each sleep a random time longer than it is told to.
///
/// A poller cannot end a poll that hangs: even the last one is waited for. Give the transport a time-out.
///
/// A poller is `Copy`: a `move` closure and `for mut poller in pollers` work on a copy, and the original does not learn
/// what the copy is told. Borrow the poller, or loop over `iter_mut()`.
///
/// A poller is plain data: copy it, store it with the feature `serde`, resume it in another process. The other process
/// needs a clock that counts from the same moment, such as Unix time: best read that once, when the process starts, and
/// add the time of a clock that nobody sets. If the stored poller [`is_asking`](Self::is_asking), tell it in the other
/// process that the answer is `missed`, because the answer will never come: until then `step` only says [`Step::Wait`].
/// If that poll was the last, this ends the wait with [`End::DeadlineExceeded`]; a poller that was stored before it was
/// `asked` makes that poll anew. So store a poller after `heard` or `missed` rather than after `asked`: it then resumes
/// by asking, once its rest is over, however late that is. The time in between counts like any other: toward the
/// deadline, and toward the time that misses in a row may take. The stored form may change between versions of this
/// crate, so store the id of the job beside it, where it can be read without the poller.
///
/// # Many jobs at once
///
/// One answer to `listAsyncJobs` is enough for many jobs that run. When a poller says [`Step::Ask`], read all pages of
/// the list, and tell each poller the report of its own job, if that is pending, at one and the same `now`, even a
/// poller that rests. Then poll alone each job whose poller still says `Ask`. Most likely that job has ended, and the
/// answer has its result: servers whose reports have `completed` list only jobs that run; older ones also list jobs
/// that are done. Do not tell such a poller `missed` instead: its wait would end as [`End::PollsExhausted`], though the
/// job may have succeeded.
///
/// A list that is refused says nothing about any job. If the same list may succeed later ([`ErrorCode::retry`]), tell
/// the fault to the pollers that ask; otherwise poll each job alone. `examples/many.rs` in the repository is such a
/// loop, with pages and refusals.
///
/// ```
/// use cloudstack_codec::{End, JobId, Pace, Poller, Response, Step};
/// use core::time::Duration;
///
/// // Sends `queryAsyncJobResult`, and returns the body of the answer.
/// let poll = |_: JobId| br#"{"queryasyncjobresultresponse":{"jobid":"1","jobstatus":1}}"#;
///
/// let mut pollers = [1, 2].map(|id| Poller::new(JobId::from(id), Pace::DEFAULT, Duration::ZERO).unwrap());
/// let body = br#"{"listasyncjobsresponse":{"asyncjobs":[{"jobid":"2","jobstatus":0},{"jobid":"7","jobstatus":0}]}}"#;
/// let now = Duration::from_secs(2);
/// for job in Response::parse(body)?.jobs().into_iter().flatten().filter(|job| !job.status().is_done()) {
///     let id = job.job_id().and_then(|id| id.parse());
///     if let Some(poller) = pollers.iter_mut().find(|poller| Some(poller.job_id()) == id) {
///         poller.heard(now, job);
///     }
/// }
/// // A job whose poller still asks was not on the list.
/// for poller in pollers.iter_mut().filter(|poller| poller.step(now) == Step::Ask) {
///     poller.heard(now, Response::parse(poll(poller.job_id())));
/// }
/// assert_eq!(pollers.map(|poller| poller.end()), [Some(End::Succeeded), None]);
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Deserialize, Serialize))]
pub struct Poller {
    job: JobId,
    resource: Option<ResourceId>,
    start: Duration,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "pace::checked"))]
    pace: Pace,
    state: State,
    progress: Option<i32>,
    polls: u32,
    misses: u16,
    // In milliseconds; `elapsed` and `first_miss` are moments, counted from the start.
    elapsed: u32,
    rest: u32,
    first_miss: u32,
}

const _: () = assert!(size_of::<Poller>() <= 160);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(Deserialize, Serialize))]
enum State {
    Resting { until: u32 },
    Asking { last: bool },
    Done(End),
}

impl Poller {
    /// Starts to wait for a job, at the time `now`.
    ///
    /// # Errors
    /// [`BadPace`] if the pace does not pass [`Pace::check`].
    pub fn new(job: JobId, pace: Pace, now: Duration) -> Result<Self, BadPace> {
        let pace = pace.check()?;
        Ok(Self {
            job,
            resource: None,
            start: now,
            pace,
            state: State::Resting { until: pace.first },
            progress: None,
            polls: 0,
            misses: 0,
            elapsed: 0,
            rest: pace.first,
            first_miss: 0,
        })
    }

    /// Notes the id of what the job creates, for [`resource_id`](Self::resource_id).
    #[must_use]
    pub const fn resource(mut self, id: Option<ResourceId>) -> Self {
        self.resource = id;
        self
    }

    /// Says what to do now.
    #[must_use]
    pub fn step(&self, now: Duration) -> Step {
        match self.state {
            // A stored poller may hold any `until`.
            State::Resting { until } => {
                match until.min(self.pace.deadline).saturating_sub(self.moment(now)) {
                    0 => Step::Ask,
                    rest => Step::Wait(duration(rest)),
                }
            }
            State::Asking { .. } => Step::Wait(duration(self.pace.ceiling)),
            State::Done(end) => Step::Done(end),
        }
    }

    /// Tells the poller that a poll is on its way; for callers that have other work until its answer arrives.
    ///
    /// Until the answer is told, `step` says [`Step::Wait`] for the longest rest of the pace: a time after which to
    /// look in again, not a time-out. The transport decides how long an answer may take; one that never comes is
    /// [`missed`](Self::missed). Telling this twice counts two polls, but only one answer is waited for. To call a poll
    /// off, go back to a copy of the poller made before it: then that poll does not count.
    pub fn asked(&mut self, now: Duration) {
        if self.end().is_none() {
            self.advance(now);
            self.polls = self.polls.saturating_add(1);
            self.state = State::Asking { last: self.elapsed >= self.pace.deadline };
        }
    }

    /// Tells the poller what a poll brought.
    ///
    /// It takes a parsed [`Response`](crate::Response), the `Result` of parsing one or of
    /// [`or_fault`](crate::Response::or_fault), what a [`Scan`](crate::Scan) has found, the report of this job from a
    /// list, or the [`Fault`](crate::Fault) of a list that was refused. Parse the body of any answer, whatever its HTTP
    /// status: a refused poll has a status of 400 or more, and only its body says whether and when to go on. The id in
    /// the answer is not compared with [`job_id`](Self::job_id).
    pub fn heard(&mut self, now: Duration, what: impl Into<Heard>) {
        self.hear(now, what.into());
    }

    /// Tells the poller that a poll brought nothing, because the transport failed: the same as [`Heard::Nothing`].
    ///
    /// An answer with an HTTP status of 400 or more is not a miss, though many HTTP clients make an error of it: tell
    /// its body to [`heard`](Self::heard).
    pub fn missed(&mut self, now: Duration) {
        self.hear(now, Heard::Nothing);
    }

    /// Returns the id of the job.
    #[must_use]
    #[doc(alias = "jobid")]
    pub const fn job_id(&self) -> JobId {
        self.job
    }

    /// Returns the id of what the job creates, where one was noted.
    #[must_use]
    #[doc(alias = "id")]
    pub const fn resource_id(&self) -> Option<ResourceId> {
        self.resource
    }

    /// Returns the pace of the wait.
    #[must_use]
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    /// Returns how many polls were made.
    #[must_use]
    pub const fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns how many polls in a row were missed, up to and including the last.
    #[must_use]
    pub const fn misses(&self) -> u16 {
        self.misses
    }

    /// Returns the latest progress that an answer reported: `jobprocstatus`.
    #[must_use]
    #[doc(alias = "jobprocstatus")]
    pub const fn progress(&self) -> Option<i32> {
        self.progress
    }

    /// Returns the time from the start to the latest `now` that was told, at most 49 days; at the end, how long the
    /// whole wait took.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        duration(self.elapsed)
    }

    /// Tells whether a poll is on its way: [`asked`](Self::asked), and not yet answered.
    #[must_use]
    pub const fn is_asking(&self) -> bool {
        matches!(self.state, State::Asking { .. })
    }

    /// Returns how the wait ended, if it has.
    #[must_use]
    pub const fn end(&self) -> Option<End> {
        match self.state {
            State::Done(end) => Some(end),
            State::Resting { .. } | State::Asking { .. } => None,
        }
    }

    fn hear(&mut self, now: Duration, what: Heard) {
        if let State::Resting { .. } = self.state {
            self.asked(now);
        }
        let State::Asking { last } = self.state else { return };
        self.advance(now);
        let mut wait = 0;
        let end = match what {
            Heard::Job { status, progress } => {
                self.misses = 0;
                self.progress = progress.or(self.progress);
                End::of(status)
            }
            Heard::Fault { code: Some(code), .. } if code.retry() != Retry::Later => {
                Some(End::PollRefused(code))
            }
            Heard::Fault { code, retry_after } => {
                wait = retry_after.map_or(0, millis);
                if code == Some(ErrorCode::API_LIMIT_EXCEED) {
                    self.misses = 0;
                    None
                } else {
                    self.miss()
                }
            }
            Heard::Nothing => self.miss(),
        };
        self.state = match end {
            None | Some(End::PollsExhausted) if last => State::Done(End::DeadlineExceeded),
            Some(end) => State::Done(end),
            None => {
                // No shorter than the first, whatever was stored.
                self.rest = self.pace.grown(self.rest).max(self.pace.first);
                State::Resting { until: self.elapsed.saturating_add(self.rest.max(wait)) }
            }
        };
    }

    /// Counts a miss; returns the end if it is one too many.
    fn miss(&mut self) -> Option<End> {
        if self.misses == 0 {
            self.first_miss = self.elapsed;
        }
        self.misses = self.misses.saturating_add(1);
        let row = self.elapsed.saturating_sub(self.first_miss);
        // `u16::MAX` stands for no limit, though the count can reach it.
        let is_counted_out = self.misses >= self.pace.misses && self.pace.misses < u16::MAX;
        (is_counted_out || row > self.pace.within).then_some(End::PollsExhausted)
    }

    /// Takes note of the time.
    fn advance(&mut self, now: Duration) {
        self.elapsed = self.elapsed.max(self.moment(now));
    }

    fn moment(&self, now: Duration) -> u32 {
        millis_between(self.start, now)
    }
}

/// What a [`Poller`] says to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller does one of the three, and must do each")]
pub enum Step {
    /// Poll the job, and tell the poller what the poll brought.
    ///
    /// Until the poller is told something, `step` says this again, even after the deadline.
    Ask,
    /// Call [`Poller::step`] again after this time, or later. Sooner does no harm: where somebody may set the clock,
    /// sleep no longer than the pace's ceiling at a time.
    Wait(Duration),
    /// Stop: the wait is over.
    Done(End),
}

/// How a wait ended.
///
/// The first four are ends of the job, whose result, if it has one, is in the last body. The others end only the
/// waiting: the job may still be running, and may still succeed; to go on waiting, begin with a new [`Poller`]. The
/// text of a refusal is in the last body too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(Deserialize, Serialize))]
#[expect(clippy::exhaustive_enums, reason = "a new end should break callers, not slip by them")]
pub enum End {
    /// The job succeeded.
    Succeeded,
    /// The job failed.
    Failed,
    /// The job was cancelled.
    Cancelled,
    /// The job ended with an unknown status; `None` if it was not a number.
    Unknown(Option<i32>),
    /// The server refuses the polls, and would go on refusing them: wrong credentials, no right to see the job, an
    /// unknown or expired job.
    ///
    /// A 431 with the text `Illegal group reference: group index is missing` or `character to be escaped is missing`
    /// says nothing of the job: the server cannot write its result in JSON, because of a `\u0024` or `\u005c` in it.
    /// Poll once more with `response=xml`.
    PollRefused(ErrorCode),
    /// Too many polls in a row brought nothing, or polls brought nothing for too long.
    ///
    /// If each answer was a 530, an older server may be unable to write the result in JSON: see
    /// [`PollRefused`](Self::PollRefused).
    PollsExhausted,
    /// The job was not done at the last poll, or that poll was missed.
    DeadlineExceeded,
}

impl End {
    const fn of(status: JobStatus) -> Option<Self> {
        Some(match status {
            JobStatus::Pending => return None,
            JobStatus::Succeeded => Self::Succeeded,
            JobStatus::Failed => Self::Failed,
            JobStatus::Cancelled => Self::Cancelled,
            JobStatus::Unknown(status) => Self::Unknown(status),
        })
    }
}

/// As the rest of a sentence that begins with the job: `succeeded`, `ended with the unknown status 7`.
impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "was cancelled",
            Self::Unknown(Some(status)) => return write!(f, "ended with the unknown status {status}"),
            Self::Unknown(None) => "ended with a status that is not a number",
            Self::PollRefused(code) => return write!(f, "cannot be polled (code {code})"),
            Self::PollsExhausted => "left its polls unanswered",
            Self::DeadlineExceeded => "was not done by the deadline",
        })
    }
}
