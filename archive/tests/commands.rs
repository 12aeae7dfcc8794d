//! The program as its users run it: the commands one after the other, their output and their exit codes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use test_support::budget;
use test_support::program::{Ended, command};

/// What a command ended with: exit code, standard output, standard error.
fn archive(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Ended { code, out, err } = Ended::of(&mut command(env!("CARGO_BIN_EXE_archive"), folder, arguments));
    (code, out, err)
}

#[test]
fn a_synthesis_of_both_stacks_costs_no_more_than_its_budget() {
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_archive");
    budget::within("archive synth", &command(program, folder.path(), &["synth"]));
}

#[test]
fn an_archive_lives_dies_and_is_brought_back() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);

    let (code, out, err) = run(&["deploy", "--local"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("BucketName = example-archive") && out.contains("BucketReplications = eu-west-1,eu-north-1"),
        "{out}"
    );
    assert!(err.contains("simulated"), "{err}");

    let (code, out, _) = run(&["verify", "--local"]);
    assert_eq!((code, out.matches("under the replica's own key").count()), (0, 2), "{out}");
    assert_eq!(run(&["drift", "--local"]).1.trim(), "no drift");
    assert_eq!(run(&["deploy", "--local", "--fail-on-empty"]).0, 3);

    let (code, _, err) = run(&["destroy", "--local", "--yes"]);
    assert_eq!(code, 3, "--yes alone lost the archive: {err}");
    let (code, _, err) = run(&["destroy", "--local", "--allow", "stack-deletion"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(err.matches("stays in the account: AWS::KMS::Key arn:aws:kms:").count(), 3, "{err}");

    // What was written comes back with its buckets, by a word of its own.
    let (code, _, err) = run(&["deploy", "--local"]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("example-archive (with data)"), "{err}");
    assert!(err.contains("--allow adoption"), "{err}");
    let (code, out, err) = run(&["deploy", "--local", "--allow", "adoption"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("BucketName = example-archive"), "{out}");
    let (code, out, _) = run(&["verify", "--local"]);
    assert_eq!((code, out.matches("under the replica's own key").count()), (0, 2), "{out}");

    // And so by hand, in two steps.
    assert_eq!(run(&["destroy", "--local", "--allow", "stack-deletion"]).0, 0);
    let (code, _, err) = run(&["adopt", "--local"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("the primary bucket and 2 replicas are imported, unchanged"), "{err}");
    let (code, _, err) = run(&["deploy", "--local"]);
    assert_eq!(code, 0, "{err}");
}

/// What the configuration turns on is in the estimate, what has no price is told, and what is assumed can be given.
#[test]
fn what_it_costs_is_estimated_from_what_is_configured_and_assumed() {
    let folder = tempfile::tempdir().unwrap();
    let plan = |configuration: &str, arguments: &[&str]| {
        std::fs::write(folder.path().join("archive.toml"), configuration).unwrap();
        let (code, _, err) = archive(folder.path(), &[&["plan", "--local", "--cost"], arguments].concat());
        assert_eq!(code, 0, "{err}");
        err
    };
    let plain = "prefix = 'acme'\nregion = 'us-east-1'\nreplications = ['us-west-2']\n";
    let assumed = ["--stored", "1TB", "--written", "100GB", "--objects-written", "1000000"];
    let told = plan(plain, &assumed);
    for line in [
        "23.00  storage in us-east-1, STANDARD",
        "23.00  storage in us-west-2, STANDARD",
        "5.00  objects written in us-east-1",
        "2.00  transfer from us-east-1 to us-west-2",
        "1.20  replication metrics of us-west-2",
        "2.00  keys of KMS",
        "0.06  requests to KMS, with bucket keys",
        "61.26  together\n",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(told.contains("not included: noncurrent versions") && told.contains("us-west-2 were not compared"));
    let more = format!(
        "{plain}[replication]\ntime_control = true\nstorage_class = 'GLACIER_IR'\n[inventory]\nenabled = true\nfrequency = 'daily'\n\
         [alarm]\nenabled = true\nlatency_minutes = 30\n[dashboard]\nenabled = true\n\
         [lifecycle]\ntransitions = [{{ storage_class = 'GLACIER_IR', days = 0 }}, {{ storage_class = 'DEEP_ARCHIVE', days = 30 }}]\n"
    );
    let told = plan(&more, &assumed);
    for line in [
        "1.50  Replication Time Control to us-west-2",
        "20.00  objects written in us-west-2",
        "50.00  objects moved to DEEP_ARCHIVE in us-east-1",
        "0.79  minimum duration of GLACIER_IR in us-east-1",
        "0.76  inventories in us-east-1",
        "0.20  alarms of CloudWatch",
        "3.00  dashboard of CloudWatch",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    // A region that is not in the table has no price, and the sum says so.
    let told = plan(&plain.replace("us-west-2", "sa-east-1"), &assumed);
    assert!(told.contains("unknown  storage in sa-east-1, STANDARD") && told.contains("together, and what is unknown"));
    let (code, _, err) = archive(folder.path(), &["plan", "--local", "--cost", "--stored", "a lot"]);
    assert!(code == 2 && err.contains("is no number of bytes"), "{err}");
    let (code, _, err) = archive(folder.path(), &["status", "--local", "--stored", "1TB"]);
    assert!(code == 2 && err.contains("--cost"), "{err}");
}

#[test]
fn commands_of_other_tools_are_answered_with_those_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let program = archive(folder.path(), &["--help"]).1;
    for typed in ["apply", "import", "init", "ls", "preview", "rm", "tail", "up", "validate"] {
        let (code, _, err) = archive(folder.path(), &[typed]);
        assert_eq!(code, 2, "{typed}: {err}");
        let advised: Vec<&str> =
            err.split("`archive ").skip(1).filter_map(|rest| rest.split(['`', ' ']).next()).collect();
        assert!(err.contains("tip: use `archive ") && !advised.is_empty(), "{typed}: {err}");
        for command in advised {
            assert!(program.contains(&format!("\n  {command} ")), "{typed}: there is no command {command}");
        }
    }
    let (code, _, err) = archive(folder.path(), &["deploy", "--auto-approve"]);
    assert!(code == 2 && err.contains("tip: use --yes for questions, and --allow DANGER"), "{err}");
}

#[test]
fn a_dry_run_changes_nothing_and_a_template_is_printed_in_either_format() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);
    let (code, _, err) = run(&["deploy", "--local", "-n"]);
    assert!(code == 0 && err.contains("Plan to create example-archive in eu-central-1"), "{err}");
    assert_eq!(run(&["status", "--local", "--check"]).0, 5, "a dry run deployed");
    let (code, _, err) = run(&["destroy", "--local", "--dry-run"]);
    assert!(code == 0 && err.contains("there is nothing to delete"), "{err}");
    let (json, yaml) = (run(&["synth"]).1, run(&["synth", "--format", "yaml"]).1);
    let read = |text: &str| cfn_template::read(text, &cfn_template::Options::default()).unwrap().root.to_json();
    assert!(json.starts_with('{') && !yaml.starts_with('{') && yaml.contains("!Ref "), "{yaml}");
    assert_eq!(read(&json), read(&yaml));
}

#[test]
fn the_version_says_what_was_built_and_colors_are_as_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = archive(folder.path(), &["--version"]);
    assert!(code == 0 && out.starts_with(concat!("archive ", env!("CARGO_PKG_VERSION"), "\ncommit: ")), "{out}");
    assert!(out.contains("\ntarget: ") && out.contains("\nprofile: "), "{out}");
    let refused = |when: &str| archive(folder.path(), &["status", "--config", "none.toml", "--color", when]).2;
    assert!(refused("always").contains("\u{1b}["), "{}", refused("always"));
    assert!(!refused("never").contains('\u{1b}') && !refused("auto").contains('\u{1b}'));
}

#[test]
fn without_credentials_one_sentence_says_why_and_one_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, err) = archive(folder.path(), &["deploy", "--prefix", "acme"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("there are no AWS credentials") && err.contains("--local"), "{err}");
    assert_eq!(err.trim().lines().count(), 2, "{err}");
}

#[test]
fn a_real_deployment_needs_a_prefix_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = archive(folder.path(), &["deploy"]);
    assert_eq!(code, 2);
    assert!(err.contains("--prefix"), "{err}");
}

#[test]
fn a_wrong_configuration_changes_nothing_and_exits_with_two() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("archive.toml"), "regoin = 'eu-central-1'\n").unwrap();
    let (code, _, err) = archive(folder.path(), &["deploy", "--local"]);
    assert_eq!(code, 2);
    assert!(err.contains("archive.toml:1:1") && err.contains("did you mean `region`?"), "{err}");
    assert!(!folder.path().join(".archive").exists(), "something was simulated");
}

#[test]
fn json_is_one_event_a_line_and_ends_with_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = archive(folder.path(), &["deploy", "--local", "--output", "json"]);
    assert_eq!(code, 0);
    let events: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let known = include_str!("../command-line/docs/events.md");
    for event in &events {
        let kind = event["event"].as_str().unwrap();
        assert!(known.contains(&format!("`{kind}`")), "{kind} is not documented in docs/events.md");
    }
    let finished = events.iter().find(|event| event["event"] == "finished").unwrap();
    assert_eq!(finished["outputs"]["BucketName"], "example-archive");
    assert!(finished["calls"]["CloudFormation.ExecuteChangeSet"].is_u64());
}

#[test]
fn a_plan_is_kept_and_executed() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);
    assert_eq!(run(&["plan", "--local", "--out", "plan.json"]).0, 0);
    let (code, out, err) = run(&["deploy", "--local", "--plan", "plan.json"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("BucketName"), "{out}");
    let (code, _, err) = run(&["deploy", "--local", "--plan", "none.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("none.json") && err.contains("archive plan --out"), "{err}");
}

#[test]
fn a_plan_of_another_configuration_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);
    assert_eq!(run(&["plan", "--local", "--tag", "team=storage", "--out", "plan.json"]).0, 0);
    let (code, _, err) = run(&["deploy", "--local", "--replications", "eu-west-1", "--plan", "plan.json"]);
    assert_eq!(code, 3);
    assert!(err.contains("another configuration") && err.contains("create a new plan"), "{err}");
    let (code, _, err) = run(&["deploy", "--local", "--plan", "plan.json"]);
    assert_eq!(code, 0, "the plan's own tags were not taken: {err}");
}

#[test]
fn the_plan_of_an_archive_in_two_steps_is_of_the_first_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);
    let settings = "replications = ['eu-west-1']\n[replication]\ntwo_way = true\n";
    std::fs::write(folder.path().join("archive.toml"), settings).unwrap();
    let (code, _, err) = run(&["plan", "--local", "--out", "plan.json"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("first of two steps"), "{err}");
    let (code, _, err) = run(&["deploy", "--local", "--plan", "plan.json"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("run `archive deploy` once it is done"), "{err}");
    let (code, out, err) = run(&["plan", "--local"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        format!("{out}{err}").contains("ParameterValue: false → true"),
        "the second step is not planned: {out}{err}"
    );
    assert_eq!(run(&["deploy", "--local"]).0, 0);
    assert_eq!(run(&["deploy", "--local", "--fail-on-empty"]).0, 3, "the archive was not complete");
}

#[test]
fn every_word_that_opens_a_gate_is_documented() {
    let documented = include_str!("../docs/gates.md");
    for kind in cfn_deploy::DangerKind::ALL {
        assert!(documented.contains(&format!("| `{}` |", kind.as_str())), "{} is not in docs/gates.md", kind.as_str());
    }
}

#[test]
fn a_region_that_is_detached_needs_a_word_and_keeps_its_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| archive(folder.path(), arguments);
    assert_eq!(run(&["deploy", "--local"]).0, 0);
    std::fs::write(folder.path().join("archive.toml"), "replications = ['eu-west-1']\ndetached = ['eu-north-1']\n")
        .unwrap();
    let (code, out, err) = run(&["deploy", "--local", "--yes"]);
    assert_eq!(code, 3, "{out}{err}");
    assert!(err.contains("--allow weaker-protection"), "{err}");
    assert_eq!(run(&["deploy", "--local", "--allow", "weaker-protection"]).0, 0);
    let (_, out, err) = run(&["status", "--local", "--check"]);
    assert!(format!("{out}{err}").contains("bucket example-archive-replication-eu-north-1: can be read"), "{out}{err}");
}
