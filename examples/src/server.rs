//! The simulator behind HTTP: every connection is bounded in bytes and in time, and there are only so many.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use cloudstack_codec::{MAX_FORM, MAX_HEAD};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use crate::settings::Settings;
use crate::simulator::{PATH, Reply, Request, Simulator};

/// How many clients are served at once; for one more, the oldest is dropped.
const MAX_CONNECTIONS: usize = 256;

/// How long a connection may take, which is for one request and its answer.
const MAX_TIME: Duration = Duration::from_secs(30);

/// How long a client may go on sending once it has its answer.
const MAX_LINGER: Duration = Duration::from_secs(1);

/// A simulated management server that listens on a TCP port.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    simulator: Simulator,
}

impl Server {
    /// Listens on an address; port 0 takes any free port.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn bind(address: impl ToSocketAddrs, settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, simulator: Simulator::new(settings) })
    }

    /// Returns the URL of the API.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Serves for as long as the process lives.
    ///
    /// # Errors
    /// Those of the operating system, before the first client is served.
    pub fn run(self) -> io::Result<Infallible> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(self.serve())
    }

    async fn serve(self) -> io::Result<Infallible> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let simulator = Arc::new(Mutex::new(self.simulator));
        let clock = Clock::start();
        let mut connections = VecDeque::<AbortHandle>::new();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, most likely, and no reason to stop: some will be closed.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            connections.retain(|connection| !connection.is_finished());
            if connections.len() >= MAX_CONNECTIONS {
                // Serving a client takes no time, so the oldest one is doing nothing, or not enough.
                connections.pop_front().inspect(AbortHandle::abort);
            }
            let simulator = Arc::clone(&simulator);
            let serve = async move { serve_connection(stream, &simulator, || clock.now()).await };
            connections.push_back(tokio::spawn(serve).abort_handle());
        }
    }
}

/// Serves one connection, whatever its bytes: what [`Server`] does with each, without a socket.
pub async fn serve_connection(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    simulator: &Mutex<Simulator>,
    now: impl Fn() -> Duration,
) {
    let now = &now;
    let connection = http1::Builder::new()
        .keep_alive(false)
        // A client may close its side when it has sent all, and wait for the answer.
        .half_close(true)
        .max_buf_size(MAX_HEAD)
        .serve_connection(
            TokioIo::new(&mut stream),
            service_fn(async |request| Ok::<_, Infallible>(respond(simulator, now, request).await)),
        );
    // What a client did wrong has been answered, or the client is gone.
    if let Ok(Err(error)) = timeout(MAX_TIME, connection).await {
        tell(simulator, format_args!("no request: {error}"));
    }
    // If a socket is closed before all has been read, the answer is lost: so the rest is read, and dropped.
    let _ = timeout(MAX_LINGER, async {
        stream.shutdown().await?;
        let mut rest = [0; 1 << 14];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    })
    .await;
}

async fn respond(
    simulator: &Mutex<Simulator>,
    now: impl Fn() -> Duration,
    request: hyper::Request<Incoming>,
) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let reply = match Limited::new(body, MAX_FORM).collect().await {
        Ok(body) => {
            let body = body.to_bytes();
            let request = Request {
                method: head.method.as_str(),
                target: head.uri.path_and_query().map_or("", |target| target.as_str()),
                form: if is_form(&head.headers) { &body } else { b"" },
            };
            lock(simulator).answer(&request, now())
        }
        Err(error) if error.is::<LengthLimitError>() => Reply::page(413, "a form of more than 1 MiB"),
        Err(_) => Reply::page(400, "a body that cannot be read"),
    };
    tell(simulator, format_args!("{} {}", head.method, reply.log));
    let mut response = hyper::Response::new(Full::from(reply.body));
    *response.status_mut() = hyper::StatusCode::from_u16(reply.status).unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    if response.status() == hyper::StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
    }
    response
}

fn lock(simulator: &Mutex<Simulator>) -> MutexGuard<'_, Simulator> {
    simulator.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes a line of the log, if there is to be one and somebody reads it.
fn tell(simulator: &Mutex<Simulator>, line: fmt::Arguments<'_>) {
    if lock(simulator).settings.log {
        let _ = writeln!(io::stderr(), "{line}");
    }
}

fn is_form(headers: &hyper::HeaderMap) -> bool {
    let form = b"application/x-www-form-urlencoded";
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.as_bytes().get(..form.len()));
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case(form))
}

/// The time since 1970, read once; from then on it never goes back.
#[derive(Clone, Copy)]
struct Clock {
    start: Instant,
    unix: Duration,
}

impl Clock {
    fn start() -> Self {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start: Instant::now(), unix }
    }

    fn now(&self) -> Duration {
        self.unix.saturating_add(self.start.elapsed())
    }
}
