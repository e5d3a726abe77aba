//! Does one work so many times: what `ci/instructions` lets callgrind count.
//!
//! Without arguments it prints the names of the works. What is done once, such as the making of a body, is not counted:
//! the script takes the difference of two runs.

use std::hint::black_box;
use std::time::Duration;

use cloudstack_codec::{Credentials, Fixed, JobId, Pace, Poller, Query, Syntax};
use cloudstack_codec_benches::query::{self, API_KEY, SECRET};
use cloudstack_codec_benches::{bodies, jobs, ours, worst};

/// How many jobs the list has: enough for the work on its ends to vanish.
const JOBS: u32 = 400;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, times] = args.as_slice() else {
        works().into_iter().for_each(|(name, _)| println!("{name}"));
        return;
    };
    let (_, work) = works().into_iter().find(|(work, _)| work == name).expect("a work's name");
    let mut work = work();
    for _ in 0..times.parse().expect("a number") {
        black_box(work());
    }
}

/// A work, which is made ready first and done again and again then.
///
/// Bodies are copied to where memory begins a word: the check for UTF-8 goes by words, and where a constant lies depends
/// on all the others, so that a new message elsewhere would cost or save a hundred instructions here.
type Work = Box<dyn Fn() -> Box<dyn FnMut() -> usize>>;

fn works() -> Vec<(String, Work)> {
    let mut works: Vec<(String, Work)> = Vec::new();
    for syntax in [Syntax::Xml, Syntax::Json] {
        let word = syntax.as_str();
        for body in bodies::ALL {
            works.push(work(format!("read/{word}/{}", body.name), move || {
                let body = body.text(syntax).to_owned();
                move || ours::job(black_box(body.as_bytes())).sum()
            }));
        }
        works.push(work(format!("machine/{word}"), move || {
            let body = bodies::SUCCEEDED.text(syntax).to_owned();
            move || ours::machine_by_serde(black_box(body.as_bytes())).sum()
        }));
        works.push(work(format!("machine/{word}/by-name"), move || {
            let body = bodies::SUCCEEDED.text(syntax).to_owned();
            move || ours::members_by_name(black_box(body.as_bytes()))
        }));
        works.push(work(format!("machine/{word}/by-hand"), move || {
            let body = bodies::SUCCEEDED.text(syntax).to_owned();
            move || ours::machine_by_hand(black_box(body.as_bytes())).sum()
        }));
        works.push(work(format!("list/{word}"), move || {
            let body = jobs::list(syntax, JOBS);
            move || ours::finished(black_box(body.as_bytes())) as usize
        }));
    }
    works.push(work("query/5".into(), || || query::decoded(black_box(query::POLL))));
    works.push(work("query/30".into(), || {
        let query = query::build(String::new()).expect("room enough");
        move || query::decoded(black_box(&query))
    }));
    works.push(work("build/30".into(), || {
        let mut buf = [0; 2_048];
        move || query::build(Fixed::new(black_box(&mut buf))).expect("room enough").as_str().len()
    }));
    works.push(work("sign/30".into(), || {
        let query = query::build(String::new()).expect("room enough");
        move || {
            let query = Query::parse(black_box(&query)).expect("well formed");
            Credentials::new(API_KEY, SECRET).sign(query).expect("few parameters").as_str().len()
        }
    }));
    works.push(work("poll/step".into(), || {
        let job = JobId::new("9f1c2a6e-52d4-4d0b-9d6b-7a4f0c1d2e3f").expect("an id");
        let poller = Poller::new(job, Pace::DEFAULT, Duration::ZERO).expect("a pace");
        move || usize::from(poller.step(black_box(Duration::from_millis(600))) == cloudstack_codec::Step::Ask)
    }));
    for (name, body) in worst::XML.into_iter().chain(worst::JSON) {
        for times in LENGTHS {
            works.push(work(format!("worst/{name}/{times}"), move || {
                let body = body(times * WORST);
                move || usize::from(ours::error(black_box(body.as_bytes())).is_none())
            }));
        }
    }
    works
}

/// Nearly the least length of a body that tries to be slow, in bytes; and by what it is multiplied.
const WORST: usize = 10_000;
const LENGTHS: [usize; 2] = [1, 4];

fn work<W: FnMut() -> usize + 'static>(name: String, ready: impl Fn() -> W + 'static) -> (String, Work) {
    (name, Box::new(move || Box::new(ready())))
}
