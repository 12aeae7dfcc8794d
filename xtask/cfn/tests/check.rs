//! `check`: findings with their places, exit codes, and agreement with another checker.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use test_support::{budget, machine, program};

const FAULTY: &str = "\
Parameters:
  Stage: {Type: String}
Resources:
  Bucket:
    Type: AWS::S3::Bukket
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueNam: !Sub '${Stag}-queue'
      DelaySeconds: 1000
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQEST
      KeySchema: [{AttributeName: id, KeyType: HASH}]
";

fn cfn(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cfn")).args(arguments).output().unwrap()
}

/// A file in a folder of its own.
fn file(name: &str, text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn json(path: &Path) -> (Option<i32>, Vec<Value>) {
    let output = cfn(&["check", "--output", "json", path.to_str().unwrap()]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), report["files"][0]["findings"].as_array().unwrap().clone())
}

#[test]
fn a_check_costs_no_more_than_its_budget() {
    let folder = tempfile::tempdir().unwrap();
    let template = machine::repository().join("models/tests/examples/templates/fargate_aurora.json");
    let check = ["check", "--no-config", template.to_str().unwrap()];
    budget::within("cfn check", &program::command(env!("CARGO_BIN_EXE_cfn"), folder.path(), &check));
}

#[test]
fn findings_name_line_column_and_remedy() {
    let (_folder, path) = file("template.yaml", FAULTY);
    let (code, findings) = json(&path);
    assert_eq!(code, Some(1));
    let found: Vec<(&str, u64, u64)> = findings
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|f| (f["rule"].as_str().unwrap(), f["line"].as_u64().unwrap(), f["column"].as_u64().unwrap()))
        .collect();
    for expected in [
        ("unknown-type", 5, 11),
        ("unknown-property", 9, 7),
        ("unknown-reference", 9, 22),
        ("range", 10, 21),
        ("allowed-values", 14, 20),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not among {found:?}");
    }
    let suggestion = |rule: &str| {
        let finding = findings.iter().find(|finding| finding["rule"] == rule).unwrap();
        finding["suggestion"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(suggestion("unknown-type"), "did you mean `AWS::S3::Bucket`?");
    assert_eq!(suggestion("unknown-property"), "did you mean `QueueName`?");
}

#[test]
fn people_see_the_lines() {
    let (_folder, path) = file("template.yaml", FAULTY);
    let output = cfn(&["check", path.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["template.yaml:5:11", "Type: AWS::S3::Bukket", "───", "did you mean `AWS::S3::Bucket`?"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_line_of_json_is_shown_in_part() {
    let padding = "x".repeat(100_000);
    let text = format!(
        "{{\"Description\":\"{padding}\",\"Resources\":{{\"B\":{{\"Type\":\"AWS::S3::Bukket\"}}}},\"Metadata\":{{\"P\":\"{padding}\"}}}}"
    );
    let (_folder, path) = file("template.json", text);
    let output = cfn(&["check", path.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("AWS::S3::Bukket"), "{text}");
    assert!(text.len() < 3_000, "{} bytes are shown", text.len());
}

#[test]
fn exit_codes_tell_clean_faulty_and_unreadable_apart() {
    let clean = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {Topic: {Type: AWS::SNS::Topic}}\n";
    for (text, code) in [
        (clean.as_bytes(), 0),
        (FAULTY.as_bytes(), 1),
        (b"Resources: {A: [".as_slice(), 2),
        (b"Resources:\n  A: 1\n  A: 2\n".as_slice(), 2),
        (b"\xff\xfe".as_slice(), 2),
    ] {
        let (_folder, path) = file("template.yaml", text);
        assert_eq!(
            cfn(&["check", path.to_str().unwrap()]).status.code(),
            Some(code),
            "{}",
            String::from_utf8_lossy(text)
        );
    }
    let missing = cfn(&["check", "there-is-no-such-file.yaml"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stdout).contains("there-is-no-such-file.yaml"));
}

/// The rules of cfn-lint about types, properties, required ones, values, patterns and sizes.
fn is_schema_rule(id: &str) -> bool {
    id.starts_with("E30") && !["E3004", "E3005", "E3007", "E3008", "E3009", "E3010", "E3011"].contains(&id)
}

/// The same of ours.
const SCHEMA_RULES: &[&str] = &[
    "allowed-values",
    "cross-field",
    "entry-count",
    "format",
    "item-count",
    "key-pattern",
    "length",
    "missing-property",
    "missing-type",
    "multiple",
    "pattern",
    "range",
    "read-only-property",
    "unique-items",
    "unknown-function",
    "unknown-property",
    "unknown-type",
    "wrong-type",
];

/// Which templates of the corpus have schema errors is what cfn-lint says too; `check/disagreements.txt` explains the rest.
#[test]
fn schema_errors_are_those_of_cfn_lint() {
    let Some(corpus) = machine::shared("corpus") else { return };
    let mut templates: Vec<PathBuf> = fs::read_dir(&corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    templates.retain(|path| path.extension().is_some_and(|extension| extension != "md"));
    templates.sort();
    let Some(theirs) = cfn_lint(&templates) else { return };
    let ours = check(&templates);
    let differing: BTreeSet<&str> =
        ours.symmetric_difference(&theirs).map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let explained: BTreeMap<&str, &str> =
        include_str!("check/disagreements.txt").lines().filter_map(|line| line.split_once(": ")).collect();
    for name in &differing {
        assert!(explained.contains_key(name), "{name}: cfn-lint and `check` disagree, and nothing explains it");
    }
    for name in explained.keys() {
        assert!(differing.contains(name), "{name}: cfn-lint and `check` agree now: remove the explanation");
    }
}

/// The templates in which `check` finds schema errors.
fn check(templates: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut arguments = vec!["check", "--output", "json"];
    arguments.extend(templates.iter().map(|path| path.to_str().unwrap()));
    let report: Value = serde_json::from_slice(&cfn(&arguments).stdout).unwrap();
    let is_schema = |finding: &Value| {
        finding["severity"] == "error" && SCHEMA_RULES.contains(&finding["rule"].as_str().unwrap_or_default())
    };
    let files = report["files"].as_array().unwrap().iter();
    let files = files.filter(|file| file["findings"].as_array().unwrap().iter().any(is_schema));
    files.map(|file| PathBuf::from(file["file"].as_str().unwrap())).collect()
}

/// The templates in which cfn-lint finds schema errors.
fn cfn_lint(templates: &[PathBuf]) -> Option<BTreeSet<PathBuf>> {
    let python = machine::python_with("cfn-lint", "cfnlint")?;
    let output = Command::new(&python)
        .args(["-c", "from cfnlint.runner import main; main()", "--format", "json"])
        .args(templates)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let errors = report
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| text(finding, "Level") == "Error" && is_schema_rule(&text(&finding["Rule"], "Id")));
    Some(errors.map(|finding| PathBuf::from(text(finding, "Filename"))).collect())
}
