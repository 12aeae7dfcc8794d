//! What the commands do when their output cannot be written: the reader of a pipe is gone, or the device is full.

#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs::OpenOptions;
use std::io::PipeWriter;
use std::path::Path;
use std::process::{Command, Stdio};

const TEMPLATE: &str = r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}}}"#;
const WRONG: &str = r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicNam": "t"}}}}"#;

/// Each command with its exit code when all of its output is read.
const COMMANDS: [(&[&str], i32); 10] = [
    (&["check", "right.json", "right.json"], 0),
    (&["check", "--output", "json", "right.json"], 0),
    (&["check", "wrong.json", "wrong.json"], 1),
    (&["check", "--output", "json", "wrong.json"], 1),
    (&["import", "right.json"], 0),
    (&["explain", "AWS::SNS::Topic"], 0),
    (&["show", "AWS::SNS::Topic"], 0),
    (&["--help"], 0),
    (&["check", "--help"], 0),
    (&["--version"], 0),
];

fn cfn(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfn"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("right.json"), TEMPLATE).unwrap();
    std::fs::write(folder.path().join("wrong.json"), WRONG).unwrap();
    folder
}

/// A pipe whose reader is gone before anything is written.
fn closed() -> PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn a_closed_pipe_is_quiet_and_the_exit_code_stays() {
    let folder = folder();
    for (arguments, code) in COMMANDS {
        let output = cfn(folder.path(), arguments).stdout(closed()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {err}");
        assert!(!err.contains("standard output") && !err.contains("panicked"), "{arguments:?}: {err}");
        // `cfn … 2>&1 | head -1`
        let status = cfn(folder.path(), arguments).stdout(closed()).stderr(closed()).status().unwrap();
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn a_full_device_is_an_error() {
    let folder = folder();
    for (arguments, code) in COMMANDS {
        // A template without findings has no output.
        if arguments == ["check", "right.json", "right.json"] {
            continue;
        }
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = cfn(folder.path(), arguments).stdout(full).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        // A command's own failure keeps its code.
        assert_eq!(output.status.code(), Some(if code == 0 { 3 } else { code }), "{arguments:?}: {err}");
        assert!(
            err.contains("error: standard output cannot be written: No space left on device"),
            "{arguments:?}: {err}"
        );
        assert!(err.contains("help: free disk space, or redirect standard output"), "{arguments:?}: {err}");
    }
}
