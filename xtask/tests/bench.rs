//! `cargo xtask bench` without measuring: what it says of samples, which rows there are, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn bench(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("bench").args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A report of one row: ours has an odd number of runs, troposphere an even one, and CDK none.
fn report(ours: &[f64]) -> Value {
    json!({
        "machine": {"cpu": "A processor", "cores": 2, "memory_gib": 24, "system": "linux x86_64", "rustc": "rustc 1.95.0"},
        "rows": [{"row": "synth", "date": "2026-01-31", "note": "a busy machine", "sides": [
            {"name": "ours", "version": "0.1.0", "samples": {"wall": ours, "memory": [11_534_336.0], "instructions": [25.5e6]}},
            {"name": "stratosphere", "version": "0.1.0", "samples": {"wall": [0.002]}},
            {"name": "troposphere", "version": "4.11.1", "samples": {"wall": [0.08, 0.06]}},
            {"name": "aws-cdk", "not_measured": "npm cannot be run"}
        ]}]
    })
}

fn write(folder: &Path, report: &Value) -> String {
    let file = folder.join("samples.json");
    std::fs::write(&file, report.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn medians_spreads_and_verdicts_follow_from_the_samples() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(folder.path(), &report(&[0.0012, 0.0011, 0.0101]));
    let output = bench(&["--from", &file, "--no-write"]);
    let text = stdout(&output);
    for line in [
        "A processor, 2 cores, 24 GiB of memory, linux x86_64, rustc 1.95.0",
        "  note: a busy machine",
        // The median is not moved by the one slow run.
        "  ours 0.1.0          3     1.20 ms (1.10 ms to 10.1 ms)  11.0 MiB  25.5 M",
        // Of two runs it is their mean.
        "  troposphere 4.11.1  2     70.0 ms (60.0 ms to 80.0 ms)  –         –",
        "  aws-cdk: not measured: npm cannot be run",
        "  target: wall at most 3.00 ms: met: 1.20 ms",
        "  target: instructions at most 6.00 M: missed: 25.5 M",
        "  target: wall of troposphere at least 25 times ours: met: 58.3 times",
        "  target: wall of aws-cdk at least 800 times ours: not measured",
    ] {
        assert!(text.lines().any(|printed| printed == line), "no line {line:?} in:\n{text}");
    }
    // What was not measured is a failure, told once more at the end; a missed target is none.
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("synth: aws-cdk: not measured: npm cannot be run"), "{}", stderr(&output));
}

#[test]
fn json_is_what_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut report = report(&[0.0012]);
    report["rows"][0]["sides"].as_array_mut().unwrap().pop();
    let output = bench(&["--from", &write(folder.path(), &report), "--no-write", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), report);
}

#[test]
fn the_page_keeps_what_was_written_by_hand_and_the_rows_that_were_not_measured() {
    let docs = tempfile::tempdir().unwrap();
    let docs_path = docs.path().to_str().unwrap();
    let page = || std::fs::read_to_string(docs.path().join("performance.md")).unwrap();
    let show = |report: &Value| bench(&["--from", &write(docs.path(), report), "--docs", docs_path]);
    show(&report(&[0.004]));
    assert!(page().contains("| [synth](#synth) | wall at most 3.00 ms | 4.00 ms | **missed** |"), "{}", page());
    assert!(page().ends_with("\nWhy a target is missed: not explained yet.\n"), "{}", page());

    let explained = page().replace("not explained yet.", "the facts are read as text.\n\nA profile shows it.");
    std::fs::write(docs.path().join("performance.md"), explained).unwrap();
    show(&report(&[0.005]));
    assert!(page().contains("5.00 ms"), "{}", page());
    assert!(
        page().ends_with("\nWhy a target is missed: the facts are read as text.\n\nA profile shows it.\n"),
        "{}",
        page()
    );

    let mut nothing = report(&[]);
    nothing["rows"] = json!([]);
    show(&nothing);
    assert!(page().contains("5.00 ms"), "{}", page());
    // Results of another machine cannot be compared with those of this one.
    nothing["machine"]["cpu"] = "Another processor".into();
    show(&nothing);
    assert!(!page().contains("5.00 ms"), "{}", page());
}

#[test]
fn rows_are_listed_with_their_targets() {
    let output = bench(&["--list"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("synth (about "), "{text}");
    assert!(text.contains("  wall of aws-cdk at least 800 times ours\n"), "{text}");
}

#[test]
fn a_row_that_does_not_exist_is_refused_before_anything_is_built() {
    let output = bench(&["syth"]);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    let text = stderr(&output);
    assert!(text.contains("there is no row syth\n  help: the rows are synth, compile-four, "), "{text}");
}

#[test]
fn peers_that_cannot_be_installed_are_named_with_the_remedy() {
    let cache = tempfile::tempdir().unwrap();
    // No Python, no npm, and no Cargo.
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["bench", "--install", "--cache"])
        .arg(cache.path())
        .env("PATH", "")
        .env("CARGO", "no-such-cargo")
        .output()
        .unwrap();
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    let text = stderr(&output);
    for line in [
        "troposphere: not installed: python3 cannot be run: No such file or directory",
        "  help: install Python 3 with its module venv",
        "stratosphere: not installed: no-such-cargo cannot be run: No such file or directory",
        "aws-cdk: not installed: npm cannot be run: No such file or directory",
        "  help: install Node.js with npm",
    ] {
        assert!(text.lines().any(|printed| printed.contains(line)), "no line {line:?} in:\n{text}");
    }
}

#[test]
fn nothing_is_downloaded_when_only_the_cache_is_used() {
    let cache = tempfile::tempdir().unwrap();
    let path = cache.path().to_str().unwrap();
    let output = bench(&["--install", "--cached", "--cache", path]);
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    for peer in ["troposphere 4.11", "cfn-lint 1.58", "aws-cdk 2"] {
        let line = format!("{peer} is not in the cache {path}\n  help: run the command without --cached once");
        assert!(text.contains(&line), "no {line:?} in:\n{text}");
    }
    assert!(!cache.path().join("python").exists() && !cache.path().join("npm").exists());
}

#[test]
fn what_is_not_a_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = bench(&["--from", &write(folder.path(), &json!({"rows": []})), "--no-write"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("samples.json: not a report of `cargo xtask bench`: missing field `machine`"));
}
