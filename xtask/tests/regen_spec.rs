//! `regen-spec` on files: what it takes, what it refuses, what it checks.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::PathBuf;

use support::documents::{SCHEMA, gzip, specification, zip};
use support::snapshot::Bench;

fn refuses(content: impl AsRef<[u8]>, parts: &[&str]) {
    let bench = Bench::new(1);
    let file = bench.file("spec.json", content);
    bench.refuses(&["--from", file.to_str().unwrap()], 2, parts);
}

#[test]
fn files_that_are_no_specification_are_refused() {
    let whole = specification("2.0.0", 1);
    refuses(&whole[..whole.len() - 100], &["is truncated", "line"]);
    refuses("not JSON at all", &["is not a JSON object"]);
    refuses(r#"{"ResourceTypes": []}"#, &["does not have the expected format"]);
    refuses(zip(&[("a.json", b"{}")], None), &["zip archive"]);
    refuses(whole.replace("2.0.0", "two"), &["ResourceSpecificationVersion"]);
    let bench = Bench::new(1);
    bench.refuses(&["--from", "/nowhere/spec.json"], 2, &["/nowhere/spec.json", "cannot be opened"]);
}

#[test]
fn a_hundred_megabytes_are_refused_in_bounded_memory() {
    let bench = Bench::new(1);
    let file = bench.file("large.json", "{");
    std::fs::OpenOptions::new().write(true).open(&file).unwrap().set_len(100 << 20).unwrap();
    let before = bench.files();
    // The limit on the address space is in KiB; a reader that takes all it is given needs more.
    let command = bench.command(&["--from", file.to_str().unwrap()]);
    let mut words = vec![command.get_program().to_owned()];
    words.extend(command.get_args().map(ToOwned::to_owned));
    let output = std::process::Command::new("bash")
        .args(["-c", "ulimit -v 262144; exec \"$@\"", "bash"])
        .args(words)
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("is larger than the limit of 64 MiB"), "{err}");
    assert!(bench.files() == before);
}

#[test]
fn each_document_regenerates_alone() {
    let bench = Bench::new(1);
    let archive = bench.file("schemas.zip", zip(&[("aws-tiny0-thing.json", SCHEMA.as_bytes())], None));
    let actions = bench.file("iam.tsv.gz", gzip(b"tiny:GetThing\tR\ntiny:PutThing\tW\n"));
    let regions = bench.file(
        "regions.json",
        r#"{"partitions": [{"partition": "aws", "dnsSuffix": "amazonaws.com",
            "regions": {"eu-central-1": {"description": "Europe (Frankfurt)"}}}]}"#,
    );
    let spec = bench.file("spec.json.gz", gzip(specification("1.0.0", 1).as_bytes()));
    let all = ["--schemas-from", "--iam-from", "--regions-from", "--from"];
    let files = [&archive, &actions, &regions, &spec].map(|path| path.to_str().unwrap());

    let at_once = Bench::new(1);
    let args: Vec<&str> = all.iter().copied().zip(files).flat_map(|(option, file)| [option, file]).collect();
    assert_eq!(at_once.regen(&args).code, Some(0));
    for (option, file) in all.iter().zip(files) {
        assert_eq!(bench.regen(&[option, file]).code, Some(0));
    }
    let contents = |bench: &Bench| {
        let strip = |path: PathBuf| path.strip_prefix(bench.path()).unwrap().to_owned();
        bench.files().into_iter().map(|(path, bytes)| (strip(path), bytes)).collect::<Vec<_>>()
    };
    assert_eq!(contents(&bench), contents(&at_once));
    assert_eq!(bench.regen(&["--check"]).code, Some(0));
}

#[test]
fn locked_refuses_other_bytes() {
    let bench = Bench::new(1);
    let pinned = bench.file("pinned.json", specification("1.0.0", 1));
    let other = bench.file("other.json", specification("1.0.0", 1).replace("{\"Prop", "{ \"Prop"));
    assert_eq!(bench.regen(&["--locked", "--from", pinned.to_str().unwrap()]).code, Some(0));
    bench.refuses(&["--locked", "--from", other.to_str().unwrap()], 2, &["sha256", "lock.txt pins"]);
    let actions = bench.file("iam.tsv", "tiny:GetThing\tR\n");
    bench.refuses(&["--locked", "--iam-from", actions.to_str().unwrap()], 2, &["pins no such document"]);
}

#[test]
fn check_tells_a_snapshot_that_was_edited() {
    let bench = Bench::new(1);
    let pinned = bench.file("pinned.json", specification("1.0.0", 1));
    let check = ["--check", "--from", pinned.to_str().unwrap()];
    assert_eq!(bench.regen(&check).code, Some(0));
    let file = bench.path().join("spec/tiny0.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("Integer", "Long")).unwrap();
    for args in [&check[..], &check[..1]] {
        bench.refuses(args, 1, &["specification", "cargo xtask regen-spec"]);
    }
}

#[test]
fn corrections_that_match_nothing_stop_the_run() {
    let bench = Bench::new(1);
    let key = specification("2.0.0", 1).replace("AWS::Tiny0::Thing", "AWS::KMS::Key");
    let file = bench.file("kms.json", key);
    bench.refuses(
        &["--from", file.to_str().unwrap()],
        2,
        &[
            "AWS::KMS::Key/KeySpec: the correction",
            "matches nothing",
            "immutable property",
            "aws-resource-kms-key.html",
            "5 problems",
        ],
    );
}

#[test]
fn lines_that_are_no_facts_are_named() {
    let bench = Bench::new(1);
    let file = bench.path().join("spec/tiny0.txt");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("property Size", "properly Size")).unwrap();
    let error = cfn_spec::load(&bench.path(), &["tiny0"]).unwrap_err().to_string();
    assert!(error.contains("tiny0.txt:") && error.contains("unknown keyword `properly`"), "{error}");
}

#[test]
fn the_features_of_the_manifest_follow_the_services() {
    let bench = Bench::new(1);
    let text = "[features]\n# One additive feature a service; written by `cargo xtask regen-spec` from here\n# to here.\nown = []\n";
    let manifest = bench.file("Cargo.toml", text);
    let spec = bench.file("spec.json", specification("1.0.0", 2));
    let args = ["--manifest", manifest.to_str().unwrap(), "--from", spec.to_str().unwrap()];
    assert_eq!(bench.regen(&args).code, Some(0));
    let written = std::fs::read_to_string(&manifest).unwrap();
    assert!(written.contains("full = [\n    \"tiny0\",\n    \"tiny1\",\n]\n"), "{written}");
    assert!(written.contains("tiny1 = []\n") && written.ends_with("own = []\n"), "{written}");

    std::fs::write(&manifest, text).unwrap();
    let check = [&args[..2], &["--check"]].concat();
    bench.refuses(&check, 1, &["features do not match the services", "cargo xtask regen-spec"]);
    assert_eq!(bench.regen(&args).code, Some(0), "a run that changes no fact brings the features up to date");
    assert_eq!(bench.regen(&check).code, Some(0));
}

#[test]
fn the_pinned_snapshot_is_whole() {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_xtask")).args(["regen-spec", "--check"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The real documents, where they are at hand.
#[test]
fn the_pinned_documents_yield_the_pinned_snapshot() {
    let Some(shared) = test_support::machine::shared("spec") else { return };
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["regen-spec", "--check"]);
    for (option, file) in [
        ("--from", "CloudFormationResourceSpecification.json.gz"),
        ("--schemas-from", "schemas-cfn-lint.zip"),
        ("--iam-from", "iam-actions.tsv.gz"),
        ("--regions-from", "regions.json"),
        ("--rules-from", "cfn-lint-rules.zip"),
    ] {
        command.arg(option).arg(shared.join(file));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_package_of_rules_that_is_not_known_is_refused_by_its_parts() {
    let bench = Bench::new(1);
    let other = bench.file("other.zip", zip(&[("schemas/other/a.json", b"{}")], None));
    bench.refuses(&["--rules-from", other.to_str().unwrap()], 2, &["the rules", "schemas/extensions/"]);
    let files: [(&str, &[u8]); 1] = [("schemas/extensions/aws_new_thing/rule.json", br#"{"required": ["A"]}"#)];
    let new = bench.file("new.zip", zip(&files, None));
    bench.refuses(
        &["--rules-from", new.to_str().unwrap()],
        2,
        &[
            "schemas/extensions/aws_new_thing/rule.json",
            "is an unknown schema",
            "schemas/extensions/aws_sqs_queue/queue_dlq.json",
            "does not exist any more",
            "LmbdRuntimeLifecycle.json",
            "schemas/other/",
        ],
    );
}
