//! Every public function, so that a linked image has all of them in it, for any arguments.
//!
//! A function is taken by a pointer that the compiler cannot look behind; one that is generic, or gives what has no
//! name, is called by another that is. `ci/no-panic` knows the public functions from their documentation and misses
//! those that do not stand here. What is derived is left out: of a type with a `Duration`, a `str` or more than five
//! members, the `Debug` of `core` brings panics that nothing leads to.

#![no_std]

use core::borrow::Borrow;
use core::fmt::{self, Debug, Display, Write};
use core::hash::{Hash, Hasher};
use core::hint::black_box;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::str::FromStr;
use core::time::Duration;

use cloudstack_codec::answer::{Answer, Job, List, Outcome, WriteError, Writer};
use cloudstack_codec::{
    BadId, BadPace, BadSyntax, BadTimestamp, Chars, Children, Command, CommandError, CommandErrorKind, End,
    Endpoint, EndpointError, EndpointErrorKind, Error, ErrorCode, ErrorKind, Fault, Fixed, Heard, JobId,
    JobList, JobReport, JobResult, JobState, JobStatus, Jobs, Location, Method, NoRoom, Node, Pace, Params,
    Poller, Query, Reader, Request, ResourceId, Response, Scan, Scanned, ScannedJob, Submitted, Syntax, Text,
    Timestamp, TooMany,
};
#[cfg(feature = "sign")]
use cloudstack_codec::{Credentials, HmacSha1, HmacSha512, Mac, Refusal, Signature};

/// Where the linker begins.
#[unsafe(no_mangle)]
pub extern "C" fn every() {
    reading();
    judging();
    waiting();
    asking();
    #[cfg(feature = "sign")]
    signing();
    answering();
    showing();
}

/// A planted panic, which must be found.
#[unsafe(no_mangle)]
pub extern "C" fn planted() -> u8 {
    black_box(&[1, 2, 3][..])[black_box(3)]
}

macro_rules! functions {
    ($type:ty: $($function:expr),+ $(,)?) => {
        $(black_box($function as $type);)+
    };
}

macro_rules! implemented {
    ($function:ident $type:ty: $trait:path => $($for:ty),+ $(,)?) => {
        functions!($type: $(<$for as $trait>::$function),+)
    };
}

fn reading() {
    functions!(fn(_) -> _: Error::kind, Error::offset, ErrorCode::retry);
    functions!(fn(_, _) -> _: Error::locate, shown);
    functions!(fn(_) -> _: Reader::new, Reader::strict, Reader::next, Reader::skip, Reader::syntax, Reader::offset);
    functions!(fn(_) -> _: Node::name, Node::syntax, Node::raw, Node::offset, Node::text, Node::children, Node::reader);
    functions!(fn(_, _) -> _: Node::child, Node::text_of, Node::attribute, all);
    functions!(fn(_, _) -> _: Node::get::<u32>, Node::get::<bool>, Node::get::<JobId>, Node::get::<Timestamp>);
    functions!(fn(_, _, _) -> _: Node::write);
    functions!(fn(_) -> _: Text::plain, Text::raw, Text::as_str, Text::is_empty, Text::is_cut, Text::chars);
    functions!(fn(_) -> _: Text::parse::<u32>, Text::parse::<bool>, Text::parse::<JobId>, Text::parse::<ResourceId>);
    functions!(fn(_) -> _: Text::parse::<u64>, Text::parse::<i64>, Text::parse::<Timestamp>);
    functions!(fn(_, _) -> _: Text::decode_into, Text::percent_decode_into, Text::to_str_in);
    functions!(fn(_) -> _: JobId::new, JobId::as_str, ResourceId::new, ResourceId::as_str);
    functions!(fn(_) -> _: Timestamp::unix_seconds, Timestamp::offset_seconds);
    functions!(fn(_, _) -> _: Timestamp::new);
    implemented!(from_str fn(_) -> _: FromStr => JobId, ResourceId, Syntax, Timestamp);
    implemented!(try_from fn(_) -> _: TryFrom<&str> => JobId, ResourceId);
    implemented!(try_from fn(_) -> _: TryFrom<Text<'_>> => JobId, ResourceId);
    implemented!(from fn(_) -> _: From<u64> => JobId, ResourceId);
    implemented!(from fn(_) -> _: From<&str> => Text<'_>);
    implemented!(borrow fn(_) -> _: Borrow<str> => JobId, ResourceId);
    implemented!(hash fn(_, &mut Own) -> _: Hash => JobId, ResourceId, Text<'_>);
    implemented!(cmp fn(_, _) -> _: Ord => Text<'_>);
    implemented!(partial_cmp fn(_, _) -> _: PartialOrd => Text<'_>);
    implemented!(next fn(_) -> _: Iterator => Chars<'_>, Children<'_>, JobList<'_>, Jobs<'_>, Params<'_>);
    implemented!(eq fn(_, _) -> _: PartialEq => Node<'_>, Text<'_>);
    implemented!(eq fn(_, _) -> _: PartialEq<str> => JobId, ResourceId, Text<'_>);
    implemented!(eq fn(_, _) -> _: PartialEq<&str> => JobId, ResourceId, Text<'_>);
    implemented!(eq fn(_, _) -> _: PartialEq<Text<'_>> => str, &str);
}

fn shown(error: Error, (body, out): (&[u8], &mut dyn Write)) -> fmt::Result {
    write!(out, "{}", Error::show(error, body))
}

fn all(node: &Node<'_>, name: &str) -> usize {
    Node::all(node, name).count()
}

fn judging() {
    functions!(fn(_) -> _: Response::parse, Response::parse_strict, Response::parse_xml, Response::parse_json);
    functions!(fn(_) -> _: Response::name, Response::node, Response::syntax, Response::version, Response::fault);
    functions!(fn(_) -> _: Response::or_fault, Response::display_text);
    functions!(fn(_) -> _: Response::submitted, Response::job, Response::jobs, Response::count, Response::success);
    functions!(fn(_) -> _: Response::kind, Submitted::job_id, Submitted::resource_id);
    functions!(fn(_, _) -> _: items);
    functions!(fn(_) -> _: Jobs::new, Jobs::syntax, Jobs::response, JobList::total);
    functions!(fn(_) -> _: JobReport::state, JobReport::job_id, JobReport::status, JobReport::progress, JobReport::node);
    functions!(fn(_) -> _: JobReport::result_code, JobReport::result_type, JobReport::result, JobReport::account_id);
    functions!(fn(_) -> _: JobReport::account, JobReport::domain_id, JobReport::domain_path, JobReport::user_id);
    functions!(fn(_) -> _: JobReport::cmd, JobReport::job_instance_type, JobReport::job_instance_id);
    functions!(fn(_) -> _: JobReport::management_server_id, JobReport::management_server_name);
    functions!(fn(_) -> _: JobReport::created, JobReport::completed);
    functions!(fn() -> _: Scan::new);
    functions!(fn(_, _) -> _: Scan::feed);
    functions!(fn(_) -> _: Scan::success, Scan::display_text, Scan::count, Scan::syntax);
    functions!(fn(_) -> _: Scan::finish, ScannedJob::state, ScannedJob::result, ScannedJob::job_id, ScannedJob::status);
    functions!(fn(_) -> _: ScannedJob::progress, ScannedJob::result_code);
    functions!(fn(_) -> _: JobStatus::is_done, JobStatus::code, JobStatus::new);
    functions!(fn(_) -> _: JobState::<'_, Node<'_>>::status, JobState::<'_, Node<'_>>::is_done, JobResult::<'_, Node<'_>>::object);
    functions!(fn(_) -> _: state_with_name, result_with_name);
    functions!(fn(_) -> _: Fault::retry_after);
    functions!(fn(_, _) -> _: Fault::new);
}

fn items(response: &Response<'_>, name: &str) -> usize {
    Response::items(response, name).count()
}

fn state_with_name<'a>(state: JobState<'a>) -> JobState<'a, Text<'a>> {
    JobState::map_object(state, |node| Node::name(&node))
}

fn result_with_name<'a>(result: JobResult<'a>) -> JobResult<'a, Text<'a>> {
    JobResult::map_object(result, |node| Node::name(&node))
}

fn waiting() {
    functions!(fn(_) -> _: Pace::every, Pace::check);
    functions!(fn(_, _) -> _: Pace::first, Pace::growth, Pace::ceiling, Pace::deadline);
    functions!(fn(_, _, _) -> _: Pace::misses, Poller::new);
    functions!(fn(_, _) -> _: Poller::resource, Poller::step, Poller::asked, Poller::missed);
    functions!(fn(_, _, _) -> _: heard::<Heard>, heard::<Response<'_>>, heard::<&Response<'_>>);
    functions!(fn(_, _, _) -> _: heard::<Result<Response<'_>, Error>>);
    functions!(fn(_) -> _: Poller::job_id, Poller::resource_id, Poller::pace, Poller::polls, Poller::misses);
    functions!(fn(_) -> _: Poller::progress, Poller::elapsed, Poller::is_asking, Poller::end);
    implemented!(default fn() -> _: Default => Pace, Fault<'_>, Scan, Text<'_>);
    implemented!(from fn(_) -> _: From<Response<'_>> => Heard);
    implemented!(from fn(_) -> _: From<&Response<'_>> => Heard);
    implemented!(from fn(_) -> _: From<Result<Response<'_>, Error>> => Heard);
    implemented!(from fn(_) -> _: From<Result<Response<'_>, Fault<'_>>> => Heard);
    implemented!(from fn(_) -> _: From<Fault<'_>> => Heard);
    implemented!(from fn(_) -> _: From<Scanned<'_>> => Heard);
    implemented!(from fn(_) -> _: From<JobReport<'_>> => Heard);
    implemented!(from fn(_) -> _: From<ScannedJob<'_>> => Heard);
    implemented!(from fn(_) -> _: From<Result<Scanned<'_>, Error>> => Heard);
}

fn heard<H: Into<Heard>>(poller: &mut Poller, now: Duration, what: H) {
    Poller::heard(poller, now, what);
}

fn asking() {
    functions!(fn(_) -> _: Query::parse, Query::parse_lenient, Query::parse_bytes, Query::of_url, Query::as_str);
    functions!(fn(_) -> _: Query::params, Query::command, Query::response);
    functions!(fn(_, _) -> _: Query::get, Query::get_exact, Query::name_at, string_to_sign);
    functions!(fn(_) -> _: Endpoint::<&str>::parse, Endpoint::<&str>::is_https, Endpoint::<&str>::authority);
    functions!(fn(_) -> _: Endpoint::<&str>::as_str, Endpoint::<&str>::host, Endpoint::<&str>::port, EndpointError::kind, EndpointError::offset);
    functions!(fn(_) -> _: Endpoint::<&str>::path, Method::of, Method::as_str, Request::method, Request::body, Request::fits);
    implemented!(from_str fn(_) -> _: FromStr => Endpoint<Own>);
    functions!(fn(_, _) -> _: Endpoint::<&str>::request, Request::by, target, url);
    functions!(fn(_) -> _: Syntax::as_str, Syntax::content_type);
    functions!(fn(_) -> _: Fixed::new, Fixed::as_str, Fixed::into_str);
    implemented!(write_str fn(_, _) -> _: Write => Fixed<'_>);
    implemented!(as_ref fn(_) -> _: AsRef<str> => Fixed<'_>, JobId, ResourceId);
    functions!(fn(_) -> _: CommandError::kind, CommandError::parameter);
    functions!(fn(_, _) -> _: Command::in_buf);
    building::<Fixed<'static>>();
    building::<Own>();
    values();
}

fn string_to_sign(query: &Query<'_>, out: &mut dyn Write) -> fmt::Result {
    let Ok(text) = Query::string_to_sign(query) else { return Ok(()) };
    write!(out, "{text}")
}

fn target(request: &Request<'_>, out: &mut dyn Write) -> fmt::Result {
    write!(out, "{}", Request::target(request))
}

fn url(request: &Request<'_>, out: &mut dyn Write) -> fmt::Result {
    write!(out, "{}", Request::url(request))
}

/// A sink and a hasher that nothing is known of.
struct Own {
    write: fn(&str) -> fmt::Result,
    text: fn() -> &'static str,
    hash: fn(&[u8]) -> u64,
}

impl Write for Own {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        (self.write)(text)
    }
}

impl From<&str> for Own {
    fn from(_: &str) -> Self {
        black_box(Self { write: |_| Ok(()), text: || "", hash: |_| 0 })
    }
}

impl AsRef<str> for Own {
    fn as_ref(&self) -> &str {
        (self.text)()
    }
}

impl Hasher for Own {
    fn write(&mut self, bytes: &[u8]) {
        (self.hash)(bytes);
    }

    fn finish(&self) -> u64 {
        (self.hash)(&[])
    }
}

fn building<W: Write + AsRef<str> + 'static>() {
    functions!(fn(_, _) -> _: Command::<W>::new, Command::<W>::response, Command::<W>::custom_job_id, Command::<W>::expires);
    functions!(fn(_) -> _: Command::<W>::finish);
    functions!(fn(_, _, _) -> _: list::<W>);
    functions!(fn(_, (_, _, _), _) -> _: at::<W>);
    functions!(fn(_, _, _) -> _: entries::<W>, pairs::<W>);
    functions!(fn(_, (_, _), _) -> _: fields::<W>);
    implemented!(extend fn(_, [_; 1]) -> _: Extend<(&str, &str)> => Command<W>);
    #[cfg(feature = "sign")]
    functions!(fn(_, _) -> _: Command::<W>::sign::<&str, HmacSha1>, Command::<W>::sign::<&str, HmacSha512>);
}

fn list<W: Write + AsRef<str>>(command: Command<W>, name: &str, items: &[&str]) -> Command<W> {
    Command::list(command, name, items)
}

fn at<W: Write + AsRef<str>>(command: Command<W>, at: (&str, u16, &str), value: &str) -> Command<W> {
    Command::at(command, at.0, at.1, at.2, value)
}

type Entries<'e> = &'e [(&'e str, &'e str)];

fn fields<W: Write + AsRef<str>>(command: Command<W>, at: (&str, u16), fields: Entries<'_>) -> Command<W> {
    Command::fields(command, at.0, at.1, fields.iter().copied())
}

fn entries<W: Write + AsRef<str>>(command: Command<W>, name: &str, entries: Entries<'_>) -> Command<W> {
    Command::entries(command, name, entries.iter().copied())
}

fn pairs<W: Write + AsRef<str>>(command: Command<W>, name: &str, pairs: Entries<'_>) -> Command<W> {
    Command::pairs(command, name, pairs.iter().copied())
}

/// All types of values.
fn values() {
    macro_rules! of {
        ($($value:ty),+) => {$(
            functions!(fn(_, _, _) -> _:
                |command: Command<Own>, name: &str, value: $value| Command::param(command, name, value),
                |command: Command<Own>, name: &str, value: Option<$value>| Command::option(command, name, value),
            );
        )+};
    }
    of!(&str, bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, JobId, ResourceId);
    of!(IpAddr, Ipv4Addr, Ipv6Addr, Text<'_>, fmt::Arguments<'_>);
}

#[cfg(feature = "sign")]
fn signing() {
    functions!(fn(_, _) -> _: Credentials::<&str>::new);
    functions!(fn(_) -> _: Signature::as_str);
    functions!(fn(_, _) -> _: escaped);
    implemented!(as_ref fn(_) -> _: AsRef<str> => Signature);
    signing_by::<HmacSha1>();
    signing_by::<HmacSha512>();
}

#[cfg(feature = "sign")]
fn escaped(signature: &Signature, out: &mut dyn Write) -> fmt::Result {
    write!(out, "{}", Signature::escaped(signature))
}

#[cfg(feature = "sign")]
fn signing_by<M: Mac>() {
    functions!(fn(_, _) -> _: Credentials::<&str, M>::with_mac, Credentials::<&str, M>::sign);
    functions!(fn(_) -> _: Credentials::<&str, M>::api_key);
    functions!(fn(_, _, _) -> _: Query::verify::<&str, M>);
}

fn answering() {
    functions!(fn(_, _) -> _: Answer::to, Answer::named, Answer::version);
    functions!(fn(_, _, _) -> _: Answer::job, Answer::fault, jobs, list_of, object, own);
    functions!(fn(_, _, _, _) -> _: Answer::submitted, Answer::success);
    functions!(fn(_) -> _: Job::new, Writer::syntax);
    functions!(fn(_, _) -> _: Job::account_id, Job::account, Job::domain_id, Job::domain_path, Job::user_id, Job::cmd);
    functions!(fn(_, _) -> _: Job::progress, Job::result_code, Job::result, Job::job_instance_type, Job::job_id);
    functions!(fn(_, _) -> _: Job::job_instance_id, Job::management_server_id, Job::management_server_name);
    functions!(fn(_, _) -> _: Job::created, Job::completed, Job::write, Writer::members_of);
    functions!(fn(_, _, _) -> _: Writer::bool, writer_object, writer_list, writer_text);
    functions!(fn(_, _, _) -> _: writer_number);
    implemented!(from fn(_) -> _: From<fmt::Error> => WriteError);
}

type Written = Result<(), WriteError>;

fn jobs(answer: &Answer<'_>, out: &mut dyn Write, jobs: &[Job<'_>]) -> Written {
    Answer::jobs(answer, out, black_box(1), jobs.iter().copied())
}

fn list_of(answer: &Answer<'_>, out: &mut dyn Write, items: &[&str]) -> Written {
    Answer::list(answer, out, black_box(""), black_box(1), items, |w, item| {
        Writer::text(w, black_box(""), item)
    })
}

/// What writes members, which nothing is known of.
type Members = fn(&mut Writer<'_>) -> Written;

fn object(answer: &Answer<'_>, out: &mut dyn Write, (name, members): (&str, Members)) -> Written {
    Answer::object(answer, out, name, members)
}

fn own(answer: &Answer<'_>, out: &mut dyn Write, members: Members) -> Written {
    Answer::write(answer, out, members)
}

fn writer_object(writer: &mut Writer<'_>, name: &str, members: Members) -> Written {
    Writer::object(writer, name, members)
}

fn writer_text(writer: &mut Writer<'_>, name: &str, text: &dyn Display) -> Written {
    Writer::text(writer, name, text)
}

fn writer_number(writer: &mut Writer<'_>, name: &str, number: u64) -> Written {
    Writer::number(writer, name, number)
}

fn writer_list(writer: &mut Writer<'_>, name: &str, members: Members) -> Written {
    Writer::list(writer, name, |list| {
        List::object(list, members)?;
        List::text(list, black_box(""))?;
        List::bool(list, black_box(true))?;
        numbers(list)
    })
}

/// All types of integers.
fn numbers(list: &mut List<'_, '_>) -> Written {
    macro_rules! of {
        ($($integer:ty),+) => {
            $(List::number(list, black_box::<$integer>(0))?;)+
        };
    }
    of!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
    Ok(())
}

fn showing() {
    implemented!(fmt fn(_, _) -> _: Display => Endpoint<&str>, Syntax, BadId, BadPace, BadSyntax, BadTimestamp, CommandError, CommandErrorKind,
        End, EndpointError, EndpointErrorKind, Error, ErrorCode, ErrorKind, Fault<'_>, JobId, JobStatus, Location, Method, NoRoom, ResourceId, Text<'_>, Timestamp,
        TooMany, WriteError);
    #[cfg(feature = "sign")]
    implemented!(fmt fn(_, _) -> _: Display => Refusal, Signature);
    implemented!(fmt fn(_, _) -> _: Debug => Children<'_>, Reader<'_>, Scan, ScannedJob<'_>, Command<Own>, Endpoint<&str>, Fixed<'_>, JobId, JobList<'_>, JobReport<'_>,
        Jobs<'_>, Node<'_>, Outcome<'_>, Params<'_>, Query<'_>, ResourceId, Response<'_>, Text<'_>, Writer<'_>);
    #[cfg(feature = "sign")]
    implemented!(fmt fn(_, _) -> _: Debug => Credentials<&str>, HmacSha1, HmacSha512, Signature);
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
