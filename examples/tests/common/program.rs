//! The programs, as `cargo test` has built them.

use std::env::{self, consts::EXE_SUFFIX};
use std::process::Command;

/// Makes a command of a program: `deploy`, `inspect`, `many` or `simulator`.
pub fn program(name: &str) -> Command {
    let test = env::current_exe().unwrap();
    let program = test.ancestors().nth(2).unwrap().join("examples").join(format!("{name}{EXE_SUFFIX}"));
    assert!(program.exists(), "tests alone do not build the programs: run `cargo build --examples` first");
    Command::new(program)
}
