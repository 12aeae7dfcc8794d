//! What the program does when its output cannot be written: the reader of a pipe is gone, or the device is full.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::fs::OpenOptions;
use std::path::Path;
use std::process::Stdio;

use test_support::program::command;

/// The exit code and standard error of a run whose standard output is `out`.
fn archive(folder: &Path, arguments: &[&str], out: Stdio) -> (i32, String) {
    let output = command(env!("CARGO_BIN_EXE_archive"), folder, arguments).stdout(out).output().unwrap();
    (output.status.code().expect("the program exits by itself"), String::from_utf8(output.stderr).unwrap())
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

/// A pipe whose reader is gone before anything is written.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[track_caller]
fn names_standard_output(err: &str) {
    assert!(err.contains("standard output cannot be written: No space left on device"), "{err}");
    assert!(err.contains("help: free disk space, or redirect standard output"), "{err}");
    assert_eq!(err.matches("standard output").count(), 2, "it is said once, with its remedy: {err}");
}

/// What needs no stack: it only prints.
const PRINTS: [&[&str]; 11] = [
    &["synth"],
    &["synth", "--replica"],
    &["synth", "--output", "json"],
    &["graph"],
    &["config", "show"],
    &["config", "show", "--output", "json"],
    &["config", "schema"],
    &["bootstrap", "--print"],
    &["events", "--schema"],
    &["--help"],
    &["--version"],
];

#[test]
fn a_full_device_is_an_error_of_what_only_prints() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in PRINTS {
        let (code, err) = archive(folder.path(), arguments, full());
        assert_eq!(code, 2, "{arguments:?}: {err}");
        names_standard_output(&err);
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in PRINTS {
        assert_eq!(archive(folder.path(), arguments, closed()), (0, String::new()), "{arguments:?}");
    }
}

/// Each command with its exit code when all of its output is read.
const LOOKS: [(&[&str], i32); 4] = [
    (&["plan", "--local"], 0),
    (&["status", "--local"], 0),
    (&["events", "--local"], 0),
    (&["deploy", "--local", "--fail-on-empty"], 3),
];

#[test]
fn a_deployment_is_done_whether_or_not_its_output_is_read() {
    for format in ["text", "json"] {
        for (out, expected) in [(closed as fn() -> Stdio, 0), (full, 2)] {
            let folder = tempfile::tempdir().unwrap();
            let (code, err) = archive(folder.path(), &["deploy", "--local", "--output", format], out());
            assert_eq!(code, expected, "{format}: {err}");
            match expected {
                0 => assert!(!err.contains("standard output") && !err.contains("error"), "{format}: {err}"),
                _ => names_standard_output(&err),
            }
            // It was deployed all the same.
            let (code, err) = archive(folder.path(), &["status", "--local", "--check"], Stdio::null());
            assert_eq!(code, 0, "{format}: {err}");

            for (arguments, read) in LOOKS {
                let arguments = [arguments, &["--output", format]].concat();
                let (code, err) = archive(folder.path(), &arguments, closed());
                assert_eq!(code, read, "{arguments:?}: {err}");
                assert!(!err.contains("standard output"), "{arguments:?}: {err}");
                let (code, err) = archive(folder.path(), &arguments, full());
                // Text goes to standard error, except for results: a plan, and a deployment that is refused, have none.
                let lost = format == "json" || matches!(arguments[0], "status");
                assert_eq!(code, if read == 0 && lost { 2 } else { read }, "{arguments:?}: {err}");
                if lost {
                    names_standard_output(&err);
                }
            }
        }
    }
}

#[test]
fn an_error_is_not_lost_with_the_stream_that_it_belongs_to() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["deploy", "--output", "json"];
    let (code, err) = archive(folder.path(), &arguments, full());
    assert_eq!(code, 2);
    assert!(err.contains("no prefix is set"), "{err}");
    names_standard_output(&err);
    assert_eq!(archive(folder.path(), &arguments, closed()), (2, String::new()));
}
