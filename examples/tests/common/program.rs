//! The programs, as `cargo test` has built them.

use std::env::{self, consts::EXE_SUFFIX};
use std::process::Command;

/// Makes a command of a program: `deploy`, `inspect` or `simulator`.
pub fn program(name: &str) -> Command {
    let test = env::current_exe().unwrap();
    Command::new(test.ancestors().nth(2).unwrap().join("examples").join(format!("{name}{EXE_SUFFIX}")))
}
