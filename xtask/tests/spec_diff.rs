//! `spec-diff` on documents, snapshots and git revisions.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::Path;
use std::process::Command;

use support::documents::specification;
use support::snapshot::{Bench, Done};

fn spec_diff(args: &[&Path]) -> Done {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("spec-diff").args(args).output().unwrap().into()
}

#[test]
fn documents_and_snapshots_can_be_compared_with_each_other() {
    let bench = Bench::new(2);
    let document = bench.file("new.json", specification("2.0.0", 3));
    let done = spec_diff(&[&bench.path(), &document]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.starts_with("Resource specification 1.0.0 → 2.0.0\n"), "{}", done.out);
    assert!(done.out.contains("additive  AWS::Tiny2::Thing: was added, with 2 properties"), "{}", done.out);
    let done = spec_diff(&[&document, &bench.path(), Path::new("--format"), Path::new("json")]);
    assert!(done.out.contains("\"resource-removed\": 1"), "{}", done.out);
}

#[test]
fn markdown_goes_to_a_file_when_one_is_named() {
    let bench = Bench::new(1);
    let (document, output) =
        (bench.file("new.json", specification("2.0.0", 2)), bench.folder.path().join("changes.md"));
    let option = |text: &'static str| Path::new(text);
    let done =
        spec_diff(&[&bench.path(), &document, option("--format"), option("markdown"), option("--output"), &output]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""), "{}", done.err);
    assert!(std::fs::read_to_string(output).unwrap().starts_with("# Resource specification 1.0.0 → 2.0.0"));
}

#[test]
fn the_working_copy_is_what_the_last_commit_is_compared_with() {
    let inside =
        Command::new("git").args(["rev-parse", "--verify", "HEAD:cfn-spec/snapshot"]).current_dir("..").output();
    if !inside.is_ok_and(|output| output.status.success()) {
        test_support::machine::skip("git", "this is not a git repository");
        return;
    }
    let done = spec_diff(&[Path::new("HEAD")]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.contains("suggested step: "), "{}", done.out);
}

#[test]
fn what_is_neither_is_said() {
    let done = spec_diff(&[Path::new("no-such-revision")]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("`no-such-revision` is not a file, a folder or a git revision"), "{}", done.err);
    let done = spec_diff(&[Path::new("--"), Path::new("--output=evil")]);
    assert_eq!(done.code, Some(2), "{}", done.err);
    let empty = tempfile::tempdir().unwrap();
    assert!(spec_diff(&[empty.path()]).err.contains("is not a snapshot"));
}

/// A specification of one resource type with these properties: name, and whether it is required.
fn thing(version: &str, properties: &[(&str, bool)]) -> String {
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, required)| {
            format!(
                r#""{name}": {{"Documentation": "http://example.com/{name}", "UpdateType": "Mutable", "Required": {required}, "PrimitiveType": "String"}}"#
            )
        })
        .collect();
    format!(
        r#"{{"PropertyTypes": {{}}, "ResourceTypes": {{"AWS::Tiny::Thing": {{"Documentation": "http://example.com/thing", "Properties": {{{}}}}}}}, "ResourceSpecificationVersion": "{version}"}}"#,
        properties.join(",")
    )
}

#[test]
fn a_change_of_what_is_required_is_a_breaking_step_with_both_signatures() {
    let bench = Bench::new(1);
    let old = bench.file("old.json", thing("1.0.0", &[("Name", true), ("Size", false)]));
    let compare = |properties: &[(&str, bool)]| {
        let done = spec_diff(&[&old, &bench.file("new.json", thing("2.0.0", properties))]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.out
    };
    let signature =
        |is: &str| format!("breaking  cfn_models::tiny::Thing::new: is `{is}` now, was `new(name: String)`\n");
    for (properties, is) in [
        (&[("Name", true), ("Size", true)][..], "new(name: String, size: String)"),
        (&[("Name", false), ("Size", false)], "new()"),
        (&[("Name", true), ("Size", false), ("Zone", true)], "new(name: String, zone: String)"),
        // As many arguments of the same types: programs would still compile, and mean something else.
        (&[("Name", false), ("Size", true)], "new(size: String)"),
    ] {
        let out = compare(properties);
        assert!(out.contains(&signature(is)) && out.contains("suggested step: major"), "{is}:\n{out}");
    }
    let out = compare(&[("Name", true), ("Size", false), ("Zone", false)]);
    assert!(!out.contains("Thing::new") && out.contains("suggested step: minor"), "{out}");
}
