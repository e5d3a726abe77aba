//! Reads what was captured off the wire and explains it.
//!
//! `response` reads the bodies of answers, `query` the queries of requests, `sign` signs, `verify` says whether a
//! signature holds and what is wrong if it does not. The output is one JSON line for each, in order; a query that is
//! given to `sign` as an argument is printed as it is to be sent.

mod input;
mod query;
mod response;
mod sign;

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _, stdout};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde::Serialize;

/// Explain what CloudStack clients and servers say to each other, in one JSON line for each query or answer.
#[derive(Parser)]
#[command(name = "inspect", version, after_help = STATUS)]
struct Arguments {
    /// Write for people: indented, with an excerpt if something is wrong. The default on a terminal.
    #[arg(long, global = true)]
    pretty: bool,
    #[command(subcommand)]
    verb: Verb,
}

const STATUS: &str = "\
Exit status:
  0  All was read, and signed or found right
  1  A body, a query or a line cannot be read, or a signature does not hold: its line says why
  2  The arguments are wrong, a query cannot be signed, or the output cannot be written";

#[derive(Subcommand)]
enum Verb {
    /// Read the bodies of answers and say what each is. Exit status 1 if any cannot be read.
    Response {
        /// Files with one body each; `-` is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Refuse what servers are known to write wrongly.
        #[arg(long)]
        strict: bool,
        /// Show the object of a result too, as a map; a virtual machine also as the library models it. Of a list, show
        /// each item as a map.
        #[arg(long)]
        objects: bool,
        /// Read in pieces of N bytes, as a device with little memory does; long texts are cut.
        #[arg(long, value_name = "N", conflicts_with_all = ["strict", "objects"])]
        pieces: Option<NonZeroUsize>,
    },
    /// Read the queries of requests and say what each asks for: on each line of standard input a query string, a URL,
    /// or a request line, as captured or in quotes as an access log has it. Exit status 1 if any cannot be read.
    Query,
    /// Sign a query with a key, or each line {"secret": …, "params": [[name, value], …]} of standard input. Exit status
    /// 1 if a line cannot be signed, 2 if a query cannot.
    Sign {
        /// The API key that goes into the query.
        #[arg(long, requires = "query")]
        key: Option<String>,
        /// The secret that belongs to the key; given in the environment, it is hidden from other users. Lines of
        /// standard input have their own.
        #[arg(long, env = "CLOUDSTACK_SECRET", hide_env_values = true)]
        secret: Option<String>,
        /// Sign with HMAC-SHA512 instead of HMAC-SHA1.
        #[arg(long, requires = "query")]
        sha512: bool,
        /// The query to sign, `command=…&…`, or a URL or a request line with one.
        #[arg(requires = "key", requires = "secret")]
        query: Option<String>,
    },
    /// Say whether the signature of a query holds and, if not, why. Exit status 1 if not.
    ///
    /// `explained_by` names what clients are known to do wrongly. It is empty if none of that gives the signature: then
    /// most likely the secret is a different one, or the query was changed after it was signed.
    Verify {
        /// The secret of the key that signed; given in the environment, it is hidden from other users.
        #[arg(long, env = "CLOUDSTACK_SECRET", hide_env_values = true)]
        secret: String,
        /// The API key that must have signed; by default the query's own.
        #[arg(long)]
        key: Option<String>,
        /// The time to judge `expires` by, in Unix seconds; by default now.
        #[arg(long, allow_negative_numbers = true)]
        now: Option<i64>,
        /// The signed query, or a URL or a request line with one.
        query: String,
    },
}

/// Writes the lines, and remembers whether all was well.
struct Output {
    pretty: bool,
    code: u8,
}

impl Output {
    fn line(&self, line: &impl Serialize) -> io::Result<()> {
        let mut out = stdout().lock();
        if self.pretty {
            serde_json::to_writer_pretty(&mut out, line)
        } else {
            serde_json::to_writer(&mut out, line)
        }?;
        out.write_all(b"\n")
    }

    /// Writes what is wrong, and remembers that something is.
    fn error(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.code = 1;
        self.line(line)
    }

    /// Shows people what is wrong where it is.
    fn excerpt(&self, source: impl Display, shown: impl Display) {
        if self.pretty {
            // If standard error is closed, the line and the status say enough, here and below.
            let _ = writeln!(io::stderr(), "{source}: {shown}");
        }
    }
}

fn main() -> ExitCode {
    let Arguments { pretty, verb } = Arguments::parse();
    let mut output = Output { pretty: pretty || stdout().is_terminal(), code: 0 };
    let done = match verb {
        Verb::Response { files, pieces: Some(size), .. } => {
            response::explain_pieces(&files, size, &mut output)
        }
        Verb::Response { files, strict, objects, pieces: None } => {
            response::explain(&files, strict, objects, &mut output)
        }
        Verb::Query => query::explain(&mut output),
        Verb::Sign { key: Some(key), secret: Some(secret), sha512, query: Some(query) } => {
            sign::query(&query, &key, &secret, sha512)
                .map_err(io::Error::other)
                .and_then(|signed| writeln!(stdout(), "{signed}"))
        }
        Verb::Sign { .. } => sign::lines(&mut output),
        Verb::Verify { secret, key, now, query } => {
            sign::verify(&query, key.as_deref(), &secret, now, &mut output)
        }
    };
    match done {
        Ok(()) => ExitCode::from(output.code),
        // Whoever read the lines has had enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(output.code),
        Err(error) => {
            let _ = writeln!(io::stderr(), "inspect: {error}");
            ExitCode::from(2)
        }
    }
}
