//! The board and the server of `life.rs`, played by a script: which queries must come, and what is answered.

use core::hint::black_box;
use core::time::Duration;

use cloudstack_codec::{Credentials, ErrorCode, Node, Syntax};

use crate::answers::file;
use crate::life::{Board, Client, Failure, Machine};

/// Deploys two machines in each syntax, one in vain; it ends well only if every query and every outcome is right.
///
/// `read` finds the id and an address of the virtual machine.
pub fn is_right(buf: &mut [u8], read: ReadMachine) -> bool {
    black_box(&SCRIPTS).iter().all(|script| script.is_right(buf, read))
}

/// Reads the id and an address of a virtual machine.
pub type ReadMachine = fn(Node<'_>) -> Option<Machine>;

struct Script {
    syntax: Syntax,
    /// The query that asks for a machine, and the one of each poll.
    queries: [&'static [u8]; 2],
    answers: [&'static [u8]; 4],
    /// Whether there is a machine in the end.
    runs: bool,
}

// SAFETY: it is a constant, which `memory.x` puts into flash.
#[unsafe(link_section = ".answers")]
static SCRIPTS: [Script; 4] = [
    Script {
        syntax: Syntax::Json,
        queries: [file!("deploy.json.query"), file!("poll.json.query")],
        answers: [file!("submitted.json"), file!("pending.json"), LOST, file!("succeeded.json")],
        runs: true,
    },
    Script {
        syntax: Syntax::Json,
        queries: [file!("deploy.json.query"), file!("poll.json.query")],
        answers: [file!("submitted.json"), file!("pending.json"), LOST, file!("failed.json")],
        runs: false,
    },
    Script {
        syntax: Syntax::Xml,
        queries: [file!("deploy.xml.query"), file!("poll.xml.query")],
        answers: [file!("submitted.xml"), file!("pending.xml"), PAGE, file!("succeeded.xml")],
        runs: true,
    },
    Script {
        syntax: Syntax::Xml,
        queries: [file!("deploy.xml.query"), file!("poll.xml.query")],
        answers: [file!("submitted.xml"), file!("pending.xml"), PAGE, file!("failed.xml")],
        runs: false,
    },
];

/// An answer that is lost on its way.
const LOST: &[u8] = b"";

/// What a proxy answers.
const PAGE: &[u8] = b"<html></html>";

impl Script {
    fn is_right(&'static self, buf: &mut [u8], read: ReadMachine) -> bool {
        let Some((query, body)) = buf.split_at_mut_checked(QUERY) else { return false };
        let board = Player { script: self, turn: 0, now: Duration::ZERO, is_right: true };
        let credentials = &Credentials::new("fnord", "abracadabra");
        let mut client = Client { board, credentials, syntax: self.syntax, query, body };
        let is_right = match client.deploy(read) {
            Ok(Machine { id, address }) => {
                self.runs && id == "b1a4e8c2-3f7d-4e39-8d51-90c6a2f40b17" && address == "10.1.1.225"
            }
            Err(Failure::Fault(code)) => !self.runs && code == Some(ErrorCode(533)),
            Err(_) => false,
        };
        is_right && client.board.is_right
    }
}

/// How much of the buffer is for queries.
const QUERY: usize = 512;

struct Player {
    script: &'static Script,
    turn: usize,
    now: Duration,
    /// Whether all queries were those that were to come.
    is_right: bool,
}

impl Board for Player {
    fn exchange<'b>(&mut self, query: &str, buf: &'b mut [u8]) -> Option<&'b [u8]> {
        let [first, other] = self.script.queries;
        let expected = if self.turn == 0 { first } else { other };
        if query.as_bytes() != expected {
            self.is_right = false;
        }
        let answer = *self.script.answers.get(self.turn)?;
        self.turn += 1;
        let body = buf.get_mut(..answer.len())?;
        body.copy_from_slice(answer);
        (!answer.is_empty()).then_some(body)
    }

    fn now(&self) -> Duration {
        self.now
    }

    fn sleep(&mut self, rest: Duration) {
        self.now = self.now.checked_add(rest).unwrap_or_default();
    }
}
