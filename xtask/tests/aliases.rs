//! The commands of `cfn` are commands here too.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::process::{Command, Output};

use serde_json::Value;

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

#[test]
fn check_reports_as_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.yaml");
    std::fs::write(&path, "Resources:\n  Bucket:\n    Type: AWS::S3::Bukket\n").unwrap();
    let path = path.to_str().unwrap();
    let output = xtask(&["check", "--output", "json", path]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["file"], path);
    let finding = &report["files"][0]["findings"][0];
    assert_eq!((&finding["rule"], &finding["line"]), (&"unknown-type".into(), &3.into()));
}

#[test]
fn the_other_commands_answer() {
    let stdout = |arguments: &[&str]| {
        let output = xtask(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(stdout(&["explain", "AWS::S3::Bucket"]).contains("cargo feature: s3"));
    assert!(stdout(&["show", "AWS::S3::Bucket"]).contains("pub struct Bucket"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.yaml");
    std::fs::write(&path, "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n").unwrap();
    assert!(stdout(&["import", path.to_str().unwrap()]).contains("s3::Bucket::new()"));
}
