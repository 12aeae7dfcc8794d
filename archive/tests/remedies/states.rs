//! The states that an operation leaves a stack in.

use std::time::Duration;

use archive_simulator::Clock;
use cfn_deploy::Remedy;
use serde_json::Value;

use crate::place::{Place, REGION, STACK, Well as _, advised, help, resource_fault};

impl Place {
    /// Another tool begins an update of the archive's stack, with or without rollback.
    fn update_by_another_tool(&self, disable_rollback: bool) {
        self.wait(async {
            let client = self.another_tool();
            let template = client.get_template().stack_name(STACK).send().await.unwrap().template_body.unwrap();
            let mut template: Value = serde_json::from_str(&template).unwrap();
            let rules = &mut template["Resources"]["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"];
            rules[0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] = 9.into();
            let update = client.update_stack().stack_name(STACK).template_body(template.to_string());
            let update = update.capabilities(aws_sdk_cloudformation::types::Capability::CapabilityNamedIam);
            update.disable_rollback(disable_rollback).send().await.unwrap();
        });
    }

    fn settled(&self) -> String {
        self.wait(async { test_support::simulated_aws::settled(&self.another_tool(), STACK).await })
    }
}

pub(crate) fn a_deployment_creates_what_is_missing() {
    let place = Place::new();
    let missing = place.run(&["drift"]);
    for command in [
        &["status", "--check"][..],
        &["diff"],
        &["verify"],
        &["events"],
        &["logs"],
        &["audit"],
        &["backfill"],
        &["backfill", "--dry-run"],
        &["restore", "out"],
        &["undelete"],
    ] {
        let other = place.run(command);
        assert_eq!((other.code, help(&other)), (5, help(&missing)), "{command:?}: {}\n{}", other.out, other.err);
    }
    place.follow(&missing, "deploy", &["--yes"]).well();
    place.assert_healthy();
}

/// A bucket that is gone from an archive that is there is shown by the status, whoever missed it.
#[test]
fn commands_that_miss_the_primary_bucket_lead_to_the_status() {
    for command in [&["audit"][..], &["undelete"]] {
        let place = Place::deployed();
        place.s3(REGION, "DELETE", "/acme-archive?policy", "");
        place.s3(REGION, "DELETE", "/acme-archive", "");
        let missed = place.run(command);
        assert_eq!(missed.code, 5, "{command:?}: {}", missed.err);
        let status = place.follow(&missed, "status", &["--check"]);
        place.follow_as_far_as_allowed(&status, "deploy").well();
        place.assert_healthy();
    }
}

pub(crate) fn a_deletion_that_failed_is_finished() {
    let place = Place::deployed();
    place.faults(Vec::new(), vec![resource_fault("KeyAlias", "DELETE_IN_PROGRESS", 1, "out of luck")]);
    let failed = place.run(&["destroy", "--allow", "stack-deletion"]);
    assert_eq!((failed.code, place.status().as_deref()), (5, Some("DELETE_FAILED")), "{}", failed.err);
    place.follow(&failed, "destroy", &["--allow", "stack-deletion"]).well();
    assert_eq!(place.status(), None);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

/// What was retained of a deletion that failed is what the next one fails on.
pub(crate) fn a_deletion_that_goes_on_failing_is_forced() {
    let place = Place::deployed();
    place.s3(crate::place::REGION, "PUT", "/acme-archive/report", "data");
    place.faults(Vec::new(), vec![resource_fault("ReplicationPolicy", "DELETE_IN_PROGRESS", 1, "out of luck")]);
    let failed = place.run(&["destroy", "--allow", "stack-deletion"]);
    assert_eq!((failed.code, place.status().as_deref()), (5, Some("DELETE_FAILED")), "{}", failed.err);
    // The policy that stays keeps its role from being deleted, and so does every further deletion.
    let mut failed = place.run(&["destroy", "--allow", "stack-deletion", "--retain", "ReplicationPolicy"]);
    let again = "failed on the same as the one before, and will again until the cause is corrected: ReplicationRole";
    for is_again in [false, true] {
        assert_eq!((failed.code, place.status().as_deref()), (5, Some("DELETE_FAILED")), "{}", failed.err);
        assert!(failed.err.contains("ReplicationRole"), "{}", failed.err);
        assert_eq!(failed.err.contains(again), is_again, "{}", failed.err);
        failed = place.run(&["destroy", "--allow", "stack-deletion"]);
    }
    let commands = advised(&failed);
    assert!(!commands.contains(&vec!["destroy".to_owned()]), "it is advised to do the same again: {commands:?}");
    let force = commands.iter().find(|command| command.contains(&"--force".to_owned()));
    let force = force.unwrap_or_else(|| panic!("no force is advised: {commands:?}"));
    let force: Vec<&str> = force.iter().map(String::as_str).chain(["--allow", "stack-deletion"]).collect();
    place.run(&force).well();
    assert_eq!(place.status(), None);
    // The role that it left belongs to no stack, and is deleted after approval.
    let doctor = place.run(&["doctor"]);
    let role = "role name acme-archive-replication-eu-central-1: taken by";
    assert!(doctor.out.contains(role) && help(&doctor).contains("`archive deploy` deletes it"), "{}", doctor.out);
    let refused = place.run(&["deploy", "--yes", "--allow", "adoption"]);
    assert_eq!((refused.code, place.status()), (3, None), "{}", refused.err);
    assert!(refused.err.contains("which belongs to no stack, is deleted with its policies"), "{}", refused.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

pub(crate) fn the_cause_of_a_failure_is_corrected() {
    let place = Place::deployed();
    // IAM deletes no role that somebody gave a further policy.
    let role = "acme-archive-replication-eu-central-1";
    let policy = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AListAllMyBuckets%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D";
    place.iam(&format!("Action=PutRolePolicy&RoleName={role}&PolicyName=foreign&PolicyDocument={policy}"));
    let failed = place.run(&["destroy", "--allow", "stack-deletion"]);
    assert_eq!((failed.code, place.status().as_deref()), (5, Some("DELETE_FAILED")), "{}", failed.err);
    assert!(help(&failed).contains("correct what the operation failed on"), "{}", failed.err);
    assert!(failed.err.contains("ReplicationRole"), "what it failed on is not said: {}", failed.err);
    place.iam(&format!("Action=DeleteRolePolicy&RoleName={role}&PolicyName=foreign"));
    place.follow(&failed, "destroy", &["--allow", "stack-deletion"]).well();
    assert_eq!(place.status(), None);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

pub(crate) fn an_operation_that_was_left_failed_is_rolled_back() {
    let place = Place::deployed();
    place.faults(Vec::new(), vec![resource_fault("Bucket", "UPDATE_IN_PROGRESS", 1, "out of luck")]);
    place.update_by_another_tool(true);
    assert_eq!(place.settled(), "UPDATE_FAILED");
    let status = place.run(&["status", "--check"]);
    assert_eq!(status.code, 5, "{}", status.out);
    let shown = place.run(&["rollback", "--dry-run"]).well();
    assert!(shown.err.contains("is UPDATE_FAILED: its failed operation would be rolled back"), "{}", shown.err);
    assert_eq!(place.settled(), "UPDATE_FAILED", "a dry run changes nothing");
    place.follow(&status, "rollback", &[]).well();
    place.assert_healthy();
}

pub(crate) fn a_rollback_that_failed_is_continued() {
    let place = Place::deployed();
    place.faults(Vec::new(), vec![resource_fault("Bucket", "UPDATE_IN_PROGRESS", 2, "out of luck")]);
    place.update_by_another_tool(false);
    assert_eq!(place.settled(), "UPDATE_ROLLBACK_FAILED");
    let status = place.run(&["status", "--check"]);
    assert_eq!(status.code, 5, "{}", status.out);
    let shown = place.run(&["continue", "--dry-run"]).well();
    assert!(shown.err.contains("its failed rollback would be continued"), "{}", shown.err);
    assert!(shown.err.contains("\n  Bucket (AWS::S3::Bucket) is UPDATE_FAILED"), "{}", shown.err);
    assert_eq!(place.settled(), "UPDATE_ROLLBACK_FAILED", "a dry run changes nothing");
    let continued = place.follow(&status, "continue", &[]).well();
    assert!(continued.err.starts_with("continue acme-archive"), "{}", continued.err);
    place.assert_healthy();
}

pub(crate) fn an_operation_in_progress_is_waited_for() {
    // Time passes with requests, so that the operation is in progress for certain.
    let place = Place::with(|config| {
        config.clock = Clock::Requests(Duration::from_millis(60));
        config.resource_delay = Duration::from_millis(300);
    });
    place.run(&["deploy", "--yes"]).well();
    place.update_by_another_tool(false);
    let refused = place.run(&["plan"]);
    assert_eq!(refused.code, 5, "{}", refused.err);
    assert!(advised(&refused).contains(&vec!["events".to_owned(), "--follow".to_owned()]), "{}", refused.err);
    place.follow(&refused, "events", &[]).well();
    // The other tool's lifecycle rule is not what the configuration wants, which the next deployment mends.
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

pub(crate) fn the_status_is_shown() {
    let place = Place::deployed();
    let refused = place.run(&["rollback"]);
    assert_eq!(refused.code, 5, "{}", refused.err);
    let shown = place.follow(&refused, "status", &["--check"]).well();
    assert!(shown.out.contains("CREATE_COMPLETE"), "{}", shown.out);
}

pub(crate) fn the_events_of_every_region_are_shown() {
    let place = Place::new();
    let reason = "Resource of type 'AWS::S3::Bucket' with identifier 'acme-archive' did not stabilize.";
    place.faults(Vec::new(), vec![resource_fault("Key", "CREATE_IN_PROGRESS", 1, reason)]);
    let failed = place.run(&["deploy", "--yes"]);
    assert_eq!(failed.code, 4, "{}", failed.err);
    let logs = place.follow(&failed, "logs", &[]).well();
    assert!(logs.err.contains("did not stabilize"), "{}\n{}", logs.out, logs.err);
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

pub(crate) fn what_only_the_console_shows_is_said_to_be_there() {
    // Every status that the SDK knows has a way out by a command; only one that AWS adds later has none, and nothing pretends to.
    let place = Place::deployed();
    let stack = place.wait(async {
        let aws = place.aws.connect(archive::APPLICATION, crate::place::REGION, crate::place::ACCOUNT).await;
        let deployer = test_support::deployer::Deployer::new(aws, crate::place::REGION);
        deployer.engine(&test_support::deployer::RefuseAll).describe(STACK).await.unwrap().unwrap()
    });
    for status in aws_sdk_cloudformation::types::StackStatus::values() {
        let stack = cfn_deploy::Stack { status: (*status).into(), ..stack.clone() };
        let remedy = stack.situation().map(|(_, remedy)| remedy);
        assert_ne!(remedy, Some(Remedy::LookInConsole), "{status} has no way out");
    }
    let unknown = cfn_deploy::Stack { status: "REFACTOR_FAILED".into(), ..stack };
    let (_, remedy) = unknown.situation().unwrap();
    assert_eq!(remedy, Remedy::LookInConsole);
    assert!(archive::remedy::describe(&remedy).contains("in the CloudFormation console"));
}

/// An archive whose import failed, as did the rollback of the import.
fn with_an_import_that_was_not_rolled_back() -> Place {
    let place = Place::deployed();
    place.s3(crate::place::REGION, "PUT", "/acme-archive/report", "data");
    place.run(&["destroy", "--allow", "stack-deletion"]).well();
    let at_home = |(logical_id, status): (&str, &str)| {
        let fault = resource_fault(logical_id, status, 1, "out of luck");
        archive_simulator::ResourceFault { region: Some(crate::place::REGION.to_owned()), ..fault }
    };
    let faults = [("BucketPolicy", "IMPORT_IN_PROGRESS"), ("Bucket", "IMPORT_ROLLBACK_IN_PROGRESS")];
    place.faults(Vec::new(), faults.map(at_home).into());
    let failed = place.run(&["adopt", "--yes"]);
    assert_ne!(failed.code, 0, "{}", failed.err);
    assert_eq!(place.settled(), "IMPORT_ROLLBACK_FAILED");
    place
}

#[test]
fn an_import_that_was_not_rolled_back_is_deleted_with_what_it_imported_retained() {
    let place = with_an_import_that_was_not_rolled_back();
    let status = place.run(&["status", "--check"]);
    assert_eq!(status.code, 5, "{}", status.out);
    let asked = place.follow(&status, "destroy", &[]);
    assert!(asked.code == 3 && !asked.out.contains("is deleted: AWS::S3::Bucket"), "{}\n{}", asked.out, asked.err);
    place.follow(&status, "destroy", &["--allow", "stack-deletion"]).well();
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}

#[test]
fn a_deployment_after_an_import_that_was_not_rolled_back_leads_to_its_deletion() {
    let place = with_an_import_that_was_not_rolled_back();
    let refused = place.deploy_as_far_as_allowed();
    assert_eq!(advised(&refused), [["destroy".to_owned()]], "{}", refused.err);
    assert!(help(&refused).contains("once it is deleted, deploy again"), "{}", refused.err);
    place.follow(&refused, "destroy", &["--allow", "stack-deletion"]).well();
    place.deploy_as_far_as_allowed().well();
    place.assert_healthy();
}
