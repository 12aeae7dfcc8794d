//! Holds the invariants of ARCHITECTURE.md that a program can check.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Which workspace crates each crate may depend on, by kind of dependency. A crate that is missing here fails the test.
const ARROWS: &[(&str, &[&str], &[&str])] = &[
    // crate, normal, build
    ("cfn-spec", &[], &[]),
    ("cfn-template", &[], &[]),
    ("cfn-evaluate", &["cfn-template"], &[]),
    ("iam-evaluator", &[], &[]),
    ("cfn-codegen", &["cfn-spec"], &[]),
    ("cfn-models", &["cfn-spec", "cfn-template"], &["cfn-codegen", "cfn-spec"]),
    ("archive-simulator", &["cfn-models", "cfn-spec", "cfn-template", "iam-evaluator"], &["cfn-spec"]),
    ("cfn-deploy", &["cfn-spec"], &[]),
    ("archive", &["archive-simulator", "cfn-deploy", "cfn-models", "cfn-spec", "cfn-template", "iam-evaluator"], &[]),
    ("test-support", &[], &[]),
    ("cfn-fuzz", &["cfn-spec", "cfn-template"], &[]),
    ("cfn-import", &["cfn-codegen", "cfn-spec", "cfn-template"], &[]),
    ("cfn-cli", &["cfn-codegen", "cfn-import", "cfn-models", "cfn-spec", "cfn-template"], &["cfn-spec"]),
    ("xtask", &["cfn-cli", "cfn-codegen", "cfn-spec"], &[]),
];

/// Files longer than this are more than one concept; the exceptions each have their reason.
const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace").to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

#[test]
fn dependencies_run_one_way() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("packages");
    let ours: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let known: BTreeSet<&str> = ARROWS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(ours, known, "a crate was added or removed: say in this test and in ARCHITECTURE.md where it stands");

    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().expect("a package has a name");
        let (_, normal, build) = ARROWS.iter().find(|(known, ..)| *known == name).expect("checked above");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let target = dependency["name"].as_str().expect("a dependency has a name");
            let allowed = match dependency["kind"].as_str() {
                None => normal,
                Some("build") => build,
                // Tests may look at anything.
                Some(_) => continue,
            };
            if ours.contains(target) && !allowed.contains(&target) {
                wrong.push(format!("{name} -> {target}"));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies against the arrows of ARCHITECTURE.md: {wrong:?}");
}

fn sources(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if name == "target" || name == "node_modules" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a readable source file");
            found.insert(path, text);
        }
    }
}

#[test]
fn files_hold_one_concept() {
    let mut files = BTreeMap::new();
    sources(&root(), &mut files);
    assert!(files.len() > 50, "the sources were not found");
    let long: Vec<String> = files
        .iter()
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "golden"))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines, so more than one concept: {long:#?}");
}

#[test]
fn codegen_is_pure() {
    let mut files = BTreeMap::new();
    sources(&root().join("codegen/src"), &mut files);
    let impure = ["std::fs", "std::net", "std::env", "std::time", "std::process"];
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, text)| {
            impure.iter().filter(|what| text.contains(**what)).map(move |what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(!files.is_empty());
    assert!(found.is_empty(), "codegen takes the model and returns source, nothing else: {found:?}");
}
