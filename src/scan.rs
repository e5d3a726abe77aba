//! The outcome of a job or a command from a body that is never in memory as a whole.
//!
//! A refill loop over the token steps of `read/`: bytes are copied into a small window, tokens are taken while there
//! are whole ones, and what was taken makes room for more. `scan/gather.rs` keeps what the judgement needs,
//! `scan/shorten.rs` cuts a text that is longer than the window. The rules are those of `response/rules.rs` and
//! `state.rs`.

use core::fmt;

use self::gather::{Gather, Whose};
pub use self::job::ScannedJob;
use self::kept::Slot;
use self::window::Window;
use crate::error::{Error, ErrorKind};
use crate::event::Syntax;
use crate::find;
use crate::job::Heard;
use crate::read::Machine;
use crate::read::json::Json;
use crate::read::names::{Count, Hashes};
use crate::read::token::{Edge, Token, Tokens};
use crate::read::xml::{BOM, Xml};
use crate::response::{Job, Rule, Rules, Submitted};
use crate::state::Fault;
use crate::text::Text;

mod gather;
mod job;
mod kept;
mod name;
mod shorten;
mod window;

/// Reads an answer in pieces of any size, in constant memory, for a device whose buffer is smaller than the body.
///
/// It checks and judges as [`Response`](crate::Response) does, in at most a kilobyte of memory. They differ in these:
///
/// | | `Response` | `Scan` |
/// |---|---|---|
/// | what the answer is | asked for according to the command that was sent, or [judged](crate::Response::kind) | judged |
/// | what is read | both syntaxes or one of them; leniently or [strictly](crate::Response::parse_strict) | both; leniently |
/// | a result object | a [`Node`](crate::Node) | its name |
/// | a text beside a flag | a child of the root, or of a result | only of the root: [`display_text`](Self::display_text) |
/// | the members of a job | all, through its [`node`](crate::JobReport::node) | those that [`ScannedJob`] has a method for: not `cmd`, `created` or the account |
/// | of other answers | all, with the root's name and version; the items of any list | what [`Scanned`] has, [`success`](Self::success), [`count`](Self::count) and [`syntax`](Self::syntax); of lists no items but jobs |
/// | texts | of any length | whole up to some 260 bytes; of a longer one the first 220 bytes or so, or nothing if it stands behind a CDATA section of that length; of an id, with any markup in it, and of the object's name 80 bytes; of all texts together 320 bytes, where the longest gives way. A text that is cut is [marked](crate::Text::is_cut), and is no number, no id and no flag |
/// | a tag or a reference of XML | of any length | of up to 270 bytes, or 140 for the name of an element with a text; a longer one can be a [`LongToken`](ErrorKind::LongToken) |
/// | end tags of elements with child elements | compared by their bytes | compared by length and a hash of 24 bits; a wrong one shows only at its end, and is reported where its name begins |
///
/// # Examples
/// ```
/// use cloudstack_codec::{Fed, JobResult, JobState, Scan, Scanned};
///
/// let body = br#"{"queryasyncjobresultresponse":{"jobresult":{"virtualmachine":{"id":"450"}},"jobstatus":1}}"#;
/// let mut scan = Scan::new();
/// for mut piece in body.chunks(16) {
///     while let Fed::Job(_job_of_a_list) = scan.feed(&mut piece)? {}
/// }
/// let Scanned::Job(job) = scan.finish()? else { panic!("it is a job") };
/// assert!(matches!(job.state(), JobState::Succeeded(JobResult::Object(name)) if name == "virtualmachine"));
/// # Ok::<(), cloudstack_codec::Error>(())
/// ```
#[derive(Clone)]
pub struct Scan {
    window: Window,
    tokens: Begun,
    gather: Gather,
    /// A job of a list was given, and is kept until the next call.
    has_given: bool,
    failed: Option<Error>,
}

const _: () = assert!(size_of::<Scan>() <= 1024);

/// What the body has begun to be.
#[derive(Clone)]
enum Begun {
    Nothing,
    /// `null`, which begins at this offset and must be all of the body.
    Null(usize),
    Answer(Machine<Hashes, Count>),
}

/// How far [`Scan::feed`] has read a piece.
#[derive(Clone, Copy, Debug)]
#[must_use = "behind a job of a list the rest of the piece is still to be fed"]
#[expect(clippy::exhaustive_enums, reason = "a third stop should break callers, not slip by them")]
pub enum Fed<'s> {
    /// To the end of this job of a list: feed the rest.
    Job(ScannedJob<'s>),
    /// All of it.
    All,
}

/// What an answer is, by the rules of [`Response::kind`](crate::Response::kind).
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new kind should break callers, not slip by them")]
pub enum Scanned<'s> {
    /// The report of a job.
    Job(ScannedJob<'s>),
    /// The server says no.
    Fault(Fault<'s>),
    /// A list of jobs, which [`Scan::feed`] has given one by one; see [`Scan::count`].
    Jobs,
    /// A job was started.
    Submitted(Submitted<'s>),
    /// Anything else; see [`Scan::success`], [`Scan::display_text`] and [`Scan::count`].
    Other,
}

impl Scan {
    /// Begins a scan, before the first byte of a body.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            window: Window::new(),
            tokens: Begun::Nothing,
            gather: Gather::new(),
            has_given: false,
            failed: None,
        }
    }

    /// Reads the next piece of the body, of any size.
    ///
    /// It stops where a job of a list has ended, and the next call reads the rest of the piece. So call it in a loop,
    /// as below, whatever the answer is expected to be. A job that it returns is whole, but the list may still turn out
    /// cut or wrong.
    ///
    /// # Errors
    /// Those of [`Response::parse`](crate::Response::parse), each as soon as it is known, and at the same offset except
    /// for a wrong end tag; `LongToken`. Every later call returns the same error. The rest of the body is still to come
    /// then: before the connection is used again, read and drop it, or close the connection.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Fed, Scan};
    ///
    /// let body = br#"{"listasyncjobsresponse":{"count":2,"asyncjobs":[
    ///     {"jobid":"a","jobstatus":1},{"jobid":"b","jobstatus":0}]}}"#;
    /// let (mut scan, mut done) = (Scan::new(), 0);
    /// for mut piece in body.chunks(7) {
    ///     while let Fed::Job(job) = scan.feed(&mut piece)? {
    ///         done += usize::from(job.status().is_done());
    ///     }
    /// }
    /// scan.finish()?;
    /// assert_eq!(done, 1);
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    pub fn feed(&mut self, piece: &mut &[u8]) -> Result<Fed<'_>, Error> {
        if core::mem::take(&mut self.has_given) {
            self.gather.next_item();
        }
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.has_given = self.advance(piece).inspect_err(|&error| self.failed = Some(error))?;
        let job = self.has_given.then_some(ScannedJob { gather: &self.gather, whose: Whose::Item });
        Ok(job.map_or(Fed::All, Fed::Job))
    }

    /// Says what the answer is, after the last piece.
    ///
    /// # Errors
    /// Those of [`feed`](Self::feed); `Incomplete`, `Empty` and `Null`, which only show at the end.
    pub fn finish(&self) -> Result<Scanned<'_>, Error> {
        self.whole()?;
        let answer = self.answer();
        Ok(match answer.rule() {
            Rule::Job => Scanned::Job(answer),
            Rule::Fault(fault) => Scanned::Fault(fault),
            Rule::Jobs => Scanned::Jobs,
            Rule::Submitted(submitted) => Scanned::Submitted(submitted),
            Rule::Other => Scanned::Other,
        })
    }

    /// Returns the flag of a command that was carried out at once.
    ///
    /// The same as [`Response::success`](crate::Response::success) of a whole body. `None` before the end of the body,
    /// and where it cannot be read.
    ///
    /// Wire: `{"deletezoneresponse":{"success":true}}`; `"true"` on servers up to 3.x.
    ///
    /// # Examples
    /// ```
    /// use cloudstack_codec::{Fed, Scan, Scanned};
    ///
    /// let body = br#"{"deletezoneresponse":{"success":false,"displaytext":"in use"}}"#;
    /// let mut scan = Scan::new();
    /// for mut piece in body.chunks(16) {
    ///     while let Fed::Job(_job_of_a_list) = scan.feed(&mut piece)? {}
    /// }
    /// assert!(matches!(scan.finish()?, Scanned::Other));
    /// assert_eq!(scan.success(), Some(false));
    /// assert_eq!(scan.display_text().unwrap(), "in use");
    /// # Ok::<(), cloudstack_codec::Error>(())
    /// ```
    #[must_use]
    pub fn success(&self) -> Option<bool> {
        self.whole().ok()?;
        self.answer().success()
    }

    /// Returns the text beside the flag: the reason, if the command did not succeed.
    ///
    /// `None` before the end of the body, and where it cannot be read.
    ///
    /// Wire: `{"deletezoneresponse":{"success":false,"displaytext":"…"}}`.
    #[must_use]
    #[doc(alias = "displaytext")]
    pub fn display_text(&self) -> Option<Text<'_>> {
        self.whole().ok()?;
        self.gather.kept_text(Whose::Root, Slot::DisplayText)
    }

    /// Returns how many items there are on all pages, as soon as that number has been read.
    ///
    /// Servers write it before the items. At the end it is the same as [`Response::count`](crate::Response::count). It
    /// stays known even if the body turns out wrong later: only [`finish`](Self::finish) says whether the body does.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        self.answer().count()
    }

    /// Returns the syntax of the body, as soon as it has begun to be an answer.
    #[must_use]
    pub const fn syntax(&self) -> Option<Syntax> {
        match self.tokens {
            Begun::Answer(_) => Some(self.gather.syntax),
            Begun::Nothing | Begun::Null(_) => None,
        }
    }

    /// What has been gathered of the answer.
    const fn answer(&self) -> ScannedJob<'_> {
        ScannedJob { gather: &self.gather, whose: Whose::Root }
    }

    /// Reads on to the end of a job of a list, or of the piece.
    fn advance(&mut self, piece: &mut &[u8]) -> Result<bool, Error> {
        loop {
            self.window.fill(piece)?;
            if self.take_tokens()? {
                return Ok(true);
            }
            if self.window.is_broken() {
                // Always fails: by what is wrong before the broken character, or else by that.
                self.end()?;
            }
            self.slide();
            if piece.is_empty() {
                return Ok(false);
            }
            if self.window.is_full() {
                match shorten::longest(&self.window, self.gather.syntax) {
                    Some(run) => self.window.leave_out(run)?,
                    None => return Err(self.window.long_token()),
                }
            }
        }
    }

    /// Takes the tokens that are at hand, up to the end of a job of a list.
    fn take_tokens(&mut self) -> Result<bool, Error> {
        self.begin()?;
        let Begun::Answer(tokens) = &mut self.tokens else { return Ok(false) };
        loop {
            match tokens.step(self.window.body()) {
                Ok(token) => {
                    if self.gather.take(token, &self.window) {
                        return Ok(true);
                    }
                }
                Err(error) if error.kind() == ErrorKind::Incomplete => return Ok(false),
                Err(error) => return Err(error.kind().at(self.window.offset(error.offset()))),
            }
        }
    }

    /// Looks at the beginning of a body: finds its syntax, or what it is instead of an answer.
    fn begin(&mut self) -> Result<(), Error> {
        if let Begun::Answer(_) = self.tokens {
            return Ok(());
        }
        if self.window.offset(0) == 0 && self.window.body().starts_with(BOM) {
            self.window.slide(BOM.len());
        }
        self.window.slide(find::skip_space(self.window.body(), 0));
        if matches!(self.tokens, Begun::Nothing) && self.window.body().starts_with(b"null") {
            self.tokens = Begun::Null(self.window.offset(0));
            self.window.slide(b"null".len());
            self.window.slide(find::skip_space(self.window.body(), 0));
        }
        self.tokens = match (&self.tokens, self.window.body()) {
            (_, []) => return Ok(()),
            (Begun::Null(at), _) => return Err(ErrorKind::ExpectedBody(b'n').at(*at)),
            (_, [b'<', ..]) => {
                self.gather.syntax = Syntax::Xml;
                Begun::Answer(Machine::Xml(Xml::in_pieces(Hashes::new())))
            }
            (_, [b'{', ..]) => {
                self.gather.syntax = Syntax::Json;
                Begun::Answer(Machine::Json(Json::in_pieces(Count::new())))
            }
            (_, start) if b"null".starts_with(start) => return Ok(()),
            (_, &[byte, ..]) => return Err(ErrorKind::ExpectedBody(byte).at(self.window.offset(0))),
        };
        Ok(())
    }

    /// Drops the bytes whose tokens have been taken.
    fn slide(&mut self) {
        let Begun::Answer(tokens) = &mut self.tokens else { return };
        let by = tokens.offset();
        match tokens {
            Machine::Xml(xml) => {
                self.window.slide(by);
                xml.slide(by);
            }
            Machine::Json(json) => {
                if let Some(name) = json.array() {
                    self.gather.keep_array(name, &self.window);
                }
                if let Some((name, content)) = json.first() {
                    self.gather.take_first(name, content, &self.window);
                }
                let passed = self.window.slide(by);
                json.slide(by, passed);
            }
        }
    }

    /// Checks that a whole body has been read, and nothing wrong.
    fn whole(&self) -> Result<(), Error> {
        self.failed.map_or_else(|| self.end(), Err)
    }

    /// Checks that what has been read is a whole body.
    fn end(&self) -> Result<(), Error> {
        match (self.end_of_good(), self.window.bad_end()) {
            (result, None) => result,
            // What is wrong before the broken character comes first.
            (Err(error), Some(_)) if !error.kind().is_good_so_far() => Err(error),
            (_, Some(bad)) => Err(bad),
        }
    }

    /// The same, up to the last whole character.
    fn end_of_good(&self) -> Result<(), Error> {
        let incomplete = ErrorKind::Incomplete.at(self.window.end());
        let mut tokens = match &self.tokens {
            Begun::Answer(tokens) => tokens.clone(),
            Begun::Null(at) => return Err(ErrorKind::Null.at(*at)),
            Begun::Nothing => {
                return Err(match *self.window.body() {
                    [] => ErrorKind::Empty.at(self.window.end()),
                    [byte, ..] => ErrorKind::ExpectedBody(byte).at(self.window.offset(0)),
                });
            }
        };
        match &mut tokens {
            Machine::Xml(xml) => xml.ends(),
            Machine::Json(json) => json.ends(),
        }
        match tokens.step(self.window.body()) {
            Ok(Token::Edge(Edge::End)) => Ok(()),
            // The first member of a document, where none is an object.
            Ok(Token::Leaf(_)) if !self.gather.is_rooted => Ok(()),
            // A job of a list has ended, and what follows was not fed.
            Ok(_) => Err(incomplete),
            Err(error) if error.kind() == ErrorKind::Incomplete => Err(incomplete),
            Err(error) => Err(error.kind().at(self.window.offset(error.offset()))),
        }
    }
}

/// Moves `len` bytes, of which some may move to where others stand. `copy_within` would link a panic.
fn shift(bytes: &mut [u8], from: usize, to: usize, len: usize) {
    for i in 0..len {
        // From the side that they move to, so that none is overwritten.
        let i = if to < from { i } else { len.wrapping_sub(i).wrapping_sub(1) };
        let byte = bytes.get(from.wrapping_add(i)).copied();
        if let (Some(byte), Some(slot)) = (byte, bytes.get_mut(to.wrapping_add(i))) {
            *slot = byte;
        }
    }
}

impl Default for Scan {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan")
            .field("read", &self.window.end())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl From<Scanned<'_>> for Heard {
    fn from(scanned: Scanned<'_>) -> Self {
        match scanned {
            Scanned::Job(job) => Self::from(job),
            Scanned::Fault(fault) => Self::from(fault),
            Scanned::Jobs | Scanned::Submitted(_) | Scanned::Other => Self::Nothing,
        }
    }
}

/// From a job of a [list](crate::Poller#many-jobs-at-once). A report without `jobstatus` says nothing.
impl From<ScannedJob<'_>> for Heard {
    fn from(job: ScannedJob<'_>) -> Self {
        Job::heard(&job)
    }
}

/// An answer that cannot be read says nothing of the job.
impl From<Result<Scanned<'_>, Error>> for Heard {
    fn from(scanned: Result<Scanned<'_>, Error>) -> Self {
        scanned.map_or(Self::Nothing, Self::from)
    }
}
