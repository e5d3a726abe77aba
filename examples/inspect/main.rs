//! Reads what was captured off the wire and explains it.
//!
//! `response` reads the bodies of answers, `query` the queries of requests, `sign` signs, `verify` says whether a
//! signature holds and what is wrong where it does not. What comes out is one JSON line a thing, in order.

mod response;

use std::io::{IsTerminal as _, Write as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::Value;

/// Explain what CloudStack clients and servers say to each other, one JSON line a thing.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Write for people: indented, and with an excerpt where something is wrong. The default on a terminal.
    #[arg(long, global = true)]
    pretty: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Read the bodies of answers and say what each is. Exit status 1 where any cannot be read.
    Response {
        /// Files with one body each; `-` is standard input.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Refuse what servers are known to write wrongly.
        #[arg(long)]
        strict: bool,
    },
}

/// Writes the lines, and remembers whether all was well.
struct Output {
    pretty: bool,
    code: u8,
}

impl Output {
    fn line(&mut self, line: &Value) -> std::io::Result<()> {
        let mut out = stdout().lock();
        if self.pretty {
            serde_json::to_writer_pretty(&mut out, line)
        } else {
            serde_json::to_writer(&mut out, line)
        }?;
        out.write_all(b"\n")
    }
}

fn main() -> ExitCode {
    let Arguments { pretty, verb } = Arguments::parse();
    let mut output = Output { pretty: pretty || stdout().is_terminal(), code: 0 };
    let done = match verb {
        Verb::Response { files, strict } => response::explain(&files, strict, &mut output),
    };
    match done {
        Ok(()) => ExitCode::from(output.code),
        // Whoever read the lines has had enough, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(output.code),
        Err(error) => {
            eprintln!("inspect: {error}");
            ExitCode::from(2)
        }
    }
}
