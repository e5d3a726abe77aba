//! Lists of jobs: walked in a checked answer, or read and gathered in one pass.

use core::fmt;
use core::iter::FusedIterator;

use super::member::Member;
use super::members::{Members, Source};
use super::{JobReport, Response};
use crate::error::Error;
use crate::event::Syntax;
use crate::find;
use crate::node::{Children, Node};
use crate::read::token::{Edge, Leaf, Mode, Span, Token, Tokens};
use crate::read::{Machine, good_text, syntax_of};

/// The jobs of a checked list; made by [`Response::jobs`].
///
/// [`Response::count`] and [`total`](Self::total) count the jobs of all pages, [`Iterator::count`] those of this page.
/// Large lists have a reader of their own: [`Jobs`].
#[derive(Clone)]
pub struct JobList<'a> {
    items: Children<'a>,
    count: Option<u32>,
}

impl<'a> JobList<'a> {
    pub(super) fn new(root: Node<'a>, count: Option<u32>) -> Self {
        Self { items: root.children(), count }
    }

    /// Returns how many jobs there are on all pages, which may be more than on this one; `None` in an empty list.
    #[must_use]
    pub const fn total(&self) -> Option<u32> {
        self.count
    }
}

impl<'a> Iterator for JobList<'a> {
    type Item = JobReport<'a>;

    fn next(&mut self) -> Option<JobReport<'a>> {
        let node = self.items.find(|child| is_item(child.name.bytes(child.src.as_bytes())))?;
        Some(Members::of(&node).job)
    }
}

impl FusedIterator for JobList<'_> {}

impl fmt::Debug for JobList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobList").field("total", &self.count).finish_non_exhaustive()
    }
}

/// Reads a list of jobs of any length in one pass, a job at a time.
///
/// Each job has been checked when the iterator gives it. Only when the iterator has ended without an error is it
/// certain that the list is whole and that nothing follows it, and only then does [`response`](Self::response) return
/// what stands beside the jobs: the count, or what came instead of a list. A fault or any other answer, such as a
/// gateway's, gives no jobs and no error; the [`kind`](Response::kind) of the response tells it from an empty list.
///
/// # Examples
/// ```
/// use cloudstack_codec::{JobStatus, Jobs, Kind};
///
/// let body = br#"{"listasyncjobsresponse":{"count":2,"asyncjobs":[
///     {"jobid":"a","jobstatus":1},{"jobid":"b","jobstatus":0}]}}"#;
/// let mut jobs = Jobs::new(body)?;
/// let mut done = 0;
/// for job in &mut jobs {
///     done += usize::from(job?.status().is_done());
/// }
/// assert_eq!(done, 1);
/// let Some(Kind::Jobs(list)) = jobs.response().map(|response| response.kind()) else { panic!("it is a list") };
/// assert_eq!(list.total(), Some(2));
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone)]
pub struct Jobs<'a> {
    machine: Machine,
    answer: Members<'a>,
    progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Among the members of the root.
    Reading,
    /// At the end, and all is good.
    Whole,
    /// At an error.
    Broken,
}

impl<'a> Jobs<'a> {
    /// Begins to read a body, up to its root.
    ///
    /// # Errors
    /// Those of [`Response::parse`], for what stands before the root's first member; `TooLong`; and where the body is
    /// not UTF-8 to its end, the error that [`Response::parse`] gives.
    pub fn new(body: &'a [u8]) -> Result<Self, Error> {
        let src = good_text(body)?;
        if src.len() < body.len() {
            // An error, and this says which.
            Response::parse(body)?;
        }
        let mut machine = Machine::new(syntax_of(src, true)?, Mode::Lenient);
        let mut answer = Members::new();
        answer.begin(src, &machine);
        let progress = if answer.take_root(machine.step_to_root(body)?) {
            Progress::Reading
        } else {
            machine.step(body)?;
            Progress::Whole
        };
        Ok(Self { machine, answer, progress })
    }

    /// Returns the syntax of the body.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.answer.job.node.syntax
    }

    /// Returns the whole answer, once the iterator has ended and the body is proven good.
    #[must_use]
    pub fn response(&self) -> Option<Response<'a>> {
        (self.progress == Progress::Whole).then_some(Response(self.answer))
    }
}

/// Reads on to the next job, or to the end of the body.
fn advance<'a, S: Source>(tokens: &mut S, answer: &mut Members<'a>) -> Result<Option<JobReport<'a>>, Error> {
    let body = answer.job.node.src.as_bytes();
    loop {
        match tokens.step_to_edge(body)? {
            Token::Edge(Edge::Open { name, at }) if is_item(name.bytes(body)) => {
                let mut item = answer.beside(name, Span { start: at, end: 0 });
                item.gather(tokens)?;
                answer.put(Member::AsyncJobs);
                return Ok(Some(item.job));
            }
            Token::Edge(Edge::Open { name, at }) => answer.keep_branch(tokens, name, at)?,
            Token::Leaf(leaf) => {
                answer.keep_leaf::<S>(leaf);
                let Leaf { name, content, .. } = leaf;
                if is_item(name.bytes(body)) {
                    return Ok(Some(answer.beside(name, content).job));
                }
            }
            Token::Edge(Edge::Close { at }) => {
                answer.job.node.content.end = at;
                tokens.step(body)?;
                return Ok(None);
            }
            Token::Edge(Edge::End) => return Ok(None),
        }
    }
}

/// Tells whether a member of this name, escaped or not, is a job.
fn is_item(name: &[u8]) -> bool {
    Member::of(name) == Some(Member::AsyncJobs)
}

impl<'a> Iterator for Jobs<'a> {
    type Item = Result<JobReport<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.progress != Progress::Reading {
            return None;
        }
        let advanced = match &mut self.machine {
            // One copy of the code for both.
            machine if !find::FAST => advance(machine, &mut self.answer),
            Machine::Xml(xml) => advance(xml, &mut self.answer),
            Machine::Json(json) => advance(json, &mut self.answer),
        };
        match advanced {
            Ok(Some(job)) => Some(Ok(job)),
            Ok(None) => {
                self.progress = Progress::Whole;
                None
            }
            Err(error) => {
                self.progress = Progress::Broken;
                Some(Err(error))
            }
        }
    }
}

impl FusedIterator for Jobs<'_> {}

impl fmt::Debug for Jobs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jobs")
            .field("name", &self.answer.job.node.name())
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
