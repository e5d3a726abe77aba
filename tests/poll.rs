//! The waiting machine against its own table, by scripted clocks, and by properties.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed, outside its function too"
)]

use core::time::Duration;

use cloudstack_codec::{BadPace, End, ErrorCode, Heard, JobId, JobStatus, Pace, Poller, ResourceId, Step};
use proptest::prelude::*;

/// Rests of 1 s, 2 s, 4 s, 4 s, …, the last poll at 20 s; too many misses: the third in a row, or one after 6 s.
const QUICK: Pace = Pace::DEFAULT.growth(100).ceiling(ms(4_000)).deadline(ms(20_000)).misses(3, ms(6_000));

const ID: &str = "6679e6b9-4bf2-4d83-b9f0-235fc1609227";

/// What a poller is told, if anything.
#[derive(Clone, Copy, Debug)]
enum Told {
    Nothing,
    Asked,
    Missed,
    Heard(Heard),
}
use Told::{Asked, Missed};

const LOOK: Told = Told::Nothing;
const PENDING: Told = job(JobStatus::Pending);
const SUCCEEDED: Told = job(JobStatus::Succeeded);
const UNREADABLE: Told = Told::Heard(Heard::Nothing);

const fn job(status: JobStatus) -> Told {
    Told::Heard(Heard::Job { status, progress: None })
}

const fn fault(code: i32) -> Told {
    Told::Heard(Heard::Fault { code: Some(ErrorCode(code)), retry_after: None })
}

const fn fault_with_wait(code: i32, wait: u64) -> Told {
    Told::Heard(Heard::Fault { code: Some(ErrorCode(code)), retry_after: Some(ms(wait)) })
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn poller(pace: Pace, start: Duration) -> Poller {
    Poller::new(JobId::new(ID).unwrap(), pace, start).unwrap()
}

fn tell(poller: &mut Poller, now: Duration, told: Told) {
    match told {
        Told::Nothing => {}
        Asked => poller.asked(now),
        Missed => poller.missed(now),
        Told::Heard(what) => poller.heard(now, what),
    }
}

const DEADLINE: u64 = 20_000;

/// The rows of the table: the name of what is told, the pace, when it is told, and every way to tell it.
fn rows() -> [(&'static str, Pace, u64, Vec<Told>); 11] {
    let one_miss = QUICK.misses(1, ms(6_000));
    let misses =
        vec![Missed, UNREADABLE, fault(530), Told::Heard(Heard::Fault { code: None, retry_after: None })];
    let unknown = vec![job(JobStatus::Unknown(Some(7))), job(JobStatus::Unknown(None))];
    [
        ("asked", QUICK, 2_000, vec![Asked]),
        ("asked at the deadline or after", QUICK, DEADLINE, vec![Asked]),
        ("pending", QUICK, 2_000, vec![PENDING]),
        ("succeeded", QUICK, 2_000, vec![SUCCEEDED]),
        ("failed", QUICK, 2_000, vec![job(JobStatus::Failed)]),
        ("cancelled", QUICK, 2_000, vec![job(JobStatus::Cancelled)]),
        ("unknown", QUICK, 2_000, unknown),
        ("refusal", QUICK, 2_000, vec![fault(401), fault(431), fault(531)]),
        ("limit", QUICK, 2_000, vec![fault(429), fault_with_wait(429, 60_000)]),
        ("miss", QUICK, 2_000, misses.clone()),
        ("miss too many", one_miss, 2_000, misses),
    ]
}

/// The states of the table, with the shortest way into each.
const STATES: [(&str, u64, Told); 4] =
    [("Resting", 0, LOOK), ("Asking", 1_000, Asked), ("Last", DEADLINE, Asked), ("Done", 1_000, SUCCEEDED)];

/// The name of the state, or of the end, found by what the poller does.
fn state(poller: &Poller) -> String {
    match poller.step(Duration::MAX) {
        Step::Ask => "Resting".into(),
        Step::Wait(_) => {
            let mut next = *poller;
            tell(&mut next, Duration::ZERO, PENDING);
            if next.end().is_none() { "Asking".into() } else { "Last".into() }
        }
        Step::Done(end) => format!("{end:?}").split('(').next().unwrap().into(),
    }
}

#[test]
fn the_table_in_the_docs_is_the_machine() {
    let docs = include_str!("../src/poll.rs").lines().filter_map(|line| line.strip_prefix("/// | "));
    let mut table =
        docs.map(|row| row.trim_end_matches(" |").split(" | ").map(|cell| cell.trim_matches('`')));
    assert!(table.next().unwrap().eq(["told"].into_iter().chain(STATES.map(|(name, ..)| name))));

    for (what, pace, at, ways) in rows() {
        let cells: Vec<_> = table.next().unwrap().collect();
        assert_eq!((cells[0], cells.len()), (what, 1 + STATES.len()));
        for ((name, entered, way_in), expected) in STATES.into_iter().zip(&cells[1..]) {
            let mut before = poller(pace, Duration::ZERO);
            tell(&mut before, ms(entered), way_in);
            for &told in &ways {
                let mut after = before;
                tell(&mut after, ms(at), told);
                if name == "Done" {
                    assert_eq!((*expected, after), ("Done", before), "{told:?} while Done");
                } else {
                    assert_eq!(state(&after), *expected, "{told:?} while {name}");
                }
            }
        }
    }
    assert!(table.next().is_none(), "a row that is not walked");
}

#[test]
fn an_answer_while_resting_was_asked_for_at_that_moment() {
    for (_, pace, _, ways) in &rows()[2..] {
        for (&told, at) in ways.iter().flat_map(|told| [0, 2_000, DEADLINE, 90_000].map(|at| (told, ms(at))))
        {
            let mut resting = poller(*pace, Duration::ZERO);
            let mut asking = resting;
            asking.asked(at);
            tell(&mut asking, at, told);
            tell(&mut resting, at, told);
            assert_eq!(resting, asking, "{told:?} at {at:?}");
        }
    }
}

/// At a moment in milliseconds something is told; what to do then.
type Script = [(u64, Told, Step)];

const ASK: Step = Step::Ask;

const fn wait(millis: u64) -> Step {
    Step::Wait(ms(millis))
}

/// Plays a script from two starts, then once more from what was stored after each row.
fn play(pace: Pace, script: &Script) {
    for start in [Duration::ZERO, Duration::new(1_700_000_000, 123_456_789)] {
        let mut poller = poller(pace, start);
        let mut stored = vec![poller];
        for (row, &(at, told, expected)) in script.iter().enumerate() {
            tell(&mut poller, start + ms(at), told);
            assert_eq!(poller.step(start + ms(at)), expected, "row {row}: {told:?} at {at} ms");
            stored.push(store(poller));
        }
        for (row, mut resumed) in stored.into_iter().enumerate() {
            for &(at, told, _) in &script[row..] {
                tell(&mut resumed, start + ms(at), told);
            }
            assert_eq!(resumed, poller, "resumed at row {row}");
        }
    }
}

#[cfg(feature = "serde")]
fn store(poller: Poller) -> Poller {
    serde_json::from_str(&serde_json::to_string(&poller).unwrap()).unwrap()
}

#[cfg(not(feature = "serde"))]
fn store(poller: Poller) -> Poller {
    poller
}

/// A process that resumes a poller can see that an answer was awaited, which will never come.
#[test]
fn an_awaited_answer_is_missed_where_the_poller_is_resumed() {
    let mut stored = poller(QUICK, ms(0));
    assert!(!store(stored).is_asking());
    stored.asked(ms(1_000));
    let mut resumed = store(stored);
    assert!(resumed.is_asking());
    assert_eq!(resumed.step(ms(60_000)), wait(4_000));
    resumed.missed(ms(5_000));
    assert!(!resumed.is_asking());
    assert_eq!(resumed.step(ms(5_000)), wait(2_000));
    resumed.heard(ms(7_000), Heard::Job { status: JobStatus::Succeeded, progress: None });
    assert!(!resumed.is_asking());
}

/// Whatever is stored, a poller that rests neither asks again at once nor waits past its deadline.
#[cfg(feature = "serde")]
#[test]
fn a_stored_state_does_no_harm() {
    let stored = serde_json::to_string(&poller(QUICK, ms(5_000))).unwrap();
    let with = |rest: u32, until: u32| {
        let rested = stored.replace(r#""rest":1000"#, &format!(r#""rest":{rest}"#));
        let absurd = rested.replace(r#""until":1000"#, &format!(r#""until":{until}"#));
        assert_ne!((&stored, &rested), (&rested, &absurd));
        serde_json::from_str::<Poller>(&absurd).unwrap()
    };
    let mut hasty = with(0, 0);
    assert_eq!(hasty.step(ms(5_000)), Step::Ask);
    hasty.heard(ms(5_000), Heard::Job { status: JobStatus::Pending, progress: None });
    assert_eq!(hasty.step(ms(5_000)), Step::Wait(ms(1_000)));
    assert_eq!(with(u32::MAX, u32::MAX).step(ms(5_000)), Step::Wait(ms(20_000)));
}

#[cfg(feature = "serde")]
#[test]
fn a_stored_pace_is_checked() {
    let stored = serde_json::to_string(&poller(QUICK, ms(5_000))).unwrap();
    let absurd = stored.replace(r#""first":1000"#, r#""first":0"#);
    assert_ne!(stored, absurd);
    let error = serde_json::from_str::<Poller>(&absurd).unwrap_err();
    assert!(error.to_string().starts_with(&BadPace::ZeroFirst.to_string()), "{error}");
}

#[test]
fn the_default_is_what_it_says() {
    let said = Pace::every(ms(1_000)).growth(50).ceiling(ms(15_000)).deadline(ms(3_600_000));
    assert_eq!(Pace::DEFAULT, said.misses(10, ms(300_000)));
}

macro_rules! scripts {
    ($($name:ident: $pace:expr => [$(($at:expr, $told:expr, $step:expr)),* $(,)?])*) => {$(
        #[test]
        fn $name() {
            play($pace, &[$(($at, $told, $step)),*]);
        }
    )*};
}

scripts! {
    rests_grow_to_the_ceiling: Pace::DEFAULT => [
        (0, LOOK, wait(1_000)),
        (999, LOOK, wait(1)),
        (1_000, LOOK, ASK),
        (1_000, PENDING, wait(1_500)),
        (2_500, PENDING, wait(2_250)),
        (4_750, PENDING, wait(3_375)),
        (8_125, PENDING, wait(5_063)),
        (13_188, PENDING, wait(7_595)),
        (20_783, PENDING, wait(11_393)),
        (32_176, PENDING, wait(15_000)),
        (47_176, PENDING, wait(15_000)),
        (62_176, SUCCEEDED, Step::Done(End::Succeeded)),
    ]
    rests_begin_when_the_answer_is_heard: QUICK => [
        (1_000, Asked, wait(4_000)),
        (1_900, LOOK, wait(4_000)),
        (2_000, PENDING, wait(2_000)),
        (4_000, LOOK, ASK),
    ]
    one_interval: Pace::every(ms(700)) => [
        (0, LOOK, wait(700)),
        (700, PENDING, wait(700)),
        (1_400, Missed, wait(700)),
        (2_100, PENDING, wait(700)),
    ]
    misses_at_a_long_interval: Pace::every(ms(600_000)).deadline(ms(9_000_000)) => [
        (600_000, Missed, wait(600_000)),
        (1_200_000, Missed, wait(600_000)),
        (6_599_999, Missed, wait(600_000)),
        (7_200_000, Missed, Step::Done(End::PollsExhausted)),
    ]
    one_last_poll_at_the_deadline: QUICK => [
        (17_000, PENDING, wait(2_000)),
        (19_000, PENDING, wait(1_000)),
        (19_999, LOOK, wait(1)),
        (20_000, LOOK, ASK),
        (20_000, Asked, wait(4_000)),
        (24_000, PENDING, Step::Done(End::DeadlineExceeded)),
        (24_001, SUCCEEDED, Step::Done(End::DeadlineExceeded)),
    ]
    the_last_poll_counts: QUICK => [
        (19_000, PENDING, wait(1_000)),
        (20_000, Asked, wait(4_000)),
        (50_000, SUCCEEDED, Step::Done(End::Succeeded)),
    ]
    the_last_poll_is_missed: QUICK => [
        (19_000, PENDING, wait(1_000)),
        (20_000, Missed, Step::Done(End::DeadlineExceeded)),
    ]
    the_last_poll_is_limited: QUICK => [
        (19_000, PENDING, wait(1_000)),
        (20_000, fault_with_wait(429, 1_000), Step::Done(End::DeadlineExceeded)),
    ]
    a_late_caller_polls_once_more: QUICK => [
        (1_000, PENDING, wait(2_000)),
        (90_000, LOOK, ASK),
        (90_000, PENDING, Step::Done(End::DeadlineExceeded)),
    ]
    a_late_caller_finds_the_result: QUICK => [
        (90_000, job(JobStatus::Failed), Step::Done(End::Failed)),
    ]
    an_answer_that_is_out_at_the_deadline_is_not_the_last: QUICK => [
        (19_000, Asked, wait(4_000)),
        (25_000, PENDING, ASK),
        (25_000, Asked, wait(4_000)),
        (26_000, PENDING, Step::Done(End::DeadlineExceeded)),
    ]
    a_limit_is_waited_for: QUICK => [
        (1_000, fault_with_wait(429, 9_000), wait(9_000)),
        (10_000, fault_with_wait(429, 3_000), wait(4_000)),
        (14_000, fault_with_wait(429, 60_000), wait(6_000)),
        (20_000, SUCCEEDED, Step::Done(End::Succeeded)),
    ]
    a_limit_does_not_lengthen_the_rests: QUICK.ceiling(ms(15_000)) => [
        (1_000, fault_with_wait(429, 9_000), wait(9_000)),
        (10_000, PENDING, wait(4_000)),
    ]
    a_limit_without_a_number: QUICK => [
        (1_000, fault(429), wait(2_000)),
        (3_000, fault_with_wait(429, u64::MAX), wait(17_000)),
    ]
    limits_are_no_misses: QUICK.misses(2, ms(500)) => [
        (1_000, Missed, wait(2_000)),
        (3_000, fault(429), wait(4_000)),
        (7_000, fault(429), wait(4_000)),
        (11_000, fault(429), wait(4_000)),
        (15_000, Missed, wait(4_000)),
        (19_000, Missed, Step::Done(End::PollsExhausted)),
    ]
    any_fault_may_ask_for_a_wait: QUICK => [
        (1_000, fault_with_wait(503, 3_000), wait(3_000)),
        (4_000, fault_with_wait(503, 5_000), wait(5_000)),
        (9_000, fault_with_wait(503, 5_000), Step::Done(End::PollsExhausted)),
    ]
    a_fault_without_a_code_may_ask_for_one: QUICK => [
        (1_000, Told::Heard(Heard::Fault { code: None, retry_after: Some(ms(3_000)) }), wait(3_000)),
    ]
    misses_by_count: QUICK => [
        (1_000, Missed, wait(2_000)),
        (2_000, UNREADABLE, wait(4_000)),
        (3_000, fault(530), Step::Done(End::PollsExhausted)),
    ]
    misses_by_time: QUICK.misses(u16::MAX, ms(6_000)) => [
        (1_000, Missed, wait(2_000)),
        (3_000, Missed, wait(4_000)),
        (7_000, Missed, wait(4_000)),
        (7_001, Missed, Step::Done(End::PollsExhausted)),
    ]
    an_answer_ends_the_row_of_misses: QUICK => [
        (1_000, Missed, wait(2_000)),
        (3_000, Missed, wait(4_000)),
        (7_000, PENDING, wait(4_000)),
        (11_000, Missed, wait(4_000)),
        (15_000, Missed, wait(4_000)),
        (19_000, Missed, Step::Done(End::PollsExhausted)),
    ]
    refused_for_an_unknown_job: QUICK => [
        (1_000, PENDING, wait(2_000)),
        (3_000, fault(431), Step::Done(End::PollRefused(ErrorCode::PARAM_ERROR))),
        (5_000, PENDING, Step::Done(End::PollRefused(ErrorCode::PARAM_ERROR))),
    ]
    refused_for_wrong_credentials: QUICK => [
        (1_000, fault_with_wait(401, 1_000), Step::Done(End::PollRefused(ErrorCode::UNAUTHORIZED))),
    ]
    cancelled: QUICK => [
        (1_000, job(JobStatus::Cancelled), Step::Done(End::Cancelled)),
    ]
    unknown_status: QUICK => [
        (1_000, job(JobStatus::Unknown(Some(4))), Step::Done(End::Unknown(Some(4)))),
    ]
    status_that_is_no_number: QUICK => [
        (1_000, job(JobStatus::Unknown(None)), Step::Done(End::Unknown(None))),
    ]
    a_success_stays_one: QUICK => [
        (1_000, SUCCEEDED, Step::Done(End::Succeeded)),
        (2_000, Asked, Step::Done(End::Succeeded)),
        (3_000, Missed, Step::Done(End::Succeeded)),
        (30_000, job(JobStatus::Failed), Step::Done(End::Succeeded)),
    ]
    the_clock_goes_backwards: QUICK => [
        (5_000, PENDING, wait(2_000)),
        (1_000, LOOK, wait(6_000)),
        (1_000, PENDING, wait(8_000)),
        (9_000, LOOK, ASK),
        (8_000, Asked, wait(4_000)),
        (9_000, SUCCEEDED, Step::Done(End::Succeeded)),
    ]
    the_longest_wait_ends: Pace::every(Duration::MAX).deadline(Duration::MAX) => [
        (0, LOOK, wait(4_294_967_295)),
        (4_294_967_294, LOOK, wait(1)),
        (u64::MAX / 2, PENDING, Step::Done(End::DeadlineExceeded)),
    ]
}

/// More misses than can be counted.
#[cfg_attr(miri, ignore = "many steps")]
#[test]
fn misses_without_a_limit_end_at_the_deadline() {
    let pace = QUICK.misses(u16::MAX, Duration::MAX);
    let mut poller = poller(pace, ms(0));
    for _ in 0..70_000 {
        poller.missed(ms(1_000));
    }
    assert_eq!((poller.end(), poller.misses()), (None, u16::MAX));
    poller.missed(ms(DEADLINE));
    assert_eq!(poller.end(), Some(End::DeadlineExceeded));
}

#[test]
fn a_moment_before_the_start_is_the_start() {
    let mut poller = poller(QUICK, ms(5_000));
    assert_eq!(poller.step(Duration::ZERO), wait(1_000));
    poller.missed(Duration::ZERO);
    assert_eq!((poller.step(ms(5_000)), poller.elapsed()), (wait(2_000), Duration::ZERO));
}

#[test]
fn ids_and_numbers_can_be_read_on_the_way_and_at_the_end() {
    let vm = ResourceId::new("42").unwrap();
    let mut poller = poller(QUICK, ms(70)).resource(Some(vm));
    let read = |p: &Poller| (p.polls(), p.misses(), p.progress(), p.elapsed().as_millis(), p.end());
    let pending = |progress| Heard::Job { status: JobStatus::Pending, progress };
    assert_eq!(read(&poller), (0, 0, None, 0, None));
    poller.asked(ms(1_070));
    assert_eq!(read(&poller), (1, 0, None, 1_000, None));
    poller.heard(ms(1_100), pending(Some(1)));
    assert_eq!(read(&poller), (1, 0, Some(1), 1_030, None));
    poller.heard(ms(3_070), pending(None));
    poller.missed(ms(7_070));
    assert_eq!(read(&poller), (3, 1, Some(1), 7_000, None));
    let succeeded = Heard::Job { status: JobStatus::Succeeded, progress: Some(0) };
    poller.heard(ms(9_070), succeeded);
    poller.asked(ms(10_070));
    assert_eq!(read(&poller), (4, 0, Some(0), 9_000, Some(End::Succeeded)));
    assert_eq!(
        (poller.job_id(), poller.resource_id(), poller.pace()),
        (JobId::new(ID).unwrap(), Some(vm), QUICK)
    );
}

#[test]
fn paces_that_would_not_do_are_refused() {
    let one_day = Duration::from_secs(86_400);
    let rows = [
        (Pace::default(), None),
        (Pace::every(Duration::from_secs(3_600)), None),
        (QUICK.growth(255).misses(1, ms(1)), None),
        (QUICK.first(ms(4_000)), None),
        (QUICK.first(Duration::ZERO), Some(BadPace::ZeroFirst)),
        (QUICK.first(Duration::from_micros(999)), Some(BadPace::ZeroFirst)),
        (QUICK.first(ms(4_001)), Some(BadPace::CeilingBelowFirst)),
        (QUICK.ceiling(Duration::ZERO), Some(BadPace::CeilingBelowFirst)),
        (QUICK.deadline(ms(999)), Some(BadPace::DeadlineBeforeFirst)),
        (Pace::every(one_day), Some(BadPace::DeadlineBeforeFirst)),
        (QUICK.misses(0, one_day), Some(BadPace::ZeroMisses)),
        (QUICK.misses(1, Duration::ZERO), Some(BadPace::ZeroMisses)),
    ];
    for (pace, bad) in rows {
        assert_eq!(pace.check().err(), bad, "{pace:?}");
        assert_eq!(Poller::new(JobId::new(ID).unwrap(), pace, one_day).err(), bad, "{pace:?}");
    }
}

/// A pace and its deadline.
fn paces() -> impl Strategy<Value = (Pace, Duration)> {
    (1..5_000_u64, any::<u8>(), 0..20_000_u64, 1..200_u64, 1..20_u16, 1..100_000_u64).prop_map(
        |(first, growth, more, rests, misses, within)| {
            let (pace, deadline) = (Pace::every(ms(first)), ms(first * rests));
            let pace = pace.growth(growth).ceiling(ms(first + more)).deadline(deadline);
            (pace.misses(misses, ms(within)), deadline)
        },
    )
}

/// Mostly what keeps a poller going.
fn answers() -> impl Strategy<Value = Told> {
    prop_oneof![
        20 => Just(PENDING),
        3 => (0..60_000_u64).prop_map(|wait| fault_with_wait(429, wait)),
        6 => prop_oneof![Just(Missed), Just(UNREADABLE), Just(fault(530)), Just(fault_with_wait(503, 7_000))],
        1 => prop_oneof![Just(SUCCEEDED), Just(fault(431)), (-1..9).prop_map(|n| job(JobStatus::Unknown(Some(n))))],
    ]
}

proptest! {
    /// A caller who obeys, but sleeps too long, takes its time to answer, and may tell that it asks.
    #[test]
    fn an_obedient_caller_comes_to_the_end(
        (pace, deadline) in paces(),
        deadline_only in any::<bool>(),
        turns in prop::collection::vec((0..3_000_u64, prop::option::of(0..3_000_u64), answers()), 1..50),
    ) {
        let pace = if deadline_only { pace.misses(u16::MAX, Duration::MAX) } else { pace };
        let start = ms(123_456);
        let deadline = start + deadline;
        let (mut poller, mut now, mut told) = (poller(pace, start), start, start);
        let (mut polls, mut last_polls) = (0, 0);
        let mut turns = turns.into_iter().cycle();
        let end = loop {
            match poller.step(now) {
                Step::Wait(rest) => {
                    prop_assert!(matches!(poller.step(now + rest - ms(1)), Step::Wait(_)));
                    prop_assert_eq!(poller.step(now + rest), Step::Ask);
                    prop_assert!(now + rest <= deadline);
                    now += rest + ms(turns.next().unwrap().0);
                }
                Step::Ask => {
                    let (_, latency, answer) = turns.next().unwrap();
                    polls += 1;
                    last_polls += u32::from(now >= deadline);
                    if let Some(latency) = latency {
                        poller.asked(now);
                        prop_assert!(matches!(poller.step(now + ms(latency)), Step::Wait(_)));
                        now += ms(latency);
                    }
                    tell(&mut poller, now, answer);
                    told = now;
                }
                Step::Done(end) => break end,
            }
            prop_assert_eq!((poller.polls(), poller.elapsed()), (polls, told - start));
        };
        prop_assert!(last_polls <= 1);
        prop_assert!(last_polls == 1 || end != End::DeadlineExceeded);
        prop_assert!(!deadline_only || end != End::PollsExhausted);
    }

    /// A caller who tells anything at any moment, with a clock that jumps.
    #[test]
    fn no_caller_breaks_it(
        (pace, _) in paces(),
        start in (0..50_000_u64).prop_map(ms),
        turns in prop::collection::vec(
            (
                prop_oneof![30 => (0..150_000_u64).prop_map(ms), 1 => any::<Duration>()],
                prop_oneof![Just(Asked), answers()],
            ),
            0..50,
        ),
    ) {
        let mut poller = poller(pace, start);
        for (now, told) in turns {
            let before = poller;
            tell(&mut poller, now, told);
            prop_assert!(poller.elapsed() >= before.elapsed());
            prop_assert!(poller.polls() - before.polls() <= 1);
            if before.end().is_some() {
                prop_assert_eq!(poller, before);
            }
            let done = poller.end().map(Step::Done);
            prop_assert!(done.is_none() || done == Some(poller.step(now)));
        }
    }
}
