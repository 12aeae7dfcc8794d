//! What keeps a backfill from replicating, and its advice, followed.

use serde_json::json;

use crate::advice::By::{self, Elsewhere, NotAdvice};
use crate::place::{ACCOUNT, Place, REGION, SETTINGS, Well as _, help};

const ROLE: &str = "acme-archive-backfill-eu-central-1";

const FILE: &str = "tests/remedies/backfill.rs";

/// Who follows the advice about backfills.
pub(crate) const ADVICE: &[(&str, &str, By)] = &[
    (
        "cli/command/audit.rs",
        "has S3 replicate them again",
        Elsewhere(FILE, "what_an_audit_finds_is_replicated_once_there_is_a_role"),
    ),
    (
        "cli/command/backfill.rs",
        "create them with",
        Elsewhere(FILE, "what_an_audit_finds_is_replicated_once_there_is_a_role"),
    ),
    (
        "cli/command/backfill/findings.rs",
        "makes role and bucket of the jobs",
        Elsewhere(FILE, "a_role_that_was_changed_is_put_back"),
    ),
    (
        "cli/command/backfill/findings.rs",
        "puts back what was changed",
        Elsewhere(FILE, "replication_that_was_removed_is_put_back_before_the_next_job"),
    ),
    ("cli/command/backfill.rs", "make it with", Elsewhere(FILE, "a_manifest_that_cannot_be_read_is_made_again")),
    (
        "deployment.rs",
        "shows how much it is",
        Elsewhere(FILE, "a_region_that_is_attached_again_gets_what_was_written_meanwhile"),
    ),
    (
        "doctor/command_actions.rs",
        "create them with",
        Elsewhere(
            "tests/examinations/command_rights.rs",
            "what_a_command_lacks_in_the_account_is_made_by_the_bootstrap_that_doctor_names",
        ),
    ),
    ("doctor/backfill.rs", "puts it back as it has to be", Elsewhere(FILE, "a_role_that_was_changed_is_put_back")),
    ("config/options/replication.rs", "Rules apply to new objects", NotAdvice("documentation of a setting")),
    ("config/resolve.rs", "replicates what was written meanwhile", NotAdvice("documentation of a setting")),
];

/// An archive with an object that no replica has.
fn with_an_old_object() -> Place {
    let place = Place::deployed();
    write_without_replication(&place);
    place
}

fn write_without_replication(place: &Place) {
    place.s3(REGION, "DELETE", "/acme-archive?replication", "");
    place.s3(REGION, "PUT", "/acme-archive/old", "as it was");
    place.run(&["deploy", "--revert-drift", "--yes"]).well();
}

#[track_caller]
fn assert_whole(place: &Place) {
    place.run(&["audit"]).well();
}

#[test]
fn what_an_audit_finds_is_replicated_once_there_is_a_role() {
    let place = with_an_old_object();
    let audited = place.run(&["audit"]);
    assert_eq!(audited.code, 5, "{}", audited.err);
    let refused = place.follow(&audited, "backfill", &["--yes"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("there is no stack acme-archive-backfill"), "{}", refused.err);
    place.follow(&refused, "bootstrap", &["--yes"]).well();
    place.follow(&audited, "backfill", &["--yes"]).well();
    assert_whole(&place);
    let doctor = place.run(&["doctor"]).well();
    assert!(doctor.out.contains(&format!("role {ROLE}: exists; S3 Batch Operations may assume it")), "{}", doctor.out);
}

#[test]
fn a_role_that_was_changed_is_put_back() {
    let place = with_an_old_object();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    place.iam(&format!("Action=DeleteRolePolicy&RoleName={ROLE}&PolicyName=Backfill"));
    let failed = place.run(&["backfill", "--yes"]);
    assert_eq!(failed.code, 5, "{}\n{}", failed.out, failed.err);
    assert!(failed.out.contains("AccessDenied"), "{}", failed.out);
    let doctor = place.run(&["doctor"]);
    assert!(doctor.code == 2 && doctor.out.contains("not allowed: s3:InitiateReplication"), "{}", doctor.out);
    place.follow_as_far_as_allowed(&doctor, "bootstrap").well();
    place.run(&["doctor"]).well();

    place.iam(&format!("Action=DeleteRolePolicy&RoleName={ROLE}&PolicyName=Backfill"));
    place.follow_as_far_as_allowed(&failed, "bootstrap").well();
    place.run(&["backfill", "--yes"]).well();
    assert_whole(&place);
}

#[test]
fn replication_that_was_removed_is_put_back_before_the_next_job() {
    let place = with_an_old_object();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    place.s3(REGION, "DELETE", "/acme-archive?replication", "");
    let failed = place.run(&["backfill", "--yes"]);
    assert_eq!(failed.code, 5, "{}\n{}", failed.out, failed.err);
    let status = place.follow(&failed, "status", &["--check"]);
    assert!(status.code == 5 && status.out.contains("no replication rule names it"), "{}", status.out);
    place.follow_as_far_as_allowed(&failed, "deploy").well();
    place.run(&["backfill", "--yes"]).well();
    assert_whole(&place);
}

#[test]
fn a_region_that_is_attached_again_gets_what_was_written_meanwhile() {
    let place = Place::new();
    place.configure("prefix = 'acme'\nreplications = ['eu-west-1']\ndetached = ['eu-north-1']\n");
    place.run(&["deploy", "--yes"]).well();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    place.s3(REGION, "PUT", "/acme-archive/meanwhile", "as it was");
    place.configure(SETTINGS);
    let attached = place.deploy_as_far_as_allowed().well();
    assert!(attached.err.contains("is not replicated to eu-north-1 by a rule"), "{}", attached.err);
    let shown = place.follow(&attached, "backfill", &["--dry-run"]).well();
    assert!(shown.err.contains("to eu-north-1: 1 version, 9 B"), "{}", shown.err);
    assert!(!shown.err.contains("to eu-west-1: "), "{}", shown.err);
    place.follow(&attached, "backfill", &["--yes"]).well();
    assert_whole(&place);
    let unchanged = place.run(&["deploy", "--yes"]).well();
    assert!(!unchanged.err.contains("by a rule"), "{}", unchanged.err);
}

#[test]
fn a_manifest_that_cannot_be_read_is_made_again() {
    let place = with_an_old_object();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    std::fs::write(place.folder.path().join("FILE"), "Bucket,Key\n").unwrap();
    let refused = place.run(&["backfill", "--yes", "--manifest", "FILE"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert_eq!(place.follow(&refused, "audit", &[]).code, 5);
    place.run(&["backfill", "--yes", "--manifest", "FILE"]).well();
    assert_whole(&place);
}

#[test]
fn a_caller_that_may_not_pass_the_role_is_granted_it() {
    let policy = json!({ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "NotAction": "iam:PassRole", "Resource": "*" } });
    let place = Place::with(|config| config.callers = [("operator".to_owned(), policy)].into());
    place.run(&["deploy", "--yes"]).well();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    write_without_replication(&place);
    let refused = place.run_as("operator", &["backfill", "--yes"]);
    assert_ne!(refused.code, 0, "{}", refused.err);
    assert!(help(&refused).contains("ask for the permission iam:PassRole"), "{}", refused.err);
    let role = format!("arn:aws:iam::{ACCOUNT}:role/{ROLE}");
    place.grant("operator", &json!({ "Effect": "Allow", "Action": "iam:PassRole", "Resource": role }));
    place.run_as("operator", &["backfill", "--yes"]).well();
    assert_whole(&place);
}

#[test]
fn a_job_that_waits_for_confirmation_is_confirmed_after_asking() {
    let place = with_an_old_object();
    place.run(&["bootstrap", "--backfill", "--yes"]).well();
    let resources = place.resources();
    let mut buckets = resources["buckets"].as_object().unwrap().keys();
    let bucket = buckets.find(|name| name.contains("backfillbucket")).expect("a bucket of the stack");
    place.s3(REGION, "PUT", &format!("/{bucket}/manifests/by-hand.csv"), "acme-archive,old\n");
    place.s3(REGION, "POST", "/v20180820/jobs", &job(bucket));
    let refused = place.run(&["backfill"]);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("is not over: it is followed") && help(&refused).contains("--yes"), "{}", refused.err);
    place.run(&["backfill", "--yes"]).well();
    assert_whole(&place);
}

/// A job as somebody makes it by hand who wants to confirm it.
fn job(bucket: &str) -> String {
    // The ETag is the MD5 of the manifest.
    format!(
        "<CreateJobRequest xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><ConfirmationRequired>true</ConfirmationRequired>         <Operation><S3ReplicateObject/></Operation><Report><Enabled>false</Enabled></Report><ClientRequestToken>by-hand</ClientRequestToken>         <Manifest><Spec><Format>S3BatchOperations_CSV_20180820</Format><Fields><member>Bucket</member><member>Key</member></Fields></Spec>         <Location><ObjectArn>arn:aws:s3:::{bucket}/manifests/by-hand.csv</ObjectArn><ETag>24f6fd483de9c6b0c48b196552195ac2</ETag></Location></Manifest>         <Description>archive backfill of acme-archive</Description><Priority>10</Priority>         <RoleArn>arn:aws:iam::{ACCOUNT}:role/{ROLE}</RoleArn></CreateJobRequest>"
    )
}
