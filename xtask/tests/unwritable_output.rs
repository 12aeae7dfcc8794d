//! A reader that closes the pipe changes nothing of what a maintenance command does; a full device is an error.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs::OpenOptions;
use std::process::{Command, Output, Stdio};

fn check(out: impl Into<Stdio>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(["regen-spec", "--check"]).stdout(out).output().unwrap()
}

#[test]
fn a_closed_pipe_is_quiet() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = check(writer);
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
fn a_full_device_is_an_error() {
    let output = check(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("standard output cannot be written: No space left on device"), "{err}");
}
