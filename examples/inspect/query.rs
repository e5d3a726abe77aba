//! `inspect query`: what a request asks for.

use std::io::{self, BufRead as _};

use cloudstack_codec::{ErrorKind, Query};
use serde_json::{Value, json};

use crate::Output;
use crate::response::of_error;

/// Explains each line of standard input: a query string, or a URL with one.
pub fn explain(output: &mut Output) -> io::Result<()> {
    for line in io::stdin().lock().split(b'\n') {
        let mut line = line?;
        if line.ends_with(b"\r") {
            line.pop();
        }
        let explained = match std::str::from_utf8(&line) {
            Ok(line) => of_query(line),
            Err(error) => {
                json!({ "kind": "error", "error": error.to_string(), "offset": error.valid_up_to() })
            }
        };
        if explained["kind"] == "error" {
            output.code = 1;
        }
        output.line(&explained)?;
    }
    Ok(())
}

fn of_query(line: &str) -> Value {
    let parsed = if is_url(line) { Query::of_url(line) } else { Query::parse(line) };
    match parsed {
        Ok(query) => {
            let command = query.command().map(|command| command.to_string());
            json!({ "kind": "query", "command": command, "params": params(query) })
        }
        Err(error) => {
            let mut explained = of_error(&error);
            // What the client meant can still be shown, though no server takes it.
            if error.kind() == ErrorKind::Escape {
                explained["params"] = Query::parse_lenient(text_of(line)).map(params).unwrap_or_default();
            }
            explained
        }
    }
}

/// Tells a URL, or the target of a request, from a query string alone.
fn is_url(line: &str) -> bool {
    line.split('=').next().is_some_and(|start| start.contains('?'))
}

/// The query of a line, URL or not.
fn text_of(line: &str) -> &str {
    let query = if is_url(line) { line.split_once('?').map_or(line, |(_, query)| query) } else { line };
    query.split('#').next().unwrap_or_default()
}

fn params(query: Query<'_>) -> Value {
    query.params().map(|(name, value)| json!([name.to_string(), value.to_string()])).collect()
}
