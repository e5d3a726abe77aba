//! What is explained: files, and the lines of standard input, each up to a limit.

use std::fs::File;
use std::io::{self, BufRead as _, Read, stdin};
use std::path::Path;

use cloudstack_codec::ErrorKind;
use serde_json::{Value, json};

/// The longest body, in bytes: a list of tens of thousands of machines.
const MAX_BODY: u64 = 64 << 20;

/// The longest line, in bytes: four times what a server takes as a form.
const MAX_LINE: u64 = 4 << 20;

/// Reads a file; `-` is standard input.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut input: Box<dyn Read> =
        if file == Path::new("-") { Box::new(stdin().lock()) } else { Box::new(File::open(file)?) };
    let mut body = Vec::new();
    if input.by_ref().take(MAX_BODY).read_to_end(&mut body)? as u64 == MAX_BODY && input.read(&mut [0])? > 0 {
        return Err(io::Error::other("longer than 64 MiB"));
    }
    Ok(body)
}

/// Gives each line of standard input, or what is wrong with it.
pub fn lines(mut each: impl FnMut(Result<&str, Value>) -> io::Result<()>) -> io::Result<()> {
    let mut input = stdin().lock();
    let mut line = Vec::new();
    while input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? > 0 {
        let is_whole = line.pop_if(|last| *last == b'\n').is_some();
        if !is_whole && input.skip_until(b'\n')? > 0 {
            each(Err(error("a line of 4 MiB or more", MAX_LINE)))?;
        } else {
            line.pop_if(|last| *last == b'\r');
            each(match std::str::from_utf8(&line) {
                Ok(line) => Ok(line),
                Err(wrong) => Err(error(ErrorKind::NotUtf8, wrong.valid_up_to() as u64)),
            })?;
        }
        line.clear();
    }
    Ok(())
}

/// Puts into JSON what could not be read, and where.
pub fn error(what: impl ToString, offset: impl Into<Value>) -> Value {
    json!({ "kind": "error", "error": what.to_string(), "offset": offset.into() })
}
