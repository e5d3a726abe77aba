//! `inspect query`: what a request asks for.

use std::io;

use cloudstack_codec::{Error, ErrorKind, Query};
use serde_json::{Value, json};

use crate::Output;
use crate::input::lines;
use crate::response::of_error;

/// Explains each line of standard input: a query string, or a URL or a request line with one.
pub fn explain(output: &mut Output) -> io::Result<()> {
    lines(|line| {
        let line = match line {
            Ok(line) => target(line),
            Err(error) => return output.error(&error),
        };
        match parse(line) {
            Ok(query) => output.line(&of_query(query)),
            Err(error) => {
                output.excerpt("-", error.show(line.as_bytes()));
                output.error(&of_broken(line, &error))
            }
        }
    })
}

fn of_query(query: Query<'_>) -> Value {
    let command = query.command().map(|command| command.to_string());
    json!({ "kind": "query", "command": command, "params": params(query) })
}

fn of_broken(line: &str, error: &Error) -> Value {
    let mut explained = of_error(error);
    // What the client meant can still be shown, though no server takes it.
    if error.kind() == ErrorKind::Escape {
        explained["params"] = Query::parse_lenient(text_of(line)).map(params).unwrap_or_default();
    }
    explained
}

/// Takes the target out of a request line, be it alone or in quotes in a log of accesses; leaves anything else as it
/// is. If something in the target is wrong, the offset is that in the target.
pub fn target(line: &str) -> &str {
    let target = ["GET /", "GET http", "POST /", "POST http"].iter().find_map(|start| {
        let at = line.find(start)?;
        let (before, request) = line.split_at(at);
        let (_, target) = request.split_once(' ')?;
        (before.is_empty() || before.ends_with('"')).then_some(target)
    });
    // A target has no space in it.
    target.map_or(line, |target| target.split(' ').next().unwrap_or_default())
}

/// Reads a query string, or the query of a URL.
pub fn parse(text: &str) -> Result<Query<'_>, Error> {
    if is_url(text) { Query::of_url(text) } else { Query::parse(text) }
}

/// Tells a URL, or the target of a request, from a query string alone.
fn is_url(line: &str) -> bool {
    line.starts_with('/') || line.split('=').next().is_some_and(|start| start.contains('?'))
}

/// The query of a line, URL or not, though no server takes it.
fn text_of(line: &str) -> &str {
    let url = line.split('#').next().filter(|_| is_url(line));
    url.map_or(line, |url| url.split_once('?').map_or("", |(_, query)| query))
}

fn params(query: Query<'_>) -> Value {
    query.params().map(|(name, value)| json!([name.to_string(), value.to_string()])).collect()
}
