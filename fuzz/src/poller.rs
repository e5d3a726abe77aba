//! A poller that is told anything at any time.

use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use cloudstack_codec::{End, ErrorCode, Heard, JobId, JobStatus, Pace, Poller, Retry, Step};

#[derive(Arbitrary, Debug)]
struct Script {
    first: u16,
    growth: u8,
    ceiling: u32,
    deadline: u32,
    misses: (u16, u32),
    /// Milliseconds.
    start: u32,
    copied: u8,
    events: Vec<(Passes, Told)>,
}

/// How much time passes before something is told.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Passes {
    /// As much as the poller says.
    Rest,
    /// So much longer, in milliseconds.
    Late(u16),
    Any(u32),
    /// The clock goes back.
    Back(u16),
    /// Farther than any clock goes.
    End,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Told {
    Asked,
    Pending(Option<i32>),
    Done(i32),
    NoNumber,
    Fault(Option<u16>, Option<u32>),
    Known(u8),
    Missed,
    /// Only looked at.
    Nothing,
}

/// Checks the laws of waiting along a list of told events.
pub fn poller(data: &[u8]) {
    let Ok(script) = Script::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let pace = Pace::every(millis(script.first))
        .growth(script.growth)
        .ceiling(millis(script.ceiling))
        .deadline(millis(script.deadline))
        .misses(script.misses.0, millis(script.misses.1));
    let (start, job) = (millis(script.start), JobId::new("17").unwrap());
    let Ok(poller) = Poller::new(job, pace, start) else {
        let is_bad = script.first == 0
            || script.ceiling < script.first.into()
            || script.deadline < script.first.into()
            || script.misses.0 == 0
            || script.misses.1 == 0;
        return assert!(is_bad);
    };
    let mut watched = Watched {
        script: &script,
        copy: None,
        now: start,
        told: 0,
        polls: 0,
        rest: script.first.into(),
        asked: None,
        misses: 0,
        first_miss: 0,
        poller,
    };
    for (i, &(passes, told)) in script.events.iter().enumerate() {
        if i == usize::from(script.copied) {
            watched.copy = Some(watched.poller);
        }
        watched.pass(passes);
        watched.tell(told);
        watched.look();
    }
    if let Some(copy) = watched.copy {
        assert_eq!(copy, watched.poller);
    }
}

fn millis(millis: impl Into<u64>) -> Duration {
    Duration::from_millis(millis.into())
}

/// A poller, and what is known of it from what it was told: in milliseconds since its start, in 64 bits.
struct Watched<'s> {
    script: &'s Script,
    poller: Poller,
    copy: Option<Poller>,
    now: Duration,
    /// The latest moment that was told.
    told: u64,
    polls: u32,
    /// The rest before the next poll.
    rest: u64,
    /// A poll is out, since before the deadline or not.
    asked: Option<bool>,
    misses: u32,
    first_miss: u64,
}

impl Watched<'_> {
    fn pass(&mut self, passes: Passes) {
        let rest = match self.poller.step(self.now) {
            Step::Wait(rest) => rest,
            Step::Ask | Step::Done(_) => Duration::ZERO,
        };
        self.now = match passes {
            Passes::Rest => self.now.saturating_add(rest),
            Passes::Late(late) => self.now.saturating_add(rest).saturating_add(millis(late)),
            Passes::Any(time) => self.now.saturating_add(millis(time)),
            Passes::Back(time) => self.now.saturating_sub(millis(time)),
            Passes::End => Duration::MAX,
        };
    }

    /// Milliseconds since the start; after 49 days they stand still.
    fn moment(&self) -> u64 {
        let since = self.now.saturating_sub(millis(self.script.start)).as_millis();
        u64::try_from(since).unwrap_or(u64::MAX).min(u32::MAX.into())
    }

    fn tell(&mut self, told: Told) {
        let fault = |code: Option<i32>, wait: Option<u32>| Heard::Fault {
            code: code.map(ErrorCode),
            retry_after: wait.map(millis),
        };
        let heard = match told {
            Told::Nothing => return,
            Told::Asked => {
                self.poller.asked(self.now);
                self.each_copy(|poller, now| poller.asked(now));
                if self.poller.end().is_none() {
                    self.ask();
                }
                return;
            }
            Told::Pending(progress) => Heard::Job { status: JobStatus::Pending, progress },
            Told::Done(status) => Heard::Job {
                status: match status {
                    0 => JobStatus::Pending,
                    1 => JobStatus::Succeeded,
                    2 => JobStatus::Failed,
                    3 => JobStatus::Cancelled,
                    other => JobStatus::Unknown(Some(other)),
                },
                progress: None,
            },
            Told::NoNumber => Heard::Job { status: JobStatus::Unknown(None), progress: None },
            Told::Fault(code, wait) => fault(code.map(i32::from), wait),
            Told::Known(i) => {
                let codes = [401, 405, 429, 430, 431, 432, 503, 511, 530, 531, 533, 551];
                fault(Some(codes[usize::from(i) % codes.len()]), None)
            }
            Told::Missed => Heard::Nothing,
        };
        let before = self.poller.end();
        if let Told::Missed = told {
            self.poller.missed(self.now);
        } else {
            self.poller.heard(self.now, heard);
        }
        self.each_copy(|poller, now| poller.heard(now, heard));
        if before.is_none() {
            self.hear(heard);
        }
    }

    fn each_copy(&mut self, tell: impl Fn(&mut Poller, Duration)) {
        if let Some(copy) = &mut self.copy {
            tell(copy, self.now);
        }
    }

    fn ask(&mut self) {
        self.told = self.told.max(self.moment());
        self.polls += 1;
        self.asked = Some(self.told >= self.script.deadline.into());
    }

    /// Checks what becomes of an answer, by the table at `Poller`.
    fn hear(&mut self, heard: Heard) {
        if self.asked.is_none() {
            self.ask();
        }
        let is_last = self.asked.take() == Some(true);
        self.told = self.told.max(self.moment());
        let (is_miss, wait) = match heard {
            Heard::Job { status, progress } => {
                if progress.is_some() {
                    assert_eq!(self.poller.progress(), progress);
                }
                let end = match status {
                    JobStatus::Pending => None,
                    JobStatus::Succeeded => Some(End::Succeeded),
                    JobStatus::Failed => Some(End::Failed),
                    JobStatus::Cancelled => Some(End::Cancelled),
                    JobStatus::Unknown(status) => Some(End::Unknown(status)),
                };
                if end.is_some() {
                    return assert_eq!(self.poller.end(), end);
                }
                (false, 0)
            }
            Heard::Fault { code: Some(code), .. } if code.retry() != Retry::Later => {
                return assert_eq!(self.poller.end(), Some(End::PollRefused(code)));
            }
            Heard::Fault { code, retry_after } => {
                let wait = retry_after.map_or(0, |wait| u64::try_from(wait.as_millis()).unwrap());
                (code != Some(ErrorCode::API_LIMIT_EXCEED), wait)
            }
            Heard::Nothing => (true, 0),
        };
        if is_last {
            return assert_eq!(self.poller.end(), Some(End::DeadlineExceeded));
        }
        self.misses = if is_miss { self.misses + 1 } else { 0 };
        if self.misses == 1 {
            self.first_miss = self.told;
        }
        let (count, within) = self.script.misses;
        // `u16::MAX` is no limit.
        let is_many = count < u16::MAX && self.misses >= count.into();
        if is_miss && (is_many || self.told - self.first_miss > within.into()) {
            return assert_eq!(self.poller.end(), Some(End::PollsExhausted));
        }
        assert_eq!(self.poller.end(), None);
        let grown = (self.rest * (100 + u64::from(self.script.growth))).div_ceil(100);
        self.rest = grown.min(self.script.ceiling.into());
        let until = (self.told + self.rest.max(wait)).min(self.script.deadline.into());
        let rest = until.saturating_sub(self.moment());
        let step = if rest == 0 { Step::Ask } else { Step::Wait(millis(rest)) };
        assert_eq!(self.poller.step(self.now), step);
    }

    /// Checks what can be seen at any time.
    fn look(&self) {
        let Self { poller, now, .. } = *self;
        assert_eq!(poller.polls(), self.polls);
        assert_eq!(poller.elapsed(), millis(self.told));
        let step = poller.step(now);
        assert_eq!(poller.step(now), step, "looking moves");
        assert_eq!(poller.end().map(Step::Done), matches!(step, Step::Done(_)).then_some(step));
        if let (Step::Wait(rest), None) = (step, self.asked) {
            assert!(rest > Duration::ZERO);
            // Before its start no time passes.
            let now = now.max(millis(self.script.start));
            assert!(
                matches!(poller.step(now.saturating_add(rest / 2)), Step::Wait(_)),
                "it asks while it rests"
            );
            assert_eq!(poller.step(now.saturating_add(rest)), Step::Ask, "it rests longer than it said");
            let end = self.moment() + u64::try_from(rest.as_millis()).unwrap();
            assert!(end <= self.script.deadline.into(), "it rests beyond the deadline");
        }
        if self.asked.is_some() {
            assert_eq!(step, Step::Wait(millis(self.script.ceiling)));
        }
    }
}
