//! The template language and the rules of services: small templates with one kind of mistake each, and what `check` says of
//! them, line by line.
//!
//! `language/*.txt`, `rules/*.txt` and `variations/*.txt` have the templates. A case begins with `### ` and its name; lines that begin with `! ` are the line, the
//! severity and the rule of each finding, and what follows is the template. Notes are not compared. The same template as JSON has
//! the same findings, at the same paths.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A template and its findings: line, severity, rule.
struct Case {
    name: String,
    expected: BTreeSet<(u64, String, String)>,
    template: String,
}

fn cases() -> Vec<Case> {
    let folder = |name: &str| fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)).unwrap();
    let entries = folder("language").chain(folder("rules")).chain(folder("variations"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
        for line in fs::read_to_string(file).unwrap().lines() {
            if let Some(name) = line.strip_prefix("### ") {
                let name = format!("{stem}: {name}");
                cases.push(Case { name, expected: BTreeSet::new(), template: String::new() });
                continue;
            }
            let case = cases.last_mut().unwrap();
            match line.strip_prefix("! ") {
                Some(finding) => {
                    let [line, severity, rule] = finding.split(' ').collect::<Vec<_>>()[..] else {
                        panic!("{}: `{finding}` is not a line, severity and rule", case.name);
                    };
                    case.expected.insert((line.parse().unwrap(), severity.to_owned(), rule.to_owned()));
                }
                None => case.template.extend([line, "\n"]),
            }
        }
    }
    cases
}

/// The findings of templates, in their order.
fn check(files: &[PathBuf]) -> Vec<Vec<Value>> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_cfn")).args(["check", "--output", "json"]).args(files).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = |file: &Value| -> Vec<Value> {
        let findings = file["findings"].as_array().unwrap().iter();
        findings.filter(|finding| finding["severity"] != "note").cloned().collect()
    };
    report["files"].as_array().unwrap().iter().map(findings).collect()
}

fn text(finding: &Value, key: &str) -> String {
    finding[key].as_str().unwrap().to_owned()
}

#[test]
fn each_mistake_is_told_at_its_line_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let cases = cases();
    let files: Vec<PathBuf> = (0..cases.len()).map(|index| folder.path().join(format!("{index}.yaml"))).collect();
    for (case, file) in cases.iter().zip(&files) {
        fs::write(file, &case.template).unwrap();
    }
    let mut wrong = Vec::new();
    for (case, findings) in cases.iter().zip(check(&files)) {
        let found: BTreeSet<(u64, String, String)> =
            findings.iter().map(|f| (f["line"].as_u64().unwrap(), text(f, "severity"), text(f, "rule"))).collect();
        if found != case.expected {
            let messages: Vec<String> = findings
                .iter()
                .map(|f| format!("    {} {}: {}", f["line"], text(f, "rule"), text(f, "message")))
                .collect();
            let missing: Vec<_> = case.expected.difference(&found).collect();
            let more: Vec<_> = found.difference(&case.expected).collect();
            wrong.push(format!("{}\n  missing {missing:?}\n  more {more:?}\n{}", case.name, messages.join("\n")));
        }
        // Each says what is expected, what is allowed or what to do.
        for finding in &findings {
            let helps = finding["allowed"].is_string()
                || finding["suggestion"].is_string()
                || text(finding, "message").contains("expected ");
            if !helps && finding["rule"] != "unknown-reference" && finding["rule"] != "unknown-condition" {
                wrong.push(format!("{}: no remedy: {}", case.name, text(finding, "message")));
            }
        }
    }
    assert!(cases.len() >= 40, "{} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_template_as_json_has_the_same_findings() {
    let folder = tempfile::tempdir().unwrap();
    let (mut yaml, mut json, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for (index, case) in cases().into_iter().enumerate() {
        // Short forms are of YAML only.
        if case.expected.iter().any(|(_, _, rule)| rule == "short-form") {
            continue;
        }
        let document = cfn_template::read(&case.template, &cfn_template::Options::default()).unwrap();
        yaml.push(folder.path().join(format!("{index}.yaml")));
        json.push(folder.path().join(format!("{index}.json")));
        names.push(case.name);
        fs::write(yaml.last().unwrap(), &case.template).unwrap();
        fs::write(json.last().unwrap(), format!("{:#}", document.root.to_json())).unwrap();
    }
    for ((name, one), other) in names.iter().zip(check(&yaml)).zip(check(&json)) {
        let places = |findings: &[Value]| -> BTreeSet<(String, String)> {
            findings.iter().map(|finding| (text(finding, "path"), text(finding, "rule"))).collect()
        };
        assert_eq!(places(&one), places(&other), "{name}");
    }
}
